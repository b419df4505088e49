package parley

import (
	"math/big"
	"slices"
)

// Issue is one thing to be settled. A package takes exactly one choice for
// it: an option of a discrete issue, a number of a numeric one.
type Issue struct {
	ID      string
	Name    string   // how people call it; the id where empty
	About   string   // plain text
	Options []Option // of a discrete issue, in file order
	Range   *Range   // of a numeric issue; exactly one of Options and Range is set
	By      string   // the party that alone can give it; empty for an ordinary issue
	Nothing *Choice  // of an issue with By: the choice that commits nothing
	Sources []string // ids of sources that report it
}

// Option is one way to settle a discrete issue.
type Option struct {
	ID      string
	Text    string   // what it says
	Sources []string // ids of sources
	Assumed string   // why this option is an assumption and nobody's words; empty where it is reported
}

// Range is what a numeric issue can take: Min, Min+Step, … Max, or, without
// a step, every number from Min to Max.
type Range struct {
	Min, Max Number
	Step     *Number // positive, divides Max-Min; nil for a continuous issue
	Unit     string  // such as k€; may be empty
}

// Label returns the issue's name, or its id where it has none.
func (i Issue) Label() string { return either(i.Name, i.ID) }

// Numeric reports whether the issue takes numbers.
func (i Issue) Numeric() bool { return i.Range != nil }

// Continuous reports whether the issue takes every number of its range.
func (i Issue) Continuous() bool { return i.Range != nil && i.Range.Step == nil }

// Option returns the option with the id.
func (i Issue) Option(id string) (Option, bool) {
	for _, o := range i.Options {
		if o.ID == id {
			return o, true
		}
	}
	return Option{}, false
}

// Count returns how many choices the issue has, or nil if it is continuous
// and they are infinitely many.
func (i Issue) Count() *big.Int {
	switch {
	case !i.Numeric():
		return big.NewInt(int64(len(i.Options)))
	case i.Continuous():
		if i.Range.Min.Equal(i.Range.Max) {
			return big.NewInt(1)
		}
		return nil
	}
	if i.Range.Step.Sign() <= 0 || i.Range.Min.Cmp(i.Range.Max) > 0 { // an error of the case; see Check
		return big.NewInt(0)
	}
	steps := i.Range.Max.Sub(i.Range.Min).Div(*i.Range.Step).Rat()
	n := new(big.Int).Quo(steps.Num(), steps.Denom())
	return n.Add(n, big.NewInt(1))
}

// At returns the choice number n, counted from 0 in file order or upwards
// from the minimum. It must not be called for a continuous issue.
func (i Issue) At(n int) Choice {
	if !i.Numeric() {
		return Choice{Option: i.Options[n].ID}
	}
	return Choice{Number: i.Range.Min.Add(i.Range.Step.Mul(Int(int64(n))))}
}

// Has reports whether c is one of the issue's choices.
func (i Issue) Has(c Choice) bool {
	if !i.Numeric() {
		_, ok := i.Option(c.Option)
		return ok
	}
	return c.Option == "" && i.Range.Has(c.Number)
}

// Has reports whether n is a number of the range, on its grid if it has one.
func (r Range) Has(n Number) bool {
	if n.Cmp(r.Min) < 0 || n.Cmp(r.Max) > 0 {
		return false
	}
	return r.Step == nil || r.Step.Sign() > 0 && n.Sub(r.Min).Div(*r.Step).get().IsInt()
}

// Commits reports whether taking c on this issue makes its owner give
// something: always false for an ordinary issue.
func (i Issue) Commits(c Choice) bool {
	return i.By != "" && (i.Nothing == nil || !i.Nothing.Equal(c))
}

func indexByID[T any](items []T, id func(T) string, want string) int {
	return slices.IndexFunc(items, func(t T) bool { return id(t) == want })
}
