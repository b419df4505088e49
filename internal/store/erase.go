package store

import (
	"context"
	"database/sql"
	"fmt"

	"parley/ledger"
)

// Erase deletes the ciphertext of the sealed parts of a talk that which names,
// when the time of keeping them is over, and returns how many it deleted. The
// entries stay, with the digests of what was deleted: the chain verifies as before,
// and a check of it tells that bodies are missing. It is all or nothing, and on
// the disk when it returns. Called again, it finds nothing more to delete, and
// wipes again.
//
// It then wipes the database: SQLite writes zeros over what was deleted and
// empties its log; PostgreSQL writes the table anew, which other users of it wait
// for. That is as far as a program gets: disks and file systems that write
// elsewhere than they are told, the log of PostgreSQL until it is used again, and
// backups keep what they have. Against those, destroy the key.
func (s *Store) Erase(ctx context.Context, talk string, which func(ledger.Entry, ledger.Sealed) bool) (int, error) {
	deleted := 0
	err := s.db.Within(ctx, func(tx *sql.Tx) error {
		type place struct {
			number int64
			part   int
		}
		var places []place
		err := walk(ctx, tx, talk, 0, func(r ledger.Record) error {
			for i, body := range r.Bodies {
				if body != nil && which(r.Entry, r.Entry.Sealed[i]) {
					places = append(places, place{r.Entry.Number, i + 1})
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, p := range places {
			if _, err := tx.ExecContext(ctx, "delete from bodies where talk = $1 and number = $2 and part = $3", talk, p.number, p.part); err != nil {
				return err
			}
		}
		deleted = len(places)
		return nil
	})
	if err != nil {
		return 0, s.failed("erase sealed parts of "+talk, err)
	}
	if err := s.dialect.wipe(ctx, s.db); err != nil {
		return deleted, s.failed(fmt.Sprintf("%d sealed parts of %s are deleted; wipe what they leave behind (try the same again)", deleted, talk), err)
	}
	return deleted, nil
}
