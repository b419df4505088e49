package oracle

import (
	"fmt"
	"math/big"
	"math/bits"
	"slices"

	"parley"
)

// Bench judges many packages that are made of listed choices, as Judge does
// one: what every choice is worth to a party, and which combinations of choices
// break a statement, is asked of the definitions once and then looked up. It
// must not be used from two goroutines at once.
type Bench struct {
	j       *Judge
	issues  []parley.Issue
	places  map[string]int    // of the issues
	choices [][]parley.Choice // by issue
	starts  []int             // by issue: the first of its choices among all
	all     int
	claims  []*purse // by claim
	others  []*purse // of parties beside them that have a reservation value
	rules   []*rule
}

// Claim says in which whole numbers a party's utilities are claimed: utility ×
// Denominator + Offset.
type Claim struct {
	Party               string
	Denominator, Offset *big.Int
}

// purse adds up what choices are worth to a party, in whole numbers: utility ×
// denominator + offset, as two's complement numbers of so many words, the most
// significant first. Where there is no denominator for it, the judge is asked.
type purse struct {
	party   string
	slow    bool
	unit    *big.Int // the denominator
	offset  *big.Int
	words   int
	base    []uint64   // the offset
	worths  []uint64   // all choices × words
	adds    [][]uint64 // by linkage: what it pays
	bonuses []*bonus
	least   []uint64 // the reservation value, rounded up; nil: none
	most    []uint64 // the cap; nil: none
	sum     []uint64
	fallsIn *involvement // nil: its consent counts
}

// bonus is what linkages about the same issues pay for each combination of
// their choices.
type bonus struct {
	scope []int
	links []matcher
	sums  []uint64 // by combination, × words, once known
	known []bool   // nil: too many
	sum   []uint64 // of the combination at hand where they are
}

// matcher is the pattern of a linkage: of each of its rows, for every term, the
// choices that it allows.
type matcher struct {
	rows   [][]allowing
	missed bool     // it pays where no row matches
	words  []uint64 // what it pays
}

type allowing struct {
	at      int // the issue
	choices []bool
}

// rule is a demand or norm: it holds of the combinations of choices of a few
// issues that break it.
type rule struct {
	ref    parley.Ref
	scope  []int
	holds  func(parley.Package) bool
	known  []uint8 // by combination: 0 not yet asked, 1 no, 2 yes; nil: too many
	within *involvement
}

// involvement is whether a guarantor has a say in a package.
type involvement struct {
	issues  []int
	commits [][]bool // by these issues and their choices
}

// maxCombinations is of how many combinations of choices it is kept whether
// they break a statement.
const maxCombinations = 1 << 16

// NewBench returns a bench for packages that choose, for each issue of the
// case in file order, one of the choices. None is of a continuous issue.
func (j *Judge) NewBench(choices [][]parley.Choice, claims []Claim) *Bench {
	b := &Bench{j: j, issues: j.c.Issues, choices: choices, places: map[string]int{}}
	for at, i := range b.issues {
		b.places[i.ID] = at
	}
	for _, cs := range choices {
		b.starts = append(b.starts, b.all)
		b.all += len(cs)
	}
	for i, n := range j.c.Norms {
		b.rules = append(b.rules, b.newRule(parley.Ref{Kind: parley.NormKind, Index: i}, n.Pattern.Issues(), n.Pattern.Matches, nil))
	}
	claimed := map[string]bool{}
	for _, c := range claims {
		claimed[c.Party] = true
		b.claims = append(b.claims, b.newPurse(c, b.involvementOf(c.Party)))
	}
	for _, party := range j.c.Parties {
		p := j.c.Position(party.ID)
		if p == nil {
			continue
		}
		within := b.involvementOf(party.ID)
		for _, ds := range [][]parley.Demand{p.Never, p.Insists, p.OnlyIf} {
			for i, d := range ds {
				b.rules = append(b.rules, b.newRule(parley.Ref{Party: party.ID, Kind: d.Kind, Index: i}, d.Scope(), d.Broken, within))
			}
		}
		if _, known := j.Reservation(party.ID); known && !claimed[party.ID] && j.account(party.ID).known {
			b.others = append(b.others, b.newPurse(Claim{Party: party.ID, Offset: new(big.Int)}, within))
		}
	}
	return b
}

// involvementOf returns what a party has a say in; nil: everything.
func (b *Bench) involvementOf(party string) *involvement {
	if p, ok := b.j.c.Party(party); ok && p.Consents() {
		return nil
	}
	v := &involvement{}
	for at, i := range b.issues {
		if i.By != party {
			continue
		}
		commits := make([]bool, len(b.choices[at]))
		for k, c := range b.choices[at] {
			commits[k] = i.Commits(c)
		}
		v.issues, v.commits = append(v.issues, at), append(v.commits, commits)
	}
	return v
}

func (v *involvement) of(cells []uint32) bool {
	if v == nil {
		return true
	}
	for n, at := range v.issues {
		if v.commits[n][cells[at]] {
			return true
		}
	}
	return false
}

func (b *Bench) newRule(ref parley.Ref, scope []string, holds func(parley.Package) bool, within *involvement) *rule {
	r := &rule{ref: ref, scope: b.scopeOf(scope), holds: holds, within: within}
	if size := b.combinations(r.scope); size <= maxCombinations {
		r.known = make([]uint8, size)
	}
	return r
}

// scopeOf returns the places of issues in the file, in its order.
func (b *Bench) scopeOf(ids []string) []int {
	var list []int
	for _, id := range ids {
		if at, known := b.places[id]; known {
			list = append(list, at)
		}
	}
	slices.Sort(list)
	return list
}

// combinations returns how many there are of the choices of some issues; more
// than maxCombinations count as one more.
func (b *Bench) combinations(scope []int) int {
	size := 1
	for _, at := range scope {
		size = min(size*len(b.choices[at]), maxCombinations+1)
	}
	return size
}

// combination numbers the choices that a package makes for some issues.
func (b *Bench) combination(scope []int, cells []uint32) int {
	n := 0
	for _, at := range scope {
		n = n*len(b.choices[at]) + int(cells[at])
	}
	return n
}

// of reports whether the rule holds of the package.
func (r *rule) of(b *Bench, cells []uint32) bool {
	if r.known == nil {
		return r.holds(b.part(r.scope, cells))
	}
	at := b.combination(r.scope, cells)
	if r.known[at] == 0 {
		r.known[at] = 1
		if r.holds(b.part(r.scope, cells)) {
			r.known[at] = 2
		}
	}
	return r.known[at] == 2
}

// part returns what a package chooses for some issues.
func (b *Bench) part(scope []int, cells []uint32) parley.Package {
	pkg := make(parley.Package, len(scope))
	for _, at := range scope {
		pkg[b.issues[at].ID] = b.choices[at][cells[at]]
	}
	return pkg
}

// whole returns a package.
func (b *Bench) whole(cells []uint32) parley.Package {
	pkg := make(parley.Package, len(cells))
	for at, k := range cells {
		pkg[b.issues[at].ID] = b.choices[at][k]
	}
	return pkg
}

// newPurse looks up what every choice is worth. Without a denominator it takes
// one that divides all of them.
func (b *Bench) newPurse(c Claim, within *involvement) *purse {
	a := b.j.account(c.Party)
	s := &purse{party: c.Party, unit: c.Denominator, offset: c.Offset, fallsIn: within, slow: !a.known}
	for _, l := range a.linkages {
		s.slow = s.slow || l.Combined()
	}
	if s.slow {
		return s
	}
	var worths, adds []*big.Rat
	for at, scale := range a.scales {
		for _, choice := range b.choices[at] {
			worths = append(worths, scale.contribution(choice).Mul(a.left).Rat())
		}
	}
	for _, l := range a.linkages {
		adds = append(adds, l.Worth.Mid().Mul(a.left).Rat())
	}
	if s.unit == nil {
		s.unit = big.NewInt(1)
		for _, x := range append(worths, adds...) {
			shared := new(big.Int).GCD(nil, nil, s.unit, x.Denom())
			s.unit = new(big.Int).Mul(s.unit, new(big.Int).Quo(x.Denom(), shared))
		}
	}
	if s.fill(b, worths, adds); !s.slow {
		s.link(b, a.linkages)
	}
	if a.most != nil && !s.slow {
		s.cut(a.most.Mul(a.left).Rat())
	}
	if r, known := b.j.Reservation(c.Party); known && !s.slow {
		up := new(big.Rat).Mul(r.Rat(), new(big.Rat).SetInt(s.unit))
		up.Add(up, new(big.Rat).SetInt(s.offset))
		n := new(big.Int).Neg(up.Num())
		n.Neg(n.Div(n, up.Denom()))
		if n.BitLen() >= 64*s.words {
			s.slow = true
			return s
		}
		s.least = make([]uint64, s.words)
		put(s.least, n)
	}
	return s
}

// cut takes note of the cap, if it is a whole number that a sum could be. One
// above all sums cuts nothing off.
func (s *purse) cut(most *big.Rat) {
	n := new(big.Rat).Mul(most, new(big.Rat).SetInt(s.unit))
	n.Add(n, new(big.Rat).SetInt(s.offset))
	switch {
	case !n.IsInt():
		s.slow = true
	case n.Num().BitLen() < 64*s.words:
		s.most = make([]uint64, s.words)
		put(s.most, n.Num())
	case n.Sign() < 0:
		s.slow = true
	}
}

// fill writes the worths as whole numbers, if they are.
func (s *purse) fill(b *Bench, worths, adds []*big.Rat) {
	scaled := func(x *big.Rat) *big.Int {
		n, rest := new(big.Int).QuoRem(s.unit, x.Denom(), new(big.Int))
		s.slow = s.slow || rest.Sign() != 0
		return n.Mul(n, x.Num())
	}
	list := make([]*big.Int, 0, len(worths)+len(adds))
	reach := new(big.Int).Abs(s.offset) // no sum on the way is farther from 0
	for _, x := range append(worths, adds...) {
		n := scaled(x)
		list = append(list, n)
	}
	for at := range b.choices {
		most := new(big.Int)
		for k := range b.choices[at] {
			if n := list[b.starts[at]+k]; n.CmpAbs(most) > 0 {
				most.Abs(n)
			}
		}
		reach.Add(reach, most)
	}
	for _, n := range list[len(worths):] {
		reach.Add(reach, new(big.Int).Abs(n))
	}
	s.words = (reach.BitLen() + 1 + 63) / 64
	s.base, s.sum = make([]uint64, s.words), make([]uint64, s.words)
	put(s.base, s.offset)
	s.worths = make([]uint64, len(worths)*s.words)
	for n := range worths {
		put(s.worths[n*s.words:(n+1)*s.words], list[n])
	}
	for _, n := range list[len(worths):] {
		words := make([]uint64, s.words)
		put(words, n)
		s.adds = append(s.adds, words)
	}
}

// link takes the linkages about the same issues together.
func (s *purse) link(b *Bench, linkages []parley.Linkage) {
	index := map[string]*bonus{}
	for n, l := range linkages {
		scope := b.scopeOf(l.Issues())
		key := fmt.Sprint(scope)
		x := index[key]
		if x == nil {
			x = &bonus{scope: scope, sum: make([]uint64, s.words)}
			if size := b.combinations(scope); size <= maxCombinations {
				x.known, x.sums = make([]bool, size), make([]uint64, size*s.words)
			}
			index[key] = x
			s.bonuses = append(s.bonuses, x)
		}
		m := matcher{words: s.adds[n], missed: len(l.Unless) > 0}
		for _, pattern := range append(slices.Clone(l.When), l.Unless...) {
			var row []allowing
			for _, t := range pattern {
				for _, at := range b.scopeOf([]string{t.Issue}) {
					a := allowing{at, make([]bool, len(b.choices[at]))}
					for k, c := range b.choices[at] {
						a.choices[k] = t.Allows(c)
					}
					row = append(row, a)
				}
			}
			m.rows = append(m.rows, row)
		}
		x.links = append(x.links, m)
	}
}

// of returns what the linkages pay for the package.
func (x *bonus) of(b *Bench, cells []uint32) []uint64 {
	sum := x.sum
	if x.known != nil {
		at := b.combination(x.scope, cells)
		sum = x.sums[at*len(sum) : (at+1)*len(sum)]
		if x.known[at] {
			return sum
		}
		x.known[at] = true
	}
	clear(sum)
	for _, l := range x.links {
		if slices.ContainsFunc(l.rows, func(row []allowing) bool {
			return !slices.ContainsFunc(row, func(a allowing) bool { return !a.choices[cells[a.at]] })
		}) != l.missed {
			plus(sum, l.words)
		}
	}
	return sum
}

// put writes a number as two's complement words, the most significant first.
func put(words []uint64, n *big.Int) {
	m := n
	if n.Sign() < 0 {
		m = new(big.Int).Add(n, new(big.Int).Lsh(big.NewInt(1), uint(64*len(words))))
	}
	low, mask := new(big.Int), new(big.Int).SetUint64(^uint64(0))
	for i := len(words) - 1; i >= 0; i-- {
		words[i] = low.And(m, mask).Uint64()
		m = new(big.Int).Rsh(m, 64)
	}
}

// add adds up what the package is worth.
func (s *purse) add(b *Bench, cells []uint32) []uint64 {
	switch s.words {
	case 1:
		sum := s.base[0]
		for at, k := range cells {
			sum += s.worths[b.starts[at]+int(k)]
		}
		s.sum[0] = sum
	case 2: // decimals, mostly
		high, low := s.base[0], s.base[1]
		for at, k := range cells {
			x := s.worths[2*(b.starts[at]+int(k)):]
			var carry uint64
			low, carry = bits.Add64(low, x[1], 0)
			high += x[0] + carry
		}
		s.sum[0], s.sum[1] = high, low
	default:
		copy(s.sum, s.base)
		for at, k := range cells {
			from := (b.starts[at] + int(k)) * s.words
			plus(s.sum, s.worths[from:from+s.words])
		}
	}
	for _, x := range s.bonuses {
		plus(s.sum, x.of(b, cells))
	}
	if s.most != nil && below(s.most, s.sum) {
		copy(s.sum, s.most)
	}
	return s.sum
}

func plus(sum, x []uint64) {
	carry := uint64(0)
	for i := len(sum) - 1; i >= 0; i-- {
		sum[i], carry = bits.Add64(sum[i], x[i], carry)
	}
}

// below compares two's complement numbers.
func below(x, y []uint64) bool {
	if x[0] != y[0] {
		return int64(x[0]) < int64(y[0])
	}
	return slices.Compare(x, y) < 0
}

// same reports whether the sum is the number claimed, of any number of words
// and not negative.
func same(sum, claimed []uint64) bool {
	if int64(sum[0]) < 0 {
		return false
	}
	for i := range max(len(sum), len(claimed)) {
		if word(sum, i) != word(claimed, i) {
			return false
		}
	}
	return true
}

// word returns a word of a number that is not negative, counted from the least.
func word(x []uint64, i int) uint64 {
	if i >= len(x) {
		return 0
	}
	return x[len(x)-1-i]
}

// Check holds a package, its choices by their indices, to what is claimed of
// it: that it breaks nothing but what is allowed, and that by claim it is worth
// so much (words, the most significant first). The error says what is wrong.
func (b *Bench) Check(cells []uint32, claimed [][]uint64, allowed func(parley.Ref) bool) error {
	for _, r := range b.rules {
		if r.within.of(cells) && r.of(b, cells) && !allowed(r.ref) {
			return fmt.Errorf("the package %v was to break nothing, and the check says that it breaks %s", b.whole(cells), r.ref.At())
		}
	}
	for n, s := range b.claims {
		if err := s.check(b, cells, claimed[n], allowed); err != nil {
			return err
		}
	}
	for _, s := range b.others {
		if err := s.check(b, cells, nil, allowed); err != nil {
			return err
		}
	}
	return nil
}

// check holds what the package is worth to a party to what is claimed, if
// anything is, and to its reservation value.
func (s *purse) check(b *Bench, cells []uint32, claimed []uint64, allowed func(parley.Ref) bool) error {
	fallback := parley.Ref{Party: s.party, Kind: parley.FallbackKind}
	concerned := s.fallsIn.of(cells)
	if s.slow {
		return s.ask(b, cells, claimed, concerned && !allowed(fallback))
	}
	sum := s.add(b, cells)
	if claimed != nil && !same(sum, claimed) {
		return s.ask(b, cells, claimed, false)
	}
	if s.least != nil && concerned && below(sum, s.least) && !allowed(fallback) {
		return fmt.Errorf("the package %v was to break nothing, and the check says that it breaks %s", b.whole(cells), fallback.At())
	}
	return nil
}

// ask asks the judge.
func (s *purse) ask(b *Bench, cells []uint32, claimed []uint64, bound bool) error {
	pkg := b.whole(cells)
	u, known := b.j.Utility(s.party, pkg)
	if claimed != nil {
		n := new(big.Int)
		for _, word := range claimed {
			n.Or(n.Lsh(n, 64), new(big.Int).SetUint64(word))
		}
		said := parley.Exactly(new(big.Rat).SetFrac(n.Sub(n, s.offset), s.unit))
		if !known || !u.Equal(said) {
			return fmt.Errorf("the package %v was to be worth %s to %s, and the check says %s", pkg, said, s.party, u)
		}
	}
	if r, stated := b.j.Reservation(s.party); stated && known && bound && u.Cmp(r) < 0 {
		return fmt.Errorf("the package %v was to break nothing, and the check says that it breaks %s", pkg, parley.Ref{Party: s.party, Kind: parley.FallbackKind}.At())
	}
	return nil
}
