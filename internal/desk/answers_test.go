package desk

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"parley/internal/database"
	"parley/internal/database/databasetest"
)

// What a party answers is kept for all who read with its key, apart from what
// somebody else typed in for it, through a restart and a sweep; and the database
// shows none of it.
func TestAnswersAreKept(t *testing.T) {
	f := newFixture(t)
	keep := func(person, by, party, answers string) {
		t.Helper()
		_, found, err := f.Answers(ctx, "spring", person, by, party)
		if err != nil {
			t.Fatal(err)
		}
		if kept, err := f.KeepAnswers(ctx, "spring", person, by, party, found, []byte(answers)); err != nil || !kept {
			t.Fatal(kept, err)
		}
	}
	want := func(person, by, party, answers string) {
		t.Helper()
		got, _, err := f.Answers(ctx, "spring", person, by, party)
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
	if got, _, err := f.Answers(ctx, "spring", "bob", "north", "north"); err == nil {
		t.Errorf("bob opens with another key what north answered: %q", got)
	}
	if kept, err := f.KeepAnswers(ctx, "spring", "ann", "north", "north", "", []byte(strings.Repeat("x", MaxAnswers+1))); err == nil || kept {
		t.Error("more is kept than the bound says")
	}
	want("ann", "north", "north", canary)
	if list, err := f.List(ctx, "spring", "ann"); err != nil || len(list) > 0 {
		t.Errorf("the answers stand among the drafts of a person: %v, %v", list, err)
	}
}

// Of several who keep answers in the place of the same ones, in two processes or
// one, the first does and the others change nothing: fails if any answer that was
// said to be kept goes under.
func TestAnswersTakeTheirTurn(t *testing.T) {
	for name, where := range map[string]string{"sqlite": "", "postgres": databasetest.Postgres(t).Database(t)} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			desks := []*Desk{f.Desk}
			if where == "" {
				where = f.file
			}
			for range 2 { // another process has a connection of its own
				db, err := database.Open(ctx, where)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				d, err := Open(ctx, db, keys{f.ring}, nil)
				if err != nil {
					t.Fatal(err)
				}
				desks = append(desks, d)
			}
			desks = desks[1:]
			const each = 4
			said := make(chan string, 2*2*each)
			var all sync.WaitGroup
			for n, d := range append(desks, desks...) {
				all.Go(func() {
					for i := 0; i < each; {
						before, found, err := d.Answers(ctx, "spring", "ann", "north", "north")
						if err != nil {
							t.Error(err)
							return
						}
						mine := fmt.Sprintf("%d.%d;", n, i)
						kept, err := d.KeepAnswers(ctx, "spring", "ann", "north", "north", found, append(before, mine...))
						if err != nil {
							t.Error(err)
							return
						}
						if kept {
							said <- mine
							i++
						}
					}
				})
			}
			all.Wait()
			close(said)
			got, found, err := desks[0].Answers(ctx, "spring", "ann", "north", "north")
			if err != nil {
				t.Fatal(err)
			}
			count := 0
			for mine := range said {
				if count++; strings.Count(";"+string(got), ";"+mine) != 1 {
					t.Errorf("%s was said to be kept, and stands %d times in %s", mine, strings.Count(string(got), mine), got)
				}
			}
			if count != 4*each {
				t.Errorf("%d answers were kept", count)
			}
			for _, stale := range []string{"", strings.Repeat("0", 64)} {
				if kept, err := desks[1].KeepAnswers(ctx, "spring", "ann", "north", "north", stale, []byte("over it")); err != nil || kept {
					t.Errorf("in the place of %q, which is not there: %v, %v", stale, kept, err)
				}
			}
			if kept, err := desks[1].KeepAnswers(ctx, "spring", "ann", "north", "north", found, []byte("next")); err != nil || !kept {
				t.Errorf("in the place of what was found: %v, %v", kept, err)
			}
		})
	}
}
