package bargain

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"

	"parley"
)

// maxDrawWork bounds, in packages × draws × parties, the search for a package
// in each draw; beyond it the zone's share is not given.
const maxDrawWork = 100_000_000

// maxDrawn bounds how many packages are kept at hand for that.
const maxDrawn = 200_000

// drawn is one voter with numbers drawn from what it permits, in floats: a
// share of draws has a sampling error that dwarfs their rounding.
type drawn struct {
	worth [][]float64 // by issue and cell
	links []float64
	floor float64
}

// draw fills in the shares: of each reported package being acceptable to all,
// and of the zone not being empty. Draw number n depends on the seed and on n
// alone.
func (p *Problem) draw(ctx context.Context, r *Robustness) error {
	var voters []int
	for v := range p.voters {
		if p.voters[v].decided() {
			voters = append(voters, v)
		}
	}
	accepted := make([]int, len(r.Packages))
	places := make([]place, len(r.Packages))
	for i := range r.Packages {
		places[i] = p.placeOf(r.Packages[i].Package)
	}
	zone := p.newDrawnZone(ctx, voters, r.Draws)
	zones := 0
	rough := make([][]roughMeasure, len(p.voters))
	for _, v := range voters {
		rough[v] = p.roughly(&p.voters[v])
	}
	for n := range r.Draws {
		if err := ctx.Err(); err != nil {
			return err
		}
		rng := rand.New(rand.NewPCG(r.Seed, uint64(n)))
		sample := make([]drawn, len(p.voters))
		for _, v := range voters {
			sample[v] = p.drawVoter(rng, v, rough[v])
		}
		all := func(at place) bool {
			return !slices.ContainsFunc(voters, func(v int) bool { return at.say[v] && !p.accepts(&sample[v], v, at) })
		}
		any := false
		for i := range places {
			if all(places[i]) {
				accepted[i]++
				any = true
			}
		}
		if n >= zone.draws {
			continue
		}
		if !any {
			var err error
			if any, err = zone.open(ctx, sample, all); err != nil {
				return err
			}
		}
		if any {
			zones++
		}
	}
	for i := range r.Packages {
		r.Packages[i].Accepted = wilson(accepted[i], r.Draws)
	}
	if zone.draws > 0 {
		share := wilson(zones, zone.draws)
		r.Zone = &share
	}
	return nil
}

// place is a package as draws see it: where it lies in each issue's cells,
// which linkages it matches, and who has a say in it.
type place struct {
	cells []int
	along []float64 // of an interval cell
	links [][]bool  // by voter
	say   []bool    // by voter
}

func (p *Problem) placeOf(pkg parley.Package) place {
	at := place{say: make([]bool, len(p.voters))}
	for i := range p.issues {
		c := pkg[p.issues[i].ID]
		k := p.issues[i].cellWith(c)
		x := 0.0
		if cell := p.issues[i].cells[k]; cell.interval() {
			x, _ = cell.along(c.Number).Float64()
		}
		at.cells, at.along = append(at.cells, k), append(at.along, x)
	}
	p.fillPlace(&at)
	return at
}

func (p *Problem) fillPlace(at *place) {
	for v := range p.voters {
		at.say[v] = v < p.consenting || matches(p.items[p.voters[v].commit].rows, at.cells)
		var links []bool
		for i := range p.voters[v].links {
			links = append(links, p.voters[v].links[i].applies(at.cells))
		}
		at.links = append(at.links, links)
	}
}

// hasSay reports whether the voter has a say in the package.
func (p *Problem) hasSay(v int, pkg parley.Package) bool { return p.placeOf(pkg).say[v] }

// unbroken returns all packages that break no demand and no norm, and false
// if they are more than limit or an issue is continuous.
func (p *Problem) unbroken(ctx context.Context, limit int) ([]place, bool) {
	if p.total == nil {
		return nil, false
	}
	var pool []place
	hard := p.hardItems().flags()
	w := p.newWalker(p.newTable(nil))
	w.enter = func(d int) bool { return w.broken[d].and(hard).empty() }
	w.leaf = func() bool {
		if w.brokenItems().and(hard).empty() {
			at := place{cells: slices.Clone(w.cells), along: make([]float64, len(w.cells)), say: make([]bool, len(p.voters))}
			p.fillPlace(&at)
			pool = append(pool, at)
		}
		return len(pool) <= limit
	}
	if w.run(ctx) != nil || len(pool) > limit {
		return nil, false
	}
	return pool, true
}

func (p *Problem) accepts(d *drawn, v int, at place) bool {
	sum, size := 0.0, 1.0
	for i, k := range at.cells {
		a, b := d.worth[i][2*k], d.worth[i][2*k+1]
		x := a + (b-a)*at.along[i]
		sum += x
		size += max(x, -x)
	}
	for n, matched := range at.links[v] {
		if matched {
			sum += d.links[n]
		}
	}
	return sum >= d.floor-1e-12*size // equal but for rounding is equal
}

// roughMeasure is a measure in floats.
type roughMeasure struct {
	forms []roughForm
	like  *roughForm // what no deal is like; nil where that is not said
}

type roughForm struct {
	constant float64
	params   []int
	by       []float64
}

func (p *Problem) roughly(v *voter) []roughMeasure {
	inFloats := func(f form) roughForm {
		r := roughForm{constant: toFloat(f.constant)}
		for _, t := range f.terms {
			r.params, r.by = append(r.params, t.param), append(r.by, toFloat(t.by))
		}
		return r
	}
	list := make([]roughMeasure, len(v.measures))
	for at, m := range v.measures {
		for _, f := range m.forms {
			list[at].forms = append(list[at].forms, inFloats(f))
		}
		if f := p.likeForm(v, at); f != nil {
			like := inFloats(*f)
			list[at].like = &like
		}
	}
	return list
}

func (p *Problem) drawVoter(rng *rand.Rand, v int, rough []roughMeasure) drawn {
	voter := &p.voters[v]
	var d drawn
	like := 0.0
	for at, m := range voter.measures {
		params := make([]float64, len(m.params))
		for i, s := range m.params {
			params[i] = uniform(rng, s)
		}
		if m.order { // a uniform descending sequence from 1 to 0
			slices.SortFunc(params, func(a, b float64) int {
				switch {
				case a > b:
					return -1
				case a < b:
					return 1
				}
				return 0
			})
		}
		weight := uniform(rng, m.weight)
		value := func(f roughForm) float64 {
			sum := f.constant
			for i, param := range f.params {
				sum += f.by[i] * params[param]
			}
			return weight * sum
		}
		worth := make([]float64, len(rough[at].forms))
		for i, f := range rough[at].forms {
			worth[i] = value(f)
		}
		d.worth = append(d.worth, worth)
		if f := rough[at].like; f != nil {
			like += value(*f)
		}
	}
	for i := range voter.links {
		l := &voter.links[i]
		x := uniform(rng, l.worth)
		d.links = append(d.links, x)
		if p.appliesTo(l, voter.position.Fallback.Like) {
			like += x
		}
	}
	d.floor = like
	if voter.position.Fallback.Value != nil {
		d.floor = uniform(rng, voter.fallbackValue())
	}
	if voter.most != nil {
		switch most := toFloat(voter.most); {
		case d.floor <= most+1e-12*math.Abs(most):
		case voter.position.Fallback.Like != nil: // that package too is worth no more than the cap
			d.floor = most
		default: // nothing is worth as much
			d.floor = math.Inf(1)
		}
	}
	return d
}

func uniform(rng *rand.Rand, s spread) float64 {
	low, high := toFloat(s.low), toFloat(s.high)
	if low == high {
		return low
	}
	return low + (high-low)*rng.Float64()
}

func toFloat(r *big.Rat) float64 { f, _ := r.Float64(); return f }
