package elicit

import "parley"

// Kind says what a question asks for, and which fields of an Answer answer it.
type Kind string

// The kinds of questions, in the order in which they are asked.
const (
	Interests  Kind = "interests"  // what the party wants to gain or to be safe from: Texts, Grade
	Stances    Kind = "stance"     // which options it could accept: Stances
	Limits     Kind = "limits"     // which numbers: Least, Most, From, UpTo
	Reason     Kind = "reason"     // why never: Because, Basis, Owner, Grade
	Condition  Kind = "condition"  // only if what: If, Because, Grade
	Privacy    Kind = "privacy"    // who may know the order of options and the importance of issues: Grade
	Order      Kind = "order"      // the options from best to worst: Tiers
	Curve      Kind = "curve"      // how good numbers are: Better, or Rated
	First      Kind = "first"      // which improvement first, from the worst everywhere: Issue
	Importance Kind = "importance" // how important from worst to best is: Word
	Levels     Kind = "levels"     // how good the options between best and worst are: Levels
	Offer      Kind = "offer"      // "we would accept this only if that": Accept, If, Because, Grade
	Fallback   Kind = "fallback"   // how to say what no agreement is worth: Way, Because, Grade
	Like       Kind = "like"       // how an issue would stand without agreement: Choice
	Worth      Kind = "worth"      // what no agreement is worth, from 0 to 100: Low, High
	Rather     Kind = "rather"     // a package or no agreement: Packages, Take
	Compare    Kind = "compare"    // three packages in order: Packages, Prefer
)

// Kinds lists all kinds, in the order in which they are asked.
func Kinds() []Kind {
	return []Kind{Interests, Stances, Limits, Reason, Condition, Privacy, Order, Curve, First, Importance, Levels,
		Offer, Fallback, Like, Worth, Rather, Compare}
}

// Bounds on what is asked at once and in all.
const (
	Together   = 7  // the most options on one question of stances
	MaxOffers  = 12 // the most conditional offers that are asked for
	maxRather  = 3  // the most packages that are put against no agreement
	ratedParts = 4  // a range of numbers is rated at its ends and between this many parts
)

// Question is one question to a party. Its words are not in here: see Words
// for those in English.
type Question struct {
	ID       string           // such as stance.water; the same question has the same id for the same case
	Kind     Kind             //
	Issue    string           // the issue it is about; empty where it is about none or all
	Options  []string         // of a discrete issue: those it asks about, in file order; of Levels: from better to worse
	Claim    *Claim           // of Reason and Condition: what was said
	Points   []parley.Number  // of Curve: numbers to rate, ascending; the first and the last have to be rated
	Issues   []string         // of First, Condition and Offer: what can be picked, in file order
	Worst    *parley.Choice   // of Importance: the ends of the issue, by the answers; nil where they are not known
	Best     *parley.Choice   //
	Packages []parley.Package // of Rather one, of Compare two or three; on Compare they are in the order that the answers imply
	Number   int              // of Rather and Offer: which one, from 1
}

// Claim is something about one issue that a party said it could never accept,
// or only if something else holds.
type Claim struct {
	Name   string      // the option's id; of a numeric issue least, most, from or upto
	Issue  string      //
	Stance Stance      // Never or OnlyIf
	Term   parley.Term // what is refused or made to depend; of Never with least or most: what is insisted on
}

// insists reports whether the claim is said the other way round: a number
// below a limit is refused by insisting on the others.
func (c Claim) insists() bool { return c.Stance == Never && len(c.Term.Options) == 0 }

// Pattern returns the claim as patterns of a demand: of a red line or a
// condition what it names, of a limit what has to hold.
func (c Claim) Pattern() parley.Patterns { return parley.Patterns{{c.Term}} }
