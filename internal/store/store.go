package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"parley/ledger"
)

// Store is a database of journals. It may be used by several goroutines, and
// the database by several processes.
type Store struct {
	dialect dialect
	write   *sql.DB
	read    *sql.DB // the same as write, but for SQLite, where readers must not wait for the writer
}

// dialect is what the two databases do differently.
type dialect struct {
	name     string
	lock     string                                                           // run first in a migration, so that there is one at a time; may be empty
	tables   string                                                           // counts the tables there are
	snapshot *sql.TxOptions                                                   // a transaction that reads one state throughout
	grow     func(context.Context, *Store, ledger.Tip, []ledger.Record) error // appends, or fails with ErrStale or as taken says
	present  func() error                                                     // says whether the database is still where it was opened; may be nil
	wipe     func(context.Context, *sql.DB) error                             // leaves nothing of what was deleted
	kind     func(error) error
}

// Open opens the database, creating its tables where there are none yet: of
// PostgreSQL, if where begins with postgres:// or postgresql://, and else of the
// SQLite file of that name, which is created.
func Open(ctx context.Context, where string) (*Store, error) {
	if strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		return openPostgres(ctx, where)
	}
	return openSQLite(ctx, where, "")
}

// patience is how long another process may keep the database to itself.
const patience = 10 * time.Second

// start makes the tables. It closes the store where that fails.
func (s *Store) start(ctx context.Context) (*Store, error) {
	// SQLite does not wait by itself where two processes make a file into a
	// database with a log at once.
	for until := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		err := s.failed("open the database", s.migrate(ctx))
		if err == nil {
			return s, nil
		}
		if !errors.Is(err, ErrBusy) || time.Now().After(until) || ctx.Err() != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
}

// Close closes the database.
func (s *Store) Close() error {
	if s.read != s.write {
		return errors.Join(s.read.Close(), s.write.Close())
	}
	return s.write.Close()
}

// change runs do in a transaction that writes.
func (s *Store) change(ctx context.Context, do func(*sql.Tx) error) error {
	return within(ctx, s.write, nil, func(tx *sql.Tx) error {
		if s.dialect.present != nil {
			if err := s.dialect.present(); err != nil {
				return err
			}
		}
		return do(tx)
	})
}

// within runs do in a transaction.
func within(ctx context.Context, db *sql.DB, options *sql.TxOptions, do func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback() // the first error says more
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("%w: %w", errCommit, err)
	}
	return nil
}
