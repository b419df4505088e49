package cover

import (
	"context"
	"math/big"
	"math/rand/v2"
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
	for trial := range 3000 {
		d, ok := draw(rng)
		if !ok {
			continue
		}
		want := []float64{0, 0.01, 0.1, 0.3}[rng.IntN(4)]
		c, err := Find(context.Background(), d.space, Options{Epsilon: want, Scales: d.scales})
		if err != nil || !c.Complete || c.Epsilon > want {
			t.Fatalf("trial %d: %v, ε %g of %g", trial, err, c.Epsilon, want)
		}
		d.check(t, c)
		if len(c.Points) == 0 != (len(d.sums) == 0) {
			t.Fatalf("trial %d: %d points of %d packages", trial, len(c.Points), len(d.sums))
		}
	}
}
