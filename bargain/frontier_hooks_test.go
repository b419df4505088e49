package bargain

import (
	"context"

	"parley"
)

// What the tests of frontiers look at from outside.

// Efficient is an efficient outcome: the whole numbers that stand for the
// parties' utilities, how many packages have them, and the first that does.
type Efficient struct {
	Amounts []uint64
	Ties    string
	Package parley.Package
}

// FrontierWalked finds the frontier of the packages that break nothing, or
// nothing but fallbacks, the way it is found where what ties the issues is too
// wide for tables: by going through packages.
func FrontierWalked(p *Problem, fallbacks bool) ([]Efficient, error) {
	points, err := p.searchFrontier(context.Background(), p.unless(fallbacks), nil)
	return p.efficient(p.vectorsOf(points)), err
}

// FrontierUnited finds it the way it is found otherwise.
func FrontierUnited(p *Problem, fallbacks bool) ([]Efficient, error) {
	f, err := enumeration{p}.frontier(context.Background(), p.unless(fallbacks), nil, nil)
	return p.efficient(f.vectors), err
}

// unless returns what may be broken: nothing where fallbacks are in force.
func (p *Problem) unless(fallbacks bool) mask {
	if fallbacks {
		return mask{}
	}
	return p.fallbackItems()
}

func (p *Problem) efficient(v *vectors) []Efficient {
	var list []Efficient
	for i := range v.n {
		list = append(list, Efficient{v.at(i), v.ties(i).String(), v.pkg(p, i)})
	}
	return list
}

// Valued reports whether every party whose consent counts has utilities, and
// whether no issue is continuous.
func Valued(p *Problem) bool { return len(p.unvalued()) == 0 && p.total != nil }

// Enumerable reports whether no issue is continuous.
func Enumerable(p *Problem) bool { return p.total != nil }
