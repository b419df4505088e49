package elicit_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/elicit"
)

// valley is a case by hand with an issue of numbers.
func valley() *parley.Case {
	step := parley.Int(5)
	return &parley.Case{Title: "A valley", Parties: []parley.Party{{ID: "p", Name: "Party"}, {ID: "m", Roles: []parley.Role{parley.RoleMediator}}},
		Issues: []parley.Issue{
			{ID: "water", Name: "Water", Options: []parley.Option{{ID: "half", Text: "Half each"}, {ID: "season", Text: "By season"}, {ID: "meter", Text: "By meter"}}},
			{ID: "toll", Name: "Toll", Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(100), Step: &step, Unit: "k€"}},
			{ID: "warden", Name: "Warden", Options: []parley.Option{{ID: "us"}, {ID: "them"}}},
		}}
}

var stance = map[string]elicit.Stance{"half": elicit.Acceptable, "season": elicit.Never, "meter": elicit.OnlyIf}

// Answers that cannot be taken are refused with the code and the field that
// are to blame. Fails where one of the checks is gone.
func TestFaults(t *testing.T) {
	start := []elicit.Answer{{Question: "stance.water", Stances: stance}}
	for _, x := range []struct {
		name   string
		code   elicit.Code
		field  string
		answer elicit.Answer
	}{
		{"no such question", elicit.FaultQuestion, "question", elicit.Answer{Question: "order.nothing", Skip: true}},
		{"nothing said", elicit.FaultEmpty, "texts", elicit.Answer{Question: "interests"}},
		{"space around", elicit.FaultText, "texts", elicit.Answer{Question: "interests", Texts: []string{" x"}}},
		{"too long", elicit.FaultLong, "texts", elicit.Answer{Question: "interests", Texts: []string{strings.Repeat("x", elicit.MaxText+1)}}},
		{"a control character", elicit.FaultText, "texts", elicit.Answer{Question: "interests", Texts: []string{"x\x00"}}},
		{"an option left out", elicit.FaultMissing, "stances", elicit.Answer{Question: "stance.water", Stances: map[string]elicit.Stance{"half": elicit.Never}}},
		{"a stance that is none", elicit.FaultUnknown, "stances", elicit.Answer{Question: "stance.warden", Stances: map[string]elicit.Stance{"us": "maybe", "them": elicit.Never}}},
		{"a limit that is no number", elicit.FaultNumber, "least", elicit.Answer{Question: "limits.toll", Least: "ten"}},
		{"a limit that says nothing", elicit.FaultPattern, "least", elicit.Answer{Question: "limits.toll", Least: "0"}},
		{"a limit that leaves nothing", elicit.FaultPattern, "most", elicit.Answer{Question: "limits.toll", Most: "-5"}},
		{"a grade that is none", elicit.FaultUnknown, "grade", elicit.Answer{Question: "privacy", Grade: "secret"}},
		{"an empty reason", elicit.FaultEmpty, "because", elicit.Answer{Question: "reason.water.season"}},
		{"a condition on nothing", elicit.FaultEmpty, "if", elicit.Answer{Question: "condition.water.meter"}},
		{"a condition on everything", elicit.FaultPattern, "if", elicit.Answer{Question: "condition.water.meter", If: []elicit.Pick{{Issue: "warden", Options: []string{"us", "them"}}}}},
		{"a condition twice on one issue", elicit.FaultTwice, "if", elicit.Answer{Question: "condition.water.meter", If: []elicit.Pick{{Issue: "toll", Min: "5"}, {Issue: "toll", Max: "50"}}}},
		{"a condition on no issue", elicit.FaultUnknown, "if", elicit.Answer{Question: "condition.water.meter", If: []elicit.Pick{{Issue: "moon", Options: []string{"full"}}}}},
		{"an order with a gap", elicit.FaultMissing, "tiers", elicit.Answer{Question: "order.water", Tiers: [][]string{{"half"}}}},
		{"an order with one twice", elicit.FaultTwice, "tiers", elicit.Answer{Question: "order.water", Tiers: [][]string{{"half"}, {"meter"}, {"half"}}}},
		{"a curve without an end", elicit.FaultMissing, "rated", elicit.Answer{Question: "curve.toll", Rated: []elicit.Rated{{At: "0", Level: elicit.LevelBest}}}},
		{"a curve off its steps", elicit.FaultRange, "rated", elicit.Answer{Question: "curve.toll", Rated: []elicit.Rated{{At: "3", Level: elicit.LevelBest}}}},
		{"a curve beyond its range", elicit.FaultRange, "rated", elicit.Answer{Question: "curve.toll", Rated: []elicit.Rated{{At: "500", Level: elicit.LevelBest}}}},
		{"a curve said twice", elicit.FaultTwice, "better", elicit.Answer{Question: "curve.toll", Better: elicit.More, Rated: []elicit.Rated{{At: "0", Level: elicit.LevelBest}}}},
		{"a word of importance that is none", elicit.FaultUnknown, "word", elicit.Answer{Question: "importance.toll", Word: "huge"}},
		{"first what there is not", elicit.FaultUnknown, "issue", elicit.Answer{Question: "first", Issue: "moon"}},
		{"a way that is none", elicit.FaultUnknown, "way", elicit.Answer{Question: "fallback", Way: "guess"}},
		{"an offer for nothing", elicit.FaultEmpty, "if", elicit.Answer{Question: "offer.1", Accept: []elicit.Pick{{Issue: "toll", Min: "50"}}}},
		{"a confirmation of nothing", elicit.FaultQuestion, "confirms", elicit.Answer{Question: elicit.ConfirmID, Confirms: []string{"nothing"}}},
		{"a confirmation of what is to come", elicit.FaultRange, "seen", elicit.Answer{Question: elicit.ConfirmID, Seen: 99}},
	} {
		s := fold(t, valley(), &elicit.Log{Party: "p", Answers: start})
		var f *elicit.Fault
		if err := s.Accept(x.answer); !errors.As(err, &f) || f.Code != x.code || f.Field != x.field {
			t.Errorf("%s: got %v (%+v), want %s of %s", x.name, err, f, x.code, x.field)
		}
	}
}

// Contradictions are shown, with the questions to look at, and nothing is
// changed by them.
func TestWarnings(t *testing.T) {
	for _, x := range []struct {
		name      string
		kind      elicit.WarningKind
		questions []string
		says      string
		answers   []elicit.Answer
	}{
		{"demands that contradict each other", elicit.WarnDemands, []string{"limits.toll"}, "at least 60 k€", []elicit.Answer{
			{Question: "stance.water", Stances: map[string]elicit.Stance{"half": elicit.Acceptable, "season": elicit.Never, "meter": elicit.Never}},
			{Question: "limits.toll", Least: "60", Most: "40"}}},
		{"a condition that never bites", elicit.WarnIdle, []string{"offer.1"}, "By season", []elicit.Answer{
			{Question: "stance.water", Stances: map[string]elicit.Stance{"half": elicit.Acceptable, "season": elicit.Never, "meter": elicit.Acceptable}},
			{Question: "offer.1", Accept: []elicit.Pick{{Issue: "water", Options: []string{"season"}}}, If: []elicit.Pick{{Issue: "toll", Max: "10"}}}}},
		{"an order that contradicts importance", elicit.WarnFirst, []string{"importance.water", "importance.toll", "first"}, "Toll more important", []elicit.Answer{
			{Question: "first", Issue: "water"}, {Question: "importance.water", Word: "useful"}, {Question: "importance.toll", Word: "vital"}}},
		{"levels that contradict the order", elicit.WarnLevels, []string{"order.water", "levels.water"}, "Water", []elicit.Answer{
			{Question: "order.water", Tiers: [][]string{{"half"}, {"season", "meter"}, {"none"}}}, {Question: "importance.water", Word: "vital"},
			{Question: "levels.water", Levels: map[string]elicit.Level{"season": elicit.LevelGood, "meter": elicit.LevelPoor}}}},
		{"a better package refused", elicit.WarnRather, []string{"rather.1", "rather.2"}, "no agreement", []elicit.Answer{
			{Question: "order.water", Tiers: [][]string{{"half"}, {"meter"}, {"season"}}}, {Question: "curve.toll", Better: elicit.Less}, {Question: "order.warden", Tiers: [][]string{{"us"}, {"them"}}},
			{Question: "importance.water", Word: "vital"}, {Question: "importance.toll", Word: "vital"}, {Question: "importance.warden", Word: "minor"},
			{Question: "fallback", Way: elicit.WayRather},
			{Question: "rather.1", Packages: []map[string]string{{"water": "half", "toll": "0", "warden": "us"}}, Take: new(bool)},
			{Question: "rather.2", Packages: []map[string]string{{"water": "season", "toll": "0", "warden": "them"}}, Take: yes()}}},
	} {
		c := valley()
		if x.kind == elicit.WarnLevels {
			c.Issues[0].Options = append(c.Issues[0].Options, parley.Option{ID: "none"})
		}
		log := &elicit.Log{Party: "p", Answers: x.answers}
		s := fold(t, c, log)
		if len(s.Warnings) != 1 || s.Warnings[0].Kind != x.kind || !slices.Equal(s.Warnings[0].Questions, x.questions) {
			t.Errorf("%s: got %+v, want one of kind %s with %v", x.name, s.Warnings, x.kind, x.questions)
			continue
		}
		if says := s.Says(s.Warnings[0]); !strings.Contains(says, x.says) {
			t.Errorf("%s: it says %q, which does not name %q", x.name, says, x.says)
		}
	}
}

func yes() *bool {
	b := true
	return &b
}

// The example of what a party says and what becomes of it, field by field.
// Fails where an answer ends in another part of the position.
func TestWhatBecomesOfAnswers(t *testing.T) {
	log := &elicit.Log{Party: "p", Answers: []elicit.Answer{
		{Question: "interests", Texts: []string{"Water in the dry month"}, Grade: parley.GradeHint},
		{Question: "stance.water", Stances: stance},
		{Question: "reason.water.season", Because: "The well dries.", Basis: "Charter, art. 4", Owner: "Council", Grade: parley.GradeEngine},
		{Question: "condition.water.meter", If: []elicit.Pick{{Issue: "toll", Max: "20"}}, Because: "Cheap or not at all."},
		{Question: "limits.toll", Most: "80"},
		{Question: "privacy", Grade: parley.GradeEngine},
		{Question: "order.water", Tiers: [][]string{{"half"}, {"meter"}}},
		{Question: "curve.toll", Rated: []elicit.Rated{{At: "0", Level: elicit.LevelBest}, {At: "40", Level: elicit.LevelGood}, {At: "80", Level: elicit.LevelWorst}}},
		{Question: "order.warden", Tiers: [][]string{{"us", "them"}}},
		{Question: "importance.water", Word: "vital"}, {Question: "importance.toll", Word: "very"}, {Question: "importance.warden", Word: elicit.NoMatter},
		{Question: "offer.1", Accept: []elicit.Pick{{Issue: "toll", Min: "50"}}, If: []elicit.Pick{{Issue: "water", Options: []string{"half"}}}},
		{Question: "fallback", Way: elicit.WayLike, Because: "The old ruling."},
		{Question: "like.water", Choice: "season"}, {Question: "like.toll", Choice: "20"}, {Question: "like.warden", Skip: true},
	}}
	s := fold(t, valley(), log)
	if len(s.Warnings)+len(s.Withheld) > 0 {
		t.Fatalf("%+v %+v", s.Warnings, s.Withheld)
	}
	got := fmt.Sprintf("%+v", *s.Position)
	p := s.Position
	for what, ok := range map[string]bool{
		"the interest":            len(p.Interests) == 1 && p.Interests[0].Grade == parley.GradeHint,
		"the red line":            len(p.Never) == 1 && p.Never[0].Basis == "Charter, art. 4" && p.Never[0].Owner == "Council" && p.Never[0].Grade == parley.GradeEngine,
		"the limit":               len(p.Insists) == 1 && s.Case.Describe(p.Insists[0].Pattern) == "Toll is at most 80 k€",
		"the conditions":          len(p.OnlyIf) == 2 && s.Case.Describe(p.OnlyIf[0].If) == "Toll is at most 20 k€" && s.Case.Describe(p.OnlyIf[1].Pattern) == "Toll is at least 50 k€",
		"the order":               len(p.Values) == 2 && slices.Equal(p.Values[0].Order, []string{"half", "meter"}) && p.Values[0].Grade == parley.GradeEngine,
		"the curve, level at 80":  len(p.Values[1].Curve) == 4 && p.Values[1].Curve[1].Worth.Low.Equal(parley.Int(75)) && p.Values[1].Curve[3].At.Equal(parley.Int(100)),
		"the importance":          len(p.Importance) == 2 && p.Importance[1].Word == parley.Very,
		"the fallback":            p.Fallback != nil && p.Fallback.Like["toll"].Number.Equal(parley.Int(20)) && p.Fallback.Because == "The old ruling.",
		"nothing of what was not": len(p.Linkages) == 0 && p.Cap == nil,
	} {
		if !ok {
			t.Errorf("%s is not as it was answered: %s", what, got)
		}
	}
}

// Every question has words, and no two kinds the same.
func TestEveryQuestionHasWords(t *testing.T) {
	s := fold(t, valley(), &elicit.Log{Party: "p", Answers: []elicit.Answer{
		{Question: "stance.water", Stances: stance}, {Question: "fallback", Way: elicit.WayLike}, {Question: "limits.toll", Least: "10", From: "50"}}})
	seen := map[string]string{}
	for _, a := range s.Asked {
		w := s.Words(a.Question)
		if w.Ask == "" || w.Ask == a.ID || seen[w.Ask] != "" {
			t.Errorf("%s is asked as %q, and so is %s", a.ID, w.Ask, seen[w.Ask])
		}
		seen[w.Ask] = a.ID
	}
}

// Logs that no program of ours wrote are refused with their line; what a later
// one wrote is kept as it stood; the end that an interrupted writer left out is
// passed over.
func TestReadLog(t *testing.T) {
	head := `{"parley_answers":1,"party":"p","later":true}` + "\n"
	for in, want := range map[string]string{
		"":                                 "nothing in it",
		"title: x\n":                       "line 1: these are no answers",
		`{"parley_answers":2,"party":"p"}`: "version 2",
		head + "{}\n":                      "line 2: the answer does not name its question",
		head + "no\n":                      "line 2: this is not an answer",
		head + "}\n" + `{"question":"first","issue":"toll"}`:                              "line 2: this is not an answer", // nor is it the last
		head + `{"question":"first","issue":3}` + "\n":                                    "line 2: issue is number",
		head + `{"question":"x","because":"` + strings.Repeat("x", elicit.MaxLine) + `"}`: "an answer has more than",
		strings.Repeat(" ", elicit.MaxLog+1):                                              "more than 4194304 bytes",
	} {
		if _, _, err := elicit.ReadLog(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: got %v, want %q", in, err, want)
		}
	}
	later := head + `{"question":"colour","hue":7}` + "\n" + `{"question":"first","issue":"toll","sure":"quite"}` + "\n"
	log, notices, err := elicit.ReadLog(strings.NewReader(later + `{"question":"fir`))
	if err != nil || len(notices) != 1 || notices[0].Line != 4 {
		t.Fatalf("%v %v", notices, err)
	}
	var out bytes.Buffer
	if err := elicit.WriteLog(&out, log); err != nil || out.String() != later {
		t.Fatalf("%v: written back as %q, want %q", err, out.String(), later)
	}
	if s := fold(t, valley(), log); s.Errors() != "" {
		t.Fatal(s.Errors())
	}
}

// Who states no position is told so, and a case with errors is not asked about.
func TestFoldRefuses(t *testing.T) {
	for party, want := range map[string]string{"m": "states no position", "x": "no party"} {
		if _, err := elicit.Fold(valley(), &elicit.Log{Party: party}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", party, err, want)
		}
	}
	c := valley()
	c.Issues[1].Range.Min = parley.Int(200)
	if _, err := elicit.Fold(c, &elicit.Log{Party: "p"}); err == nil {
		t.Error("a case with errors is asked about")
	}
}
