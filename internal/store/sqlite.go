package store

import (
	"context"
	"database/sql"

	"parley/internal/database"
	"parley/ledger"
)

var sqlite = dialect{
	name:   "sqlite",
	tables: "select count(*) from sqlite_schema",
	grow:   grow,
	wipe:   func(ctx context.Context, db *database.DB) error { return db.Empty(ctx) },
}

// grow appends records in a transaction, if the chain ends at expected.
func grow(ctx context.Context, s *Store, expected ledger.Tip, records []ledger.Record) error {
	return s.db.Within(ctx, func(tx *sql.Tx) error {
		actual, err := tipOf(ctx, tx, expected.Talk)
		if err != nil {
			return err
		}
		if actual != expected {
			return &ErrStale{expected, actual}
		}
		return insert(ctx, tx, records)
	})
}
