package scenario

import (
	"strconv"

	"parley"
)

// rectangles writes a nonlinear utility.
func (w *geniusWriter) rectangles(m *markup, p int, u *Rectangles) {
	profile := &w.s.Profiles[p]
	boxes, ok := flatBoxes(&u.Root, parley.Int(1).Div(u.Max), nil)
	switch most := w.s.Cap(p); {
	case most != nil && most.Cmp(one) == 0, ok && mostOf(boxes).Cmp(parley.Int(1)) <= 0:
	case most != nil:
		w.losses.add(profile.Name, "its utilities are cut off at %s, and GENIUS cuts them off at 1", parley.Exactly(most).Decimal(10))
	default:
		w.losses.add(profile.Name, "GENIUS cuts utilities above 1 off, and %s does not", w.s.Semantics)
	}
	for i := range w.s.Issues {
		w.issue(m, i, func() {})
	}
	number := func(n parley.Number) string { return w.write(profile.Name, n.Rat()) }
	var group func(g *Group)
	content := func(g *Group) {
		for _, b := range g.Boxes {
			w.box(m, &b, number)
		}
		for i := range g.Groups {
			group(&g.Groups[i])
		}
	}
	group = func(g *Group) {
		m.within("ufun", []string{"type", "PlainUfun", "weight", number(g.Weight), "aggregation", string(g.How)}, func() { content(g) })
	}
	m.within("utility", []string{"maxutility", number(u.Max)}, func() {
		if u.Root.How == Sum && u.Root.Weight.Equal(parley.Int(1)) && len(u.Root.Boxes) == 0 {
			content(&u.Root)
			return
		}
		group(&u.Root)
	})
}

// mostOf returns what all rectangles that pay anything pay together.
func mostOf(boxes []Rectangle) parley.Number {
	most := parley.Int(0)
	for _, b := range boxes {
		if b.Utility.Sign() > 0 {
			most = most.Add(b.Utility)
		}
	}
	return most
}

func (w *geniusWriter) box(m *markup, b *Rectangle, number func(parley.Number) string) {
	attrs := []string{"utility", number(b.Utility)}
	if !b.Weight.Equal(parley.Int(1)) {
		attrs = append(attrs, "weight", number(b.Weight))
	}
	if len(b.Bounds) == 0 {
		m.leaf("hyperRectangle", attrs...)
		return
	}
	name := "INCLUDES"
	if b.Excludes {
		name = "EXCLUDES"
	}
	m.within("hyperRectangle", attrs, func() {
		for _, x := range b.Bounds {
			m.leaf(name, "index", w.index(x.Issue), "min", number(x.Low), "max", number(x.High))
		}
	})
}

func (w *geniusWriter) index(issue int) string { return strconv.Itoa(w.s.Issues[issue].Index) }

// ranked writes a constraint utility.
func (w *geniusWriter) ranked(m *markup, u *Ranked) {
	for i := range w.s.Issues {
		w.issue(m, i, func() {
			for k, v := range w.texts[i] {
				m.leaf("item", "index", strconv.Itoa(k+1), "value", v)
			}
		})
	}
	m.within("rules", nil, func() {
		m.within("ranks", nil, func() {
			for _, r := range u.Ranks {
				m.within("issue", []string{"index", w.index(r.Issue)}, func() {
					for k, n := range r.Ranks {
						if n != nil {
							m.leaf("item", "index", strconv.Itoa(k+1), "rank", w.write("", n.Rat()), "value", w.texts[r.Issue][k])
						}
					}
				})
			}
		})
		m.within("constraints", nil, func() {
			for i := range u.Rules {
				w.rule(m, &u.Rules[i])
			}
		})
	})
}

// rule writes a constraint in the form of its type.
func (w *geniusWriter) rule(m *markup, r *ZeroRule) {
	attrs := []string{"type", r.Type}
	if r.Issue != Whole {
		attrs = append(attrs, "index", w.index(r.Issue))
	}
	for i := range r.Tests {
		t := &r.Tests[i]
		switch {
		case t.Sum != nil:
			attrs = append(attrs, "min", w.write("", t.Low.Rat()), "max", w.write("", t.High.Rat()))
		case r.Issue != Whole && t.Lacks != nil:
			attrs = append(attrs, "value", *t.Lacks)
		case r.Type == "sumZeroConstraint" && len(t.Contains) == 1:
			attrs = append(attrs, "value", t.Contains[0])
		}
	}
	m.within("constraint", attrs, func() {
		for i := range r.Tests {
			t := &r.Tests[i]
			switch {
			case t.Sum != nil:
				for _, n := range t.Sum {
					m.leaf("item", "index", w.index(n))
				}
			case t.Is != nil:
				m.leaf("valueassignment", "index", w.index(t.Issue), "value", *t.Is)
			case t.Sign != nil:
				condition := "numeric=positive"
				if *t.Sign == Negative || *t.Sign == NotPositive {
					condition = "numeric=negative"
				}
				m.leaf("checkassignment", "index", w.index(t.Issue), "condition", condition)
			case r.Issue == Whole && t.Lacks != nil:
				m.leaf("checkassignment", "index", w.index(t.Issue), "condition", *t.Lacks)
			case r.Issue == Whole:
				m.leaf("checkassignment", "index", w.index(t.Issue), "condition", t.Contains[0])
			case r.Type == "sumZeroConstraintList":
				for _, c := range t.Contains {
					m.leaf("condition", "value", c)
				}
			}
		}
	})
}
