// Package database opens the database in which the parts of a server keep what
// stands beside the journals: invitations, sessions, what somebody is typing. It
// is SQLite in one file or PostgreSQL; one text of SQL serves both.
//
// Journals are not in it; see package store. A part brings its own tables, and
// they have a version of their own.
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// DB is an open database. It may be used by several goroutines, and the
// database by several processes.
type DB struct {
	// Read is for queries outside of transactions.
	Read  *sql.DB
	write *sql.DB
	lock  string // run first in a migration, so that there is one at a time; may be empty
}

// pragmas of every connection. The order matters: nothing waits before the
// timeout is set. What was acknowledged is on the disk, as in the journal.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=trusted_schema(off)&_pragma=secure_delete(on)"

// Postgres reports whether a database is one of PostgreSQL: its name begins with
// postgres:// or postgresql://.
func Postgres(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

// Open opens PostgreSQL, or else the SQLite file of that name, which is made
// for its owner alone where there is none.
func Open(ctx context.Context, where string) (*DB, error) {
	if Postgres(where) {
		return openPostgres(ctx, where)
	}
	return openSQLite(ctx, where)
}

func openSQLite(ctx context.Context, name string) (*DB, error) {
	if name == "" || name == ":memory:" {
		return nil, errors.New("open the database: it needs a file that outlives the process: give its name")
	}
	full, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	// SQLite would make a file that everybody may read; its log takes over what
	// the file allows. A file that is there is not opened here: closing it again would
	// give up the locks that another DB of this process has on it.
	file, err := os.OpenFile(full, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = file.Close()
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	at := (&url.URL{Scheme: "file", Path: filepath.ToSlash(full)}).String() + pragmas
	d := new(DB)
	// One connection writes, and takes the lock when it begins: a transaction that
	// read first and wrote later would fail instead of waiting.
	if d.write, err = sql.Open("sqlite", at+"&_txlock=immediate"); err != nil {
		return nil, err
	}
	d.write.SetMaxOpenConns(1)
	if d.Read, err = sql.Open("sqlite", at+"&_pragma=query_only(on)"); err != nil {
		return nil, errors.Join(err, d.write.Close())
	}
	d.Read.SetMaxOpenConns(4)
	return d.start(ctx)
}

func openPostgres(ctx context.Context, where string) (*DB, error) {
	config, err := pgx.ParseConfig(where)
	if err != nil { // whose text hides the password
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(durable))
	db.SetMaxOpenConns(10)
	d := &DB{Read: db, write: db, lock: "select pg_advisory_xact_lock(7235418)"} // any number that nothing else in the database takes
	return d.start(ctx)
}

// patience is how long another process may keep the database to itself.
const patience = 10 * time.Second

// durable makes every commit of a connection wait for the disk, whatever the server
// does by itself.
func durable(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'")
	return err
}

// start makes the table of versions. It closes the database where that fails.
func (d *DB) start(ctx context.Context) (*DB, error) {
	// SQLite does not wait by itself where two processes make a file into a
	// database with a log at once.
	for until := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		err := d.Within(ctx, func(tx *sql.Tx) error {
			if err := d.alone(ctx, tx); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, "create table if not exists parley_parts (part text primary key, version bigint not null)")
			return err
		})
		if err == nil {
			return d, nil
		}
		var of *sqlite.Error
		busy := errors.As(err, &of) && of.Code()&0xFF == sqlite3.SQLITE_BUSY
		if !busy || time.Now().After(until) || ctx.Err() != nil {
			return nil, errors.Join(fmt.Errorf("open the database: %w", err), d.Close())
		}
	}
}

func (d *DB) alone(ctx context.Context, tx *sql.Tx) error {
	if d.lock == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, d.lock)
	return err
}

// Close closes the database.
func (d *DB) Close() error {
	if d.Read != d.write {
		return errors.Join(d.Read.Close(), d.write.Close())
	}
	return d.write.Close()
}

// Ping asks whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.Read.PingContext(ctx) }

// Within runs do in a transaction that may write, and undoes it all if it fails.
func (d *DB) Within(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback() // the first error says more
		return err
	}
	return tx.Commit()
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
