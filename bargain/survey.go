package bargain

import (
	"context"

	"parley"
)

// survey says what packages there are. A census has gone through all of them;
// for spaces too large for that, each question is answered by itself.
//
// A method that the context ends returns what is certain and the context's
// error.
type survey interface {
	// empty reports whether the possible zone is.
	empty(ctx context.Context) (bool, error)
	// ends returns the least and greatest utilities.
	ends(ctx context.Context) (reaches, error)
	// count counts the packages that pass.
	count(ctx context.Context, f filter) (Count, error)
	// example returns a package that breaks none of the items, or nil: of a
	// census the first in file order.
	example(ctx context.Context, none mask) (parley.Package, error)
	// clashes returns the minimal sets of items within part that no package
	// leaves all unbroken, at most most of them, and whether these are all.
	clashes(ctx context.Context, part mask, most int) ([]mask, bool, error)
	// breaches returns the minimal sets of items within part, no norm among
	// them, that are just what some package breaks of it, at most most of
	// them, smallest first, and whether these are all.
	breaches(ctx context.Context, part mask, most int) ([]mask, bool, error)
}

// filter says which packages are meant: those that break none of the items of
// none and, unless it is empty, one of some. An owner's mark is broken where
// it is committed.
type filter struct {
	none, some mask
}

func (f *filter) passes(broken *mask) bool {
	return !broken.meets(&f.none) && (f.some.empty() || broken.meets(&f.some))
}

// reaches is how far utilities go.
type reaches struct {
	free     bounds // over the packages that break no demand and no norm
	lawful   bounds // over the packages that break no norm
	possible bounds // over the possible zone
}

// everything is all items but the marks: what no package of the possible zone
// breaks.
func (p *Problem) everything() mask {
	return p.itemsWhere(func(it *item) bool { return it.ref.Kind != commitKind })
}

// without returns the set without one item.
func (m mask) without(i int) mask {
	m.remove(i)
	return m
}
