package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// pragmas of every connection. The order matters: nothing waits before the
// timeout is set.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=foreign_keys(on)&_pragma=trusted_schema(off)&_pragma=secure_delete(on)"

// openSQLite opens a file. The extra pragmas, begun with &, are those of tests.
func openSQLite(ctx context.Context, name, extra string) (*Store, error) {
	if name == "" || name == ":memory:" {
		return nil, errors.New("a journal needs a file that outlives the process: give its name")
	}
	full, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	// SQLite would make a file that everybody may read; its log takes over what
	// the file allows. A file that is there is not opened here: closing it again would
	// give up the locks that another Store of this process has on it.
	made, err := os.OpenFile(full, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = made.Close()
	} else if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	var itself os.FileInfo
	if err == nil {
		itself, err = os.Stat(full)
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", readOnly(err))
	}
	at := (&url.URL{Scheme: "file", Path: filepath.ToSlash(full)}).String() + pragmas + extra
	s := &Store{dialect: dialect{
		name:     "sqlite",
		tables:   "select count(*) from sqlite_schema",
		snapshot: nil, // a transaction reads the state of its first query
		grow:     grow,
		present:  func() error { return present(full, itself) },
		wipe:     wipeSQLite,
		kind:     kindOfSQLite,
	}}
	// One connection writes, and takes the lock when it begins: a transaction that
	// read first and wrote later would fail instead of waiting.
	if s.write, err = sql.Open("sqlite", at+"&_txlock=immediate"); err != nil {
		return nil, err
	}
	s.write.SetMaxOpenConns(1)
	if s.read, err = sql.Open("sqlite", at+"&_pragma=query_only(on)"); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	s.read.SetMaxOpenConns(4)
	if s, err = s.start(ctx); errors.Is(err, ErrUnavailable) { // SQLite does not say why
		if file, why := os.OpenFile(full, os.O_RDWR, 0); why != nil {
			err = fmt.Errorf("open the database: %w", readOnly(why))
		} else {
			err = errors.Join(err, file.Close())
		}
	}
	return s, err
}

// readOnly marks the errors of a file system that mean so.
func readOnly(err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}

// present says whether the name still leads to the file that was opened. SQLite does
// not look: it would acknowledge what goes to a file that nobody finds again.
func present(name string, opened os.FileInfo) error {
	now, err := os.Stat(name)
	if err == nil && !os.SameFile(now, opened) {
		err = errors.New("it is another file now: open it anew")
	}
	if err != nil {
		return fmt.Errorf("%w: the file was moved or deleted: %w", ErrUnavailable, err)
	}
	return nil
}

func kindOfSQLite(err error) error {
	var of *sqlite.Error
	if !errors.As(err, &of) {
		return nil
	}
	switch of.Code() & 0xFF { // the rest says more of the same
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_READONLY:
		return ErrReadOnly
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrBusy
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR:
		return ErrUnavailable
	case sqlite3.SQLITE_NOTADB:
		return ErrNotOurs
	case sqlite3.SQLITE_CORRUPT:
		return ErrDamaged
	}
	return nil
}
