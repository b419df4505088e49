package store

import (
	"context"
	"fmt"

	"parley/internal/database"
	"parley/ledger"
)

var postgres = dialect{
	name:   "postgres",
	lock:   "select pg_advisory_xact_lock(7235417)", // any number that nothing else in the database takes
	tables: "select count(*) from information_schema.tables where table_schema = current_schema()",
	grow:   growPostgres,
	wipe:   wipePostgres,
}

// growing appends entries with their bodies, where the chain ends in the entry $5 with
// the digest $6. That no other entry follows there yet, the primary key sees to.
const growing = `with grown as (
	insert into entries (talk, number, digest, text)
	select $1, e.number, e.digest, e.text from unnest($2::bigint[], $3::bytea[], $4::bytea[]) as e (number, digest, text)
	where $5::bigint = 0 or exists (select 1 from entries where talk = $1 and number = $5 and digest = $6)
	returning number
), kept as (
	insert into bodies (talk, number, part, bytes)
	select $1, b.number, b.part, b.bytes from unnest($7::bigint[], $8::bigint[], $9::bytea[]) as b (number, part, bytes)
	where exists (select 1 from grown)
)
select count(*), case when count(*) > 0 then pg_notify('` + channel + `', $1) end from grown`

// channel is where others hear at once of the talks to which was appended.
const channel = "parley_journal"

// growPostgres appends in one statement: where each question to the database goes
// over a network, a transaction step by step takes four times as long.
func growPostgres(ctx context.Context, s *Store, expected ledger.Tip, records []ledger.Record) error {
	numbers, of, parts := []int64{}, []int64{}, []int64{}
	digests, texts, bodies := [][]byte{}, [][]byte{}, [][]byte{}
	for _, r := range records {
		text := r.Entry.Text()
		digest := ledger.Sum(text)
		numbers, digests, texts = append(numbers, r.Entry.Number), append(digests, digest[:]), append(texts, text)
		for i, body := range r.Bodies {
			if body != nil {
				of, parts, bodies = append(of, r.Entry.Number), append(parts, int64(i+1)), append(bodies, body)
			}
		}
	}
	grown := 0
	err := s.db.Write.QueryRowContext(ctx, growing, expected.Talk, numbers, digests, texts, expected.Number, expected.Digest[:], of, parts, bodies).Scan(&grown, new(any))
	switch {
	case err != nil && !database.NotDone(err): // it may have been done
		return fmt.Errorf("%w: %w", database.ErrCommit, err)
	case err != nil:
		return err
	case grown == 0:
		actual, err := tipOf(ctx, s.db.Read, expected.Talk)
		if err != nil {
			return err
		}
		return &ErrStale{expected, actual}
	}
	return nil
}

// wipePostgres writes the table anew without what was deleted.
func wipePostgres(ctx context.Context, db *database.DB) error {
	_, err := db.Write.ExecContext(ctx, "vacuum full bodies")
	return err
}
