package bargain_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"parley"
	"parley/bargain"
	"parley/bargain/audit"
)

// Fails if an audit, which goes through all packages of a case by the
// definitions, contradicts any part of any answer about many random cases,
// with everything asked.
func TestAudited(t *testing.T) {
	many := 700
	if testing.Short() {
		many = 150
	}
	valid := 0
	for seed := range uint64(many) {
		rng := rand.New(rand.NewPCG(seed, 6))
		c := randomCase(rng)
		if parley.HasErrors(c.Check()) {
			continue
		}
		valid++
		o := bargain.Options{Draws: 5, Seed: seed, Ties: 1 + rng.IntN(4), Best: 1 + rng.IntN(6)}
		for n, p := range c.Consenting() {
			if rng.IntN(2) == 0 {
				o.Weights = append(o.Weights, bargain.Weight{Party: p.ID, Weight: parley.Fraction(int64(1+rng.IntN(5)), int64(1+n))})
			}
		}
		if rng.IntN(4) == 0 {
			i := c.Issues[rng.IntN(len(c.Issues))]
			o.Want = parley.Package{i.ID: i.At(rng.IntN(int(i.Count().Int64())))}
		}
		for name, o := range map[string]bargain.Options{"walking": o, "bounds": bargain.ByBounds(o)} {
			findings, err := audit.Check(context.Background(), c, o, analyze(t, c, o))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range findings {
				if f.Kind == audit.Wrong {
					t.Errorf("seed %d, %s: %s", seed, name, f)
				}
			}
		}
	}
	if valid < many/3 {
		t.Fatalf("of %d random cases %d were valid: the test tests too little", many, valid)
	}
}

// Fails if an audit contradicts an answer about a case with continuous issues,
// whose packages cannot all be gone through: those that the answer names, and
// their neighbours, must not speak against it.
func TestAuditedWithContinuousIssues(t *testing.T) {
	loose := 0
	for seed := range seeds(600) {
		rng := rand.New(rand.NewPCG(seed, 16))
		c := loosen(rng, randomCase(rng))
		if c == nil || parley.HasErrors(c.Check()) {
			continue
		}
		loose++
		o := bargain.Options{Draws: 3, Best: 1 + rng.IntN(6), Apart: 1 + rng.IntN(2)}
		for n, p := range c.Consenting() {
			if rng.IntN(2) == 0 {
				o.Weights = append(o.Weights, bargain.Weight{Party: p.ID, Weight: parley.Fraction(int64(1+rng.IntN(5)), int64(1+n))})
			}
		}
		for name, o := range map[string]bargain.Options{"cells": o, "tree": bargain.ByBounds(o)} {
			findings, err := audit.Check(context.Background(), c, o, analyze(t, c, o))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range findings {
				if f.Kind == audit.Wrong {
					t.Errorf("seed %d, %s: %s", seed, name, f)
				}
			}
		}
	}
	if loose < int(seeds(100)) {
		t.Fatalf("only %d cases had continuous issues: the test tests too little", loose)
	}
}
