package bargain

import (
	"context"
	"fmt"
	"math/big"
)

// search is how the packages of a problem are gone through. enumeration does
// it for finite ones, package by package; with continuous issues there is a
// search over cells.
//
// Every method is exact unless it says otherwise; each takes the items that
// the packages it looks at may break, and ends with the context's error and
// what it has when the context ends: a frontier then need not say itself that it
// is cut, for lazyFront does.
type search interface {
	// survey finds what packages there are.
	survey(ctx context.Context, report func(float64)) (survey, error)
	// frontier finds the Pareto frontier in the utilities of the parties
	// whose consent counts, all of which must be valued; y may be nil.
	frontier(ctx context.Context, ignore mask, y *yardstick, report func(float64)) (front, error)
	// pick finds what a criterion picks from the zone, whose frontier is
	// found if it is needed.
	pick(ctx context.Context, q Question, y *yardstick, f *lazyFront) (picked, error)
	// leastBurden picks the leximin of fractions, of all parties with a
	// range, from what may break ignore, with its frontier.
	leastBurden(ctx context.Context, ignore mask, y *yardstick, f *lazyFront) (candidate, error)
	// highestMinimum returns the first level of that leximin, or atLeast if
	// it is not exceeded; nil where there is no package or no range.
	highestMinimum(ctx context.Context, ignore mask, y *yardstick, atLeast *big.Rat) (*big.Rat, error)
	// method says in a few words how the packages are gone through.
	method() string
}

// front is a frontier as the search has it, in the order of outcomes.
type front struct {
	candidates []candidate
	vectors    *vectors // in whole numbers: in place of candidates, which can be too many to spell out
	segments   [][2]int
	cut        string   // why it is not the whole frontier; empty if it is
	how        string   // how it was found, if the search's method does not say
	within     *big.Rat // where it stands for a frontier that is too large: how near it comes; else nil
	drawing    *drawing // of a search over cells and two parties: the lines themselves
}

// lazyFront finds a frontier when it is first asked for.
type lazyFront struct {
	find func() (front, error)
	done bool
	f    front
	err  error
}

func (l *lazyFront) get() (front, error) {
	if !l.done {
		l.f, l.err = l.find()
		if l.err != nil && l.f.cut == "" {
			l.f.cut = "Interrupted before the frontier was known."
		}
		l.done = true
	}
	return l.f, l.err
}

// known reports whether it was found and is at hand.
func (l *lazyFront) known() bool { return l.done && l.err == nil }

func (f front) empty() bool { return len(f.candidates)+f.vectors.size() == 0 }

// maxOutcomes is how many outcomes of a frontier are spelled out, and
// maxTiedOutcomes how many of a solution's.
const (
	maxOutcomes     = 20_000
	maxTiedOutcomes = 100
)

// evenly returns at most most of the items, at least 2: evenly spread ones,
// the first and the last among them, so that no end of the list is favoured.
func evenly[T any](items []T, most int) []T {
	n := len(items)
	if n <= most {
		return items
	}
	some := make([]T, most)
	for i := range some {
		some[i] = items[i*(n-1)/(most-1)]
	}
	return some
}

// picked is what a criterion picked, with what is certain about it. For the
// Nash criterion lower and upper bound the geometric mean of the shares; for
// a leximin its first level; for the utilitarian the sum of fractions.
type picked struct {
	candidates   []candidate
	lower, upper *big.Rat // equal when proven; nil where the criterion has no level
	levels       int      // of a leximin: how many are proven
	proven       bool
	more         bool   // there may be further candidates that tie
	how          string // it was found, if the search's method does not say
}

// whyMore says that there may be further candidates that tie, where there may.
func (out picked) whyMore() string {
	switch n := len(out.candidates); {
	case !out.more:
		return ""
	case n == 1:
		return "Other outcomes may tie with it."
	default:
		return fmt.Sprintf("At least %d outcomes tie, and there may be more.", n)
	}
}

// packFrontier makes an answer of what a search found: all of its outcomes or,
// beyond the limit, evenly spread ones, the first and the last among them.
func (p *Problem) packFrontier(f front, y *yardstick) *Frontier {
	out := &Frontier{Parties: y.parties, Size: len(f.candidates), Segments: f.segments, Within: numberOf(f.within)}
	if f.vectors == nil {
		out.Outcomes = Listed(y.outcomes(f.candidates)...)
	} else {
		out.Size = f.vectors.size()
		out.Outcomes = Outcomes{from: f.vectors.listing(y, evenly(f.vectors.indices(), maxOutcomes))}
	}
	out.Complete = f.cut == "" && out.Outcomes.Len() == out.Size
	return out
}

// enumeration goes through all packages, those that nobody tells apart
// together.
type enumeration struct{ *Problem }

func (p enumeration) method() string {
	return "all packages, those that nobody tells apart together"
}

func (p enumeration) pick(_ context.Context, q Question, y *yardstick, l *lazyFront) (picked, error) {
	f, err := l.get()
	if err != nil {
		return picked{}, err
	}
	return p.pickFrom(q, y, f), nil
}

// pickFrom picks from a frontier that is known whole.
func (p enumeration) pickFrom(q Question, y *yardstick, f front) picked {
	out := picked{proven: f.cut == "", how: "read off the frontier"}
	cs := p.candidates(f.vectors, p.preselect(q, y, f.vectors))
	switch q {
	case AskNash:
		out.candidates = y.nash(cs)
	case AskKalaiSmorodinsky:
		out.candidates = y.kalaiSmorodinsky(cs)
	case AskEgalitarian:
		out.candidates = y.egalitarian(cs)
	default:
		out.candidates = y.utilitarian(cs)
	}
	if len(out.candidates) > 0 {
		out.level(q, y)
	}
	return out
}

// level fills in the level that the first candidate reaches.
func (out *picked) level(q Question, y *yardstick) {
	c := out.candidates[0]
	switch q {
	case AskNash:
		out.lower = new(big.Rat).SetFloat64(y.geometricMean(c))
	case AskKalaiSmorodinsky:
		out.lower, out.levels = y.lowest(c, y.share), len(y.inRatios())
	case AskEgalitarian:
		out.lower, out.levels = y.lowest(c, y.fraction), len(y.inRatios())
	default:
		out.lower = y.sumOfFractions(c)
	}
	if out.proven {
		out.upper = out.lower
	} else {
		out.levels = 0
	}
}

func (p enumeration) leastBurden(_ context.Context, _ mask, y *yardstick, l *lazyFront) (candidate, error) {
	f, err := l.get()
	if err != nil {
		return candidate{}, err
	}
	who := y.withRange()
	return leximin(p.candidates(f.vectors, p.preselectFractions(y, who, f.vectors, f.vectors.indices())), who, y.fraction)[0], nil
}
