package casefile

import (
	"slices"

	"parley"
)

// encode lays a case out in the order of the grammar.
func encode(c *parley.Case, withPositions bool) *item {
	m := mapping()
	m.add("parley", numberItem(parley.Int(Version)))
	m.say("title", c.Title)
	m.say("about", c.About)

	parties, issues, norms, documents, positions, sources := mapping(), mapping(), list(), mapping(), mapping(), mapping()
	for _, p := range c.Parties {
		parties.add(p.ID, encodeParty(p))
	}
	for _, i := range c.Issues {
		issues.add(i.ID, encodeIssue(i))
	}
	for _, n := range c.Norms {
		norms.list = append(norms.list, encodeNorm(n))
	}
	for _, d := range c.Documents {
		documents.add(d.ID, encodeDocument(d))
	}
	for i := range c.Positions {
		positions.add(c.Positions[i].Party, encodePosition(c, &c.Positions[i]))
	}
	for _, s := range c.Sources {
		sources.add(s.ID, encodeSource(s))
	}
	m.addIf("parties", parties)
	m.addIf("issues", issues)
	m.addIf("norms", norms)
	m.addIf("documents", documents)
	if withPositions {
		m.addIf("positions", positions)
	}
	m.addIf("sources", sources)
	if c.Time.Sign() != 0 {
		m.add("time", numberItem(c.Time))
	}
	m.names("share", c.Share)
	return m
}

func encodeParty(p parley.Party) *item {
	m := onOneLine(mapping())
	m.say("name", p.Name)
	m.say("head", p.Head)
	m.say("about", p.About)
	m.names("roles", wordsOf(p.Roles))
	return m
}

func encodeIssue(i parley.Issue) *item {
	m := mapping()
	m.say("name", i.Name)
	m.say("about", i.About)
	options := mapping()
	for _, o := range i.Options {
		options.add(o.ID, encodeOption(o))
	}
	m.addIf("options", options)
	if r := i.Range; r != nil {
		m.short = true
		m.add("range", onOneLine(list(numberItem(r.Min), numberItem(r.Max))))
		if r.Step != nil {
			m.add("step", numberItem(*r.Step))
		}
		m.say("unit", r.Unit)
	}
	m.say("by", i.By)
	if i.Nothing != nil {
		m.add("nothing", choiceItem(*i.Nothing))
	}
	m.sources(i.Sources)
	return m
}

func encodeOption(o parley.Option) *item {
	if len(o.Sources) == 0 && o.Assumed == "" {
		return textItem(o.Text)
	}
	m := onOneLine(mapping())
	m.say("text", o.Text)
	m.say("assumed", o.Assumed)
	m.sources(o.Sources)
	return m
}

func choiceItem(c parley.Choice) *item {
	if c.Option != "" {
		return textItem(c.Option)
	}
	return numberItem(c.Number)
}

func encodeNorm(n parley.Norm) *item {
	m := onOneLine(mapping())
	m.add("pattern", encodePatterns(n.Pattern))
	m.say("because", n.Because)
	m.say("basis", n.Basis)
	m.sources(n.Sources)
	m.say("grade", string(n.Grade))
	return m
}

func encodePatterns(ps parley.Patterns) *item {
	if len(ps) == 1 {
		return encodePattern(ps[0])
	}
	l := onOneLine(list())
	for _, p := range ps {
		l.list = append(l.list, encodePattern(p))
	}
	return l
}

func encodePattern(p parley.Pattern) *item {
	m := onOneLine(mapping())
	for _, t := range p {
		m.add(t.Issue, encodeTerm(t))
	}
	return m
}

func encodeTerm(t parley.Term) *item {
	if t.Min != nil || t.Max != nil {
		m := onOneLine(mapping())
		if t.Min != nil {
			m.add("min", numberItem(*t.Min))
		}
		if t.Max != nil {
			m.add("max", numberItem(*t.Max))
		}
		return m
	}
	l := onOneLine(texts(t.Options))
	for _, n := range t.Numbers {
		l.list = append(l.list, numberItem(n))
	}
	if len(l.list) == 1 {
		return l.list[0]
	}
	return l
}

// encodePackage lists the choices in the order of the case's issues, then
// those for unknown issues by their ids.
func encodePackage(c *parley.Case, p parley.Package) *item {
	m := onOneLine(mapping())
	var ids []string
	for _, i := range c.Issues {
		if _, ok := p[i.ID]; ok {
			ids = append(ids, i.ID)
		}
	}
	known := len(ids)
	for id := range p {
		if _, ok := c.Issue(id); !ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids[known:])
	for _, id := range ids {
		m.add(id, choiceItem(p[id]))
	}
	return m
}

func (m *item) standing(s parley.Standing, g parley.Grade) {
	m.say("status", string(s.Status))
	m.names("among", s.Among)
	m.say("reported_by", s.ReportedBy)
	m.sources(s.Sources)
	m.say("grade", string(g))
}

func encodeDocument(d parley.Document) *item {
	m := mapping()
	m.say("title", d.Title)
	m.say("about", d.About)
	m.standing(d.Standing, d.Grade)
	points := list()
	for _, p := range d.Points {
		points.list = append(points.list, encodePoint(p))
	}
	m.addIf("points", points)
	return m
}

func encodePoint(p parley.Point) *item {
	m := mapping()
	m.short = len(p.Alternatives) == 0
	m.add("id", textItem(p.ID))
	m.say("title", p.Title)
	m.say("issue", p.Issue)
	if len(p.Alternatives) > 0 {
		alternatives := mapping()
		for _, a := range p.Alternatives {
			alternatives.add(a.Option, textItem(a.Text))
		}
		m.add("text", alternatives)
	} else {
		m.say("text", p.Text)
	}
	m.standing(p.Standing, p.Grade)
	return m
}

func encodeSource(s parley.Source) *item {
	m := onOneLine(mapping())
	m.say("who", s.Who)
	m.say("when", s.When)
	m.say("where", s.Where)
	m.say("url", s.URL)
	m.say("says", s.Says)
	m.say("grade", string(s.Grade))
	return m
}
