package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley/ledger"
)

// Tip is where the chain of a talk ends; at 0 entries for one that is not there.
func (s *Store) Tip(ctx context.Context, talk string) (ledger.Tip, error) {
	tip, err := tipOf(ctx, s.db.Read, talk)
	return tip, s.failed("read "+talk, err)
}

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func tipOf(ctx context.Context, q querier, talk string) (ledger.Tip, error) {
	tip := ledger.Start(talk)
	var digest []byte
	err := q.QueryRowContext(ctx, "select number, digest from entries where talk = $1 order by number desc limit 1", talk).Scan(&tip.Number, &digest)
	if errors.Is(err, sql.ErrNoRows) {
		return tip, nil
	}
	if err != nil {
		return ledger.Tip{}, err
	}
	return tip, fill(&tip, digest)
}

func fill(tip *ledger.Tip, digest []byte) error {
	if len(digest) != len(tip.Digest) {
		return fmt.Errorf("%w: the digest of entry %d has %d bytes", ErrDamaged, tip.Number, len(digest))
	}
	copy(tip.Digest[:], digest)
	return nil
}

// Talks lists the talks there are and where their chains end, by name.
func (s *Store) Talks(ctx context.Context) ([]ledger.Tip, error) {
	tips, err := talksOf(ctx, s.db.Read)
	return tips, s.failed("list the talks", err)
}

func talksOf(ctx context.Context, q querier) ([]ledger.Tip, error) {
	rows, err := q.QueryContext(ctx, "select e.talk, e.number, e.digest from entries e join (select talk, max(number) as number from entries group by talk) t on e.talk = t.talk and e.number = t.number")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []ledger.Tip
	for rows.Next() {
		var tip ledger.Tip
		var digest []byte
		if err := rows.Scan(&tip.Talk, &tip.Number, &digest); err != nil {
			return nil, err
		}
		if err := fill(&tip, digest); err != nil {
			return nil, err
		}
		all = append(all, tip)
	}
	// Not by the database: its order depends on where it runs.
	slices.SortFunc(all, func(a, b ledger.Tip) int { return strings.Compare(a.Talk, b.Talk) })
	return all, rows.Err()
}

// Read passes the entries behind number after, from 0, with their bodies, one
// by one in order. It stops at the first error of each, and returns it as it is.
// What does not fit the chain is [ErrDamaged], and is not passed. It reads one
// state of the talk, however long that takes.
func (s *Store) Read(ctx context.Context, talk string, after int64, each func(ledger.Record) error) error {
	var own error
	err := s.db.Snapshot(ctx, func(tx *sql.Tx) error {
		return walk(ctx, tx, talk, after, func(r ledger.Record) error {
			own = each(r)
			return own
		})
	})
	if own != nil {
		return own
	}
	return s.failed("read "+talk, err)
}

// Check holds what the database keeps beside the text of each entry, so that ends are
// found without reading it, to the text: its number and its digest. No export
// shows these. Of the chain itself it looks at nothing; see package verify. A
// difference is [ErrDamaged], and the first one is named.
func (s *Store) Check(ctx context.Context, talk string) error {
	err := s.db.Snapshot(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "select number, digest, text from entries where talk = $1 order by number", talk)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var number int64
			var digest, text []byte
			if err := rows.Scan(&number, &digest, &text); err != nil {
				return err
			}
			e, err := ledger.ParseEntry(text)
			sum := ledger.Sum(text)
			switch {
			case err != nil:
				return fmt.Errorf("entry %d: %w: %w", number, ErrDamaged, err)
			case e.Talk != talk || e.Number != number:
				return fmt.Errorf("entry %d: %w: its text is that of entry %d of %s", number, ErrDamaged, e.Number, e.Talk)
			case !bytes.Equal(digest, sum[:]):
				return fmt.Errorf("entry %d: %w: the digest that is kept beside its text is %x, and that of the text %s", number, ErrDamaged, digest, sum)
			}
		}
		return rows.Err()
	})
	return s.failed("check "+talk, err)
}

// Record reads one entry with its bodies. It is held to the chain like those that
// Read passes.
func (s *Store) Record(ctx context.Context, talk string, number int64) (ledger.Record, error) {
	var found *ledger.Record
	err := s.db.Snapshot(ctx, func(tx *sql.Tx) error {
		err := between(ctx, tx, talk, number-1, number, func(r ledger.Record) error {
			found = &r
			return nil
		})
		if err == nil && found == nil {
			err = fmt.Errorf("there is no entry %d", number)
		}
		return err
	})
	if err != nil {
		return ledger.Record{}, s.failed("read "+talk, err)
	}
	return *found, nil
}

// walk passes the entries behind number after.
func walk(ctx context.Context, q querier, talk string, after int64, each func(ledger.Record) error) error {
	return between(ctx, q, talk, after, ledger.MaxNumber, each)
}

// between passes the entries behind number after, up to number to.
func between(ctx context.Context, q querier, talk string, after, to int64, each func(ledger.Record) error) error {
	tip := ledger.Start(talk)
	if after > 0 {
		var digest []byte
		err := q.QueryRowContext(ctx, "select digest from entries where talk = $1 and number = $2", talk, after).Scan(&digest)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("there is no entry %d to read on from", after)
		}
		if err != nil {
			return err
		}
		tip.Number = after
		if err := fill(&tip, digest); err != nil {
			return err
		}
	}
	rows, err := q.QueryContext(ctx, "select e.number, e.text, b.part, b.bytes from entries e left join bodies b on b.talk = e.talk and b.number = e.number"+
		" where e.talk = $1 and e.number > $2 and e.number <= $3 order by e.number, b.part", talk, after, to)
	if err != nil {
		return err
	}
	defer rows.Close()
	var now *ledger.Record
	flush := func() (err error) {
		if now == nil {
			return nil
		}
		if tip, err = tip.Extend(*now); err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		return each(*now)
	}
	last := int64(0)
	for rows.Next() {
		var number int64
		var text, body []byte
		var part sql.NullInt64
		if err := rows.Scan(&number, &text, &part, &body); err != nil {
			return err
		}
		if now == nil || number != last {
			if err := flush(); err != nil {
				return err
			}
			e, err := ledger.ParseEntry(text)
			if err != nil {
				return fmt.Errorf("entry %d: %w: %w", number, ErrDamaged, err)
			}
			now, last = &ledger.Record{Entry: e}, number
			if len(e.Sealed) > 0 {
				now.Bodies = make([][]byte, len(e.Sealed))
			}
		}
		if part.Valid {
			if part.Int64 < 1 || part.Int64 > int64(len(now.Bodies)) {
				return fmt.Errorf("entry %d: %w: it has no sealed part %d", number, ErrDamaged, part.Int64)
			}
			now.Bodies[part.Int64-1] = body
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return flush()
}

// Heads lists the heads of a talk by entry.
func (s *Store) Heads(ctx context.Context, talk string) ([]ledger.Head, error) {
	heads, err := headsOf(ctx, s.db.Read, talk)
	return heads, s.failed("read the heads of "+talk, err)
}

func headsOf(ctx context.Context, q querier, talk string) ([]ledger.Head, error) {
	rows, err := q.QueryContext(ctx, "select entries, text from heads where talk = $1 order by entries", talk)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []ledger.Head
	for rows.Next() {
		var at int64
		var text []byte
		if err := rows.Scan(&at, &text); err != nil {
			return nil, err
		}
		h, err := ledger.ParseHead(text)
		if err != nil || h.Talk != talk || h.Entries != at {
			return nil, fmt.Errorf("the head at entry %d: %w: %w", at, ErrDamaged, errors.Join(err, errors.New("it is not the one that was kept")))
		}
		all = append(all, h)
	}
	return all, rows.Err()
}
