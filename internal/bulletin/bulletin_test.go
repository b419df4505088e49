package bulletin

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"parley/internal/web/catalogue"
	"parley/talks"
)

// state is talks in which everything that can be public has something beside it
// that cannot.
func state(public ...string) *talks.State {
	return &talks.State{
		Seq: 4711, Title: "A spring", Parties: []talks.Party{{ID: "north", Name: "North village"}, {ID: "south"}},
		People: []talks.Person{{ID: "canary-person", Name: "canary-name"}},
		Rules:  &talks.Rules{Consent: []string{"north", "south"}, Public: public},
		Rounds: []talks.Round{{Date: "2026-05-01", Place: "At the well", Agenda: []string{"Water"}, Open: true, Locked: true}, {Date: "2026-06-02"}},
		Drafts: []talks.Draft{{Name: "canary-draft", Hash: "canary-hash"}},
		Points: []talks.Point{{Clause: talks.Clause{Point: "1", Document: "pact", Words: "canary-words"}}, {Clause: talks.Clause{Point: "2", Document: "pact"}}, {Clause: talks.Clause{Point: "3"}, Struck: true}},
		Statements: []talks.Statement{{Seq: 4700, Party: "north", By: "canary-person", Says: "We read point 1 so."},
			{Seq: 4701, By: "canary-person", Point: "2", Says: "Noted."}},
		Signatures: []talks.Mark{{Party: "south", By: "canary-person", Draft: "canary-hash"}},
		Proposals:  []talks.Proposal{{Says: "canary-proposal"}},
	}
}

// It would fail if an entry held anything but what its kind is for, or were there
// although the rules do not make its kind public.
func TestOf(t *testing.T) {
	kinds := map[string][]string{"rounds": {"round:1", "round:2"}, "statements": {"statement:1", "statement:2"}, "signatures": {"signed:south"}, "statuses": {"progress"}}
	order := []string{"rounds", "statements", "signatures", "statuses"}
	for set := range 1 << len(order) {
		var public, want, got []string
		for i, what := range order {
			if set&(1<<i) != 0 {
				public, want = append(public, what), append(want, kinds[what]...)
			}
		}
		view, open := state(public...).Published()
		if open != (len(public) > 0) {
			t.Errorf("%v: published is %v", public, open)
		}
		all := Of(view)
		for _, e := range all {
			got = append(got, e.Key())
			if found, ok := Find(all, e.Key()); !ok || !reflect.DeepEqual(found, e) {
				t.Errorf("%s is not found", e.Key())
			}
			for _, c := range catalogue.All() {
				w := e.In(c, view)
				if strings.Contains(w.Title+w.Says, "canary") || w.Title == "" || strings.Contains(w.Title, ".") || strings.Contains(w.Title, "{") {
					t.Errorf("%s in %s: %q", e.Key(), c.Language, w)
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v: entries %v, and not %v", public, got, want)
		}
		data, err := json.Marshal(all)
		if err != nil || strings.Contains(string(data), "canary") || strings.Contains(string(data), "47") {
			t.Errorf("%v: %s %v", public, data, err)
		}
	}
	none := state()
	none.Rules = nil
	if _, open := none.Published(); open {
		t.Error("something is public before there are rules")
	}
}

// The digest depends on everything in an entry: each field, changed, is another.
func TestDigest(t *testing.T) {
	full := Entry{Kind: Round, Number: 1, Date: "a", Place: "b", Agenda: []string{"c"}, Party: "d", Point: "e", Says: "f", Status: "g", Points: []Count{{"h", 2}}}
	seen := map[string]bool{full.Digest(): true}
	v := reflect.ValueOf(full)
	for i := range v.NumField() {
		e := full
		reflect.ValueOf(&e).Elem().Field(i).SetZero()
		if seen[e.Digest()] {
			t.Errorf("the digest does not depend on %s", v.Type().Field(i).Name)
		}
		seen[e.Digest()] = true
	}
}

func TestIn(t *testing.T) {
	view, _ := state("rounds", "statements", "signatures", "statuses").Published()
	var got []string
	en, _ := catalogue.Find("en")
	for _, e := range Of(view) {
		w := e.In(en, view)
		got = append(got, w.Title+" | "+w.Says)
	}
	want := []string{"Round 1 | 1 May 2026, At the well\n– Water", "Round 2 | 2 June 2026", "Statement: North village | We read point 1 so.",
		"Statement on point 2: the mediators | Noted.", "Signed by south | ", "How far it has come | The whole: Open\n2 points: Open"}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nand not\n%q", got, want)
	}
}
