package talks

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"parley"
)

func seen(s *State, person string) string {
	data, err := json.Marshal(s.View(person))
	if err != nil {
		panic(err)
	}
	return string(data)
}

// whispers plays talks in which north does much in private. Everything that is
// confidential to north depends on the secret.
func whispers(t testing.TB, secret string) *player {
	h := func(what string) string { return hash(secret + what) }
	p := newPlayer(t)
	p.begin("north", "south")
	p.do("n", Act{Do: DoSubmit, Hash: h("position")})
	p.do("nm", Act{Do: DoSubmit, Hash: h("position 2"), Limits: h("limits")})
	p.do("s", Act{Do: DoSubmit, Hash: hash("of south")})
	for _, g := range parley.Grades()[:4] {
		p.do("n", Act{Do: DoNote, Party: "north", Grade: g, Hash: h("note " + string(g))})
	}
	p.do("m", Act{Do: DoNote, Party: "north", Grade: parley.GradeMediator, Hash: h("caucus")})
	p.do("m", Act{Do: DoMessage, From: "north", To: []string{"south", "fund"}, Hash: h("message")})
	p.do("n", Act{Do: DoPermit, Message: "m1", Grade: map[bool]parley.Grade{true: parley.GradeHint, false: parley.GradeMediator}[len(secret)%2 == 0]})
	p.do("m", Act{Do: DoBlind, Packages: [][]Item{{{"water", []string{"half"}}}, {{"water", []string{"meter"}}}}, Hash: hash("order")})
	p.do("n", Act{Do: DoTick, Blind: "b1", Hash: h("ticks"), Told: true})
	p.do("m", Act{Do: DoRespond, For: "n", Point: "a", Words: p.words("a"), Answer: Reject, Because: "entered " + secret})
	return p
}

// TestTwins fails if what another party, an observer, a guarantor or anybody
// outside sees depends on anything that north keeps confidential; and if north
// or those it told do not see it, for then there would be nothing to keep.
func TestTwins(t *testing.T) {
	one, two := whispers(t, "a secret"), whispers(t, "another one")
	for _, person := range []string{"s", "o", "f", "t", "nobody"} {
		a, b := seen(one.s, person), seen(two.s, person)
		if a != b {
			t.Errorf("what %s sees depends on north's secrets:\n%s\n%s", person, a, b)
		}
		if strings.Contains(a, "secret") {
			t.Errorf("%s sees the secret", person)
		}
	}
	for _, person := range []string{"n", "nm", "m", "x"} {
		if seen(one.s, person) == seen(two.s, person) {
			t.Errorf("%s sees nothing of what is north's", person)
		}
	}
}

// What is released goes to every party whose consent counts, to each the same,
// and to nobody else but the mediators.
func TestReleasesGoToAllTogether(t *testing.T) {
	p := whispers(t, "a secret")
	p.do("m", Act{Do: DoRound, Date: "2026-01-05"})
	p.do("m", Act{Do: DoLock})
	p.do("m", Act{Do: DoForetell, Question: "zone"})
	p.do("m", Act{Do: DoRelease, Question: "zone", Says: "17 packages are left", Hash: hash("17")})
	for person, gets := range map[string]bool{"n": true, "na": true, "s": true, "m": true, "cm": true, "o": false, "f": false, "t": false, "x": false, "nobody": false} {
		if got := strings.Contains(seen(p.s, person), "17 packages"); got != gets {
			t.Errorf("%s gets the release: %v, and should: %v", person, got, gets)
		}
		if got := len(p.s.View(person).Blinds) > 0; got != gets {
			t.Errorf("%s sees the blind acceptance: %v, and should: %v", person, got, gets)
		}
	}
}

// Content that a mediator may not read is not listed for the mediator, and
// what a mediator writes of a caucus not for the party.
func TestWhoOpensWhat(t *testing.T) {
	p := whispers(t, "a secret")
	counts := func(person string) map[Do]int {
		c := map[Do]int{}
		for _, x := range p.s.View(person).Sealed {
			c[x.Do]++
		}
		return c
	}
	for person, want := range map[string]map[Do]int{
		"n": {DoSubmit: 2, DoNote: 4}, "na": {DoSubmit: 2, DoNote: 4}, "s": {DoSubmit: 1}, "m": {DoNote: 3}, "o": {},
		"x": {DoSubmit: 3, DoNote: 5, DoTick: 1},
	} {
		got := counts(person)
		for _, do := range []Do{DoSubmit, DoNote, DoTick} {
			if got[do] != want[do] {
				t.Errorf("%s may open %d of %s, and should %d", person, got[do], do, want[do])
			}
		}
	}
	if n := len(p.s.View("x").Points) + len(p.s.View("x").Text); n > 0 {
		t.Error("the auditor reads content")
	}
}

// Chance plays both twins: whatever south and the mediator do in the open
// afterwards, south sees the same.
func TestTwinsStayTwins(t *testing.T) {
	for seed := range uint64(20) {
		one, two := whispers(t, "a secret"), whispers(t, "another one")
		r := rand.New(rand.NewPCG(seed, 1))
		for range 30 {
			who := []string{"m", "s", "n", "nd"}[r.IntN(4)]
			acts := []Act{
				{Do: DoRound, Date: "2026-01-05"}, {Do: DoAdjourn}, {Do: DoLock},
				{Do: DoSeen, Draft: one.draft()}, {Do: DoRespond, Point: "a", Words: one.words("a"), Answer: Accept},
				{Do: DoRespond, Draft: one.draft(), Answer: Accept}, {Do: DoReopen, Because: "new facts"}, {Do: DoReopen, Point: "b", Because: "new facts"},
				{Do: DoTable, Package: []Item{{"water", []string{"half", "meter"}}}}, {Do: DoRespond, Proposal: "p1", Answer: Noted},
				{Do: DoForetell, Question: "zone"}, {Do: DoRelease, Question: "zone", Says: "3", Hash: hash("3")}, {Do: DoState, Says: "So we read it."},
			}
			a := acts[r.IntN(len(acts))]
			e1, e2 := one.try(one.command(who, a)), two.try(two.command(who, a))
			if (e1 == nil) != (e2 == nil) || e1 != nil && e1.Error() != e2.Error() {
				t.Fatalf("%s by %s tells the twins apart: %v, %v", a.Do, who, e1, e2)
			}
			if seen(one.s, "s") != seen(two.s, "s") {
				t.Fatalf("after %s by %s south sees another thing", a.Do, who)
			}
		}
	}
}
