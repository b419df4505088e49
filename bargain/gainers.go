package bargain

import (
	"context"
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/clash"
	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
)

// gainers finds the largest sets of parties that can gain together. That each
// gains is a statement, and a smallest set of them without which the others can
// hold together leaves a largest set of gainers; so it is found by hitting sets
// (package clash), and not by going through all sets of parties.
type gainers struct {
	who []int
	// gain returns who of them gains at some package at which all of a set do;
	// none where there is no such package.
	gain func(ctx context.Context, set []int) ([]int, error)
}

// maxGainers is how many largest sets are looked at.
const maxGainers = 4096

// largest returns the largest sets, each ascending, and whether these are all.
// Each party of who can gain by itself.
func (g *gainers) largest(ctx context.Context) (sets [][]int, all bool, err error) {
	s, err := clash.NewSearch(g, clash.Question{Statements: len(g.who)})
	if err != nil {
		return nil, false, err
	}
	var ways clash.List
	for want := 1; want <= maxGainers; want *= 2 {
		a, err := s.All(ctx, clash.Limits{Conflicts: -1, WaysOut: want, Questions: maxClashQuestions})
		if err != nil {
			return nil, false, err
		}
		ways = a.WaysOut
		if all = len(ways.Sets) > 0 && (ways.Complete || ways.From > len(ways.Sets[0])); all || len(ways.Sets) < want {
			break
		}
	}
	for _, idle := range ways.Sets {
		if len(idle) > len(ways.Sets[0]) {
			break
		}
		var set []int
		for n, q := range g.who {
			if !slices.Contains(idle, n) {
				set = append(set, q)
			}
		}
		sets = append(sets, set)
	}
	slices.SortFunc(sets, slices.Compare)
	return sets, all, nil
}

// Together is for clash.Oracle.
func (g *gainers) Together(ctx context.Context, want []int) (ok bool, kept, core []int, err error) {
	var set []int
	for _, n := range want {
		set = append(set, g.who[n])
	}
	gain, err := g.gain(ctx, set)
	if err != nil || gain == nil && len(set) > 0 {
		return false, nil, want, err
	}
	for n, q := range g.who {
		if slices.Contains(gain, q) {
			kept = append(kept, n)
		}
	}
	return true, kept, nil, nil
}

// gainersIn finds them in a space.
func (p *Problem) gainersIn(s *network.Space, y *yardstick, who []int) *gainers {
	above := make([][]uint64, len(y.parties)) // the least amount with a gain
	for _, q := range who {
		least := floorInt(p.origin(y.reservation[q], q))
		above[q] = make([]uint64, s.Limbs)
		if least.Add(least, big.NewInt(1)); least.Sign() > 0 {
			amount.Put(above[q], least)
		}
	}
	return &gainers{who, func(ctx context.Context, set []int) ([]int, error) {
		floors := make([][]uint64, s.Parties)
		for _, q := range set {
			floors[q] = above[q]
		}
		v, err := dual.Decide(ctx, s, dual.Options{Floors: higher(s, floors)})
		if err != nil || v.Witness == nil {
			return nil, err
		}
		sum, gain := s.Sum(v.Witness), []int{}
		for _, q := range who {
			if amount.Compare(sum[q*s.Limbs:(q+1)*s.Limbs], above[q]) >= 0 {
				gain = append(gain, q)
			}
		}
		return gain, nil
	}}
}

// higher returns the floors of the space with some raised.
func higher(s *network.Space, floors [][]uint64) [][]uint64 {
	list := slices.Clone(s.Floors)
	for q, floor := range floors {
		if floor != nil && (list[q] == nil || amount.Compare(list[q], floor) < 0) {
			list[q] = floor
		}
	}
	return list
}
