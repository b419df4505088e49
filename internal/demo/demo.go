// Package demo plays an example of talks up to a point at which there is
// something to see from every side: rules that are agreed, a meeting under way,
// a draft on the table, proposals with answers, sealed positions.
//
// The talks are those of the example peace-talks. The people are invented, and so
// is all that they say; the numbers are those of its illustrated case, which
// nobody stated. It is for trying the program, and says nothing about anybody.
package demo

import (
	"context"
	"fmt"
	"time"

	"parley"
	"parley/casefile"
	"parley/examples"
	"parley/internal/secretariat"
	"parley/talks"
	"parley/text"
)

// Talk is the name of the talks.
const Talk = "peace-talks"

// cast is who takes part, in the order in which they are shown. The names are
// short ones that many peoples have.
var cast = []talks.Person{
	{ID: "mediator", Name: "Robin", Seat: talks.Mediator},
	{ID: "head-russia", Name: "Alex", Party: "russia", Seat: talks.Head},
	{ID: "head-ukraine", Name: "Max", Party: "ukraine", Seat: talks.Head},
	{ID: "guarantor", Name: "Sam", Party: "europe", Seat: talks.Guarantor},
	{ID: "observer", Name: "Noa", Seat: talks.Observer},
}

// Cast lists who takes part: the mediator, the head of each delegation, a
// guarantor, an observer.
func Cast() []talks.Person { return append([]talks.Person(nil), cast...) }

// illustrated is the case, with positions.
const illustrated = "peace-talks/illustrated.yaml"

// Case returns the case that the talks are opened from, with the positions that
// its parties submit, and the text that they begin with.
func Case() (*parley.Case, text.Log, error) {
	data, err := examples.Files.ReadFile(illustrated)
	if err != nil {
		return nil, nil, err
	}
	c, found := casefile.Read(illustrated, data)
	if found.Errors() > 0 {
		return nil, nil, fmt.Errorf("the example has errors: %s", found)
	}
	file, err := examples.Files.Open("peace-talks/text/ops.jsonl")
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	log, _, err := text.ReadLog(file)
	return c, log, err
}

// House is where the talks are kept. Package secretariat has it.
type House interface {
	Convene(ctx context.Context, talk string, c *parley.Case, mediator talks.Person, log ...text.Op) (secretariat.Done, error)
	Do(ctx context.Context, talk string, a secretariat.Ask) (secretariat.Done, error)
	State(ctx context.Context, talk string) (*talks.State, error)
}

// Play opens the talks and plays them. They then stand as if the meeting had
// begun an hour before now. The clock is the one that the house reads: it is set
// to when each thing happens, and to now at the end.
func Play(ctx context.Context, house House, now time.Time, clock func(time.Time)) error {
	c, log, err := Case()
	if err != nil {
		return err
	}
	clock(begin(now))
	if _, err := house.Convene(ctx, Talk, c, cast[0], log...); err != nil {
		return fmt.Errorf("open the demonstration: %w", err)
	}
	for n, s := range script(c, now) {
		state, err := house.State(ctx, Talk)
		if err != nil {
			return err
		}
		if s.draft { // what was seen is the draft that is on the table by then
			s.act.Draft = state.Drafts[len(state.Drafts)-1].Hash
		}
		for _, p := range state.Points {
			if p.Point == s.clause && !p.Struck {
				s.act.Point, s.act.Words = p.Point, p.Words
			}
		}
		s.act.Author = s.who
		clock(s.at)
		if _, err := house.Do(ctx, Talk, secretariat.Ask{Command: talks.Command{Act: s.act, Saw: -1}, Content: s.sealed}); err != nil {
			return fmt.Errorf("play the demonstration: step %d, %s by %s: %w", n+1, s.act.Do, s.who, err)
		}
	}
	clock(now)
	return nil
}
