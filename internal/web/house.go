package web

import (
	"context"
	"io"

	"parley"
	"parley/internal/secretariat"
	"parley/talks"
	"parley/verify"
)

// House is where the talks are kept: it decides, seals, appends durably and
// finds again. *secretariat.Secretariat is one. Its methods may be called by
// many at once.
type House interface {
	// State returns the newest state of the talk.
	State(ctx context.Context, talk string) (*talks.State, error)

	// Do carries out what is asked for. A *talks.Refusal names the rule.
	Do(ctx context.Context, talk string, ask secretariat.Ask) (secretariat.Done, error)

	// Read opens sealed content that the person's view lists.
	Read(ctx context.Context, talk, person string, seq int) (secretariat.Content, error)

	// Message returns the words of a message that reaches the person.
	Message(ctx context.Context, talk, person, id string) (secretariat.Content, error)

	// Case returns the case as it may be computed for the person.
	Case(ctx context.Context, talk, person string) (*parley.Case, error)

	// History lists the events behind event after that the person may see.
	History(ctx context.Context, talk, person string, after int) ([]secretariat.Past, error)

	// Export writes the journal for the person to keep.
	Export(ctx context.Context, talk, person string, w io.Writer) error

	// Verify checks the journal.
	Verify(ctx context.Context, talk string, known verify.Known) (*verify.Report, error)
}
