package parley_test

import (
	"fmt"
	"reflect"
	"testing"

	"parley"
)

// A secret is one item of north's position, put in with a grade.
var secrets = map[string]func(p *parley.Position, g parley.Grade){
	"interest": func(p *parley.Position, g parley.Grade) {
		p.Interests = append(p.Interests, parley.Interest{Text: "canary", Grade: g})
	},
	"red line":   func(p *parley.Position, g parley.Grade) { p.Never = append(p.Never, canary(parley.RedLine, g)) },
	"insistence": func(p *parley.Position, g parley.Grade) { p.Insists = append(p.Insists, canary(parley.Insistence, g)) },
	"condition": func(p *parley.Position, g parley.Grade) {
		d := canary(parley.Condition, g)
		d.If = parley.Patterns{{atMost("toll", 20)}}
		p.OnlyIf = append(p.OnlyIf, d)
	},
	"linkage": func(p *parley.Position, g parley.Grade) {
		p.Linkages = append(p.Linkages, parley.Linkage{When: parley.Patterns{{on("water", "half")}}, Note: parley.Note{Grade: g}})
	},
	"missed linkage": func(p *parley.Position, g parley.Grade) {
		p.Linkages = append(p.Linkages, parley.Linkage{Unless: parley.Patterns{{on("water", "half")}}, Note: parley.Note{Grade: g}})
	},
	"linkage of parts": func(p *parley.Position, g parley.Grade) {
		p.Linkages = append(p.Linkages, parley.Linkage{Combine: parley.CombineMax, Parts: []parley.Linkage{{When: parley.Patterns{{on("water", "half")}}}}, Note: parley.Note{Grade: g}})
	},
	"cap": func(p *parley.Position, g parley.Grade) {
		p.Cap = &parley.Cap{At: parley.Int(50), Note: parley.Note{Because: "canary", Grade: g}}
	},
	"discount": func(p *parley.Position, g parley.Grade) {
		p.Discount = &parley.Discount{Factor: parley.Fraction(1, 2), Note: parley.Note{Because: "canary", Grade: g}}
	},
	"fallback": func(p *parley.Position, g parley.Grade) {
		f := *p.Fallback
		f.Because, f.Grade = "canary", g
		p.Fallback = &f
	},
	"unit": func(p *parley.Position, g parley.Grade) {
		if !p.GradeOf(g).Reaches(parley.GradeJoint) { // it has no grade of its own
			p.Unit = "canary"
		}
	},
	"importance": func(p *parley.Position, g parley.Grade) {
		p.Importance = append([]parley.Importance{}, p.Importance...)
		p.Importance[0].Because, p.Importance[0].Grade = "canary", g
	},
	"bracket": func(p *parley.Position, g parley.Grade) {
		p.Brackets = append(p.Brackets, parley.BracketReason{Bracket: "b1", Reason: parley.ReasonTrading, Note: parley.Note{Because: "canary", Grade: g}})
	},
	"value": func(p *parley.Position, g parley.Grade) {
		p.Values = append([]parley.Value{}, p.Values...)
		p.Values[1].Because, p.Values[1].Grade = "canary", g
	},
}

func canary(kind parley.Kind, g parley.Grade) parley.Demand {
	return parley.Demand{Kind: kind, Pattern: parley.Patterns{{on("water", "half")}}, Note: parley.Note{Because: "canary", Grade: g, Sources: []string{"s1"}}}
}

// Fails if a view of somebody else, or the common one, depends on an item
// below joint: the same case without the item must look the same.
func TestViewsDoNotDependOnSecrets(t *testing.T) {
	for name, put := range secrets {
		for _, g := range []parley.Grade{parley.GradeParty, parley.GradeEngine, parley.GradeMediator, "", parley.GradeHint} {
			without, with := village(), village()
			put(with.Position("north"), g)
			if name == "fallback" || name == "importance" || name == "value" {
				put(without.Position("north"), g) // the twin differs in what the item says
				without.Position("north").Fallback.Because = "other"
				without.Position("north").Importance[0].Because = "other"
				without.Position("north").Values[1].Because = "other"
			}
			for reader, view := range map[string]func(*parley.Case) *parley.Case{
				"south":  func(c *parley.Case) *parley.Case { return c.View("south") },
				"nobody": func(c *parley.Case) *parley.Case { return c.View("nobody") },
				"all":    (*parley.Case).Common,
			} {
				if !reflect.DeepEqual(view(with), view(without)) {
					t.Errorf("what %s sees depends on an %s of grade %q", reader, name, g)
				}
			}
			if !reflect.DeepEqual(with.View("north"), viewOf(with, "north")) {
				t.Errorf("north does not see its own %s of grade %q", name, g)
			}
		}
	}
}

// viewOf is the party's own position as it stands and nobody else's: village
// has no other.
func viewOf(c *parley.Case, party string) *parley.Case {
	v := c.Common()
	v.Positions = []parley.Position{*c.Position(party)}
	v.Sources = nil
	for _, d := range c.Position(party).Demands() {
		if len(d.Sources) > 0 {
			v.Sources = c.Sources
		}
	}
	return v
}

// Fails if an item that is joint or public is withheld, or one of the party
// alone is in the mediator's case, or another is not.
func TestViewsShowWhatTheyMay(t *testing.T) {
	holds := func(c *parley.Case) bool {
		p := c.Position("north")
		return p != nil && len(p.Never) > 0 && p.Never[len(p.Never)-1].Because == "canary"
	}
	for _, g := range parley.Grades() {
		c := village()
		secrets["red line"](c.Position("north"), g)
		joint := g == parley.GradeJoint || g == parley.GradePublic
		if got := holds(c.View("south")); got != joint {
			t.Errorf("south sees a red line of grade %s: %v, want %v", g, got, joint)
		}
		if got := holds(c.Common()); got != joint {
			t.Errorf("all see a red line of grade %s: %v, want %v", g, got, joint)
		}
		if got, want := holds(c.Mediator()), g != parley.GradeParty; got != want {
			t.Errorf("the mediator's case has a red line of grade %s: %v, want %v", g, got, want)
		}
	}
}

// Fails if a part of a scale reaches a reader: values without the importance
// that they were stated with would be taken for points.
func TestScalesAreShownWholeOrNotAtAll(t *testing.T) {
	c := village()
	c.Position("north").Values[1].Grade = parley.GradeJoint
	c.Position("north").Importance[1].Grade = parley.GradeJoint
	if p := c.View("south").Position("north"); p != nil && len(p.Values) > 0 {
		t.Error("a joint value is shown apart from its scale")
	}
	c = village()
	c.Position("north").Grade = parley.GradeJoint
	if p := c.View("south").Position("north"); p == nil || len(p.Values) != 3 || len(p.Linkages) != 1 {
		t.Error("the scale of a joint position is not shown")
	}
	c.Position("north").Importance[0].Grade = parley.GradeMediator
	if !parley.HasErrors(c.Check()) {
		t.Error("a joint position may keep back a part of its scale, and would be misread")
	}
	c = village()
	c.Position("north").Values[0].Grade = parley.GradeParty
	if !parley.HasErrors(c.Check()) {
		t.Error("a part of a scale may be for the party alone, and the mediator would misread the rest")
	}
}

// Fails if a view has errors that the case does not have: its reader would get
// no report, and learn that there is something to withhold.
func TestViewsOfSoundCasesAreSound(t *testing.T) {
	for name, put := range secrets {
		for _, position := range parley.Grades() {
			for _, item := range parley.Grades() {
				c := village()
				c.Sources[0].Grade = item
				c.Position("north").Grade = position
				put(c.Position("north"), item)
				if parley.HasErrors(c.Check()) {
					continue
				}
				for reader, v := range map[string]*parley.Case{"south": c.View("south"), "all": c.Common(), "the mediator": c.Mediator()} {
					for _, p := range v.Check() {
						if p.Severity == parley.Error {
							t.Errorf("%s of grade %s in a position of grade %s: what %s sees has the error %s", name, item, position, reader, p)
						}
					}
				}
			}
		}
	}
}

// Fails if a red line that is not shown leaves a value behind that makes sense
// with it alone.
func TestHiddenRefusalLeavesNoTrace(t *testing.T) {
	c := village()
	p := c.Position("north")
	p.Grade = parley.GradeJoint
	p.Never[0].Grade = parley.GradeMediator
	v := c.View("south")
	if parley.HasErrors(v.Check()) {
		t.Errorf("the view has errors: %v", v.Check())
	}
	if _, ok := v.Position("north").ValueOf("water"); ok {
		t.Error("a value is shown that says nothing of the option that the hidden red line refuses")
	}
}

// Fails if a source that only a withheld item cites is shown, or one is cited
// that is not.
func TestSourcesGoWithTheirItems(t *testing.T) {
	c := village()
	c.Sources = append(c.Sources, parley.Source{ID: "log"}, parley.Source{ID: "inner", Grade: parley.GradeMediator})
	p := c.Position("north")
	p.Never[0].Sources, p.Never[0].Grade = []string{"s1"}, parley.GradeParty
	p.Insists[0].Sources, p.Insists[0].Grade = []string{"inner"}, parley.GradeJoint
	mediators := c.Mediator()
	if _, ok := mediators.Source("s1"); ok {
		t.Error("the mediator reads a source that only an item for the party alone cites")
	}
	if _, ok := mediators.Source("log"); !ok {
		t.Error("the mediator does not read a source that nothing cites")
	}
	if v := c.View("south"); len(v.Position("north").Insists[0].Sources) > 0 {
		t.Error("a view cites a source that it does not hold")
	}
}

// Fails if a joint point brings along what its document keeps back.
func TestPointOfAWithheldDocument(t *testing.T) {
	c := village()
	d := &c.Documents[0]
	d.Title, d.About, d.Grade, d.Status = "SECRET", "SECRET", parley.GradeMediator, parley.StatusOpen
	d.Points[1].Grade = parley.GradeJoint
	got := c.Common().Documents
	if len(got) != 1 || got[0].Title != "" || got[0].About != "" || len(got[0].Points) != 1 || got[0].Points[0].Status != parley.StatusOpen {
		t.Errorf("what all see of the document is %+v", got)
	}
}

// Fails if a view changes the case that it is of.
func TestViewsLeaveTheCaseAlone(t *testing.T) {
	c, untouched := village(), village()
	c.View("south")
	c.Common()
	c.Mediator()
	if !reflect.DeepEqual(c, untouched) {
		t.Error("a view changed the case")
	}
}

func ExampleCase_View() {
	c := village()
	c.Position("north").Never[0].Grade = parley.GradePublic
	own, others := c.View("north"), c.View("south")
	fmt.Println(len(own.Position("north").Demands()), len(others.Position("north").Demands()))
	// Output: 3 1
}
