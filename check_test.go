package parley_test

import (
	"fmt"
	"strings"
	"testing"

	"parley"
)

// village returns a sound case that each test spoils in one way.
func village() *parley.Case {
	ten := parley.Int(10)
	none := parley.Choice{Option: "none"}
	num := func(n int64) parley.Interval { return parley.Just(parley.Int(n)) }
	return &parley.Case{
		Title:   "Two villages",
		Parties: []parley.Party{{ID: "north"}, {ID: "south"}, {ID: "fund", Roles: []parley.Role{parley.RoleGuarantor}}},
		Issues: []parley.Issue{
			{ID: "water", Options: []parley.Option{{ID: "half"}, {ID: "season"}, {ID: "meter"}}},
			{ID: "toll", Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(100), Step: &ten}},
			{ID: "repair", Options: []parley.Option{{ID: "none"}, {ID: "all"}}, By: "fund", Nothing: &none},
		},
		Norms: []parley.Norm{{Pattern: parley.Patterns{{on("water", "season"), atLeast("toll", 90)}}}},
		Documents: []parley.Document{{ID: "pact", Points: []parley.Point{
			{ID: "1", Standing: parley.Standing{Status: parley.StatusAgreed, Among: []string{"north", "south"}}},
			{ID: "2", Issue: "water", Alternatives: []parley.Alternative{{Option: "half"}, {Option: "season"}, {Option: "meter"}}},
		}}},
		Positions: []parley.Position{{
			Party:      "north",
			Importance: []parley.Importance{{Issue: "water", Weight: num(60)}, {Issue: "toll", Weight: num(40)}, {Issue: "repair", Weight: num(1)}},
			Values: []parley.Value{
				{Issue: "water", Options: []parley.OptionValue{{Option: "half", Worth: num(100)}, {Option: "meter", Worth: num(70)}}},
				{Issue: "toll", Curve: []parley.CurvePoint{{At: parley.Int(0), Worth: num(100)}, {At: parley.Int(100), Worth: num(0)}}},
				{Issue: "repair", Order: []string{"all", "none"}},
			},
			Never:    []parley.Demand{{Kind: parley.RedLine, Pattern: parley.Patterns{{on("water", "season")}}}},
			Insists:  []parley.Demand{{Kind: parley.Insistence, Pattern: parley.Patterns{{atMost("toll", 80)}}}},
			OnlyIf:   []parley.Demand{{Kind: parley.Condition, Pattern: parley.Patterns{{atLeast("toll", 50)}}, If: parley.Patterns{{on("water", "half")}}}},
			Linkages: []parley.Linkage{{When: parley.Patterns{{on("water", "meter"), atMost("toll", 20)}}, Worth: num(10)}},
			Fallback: &parley.Fallback{Like: parley.Package{"water": {Option: "meter"}, "toll": {Number: parley.Int(50)}, "repair": {Option: "none"}}},
		}},
		Sources: []parley.Source{{ID: "s1"}},
	}
}

func on(issue string, options ...string) parley.Term {
	return parley.Term{Issue: issue, Options: options}
}

func atLeast(issue string, n int64) parley.Term {
	x := parley.Int(n)
	return parley.Term{Issue: issue, Min: &x}
}

func atMost(issue string, n int64) parley.Term {
	x := parley.Int(n)
	return parley.Term{Issue: issue, Max: &x}
}

func TestCheckFindsNothing(t *testing.T) {
	for _, p := range village().Check() {
		t.Errorf("a sound case has a problem: %s", p)
	}
}

// Each slip must be found, at its place, with the word that was meant, and
// nothing else with it.
func TestCheck(t *testing.T) {
	num := func(n int64) parley.Interval { return parley.Just(parley.Int(n)) }
	north := func(c *parley.Case) *parley.Position { return &c.Positions[0] }
	for _, test := range []struct {
		name  string
		spoil func(c *parley.Case)
		want  string // place: severity: a part of what is said
	}{
		{"no party", func(c *parley.Case) {
			for i := range c.Parties {
				c.Parties[i].Roles = []parley.Role{parley.RoleObserver}
			}
		}, "parties: error: no party's consent counts"},
		{"neither issues nor text", func(c *parley.Case) {
			*c = parley.Case{Parties: []parley.Party{{ID: "north"}, {ID: "south"}}, Documents: []parley.Document{{ID: "pact"}}}
		}, "issues: error: there is no issue to settle"},
		{"text alone", func(c *parley.Case) {
			*c = parley.Case{Parties: []parley.Party{{ID: "north"}, {ID: "south"}}, Documents: []parley.Document{{ID: "pact", Points: []parley.Point{{ID: "1", Text: "One."}}}}}
		}, "issues: warning: there is no issue to settle: its text can be negotiated"},
		{"duplicated party", func(c *parley.Case) { c.Parties = append(c.Parties, parley.Party{ID: "south"}) }, "parties.south: error: the party south stands twice"},
		{"bad id", func(c *parley.Case) { c.Parties[1].ID = "so uth" }, `parties.so uth: error: "so uth" cannot be the id of a party`},
		{"role", func(c *parley.Case) { c.Parties[1].Roles = []parley.Role{"guaranter"} }, "parties.south.roles[0]: error: there is no role \"guaranter\" (did you mean guarantor?)"},
		{"step", func(c *parley.Case) {
			seven := parley.Int(7)
			c.Issues[1].Range.Step = &seven
			c.Positions = nil
			c.Norms = nil
		}, "issues.toll.step: error: the step 7 does not divide the range from 0 to 100 (end the range at 98 or 105"},
		{"no step at all", func(c *parley.Case) {
			none := parley.Int(0)
			c.Issues[1].Range.Step = &none
			c.Positions = nil
			c.Norms = nil
		}, "issues.toll.step: error: the step 0 is not positive"},
		{"range", func(c *parley.Case) {
			c.Issues[1].Range.Min, c.Issues[1].Range.Max = parley.Int(9), parley.Int(5)
			c.Positions, c.Norms = nil, nil
		}, "issues.toll.range: error: the range runs from 9 down to 5"},
		{"owner", func(c *parley.Case) { c.Issues[2].By = "funds" }, "issues.repair.by: error: there is no party \"funds\" (did you mean fund?)"},
		{"nothing", func(c *parley.Case) { c.Issues[2].Nothing.Option = "non" }, "issues.repair.nothing: error: there is no option of repair \"non\" (did you mean none?)"},
		{"option in pattern", func(c *parley.Case) { c.Norms[0].Pattern[0][0].Options[0] = "seson" }, "norms[0].pattern.water: error: there is no option of water \"seson\" (did you mean season?)"},
		{"issue in pattern", func(c *parley.Case) { c.Norms[0].Pattern[0][0].Issue = "watre" }, "norms[0].pattern.watre: error: there is no issue \"watre\" (did you mean water?)"},
		{"pattern of all", func(c *parley.Case) { c.Norms[0].Pattern = parley.Patterns{{atLeast("toll", 0)}} }, "norms[0].pattern: error: the pattern matches every package"},
		{"patterns of all", func(c *parley.Case) {
			c.Norms[0].Pattern = parley.Patterns{{atLeast("toll", 50)}, {atMost("toll", 40)}}
		}, "norms[0].pattern: error: together, the patterns match every package"},
		{"pattern of nothing", func(c *parley.Case) { c.Norms[0].Pattern = parley.Patterns{{atLeast("toll", 101)}} }, "norms[0].pattern.toll: error: no number of toll is meant"},
		{"between steps", func(c *parley.Case) {
			a, b := parley.Int(51), parley.Int(59)
			c.Norms[0].Pattern = parley.Patterns{{{Issue: "toll", Min: &a, Max: &b}}}
		}, "norms[0].pattern.toll: error: no number of toll is meant"},
		{"off the grid", func(c *parley.Case) {
			c.Norms[0].Pattern = parley.Patterns{{{Issue: "toll", Numbers: []parley.Number{parley.Int(55)}}}}
		}, "norms[0].pattern.toll: error: 55 is not on a step of toll"},
		{"number for options", func(c *parley.Case) { c.Norms[0].Pattern = parley.Patterns{{atLeast("water", 1)}} }, "norms[0].pattern.water: error: issue water has named options, not numbers"},
		{"alternative", func(c *parley.Case) { c.Documents[0].Points[1].Alternatives[0].Option = "haf" }, "documents.pact.points[1].text.haf: error: there is no option of water \"haf\""},
		{"among", func(c *parley.Case) { c.Documents[0].Points[0].Among[0] = "nrth" }, "documents.pact.points[0].among[0]: error: there is no party \"nrth\" (did you mean north?)"},
		{"point twice", func(c *parley.Case) { c.Documents[0].Points[1].ID = "1" }, "documents.pact.points[1].id: error: the point 1 stands twice in pact"},
		{"position of nobody", func(c *parley.Case) { north(c).Party = "noth" }, "positions.noth: error: there is no party \"noth\""},
		{"importance of nothing", func(c *parley.Case) { north(c).Importance[0].Issue = "wter" }, "positions.north.importance.wter: error: there is no issue \"wter\" (did you mean water?)"},
		{"words and numbers", func(c *parley.Case) { north(c).Importance[0] = parley.Importance{Issue: "water", Word: parley.Vital} }, "positions.north.importance: error: importance mixes words and numbers"},
		{"word", func(c *parley.Case) {
			north(c).Importance = []parley.Importance{{Issue: "water", Word: "vtal"}, {Issue: "toll", Word: parley.Minor}, {Issue: "repair", Word: parley.Minor}}
		}, "positions.north.importance.water: error: there is no word of importance \"vtal\" (did you mean vital?)"},
		{"negative importance", func(c *parley.Case) { north(c).Importance[0].Weight = num(-1) }, "positions.north.importance.water: error: importance cannot be negative"},
		{"missing value", func(c *parley.Case) { north(c).Values[0].Options = north(c).Values[0].Options[:1] }, "positions.north.value.water: error: north does not say what option meter of water is worth"},
		{"curve back", func(c *parley.Case) { north(c).Values[1].Curve[1].At = parley.Int(0) }, "positions.north.value.toll.0: error: the curve is not a function"},
		{"curve short", func(c *parley.Case) { north(c).Values[1].Curve[1].At = parley.Int(90) }, "positions.north.value.toll: error: the curve says nothing of toll outside 0 to 90"},
		{"anchors", func(c *parley.Case) {
			north(c).Anchors = []parley.Anchor{{Issue: "water", Worst: parley.Int(1), Best: parley.Int(1)}}
		}, "positions.north.anchors.water: error: both anchors of water are 1"},
		{"interval", func(c *parley.Case) {
			north(c).Linkages[0].Worth = parley.Interval{Low: parley.Int(2), High: parley.Int(1)}
		}, "positions.north.linkage[0].worth: error: the interval runs from 2 down to 1"},
		{"fallback unlike", func(c *parley.Case) { delete(north(c).Fallback.Like, "toll") }, "positions.north.fallback.like: error: the fallback does not say what it is like on toll"},
		{"fallback wrong", func(c *parley.Case) { north(c).Fallback.Like["toll"] = parley.Choice{Number: parley.Int(500)} }, "positions.north.fallback.like.toll: error: 500 is outside the range of toll, from 0 to 100"},
		{"fallback twice", func(c *parley.Case) { v := num(1); north(c).Fallback.Value = &v }, "positions.north.fallback: error: the fallback is said both"},
		{"source", func(c *parley.Case) { north(c).Never[0].Sources = []string{"s2"} }, "positions.north.never[0].source: error: there is no source \"s2\" (did you mean s1?)"},
		{"kind", func(c *parley.Case) { north(c).Insists[0].Kind = parley.RedLine }, "positions.north.insists[0]: error: a demand in this list is of kind"},
		{"grade", func(c *parley.Case) { north(c).Never[0].Grade = "secret" }, "positions.north.never[0].grade: error: there is no grade \"secret\""},
		{"unit of two lines", func(c *parley.Case) { north(c).Unit = "EUR\nmillion" }, "positions.north.unit: error: the unit is not a line of text"},
		{"unit too long", func(c *parley.Case) { north(c).Unit = strings.Repeat("é", 41) }, "positions.north.unit: error: the unit has 41 characters"},
		{"unit of words", func(c *parley.Case) {
			north(c).Unit = "EUR"
			north(c).Importance = []parley.Importance{{Issue: "water", Word: parley.Vital}, {Issue: "toll", Word: parley.Minor}, {Issue: "repair", Word: parley.Minor}}
		}, "positions.north.unit: error: importance in words has no unit"},
		{"unit of an order", func(c *parley.Case) { north(c).Unit, north(c).Importance = "EUR", nil }, "positions.north.unit: error: an order of options has no unit"},
		{"unit of nothing", func(c *parley.Case) {
			c.Positions = append(c.Positions, parley.Position{Party: "fund", Unit: "EUR"})
		}, "positions.fund.unit: warning: fund states a unit and no values"},
		{"unit of who gives nothing", func(c *parley.Case) { north(c).Unit = strings.Repeat("é", 40) }, "positions.north.unit: warning: north alone decides no issue, so its unit is only shown"},
		{"share", func(c *parley.Case) { c.Share = []string{"zones"} }, "share[0]: error: there is no answer \"zones\" (did you mean zone?)"},

		{"contradiction", func(c *parley.Case) {
			north(c).Insists = append(north(c).Insists, parley.Demand{Kind: parley.Insistence, Pattern: parley.Patterns{{atLeast("toll", 90)}}})
		}, "positions.north: warning: the demands of north contradict each other"},
		{"idle condition", func(c *parley.Case) { north(c).OnlyIf[0].If = parley.Patterns{{atLeast("toll", 40)}} }, "positions.north.only_if[0]: warning: the condition never bites"},
		{"condition that a red line forestalls", func(c *parley.Case) {
			north(c).OnlyIf[0].Pattern = parley.Patterns{{on("water", "season")}}
		}, "positions.north.only_if[0]: warning: the condition never bites: the red lines and insistences of north"},
		{"norms that bar all", func(c *parley.Case) {
			c.Norms = []parley.Norm{{Pattern: parley.Patterns{{atLeast("toll", 50)}}}, {Pattern: parley.Patterns{{atMost("toll", 40)}}}}
		}, "norms: warning: every package breaks a norm"},
		{"range of one", func(c *parley.Case) {
			c.Issues[1].Range.Min = parley.Int(100)
			c.Positions, c.Norms = nil, nil
		}, "issues.toll.range: warning: the range holds one number only"},
		{"anchors upside down", func(c *parley.Case) {
			north(c).Anchors = []parley.Anchor{{Issue: "water", Worst: parley.Int(100), Best: parley.Int(0)}}
		}, "positions.north.anchors.water: warning: the anchors of water put the worst above the best"},
		{"what is said of an unsound issue is not judged", func(c *parley.Case) {
			c.Issues[1].Range.Min, c.Issues[1].Range.Max = parley.Int(100), parley.Int(0)
		}, "issues.toll.range: error: the range runs from 100 down to 0"},
		{"linkage of 0", func(c *parley.Case) { north(c).Linkages[0].Worth = num(0) }, "positions.north.linkage[0].worth: warning: the linkage is worth 0"},
		{"linkage both ways", func(c *parley.Case) { north(c).Linkages[0].Unless = north(c).Linkages[0].When }, "positions.north.linkage[0]: error: the linkage says both when it applies and unless what"},
		{"linkage of nothing", func(c *parley.Case) { north(c).Linkages[0].When = nil }, "positions.north.linkage[0].when: error: the pattern is empty"},
		{"linkage unless anything", func(c *parley.Case) {
			north(c).Linkages[0].When, north(c).Linkages[0].Unless = nil, parley.Patterns{{atLeast("toll", 0)}}
		}, "positions.north.linkage[0].unless: error: the pattern matches every package"},
		{"combination", func(c *parley.Case) { north(c).Linkages[0] = parts("mix", north(c).Linkages[0]) }, "positions.north.linkage[0].combine: error: there is no combination \"mix\" (did you mean min?)"},
		{"combination of nothing", func(c *parley.Case) { north(c).Linkages[0] = parts("max") }, "positions.north.linkage[0].of: error: the linkage has no parts"},
		{"combination of one", func(c *parley.Case) { north(c).Linkages[0] = parts("max", north(c).Linkages[0]) }, "positions.north.linkage[0].of: warning: the greatest of one part is that part"},
		{"combination of intervals", func(c *parley.Case) {
			l := north(c).Linkages[0]
			l.Worth = parley.Interval{Low: parley.Int(2), High: parley.Int(4)}
			north(c).Linkages[0] = parts("max", l, north(c).Linkages[0])
		}, "positions.north.linkage[0].of[0].worth: error: what a part is worth is an interval, which the greatest of several does not follow"},
		{"combination with a worth", func(c *parley.Case) {
			l := north(c).Linkages[0]
			north(c).Linkages[0] = parts("min", l, l)
			north(c).Linkages[0].Worth = num(3)
		}, "positions.north.linkage[0]: error: a linkage of several parts has no pattern and no worth of its own"},
		{"part with a grade", func(c *parley.Case) {
			l := north(c).Linkages[0]
			secret := l
			secret.Grade = parley.GradeEngine
			north(c).Linkages[0] = parts("min", l, secret)
		}, "positions.north.linkage[0].of[1]: error: a part of a linkage has reasons or a grade of its own"},
		{"part of nothing", func(c *parley.Case) {
			l := north(c).Linkages[0]
			north(c).Linkages[0] = parts("min", l, parts("sum", l, parley.Linkage{Unless: parley.Patterns{{on("watr", "half")}}, Worth: num(1)}))
		}, "positions.north.linkage[0].of[1].of[1].unless.watr: error: there is no issue"},
		{"cap of nothing", func(c *parley.Case) {
			c.Positions = append(c.Positions, parley.Position{Party: "fund", Cap: &parley.Cap{At: parley.Int(1)}})
		}, "positions.fund.cap: warning: fund states a cap and no values"},
		{"fallback above the cap", func(c *parley.Case) {
			v := num(51)
			north(c).Cap, north(c).Fallback = &parley.Cap{At: parley.Int(50)}, &parley.Fallback{Value: &v}
		}, "positions.north.fallback.value: warning: no agreement is worth 51 to north and no package more than its cap of 50"},
		{"discount above 1", func(c *parley.Case) { north(c).Discount = &parley.Discount{Factor: parley.Fraction(3, 2)} }, "positions.north.discount: error: the discount is 1.5; it is above 0 and at most 1"},
		{"discount of 0", func(c *parley.Case) { north(c).Discount = &parley.Discount{} }, "positions.north.discount: error: the discount is 0"},
		{"discount of nothing", func(c *parley.Case) { north(c).Discount = &parley.Discount{Factor: parley.Int(1)} }, "positions.north.discount: warning: all of a utility is left"},
		{"lasting likeness", func(c *parley.Case) {
			north(c).Discount = &parley.Discount{Factor: parley.Fraction(1, 2)}
			north(c).Fallback.Lasting = true
		}, "positions.north.fallback.lasting: error: a fallback that is like a package loses with time"},
		{"lasting without time", func(c *parley.Case) {
			v := num(1)
			north(c).Fallback = &parley.Fallback{Value: &v, Lasting: true}
		}, "positions.north.fallback.lasting: warning: time costs north nothing"},
		{"time", func(c *parley.Case) { c.Time = parley.Int(2) }, "time: error: the time is 2"},
		{"nobody values", func(c *parley.Case) {
			p := north(c)
			p.Values, p.Importance = p.Values[:2], p.Importance[:2]
		}, "issues.repair: warning: nobody says what the choices of repair are worth"},
		{"flat", func(c *parley.Case) { north(c).Values[0].Options[0].Worth = num(70) }, "positions.north.value.water: warning: north values every choice of water the same"},
		{"importance without values", func(c *parley.Case) { north(c).Values = north(c).Values[1:] }, "positions.north.importance.water: warning: north says how important water is and not what its choices are worth"},
		{"values without importance", func(c *parley.Case) { north(c).Importance = north(c).Importance[1:] }, "positions.north.value.water: warning: water has values and no importance"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := village()
			test.spoil(c)
			var lines []string
			found := false
			for _, p := range c.Check() {
				lines = append(lines, p.String())
				found = found || strings.HasPrefix(p.String(), test.want)
			}
			if !found {
				t.Errorf("got\n  %s\nwant one that begins\n  %s", strings.Join(lines, "\n  "), test.want)
			}
			if len(lines) > 2 {
				t.Errorf("one slip gave %d problems:\n  %s", len(lines), strings.Join(lines, "\n  "))
			}
		})
	}
}

func ExampleCase_Check() {
	c := &parley.Case{
		Parties: []parley.Party{{ID: "north"}, {ID: "south"}},
		Issues:  []parley.Issue{{ID: "water", Options: []parley.Option{{ID: "half"}, {ID: "meter"}}}},
		Norms:   []parley.Norm{{Pattern: parley.Patterns{{{Issue: "water", Options: []string{"haf"}}}}}},
	}
	for _, p := range c.Check() {
		fmt.Println(p)
	}
	// Output:
	// norms[0].pattern.water: error: there is no option of water "haf" (did you mean half?)
}

func TestDescribe(t *testing.T) {
	c := village()
	c.Issues[0].Name, c.Issues[0].Options[0].Text = "Share of the spring", "Half each."
	c.Issues[1].Range.Unit = "k€"
	low, high := parley.Int(20), parley.Int(40)
	for _, test := range []struct {
		ps   parley.Patterns
		want string
	}{
		{parley.Patterns{{on("water", "half")}}, "Share of the spring is “Half each”"},
		{parley.Patterns{{on("water", "half", "meter"), atLeast("toll", 50)}}, "Share of the spring is “Half each” or “meter” and toll is at least 50 k€"},
		{parley.Patterns{{{Issue: "toll", Min: &low, Max: &high}}, {on("water", "season")}}, "toll is between 20 and 40 k€, or Share of the spring is “season”"},
	} {
		if got := c.Describe(test.ps); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func parts(how parley.Combination, of ...parley.Linkage) parley.Linkage {
	return parley.Linkage{Combine: how, Parts: of}
}
