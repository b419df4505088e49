package survey

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"parley/internal/rectangles"
	"parley/scenario"
)

// Space is what the parties of a scenario can have at once. Utilities are
// those of the scenario's semantics, at the start of the negotiation.
type Space struct {
	Scenario *scenario.Scenario
	Outcomes *big.Int // of a real issue, scenario.RealSteps numbers

	Frontier []Point // vectors that none dominates, rounded to Places; best for the first party first
	Proven   bool    // these are all; if not, each of them still exists
	Exact    int     // how many there are without rounding
	Method   string  // how they were found
	Rounded  bool    // some utilities are known to about 17 places only

	Min, Max []float64 // by party, over all outcomes; nil if not found
	Mean     []float64 // the same; nil if not found
	Reserved []float64 // by party: what no agreement is worth; 0 where nothing is said
	Said     []bool    // by party: whether it is
	Discount []float64 // by party: what is left of a utility at the end of the time

	Rational *big.Int // outcomes that are worth at least the reservation to everybody; nil if not counted
	Better   *big.Int // outcomes that are worth more than it

	RationalLeast, RationalMost *big.Int // proven bounds of Rational, the same where it was counted; nil if not found
}

// Point is a vector of the frontier with an outcome that has it.
type Point struct {
	Utility  []float64
	Outcome  scenario.Outcome
	Rational bool // at least the reservation for everybody
}

// Limits of a Space.
const (
	// MaxWalk is how many outcomes are looked at one by one.
	MaxWalk = 50_000_000
	// MaxSums is how many vectors are added up for one issue.
	MaxSums = 200_000_000
)

// ErrTooLarge is the error of a scenario for which no method here works.
var ErrTooLarge = errors.New("the scenario is too large to be measured exactly")

// Measure finds the space of a scenario. With ErrTooLarge, or the error of a
// context that ended, the space is as far as it was found.
func Measure(ctx context.Context, s *scenario.Scenario) (*Space, error) {
	if len(s.Profiles) == 0 {
		return nil, errors.New("the scenario has no profiles")
	}
	m := &measuring{ctx: ctx, s: s, sp: &Space{Scenario: s, Outcomes: big.NewInt(1)}, sums: true}
	for i := range s.Issues {
		n := choices(&s.Issues[i])
		if n == 0 {
			return nil, fmt.Errorf("the issue %q has no values", s.Issues[i].Name)
		}
		m.count = append(m.count, n)
		if s.Issues[i].Kind == scenario.Real {
			m.sp.Outcomes.Mul(m.sp.Outcomes, big.NewInt(int64(n)))
		} else {
			m.sp.Outcomes.Mul(m.sp.Outcomes, s.Issues[i].Count())
		}
	}
	walk, askable := m.sp.Outcomes.Cmp(big.NewInt(MaxWalk)) <= 0, true
	for p := range s.Profiles {
		n := numbersOf(s, p, walk)
		m.of = append(m.of, n)
		m.sums = m.sums && n.parts != nil
		askable = askable && (n.parts != nil || n.at != nil)
		m.sp.Rounded = m.sp.Rounded || !n.exact
		d, _ := s.Discount(p).Float64()
		m.sp.Discount = append(m.sp.Discount, d)
		r := 0.0
		if exact := s.Reservation(p); exact != nil {
			r, _ = exact.Float64()
		}
		m.sp.Reserved, m.sp.Said = append(m.sp.Reserved, r), append(m.sp.Said, s.Reservation(p) != nil)
	}
	if m.sums {
		return m.sp, m.bySums()
	}
	if askable && walk {
		return m.sp, m.byWalk()
	}
	if f, ok := fieldOf(s); ok {
		return m.sp, m.byRectangles(f)
	}
	return m.sp, ErrTooLarge
}

// measuring is a Space while it is found.
type measuring struct {
	ctx   context.Context
	s     *scenario.Scenario
	sp    *Space
	of    []*numbers
	count []int
	sums  bool // every utility is a sum over the issues
}

// finish turns a frontier in whole numbers into points.
func (m *measuring) finish(front []entry, outcome func(entry) scenario.Outcome) {
	m.sp.Exact = len(front)
	rounded := make([]entry, len(front))
	for k, e := range front {
		u := make([]int64, len(e.u))
		for q := range u {
			u[q] = m.of[q].places(e.u[q])
		}
		rounded[k] = entry{u: u, from: k}
	}
	m.sp.Frontier = nil
	for _, e := range undominated(rounded) {
		exact := front[e.from]
		p := Point{Outcome: outcome(exact), Rational: true}
		for q, v := range exact.u {
			p.Utility = append(p.Utility, m.of[q].float(v))
			p.Rational = p.Rational && v >= m.of[q].reserved
		}
		m.sp.Frontier = append(m.sp.Frontier, p)
	}
}

func (m *measuring) outcomeAt(o []int) scenario.Outcome {
	out := make(scenario.Outcome, len(o))
	for i := range o {
		out[i] = m.s.Issues[i].At(o[i])
	}
	return out
}

// byRectangles searches which rectangles pay.
func (m *measuring) byRectangles(f *field) error {
	m.sp.Method = "branch and bound over the hyper-rectangles"
	front, err := f.problem.Frontier(m.ctx, nil)
	m.sp.Proven = front.Proven
	for q := range m.of { // the numbers of the search, not those of a walk
		m.of[q] = &numbers{per: f.per[q], exact: true, cap: math.MaxInt64}
		m.of[q].reserve(m.s.Reservation(q))
	}
	m.sp.Rounded = false
	var all []entry
	for k, p := range front.Points {
		all = append(all, entry{u: p.Utility, from: k})
	}
	m.finish(all, func(e entry) scenario.Outcome { return f.outcome(front.Points[e.from]) })
	if len(front.Points) > 0 && front.Proven {
		m.sp.Max = slices.Repeat([]float64{math.Inf(-1)}, len(m.of))
		for q := range m.of {
			for _, p := range m.sp.Frontier {
				m.sp.Max[q] = max(m.sp.Max[q], p.Utility[q])
			}
		}
	}
	if err != nil {
		return err
	}
	return m.countPaid(f)
}

func (f *field) outcome(p rectangles.Point) scenario.Outcome {
	o := make(scenario.Outcome, len(p.Outcome))
	for i, c := range p.Outcome {
		o[i] = f.cells[i][c]
	}
	return o
}

// leader looks for an entry that covers a vector, first at the one that covered
// the last: outcomes that follow each other are alike.
type leader int

func (l *leader) covers(front []entry, u []int64) bool {
	if int(*l) < len(front) && covers(front[*l].u, u) {
		return true
	}
	for k := range front {
		if covers(front[k].u, u) {
			*l = leader(k)
			return true
		}
	}
	return false
}

// walked is how many outcomes are gathered before the dominated ones among them
// are left out.
const walked = 1 << 15

// byWalk looks at every outcome.
func (m *measuring) byWalk() error {
	m.sp.Method = "all outcomes"
	parties := len(m.of)
	o := make([]int, len(m.count))
	var front []entry
	var outcomes [][]int
	fresh := make([]entry, 0, walked)
	chosen := make([][]int, 0, walked)
	low, high, sum := make([]int64, parties), make([]int64, parties), make([]float64, parties)
	var rational, better, n int64
	flush := func() {
		base := len(outcomes)
		outcomes = append(outcomes, chosen...)
		for k := range fresh {
			fresh[k].from = base + k
		}
		front = undominated(append(slices.Clone(front), fresh...))
		kept := make([][]int, len(front))
		for k := range front {
			kept[k], front[k].from = outcomes[front[k].from], k
		}
		outcomes, fresh, chosen = kept, fresh[:0], chosen[:0]
	}
	u := make([]int64, parties)
	var lead leader
	for {
		isRational, isBetter := true, true
		for q, of := range m.of {
			v := of.constant
			if of.at != nil {
				v = of.at(o)
			} else {
				for i, c := range o {
					v += of.parts[i][c]
				}
				v = min(v, of.cap)
			}
			u[q] = v
			isRational, isBetter = isRational && v >= of.reserved, isBetter && v >= of.above
			if n == 0 || v < low[q] {
				low[q] = v
			}
			if n == 0 || v > high[q] {
				high[q] = v
			}
			sum[q] += float64(v)
		}
		if n++; isRational {
			rational++
		}
		if isBetter {
			better++
		}
		if !lead.covers(front, u) {
			fresh, chosen = append(fresh, entry{u: slices.Clone(u)}), append(chosen, slices.Clone(o))
			if len(fresh) == walked {
				flush()
			}
		}
		i := len(o) - 1
		for ; i >= 0; i-- {
			if o[i]++; o[i] < m.count[i] {
				break
			}
			o[i] = 0
		}
		if i < 0 || n%4096 == 0 && m.ctx.Err() != nil {
			break
		}
	}
	flush()
	m.finish(front, func(e entry) scenario.Outcome { return m.outcomeAt(outcomes[e.from]) })
	if err := m.ctx.Err(); err != nil {
		return err
	}
	m.sp.Proven = true
	m.sp.Rational, m.sp.Better = big.NewInt(rational), big.NewInt(better)
	for q, of := range m.of {
		per, _ := new(big.Float).SetInt(of.per).Float64()
		m.sp.Min, m.sp.Max = append(m.sp.Min, of.float(low[q])), append(m.sp.Max, of.float(high[q]))
		m.sp.Mean = append(m.sp.Mean, sum[q]/float64(n)/per)
	}
	return nil
}
