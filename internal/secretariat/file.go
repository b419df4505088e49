package secretariat

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"parley/internal/seal"
	"parley/ledger"
	"parley/phrase"
	"parley/talks"
	"parley/verify"
)

// Export writes the journal of a talk for a person to keep, as
// docs/journal-format.md has it: every entry, and of what is sealed only what
// that person's keys open. A head is signed first, so that it ends in one. An
// empty person is whoever runs the machine, and gets everything that is in the
// database; keys are in no export.
func (s *Secretariat) Export(ctx context.Context, talk, person string, w io.Writer) error {
	k, err := s.newest(ctx, talk)
	if err != nil {
		return err
	}
	var keep func(ledger.Sealed) bool
	if person != "" {
		p, err := k.seated(person)
		if err != nil {
			return err
		}
		keys := keysOf(p)
		if len(keys) == 0 {
			return &talks.Refusal{Rule: talks.SeatEntitled, Found: phrase.New("content.journal", "%s is %s, and the journal holds the text: an auditor checks receipts and heads", person, p.Seat)}
		}
		keep = func(x ledger.Sealed) bool {
			return slices.ContainsFunc(x.Readers, func(r string) bool { return slices.Contains(keys, keyOf(r)) })
		}
	}
	if _, err := s.SignHead(ctx, talk); err != nil {
		return err
	}
	return s.store.Export(ctx, talk, w, keep)
}

// Import takes in journals that were exported or backed up, all or none. Their
// keys have to be on the shelf for more than to verify them.
func (s *Secretariat) Import(ctx context.Context, r io.Reader) ([]ledger.Tip, error) {
	return s.store.Import(ctx, r)
}

// Backup writes the journals of all talks as they are at one moment, while
// others write. The keys are no part of it: they are in the folder keys, wrapped
// by the master key, and are kept apart so that what is destroyed stays so.
func (s *Secretariat) Backup(ctx context.Context, w io.Writer) error {
	return s.store.Backup(ctx, w)
}

// Verify checks the journal of a talk as it is in the database with package
// verify, which shares no code with what wrote it, and then what the database
// keeps beside it. Where only that was altered there are a report and an error.
func (s *Secretariat) Verify(ctx context.Context, talk string, known verify.Known) (*verify.Report, error) {
	from, to := io.Pipe()
	var writing sync.WaitGroup
	var written error
	writing.Go(func() {
		written = s.store.Export(ctx, talk, to, nil)
		to.CloseWithError(written) // nil ends the file
	})
	report, err := verify.Journals(ctx, from, known)
	from.CloseWithError(errors.New("it is read no further")) // so that the writer ends too
	writing.Wait()
	if err != nil && errors.Is(err, written) {
		return nil, written // without that it was read
	}
	if err != nil {
		return report, err
	}
	return report, s.store.Check(ctx, talk)
}

// isGone reports whether something cannot be opened any more by anybody.
func isGone(err error) bool {
	return errors.Is(err, seal.ErrDestroyed) || errors.Is(err, errNoBody)
}
