package parley

// Grade says who may know an item of a case. Grades are ordered: an item is
// known to its grade's readers and to those of every lower grade's.
type Grade string

// The grades, from the most to the least confidential.
const (
	GradeParty    Grade = "party"    // the party alone: used only in its own view, never in anybody else's analysis
	GradeEngine   Grade = "engine"   // the engine reasons with it; the mediator reads that something undisclosed exists
	GradeMediator Grade = "mediator" // the mediator reads it
	GradeHint     Grade = "hint"     // the mediator may hint at it without naming its source
	GradeJoint    Grade = "joint"    // everybody at the table
	GradePublic   Grade = "public"   // everybody
)

// Grades lists all grades in order, the most confidential first.
func Grades() []Grade {
	return []Grade{GradeParty, GradeEngine, GradeMediator, GradeHint, GradeJoint, GradePublic}
}

func (g Grade) rank() int {
	for i, h := range Grades() {
		if g == h {
			return i
		}
	}
	return -1
}

// Reaches reports whether an item of grade g may be known where grade h is
// the least that is let through. An unknown grade reaches nobody.
func (g Grade) Reaches(h Grade) bool { return g.rank() >= h.rank() }

// or returns g, or the default d where no grade was stated.
func (g Grade) or(d Grade) Grade {
	if g == "" {
		return d
	}
	return g
}
