package bargain_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"parley"
	"parley/bargain"
	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
	"parley/brief"
	"parley/casefile"
	"parley/synthetic"
)

// The questions of the table's lines.

// whole asks one question and nothing else; it is settled where it is proven.
func whole(q bargain.Question) question {
	return func(ctx context.Context, in *instance) (float64, bool, error) {
		a, err := in.p.Analyze(ctx, bargain.Options{Only: []bargain.Question{q}})
		return theTime, err == nil && a.Certificates[q].Proven, err
	}
}

// near asks for a frontier, or packages that come so near to all of it.
func near(epsilon float64) question {
	return func(ctx context.Context, in *instance) (float64, bool, error) {
		a, err := in.p.Analyze(ctx, bargain.Options{Only: []bargain.Question{bargain.AskFrontier}, Epsilon: epsilon})
		if err != nil {
			return theTime, false, err
		}
		within := a.Frontier.Within
		return theTime, a.Certificates[bargain.AskFrontier].Proven || within != nil && within.Float() <= epsilon, nil
	}
}

// gap asks for a leximin; the value is what is left between the bounds of its
// first level when the time is over, in percent.
func gap(q bargain.Question) question {
	return func(ctx context.Context, in *instance) (float64, bool, error) {
		a, err := in.p.Analyze(ctx, bargain.Options{Only: []bargain.Question{q}})
		c := a.Certificates[q]
		switch {
		case c.Proven:
			return 0, true, err
		case c.Lower == nil || c.Upper == nil:
			return 100, false, err
		}
		return 100 * c.Upper.Sub(*c.Lower).Float(), true, err
	}
}

// Whether there is a zone is all that these questions need to know, where
// there is none and where there is one.
const (
	knowsEmpty = bargain.AskOpen
	knowsOpen  = bargain.AskConflicts
)

// decided asks whether the zone is empty.
func decided(open bool) question {
	q := knowsEmpty
	if open {
		q = knowsOpen
	}
	return func(ctx context.Context, in *instance) (float64, bool, error) {
		a, err := in.p.Analyze(ctx, bargain.Options{Only: []bargain.Question{q}})
		return theTime, err == nil && a.Certificates[q].Proven && a.Conflicts == nil, err
	}
}

// allOfZone asks for the zone with everything that is said of it: who accepts
// how many packages, what any two parties have in common, and a package that
// all can accept, or a weighing that shows there is none.
func allOfZone(ctx context.Context, in *instance) (float64, bool, error) {
	a, err := in.p.Analyze(ctx, bargain.Options{Only: []bargain.Question{bargain.AskZone}})
	return theTime, err == nil && (a.Zone.Example != nil || a.Zone.Proof != nil), err
}

// beside prepares an instance whose fallbacks are 1 % of what a party could
// have below the threshold beyond which the zone is empty, or above it. The
// threshold is the greatest least fraction, for nobody's utilities start above
// nothing; it is looked for until the context was looked at so often, which
// takes two seconds and comes to the same everywhere, and the bounds of it count.
func beside(open bool) func(synthetic.Spec) (*instance, error) {
	return func(spec synthetic.Spec) (*instance, error) {
		spec.NoFallback, spec.Fallback = false, 0
		at, err := drawn(spec)
		if err != nil {
			return nil, err
		}
		a, err := at.p.Analyze(lookedAt(20_000), bargain.Options{Only: []bargain.Question{bargain.AskEgalitarian}})
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return nil, err
		}
		c := a.Certificates[bargain.AskEgalitarian]
		if c.Lower == nil || c.Upper == nil {
			return nil, fmt.Errorf("the threshold was not found: %s", c.Why)
		}
		spec.Fallback = 100*c.Upper.Float() + 1
		if open {
			spec.Fallback = 100*c.Lower.Float() - 1
		}
		return drawn(spec)
	}
}

// counted asks for the zone, whose count is to be exact or known within a part
// of it, with proven bounds besides.
func counted(part float64) question {
	return func(ctx context.Context, in *instance) (float64, bool, error) {
		a, err := in.p.Analyze(ctx, bargain.Options{Only: []bargain.Question{bargain.AskZone}})
		if err != nil {
			return theTime, false, err
		}
		n := a.Zone.Count
		return theTime, n.Exact() || n.Most != nil && n.Estimate != nil && n.Estimate.HalfWidth <= part, nil
	}
}

// firstConflict asks for the conflicts until one is found.
func firstConflict(ctx context.Context, in *instance) (float64, bool, error) {
	found, err := bargain.FirstConflict(ctx, in.p)
	return theTime, found, err
}

// best asks for so many packages with the greatest products of gains. The
// engine finds as many again that differ, which with Apart 1 are the same.
func best(n int) question {
	return func(ctx context.Context, in *instance) (float64, bool, error) {
		a, err := in.p.Analyze(ctx, bargain.Options{Only: []bargain.Question{bargain.AskShortlist}, Best: n, Apart: 1})
		return theTime, err == nil && a.Certificates[bargain.AskShortlist].Proven && len(a.Shortlist.Best) == n, err
	}
}

// again solves Nash for one case after the other that differ in what one party
// values, as scenarios of uncertain statements do: each starts from what the
// one before ended with. The value is how many a second.
func again(ctx context.Context, in *instance) (float64, bool, error) {
	const scenarios = 200
	rng := rand.New(rand.NewPCG(in.spec.Seed, 29))
	var spaces []*network.Space
	for range scenarios {
		q, err := in.p.Vary(shaken(rng, in.c))
		if err != nil {
			return 0, false, err
		}
		spaces = append(spaces, bargain.SpaceOf(q))
	}
	start := worked()
	var o dual.Options
	proven := true
	for _, s := range spaces {
		r, err := dual.Maximise(ctx, s, productOf(s), o)
		if err != nil {
			return 0, false, err
		}
		proven = proven && r.Proven
		o.Start, o.Known = r.Multipliers, r.Best
	}
	return scenarios / milliseconds(start) * 1e3, proven, nil
}

// shaken lowers what each option is worth to one party, drawn, by up to a
// twentieth, in whole steps.
func shaken(rng *rand.Rand, c *parley.Case) *parley.Case {
	changed := *c
	changed.Positions = slices.Clone(c.Positions)
	p := &changed.Positions[rng.IntN(len(c.Positions))]
	p.Values = slices.Clone(p.Values)
	for i, v := range p.Values {
		v.Options = slices.Clone(v.Options)
		for o := range v.Options {
			worth := v.Options[o].Worth.Low
			if worth.Sign() > 0 && worth.Float() < 1000 { // the ends stay, and with them the scale
				steps := int64(worth.Float() * rng.Float64() / 20)
				v.Options[o].Worth = parley.Just(worth.Sub(parley.Int(steps)))
			}
		}
		p.Values[i] = v
	}
	return &changed
}

// enumerate goes through all packages, as where what ties the issues is too
// wide for tables, and keeps the frontier. The value is millions of packages
// a second; blocks that are worse than what was found count as gone through.
func enumerate(_ context.Context, in *instance) (float64, bool, error) {
	total := math.Pow(float64(in.spec.Options), float64(in.spec.Issues))
	start := worked()
	_, err := bargain.FrontierWalked(in.p, false)
	return total / milliseconds(start) / 1e3, err == nil, err
}

// reading reads the case from a file's bytes, compiles it, asks and writes the
// answer as JSON. The value is the time beside the question's.
func reading(q bargain.Question) question {
	return func(ctx context.Context, in *instance) (float64, bool, error) {
		var file bytes.Buffer
		if err := casefile.Write(&file, in.c); err != nil {
			return 0, false, err
		}
		start := worked()
		c, diagnostics := casefile.Read("case.yaml", file.Bytes())
		if diagnostics.Errors() > 0 {
			return 0, false, errors.New("the case is not read back")
		}
		p, err := bargain.Compile(c)
		if err != nil {
			return 0, false, err
		}
		took := milliseconds(start)
		a, err := p.Analyze(ctx, bargain.Options{Only: []bargain.Question{q}})
		if err != nil {
			return 0, false, err
		}
		start = worked()
		err = brief.JSON(io.Discard, c, a, brief.Options{})
		return took + milliseconds(start), err == nil, err
	}
}
