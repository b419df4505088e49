package bargain

import (
	"math"
	"math/big"

	"parley/bargain/internal/dual"
	"parley/bargain/internal/network"
)

// nashProduct is what a search over cells makes great: the product of the
// shares of some parties, each to a power. With powers of 1 it is Nash's
// (1950), else the asymmetric one (Kalai 1977). Exact numbers are to whole
// powers. Logarithms are of the product to the power of the number of parties
// over the sum of the powers, so that all powers together count as much as if
// each were 1.
type nashProduct struct {
	y     *yardstick
	who   []int
	power []int64 // by place in who, above 0
	all   int64   // their sum
}

// product is that of the parties' shares, with powers of 1.
func (y *yardstick) product(who []int) *nashProduct {
	f := &nashProduct{y: y, who: who, all: int64(len(who))}
	for range who {
		f.power = append(f.power, 1)
	}
	return f
}

// maxPowers is how great whole powers may be in all: products to high powers
// are long numbers.
const maxPowers = 300

// weighted is the product of the gains of all parties, to powers that are to
// each other as the weights, by party, nil for 1; nil if these are no small
// whole numbers.
func (y *yardstick) weighted(weights []*big.Rat) *nashProduct {
	denominator := big.NewInt(1)
	for _, w := range weights {
		if w != nil {
			denominator.Mul(denominator, new(big.Int).Quo(w.Denom(), new(big.Int).GCD(nil, nil, denominator, w.Denom())))
		}
	}
	powers, divisor, all := make([]*big.Int, len(weights)), new(big.Int), new(big.Int)
	for q, w := range weights {
		powers[q] = new(big.Int).Set(denominator)
		if w != nil {
			powers[q].Mul(w.Num(), new(big.Int).Quo(denominator, w.Denom()))
		}
		divisor.GCD(nil, nil, divisor, powers[q])
	}
	f := &nashProduct{y: y, who: allOf(y)}
	for _, n := range powers {
		n.Quo(n, divisor)
		if all.Add(all, n).Cmp(big.NewInt(maxPowers)) > 0 {
			return nil
		}
		f.power = append(f.power, n.Int64())
	}
	f.all = all.Int64()
	return f
}

// weights are the powers, so that they sum to the number of parties.
func (f *nashProduct) weights() []float64 {
	list := make([]float64, len(f.power))
	for i, n := range f.power {
		list[i] = float64(n) * float64(len(f.who)) / float64(f.all)
	}
	return list
}

// of returns the product of shares at some utilities, to whole powers; nil
// where a party gains nothing.
func (f *nashProduct) of(u []*big.Rat) *big.Rat {
	x := big.NewRat(1, 1)
	for i, q := range f.who {
		s := f.y.share(u[q], q)
		if s.Sign() <= 0 {
			return nil
		}
		x.Mul(x, power(s, f.power[i]))
	}
	return x
}

// power returns x to the power of n.
func power(x *big.Rat, n int64) *big.Rat {
	if n == 1 {
		return x
	}
	e := big.NewInt(n)
	return new(big.Rat).SetFrac(new(big.Int).Exp(x.Num(), e, nil), new(big.Int).Exp(x.Denom(), e, nil))
}

// log is the logarithm of a product that of returned, or of a ratio of two.
func (f *nashProduct) log(product *big.Rat) float64 {
	return logOf(product) * float64(len(f.who)) / float64(f.all)
}

// mean is the mean of the shares of a candidate that belongs to the product:
// geometric, each share counting by its power.
func (f *nashProduct) mean(c candidate) float64 {
	x := f.of(c.utility)
	if x == nil {
		return 0
	}
	return math.Exp(logOf(x) / float64(f.all))
}

// aim aims at the logarithm of the product.
func (f *nashProduct) aim(p *Problem, _ *network.Space) (dual.Goal, float64) {
	origin, weights := make([]*big.Rat, len(p.columns)), make([]*big.Rat, len(p.columns))
	shift := 0.0
	for i, q := range f.who {
		origin[q] = p.origin(f.y.reservation[q], q)
		weights[q] = big.NewRat(f.power[i]*int64(len(f.who)), f.all)
		shift += toFloat(weights[q]) * logOf(p.size(f.y.bestGain[q], q))
	}
	return dual.Product(f.who, origin, weights), shift
}

// hunt is one for the product among packages that break nothing but items of
// ignore.
func (f *nashProduct) hunt(w *worths, ignore mask) *hunt {
	h := &hunt{w: w, marks: ignore, enough: math.Inf(-1), aim: f.aim}
	ones := make([]float64, len(f.who))
	for i, q := range f.who {
		ones[i] = 1
		weights := make([]float64, w.columns)
		weights[q] = 1 / toFloat(f.y.bestGain[q])
		alone := w.priced(weights, -toFloat(f.y.reservation[q])*weights[q], &region{}, nil)
		h.add(func(cells []int) float64 { // who cannot gain has no product
			if alone(cells) <= 0 {
				return math.Inf(-1)
			}
			return math.Inf(1)
		})
	}
	h.means(f, ones)
	return h
}

// means adds the bound that the inequality of the means gives at some shares.
func (h *hunt) means(f *nashProduct, shares []float64) {
	weights := make([]float64, h.w.columns)
	constant, log := 0.0, 0.0
	powers := f.weights()
	for i, q := range f.who {
		if shares[i] <= 0 {
			return
		}
		weights[q] = powers[i] / (shares[i] * toFloat(f.y.bestGain[q]))
		constant -= weights[q] * toFloat(f.y.reservation[q])
		log += powers[i] * math.Log(shares[i])
	}
	sum := h.w.priced(weights, constant, &region{}, nil)
	n := float64(len(f.who))
	h.add(func(cells []int) float64 {
		if s := sum(cells); s > 0 {
			return log + n*math.Log(s/n) + 1e-12
		}
		return math.Inf(-1)
	})
}
