package parley

// Position is a party's confidential statement. What it does not say is not
// known: it is never taken for zero.
type Position struct {
	Party      string
	About      string
	Interests  []Interest
	Importance []Importance // swing weights, at most one an issue; none: values are points as they stand
	Values     []Value      // at most one an issue
	Anchors    []Anchor     // at most one an issue
	Unit       string       // what one point of the party's utility is, such as EUR million; empty: nothing outside the party
	Never      []Demand     // red lines
	Insists    []Demand     // insistences
	OnlyIf     []Demand     // conditions
	Linkages   []Linkage
	Cap        *Cap      // nil: utilities have no upper end of their own
	Discount   *Discount // nil: time costs the party nothing
	Fallback   *Fallback
	Brackets   []BracketReason // why the party holds brackets in the text, at most one a bracket
	Grade      Grade           // of everything in the position that states none; empty is GradeMediator
	Assumed    string          // why every number in the position that has no source of its own is an assumption; empty: they are the party's
}

// Interest is what a party wants to be safe from or to gain, in its words.
type Interest struct {
	Text    string
	Sources []string
	Grade   Grade
}

// Note says where an item of a position comes from and who may know it.
type Note struct {
	Because string   // the reason
	Sources []string // ids of sources
	Assumed string   // why it is an assumption that nobody stated; empty: it was stated
	Grade   Grade    // empty: the position's
}

// Word is an importance in words. See Word.Weight.
type Word string

// The words of importance.
const (
	Vital     Word = "vital"
	Very      Word = "very"
	Important Word = "important"
	Useful    Word = "useful"
	Minor     Word = "minor"
)

// Words lists the words of importance, the greatest first.
func Words() []Word { return []Word{Vital, Very, Important, Useful, Minor} }

// Weight returns what a word weighs before the weights of a position are
// normalised to sum to 100: 16, 8, 4, 2 or 1; 0 for any other word.
//
// What a word allows is every weight from two thirds to four thirds of that:
// the tiers then touch and do not overlap.
func (w Word) Weight() Number {
	for i, v := range Words() {
		if v == w {
			return Int(int64(16 >> i))
		}
	}
	return Int(0)
}

// Importance is the swing weight of an issue: what going from its worst to
// its best choice is worth to the party. Either Word or Weight is said; the
// two are not mixed within a position.
type Importance struct {
	Issue  string
	Word   Word     // empty where numbers are given
	Weight Interval // not negative
	Note
}

// Value says what the choices of an issue are worth to the party, on any
// scale. Exactly one of Options, Order and Curve is set.
type Value struct {
	Issue   string
	Options []OptionValue // numbers, one an option
	Order   []string      // option ids, best first
	Curve   []CurvePoint  // of a numeric issue: a piecewise linear curve, ascending in At, that spans the range
	Note
}

// OptionValue is what one option is worth.
type OptionValue struct {
	Option string
	Worth  Interval
}

// CurvePoint is one corner of a piecewise linear curve.
type CurvePoint struct {
	At    Number
	Worth Interval
}

// Anchor pins the two ends of an issue's scale, so that another option does
// not re-price the rest.
type Anchor struct {
	Issue       string
	Worst, Best Number // on the scale of the issue's values; they differ
}

// Kind says which of a party's statements, or which norm, something is.
type Kind string

// The kinds of what can clash.
const (
	RedLine      Kind = "red_line"
	Insistence   Kind = "insistence"
	Condition    Kind = "condition"
	FallbackKind Kind = "fallback"
	NormKind     Kind = "norm"
)

// Demand is what a position holds hard: a red line (Pattern must not match),
// an insistence (Pattern must match), or a condition (where Pattern matches,
// If must match too: the conditional offer).
type Demand struct {
	Kind    Kind
	Pattern Patterns
	If      Patterns // of a condition
	Basis   string   // the law or mandate it rests on
	Owner   string   // who can give it up
	Stated  bool     // it was only said in public and may or may not be firm
	Note
}

// Broken reports whether the package breaks the demand.
func (d Demand) Broken(p Package) bool {
	switch d.Kind {
	case RedLine:
		return d.Pattern.Matches(p)
	case Insistence:
		return !d.Pattern.Matches(p)
	default:
		return d.Pattern.Matches(p) && !d.If.Matches(p)
	}
}

// Scope returns the ids of the issues that the demand is about.
func (d Demand) Scope() []string {
	return append(append(Patterns{}, d.Pattern...), d.If...).Issues()
}

// Fallback is what no agreement is worth to the party: the reservation value.
// Either Like or Value is said.
type Fallback struct {
	Like    Package   // no deal is about as good as this package, agreed at the same time
	Value   *Interval // on the scale of the party's utility
	Lasting bool      // a Value that time takes nothing from; otherwise the party's discount holds for it too
	Note
}

// Demands returns all demands of the position: red lines, then insistences,
// then conditions, each in file order.
func (p *Position) Demands() []Demand {
	all := make([]Demand, 0, len(p.Never)+len(p.Insists)+len(p.OnlyIf))
	return append(append(append(all, p.Never...), p.Insists...), p.OnlyIf...)
}

// GradeOf returns the grade that an item of the position has: its own or,
// where it states none, the position's.
func (p *Position) GradeOf(g Grade) Grade { return g.or(p.Grade.or(GradeMediator)) }

// Undisclosed reports whether any number from which the party's utility is
// computed (importance, value, linkage, cap, discount, fallback) or any demand is graded so
// that the engine uses it and the mediator may not read it.
func (p *Position) Undisclosed() bool {
	hidden := func(n Note) bool { return !p.GradeOf(n.Grade).Reaches(GradeMediator) }
	for _, x := range p.Demands() {
		if hidden(x.Note) {
			return true
		}
	}
	return p.UndisclosedNumbers()
}

// UndisclosedNumbers is Undisclosed without the demands.
func (p *Position) UndisclosedNumbers() bool {
	hidden := func(n Note) bool { return !p.GradeOf(n.Grade).Reaches(GradeMediator) }
	for _, x := range p.Importance {
		if hidden(x.Note) {
			return true
		}
	}
	for _, x := range p.Values {
		if hidden(x.Note) {
			return true
		}
	}
	for _, x := range p.Linkages {
		if hidden(x.Note) {
			return true
		}
	}
	if p.Cap != nil && hidden(p.Cap.Note) || p.Discount != nil && hidden(p.Discount.Note) {
		return true
	}
	return p.Fallback != nil && hidden(p.Fallback.Note)
}

// ValueOf returns what the position says the issue's choices are worth.
func (p *Position) ValueOf(issue string) (Value, bool) {
	for _, v := range p.Values {
		if v.Issue == issue {
			return v, true
		}
	}
	return Value{}, false
}

// ImportanceOf returns the swing weight of the issue.
func (p *Position) ImportanceOf(issue string) (Importance, bool) {
	for _, w := range p.Importance {
		if w.Issue == issue {
			return w, true
		}
	}
	return Importance{}, false
}

// AnchorOf returns the pinned ends of the issue's scale.
func (p *Position) AnchorOf(issue string) (Anchor, bool) {
	for _, a := range p.Anchors {
		if a.Issue == issue {
			return a, true
		}
	}
	return Anchor{}, false
}
