package casefile

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"parley"
)

// position reads the position of a party, which stands at p.
func (d *decoder) position(party string, n *yaml.Node, p *place) parley.Position {
	pos := parley.Position{
		Party:   party,
		About:   d.text(n, "about"),
		Assumed: d.text(n, "assumed"),
		Unit:    d.text(n, "unit"),
		Grade:   d.grade(n),
		Never:   d.demands(d.get(n, "never"), parley.RedLine, "pattern"),
		Insists: d.demands(d.get(n, "insists"), parley.Insistence, "on"),
		OnlyIf:  d.demands(d.get(n, "only_if"), parley.Condition, "accept"),
	}
	for v := range d.list(d.get(n, "interests")) {
		pos.Interests = append(pos.Interests, parley.Interest{Text: d.own(v), Sources: d.sources(v), Grade: d.grade(v)})
	}
	for issue, v := range d.entries(d.get(n, "importance")) {
		pos.Importance = append(pos.Importance, d.importance(issue.Value, v))
	}
	values := p.under("value", nil)
	for issue, v := range d.entries(d.get(n, "value")) {
		if value, ok := d.value(issue.Value, v, values.under(issue.Value, issue)); ok {
			pos.Values = append(pos.Values, value)
		}
	}
	for issue, v := range d.entries(d.get(n, "anchors")) {
		if worst, best, ok := d.pair(v); ok {
			pos.Anchors = append(pos.Anchors, parley.Anchor{Issue: issue.Value, Worst: worst, Best: best})
		}
	}
	for v := range d.list(d.get(n, "linkage")) {
		l := d.linkage(v)
		l.Note = d.note(v)
		pos.Linkages = append(pos.Linkages, l)
	}
	if at, note, ok := d.annotatedNumber(d.get(n, "cap")); ok {
		pos.Cap = &parley.Cap{At: at, Note: note}
	}
	if factor, note, ok := d.annotatedNumber(d.get(n, "discount")); ok {
		pos.Discount = &parley.Discount{Factor: factor, Note: note}
	}
	pos.Fallback = d.fallback(d.get(n, "fallback"))
	for bracket, v := range d.entries(d.get(n, "brackets")) {
		pos.Brackets = append(pos.Brackets, d.bracketReason(bracket.Value, v))
	}
	return pos
}

// linkage reads a linkage or a part of one, without its note.
func (d *decoder) linkage(n *yaml.Node) parley.Linkage {
	l := parley.Linkage{When: d.patterns(d.get(n, "when")), Unless: d.patterns(d.get(n, "unless")),
		Combine: parley.Combination(d.text(n, "combine"))}
	l.Worth, _ = d.interval(d.get(n, "worth"))
	for v := range d.list(d.get(n, "of")) {
		l.Parts = append(l.Parts, d.linkage(v))
	}
	return l
}

// annotatedNumber reads a number, or {is: number, because: …}.
func (d *decoder) annotatedNumber(n *yaml.Node) (parley.Number, parley.Note, bool) {
	if n == nil {
		return parley.Number{}, parley.Note{}, false
	}
	is, note := d.annotated(n)
	if is == nil || d.bad[is] {
		return parley.Number{}, note, false
	}
	x, err := parley.ParseNumber(is.Value)
	return x, note, err == nil
}

func (d *decoder) demands(n *yaml.Node, kind parley.Kind, key string) []parley.Demand {
	var ds []parley.Demand
	for v := range d.list(n) {
		ds = append(ds, parley.Demand{
			Kind:    kind,
			Pattern: d.patterns(d.get(v, key)),
			If:      d.patterns(d.get(v, "if")),
			Basis:   d.text(v, "basis"),
			Owner:   d.text(v, "owner"),
			Stated:  d.text(v, "stated") == "true",
			Note:    d.note(v),
		})
	}
	return ds
}

// annotated takes {is: x, because: …} apart into x and the note.
func (d *decoder) annotated(n *yaml.Node) (*yaml.Node, parley.Note) {
	if child(n, isKey) == nil {
		return n, parley.Note{}
	}
	return d.get(n, isKey), d.note(n)
}

func (d *decoder) importance(issue string, n *yaml.Node) parley.Importance {
	is, note := d.annotated(n)
	w := parley.Importance{Issue: issue, Note: note}
	switch weight, ok := d.interval(is); {
	case ok:
		w.Weight = weight
	case is != nil:
		w.Word = parley.Word(is.Value)
	}
	return w
}

func (d *decoder) value(issue string, n *yaml.Node, p *place) (parley.Value, bool) {
	is, note := d.annotated(n)
	v := parley.Value{Issue: issue, Note: note}
	if is == nil {
		return v, false
	}
	for o := range d.list(is) {
		v.Order = append(v.Order, o.Value)
	}
	if i := d.issues[issue]; i != nil && i.Numeric() {
		v.Curve = d.curve(is, p)
		return v, true
	}
	for option, worth := range d.entries(is) {
		if w, ok := d.interval(worth); ok {
			v.Options = append(v.Options, parley.OptionValue{Option: option.Value, Worth: w})
		}
	}
	return v, true
}

// curve reads the corners of a curve, which a file may list in any order.
func (d *decoder) curve(n *yaml.Node, p *place) []parley.CurvePoint {
	var curve []parley.CurvePoint
	seen := map[string]*yaml.Node{}
	for at, worth := range d.entries(n) {
		if d.report.full() {
			return nil
		}
		x, err := parley.ParseNumber(at.Value)
		if err != nil {
			d.refuse(at, p.under(at.Value, at), numberHint(at.Value),
				"%s takes numbers, so a number was expected here: %s", p.key, clip(err.Error(), 100))
			continue
		}
		if first := seen[x.String()]; first != nil {
			d.refuse(at, p.under(at.Value, at), "give each number one value",
				"%s stands twice: first at line %d, column %d", x, first.Line, first.Column)
			continue
		}
		seen[x.String()] = at
		if w, ok := d.interval(worth); ok {
			curve = append(curve, parley.CurvePoint{At: x, Worth: w})
		}
	}
	slices.SortStableFunc(curve, func(a, b parley.CurvePoint) int { return a.At.Cmp(b.At) })
	return curve
}

func (d *decoder) bracketReason(bracket string, n *yaml.Node) parley.BracketReason {
	if n.Kind == yaml.ScalarNode {
		return parley.BracketReason{Bracket: bracket, Reason: parley.Reason(n.Value)}
	}
	return parley.BracketReason{Bracket: bracket, Reason: parley.Reason(d.text(n, "reason")), Since: d.text(n, "since"), Note: d.note(n)}
}

func (d *decoder) fallback(n *yaml.Node) *parley.Fallback {
	if n == nil {
		return nil
	}
	f := &parley.Fallback{Lasting: d.text(n, "lasting") == "true", Note: d.note(n)}
	if like := d.get(n, "like"); like != nil {
		f.Like = parley.Package{}
		for issue, v := range d.entries(like) {
			f.Like[issue.Value] = choice(d.issues[issue.Value], v.Value)
		}
	}
	if v, ok := d.interval(d.get(n, "value")); ok {
		f.Value = &v
	}
	return f
}
