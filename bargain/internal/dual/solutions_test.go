package dual

import (
	"context"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/bargain/internal/amount"
)

// Feasible must say yes with a package that reaches all floors, or no where a
// scan finds none; a weighing that it returns must recheck, and one of a
// feasible space must not. It fails if a proof is rounded wrongly.
func TestFeasibleAgreesWithAScan(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	weighed, empty := 0, 0
	for run := range 3000 {
		n, s := drawSpace(rng, true)
		want := false
		for _, local := range packages(n, s) {
			want = want || s.Holds(local)
		}
		v, err := Feasible(context.Background(), s, Options{})
		if err != nil || (v.Witness != nil) != want {
			t.Fatalf("run %d: %+v %v, want %v", run, v, err, want)
		}
		if want && (!s.Holds(v.Witness) || v.Weights != nil) {
			t.Fatalf("run %d: a witness that is none", run)
		}
		if !want && !s.Barred {
			empty++
		}
		if v.Weights != nil {
			weighed++
			if !Short(s, v.Weights) || v.Most.Cmp(v.Needed) >= 0 {
				t.Fatalf("run %d: the weights %v do not show it", run, v.Weights)
			}
		}
		weights := make([]*big.Rat, s.Columns)
		for q := range weights {
			weights[q] = big.NewRat(rng.Int64N(4), 3)
		}
		if want && Short(s, weights) {
			t.Fatalf("run %d: weights show that a space with packages has none", run)
		}
	}
	if weighed < 30 {
		t.Errorf("%d of %d empty spaces have a weighing: the test tested little", weighed, empty)
	}
}

// Decide must say what Feasible says, and a search that may give up must give
// up or say the same. It fails if what was given up passes for decided.
func TestDecideAgreesWithFeasible(t *testing.T) {
	defer func(n int) { few = n }(few)
	few = 0 // or a search would hardly ever need a second node
	rng := rand.New(rand.NewPCG(7, 9))
	gaveUp, decided := 0, 0
	for run := range 2000 {
		_, s := drawSpace(rng, true)
		v, err := Feasible(context.Background(), s, Options{})
		if err != nil {
			t.Fatal(err)
		}
		d, err := Decide(context.Background(), s, Options{})
		if err != nil || (d.Witness != nil) != (v.Witness != nil) || d.Undecided {
			t.Fatalf("run %d: %+v %v, want %+v", run, d, err, v)
		}
		if d, err = Decide(context.Background(), s, Options{Tries: 1}); err != nil {
			t.Fatal(err)
		}
		if d.Undecided {
			gaveUp++
		} else if decided++; (d.Witness != nil) != (v.Witness != nil) {
			t.Fatalf("run %d: after one node %+v, want %+v", run, d, v)
		}
		if d.Witness != nil && !s.Holds(d.Witness) {
			t.Fatalf("run %d: a witness that is none", run)
		}
	}
	if gaveUp < 5 || decided < 5 {
		t.Errorf("%d gave up, %d did not: the test tested little", gaveUp, decided)
	}
}

// Leximin must find the packages whose sorted values are the greatest in the
// order of their first difference. It fails if a level is taken from the wrong
// columns or a package that ties is lost.
func TestLeximinAgreesWithAScan(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for run := range 3000 {
		n, s := drawSpace(rng, true)
		g := drawGoal(rng, s)
		for g.kind != least {
			g = drawGoal(rng, s)
		}
		scale, origin := make([]*big.Rat, s.Columns), make([]*big.Rat, s.Columns)
		for j, q := range g.who {
			scale[q], origin[q] = g.scale[j], g.origin[j]
		}
		x := &lexical{s: s, who: g.who, m: g.measure(s), opt: Options{Ties: 1000}}
		for _, local := range packages(n, s) {
			if s.Holds(local) {
				x.meet(local)
			}
		}
		r, err := Leximin(context.Background(), s, g.who, origin, scale, Options{Ties: 1000})
		if err != nil || !r.Proven || len(r.Best) != len(x.best) {
			t.Fatalf("run %d: %+v %v, want %d packages", run, r, err, len(x.best))
		}
		for i, local := range r.Best {
			y := &lexical{s: s, who: g.who, m: x.m, opt: x.opt}
			y.meet(local)
			if slices.CompareFunc(y.best[0].scores, x.best[0].scores, (*big.Int).Cmp) != 0 {
				t.Fatalf("run %d: package %d has %v, want %v", run, i, y.best[0].scores, x.best[0].scores)
			}
		}
		if len(r.Best) == 0 {
			continue
		}
		for i, level := range r.Levels {
			if level.Cmp(x.m.value(x.best[0].scores[i])) != 0 {
				t.Fatalf("run %d: levels %v, want %v", run, r.Levels, x.best[0].scores)
			}
		}
	}
}

// Where more packages tie than are listed, the levels come one by one and must
// be the same. It fails if the held columns are not those that can be.
func TestLeximinLevelByLevel(t *testing.T) {
	defer func(n int) { plateau = n }(plateau)
	plateau = 1
	rng := rand.New(rand.NewPCG(11, 12))
	for run := range 3000 {
		n, s := drawSpace(rng, true)
		who := make([]int, s.Parties)
		for q := range who {
			who[q] = q
		}
		x := &lexical{s: s, who: who, m: Least(who, nil, nil).measure(s), opt: Options{Ties: 1}}
		for _, local := range packages(n, s) {
			if s.Holds(local) {
				x.meet(local)
			}
		}
		r, err := Leximin(context.Background(), s, who, nil, nil, Options{})
		if err != nil || !r.Proven || (len(r.Best) > 0) != (len(x.best) > 0) {
			t.Fatalf("run %d: %+v %v", run, r, err)
		}
		for i, level := range r.Levels {
			if level.Cmp(x.m.value(x.best[0].scores[i])) != 0 {
				t.Fatalf("run %d: levels %v, want %v", run, r.Levels, x.best[0].scores)
			}
		}
	}
}

// Top must list the values of a sorted scan, and with a distance the best at
// each choice. It fails if a package is listed twice, lost, or too near.
func TestTopIsTheSortedList(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	for run := range 3000 {
		n, s := drawSpace(rng, true)
		g := drawGoal(rng, s)
		m := g.measure(s)
		type judged struct {
			local []int
			score *big.Int
		}
		var all []judged
	next:
		for _, local := range packages(n, s) {
			if !s.Holds(local) {
				continue
			}
			worth := s.Sum(local)
			if g.kind == product {
				for j, q := range g.who {
					if m.reach(j, big.NewInt(1)).Cmp(amount.Int(worth[q*s.Limbs:(q+1)*s.Limbs])) > 0 {
						continue next
					}
				}
			}
			all = append(all, judged{local, m.score(worth)})
		}
		slices.SortStableFunc(all, func(a, b judged) int { return b.score.Cmp(a.score) })
		count := 1 + rng.IntN(40)
		r, err := Top(context.Background(), s, g, count, 0, Options{})
		if err != nil || !r.Proven || len(r.Best) != min(count, len(all)) {
			t.Fatalf("run %d: %d packages of %d, %d asked for: %+v %v", run, len(r.Best), len(all), count, r, err)
		}
		seen := map[string]bool{}
		for i, local := range r.Best {
			if r.Values[i].Cmp(m.value(all[i].score)) != 0 || m.score(s.Sum(local)).Cmp(all[i].score) != 0 || seen[cells(local)] || !s.Holds(local) {
				t.Fatalf("run %d: rank %d is %v, want %v", run, i, r.Values[i], m.value(all[i].score))
			}
			seen[cells(local)] = true
		}
		apart := 1 + rng.IntN(3)
		r, err = Top(context.Background(), s, g, 4, apart, Options{})
		if err != nil || !r.Proven {
			t.Fatalf("run %d: %+v %v", run, r, err)
		}
		for i := range 4 {
			var best *big.Int
		candidates:
			for _, c := range all {
				for _, chosen := range r.Best[:min(i, len(r.Best))] {
					if (&distance{from: chosen}).of(c.local[:s.Issues], s.Issues) < apart {
						continue candidates
					}
				}
				best = c.score
				break
			}
			if (i < len(r.Best)) != (best != nil) {
				t.Fatalf("run %d: %d diverse packages, but another is %v", run, len(r.Best), best)
			}
			if best == nil {
				break
			}
			if m.score(s.Sum(r.Best[i])).Cmp(best) != 0 {
				t.Fatalf("run %d: choice %d is not the best far enough away", run, i)
			}
		}
	}
}
