package talks

import (
	"encoding/json"
	"strings"
	"testing"

	"parley"
	"parley/text"
)

// The legend that the parties agreed on is the text's from then on.
func TestLegendComesWithTheRules(t *testing.T) {
	p := newPlayer(t)
	p.seat("north", "south")
	legend := text.Legend{{Word: "white", Name: "Open", Colour: "#ffffff", Means: parley.StatusOpen}, {Word: "green", Name: "Agreed", Colour: "#00ff00", Means: parley.StatusAgreed}}
	p.do("m", Act{Do: DoRules, Rules: &Rules{Consent: []string{"north", "south"}, Legend: legend}})
	p.do("n", Act{Do: DoAgree, Version: 1})
	before := len(p.s.Text)
	p.do("s", Act{Do: DoAgree, Version: 1})
	folded, err := text.Fold(p.s.Text)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := folded.Legend.Find("green"); !ok || len(p.s.Text) != before+1 {
		t.Error("the rules are in force, and their legend is not the text's")
	}
	sameAgain(t, p)
}

// What is taken back, or was never said, counts for nothing and stays on
// record.
func TestTakingBack(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south")
	p.do("nd", Act{Do: DoTable, Package: []Item{{"water", []string{"half", "meter"}}, {"toll", []string{"30"}}}})
	p.do("n", Act{Do: DoRespond, Proposal: "p1", Answer: Accept})
	p.do("s", Act{Do: DoRespond, Proposal: "p1", Answer: Accept})
	p.do("s", Act{Do: DoRespond, Proposal: "p1", Issue: "toll", Answer: Reserve, Because: "Too high."})
	if got := p.s.ProposalStatus("p1", ""); got != Reserved {
		t.Errorf("with a reservation on a part the whole is %s", got)
	}
	if got := p.s.ProposalStatus("p1", "water"); got != Provisional {
		t.Errorf("an issue that both accepted is %s", got)
	}
	p.no(SeatEntitled, "s", Act{Do: DoRetract, Proposal: "p1"})
	p.do("n", Act{Do: DoRetract, Proposal: "p1"})
	if got := p.s.ProposalStatus("p1", "water"); got != Withdrawn {
		t.Errorf("a proposal that was taken back is %s", got)
	}
	p.no(FormExists, "s", Act{Do: DoRespond, Proposal: "p1", Answer: Accept})

	p.do("m", Act{Do: DoRespond, For: "s", Point: "a", Words: p.words("a"), Answer: Accept})
	entry := p.s.Seq
	p.no(FormExists, "n", Act{Do: DoDisown, Entry: entry})
	p.do("s", Act{Do: DoDisown, Entry: entry})
	p.no(FormExists, "s", Act{Do: DoConfirm, Entry: entry})
	if len(p.s.Points[0].Responses) > 0 {
		t.Error("what was disowned counts")
	}
	sameAgain(t, p)
}

// Anybody sees what the rules make public, and neither positions nor proposals
// nor who said what; a party that a message was carried to sees it and not to
// whom else it went.
func TestPublicAndCarried(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south", "east")
	if v := p.s.Public("press"); len(v.Rounds) > 0 || len(v.Points) != 2 || v.Points[0].Words != "" {
		t.Errorf("statuses are public and nothing else, and this is seen: %+v", v)
	}
	secretive := *p.s
	rules := *p.s.Rules
	rules.Public = []string{"signatures"}
	secretive.Rules = &rules
	if v := secretive.Public("press"); v.Status != "" || len(v.Points) != 0 {
		t.Errorf("statuses are not public, and this is seen: %+v; whoever takes it for the status is told something false", v)
	}
	p.do("n", Act{Do: DoTable, Package: []Item{{"water", []string{"half"}}}})
	p.do("n", Act{Do: DoRespond, Point: "a", Words: p.words("a"), Answer: Reject, Because: "A reason."})
	if public := seen(p.s, "press"); strings.Contains(public, "A reason") || strings.Contains(public, "half") {
		t.Errorf("the press reads %s", public)
	}
	p.do("n", Act{Do: DoMessage, From: "north", To: []string{"south", "east"}, Hash: hash("words")})
	p.do("n", Act{Do: DoPermit, Message: "m1", Grade: parley.GradeJoint})
	p.do("m", Act{Do: DoDeliver, Message: "m1", Party: "south"})
	once := seen(p.s, "s")
	p.do("m", Act{Do: DoDeliver, Message: "m1", Party: "east"})
	p.do("e", Act{Do: DoReadBack, Message: "m1", Hash: hash("words")})
	v := p.s.View("s")
	v.Seq -= 2
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if string(data) != once || len(v.Messages) != 1 {
		t.Errorf("south sees to whom else the message was carried:\n%s\n%s", once, data)
	}
}

// A command is read strictly: what is not known to it is an error.
func TestReadCommand(t *testing.T) {
	c, err := ReadCommand([]byte(`{"do": "round", "author": "m", "at": "2026-01-05T09:00:00Z", "date": "2026-01-05", "saw": 7}`))
	if err != nil || c.Do != DoRound || c.Saw != 7 || !c.At.Equal(day) {
		t.Errorf("%+v, %v", c, err)
	}
	for _, bad := range []string{"", "{", `{"do": "round"} {}`, `{"do": 3}`, `{"force": true}`, strings.Repeat(" ", MaxEvent+1)} {
		if _, err := ReadCommand([]byte(bad)); err == nil {
			t.Errorf("%.30q is read as a command", bad)
		}
	}
}

// Each status stands for one of the text's, further ones for further ones.
func TestStatusesOfTheText(t *testing.T) {
	rank := map[parley.Status]int{}
	for i, s := range parley.Statuses() {
		rank[s] = i
	}
	order := []Status{Open, Group, Referendum, Provisional, Initialled, Adopted, Signed}
	for i, s := range order[1:] {
		if rank[s.Means()] <= rank[order[i].Means()] {
			t.Errorf("%s is no further than %s in the text", s, order[i])
		}
	}
	if Provisional.Means().Settled() != true || Referendum.Means().Settled() || Group.Means().Settled() {
		t.Error("what binds nobody counts as settled in the text")
	}
}
