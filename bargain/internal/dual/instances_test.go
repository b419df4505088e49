package dual

import (
	"cmp"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"

	"parley/bargain/internal/network"
)

// instance says what network the benchmarks draw, by the formula of the
// performance table:
//
// Weights: each party's are Dirichlet(1, …, 1) over the issues. Values: option
// o of an issue is worth c·(1 − |x − t|) + (1 − c)·r to a party, where x is the
// option's place and r the party's own draw, both uniform on [0, 1], and t the
// party's place: k / (parties − 1) for k = 0, 1, … in an order drawn for each
// issue. They are then rescaled for each party and issue so that the worst is 0
// and the best 1. Amounts are weight × value in parts of 2^40; on the percent
// grid weights are rounded by largest remainders to whole percents and values
// to tenths. Floors are a part of the sum of a party's weights.
//
// With a width, the issues become a random tree of that width: the first
// width + 1 in an order drawn are a bag, each further one makes a bag with all
// but one of an earlier bag. Of the rows of each bag's table 5 % are barred,
// 20 % are worth more to a party drawn: by one to four quarters of 1 / issues.
type instance struct {
	parties, issues, options int
	conflict, reserve        float64
	percent                  bool
	width                    int
	seed                     uint64
}

func (in instance) network() *network.Network {
	rng := rand.New(rand.NewPCG(in.seed, 17))
	n := &network.Network{Limbs: 1, Parties: in.parties}
	weights := make([][]float64, in.parties)
	whole := uint64(1 << 40)
	if in.percent {
		whole = 1000
	}
	for q := range weights {
		total := 0.0
		for range in.issues {
			w := rng.ExpFloat64()
			weights[q] = append(weights[q], w)
			total += w
		}
		for i := range weights[q] {
			weights[q][i] /= total
		}
		if in.percent {
			toPercent(weights[q])
		}
	}
	tops := make([]uint64, in.parties)
	for i := range in.issues {
		issue := network.Issue{Counts: slices.Repeat([]int64{1}, in.options), Amounts: make([]uint64, in.options*in.parties)}
		place := make([]float64, in.options)
		for k := range place {
			place[k] = rng.Float64()
		}
		stand := rng.Perm(in.parties)
		for q := range in.parties {
			t := float64(stand[q]) / float64(max(1, in.parties-1))
			value := make([]float64, in.options)
			for k := range value {
				value[k] = in.conflict*(1-math.Abs(place[k]-t)) + (1-in.conflict)*rng.Float64()
			}
			low, high := slices.Min(value), slices.Max(value)
			most := uint64(0)
			for k, v := range value {
				v = (v - low) / (high - low)
				if in.percent {
					v = math.Round(10*v) / 10
				}
				x := uint64(math.Round(weights[q][i] * v * float64(whole)))
				issue.Amounts[k*in.parties+q] = x
				most = max(most, x)
			}
			tops[q] += most
		}
		n.Issues = append(n.Issues, issue)
	}
	for q := range in.parties {
		c := network.Column{Item: q, Top: new(big.Int).SetUint64(tops[q])}
		if in.reserve > 0 {
			c.Floor = []uint64{uint64(in.reserve * float64(tops[q]))}
		}
		n.Columns = append(n.Columns, c)
	}
	if in.width > 0 {
		in.tie(n, rng, whole)
	}
	return n
}

// toPercent rounds weights that add up to 1 by largest remainders.
func toPercent(weights []float64) {
	order := make([]int, len(weights))
	rest := 100.0
	remainder := make([]float64, len(weights))
	for i, w := range weights {
		order[i] = i
		remainder[i] = 100*w - math.Floor(100*w)
		rest -= math.Floor(100 * w)
		weights[i] = math.Floor(100*w) / 100
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(remainder[b], remainder[a]) })
	for _, i := range order[:int(math.Round(rest))] {
		weights[i] += 0.01
	}
}

// tie ties the issues in a random tree.
func (in instance) tie(n *network.Network, rng *rand.Rand, whole uint64) {
	order := rng.Perm(in.issues)
	bags := [][]int{order[:in.width+1]}
	for _, i := range order[in.width+1:] {
		bag := slices.Clone(bags[rng.IntN(len(bags))])
		bag[rng.IntN(len(bag))] = i
		bags = append(bags, bag)
	}
	const sizes = 4 // of what a row is worth
	for _, bag := range bags {
		rows := 1
		for range bag {
			rows *= in.options
		}
		var barred []network.Row
		bonus := make([][]network.Row, in.parties*sizes)
		for at := range rows {
			switch x := rng.Float64(); {
			case x < 0.05:
				barred = append(barred, in.row(bag, at))
			case x < 0.25:
				to := rng.IntN(len(bonus))
				bonus[to] = append(bonus[to], in.row(bag, at))
			}
		}
		n.Rules = append(n.Rules, network.Rule{Item: in.parties + len(n.Rules), When: barred})
		for to, rows := range bonus {
			if len(rows) == 0 {
				continue
			}
			q, x := to/sizes, whole/uint64(in.issues)*uint64(to%sizes+1)/sizes
			n.Links = append(n.Links, network.Link{Column: q, Rows: rows, Amount: []uint64{x}})
			n.Columns[q].Top.Add(n.Columns[q].Top, new(big.Int).SetUint64(x))
		}
	}
}

// row is one row of a bag's table.
func (in instance) row(bag []int, at int) network.Row {
	var row network.Row
	for _, i := range bag {
		lets := make([]bool, in.options)
		lets[at%in.options] = true
		at /= in.options
		row = append(row, network.Term{Issue: i, Lets: lets})
	}
	return row
}
