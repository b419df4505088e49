package scenario

import "parley"

// Utility is a profile's definition of utility, as its file gives it:
// *Additive, *Rectangles or *Ranked.
type Utility interface{ utility() }

// Additive is a weighted sum over the issues. What its evaluations mean is for
// the semantics to say.
type Additive struct {
	Terms []Term        // one an issue, in the order of the issues
	Bias  parley.Number // NegMAS: what is added to the sum
}

// Term is what an issue brings to a sum.
type Term struct {
	Weight *parley.Number // nil: not said
	Eval   Evaluation     // nil: not said
}

// Evaluation says what the choices of one issue are worth, before the weight:
// *Table, *Linear, *Constant, *Triangle or *Curve.
type Evaluation interface{ evaluation() }

// Table is a number for each value of a discrete or stepped issue.
type Table struct {
	Values []*parley.Number // aligned with the issue's values; nil: not said, which counts 0
	Extra  []parley.Number  // of values that the domain does not have; GENIUS minds them when it looks for the greatest

	// Whole are the Values before they were divided by the greatest and rounded, of
	// an issue that says what its greatest was. GENIUS divides anyway, so that only
	// its semantics take these. Nil: there is no such thing.
	Whole []*parley.Number

	unit *parley.Number // of a case: what counts as 1 among the numbers as they are stated
}

// undivided returns the Values, or what they were before they were divided.
func (t *Table) undivided() []*parley.Number {
	if t.Whole != nil {
		return t.Whole
	}
	return t.Values
}

// Linear is Slope × (x - Origin) + Offset.
type Linear struct {
	Slope, Offset, Origin parley.Number
	Clip                  bool // GENIUS: below 0 it is 0, above 1 it is 1. Other semantics do not clip, nor mind the Origin
	Outside               bool // GeniusWeb: 0 outside From to To
	From, To              parley.Number
}

// Constant is the same for every choice.
type Constant struct{ Value parley.Number }

// Curve is straight between its points, which ascend and reach from one end of
// the issue to the other. Cases have such evaluations; no file format here has.
type Curve struct{ Points []Point }

// Point is a corner of a Curve.
type Point struct{ At, Worth parley.Number }

// Triangle rises from 0 at Low to 1 at Top and falls to 0 at High; outside it
// is 0.
type Triangle struct{ Low, Top, High parley.Number }

func (*Table) evaluation()    {}
func (*Linear) evaluation()   {}
func (*Constant) evaluation() {}
func (*Triangle) evaluation() {}
func (*Curve) evaluation()    {}

// Rectangles is a nonlinear utility of GENIUS: what the hyper-rectangles that
// an outcome lies in pay, put together, divided by Max and cut off at 1. The
// other semantics divide as well and do not cut off.
type Rectangles struct {
	Max  parley.Number // positive
	Root Group
}

// Aggregation says how a group puts its parts together.
type Aggregation string

// The aggregations.
const (
	Sum Aggregation = "sum"
	Min Aggregation = "min"
	Max Aggregation = "max"
)

// Group is a nested function of hyper-rectangles: Weight × the Sum, Min or Max
// over its rectangles and inner groups. A rectangle that does not pay counts 0.
type Group struct {
	Weight parley.Number
	How    Aggregation
	Boxes  []Rectangle
	Groups []Group
}

// Rectangle pays Weight × Utility where all its bounds hold; or, with Excludes,
// where not all of them do. Without bounds it always pays.
type Rectangle struct {
	Utility, Weight parley.Number
	Excludes        bool
	Bounds          []Bound
}

// Bound holds where an issue's number is from Low to High, both included.
type Bound struct {
	Issue     int // place in Scenario.Issues
	Low, High parley.Number
}

// Ranked is the constraint utility of GENIUS: the mean over the ranked issues
// of rank ÷ the issue's greatest rank, where a zero rule may void one issue's
// part or the whole outcome.
type Ranked struct {
	Ranks []Ranks
	Rules []ZeroRule
}

// Ranks are the ranks of one issue's values.
type Ranks struct {
	Issue int              // place in Scenario.Issues
	Ranks []*parley.Number // aligned with the issue's values; nil: not said, which counts 0
}

// Whole is the Issue of a ZeroRule that voids the whole outcome.
const Whole = -1

// ZeroRule makes 0 of an issue's part, or of the whole outcome, where all its
// tests hold.
type ZeroRule struct {
	Issue int    // place in Scenario.Issues, or Whole
	Type  string // the name in the file, such as sumZeroConstraint
	Tests []Test
}

// Test looks at the text or the number of a value. Exactly one of its forms is
// used.
type Test struct {
	Issue    int      // place in Scenario.Issues; unused with Sum
	Is       *string  // the value is this text
	Contains []string // the value contains one of these texts
	Lacks    *string  // the value does not contain this text
	Sign     *Sign    // the value is a number of this sign
	Sum      []int    // the numbers of these issues add up to Low … High
	Low      parley.Number
	High     parley.Number
}

// Sign is a test of a number's sign.
type Sign string

// The signs. The inclusive constraints of GENIUS let 0 pass for either, the
// conditional ones for neither.
const (
	Positive    Sign = "positive"
	Negative    Sign = "negative"
	NotNegative Sign = "not negative"
	NotPositive Sign = "not positive"
)

func (*Additive) utility()   {}
func (*Rectangles) utility() {}
func (*Ranked) utility()     {}
