package bargain_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/bargain"
)

// boxedCase draws a case that hyper-rectangles can state: fallbacks alone rule
// packages out, and all numbers are exact. Caps, discounts, values by option and
// by curve, and linkages of every kind are among what it draws.
func boxedCase(rng *rand.Rand) *parley.Case {
	c := randomCase(rng)
	c.Norms = nil
	c.Parties = slices.DeleteFunc(c.Parties, func(p parley.Party) bool { return !p.Consents() })
	c.Positions = slices.DeleteFunc(c.Positions, func(p parley.Position) bool { return p.Party == "fund" })
	for n := range c.Issues {
		c.Issues[n].By, c.Issues[n].Nothing = "", nil
	}
	exact := func(i parley.Interval) parley.Interval { return parley.Just(i.Low) }
	for n := range c.Positions {
		p := &c.Positions[n]
		p.Never, p.Insists, p.OnlyIf = nil, nil, nil
		for k := range p.Importance {
			p.Importance[k].Weight = exact(p.Importance[k].Weight)
		}
		for k := range p.Values {
			for o := range p.Values[k].Options {
				p.Values[k].Options[o].Worth = exact(p.Values[k].Options[o].Worth)
			}
			for o := range p.Values[k].Curve {
				p.Values[k].Curve[o].Worth = exact(p.Values[k].Curve[o].Worth)
			}
		}
		for k := range p.Linkages {
			p.Linkages[k] = worthier(p.Linkages[k], exact)
		}
		if p.Fallback != nil && p.Fallback.Value != nil {
			v := exact(*p.Fallback.Value)
			p.Fallback.Value = &v
		}
	}
	return c
}

// Fails if by hyper-rectangles a frontier, a solution, a conflict or a way out
// is another than what a search of all packages by the oracle finds, if one of
// them is not proven, or if a count that is called exact is not, or bounds leave
// out the number.
func TestByBoxesAgainstOracle(t *testing.T) {
	boxed, deadlocks, cut := 0, 0, 0
	for seed := range seeds(5000) {
		c := boxedCase(rand.New(rand.NewPCG(seed, 21)))
		if parley.HasErrors(c.Check()) {
			continue
		}
		p, err := bargain.Compile(c)
		if err != nil {
			t.Fatal(err)
		}
		if !bargain.Boxed(p) {
			continue
		}
		boxed++
		a := analyze(t, c, bargain.ByBoxes(bargain.Options{Draws: 1}))
		b := newBrute(c)
		if b.capped() {
			cut++
		}
		for _, q := range []bargain.Question{bargain.AskZone, bargain.AskFrontier, bargain.AskNash, bargain.AskKalaiSmorodinsky,
			bargain.AskEgalitarian, bargain.AskUtilitarian, bargain.AskConflicts, bargain.AskConcessions, bargain.AskPrices} {
			if certificate := a.Certificates[q]; !certificate.Proven && q != bargain.AskZone {
				t.Errorf("%s is not proven: %v", q, certificate)
			}
		}
		of, got := b.possible(), a.Frontier
		within := func(n bargain.Count, want int) bool {
			if n.Int != nil {
				return n.Int.Int64() == int64(want)
			}
			return n.Least.Int64() <= int64(want) && int64(want) <= n.Most.Int64()
		}
		if !within(a.Zone.Possible, len(of)) {
			t.Errorf("the possible zone has %s packages, and %d", a.Zone.Possible, len(of))
		}
		if len(of) == 0 {
			deadlocks++
			of, got = b.possible(b.fallbacks()...), a.FrontierPossible
			checkClashesOfBoxes(t, b, a)
		} else {
			checkPrices(t, b, a)
			checkSolutionsOfBoxes(t, b, a)
		}
		keys := map[string]bool{}
		for _, o := range got.Outcomes.Slice() {
			keys[keyOf(c, o)] = true
			if o.Ties.Least.Sign() <= 0 {
				t.Error("an outcome that no package has")
			}
		}
		want := map[string]bool{}
		for k := range b.frontier(of) {
			want[k] = true
		}
		if !maps.Equal(keys, want) {
			t.Errorf("frontier %v, want %v", keys, want)
		}
		if t.Failed() {
			t.Fatalf("the case of seed %d", seed)
		}
	}
	if boxed < int(seeds(5000))/80 || deadlocks < boxed/20 || cut < boxed/10 {
		t.Fatalf("%d cases were boxed, %d deadlocked, %d cut off: the test tests too little", boxed, deadlocks, cut)
	}
}

func keyOf(c *parley.Case, o bargain.Outcome) string {
	var v []parley.Number
	for _, p := range c.Consenting() {
		v = append(v, o.Utility[p.ID])
	}
	return key(v)
}

func checkSolutionsOfBoxes(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	cr := b.criteria(b.possible())
	for name, s := range map[string]*bargain.Solution{"kalai-smorodinsky": a.KalaiSmorodinsky, "egalitarian": a.Egalitarian} {
		measure := cr.share
		if name == "egalitarian" {
			measure = cr.part
		}
		got := map[string]bool{}
		for _, o := range s.Outcomes {
			got[keyOf(b.c, o)] = true
		}
		want := cr.best(func(i int) []*big.Rat { return sortedValues(measure[i]) })
		if !maps.Equal(got, want) {
			t.Errorf("%s picks %v, want %v", name, got, want)
		}
	}
}

func checkClashesOfBoxes(t *testing.T, b *brute, a *bargain.Answer) {
	t.Helper()
	for _, s := range a.Conflicts.Sets {
		var at []string
		for _, ref := range s.Items {
			at = append(at, ref.At())
		}
		holds := func(without string) bool {
			return slices.ContainsFunc(b.broken, func(broken []string) bool {
				return !slices.ContainsFunc(at, func(x string) bool { return x != without && slices.Contains(broken, x) })
			})
		}
		if holds("") {
			t.Errorf("conflict %v holds together", at)
		}
		for _, x := range at {
			if !holds(x) {
				t.Errorf("conflict %v is one without %s", at, x)
			}
		}
	}
	for _, w := range a.Concessions.Ways {
		var at []string
		for _, g := range w.GiveUp {
			at = append(at, g.Ref.At())
		}
		if len(b.possible(at...)) == 0 {
			t.Errorf("giving up %v opens nothing", at)
		}
		if w.Frontier != nil {
			keys, want := map[string]bool{}, map[string]bool{}
			for _, o := range w.Frontier.Outcomes.Slice() {
				keys[keyOf(b.c, o)] = true
			}
			for k := range b.frontier(b.possible(at...)) {
				want[k] = true
			}
			if !maps.Equal(keys, want) {
				t.Errorf("giving up %v has frontier %v, want %v", at, keys, want)
			}
		}
	}
	if len(a.Conflicts.Sets) == 0 || len(a.Concessions.Ways) == 0 {
		t.Error("no conflict or no way out in a deadlock")
	}
}

// Fails if hyper-rectangles that tie forty issues to each other are not answered
// exactly, or the certificate does not name the method.
func TestManyIssuesOfBoxes(t *testing.T) {
	c := rectangleCase(40, 30, 1)
	a := analyze(t, c, bargain.Options{Only: []bargain.Question{bargain.AskZone, bargain.AskFrontier, bargain.AskNash}})
	certificate := a.Certificates[bargain.AskFrontier]
	if !certificate.Proven || !strings.Contains(certificate.Method, "hyper-rectangles") || !strings.Contains(certificate.Because, "10^3") {
		t.Errorf("the frontier's certificate is %v", certificate)
	}
	if a.Frontier.Size < 2 || !a.Certificates[bargain.AskNash].Proven {
		t.Errorf("%d outcomes, and the Nash product %v", a.Frontier.Size, a.Certificates[bargain.AskNash])
	}
}

// Fails if what is found before the time is over is not told, or called all.
func TestInterruptedBoxes(t *testing.T) {
	c := rectangleCase(50, 90, 2) // which takes far longer
	p, err := bargain.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	// How soon it finds something depends on the machine: it gets twice the time
	// until it does.
	for limit := time.Second; ; limit *= 2 {
		ctx, stop := context.WithTimeout(context.Background(), limit)
		a, err := p.Analyze(ctx, bargain.Options{Only: []bargain.Question{bargain.AskZone, bargain.AskFrontier, bargain.AskNash}})
		stop()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("the error is %v", err)
		}
		if certificate := a.Certificates[bargain.AskFrontier]; certificate.Proven || certificate.Why == "" {
			t.Fatalf("the frontier's certificate is %v", certificate)
		}
		found := a.Zone != nil && a.Frontier != nil && a.Frontier.Size > 0
		if found && a.Frontier.Complete {
			t.Fatal("what was found by then is said to be all")
		}
		if found {
			return
		}
		if limit > time.Minute {
			t.Fatalf("no outcome is told of those that were found: %v %v", a.Zone != nil, a.Certificates)
		}
	}
}

// rectangleCase draws a case as the published domains are: ten numbers an issue,
// and for each of two parties so many boxes on up to ten issues, more of them
// together than the cap.
func rectangleCase(issues, boxes int, seed uint64) *parley.Case {
	rng := rand.New(rand.NewPCG(seed, 5))
	c := &parley.Case{Title: "Boxes"}
	step := parley.Int(1)
	for n := range issues {
		c.Issues = append(c.Issues, parley.Issue{ID: fmt.Sprintf("i%d", n), Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(9), Step: &step}})
	}
	for _, id := range []string{"a", "b"} {
		c.Parties = append(c.Parties, parley.Party{ID: id})
		p := parley.Position{Party: id}
		zero := parley.Just(parley.Int(0))
		p.Values = []parley.Value{{Issue: "i0", Curve: []parley.CurvePoint{{At: parley.Int(0), Worth: zero}, {At: parley.Int(9), Worth: zero}}}}
		total := int64(0)
		for range boxes {
			var pattern parley.Pattern
			for _, n := range rng.Perm(issues)[:1+rng.IntN(min(issues, 10))] {
				low := 1 + rng.Int64N(7) // never all of an issue
				from, to := parley.Int(low), parley.Int(low+1+rng.Int64N(9-low))
				pattern = append(pattern, parley.Term{Issue: fmt.Sprintf("i%d", n), Min: &from, Max: &to})
			}
			worth := 1 + rng.Int64N(40)
			total += worth
			p.Linkages = append(p.Linkages, parley.Linkage{When: parley.Patterns{pattern}, Worth: parley.Just(parley.Int(worth))})
		}
		p.Cap = &parley.Cap{At: parley.Int(total * 2 / 3)}
		p.Fallback = &parley.Fallback{Value: &zero}
		c.Positions = append(c.Positions, p)
	}
	return c
}
