package web

import (
	"context"

	"parley"
	"parley/talks"
)

// House is where the talks are kept: it decides, seals, appends durably and
// finds again. Its methods may be called by many at once.
type House interface {
	// State returns the newest state of the talk.
	State(ctx context.Context, talk string) (*talks.State, error)

	// Do carries out what is asked for. A *talks.Refusal names the rule.
	Do(ctx context.Context, talk string, ask Ask) (Done, error)

	// Read opens sealed content that the person's view lists.
	Read(ctx context.Context, talk, person string, seq int) (Content, error)

	// Case returns the case as it may be computed for the person.
	Case(ctx context.Context, talk, person string) (*parley.Case, error)

	// Events returns everything that happened, for the journal to show of it
	// what a person may see.
	Events(ctx context.Context, talk string) ([]talks.Event, error)
}

// Ask is what somebody asks for, with its confidential half.
type Ask struct {
	talks.Command
	Content *Content
}

// Content is what is sealed.
type Content struct {
	Says     string
	Ticks    []int
	Position *parley.Position
}

// Done says what happened.
type Done struct {
	Seq     int
	Receipt string
}
