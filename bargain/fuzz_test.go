package bargain_test

import (
	"context"
	"encoding/binary"
	"errors"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/bargain"
	"parley/bargain/audit"
	"parley/casefile"
)

// addCases gives a fuzzer the case files that there are.
func addCases(f *testing.F) {
	for _, pattern := range []string{"../examples/*/*.yaml", "../casefile/testdata/good/*"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			if data, err := os.ReadFile(name); err == nil {
				f.Add(data)
			}
		}
	}
	f.Add([]byte("parley: 1\nparties: {a: {}}\nissues: {x: {options: {y: ''}}}\n"))
	f.Add([]byte("parley: 1\nparties: {a: {}, b: {}}\nissues: {x: {range: [0, 1]}}\npositions: {a: {value: {x: {0: 0, 1: 1}}, fallback: {value: 1/3}}}\n"))
}

// FuzzCompile looks for a case file that is read without errors and makes the
// engine panic, or refuse it without saying what of its limits it exceeds.
func FuzzCompile(f *testing.F) {
	addCases(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, ds := casefile.Read("f", data)
		if ds.Errors() > 0 {
			return
		}
		if _, err := bargain.Compile(c); err != nil && (!strings.Contains(err.Error(), "at most") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("a case without errors is refused: %v", err)
		}
	})
}

// FuzzAnalyze looks for a case file with which an analysis panics, fails, or
// gives an answer that the definitions contradict.
func FuzzAnalyze(f *testing.F) {
	addCases(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, ds := casefile.Read("f", data)
		if ds.Errors() > 0 {
			return
		}
		audited(t, c, bargain.Options{Draws: 3, Ties: 2})
	})
}

// FuzzAnalyzeDrawn does the same with random cases, which the bytes draw: what
// a fuzzer changes in them changes a case that is still one.
func FuzzAnalyzeDrawn(f *testing.F) {
	for seed := range byte(20) {
		f.Add([]byte{seed, 7 * seed, 31 * seed, 101 * seed})
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rng := rand.New(&bytesSource{data: data, rest: rand.NewPCG(uint64(len(data)), 1)})
		o := bargain.Options{Draws: 3, Ties: rng.IntN(3), Best: rng.IntN(4)}
		c := randomCase(rng)
		if parley.HasErrors(c.Check()) {
			return
		}
		for _, p := range c.Consenting() {
			o.Weights = append(o.Weights, bargain.Weight{Party: p.ID, Weight: parley.Int(int64(1 + rng.IntN(3)))})
		}
		audited(t, c, o)
	})
}

// bytesSource draws from bytes as long as there are any.
type bytesSource struct {
	data []byte
	rest rand.Source
}

// Uint64 returns the next eight bytes, the first counting most: so that a
// single byte more or less is another draw, not only another remainder.
func (s *bytesSource) Uint64() uint64 {
	if len(s.data) == 0 {
		return s.rest.Uint64()
	}
	var next [8]byte
	s.data = s.data[copy(next[:], s.data[:min(4, len(s.data))]):]
	return binary.BigEndian.Uint64(next[:])
}

// Limits of what is analysed to the end, and of the time for everything else.
const (
	maxFuzzed  = 3000
	fuzzBudget = 150 * time.Millisecond
)

// audited analyses a case by every method and audits the answers. A large one
// is given little time; what is certain by then is audited too.
func audited(t *testing.T, c *parley.Case, o bargain.Options) {
	p, err := bargain.Compile(c)
	if err != nil {
		return
	}
	for name, o := range map[string]bargain.Options{"as fits": o, "by bounds": bargain.ByBounds(o)} {
		ctx, stop := context.Background(), func() {}
		if n := c.Size(); n == nil || n.Cmp(big.NewInt(maxFuzzed)) > 0 || len(c.Parties) > 8 {
			ctx, stop = context.WithTimeout(ctx, fuzzBudget)
		}
		a, err := p.Analyze(ctx, o)
		stop()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("%s: %v", name, err)
		}
		if n := c.Size(); n != nil && n.Cmp(big.NewInt(maxFuzzed)) > 0 && n.Cmp(big.NewInt(audit.MaxListed)) <= 0 {
			continue // it would take long to go through
		}
		findings, err := audit.Check(context.Background(), c, o, a)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Kind == audit.Wrong {
				t.Errorf("%s: %s", name, f)
			}
		}
	}
}
