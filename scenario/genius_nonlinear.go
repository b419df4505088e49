package scenario

import (
	"strings"

	"parley"
)

// rectangles reads <utility>, the nonlinear utility of GENIUS.
func (g *geniusReader) rectangles(s *Scenario, e *element) (*Rectangles, error) {
	most, err := g.attrNumber(e, "maxutility")
	if err != nil {
		return nil, err
	}
	if most.Sign() <= 0 {
		return nil, g.fail(e.at, "", "maxutility is %s, and utilities are divided by it", most)
	}
	u := &Rectangles{Max: most, Root: Group{Weight: parley.Int(1), How: Sum}}
	place := map[int]int{}
	for n, i := range s.Issues {
		place[i.Index] = n
	}
	return u, g.group(s, e, place, &u.Root)
}

// group reads the hyper-rectangles and functions inside an element.
func (g *geniusReader) group(s *Scenario, e *element, place map[int]int, into *Group) error {
	for _, c := range e.children {
		switch strings.ToLower(c.name) {
		case "ufun":
			inner := Group{How: Sum}
			var err error
			if inner.Weight, err = g.weightOf(c); err != nil {
				return err
			}
			switch how := strings.ToLower(c.get("aggregation")); how {
			case "sum", "min", "max":
				inner.How = Aggregation(how)
			case "":
				g.warn(c.at, "", "the function has no aggregation; it is taken as a sum")
			default:
				return g.fail(c.at, "it is sum, min or max", "the aggregation %s is not known", quoted(how))
			}
			if err := g.group(s, c, place, &inner); err != nil {
				return err
			}
			into.Groups = append(into.Groups, inner)
		case "hyperrectangle":
			box, err := g.box(s, c, place)
			if err != nil {
				return err
			}
			into.Boxes = append(into.Boxes, box)
		default:
			g.ignore(c, c.name)
		}
	}
	return nil
}

func (g *geniusReader) weightOf(e *element) (parley.Number, error) {
	if _, ok := e.attr("weight"); !ok {
		return parley.Int(1), nil
	}
	return g.attrNumber(e, "weight")
}

func (g *geniusReader) box(s *Scenario, e *element, place map[int]int) (Rectangle, error) {
	box := Rectangle{}
	var err error
	if box.Utility, err = g.attrNumber(e, "utility"); err != nil {
		return box, err
	}
	if box.Weight, err = g.weightOf(e); err != nil {
		return box, err
	}
	bounds := e.all("INCLUDES")
	if excludes := e.all("EXCLUDES"); len(excludes) > 0 {
		if len(bounds) > 0 {
			g.warn(e.at, "", "the hyper-rectangle has both INCLUDES and EXCLUDES; GENIUS minds the EXCLUDES alone, and so is it here")
		}
		bounds, box.Excludes = excludes, true
	}
	for _, b := range bounds {
		index, ok := g.whole(b, "index")
		n, known := place[index]
		if !ok || !known {
			return box, g.fail(b.at, "", "the bound is on issue %s, which the domain does not have", quoted(b.get("index")))
		}
		if s.Issues[n].Kind == Discrete {
			return box, g.fail(b.at, "", "the bound is on the discrete issue %s, whose values are no numbers", quoted(s.Issues[n].Name))
		}
		bound := Bound{Issue: n}
		if bound.Low, err = g.attrNumber(b, "min"); err != nil {
			return box, err
		}
		if bound.High, err = g.attrNumber(b, "max"); err != nil {
			return box, err
		}
		box.Bounds = append(box.Bounds, bound)
	}
	return box, nil
}
