package talks

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/text"
)

// Fails if a head can speak for another party, or anybody but head and delegate for
// their own.
func TestWhoSaysSomethingToOthers(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south")
	words := Act{Do: DoMessage, From: "north", To: []string{"south"}, Hash: hash("words")}
	for _, who := range []string{"s", "nm", "na", "o", "f"} {
		p.no(CarrySource, who, words)
	}
	p.do("n", words)
	p.do("nd", words)
	p.do("m", words)
}

// Fails if a point that a draft left out is not struck, is gone from view before
// every party has seen that, or is struck by the next draft again.
func TestWhatADraftLeavesOutIsStruck(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south")
	p.do("m", Act{Do: DoText, Op: &text.Op{Do: text.DoRemove, Point: "b"}})
	p.do("m", Act{Do: DoDraft})
	shown := func(who string) (status Status, there bool) {
		for _, x := range p.s.View(who).Points {
			if x.Point.Point == "b" {
				return x.Status, true
			}
		}
		return "", false
	}
	struck := func() Point {
		t.Helper()
		i := slices.IndexFunc(p.s.Points, func(x Point) bool { return x.Clause.Point == "b" && x.Struck })
		if i < 0 {
			t.Fatal("b is not struck")
		}
		return p.s.Points[i]
	}
	if b := struck(); len(b.Unseen) != 2 {
		t.Fatalf("b was left out by the draft, and is %+v", b)
	}
	for _, who := range []string{"n", "s", "o", "m"} {
		if status, there := shown(who); !there || status != Open {
			t.Errorf("%s sees b as %q, %v, before anybody has seen that it is gone", who, status, there)
		}
		if n := len(p.s.View(who).Points); n != 2 {
			t.Errorf("%s sees %d points", who, n)
		}
	}
	p.do("n", Act{Do: DoSeen, Draft: p.draft()})
	p.edit("a", "The spring is shared by all.")
	p.do("m", Act{Do: DoDraft})
	if b := struck(); len(b.Unseen) != 1 || b.Unseen[0] != "south" {
		t.Errorf("b is struck a second time, although North has seen it: %+v", b)
	}
	if _, there := shown("n"); !there {
		t.Error("b is out of view although South has not seen that it is gone")
	}
	p.do("s", Act{Do: DoSeen, Draft: p.draft()})
	if _, there := shown("n"); there {
		t.Error("everybody has seen that b is gone, and it is in view")
	}
}

// Fails if the party of an objection is that of whoever entered it.
func TestAnObjectionInAnothersName(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south")
	p.do("m", Act{Do: DoRound, Date: "2026-01-05"})
	p.do("m", Act{Do: DoSilence, Draft: p.draft(), Expires: p.now.Add(80 * time.Hour)})
	p.do("m", Act{Do: DoAdjourn})
	p.do("m", Act{Do: DoCirculate, Silence: "s1"})
	p.do("m", Act{Do: DoObject, For: "s", Silence: "s1", Because: "The capital objects."})
	if x := p.s.Silences[0]; x.Stage != Broken || x.Party != "south" {
		t.Errorf("the objection of South's head broke silence as %+v", x)
	}
}

// Fails if rules that bind one party more come into force without it, or their legend
// comes into the text before they are in force.
func TestRulesThatBindOneMore(t *testing.T) {
	p := newPlayer(t)
	p.seat("north", "south")
	p.do("f", Act{Do: DoInvite, Person: "fh", Name: "Head of the fund", Party: "fund", Seat: Head})
	legend := text.Legend{{Word: "open", Name: "Still open", Colour: "#112233", Means: parley.StatusOpen}}
	agree := func(version int, heads ...string) {
		t.Helper()
		for i, head := range heads {
			before := len(p.s.Text)
			p.do(head, Act{Do: DoAgree, Version: version})
			last := i == len(heads)-1
			if in := p.s.OnTable == nil; in != last {
				t.Fatalf("version %d, agreed to by %q: in force %v", version, heads[:i+1], in)
			}
			if grown := len(p.s.Text) > before; grown != last {
				t.Errorf("version %d, agreed to by %q: its legend is in the text %v", version, heads[:i+1], grown)
			}
		}
	}
	p.do("m", Act{Do: DoRules, Rules: &Rules{Consent: []string{"north", "south"}, Legend: legend}})
	p.no(ConsentParty, "fh", Act{Do: DoAgree, Version: 1})
	agree(1, "n", "s")
	legend = text.Legend{{Word: "open", Name: "Open again", Colour: "#112233", Means: parley.StatusOpen}}
	p.do("m", Act{Do: DoRules, Rules: &Rules{Consent: []string{"north", "south", "fund"}, Legend: legend}})
	agree(2, "n", "s", "fh")
}

// Fails if a bound is one off, or a salt is not held to the form by which anybody
// can make its commitment again.
func TestBoundsAndForms(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south")
	p.no(FormFields, "n", Act{Do: DoTable})
	p.no(FormBounds, "m", Act{Do: DoRules, Rules: &Rules{Consent: []string{"north", "south"}, Keep: 366*100 + 1}})
	p.no(FormBounds, "m", Act{Do: DoRules, Rules: &Rules{Consent: []string{"north", "south"}, Keep: -1}})
	p.do("m", Act{Do: DoRules, Rules: &Rules{Consent: []string{"north", "south"}, Keep: 366 * 100}})
	for salt, want := range map[string]bool{
		strings.Repeat("5a", 16): true, strings.Repeat("0", MaxName): true,
		strings.Repeat("5a", 15) + "5": false, strings.Repeat("0", MaxName+1): false, strings.Repeat("5A", 16): false,
		strings.Repeat("5g", 16): false, strings.Repeat("5/", 16): false, strings.Repeat("5:", 16): false, strings.Repeat("5`", 16): false, "": false,
	} {
		if salted(salt) != want {
			t.Errorf("the salt %q: %v", salt, !want)
		}
	}
}
