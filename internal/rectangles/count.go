package rectangles

import (
	"context"
	"encoding/binary"
	"math/big"
	"math/bits"
	"slices"
)

// Tally is what is proven of a count: it is at least Least and at most Most.
// Where the two are the same it is the count.
type Tally struct{ Least, Most *big.Int }

// Exact reports whether the tally is a count.
func (t Tally) Exact() bool { return t.Least.Cmp(t.Most) == 0 }

// Base returns what every outcome is worth to a party at least, and one that
// meets none of its claims exactly.
func (p *Problem) Base(party int) int64 { return p.base[party] }

// Count counts the outcomes that are worth at least so much to every party,
// caps included. sizes says, by issue and cell, how many choices a cell stands
// for; nil: one. limit is how many states are held at once, at least 1; with
// more, bounds come out instead of a count. If the context ends, so do bounds,
// with its error.
//
// The issues are gone through one after the other. All that what is left
// depends on is how much each party still lacks and which claims that matter to
// one that lacks something are still possible: beginnings of outcomes in which
// that is the same are one state, with how many they are. A state in which
// nobody lacks anything, or somebody can no longer get what it lacks, is
// decided with all that is left. Beyond the limit the states with the fewest
// outcomes stay undecided.
func (p *Problem) Count(ctx context.Context, sizes [][]*big.Int, least []int64, limit int) (Tally, error) {
	c := &counting{p: p, words: (len(p.claims) + 63) / 64, limit: limit, yes: new(big.Int), open: new(big.Int), possible: make([]int64, len(p.base))}
	c.order()
	c.measure(sizes)
	lacks := make([]int64, len(least))
	for q := range lacks {
		if least[q]-p.base[q] > p.caps[q] {
			return Tally{new(big.Int), new(big.Int)}, nil
		}
		lacks[q] = max(least[q]-p.base[q], 0)
	}
	all := make([]uint64, c.words)
	for v := range p.claims {
		all[v/64] |= 1 << (v % 64)
	}
	now := &layer{at: map[string]int{}}
	c.put(now, 0, all, lacks, big.NewInt(1))
	var err error
	for k := range c.issues {
		if now, err = c.step(ctx, k, now); err != nil {
			break
		}
	}
	return Tally{c.yes, new(big.Int).Add(c.yes, c.open)}, err
}

type counting struct {
	p        *Problem
	words    int
	limit    int
	issues   []int        // in the order in which they are gone through
	kill     [][][]uint64 // by step and cell: the claims that the cell rules out
	sizes    [][]*big.Int // by step and cell: how many choices the cell stands for
	complete [][]int      // by step: the claims that have no bound after it
	left     []*big.Int   // by step: how many outcomes there are from it on
	yes      *big.Int     // outcomes that are worth so much
	open     *big.Int     // outcomes that were left undecided

	possible []int64 // used again for each state
	key      []byte
	product  big.Int
}

// layer is the states between two issues.
type layer struct {
	at     map[string]int
	states []state
}

type state struct {
	alive []uint64 // claims that still can pay a party that lacks something
	lacks []int64
	count *big.Int
}

// order chooses the order of the issues: next comes always the one after which
// the fewest claims are neither settled nor untouched.
func (c *counting) order() {
	used := make([]bool, len(c.p.cells))
	touched := make([]bool, len(c.p.claims))
	openAfter := func(i int) (n int) {
		for v, claim := range c.p.claims {
			begun, ends := touched[v], true
			for _, b := range claim.bounds {
				begun = begun || b.Issue == i
				ends = ends && (b.Issue == i || used[b.Issue])
			}
			if begun && !ends {
				n++
			}
		}
		return n
	}
	for range c.p.cells {
		best, fewest := -1, 0
		for i := range c.p.cells {
			if used[i] {
				continue
			}
			if n := openAfter(i); best < 0 || n < fewest {
				best, fewest = i, n
			}
		}
		used[best] = true
		c.issues = append(c.issues, best)
		for v, claim := range c.p.claims {
			touched[v] = touched[v] || slices.ContainsFunc(claim.bounds, func(b Bound) bool { return b.Issue == best })
		}
	}
}

// measure prepares what each cell of each issue does.
func (c *counting) measure(sizes [][]*big.Int) {
	place := make([]int, len(c.issues))
	for k, i := range c.issues {
		place[i] = k
	}
	c.kill, c.sizes = make([][][]uint64, len(c.issues)), make([][]*big.Int, len(c.issues))
	c.complete, c.left = make([][]int, len(c.issues)), make([]*big.Int, len(c.issues)+1)
	for k, i := range c.issues {
		c.kill[k] = make([][]uint64, c.p.cells[i])
		for cell := range c.kill[k] {
			c.kill[k][cell] = make([]uint64, c.words)
		}
	}
	for v, claim := range c.p.claims {
		last := 0
		for _, b := range claim.bounds {
			k := place[b.Issue]
			last = max(last, k)
			for cell := range c.kill[k] {
				if cell < b.Low || cell > b.High {
					c.kill[k][cell][v/64] |= 1 << (v % 64)
				}
			}
		}
		c.complete[last] = append(c.complete[last], v)
	}
	c.left[len(c.issues)] = big.NewInt(1)
	for k := len(c.issues) - 1; k >= 0; k-- {
		i := c.issues[k]
		total := new(big.Int)
		for cell := range c.kill[k] {
			n := big.NewInt(1)
			if sizes != nil {
				n = sizes[i][cell]
			}
			c.sizes[k] = append(c.sizes[k], n)
			total.Add(total, n)
		}
		c.left[k] = new(big.Int).Mul(c.left[k+1], total)
	}
}

// step goes on to the states after an issue.
func (c *counting) step(ctx context.Context, k int, from *layer) (*layer, error) {
	to := &layer{at: map[string]int{}}
	alive := make([]uint64, c.words)
	lacks := make([]int64, len(c.p.base))
	count, same := new(big.Int), new(big.Int)
	for n, s := range from.states {
		if n%1024 == 0 && ctx.Err() != nil {
			for _, s := range from.states[n:] {
				c.open.Add(c.open, count.Mul(s.count, c.left[k]))
			}
			for _, s := range to.states {
				c.open.Add(c.open, count.Mul(s.count, c.left[k+1]))
			}
			return nil, ctx.Err()
		}
		for cell := 0; cell < len(c.kill[k]); {
			for w := range alive {
				alive[w] = s.alive[w] &^ c.kill[k][cell][w]
			}
			same.SetInt64(0)
			for ; cell < len(c.kill[k]) && c.leaves(k, cell, s.alive, alive); cell++ {
				same.Add(same, c.sizes[k][cell])
			}
			copy(lacks, s.lacks)
			for _, v := range c.complete[k] {
				if alive[v/64]>>(v%64)&1 == 0 {
					continue
				}
				alive[v/64] &^= 1 << (v % 64)
				for q, pays := range c.p.claims[v].pays {
					lacks[q] = max(lacks[q]-pays, 0)
				}
			}
			c.put(to, k+1, alive, lacks, count.Mul(s.count, same))
		}
	}
	c.crowd(to, k+1)
	return to, nil
}

// leaves reports whether a cell leaves just these of the claims.
func (c *counting) leaves(k, cell int, of, these []uint64) bool {
	for w, kill := range c.kill[k][cell] {
		if of[w]&^kill != these[w] {
			return false
		}
	}
	return true
}

// put decides a state before step k, or adds it to the layer. It keeps none of
// its arguments.
func (c *counting) put(to *layer, k int, alive []uint64, lacks []int64, count *big.Int) {
	if !slices.ContainsFunc(lacks, func(l int64) bool { return l > 0 }) {
		c.yes.Add(c.yes, c.product.Mul(count, c.left[k]))
		return
	}
	clear(c.possible)
	for w, word := range alive {
		for left := word; left != 0; left &= left - 1 {
			v := w*64 + bits.TrailingZeros64(left)
			matters := false
			for q, pays := range c.p.claims[v].pays {
				c.possible[q] += pays
				matters = matters || pays > 0 && lacks[q] > 0
			}
			if !matters {
				alive[w] &^= 1 << (v % 64)
			}
		}
	}
	for q, l := range lacks {
		if c.possible[q] < l {
			return
		}
	}
	c.key = c.key[:0]
	for _, w := range alive {
		c.key = binary.LittleEndian.AppendUint64(c.key, w)
	}
	for _, l := range lacks {
		c.key = binary.AppendUvarint(c.key, uint64(l))
	}
	if n, known := to.at[string(c.key)]; known {
		to.states[n].count.Add(to.states[n].count, count)
		return
	}
	to.at[string(c.key)] = len(to.states)
	to.states = append(to.states, state{slices.Clone(alive), slices.Clone(lacks), new(big.Int).Set(count)})
}

// crowd leaves the states with the fewest outcomes undecided where there are
// too many.
func (c *counting) crowd(to *layer, k int) {
	if len(to.states) <= c.limit {
		return
	}
	slices.SortStableFunc(to.states, func(a, b state) int { return b.count.Cmp(a.count) })
	for _, s := range to.states[c.limit:] {
		c.open.Add(c.open, c.product.Mul(s.count, c.left[k]))
	}
	to.states = to.states[:c.limit]
}
