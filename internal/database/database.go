// Package database opens SQLite in one file, or PostgreSQL, so that what was
// acknowledged is on the disk; one text of SQL serves both. It says what an error
// of either means, and tells that others have written.
//
// Journals are kept with it by package store. The parts of a server keep what
// stands beside them (invitations, sessions, what somebody is typing) in tables of
// their own, which have a version of their own ([DB.Tables]).
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"
)

// DB is an open database. It may be used by several goroutines, and the
// database by several processes.
type DB struct {
	// Read is for queries outside of transactions.
	Read *sql.DB
	// Write is for what changes something in one statement, or cannot be in a
	// transaction; the rest goes through Within. It is Read but for SQLite, where
	// readers must not wait for the writer.
	Write *sql.DB

	place  *place // of the file; nil for PostgreSQL
	listen string // the address to listen at; empty for SQLite
}

// Postgres reports whether a database is one of PostgreSQL: its name begins with
// postgres:// or postgresql://.
func Postgres(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

// Connect opens PostgreSQL, or else the SQLite file of that name, which is made
// for its owner alone where there is none, and makes no tables. The file has to lie
// on a disk of this machine. Pragmas are further ones for SQLite, each begun with &.
func Connect(where, pragmas string) (*DB, error) {
	if Postgres(where) {
		return openPostgres(where)
	}
	return openSQLite(where, pragmas)
}

// Open is Connect, and makes the table in which the parts have their versions.
func Open(ctx context.Context, where string) (*DB, error) {
	d, err := Connect(where, "")
	if err == nil {
		err = d.First(ctx, func(tx *sql.Tx) error {
			if err := d.alone(ctx, tx); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, "create table if not exists parley_parts (part text primary key, version bigint not null)")
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return d, nil
}

// Postgres reports whether it is one of PostgreSQL.
func (d *DB) Postgres() bool { return d.place == nil }

// Close closes the database. A file whose disk failed to sync is left as it is
// until the process ends: see place.
func (d *DB) Close() error {
	if d.place != nil && d.place.fault() != nil {
		return nil
	}
	if d.Read != d.Write {
		return errors.Join(d.Read.Close(), d.Write.Close())
	}
	return d.Write.Close()
}

// Ping asks whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.Read.PingContext(ctx) }

// patience is how long another process may keep the database to itself.
const patience = 10 * time.Second

// First is Within for the first transaction, which makes the tables. It closes
// the database where that fails.
func (d *DB) First(ctx context.Context, do func(*sql.Tx) error) error {
	// SQLite does not wait by itself where two processes make a file into a
	// database with a log at once.
	for until := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		err := d.Within(ctx, do)
		if err == nil {
			return nil
		}
		if kind := Kind(err); kind == ErrUnavailable && d.place != nil {
			err = d.place.why(err)
		}
		if Kind(err) != ErrBusy || time.Now().After(until) || ctx.Err() != nil {
			return errors.Join(err, d.Close())
		}
	}
}

// Within runs do in a transaction that may write, and undoes it all if it fails.
// Where the end of it failed, the error is an [ErrCommit].
func (d *DB) Within(ctx context.Context, do func(*sql.Tx) error) error {
	if d.Postgres() {
		return within(ctx, d.Write, nil, do)
	}
	if err := d.place.fault(); err != nil {
		return err
	}
	return d.place.noticed(within(ctx, d.Write, nil, func(tx *sql.Tx) error {
		if err := d.place.sure(); err != nil {
			return err
		}
		return do(tx)
	}))
}

// Empty brings what is in the log of a file of SQLite into the file and empties the
// log, in which deleted bytes would else stand until it is used again.
func (d *DB) Empty(ctx context.Context) error {
	if err := d.place.fault(); err != nil {
		return err
	}
	var busy, log, done int
	err := d.Write.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&busy, &log, &done)
	if err == nil && busy != 0 {
		err = fmt.Errorf("%w: it reads from the log", ErrBusy)
	}
	return d.place.noticed(err)
}

// Snapshot runs do in a transaction that reads one state throughout.
func (d *DB) Snapshot(ctx context.Context, do func(*sql.Tx) error) error {
	if d.Postgres() {
		return within(ctx, d.Read, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, do)
	}
	return within(ctx, d.Read, nil, do) // which reads the state of its first query
}

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
		return fmt.Errorf("%w: %w", ErrCommit, err)
	}
	return nil
}

// alone lets one process at a time bring tables to a version. SQLite does by itself.
func (d *DB) alone(ctx context.Context, tx *sql.Tx) error {
	if !d.Postgres() {
		return nil
	}
	_, err := tx.ExecContext(ctx, "select pg_advisory_xact_lock(7235418)") // any number that nothing else in the database takes
	return err
}

// Tables brings the tables of a part to the newest version that migrations has:
// files 1.sql, 2.sql … at its top, none of which changes once it was released.
// Several processes may start at once; one does it.
func (d *DB) Tables(ctx context.Context, part string, migrations fs.FS) error {
	files, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return err
	}
	err = d.Within(ctx, func(tx *sql.Tx) error {
		if err := d.alone(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "insert into parley_parts (part, version) values ($1, 0) on conflict do nothing", part); err != nil {
			return err
		}
		version := 0
		if err := tx.QueryRowContext(ctx, "select version from parley_parts where part = $1", part).Scan(&version); err != nil {
			return err
		}
		if version > len(files) {
			return fmt.Errorf("the tables have version %d, and this program knows %d: use a newer one", version, len(files))
		}
		for n := version + 1; n <= len(files); n++ {
			text, err := fs.ReadFile(migrations, fmt.Sprintf("%d.sql", n))
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, string(text)); err != nil {
				return fmt.Errorf("bring the tables to version %d: %w", n, err)
			}
		}
		_, err := tx.ExecContext(ctx, "update parley_parts set version = $1 where part = $2", len(files), part)
		return err
	})
	if err != nil {
		return fmt.Errorf("the tables of %s: %w", part, err)
	}
	return nil
}
