package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"parley/internal/database"
	"parley/ledger"
)

// Export writes the journal of a talk as docs/journal-format.md has it, with
// the bodies of the sealed parts that keep says; nil keeps all. It reads one state of
// the talk, and writers go on meanwhile. After an error, what was written is
// worth nothing.
func (s *Store) Export(ctx context.Context, talk string, w io.Writer, keep func(ledger.Sealed) bool) error {
	err := s.db.Snapshot(ctx, func(tx *sql.Tx) error {
		tip, err := tipOf(ctx, tx, talk)
		if err == nil && tip.Number == 0 {
			err = errors.New("there is no such talk")
		}
		if err != nil {
			return err
		}
		return export(ctx, tx, talk, w, keep)
	})
	return s.failed("export "+talk, err)
}

// Backup writes the journals of all talks as they are at one moment, one behind
// the other, while writers go on. [Store.Import] restores it, into a database of
// either kind. Keys are not part of it.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	err := s.db.Snapshot(ctx, func(tx *sql.Tx) error {
		talks, err := talksOf(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range talks {
			if err := export(ctx, tx, t.Talk, w, nil); err != nil {
				return fmt.Errorf("%s: %w", t.Talk, err)
			}
		}
		return nil
	})
	return s.failed("back up", err)
}

func export(ctx context.Context, tx *sql.Tx, talk string, to io.Writer, keep func(ledger.Sealed) bool) error {
	heads, err := headsOf(ctx, tx, talk)
	if err != nil {
		return err
	}
	w, err := ledger.NewWriter(to, talk)
	if err != nil {
		return err
	}
	err = walk(ctx, tx, talk, 0, func(r ledger.Record) error {
		for i := range r.Bodies {
			if keep != nil && !keep(r.Entry.Sealed[i]) {
				r.Bodies[i] = nil
			}
		}
		if err := w.Record(r); err != nil {
			return err
		}
		if len(heads) > 0 && heads[0].Entries == r.Entry.Number {
			head := heads[0]
			heads = heads[1:]
			return w.Head(head)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(heads) > 0 {
		return fmt.Errorf("%w: there is a head at entry %d, which is not there", ErrDamaged, heads[0].Entries)
	}
	return w.Close()
}

// Import takes in the journals of a file, an export or a backup, all or none:
// one that is not sound or breaks off, or a talk that is there ([ErrThere]),
// leaves the database as it was. Other writers wait meanwhile. It returns where
// the chains end, as in the file.
func (s *Store) Import(ctx context.Context, r io.Reader) ([]ledger.Tip, error) {
	var ends []ledger.Tip
	err := s.db.Within(ctx, func(tx *sql.Tx) error {
		for from := ledger.NewReader(r); ; {
			item, err := from.Next()
			switch {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil:
				return err
			case item.Record != nil:
				err = insert(ctx, tx, []ledger.Record{*item.Record})
			case item.Head != nil:
				h := item.Head
				_, err = tx.ExecContext(ctx, "insert into heads (talk, entries, text) values ($1, $2, $3)", h.Talk, h.Entries, h.Text())
			case item.End != nil:
				ends = append(ends, *item.End)
			default:
				var there ledger.Tip
				if there, err = tipOf(ctx, tx, item.Opening); err == nil && there.Number > 0 {
					err = fmt.Errorf("%s: %w", item.Opening, ErrThere)
				}
			}
			if database.Taken(err) { // by another process, since
				err = fmt.Errorf("%w: %w", ErrThere, err)
			}
			if err != nil {
				return err
			}
		}
	})
	if err == nil && len(ends) == 0 {
		err = errors.New("the file is empty")
	}
	if err != nil {
		return nil, s.failed("import", err)
	}
	return ends, nil
}
