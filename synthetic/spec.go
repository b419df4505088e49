package synthetic

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"parley"
)

// Family says what the parties' values have to do with each other. The zero
// value is Line.
type Family string

// The families. Line goes from independent to opposed; the others are known to
// be hard for one method or another.
const (
	Line      Family = "line"       // options on a line, parties along it
	ZeroSum   Family = "zero-sum"   // two parties, the same weights, opposed values: every package is efficient
	Goods     Family = "goods"      // each issue is a good that one party gets
	SameGoods Family = "same-goods" // goods that all parties weigh the same: number partitioning
)

// Families lists the families, the default first.
func Families() []Family { return []Family{Line, ZeroSum, Goods, SameGoods} }

// Grid says how finely weights and values are written. The zero value is
// Percent.
type Grid string

// The grids. The utility of a package is a whole number of the steps that the
// name of the grid counts; of Real there are 10²⁴.
const (
	Percent  Grid = "percent" // weights in whole percents, values from 0 to 10
	Fine     Grid = "1e4"     // weights in whole percents, values from 0 to 100
	PerMille Grid = "1e6"     // weights in whole thousandths, values from 0 to 1000
	Real     Grid = "real"    // weights and values as decimals with 12 places
)

// Grids lists the grids, the coarsest first, which is the default.
func Grids() []Grid { return []Grid{Percent, Fine, PerMille, Real} }

// The bounds of a Spec. They keep a case to what casefile reads, and to far
// more than any negotiation has.
const (
	MaxParties  = 100
	MaxIssues   = 1000
	MaxOptions  = 1000
	MaxLinkage  = 20
	MaxRedLines = 1000    // of one party
	MaxSteps    = 100_000 // of a numeric issue
	MaxValues   = 400_000 // parties × issues × options
	MaxItems    = 60_000  // linkages by density, rows barred, red lines of all parties: each, as expected
	MaxRows     = 4_000_000
)

// Spec says what case to draw. Its zero value has no parties and is refused;
// Parties, Issues and Options are always to be set (Options not for goods).
// The package's comment has the formula that the rest goes into.
type Spec struct {
	Family  Family // empty: Line
	Parties int    // 1 to MaxParties; 2 for ZeroSum
	Issues  int    // 1 to MaxIssues
	Options int    // of each issue, and corners of each numeric one: 2 to MaxOptions; of goods 0 or Parties
	Seed    uint64

	Conflict float64 // of Line: from 0, independent, to 1, opposed; taken to six decimals. Otherwise 0
	Grid     Grid    // empty: Percent

	Fallback   float64 // what no agreement is worth, in percent of the sum of the weights: -100 to 100, taken to six decimals
	NoFallback bool    // nobody says what no agreement is worth; Fallback is not used

	Linkage int     // the treewidth of the tied issues: 0 (no linkages) to MaxLinkage, below Issues
	Density float64 // 0: a few linkages a bag; else the share of the rows of each bag's table that are linkages of each party: to 1
	Barred  float64 // the share of the rows of each bag's table that are ruled out: 0 to 0.5

	RedLines      int  // of each party, or as many as differ: 0 to MaxRedLines
	RedLineIssues int  // the most issues that a red line names: 1 to MaxLinkage; 0 means 2. See the package's comment on ties
	Clash         bool // the red lines of all parties together may leave nothing; otherwise they spare one package at least

	Numeric int // how many issues take numbers: 0 to Issues; not of goods, not with Density or Barred
	Steps   int // numeric issues run from 0 to Steps by 1, at least Options-1 and at most MaxSteps; 0: from 0 to Options-1, continuously
}

// filled returns the spec with what its zero values stand for.
func (s Spec) filled() Spec {
	if s.Family == "" {
		s.Family = Line
	}
	if s.Grid == "" {
		s.Grid = Percent
	}
	if s.goods() && s.Options == 0 {
		s.Options = s.Parties
	}
	if s.RedLineIssues == 0 {
		s.RedLineIssues = 2
	}
	return s
}

func (s Spec) goods() bool { return s.Family == Goods || s.Family == SameGoods }

// Check reports the first thing about the spec that is out of bounds or does
// not go together, or nil. Case refuses what Check reports.
func (s Spec) Check() error {
	s = s.filled()
	if !slices.Contains(Families(), s.Family) {
		return fmt.Errorf("there is no family %q; there is %s", s.Family, list(Families()))
	}
	if !slices.Contains(Grids(), s.Grid) {
		return fmt.Errorf("there is no grid %q; there is %s", s.Grid, list(Grids()))
	}
	for _, b := range []struct {
		what     string
		n        int
		from, to int
	}{
		{"the number of parties", s.Parties, 1, MaxParties},
		{"the number of issues", s.Issues, 1, MaxIssues},
		{"the number of options", s.Options, 2, MaxOptions},
		{"the linkage", s.Linkage, 0, MaxLinkage},
		{"the number of red lines", s.RedLines, 0, MaxRedLines},
		{"the number of issues of a red line", s.RedLineIssues, 1, MaxLinkage},
		{"the number of numeric issues", s.Numeric, 0, s.Issues},
		{"the number of steps", s.Steps, 0, MaxSteps},
	} {
		if b.n < b.from || b.n > b.to {
			return fmt.Errorf("%s is %d; it can be %d to %d", b.what, b.n, b.from, b.to)
		}
	}
	for _, b := range []struct {
		what     string
		x        float64
		from, to float64
	}{
		{"the conflict", s.Conflict, 0, 1},
		{"the fallback", s.Fallback, -100, 100},
		{"the density", s.Density, 0, 1},
		{"the share of rows barred", s.Barred, 0, 0.5},
	} {
		if math.IsNaN(b.x) || b.x < b.from || b.x > b.to {
			return fmt.Errorf("%s is %v; it can be %v to %v", b.what, b.x, b.from, b.to)
		}
	}
	if err := s.together(); err != nil {
		return err
	}
	return s.affordable()
}

// together reports what does not go with something else.
func (s Spec) together() error {
	switch {
	case s.Family == ZeroSum && s.Parties != 2:
		return fmt.Errorf("the family %s is between 2 parties, and there are %d", s.Family, s.Parties)
	case s.goods() && s.Options != s.Parties:
		return fmt.Errorf("of %s there are as many options as parties, %d, and not %d", s.Family, s.Parties, s.Options)
	case s.goods() && s.Numeric > 0:
		return fmt.Errorf("the family %s has no numeric issues", s.Family)
	case s.Family != Line && s.Conflict != 0:
		return fmt.Errorf("the family %s takes no conflict: it has its own", s.Family)
	case s.Linkage >= s.Issues:
		return fmt.Errorf("the linkage is %d; with %d issues it can be at most %d", s.Linkage, s.Issues, s.Issues-1)
	case s.Linkage == 0 && s.Density > 0:
		return fmt.Errorf("a density is of linkages, and the linkage is 0")
	case s.Linkage == 0 && s.Barred > 0:
		return fmt.Errorf("rows are barred of issues that are linked, and the linkage is 0")
	case s.Numeric > 0 && (s.Density > 0 || s.Barred > 0):
		return fmt.Errorf("the rows of a bag are of options: there can be no numeric issues with a density or rows barred")
	case s.Numeric > 0 && s.Steps > 0 && s.Steps < s.Options-1:
		return fmt.Errorf("%d corners need at least %d steps, and there are %d", s.Options, s.Options-1, s.Steps)
	}
	return nil
}

// affordable reports what would make the case too large.
func (s Spec) affordable() error {
	if n := s.Parties * s.Issues * s.Options; n > MaxValues {
		return fmt.Errorf("%d parties × %d issues × %d options are %d values; there can be %d", s.Parties, s.Issues, s.Options, n, MaxValues)
	}
	if n := s.Parties * s.RedLines; n > MaxItems {
		return fmt.Errorf("there are %d red lines of %d parties together; there can be %d", n, s.Parties, MaxItems)
	}
	if s.Density == 0 && s.Barred == 0 {
		return nil
	}
	rows := new(big.Int).Exp(big.NewInt(int64(s.Options)), big.NewInt(int64(s.Linkage+1)), nil)
	rows.Mul(rows, big.NewInt(int64(s.Issues-s.Linkage)))
	if rows.Cmp(big.NewInt(MaxRows)) > 0 {
		return fmt.Errorf("the bags have %s rows together; there can be %d where they are drawn one by one", rows, MaxRows)
	}
	if n := s.Density * float64(s.Parties) * float64(rows.Int64()); n > MaxItems {
		return fmt.Errorf("at this density there are about %.0f linkages; there can be %d", n, MaxItems)
	}
	if n := s.Barred * float64(rows.Int64()); n > MaxItems {
		return fmt.Errorf("about %.0f rows are barred; there can be %d", n, MaxItems)
	}
	return nil
}

func list[T ~string](names []T) string {
	words := make([]string, len(names))
	for i, n := range names {
		words[i] = string(n)
	}
	return parley.List(words, "and")
}

// millionths returns x in whole millionths, so that what follows is exact.
func millionths(x float64) int64 { return int64(math.Round(x * 1e6)) }

// decimal writes a number given to six decimals.
func decimal(x float64) string { return parley.Fraction(millionths(x), 1e6).String() }
