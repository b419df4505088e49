package audit

import (
	"maps"
	"math/rand/v2"

	"parley"
)

// Where issues are continuous no list has all packages, and those that an answer
// names are few. So packages are scattered over the case: all on a grid where
// there are not too many, and else some at random, from a fixed seed; and those
// to which each of them comes if issue by issue the choice is taken that is worth
// most under random weights of the parties, for it is near the frontier that
// something can be amiss.

// Limits on packages that are scattered, so that the work of judging them is
// bounded.
const (
	maxScattered = 2000
	maxPushed    = 200
	gridParts    = 8
)

// scatter adds such packages where an issue is continuous.
func (k *auditor) scatter() {
	if !k.continuous() {
		return
	}
	rng := rand.New(rand.NewPCG(1, 1))
	choices := make([][]parley.Choice, len(k.c.Issues))
	all, cells := 1, 0
	for n, i := range k.c.Issues {
		choices[n] = k.grid(i, rng)
		all = min(all*len(choices[n]), maxScattered+1)
		cells += len(choices[n])
	}
	left := min(maxScattered, maxJudged/(1+len(k.parties)*len(k.c.Issues)))
	draw := func() parley.Package {
		pkg := parley.Package{}
		for n, i := range k.c.Issues {
			pkg[i.ID] = choices[n][rng.IntN(len(choices[n]))]
		}
		return pkg
	}
	if all <= left {
		k.lay(choices, parley.Package{})
	} else {
		for n := 0; n < left && k.ctx.Err() == nil; n++ {
			k.add(draw())
		}
	}
	for n := 0; n < min(maxPushed, maxJudged/(1+len(k.parties)*cells)) && k.ctx.Err() == nil; n++ {
		k.add(k.pushed(draw(), choices, rng))
	}
}

// lay adds all packages on the grid that begin like pkg.
func (k *auditor) lay(choices [][]parley.Choice, pkg parley.Package) {
	at := len(pkg)
	if at == len(choices) {
		k.add(maps.Clone(pkg))
		return
	}
	for _, c := range choices[at] {
		pkg[k.c.Issues[at].ID] = c
		k.lay(choices, pkg)
	}
	delete(pkg, k.c.Issues[at].ID)
}

// grid returns choices of an issue: all options; of numbers, some that are evenly
// spread, the ends among them, and one at random; of a continuous issue also
// where a curve bends.
func (k *auditor) grid(i parley.Issue, rng *rand.Rand) []parley.Choice {
	var list []parley.Choice
	if !i.Numeric() {
		for _, o := range i.Options {
			list = append(list, parley.Choice{Option: o.ID})
		}
		return list
	}
	add := func(x parley.Number) {
		c := parley.Choice{Number: x}
		for _, o := range list {
			if o.Equal(c) {
				return
			}
		}
		if i.Has(c) {
			list = append(list, c)
		}
	}
	width := i.Range.Max.Sub(i.Range.Min)
	if !i.Continuous() {
		steps := width.Div(*i.Range.Step)
		for n := range gridParts + 1 {
			add(i.Range.Min.Add(i.Range.Step.Mul(parley.Int(int64(steps.Float() * float64(n) / gridParts)))))
		}
		return list
	}
	for n := range gridParts + 1 {
		add(i.Range.Min.Add(width.Mul(parley.Fraction(int64(n), gridParts))))
	}
	add(i.Range.Min.Add(width.Mul(parley.Fraction(rng.Int64N(1000), 1000))))
	for _, p := range k.c.Positions {
		for _, v := range p.Values {
			if v.Issue != i.ID {
				continue
			}
			for _, at := range v.Curve {
				add(at.At)
			}
		}
	}
	return list
}

// pushed takes issue by issue the choice that is worth most under random weights
// of the parties.
func (k *auditor) pushed(pkg parley.Package, choices [][]parley.Choice, rng *rand.Rand) parley.Package {
	weights := make([]float64, len(k.parties))
	for q := range weights {
		weights[q] = rng.ExpFloat64()
	}
	for _, n := range rng.Perm(len(k.c.Issues)) {
		worth := make([][]float64, len(choices[n]))
		for m, c := range choices[n] {
			pkg[k.c.Issues[n].ID] = c
			for _, party := range k.parties {
				u, _ := k.judge.Utility(party, pkg)
				worth[m] = append(worth[m], u.Float())
			}
		}
		best, most := 0, 0.0
		for m := range worth {
			sum := 0.0
			for q, w := range weights {
				sum += w * (worth[m][q] - worth[0][q])
			}
			if sum > most {
				best, most = m, sum
			}
		}
		pkg[k.c.Issues[n].ID] = choices[n][best]
	}
	return pkg
}
