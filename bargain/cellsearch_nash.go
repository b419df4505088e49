package bargain

import (
	"cmp"
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
	out, err := p.nashOf(ctx, w, g, ignore, y, who)
	if err != nil || len(out.hits) > 0 {
		found, failed := out.picked(ctx, g, y)
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
		next, err := p.nashOf(ctx, w, g, ignore, y, set)
		if err != nil {
			return picked{}, err
		}
		best.join(next)
	}
	found, err := best.picked(ctx, g, y)
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
		out, err := p.nashOf(ctx, w, g, ignore, y, set)
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

func (f *nashFound) picked(ctx context.Context, g ground, y *yardstick) (picked, error) {
	if len(f.hits) == 0 {
		return picked{}, ctx.Err()
	}
	var hits []hit
	exact := true
	for _, b := range f.hits {
		hits = append(hits, b.hit)
		exact = exact && b.exact
	}
	list, err := g.gather(ctx, hits, ctx.Err())
	out := picked{candidates: list, proven: exact && f.highest <= f.hits[0].log}
	if out.more = out.proven && f.more; out.onlyApproached() {
		out.proven = false
	}
	if !out.proven && len(list) > 0 {
		raise := math.Exp((f.highest - f.hits[0].log + 1e-13) / float64(f.who))
		out.upper = new(big.Rat).SetFloat64(y.geometricMean(list[0]) * raise)
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
func (p cellSearch) nashOf(ctx context.Context, w *worths, g ground, ignore mask, y *yardstick, who []int) (nashFound, error) {
	out := nashFound{who: len(who)}
	h := &hunt{w: w, marks: ignore, enough: math.Inf(-1), ties: maxTied}
	ones := make([]float64, len(who))
	for i, q := range who {
		ones[i] = 1
		m := y.shares([]int{q})
		weights := make([]float64, w.columns)
		weights[q] = 1 / toFloat(m.scale[q])
		alone := w.priced(weights, -toFloat(m.origin[q])*weights[q], &region{}, nil)
		h.add(func(cells []int) float64 { // who cannot gain has no product
			if alone(cells) <= 0 {
				return math.Inf(-1)
			}
			return math.Inf(1)
		})
	}
	h.means(y, who, ones)
	h.aim = productOf(y, who)
	err := h.run(ctx, g, func(b *box) error {
		r := b.region(ignore)
		if r == nil {
			return nil
		}
		x, shares, err := r.nash(ctx, y, who)
		if err != nil || x == nil {
			return err
		}
		h.means(y, who, shares)
		if x.log < h.enough {
			if len(out.hits) > 0 && x.log > out.hits[0].log-sealSlack {
				h.remember(x, y, who, out.hits[0].product)
			}
			out.highest = math.Max(out.highest, x.log+x.excess) // hits are there, so it is set
			return nil
		}
		if none, err := r.empty(ctx); none || err != nil {
			return err
		}
		out.take(*x)
		h.exactProduct = out.hits[0].exact
		h.remember(x, y, who, out.hits[0].product)
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

// means adds the bound that the inequality of the means gives at some shares.
func (h *hunt) means(y *yardstick, who []int, shares []float64) {
	weights := make([]float64, h.w.columns)
	constant, log := 0.0, 0.0
	for i, q := range who {
		if shares[i] <= 0 {
			return
		}
		weights[q] = 1 / (shares[i] * toFloat(y.bestGain[q]))
		constant -= weights[q] * toFloat(y.reservation[q])
		log += math.Log(shares[i])
	}
	sum := h.w.priced(weights, constant, &region{}, nil)
	n := float64(len(who))
	h.add(func(cells []int) float64 {
		if s := sum(cells); s > 0 {
			return log + n*math.Log(s/n) + 1e-12
		}
		return math.Inf(-1)
	})
}

const maxNashRounds = 100

// nash finds the greatest product of shares on the closure of the region, or
// nil where not all can gain. It maximises over the hull of a few corners in
// floats and asks the linear programme for the corner that improves most on
// that, until none does (simplicial decomposition; von Hohenbalken 1977).
func (r *region) nash(ctx context.Context, y *yardstick, who []int) (*nashBox, []float64, error) {
	hull := &nashHull{}
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
			weights[q] = new(big.Rat).SetFloat64(1 / top[i])
			weights[q].Quo(weights[q], y.bestGain[q])
		}
		x, err := r.maximise(ctx, weights)
		if err != nil {
			return nil, nil, err
		}
		gain := 0.0
		for i, q := range who {
			gain += toFloat(y.share(r.at(q, x.t), q)) / top[i]
		}
		if gain <= float64(len(who))*(1+1e-12) || slices.ContainsFunc(hull.points, func(t []*big.Rat) bool {
			return slices.EqualFunc(t, x.t, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
		}) {
			break
		}
		add(x.t)
	}
	out, err := r.settleNash(ctx, y, who, hull, top)
	return out, top, err
}

// settleNash turns the float optimum into a package: the corner it is at, or
// the nearest simple fractions if they prove to be the optimum, or else the
// fractions that the floats are.
func (r *region) settleNash(ctx context.Context, y *yardstick, who []int, hull *nashHull, top []float64) (*nashBox, error) {
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
	if t := hull.between(who, r, y); t != nil {
		tries = append(tries, t)
	}
	tries = append(tries, hull.point())
	var best *nashBox
	for _, t := range tries {
		x := &nashBox{hit: hit{r, t, r.utility(t)}, product: new(big.Rat).Set(one)}
		weights := make([]*big.Rat, len(r.base))
		constant := new(big.Rat)
		positive := true
		for _, q := range who {
			s := y.share(r.at(q, t), q)
			if positive = s.Sign() > 0; !positive {
				break
			}
			x.product.Mul(x.product, s)
			weights[q] = new(big.Rat).Inv(s.Mul(s, y.bestGain[q]))
			constant.Add(constant, new(big.Rat).Mul(weights[q], y.reservation[q]))
		}
		if !positive {
			continue
		}
		most, err := r.maximise(ctx, weights)
		if err != nil {
			return nil, err
		}
		n := int64(len(who))
		ratio := most.value.Sub(most.value, constant)
		ratio.Quo(ratio, big.NewRat(n, 1))
		x.log = logOf(x.product)
		if x.exact = ratio.Cmp(one) <= 0; x.exact {
			return x, nil
		}
		x.excess = math.Nextafter(float64(n)*logOf(ratio), math.Inf(1)) + 1e-15
		if best == nil || best.product.Cmp(x.product) < 0 {
			best = x
		}
	}
	return best, nil
}

// nashHull is some corners of a region, and how much of each the optimum over
// their hull takes.
type nashHull struct {
	points  [][]*big.Rat
	shares  [][]float64
	weights []float64
}

// maximise finds the optimum over the hull, by moving weight from the corner
// that deserves it least to the one that deserves it most (pairwise steps of
// Frank and Wolfe's method; Lacoste-Julien and Jaggi 2015), each as far as is
// best. It returns the shares there.
func (h *nashHull) maximise() []float64 {
	n := len(h.shares)
	if h.weights == nil {
		h.weights = make([]float64, n)
		for i := range h.weights {
			h.weights[i] = 1 / float64(n)
		}
	}
	for len(h.weights) < n {
		h.weights = append(h.weights, 0)
	}
	parties := len(h.shares[0])
	at := make([]float64, parties)
	for step := 0; step < 20000; step++ {
		for q := range at {
			at[q] = 0
			for i, w := range h.weights {
				at[q] += w * h.shares[i][q]
			}
		}
		worst, best := -1, -1
		low, high := math.Inf(1), math.Inf(-1)
		for i, s := range h.shares {
			slope := 0.0
			for q := range s {
				slope += s[q] / at[q]
			}
			if slope > high {
				best, high = i, slope
			}
			if h.weights[i] > 0 && slope < low {
				worst, low = i, slope
			}
		}
		if best == worst || high-low < 1e-14*float64(parties) {
			break
		}
		h.move(at, worst, best)
	}
	return at
}

// move shifts weight so that the sum of logarithms rises most, found by
// halving the interval in which its slope changes sign.
func (h *nashHull) move(at []float64, from, to int) {
	slope := func(x float64) float64 {
		sum := 0.0
		for q := range at {
			d := h.shares[to][q] - h.shares[from][q]
			sum += d / (at[q] + x*d)
		}
		return sum
	}
	all := h.weights[from]
	low, high := 0.0, all
	if slope(all) >= 0 { // all of it
		low = all
	} else {
		for range 60 {
			if mid := (low + high) / 2; slope(mid) > 0 {
				low = mid
			} else {
				high = mid
			}
		}
	}
	if h.weights[from] = all - low; low == all {
		h.weights[from] = 0
	}
	h.weights[to] += low
}

// between returns, for two parties, where the product is greatest on the line
// between the two corners that the optimum takes most of: that is a fraction.
// Nil with more parties, or where it is at an end.
func (h *nashHull) between(who []int, r *region, y *yardstick) []*big.Rat {
	if len(who) != 2 || len(h.points) < 2 {
		return nil
	}
	order := make([]int, len(h.weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(h.weights[b], h.weights[a]) })
	var ends [2]corner
	for n := range ends {
		t := h.points[order[n]]
		ends[n] = corner{y.gain(r.at(who[0], t), who[0]), y.gain(r.at(who[1], t), who[1]), t}
	}
	a, b := ends[0], ends[1]
	da, db := new(big.Rat).Sub(b.x, a.x), new(big.Rat).Sub(b.y, a.y)
	bend := new(big.Rat).Mul(da, db)
	if bend.Sign() >= 0 {
		return nil
	}
	s := new(big.Rat).Add(new(big.Rat).Mul(a.x, db), new(big.Rat).Mul(a.y, da))
	if s = within(s.Mul(s.Quo(s, bend), big.NewRat(-1, 2))); s == nil {
		return nil
	}
	return a.toward(b, s).t
}

// point returns the optimum over the hull as fractions of the corners, rounded
// so that they sum to one.
func (h *nashHull) point() []*big.Rat {
	const grain = 1 << 40
	rest, most := int64(grain), 0
	parts := make([]int64, len(h.weights))
	for i, w := range h.weights {
		parts[i] = int64(math.Max(0, math.Round(w*grain)))
		rest -= parts[i]
		if parts[i] > parts[most] {
			most = i
		}
	}
	parts[most] += rest
	t := make([]*big.Rat, len(h.points[0]))
	for j := range t {
		t[j] = new(big.Rat)
		for i, part := range parts {
			t[j].Add(t[j], new(big.Rat).Mul(big.NewRat(part, grain), h.points[i][j]))
		}
	}
	return t
}

// nearest returns the fraction nearest to x among the convergents of its
// continued fraction with denominators up to a limit.
func nearest(x float64, limit int64) *big.Rat {
	var a, b, c, d int64 = 0, 1, 1, 0 // the last two convergents: a/b before c/d
	for rest := x; ; {
		whole := math.Floor(rest)
		if whole > 1e9 {
			break
		}
		n := int64(whole)
		if n*d+b > limit {
			break
		}
		a, b, c, d = c, d, n*c+a, n*d+b
		if rest -= whole; rest < 1e-9 || math.Abs(float64(c)/float64(d)-x) < 1e-12*x {
			break
		}
		rest = 1 / rest
	}
	if d == 0 {
		return new(big.Rat).SetFloat64(x)
	}
	return big.NewRat(c, d)
}
