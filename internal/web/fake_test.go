package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"parley"
	"parley/casefile"
	"parley/talks"
	"parley/text"
)

// room is a House in memory: talks decided and replayed, nothing kept.
type room struct {
	mu     sync.Mutex
	state  *talks.State
	events []talks.Event
	sealed map[int]Content
	c      *parley.Case
	now    time.Time
}

var errNoTalk = errors.New("there is no such talk")

func (h *room) State(_ context.Context, talk string) (*talks.State, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if talk != "spring" {
		return nil, errNoTalk
	}
	return h.state, nil
}

func (h *room) Events(context.Context, string) ([]talks.Event, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.events, nil
}

func digest(x any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", x))
	return hex.EncodeToString(sum[:])
}

func (h *room) Do(_ context.Context, _ string, ask Ask) (Done, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if ask.Saw < 0 {
		ask.Saw = h.state.Seq
	}
	if ask.At.Before(h.state.At) {
		ask.At = h.state.At
	}
	if ask.Content != nil {
		ask.Hash = digest(*ask.Content)
	}
	if ask.Do == talks.DoBlind {
		ask.Hash = digest("order")
	}
	events, err := talks.Decide(h.state, ask.Command)
	if err != nil {
		return Done{}, err
	}
	for _, e := range events {
		if h.state, err = talks.Apply(h.state, e); err != nil {
			return Done{}, err
		}
		h.events = append(h.events, e)
	}
	seq := events[len(events)-1].Seq
	if ask.Content != nil {
		h.sealed[seq] = *ask.Content
	}
	return Done{Seq: seq, Receipt: "none"}, nil
}

func (h *room) Read(_ context.Context, _, person string, seq int) (Content, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c, ok := h.sealed[seq]
	if !ok {
		return Content{}, errors.New("nothing is sealed there")
	}
	return c, nil
}

func (h *room) Case(_ context.Context, _, person string) (*parley.Case, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p, _ := h.state.Person(person)
	switch {
	case p.Seat.Chair():
		return h.c.Mediator(), nil
	case p.Party != "":
		return h.c.View(p.Party), nil
	}
	return h.c.Common(), nil
}

// spring opens talks on the spring example and seats its people.
func spring(t testing.TB) *room {
	t.Helper()
	file, err := casefile.Open("../../examples/spring-folder")
	if err != nil {
		t.Fatal(err)
	}
	h := &room{state: &talks.State{}, sealed: map[int]Content{}, c: file.Case, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	h.must(t, "chair", talks.Act{Do: talks.DoOpen, Opening: talks.FromCase(file.Case), Person: "chair", Name: "Dr Mediator"})
	h.must(t, "chair", talks.Act{Do: talks.DoInvite, Person: "ann", Name: "Ann of North", Party: "north", Seat: talks.Head})
	h.must(t, "chair", talks.Act{Do: talks.DoInvite, Person: "sam", Name: "Sam of South", Party: "south", Seat: talks.Head})
	h.must(t, "ann", talks.Act{Do: talks.DoInvite, Person: "nia", Name: "Nia", Party: "north", Seat: talks.Delegate})
	h.must(t, "chair", talks.Act{Do: talks.DoInvite, Person: "olu", Name: "Olu", Seat: talks.Observer})
	h.must(t, "chair", talks.Act{Do: talks.DoInvite, Person: "ada", Name: "Ada", Seat: talks.Auditor})
	return h
}

// agreed goes on until the rules are agreed and a draft is on the table.
func (h *room) agreed(t testing.TB) *room {
	t.Helper()
	h.must(t, "chair", talks.Act{Do: talks.DoRules, Rules: &talks.Rules{Consent: h.state.Required(), Silence: 72, Public: []string{"rounds", "statuses", "signatures"}, Legend: text.DefaultLegend(), Questions: []talks.Question{{ID: "zone", Ask: "zone"}}}})
	h.must(t, "ann", talks.Act{Do: talks.DoAgree, Version: 1})
	h.must(t, "sam", talks.Act{Do: talks.DoAgree, Version: 1})
	h.must(t, "chair", talks.Act{Do: talks.DoRound, Date: "2026-03-02", Place: "The mill", Agenda: []string{"Water", "Toll"}})
	h.must(t, "chair", talks.Act{Do: talks.DoDraft})
	return h
}

func (h *room) must(t testing.TB, who string, a talks.Act) int {
	t.Helper()
	return h.seal(t, who, a, nil)
}

func (h *room) seal(t testing.TB, who string, a talks.Act, c *Content) int {
	t.Helper()
	h.now = h.now.Add(time.Minute)
	a.Author, a.At = who, h.now
	done, err := h.Do(context.Background(), "spring", Ask{Command: talks.Command{Act: a, Saw: -1}, Content: c})
	if err != nil {
		t.Fatalf("%s by %s: %v", a.Do, who, err)
	}
	return done.Seq
}
