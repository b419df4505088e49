package bargain_test

import (
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/bargain"
	"parley/bargain/oracle"
)

// isPossible reports whether the package breaks nothing but the items named.
func (b *brute) isPossible(pkg parley.Package, ignore ...string) bool {
	for n, other := range b.packages {
		if other.Equal(pkg) {
			return slices.Contains(b.possible(ignore...), n)
		}
	}
	return false
}

func (b *brute) fallbacks() []string {
	var at []string
	for _, p := range b.c.Parties {
		at = append(at, "positions."+p.ID+".fallback")
	}
	return at
}

// Fails if the least or the most that a party can reach is not what a scan of
// the possible zone finds, or a choice is sorted as open that no package of it
// takes, or as closed that one does.
func checkScope(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	of := b.possible()
	if len(of) == 0 {
		if len(a.Zone.Reach)+len(a.Zone.Open) > 0 {
			t.Error("something is open in an empty zone")
		}
		return
	}
	for _, r := range a.Zone.Reach {
		q := slices.IndexFunc(b.c.Consenting(), func(p parley.Party) bool { return p.ID == r.Party })
		if b.vectors[0] == nil {
			continue // other parties' utilities are not known, and brute compares whole vectors
		}
		low, high := b.ends(of, q)
		if !r.Proven || r.Least.Rat().Cmp(low) != 0 || r.Most.Rat().Cmp(high) != 0 {
			t.Errorf("%s reaches %s to %s (proven %v), want %s to %s", r.Party, r.Least, r.Most, r.Proven, low, high)
		}
		for pkg, u := range map[*parley.Package]parley.Number{&r.LeastAt: r.Least, &r.MostAt: r.Most} {
			if got, _ := b.judge.Utility(r.Party, *pkg); !got.Equal(u) || !b.isPossible(*pkg) {
				t.Errorf("%s does not have %s at %v", r.Party, u, *pkg)
			}
		}
	}
	for n, o := range a.Zone.Open {
		issue := b.c.Issues[n]
		in := func(list []bargain.Span, c parley.Choice) bool {
			return slices.ContainsFunc(list, func(s bargain.Span) bool {
				if issue.Numeric() {
					return s.From.Number.Cmp(c.Number) <= 0 && c.Number.Cmp(s.To.Number) <= 0
				}
				return s.From == c
			})
		}
		for k := range int(issue.Count().Int64()) {
			c := issue.At(k)
			taken := slices.ContainsFunc(of, func(n int) bool { return b.packages[n][issue.ID].Equal(c) })
			if in(o.Open, c) != taken || in(o.Closed, c) == taken || in(o.Undecided, c) {
				t.Errorf("%s=%s is open: %v, want %v", issue.ID, c, in(o.Open, c), taken)
			}
		}
	}
}

// Fails if the packages listed with an outcome are not the first, in file
// order, of those with its utilities.
func checkTied(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	var outcomes []bargain.Outcome
	for _, s := range []*bargain.Solution{a.Nash, a.KalaiSmorodinsky, a.Egalitarian, a.Utilitarian} {
		if s != nil {
			outcomes = append(outcomes, s.Outcomes...)
		}
	}
	if a.Frontier != nil {
		outcomes = append(outcomes, a.Frontier.Outcomes.Slice()...)
	}
	of := b.possible()
	for _, o := range outcomes {
		var v []parley.Number
		for _, p := range b.c.Consenting() {
			v = append(v, o.Utility[p.ID])
		}
		var want []parley.Package
		for _, n := range of {
			if key(b.vectors[n]) == key(v) && len(want) < 3 {
				want = append(want, b.packages[n])
			}
		}
		if !slices.EqualFunc(o.Tied, want, parley.Package.Equal) {
			t.Errorf("with %v tie %v, want %v", v, o.Tied, want)
		}
	}
}

// Fails if a package that was drawn is not in the possible zone, or one of it
// is never drawn: the chance that thirty draws for each miss one is 10^-13.
func TestDrawnPackages(t *testing.T) {
	tested := 0
	for seed := range seeds(200) {
		c := randomCase(rand.New(rand.NewPCG(seed, 9)))
		if parley.HasErrors(c.Check()) {
			continue
		}
		b := newBrute(c)
		want := map[string]bool{}
		of := b.possible()
		for _, n := range of {
			want[b.name(b.packages[n])] = true
		}
		if len(of) > 300 {
			continue
		}
		a := analyze(t, c, bargain.Options{Only: []bargain.Question{bargain.AskSample}, Sample: 30*len(of) + 1, Seed: seed})
		if len(of) == 0 {
			if a.Zone != nil && len(a.Zone.Sample) > 0 {
				t.Errorf("seed %d: packages of an empty zone", seed)
			}
			continue
		}
		tested++
		got := map[string]bool{}
		for _, pkg := range a.Zone.Sample {
			got[b.name(pkg)] = true
		}
		if !maps.Equal(got, want) {
			t.Fatalf("seed %d: drew %d different packages, want %d: %v", seed, len(got), len(want), a.Certificates[bargain.AskSample])
		}
	}
	if tested < int(seeds(20)) {
		t.Errorf("only %d zones were drawn from", tested)
	}
}

// name writes the choices of a package in file order.
func (b *brute) name(pkg parley.Package) string {
	var words []string
	for _, i := range b.c.Issues {
		words = append(words, pkg[i.ID].String())
	}
	return strings.Join(words, " ")
}

// product returns the product of the gains of package n, with the first
// party's twice where weighted, and whether all of them are positive.
func (c criteria) product(i int, weighted bool) (*big.Rat, bool) {
	x, all := big.NewRat(1, 1), true
	for q, g := range c.gain[i] {
		all = all && g.Sign() > 0
		x.Mul(x, g)
		if weighted && q == 0 {
			x.Mul(x, g)
		}
	}
	return x, all
}

// Fails if the weighted product of gains is greater at a package of the zone
// that was not picked, or if the shortlist leaves out a better package, names
// one twice, or lets two be nearer to each other than it says.
func checkProducts(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	of := b.possible()
	if len(of) == 0 || b.vectors[0] == nil {
		if a.WeightedNash != nil || a.Shortlist != nil {
			t.Error("packages of an empty zone, or of one without utilities")
		}
		return
	}
	cr := b.criteria(of)
	var most *big.Rat
	for i := range of {
		if x, all := cr.product(i, true); all && (most == nil || x.Cmp(most) > 0) {
			most = x
		}
	}
	want := map[string]bool{}
	for i, n := range of {
		if x, all := cr.product(i, true); all && x.Cmp(most) == 0 {
			want[key(b.vectors[n])] = true
		}
	}
	got := map[string]bool{}
	if a.WeightedNash != nil {
		for k := range outcomeKeys(b.c, a.WeightedNash.Outcomes) {
			got[k] = true
		}
	}
	if a.WeightedNash == nil && a.Shortlist == nil && b.capped() {
		return // refused in words
	}
	if len(got) != len(want) || slices.ContainsFunc(slices.Collect(maps.Keys(got)), func(k string) bool { return !want[k] }) {
		t.Errorf("the weighted product picks %v, want %v", got, want)
	}
	if most == nil {
		return // no package leaves everybody better off: the order of products says nothing
	}
	checkRanking(t, b, cr, of, a.Shortlist.Best, 1)
	checkRanking(t, b, cr, of, a.Shortlist.Diverse, a.Shortlist.Apart)
}

// alike returns, by issue and choice, the first choice of the issue that no
// statement and no value tells from it.
func (b *brute) alike() map[string]map[string]parley.Choice {
	all := map[string]map[string]parley.Choice{}
	index := map[string]int{}
	for n, pkg := range b.packages {
		index[b.name(pkg)] = n
	}
	for _, i := range b.c.Issues {
		first := map[string]parley.Choice{}
		for k := range int(i.Count().Int64()) {
			c := i.At(k)
			first[c.String()] = c
			for j := range k {
				if same := i.At(j); !slices.ContainsFunc(b.packages, func(pkg parley.Package) bool {
					if !pkg[i.ID].Equal(c) {
						return false
					}
					other := maps.Clone(pkg)
					other[i.ID] = same
					x, y := index[b.name(pkg)], index[b.name(other)]
					return !slices.Equal(b.broken[x], b.broken[y]) || slices.ContainsFunc(b.c.Parties, func(p parley.Party) bool {
						u, known := b.judge.Utility(p.ID, pkg)
						v, _ := b.judge.Utility(p.ID, other)
						return known && !u.Equal(v)
					})
				}) {
					first[c.String()] = first[same.String()]
					break
				}
			}
		}
		all[i.ID] = first
	}
	return all
}

// checkRanking checks that each outcome has the greatest product of those
// packages that differ in so many issues from all before it. Choices that
// nobody tells apart may count as one or as several.
func checkRanking(t *testing.T, b *brute, cr criteria, of []int, list []bargain.Outcome, apart int) {
	t.Helper()
	same := b.alike()
	far := func(pkg parley.Package, from []bargain.Outcome, alike bool) bool {
		return !slices.ContainsFunc(from, func(o bargain.Outcome) bool {
			differ := 0
			for id, c := range pkg {
				d := o.Package[id]
				if !d.Equal(c) && !(alike && same[id][d.String()].Equal(same[id][c.String()])) {
					differ++
				}
			}
			return differ < apart
		})
	}
	greatest := func(from []bargain.Outcome, alike bool) *big.Rat {
		var most *big.Rat
		for i, n := range of {
			if x, all := cr.product(i, false); all && far(b.packages[n], from, alike) && (most == nil || x.Cmp(most) > 0) {
				most = x
			}
		}
		return most
	}
	for at := range bargain.DefaultBest {
		least, most := greatest(list[:min(at, len(list))], true), greatest(list[:min(at, len(list))], false)
		switch {
		case at >= len(list):
			if least != nil {
				t.Errorf("%d packages that differ in %d issues, and there is another with product %s", len(list), apart, least)
			}
			return
		case !far(list[at].Package, list[:at], false):
			t.Errorf("package %d of the shortlist is too near to one before it", at)
		}
		x := big.NewRat(1, 1)
		for _, p := range b.c.Consenting() {
			gain := list[at].Gain[p.ID]
			x.Mul(x, gain.Rat())
		}
		if least != nil && x.Cmp(least) < 0 || most == nil || x.Cmp(most) > 0 {
			t.Errorf("package %d of the shortlist has product %s, want %s … %s", at, x, least, most)
		}
	}
}

// Fails if a set of contributions that opens an agreement is missing, or one
// is listed that does not open any or costs more than another for nothing.
func checkIncentives(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	if a.Incentives == nil {
		return
	}
	type set struct {
		gives  parley.Package
		losses []*big.Rat
	}
	var sets []set
	same := b.alike() // choices that nobody tells apart may count as one
	given := func(pkg parley.Package) parley.Package {
		gives := parley.Package{}
		for _, i := range b.c.Issues {
			if i.By != "" {
				gives[i.ID] = same[i.ID][pkg[i.ID].String()]
			}
		}
		return gives
	}
	for _, n := range b.possible() {
		gives := given(b.packages[n])
		if slices.ContainsFunc(sets, func(s set) bool { return s.gives.Equal(gives) }) {
			continue
		}
		s := set{gives: gives}
		for _, party := range b.c.Parties {
			if party.Consents() {
				continue
			}
			position := b.c.Position(party.ID)
			_, valued := b.judge.Utility(party.ID, b.packages[n])
			if position == nil || !valued {
				for _, i := range b.c.Issues {
					if i.By == party.ID {
						s.losses = append(s.losses, new(big.Rat))
						if i.Commits(gives[i.ID]) {
							s.losses[len(s.losses)-1].SetInt64(1)
						}
					}
				}
				continue
			}
			// Utilities are sums but for linkages and caps; what is given is compared
			// with giving nothing, all else alike.
			nothing := parley.Package{}
			for id, c := range b.packages[n] {
				nothing[id] = c
				if i, _ := b.c.Issue(id); i.By == party.ID && i.Nothing != nil {
					nothing[id] = *i.Nothing
				}
			}
			bare := *b.c
			bare.Positions = slices.Clone(b.c.Positions)
			bare.Position(party.ID).Linkages, bare.Position(party.ID).Cap = nil, nil
			judge := oracle.New(&bare)
			from, _ := judge.Utility(party.ID, nothing)
			to, _ := judge.Utility(party.ID, b.packages[n])
			s.losses = append(s.losses, from.Sub(to).Rat())
		}
		sets = append(sets, s)
	}
	needed := !slices.ContainsFunc(b.possible(), func(n int) bool {
		return !slices.ContainsFunc(b.c.Issues, func(i parley.Issue) bool { return i.Commits(b.packages[n][i.ID]) })
	})
	if a.Incentives.Needed != needed {
		t.Errorf("that something has to be given: %v, want %v", a.Incentives.Needed, needed)
	}
	want := 0
	for _, s := range sets {
		if slices.ContainsFunc(sets, func(other set) bool {
			less := false
			for g := range s.losses {
				if other.losses[g].Cmp(s.losses[g]) > 0 {
					return false
				}
				less = less || other.losses[g].Cmp(s.losses[g]) < 0
			}
			return less
		}) {
			continue
		}
		want++
		if !slices.ContainsFunc(a.Incentives.Sets, func(x bargain.Incentive) bool { return given(x.Gives).Equal(s.gives) }) {
			t.Errorf("contributions %v are missing", s.gives)
		}
	}
	if !a.Incentives.Complete || len(a.Incentives.Sets) < want || want == 0 && len(a.Incentives.Sets) > 0 {
		t.Errorf("%d sets of contributions, complete %v; want %d", len(a.Incentives.Sets), a.Incentives.Complete, want)
	}
	for _, x := range a.Incentives.Sets {
		if !slices.ContainsFunc(sets, func(s set) bool { return s.gives.Equal(given(x.Gives)) }) {
			t.Errorf("contributions %v open nothing", x.Gives)
		}
		opens := b.count(func(n int) bool {
			for id, c := range x.Gives {
				if !b.packages[n][id].Equal(c) {
					return false
				}
			}
			return len(b.broken[n]) == 0
		})
		if x.Opens.String() != opens {
			t.Errorf("contributions %v open %s packages, want %s", x.Gives, x.Opens, opens)
		}
	}
}

// Fails if another package of the zone has less greatest regret than the one
// that was picked, or its regret is not what was said. What a party may gain
// from one package to another is linear in each number that it left open, so
// that corners decide.
func checkRegret(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	if a.Robustness == nil || a.Robustness.Regret == nil {
		return
	}
	of, free := b.possible(), b.possible(b.fallbacks()...)
	var ahead []func(rival, own int) *big.Rat // by party, in fractions
	for q, party := range b.c.Consenting() {
		low, high := b.ends(free, q)
		width := new(big.Rat).Sub(high, low)
		if width.Sign() == 0 {
			continue
		}
		p := b.c.Position(party.ID)
		if slices.ContainsFunc(p.Values, func(v parley.Value) bool { return len(v.Order) > 2 }) ||
			slices.ContainsFunc(p.Importance, func(w parley.Importance) bool { return w.Word != "" }) {
			return
		}
		base := pinned(b.c, party.ID)
		if base == nil {
			return
		}
		cases := corners(base, party.ID)
		if cases == nil {
			return
		}
		var utilities [][]*big.Rat
		for _, c := range cases {
			judge := oracle.New(c)
			var list []*big.Rat
			for _, pkg := range b.packages {
				u, _ := judge.Utility(party.ID, pkg)
				list = append(list, u.Rat())
			}
			utilities = append(utilities, list)
		}
		ahead = append(ahead, func(rival, own int) *big.Rat {
			var most *big.Rat
			for _, u := range utilities {
				if d := new(big.Rat).Sub(u[rival], u[own]); most == nil || d.Cmp(most) > 0 {
					most = d
				}
			}
			return most.Quo(most, width)
		})
	}
	regret := func(own int) *big.Rat {
		most := new(big.Rat)
		for _, rival := range free {
			sum := new(big.Rat)
			for _, f := range ahead {
				sum.Add(sum, f(rival, own))
			}
			if sum.Cmp(most) > 0 {
				most = sum
			}
		}
		return most
	}
	if len(of)*len(free) > 4000 {
		return
	}
	r := a.Robustness.Regret
	var least *big.Rat
	for _, n := range of {
		x := regret(n)
		if b.packages[n].Equal(r.Package) && r.Most.Rat().Cmp(x) != 0 {
			t.Errorf("the regret of %v is said to be %s, and is %s", r.Package, r.Most, x)
		}
		if least == nil || x.Cmp(least) < 0 {
			least = x
		}
	}
	if r.Least.Rat().Cmp(least) > 0 || r.Most.Rat().Cmp(least) < 0 || !r.Least.Equal(r.Most) {
		t.Errorf("the least greatest regret is said to be %s to %s, and is %s", r.Least, r.Most, least)
	}
}
