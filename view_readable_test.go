package parley_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"parley"
)

// Fails if what the mediator reads depends on what an item says that only the
// engine or the party's own side may use, or if it makes no sense without it.
func TestReadableDependsOnNothingUndisclosed(t *testing.T) {
	for name, put := range secrets {
		for _, g := range []parley.Grade{parley.GradeParty, parley.GradeEngine} {
			c := village()
			put(c.Position("north"), g)
			r := c.Readable()
			if name != "unit" && name != "bracket" && strings.Contains(fmt.Sprintf("%+v", r.Positions), "canary") {
				t.Errorf("the mediator reads a %s of grade %s", name, g)
			}
			if parley.HasErrors(r.Check()) && !parley.HasErrors(c.Check()) {
				t.Errorf("without a %s of grade %s what the mediator reads has errors: %v", name, g, r.Check())
			}
			if g == parley.GradeParty {
				continue // that mediators do not even know of it, other tests hold
			}
			switch name {
			case "red line", "insistence", "condition":
				without := village().Readable()
				r.Sources, without.Sources = nil, nil // one that it alone cites goes with it: that there is something is known
				if !reflect.DeepEqual(r, without) {
					t.Errorf("a %s of grade %s leaves a trace in what the mediator reads", name, g)
				}
			case "value", "importance", "fallback", "linkage", "cap", "discount":
				twin := village()
				put(twin.Position("north"), g)
				p := twin.Position("north")
				p.Values = append([]parley.Value{}, p.Values...)
				p.Values[1].Curve, p.Values[1].Options, p.Values[1].Order = nil, nil, nil
				if p.Cap != nil {
					p.Cap.At = parley.Int(7)
				}
				if !reflect.DeepEqual(r, twin.Readable()) {
					t.Errorf("what the mediator reads depends on numbers beside a %s of grade %s", name, g)
				}
			}
		}
	}
}
