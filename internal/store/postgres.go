package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"parley/ledger"
)

func openPostgres(ctx context.Context, where string) (*Store, error) {
	config, err := pgx.ParseConfig(where)
	if err != nil { // whose text hides the password
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(durable))
	db.SetMaxOpenConns(10)
	s := &Store{write: db, read: db, dialect: dialect{
		name:     "postgres",
		lock:     "select pg_advisory_xact_lock(7235417)", // any number that nothing else in the database takes
		tables:   "select count(*) from information_schema.tables where table_schema = current_schema()",
		snapshot: &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		grow:     growPostgres,
		wipe:     wipePostgres,
		kind:     kindOfPostgres,
	}}
	return s.start(ctx)
}

// durable makes every commit of a connection wait for the disk, whatever the server
// does by itself and whatever it is told to do later; more, it leaves as it is.
// A server that tells the disk to wait cannot be used.
func durable(ctx context.Context, c *pgx.Conn) error {
	var fsync bool
	err := c.QueryRow(ctx, "select current_setting('fsync')::boolean, set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end, false)").Scan(&fsync, nil)
	if err == nil && !fsync {
		err = errors.New("it acknowledges before it is on the disk: set fsync to on")
	}
	return err
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
select count(*) from grown`

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
	err := s.write.QueryRowContext(ctx, growing, expected.Talk, numbers, digests, texts, expected.Number, expected.Digest[:], of, parts, bodies).Scan(&grown)
	var connecting *pgconn.ConnectError
	switch {
	case err != nil && !errors.As(err, &connecting) && !pgconn.SafeToRetry(err): // it may have been done
		return fmt.Errorf("%w: %w", errCommit, err)
	case err != nil:
		return err
	case grown == 0:
		actual, err := tipOf(ctx, s.read, expected.Talk)
		if err != nil {
			return err
		}
		return &ErrStale{expected, actual}
	}
	return nil
}

func kindOfPostgres(err error) error {
	var of *pgconn.PgError
	var connecting *pgconn.ConnectError
	switch {
	case errors.As(err, &of):
	case errors.As(err, &connecting):
		return ErrUnavailable
	default:
		return nil
	}
	switch of.Code {
	case "53100": // disk_full
		return ErrFull
	case "25006": // read_only_sql_transaction
		return ErrReadOnly
	case "55P03", "40P01", "40001": // lock_not_available, deadlock_detected, serialization_failure
		return ErrBusy
	}
	// 08: connection exception; 57P: shut down, or starting; 53: no connections or memory left
	for _, class := range []string{"08", "57P", "53"} {
		if strings.HasPrefix(of.Code, class) {
			return ErrUnavailable
		}
	}
	return nil
}

// taken reports whether a row with that key was there already: with PostgreSQL,
// of two writers at once the second learns it so.
func taken(err error) bool {
	var of *pgconn.PgError
	return errors.As(err, &of) && of.Code == "23505"
}
