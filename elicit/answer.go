package elicit

import "parley"

// Stance is what a party says of an option.
type Stance string

// The stances.
const (
	Acceptable Stance = "acceptable" // taken by itself, it could be part of an agreement
	OnlyIf     Stance = "only_if"    // only in return for something else
	Never      Stance = "never"      // no agreement can have it
	Unsaid     Stance = "unsaid"     // the party does not say, and it is not known
)

// StancesList lists all stances, Unsaid last.
func StancesList() []Stance { return []Stance{Acceptable, OnlyIf, Never, Unsaid} }

// Level is how good a choice is, in words, between the party's best and worst
// on the same issue.
type Level string

// The levels. Of an option between best and worst LevelBest means nearly as
// good as the best, and LevelWorst nearly as bad as the worst.
const (
	LevelBest     Level = "best"
	LevelGood     Level = "good"
	LevelMiddling Level = "middling"
	LevelPoor     Level = "poor"
	LevelWorst    Level = "worst"
)

// LevelsList lists all levels, the best first.
func LevelsList() []Level {
	return []Level{LevelBest, LevelGood, LevelMiddling, LevelPoor, LevelWorst}
}

// NoMatter is what stands in place of a word of importance where an issue
// does not matter to the party at all. It is said; what is skipped is not.
const NoMatter = "none"

// Way is how a party says what no agreement is worth to it.
type Way string

// The ways.
const (
	WayLike   Way = "like"   // it is like a package
	WayWorth  Way = "worth"  // it is worth a number
	WayRather Way = "rather" // by taking packages, or rather no agreement
)

// Ways lists all ways.
func Ways() []Way { return []Way{WayLike, WayWorth, WayRather} }

// Better says which numbers of an issue are the better ones.
type Better string

// The directions.
const (
	More Better = "more" // the more the better, evenly
	Less Better = "less" // the less the better, evenly
)

// ConfirmID is the question that an answer names by which a party confirms
// what somebody else typed for it.
const ConfirmID = "confirm"

// Answer is one entry of a log: what was answered to one question, or that it
// was skipped. Which fields are used depends on the question's kind; the
// others have to be empty. Numbers are text as typed, read by
// parley.ParseNumber; choices are an option's id or a number.
type Answer struct {
	Question string `json:"question"`
	By       string `json:"by,omitempty"`   // who typed it for the party: a name or an id; empty: the party itself
	Skip     bool   `json:"skip,omitempty"` // the party does not say, and it is not known

	Texts   []string          `json:"texts,omitempty"`   // Interests
	Stances map[string]Stance `json:"stances,omitempty"` // Stances, by option
	Least   string            `json:"least,omitempty"`   // Limits: never below this
	Most    string            `json:"most,omitempty"`    // Limits: never above this
	From    string            `json:"from,omitempty"`    // Limits: from here upwards only if something else holds
	UpTo    string            `json:"upto,omitempty"`    // Limits: from here downwards only if something else holds

	Because string       `json:"because,omitempty"` // the reason, in the party's words
	Basis   string       `json:"basis,omitempty"`   // the law or mandate it rests on
	Owner   string       `json:"owner,omitempty"`   // who could give it up
	Grade   parley.Grade `json:"grade,omitempty"`   // who may know it; empty: parley.GradeMediator

	Accept []Pick `json:"accept,omitempty"` // Offer: what the party would accept
	If     []Pick `json:"if,omitempty"`     // Offer, Condition: in return for what

	Tiers  [][]string       `json:"tiers,omitempty"`  // Order: options, the best first; those of one tier are equally good
	Better Better           `json:"better,omitempty"` // Curve
	Rated  []Rated          `json:"rated,omitempty"`  // Curve: ascending
	Levels map[string]Level `json:"levels,omitempty"` // Levels, by option

	Issue  string `json:"issue,omitempty"`  // First
	Word   string `json:"word,omitempty"`   // Importance: a parley.Word or NoMatter
	Way    Way    `json:"way,omitempty"`    // Fallback
	Choice string `json:"choice,omitempty"` // Like
	Low    string `json:"low,omitempty"`    // Worth
	High   string `json:"high,omitempty"`   // Worth; empty: the same as Low

	Packages []map[string]string `json:"packages,omitempty"` // Rather, Compare: the packages that were shown, by issue
	Take     *bool               `json:"take,omitempty"`     // Rather: the package rather than no agreement
	Prefer   [][]int             `json:"prefer,omitempty"`   // Compare: places of packages, the best first; those of one tier are equally good

	Confirms []string `json:"confirms,omitempty"` // of ConfirmID: the questions whose answers are right
	Seen     int      `json:"seen,omitempty"`     // of ConfirmID: of how many entries of the log that is said

	raw []byte // the line it was read from, written back as it stood
}

// Pick is a part of a sentence: an issue, and some of its options or a stretch
// of its numbers.
type Pick struct {
	Issue   string   `json:"issue"`
	Options []string `json:"options,omitempty"`
	Min     string   `json:"min,omitempty"`
	Max     string   `json:"max,omitempty"`
}

// Rated is how good one number is.
type Rated struct {
	At    string `json:"at"`
	Level Level  `json:"level"`
}

// term reads a pick. What it says is judged by the rules of a case.
func (p Pick) term() (parley.Term, error) {
	t := parley.Term{Issue: p.Issue, Options: p.Options}
	for _, end := range []struct {
		text string
		to   **parley.Number
	}{{p.Min, &t.Min}, {p.Max, &t.Max}} {
		if end.text == "" {
			continue
		}
		n, err := parley.ParseNumber(end.text)
		if err != nil {
			return t, err
		}
		*end.to = &n
	}
	return t, nil
}

// pattern reads picks that were checked before.
func pattern(picks []Pick) parley.Patterns {
	var p parley.Pattern
	for _, x := range picks {
		t, err := x.term()
		if err != nil { // checked
			continue
		}
		p = append(p, t)
	}
	return parley.Patterns{p}
}

// choice reads a choice of the issue.
func choice(issue parley.Issue, text string) (parley.Choice, bool) {
	c := parley.Choice{Option: text}
	if issue.Numeric() {
		n, err := parley.ParseNumber(text)
		if err != nil {
			return c, false
		}
		c = parley.Choice{Number: n}
	}
	return c, issue.Has(c)
}

// Shown writes a package as an Answer holds it.
func Shown(p parley.Package) map[string]string {
	m := make(map[string]string, len(p))
	for issue, c := range p {
		m[issue] = c.String()
	}
	return m
}

// Picked returns picks as patterns of one pattern. Picks that an Answer was
// taken with can be read; others that cannot are left out.
func Picked(picks []Pick) parley.Patterns { return pattern(picks) }
