package brief

import (
	"slices"

	"parley"
)

// assumptions lists, party by party, every number that came from a word, an
// order, an interval or an assumption, and what was only stated.
func (s *subject) assumptions() Section {
	sec := Section{ID: "assumptions", Title: "Assumptions, and where each comes from"}
	list := List{}
	if s.c.Time.Sign() > 0 {
		list.Items = append(list.Items, Item{Text: write("Packages are taken to be agreed at the time %s, where 0 is the beginning and 1 the end of the talks.", s.c.Time.Decimal(4))})
	}
	for _, p := range s.c.Parties {
		if pos := s.c.Position(p.ID); pos != nil {
			list.Items = append(list.Items, s.assumedOf(pos)...)
		}
	}
	if z := s.a.Zone; z != nil {
		for _, id := range z.Assumed {
			if !s.veiled[id].numbers && s.hasSolutions() {
				list.Items = append(list.Items, Item{Text: write("%s: what no agreement is worth to it was not stated. It is taken to be as little as the package, among those that nobody’s statement excludes, that is worth least to it.", bold(s.name(id)))})
			}
		}
	}
	for _, i := range s.c.Issues {
		for _, o := range i.Options {
			if o.Assumed != "" {
				list.Items = append(list.Items, Item{Text: write("%s, choice %s: %s.", bold(s.issueName(i.ID)), s.choice(i.ID, parley.Choice{Option: o.ID}), said(period(o.Assumed)))})
			}
		}
	}
	if len(list.Items) > 0 {
		sec.Blocks = append(sec.Blocks, list)
	}
	return sec
}

func (s *subject) hasSolutions() bool {
	return s.a.Nash != nil || s.a.KalaiSmorodinsky != nil || s.a.Egalitarian != nil || s.a.Utilitarian != nil || s.a.WeightedNash != nil
}

// assumedOf goes through one position.
func (s *subject) assumedOf(p *parley.Position) []Item {
	who := bold(s.name(p.Party))
	var items []Item
	add := func(format string, args ...any) {
		items = append(items, Item{Text: write("%s: "+format, append([]any{who}, args...)...)})
	}
	if p.Assumed != "" {
		add("its numbers are %s, unless a source is given: %s.", marked("assumed"), said(period(p.Assumed)))
	}
	for _, g := range s.assumedNotes(p) {
		add("%s: %s; %s.", marked("assumed"), few(g.what, shortList, "and"), said(period(g.why)))
	}
	var words, ranges []Prose
	for _, w := range p.Importance {
		if w.Word != "" {
			words = append(words, write("%s: %s", s.issueName(w.Issue), wordName(w.Word)))
		} else if !w.Weight.Exact() {
			ranges = append(ranges, write("the weight of %s (%s)", s.issueName(w.Issue), interval(w.Weight)))
		}
	}
	if len(words) > 0 {
		add("weights from words: %s. Vital counts 16, very important 8, important 4, useful 2, minor 1, brought to a sum of 100.", joinFew(words))
	}
	var orders []Prose
	for _, v := range p.Values {
		if len(v.Order) > 0 {
			orders = append(orders, s.issueName(v.Issue))
		}
		for _, o := range v.Options {
			if !o.Worth.Exact() {
				ranges = append(ranges, write("the worth of %s on %s (%s)", s.choice(v.Issue, parley.Choice{Option: o.Option}), s.issueName(v.Issue), interval(o.Worth)))
			}
		}
		for _, c := range v.Curve {
			if !c.Worth.Exact() {
				ranges = append(ranges, write("the worth of %s on %s (%s)", s.choice(v.Issue, parley.Choice{Number: c.At}), s.issueName(v.Issue), interval(c.Worth)))
			}
		}
	}
	if len(orders) > 0 {
		add("values from an order: %s. The choices are taken to be equally far apart.", few(orders, shortList, "and"))
	}
	for _, l := range p.Linkages {
		if !l.Empty() && !l.Worth.Exact() {
			ranges = append(ranges, write("%s (%s)", s.describeLinkage(l), interval(l.Worth)))
		}
	}
	if p.Fallback != nil && p.Fallback.Value != nil && !p.Fallback.Value.Exact() {
		ranges = append(ranges, write("what no agreement is worth (%s)", interval(*p.Fallback.Value)))
	}
	if len(ranges) > 0 {
		add("numbers from an interval, taken at its middle: %s.", few(ranges, shortList, "and"))
	}
	if p.Fallback != nil && len(p.Fallback.Like) > 0 {
		add("what no agreement is worth to it comes from a likeness: %s.", s.packageProse(p.Fallback.Like))
	}
	return append(items, s.onlyStated(p)...)
}

// describeLinkage says what a linkage hangs on.
func (s *subject) describeLinkage(l parley.Linkage) Prose {
	switch {
	case l.Combined():
		var names []Prose
		for _, id := range l.Issues() {
			names = append(names, s.issueName(id))
		}
		return write("the linkage that is %s of several values of %s", l.Combine.Word(), few(names, shortList, "and"))
	case len(l.Unless) > 0:
		return write("the linkage unless %s", s.describe(l.Unless))
	}
	return write("the linkage when %s", s.describe(l.When))
}

// onlyStated lists the demands that may or may not be firm.
func (s *subject) onlyStated(p *parley.Position) []Item {
	var items []Item
	for _, r := range demandRefs(p) {
		if s.isHidden(r) || !s.c.Demand(r).Stated {
			continue
		}
		text := write("%s: %s and may or may not be firm: %s", bold(s.name(p.Party)), marked("only stated in public"), s.statement(r))
		if src := s.cite(s.c.Demand(r).Sources); len(src) > 0 {
			text = append(text, write(" %s", src)...)
		}
		items = append(items, Item{Text: append(text, Span{Text: "."})})
	}
	return items
}

// wordName is a word of importance as a sentence has it.
func wordName(w parley.Word) string {
	if w == parley.Very {
		return "very important"
	}
	return string(w)
}

// joinFew lists entries that hold commas or colons themselves.
func joinFew(ps []Prose) Prose {
	if len(ps) <= shortList {
		return joinWith(ps, "; ")
	}
	return append(joinWith(ps[:shortList], "; "), Span{Text: "; and " + number(len(ps)-shortList) + " more"})
}

func demandRefs(p *parley.Position) []parley.Ref {
	var refs []parley.Ref
	for _, k := range []struct {
		kind parley.Kind
		n    int
	}{{parley.RedLine, len(p.Never)}, {parley.Insistence, len(p.Insists)}, {parley.Condition, len(p.OnlyIf)}} {
		for i := range k.n {
			refs = append(refs, parley.Ref{Party: p.Party, Kind: k.kind, Index: i})
		}
	}
	return refs
}

// assumedGroup is what rests on one assumption.
type assumedGroup struct {
	why  string
	what []Prose
}

// assumedNotes groups the items of a position by the assumption that they
// state, in the order of first mention.
func (s *subject) assumedNotes(p *parley.Position) []assumedGroup {
	var groups []assumedGroup
	add := func(n parley.Note, what Prose) {
		if n.Assumed == "" {
			return
		}
		at := slices.IndexFunc(groups, func(g assumedGroup) bool { return g.why == n.Assumed })
		if at < 0 {
			groups = append(groups, assumedGroup{why: n.Assumed})
			at = len(groups) - 1
		}
		groups[at].what = append(groups[at].what, what)
	}
	for _, x := range p.Importance {
		add(x.Note, write("the weight of %s", s.issueName(x.Issue)))
	}
	for _, x := range p.Values {
		add(x.Note, write("the values on %s", s.issueName(x.Issue)))
	}
	for _, r := range demandRefs(p) {
		if !s.isHidden(r) {
			add(s.c.Demand(r).Note, write("that %s", s.statement(r)))
		}
	}
	for _, x := range p.Linkages {
		if !x.Empty() {
			add(x.Note, s.describeLinkage(x))
		}
	}
	if p.Cap != nil {
		add(p.Cap.Note, write("the cap on its utility"))
	}
	if p.Discount != nil {
		add(p.Discount.Note, write("what time costs it"))
	}
	if p.Fallback != nil {
		add(p.Fallback.Note, write("what no agreement is worth"))
	}
	return groups
}

// sources lists the statement log, as far as the reader may know it.
func (s *subject) sources() Section {
	sec := Section{ID: "sources", Title: "Sources"}
	list := List{}
	for _, x := range s.c.Sources {
		text := Prose{{Text: "[" + x.ID + "]", Style: Strong, Said: true}, {Text: " "}}
		var facts []Prose
		for _, f := range []string{x.Who, x.When, x.Where} {
			if f != "" {
				facts = append(facts, Prose{said(f)})
			}
		}
		text = append(text, joinWith(facts, ", ")...)
		if x.Says != "" {
			text = append(text, write(": %s", said(sentence(x.Says)))...)
		} else {
			text = append(text, Span{Text: "."})
		}
		if x.URL != "" {
			text = append(text, Span{Text: " "}, Span{Text: x.URL, Said: true, Link: x.URL})
		}
		list.Items = append(list.Items, Item{ID: sourceAnchor(x.ID), Text: text})
	}
	if len(list.Items) > 0 {
		sec.Blocks = []Block{list}
	}
	return sec
}
