package parley

import "slices"

// rule is something that a search must keep, judged once all issues of its
// scope are settled.
type rule struct {
	scope []string
	kept  func(pkg Package) bool
}

// maxSearch bounds the work of one search; rules too tangled for it are given
// up without a verdict.
const maxSearch = 200_000

// consistency warns of demands of one party that contradict each other and of
// conditions that never bite.
func (k *checker) consistency(at Path, p *Position) {
	var rules []rule
	for _, d := range p.Demands() {
		rules = append(rules, rule{d.Scope(), func(pkg Package) bool { return !d.Broken(pkg) }})
	}
	if len(rules) > 0 && k.search(rules) == none {
		k.warnf(at, "lift one of them, or put them as a choice: a list of patterns is an or", "the demands of %s contradict each other: no package keeps them all", p.Party)
	}
	var others []rule // what the party holds whatever its conditions
	for _, d := range append(append([]Demand{}, p.Never...), p.Insists...) {
		others = append(others, rule{d.Scope(), func(pkg Package) bool { return !d.Broken(pkg) }})
	}
	sound := k.search(others) != none
	for i, d := range p.OnlyIf {
		here := at.At("only_if").Index(i)
		switch bites := (rule{d.Scope(), d.Broken}); {
		case k.search([]rule{bites}) == none:
			k.warnf(here, "", "the condition never bites: wherever its accept matches, its if does too")
		case sound && k.search(append(others[:len(others):len(others)], bites)) == none:
			k.warnf(here, "", "the condition never bites: the red lines and insistences of %s rule out already what it asks something for", p.Party)
		}
	}
}

// lawful warns of norms that leave no package.
func (k *checker) lawful() {
	var rules []rule
	for _, n := range k.c.Norms {
		rules = append(rules, rule{n.Pattern.Issues(), func(pkg Package) bool { return !n.Pattern.Matches(pkg) }})
	}
	if len(rules) > 0 && k.search(rules) == none {
		k.warnf(Path{"norms"}, "", "every package breaks a norm, so nothing is lawful")
	}
}

// alwaysMatches reports whether an or of patterns lets every package through.
func (k *checker) alwaysMatches(ps Patterns) bool {
	return k.search([]rule{{ps.Issues(), func(pkg Package) bool { return !ps.Matches(pkg) }}}) == none
}

type found int

const (
	none found = iota
	one
	unknown
)

// search looks depth first for choices on the rules' issues that keep them
// all. Numeric issues are represented by the numbers at which some pattern of
// the case can change its mind, and one between each two.
func (k *checker) search(rules []rule) found {
	var issues []string
	depth := map[string]int{}
	for _, r := range rules {
		for _, id := range r.scope {
			if _, seen := depth[id]; !seen {
				depth[id] = len(issues)
				issues = append(issues, id)
			}
		}
	}
	ripe := make([][]rule, len(issues)) // by the depth at which the last issue of the scope is settled
	for _, r := range rules {
		last := 0
		for _, id := range r.scope {
			last = max(last, depth[id])
		}
		ripe[last] = append(ripe[last], r)
	}
	pkg, work := Package{}, 0
	var from func(n int) found
	from = func(n int) found {
		if n == len(issues) {
			return one
		}
		for _, c := range k.representatives(issues[n]) {
			if work += 1 + len(ripe[n]); work > maxSearch {
				return unknown
			}
			pkg[issues[n]] = c
			if slices.ContainsFunc(ripe[n], func(r rule) bool { return !r.kept(pkg) }) {
				continue
			}
			if f := from(n + 1); f != none {
				return f
			}
		}
		delete(pkg, issues[n])
		return none
	}
	return from(0)
}

// representatives returns choices of the issue such that every pattern of the
// case treats any other choice like one of them.
func (k *checker) representatives(id string) []Choice {
	if k.cells == nil {
		k.cells = map[string][]Choice{}
	}
	if cs, ok := k.cells[id]; ok {
		return cs
	}
	issue := k.byIssue[id]
	var cs []Choice
	if issue.Numeric() {
		for _, n := range k.criticalNumbers(issue) {
			cs = append(cs, Choice{Number: n})
		}
	} else {
		for _, o := range issue.Options {
			cs = append(cs, Choice{Option: o.ID})
		}
	}
	k.cells[id] = cs
	return cs
}

func (k *checker) criticalNumbers(issue *Issue) []Number {
	r := issue.Range
	ns := []Number{r.Min, r.Max}
	for _, t := range k.termsOn(issue.ID) {
		ns = append(ns, t.Numbers...)
		if t.Min != nil {
			ns = append(ns, *t.Min)
		}
		if t.Max != nil {
			ns = append(ns, *t.Max)
		}
	}
	ns = sortedNumbers(ns)
	if r.Step == nil {
		for i := len(ns) - 1; i > 0; i-- {
			ns = append(ns, ns[i].Add(ns[i-1]).Div(Int(2)))
		}
	} else {
		for _, n := range ns { // the grid's neighbours of each
			at := n.Sub(r.Min).Div(*r.Step)
			for _, step := range []Number{{floor(at)}, {ceil(at)}, Number{floor(at)}.Sub(Int(1)), Number{ceil(at)}.Add(Int(1))} {
				ns = append(ns, r.Min.Add(r.Step.Mul(step)))
			}
		}
	}
	var within []Number
	for _, n := range sortedNumbers(ns) {
		if r.Has(n) {
			within = append(within, n)
		}
	}
	return within
}

// termsOn returns every term of a demand or a norm on the issue.
func (k *checker) termsOn(issue string) []Term {
	if k.terms == nil {
		k.terms = map[string][]Term{}
		add := func(ps Patterns) {
			for _, p := range ps {
				for _, t := range p {
					k.terms[t.Issue] = append(k.terms[t.Issue], t)
				}
			}
		}
		for _, n := range k.c.Norms {
			add(n.Pattern)
		}
		for i := range k.c.Positions {
			for _, d := range k.c.Positions[i].Demands() {
				add(d.Pattern)
				add(d.If)
			}
		}
	}
	return k.terms[issue]
}
