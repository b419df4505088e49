package network

import (
	"slices"
	"strconv"

	"parley/bargain/internal/amount"
)

// factor says something of every combination of classes of a few places: which
// of them break a rule, or what they add to a column.
type factor struct {
	scope  []int
	column int      // -1: a rule
	on     []bool   // of a rule: which are broken; the first place of the scope counts least
	worth  []uint64 // of a column: × limbs
}

// factors writes patterns out, those about the same places and column into one
// table, or adds the hidden places of their chains.
func (s *Space) factors(patterns []pattern, direct []bool) []factor {
	var factors []factor
	index := map[string]int{}
	for n := range patterns {
		p := &patterns[n]
		if !direct[n] {
			factors = append(factors, s.chain(*p)...)
			continue
		}
		key := strconv.AppendInt(nil, int64(p.column), 10)
		for _, at := range p.scope {
			key = strconv.AppendInt(append(key, ' '), int64(at), 10)
		}
		at, seen := index[string(key)]
		if !seen {
			at = len(factors)
			index[string(key)] = at
			factors = append(factors, s.blank(p))
		}
		s.writeOut(&factors[at], p)
	}
	return factors
}

// blank is a factor that says nothing yet.
func (s *Space) blank(p *pattern) factor {
	f := factor{scope: p.scope, column: p.column}
	entries := 1
	for _, at := range p.scope {
		entries *= s.Places[at].Classes
	}
	if p.column < 0 {
		f.on = make([]bool, entries)
	} else {
		f.worth = make([]uint64, entries*s.Limbs)
	}
	return f
}

// writeOut writes a pattern into a factor.
func (s *Space) writeOut(f *factor, p *pattern) {
	if !p.rule {
		s.mark(p.scope, p.groups[0], p.missed, func(e int) {
			x := f.worth[e*s.Limbs : (e+1)*s.Limbs]
			amount.Add(x, x, p.amount, s.Limbs)
		})
		return
	}
	only, when, unless := p.groups[0], p.groups[1], p.groups[2]
	switch {
	case len(unless) == 0 && p.always[1]:
		s.mark(p.scope, only, false, func(e int) { f.on[e] = true })
		return
	case len(unless) == 0 && p.always[0]:
		s.mark(p.scope, when, false, func(e int) { f.on[e] = true })
		return
	}
	matches := make([][3]bool, len(f.on))
	for e := range matches {
		matches[e] = p.always
	}
	for g, rows := range p.groups {
		s.mark(p.scope, rows, false, func(e int) { matches[e][g] = true })
	}
	for e, m := range matches {
		f.on[e] = f.on[e] || p.on(m)
	}
}

// mark calls visit once for each combination of classes of the places that one
// of the rows matches, or for each that none does. It takes as long as there
// are such combinations: most rows match few.
func (s *Space) mark(scope []int, rows []Row, missed bool, visit func(e int)) {
	if len(rows) == 1 && !missed {
		s.matching(scope, rows[0], visit)
		return
	}
	entries := 1
	for _, at := range scope {
		entries *= s.Places[at].Classes
	}
	seen := make([]bool, entries)
	for _, r := range rows {
		s.matching(scope, r, func(e int) { seen[e] = true })
	}
	for e, matched := range seen {
		if matched != missed {
			visit(e)
		}
	}
}

// matching calls visit for each combination of classes that the row matches.
func (s *Space) matching(scope []int, r Row, visit func(e int)) {
	list := make([][]int, len(scope)) // by place: what the classes that it lets add to the index
	step := 1
	for n, at := range scope {
		for class := range s.Places[at].Classes {
			if !slices.ContainsFunc(r, func(t Term) bool { return t.Issue == at && !s.lets(t, class) }) {
				list[n] = append(list[n], class*step)
			}
		}
		if len(list[n]) == 0 {
			return
		}
		step *= s.Places[at].Classes
	}
	turns := make([]int, len(scope))
	for {
		e := 0
		for n, turn := range turns {
			e += list[n][turn]
		}
		visit(e)
		n := 0
		for ; n < len(turns); n++ {
			if turns[n]++; turns[n] < len(list[n]) {
				break
			}
			turns[n] = 0
		}
		if n == len(turns) {
			return
		}
	}
}

// lets reports whether the term lets the class of its place through.
func (s *Space) lets(t Term, class int) bool { return t.Lets[s.Places[t.Issue].Members[class][0]] }
