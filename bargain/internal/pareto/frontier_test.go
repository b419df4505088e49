package pareto_test

import (
	"context"
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
	"parley/bargain/internal/pareto"
)

func mustFind(t *testing.T, n *network.Network, o pareto.Options) *pareto.Front {
	t.Helper()
	f, err := pareto.Frontier(context.Background(), n.Space(nil), o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// lengthen gives amounts a second limb, far apart in size, without changing
// which are higher.
func lengthen(n *network.Network) *network.Network {
	long := *n
	long.Limbs = 2
	long.Issues, long.Columns = slices.Clone(n.Issues), slices.Clone(n.Columns)
	factor := new(big.Int).Lsh(big.NewInt(1), 60)
	odd := big.NewInt(1)
	for i := range long.Issues {
		list := make([]uint64, 2*len(n.Issues[i].Amounts))
		for at, x := range n.Issues[i].Amounts {
			y := new(big.Int).SetUint64(x)
			amount.Put(list[2*at:2*at+2], y.Mul(y, factor))
		}
		long.Issues[i].Amounts = list
	}
	// An issue with one cell less than the unit keeps the divisor from taking
	// the length away again.
	cell := network.Issue{Counts: []int64{1, 1}, Amounts: make([]uint64, 4*len(n.Columns))}
	for q := range n.Columns {
		amount.Put(cell.Amounts[2*q:2*q+2], odd)
		long.Columns[q].Top = new(big.Int).Add(new(big.Int).Mul(n.Columns[q].Top, factor), odd)
	}
	long.Issues = append(long.Issues, cell)
	return &long
}

// On cases far too large to go through, the table, merging (which counting
// ties asks for) and the ranks of long amounts find the same frontier, and
// every package is worth its point. It fails if one of them errs where the
// others do not.
func TestMethodsAgree(t *testing.T) {
	tables := 0 // how often the table was used
	for seed := range uint64(6) {
		for _, c := range []float64{0, 0.7, 1} {
			n := draw(seed, 2, 25, 7, c, percent, false)
			for q := range n.Columns {
				if seed%2 == 1 {
					floor := new(big.Int).Div(n.Columns[q].Top, big.NewInt(3))
					n.Columns[q].Floor, n.Columns[q].Item = []uint64{floor.Uint64()}, q
				}
			}
			table := mustFind(t, n, pareto.Options{})
			merged := mustFind(t, n, pareto.Options{Ties: true})
			if strings.Contains(table.Method(), "on a table") {
				tables++
			} else if c == 1 {
				t.Fatalf("the methods are %q and %q", table.Method(), merged.Method())
			}
			same(t, table, merged)
			s := n.Space(nil)
			for i := range table.Len() {
				local := table.Local(i)
				if !s.Holds(local) || !slices.Equal(s.Sum(local), table.Amounts(i)) {
					t.Fatalf("the package %v is worth %v, not %v", local, s.Sum(local), table.Amounts(i))
				}
				if merged.Ties(i).Sign() <= 0 {
					t.Fatalf("point %d has %v packages", i, merged.Ties(i))
				}
			}
			if seed%2 == 0 {
				long := mustFind(t, lengthen(n), pareto.Options{})
				if !strings.Contains(long.Method(), "too long") {
					t.Fatalf("the method is %q", long.Method())
				}
				if long.Len() != table.Len() {
					t.Fatalf("%d points with long amounts, %d with short", long.Len(), table.Len())
				}
			}
		}
	}
	if tables < 10 {
		t.Errorf("only %d tables", tables)
	}
}

func same(t *testing.T, a, b *pareto.Front) {
	t.Helper()
	if a.Len() != b.Len() {
		t.Fatalf("%d points by %q, %d by %q", a.Len(), a.Method(), b.Len(), b.Method())
	}
	for i := range a.Len() {
		if !slices.Equal(a.Amounts(i), b.Amounts(i)) {
			t.Fatalf("point %d is %v by %q, %v by %q", i, a.Amounts(i), a.Method(), b.Amounts(i), b.Method())
		}
	}
}

// A party twice changes nothing: with it the staircase finds what merging
// found, and with it again the boxes do.
func TestTwinsChangeNothing(t *testing.T) {
	for seed := range uint64(4) {
		n := draw(seed, 2, 12, 6, 0.5, fine, false)
		two := mustFind(t, n, pareto.Options{})
		for twins := 1; twins <= 2; twins++ {
			m := *n
			m.Parties, m.Columns, m.Issues = 2+twins, slices.Clone(n.Columns), nil
			for range twins {
				m.Columns = append(m.Columns, n.Columns[1])
			}
			for _, issue := range n.Issues {
				var list []uint64
				for k := range issue.Cells() {
					list = append(list, issue.Amounts[2*k:2*k+2]...)
					for range twins {
						list = append(list, issue.Amounts[2*k+1])
					}
				}
				m.Issues = append(m.Issues, network.Issue{Counts: issue.Counts, Amounts: list})
			}
			f := mustFind(t, &m, pareto.Options{})
			if f.Len() != two.Len() {
				t.Fatalf("%d points with %d twins, %d without", f.Len(), twins, two.Len())
			}
			for i := range f.Len() {
				if !slices.Equal(f.Amounts(i)[:2], two.Amounts(i)) {
					t.Fatalf("point %d is %v with twins, %v without", i, f.Amounts(i), two.Amounts(i))
				}
			}
		}
	}
}

// Too many points are an error that says so, at every number of parties and
// with ties between issues; one point more allowed is none.
func TestLimit(t *testing.T) {
	cases := map[string]*network.Network{"tied": tie(1, draw(1, 2, 10, 4, 0.5, fine, false), 2), "division": draw(1, 2, 10, 5, 1, percent, true)}
	for parties := 2; parties <= 4; parties++ {
		cases[string(rune('0'+parties))] = draw(1, parties, 8, 5, 0.5, fine, false)
	}
	for name, n := range cases {
		f, err := pareto.Frontier(context.Background(), n.Space(nil), pareto.Options{Limit: 10})
		var many *pareto.ErrTooMany
		if f != nil || !errors.As(err, &many) || many.Limit != 10 || many.Stage < 1 || many.Stage > many.Stages || !strings.Contains(err.Error(), "more than 10 points") {
			t.Errorf("%s: %v", name, err)
		}
		full := mustFind(t, n, pareto.Options{})
		if name == "division" {
			if _, err := pareto.Frontier(context.Background(), n.Space(nil), pareto.Options{Limit: full.Len()}); err != nil {
				t.Errorf("%s: %v with room for all", name, err)
			}
		}
	}
}

// A context that is done stops every method, and progress never falls.
func TestCancelAndProgress(t *testing.T) {
	for name, n := range map[string]*network.Network{
		"two": draw(1, 2, 30, 10, 0.5, real40, false), "table": draw(1, 2, 30, 10, 1, fine, false), "division": draw(1, 2, 30, 10, 1, fine, true),
		"three": draw(1, 3, 15, 8, 0.5, real40, false), "four": draw(1, 4, 8, 8, 0.5, real40, false), "tied": tie(1, draw(1, 2, 20, 4, 0.5, fine, false), 3),
	} {
		ctx, stop := context.WithCancel(context.Background())
		last := 0.0
		o := pareto.Options{Report: func(done float64) {
			if done < last || done > 1 {
				t.Errorf("%s: %v done after %v", name, done, last)
			}
			if last = done; done > 0.3 {
				stop()
			}
		}}
		if f, err := pareto.Frontier(ctx, n.Space(nil), o); f != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		stop()
		last = 0
		o.Report = func(done float64) { last = done }
		if mustFind(t, n, o); last != 1 {
			t.Errorf("%s: %v done at the end", name, last)
		}
	}
}

// The same space gives the same front twice, packages included, also while
// another goroutine finds it.
func TestTheSameTwice(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	for range 20 {
		n := networktest.Draw(rng, networktest.Spec{Parties: 1 + rng.IntN(4), Held: rng.IntN(2), Issues: 9, Cells: 5, Most: 30, Links: 4, Rules: 3, Scope: 3, Floors: true})
		s := n.Space(nil)
		fronts := make(chan *pareto.Front, 2)
		for range 2 {
			go func() {
				f, err := pareto.Frontier(context.Background(), s, pareto.Options{})
				if err != nil {
					t.Error(err)
				}
				fronts <- f
			}()
		}
		a, b := <-fronts, <-fronts
		same(t, a, b)
		for i := range a.Len() {
			if !slices.Equal(a.Local(i), b.Local(i)) {
				t.Fatalf("point %d has the packages %v and %v", i, a.Local(i), b.Local(i))
			}
		}
	}
}

// A case without issues has one package, worth nothing, unless a floor is in
// force; a barred space has none, and one that is too wide is refused.
func TestNothingToChoose(t *testing.T) {
	n := &network.Network{Limbs: 1, Parties: 1, Columns: []network.Column{{Item: -1, Top: new(big.Int)}}}
	if f := mustFind(t, n, pareto.Options{Ties: true}); f.Len() != 1 || f.Amounts(0)[0] != 0 || f.Ties(0).Cmp(big.NewInt(1)) != 0 {
		t.Errorf("%d points without issues", f.Len())
	}
	n.Columns[0].Floor = []uint64{1}
	if f := mustFind(t, n, pareto.Options{}); f.Len() != 0 {
		t.Errorf("%d points without issues that reach a floor", f.Len())
	}
	if f, err := pareto.Frontier(context.Background(), &network.Space{Limbs: 1, Barred: true}, pareto.Options{}); err != nil || f.Len() != 0 || f.Method() == "" {
		t.Errorf("barred: %v", err)
	}
	if _, err := pareto.Frontier(context.Background(), &network.Space{Limbs: 1, TooWide: true}, pareto.Options{}); !errors.Is(err, pareto.ErrTooWide) {
		t.Errorf("too wide: %v", err)
	}
}
