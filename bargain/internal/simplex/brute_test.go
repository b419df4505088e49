package simplex

import (
	"context"
	"math/big"
	"math/rand"
	"testing"
)

// brute is a linear programme in small whole numbers, to be solved by a
// search of all vertices.
type brute struct {
	n              int
	c, upper       [4]int64
	hasUpper, free []bool
	rows           []bruteRow
}

type bruteRow struct {
	a   [4]int64
	op  Op
	rhs int64
}

// randomBrute makes a problem of 2 to 4 variables and at most 5 rows. Small
// numbers make ties, parallel rows and degenerate vertices common.
func randomBrute(rng *rand.Rand) *brute {
	b := &brute{n: 2 + rng.Intn(3)}
	b.hasUpper, b.free = make([]bool, b.n), make([]bool, b.n)
	for j := range b.n {
		b.c[j] = rng.Int63n(9) - 4
		b.hasUpper[j] = rng.Intn(3) == 0
		b.free[j] = rng.Intn(4) == 0
		b.upper[j] = rng.Int63n(6)
		if rng.Intn(8) == 0 {
			b.upper[j] = -1
		}
	}
	for range rng.Intn(6) {
		r := bruteRow{op: Op(rng.Intn(3)), rhs: rng.Int63n(13) - 4}
		if rng.Intn(3) > 0 {
			r.op = LE
		}
		for j := range b.n {
			r.a[j] = rng.Int63n(7) - 2
		}
		b.rows = append(b.rows, r)
	}
	return b
}

// box is beyond every coordinate of every basic solution of a brute: by
// Cramer's rule those are quotients of determinants, and a determinant here is
// at most 4!·4³·8 = 12288 (coefficients to 4, right-hand sides to 8).
const box = 1 << 20

// solve finds the status and the best value. It puts the missing bounds at a
// distance of box, so that there are vertices to search. That cannot hide a
// feasible or a best point, since box is beyond every basic solution. And the
// problem is unbounded just if twice the box allows more.
func (b *brute) solve() (Status, *big.Rat) {
	near, far := b.vertices(box), b.vertices(2*box)
	switch {
	case near == nil:
		return Infeasible, nil
	case far.Cmp(near) > 0:
		return Unbounded, nil
	}
	return Optimal, near
}

// vertices returns the best value at a vertex, or nil if there are none.
func (b *brute) vertices(box int64) *big.Rat {
	planes := append([]bruteRow(nil), b.rows...)
	for j := range b.n {
		low, high := bruteRow{op: GE}, bruteRow{op: LE, rhs: box}
		low.a[j], high.a[j] = 1, 1
		if b.free[j] {
			low.rhs = -box
		}
		if b.hasUpper[j] {
			high.rhs = b.upper[j]
		}
		planes = append(planes, low, high)
	}
	var best *big.Rat
	var pick func(from int, chosen []bruteRow)
	pick = func(from int, chosen []bruteRow) {
		if len(chosen) == b.n {
			if v := b.vertex(chosen, planes); v != nil && (best == nil || v.Cmp(best) > 0) {
				best = v
			}
			return
		}
		for i := from; i < len(planes); i++ {
			pick(i+1, append(chosen, planes[i]))
		}
	}
	pick(0, make([]bruteRow, 0, b.n))
	return best
}

// vertex returns the objective where the chosen planes meet, by Cramer's
// rule, or nil if they do not meet in one point or it breaks a plane.
func (b *brute) vertex(chosen, planes []bruteRow) *big.Rat {
	var m, mj [4][4]int64
	for i, r := range chosen {
		m[i] = r.a
	}
	den := det(&m, b.n, 0, 0)
	if den == 0 {
		return nil
	}
	var x [4]int64 // times den
	for j := range b.n {
		mj = m
		for i, r := range chosen {
			mj[i][j] = r.rhs
		}
		x[j] = det(&mj, b.n, 0, 0)
	}
	if den < 0 {
		den = -den
		for j := range x {
			x[j] = -x[j]
		}
	}
	dot := func(a *[4]int64) int64 { return a[0]*x[0] + a[1]*x[1] + a[2]*x[2] + a[3]*x[3] }
	for i := range planes {
		r := &planes[i]
		diff := dot(&r.a) - r.rhs*den
		if diff > 0 && r.op != GE || diff < 0 && r.op != LE {
			return nil
		}
	}
	return big.NewRat(dot(&b.c), den)
}

// det expands the determinant of the n×n corner of m along row i, without the
// columns in used.
func det(m *[4][4]int64, n, i int, used uint) int64 {
	if i == n {
		return 1
	}
	sum, sign := int64(0), int64(1)
	for j := range n {
		if used&(1<<j) != 0 {
			continue
		}
		if m[i][j] != 0 {
			sum += sign * m[i][j] * det(m, n, i+1, used|1<<j)
		}
		sign = -sign
	}
	return sum
}

// randomDense makes a problem with numbers of two decimals, as people give
// them, that is usually feasible and bounded; with hard, often neither.
func randomDense(rng *rand.Rand, n, m int, hard bool) *Problem {
	p := &Problem{Upper: make([]*big.Rat, n), Free: make([]bool, n)}
	cents := func(low, high int64) *big.Rat { return big.NewRat(100*low+rng.Int63n(100*(high-low)), 100) }
	for j := range n {
		p.Maximize = append(p.Maximize, cents(0, 10))
		if rng.Intn(2) == 0 {
			p.Upper[j] = cents(1, 3)
		}
		p.Free[j] = hard && rng.Intn(5) == 0
	}
	for i := range m {
		r := Row{Op: LE, RHS: cents(int64(n), int64(2*n))}
		low := int64(0)
		if hard {
			low = -2
		}
		if i%4 == 3 {
			r.Op, r.RHS = GE, cents(0, 2)
		}
		if hard && i%5 == 4 {
			r.Op = EQ
		}
		for range n {
			r.Coef = append(r.Coef, cents(low, 5))
		}
		p.Rows = append(p.Rows, r)
	}
	return p
}

// The sizes are the package's everyday one (ten variables, five rows) and the
// largest it is meant for.
func BenchmarkSolve(b *testing.B) {
	for _, size := range []struct {
		name string
		n, m int
	}{{"10x5", 10, 5}, {"30x30", 30, 30}, {"60x60", 60, 60}} {
		b.Run(size.name, func(b *testing.B) {
			rng := rand.New(rand.NewSource(3))
			problems := make([]*Problem, 8)
			for i := range problems {
				problems[i] = randomDense(rng, size.n, size.m, false)
			}
			ctx := &countdown{context.Background(), 1 << 60}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, status, err := problems[i%len(problems)].Solve(ctx); status == 0 {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(1<<60-ctx.left)/float64(b.N)-2, "pivots/op")
		})
	}
}
