package bargain_test

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"parley/bargain"
	"parley/synthetic"
)

var (
	table = flag.String("table", "", "write what BenchmarkTable measures into this document, between its markers")
	each  = flag.Duration("each", 0, "begin no further seed of a spec after so much work; 0: measure all")
)

// BenchmarkTable measures the lines of the table in docs/performance.md, on one
// processor: each question asked of a compiled problem through Analyze, as it
// is, with what Analyze finds and checks besides, and, where there is one, the
// method alone on the same instance. Instances are those of package synthetic,
// which says the formula; seeds are 1, 2, …. Metrics are the median and the
// worst over the seeds, each instance in its best run, the memory held at most
// and how many instances were not settled within the limit. With -table, all
// lines are written into the document; make performance does that.
func BenchmarkTable(b *testing.B) {
	singly(b)
	var all []*result
	for _, l := range lines() {
		all = append(all, &result{line: l})
	}
	for _, r := range all {
		l := r.line
		b.Run(l.name, func(b *testing.B) {
			for _, spec := range l.specs {
				b.Run(label(spec), func(b *testing.B) {
					var m *measurement
					for b.Loop() {
						m = l.measure(b, spec)
					}
					m.report(b, l)
					r.of = append(r.of, m)
				})
			}
		})
		if *table != "" {
			writeTable(b, *table, all)
		}
	}
}

// Parts of specs.
const (
	percent  = synthetic.Percent
	fine     = synthetic.Fine
	mille    = synthetic.PerMille
	decimals = synthetic.Real
)

// on returns the spec on grids, once for each conflict.
func on(s synthetic.Spec, conflicts []float64, grids ...synthetic.Grid) []synthetic.Spec {
	var list []synthetic.Spec
	for _, g := range grids {
		for _, c := range conflicts {
			s.Grid, s.Conflict = g, c
			list = append(list, s)
		}
	}
	return list
}

// space is a spec with a fallback in percent of what a party could have.
func space(parties, issues, options int, fallback float64) synthetic.Spec {
	return synthetic.Spec{Parties: parties, Issues: issues, Options: options, Fallback: fallback}
}

// free is a spec in which nobody says what no agreement is worth.
func free(parties, issues, options int) synthetic.Spec {
	return synthetic.Spec{Parties: parties, Issues: issues, Options: options, NoFallback: true}
}

// Conflicts of interests that are measured.
var (
	half  = []float64{0.5}
	every = []float64{0, 0.5, 0.9}
)

func lines() []*line {
	var all []*line
	add := func(l line) {
		l.unit, l.seeds, l.limit = or(l.unit, "ms"), or(l.seeds, 5), or(l.limit, 20*time.Second)
		all = append(all, &l)
	}
	frontierLines(add)
	solutionLines(add)
	linkedLines(add)
	zoneLines(add)
	conflictLines(add)
	otherLines(add)
	curveLines(add)
	return all
}

func or[T comparable](x, instead T) T {
	var zero T
	if x == zero {
		return instead
	}
	return x
}

func frontierLines(add func(line)) {
	add(line{name: "frontier-2-typical", task: "two parties, exact frontier with packages, typical 10^30", allowed: 3,
		specs: on(free(2, 30, 10), half, percent, mille, decimals), ask: whole(bargain.AskFrontier), alone: frontier(0)})
	zeroSum := free(2, 200, 20)
	zeroSum.Family, zeroSum.Grid = synthetic.ZeroSum, mille
	add(line{name: "frontier-2-any", task: "the same, any up to 200 issues × 20 options on a 10^6 grid, fully opposed included", allowed: 500,
		specs: append(on(free(2, 200, 20), []float64{0.5, 0.9, 1}, mille), zeroSum), ask: whole(bargain.AskFrontier), alone: frontier(0)})
	add(line{name: "frontier-3-30", task: "three parties, exact frontier, 10^30", allowed: 500,
		specs: on(free(3, 30, 10), []float64{0, 0.5}, mille, decimals), ask: whole(bargain.AskFrontier), alone: frontier(1_200_000)})
	add(line{name: "frontier-3-50", task: "three parties, exact frontier, 10^50", allowed: 5000, seeds: 3,
		specs: on(free(3, 50, 10), half, mille, decimals), ask: whole(bargain.AskFrontier), alone: frontier(2_000_000)})
	for _, c := range []struct {
		parties      int
		epsilon, max float64
	}{{3, 0.01, 2000}, {4, 0.03, 7000}, {5, 0.07, 10_000}} {
		add(line{name: fmt.Sprintf("frontier-%d-near", c.parties), allowed: c.max, seeds: 3, limit: 40 * time.Second,
			task:  fmt.Sprintf("ε-frontier with certificate at 10^50, %d parties, %.0f %%", c.parties, 100*c.epsilon),
			specs: on(free(c.parties, 50, 10), half, mille), ask: near(c.epsilon), alone: covering(c.epsilon)})
	}
}

func solutionLines(add func(line)) {
	for _, c := range []struct {
		parties, issues int
		max             float64
	}{{10, 100, 150}, {30, 100, 500}, {10, 200, 700}} {
		specs := append(on(space(c.parties, c.issues, 10, 20), every, mille), on(space(c.parties, c.issues, 10, 20), half, decimals)...)
		task := fmt.Sprintf("proven optimal, %d parties, 10^%d", c.parties, c.issues)
		name := fmt.Sprintf("-%d-%d", c.parties, c.issues)
		add(line{name: "nash" + name, task: "Nash, " + task, allowed: c.max, specs: specs, ask: whole(bargain.AskNash), alone: maximising(productOf)})
		add(line{name: "utilitarian" + name, task: "utilitarian, " + task, allowed: c.max, specs: specs, ask: whole(bargain.AskUtilitarian), alone: maximising(sumOf)})
	}
	for _, c := range []struct {
		parties, issues int
		max             float64
	}{{5, 100, 250}, {7, 100, 2000}, {10, 50, 2000}} {
		specs := append(on(space(c.parties, c.issues, 10, 20), every, mille), on(space(c.parties, c.issues, 10, 20), half, decimals)...)
		task := fmt.Sprintf("proven, %d parties, 10^%d", c.parties, c.issues)
		name := fmt.Sprintf("-%d-%d", c.parties, c.issues)
		add(line{name: "smorodinsky" + name, task: "Kalai-Smorodinsky, " + task, allowed: c.max, specs: specs, seeds: 3, ask: whole(bargain.AskKalaiSmorodinsky)})
		add(line{name: "leximin" + name, task: "leximin, " + task, allowed: c.max, specs: specs, seeds: 3, ask: whole(bargain.AskEgalitarian), alone: leximin})
	}
	for _, c := range []struct {
		parties int
		max     float64
	}{{10, 0.2}, {30, 2}} {
		specs := on(space(c.parties, 100, 10, 20), half, mille)
		task := fmt.Sprintf("certified gap after 10 s, %d parties, 10^100", c.parties)
		add(line{name: fmt.Sprintf("smorodinsky-gap-%d", c.parties), task: "Kalai-Smorodinsky, " + task, allowed: c.max, unit: "%",
			specs: specs, seeds: 3, limit: 10 * time.Second, ask: gap(bargain.AskKalaiSmorodinsky)})
		add(line{name: fmt.Sprintf("leximin-gap-%d", c.parties), task: "leximin, " + task, allowed: c.max, unit: "%",
			specs: specs, seeds: 3, limit: 10 * time.Second, ask: gap(bargain.AskEgalitarian)})
	}
}

// curveLines measure cases with continuous issues beside very many options.
func curveLines(add func(line)) {
	for _, parties := range []int{2, 3, 10} {
		s := space(parties, 103, 10, 20)
		s.Numeric = 3
		for _, q := range []bargain.Question{bargain.AskZone, bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskUtilitarian, bargain.AskShortlist} {
			add(line{name: fmt.Sprintf("curves-%s-%d", q, parties), seeds: 3,
				task:  fmt.Sprintf("three continuous issues beside 10^100 packages of others, %d parties: %s, exact", parties, q),
				specs: on(s, half, percent, mille), ask: whole(q), note: "three issues take any number; curves have the corners of ten options"})
		}
	}
}

func linkedLines(add func(line)) {
	few, many := space(10, 100, 5, 20), space(10, 100, 5, 20)
	few.Linkage, many.Linkage = 4, 4
	many.Density, many.Barred = 0.01, 0.05
	add(line{name: "linked-nash", task: "linked issues (treewidth 4, 100 issues × 5, 10 parties), Nash proven", allowed: 500,
		specs: append(on(few, half, mille), on(many, half, mille)...), ask: whole(bargain.AskNash), alone: maximising(productOf)})
	few, many = free(2, 50, 5), free(2, 50, 5)
	few.Linkage, many.Linkage = 4, 4
	many.Density, many.Barred = 0.1, 0.05
	specs := append(on(few, half, fine, mille), on(many, half, fine)...)
	add(line{name: "linked-frontier", task: "treewidth 4, 50 issues × 5, two-party frontier", allowed: 4000, seeds: 3,
		specs: append(specs, on(many, []float64{0.9}, mille)...), ask: whole(bargain.AskFrontier), alone: frontier(0)})
}

func zoneLines(add func(line)) {
	for _, below := range []bool{true, false} {
		name, where := "zone-empty", "1 % above"
		if below {
			name, where = "zone-open", "1 % below"
		}
		note := "fallbacks are " + where + " the greatest least fraction, or what 20 000 looks of the search know of it"
		add(line{name: name, task: "zone empty or not, with a certificate, 30 parties, 50 issues, " + where + " the threshold", allowed: 20, seeds: 3,
			specs: on(free(30, 50, 10), every, mille), prepare: beside(below), ask: decided(below), alone: feasible(below), note: note})
		add(line{name: name + "-explained", task: "the same, with all that is said of the zone: who accepts what, counts for every two parties", seeds: 3,
			specs: on(free(30, 50, 10), half, mille), prepare: beside(below), ask: allOfZone, note: note})
	}
	add(line{name: "count-2", task: "exact count, two parties, 10^35 on a percent grid", allowed: 2000,
		specs: on(space(2, 50, 5, 60), []float64{0, 0.5}, percent, fine), ask: whole(bargain.AskZone), alone: counting(0)})
	for parties := 3; parties <= 5; parties++ {
		add(line{name: fmt.Sprintf("count-%d", parties), allowed: 5000, seeds: 3,
			task:  fmt.Sprintf("count within ±3 %% at 99.9 %% and proven bounds, %d parties, 10^50", parties),
			specs: append(on(space(parties, 50, 10, 60), []float64{0}, fine), on(space(parties, 50, 10, 50), half, fine)...), ask: counted(0.03), alone: counting(0.03)})
	}
}

func conflictLines(add func(line)) {
	for _, c := range []struct {
		name, task string
		fallback   float64
	}{{"conflict-first", "first minimal conflict, 20 parties with 80 demands", 60},
		{"conflict-first-apart", "the same, with fallbacks of 75 %", 75}} {
		first := space(20, 30, 5, c.fallback)
		first.RedLines = 3
		add(line{name: c.name, task: c.task, allowed: 30, unit: "ms", specs: on(first, half, mille), ask: firstConflict})
	}
	all := space(5, 20, 5, 70)
	all.RedLines = 10
	add(line{name: "conflicts-all", task: "all of them, 5 parties × 10 red lines", allowed: 1000, specs: on(all, half, mille), ask: whole(bargain.AskConflicts)})
}

func otherLines(add func(line)) {
	add(line{name: "best-1000", task: "thousand best Nash packages at 10^50, 5 parties", allowed: 50,
		specs: on(space(5, 50, 10, 20), half, mille, decimals), ask: best(1000), alone: top(1000)})
	add(line{name: "solve-again", task: "exact re-solves for robustness, 5 parties, 50 issues", allowed: 2000, unit: "/s", least: true,
		specs: on(space(5, 50, 10, 20), half, mille), ask: again})
	add(line{name: "enumerate", task: "raw enumeration, three parties, frontier kept, one core", allowed: 500, unit: "million packages/s", least: true, seeds: 3,
		specs: on(free(3, 8, 10), []float64{0, 0.5, 1}, mille), ask: enumerate})
	add(line{name: "read-and-write", task: "reading the file and writing the answer, beside the question, at 10^100", allowed: 200, unit: "ms",
		specs: append(on(space(10, 100, 10, 20), half, mille, decimals), on(space(30, 100, 10, 20), half, decimals)...), ask: reading(bargain.AskNash)})
	add(line{name: "read-and-write-frontier", task: "the same, with the frontier of two parties", allowed: 200, unit: "ms",
		specs: on(free(2, 100, 10), half, mille, decimals), ask: reading(bargain.AskFrontier)})
}
