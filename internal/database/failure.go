package database

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// What errors of either database mean, where they mean one of these.
var (
	// ErrFull says that the disk is full. Nothing was written.
	ErrFull = errors.New("the disk is full")
	// ErrReadOnly says that the database cannot be written to.
	ErrReadOnly = errors.New("the database is read-only")
	// ErrBusy says that another process held the database for too long.
	ErrBusy = errors.New("another process is using the database")
	// ErrUnavailable says that the database cannot be reached. It needs no
	// reopening when it is back.
	ErrUnavailable = errors.New("the database cannot be reached")
	// ErrNotOurs says that the database holds something else, or was written by a
	// newer version.
	ErrNotOurs = errors.New("this is no database of this version of parley")
	// ErrDamaged says that what the database holds is not what was written.
	ErrDamaged = errors.New("the database was damaged or altered")
	// ErrCommit is wrapped by what goes wrong when a transaction ends: it may be
	// there or not.
	ErrCommit = errors.New("commit")
)

// Kind returns which of the errors above an error is; nil: none, or unknown.
func Kind(err error) error {
	for _, kind := range []error{ErrFull, ErrReadOnly, ErrBusy, ErrUnavailable, ErrNotOurs, ErrDamaged} {
		if errors.Is(err, kind) {
			return kind
		}
	}
	var lite *sqlite.Error
	var post *pgconn.PgError
	var connecting *pgconn.ConnectError
	switch {
	case errors.As(err, &lite):
		return kindOfSQLite(lite)
	case errors.As(err, &post):
		return kindOfPostgres(post)
	case errors.As(err, &connecting):
		return ErrUnavailable
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded): // which is a net.Error
		return nil
	case lost(err):
		return ErrUnavailable
	}
	return nil
}

// lost reports whether the connection was.
func lost(err error) bool {
	var network net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &network)
}

// Taken reports whether a row with that key was there already: with PostgreSQL,
// of two writers at once the second learns it so.
func Taken(err error) bool {
	var of *pgconn.PgError
	return errors.As(err, &of) && of.Code == "23505"
}

// NotDone reports whether an error means that nothing was done at all, so that a
// statement that was sent outside of a transaction can be sent again.
func NotDone(err error) bool {
	var connecting *pgconn.ConnectError
	return errors.As(err, &connecting) || pgconn.SafeToRetry(err)
}
