package synthetic

import (
	"flag"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/casefile"
)

var update = flag.Bool("update", false, "write the golden files")

// drawn draws the case, which must have no errors.
func drawn(t testing.TB, s Spec) *parley.Case {
	t.Helper()
	c, err := Case(s)
	if err != nil {
		t.Fatalf("%+v: %v", s, err)
	}
	for _, p := range c.Check() {
		if p.Severity == parley.Error {
			t.Fatalf("%+v: %s", s, p)
		}
	}
	return c
}

func written(t testing.TB, c *parley.Case) string {
	t.Helper()
	var b strings.Builder
	if err := casefile.Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// randomSpec draws a spec that is often good and sometimes not.
func randomSpec(r *rand.Rand) Spec {
	s := Spec{
		Family:        Families()[max(0, r.IntN(8)-4)],
		Parties:       1 + r.IntN(6),
		Issues:        1 + r.IntN(12),
		Options:       2 + r.IntN(5),
		Seed:          r.Uint64(),
		Grid:          Grids()[r.IntN(4)],
		Fallback:      float64(r.IntN(201) - 100),
		NoFallback:    r.IntN(4) == 0,
		Linkage:       max(0, r.IntN(6)-2),
		RedLines:      max(0, r.IntN(12)-4),
		RedLineIssues: r.IntN(5),
		Clash:         r.IntN(4) == 0,
	}
	switch s.Family {
	case Line:
		s.Conflict = []float64{0, 0.5, 0.9, 1, r.Float64()}[r.IntN(5)]
	case ZeroSum:
		s.Parties = 2
	default:
		s.Parties, s.Options = max(2, s.Parties), 0
	}
	if s.Linkage > 0 && s.Linkage < 3 && r.IntN(3) == 0 {
		s.Density, s.Barred = []float64{0, 0.001, 0.2, 1}[r.IntN(4)], []float64{0, 0.05, 0.5}[r.IntN(3)]
	} else if r.IntN(3) == 0 && s.Options > 0 {
		s.Numeric, s.Steps = r.IntN(s.Issues+1), []int{0, s.Options - 1, 100, 10_000}[r.IntN(4)]
	}
	return s
}

// Whatever is asked for within the bounds, the case has no errors, says what
// it promises and is read back as it was. Fails where a draw, a rounding or a
// combination of flags breaks one of the promises.
func TestRandomSpecsKeepTheirPromises(t *testing.T) {
	n := 2000
	if testing.Short() {
		n = 300
	}
	r := rand.New(rand.NewPCG(1, 1))
	refused := 0
	for k := range n {
		s := randomSpec(r)
		if s.Check() != nil {
			refused++
			continue
		}
		c := drawn(t, s)
		promises(t, s, c)
		if k%10 == 0 {
			again, ds := casefile.Read("case.yaml", []byte(written(t, c)))
			if ds.Errors() > 0 || written(t, again) != written(t, c) {
				t.Fatalf("%+v: read back otherwise: %s", s, ds)
			}
		}
	}
	if refused > n/2 {
		t.Errorf("%d of %d specs were refused: too few are tested", refused, n)
	}
}

// promises holds the case to what the package's comment says.
func promises(t testing.TB, s Spec, c *parley.Case) {
	t.Helper()
	if len(c.Parties) != s.Parties || len(c.Issues) != s.Issues || len(c.Positions) != s.Parties {
		t.Fatalf("%+v: %d parties, %d issues", s, len(c.Parties), len(c.Issues))
	}
	whole, top := int64(100), int64(10)
	switch s.Grid {
	case Fine:
		top = 100
	case PerMille:
		whole, top = 1000, 1000
	case Real:
		whole, top = 1, 1
	}
	numeric := 0
	for _, i := range c.Issues {
		if i.Numeric() {
			numeric++
		}
	}
	if numeric != s.Numeric {
		t.Fatalf("%+v: %d numeric issues", s, numeric)
	}
	for _, p := range c.Positions {
		sum := parley.Int(0)
		for _, w := range p.Importance {
			if w.Weight.Low.Sign() < 0 {
				t.Fatalf("%+v: %s weighs %s less than nothing", s, p.Party, w.Issue)
			}
			sum = sum.Add(w.Weight.Low)
		}
		if !sum.Equal(parley.Int(whole)) {
			t.Fatalf("%+v: the weights of %s sum to %s", s, p.Party, sum)
		}
		for _, v := range p.Values {
			var worths []parley.Number
			for _, o := range v.Options {
				worths = append(worths, o.Worth.Low)
			}
			for _, o := range v.Curve {
				worths = append(worths, o.Worth.Low)
			}
			least, greatest := slices.MinFunc(worths, parley.Number.Cmp), slices.MaxFunc(worths, parley.Number.Cmp)
			if least.Sign() != 0 || !greatest.Equal(parley.Int(top)) {
				t.Fatalf("%+v: %s values %s from %s to %s", s, p.Party, v.Issue, least, greatest)
			}
		}
		if s.NoFallback != (p.Fallback == nil) {
			t.Fatalf("%+v: fallback %v", s, p.Fallback)
		}
		if want := parley.Exactly(big.NewRat(int64(s.Fallback)*whole, 100)); p.Fallback != nil && s.Fallback == float64(int64(s.Fallback)) && !p.Fallback.Value.Low.Equal(want) {
			t.Fatalf("%+v: the fallback is %s", s, p.Fallback.Value)
		}
	}
	if width := treewidth(s, c); width != s.Linkage && (s.Linkage > 0 || s.RedLines == 0 || s.RedLineIssues == 1) {
		t.Fatalf("%+v: the treewidth is %d", s, width)
	}
	drawing := newDrawing(s.filled())
	for p, pos := range c.Positions {
		spared := drawing.spared(p)
		for _, d := range pos.Demands() {
			if d.Broken(spared) {
				t.Fatalf("%+v: a red line of %s hits the package that it should spare", s, pos.Party)
			}
		}
	}
}

// treewidth eliminates the issues in the reverse of the order in which they
// came into the bags, and returns the greatest degree met: no less than the
// treewidth of the ties. That it is no more follows where all issues of the
// first bag are tied with each other: then it is the size of that bag less 1.
func treewidth(s Spec, c *parley.Case) int {
	at := map[string]int{}
	for i, issue := range c.Issues {
		at[issue.ID] = i
	}
	tied := make([]map[int]bool, len(c.Issues))
	for i := range tied {
		tied[i] = map[int]bool{}
	}
	tie := func(ids []string) {
		for _, a := range ids {
			for _, b := range ids {
				if a != b {
					tied[at[a]][at[b]] = true
				}
			}
		}
	}
	for _, p := range c.Positions {
		for _, l := range p.Linkages {
			tie(l.When.Issues())
		}
		for _, d := range p.Demands() {
			tie(d.Scope())
		}
	}
	var order []int
	for n, bag := range s.bags() {
		for _, i := range bag {
			if !slices.Contains(order, i) {
				order = append(order, i)
			}
			for _, j := range bag {
				if n == 0 && i != j && !tied[i][j] {
					return -1 // the first bag is not whole
				}
			}
		}
	}
	for i := range c.Issues {
		if !slices.Contains(order, i) {
			order = append(order, i)
		}
	}
	width := 0
	for _, i := range slices.Backward(order) {
		width = max(width, len(tied[i]))
		for a := range tied[i] {
			for b := range tied[i] {
				if a != b {
					tied[a][b] = true
				}
			}
			delete(tied[a], i)
		}
	}
	return width
}
