// Package rectangles finds exactly what several parties can have at once whose
// utilities are sums of what hyper-rectangles pay: an outcome takes one cell of
// every issue, and a rectangle pays where the cells of some issues lie between
// bounds. Issues that many rectangles tie leave no order of elimination that a
// table could follow; here the search is over which rectangles pay instead. It
// is no reader of files, which is package scenario, and knows neither scales
// nor names.
//
// # Why choosing rectangles is enough
//
// Intervals have the Helly property: if every two of a family of intervals
// meet, they all have a point in common (E. Helly 1923, in one dimension). So
// have boxes that are products of intervals, issue by issue. A set of boxes can
// therefore pay together if and only if no two of them exclude each other, and
// the outcomes that matter are the independent sets of the graph in which two
// boxes that exclude each other are joined. What a box loses inside, or pays
// outside, is the same as paying in each of the disjoint boxes that its
// complement is cut into.
//
// That turns 10^30 outcomes and 120 rectangles into independent sets of 120
// vertices in a sparse graph.
package rectangles

import (
	"errors"
	"fmt"
)

// Bound holds where the cell of an issue is from Low to High, both included.
// Cells count from 0 in an order that the caller chose.
type Bound struct{ Issue, Low, High int }

// Box pays a party where all its bounds hold; or, with Outside, where not all
// of them do. Without bounds, all of none hold.
type Box struct {
	Party   int
	Pays    int64 // of either sign
	Bounds  []Bound
	Outside bool
}

// Limits of a problem. What is beyond them is refused: nothing here rounds.
const (
	// MaxTotal bounds, for each party, what its boxes pay together, signs apart.
	// A weighing of utilities by factors below 2^maxFactor then fits an int64.
	MaxTotal = 1 << 40
	// MaxClaims bounds the boxes of positive pay that a problem comes down to.
	MaxClaims = 4096
	// MaxParties bounds the parties.
	MaxParties = 8
)

// ErrTooLarge is the error of a problem beyond the limits.
var ErrTooLarge = errors.New("the hyper-rectangles are too many or their numbers too fine")

// Problem is a set of boxes, ready to be searched.
type Problem struct {
	cells  []int
	base   []int64 // by party: what every outcome pays
	caps   []int64 // by party: utilities above count as much; negative: no cap. Base apart
	claims []claim
	joined [][]uint64 // by claim: those that exclude it
	boxes  []Box
}

// claim is a box that pays at least one party something and none less than 0.
type claim struct {
	bounds []Bound // ascending issues, none of them the whole issue
	pays   []int64 // by party
}

// Compile prepares boxes over issues with so many cells each. caps, which may
// be nil, are the most that each party's sum counts; nil where there is none.
// It returns ErrTooLarge beyond the limits.
func Compile(cells []int, parties int, boxes []Box, caps []*int64) (*Problem, error) {
	p := &Problem{cells: cells, base: make([]int64, parties), caps: make([]int64, parties), boxes: boxes}
	if parties < 1 || parties > MaxParties {
		return nil, fmt.Errorf("%d parties: %w", parties, ErrTooLarge)
	}
	totals := make([]int64, parties)
	for _, b := range boxes {
		if b.Pays > MaxTotal || b.Pays < -MaxTotal {
			return nil, ErrTooLarge
		}
		if totals[b.Party] += max(b.Pays, -b.Pays); totals[b.Party] > MaxTotal {
			return nil, ErrTooLarge
		}
	}
	c := &compiler{p: p, known: map[string]int{}}
	for _, b := range boxes {
		if err := c.add(b); err != nil {
			return nil, err
		}
	}
	for q := range p.caps {
		p.caps[q] = MaxTotal + 1
		if caps != nil && caps[q] != nil {
			p.caps[q] = min(*caps[q]-p.base[q], MaxTotal+1)
		}
	}
	p.join()
	return p, nil
}

// compiler turns boxes into claims.
type compiler struct {
	p     *Problem
	known map[string]int // claim by the text of its bounds
}

func (c *compiler) add(b Box) error {
	bounds, possible := c.p.meet(b.Bounds)
	pays, outside := b.Pays, b.Outside
	if pays == 0 {
		return nil
	}
	if !possible { // never inside
		if outside {
			c.p.base[b.Party] += pays
		}
		return nil
	}
	if len(bounds) == 0 { // always inside
		if !outside {
			c.p.base[b.Party] += pays
		}
		return nil
	}
	if pays < 0 { // to lose here is to be given everywhere and to win elsewhere
		c.p.base[b.Party] += pays
		pays, outside = -pays, !outside
	}
	if !outside {
		return c.claim(b.Party, pays, bounds)
	}
	// The complement, cut into disjoint boxes: what meets the first bounds and
	// misses the next one below or above.
	for k, miss := range bounds {
		for _, side := range []Bound{{miss.Issue, 0, miss.Low - 1}, {miss.Issue, miss.High + 1, c.p.cells[miss.Issue] - 1}} {
			if side.Low > side.High {
				continue
			}
			if err := c.claim(b.Party, pays, append(append([]Bound{}, bounds[:k]...), side)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *compiler) claim(party int, pays int64, bounds []Bound) error {
	key := fmt.Sprint(bounds)
	n, known := c.known[key]
	if !known {
		n = len(c.p.claims)
		if n == MaxClaims {
			return ErrTooLarge
		}
		c.known[key] = n
		c.p.claims = append(c.p.claims, claim{bounds: bounds, pays: make([]int64, len(c.p.base))})
	}
	c.p.claims[n].pays[party] += pays
	return nil
}

// meet returns the bounds in the order of the issues, each issue once and none
// that always holds, and whether they can hold together.
func (p *Problem) meet(bounds []Bound) ([]Bound, bool) {
	low, high := map[int]int{}, map[int]int{}
	for _, b := range bounds {
		if _, seen := low[b.Issue]; !seen {
			low[b.Issue], high[b.Issue] = 0, p.cells[b.Issue]-1
		}
		low[b.Issue], high[b.Issue] = max(low[b.Issue], b.Low), min(high[b.Issue], b.High)
	}
	var met []Bound
	for i := range p.cells {
		from, bound := low[i]
		switch to := high[i]; {
		case !bound || from == 0 && to == p.cells[i]-1:
		case from > to:
			return nil, false
		default:
			met = append(met, Bound{i, from, to})
		}
	}
	return met, true
}

// join finds the claims that exclude each other.
func (p *Problem) join() {
	words := (len(p.claims) + 63) / 64
	p.joined = make([][]uint64, len(p.claims))
	all := make([]uint64, words*len(p.claims))
	for v := range p.joined {
		p.joined[v] = all[v*words : (v+1)*words]
	}
	for v := range p.claims {
		for w := range v {
			if excludes(p.claims[v].bounds, p.claims[w].bounds) {
				p.joined[v][w/64] |= 1 << (w % 64)
				p.joined[w][v/64] |= 1 << (v % 64)
			}
		}
	}
}

func excludes(a, b []Bound) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].Issue < b[j].Issue:
			i++
		case a[i].Issue > b[j].Issue:
			j++
		case a[i].High < b[j].Low || b[j].High < a[i].Low:
			return true
		default:
			i, j = i+1, j+1
		}
	}
	return false
}

// Utility returns what an outcome is worth to each party, caps apart, from the
// boxes as they were given.
func (p *Problem) Utility(outcome []int) []int64 {
	u := make([]int64, len(p.base))
	for _, b := range p.boxes {
		inside := true
		for _, x := range b.Bounds {
			inside = inside && outcome[x.Issue] >= x.Low && outcome[x.Issue] <= x.High
		}
		if inside != b.Outside {
			u[b.Party] += b.Pays
		}
	}
	return u
}

// outcome returns an outcome in which all the claims pay: of each issue the
// first cell that they leave.
func (p *Problem) outcome(claims []uint64) []int {
	o := make([]int, len(p.cells))
	for v := range p.claims {
		if claims[v/64]>>(v%64)&1 == 0 {
			continue
		}
		for _, b := range p.claims[v].bounds {
			o[b.Issue] = max(o[b.Issue], b.Low)
		}
	}
	return o
}
