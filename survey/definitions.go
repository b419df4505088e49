package survey

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Tie is how far below the best score a vector may be and still tie with it.
const Tie = 1e-9

// Kind says what a measure gives.
type Kind int

// The kinds.
const (
	Text   Kind = iota
	Count       // a whole number of any size
	Number      // one number
	Vector      // a number for each party
	Points      // vectors that tie, best for the first party first
)

// Definition is a measure as one tool defines it.
type Definition struct {
	Name   string // measure:tool
	Kind   Kind
	Says   string // the definition in words
	Source string // where it is defined
	of     func(*Space) Result
}

// Result is what a measure gives: nothing where it is not defined or was not
// found.
type Result struct {
	Kind   Kind
	Number float64
	Whole  string // a number that may be too large for a float64, in decimals
	Points [][]float64
	Found  bool
}

// Of computes the measure.
func (d *Definition) Of(sp *Space) Result {
	r := d.of(sp)
	r.Kind = d.Kind
	return r
}

// The tools that define measures. Parley's own definitions are over rational
// outcomes alone.
const (
	byParley  = "docs/method.md"
	byGenius  = "GENIUS 10.4, BidPoint and UtilitySpace analysis"
	byNegMAS  = "NegMAS 0.15, negmas.preferences.ops"
	byANL     = "the organisers' specials.json of ANL 2022 and 2023"
	byNegoLog = "NegoLog, specs.json"
)

// definitions lists all measures; of each measure, Parley's definition first.
var definitions = []Definition{
	{"nash:parley", Points, "of the rational outcomes, the greatest product of gains over the reservation values", byParley,
		func(sp *Space) Result { return sp.best(sp.rational(), sp.product(sp.Reserved)) }},
	{"nash:genius", Points, "of all outcomes of the frontier, irrational ones too, the greatest product of utility less reservation value; two losses multiply to a gain", byGenius,
		func(sp *Space) Result { return sp.best(sp.all(), sp.product(sp.Reserved)) }},
	{"nash:negmas", Points, "of the rational outcomes, the greatest product of gains over the reservation value or, where that is lower or not said, the least utility", byNegMAS,
		func(sp *Space) Result { return sp.best(sp.rational(), sp.product(sp.disagreement())) }},
	{"nash:anl", Points, "of all outcomes, the greatest product of utilities, whatever the reservation values", byANL,
		func(sp *Space) Result { return sp.best(sp.all(), sp.product(make([]float64, len(sp.Reserved)))) }},
	{"nash:negolog", Points, "as nash:anl", byNegoLog,
		func(sp *Space) Result { return sp.best(sp.all(), sp.product(make([]float64, len(sp.Reserved)))) }},

	{"kalai:parley", Points, "egalitarian: of the rational outcomes, the greatest least gain over the reservation values", byParley,
		func(sp *Space) Result { return sp.best(sp.rational(), least(sp.gains(sp.Reserved))) }},
	{"kalai:negmas", Points, "the same, with the least utility for a reservation value that is lower or not said", byNegMAS,
		func(sp *Space) Result { return sp.best(sp.rational(), least(sp.gains(sp.disagreement()))) }},
	{"kalai:anl", Points, "of all outcomes of the frontier, the least difference between the utilities", byANL,
		func(sp *Space) Result { return sp.best(sp.all(), apart) }},
	{"kalai:negolog", Points, "of all outcomes, the greatest sum of utilities", byNegoLog,
		func(sp *Space) Result { return sp.best(sp.all(), sum) }},

	{"ks:parley", Points, "Kalai-Smorodinsky: of the rational outcomes, the greatest least gain, each as a part of the party's best rational gain", byParley,
		func(sp *Space) Result { return sp.best(sp.rational(), sp.smorodinsky()) }},
	{"ks:genius", Points, "of all outcomes of the frontier, the least sum of differences between every two utilities, raw", byGenius,
		func(sp *Space) Result { return sp.best(sp.all(), apart) }},
	{"ks:negmas", Points, "of the rational outcomes of the frontier, the least spread of the gains, each as a part of the party's greatest utility less its disagreement value", byNegMAS,
		func(sp *Space) Result { return sp.best(sp.rational(), sp.spread()) }},

	{"welfare:parley", Points, "of the rational outcomes, the greatest sum of utilities", byParley,
		func(sp *Space) Result { return sp.best(sp.rational(), sum) }},
	{"welfare:genius", Points, "of all outcomes, the greatest sum of utilities", byGenius,
		func(sp *Space) Result { return sp.best(sp.all(), sum) }},
	{"welfare:negmas", Points, "as welfare:parley", byNegMAS,
		func(sp *Space) Result { return sp.best(sp.rational(), sum) }},
	{"relative_welfare:negmas", Points, "of the rational outcomes, the greatest sum of gains, each as a part of the party's greatest utility less its disagreement value", byNegMAS,
		func(sp *Space) Result { return sp.best(sp.rational(), sp.shares(sum)) }},

	{"opposition:parley", Number, "the least distance of any outcome from the point at which everybody has 1", byParley, (*Space).opposition},
	{"opposition:genius", Number, "the same", byGenius, (*Space).opposition},
	{"opposition:negmas", Number, "the least distance of any rational outcome from everybody's greatest utility, each utility divided by it", byNegMAS, (*Space).relativeOpposition},
	{"opposition:anl", Number, "the distance of kalai:anl from the point at which everybody has 1", byANL,
		func(sp *Space) Result { return fromOne(sp.best(sp.all(), apart)) }},
	{"opposition:negolog", Number, "the distance of kalai:negolog, the greatest sum, from the point at which everybody has 1", byNegoLog,
		func(sp *Space) Result { return fromOne(sp.best(sp.all(), sum)) }},

	{"balance:negolog", Number, "two parties: the mean over all outcomes of the first party's utility less the second's; 0 is balanced", byNegoLog, (*Space).balance},

	{"rational:parley", Count, "how many outcomes are worth at least the reservation value to everybody", byParley,
		func(sp *Space) Result { return whole(sp.Rational) }},
	{"rational:negmas", Count, "how many outcomes are worth more than the reservation value to everybody", byNegMAS,
		func(sp *Space) Result { return whole(sp.Better) }},
	{"rational_least:parley", Count, "how many outcomes are proven to be worth at least the reservation value to everybody; rational:parley where that was counted", byParley,
		func(sp *Space) Result { return whole(cmp.Or(sp.Rational, sp.RationalLeast)) }},
	{"rational_most:parley", Count, "all outcomes less those proven not to be; rational:parley where that was counted", byParley,
		func(sp *Space) Result { return whole(cmp.Or(sp.Rational, sp.RationalMost)) }},
	{"rationality:parley", Number, "rational:parley as a part of all outcomes", byParley,
		func(sp *Space) Result { return sp.part(sp.Rational) }},
	{"rationality:negmas", Number, "rational:negmas as a part of all outcomes", byNegMAS,
		func(sp *Space) Result { return sp.part(sp.Better) }},

	{"frontier:parley", Count, "how many utility vectors no other dominates, rounded to nine places", byParley,
		func(sp *Space) Result { return sp.size(len(sp.Frontier)) }},
	{"frontier:genius", Count, "the same; GENIUS itself lists every outcome of each vector, and adds in doubles", byGenius,
		func(sp *Space) Result { return sp.size(len(sp.Frontier)) }},
	{"frontier:negmas", Count, "those of them that are rational", byNegMAS,
		func(sp *Space) Result { return sp.size(len(sp.rational())) }},

	{"min:parley", Vector, "each party's least utility over all outcomes", byParley, func(sp *Space) Result { return vector(sp.Min) }},
	{"max:parley", Vector, "each party's greatest utility over all outcomes", byParley, func(sp *Space) Result { return vector(sp.Max) }},
	{"mean:parley", Vector, "each party's mean utility over all outcomes", byParley, func(sp *Space) Result { return vector(sp.Mean) }},
	{"reservation:parley", Vector, "what no agreement is worth to each party; 0 where its file says nothing", byParley, func(sp *Space) Result { return vector(sp.Reserved) }},
	{"discount:parley", Vector, "what is left of each party's utility at the end of the time: at the time t from 0 to 1, utility × discount^t", byParley, func(sp *Space) Result { return vector(sp.Discount) }},
	{"apart:parley", Number, "the distance between nash:parley and kalai:parley, the first of those that tie", byParley,
		func(sp *Space) Result {
			a, b := sp.best(sp.rational(), sp.product(sp.Reserved)), sp.best(sp.rational(), least(sp.gains(sp.Reserved)))
			if !a.Found || !b.Found {
				return Result{}
			}
			return number(distance(a.Points[0], b.Points[0]))
		}},
}

// Definitions lists all measures.
func Definitions() []Definition { return slices.Clone(definitions) }

// Define returns the measure of a name: measure:tool, or a measure alone for
// Parley's definition, or the only one.
func Define(name string) (*Definition, error) {
	var first *Definition
	var near []string
	for i := range definitions {
		d := &definitions[i]
		if d.Name == name {
			return d, nil
		}
		measure, _, _ := strings.Cut(d.Name, ":")
		if measure == name && first == nil {
			first = d
		}
		if asked, _, _ := strings.Cut(name, ":"); measure == asked {
			near = append(near, d.Name)
		}
	}
	if first != nil {
		return first, nil
	}
	if len(near) > 0 {
		return nil, fmt.Errorf("there is no measure %q: there is %s", name, strings.Join(near, ", "))
	}
	return nil, fmt.Errorf("there is no measure %q: there are %s", name, strings.Join(measures(), ", "))
}

// measures lists the names before the colon.
func measures() []string {
	var all []string
	for i := range definitions {
		if name, _, _ := strings.Cut(definitions[i].Name, ":"); !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

func (sp *Space) all() [][]float64 {
	var vs [][]float64
	for _, p := range sp.Frontier {
		vs = append(vs, p.Utility)
	}
	return vs
}

func (sp *Space) rational() [][]float64 {
	var vs [][]float64
	for _, p := range sp.Frontier {
		if p.Rational {
			vs = append(vs, p.Utility)
		}
	}
	return vs
}

// best returns the vectors of the greatest score, those within Tie of it
// included.
func (sp *Space) best(of [][]float64, score func([]float64) float64) Result {
	if !sp.Proven || len(of) == 0 {
		return Result{}
	}
	most := math.Inf(-1)
	scores := make([]float64, len(of))
	for k, v := range of {
		scores[k] = score(v)
		most = max(most, scores[k])
	}
	var found [][]float64
	for k, v := range of {
		if scores[k] >= most-Tie || len(of) == 1 {
			found = append(found, v)
		}
	}
	return Result{Points: found, Found: len(found) > 0}
}

func (sp *Space) product(from []float64) func([]float64) float64 {
	return func(v []float64) float64 {
		p := 1.0
		for i, u := range v {
			p *= u - from[i]
		}
		return p
	}
}

func (sp *Space) gains(from []float64) func([]float64) []float64 {
	return func(v []float64) []float64 {
		g := make([]float64, len(v))
		for i, u := range v {
			g[i] = u - from[i]
		}
		return g
	}
}

func least(of func([]float64) []float64) func([]float64) float64 {
	return func(v []float64) float64 { return slices.Min(of(v)) }
}

func sum(v []float64) float64 {
	total := 0.0
	for _, u := range v {
		total += u
	}
	return total
}

// apart is minus the sum of differences between every two numbers.
func apart(v []float64) float64 {
	total := 0.0
	for i := range v {
		for j := range i {
			total -= math.Abs(v[i] - v[j])
		}
	}
	return total
}

// disagreement is the reservation value, or the least utility where that is
// greater or nothing is said.
func (sp *Space) disagreement() []float64 {
	d := slices.Clone(sp.Reserved)
	for i := range d {
		if sp.Min != nil && (!sp.Said[i] || sp.Min[i] > d[i]) {
			d[i] = sp.Min[i]
		}
	}
	return d
}

// smorodinsky scores by the least gain as a part of the best rational one. A
// party that can gain nothing is left out.
func (sp *Space) smorodinsky() func([]float64) float64 {
	most := make([]float64, len(sp.Reserved))
	for _, v := range sp.rational() {
		for i, u := range v {
			most[i] = max(most[i], u-sp.Reserved[i])
		}
	}
	return func(v []float64) float64 {
		worst := math.Inf(1)
		for i, u := range v {
			if most[i] > Tie {
				worst = min(worst, (u-sp.Reserved[i])/most[i])
			}
		}
		if math.IsInf(worst, 1) {
			return 0
		}
		return worst
	}
}

// shares scores what each party gets of its greatest gain. Where any party's is
// nothing all outcomes are equal.
func (sp *Space) shares(score func([]float64) float64) func([]float64) float64 {
	from := sp.disagreement()
	return func(v []float64) float64 {
		g := make([]float64, len(v))
		for i, u := range v {
			if sp.Max == nil || sp.Max[i]-from[i] <= 1e-12 {
				return 0
			}
			g[i] = (u - from[i]) / (sp.Max[i] - from[i])
		}
		return score(g)
	}
}

func (sp *Space) spread() func([]float64) float64 {
	return sp.shares(func(g []float64) float64 { return slices.Min(g) - slices.Max(g) })
}

// opposition needs the frontier alone, as long as no utility is above 1: a
// dominated outcome is then not nearer.
func (sp *Space) opposition() Result {
	if !sp.Proven || sp.Max == nil || slices.Max(sp.Max) > 1+Tie {
		return Result{}
	}
	return nearest(sp.all())
}

func (sp *Space) relativeOpposition() Result {
	if !sp.Proven || sp.Max == nil || slices.Min(sp.Max) <= 0 {
		return Result{}
	}
	var vs [][]float64
	for _, v := range sp.rational() {
		r := make([]float64, len(v))
		for i, u := range v {
			r[i] = u / sp.Max[i]
		}
		vs = append(vs, r)
	}
	return nearest(vs)
}

func nearest(vs [][]float64) Result {
	if len(vs) == 0 {
		return Result{}
	}
	best := math.Inf(1)
	for _, v := range vs {
		best = min(best, distance(v, slices.Repeat([]float64{1}, len(v))))
	}
	return number(best)
}

func fromOne(r Result) Result {
	if !r.Found {
		return Result{}
	}
	return number(distance(r.Points[0], slices.Repeat([]float64{1}, len(r.Points[0]))))
}

func distance(a, b []float64) float64 {
	d := 0.0
	for i := range a {
		d += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(d)
}

func (sp *Space) balance() Result {
	if len(sp.Mean) != 2 {
		return Result{}
	}
	return number(sp.Mean[0] - sp.Mean[1])
}
