package counsel

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"parley"
	"parley/brief"
)

// issues makes a case of its own for each n.
func issues(n int) *parley.Case {
	return &parley.Case{Parties: []parley.Party{{ID: "a"}, {ID: "b"}},
		Issues: []parley.Issue{{ID: fmt.Sprintf("x%d", n), Options: []parley.Option{{ID: "p"}, {ID: "q"}}}}}
}

// Fails if somebody who waits for a place to compute, and leaves, is held up or
// takes the place; or if what is kept is computed again while all are taken.
func TestWhoWaitsCanLeave(t *testing.T) {
	c := New(Config{AtOnce: 1})
	kept, err := c.Ask(t.Context(), issues(1), brief.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c.slots <- struct{}{} // somebody computes
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := c.Ask(ctx, issues(2), brief.Options{})
		done <- err
	}()
	leave()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("who waited and left is told %v", err)
	}
	if again, err := c.Ask(t.Context(), issues(1), brief.Options{}); err != nil || again != kept {
		t.Errorf("what is kept is not given while another computes: %v", err)
	}
	<-c.slots
	if _, err := c.Ask(t.Context(), issues(2), brief.Options{}); err != nil {
		t.Errorf("the place is not free again: %v", err)
	}
}

// Fails if answers pile up, or if the one that is dropped is not the one that
// was asked for the longest time ago.
func TestKeepsFew(t *testing.T) {
	c := New(Config{Keep: 2})
	ask := func(n int) *Advice {
		a, err := c.Ask(t.Context(), issues(n), brief.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	one := ask(1)
	two := ask(2)
	ask(1)
	ask(3)
	if ask(1) != one {
		t.Error("what was asked for last is dropped")
	}
	if ask(2) == two {
		t.Error("more is kept than should be")
	}
	if len(c.kept) != 2 || len(c.age) != 2 {
		t.Errorf("%d and %d are kept", len(c.kept), len(c.age))
	}
}
