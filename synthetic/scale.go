package synthetic

import "parley"

// scale is how a grid writes weights and values: as so many steps of the
// whole, each a whole number or a decimal.
type scale struct {
	whole int64           // what weights sum to, in steps
	top   int64           // what the best option of an issue is worth, in steps
	parts int64           // steps that make 1
	steps []parley.Number // the first of them, made once: numbers can be shared
}

func (g Grid) scale() *scale {
	s := &scale{parts: 1}
	switch g {
	case Fine:
		s.whole, s.top = 100, 100
	case PerMille:
		s.whole, s.top = 1000, 1000
	case Real:
		s.whole, s.top, s.parts = 1e12, 1e12, 1e12
	default:
		s.whole, s.top = 100, 10
	}
	if s.parts == 1 {
		for n := range s.whole + 1 {
			s.steps = append(s.steps, parley.Int(n))
		}
	}
	return s
}

// number returns so many steps as a number.
func (s *scale) number(steps int64) parley.Number {
	if steps >= 0 && steps < int64(len(s.steps)) {
		return s.steps[steps]
	}
	return parley.Fraction(steps, s.parts)
}

// worths returns what options are worth to a party: places are theirs on the
// line, at is the party's, both from 0 to unit, and own its own draws. The
// conflict c is in millionths.
func worths(places []int64, at int64, own []int64, c int64) []int64 {
	raw := make([]int64, len(places))
	for o, x := range places {
		away := x - at
		if away < 0 {
			away = -away
		}
		raw[o] = c*(unit-away) + (1e6-c)*own[o]
	}
	return raw
}

// weights returns what the issues weigh to each party, in steps.
func (s Spec) weights(whole int64) [][]int64 {
	all := make([][]int64, s.Parties)
	for p := range all {
		of := p
		if s.Family == ZeroSum || s.Family == SameGoods {
			of = 0
		}
		all[p] = s.stream(ofWeights, of).weights(s.Issues, whole)
	}
	return all
}

// values returns what the options of each issue are worth to each party, in
// steps: by party, then by issue.
func (s Spec) values(top int64) [][][]int64 {
	all := make([][][]int64, s.Parties)
	own := make([]stream, s.Parties)
	for p := range all {
		all[p] = make([][]int64, s.Issues)
		own[p] = s.stream(ofValues, p)
	}
	c := millionths(s.Conflict)
	for i := range s.Issues {
		switch s.Family {
		case ZeroSum:
			up := rescaled(s.places(i), top)
			down := make([]int64, len(up))
			for o, v := range up {
				down[o] = top - v
			}
			all[0][i], all[1][i] = up, down
		case Goods, SameGoods:
			for p := range all {
				all[p][i] = make([]int64, s.Options)
				all[p][i][p] = top
			}
		default:
			places, order := s.places(i), s.stream(ofOrder, i).order(s.Parties)
			for p := range all {
				var at int64
				if s.Parties > 1 {
					at = unit * int64(order[p]) / int64(s.Parties-1)
				}
				all[p][i] = rescaled(worths(places, at, own[p].draws(s.Options), c), top)
			}
		}
	}
	return all
}

// places draws where the options of an issue are on its line; the corners of
// a numeric issue are where their numbers are.
func (s Spec) places(issue int) []int64 {
	if !s.numeric(issue) {
		return s.stream(ofPlaces, issue).draws(s.Options)
	}
	places := make([]int64, s.Options)
	for o := range places {
		places[o] = unit * int64(o) / int64(s.Options-1)
	}
	return places
}

// draws draws n numbers on [0, 1].
func (s stream) draws(n int) []int64 {
	xs := make([]int64, n)
	for i := range xs {
		xs[i] = s.below(unit)
	}
	return xs
}

// numeric reports whether the issue takes numbers: they are spread evenly.
func (s Spec) numeric(issue int) bool {
	return (issue+1)*s.Numeric/s.Issues > issue*s.Numeric/s.Issues
}

// last returns the greatest number of a numeric issue.
func (s Spec) last() int64 {
	if s.Steps > 0 {
		return int64(s.Steps)
	}
	return int64(s.Options - 1)
}

// corner returns the number at which a corner of the curves stands.
func (s Spec) corner(o int) int64 {
	n, d := int64(o)*s.last(), int64(s.Options-1)
	return (n + d/2) / d
}
