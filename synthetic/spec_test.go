package synthetic

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley"
)

// A small case of each kind, to the byte: what has been measured on a case
// must stay that case. Fails where a draw, its order or the form of the file
// changes; -update writes the files anew, and then the formula has changed.
func TestGolden(t *testing.T) {
	for name, s := range map[string]Spec{
		"line":       {Parties: 3, Issues: 4, Options: 3, Conflict: 0.5, Fallback: 20, Seed: 1},
		"linked":     {Parties: 2, Issues: 5, Options: 3, Conflict: 1, Grid: PerMille, Fallback: 12.5, Linkage: 2, RedLines: 3, Numeric: 2, Steps: 1000, Seed: 2},
		"dense":      {Parties: 2, Issues: 3, Options: 2, Grid: Fine, NoFallback: true, Linkage: 1, Density: 0.2, Barred: 0.2, Seed: 3},
		"continuous": {Parties: 2, Issues: 2, Options: 3, Conflict: 0.9, Grid: Real, Fallback: 20, RedLines: 2, RedLineIssues: 1, Clash: true, Numeric: 1, Seed: 4},
		"zero-sum":   {Family: ZeroSum, Parties: 2, Issues: 3, Options: 4, Fallback: 40, Seed: 5},
		"goods":      {Family: Goods, Parties: 3, Issues: 4, Seed: 6},
		"same-goods": {Family: SameGoods, Parties: 2, Issues: 4, Grid: PerMille, Fallback: 45, Seed: 7},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", name+".yaml")
			got := written(t, drawn(t, s))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if again := written(t, drawn(t, s)); again != got {
				t.Error("the same spec gave two cases")
			}
		})
	}
}

// Fully opposed, what an option is worth to the one of two parties is what it
// lacks to the best for the other, on every grid; independent, it is not.
func TestTwoPartiesOpposed(t *testing.T) {
	for _, g := range Grids() {
		for _, s := range []Spec{
			{Parties: 2, Issues: 20, Options: 7, Conflict: 1, Grid: g, Seed: 9},
			{Parties: 2, Issues: 20, Options: 7, Conflict: 1, Grid: g, Seed: 9, Numeric: 20, Steps: 100},
			{Parties: 2, Issues: 20, Options: 7, Family: ZeroSum, Grid: g, Seed: 9},
		} {
			if opposed(drawn(t, s)) != 20 {
				t.Errorf("%+v: the parties are not opposed", s)
			}
		}
		if n := opposed(drawn(t, Spec{Parties: 2, Issues: 20, Options: 7, Grid: g, Seed: 9})); n > 0 {
			t.Errorf("%s: independent, %d issues are opposed", g, n)
		}
	}
}

// opposed counts the issues on which two parties' worths sum to the same for
// every option.
func opposed(c *parley.Case) int {
	n := 0
	for i, v := range c.Positions[0].Values {
		sums := map[string]bool{}
		for o := range v.Options {
			sums[v.Options[o].Worth.Low.Add(c.Positions[1].Values[i].Options[o].Worth.Low).String()] = true
		}
		for o := range v.Curve {
			sums[v.Curve[o].Worth.Low.Add(c.Positions[1].Values[i].Curve[o].Worth.Low).String()] = true
		}
		if len(sums) == 1 {
			n++
		}
	}
	return n
}

// Asking for more red lines, another conflict or one more party leaves what
// the others weigh as it was: cases can be compared.
func TestDrawsAreIndependent(t *testing.T) {
	weights := func(s Spec) string {
		var b strings.Builder
		for _, w := range drawn(t, s).Positions[0].Importance {
			b.WriteString(w.Weight.String() + " ")
		}
		return b.String()
	}
	s := Spec{Parties: 2, Issues: 9, Options: 3, Grid: PerMille, Seed: 1}
	want := weights(s)
	more := s
	more.Parties, more.Conflict, more.RedLines, more.Linkage, more.Options = 5, 0.7, 4, 2, 6
	if got := weights(more); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	s.Seed++
	if got := weights(s); got == want {
		t.Error("two seeds gave the same weights")
	}
}

// Weights are spread as Dirichlet(1, …, 1) says, by the law of one of m: the
// mean is 1/m and the variance (m-1)/(m²(m+1)). Over the seeds from 1 on, as
// they are used, so that seeds that resemble each other are found out too.
// The tolerances are about four standard errors.
func TestWeightsAreDirichlet(t *testing.T) {
	const m, n = 5, 4000
	var sum, squares, products float64
	for seed := range uint64(n) {
		s := Spec{Parties: 2, Issues: m, Options: 2, Grid: Real, Seed: seed}
		w := s.weights(1e12)
		x, y := float64(w[0][1])/1e12, float64(w[1][1])/1e12
		sum += x
		squares += (x - 1.0/m) * (x - 1.0/m)
		products += (x - 1.0/m) * (y - 1.0/m)
	}
	variance := 4.0 / (25 * 6)
	if mean := sum / n; math.Abs(mean-0.2) > 4*math.Sqrt(variance/n) {
		t.Errorf("the mean is %v", mean)
	}
	if got := squares / n; math.Abs(got-variance) > 0.1*variance {
		t.Errorf("the variance is %v, want %v", got, variance)
	}
	if got := products / n / variance; math.Abs(got) > 4/math.Sqrt(n) {
		t.Errorf("two parties' weights correlate: %v", got)
	}
}

// What is out of bounds is refused with what the bounds are.
func TestSpecsRefused(t *testing.T) {
	for want, s := range map[string]Spec{
		"the number of parties is 0; it can be 1 to 100":                         {Issues: 1, Options: 2},
		"the number of options is 1":                                             {Parties: 2, Issues: 1, Options: 1},
		"the conflict is NaN":                                                    {Parties: 2, Issues: 1, Options: 2, Conflict: math.NaN()},
		"the conflict is 1.5; it can be 0 to 1":                                  {Parties: 2, Issues: 1, Options: 2, Conflict: 1.5},
		"the fallback is +Inf":                                                   {Parties: 2, Issues: 1, Options: 2, Fallback: math.Inf(1)},
		`there is no grid "fine"; there is percent, 1e4, 1e6 and real`:           {Parties: 2, Issues: 1, Options: 2, Grid: "fine"},
		`there is no family "x"`:                                                 {Parties: 2, Issues: 1, Options: 2, Family: "x"},
		"the linkage is 3; with 3 issues it can be at most 2":                    {Parties: 2, Issues: 3, Options: 2, Linkage: 3},
		"the family zero-sum is between 2 parties, and there are 3":              {Family: ZeroSum, Parties: 3, Issues: 3, Options: 2},
		"of goods there are as many options as parties, 3, and not 4":            {Family: Goods, Parties: 3, Issues: 3, Options: 4},
		"the family goods takes no conflict":                                     {Family: Goods, Parties: 3, Issues: 3, Conflict: 0.5},
		"a density is of linkages, and the linkage is 0":                         {Parties: 2, Issues: 3, Options: 2, Density: 0.1},
		"rows are barred of issues that are linked, and the linkage is 0":        {Parties: 2, Issues: 3, Options: 2, Barred: 0.1},
		"5 corners need at least 4 steps, and there are 3":                       {Parties: 2, Issues: 3, Options: 5, Numeric: 1, Steps: 3},
		"100 parties × 1000 issues × 1000 options are 100000000 values":          {Parties: 100, Issues: 1000, Options: 1000},
		"there are 100000 red lines of 100 parties together; there can be 60000": {Parties: 100, Issues: 3, Options: 5, RedLines: 1000},
		"the bags have 77004800000000000000 rows together":                       {Parties: 2, Issues: 60, Options: 20, Linkage: 13, Barred: 0.1},
		"there can be no numeric issues with a density or rows barred":           {Parties: 2, Issues: 3, Options: 2, Linkage: 1, Density: 0.1, Numeric: 1},
		"at this density there are about 562500 linkages; there can be 60000":    {Parties: 10, Issues: 94, Options: 5, Linkage: 4, Density: 0.2},
		"about 248750 rows are barred; there can be 60000":                       {Parties: 2, Issues: 203, Options: 5, Linkage: 4, Barred: 0.4},
	} {
		c, err := Case(s)
		if err == nil || c != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Whatever the numbers, a spec is refused or gives a case without errors that
// keeps the promises. Sizes are cut down, for the time that it takes.
func FuzzCase(f *testing.F) {
	f.Add(3, 4, 5, 0.5, 20.0, 2, 0.0, 0.0, 3, 2, 1, 10, uint64(1), uint8(0))
	f.Add(2, 3, 3, 1.0, -3.5, 1, 0.2, 0.1, 2, 1, 0, 0, uint64(9), uint8(5))
	f.Add(2, 4, 2, 0.0, 99.0, 0, 0.0, 0.0, 9, 3, 4, 0, uint64(0), uint8(0x91))
	f.Fuzz(func(t *testing.T, parties, issues, options int, conflict, fallback float64, linkage int, density, barred float64,
		redLines, redLineIssues, numeric, steps int, seed uint64, kinds uint8) {
		if parties > 8 || issues > 20 || options > 8 || redLines > 20 || linkage > 3 {
			t.Skip("too large to be quick")
		}
		s := Spec{Family: Families()[kinds&3], Grid: Grids()[kinds>>2&3], NoFallback: kinds&16 > 0, Clash: kinds&32 > 0, Seed: seed,
			Parties: parties, Issues: issues, Options: options, Conflict: conflict, Fallback: fallback, Linkage: linkage, Density: density, Barred: barred,
			RedLines: redLines, RedLineIssues: redLineIssues, Numeric: numeric, Steps: steps}
		if s.Formula() == "" || s.Check() != nil {
			return
		}
		promises(t, s, drawn(t, s))
	})
}
