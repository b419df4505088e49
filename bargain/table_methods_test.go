package bargain_test

import (
	"context"
	"math/big"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/cover"
	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
	"parley/bargain/internal/pareto"
	"parley/bargain/internal/tally"
)

// The methods of the table's lines: what is left of a question without the
// engine around it.

// ties is how many packages that tie are asked for, as the engine does.
const ties = 100

// frontier puts the frontier together and takes a hundred packages from it.
func frontier(limit int) method {
	return func(ctx context.Context, s *network.Space) (float64, bool, error) {
		f, err := pareto.Frontier(ctx, s, pareto.Options{Limit: limit})
		if err != nil {
			return theTime, false, ctx.Err()
		}
		for i := 0; i < f.Len(); i += 1 + f.Len()/100 {
			f.Local(i)
		}
		return theTime, true, nil
	}
}

// covering finds packages that come near to the frontier.
func covering(epsilon float64) method {
	return func(ctx context.Context, s *network.Space) (float64, bool, error) {
		o := cover.Options{Epsilon: epsilon}
		for _, top := range s.Tops[:s.Parties] {
			width, _ := big.NewFloat(top).Int(nil)
			o.Scales = append(o.Scales, width)
		}
		c, err := cover.Find(ctx, s, o)
		return theTime, err == nil && c.Epsilon <= epsilon, err
	}
}

// maximising finds the best package by a goal.
func maximising(goal func(*network.Space) dual.Goal) method {
	return func(ctx context.Context, s *network.Space) (float64, bool, error) {
		r, err := dual.Maximise(ctx, s, goal(s), dual.Options{Ties: ties})
		return theTime, err == nil && r.Proven, err
	}
}

// productOf is the product of gains over the floors.
func productOf(s *network.Space) dual.Goal { return dual.Product(everybody(s), floors(s), nil) }

// sumOf is the sum of fractions, up to a constant and a factor that are alike
// for all: no floor is above a fifth of what a party could have.
func sumOf(s *network.Space) dual.Goal {
	weights := make([]*big.Rat, s.Columns)
	for q := range weights {
		top := new(big.Rat).SetFloat64(s.Tops[q])
		weights[q] = top.Inv(top)
	}
	return dual.Sum(weights)
}

// leximin finds the leximin of fractions: gains by what a party could have.
func leximin(ctx context.Context, s *network.Space) (float64, bool, error) {
	scale := make([]*big.Rat, s.Columns)
	for q := range scale {
		scale[q] = new(big.Rat).SetFloat64(s.Tops[q])
	}
	r, err := dual.Leximin(ctx, s, everybody(s), floors(s), scale, dual.Options{Ties: ties})
	return theTime, err == nil && r.Proven, err
}

// feasible decides whether the zone is empty, with a package or a weighing.
func feasible(open bool) method {
	return func(ctx context.Context, s *network.Space) (float64, bool, error) {
		v, err := dual.Feasible(ctx, s, dual.Options{})
		return theTime, err == nil && (v.Witness != nil) == open && (v.Weights != nil) == !open, err
	}
}

// counting counts the zone, exactly where part is 0, else within the part.
func counting(part float64) method {
	return func(ctx context.Context, s *network.Space) (float64, bool, error) {
		t, err := tally.Count(ctx, s, tally.Options{})
		if err != nil || t.Exact != nil || t.Estimate == nil {
			return theTime, err == nil && t.Exact != nil, err
		}
		half := new(big.Rat).SetFrac(t.Estimate.HalfWidth, t.Estimate.Count)
		return theTime, half.Cmp(new(big.Rat).SetFloat64(part)) <= 0 && t.Upper != nil, nil
	}
}

// top finds the packages with the greatest products.
func top(n int) method {
	return func(ctx context.Context, s *network.Space) (float64, bool, error) {
		r, err := dual.Top(ctx, s, productOf(s), n, 0, dual.Options{})
		return theTime, err == nil && r.Proven && len(r.Best) == n, err
	}
}

func everybody(s *network.Space) []int {
	who := make([]int, s.Parties)
	for q := range who {
		who[q] = q
	}
	return who
}

func floors(s *network.Space) []*big.Rat {
	origin := make([]*big.Rat, s.Columns)
	for q := range origin {
		origin[q] = new(big.Rat)
		if s.Floors[q] != nil {
			origin[q].SetInt(amount.Int(s.Floors[q]))
		}
	}
	return origin
}
