package store

import (
	"context"
	"database/sql"
	"time"

	"parley/internal/database"
	"parley/ledger"
)

// Store is a database of journals. It may be used by several goroutines, and
// the database by several processes.
type Store struct {
	db      *database.DB
	dialect dialect
}

// dialect is what the two databases do differently.
type dialect struct {
	name   string
	lock   string                                                           // run first in a migration, so that there is one at a time; may be empty
	tables string                                                           // counts the tables there are
	grow   func(context.Context, *Store, ledger.Tip, []ledger.Record) error // appends, or fails with ErrStale or as database.Taken says
	wipe   func(context.Context, *database.DB) error                        // leaves nothing of what was deleted
}

// Open opens the database, creating its tables where there are none yet: of
// PostgreSQL, if where begins with postgres:// or postgresql://, and else of the
// SQLite file of that name, which is created.
func Open(ctx context.Context, where string) (*Store, error) {
	return connect(ctx, where, "")
}

// connect opens a database. The extra pragmas, begun with &, are those of tests.
func connect(ctx context.Context, where, extra string) (*Store, error) {
	s := new(Store)
	var err error
	if s.db, err = database.Connect(where, extra); err != nil {
		return nil, s.failed("open the database", err)
	}
	if s.dialect = sqlite; s.db.Postgres() {
		s.dialect = postgres
	}
	if err := s.db.First(ctx, func(tx *sql.Tx) error { return s.migrate(ctx, tx) }); err != nil {
		return nil, s.failed("open the database", err)
	}
	return s, nil
}

// News calls look whenever this process or another may have appended, with the
// name of the talk, or with "" where only looking tells to which, until ctx is
// done. See [database.DB.News] for how soon; look is called without cause, too.
func (s *Store) News(ctx context.Context, every time.Duration, look func(talk string)) {
	s.db.News(ctx, every, channel, look)
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }
