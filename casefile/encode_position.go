package casefile

import "parley"

func encodePosition(c *parley.Case, p *parley.Position) *item {
	m := mapping()
	m.say("about", p.About)
	interests := list()
	for _, x := range p.Interests {
		interests.list = append(interests.list, encodeInterest(x))
	}
	m.addIf("interests", interests)
	importance := onOneLine(mapping())
	for _, w := range p.Importance {
		is := intervalItem(w.Weight)
		if w.Word != "" {
			is = textItem(string(w.Word))
		}
		importance.add(w.Issue, annotate(is, w.Note, false))
	}
	m.addIf("importance", importance)
	values := mapping()
	for _, v := range p.Values {
		is, clash := encodeValue(v)
		values.add(v.Issue, annotate(is, v.Note, clash))
	}
	m.addIf("value", values)
	anchors := onOneLine(mapping())
	for _, a := range p.Anchors {
		anchors.add(a.Issue, onOneLine(list(numberItem(a.Worst), numberItem(a.Best))))
	}
	m.addIf("anchors", anchors)
	m.say("unit", p.Unit)
	m.addIf("never", encodeDemands(p.Never, "pattern"))
	m.addIf("insists", encodeDemands(p.Insists, "on"))
	m.addIf("only_if", encodeDemands(p.OnlyIf, "accept"))
	linkages := list()
	for _, l := range p.Linkages {
		x := encodeLinkage(l)
		x.note(l.Note)
		linkages.list = append(linkages.list, x)
	}
	m.addIf("linkage", linkages)
	if p.Cap != nil {
		m.add("cap", annotate(numberItem(p.Cap.At), p.Cap.Note, false))
	}
	if p.Discount != nil {
		m.add("discount", annotate(numberItem(p.Discount.Factor), p.Discount.Note, false))
	}
	if f := p.Fallback; f != nil {
		x := onOneLine(mapping())
		if f.Like != nil {
			x.add("like", encodePackage(c, f.Like))
		}
		if f.Value != nil {
			x.add("value", intervalItem(*f.Value))
		}
		if f.Lasting {
			x.add("lasting", bare("true"))
		}
		x.note(f.Note)
		m.add("fallback", x)
	}
	reasons := mapping()
	for _, b := range p.Brackets {
		reasons.add(b.Bracket, encodeReason(b))
	}
	m.addIf("brackets", reasons)
	m.say("assumed", p.Assumed)
	m.say("grade", string(p.Grade))
	return m
}

// encodeLinkage lays out a linkage or a part of one, without its note. One of
// parts takes a line for each.
func encodeLinkage(l parley.Linkage) *item {
	if l.Combined() {
		x, parts := mapping(), list()
		x.add("combine", textItem(string(l.Combine)))
		for _, part := range l.Parts {
			parts.list = append(parts.list, encodeLinkage(part))
		}
		x.add("of", parts)
		return x
	}
	x := onOneLine(mapping())
	if len(l.Unless) > 0 {
		x.add("unless", encodePatterns(l.Unless))
	} else {
		x.add("when", encodePatterns(l.When))
	}
	x.add("worth", intervalItem(l.Worth))
	return x
}

func encodeInterest(x parley.Interest) *item {
	if len(x.Sources) == 0 && x.Grade == "" {
		return textItem(x.Text)
	}
	m := onOneLine(mapping())
	m.add("text", textItem(x.Text))
	m.sources(x.Sources)
	m.say("grade", string(x.Grade))
	return m
}

func encodeReason(b parley.BracketReason) *item {
	m := onOneLine(mapping())
	m.add("reason", textItem(string(b.Reason)))
	m.say("since", b.Since)
	m.note(b.Note)
	if len(m.pairs) == 1 {
		return textItem(string(b.Reason))
	}
	return m
}

// encodeValue lays out what an issue's choices are worth, and says whether an
// option has the id that marks the annotated form.
func encodeValue(v parley.Value) (values *item, clash bool) {
	if len(v.Order) > 0 {
		return onOneLine(texts(v.Order)), false
	}
	m := onOneLine(mapping())
	for _, o := range v.Options {
		m.add(o.Option, intervalItem(o.Worth))
		clash = clash || o.Option == isKey
	}
	for _, p := range v.Curve {
		m.pairs = append(m.pairs, pair{key: p.At.String(), value: intervalItem(p.Worth), number: true})
	}
	return m, clash
}

// annotate writes {is: x, because: …} where there is anything to say of x, or
// where x alone would be taken for that.
func annotate(x *item, n parley.Note, always bool) *item {
	m := onOneLine(mapping())
	m.add(isKey, x)
	m.note(n)
	if len(m.pairs) == 1 && !always {
		return x
	}
	return m
}

func (m *item) note(n parley.Note) {
	m.say("because", n.Because)
	m.sources(n.Sources)
	m.say("assumed", n.Assumed)
	m.say("grade", string(n.Grade))
}

func encodeDemands(ds []parley.Demand, key string) *item {
	l := list()
	for _, d := range ds {
		m := onOneLine(mapping())
		m.add(key, encodePatterns(d.Pattern))
		if d.Kind == parley.Condition {
			m.add("if", encodePatterns(d.If))
		}
		m.say("because", d.Because)
		m.say("basis", d.Basis)
		m.say("owner", d.Owner)
		if d.Stated {
			m.add("stated", bare("true"))
		}
		rest := d.Note
		rest.Because = ""
		m.note(rest)
		l.list = append(l.list, m)
	}
	return l
}
