package bargain_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/bargain"
)

func analyze(t *testing.T, c *parley.Case, o bargain.Options) *bargain.Answer {
	t.Helper()
	for _, p := range c.Check() {
		if p.Severity == parley.Error {
			t.Fatalf("the test's case is wrong: %s", p)
		}
	}
	p, err := bargain.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	a, err := p.Analyze(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// seeds is how many random cases a test draws: fewer where it is to be short.
func seeds(n uint64) uint64 {
	if testing.Short() {
		return n / 4
	}
	return n
}

// eitherWay runs a test with packages gone through, and with everything found
// by bounds and tables as in spaces too large for that.
func eitherWay(t *testing.T, test func(t *testing.T, o bargain.Options)) {
	t.Run("walking", func(t *testing.T) { test(t, bargain.Options{}) })
	t.Run("bounds", func(t *testing.T) { test(t, bargain.ByBounds(bargain.Options{})) })
}

// shuffled relabels and reorders parties, issues and options, and returns the
// new case with the maps from old ids to new.
func shuffled(rng *rand.Rand, c *parley.Case) (*parley.Case, map[string]string) {
	to := map[string]string{}
	rename := func(prefix string, ids []string) {
		for n, at := range rng.Perm(len(ids)) {
			to[prefix+ids[at]] = fmt.Sprintf("x%d", n)
		}
	}
	var parties, issues []string
	for _, p := range c.Parties {
		parties = append(parties, p.ID)
	}
	for _, i := range c.Issues {
		issues = append(issues, i.ID)
	}
	rename("", append(slices.Clone(parties), issues...))
	patterns := func(ps parley.Patterns) parley.Patterns {
		var out parley.Patterns
		for _, p := range ps {
			var q parley.Pattern
			for _, t := range p {
				options := make([]string, len(t.Options))
				for k, o := range t.Options {
					options[k] = to[t.Issue+"."+o]
				}
				q = append(q, parley.Term{Issue: to[t.Issue], Options: options, Numbers: t.Numbers, Min: t.Min, Max: t.Max})
			}
			out = append(out, q)
		}
		return out
	}
	d := &parley.Case{Title: c.Title}
	for _, at := range rng.Perm(len(c.Parties)) {
		p := c.Parties[at]
		p.ID = to[p.ID]
		d.Parties = append(d.Parties, p)
	}
	for _, at := range rng.Perm(len(c.Issues)) {
		i := c.Issues[at]
		var ids []string
		for _, o := range i.Options {
			ids = append(ids, o.ID)
		}
		rename(i.ID+".", ids)
		old := i.Options
		i.Options = nil
		for _, k := range rng.Perm(len(old)) {
			i.Options = append(i.Options, parley.Option{ID: to[i.ID+"."+old[k].ID]})
		}
		if i.Nothing != nil && i.Nothing.Option != "" {
			i.Nothing = &parley.Choice{Option: to[i.ID+"."+i.Nothing.Option]}
		}
		i.By = to[i.By]
		i.ID = to[i.ID]
		d.Issues = append(d.Issues, i)
	}
	d.Time = c.Time
	for _, n := range c.Norms {
		n.Pattern = patterns(n.Pattern)
		d.Norms = append(d.Norms, n)
	}
	for _, party := range d.Parties {
		for _, p := range c.Positions {
			if to[p.Party] != party.ID {
				continue
			}
			q := parley.Position{Party: party.ID, Cap: p.Cap, Discount: p.Discount}
			for _, w := range p.Importance {
				w.Issue = to[w.Issue]
				q.Importance = append(q.Importance, w)
			}
			for _, v := range p.Values {
				w := parley.Value{Issue: to[v.Issue], Curve: v.Curve}
				for _, o := range v.Options {
					w.Options = append(w.Options, parley.OptionValue{Option: to[v.Issue+"."+o.Option], Worth: o.Worth})
				}
				for _, o := range v.Order {
					w.Order = append(w.Order, to[v.Issue+"."+o])
				}
				q.Values = append(q.Values, w)
			}
			demands := func(ds []parley.Demand) []parley.Demand {
				var out []parley.Demand
				for _, d := range ds {
					d.Pattern, d.If = patterns(d.Pattern), patterns(d.If)
					out = append(out, d)
				}
				return out
			}
			q.Never, q.Insists, q.OnlyIf = demands(p.Never), demands(p.Insists), demands(p.OnlyIf)
			for _, l := range p.Linkages {
				q.Linkages = append(q.Linkages, renamed(l, patterns))
			}
			if p.Fallback != nil {
				f := *p.Fallback
				if f.Like != nil {
					f.Like = parley.Package{}
					for issue, choice := range p.Fallback.Like {
						if choice.Option != "" {
							choice.Option = to[issue+"."+choice.Option]
						}
						f.Like[to[issue]] = choice
					}
				}
				q.Fallback = &f
			}
			d.Positions = append(d.Positions, q)
		}
	}
	return d, to
}

// gist is what relabelling must not change, in words that do not depend on
// order or, after translation, on labels.
func gist(c *parley.Case, a *bargain.Answer, to func(string) string) map[string]string {
	g := map[string]string{"zone": a.Zone.Count.String(), "possible": a.Zone.Possible.String()}
	for _, x := range a.Zone.Accepts {
		g["accepts "+to(x.Party)] = x.Yes.String() + " " + x.No.String()
	}
	outcomes := func(name string, list []bargain.Outcome) {
		var lines []string
		for _, o := range list {
			var words []string
			for party, u := range o.Utility {
				words = append(words, to(party)+"="+u.String())
			}
			slices.Sort(words)
			lines = append(lines, strings.Join(words, " ")+" ×"+o.Ties.String())
		}
		slices.Sort(lines)
		g[name] = strings.Join(lines, "; ")
	}
	if a.Frontier != nil {
		outcomes("frontier", a.Frontier.Outcomes.Slice())
	}
	for name, s := range map[string]*bargain.Solution{"nash": a.Nash, "ks": a.KalaiSmorodinsky, "egal": a.Egalitarian, "util": a.Utilitarian} {
		if s != nil {
			outcomes(name, s.Outcomes)
		}
	}
	sets := func(name string, sets [][]parley.Ref) {
		var lines []string
		for _, s := range sets {
			var words []string
			for _, ref := range s {
				ref.Party = to(ref.Party)
				words = append(words, ref.At())
			}
			slices.Sort(words)
			lines = append(lines, strings.Join(words, " "))
		}
		slices.Sort(lines)
		g[name] = strings.Join(lines, "; ")
	}
	if a.Conflicts != nil {
		var all [][]parley.Ref
		for _, s := range a.Conflicts.Sets {
			all = append(all, s.Items)
		}
		sets("conflicts", all)
	}
	if a.Concessions != nil {
		var all [][]parley.Ref
		for _, w := range a.Concessions.Ways {
			var refs []parley.Ref
			for _, x := range w.GiveUp {
				refs = append(refs, x.Ref)
			}
			all = append(all, refs)
		}
		sets("ways out", all)
	}
	for _, x := range a.Contention {
		g["contention "+to(x.Issue)] = fmt.Sprint(x.HardClash)
		if x.Score != nil {
			g["contention "+to(x.Issue)] += x.Score.String()
		}
	}
	for _, x := range a.Prices {
		ref := x.Ref
		ref.Party = to(ref.Party)
		g["price "+ref.At()] = x.Rise.String()
	}
	return g
}

// Fails if the order or the labels of anything decide about more than how it
// is shown.
func TestRelabellingRelabels(t *testing.T) { eitherWay(t, testRelabellingRelabels) }

func testRelabellingRelabels(t *testing.T, o bargain.Options) {
	for seed := range seeds(300) {
		rng := rand.New(rand.NewPCG(seed, 2))
		c := randomCase(rng)
		if parley.HasErrors(c.Check()) {
			continue
		}
		d, to := shuffled(rng, c)
		o.Draws = 1
		got := gist(d, analyze(t, d, o), func(id string) string { return id })
		want := gist(c, analyze(t, c, o), func(id string) string { return to[id] })
		if !maps.Equal(got, want) {
			t.Fatalf("seed %d:\n%v\nafter relabelling, want\n%v", seed, got, want)
		}
	}
}

// Fails if a positive affine change of one party's utility changes who
// accepts what, the frontier, or the Nash or Kalai-Smorodinsky packages.
func TestAffineChangesChangeNothing(t *testing.T) { eitherWay(t, testAffineChangesChangeNothing) }

func testAffineChangesChangeNothing(t *testing.T, o bargain.Options) {
	tested := 0
	for seed := range seeds(600) {
		c := randomCase(rand.New(rand.NewPCG(seed, 3)))
		if parley.HasErrors(c.Check()) {
			continue
		}
		d := *c
		d.Positions = slices.Clone(c.Positions)
		for n := range d.Positions {
			d.Positions[n] = affine(c, d.Positions[n], parley.Fraction(7, 3), parley.Int(5))
		}
		o.Draws = 1
		x, y := analyze(t, c, o), analyze(t, &d, o)
		if x.Nash == nil {
			continue
		}
		tested++
		if x.Zone.Count.String() != y.Zone.Count.String() || x.Zone.Possible.String() != y.Zone.Possible.String() {
			t.Fatalf("seed %d: the zone changed", seed)
		}
		// A share is not on anybody's scale.
		shares := func(list []bargain.Outcome) []string {
			var all []string
			for _, o := range list {
				line := "×" + o.Ties.String()
				for _, p := range c.Consenting() {
					line += " " + o.Share[p.ID].String()
				}
				all = append(all, line)
			}
			return all
		}
		for name, pair := range map[string][2][]bargain.Outcome{
			"frontier":          {x.Frontier.Outcomes.Slice(), y.Frontier.Outcomes.Slice()},
			"nash":              {x.Nash.Outcomes, y.Nash.Outcomes},
			"kalai-smorodinsky": {x.KalaiSmorodinsky.Outcomes, y.KalaiSmorodinsky.Outcomes},
		} {
			if !slices.Equal(shares(pair[0]), shares(pair[1])) {
				t.Fatalf("seed %d: %s changed from %v to %v", seed, name, shares(pair[0]), shares(pair[1]))
			}
		}
	}
	if tested < int(seeds(600))/20 {
		t.Fatalf("only %d cases had solutions: the test tests too little", tested)
	}
}

// affine multiplies a party's utility by a and, where it is in points, adds b.
func affine(c *parley.Case, p parley.Position, a, b parley.Number) parley.Position {
	times := func(i parley.Interval) parley.Interval {
		return parley.Interval{Low: i.Low.Mul(a), High: i.High.Mul(a)}
	}
	q := p
	q.Importance, q.Values, q.Linkages = nil, nil, nil
	shift := parley.Int(0)
	if len(p.Importance) > 0 && p.Importance[0].Word != "" {
		return p // words have a fixed sum
	}
	for _, w := range p.Importance {
		w.Weight = times(w.Weight)
		q.Importance = append(q.Importance, w)
	}
	for n, v := range p.Values {
		if len(p.Importance) == 0 {
			if len(v.Order) > 0 {
				return p // an order is on 0 to 1
			}
			plus := parley.Int(0)
			if n == 0 {
				plus, shift = b, b
			}
			move := func(i parley.Interval) parley.Interval {
				i = times(i)
				return parley.Interval{Low: i.Low.Add(plus), High: i.High.Add(plus)}
			}
			var options []parley.OptionValue
			for _, o := range v.Options {
				options = append(options, parley.OptionValue{Option: o.Option, Worth: move(o.Worth)})
			}
			var curve []parley.CurvePoint
			for _, o := range v.Curve {
				curve = append(curve, parley.CurvePoint{At: o.At, Worth: move(o.Worth)})
			}
			v.Options, v.Curve = options, curve
		}
		q.Values = append(q.Values, v)
	}
	for _, l := range p.Linkages {
		q.Linkages = append(q.Linkages, worthier(l, times))
	}
	if p.Discount != nil && shift.Sign() != 0 {
		return p // what is added would be lost to time, and its fallback may not be
	}
	if p.Cap != nil {
		q.Cap = &parley.Cap{At: p.Cap.At.Mul(a).Add(shift)}
	}
	if p.Fallback != nil && p.Fallback.Value != nil {
		v := times(*p.Fallback.Value)
		v.Low, v.High = v.Low.Add(shift), v.High.Add(shift)
		f := *p.Fallback
		f.Value = &v
		q.Fallback = &f
	}
	return q
}

// Fails if an option that someone refuses outright changes a solution.
func TestRefusedOptionChangesNoSolution(t *testing.T) {
	eitherWay(t, testRefusedOptionChangesNoSolution)
}

func testRefusedOptionChangesNoSolution(t *testing.T, o bargain.Options) {
	for seed := range seeds(400) {
		c := randomCase(rand.New(rand.NewPCG(seed, 4)))
		at := slices.IndexFunc(c.Issues, func(i parley.Issue) bool { return !i.Numeric() })
		if parley.HasErrors(c.Check()) || at < 0 || len(c.Positions) == 0 {
			continue
		}
		refuser := slices.IndexFunc(c.Positions, func(p parley.Position) bool { party, _ := c.Party(p.Party); return party.Consents() })
		if refuser < 0 {
			continue
		}
		d := *c
		d.Issues = slices.Clone(c.Issues)
		d.Issues[at].Options = append(slices.Clone(c.Issues[at].Options), parley.Option{ID: "extra"})
		d.Positions = slices.Clone(c.Positions)
		pinned := true
		for n := range d.Positions {
			p := &d.Positions[n]
			p.Values = slices.Clone(p.Values)
			for k, v := range p.Values {
				if v.Issue != c.Issues[at].ID || n == refuser {
					continue
				}
				if len(v.Order) > 0 {
					pinned = false // an order re-spaces with every option
				} else { // as good as its first option: within its scale
					p.Values[k].Options = append(slices.Clone(v.Options), parley.OptionValue{Option: "extra", Worth: v.Options[0].Worth})
				}
			}
			if n == refuser {
				p.Never = append(slices.Clone(p.Never), parley.Demand{Kind: parley.RedLine,
					Pattern: parley.Patterns{{{Issue: c.Issues[at].ID, Options: []string{"extra"}}}}})
			}
		}
		if !pinned || parley.HasErrors(d.Check()) {
			continue
		}
		o.Draws = 1
		x, y := analyze(t, c, o), analyze(t, &d, o)
		if x.Nash == nil {
			continue
		}
		for name, pair := range map[string][2]*bargain.Solution{"nash": {x.Nash, y.Nash}, "ks": {x.KalaiSmorodinsky, y.KalaiSmorodinsky},
			"egal": {x.Egalitarian, y.Egalitarian}, "util": {x.Utilitarian, y.Utilitarian}} {
			if a, b := outcomeKeys(c, pair[0].Outcomes), outcomeKeys(&d, pair[1].Outcomes); !maps.Equal(a, b) {
				t.Fatalf("seed %d: %s changed from %v to %v", seed, name, a, b)
			}
		}
	}
}

// Fails if anything but the time taken differs between two runs, or between
// one processor and two.
func TestDeterministic(t *testing.T) { eitherWay(t, testDeterministic) }

func testDeterministic(t *testing.T, o bargain.Options) {
	timeless := func(a *bargain.Answer) *bargain.Answer {
		all := []*bargain.Frontier{a.Frontier, a.FrontierPossible}
		if a.Concessions != nil {
			for _, w := range a.Concessions.Ways {
				all = append(all, w.Frontier)
			}
		}
		for _, f := range all {
			if f != nil {
				f.Outcomes = bargain.Listed(f.Outcomes.Slice()...)
			}
		}
		for q, c := range a.Certificates {
			c.Seconds = 0
			a.Certificates[q] = c
		}
		return a
	}
	for seed := range seeds(60) {
		c := randomCase(rand.New(rand.NewPCG(seed, 5)))
		if parley.HasErrors(c.Check()) {
			continue
		}
		o.Seed, o.Draws = seed, 50
		before := runtime.GOMAXPROCS(1)
		x := timeless(analyze(t, c, o))
		runtime.GOMAXPROCS(2)
		y := timeless(analyze(t, c, o))
		runtime.GOMAXPROCS(before)
		if !reflect.DeepEqual(x, y) {
			t.Fatalf("seed %d: two runs differ", seed)
		}
	}
}

// Fails if an interrupted analysis is silent about what it did not reach, or
// loses what it did.
func TestInterrupted(t *testing.T) {
	p, err := bargain.Compile(treaty(3, 6, 8, 50, 1))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	a, err := p.Analyze(ctx, bargain.Options{Progress: func(doing string, _ float64) {
		if doing == "pricing demands" {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want that it was cancelled", err)
	}
	if a.Zone == nil || !a.Certificates[bargain.AskNash].Proven {
		t.Error("what was found before the interruption is lost")
	}
	for _, q := range bargain.Questions() {
		if q == bargain.AskWeightedNash || q == bargain.AskSample {
			continue // nothing was given that they need
		}
		c, ok := a.Certificates[q]
		if !ok {
			t.Errorf("no certificate for %s", q)
		}
		if !c.Proven && c.Why == "" {
			t.Errorf("%s is not proven and does not say why", q)
		}
	}
	cancelled, stop := context.WithCancel(context.Background())
	stop()
	if a, err := p.Analyze(cancelled, bargain.Options{}); !errors.Is(err, context.Canceled) || a.Zone != nil {
		t.Error("a cancelled context was not noticed at once")
	}
}

// Fails if a question that was not asked is answered, or costs an answer.
func TestOnly(t *testing.T) {
	c := treaty(2, 4, 5, 50, 1)
	all := analyze(t, c, bargain.Options{})
	for _, q := range bargain.Questions() {
		a := analyze(t, c, bargain.Options{Only: []bargain.Question{q}})
		if len(a.Certificates) != 1 {
			t.Errorf("asked for %s, got certificates %v", q, slices.Sorted(maps.Keys(a.Certificates)))
		}
		if q == bargain.AskNash && !maps.Equal(outcomeKeys(c, a.Nash.Outcomes), outcomeKeys(c, all.Nash.Outcomes)) {
			t.Error("the Nash package depends on what else is asked")
		}
	}
	p, _ := bargain.Compile(c)
	if _, err := p.Analyze(context.Background(), bargain.Options{Only: []bargain.Question{"peace"}}); err == nil {
		t.Error("an unknown question was not refused")
	}
}

// Fails if what nobody values or names costs time: 10^100 packages, of which
// only a few can be told apart.
func TestWhatNobodyTellsApart(t *testing.T) {
	c := &parley.Case{Parties: []parley.Party{{ID: "a"}, {ID: "b"}}}
	for i := range 100 {
		issue := parley.Issue{ID: fmt.Sprintf("i%d", i)}
		for k := range 10 {
			issue.Options = append(issue.Options, parley.Option{ID: fmt.Sprintf("o%d", k)})
		}
		c.Issues = append(c.Issues, issue)
	}
	on := func(issue string, options ...string) parley.Patterns {
		return parley.Patterns{{{Issue: issue, Options: options}}}
	}
	c.Positions = []parley.Position{
		{Party: "a", Insists: []parley.Demand{{Kind: parley.Insistence, Pattern: on("i7", "o1")}}},
		{Party: "b", Never: []parley.Demand{{Kind: parley.RedLine, Pattern: on("i7", "o1", "o2")}}},
	}
	a := analyze(t, c, bargain.Options{})
	if want := "1" + strings.Repeat("0", 100); a.Zone.Total.String() != want {
		t.Errorf("%s packages in all, want %s", a.Zone.Total, want)
	}
	if want := "8" + strings.Repeat("0", 99); a.Zone.Accepts[1].Unknown.String() != want {
		t.Errorf("b leaves open %s packages, want %s", a.Zone.Accepts[1].Unknown, want)
	}
	if len(a.Conflicts.Sets) != 1 || len(a.Conflicts.Sets[0].Items) != 2 {
		t.Errorf("conflicts %v, want the one between the two demands", a.Conflicts.Sets)
	}
}

func bargainOnly(qs ...bargain.Question) bargain.Options { return bargain.Options{Only: qs} }

// Fails if clashes on issues of their own multiply: seventeen of them make
// seventeen conflicts, and 2^17 ways out, cut off and said so.
func TestClashesApart(t *testing.T) {
	c := &parley.Case{Parties: []parley.Party{{ID: "a"}, {ID: "b"}}}
	a, b := parley.Position{Party: "a"}, parley.Position{Party: "b"}
	for n := range 17 {
		id := fmt.Sprintf("i%d", n)
		c.Issues = append(c.Issues, parley.Issue{ID: id, Options: []parley.Option{{ID: "x"}, {ID: "y"}}})
		bar := func(o string) parley.Demand {
			return parley.Demand{Kind: parley.RedLine, Pattern: parley.Patterns{{{Issue: id, Options: []string{o}}}}}
		}
		a.Never, b.Never = append(a.Never, bar("x")), append(b.Never, bar("y"))
	}
	c.Positions = []parley.Position{a, b}
	got := analyze(t, c, bargainOnly(bargain.AskConflicts, bargain.AskConcessions))
	if len(got.Conflicts.Sets) != 17 || !got.Conflicts.Complete {
		t.Errorf("%d conflicts, complete %v; want 17, all of them", len(got.Conflicts.Sets), got.Conflicts.Complete)
	}
	if x := got.Concessions; len(x.Ways) != 2000 || x.Complete || got.Certificates[bargain.AskConcessions].Why == "" {
		t.Errorf("%d ways out, complete %v; want 2000 of many, and that said", len(x.Ways), x.Complete)
	}
}

// renamed puts other patterns into a linkage and its parts.
func renamed(l parley.Linkage, patterns func(parley.Patterns) parley.Patterns) parley.Linkage {
	l.When, l.Unless = patterns(l.When), patterns(l.Unless)
	l.Parts = slices.Clone(l.Parts)
	for n := range l.Parts {
		l.Parts[n] = renamed(l.Parts[n], patterns)
	}
	return l
}

// worthier puts other numbers into a linkage and its parts.
func worthier(l parley.Linkage, times func(parley.Interval) parley.Interval) parley.Linkage {
	if !l.Combined() {
		l.Worth = times(l.Worth)
	}
	l.Parts = slices.Clone(l.Parts)
	for n := range l.Parts {
		l.Parts[n] = worthier(l.Parts[n], times)
	}
	return l
}
