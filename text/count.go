package text

// Count says how much of a text is not agreed. A bracket that stands in
// several languages counts once.
type Count struct {
	Points    int            // that stand, headings, notes and rows included
	Brackets  int            // different brackets
	Issues    int            // issues that the text has alternatives or amounts of, and no choice taken
	Proposals int            // pending
	By        map[string]int // party to the brackets that it holds
}

// Count counts the whole, without base texts.
func (t *Text) Count() Count {
	var own []*Document
	for _, d := range t.Documents {
		if d.Of == "" {
			own = append(own, d)
		}
	}
	return t.count(own)
}

// CountOf counts one document.
func (t *Text) CountOf(d *Document) Count { return t.count([]*Document{d}) }

func (t *Text) count(documents []*Document) Count {
	c := Count{By: map[string]int{}}
	brackets, issues := map[string]bool{}, map[string]bool{}
	in := map[*Document]bool{}
	for _, d := range documents {
		in[d] = true
	}
	t.Each(func(d *Document, p *Point) {
		if !in[d] {
			return
		}
		c.Points++
		for _, issue := range p.Issues() {
			if _, taken := t.TakenOn(issue); !taken && !issues[issue] {
				issues[issue] = true
				c.Issues++
			}
		}
		for _, lang := range sortedKeys(p.Words) {
			for _, b := range p.Words[lang].Brackets() {
				if brackets[b.ID] {
					continue
				}
				brackets[b.ID] = true
				c.Brackets++
				for _, h := range b.By {
					c.By[h.Party]++
				}
			}
		}
	})
	for _, p := range t.Pending() {
		if in[p.document] {
			c.Proposals++
		}
	}
	return c
}
