package database

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// pragmas of every connection. The order matters: nothing waits before the
// timeout is set. The log is synced at each commit, before it returns.
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=foreign_keys(on)&_pragma=trusted_schema(off)&_pragma=secure_delete(on)"

func openSQLite(name, extra string) (*DB, error) {
	if name == "" || name == ":memory:" {
		return nil, errors.New("a database needs a file that outlives the process: give its name")
	}
	full, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	// SQLite would make a file that everybody may read; its log takes over what
	// the file allows. A file that is there is not opened here: closing it again would
	// give up the locks that another DB of this process has on it.
	made, err := os.OpenFile(full, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = made.Close()
	} else if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	d := &DB{place: &place{name: full}}
	if err == nil {
		d.place.file, err = os.Stat(full)
	}
	if err != nil {
		return nil, readOnly(err)
	}
	at := (&url.URL{Scheme: "file", Path: filepath.ToSlash(full)}).String() + pragmas + extra
	// One connection writes, and takes the lock when it begins: a transaction that
	// read first and wrote later would fail instead of waiting.
	if d.Write, err = sql.Open("sqlite", at+"&_txlock=immediate"); err != nil {
		return nil, err
	}
	d.Write.SetMaxOpenConns(1)
	if d.Read, err = sql.Open("sqlite", at+"&_pragma=query_only(on)"); err != nil {
		return nil, errors.Join(err, d.Write.Close())
	}
	d.Read.SetMaxOpenConns(5) // one of which News keeps
	return d, nil
}

// readOnly marks the errors of a file system that mean so.
func readOnly(err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}

// place is where a file of SQLite is, and how its disk fares.
//
// When a disk fails to sync, a kernel may take for written what is not, and the next
// sync succeeds. SQLite goes on then: it does not write again what of the log was in
// the file already, nor, when it opens the file anew, what it finds in the log. So
// nothing is written after a sync that failed, and the file is not even closed, which
// would write, too. When every process that has it open has ended (Linux tells each of
// them), the next one to open it writes the log again before all else, and SQLite the
// file from the log.
type place struct {
	name string
	file os.FileInfo

	mu     sync.Mutex
	log    os.FileInfo // the log whose name is known to be on the disk
	failed error       // the sync that did
}

// fault says that a sync has failed.
func (p *place) fault() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed == nil {
		return nil
	}
	return fmt.Errorf("%w: its disk failed to sync (%w): look at the disk, end every program that has %s open and start anew, which writes again what was acknowledged", ErrUnavailable, p.failed, p.name)
}

// noticed passes an error on, and keeps it where a sync failed.
func (p *place) noticed(err error) error {
	var of *sqlite.Error
	if errors.As(err, &of) && of.Code() == sqlite3.SQLITE_IOERR_FSYNC {
		p.mu.Lock()
		p.failed = of
		p.mu.Unlock()
	}
	return err
}

// sure says whether what is written will be found again: the name leads to the
// file that was opened, and all that is in the log is on the disk, and its name, too.
// SQLite looks after none of it. It would acknowledge what goes to a file that somebody
// moved away; and it syncs the folder when it has made a log, but does not look whether
// that worked. Called in a transaction that writes: nobody else does meanwhile.
func (p *place) sure() error {
	now, err := os.Stat(p.name)
	if err == nil && !os.SameFile(now, p.file) {
		err = errors.New("it is another file now: open it anew")
	}
	if err != nil {
		return fmt.Errorf("%w: the file was moved or deleted: %w", ErrUnavailable, err)
	}
	log, err := os.Stat(p.name + "-wal")
	if errors.Is(err, fs.ErrNotExist) { // no connection has looked at the file yet
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.log != nil && os.SameFile(log, p.log) {
		return nil
	}
	if err := rewrite(p.name + "-wal"); err != nil {
		return fmt.Errorf("%w: its log cannot be written: %w", ErrUnavailable, err)
	}
	if err := syncFolder(filepath.Dir(p.name)); err != nil {
		return fmt.Errorf("%w: its folder cannot be synced: %w", ErrUnavailable, err)
	}
	p.log = log
	return nil
}

// rewrite writes a file as it is, so that all of it is on the disk, whatever became of
// it there. It is closed under no lock: SQLite locks other files.
func rewrite(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	err = func() error {
		b := make([]byte, 1<<18)
		for at := int64(0); ; {
			n, err := f.ReadAt(b, at)
			if n > 0 {
				if _, err := f.WriteAt(b[:n], at); err != nil {
					return err
				}
			}
			if at += int64(n); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return err
			}
		}
		return f.Sync()
	}()
	return errors.Join(err, f.Close())
}

// syncFolder makes the names in a folder durable, where there is such a thing.
func syncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	err = errors.Join(folder.Sync(), folder.Close())
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}

// why adds to an error why the file cannot be opened: SQLite does not say.
func (p *place) why(err error) error {
	file, reason := os.OpenFile(p.name, os.O_RDWR, 0)
	if reason != nil {
		return readOnly(reason)
	}
	return errors.Join(err, file.Close())
}

func kindOfSQLite(of *sqlite.Error) error {
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
