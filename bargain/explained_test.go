package bargain_test

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"parley/bargain"
	"parley/synthetic"
)

// explained answers questions about a synthetic case.
func explained(t *testing.T, s synthetic.Spec, only ...bargain.Question) *bargain.Answer {
	t.Helper()
	c, err := synthetic.Case(s)
	if err != nil {
		t.Fatal(err)
	}
	p, err := bargain.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	a, err := p.Analyze(context.Background(), bargain.Options{Only: only})
	if err != nil {
		t.Fatal(err)
	}
	total := 0.0
	for _, c := range a.Certificates {
		total += c.Seconds
	}
	if elapsed := time.Since(started).Seconds(); total > elapsed {
		t.Errorf("certificates tell of %v s, and it took %v", total, elapsed)
	}
	return a
}

// Fails if a certificate tells of a method by which the answer was not found,
// or gives a reason where there was nothing to choose.
func TestCertificatesSayHow(t *testing.T) {
	small := synthetic.Spec{Parties: 3, Issues: 5, Options: 3, Seed: 1, Fallback: 20}
	large := synthetic.Spec{Parties: 4, Issues: 30, Options: 10, Seed: 1, Fallback: 20}
	empty := synthetic.Spec{Parties: 4, Issues: 30, Options: 10, Seed: 1, Fallback: 97}
	for _, test := range []struct {
		name            string
		spec            synthetic.Spec
		question        bargain.Question
		method, because string // parts of them; because empty: none is given
	}{
		{"small", small, bargain.AskZone, "all packages", "few enough"},
		{"small", small, bargain.AskNash, "read off the frontier", "few enough"},
		{"small", small, bargain.AskReach, "by bounds", "however many"},
		{"small", small, bargain.AskContention, "from the positions", ""},
		{"small", small, bargain.AskConflicts, "all packages", "few enough"},
		{"large", large, bargain.AskNash, "branch and bound", "nothing ties"},
		{"large", large, bargain.AskEgalitarian, "level by level", "nothing ties"},
		{"large", large, bargain.AskTrades, "from the positions", ""},
		{"empty", empty, bargain.AskZone, "a weighing", "nothing ties"},
		{"empty", empty, bargain.AskConflicts, "searches by bounds", "nothing ties"},
		{"empty", empty, bargain.AskConcessions, "searches by bounds", "nothing ties"},
	} {
		c := explained(t, test.spec, test.question).Certificates[test.question]
		if !strings.Contains(c.Method, test.method) || !strings.Contains(c.Because, test.because) || (test.because == "") != (c.Because == "") {
			t.Errorf("%s, %s: found by %q, because %q; want %q and %q", test.name, test.question, c.Method, c.Because, test.method, test.because)
		}
	}
}

// Fails if a zone that is empty because fallbacks ask too much is shown without
// the weighing, be there few packages or many.
func TestProofAtAnySize(t *testing.T) {
	for _, issues := range []int{4, 30} {
		a := explained(t, synthetic.Spec{Parties: 3, Issues: issues, Options: 4, Seed: 1, Fallback: 97}, bargain.AskZone)
		if a.Zone.Proof == nil || a.Zone.Proof.Most.Cmp(a.Zone.Proof.Needed) >= 0 {
			t.Errorf("%d issues: no proof that the zone is empty", issues)
		}
	}
}

// Fails if no package at all is given where the time is over while it is sought
// how many of many parties can gain together.
func TestNashOfSomeInterrupted(t *testing.T) {
	c, err := synthetic.Case(synthetic.Spec{Family: synthetic.Goods, Parties: 20, Issues: 10, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	p, err := bargain.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	for looks := 0; looks < 5000; looks = 2*looks + 1 {
		o := bargain.Within(bargain.Options{Only: []bargain.Question{bargain.AskNash}}, func(context.Context) (context.Context, context.CancelFunc) {
			return lookedAt(looks), func() {}
		})
		a, err := p.Analyze(context.Background(), o)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("cut at look %d: %v", looks, err)
		}
		if a.Nash == nil || len(a.Nash.Outcomes) == 0 {
			t.Errorf("cut at look %d: there is a zone, and no package of it is given: %+v", looks, a.Certificates[bargain.AskNash])
		}
	}
}

// Fails if the weights that show an empty zone are longer than they need be
// for whoever checks them with pencil and paper: they are whole numbers
// without a common divisor.
func TestProofIsShort(t *testing.T) {
	for seed := range uint64(5) {
		a := explained(t, synthetic.Spec{Parties: 3, Issues: 20, Options: 10, Seed: seed, Fallback: 97}, bargain.AskZone)
		if a.Zone.Proof == nil {
			t.Fatalf("seed %d: no proof", seed)
		}
		all := new(big.Int)
		for _, w := range a.Zone.Proof.Weights {
			if !w.Weight.Rat().IsInt() {
				t.Errorf("seed %d: the weight of %s is %s, no whole number", seed, w.Party, w.Weight)
			}
			all.GCD(nil, nil, all, w.Weight.Rat().Num())
		}
		if !all.IsInt64() || all.Int64() != 1 {
			t.Errorf("seed %d: all weights are multiples of %s", seed, all)
		}
	}
}
