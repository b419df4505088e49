package parley

// Linkage is a value that depends on several issues at once. It is said in one
// of three ways: with When it is worth Worth where that matches, with Unless
// where that does not match, and with Combine it is the sum, the least or the
// greatest of what its Parts are worth. What does not apply is worth 0, as a
// part like any other: the least of several is 0 or less as soon as one of them
// does not apply.
type Linkage struct {
	When    Patterns
	Unless  Patterns
	Worth   Interval // on the scale of the party's utility; of a part an exact number
	Combine Combination
	Parts   []Linkage // they have no notes of their own, for a part alone means nothing
	Note
}

// Combination says how the parts of a linkage are put together.
type Combination string

// The combinations.
const (
	CombineSum Combination = "sum"
	CombineMin Combination = "min" // the least
	CombineMax Combination = "max" // the greatest
)

// Combinations lists all combinations.
func Combinations() []Combination { return []Combination{CombineSum, CombineMin, CombineMax} }

// Combined reports whether the linkage is made of parts.
func (l Linkage) Combined() bool { return l.Combine != "" }

// Empty reports whether the linkage says nothing.
func (l Linkage) Empty() bool {
	return len(l.When) == 0 && len(l.Unless) == 0 && len(l.Parts) == 0
}

// Applies reports whether the package is worth Worth by the linkage, which
// must not be made of parts.
func (l Linkage) Applies(p Package) bool {
	if len(l.Unless) > 0 {
		return !l.Unless.Matches(p)
	}
	return l.When.Matches(p)
}

// Patterns returns all patterns of the linkage and its parts, in file order.
func (l Linkage) Patterns() Patterns {
	all := append(append(Patterns{}, l.When...), l.Unless...)
	for _, part := range l.Parts {
		all = append(all, part.Patterns()...)
	}
	return all
}

// Issues returns the ids of the issues that the linkage and its parts name,
// each once, in the order of first mention.
func (l Linkage) Issues() []string { return l.Patterns().Issues() }

// Word is the combination as a sentence has it: the sum, the least, the
// greatest.
func (c Combination) Word() string {
	switch c {
	case CombineMin:
		return "the least"
	case CombineMax:
		return "the greatest"
	}
	return "the sum"
}
