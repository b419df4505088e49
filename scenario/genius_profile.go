package scenario

import (
	"strings"

	"parley"
)

// geniusProfile reads a utility_space.
func geniusProfile(s *Scenario, d *document) (*Profile, error) {
	g := &geniusReader{document: d}
	g.collect(d.xml)
	p := &Profile{Name: d.base(), File: d.text.name}
	mine, err := g.match(s)
	if err != nil {
		return nil, err
	}
	if p.Reservation, err = g.setting("reservation", "counts as 0"); err != nil {
		return nil, err
	}
	if p.Discount, err = g.setting("discount_factor", "counts as 1"); err != nil {
		return nil, err
	}
	if kind := strings.ToLower(d.xml.get("type")); strings.HasPrefix(kind, "uncertain") {
		g.warn(d.xml.at, "", "the profile is one of uncertain preferences; its true utilities are read, and what is hidden of them is left out")
	}
	for _, where := range append([]*element{d.xml}, g.tops...) {
		if u := where.first("utility"); u != nil {
			p.Utility, err = g.rectangles(s, u)
			return p, err
		}
		if r := where.first("rules"); r != nil {
			p.Utility, err = g.ranked(s, r)
			return p, err
		}
	}
	p.Utility, err = g.additive(s, mine)
	return p, err
}

// setting reads reservation or discount_factor. GENIUS takes one that it
// cannot read for one that is not there.
func (g *geniusReader) setting(name, otherwise string) (*parley.Number, error) {
	e := g.xml.first(name)
	for _, t := range g.tops {
		if inner := t.first(name); e == nil && inner != nil {
			g.warn(inner.at, "", "<%s> stands inside the objective, where GENIUS does not look for it; it is left out", name)
			return nil, nil
		}
	}
	if e == nil {
		return nil, nil
	}
	a, ok := e.attr("value")
	if !ok {
		g.warn(e.at, "", "<%s> has no attribute value, so GENIUS does not read it; it %s", name, otherwise)
		return nil, nil
	}
	n, err := parseNumber(a.value)
	if err != nil {
		g.warn(a.at, "", "<%s>: %v; it %s", name, err, otherwise)
		return nil, nil
	}
	if name == "discount_factor" && (n.Sign() <= 0 || n.Cmp(parley.Int(1)) > 0) {
		g.warn(a.at, "", "the discount factor %s is not above 0 and at most 1; it counts as 1", n)
	}
	return &n, nil
}

// match finds the profile's element for each issue of the domain, or nil.
func (g *geniusReader) match(s *Scenario) ([]*element, error) {
	mine := make([]*element, len(s.Issues))
	place := map[int]int{}
	for n, i := range s.Issues {
		place[i.Index] = n
	}
	found := 0
	for order, e := range g.elements {
		index, ok := g.whole(e, "index")
		n, known := place[index]
		if !ok {
			n, known = order, order < len(mine)
			g.warn(e.at, "", "the issue has no index; it is matched by its place")
		}
		if !known {
			g.warn(e.at, "", "the domain has no issue with the index %d; it is left out", index)
			continue
		}
		if mine[n] != nil {
			g.warn(e.at, "", "the index %d is given to two issues; the last one counts", index)
		} else {
			found++
		}
		mine[n] = e
		if name := e.get("name"); name != s.Issues[n].Name {
			g.warn(e.at, "", "issue %d is called %s here and %s in the domain; the index counts", index, quoted(name), quoted(s.Issues[n].Name))
		}
	}
	if found == 0 {
		return nil, g.fail(g.xml.at, "give the domain that the profile belongs to", "the profile has no issue of the domain %s", quoted(s.Name))
	}
	return mine, nil
}

func (g *geniusReader) additive(s *Scenario, mine []*element) (*Additive, error) {
	weights := map[int]*parley.Number{}
	for _, w := range g.weights {
		index, ok := g.whole(w, "index")
		if !ok {
			g.warn(w.at, "", "the weight has no index; it is left out")
			continue
		}
		n, err := g.attrNumber(w, "value")
		if err != nil {
			return nil, err
		}
		if weights[index] != nil {
			g.warn(w.at, "", "the weight of issue %d is given twice; the last one counts", index)
		}
		weights[index] = &n
	}
	u := &Additive{}
	for n := range s.Issues {
		i := &s.Issues[n]
		t := Term{Weight: weights[i.Index]}
		e := mine[n]
		if e == nil {
			g.warn(g.xml.at, "", "the profile says nothing of the issue %s, which GENIUS refuses; it counts 0", quoted(i.Name))
			u.Terms = append(u.Terms, t)
			continue
		}
		if t.Weight == nil {
			g.warn(e.at, "", "the issue %s has no weight; it counts 0", quoted(i.Name))
		}
		var err error
		switch i.Kind {
		case Discrete:
			t.Eval, err = g.table(i, e)
		default:
			t.Eval, err = g.evaluator(i, e)
		}
		if err != nil {
			return nil, err
		}
		u.Terms = append(u.Terms, t)
	}
	return u, nil
}

// table reads the evaluations of a discrete issue. Of a value that is listed
// twice the last one counts, as in GENIUS.
func (g *geniusReader) table(i *Issue, e *element) (*Table, error) {
	t := &Table{Values: make([]*parley.Number, len(i.Values))}
	place := make(map[string]int, len(i.Values))
	trimmed := make(map[string]int, len(i.Values))
	for n, v := range i.Values {
		place[v] = n
		trimmed[strings.TrimSpace(v)] = n
	}
	extra := map[string]int{}
	listed := make([]bool, len(i.Values))
	for _, item := range e.all("item") {
		value, ok := item.attr("value")
		if !ok {
			g.warn(item.at, "", "the item has no value; it is left out")
			continue
		}
		n, known := place[value.value]
		if near, ok := trimmed[strings.TrimSpace(value.value)]; ok && !known && !listed[near] {
			n, known = near, true
			g.warn(value.at, "", "the value %s is taken for %s of the domain, although their blanks differ", quoted(value.value), quoted(i.Values[near]))
		}
		ev, ok := item.attr("evaluation")
		if !ok || ev.value == "null" {
			if known {
				g.warn(item.at, "", "the value %s has no evaluation, so GENIUS refuses the profile; it counts 0", quoted(value.value))
				listed[n] = true
			}
			continue
		}
		v, err := parseNumber(ev.value)
		if err != nil {
			g.warn(ev.at, "", "evaluation: %v; GENIUS leaves it out, and so is it here", err)
			continue
		}
		if !known {
			g.warn(value.at, "", "the domain has no value %s for the issue %s; it counts in the greatest evaluation only", quoted(value.value), quoted(i.Name))
			if at, twice := extra[value.value]; twice {
				t.Extra[at] = v
				continue
			}
			extra[value.value] = len(t.Extra)
			t.Extra = append(t.Extra, v)
			continue
		}
		if t.Values[n] != nil && !t.Values[n].Equal(v) {
			g.warn(item.at, "", "the value %s is evaluated twice; the last one counts", quoted(value.value))
		}
		t.Values[n], listed[n] = &v, true
	}
	for n, v := range i.Values {
		if !listed[n] {
			g.warn(e.at, "", "the value %s of the issue %s is not evaluated, so GENIUS refuses the profile; it counts 0", quoted(v), quoted(i.Name))
		}
	}
	g.multiply(e, t)
	return t, nil
}

// multiply finds out what the evaluations were before Write divided them by the
// greatest, which it says in an attribute that no other program looks at.
func (g *geniusReader) multiply(e *element, t *Table) {
	a, ok := e.attr("greatest")
	if !ok {
		return
	}
	n, err := parseNumber(a.value)
	if most := t.greatest(); err != nil || n.Sign() <= 0 || len(t.Extra) > 0 || most == nil || !most.Equal(parley.Int(1)) {
		g.warn(a.at, "", "what is said to be the greatest evaluation is left out: they are not divided by it")
		return
	}
	whole := make([]*parley.Number, len(t.Values))
	for k, v := range t.Values {
		if v != nil {
			x := multiplied(v.Rat(), n.Rat())
			whole[k] = &x
		}
	}
	t.Whole = whole
}

// evaluator reads what a numeric issue is worth.
func (g *geniusReader) evaluator(i *Issue, e *element) (Evaluation, error) {
	ev := e.first("evaluator")
	if ev == nil {
		g.warn(e.at, "", "the issue %s has no evaluator; it counts 0", quoted(i.Name))
		return &Constant{}, nil
	}
	optional := func(name string) (parley.Number, error) {
		if _, ok := ev.attr(name); !ok {
			return parley.Number{}, nil
		}
		return g.attrNumber(ev, name)
	}
	kind := strings.ToLower(ev.get("ftype"))
	if kind == "" {
		kind = "linear"
		g.warn(ev.at, "", "the evaluator has no ftype; it is taken as linear")
	}
	if i.Kind == Stepped {
		if kind != "linear" {
			return nil, g.fail(ev.at, "an integer issue has a linear evaluator", "the evaluator %s of an integer issue is not known", quoted(kind))
		}
		return g.integerLine(i, e, ev, optional)
	}
	p0, err := optional("parameter0")
	if err != nil {
		return nil, err
	}
	p1, err := optional("parameter1")
	if err != nil {
		return nil, err
	}
	switch kind {
	case "linear":
		return &Linear{Slope: p1, Offset: p0, Clip: true}, nil
	case "constant":
		return &Constant{Value: p0}, nil
	case "triangular", "triangularvariabletop":
		top, err := optional("parameter2")
		if err != nil {
			return nil, err
		}
		if p0.Cmp(top) > 0 || top.Cmp(p1) > 0 {
			return nil, g.fail(ev.at, "", "the triangle's top %s does not lie between its ends %s and %s", top, p0, p1)
		}
		return &Triangle{Low: p0, High: p1, Top: top}, nil
	}
	return nil, g.fail(ev.at, "it is linear, constant or triangular", "the evaluator %s is not known", quoted(kind))
}

func (g *geniusReader) integerLine(i *Issue, e, ev *element, optional func(string) (parley.Number, error)) (Evaluation, error) {
	l := &Linear{Clip: true, Origin: i.Low}
	var err error
	if l.Slope, err = optional("slope"); err != nil {
		return nil, err
	}
	if l.Offset, err = optional("offset"); err != nil {
		return nil, err
	}
	// GENIUS counts from the lower bound of the profile, not of the domain.
	if a, ok := e.attr("lowerbound"); ok {
		if l.Origin, err = g.attrNumber(e, "lowerbound"); err != nil {
			return nil, err
		}
		if !l.Origin.Equal(i.Low) {
			g.warn(a.at, "", "the lower bound is %s here and %s in the domain; the evaluator counts from %s", l.Origin, i.Low, l.Origin)
		}
	}
	return l, nil
}
