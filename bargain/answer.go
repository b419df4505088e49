package bargain

import (
	"math/big"

	"parley"
)

// Question names one of the answers that can be asked for.
type Question string

// The questions.
const (
	AskZone             Question = "zone"
	AskFrontier         Question = "frontier"
	AskNash             Question = "nash"
	AskKalaiSmorodinsky Question = "kalai_smorodinsky"
	AskEgalitarian      Question = "egalitarian"
	AskUtilitarian      Question = "utilitarian"
	AskContention       Question = "contention"
	AskConflicts        Question = "conflicts"
	AskConcessions      Question = "concessions"
	AskPrices           Question = "prices"
	AskRobustness       Question = "robustness"
	AskInquiries        Question = "questions"
	AskTrades           Question = "trades"
	AskReshapings       Question = "reshapings"
	AskWeightedNash     Question = "weighted_nash"
	AskShortlist        Question = "shortlist"
	AskIncentives       Question = "incentives"
	AskReach            Question = "reach"
	AskOpen             Question = "open"
	AskSample           Question = "sample"
)

// Questions lists all questions, in the order in which they are answered.
func Questions() []Question {
	return []Question{AskZone, AskReach, AskOpen, AskSample, AskFrontier, AskNash, AskKalaiSmorodinsky, AskEgalitarian, AskUtilitarian,
		AskWeightedNash, AskShortlist, AskContention, AskConflicts, AskConcessions, AskIncentives, AskPrices, AskRobustness,
		AskInquiries, AskTrades, AskReshapings}
}

// Answer is what the engine found. A part that was not asked for, or that has
// no answer, is nil; Certificates says which, and why.
type Answer struct {
	Zone             *Zone
	Frontier         *Frontier // of the zone
	FrontierPossible *Frontier // where the zone is empty: of what breaks no demand and no norm
	Nash             *Solution
	KalaiSmorodinsky *Solution
	Egalitarian      *Solution
	Utilitarian      *Solution
	WeightedNash     *Solution // by Options.Weights; nil where none are given
	Shortlist        *Shortlist
	Contention       []Contention // hardest first
	Agenda           *Agenda      // with Contention
	Conflicts        *Conflicts   // also where only what refers to them was asked for
	Concessions      *Concessions
	Incentives       *Incentives
	Prices           []Price // dearest first
	Robustness       *Robustness
	Inquiries        []Inquiry // the one that would change most first
	Trades           []Trade   // the most lopsided first
	Reshapings       []Reshaping
	Progress         Progress
	Certificates     map[Question]Certificate // one for every question asked
}

// Certificate says what an answer is worth.
type Certificate struct {
	Proven  bool
	Lower   *parley.Number // where the answer is a level: what was reached; see each question
	Upper   *parley.Number // and what nothing can exceed; equal to Lower when proven
	Level   int            // of a leximin: how many levels are proven; 0 where it does not apply
	Method  string         // how it was found
	Because string         // why that method: what of the problem's structure decided; a sentence, or empty
	Why     string         // where there is no answer, or only a partial one: the reason, a sentence
	Seconds float64        // wall-clock; the only field that varies between runs
}

// Count is how many packages there are of some kind: an exact number,
// infinitely many, or a number of which only bounds are proven.
type Count struct {
	Int      *big.Int  // exact; nil: see Least and Most
	Least    *big.Int  // proven bounds where the number is not known exactly; both nil: infinitely many, an issue is continuous
	Most     *big.Int  // at least Least; nil with a Least: there may be any number, infinitely many even
	Estimate *Estimate // with bounds, where one was drawn; else nil
}

// Estimate is what seeded draws say of a count. It is no proof.
type Estimate struct {
	Value      *big.Int
	HalfWidth  float64 // of its interval, as a part of Value
	Confidence float64 // of the interval: 0.999
	Draws      int
}

// Exact reports whether the number is known.
func (c Count) Exact() bool { return c.Int != nil }

// Infinite reports whether there are infinitely many.
func (c Count) Infinite() bool { return c.Int == nil && c.Least == nil && c.Most == nil }

// Zero reports whether it is certain that there are none.
func (c Count) Zero() bool {
	return c.Int != nil && c.Int.Sign() == 0 || c.Most != nil && c.Most.Sign() == 0
}

// String writes the number in decimal digits, infinite, or its bounds as in
// 10…99.
func (c Count) String() string {
	switch {
	case c.Int != nil:
		return c.Int.String()
	case c.Infinite():
		return "infinite"
	case c.Most == nil:
		return c.Least.String() + "…"
	}
	return c.Least.String() + "…" + c.Most.String()
}

// Zone counts who accepts what.
type Zone struct {
	Total       Count
	Accepts     []Acceptance // the parties whose consent counts, then guarantors with a position, in file order
	Pairs       []Pair       // any two parties whose consent counts, in file order
	Count       Count        // packages acceptable to all whose consent counts: the zone
	Confirmed   Count        // of those, the packages that take no commitment its owner has not confirmed
	Possible    Count        // packages that nobody's statement excludes: the possible zone
	Assumed     []string     // parties whose fallback was not stated; solutions take it at their worst package of the possible zone
	Unvalued    []string     // parties whose consent counts and whose position gives no values: no utilities, no solutions
	Unconfirmed []string     // guarantors that have not said what they accept
	Example     parley.Package
	Reach       []Reach          // of the parties whose consent counts, in file order; none where the possible zone is empty or not known
	Open        []OpenIssue      // of every issue, in file order; none likewise
	Sample      []parley.Package // Options.Sample packages of the possible zone, drawn evenly and independently; fewer where they are rare
	Proof       *Proof           // where the possible zone is empty and a weighing shows it; nil where it is shown otherwise
}

// Reach is the worst and the best that a party can get within the possible
// zone, with a package for each: nil where an issue is continuous and what the
// party can get is approached as near as one likes, not reached.
type Reach struct {
	Party           string
	Least, Most     parley.Number // utility
	LeastAt, MostAt parley.Package
	// AtLeast and AtMost are proven: no package of the possible zone gives the
	// party less or more. They are Least and Most where these are its ends.
	AtLeast, AtMost parley.Number
	Proven          bool // both are; if not, there may be worse or better packages, up to these bounds
}

// OpenIssue says which choices of an issue still occur in the possible zone.
// Numbers that follow one another are taken together.
type OpenIssue struct {
	Issue     string
	Open      []Span // some package of the possible zone takes it
	Closed    []Span // none does
	Undecided []Span // not known
}

// Span is choices that follow one another: numbers of a numeric issue, or a
// single option.
type Span struct {
	From, To parley.Choice
}

// Proof shows that no package reaches all fallbacks: with the parties'
// utilities weighed so, the fallbacks add up to Needed, and no package that
// breaks no demand and no norm adds up to more than Most, which is less. That
// can be checked issue by issue with pencil and paper.
type Proof struct {
	Weights      []Weight
	Needed, Most parley.Number
}

// Weight is a positive number for a party.
type Weight struct {
	Party  string
	Weight parley.Number
}

// Acceptance is how one party sees all packages.
type Acceptance struct {
	Party            string
	Yes, No, Unknown Count
}

// Pair is what two parties have in common: the packages acceptable to both,
// and those that neither of them excludes.
type Pair struct {
	A, B           string
	Both, Possible Count
}

// Outcome is one utility vector, with its packages.
type Outcome struct {
	Package  parley.Package           // one of the tied packages, always the same; the first in file order where packages are gone through one by one
	Ties     Count                    // how many packages have these utilities; 0 where Limit
	Utility  map[string]parley.Number // by party, on the party's own scale
	Gain     map[string]parley.Number // utility less the fallback
	Share    map[string]parley.Number // gain ÷ the party's best gain in the zone: 0 … 1; absent for a party that can gain nothing
	Fraction map[string]parley.Number // gain ÷ the party's range; absent where the range is 0
	Tied     []parley.Package         // the first Options.Ties of the tied packages, Package among them; nil where not asked for or not known
	Limit    bool                     // an issue is continuous and the utilities are approached as near as one likes, not reached
}

// Frontier is the Pareto frontier of a set of packages: the outcomes than
// which no package of the set is better for one party and worse for none.
type Frontier struct {
	Parties []string // whose utilities are compared
	// Outcomes are in the order of the first party's utility, then the next;
	// highest first. One that is only approached counts as just below itself.
	Outcomes Outcomes
	Size     int      // how many outcomes there are; beyond 20 000, Outcomes lists evenly spread ones
	Segments [][2]int // with continuous issues and two parties: outcomes joined by a straight line of further efficient outcomes
	Complete bool     // Outcomes is all of it; if not, the certificate says why
	// Within says how near the listed outcomes come where the whole frontier
	// is too large: for every package of the set one of them falls short of
	// it, for any party, by at most this part of the party's range (an
	// ε-frontier; Papadimitriou and Yannakakis 2000). Nil: nothing is left out
	// but for length, or how near they come is not known.
	Within *parley.Number
}

// Solution is what one fairness criterion picks from the zone: all outcomes
// that tie, usually one.
type Solution struct {
	Outcomes []Outcome // all of them or, beyond 100, evenly spread ones
	Size     int       // how many there are
	LeftOut  []string  // parties that can gain nothing and so leave the ratios
	Assumed  []string  // parties whose fallback was assumed
	Level    int       // of a leximin: how many levels were compared
}

// Shortlist is several good packages to lay before the parties: in the order
// of the product of gains, which ranks nothing but how they are listed. Of
// packages that differ only in choices that no value and no statement tells
// apart, one is listed.
type Shortlist struct {
	Best    []Outcome // those with the greatest products; where an issue is continuous, of those that agree on all others only one
	Diverse []Outcome // the first, then always the next that differs from all before it in at least Apart issues, continuous ones not counted
	Apart   int
}

// Incentives are contributions of guarantors, on issues that they alone
// decide, with which there is an agreement: those of which none costs every
// guarantor at most as much, and one less. Choices that no value and no
// statement tells apart are one contribution. Of those that agree on all issues
// that are not continuous, one is listed: the least that has to be given.
type Incentives struct {
	Needed   bool           // without any contribution the possible zone (or the wanted package) is not acceptable
	Want     parley.Package // what was to be made acceptable; nil: any package
	Sets     []Incentive    // by the first guarantor's loss, then the next; least first
	Complete bool
	Unit     string // the unit that all guarantors with a loss declare; empty: losses are not comparable
}

// Incentive is one such set.
type Incentive struct {
	Gives    parley.Package           // the choices of all issues that guarantors decide
	Loss     map[string]parley.Number // by guarantor with values: what Gives costs it against giving nothing, on its own scale
	Unknown  []string                 // guarantors that give something and whose loss is not known
	Opens    Count                    // packages of the possible zone that take just these choices
	Example  parley.Package
	Limit    bool           // an issue is continuous, and no package takes just these: they are approached by contributions that do, as near as one likes; Example is then what is approached
	Total    *parley.Number // the sum of losses where Unit allows it
	Cheapest bool           // no set costs less in all; only with Unit
}

// Contention says how hard an issue is.
type Contention struct {
	Issue     string
	Score     *parley.Number  // the least, over its choices, of the largest loss that any party bears there, of those that say: 0 … 1; nil: fewer than two say
	HardClash bool            // every choice is refused outright by someone, or by a norm
	Mildest   []parley.Choice // the choices at which the score is reached, in file order; of a continuous issue, the ends of where it is; none of a hard clash
	Settled   bool            // a point that carries it is agreed among all whose consent counts
	Stakes    []Stake         // the parties whose consent counts, in file order
}

// Stake is what one issue means to one party.
type Stake struct {
	Party      string
	Importance *parley.Number  // its share of the party's importance: 0 … 1; nil: not known
	Loss       *parley.Number  // what it loses at Mildest, if that is one choice: Importance × (1 − rescaled value); else nil, or not known
	Best       []parley.Choice // the choices that it values most; none: not known
	Bars       []parley.Choice // the choices that it refuses outright; of a continuous issue none is listed
	Refs       []parley.Ref    // its demands that name this issue
}

// Agenda says what could be taken first.
type Agenda struct {
	HardestFirst []string // open issues: hard clashes, then by score, highest first, then those not known, ties in file order
	EasiestFirst []string // open issues: by score, lowest first, then those not known, then hard clashes
	Together     []Bundle // issues that should be talked about together
}

// Bundle is a set of issues that statements tie together.
type Bundle struct {
	Issues   []string     // in file order
	Demands  []parley.Ref // demands and norms that name several of them
	Linkages []LinkageRef // linkages that name several of them
	Offers   bool         // a conditional offer ties them
}

// LinkageRef names one linkage.
type LinkageRef struct {
	Party string
	Index int
}

// Progress counts what is settled.
type Progress struct {
	Documents []DocumentProgress // in file order
	Points    int
	Settled   int            // points agreed among all whose consent counts
	Reported  int            // points agreed, but among some only, or the report does not say among whom
	Weighted  *parley.Number // share of the contention of all issues that lies on settled ones: 0 … 1; nil: not known
}

// DocumentProgress is the same for one document.
type DocumentProgress struct {
	Document                  string
	Points, Settled, Reported int
}

// Conflicts are the minimal sets of demands, fallbacks and norms that cannot
// hold together (minimal unsatisfiable sets).
type Conflicts struct {
	Sets     []Conflict // smallest first, then file order
	Complete bool       // all of them are listed
}

// Conflict is one such set, in file order.
type Conflict struct {
	Items []parley.Ref
}

// Concessions are the ways out: sets of demands and fallbacks, minimal by
// inclusion, whose giving up makes the possible zone non-empty (minimal
// correction sets). They are never ranked between parties.
type Concessions struct {
	Ways     []WayOut // those in which several parties move first, then the smaller, then file order
	Complete bool
}

// WayOut is one of them.
type WayOut struct {
	GiveUp   []Concession // in file order
	Movers   []string     // parties that move, in file order
	Opens    Count        // packages of the possible zone that it opens
	Example  parley.Package
	Best     *Outcome // the leximin of fractions among what it opens; nil where a party gives no values
	Frontier *Frontier
}

// Concession is one statement given up.
type Concession struct {
	Ref parley.Ref
	By  *parley.Number // of a fallback: how far below it the party falls at Best; nil for a demand
}

// Price is what one demand costs.
type Price struct {
	Ref      parley.Ref
	Rise     parley.Number // how much the egalitarian minimum, a fraction, rises when this demand alone is lifted
	From, To parley.Number
	Opens    Count // packages that lifting it adds to the zone
}

// Robustness says what an answer is worth when statements are uncertain:
// intervals, and all numbers that an order or a word allows.
type Robustness struct {
	Uncertain bool   // something was stated with room; otherwise everything below is as certain as the zone
	All       *Count // packages acceptable for every value that the statements permit: exact; nil with continuous issues
	Some      *Count // packages acceptable for some: exact; nil with continuous issues
	Draws     int
	Seed      uint64
	Zone      *Share // draws in which the zone is not empty, of the first draws, as many as the work allows; nil with continuous issues, or where statements tie too many issues
	Packages  []PackageRobustness
	Regret    *Regret // nil where utilities are not known or an issue is continuous
}

// Regret is the package of the zone whose greatest regret is least. The regret
// of a package is the most by which the sum of fractions could be higher at
// another package that breaks no demand and no norm, over everything that the
// statements permit, each party's range as in the middle (minimax regret:
// Savage 1951; with uncertain utilities Boutilier et al. 2006).
type Regret struct {
	Package parley.Package
	Least   parley.Number  // proven: no package of the zone has less
	Most    parley.Number  // of Package; equal to Least when proven
	Rival   parley.Package // at which Package is regretted most
}

// PackageRobustness is the same for one package.
type PackageRobustness struct {
	Package   parley.Package
	Solutions []Question // which solutions it is
	ForAll    bool       // acceptable to all for every value
	Accepted  Share      // draws in which it is acceptable to all
}

// Share is a share of seeded, independent, uniform draws with its 95 % Wilson
// (1927) interval. It is not a probability of agreement.
type Share struct {
	Hits, Draws     int
	Rate, Low, High float64
}

// InquiryKind says what is not known.
type InquiryKind string

// The kinds of inquiry.
const (
	InquirePosition InquiryKind = "position" // the party has stated nothing
	InquireValues   InquiryKind = "values"   // its position gives no values
	InquireFallback InquiryKind = "fallback" // it gives values and no fallback
	InquireFirmness InquiryKind = "firmness" // a demand was only stated in public
	InquireInterval InquiryKind = "interval" // a wide interval
)

// Inquiry is a question to ask a party, with how much its answer could change.
type Inquiry struct {
	Kind    InquiryKind
	Party   string
	Ref     *parley.Ref // of a demand or fallback
	At      parley.Path // the place in the case
	Now     Count       // the possible zone as stated
	Least   Count       // at the answer that leaves least
	Most    Count       // at the answer that leaves most
	Decides bool        // the answer can decide whether a zone exists
	Breaks  []int       // of a demand: conflicts (indices) that dissolve if it is not firm
}

// Trade is a pair of issues that two parties weigh differently, and on which
// they want different things: each can give what costs it little.
type Trade struct {
	A, B           string        // parties, in file order
	IssueA, IssueB string        // A gets its way on IssueA, B on IssueB
	RateA, RateB   parley.Number // share of importance of IssueA ÷ that of IssueB, for A and for B; RateA > RateB
}

// Technique is a way to reshape a clash before anybody is asked to concede.
type Technique string

// The techniques.
const (
	Split      Technique = "split"
	Sequence   Technique = "sequence"
	Defer      Technique = "defer"
	Contingent Technique = "contingent"
	Guarantee  Technique = "guarantee"
	Compensate Technique = "compensate"
)

// Techniques lists them all, in the order in which they are shown.
func Techniques() []Technique {
	return []Technique{Split, Sequence, Defer, Contingent, Guarantee, Compensate}
}

// Reshaping is what could be drafted about one clash.
type Reshaping struct {
	Conflict int // index into Conflicts.Sets
	Issue    string
	Drafts   []Draft
}

// Draft is an option to add to an issue. Its words are the report's.
type Draft struct {
	Technique Technique
	Option    string       // a free id for it
	Parties   []string     // whose statements it would have to satisfy, in file order
	With      string       // of a compensation: a numeric issue on which it could be paid; of a guarantee: a guarantor at the table who is no side of the conflict; empty: nobody is named
	Admit     []parley.Ref // the demands that would have to admit it
}
