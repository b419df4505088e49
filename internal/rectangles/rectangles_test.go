package rectangles

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// draw makes a small problem: rectangles of either sign, inside and outside,
// some that always or never pay, some given twice, caps on some parties.
func draw(r *rand.Rand) (cells []int, parties int, boxes []Box, caps []*int64) {
	for range 1 + r.IntN(4) {
		cells = append(cells, 1+r.IntN(5))
	}
	parties = 1 + r.IntN(3)
	for range r.IntN(12) {
		b := Box{Party: r.IntN(parties), Pays: int64(r.IntN(20)), Outside: r.IntN(4) == 0}
		if r.IntN(4) == 0 {
			b.Pays = -b.Pays
		}
		for range r.IntN(4) { // an issue may come twice, and bounds may reach beyond it
			i := r.IntN(len(cells))
			low := r.IntN(cells[i]+1) - 1
			b.Bounds = append(b.Bounds, Bound{i, low, low + r.IntN(cells[i]+1)})
		}
		boxes = append(boxes, b)
	}
	caps = make([]*int64, parties)
	for q := range caps {
		if r.IntN(3) == 0 {
			c := int64(r.IntN(40)) - 5
			caps[q] = &c
		}
	}
	return cells, parties, boxes, caps
}

// each goes through all outcomes.
func each(cells []int, do func(outcome []int)) {
	o := make([]int, len(cells))
	for {
		do(o)
		i := 0
		for ; i < len(o); i++ {
			if o[i]++; o[i] < cells[i] {
				break
			}
			o[i] = 0
		}
		if i == len(o) {
			return
		}
	}
}

// worth evaluates boxes as their definition says, caps included.
func worth(parties int, boxes []Box, caps []*int64, o []int) []int64 {
	u := make([]int64, parties)
	for _, b := range boxes {
		inside := true
		for _, x := range b.Bounds {
			inside = inside && x.Low <= o[x.Issue] && o[x.Issue] <= x.High
		}
		if inside != b.Outside {
			u[b.Party] += b.Pays
		}
	}
	for q := range u {
		if caps[q] != nil {
			u[q] = min(u[q], *caps[q])
		}
	}
	return u
}

func everything(cells []int, parties int, boxes []Box, caps []*int64) [][]int64 {
	var all, front [][]int64
	each(cells, func(o []int) { all = append(all, worth(parties, boxes, caps, o)) })
	slices.SortFunc(all, func(a, b []int64) int { return slices.Compare(b, a) })
	for _, v := range slices.CompactFunc(all, slices.Equal[[]int64]) {
		if !slices.ContainsFunc(front, func(f []int64) bool { return atLeast(f, v) }) {
			front = append(front, v)
		}
	}
	return front
}

// The frontier is that of all outcomes. It would not be if a box that pays
// outside were cut into parts that overlap, if domination dropped a claim that
// another party needs, if a bound were too low, or if a zone were lost.
func TestFrontierAgainstAllOutcomes(t *testing.T) {
	seeds := uint64(6000)
	if testing.Short() {
		seeds = 500
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 1))
		cells, parties, boxes, caps := draw(r)
		p, err := Compile(cells, parties, boxes, caps)
		if err != nil {
			t.Fatal(err)
		}
		f, err := p.Frontier(context.Background(), nil)
		if err != nil || !f.Proven || len(f.Open) > 0 {
			t.Fatalf("seed %d: %v, proven %v", seed, err, f.Proven)
		}
		var got [][]int64
		for _, x := range f.Points {
			got = append(got, x.Utility)
			if u := worth(parties, boxes, caps, x.Outcome); !slices.Equal(u, x.Utility) {
				t.Fatalf("seed %d: the outcome %v is worth %v, and %v was said", seed, x.Outcome, u, x.Utility)
			}
		}
		want := everything(cells, parties, boxes, caps)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("seed %d: the frontier is %v, want %v\ncells %v boxes %+v", seed, got, want, cells, boxes)
		}
	}
}

// ending is a context that ends at the nth look.
type ending struct {
	context.Context
	looks *int
}

func (e ending) Err() error {
	if *e.looks--; *e.looks < 0 {
		return context.Canceled
	}
	return nil
}

// Wherever the search is stopped, what it found exists, and what it did not
// find lies in the zones that it says are open. It would not if a zone or the
// bound of a stopped branch were forgotten.
func TestStoppedSearchSaysWhatIsOpen(t *testing.T) {
	stopped := 0
	seeds, fewest := uint64(200), 50
	if testing.Short() {
		seeds, fewest = 20, 1
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 2))
		cells, boxes := large(r, 4, 60)
		p, err := Compile(cells, 2, boxes, nil)
		if err != nil {
			t.Fatal(err)
		}
		looks := r.IntN(2)
		f, err := p.Frontier(ending{context.Background(), &looks}, nil)
		if err == nil {
			continue
		}
		stopped++
		if !errors.Is(err, context.Canceled) || f.Proven {
			t.Fatalf("seed %d: %v, proven %v", seed, err, f.Proven)
		}
		caps := make([]*int64, 2)
		each(cells, func(o []int) {
			u := worth(2, boxes, caps, o)
			covered := slices.ContainsFunc(f.Points, func(x Point) bool { return atLeast(x.Utility, u) }) ||
				slices.ContainsFunc(f.Open, func(z Open) bool { return atLeast(u, z.Least) && dot(z.Weights, u) <= z.Most })
			if !covered {
				t.Fatalf("seed %d: %v is worth %v, which neither %v covers nor %+v leaves open", seed, o, u, f.Points, f.Open)
			}
		})
	}
	if stopped < fewest {
		t.Errorf("only %d searches were stopped, too few to tell", stopped)
	}
}

// The same problem gives the same bytes.
func TestFrontierIsTheSameEachTime(t *testing.T) {
	cells, boxes := large(rand.New(rand.NewPCG(3, 3)), 10, 40)
	var first string
	for range 3 {
		p, err := Compile(cells, 2, boxes, nil)
		if err != nil {
			t.Fatal(err)
		}
		f, err := p.Frontier(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if text := fmt.Sprint(f); first == "" {
			first = text
		} else if text != first {
			t.Fatalf("%s\nand then\n%s", first, text)
		}
	}
}

func TestLimits(t *testing.T) {
	most := int64(MaxTotal)
	for name, boxes := range map[string][]Box{
		"one too dear":      {{Pays: most + 1}},
		"together too dear": {{Pays: most}, {Pays: -1}},
		"too many": func() (all []Box) {
			for i := range 64 {
				for j := range 65 {
					all = append(all, Box{Pays: 1, Bounds: []Bound{{0, i, i}, {1, j, j}}})
				}
			}
			return all
		}(),
	} {
		if _, err := Compile([]int{70, 70}, 1, boxes, nil); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Compile(nil, 0, nil, nil); !errors.Is(err, ErrTooLarge) {
		t.Errorf("no party: %v", err)
	}
}

// large draws boxes as those of the field's nonlinear domains are: issues from
// 0 to 9, each rectangle on one to four of them, mostly wide, paying 1 to 98.
func large(r *rand.Rand, issues, boxes int) ([]int, []Box) {
	widths := []int{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9}
	cells := make([]int, issues)
	for i := range cells {
		cells[i] = 10
	}
	var all []Box
	for n := range boxes {
		b := Box{Party: n % 2, Pays: 1 + r.Int64N(98)}
		for _, i := range r.Perm(issues)[:1+r.IntN(4)] {
			w := widths[r.IntN(len(widths))]
			low := r.IntN(11 - w)
			b.Bounds = append(b.Bounds, Bound{i, low, low + w - 1})
		}
		all = append(all, b)
	}
	return cells, all
}

// BenchmarkFrontier measures domains drawn as large says, with two rectangles
// an issue for each party, as in the field's.
func BenchmarkFrontier(b *testing.B) {
	for _, issues := range []int{10, 20, 30, 40, 50, 70, 100} {
		b.Run(fmt.Sprintf("%d issues", issues), func(b *testing.B) {
			points, nodes, n := 0, int64(0), uint64(0)
			for b.Loop() {
				cells, boxes := large(rand.New(rand.NewPCG(n%5, uint64(issues))), issues, 4*issues)
				n++
				p, err := Compile(cells, 2, boxes, nil)
				if err != nil {
					b.Fatal(err)
				}
				f, err := p.Frontier(context.Background(), nil)
				if err != nil {
					b.Fatal(err)
				}
				points, nodes = points+len(f.Points), nodes+f.Nodes
			}
			b.ReportMetric(float64(points)/float64(b.N), "points/op")
			b.ReportMetric(float64(nodes)/float64(b.N), "nodes/op")
		})
	}
}
