package web

import (
	"context"
	"sync"
	"testing"
	"time"

	"parley"
	"parley/casefile"
	"parley/internal/seal"
	"parley/internal/secretariat"
	"parley/talks"
	"parley/text"
)

// room is a secretariat in a folder of its own, with a clock that tests set.
type room struct {
	*secretariat.Secretariat
	mu  sync.Mutex
	now time.Time
}

func (h *room) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *room) wait(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// state is the newest state of the talk spring.
func (h *room) state(t testing.TB) *talks.State {
	t.Helper()
	s, err := h.State(context.Background(), "spring")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// spring opens talks on the spring example and seats its people.
func spring(t testing.TB) *room {
	t.Helper()
	file, err := casefile.Open("../../examples/spring-folder")
	if err != nil {
		t.Fatal(err)
	}
	c := *file.Case
	c.Positions = nil
	return convened(t, &c)
}

// convened seats the same people at talks on another case of north and south.
func convened(t testing.TB, c *parley.Case) *room {
	t.Helper()
	master, err := seal.ParseMaster(seal.NewMaster())
	if err != nil {
		t.Fatal(err)
	}
	h := &room{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	if h.Secretariat, err = secretariat.Open(context.Background(), secretariat.Config{Folder: t.TempDir(), Master: master, Now: h.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := h.Convene(context.Background(), "spring", c, talks.Person{ID: "chair", Name: "Dr Mediator"}); err != nil {
		t.Fatal(err)
	}
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
	h.must(t, "chair", talks.Act{Do: talks.DoRules, Rules: &talks.Rules{Consent: h.state(t).Required(), Silence: 72, Public: []string{"rounds", "statuses", "signatures"}, Legend: text.DefaultLegend(), Questions: []talks.Question{{ID: "zone", Ask: "zone"}}}})
	h.must(t, "ann", talks.Act{Do: talks.DoAgree, Version: 1})
	h.must(t, "sam", talks.Act{Do: talks.DoAgree, Version: 1})
	h.must(t, "chair", talks.Act{Do: talks.DoRound, Date: "2026-03-02", Place: "The mill", Agenda: []string{"Water", "Toll"}})
	h.must(t, "chair", talks.Act{Do: talks.DoDraft})
	return h
}

// submitted has both sides submit their positions of the example.
func (h *room) submitted(t testing.TB) *room {
	t.Helper()
	file, err := casefile.Open("../../examples/spring-folder")
	if err != nil {
		t.Fatal(err)
	}
	for who, party := range map[string]string{"ann": "north", "sam": "south"} {
		h.seal(t, who, talks.Act{Do: talks.DoSubmit}, &secretariat.Content{Position: file.Case.Position(party)})
	}
	return h
}

func (h *room) must(t testing.TB, who string, a talks.Act) int {
	t.Helper()
	return h.seal(t, who, a, nil)
}

func (h *room) seal(t testing.TB, who string, a talks.Act, c *secretariat.Content) int {
	t.Helper()
	h.wait(time.Minute)
	a.Author = who
	done, err := h.Do(context.Background(), "spring", secretariat.Ask{Command: talks.Command{Act: a, Saw: -1}, Content: c})
	if err != nil {
		t.Fatalf("%s by %s: %v", a.Do, who, err)
	}
	return done.Seq
}

// sealed does what is sealed with words.
func (h *room) sealed(t testing.TB, who string, a talks.Act, says string) int {
	t.Helper()
	return h.seal(t, who, a, &secretariat.Content{Says: says})
}
