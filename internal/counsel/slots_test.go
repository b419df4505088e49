package counsel

import (
	"context"
	"errors"
	"fmt"
	"runtime"
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

// Fails if what somebody computes is computed again by who asks the same
// meanwhile, or if who waits for it gets nothing when the one before leaves.
func TestTheSameIsComputedOnce(t *testing.T) {
	c := New(Config{AtOnce: 2})
	c.slots <- struct{}{}
	c.slots <- struct{}{} // all places are taken
	first, leave := context.WithCancel(t.Context())
	left, answers := make(chan error), make(chan *Advice)
	go func() {
		_, err := c.Ask(first, issues(1), brief.Options{})
		left <- err
	}()
	key, err := digestOf(issues(1), brief.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for asked := false; !asked; runtime.Gosched() { // until it has begun
		c.mu.Lock()
		_, asked = c.asked[key]
		c.mu.Unlock()
	}
	for range 3 {
		go func() {
			a, err := c.Ask(t.Context(), issues(1), brief.Options{})
			if err != nil {
				t.Error(err)
			}
			answers <- a
		}()
	}
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("who left is told %v", err)
	}
	<-c.slots
	<-c.slots
	one := <-answers
	for range 2 {
		if <-answers != one {
			t.Error("the same was computed twice")
		}
	}
	if len(c.age) != 1 || len(c.asked) != 0 {
		t.Errorf("%d are kept, and %d are being computed", len(c.age), len(c.asked))
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
