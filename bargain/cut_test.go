package bargain_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"parley"
	"parley/bargain"
	"parley/bargain/audit"
	"parley/casefile"
)

// looks is a context that ends when it was looked at so many times: unlike the
// clock, it interrupts work at the same place on every machine.
type looks struct {
	context.Context
	mu    sync.Mutex
	left  int
	ended chan struct{}
}

func lookedAt(times int) *looks {
	return &looks{Context: context.Background(), left: times, ended: make(chan struct{})}
}

func (c *looks) look() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left--; c.left == -1 {
		close(c.ended)
	}
	return c.left < 0
}

func (c *looks) Done() <-chan struct{} { c.look(); return c.ended }

func (c *looks) Err() error {
	if c.look() {
		return context.DeadlineExceeded
	}
	return nil
}

// An answer that is interrupted, wherever that is, holds nothing that the
// definitions contradict, and calls nothing proven that is not: of each case
// the work is ended at its first look at the context, at the next, and so on at
// growing distances, both as a whole and question by question, until all is
// answered. It fails if what was found so far is taken for all there is: a part
// of a frontier for the whole, bounds for counts, a package that ties with others
// for the only one.
func TestCut(t *testing.T) {
	type named struct {
		name string
		*parley.Case
	}
	var cases []named
	for _, pattern := range []string{"../examples/*/*.yaml", "../casefile/testdata/good/*"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				continue // a folder
			}
			c, ds := casefile.Read(name, data)
			if n := c.Size(); ds.Errors() == 0 && !testing.Short() && (n == nil || n.Cmp(big.NewInt(maxFuzzed)) <= 0 || n.Cmp(big.NewInt(audit.MaxListed)) > 0) {
				cases = append(cases, named{name, c})
			}
		}
	}
	rng := rand.New(rand.NewPCG(5, 1))
	for n := range 60 {
		c := randomCase(rng)
		if n%2 == 0 {
			c = loosen(rng, c)
		}
		if c != nil && !parley.HasErrors(c.Check()) {
			cases = append(cases, named{fmt.Sprint("random ", n), c})
		}
	}
	for _, c := range cases {
		cutEverywhere(t, c.name, c.Case)
	}
	// With next to nothing drawn or put into tables, answers are bounds.
	defer bargain.MostDrawnBoxes(4)()
	defer bargain.MostEndNodes(3)()
	defer bargain.LargestTable(8)()
	for _, c := range cases {
		if strings.HasPrefix(c.name, "random") {
			cutEverywhere(t, c.name+", within limits", c.Case)
		}
	}
}

// cutEverywhere analyses a case by every method, ending the work sooner and
// later, and audits what there is of an answer.
func cutEverywhere(t *testing.T, name string, c *parley.Case) {
	p, err := bargain.Compile(c)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	o := bargain.Options{Draws: 3, Ties: 2, Best: 3, Sample: 2}
	for n, party := range c.Consenting() {
		o.Weights = append(o.Weights, bargain.Weight{Party: party.ID, Weight: parley.Int(int64(1 + n))})
	}
	methods := map[string]bargain.Options{"as fits": o, "by bounds": bargain.ByBounds(o)}
	if bargain.Boxed(p) {
		methods["by boxes"] = bargain.ByBoxes(o)
	}
	for method, o := range methods {
		for _, where := range []string{"the work", "each question"} {
			for n, done := 0, false; !done; n += 1 + n/4 {
				ctx, o := context.Context(lookedAt(n)), o
				if where == "each question" {
					ctx = context.Background()
					o = bargain.Within(o, func(context.Context) (context.Context, context.CancelFunc) { return lookedAt(n), func() {} })
				}
				a, err := p.Analyze(ctx, o)
				if err != nil && !errors.Is(err, context.DeadlineExceeded) {
					t.Fatalf("%s, %s, %s cut at look %d: %v", name, method, where, n, err)
				}
				done = err == nil
				findings, err := audit.Check(context.Background(), c, o, a)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range findings {
					if f.Kind == audit.Wrong {
						t.Errorf("%s, %s, %s cut at look %d: %s", name, method, where, n, f)
					}
				}
				if t.Failed() {
					return
				}
			}
		}
	}
}
