package bargain_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/bargain"
	"parley/synthetic"
)

// gainful draws a case with continuous issues in which all parties can often
// gain: one with everything that the engine reasons with, but for caps, or one
// by formula, with linkages, red lines and few distinct values, so that packages
// tie. It returns nil where no issue is continuous.
func gainful(t *testing.T, seed uint64) *parley.Case {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 20))
	if seed%3 == 0 {
		c := loosen(rng, randomCase(rng))
		if c != nil {
			for i := range c.Positions {
				c.Positions[i].Cap = nil
			}
		}
		return c
	}
	c, err := synthetic.Case(synthetic.Spec{Parties: 2 + rng.IntN(2), Issues: 3 + rng.IntN(2), Options: 3, Numeric: 1 + rng.IntN(2), Seed: seed,
		Conflict: float64(rng.IntN(5)) / 4, Linkage: rng.IntN(2), RedLines: rng.IntN(2)})
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Positions {
		p := &c.Positions[i]
		p.Importance = nil // points, so that scales are the same on every grid
		for _, v := range p.Values {
			for n := range v.Options { // no two options are the same to everybody
				x := coarse(v.Options[n].Worth).Low.Add(parley.Int(int64(n * (1 - min(i, 1)))))
				v.Options[n].Worth = parley.Interval{Low: x, High: x}
			}
			for n := range v.Curve {
				v.Curve[n].Worth = coarse(v.Curve[n].Worth)
			}
		}
		r := parley.Just(parley.Int(int64(rng.IntN(10))))
		p.Fallback = &parley.Fallback{Value: &r}
	}
	return c
}

// powersOf returns the product of the gains of an outcome, to the powers.
func powersOf(c *parley.Case, o bargain.Outcome, power func(party string) int) parley.Number {
	x := parley.Int(1)
	for _, p := range c.Consenting() {
		for range power(p.ID) {
			x = x.Mul(o.Gain[p.ID])
		}
	}
	return x
}

// TestWeightedOfCells asks for the greatest weighted product of random cases
// with continuous issues, with boxes listed and with none. It fails if the two
// differ, if equal weights pick another package than Nash's product does, if a
// package of a grid has a greater product, or one is picked that the audit of
// all answers (TestAuditedWithContinuousIssues) would not see: with weights that
// are multiples of each other.
func TestWeightedOfCells(t *testing.T) {
	tried, apart := 0, 0
	for seed := range seeds(240) {
		c := gainful(t, seed)
		if c == nil || parley.HasErrors(c.Check()) {
			continue
		}
		powers := map[string]int{}
		weights := func(times int64) (list []bargain.Weight) {
			for n, p := range c.Consenting() {
				powers[p.ID] = 1 + (int(seed)+2*n)%4
				list = append(list, bargain.Weight{Party: p.ID, Weight: parley.Fraction(int64(powers[p.ID])*times, 7)})
			}
			return list
		}
		only := []bargain.Question{bargain.AskWeightedNash, bargain.AskNash}
		listed := analyze(t, c, bargain.Options{Only: only, Weights: weights(1)})
		if listed.WeightedNash == nil {
			continue
		}
		tried++
		best := powersOf(c, listed.WeightedNash.Outcomes[0], func(p string) int { return powers[p] })
		near := best.Mul(parley.Fraction(1_000_000_001, 1_000_000_000))
		for what, a := range map[string]*bargain.Answer{
			"the tree":       analyze(t, c, bargain.ByBounds(bargain.Options{Only: only, Weights: weights(1)})),
			"other multiple": analyze(t, c, bargain.Options{Only: only, Weights: weights(3)}),
		} {
			got := powersOf(c, a.WeightedNash.Outcomes[0], func(p string) int { return powers[p] })
			cert := a.Certificates[bargain.AskWeightedNash]
			if got.Cmp(near) > 0 || got.Mul(parley.Fraction(1_000_000_001, 1_000_000_000)).Cmp(best) < 0 {
				t.Errorf("seed %d: a product of %s by %s, and of %s by boxes", seed, got, what, best)
			}
			if both := cert.Proven && listed.Certificates[bargain.AskWeightedNash].Proven; both && !got.Equal(best) {
				t.Errorf("seed %d: two products are proven: %s by %s, and %s by boxes", seed, got, what, best)
			}
		}
		if len(c.Consenting()) < 3 && !listed.Certificates[bargain.AskWeightedNash].Proven {
			t.Errorf("seed %d: of two parties it is not proven: %+v", seed, listed.Certificates[bargain.AskWeightedNash])
		}
		if picksKey(listed.WeightedNash) != picksKey(listed.Nash) {
			apart++
		}
		g := onGrid(c, parley.Fraction(2, 7))
		if size := g.Size(); size == nil || size.IsInt64() && size.Int64() > 40_000 {
			continue
		}
		grid, err := compiled(t, g).Analyze(t.Context(), bargain.Options{Only: only, Weights: weights(1)})
		if err != nil {
			t.Fatal(err)
		}
		if grid.WeightedNash == nil || slices.ContainsFunc(grid.WeightedNash.Outcomes, func(o bargain.Outcome) bool {
			for _, p := range c.Consenting() { // an assumed fallback is another on the grid
				if x := listed.WeightedNash.Outcomes[0]; !o.Utility[p.ID].Sub(o.Gain[p.ID]).Equal(x.Utility[p.ID].Sub(x.Gain[p.ID])) {
					return true
				}
			}
			return false
		}) {
			continue
		}
		if here := powersOf(c, grid.WeightedNash.Outcomes[0], func(p string) int { return powers[p] }); here.Cmp(near) > 0 {
			t.Errorf("seed %d: a product of %s on a grid, and %s is the greatest", seed, here, best)
		}
	}
	if tried < int(seeds(80)) || apart < int(seeds(40)) {
		t.Errorf("only %d cases were tried, and in %d weights made a difference", tried, apart)
	}
}

// With equal weights it is Nash's product: fails if it picks another package.
func TestWeightedEvenly(t *testing.T) {
	tried := 0
	for seed := range seeds(160) {
		c := gainful(t, seed)
		if c == nil || parley.HasErrors(c.Check()) {
			continue
		}
		o := bargain.Options{Only: []bargain.Question{bargain.AskWeightedNash, bargain.AskNash}}
		for _, p := range c.Consenting() {
			o.Weights = append(o.Weights, bargain.Weight{Party: p.ID, Weight: parley.Int(5)})
		}
		a := analyze(t, c, o)
		if a.WeightedNash == nil {
			continue
		}
		tried++
		if x, y := picksKey(a.WeightedNash), picksKey(a.Nash); x != y {
			t.Errorf("seed %d: %s by equal weights, %s by Nash's product", seed, x, y)
		}
	}
	if tried < int(seeds(40)) {
		t.Errorf("only %d cases were tried", tried)
	}
}

// TestShortlistOfCells holds shortlists of random cases with continuous issues
// to what is found when every combination of options is asked about by itself,
// with all others barred. It fails if a combination is missing, is listed with
// numbers whose product is not the greatest, stands out of order, or if diverse
// ones are not those that a greedy choice takes.
func TestShortlistOfCells(t *testing.T) {
	tried := 0
	for seed := range seeds(160) {
		rng := rand.New(rand.NewPCG(seed, 23))
		c := gainful(t, seed)
		if seed%3 == 0 || len(c.Consenting()) > 2 {
			continue
		}
		o := bargain.Options{Only: []bargain.Question{bargain.AskShortlist, bargain.AskZone}, Best: 1 + rng.IntN(5), Apart: 1 + rng.IntN(2)}
		a := analyze(t, c, o)
		if a.Shortlist == nil || len(a.Zone.Assumed) > 0 {
			continue
		}
		every := combinations(t, c)
		if every == nil {
			continue
		}
		tried++
		for what, a := range map[string]*bargain.Answer{"boxes": a, "the tree": analyze(t, c, bargain.ByBounds(o))} {
			s := a.Shortlist
			if !a.Certificates[bargain.AskShortlist].Proven {
				t.Errorf("seed %d, %s: not proven: %+v", seed, what, a.Certificates[bargain.AskShortlist])
			}
			checkShortlist(t, fmt.Sprintf("seed %d, best by %s", seed, what), c, s.Best, every, o.Best, 1)
			checkShortlist(t, fmt.Sprintf("seed %d, diverse by %s", seed, what), c, s.Diverse, every, o.Best, s.Apart)
		}
	}
	if tried < int(seeds(40)) {
		t.Errorf("only %d cases were tried", tried)
	}
}

// optionsOf writes what the package takes on the issues that are not
// continuous.
func optionsOf(c *parley.Case, pkg parley.Package) []string {
	var list []string
	for _, i := range c.Issues {
		if !i.Continuous() {
			list = append(list, pkg[i.ID].String())
		}
	}
	return list
}

type combination struct {
	options []string
	product parley.Number
}

// combinations asks about each combination of options by itself; nil where
// they are many, or nobody gains anything.
func combinations(t *testing.T, c *parley.Case) []combination {
	t.Helper()
	list := []parley.Package{{}}
	for _, i := range c.Issues {
		if i.Continuous() {
			continue
		}
		var next []parley.Package
		for _, pkg := range list {
			for n := range int(i.Count().Int64()) {
				more := parley.Package{i.ID: i.At(n)}
				for id, x := range pkg {
					more[id] = x
				}
				next = append(next, more)
			}
		}
		if list = next; len(list) > 60 {
			return nil
		}
	}
	var all []combination
	for _, pkg := range list {
		one := *c
		one.Norms = slices.Clip(c.Norms)
		for _, i := range c.Issues {
			if i.Continuous() || i.Count().Int64() == 1 {
				continue
			}
			bar := parley.Term{Issue: i.ID}
			if i.Numeric() {
				x := pkg[i.ID].Number
				below, above := *i.Range.Step, *i.Range.Step
				below, above = x.Sub(below), x.Add(above)
				if below.Cmp(i.Range.Min) >= 0 {
					one.Norms = append(one.Norms, parley.Norm{Pattern: parley.Patterns{{{Issue: i.ID, Max: &below}}}})
				}
				if above.Cmp(i.Range.Max) <= 0 {
					one.Norms = append(one.Norms, parley.Norm{Pattern: parley.Patterns{{{Issue: i.ID, Min: &above}}}})
				}
				continue
			}
			for _, o := range i.Options {
				if o.ID != pkg[i.ID].Option {
					bar.Options = append(bar.Options, o.ID)
				}
			}
			one.Norms = append(one.Norms, parley.Norm{Pattern: parley.Patterns{{bar}}})
		}
		a := analyze(t, &one, bargain.Options{Only: []bargain.Question{bargain.AskNash}})
		if a.Nash == nil {
			continue
		}
		if x := powersOf(c, a.Nash.Outcomes[0], func(string) int { return 1 }); x.Sign() > 0 {
			all = append(all, combination{optionsOf(c, pkg), x})
		}
	}
	slices.SortStableFunc(all, func(a, b combination) int { return b.product.Cmp(a.product) })
	return all
}

func checkShortlist(t *testing.T, what string, c *parley.Case, list []bargain.Outcome, every []combination, most, apart int) {
	t.Helper()
	var chosen [][]string
	far := func(x []string) bool {
		return !slices.ContainsFunc(chosen, func(y []string) bool {
			n := 0
			for i := range x {
				if x[i] != y[i] {
					n++
				}
			}
			return n < apart
		})
	}
	for n := range most {
		var want *combination
		for i := range every {
			if far(every[i].options) {
				want = &every[i]
				break
			}
		}
		if want == nil && n < len(list) && powersOf(c, list[n], func(string) int { return 1 }).Sign() == 0 {
			return
		}
		if (want == nil) != (n >= len(list)) {
			t.Errorf("%s: %d are listed, and at %d there is %v", what, len(list), n, want)
			return
		}
		if want == nil {
			return
		}
		x := optionsOf(c, list[n].Package)
		if got := powersOf(c, list[n], func(string) int { return 1 }); !got.Equal(want.product) || !far(x) {
			t.Errorf("%s: package %d has a product of %s (%v), want %s (%v)", what, n, got, x, want.product, want.options)
			return
		}
		chosen = append(chosen, x)
	}
}

// TestShortlistOfVeryMany asks about a case with 10^20 combinations of options
// and three continuous issues. Fails if it is not answered, or what is listed is
// not as far apart as is said.
func TestShortlistOfVeryMany(t *testing.T) {
	c, err := synthetic.Case(synthetic.Spec{Parties: 2, Issues: 23, Options: 10, Numeric: 3, Steps: 0, Seed: 1, Conflict: 0.5, Fallback: 20})
	if err != nil {
		t.Fatal(err)
	}
	a := analyze(t, c, bargain.Options{Only: []bargain.Question{bargain.AskShortlist, bargain.AskNash, bargain.AskWeightedNash}, Best: 4, Apart: 8,
		Weights: []bargain.Weight{{Party: c.Parties[0].ID, Weight: parley.Int(2)}}})
	s := a.Shortlist
	if s == nil || len(s.Best) != 4 || len(s.Diverse) != 4 {
		t.Fatalf("%+v", a.Certificates)
	}
	if !a.Certificates[bargain.AskShortlist].Proven || !a.Certificates[bargain.AskWeightedNash].Proven {
		t.Errorf("not proven: %+v", a.Certificates)
	}
	if x, y := fmt.Sprint(s.Best[0].Utility), fmt.Sprint(a.Nash.Outcomes[0].Utility); x != y {
		t.Errorf("%s is the first, and %s has the greatest product", x, y)
	}
	for n, o := range s.Diverse {
		for _, p := range s.Diverse[:n] {
			differ := 0
			x, y := optionsOf(c, o.Package), optionsOf(c, p.Package)
			for i := range x {
				if x[i] != y[i] {
					differ++
				}
			}
			if differ < 8 {
				t.Errorf("%d differs in %d issues from one before it", n, differ)
			}
		}
	}
	if u := a.WeightedNash.Outcomes[0].Utility; strings.Contains(fmt.Sprint(a.Nash.Outcomes[0].Utility), fmt.Sprint(u)) {
		t.Log("the weight makes no difference here")
	}
}
