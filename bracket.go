package parley

import "regexp"

// Reason says why a party holds a bracket, as delegates tell each other in the
// corridor. It is the party's own affair: see BracketReason.
type Reason string

// The reasons.
const (
	ReasonTrading     Reason = "trading"     // held to be given up for something else
	ReasonWaiting     Reason = "waiting"     // instructions have not come
	ReasonContentious Reason = "contentious" // the party does not agree
	ReasonUncertain   Reason = "uncertain"   // it does not know yet what the words would mean
	ReasonAlternative Reason = "alternative" // it has other words for the same
	ReasonWeary       Reason = "weary"       // it was late
)

// Reasons lists all reasons.
func Reasons() []Reason {
	return []Reason{ReasonTrading, ReasonWaiting, ReasonContentious, ReasonUncertain, ReasonAlternative, ReasonWeary}
}

// BracketReason is why a party holds one bracket of the text. Where it states
// no grade of its own its grade is GradeParty, whatever that of the position:
// a reason shows where a party could give way.
type BracketReason struct {
	Bracket string // the id that the bracket has in the text
	Reason  Reason
	Since   string // since when instructions are awaited: a date, or as much of one as is known
	Note
}

// GradeOfBracket returns the grade of a reason: its own, or GradeParty.
func (p *Position) GradeOfBracket(b BracketReason) Grade { return b.Grade.or(GradeParty) }

// bracketText matches the id of a bracket in the text.
var bracketText = regexp.MustCompile(`^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]{0,127}$`)

func (k *checker) bracketReasons(at Path, p *Position) {
	seen := map[string]bool{}
	for _, b := range p.Brackets {
		here := at.At("brackets", b.Bracket)
		if !bracketText.MatchString(b.Bracket) {
			k.errorf(here, "parley text show prints them", "%q cannot be the id of a bracket", b.Bracket)
		}
		if seen[b.Bracket] {
			k.errorf(here, "", "the reason for %s is given twice", b.Bracket)
		}
		seen[b.Bracket] = true
		oneOfTyped(k, here.At("reason"), "reason", b.Reason, Reasons())
		k.note(here, b.Note)
	}
}
