package bargain

import (
	"context"
	"math"
	"math/big"
	"slices"
)

// The Nash product of three and more parties is greatest at numbers that need
// not be fractions, so it is found in floats and then certified: for any
// package with shares s, the inequality of the means says of all others, with
// shares s', that Π s' ≤ Π s × ((Σ s'/s) / n)^n, and the greatest Σ s'/s is a
// linear programme. Where that sum is n, the package is the optimum, exactly;
// otherwise it is an upper bound.

// nashBox is the greatest product on one box.
type nashBox struct {
	hit
	product *big.Rat // of the shares
	log     float64  // of the product
	excess  float64  // how much the logarithm could be higher elsewhere on the box
	exact   bool
}

// nash finds the greatest product of gains over all boxes, for the parties
// that can gain; where no package lets all of them gain at once, for as many
// as can (docs/method.md, section 4).
func (p cellSearch) nash(ctx context.Context, w *worths, g ground, ignore mask, y *yardstick) (picked, error) {
	var who []int
	for q := range y.parties {
		if y.gains(q) {
			who = append(who, q)
		}
	}
	if len(who) == 0 {
		found, err := p.anyOf(ctx, w, g, ignore)
		return picked{}.of(found), err
	}
	out, err := p.nashOf(ctx, w, g, ignore, y.product(who))
	if err != nil || len(out.hits) > 0 {
		found, failed := out.picked(ctx, g, y.geometricMean)
		if err == nil {
			err = failed
		}
		return found, err
	}
	sets, all := [][]int(nil), true
	if g.tree == nil {
		sets, err = p.gainers(ctx, w, g, ignore, y, who)
	} else {
		sets, all, err = p.gainersIn(w, g, ignore, y, who).largest(ctx)
	}
	if err != nil {
		return picked{}, err
	}
	var best nashFound
	for _, set := range sets {
		next, err := p.nashOf(ctx, w, g, ignore, y.product(set))
		if err != nil {
			return picked{}, err
		}
		best.join(next)
	}
	found, err := best.picked(ctx, g, y.geometricMean)
	found.candidates = y.leximin(found.candidates, y.share)
	if !all {
		found.proven, found.upper = false, nil
	}
	return found, err
}

// gainersIn finds the largest sets of parties that can gain at once in a tree.
func (p cellSearch) gainersIn(w *worths, g ground, ignore mask, y *yardstick, who []int) *gainers {
	return &gainers{who, func(ctx context.Context, set []int) ([]int, error) {
		if len(set) == 0 {
			return []int{}, nil
		}
		out, err := p.nashOf(ctx, w, g, ignore, y.product(set))
		if err != nil || len(out.hits) == 0 {
			return nil, err
		}
		gain := []int{}
		for _, q := range who {
			if y.gain(out.hits[0].u[q], q).Sign() > 0 {
				gain = append(gain, q)
			}
		}
		return gain, nil
	}}
}

// nashFound is the best boxes so far.
type nashFound struct {
	hits    []nashBox
	highest float64 // what the logarithm of the product could be, on all boxes
	who     int
	more    bool // there may be further boxes that tie
}

// take compares exactly what is near.
func (f *nashFound) take(b nashBox) {
	if len(f.hits) == 0 {
		f.highest = math.Inf(-1)
	}
	f.highest = math.Max(f.highest, b.log+b.excess)
	order := 1
	if len(f.hits) > 0 {
		order = b.product.Cmp(f.hits[0].product)
	}
	if order > 0 {
		f.hits = nil
	}
	if order >= 0 {
		f.hits = append(f.hits, b)
	}
}

func (f *nashFound) join(o nashFound) {
	highest := o.highest
	if len(f.hits) > 0 {
		highest = math.Max(highest, f.highest)
	}
	for _, b := range o.hits {
		f.take(b)
	}
	f.highest, f.who, f.more = highest, o.who, f.more || o.more
}

// picked makes candidates of them; mean is the geometric mean of their shares,
// by which the product is bounded.
func (f *nashFound) picked(ctx context.Context, g ground, mean func(candidate) float64) (picked, error) {
	if len(f.hits) == 0 {
		return picked{}, ctx.Err()
	}
	var hits []hit
	exact := true
	for _, b := range f.hits {
		hits = append(hits, b.hit)
		exact = exact && b.exact
	}
	out := picked{proven: exact && f.highest <= f.hits[0].log}
	list, err := g.gather(ctx, hits, out.proven && !f.more, ctx.Err())
	out.candidates = list
	if out.more = out.proven && f.more; out.onlyApproached() {
		out.proven = false
	}
	if !out.proven && len(list) > 0 {
		raise := math.Exp((f.highest - f.hits[0].log + 1e-13) / float64(f.who))
		out.upper = new(big.Rat).SetFloat64(mean(list[0]) * raise)
	}
	return out, err
}

// gainers returns the largest sets of parties that some box lets gain at once.
// On a box, those that can each gain can all gain at once, somewhere between
// the packages where each has most.
func (p cellSearch) gainers(ctx context.Context, w *worths, g ground, ignore mask, y *yardstick, who []int) ([][]int, error) {
	var sets [][]int
	h := &hunt{w: w, marks: ignore, enough: math.Inf(-1)}
	err := h.run(ctx, g, func(b *box) error {
		r := b.region(ignore)
		if r == nil {
			return nil
		}
		if none, err := r.empty(ctx); none || err != nil {
			return err
		}
		var set []int
		for _, q := range who {
			weights := make([]*big.Rat, w.parties)
			weights[q] = one
			x, err := r.maximise(ctx, weights)
			if err != nil {
				return err
			}
			if x.t != nil && x.value.Cmp(y.reservation[q]) > 0 {
				set = append(set, q)
			}
		}
		if len(set) == 0 || len(sets) > 0 && len(set) < len(sets[0]) {
			return nil
		}
		if len(sets) > 0 && len(set) > len(sets[0]) {
			sets = nil
		}
		if !slices.ContainsFunc(sets, func(s []int) bool { return slices.Equal(s, set) }) {
			sets = append(sets, set)
		}
		return nil
	})
	return sets, err
}

// nashOf finds the greatest product of the shares of some parties, over the
// boxes on which they can all gain.
func (p cellSearch) nashOf(ctx context.Context, w *worths, g ground, ignore mask, f *nashProduct) (nashFound, error) {
	out := nashFound{who: len(f.who)}
	h := f.hunt(w, ignore)
	h.ties = maxTied
	err := h.run(ctx, g, func(b *box) error {
		r := b.region(ignore)
		if r == nil {
			return nil
		}
		x, shares, err := r.nash(ctx, f)
		if err != nil || x == nil {
			return err
		}
		h.means(f, shares)
		if x.log < h.enough {
			if len(out.hits) > 0 && x.log > out.hits[0].log-sealSlack {
				h.remember(x, f, out.hits[0].product)
			}
			out.highest = math.Max(out.highest, x.log+x.excess) // hits are there, so it is set
			return nil
		}
		if none, err := r.empty(ctx); none || err != nil {
			return err
		}
		out.take(*x)
		h.exactProduct = out.hits[0].exact
		h.remember(x, f, out.hits[0].product)
		h.enough = math.Max(h.enough, x.log-1e-12)
		return nil
	})
	if len(out.hits) > 0 {
		if h.short {
			out.highest = math.Max(out.highest, h.upper)
		}
		if out.more = h.more; h.slack {
			out.highest = math.Max(out.highest, out.hits[0].log+2*sealSlack)
		}
	}
	return out, err
}

const maxNashRounds = 100

// nash finds the greatest product of shares on the closure of the region, or
// nil where not all can gain. It maximises over the hull of a few corners in
// floats and asks the linear programme for the corner that improves most on
// that, until none does (simplicial decomposition; von Hohenbalken 1977).
func (r *region) nash(ctx context.Context, f *nashProduct) (*nashBox, []float64, error) {
	y, who := f.y, f.who
	hull := &nashHull{powers: f.weights()}
	add := func(t []*big.Rat) {
		at := make([]float64, len(who))
		for i, q := range who {
			at[i] = toFloat(y.share(r.at(q, t), q))
		}
		hull.points, hull.shares = append(hull.points, t), append(hull.shares, at)
	}
	for _, q := range who {
		weights := make([]*big.Rat, len(r.base))
		weights[q] = one
		x, err := r.maximise(ctx, weights)
		if err != nil || x.t == nil || x.value.Cmp(y.reservation[q]) <= 0 {
			return nil, nil, err
		}
		add(x.t)
	}
	var top []float64
	for range maxNashRounds {
		top = hull.maximise()
		weights := make([]*big.Rat, len(r.base))
		for i, q := range who {
			weights[q] = new(big.Rat).SetFloat64(hull.powers[i] / top[i])
			weights[q].Quo(weights[q], y.bestGain[q])
		}
		x, err := r.maximise(ctx, weights)
		if err != nil {
			return nil, nil, err
		}
		gain := 0.0
		for i, q := range who {
			gain += hull.powers[i] * toFloat(y.share(r.at(q, x.t), q)) / top[i]
		}
		if gain <= float64(len(who))*(1+1e-12) || slices.ContainsFunc(hull.points, func(t []*big.Rat) bool {
			return slices.EqualFunc(t, x.t, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
		}) {
			break
		}
		add(x.t)
	}
	out, err := r.settleNash(ctx, f, hull, top)
	return out, top, err
}

// settleNash turns the float optimum into a package: the corner it is at, or
// the nearest simple fractions if they prove to be the optimum, or else the
// fractions that the floats are.
func (r *region) settleNash(ctx context.Context, f *nashProduct, hull *nashHull, top []float64) (*nashBox, error) {
	y, who := f.y, f.who
	var tries [][]*big.Rat
	for n, weight := range hull.weights {
		if weight > 1-1e-6 {
			tries = append(tries, hull.points[n])
		}
	}
	var simple []condition
	for i, q := range who {
		u := new(big.Rat).Mul(nearest(top[i], 1_000_000), y.bestGain[q])
		simple = append(simple, r.equals(q, u.Add(u, y.reservation[q])))
	}
	if t, _, err := r.find(ctx, append(r.floorConditions(), simple...), false); err != nil {
		return nil, err
	} else if t != nil {
		tries = append(tries, t)
	}
	if t := hull.between(f, r); t != nil {
		tries = append(tries, t)
	}
	tries = append(tries, hull.point())
	var best *nashBox
	for _, t := range tries {
		x := &nashBox{hit: hit{r, t, r.utility(t)}}
		if x.product = f.of(x.u); x.product == nil {
			continue
		}
		weights := make([]*big.Rat, len(r.base))
		constant := new(big.Rat)
		for i, q := range who {
			s := y.share(x.u[q], q)
			weights[q] = new(big.Rat).Quo(big.NewRat(f.power[i], 1), s.Mul(s, y.bestGain[q]))
			constant.Add(constant, new(big.Rat).Mul(weights[q], y.reservation[q]))
		}
		most, err := r.maximise(ctx, weights)
		if err != nil {
			return nil, err
		}
		ratio := most.value.Sub(most.value, constant)
		ratio.Quo(ratio, big.NewRat(f.all, 1))
		x.log = f.log(x.product)
		if x.exact = ratio.Cmp(one) <= 0; x.exact {
			return x, nil
		}
		x.excess = math.Nextafter(float64(len(who))*logOf(ratio), math.Inf(1)) + 1e-15
		if best == nil || best.product.Cmp(x.product) < 0 {
			best = x
		}
	}
	return best, nil
}
