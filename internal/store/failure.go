package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"parley/ledger"
)

// Why something was not done. Errors of this package wrap one of these where it
// fits, and the error of the database behind it.
var (
	// ErrFull says that the disk is full. Nothing was written.
	ErrFull = errors.New("the disk is full")
	// ErrReadOnly says that the database cannot be written to.
	ErrReadOnly = errors.New("the database is read-only")
	// ErrBusy says that another process held the database for too long.
	ErrBusy = errors.New("another process is using the database")
	// ErrUnavailable says that the database cannot be reached. The store needs no
	// reopening when it is back.
	ErrUnavailable = errors.New("the database cannot be reached")
	// ErrUnsure says that the database went away, or its disk failed, while it was to
	// acknowledge, so that nobody knows whether the entries are there. The same call
	// again finds out: it appends them if they are not, and never twice.
	ErrUnsure = errors.New("it is not known whether that was kept: try the same again")
	// ErrNotOurs says that the database holds something else, or was written by a
	// newer version.
	ErrNotOurs = errors.New("this is no database of this version of parley")
	// ErrDamaged says that what the database holds is not what was appended.
	ErrDamaged = errors.New("the database was damaged or altered")
	// ErrThere says that a talk that should be imported is there already.
	ErrThere = errors.New("the talk is in the database already")

	errCommit = errors.New("commit")
)

// ErrStale says that somebody else appended first.
type ErrStale struct {
	Expected ledger.Tip // where the writer took the chain to end
	Actual   ledger.Tip // where it ends
}

// Error says what happened, and what to do.
func (e *ErrStale) Error() string {
	return fmt.Sprintf("%s has %d entries, and %d were expected, or others: somebody else was first; read what they wrote and decide anew",
		e.Actual.Talk, e.Actual.Number, e.Expected.Number)
}

// failed says what was tried, and what went wrong as one of the errors above
// where it is one.
func (s *Store) failed(doing string, err error) error {
	var stale *ErrStale
	switch {
	case err == nil:
		return nil
	case errors.As(err, &stale), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w", doing, err)
	}
	kind := s.dialect.kind(err)
	if kind == nil && lost(err) {
		kind = ErrUnavailable
	}
	if errors.Is(err, errCommit) && kind == ErrUnavailable {
		kind = ErrUnsure
	}
	if kind == nil || errors.Is(err, kind) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w: %w", doing, kind, err)
}

// lost reports whether the connection was.
func lost(err error) bool {
	var network net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &network)
}
