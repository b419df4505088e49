package bargain

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"parley"
)

// What the tests of the search over cells look at from outside.

// Kind is what some packages break, with one of them.
type Kind struct {
	Refs    []parley.Ref
	Count   string
	Package parley.Package
}

func censusOf(p *Problem) (*census, error) {
	s, err := p.withSearch(Options{}).search.survey(context.Background(), nil)
	c, _ := s.(*census)
	return c, err
}

// KindsOf returns the census of a problem.
func KindsOf(p *Problem) ([]Kind, error) {
	c, err := censusOf(p)
	if err != nil {
		return nil, err
	}
	var list []Kind
	for _, k := range c.kinds {
		pkg := k.pkg
		if pkg == nil {
			pkg = p.packageOf(k.first)
		}
		list = append(list, Kind{p.refs(k.broken.minus(p.markItems())), Count{Int: k.count.int()}.String(), pkg})
	}
	return list, nil
}

// ByProgrammes answers a question the way it is answered for three and more
// parties, whatever their number: by linear programmes over all boxes.
func ByProgrammes(p *Problem, q Question) ([]Outcome, picked, error) {
	ctx := context.Background()
	c, err := censusOf(p)
	if err != nil {
		return nil, picked{}, err
	}
	y := p.newYardstick(c.reaches)
	out, err := cellSearch{Problem: p}.pickOfMany(ctx, q, y)
	if err != nil || len(out.candidates) == 0 {
		return nil, out, err
	}
	return y.outcomes(out.candidates), out, nil
}

// Upper is the bound that an unproven answer comes with, or nil.
func (out picked) Upper() *parley.Number { return numberOf(out.upper) }

// MiddlesOf returns the middle of each line of a two-party frontier.
func MiddlesOf(p *Problem) ([]Outcome, error) {
	ctx := context.Background()
	c, err := censusOf(p)
	if err != nil || c.possible.none {
		return nil, err
	}
	y := p.newYardstick(c.reaches)
	f, err := p.withSearch(Options{}).search.frontier(ctx, mask{}, y, nil)
	if err != nil || f.drawing == nil {
		return nil, err
	}
	var list []Outcome
	for _, l := range f.drawing.lines {
		if l.point() {
			continue
		}
		k := l.a.toward(l.b, half)
		at, err := f.drawing.candidate(ctx, []*big.Rat{k.x, k.y})
		if err != nil {
			return nil, err
		}
		list = append(list, y.outcome(at))
	}
	return list, nil
}

// EndsOf returns the most that each column can be in the possible zone.
func EndsOf(p *Problem) ([]parley.Number, error) {
	c, err := censusOf(p)
	if err != nil || c.possible.none {
		return nil, err
	}
	var list []parley.Number
	for _, x := range append(c.possible.most, c.possible.least...) {
		list = append(list, parley.Exactly(x))
	}
	return list, nil
}

// MostTied sets how many boxes that tie a hunt looks at, and returns what takes
// it back.
func MostTied(n int) func() {
	before := maxTied
	maxTied = n
	return func() { maxTied = before }
}

// MostForks sets how often parties are held in turn in a leximin, and returns
// what takes it back.
func MostForks(n int) func() {
	before := maxForks
	maxForks = n
	return func() { maxForks = before }
}

// MostDrawnBoxes sets how many boxes of a frontier of two parties are drawn, and
// returns what takes it back.
func MostDrawnBoxes(n int) func() {
	before := maxDrawnBoxes
	maxDrawnBoxes = n
	return func() { maxDrawnBoxes = before }
}

// OpenOfBoxes goes through all boxes and says, issue by issue, which choices the
// possible zone leaves, as the tests write spans.
func OpenOfBoxes(p *Problem) ([]string, error) {
	ctx := context.Background()
	p = p.withSearch(Options{})
	ids, err := cellSearch{Problem: p}.boxes(ctx, mask{}, nil)
	if err != nil {
		return nil, err
	}
	w := p.newWorths()
	stretches := make([][]stretchOf, len(p.issues))
	taken := make([]map[int]bool, len(p.issues))
	for at := range taken {
		taken[at] = map[int]bool{}
	}
	for _, id := range ids {
		r := w.box(id).region(p.markItems())
		if r == nil {
			continue
		}
		if t, _, err := r.find(ctx, r.floorConditions(), false); err != nil || t == nil {
			continue
		}
		for at, k := range r.cells {
			if taken[at][k] = true; p.issues[at].Continuous() {
				s, err := r.stretch(ctx, at)
				if err != nil {
					return nil, err
				}
				stretches[at] = append(stretches[at], s)
			}
		}
	}
	var out []string
	for at := range p.issues {
		var list []string
		if p.issues[at].Continuous() {
			for _, s := range joined(stretches[at]) {
				list = append(list, parley.Exactly(s.low).String()+"–"+parley.Exactly(s.high).String())
			}
		} else {
			for _, s := range p.issues[at].spans(func(k int) bool { return taken[at][k] }) {
				list = append(list, s.From.String()+"–"+s.To.String())
			}
		}
		slices.Sort(list)
		out = append(out, fmt.Sprint(list))
	}
	return out, nil
}
