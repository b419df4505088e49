package survey

import (
	"math/big"
	"slices"

	"parley/scenario"
)

// bySums adds the issues up one after the other, keeping after each only what
// nothing dominates (the Pareto sums of G. L. Nemhauser and Z. Ullmann 1969):
// what is dominated in a part is dominated in the whole. A cap comes last: it
// keeps the order, so that what it leaves undominated was so before.
func (m *measuring) bySums() error {
	m.sp.Method = "sums over the issues"
	layers := make([][]entry, len(m.count))
	front := []entry{{u: make([]int64, len(m.of))}}
	for q, of := range m.of {
		front[0].u[q] = of.constant
	}
	for i, n := range m.count {
		if err := m.ctx.Err(); err != nil {
			return err
		}
		picks := m.picks(i, n)
		if len(front) > MaxSums/len(picks) {
			return ErrTooLarge
		}
		var next []entry
		for at := 0; at < len(front); {
			if err := m.ctx.Err(); err != nil {
				return err
			}
			end := min(len(front), at+max(1, sumsAtOnce/len(picks)))
			next = slices.Clone(undominated(m.add(next, front, at, end, picks)))
			at = end
		}
		layers[i], front = next, next
	}
	last := make([]entry, len(front))
	for k, e := range front {
		u := slices.Clone(e.u)
		for q := range u {
			u[q] = min(u[q], m.of[q].cap)
		}
		last[k] = entry{u: u, from: k}
	}
	m.finish(undominated(last), func(e entry) scenario.Outcome {
		o := make([]int, len(m.count))
		for i, k := len(layers)-1, e.from; i >= 0; i-- {
			o[i], k = layers[i][k].pick, layers[i][k].from
		}
		return m.outcomeAt(o)
	})
	m.sp.Proven = true
	return m.tally()
}

// sumsAtOnce is about how many sums are held before the dominated ones among
// them are left out.
const sumsAtOnce = 400_000

// add appends what the vectors at to end of a frontier and the picks add up to.
func (m *measuring) add(next, front []entry, at, end int, picks []entry) []entry {
	backing := make([]int64, (end-at)*len(picks)*len(m.of))
	for k := at; k < end; k++ {
		for _, c := range picks {
			var u []int64
			u, backing = backing[:len(m.of):len(m.of)], backing[len(m.of):]
			for q := range u {
				u[q] = front[k].u[q] + c.u[q]
			}
			next = append(next, entry{u, k, c.pick})
		}
	}
	return next
}

// picks returns the choices of an issue that no other choice dominates.
func (m *measuring) picks(issue, n int) []entry {
	all := make([]entry, n)
	for c := range all {
		u := make([]int64, len(m.of))
		for q, of := range m.of {
			u[q] = of.parts[issue][c]
		}
		all[c] = entry{u: u, pick: c}
	}
	return undominated(all)
}

// tally finds the ends and the means, and counts the rational outcomes where
// that is not too much work.
func (m *measuring) tally() error {
	t := &tallying{m: m}
	k := len(m.count)
	t.low, t.high, t.mean = make([][]int64, k+1), make([][]int64, k+1), make([][]float64, k+1)
	t.size = make([]*big.Int, k+1)
	t.size[k] = big.NewInt(1)
	t.low[k], t.high[k], t.mean[k] = make([]int64, len(m.of)), make([]int64, len(m.of)), make([]float64, len(m.of))
	for i := k - 1; i >= 0; i-- {
		t.size[i] = new(big.Int).Mul(t.size[i+1], big.NewInt(int64(m.count[i])))
		for q, of := range m.of {
			sum := 0.0
			for _, v := range of.parts[i] {
				sum += float64(v)
			}
			t.low[i] = append(t.low[i], t.low[i+1][q]+slices.Min(of.parts[i]))
			t.high[i] = append(t.high[i], t.high[i+1][q]+slices.Max(of.parts[i]))
			t.mean[i] = append(t.mean[i], t.mean[i+1][q]+sum/float64(len(of.parts[i])))
		}
	}
	capped := false
	for q, of := range m.of {
		m.sp.Min = append(m.sp.Min, of.float(min(of.constant+t.low[0][q], of.cap)))
		m.sp.Max = append(m.sp.Max, of.float(min(of.constant+t.high[0][q], of.cap)))
		capped = capped || of.constant+t.high[0][q] > of.cap
	}
	t.means(capped)
	m.sp.Rational = t.count(func(of *numbers) int64 { return of.reserved })
	if m.sp.Rational != nil {
		m.sp.Better = t.count(func(of *numbers) int64 { return of.above })
	}
	return m.ctx.Err()
}

// maxPrefixes is how many beginnings of outcomes are looked at to count.
const maxPrefixes = 5_000_000

// tallying counts outcomes over the issues from one on, given what the issues
// before it are worth.
type tallying struct {
	m         *measuring
	low, high [][]int64 // by issue and party: what the issues from it on are worth at least and at most
	mean      [][]float64
	size      []*big.Int
	budget    int
	least     []int64
}

// count returns how many outcomes are worth at least so much to everybody, or
// nil where finding that takes too long.
func (t *tallying) count(least func(*numbers) int64) *big.Int {
	t.least = nil
	have := make([]int64, len(t.m.of))
	for q, of := range t.m.of {
		if t.least = append(t.least, max(least(of), -room.Int64())); t.least[q] > of.cap {
			return new(big.Int)
		}
		have[q] = of.constant
	}
	t.budget = maxPrefixes
	if len(t.m.of) <= 2 {
		t.budget /= 10 // there is a second way
	}
	total := new(big.Int)
	if !t.descend(0, have, total) {
		if t.m.ctx.Err() != nil {
			return nil
		}
		return t.m.countPairs(t.least)
	}
	return total
}

// descend adds the outcomes below a prefix: none or all of them where its ends
// tell, without looking at each.
func (t *tallying) descend(i int, have []int64, total *big.Int) bool {
	all := true
	for q := range have {
		if have[q]+t.high[i][q] < t.least[q] {
			return true
		}
		all = all && have[q]+t.low[i][q] >= t.least[q]
	}
	if all {
		total.Add(total, t.size[i])
		return true
	}
	if i == len(t.m.count)-1 {
		return t.last(i, have, total)
	}
	if t.budget--; t.budget < 0 || t.budget%4096 == 0 && t.m.ctx.Err() != nil {
		return false
	}
	more := make([]int64, len(have))
	for c := range t.m.count[i] {
		for q, of := range t.m.of {
			more[q] = have[q] + of.parts[i][c]
		}
		if !t.descend(i+1, more, total) {
			return false
		}
	}
	return true
}

// last counts along the last issue.
func (t *tallying) last(i int, have []int64, total *big.Int) bool {
	if t.budget -= t.m.count[i]/8 + 1; t.budget < 0 {
		return false
	}
	n := int64(0)
	for c := range t.m.count[i] {
		ok := true
		for q, of := range t.m.of {
			ok = ok && have[q]+of.parts[i][c] >= t.least[q]
		}
		if ok {
			n++
		}
	}
	total.Add(total, big.NewInt(n))
	return true
}

// means finds the mean utilities. Where a cap cuts some off they are summed up,
// if that is not too much work.
func (t *tallying) means(capped bool) {
	if !capped {
		for q, of := range t.m.of {
			per, _ := new(big.Float).SetInt(of.per).Float64()
			t.m.sp.Mean = append(t.m.sp.Mean, (float64(of.constant)+t.mean[0][q])/per)
		}
		return
	}
	var means []float64
	for q, of := range t.m.of {
		t.budget = maxPrefixes
		mean, ok := t.meanBelow(q, 0, of.constant)
		if !ok {
			return
		}
		per, _ := new(big.Float).SetInt(of.per).Float64()
		means = append(means, mean/per)
	}
	t.m.sp.Mean = means
}

func (t *tallying) meanBelow(q, i int, have int64) (float64, bool) {
	of := t.m.of[q]
	switch {
	case have+t.high[i][q] <= of.cap:
		return float64(have) + t.mean[i][q], true
	case have+t.low[i][q] >= of.cap:
		return float64(of.cap), true
	}
	if t.budget--; t.budget < 0 {
		return 0, false
	}
	sum := 0.0
	for _, v := range of.parts[i] {
		mean, ok := t.meanBelow(q, i+1, have+v)
		if !ok {
			return 0, false
		}
		sum += mean
	}
	return sum / float64(len(of.parts[i])), true
}
