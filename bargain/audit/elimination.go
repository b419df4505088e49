package audit

import (
	"math/big"
	"slices"

	"parley"
	"parley/bargain/oracle"
)

// Limits on a table, and on the entries gone through in all of an audit.
const (
	maxEntries = 1 << 18
	maxWork    = 20_000_000
)

// verdict says what is known of a greatest sum.
type verdict int

const (
	unknown verdict = iota // tables would be too large, or an issue is continuous
	nothing                // no package breaks none of the items
	exact
	above // nothing is greater; it may not be reached
)

// factor is a part of the sum that rests on some issues alone: a number for
// every combination of their choices, nil where it is ruled out.
type factor struct {
	scope  []int // issues, ascending
	values []*big.Rat
}

// greatest returns the most that utilities, times the parties' weights, add up
// to at a package that breaks none of the items, fallbacks not among them. It
// writes the sum as parts that rest on a few issues each and takes the issues
// out one after the other: of all parts that rest on an issue, put together,
// the greatest over its choices is kept for every combination of the rest
// (variable elimination; Bertelè and Brioschi 1972).
func (k *auditor) greatest(weights map[string]parley.Number, items []parley.Ref) (parley.Number, verdict) {
	state := exact
	weights, capped := k.scaled(weights)
	factors := map[string]*factor{} // by scope
	add := func(scope []int, of func(pkg parley.Package) *big.Rat) bool {
		size := k.size(scope)
		if size > maxEntries || k.work+size > maxWork {
			return false
		}
		k.work += size
		f := factors[name(scope)]
		if f == nil {
			f = &factor{scope, slices.Repeat([]*big.Rat{new(big.Rat)}, size)}
			factors[name(scope)] = f
		}
		n := 0
		k.combinations(scope, func(pkg parley.Package) {
			f.values[n] = plus(f.values[n], of(pkg))
			n++
		})
		return true
	}
	rest := new(big.Rat) // an upper bound on what no table could hold
	for i := range k.c.Issues {
		if len(weights) == 0 {
			break // what holds together rests on the issues of the statements alone
		}
		if k.counts[i] == 0 || !add([]int{i}, func(pkg parley.Package) *big.Rat { return k.alone(weights, pkg) }) {
			return parley.Number{}, unknown
		}
	}
	for _, p := range k.c.Parties {
		w, weighed := weights[p.ID]
		if s := k.c.Position(p.ID); weighed && s != nil {
			for _, l := range s.Linkages {
				if !add(k.scope(l.Issues()), func(pkg parley.Package) *big.Rat { return oracle.Linkage(l, pkg).Mul(w).Rat() }) {
					state = above
					rest.Add(rest, highest(l, w))
				}
			}
		}
	}
	for _, ref := range items {
		s := k.statement(ref)
		if !add(s.scope, func(pkg parley.Package) *big.Rat {
			if s.broken(pkg) {
				return nil
			}
			return new(big.Rat)
		}) {
			state = above // without it there are only more packages
		}
	}
	most, done := k.eliminate(factors)
	switch {
	case !done:
		return parley.Number{}, unknown
	case most == nil:
		return parley.Number{}, nothing
	}
	sum := parley.Exactly(rest.Add(rest, most))
	if len(capped) == 0 {
		return sum, state
	}
	if len(weights) > 1 { // what is cut off of one says nothing of what the others have there
		if slices.ContainsFunc(capped, func(party string) bool { return weights[party].Sign() < 0 }) {
			return parley.Number{}, unknown
		}
		return sum, above
	}
	w := weights[capped[0]]
	switch cut := k.c.Position(capped[0]).Cap.At.Mul(w); {
	case w.Sign() > 0 && cut.Cmp(sum) < 0, w.Sign() < 0 && cut.Cmp(sum) > 0:
		sum = cut
	}
	return sum, state
}

// scaled restates weights of utilities as weights of what packages add up to,
// which time makes less of, and names the parties with a cap on that.
func (k *auditor) scaled(weights map[string]parley.Number) (map[string]parley.Number, []string) {
	out := map[string]parley.Number{}
	var capped []string
	for _, p := range k.c.Parties {
		s := k.c.Position(p.ID)
		w, weighed := weights[p.ID]
		if !weighed {
			continue
		}
		if s == nil {
			out[p.ID] = w
			continue
		}
		out[p.ID] = w.Mul(s.Discount.At(k.c.Time))
		if s.Cap != nil {
			capped = append(capped, p.ID)
		}
	}
	return out, capped
}

// highest returns a number that the linkage times the weight does not exceed.
func highest(l parley.Linkage, w parley.Number) *big.Rat {
	if !l.Combined() {
		if x := l.Worth.Mid().Mul(w); x.Sign() > 0 {
			return x.Rat()
		}
		return new(big.Rat)
	}
	sum := new(big.Rat)
	for _, part := range l.Parts {
		sum.Add(sum, highest(part, w))
	}
	return sum
}

// alone returns what the choices of a package of one issue add up to by
// themselves: what linkages add to it is taken away, caps and discounts apart.
func (k *auditor) alone(weights map[string]parley.Number, pkg parley.Package) *big.Rat {
	sum := parley.Int(0)
	for party, w := range weights { // exact: the order does not matter
		u, _ := k.judge.Sum(party, pkg)
		for _, l := range k.c.Position(party).Linkages {
			u = u.Sub(oracle.Linkage(l, pkg))
		}
		sum = sum.Add(u.Mul(w))
	}
	return sum.Rat()
}

// statement is a norm or demand.
type statement struct {
	ref    parley.Ref
	scope  []int                     // the issues that it is about
	broken func(parley.Package) bool // by a package that chooses on them
}

// statement reads a norm or demand. Who owns issues and whose consent does not
// count holds to nothing that takes nothing from it.
func (k *auditor) statement(ref parley.Ref) statement {
	if ref.Kind == parley.NormKind {
		pattern := k.c.Norms[ref.Index].Pattern
		return statement{ref, k.scope(pattern.Issues()), pattern.Matches}
	}
	d := k.c.Demand(ref)
	ids := d.Scope()
	if p, _ := k.c.Party(ref.Party); !p.Consents() {
		for _, i := range k.c.Issues {
			if i.By == ref.Party {
				ids = append(ids, i.ID)
			}
		}
	}
	return statement{ref, k.scope(ids), func(pkg parley.Package) bool { return d.Broken(pkg) && k.judge.Concerned(ref.Party, pkg) }}
}

// norms and demands return all there are.
func (k *auditor) norms() []parley.Ref {
	var list []parley.Ref
	for n := range k.c.Norms {
		list = append(list, parley.Ref{Kind: parley.NormKind, Index: n})
	}
	return list
}

func (k *auditor) demands(list []parley.Ref) []parley.Ref {
	for _, p := range k.c.Parties {
		if s := k.c.Position(p.ID); s != nil {
			for _, of := range [][]parley.Demand{s.Never, s.Insists, s.OnlyIf} {
				for n, d := range of {
					list = append(list, parley.Ref{Party: p.ID, Kind: d.Kind, Index: n})
				}
			}
		}
	}
	return list
}

// eliminate takes out all issues, each time the one that leaves the least to
// tabulate. It returns nil if everything is ruled out, and false if a table
// would be too large.
func (k *auditor) eliminate(factors map[string]*factor) (*big.Rat, bool) {
	var list []*factor
	for _, f := range factors {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b *factor) int { return slices.Compare(a.scope, b.scope) })
	sum := new(big.Rat)
	left := map[int]bool{}
	for _, f := range list {
		for _, i := range f.scope {
			left[i] = true
		}
	}
	for len(left) > 0 {
		next, size := -1, 0
		var scope []int
		for i := range k.c.Issues {
			if !left[i] {
				continue
			}
			s := joint(list, i)
			if n := k.size(s); next < 0 || n < size {
				next, size, scope = i, n, s
			}
			if len(scope) == 1 {
				break
			}
		}
		if size > maxEntries || k.work > maxWork || k.ctx.Err() != nil {
			return nil, false
		}
		var with, without []*factor
		for _, f := range list {
			if slices.Contains(f.scope, next) {
				with = append(with, f)
			} else {
				without = append(without, f)
			}
		}
		k.work += size * len(with)
		scope = slices.DeleteFunc(scope, func(i int) bool { return i == next })
		out := k.maximise(scope, next, with)
		if len(scope) == 0 {
			if out.values[0] == nil {
				return nil, true
			}
			sum.Add(sum, out.values[0])
		} else {
			without = append(without, out)
		}
		list = without
		delete(left, next)
	}
	return sum, true
}

// maximise adds up factors and keeps, for every combination of the scope, the
// greatest over the choices of one further issue.
func (k *auditor) maximise(scope []int, over int, factors []*factor) *factor {
	choice := make([]int, len(k.c.Issues))
	out := &factor{scope: scope}
	for n := range k.size(scope) {
		for at := len(scope) - 1; at >= 0; at-- { // the last issue changes fastest
			count := k.size(scope[at : at+1])
			choice[scope[at]] = n % count
			n /= count
		}
		var best *big.Rat
		for choice[over] = range k.size([]int{over}) {
			sum := new(big.Rat)
			for _, f := range factors {
				at := 0
				for _, i := range f.scope {
					at = at*k.size([]int{i}) + choice[i]
				}
				sum = plus(sum, f.values[at])
			}
			if best == nil || sum != nil && sum.Cmp(best) > 0 {
				best = sum
			}
		}
		out.values = append(out.values, best)
	}
	return out
}

// plus adds what may be ruled out.
func plus(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	return new(big.Rat).Add(a, b)
}

// joint returns the issues of all factors that rest on issue i, i among them.
func joint(factors []*factor, i int) []int {
	all := []int{i}
	for _, f := range factors {
		if slices.Contains(f.scope, i) {
			all = append(all, f.scope...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// scope returns the places of issues in the case, ascending, each once.
func (k *auditor) scope(ids []string) []int {
	var list []int
	for _, id := range ids {
		list = append(list, slices.IndexFunc(k.c.Issues, func(i parley.Issue) bool { return i.ID == id }))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// size returns how many combinations of choices the issues have, or more than
// fits a table.
func (k *auditor) size(scope []int) int {
	n := 1
	for _, i := range scope {
		if n *= k.counts[i]; n == 0 || n > maxEntries { // 0: too many choices
			return maxEntries + 1
		}
	}
	return n
}

// combinations calls each with all combinations of the issues' choices, the
// last changing fastest. The package is only lent.
func (k *auditor) combinations(scope []int, each func(parley.Package)) {
	pkg := parley.Package{}
	var from func(n int)
	from = func(n int) {
		if n == len(scope) {
			each(pkg)
			return
		}
		issue := k.c.Issues[scope[n]]
		for c := range k.size(scope[n : n+1]) {
			pkg[issue.ID] = issue.At(c)
			from(n + 1)
		}
	}
	from(0)
}

func name(scope []int) string {
	var b []byte
	for _, i := range scope {
		b = append(b, byte(i>>8), byte(i))
	}
	return string(b)
}
