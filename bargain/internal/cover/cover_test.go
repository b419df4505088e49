package cover

import (
	"context"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
)

// drawn is a small random space with all its packages.
type drawn struct {
	space  *network.Space
	scales []*big.Int
	sums   [][]uint64 // of the packages that hold, in all columns
}

func draw(rng *rand.Rand) (d drawn, ok bool) {
	spec := networktest.Spec{
		Parties: 1 + rng.IntN(5), Held: rng.IntN(2), Issues: 1 + rng.IntN(5), Cells: 1 + rng.IntN(4),
		Most: []int{1, 3, 10, 1000}[rng.IntN(4)], Floors: rng.IntN(2) == 0, Limbs: 1 + rng.IntN(2), Scope: 1 + rng.IntN(4),
	}
	if rng.IntN(2) == 0 {
		spec.Links, spec.Rules = rng.IntN(4), rng.IntN(4)
	}
	n := networktest.Draw(rng, spec)
	d.space = n.Space(func(int) bool { return rng.IntN(6) == 0 })
	if d.space.TooWide {
		return d, false
	}
	networktest.Walk(n, func(cells []int, _ int64) {
		if local, there := d.space.Local(cells); there && !d.space.Barred && d.space.Holds(local) {
			d.sums = append(d.sums, d.space.Sum(local))
		}
	})
	for q := range spec.Parties {
		width := new(big.Int).Set(n.Columns[q].Top)
		switch rng.IntN(8) {
		case 0:
			width = nil
		case 1:
			width.SetInt64(0)
		case 2:
			width.Rsh(width, uint(rng.IntN(4)))
		}
		d.scales = append(d.scales, width)
	}
	return d, true
}

// covered returns the columns that are covered.
func (d *drawn) covered() []int {
	var list []int
	for q, w := range d.scales {
		if w != nil && w.Sign() > 0 {
			list = append(list, q)
		}
	}
	return list
}

// gap returns by what part of its scale a worth exceeds a point's in the
// column where it does so most, exactly.
func (d *drawn) gap(u, y []uint64) *big.Rat {
	worst := new(big.Rat)
	limbs := d.space.Limbs
	for _, q := range d.covered() {
		diff := new(big.Int).Sub(amount.Int(u[q*limbs:(q+1)*limbs]), amount.Int(y[q*limbs:(q+1)*limbs]))
		if r := new(big.Rat).SetFrac(diff, d.scales[q]); r.Cmp(worst) > 0 {
			worst = r
		}
	}
	return worst
}

// beats reports whether u is worth as much as y in every covered column and
// more in one.
func (d *drawn) beats(u, y []uint64) bool {
	return d.gap(y, u).Sign() == 0 && d.gap(u, y).Sign() > 0
}

// check fails unless the cover is what it says.
func (d *drawn) check(t *testing.T, c *Cover) {
	t.Helper()
	for i, p := range c.Points {
		if !d.space.Holds(p.Local) || !amount.Same(d.space.Sum(p.Local), p.Amounts) {
			t.Fatalf("point %v is no package or not worth %v", p.Local, p.Amounts)
		}
		if i > 0 && amount.Compare(c.Points[i-1].Amounts, p.Amounts) < 0 {
			t.Fatal("the points are not in order")
		}
		for j, other := range c.Points {
			if i != j && d.gap(p.Amounts, other.Amounts).Sign() == 0 {
				t.Fatalf("a point is nowhere better than another: %v, %v", p.Amounts, other.Amounts)
			}
		}
	}
	for _, p := range c.Points {
		if p.Efficient && slices.ContainsFunc(d.sums, func(u []uint64) bool { return d.beats(u, p.Amounts) }) {
			t.Fatalf("%v is said to be efficient, and is not", p.Amounts)
		}
	}
	if c.Epsilon == inf {
		return
	}
	epsilon := new(big.Rat).SetFloat64(c.Epsilon)
	for _, u := range d.sums {
		if !slices.ContainsFunc(c.Points, func(p Point) bool { return d.gap(u, p.Amounts).Cmp(epsilon) <= 0 }) {
			t.Fatalf("%v is not covered with %g by %v (scales %v)", u, c.Epsilon, c.Points, d.scales)
		}
	}
}

// Every package is within the proven ε of a listed one, in whole numbers, with
// floors, held columns, links, rules, many equal amounts, columns that are not
// covered and amounts of two limbs. A bound that is too low, a zone that is
// lost or an ε rounded down would leave a package uncovered.
func TestCoversEveryPackage(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for trial := range 6000 {
		d, ok := draw(rng)
		if !ok {
			continue
		}
		want := []float64{0, 0.01, 0.1, 0.3}[rng.IntN(4)]
		last := inf
		c, err := Find(context.Background(), d.space, Options{Epsilon: want, Scales: d.scales, Report: func(epsilon float64, points int) {
			if epsilon > last {
				t.Fatalf("trial %d: ε rises from %g to %g", trial, last, epsilon)
			}
			last = epsilon
		}})
		if err != nil || !c.Complete || c.Epsilon > want || c.Epsilon > last {
			t.Fatalf("trial %d: %v, ε %g of %g", trial, err, c.Epsilon, want)
		}
		d.check(t, c)
		if len(c.Points) == 0 != (len(d.sums) == 0) {
			t.Fatalf("trial %d: %d points of %d packages", trial, len(c.Points), len(d.sums))
		}
	}
}

// With an ε of 0 the points are the whole frontier: every worth that no other
// beats, once. A zone closed too early would lose one, a point not pushed far
// enough would be one too many.
func TestEpsilonZeroIsTheFrontier(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for trial := range 1500 {
		d, ok := draw(rng)
		if !ok {
			continue
		}
		c, err := Find(context.Background(), d.space, Options{Scales: d.scales})
		if err != nil || c.Epsilon != 0 {
			t.Fatalf("trial %d: %v, ε %g", trial, err, c.Epsilon)
		}
		for _, p := range c.Points { // the check sees to it that they differ, and cover all
			if slices.ContainsFunc(d.sums, func(u []uint64) bool { return d.beats(u, p.Amounts) }) {
				t.Fatalf("trial %d: %v is beaten", trial, p.Amounts)
			}
		}
		d.check(t, c)
	}
}

// Spaces of up to 400,000 packages, in which zones are priced, hunted and gone
// through as in large ones; with floors in half of them.
func TestCoversLargerSpaces(t *testing.T) {
	for _, k := range []struct {
		parties, issues, options int
		floor, epsilon           float64
	}{
		{2, 7, 5, 0, 0.002}, {3, 7, 5, 0, 0.01}, {3, 7, 5, 0.4, 0.01}, {3, 12, 2, 0.3, 0.001},
		{4, 7, 5, 0, 0.04}, {4, 8, 5, 0.3, 0.03}, {5, 7, 5, 0, 0.08}, {5, 6, 6, 0.3, 0.05},
	} {
		n, scales := line(k.parties, k.issues, k.options, 0.5, k.floor, 7)
		s := n.Space(nil)
		c, err := Find(context.Background(), s, Options{Epsilon: k.epsilon, Scales: scales})
		if err != nil || !c.Complete || len(c.Points) == 0 {
			t.Fatalf("%v: %v, ε %g, %d points", k, err, c.Epsilon, len(c.Points))
		}
		allowed := make([]int64, k.parties) // ε of each range, rounded up
		for q := range allowed {
			top, _ := new(big.Float).SetInt(scales[q]).Float64()
			allowed[q] = int64(c.Epsilon*top) + 1
		}
		sum := make([]uint64, k.parties)
		last := 0
		networktest.Walk(n, func(cells []int, _ int64) {
			clear(sum)
			for i, cell := range cells {
				for q := range sum {
					sum[q] += n.Issues[i].Amounts[cell*k.parties+q]
				}
			}
			for q, c := range n.Columns {
				if c.Floor != nil && sum[q] < c.Floor[0] {
					return
				}
			}
			covers := func(p Point) bool {
				for q, x := range sum {
					if int64(x)-int64(p.Amounts[q]) > allowed[q] {
						return false
					}
				}
				return true
			}
			if covers(c.Points[last]) {
				return
			}
			if last = slices.IndexFunc(c.Points, covers); last < 0 {
				t.Fatalf("%v: %v is not covered with %g", k, sum, c.Epsilon)
			}
		})
	}
}

// countdown is a context that ends when it has been asked a number of times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// Wherever a search is ended, or has as many points as it may, the points and
// the ε that it has are true.
func TestEndedSearchesProveWhatTheySay(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	ended, unproven := 0, 0
	for range 2500 {
		d, ok := draw(rng)
		if !ok {
			continue
		}
		o := Options{Scales: d.scales}
		if rng.IntN(3) == 0 {
			o.Limit = 1 + rng.IntN(4)
		}
		c, err := Find(&countdown{context.Background(), rng.IntN(20)}, d.space, o)
		if err != nil {
			ended++
			if c.Complete {
				t.Fatal("complete and ended")
			}
		}
		if c.Epsilon == inf {
			unproven++
		}
		if o.Limit > 0 && len(c.Points) > o.Limit {
			t.Fatalf("%d points of at most %d", len(c.Points), o.Limit)
		}
		d.check(t, c)
	}
	if ended < 300 || unproven == ended {
		t.Fatalf("%d ended, %d of them with nothing proven: the test tests little", ended, unproven)
	}
}

// A search without room for more zones stops with a true ε.
func TestCoverWithoutRoom(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for range 500 {
		d, ok := draw(rng)
		if !ok || d.space.Barred {
			continue
		}
		f := newFinder(d.space, Options{Scales: d.scales})
		f.room = rng.IntN(5)
		if err := f.run(context.Background()); err != nil {
			t.Fatal(err)
		}
		d.check(t, &Cover{Points: f.listed(), Epsilon: f.epsilon()})
	}
}

// The same answer every time, whatever the machine does beside.
func TestAnswersAreTheSameEveryTime(t *testing.T) {
	n, scales := line(4, 20, 6, 0.5, 0.2, 3)
	find := func(processors int) *Cover {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		c, err := Find(context.Background(), n.Space(nil), Options{Epsilon: 0.06, Scales: scales})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if one, two := find(1), find(2); !reflect.DeepEqual(one, two) {
		t.Fatal("two answers to one question")
	}
}

// Spaces with nothing to cover or to choose are answered, not refused.
func TestOddSpaces(t *testing.T) {
	column := func(top int64) network.Column { return network.Column{Item: -1, Top: big.NewInt(top)} }
	issue := network.Issue{Counts: []int64{1, 1}, Amounts: []uint64{0, 0, 0, 0}}
	wide := &network.Space{TooWide: true}
	if c, err := Find(context.Background(), wide, Options{}); !errors.Is(err, ErrTooWide) || c.Complete || c.Epsilon != inf {
		t.Errorf("too wide: %v, %v", c, err)
	}
	for name, k := range map[string]struct {
		n      *network.Network
		scales []*big.Int
		points int
	}{
		"no party":         {&network.Network{Limbs: 1, Issues: []network.Issue{{Counts: []int64{1, 1}}}}, nil, 1},
		"no scales":        {&network.Network{Limbs: 1, Parties: 2, Columns: []network.Column{column(0), column(0)}, Issues: []network.Issue{issue}}, nil, 1},
		"worth nothing":    {&network.Network{Limbs: 1, Parties: 2, Columns: []network.Column{column(0), column(0)}, Issues: []network.Issue{issue}}, []*big.Int{big.NewInt(1), big.NewInt(1)}, 1},
		"no issue":         {&network.Network{Limbs: 1, Parties: 1, Columns: []network.Column{column(0)}}, []*big.Int{big.NewInt(1)}, 1},
		"out of reach":     {&network.Network{Limbs: 1, Parties: 2, Columns: []network.Column{{Item: 0, Top: big.NewInt(0), Floor: []uint64{9}}, column(0)}, Issues: []network.Issue{issue}}, []*big.Int{big.NewInt(1), big.NewInt(1)}, 0},
		"nothing is left":  {&network.Network{Limbs: 1, Parties: 1, Columns: []network.Column{column(0)}, Issues: []network.Issue{{Counts: []int64{1}, Amounts: []uint64{0}}}, Rules: []network.Rule{{}}}, []*big.Int{big.NewInt(1)}, 0},
		"a width far away": {&network.Network{Limbs: 1, Parties: 1, Columns: []network.Column{column(3)}, Issues: []network.Issue{{Counts: []int64{1, 1}, Amounts: []uint64{1, 3}}}}, []*big.Int{new(big.Int).Lsh(big.NewInt(1), 2000)}, 1},
	} {
		c, err := Find(context.Background(), k.n.Space(nil), Options{Epsilon: math.NaN(), Scales: k.scales})
		if err != nil || !c.Complete || c.Epsilon != 0 || len(c.Points) != k.points {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
}
