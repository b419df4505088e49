package audit

import (
	"math"
	"math/big"
	"slices"

	"parley"
	"parley/bargain"
)

// solved is a solution with the question that it answers.
type solved struct {
	question bargain.Question
	*bargain.Solution
}

// solved lists the solutions that the answer has.
func (k *auditor) solved() []solved {
	a := k.a
	return slices.DeleteFunc([]solved{{bargain.AskNash, a.Nash}, {bargain.AskKalaiSmorodinsky, a.KalaiSmorodinsky},
		{bargain.AskEgalitarian, a.Egalitarian}, {bargain.AskUtilitarian, a.Utilitarian}, {bargain.AskWeightedNash, a.WeightedNash}},
		func(s solved) bool { return s.Solution == nil })
}

// solutions checks each solution: that no witness is better by its criterion
// than a proven one, that none ties with it unlisted, and that levels are
// those of the outcomes.
func (k *auditor) solutions() {
	zone := k.among()
	for _, s := range k.solved() {
		q := s.question
		if len(s.Outcomes) == 0 || s.Size < len(s.Outcomes) {
			k.wrong(q, "%d outcomes are listed of %d", len(s.Outcomes), s.Size)
			continue
		}
		k.outcomes(q, s.Outcomes, zone, true)
		if slices.ContainsFunc(s.Outcomes, func(o bargain.Outcome) bool { return len(o.Utility) != len(k.parties) }) {
			continue
		}
		if !k.measured(q) {
			continue
		}
		k.listings(s)
		best := k.key(q, k.vector(s.Outcomes[0]))
		listed := map[string]bool{}
		for n, o := range s.Outcomes {
			listed[text(k.vector(o))] = true
			if compare(k.key(q, k.vector(o)), best) != 0 {
				k.wrong(q, "outcomes 0 and %d do not tie", n)
			}
		}
		k.level(s, zone)
		if !k.proven(q) {
			continue
		}
		// Where numbers are continuous a whole line can tie: its ends are listed.
		every := s.Size == len(s.Outcomes) && k.a.Certificates[q].Why == "" && !k.continuous()
		for _, w := range zone {
			switch order := compare(k.key(q, w.utility), best); {
			case order > 0:
				k.wrong(q, "%v is better by its criterion", w.pkg)
			case order == 0 && every && !listed[text(w.utility)]:
				k.wrong(q, "%v ties with it, and is not listed", w.pkg)
			}
		}
		if !k.complete {
			k.unchecked(q, "that no package that is not named here is better")
		}
	}
	if why := k.a.Certificates[bargain.AskWeightedNash]; k.a.WeightedNash == nil && why.Proven && len(k.o.Weights) > 0 {
		for _, w := range zone {
			if w.utility != nil && !slices.ContainsFunc(k.gains(w.utility), func(g parley.Number) bool { return g.Sign() <= 0 }) {
				k.wrong(bargain.AskWeightedNash, "%v leaves every party better off, and nothing is picked", w.pkg)
			}
		}
	}
}

// measured reports whether every party's measures are known, without which no
// packages can be compared.
func (k *auditor) measured(q bargain.Question) bool {
	for n, m := range k.measures {
		if !m.fallback.known || !m.best.known || !m.width.known {
			k.unchecked(q, "what cannot be measured: what %s gains, against what it could", k.parties[n])
			return false
		}
	}
	return true
}

// listings checks which parties are said to be left out or assumed.
func (k *auditor) listings(s solved) {
	var left, assumed []string
	for n, party := range k.parties {
		if !k.measures[n].counts() {
			left = append(left, party)
		}
		if _, stated := k.judge.Reservation(party); !stated {
			assumed = append(assumed, party)
		}
	}
	if s.question != bargain.AskWeightedNash && !slices.Equal(left, s.LeftOut) {
		k.wrong(s.question, "%v leave the ratios, and not %v", left, s.LeftOut)
	}
	if !slices.Equal(assumed, s.Assumed) {
		k.wrong(s.question, "the fallbacks of %v are assumed, and not those of %v", assumed, s.Assumed)
	}
}

// counts reports whether the party can gain something and has a range.
func (m measure) counts() bool { return m.best.positive() && m.width.is }

func (k *auditor) gains(v []parley.Number) []parley.Number {
	list := make([]parley.Number, len(v))
	for n := range v {
		list[n] = v[n].Sub(k.measures[n].fallback.n)
	}
	return list
}

// ratios returns the gains in the unit, ascending, of the parties that count.
func (k *auditor) ratios(v []parley.Number, unit func(measure) figure) []parley.Number {
	var list []parley.Number
	for n, g := range k.gains(v) {
		if m := k.measures[n]; m.counts() {
			list = append(list, g.Div(unit(m).n))
		}
	}
	slices.SortFunc(list, parley.Number.Cmp)
	return list
}

func best(m measure) figure  { return m.best }
func width(m measure) figure { return m.width }

// key returns the numbers by which a criterion ranks utilities, the first
// counting most: of two packages it picks the one with the greater.
func (k *auditor) key(q bargain.Question, v []parley.Number) []parley.Number {
	switch q {
	case bargain.AskKalaiSmorodinsky:
		return k.ratios(v, best)
	case bargain.AskEgalitarian:
		return k.ratios(v, width)
	case bargain.AskUtilitarian:
		return []parley.Number{k.fractions(v)}
	case bargain.AskWeightedNash:
		return []parley.Number{k.power(v)}
	}
	many, product, shares := 0, parley.Int(1), parley.Int(1)
	for n, g := range k.gains(v) {
		if g.Sign() > 0 {
			many++
			product = product.Mul(g)
			if b := k.measures[n].best; b.positive() {
				shares = shares.Mul(g.Div(b.n))
			}
		}
	}
	if many == len(v) {
		return []parley.Number{parley.Int(int64(many)), product}
	}
	return append([]parley.Number{parley.Int(int64(many)), shares}, k.ratios(v, best)...)
}

// fractions returns the sum of the fractions of all parties with a range.
func (k *auditor) fractions(v []parley.Number) parley.Number {
	sum := parley.Int(0)
	for n, g := range k.gains(v) {
		if w := k.measures[n].width; w.is {
			sum = sum.Add(g.Div(w.n))
		}
	}
	return sum
}

// power returns the product of the gains, each to the power of its party's
// weight, brought to whole exponents; 0 where a party gains nothing.
func (k *auditor) power(v []parley.Number) parley.Number {
	weights := make([]*big.Rat, len(v))
	for n := range weights {
		weights[n] = k.weight(n)
	}
	times := big.NewInt(1)
	for _, w := range weights {
		times.Mul(times, new(big.Int).Div(w.Denom(), new(big.Int).GCD(nil, nil, times, w.Denom())))
	}
	product := big.NewRat(1, 1)
	for n, g := range k.gains(v) {
		if g.Sign() <= 0 {
			return parley.Int(0)
		}
		e := new(big.Int).Div(new(big.Int).Mul(weights[n].Num(), times), weights[n].Denom())
		r := g.Rat()
		r.SetFrac(new(big.Int).Exp(r.Num(), e, nil), new(big.Int).Exp(r.Denom(), e, nil))
		product.Mul(product, r)
	}
	return parley.Exactly(product)
}

// weight returns what was given as the weight of a party, or 1.
func (k *auditor) weight(n int) *big.Rat {
	for _, w := range k.o.Weights {
		if w.Party == k.parties[n] {
			return w.Weight.Rat()
		}
	}
	return big.NewRat(1, 1)
}

// level checks the level of a certificate, that of the outcomes, and that no
// witness is above the upper bound. The level of a Nash product is the
// geometric mean of shares, which need not be rational: it is taken in floats,
// with room for their error.
func (k *auditor) level(s solved, zone []witness) {
	q := s.question
	c := k.a.Certificates[q]
	if c.Level > len(k.parties) {
		k.wrong(q, "%d levels of %d parties", c.Level, len(k.parties))
	}
	if c.Lower == nil {
		return
	}
	room := parley.Fraction(1, 1e9)
	product := q == bargain.AskNash || q == bargain.AskWeightedNash
	of := func(v []parley.Number) parley.Number {
		switch key := k.key(q, v); {
		case !product && len(key) > 0:
			return key[0]
		case !product:
			return parley.Int(0)
		}
		logs, weights := 0.0, 0.0
		for n, g := range k.gains(v) {
			m := k.measures[n]
			if !m.counts() {
				continue
			}
			if g.Sign() <= 0 {
				return parley.Int(0)
			}
			w := 1.0
			if q == bargain.AskWeightedNash {
				w = parley.Exactly(k.weight(n)).Float()
			}
			logs, weights = logs+w*math.Log(g.Div(m.best.n).Float()), weights+w
		}
		if weights == 0 {
			return parley.Int(0)
		}
		return parley.Exactly(new(big.Rat).SetFloat64(math.Exp(logs / weights)))
	}
	level := of(k.vector(s.Outcomes[0]))
	if d := level.Sub(*c.Lower); !product && d.Sign() != 0 || d.Cmp(room) > 0 || d.Cmp(parley.Int(0).Sub(room)) < 0 {
		k.wrong(q, "its level is %s and not %s", level, c.Lower)
	}
	if c.Upper == nil {
		return
	}
	if c.Upper.Cmp(*c.Lower) < 0 || c.Proven && !c.Upper.Equal(*c.Lower) {
		k.wrong(q, "its bounds %s and %s do not go together", c.Lower, c.Upper)
	}
	for _, w := range zone {
		if of(w.utility).Cmp(c.Upper.Add(room)) > 0 {
			k.wrong(q, "%v is above the upper bound %s", w.pkg, c.Upper)
		}
	}
}

// shortlist checks that no witness has a greater product of gains than one
// that is listed, and that the diverse ones differ, each the best that does.
// Packages with a product of 0 need not be listed.
func (k *auditor) shortlist() {
	s := k.a.Shortlist
	if s == nil {
		return
	}
	q := bargain.AskShortlist
	zone := k.among()
	for _, list := range [][]bargain.Outcome{s.Best, s.Diverse} {
		k.outcomes(q, list, zone, false)
		seen := map[string]bool{}
		for n, o := range list {
			if n > 0 && k.product(o).Cmp(k.product(list[n-1])) > 0 || seen[k.id(o.Package)] {
				k.wrong(q, "package %d is out of order, or listed twice", n)
			}
			seen[k.id(o.Package)] = true
		}
	}
	for n, o := range s.Diverse {
		for _, before := range s.Diverse[:n] {
			if k.apart(o.Package, before.Package) < s.Apart {
				k.wrong(q, "diverse package %d does not differ from one before it on %d issues", n, s.Apart)
			}
		}
	}
	if !k.proven(q) {
		return
	}
	most := k.o.Best
	if most == 0 {
		most = bargain.DefaultBest
	}
	listed := map[string]bool{}
	for _, o := range s.Best {
		listed[text(k.vector(o))] = true
	}
	for _, w := range zone {
		p := k.productOf(w.utility)
		if p.Sign() == 0 {
			continue
		}
		if n := slices.IndexFunc(s.Best, func(o bargain.Outcome) bool { return k.toldApart(o.Package, w.pkg) == 0 }); k.continuous() && n >= 0 {
			if p.Cmp(k.product(s.Best[n])) > 0 { // with the same options, other numbers are better
				k.wrong(q, "%v is better than package %d", w.pkg, n)
			}
			continue
		}
		if (len(s.Best) < most || p.Cmp(k.product(s.Best[len(s.Best)-1])) > 0) && !listed[text(w.utility)] {
			k.wrong(q, "%v is as good as what is listed, and missing", w.pkg)
		}
		for n := range len(s.Diverse) + 1 { // better than the n-th, and as far from those before
			if n == len(s.Diverse) && n >= most || n < len(s.Diverse) && p.Cmp(k.product(s.Diverse[n])) <= 0 {
				continue
			}
			if !slices.ContainsFunc(s.Diverse[:n], func(o bargain.Outcome) bool { return k.toldApart(o.Package, w.pkg) < s.Apart }) {
				k.wrong(q, "%v is better than diverse package %d", w.pkg, n)
			}
		}
	}
	if !k.complete {
		k.unchecked(q, "that no package that is not named here is better")
	}
}

func (k *auditor) product(o bargain.Outcome) parley.Number { return k.productOf(k.vector(o)) }

func (k *auditor) productOf(v []parley.Number) parley.Number {
	product := parley.Int(1)
	for _, g := range k.gains(v) {
		product = product.Mul(g)
	}
	return product
}

// toldApart returns on how many issues two packages take choices that are not
// worth the same to everybody, or not the same to every statement. The others
// are one for the engine, and no diversity; nor are numbers of continuous issues.
func (k *auditor) toldApart(a, b parley.Package) int {
	var patterns parley.Patterns
	for _, n := range k.c.Norms {
		patterns = append(patterns, n.Pattern...)
	}
	says := slices.DeleteFunc(slices.Clone(k.c.Positions), func(p parley.Position) bool { return !k.hasSay(p.Party) })
	for _, p := range says {
		for _, d := range p.Demands() {
			patterns = slices.Concat(patterns, d.Pattern, d.If)
		}
		for _, l := range p.Linkages {
			patterns = append(patterns, l.Patterns()...)
		}
	}
	n := 0
	for _, i := range k.c.Issues {
		if i.Continuous() {
			continue
		}
		x, y := a[i.ID], b[i.ID]
		tells := i.Commits(x) != i.Commits(y) || slices.ContainsFunc(slices.Concat(patterns...), func(t parley.Term) bool {
			return t.Issue == i.ID && t.Allows(x) != t.Allows(y)
		}) || slices.ContainsFunc(says, func(p parley.Position) bool {
			u, _ := k.judge.Sum(p.Party, parley.Package{i.ID: x})
			v, _ := k.judge.Sum(p.Party, parley.Package{i.ID: y})
			return !u.Equal(v)
		})
		if tells {
			n++
		}
	}
	return n
}

// hasSay reports whether the party's consent counts, or it decides an issue.
func (k *auditor) hasSay(party string) bool {
	return slices.Contains(k.parties, party) || slices.ContainsFunc(k.c.Issues, func(i parley.Issue) bool { return i.By == party })
}

// apart returns on how many issues two packages differ, those apart that are
// continuous.
func (k *auditor) apart(a, b parley.Package) int {
	n := 0
	for _, i := range k.c.Issues {
		if !i.Continuous() && !a[i.ID].Equal(b[i.ID]) {
			n++
		}
	}
	return n
}
