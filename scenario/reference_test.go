package scenario_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley/scenario"
)

// The published scenarios of the field have no licence and are not part of the
// project. Where a copy of them is at hand, everything that is known about
// them is checked; PARLEY_SCENARIOS says where, and otherwise they are looked
// for beside the project.
func published(t *testing.T) string {
	dir := os.Getenv("PARLEY_SCENARIOS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "scenarios")
	}
	if _, err := os.Stat(filepath.Join(dir, "reference.tsv")); err != nil {
		t.Skip("the published scenarios are not here; PARLEY_SCENARIOS says where they are")
	}
	return dir
}

// near is how far a printed utility may be off: the references have ten digits.
const near = 1e-9

type row map[string]string

func table(t *testing.T, name string) []row {
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimRight(string(data), "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	var rows []row
	for _, line := range lines[1:] {
		r := row{}
		for i, cell := range strings.Split(line, "\t") {
			r[head[i]] = strings.Trim(cell, `"`)
		}
		rows = append(rows, r)
	}
	return rows
}

// points reads a list of utility vectors.
func points(t *testing.T, cell string) [][]float64 {
	if cell == "" {
		return nil
	}
	var ps [][]float64
	if err := json.Unmarshal([]byte(cell), &ps); err != nil {
		t.Fatalf("%q: %v", cell, err)
	}
	return ps
}

func TestPublishedUtilities(t *testing.T) {
	dir := published(t)
	for _, r := range table(t, filepath.Join(dir, "reference.tsv")) {
		t.Run(strings.Fields(r["source"])[0]+"/"+r["scenario"], func(t *testing.T) {
			if size, _ := strconv.Atoi(r["outcomes"]); size > 50_000 && testing.Short() {
				t.Skip("large")
			}
			s := openRow(t, filepath.Join(dir, filepath.FromSlash(r["scenario"])), strings.Split(r["profiles"], "|"))
			if got := s.Size().String(); got != r["outcomes"] {
				t.Errorf("there are %s outcomes, want %s", got, r["outcomes"])
			}
			if r["source"] == "GENIUS 10.4" {
				asGenius(t, s, r)
			} else {
				exhaustive(t, s, r)
			}
		})
	}
}

func openRow(t *testing.T, dir string, profiles []string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	s.Profiles = slices.DeleteFunc(s.Profiles, func(p scenario.Profile) bool { return !slices.Contains(profiles, filepath.Base(p.File)) })
	if len(s.Profiles) != len(profiles) {
		t.Fatalf("%d profiles were read, want %v", len(s.Profiles), profiles)
	}
	slices.SortFunc(s.Profiles, func(a, b scenario.Profile) int {
		return cmp.Compare(slices.Index(profiles, filepath.Base(a.File)), slices.Index(profiles, filepath.Base(b.File)))
	})
	return s
}

// space is all utility vectors of a scenario, as doubles of exact numbers.
type space struct {
	u        [][]float64
	reserved []float64
	front    [][]float64 // distinct to near, of all outcomes
}

func newSpace(t *testing.T, s *scenario.Scenario) *space {
	sp := &space{u: vectors(t, s)}
	for p := range s.Profiles {
		r := 0.0 // where anything is better than no agreement, the references take 0
		if exact := s.Reservation(p); exact != nil {
			r, _ = exact.Float64()
		}
		sp.reserved = append(sp.reserved, r)
	}
	sp.front = frontier(sp.u)
	return sp
}

// vectors adds up exact parts in whole numbers where the utility is a sum, and
// asks Utility for every outcome otherwise. A sample is asked of Utility in
// any case.
func vectors(t *testing.T, s *scenario.Scenario) [][]float64 {
	sums := make([]*integers, len(s.Profiles))
	for p := range sums {
		sums[p] = newIntegers(s, p)
	}
	var all [][]float64
	at := make([]int, len(s.Issues))
	n := 0
	for o := range s.Outcomes() {
		v := make([]float64, len(s.Profiles))
		for p := range v {
			if sums[p] != nil {
				v[p] = sums[p].at(at)
			}
			if sums[p] == nil || n%997 == 0 {
				exact, _ := s.Utility(p, o).Float64()
				if sums[p] != nil && math.Abs(exact-v[p]) > 1e-14 {
					t.Fatalf("profile %d at %v: Utility gives %v and Parts %v", p, o, exact, v[p])
				}
				v[p] = exact
			}
		}
		all = append(all, v)
		n++
		for i := len(at) - 1; i >= 0; i-- {
			if at[i]++; at[i] < countOf(s, i) {
				break
			}
			at[i] = 0
		}
	}
	return all
}

func countOf(s *scenario.Scenario, i int) int {
	if s.Issues[i].Kind == scenario.Real {
		return scenario.RealSteps
	}
	return int(s.Issues[i].Count().Int64())
}

// integers are an additive utility over a common denominator.
type integers struct {
	constant, cap, denominator *big.Int
	of                         [][]*big.Int
	sum                        big.Int
}

func newIntegers(s *scenario.Scenario, p int) *integers {
	parts, ok := s.Parts(p, 1_000_000)
	if !ok {
		return nil
	}
	den := big.NewInt(1)
	add := func(r *big.Rat) {
		g := new(big.Int).GCD(nil, nil, den, r.Denom())
		den.Mul(den, new(big.Int).Quo(r.Denom(), g))
	}
	add(parts.Constant)
	for _, of := range parts.Of {
		for _, v := range of {
			add(v)
		}
	}
	whole := func(r *big.Rat) *big.Int {
		n := new(big.Int).Mul(r.Num(), den)
		return n.Quo(n, r.Denom())
	}
	in := &integers{constant: whole(parts.Constant), denominator: den}
	if parts.Cap != nil {
		in.cap = whole(parts.Cap)
	}
	for _, of := range parts.Of {
		var row []*big.Int
		for _, v := range of {
			row = append(row, whole(v))
		}
		in.of = append(in.of, row)
	}
	return in
}

func (in *integers) at(choices []int) float64 {
	in.sum.Set(in.constant)
	for i, c := range choices {
		in.sum.Add(&in.sum, in.of[i][c])
	}
	if in.cap != nil && in.sum.Cmp(in.cap) > 0 {
		in.sum.Set(in.cap)
	}
	f, _ := new(big.Rat).SetFrac(&in.sum, in.denominator).Float64()
	return f
}

// frontier returns the vectors that none dominates, each once; vectors that
// differ by no more than near are the same.
func frontier(all [][]float64) [][]float64 {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b []float64) int { return cmp.Or(-cmp.Compare(total(a), total(b)), slices.Compare(b, a)) })
	var front [][]float64
	for _, v := range sorted {
		if !slices.ContainsFunc(front, func(f []float64) bool { return covers(f, v) }) {
			front = append(front, v)
		}
	}
	return front
}

// covers reports whether f is as good as v for everybody, to near.
func covers(f, v []float64) bool {
	for i := range f {
		if f[i] < v[i]-near {
			return false
		}
	}
	return true
}

func total(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum
}

func (sp *space) rational(v []float64) bool { return covers(v, sp.reserved) }

// best returns the vectors of the greatest score, distinct to near.
func best(of [][]float64, score func([]float64) float64) [][]float64 {
	var found [][]float64
	most := math.Inf(-1)
	for _, v := range of {
		switch x := score(v); {
		case x > most+near:
			found, most = [][]float64{v}, x
		case x > most-near && !slices.ContainsFunc(found, func(f []float64) bool { return same(f, v) }):
			found, most = append(found, v), max(most, x)
		}
	}
	slices.SortFunc(found, slices.Compare[[]float64])
	return found
}

func same(a, b []float64) bool { return covers(a, b) && covers(b, a) }

func sameSet(a, b [][]float64) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(v []float64) bool {
		return !slices.ContainsFunc(b, func(w []float64) bool { return same(v, w) })
	})
}

// exhaustive checks a row that was found by looking at every outcome. Its
// solutions are over the rational part of the frontier.
func exhaustive(t *testing.T, s *scenario.Scenario, r row) {
	sp := newSpace(t, s)
	wantFrontier(t, s, r, len(sp.front))
	var rational [][]float64
	for _, v := range sp.front {
		if sp.rational(v) {
			rational = append(rational, v)
		}
	}
	if _, known := noisy[r["scenario"]]; !known {
		wantCount(t, "rational frontier", len(rational), r["frontier_size_rational"])
	}
	most := make([]float64, len(s.Profiles))
	for _, v := range sp.u {
		if sp.rational(v) {
			for i, x := range v {
				most[i] = max(most[i], x)
			}
		}
	}
	least := func(gain func(i int, u float64) float64) func([]float64) float64 {
		return func(v []float64) float64 {
			x := math.Inf(1)
			for i, u := range v {
				x = min(x, gain(i, u))
			}
			return x
		}
	}
	wantPoints(t, "nash", r, best(rational, func(v []float64) float64 {
		p := 1.0
		for i, u := range v {
			p *= u - sp.reserved[i]
		}
		return p
	}))
	wantPoints(t, "kalai_egalitarian", r, best(rational, least(func(i int, u float64) float64 { return u - sp.reserved[i] })))
	wantPoints(t, "ks", r, best(rational, least(func(i int, u float64) float64 { return (u - sp.reserved[i]) / (most[i] - sp.reserved[i]) })))
	wantPoints(t, "max_welfare", r, best(rational, total))
	wantOpposition(t, sp, r)
}

// asGenius checks a row that GENIUS 10.4 itself gave: its solutions are over
// the whole frontier, irrational outcomes included; of several it names one.
func asGenius(t *testing.T, s *scenario.Scenario, r row) {
	sp := newSpace(t, s)
	wantFrontier(t, s, r, len(sp.front))
	wantOne(t, "nash", r, best(sp.front, func(v []float64) float64 {
		p := 1.0
		for i, u := range v {
			p *= u - sp.reserved[i]
		}
		return p
	}))
	wantOne(t, "ks", r, best(sp.front, func(v []float64) float64 {
		spread := 0.0
		for i := range v {
			for j := range i {
				spread -= math.Abs(v[i] - v[j])
			}
		}
		return spread
	}))
	wantOne(t, "max_welfare", r, best(sp.front, total))
	wantOpposition(t, sp, r)
}

// noisy are the scenarios whose published frontier is longer than it is. Added
// up in doubles, utilities that are equal differ in the last bit, and what is
// dominated by an equal utility looks undominated. The published length is
// what doubles give; the exact one is this.
var noisy = map[string]int{"genius/Jobs": 21, "genius/anac/y2011/Energy": 204}

func wantFrontier(t *testing.T, s *scenario.Scenario, r row, got int) {
	t.Helper()
	exact, known := noisy[r["scenario"]]
	if !known {
		wantCount(t, "frontier", got, r["frontier_size"])
		return
	}
	wantCount(t, "frontier", got, strconv.Itoa(exact))
	wantCount(t, "frontier in doubles", frontierInDoubles(s), r["frontier_size"])
}

// frontierInDoubles counts the frontier of two additive profiles the way
// GENIUS computes it, rounding errors and all.
func frontierInDoubles(s *scenario.Scenario) int {
	parts := make([][][]float64, 2)
	for p := range parts {
		u := s.Profiles[p].Utility.(*scenario.Additive)
		for _, term := range u.Terms {
			values := term.Eval.(*scenario.Table).Values
			most, row := 0.0, make([]float64, len(values))
			for _, v := range values {
				most = max(most, v.Float())
			}
			for i, v := range values {
				row[i] = term.Weight.Float() * (v.Float() / most)
			}
			parts[p] = append(parts[p], row)
		}
	}
	var all [][2]float64
	var add func(i int, u, v float64)
	add = func(i int, u, v float64) {
		if i == len(s.Issues) {
			all = append(all, [2]float64{min(u, 1), min(v, 1)})
			return
		}
		for c := range s.Issues[i].Values {
			add(i+1, u+parts[0][i][c], v+parts[1][i][c])
		}
	}
	add(0, 0, 0)
	slices.SortFunc(all, func(a, b [2]float64) int { return slices.Compare(b[:], a[:]) })
	n, most := 0, math.Inf(-1)
	for _, v := range all {
		if v[1] > most {
			n, most = n+1, v[1]
		}
	}
	return n
}

func wantCount(t *testing.T, what string, got int, want string) {
	t.Helper()
	if fmt.Sprint(got) != want {
		t.Errorf("%s has %d vectors, want %s", what, got, want)
	}
}

func wantPoints(t *testing.T, what string, r row, got [][]float64) {
	t.Helper()
	if want := points(t, r[what]); !sameSet(got, want) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func wantOne(t *testing.T, what string, r row, got [][]float64) {
	t.Helper()
	want := points(t, r[what])
	if len(want) != 1 || !slices.ContainsFunc(got, func(v []float64) bool { return same(v, want[0]) }) {
		t.Errorf("%s is one of %v, want %v", what, got, want)
	}
}

// wantOpposition checks the least distance of any outcome from the point where
// everybody has 1.
func wantOpposition(t *testing.T, sp *space, r row) {
	t.Helper()
	want, err := strconv.ParseFloat(r["opposition"], 64)
	if err != nil {
		t.Fatal(err)
	}
	least := math.Inf(1)
	for _, v := range sp.u {
		d := 0.0
		for _, u := range v {
			d += (1 - u) * (1 - u)
		}
		least = min(least, math.Sqrt(d))
	}
	if math.Abs(least-want) > near {
		t.Errorf("opposition is %.12f, want %.12f", least, want)
	}
}
