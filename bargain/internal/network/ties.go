package network

import (
	"slices"

	"parley/bargain/internal/amount"
)

// tying is what ties issues together in a space, in its simplest form: rules
// and links that name several issues, with only the terms and rows that can
// still make a difference.
type tying struct {
	allowed [][]bool // by issue and cell
	barred  bool
	rules   []Rule
	links   []Link
}

// simplify drops from the rules and links all that the cells which are left
// decide, and removes cells that break a rule by themselves, until neither
// does anything more.
func (n *Network) simplify(may func(item int) bool) *tying {
	t := &tying{allowed: make([][]bool, len(n.Issues))}
	for i := range t.allowed {
		t.allowed[i] = slices.Repeat([]bool{true}, n.Issues[i].Cells())
	}
	for i := range n.Rules {
		if !may(n.Rules[i].Item) {
			t.rules = append(t.rules, n.Rules[i])
		}
	}
	for again := true; again && !t.barred; {
		again = false
		var kept []Rule
		for _, r := range t.rules {
			r, idle := t.simpler(r)
			if idle {
				continue
			}
			switch on := scope(r.Only, r.When, r.Unless); len(on) {
			case 0:
				t.barred = true
			case 1:
				again = true
				t.remove(n, &r, on[0])
			default:
				kept = append(kept, r)
			}
		}
		t.rules = kept
	}
	for _, l := range n.Links {
		rows, always := t.rows(l.Rows)
		l.Rows = rows
		if always {
			l.Rows = []Row{{}}
		}
		t.links = append(t.links, l)
	}
	return t
}

// simpler returns the rule without what is decided; idle if nothing that is
// left can break it.
func (t *tying) simpler(r Rule) (simple Rule, idle bool) {
	for _, part := range []*[]Row{&r.Only, &r.When} {
		if *part == nil {
			continue
		}
		rows, always := t.rows(*part)
		switch {
		case always:
			*part = nil
		case len(rows) == 0:
			return r, true
		default:
			*part = rows
		}
	}
	rows, always := t.rows(r.Unless)
	r.Unless = rows
	return r, always
}

// rows drops terms that let everything that is left through and rows with a
// term that lets none of it through; always says that a row matches whatever
// is chosen.
func (t *tying) rows(rows []Row) (simple []Row, always bool) {
	for _, r := range rows {
		var kept Row
		dead := false
		for _, term := range t.joined(r) {
			some, every := false, true
			for k, ok := range t.allowed[term.Issue] {
				if ok {
					some, every = some || term.Lets[k], every && term.Lets[k]
				}
			}
			if !some {
				dead = true
				break
			}
			if !every {
				kept = append(kept, term)
			}
		}
		if dead {
			continue
		}
		if len(kept) == 0 {
			return nil, true
		}
		simple = append(simple, kept)
	}
	return simple, false
}

// joined returns the row with one term an issue, by issue.
func (t *tying) joined(r Row) Row {
	if slices.IsSortedFunc(r, func(a, b Term) int { return a.Issue - b.Issue + 1 }) {
		return r // ascending, none twice
	}
	by := slices.Clone(r)
	slices.SortStableFunc(by, func(a, b Term) int { return a.Issue - b.Issue })
	var out Row
	for _, term := range by {
		if last := len(out) - 1; last >= 0 && out[last].Issue == term.Issue {
			both := slices.Clone(out[last].Lets)
			for k := range both {
				both[k] = both[k] && term.Lets[k]
			}
			out[last].Lets = both
			continue
		}
		out = append(out, term)
	}
	return out
}

func (t *tying) remove(n *Network, r *Rule, issue int) {
	cells := make([]int, len(n.Issues))
	for k := range t.allowed[issue] {
		cells[issue] = k
		t.allowed[issue][k] = t.allowed[issue][k] && !r.BrokenBy(cells)
	}
	t.barred = t.barred || !slices.Contains(t.allowed[issue], true)
}

// maxDirect is the most entries of a factor that is written out as one table,
// and minDirect of one that always is. A longer pattern is followed along a
// chain of hidden places, and one between where that makes smaller tables in
// all. Tests set them.
var (
	maxDirect = 1 << 14
	minDirect = 1 << 10
)

// maxTried is how many hidden places are put up with to see whether they make
// smaller tables.
const maxTried = 1 << 11

// tie turns rules and links into factors and hangs them on a tree.
func (s *Space) tie(t *tying) {
	patterns := s.patterns(t)
	s.classify(patterns)
	direct, hidden := s.direct(patterns, maxDirect), s.direct(patterns, minDirect)
	places := len(s.Places)
	factors := s.factors(patterns, direct)
	best := s.order(factors)
	if slices.Equal(direct, hidden) || best.size <= float64(minDirect) {
		s.plant(factors, best)
		return
	}
	long := 0
	for n := range patterns {
		if !hidden[n] {
			long += len(patterns[n].scope)
		}
	}
	if long <= maxTried {
		written := slices.Clone(s.Places)
		s.Places = s.Places[:places]
		chains := s.factors(patterns, hidden)
		if other := s.order(chains); other.size < best.size {
			factors, best = chains, other
		} else {
			s.Places = written
		}
	}
	s.plant(factors, best)
}

// direct says by pattern whether it is to be written out: those with at most
// so many entries, or about at most three places, as a link of a chain is.
func (s *Space) direct(patterns []pattern, most int) []bool {
	list := make([]bool, len(patterns))
	for n, p := range patterns {
		entries := 1
		for _, at := range p.scope {
			entries = min(entries*s.Places[at].Classes, most+1)
		}
		list[n] = entries <= most || len(p.scope) <= 3
	}
	return list
}

// pattern is a rule or link about several places, its terms by local cell.
type pattern struct {
	scope  []int
	groups [3][]Row // Only, When, Unless of a rule; of a link its rows are the first
	always [3]bool
	rule   bool
	missed bool
	column int
	amount []uint64
}

// on reports what the pattern is from which of its groups match.
func (p *pattern) on(match [3]bool) bool {
	if p.rule {
		return match[0] && match[1] && !match[2]
	}
	return match[0] != p.missed
}

// patterns restates rules and links in local cells. What a link about one
// issue adds goes to its cells.
func (s *Space) patterns(t *tying) []pattern {
	var list []pattern
	for _, r := range t.rules {
		p := pattern{scope: scope(r.Only, r.When, r.Unless), rule: true, column: -1}
		p.groups = [3][]Row{s.local(r.Only), s.local(r.When), s.local(r.Unless)}
		p.always = [3]bool{r.Only == nil, r.When == nil, false}
		list = append(list, p)
	}
	for _, l := range t.links {
		on := scope(l.Rows)
		if len(on) < 2 {
			s.addAlone(&l, on)
			continue
		}
		list = append(list, pattern{scope: on, groups: [3][]Row{s.local(l.Rows)}, missed: l.Missed, column: l.Column, amount: l.Amount})
	}
	return list
}

// local restates rows in local cells.
func (s *Space) local(rows []Row) []Row {
	list := make([]Row, len(rows))
	for i, r := range rows {
		for _, t := range r {
			lets := make([]bool, len(s.Places[t.Issue].Cells))
			for k, cell := range s.Places[t.Issue].Cells {
				lets[k] = t.Lets[cell]
			}
			list[i] = append(list[i], Term{t.Issue, lets})
		}
	}
	return list
}

// addAlone adds a link about one issue, or none, to the amounts of its cells.
func (s *Space) addAlone(l *Link, on []int) {
	place := 0
	if len(on) == 1 {
		place = on[0]
	}
	p := &s.Places[place]
	cells := make([]int, s.Issues)
	for k, cell := range p.Cells {
		cells[place] = cell
		if Matches(l.Rows, cells) == l.Missed {
			continue
		}
		from := (k*s.Columns + l.Column) * s.Limbs
		amount.Add(p.Amounts[from:from+s.Limbs], p.Amounts[from:from+s.Limbs], l.Amount, s.Limbs)
		p.Rough[k*s.Columns+l.Column] = amount.Float(p.Amounts[from:from+s.Limbs]) / s.Tops[l.Column]
	}
}

// classify puts the cells that no pattern tells apart into one class.
func (s *Space) classify(patterns []pattern) {
	lets := make([][][]bool, len(s.Places)) // by place: the terms on it
	for _, p := range patterns {
		for _, rows := range p.groups {
			for _, r := range rows {
				for _, t := range r {
					lets[t.Issue] = append(lets[t.Issue], t.Lets)
				}
			}
		}
	}
	for i := range s.Places {
		if len(lets[i]) == 0 {
			continue
		}
		p := &s.Places[i]
		index := map[string]int{}
		key := make([]byte, len(lets[i]))
		for k := range p.Cells {
			for n, l := range lets[i] {
				key[n] = '0'
				if l[k] {
					key[n] = '1'
				}
			}
			class, seen := index[string(key)]
			if !seen {
				class = len(index)
				index[string(key)] = class
			}
			p.Class[k] = class
		}
		p.Classes = len(index)
		p.gather()
	}
}
