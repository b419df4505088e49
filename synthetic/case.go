package synthetic

import (
	"fmt"

	"parley"
)

// Case draws the case that the spec asks for. Its ids are p1, i001, o01 and
// so on, padded so that they sort in order; its title and About say how it was
// drawn. parley.Case.Check finds no errors in it. The error is that of
// Spec.Check.
func Case(s Spec) (*parley.Case, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	s = s.filled()
	d := newDrawing(s)
	c := &parley.Case{Title: s.Title(), About: s.Formula()}
	for p, id := range d.parties {
		c.Parties = append(c.Parties, parley.Party{ID: id, Name: fmt.Sprintf("Party %d", p+1)})
	}
	for i := range d.issues {
		c.Issues = append(c.Issues, d.issue(i))
	}
	weights, values := s.weights(d.scale.whole), s.values(d.scale.top)
	for p := range d.parties {
		c.Positions = append(c.Positions, d.position(p, weights[p], values[p]))
	}
	d.bar(c)
	return c, nil
}

// drawing is a case in the making.
type drawing struct {
	Spec
	scale                    *scale
	parties, issues, options []string // ids
	bags                     [][]int  // of issues, ascending; see bags
}

func newDrawing(s Spec) *drawing {
	return &drawing{Spec: s, scale: s.Grid.scale(), bags: s.bags(),
		parties: ids("p", s.Parties, 1), issues: ids("i", s.Issues, 3), options: ids("o", s.Options, 2)}
}

// ids numbers n ids from 1, padded to one width of at least pad digits.
func ids(prefix string, n, pad int) []string {
	pad = max(pad, len(fmt.Sprint(n)))
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("%s%0*d", prefix, pad, i+1)
	}
	return all
}

func (d *drawing) issue(i int) parley.Issue {
	issue := parley.Issue{ID: d.issues[i], Name: fmt.Sprintf("Issue %d", i+1)}
	if d.numeric(i) {
		issue.Range = &parley.Range{Min: parley.Int(0), Max: parley.Int(d.last())}
		if d.Steps > 0 {
			step := parley.Int(1)
			issue.Range.Step = &step
		}
		return issue
	}
	for o, id := range d.options {
		text := fmt.Sprintf("Option %d", o+1)
		if d.goods() {
			text = fmt.Sprintf("To party %d", o+1)
		}
		issue.Options = append(issue.Options, parley.Option{ID: id, Text: text})
	}
	return issue
}

func (d *drawing) position(p int, weights []int64, values [][]int64) parley.Position {
	pos := parley.Position{Party: d.parties[p]}
	for i, id := range d.issues {
		pos.Importance = append(pos.Importance, parley.Importance{Issue: id, Weight: parley.Just(d.scale.number(weights[i]))})
		v := parley.Value{Issue: id}
		for o, worth := range values[i] {
			w := parley.Just(d.scale.number(worth))
			if d.numeric(i) {
				v.Curve = append(v.Curve, parley.CurvePoint{At: parley.Int(d.corner(o)), Worth: w})
			} else {
				v.Options = append(v.Options, parley.OptionValue{Option: d.options[o], Worth: w})
			}
		}
		pos.Values = append(pos.Values, v)
	}
	pos.Linkages = d.linkages(p)
	pos.Never = d.redLines(p)
	pos.Anchors = d.anchors(pos.Never)
	if !d.NoFallback {
		share := parley.Fraction(millionths(d.Fallback), 100e6)
		worth := parley.Just(share.Mul(d.scale.number(d.scale.whole)))
		pos.Fallback = &parley.Fallback{Value: &worth}
	}
	return pos
}

// anchors pins the scale of the issues of which a red line refuses options
// outright: over the rest alone, it would be another scale than was drawn.
func (d *drawing) anchors(never []parley.Demand) []parley.Anchor {
	refused := map[string]bool{}
	for _, r := range never {
		if scope := r.Scope(); len(scope) == 1 {
			refused[scope[0]] = true
		}
	}
	var pinned []parley.Anchor
	for _, id := range d.issues {
		if refused[id] {
			pinned = append(pinned, parley.Anchor{Issue: id, Worst: d.scale.number(0), Best: d.scale.number(d.scale.top)})
		}
	}
	return pinned
}
