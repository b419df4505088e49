package dual

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
)

// drawSpace returns a small random space that is usable, and its network.
func drawSpace(rng *rand.Rand, floors bool) (*network.Network, *network.Space) {
	for {
		spec := networktest.Spec{Parties: 1 + rng.IntN(3), Held: rng.IntN(2), Issues: 1 + rng.IntN(6), Cells: 3, Most: 2 + rng.IntN(8),
			Links: rng.IntN(4), Rules: rng.IntN(4), Scope: 1 + rng.IntN(3), Floors: floors, Limbs: 1 + rng.IntN(2)}
		if rng.IntN(3) == 0 { // nothing tied
			spec.Links, spec.Rules = 0, 0
		}
		n := networktest.Draw(rng, spec)
		s := n.Space(nil)
		if !s.TooWide {
			return n, s
		}
	}
}

// packages returns every package of a space that breaks no rule, floors apart.
func packages(n *network.Network, s *network.Space) [][]int {
	if s.Barred {
		return nil
	}
	bare := *s
	bare.Floors = make([][]uint64, s.Columns)
	var list [][]int
	networktest.Walk(n, func(cells []int, _ int64) {
		if local, left := s.Local(cells); left && bare.Holds(local) {
			list = append(list, local)
		}
	})
	return list
}

func roughSum(s *network.Space, local []int) []float64 {
	sum := s.Sum(local)
	out := make([]float64, s.Columns)
	for q := range out {
		out[q] = amount.Float(sum[q*s.Limbs:(q+1)*s.Limbs]) / s.Tops[q]
	}
	return out
}

// restrict removes random cells and returns the packages that are left.
func restrict(rng *rand.Rand, d *Domain, s *network.Space, all [][]int) [][]int {
	for i := range s.Places {
		for k := range s.Places[i].Cells {
			if d.Size(i) > 1 && rng.IntN(4) == 0 {
				d.Remove(i, k)
			}
		}
	}
	var left [][]int
next:
	for _, local := range all {
		for i, k := range local {
			if !d.Allows(i, k) {
				continue next
			}
		}
		left = append(left, local)
	}
	return left
}

// The oracle's best, marginals, soft bound and exact best must be those of a
// scan of all packages, whatever cells a branch has removed. It fails if a
// message of the tree loses or counts twice a bonus, a child or a class.
func TestOracleAgreesWithAScan(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	tied := 0
	for range 3000 {
		n, s := drawSpace(rng, false)
		tied += len(s.Buckets)
		o := NewOracle(s)
		d := o.Domain()
		all := packages(n, s)
		for range 2 {
			mark := d.Mark()
			left := restrict(rng, d, s, all)
			testOracle(t, rng, o, d, left)
			d.Undo(mark)
			for i := range s.Places {
				if d.Size(i) != len(s.Places[i].Cells) {
					t.Fatal("undo left cells out")
				}
			}
		}
	}
	if tied == 0 {
		t.Error("no space had ties")
	}
}

func testOracle(t *testing.T, rng *rand.Rand, o *Oracle, d *Domain, left [][]int) {
	t.Helper()
	s := o.space
	weights := make([]float64, s.Columns)
	whole := make([]*big.Int, s.Columns)
	for q := range weights {
		weights[q] = rng.Float64()*2 - 0.5
		whole[q] = big.NewInt(rng.Int64N(9) - 3)
	}
	best := math.Inf(-1)
	var exact *big.Int
	marginals := make([][]float64, len(s.Places))
	for i := range marginals {
		marginals[i] = make([]float64, len(s.Places[i].Cells))
		for k := range marginals[i] {
			marginals[i][k] = math.Inf(-1)
		}
	}
	tau := 0.05 + rng.Float64()
	total, mean := 0.0, make([]float64, s.Columns)
	square := make([]float64, s.Columns*s.Columns)
	for _, local := range left {
		u := roughSum(s, local)
		x := dot(weights, u)
		best = max(best, x)
		for i, k := range local {
			marginals[i][k] = max(marginals[i][k], x)
		}
		y := new(big.Int)
		for q, v := range s.Sum(local) {
			if s.Limbs == 1 {
				y.Add(y, weighted(whole[q], []uint64{v}))
			}
		}
		if s.Limbs > 1 {
			sum := s.Sum(local)
			for q := range whole {
				y.Add(y, weighted(whole[q], sum[q*s.Limbs:(q+1)*s.Limbs]))
			}
		}
		if exact == nil || y.Cmp(exact) > 0 {
			exact = y
		}
		p := math.Exp(x / tau)
		total += p
		for q := range mean {
			mean[q] += p * u[q]
			for r := range mean {
				square[q*s.Columns+r] += p * u[q] * u[r]
			}
		}
	}
	close := func(a, b float64) bool { return a == b || math.Abs(a-b) < 1e-9 }
	value, local, ok := o.Best(weights, d)
	if ok != (len(left) > 0) || !close(value, best) {
		t.Fatalf("best %v %v, want %v over %d packages", value, ok, best, len(left))
	}
	got := make([][]float64, len(s.Places))
	for i := range got {
		got[i] = make([]float64, len(s.Places[i].Cells))
	}
	o.Marginals(weights, d, got)
	for i := range got {
		for k := range got[i] {
			if !close(got[i][k], marginals[i][k]) {
				t.Fatalf("marginal of cell %d of place %d is %v, want %v", k, i, got[i][k], marginals[i][k])
			}
		}
	}
	gradient, hessian := make([]float64, s.Columns), make([]float64, s.Columns*s.Columns)
	soft := o.Soft(weights, tau, d, gradient, hessian)
	value2, exactLocal, _ := o.BestExact(whole, d)
	if !ok {
		if !math.IsInf(soft, -1) || value2 != nil {
			t.Fatalf("no package, but soft %v, exact %v", soft, value2)
		}
		return
	}
	if !close(dot(weights, roughSum(s, local)), best) {
		t.Fatal("the best package is not worth what is said")
	}
	if value2.Cmp(exact) != 0 {
		t.Fatalf("exact best %v, want %v", value2, exact)
	}
	for _, chosen := range [][]int{local, exactLocal} {
		bare := *s
		bare.Floors = make([][]uint64, s.Columns)
		if !bare.Holds(chosen) {
			t.Fatal("the best package breaks a rule")
		}
	}
	if !close(soft, tau*math.Log(total)) {
		t.Fatalf("soft %v, want %v", soft, tau*math.Log(total))
	}
	for q := range mean {
		if !close(gradient[q], mean[q]/total) {
			t.Fatalf("gradient %v, want %v", gradient[q], mean[q]/total)
		}
		for r := range mean {
			want := (square[q*s.Columns+r]/total - mean[q]/total*mean[r]/total) / tau
			if math.Abs(hessian[q*s.Columns+r]-want) > 1e-7 {
				t.Fatalf("curvature %d %d is %v, want %v", q, r, hessian[q*s.Columns+r], want)
			}
		}
	}
}

// The best and least of one column, and Soft with counts, are those of a scan.
func TestAmountsAndCounts(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		n, s := drawSpace(rng, false)
		o := NewOracle(s)
		all := packages(n, s)
		for q := range s.Columns {
			for _, least := range []bool{false, true} {
				var want []uint64
				for _, local := range all {
					x := s.Sum(local)[q*s.Limbs : (q+1)*s.Limbs]
					if c := 0; want != nil {
						if c = amount.Compare(x, want); c == 0 || (c < 0) != least {
							continue
						}
					}
					want = x
				}
				got, _, ok := o.BestAmount(q, least)
				if ok != (want != nil) || ok && amount.Compare(got, want) != 0 {
					t.Fatalf("best amount %v %v, want %v", got, ok, want)
				}
			}
		}
		if len(all) == 0 {
			continue
		}
		count := 0.0
		for _, local := range all {
			c := 1.0
			for i, k := range local {
				c *= float64(s.Places[i].Counts[k])
			}
			count += c
		}
		o.Counting()
		if got := math.Exp(o.Soft(make([]float64, s.Columns), 1, nil, nil, nil)); math.Abs(got-count) > 1e-9*count {
			t.Fatalf("counted %v, want %v", got, count)
		}
	}
}
