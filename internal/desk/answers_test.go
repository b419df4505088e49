package desk

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a party answers is kept for all who read with its key, apart from what
// somebody else typed in for it, through a restart and a sweep; and the database
// shows none of it.
func TestAnswersAreKept(t *testing.T) {
	f := newFixture(t)
	keep := func(person, by, party, answers string) {
		t.Helper()
		if err := f.KeepAnswers(ctx, "spring", person, by, party, []byte(answers)); err != nil {
			t.Fatal(err)
		}
	}
	want := func(person, by, party, answers string) {
		t.Helper()
		got, err := f.Answers(ctx, "spring", person, by, party)
		if err != nil || string(got) != answers {
			t.Errorf("%s finds %q, %v, and not %q", person, got, err, answers)
		}
	}
	want("ann", "north", "north", "")
	keep("ann", "north", "north", "first")
	keep("cy", "north", "north", canary)
	keep("bob", "", "north", "typed in") // bob has another key, as a mediator does
	keep("ann", "north", "south", "of another party")
	if err := f.db.Close(); err != nil {
		t.Fatal(err)
	}
	names, _ := filepath.Glob(f.file + "*")
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(canary)) {
			t.Errorf("%s shows what was answered", name)
		}
	}
	f.open()
	f.clock = f.clock.Add(2 * Keeps)
	if err := f.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	want("ann", "north", "north", canary)
	want("bob", "", "north", "typed in")
	if got, err := f.Answers(ctx, "spring", "bob", "north", "north"); err == nil {
		t.Errorf("bob opens with another key what north answered: %q", got)
	}
	if err := f.KeepAnswers(ctx, "spring", "ann", "north", "north", []byte(strings.Repeat("x", MaxAnswers+1))); err == nil {
		t.Error("more is kept than the bound says")
	}
	want("ann", "north", "north", canary)
	if list, err := f.List(ctx, "spring", "ann"); err != nil || len(list) > 0 {
		t.Errorf("the answers stand among the drafts of a person: %v, %v", list, err)
	}
}
