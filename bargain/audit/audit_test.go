package audit_test

import (
	"context"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley"
	"parley/bargain"
	"parley/bargain/audit"
	"parley/casefile"
	"parley/synthetic"
)

// example reads one of the example cases.
func example(t testing.TB, name string) *parley.Case {
	t.Helper()
	f, err := casefile.Open(filepath.Join("..", "..", "examples", name))
	if err != nil {
		t.Fatal(err)
	}
	return f.Case
}

// analyze answers within the time, if one is given.
func analyze(t testing.TB, c *parley.Case, o bargain.Options, within time.Duration) *bargain.Answer {
	t.Helper()
	p, err := bargain.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if within > 0 {
		limited, stop := context.WithTimeout(ctx, within)
		defer stop()
		ctx = limited
	}
	a, err := p.Analyze(ctx, o)
	if err != nil && (within == 0 || !errors.Is(err, context.DeadlineExceeded)) {
		t.Fatal(err)
	}
	return a
}

// check audits an answer and returns how many findings are of each kind; what
// is wrong is reported where nothing should be.
func check(t testing.TB, c *parley.Case, o bargain.Options, a *bargain.Answer) (wrong, unchecked []audit.Finding) {
	t.Helper()
	findings, err := audit.Check(context.Background(), c, o, a)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if f.Kind == audit.Wrong {
			wrong = append(wrong, f)
		} else {
			unchecked = append(unchecked, f)
		}
	}
	return wrong, unchecked
}

// Fails if the audit contradicts an answer about an example, or leaves
// something open of one that is small enough to be gone through.
func TestExamples(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join("..", "..", "examples"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		t.Run(e.Name(), func(t *testing.T) {
			t.Parallel()
			c := example(t, e.Name())
			if n := c.Size(); testing.Short() && n != nil && n.Cmp(big.NewInt(1000)) > 0 {
				t.Skip("it goes through all packages")
			}
			o := bargain.Options{Draws: 20, Ties: 3}
			wrong, unchecked := check(t, c, o, analyze(t, c, o, 0))
			for _, f := range wrong {
				t.Error(f)
			}
			for _, f := range unchecked {
				t.Log(f)
			}
		})
	}
}

// Fails if the audit contradicts an answer about a case that is too large to
// be gone through, or what is certain of it when time runs out.
func TestLarge(t *testing.T) {
	for name, s := range map[string]synthetic.Spec{
		"two parties":   {Parties: 2, Issues: 30, Options: 5, Conflict: 0.6, Fallback: 30, Seed: 1},
		"three parties": {Parties: 3, Issues: 12, Options: 4, Conflict: 0.5, Fallback: 30, Seed: 2},
		"many parties":  {Parties: 6, Issues: 14, Options: 4, Conflict: 0.3, Fallback: 30, Seed: 3},
		"linked issues": {Parties: 3, Issues: 12, Options: 3, Conflict: 0.5, Fallback: 20, Linkage: 2, Density: 0.1, Barred: 0.1, Seed: 4},
		"empty":         {Parties: 4, Issues: 20, Options: 4, Conflict: 0.9, Fallback: 70, Seed: 5},
		"red lines":     {Parties: 4, Issues: 14, Options: 4, Conflict: 0.5, Fallback: 10, RedLines: 5, Clash: true, Seed: 6},
		"fine grids":    {Parties: 2, Issues: 10, Options: 4, Conflict: 0.5, Fallback: 30, Numeric: 4, Steps: 40, Seed: 7},
		"goods":         {Family: synthetic.Goods, Parties: 3, Issues: 20, Fallback: 20, Seed: 8},
		"no fallback":   {Parties: 3, Issues: 12, Options: 4, Conflict: 0.5, NoFallback: true, Seed: 9},
		"continuous":    {Parties: 2, Issues: 6, Options: 4, Conflict: 0.5, Fallback: 30, Numeric: 2, Seed: 10},
		"continuous, 3": {Parties: 3, Issues: 5, Options: 3, Conflict: 0.5, Fallback: 20, Numeric: 2, Seed: 11},
		"continuous, 4": {Parties: 4, Issues: 4, Options: 3, Conflict: 0.5, Fallback: 20, Numeric: 1, Seed: 12},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := synthetic.Case(s)
			if err != nil {
				t.Fatal(err)
			}
			o := bargain.Options{Draws: 5, Ties: 2, Weights: []bargain.Weight{{Party: c.Parties[0].ID, Weight: parley.Fraction(3, 2)}}}
			wrong, unchecked := check(t, c, o, analyze(t, c, o, 2*time.Second))
			for _, f := range wrong {
				t.Error(f)
			}
			for _, f := range unchecked {
				t.Log(f)
			}
		})
	}
}
