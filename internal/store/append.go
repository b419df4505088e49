package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"parley/internal/database"
	"parley/ledger"
)

// Append makes the drafts the next entries of a talk, all or none, if its chain
// ends where the writer takes it to end; *[ErrStale] says that it does not. When it
// returns without an error, they are on the disk. The same call again, after
// [ErrUnsure] or any other error, never appends twice: entries that are there
// just so are acknowledged again.
func (s *Store) Append(ctx context.Context, expected ledger.Tip, drafts ...ledger.Draft) ([]ledger.Record, ledger.Tip, error) {
	tip := expected
	var records []ledger.Record
	for _, d := range drafts {
		r, next, err := tip.Append(d)
		if err != nil {
			return nil, expected, err
		}
		records, tip = append(records, r), next
	}
	if len(records) == 0 {
		return nil, expected, errors.New("there is nothing to append")
	}
	err := s.dialect.grow(ctx, s, expected, records)
	var stale *ErrStale
	if database.Taken(err) || errors.As(err, &stale) {
		err = s.kept(ctx, expected, tip)
	}
	if err != nil {
		return nil, expected, s.failed(fmt.Sprintf("append to %s", expected.Talk), err)
	}
	return records, tip, nil
}

// kept reports whether the entries up to tip are there already: an entry with
// that digest stands behind the same ones. If not, the writer was late.
func (s *Store) kept(ctx context.Context, expected, tip ledger.Tip) error {
	return s.db.Snapshot(ctx, func(tx *sql.Tx) error {
		var digest []byte
		err := tx.QueryRowContext(ctx, "select digest from entries where talk = $1 and number = $2", tip.Talk, tip.Number).Scan(&digest)
		if err == nil && string(digest) == string(tip.Digest[:]) {
			return nil
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		actual, err := tipOf(ctx, tx, tip.Talk)
		if err != nil {
			return err
		}
		return &ErrStale{expected, actual}
	})
}

// insert writes records that follow what is there.
func insert(ctx context.Context, tx *sql.Tx, records []ledger.Record) error {
	for _, r := range records {
		e, text := r.Entry, r.Entry.Text()
		digest := ledger.Sum(text)
		if _, err := tx.ExecContext(ctx, "insert into entries (talk, number, digest, text) values ($1, $2, $3, $4)", e.Talk, e.Number, digest[:], text); err != nil {
			return err
		}
		for i, body := range r.Bodies {
			if body == nil {
				continue
			}
			if _, err := tx.ExecContext(ctx, "insert into bodies (talk, number, part, bytes) values ($1, $2, $3, $4)", e.Talk, e.Number, i+1, body); err != nil {
				return err
			}
		}
	}
	return nil
}

// PutHead keeps a head, or adds signatures to the one that is kept at its entry.
// It has to be signed, and to be of the journal that is there. A signature is
// never replaced or lost; where two heads at one entry differ in their time, the
// first stays, and the second is refused.
func (s *Store) PutHead(ctx context.Context, h ledger.Head) (ledger.Head, error) {
	if err := h.Check(); err != nil {
		return ledger.Head{}, err
	}
	if len(h.Signatures) == 0 {
		return ledger.Head{}, fmt.Errorf("nobody signed the head at entry %d of %s", h.Entries, h.Talk)
	}
	err := s.db.Within(ctx, func(tx *sql.Tx) error {
		var digest, kept []byte
		err := tx.QueryRowContext(ctx, "select digest from entries where talk = $1 and number = $2", h.Talk, h.Entries).Scan(&digest)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("there is no entry %d", h.Entries)
		}
		if err != nil {
			return err
		}
		if string(digest) != string(h.Last[:]) {
			return fmt.Errorf("the head at entry %d is of another journal: the digests differ", h.Entries)
		}
		// Whoever comes second waits here for the first, and adds to what they kept.
		done, err := tx.ExecContext(ctx, "insert into heads (talk, entries, text) values ($1, $2, $3) on conflict do nothing", h.Talk, h.Entries, h.Text())
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 1 {
			return err
		}
		query := "select text from heads where talk = $1 and entries = $2"
		if s.db.Postgres() {
			query += " for update"
		}
		if err := tx.QueryRowContext(ctx, query, h.Talk, h.Entries).Scan(&kept); err != nil {
			return err
		}
		merged, err := ledger.ParseHead(kept)
		if err != nil {
			return fmt.Errorf("the head at entry %d: %w: %w", h.Entries, ErrDamaged, err)
		}
		for _, signature := range h.Signatures {
			if merged, err = add(merged, signature); err != nil {
				return err
			}
		}
		h = merged
		_, err = tx.ExecContext(ctx, "update heads set text = $1 where talk = $2 and entries = $3", h.Text(), h.Talk, h.Entries)
		return err
	})
	if err != nil {
		return ledger.Head{}, s.failed(fmt.Sprintf("keep a head of %s", h.Talk), err)
	}
	return h, nil
}

// add countersigns, unless that very signature is there.
func add(h ledger.Head, s ledger.Signature) (ledger.Head, error) {
	for _, there := range h.Signatures {
		if there == s {
			return h, nil
		}
	}
	return h.Countersign(s)
}
