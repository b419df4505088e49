package elicit

import (
	"slices"
	"strings"

	"parley"
)

// WarningKind says what looks wrong.
type WarningKind string

// The warnings.
const (
	WarnDemands WarningKind = "demands" // demands that contradict each other: no package keeps them all
	WarnIdle    WarningKind = "idle"    // a condition that never bites: what it asks for holds wherever it would
	WarnFirst   WarningKind = "first"   // an issue that would be improved first and is less important than another
	WarnLevels  WarningKind = "levels"  // options rated otherwise than they were put in order
	WarnRather  WarningKind = "rather"  // a package refused, and one that is worth less taken
	WarnOrder   WarningKind = "order"   // packages put in another order than the answers imply
	WarnInvalid WarningKind = "invalid" // the position breaks a rule of a case
)

// Warning is something about the answers that looks wrong. It stays until the
// answers change, and changes none.
type Warning struct {
	Kind      WarningKind
	Questions []string         // to look at again, those most likely to blame first
	Issues    []string         // that it is about
	Demands   []parley.Demand  // WarnDemands: some that cannot hold together, as few as can be; WarnIdle: the condition
	Packages  []parley.Package // WarnOrder: the one that was put first, then the one that is worth more
	Message   string           // WarnInvalid: which rule
}

func (s *Sheet) note(w Warning) { s.Warnings = append(s.Warnings, w) }

// warn looks for what contradicts itself, by the checks of a case and beyond
// them.
func (s *Sheet) warn() {
	s.demands()
	s.firstAgainstWords()
	c := s.with(*s.Position)
	for _, p := range c.Check() {
		if p.Severity == parley.Error {
			s.note(Warning{Kind: WarnInvalid, Message: p.Path.String() + ": " + p.Message})
		}
	}
}

// with returns the case with a position of the party.
func (s *Sheet) with(p parley.Position) *parley.Case {
	c := *s.Case
	c.Positions = []parley.Position{p}
	return &c
}

// maxDemands bounds how many demands are looked through for the few that
// contradict each other.
const maxDemands = 60

// demands warns of demands that contradict each other and of conditions that
// never bite.
func (s *Sheet) demands() {
	hard := parley.Position{Party: s.Party.ID, Never: s.Position.Never, Insists: s.Position.Insists, OnlyIf: s.Position.OnlyIf}
	contradict, idle := s.judge(hard)
	if contradict {
		few := s.fewest(hard)
		w := Warning{Kind: WarnDemands, Demands: few.Demands()}
		for _, d := range w.Demands {
			w.Questions = append(w.Questions, s.saidBy(d)...)
			for _, id := range d.Scope() {
				if !slices.Contains(w.Issues, id) {
					w.Issues = append(w.Issues, id)
				}
			}
		}
		slices.Sort(w.Questions)
		w.Questions = slices.Compact(w.Questions)
		s.note(w)
	}
	for _, n := range idle {
		d := s.Position.OnlyIf[n]
		s.note(Warning{Kind: WarnIdle, Demands: []parley.Demand{d}, Questions: s.saidBy(d), Issues: d.Scope()})
	}
}

// judge holds demands to the checks of a case: whether they contradict each
// other, and which conditions never bite.
func (s *Sheet) judge(p parley.Position) (contradict bool, idle []int) {
	c := s.with(p)
	at := parley.Path{"positions", p.Party}
	for _, problem := range c.Check() {
		if problem.Severity != parley.Warning {
			continue
		}
		if slices.Equal(problem.Path, at) {
			contradict = true
		}
		for n := range p.OnlyIf {
			if slices.Equal(problem.Path, at.At("only_if").Index(n)) {
				idle = append(idle, n)
			}
		}
	}
	return contradict, idle
}

// fewest leaves out every demand without which the others still contradict
// each other.
func (s *Sheet) fewest(p parley.Position) parley.Position {
	if len(p.Demands()) > maxDemands {
		return p
	}
	for _, list := range []*[]parley.Demand{&p.Never, &p.Insists, &p.OnlyIf} {
		for n := len(*list) - 1; n >= 0; n-- {
			all := *list
			*list = slices.Delete(slices.Clone(all), n, n+1)
			if contradict, _ := s.judge(p); !contradict {
				*list = all
			}
		}
	}
	return p
}

// saidBy lists the questions that a demand comes from.
func (s *Sheet) saidBy(d parley.Demand) []string {
	describe := func(d parley.Demand) string {
		return string(d.Kind) + s.Case.Describe(d.Pattern) + "\x00" + s.Case.Describe(d.If)
	}
	want := describe(d)
	var ids []string
	for _, a := range s.Asked {
		var said parley.Demand
		switch {
		case a.Kind == Condition && a.State == Answered:
			said = parley.Demand{Kind: parley.Condition, Pattern: a.Claim.Pattern(), If: pattern(a.Answer.If)}
		case a.Kind == Offer && a.State == Answered:
			said = parley.Demand{Kind: parley.Condition, Pattern: pattern(a.Answer.Accept), If: pattern(a.Answer.If)}
		case a.Kind == Reason:
			said = parley.Demand{Kind: parley.RedLine, Pattern: a.Claim.Pattern()}
			if a.Claim.insists() {
				said.Kind = parley.Insistence
			}
		default:
			continue
		}
		if describe(said) != want {
			continue
		}
		if a.Claim != nil {
			ids = append(ids, s.stanceOf(*a.Claim)...)
		}
		if a.Kind != Reason {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// stanceOf lists the questions on which a claim was made.
func (s *Sheet) stanceOf(c Claim) []string {
	for _, a := range s.Asked {
		if a.Issue == c.Issue && (a.Kind == Limits || a.Kind == Stances && slices.Contains(a.Options, c.Name)) {
			return []string{a.ID}
		}
	}
	return nil
}

// firstAgainstWords warns where the issue that would be improved first is less
// important, by its word, than another.
func (s *Sheet) firstAgainstWords() {
	first, ok := s.Question(string(First))
	if !ok || first.State != Answered {
		return
	}
	rank := func(word string) int { // NoMatter comes last
		for i, w := range parley.Words() {
			if string(w) == word {
				return i
			}
		}
		return len(parley.Words())
	}
	words := map[string]string{}
	for _, a := range s.Asked {
		if a.Kind == Importance && a.State == Answered {
			words[a.Issue] = a.Answer.Word
		}
	}
	own, said := words[first.Answer.Issue]
	if !said {
		return
	}
	w := Warning{Kind: WarnFirst, Questions: []string{"importance." + first.Answer.Issue}, Issues: []string{first.Answer.Issue}}
	for _, id := range first.Issues {
		if word, said := words[id]; said && rank(word) < rank(own) {
			w.Issues = append(w.Issues, id)
			w.Questions = append(w.Questions, "importance."+id)
		}
	}
	if len(w.Issues) > 1 {
		w.Questions = append(w.Questions, string(First))
		s.note(w)
	}
}

// Errors lists the warnings of kind WarnInvalid, in words: there should never
// be any, and a position with one must not be used.
func (s *Sheet) Errors() string {
	var lines []string
	for _, w := range s.Warnings {
		if w.Kind == WarnInvalid {
			lines = append(lines, w.Message)
		}
	}
	return strings.Join(lines, "\n")
}
