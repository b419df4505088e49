package elicit_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parley"
	"parley/bargain/oracle"
	"parley/elicit"
)

// smallCase draws a case of at most four issues of at most three options, so
// that every package can be looked at.
func smallCase(t *rapid.T) *parley.Case {
	c := &parley.Case{Title: "Small", Parties: []parley.Party{{ID: "p"}}}
	for n := range rapid.IntRange(2, 4).Draw(t, "issues") {
		i := parley.Issue{ID: fmt.Sprintf("i%d", n)}
		for o := range rapid.IntRange(2, 3).Draw(t, "options") {
			i.Options = append(i.Options, parley.Option{ID: fmt.Sprintf("o%d", o)})
		}
		c.Issues = append(c.Issues, i)
	}
	if rapid.Bool().Draw(t, "norm") {
		c.Norms = []parley.Norm{{Pattern: parley.Patterns{{{Issue: "i0", Options: []string{"o0"}}, {Issue: "i1", Options: []string{"o1"}}}}}}
	}
	return c
}

// told answers everything that has to do with values.
func told(t *rapid.T, c *parley.Case) (*elicit.Log, *elicit.Sheet) {
	log := &elicit.Log{Party: "p"}
	for {
		s := fold(t, c, log)
		q, more := s.Next()
		if !more || q.Kind == elicit.Compare {
			return log, s
		}
		a := elicit.Answer{Question: q.ID, Skip: true}
		switch q.Kind {
		case elicit.Order, elicit.Curve, elicit.Importance, elicit.Offer:
			for {
				a = drawAnswer(t, c, q)
				if q.Kind == elicit.Offer || !a.Skip {
					break
				}
			}
		case elicit.Levels:
			a = drawAnswer(t, c, q)
		}
		if s.Accept(a) != nil {
			a = elicit.Answer{Question: q.ID, Skip: true}
		}
		log.Answers = append(log.Answers, a)
	}
}

// reading is one way to read the answers: a weight and a worth of each option.
type reading struct {
	weights map[string]parley.Number
	worths  map[string]map[string]parley.Number
}

func (r reading) worth(p parley.Package) parley.Number {
	sum := parley.Int(0)
	for id, w := range r.weights {
		sum = sum.Add(w.Mul(r.worths[id][p[id].Option]))
	}
	return sum
}

// readings lists the extreme ways to read one issue of a position: the weight
// at an end of what its word allows, every option at an end of what its order
// or its words allow.
func readings(p *parley.Position, issue string) []reading {
	w, ok := p.ImportanceOf(issue)
	if !ok {
		return nil
	}
	v, _ := p.ValueOf(issue)
	var ways []map[string]parley.Number
	switch n := len(v.Order); {
	case n > 0: // descending from 1 to 0: so many at 1, the rest at 0
		for ones := 1; ones < n; ones++ {
			way := map[string]parley.Number{}
			for i, o := range v.Order {
				if way[o] = parley.Int(0); i < ones {
					way[o] = parley.Int(1)
				}
			}
			ways = append(ways, way)
		}
	default:
		worst, best := v.Options[0].Worth.Low, v.Options[0].Worth.High
		for _, o := range v.Options {
			if o.Worth.Low.Cmp(worst) < 0 {
				worst = o.Worth.Low
			}
			if o.Worth.High.Cmp(best) > 0 {
				best = o.Worth.High
			}
		}
		if worst.Equal(best) {
			best = worst.Add(parley.Int(1))
		}
		for ends := range 1 << len(v.Options) {
			way := map[string]parley.Number{}
			for i, o := range v.Options {
				x := o.Worth.Low
				if ends>>i&1 == 1 {
					x = o.Worth.High
				}
				way[o.Option] = x.Sub(worst).Div(best.Sub(worst))
			}
			ways = append(ways, way)
		}
	}
	var all []reading
	for _, way := range ways {
		for _, factor := range []parley.Number{parley.Fraction(2, 3), parley.Fraction(4, 3)} {
			all = append(all, reading{map[string]parley.Number{issue: w.Word.Weight().Mul(factor)}, map[string]map[string]parley.Number{issue: way}})
		}
	}
	return all
}

// table holds, by issue and two options, by how much the first can be behind
// and ahead of the second, by brute force over the extreme readings. What one
// issue adds to a lead is free of what the others add, so the ends of the lead
// are the sums of theirs.
type table map[string]map[[2]string][2]parley.Number

func newTable(c *parley.Case, pos *parley.Position) table {
	t := table{}
	for _, i := range c.Issues {
		ways := readings(pos, i.ID)
		t[i.ID] = map[[2]string][2]parley.Number{}
		for _, a := range i.Options {
			for _, b := range i.Options {
				ends := [2]parley.Number{}
				for n, r := range ways {
					lead := r.worth(parley.Package{i.ID: {Option: a.ID}}).Sub(r.worth(parley.Package{i.ID: {Option: b.ID}}))
					if n == 0 || lead.Cmp(ends[0]) < 0 {
						ends[0] = lead
					}
					if n == 0 || lead.Cmp(ends[1]) > 0 {
						ends[1] = lead
					}
				}
				t[i.ID][[2]string{a.ID, b.ID}] = ends
			}
		}
	}
	return t
}

// matters reports whether the choices of the issue differ at all: on others the
// packages shown are alike.
func (t table) matters(issue string) bool {
	for _, ends := range t[issue] {
		if ends[0].Sign() != 0 || ends[1].Sign() != 0 {
			return true
		}
	}
	return false
}

// doubt is how little is settled between two packages.
func (t table) doubt(p, q parley.Package) parley.Number {
	behind, ahead := parley.Int(0), parley.Int(0)
	for id, leads := range t {
		ends := leads[[2]string{p[id].Option, q[id].Option}]
		behind, ahead = behind.Sub(ends[0]), ahead.Add(ends[1])
	}
	if behind.Sign() <= 0 || ahead.Sign() <= 0 {
		return parley.Int(0)
	}
	least := behind
	if ahead.Cmp(least) < 0 {
		least = ahead
	}
	return least.Div(ahead.Add(behind))
}

// packages lists all packages of a discrete case that break no demand of the
// position and no norm.
func packages(c *parley.Case, pos *parley.Position) []parley.Package {
	all := []parley.Package{{}}
	for _, i := range c.Issues {
		var longer []parley.Package
		for _, p := range all {
			for _, o := range i.Options {
				q := parley.Package{i.ID: {Option: o.ID}}
				for k, v := range p {
					q[k] = v
				}
				longer = append(longer, q)
			}
		}
		all = longer
	}
	var kept []parley.Package
next:
	for _, p := range all {
		for _, d := range pos.Demands() {
			if d.Broken(p) {
				continue next
			}
		}
		for _, n := range c.Norms {
			if n.Pattern.Matches(p) {
				continue next
			}
		}
		kept = append(kept, p)
	}
	return kept
}

// The packages to compare are what they claim to be: none breaks a demand or a
// norm, of no two do the answers settle the order, they stand in the order that
// the answers imply, and of all triples that are alike where nothing matters none leaves more open. All
// of it by going through every package and every extreme reading of the words.
// Fails where the range of a lead is wrong, a package is passed over, or the
// order does not follow the utility of the definitions.
func TestComparedPackagesAreWhatTheyClaim(t *testing.T) {
	asked := 0
	rapid.Check(t, func(t *rapid.T) {
		c := smallCase(t)
		_, s := told(t, c)
		q, there := s.Question("compare")
		if !there {
			if len(s.Withheld) == 0 && len(s.Position.Values) == len(c.Issues) {
				nothingOpen(t, c, s)
			}
			return
		}
		asked++
		judge := oracle.New(with(c, s.Position))
		for i, p := range q.Packages {
			if len(judge.Broken(p)) > 0 {
				t.Fatalf("%v breaks a demand or a norm", p)
			}
			if i > 0 {
				before, _ := judge.Utility("p", q.Packages[i-1])
				here, _ := judge.Utility("p", p)
				if before.Cmp(here) < 0 {
					t.Fatalf("%v, worth %s, stands before %v, worth %s", q.Packages[i-1], before, p, here)
				}
			}
		}
		table := newTable(c, s.Position)
		all := slices.DeleteFunc(packages(c, s.Position), func(p parley.Package) bool {
			return slices.ContainsFunc(c.Issues, func(i parley.Issue) bool {
				return !table.matters(i.ID) && !p[i.ID].Equal(q.Packages[0][i.ID])
			})
		})
		got := parley.Int(1)
		for i := range q.Packages {
			for j := range i {
				if d := table.doubt(q.Packages[i], q.Packages[j]); d.Cmp(got) < 0 {
					got = d
				}
			}
		}
		if got.Sign() <= 0 {
			t.Fatalf("of %v the answers settle a pair", q.Packages)
		}
		// Pairs that leave more open than what was found: no three packages may
		// all be such pairs. Where two were found, no three may be open at all.
		more := make([][]bool, len(all))
		bound := got
		if len(q.Packages) == 2 {
			bound = parley.Int(0)
		}
		for i := range all {
			more[i] = make([]bool, len(all))
			for j := range i {
				d := table.doubt(all[i], all[j])
				if len(q.Packages) == 2 && d.Cmp(got) > 0 {
					t.Fatalf("%v and %v leave more open than %v", all[i], all[j], q.Packages)
				}
				more[i][j] = d.Cmp(bound) > 0
				for k := range j {
					if more[i][j] && more[i][k] && more[j][k] {
						t.Fatalf("%v, %v and %v leave more open than %v (%s)", all[i], all[j], all[k], q.Packages, got)
					}
				}
			}
		}
	})
	if asked == 0 && !testing.Short() {
		t.Error("packages were compared in no case: the test says nothing")
	}
}

// nothingOpen fails where a pair is open although nothing is asked.
func nothingOpen(t *rapid.T, c *parley.Case, s *elicit.Sheet) {
	all, table := packages(c, s.Position), newTable(c, s.Position)
	if slices.ContainsFunc(c.Issues, func(i parley.Issue) bool { return !table.matters(i.ID) }) {
		return // packages are looked at with a few choices only of what does not matter
	}
	for i := range all {
		for j := range all[:i] {
			if d := table.doubt(all[i], all[j]); d.Sign() > 0 {
				t.Fatalf("%v and %v are open (%s), and nothing is asked", all[i], all[j], d)
			}
		}
	}
}

// Packages that were put in another order than the answers imply are a
// warning, which names the issues on which they differ, and change nothing.
// Fails where an answer to the check moves the position.
func TestDisagreementWarnsAndChangesNothing(t *testing.T) {
	warned := 0
	rapid.Check(t, func(t *rapid.T) {
		c := smallCase(t)
		log, s := told(t, c)
		q, there := s.Question("compare")
		if !there {
			return
		}
		a := elicit.Answer{Question: q.ID}
		for n, p := range q.Packages {
			a.Packages = append(a.Packages, elicit.Shown(p))
			a.Prefer = append([][]int{{n}}, a.Prefer...)
		}
		log.Answers = append(log.Answers, a)
		again := fold(t, c, log)
		judge := oracle.New(with(c, s.Position))
		want := 0
		for i := range q.Packages {
			for j := range q.Packages[:i] {
				here, _ := judge.Utility("p", q.Packages[i])
				before, _ := judge.Utility("p", q.Packages[j])
				if before.Cmp(here) > 0 {
					want++
				}
			}
		}
		got := 0
		for _, w := range again.Warnings {
			if w.Kind == elicit.WarnOrder {
				got++
				if len(w.Issues) == 0 {
					t.Fatalf("a disagreement about no issue: %+v", w)
				}
			}
		}
		if got != want {
			t.Fatalf("%d pairs are the other way round, and %d warnings say so", want, got)
		}
		warned += got
		if fmt.Sprint(s.Position) != fmt.Sprint(again.Position) {
			t.Fatal("the check changed the position")
		}
	})
	if warned == 0 && !testing.Short() {
		t.Error("there was no disagreement in any case: the test says nothing")
	}
}

// A package and no agreement: what the answers bound is what the definitions
// say the packages are worth. Fails where a bound is taken from another number.
func TestRatherBoundsTheFallback(t *testing.T) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		log, _ := told(t, c)
		log.Answers = append(log.Answers, elicit.Answer{Question: "fallback", Way: elicit.WayRather})
		low, high := parley.Int(0), parley.Int(100)
		for {
			s := fold(t, c, log)
			q, more := s.Next()
			if !more || q.Kind != elicit.Rather {
				if f := s.Position.Fallback; f != nil {
					found++
					if !f.Value.Low.Equal(low) || !f.Value.High.Equal(high) {
						t.Fatalf("the fallback is %s, want [%s, %s]", f.Value, low, high)
					}
				}
				return
			}
			judge := oracle.New(with(c, s.Position))
			for _, ref := range judge.Broken(q.Packages[0]) {
				if ref.Kind != parley.FallbackKind {
					t.Fatalf("%v breaks %v", q.Packages[0], ref)
				}
			}
			at, known := judge.Utility("p", q.Packages[0])
			if !known || at.Cmp(low) <= 0 || at.Cmp(high) >= 0 {
				t.Fatalf("%v is worth %s (%v), which tells nothing between %s and %s", q.Packages[0], at, known, low, high)
			}
			take := rapid.Bool().Draw(t, "take")
			if take {
				high = at
			} else {
				low = at
			}
			log.Answers = append(log.Answers, elicit.Answer{Question: q.ID, Packages: []map[string]string{elicit.Shown(q.Packages[0])}, Take: &take})
		}
	})
	if found == 0 && !testing.Short() {
		t.Error("no fallback was bounded in any case: the test says nothing")
	}
}
