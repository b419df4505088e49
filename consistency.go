package parley

// Refuses reports whether the party refuses the choice outright: by a red
// line or an insistence that names this issue alone.
func (p *Position) Refuses(issue string, c Choice) bool {
	pkg := Package{issue: c}
	for _, ds := range [][]Demand{p.Never, p.Insists} {
		for _, d := range ds {
			if scope := d.Scope(); len(scope) == 1 && scope[0] == issue && d.Broken(pkg) {
				return true
			}
		}
	}
	return false
}

// maxSearch bounds the search for a package that keeps a set of demands; a
// set too tangled for it is given up without a verdict.
const maxSearch = 200_000

// consistency warns of demands of one party that contradict each other and of
// conditions that never bite.
func (k *checker) consistency(at Path, p *Position) {
	all := p.Demands()
	if len(all) == 0 {
		return
	}
	keeps := func(pkg Package, issue string) bool {
		for _, d := range all {
			if d.ripe(pkg, issue, k) && d.Broken(pkg) {
				return false
			}
		}
		return true
	}
	if k.search(scopeOf(all...), keeps) == none {
		k.warnf(at, "lift one of them, or put them as a choice: a list of patterns is an or", "the demands of %s contradict each other: no package keeps them all", p.Party)
	}
	for i, d := range p.OnlyIf {
		bites := func(pkg Package, issue string) bool { return !d.ripe(pkg, issue, k) || d.Broken(pkg) }
		if k.search(scopeOf(d), bites) == none {
			k.warnf(at.At("only_if").Index(i), "", "the condition never bites: wherever its accept matches, its if does too")
		}
	}
}

// alwaysMatches reports whether an or of patterns lets every package through.
func (k *checker) alwaysMatches(ps Patterns) bool {
	d := Demand{Kind: RedLine, Pattern: ps}
	misses := func(pkg Package, issue string) bool { return !d.ripe(pkg, issue, k) || !ps.Matches(pkg) }
	return k.search(d.Scope(), misses) == none
}

func scopeOf(ds ...Demand) []string {
	var ps Patterns
	for _, d := range ds {
		ps = append(append(ps, d.Pattern...), d.If...)
	}
	return ps.Issues()
}

// ripe reports whether issue is the last of the demand's issues to have been
// settled in the partial package, so that it can be judged now.
func (d Demand) ripe(pkg Package, issue string, k *checker) bool {
	mine := false
	for _, id := range d.Scope() {
		if _, ok := pkg[id]; !ok {
			return false
		}
		mine = mine || id == issue
	}
	return mine
}

type found int

const (
	none found = iota
	one
	unknown
)

// search looks depth first for choices on the issues such that ok holds after
// each is made. Numeric issues are represented by the numbers at which some
// pattern of the case can change its mind, and one between each two.
func (k *checker) search(issues []string, ok func(pkg Package, issue string) bool) found {
	pkg, tried := Package{}, 0
	var from func(n int) found
	from = func(n int) found {
		if n == len(issues) {
			return one
		}
		for _, c := range k.representatives(issues[n]) {
			if tried++; tried > maxSearch {
				return unknown
			}
			pkg[issues[n]] = c
			if ok(pkg, issues[n]) {
				if f := from(n + 1); f != none {
					return f
				}
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
	terms := func(ps Patterns) {
		for _, p := range ps {
			for _, t := range p {
				if t.Issue != issue.ID {
					continue
				}
				ns = append(ns, t.Numbers...)
				if t.Min != nil {
					ns = append(ns, *t.Min)
				}
				if t.Max != nil {
					ns = append(ns, *t.Max)
				}
			}
		}
	}
	for _, p := range k.c.Positions {
		for _, d := range p.Demands() {
			terms(d.Pattern)
			terms(d.If)
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
