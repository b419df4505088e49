package store

import (
	"context"
	"errors"
	"fmt"

	"parley/internal/database"
	"parley/ledger"
)

// Why something was not done. Errors of this package wrap one of these where it
// fits, and the error of the database behind it.
var (
	ErrFull        = database.ErrFull
	ErrReadOnly    = database.ErrReadOnly
	ErrBusy        = database.ErrBusy
	ErrUnavailable = database.ErrUnavailable
	ErrNotOurs     = database.ErrNotOurs
	ErrDamaged     = database.ErrDamaged
	// ErrUnsure says that the database went away, or its disk failed, while it was to
	// acknowledge, so that nobody knows whether the entries are there. The same call
	// again finds out: it appends them if they are not, and never twice.
	ErrUnsure = errors.New("it is not known whether that was kept: try the same again")
	// ErrThere says that a talk that should be imported is there already.
	ErrThere = errors.New("the talk is in the database already")
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
	kind := database.Kind(err)
	if errors.Is(err, database.ErrCommit) && kind == ErrUnavailable {
		kind = ErrUnsure
	}
	if kind == nil || errors.Is(err, kind) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w: %w", doing, kind, err)
}
