package elicit

import (
	"fmt"
	"strings"

	"parley"
)

// Words are a question in English, for those who ask it in that language.
type Words struct {
	Ask  string // the question
	Help string // how to think of it; may be empty
}

// Words says a question of the sheet in English.
func (s *Sheet) Words(q Question) Words {
	issue, _ := s.Case.Issue(q.Issue)
	name := issue.Label()
	switch q.Kind {
	case Interests:
		return Words{"What do you want to be safe from, or to gain?",
			"In your own words, one thing at a time. Not what you demand: why you demand it."}
	case Stances:
		return Words{fmt.Sprintf("%s: which of these could you live with?", name),
			"Take each by itself. “Only if” is for what you would accept in return for something else; “never” for what no agreement can have."}
	case Limits:
		return Words{fmt.Sprintf("%s, from %s to %s: are there numbers that you could never accept?", name, s.number(issue, issue.Range.Min), s.number(issue, issue.Range.Max)),
			"Leave empty what does not apply. Where there is no limit, every number could be part of an agreement."}
	case Reason:
		return Words{fmt.Sprintf("Why %s?", s.Claimed(*q.Claim)), "A reason helps the mediator to look for another way to it."}
	case Condition:
		return Words{fmt.Sprintf("You could accept that %s only if what?", s.Case.Describe(q.Claim.Pattern())), "Pick what would have to hold as well."}
	case Privacy:
		return Words{"Who may know which choices you prefer, and how important the issues are?",
			"This is for all the questions that follow on what you prefer. What you demand, offer and fall back on has its own."}
	case Order:
		return Words{fmt.Sprintf("%s: in which order do you prefer these?", name), "The best for you first. Some may be equally good."}
	case Curve:
		return Words{fmt.Sprintf("%s: which numbers are better for you?", name), "Where it is not simply the more or the less the better, say how good some numbers are."}
	case First:
		return Words{"Imagine that everything came out at its worst for you. You may improve one thing, from its worst to its best. Which one first?",
			"Think of how far it is from the worst to the best, not of how important the subject sounds."}
	case Importance:
		return Words{fmt.Sprintf("%s: how important is it for you to get from the worst to the best?", name), s.swing(q)}
	case Levels:
		return Words{fmt.Sprintf("%s: how good is what lies between?", name),
			fmt.Sprintf("Your best is %s and your worst is %s.", s.Case.Say(q.Issue, *q.Best), s.Case.Say(q.Issue, *q.Worst))}
	case Offer:
		return Words{offerWords(q.Number), "A sentence: “we would accept this only if that”. Skip it where there is nothing more to offer."}
	case Fallback:
		return Words{"If there is no agreement, what is that about as good as, for you?",
			"Say how things would then stand; or a number; or compare packages with no agreement. Skip it where you do not know."}
	case Like:
		return Words{fmt.Sprintf("%s: how would it stand without an agreement?", name), "Taken all together, no agreement should then be about as good for you as this."}
	case Worth:
		return Words{"From 0 to 100, what is no agreement worth to you?", "0 is everything at its worst for you, 100 everything at its best. Two numbers where you are not sure: from … to …"}
	case Rather:
		return Words{"Would you take this package, or rather have no agreement?", "Nothing follows from it but what no agreement is worth to you."}
	case Compare:
		return Words{"Is this your order, the best first?", "The packages are alike in everything else. Your answer changes none of the others; where it does not fit them, you are told."}
	}
	return Words{Ask: q.ID}
}

func offerWords(n int) string {
	if n == 1 {
		return "Is there anything that you would accept in return for something else?"
	}
	return "Is there anything else that you would accept in return for something?"
}

// number writes a number of an issue with its unit.
func (s *Sheet) number(issue parley.Issue, n parley.Number) string {
	return s.Case.Say(issue.ID, parley.Choice{Number: n})
}

func (s *Sheet) swing(q Question) string {
	if q.Worst == nil || q.Worst.Equal(*q.Best) {
		return "From what is worst for you there to what is best."
	}
	return fmt.Sprintf("From %s to %s.", s.Case.Say(q.Issue, *q.Worst), s.Case.Say(q.Issue, *q.Best))
}

// Claimed says a claim in English, to follow a “why”.
func (s *Sheet) Claimed(c Claim) string {
	issue, _ := s.Case.Issue(c.Issue)
	switch {
	case c.insists() && c.Term.Min != nil:
		return fmt.Sprintf("never less than %s for %s", s.number(issue, *c.Term.Min), issue.Label())
	case c.insists():
		return fmt.Sprintf("never more than %s for %s", s.number(issue, *c.Term.Max), issue.Label())
	case c.Stance == Never:
		return "never that " + s.Case.Describe(c.Pattern())
	}
	return "only if something else holds, where " + s.Case.Describe(c.Pattern())
}

// StanceWords says a stance in English.
func StanceWords(s Stance) string {
	switch s {
	case Acceptable:
		return "acceptable"
	case OnlyIf:
		return "only if …"
	case Never:
		return "never"
	}
	return "no answer"
}

// LevelWords says a level in English: of a number, or of an option between the
// best and the worst.
func LevelWords(l Level, between bool) string {
	if between {
		switch l {
		case LevelBest:
			return "nearly as good as the best"
		case LevelWorst:
			return "nearly as bad as the worst"
		}
	}
	switch l {
	case LevelBest:
		return "as good as it gets"
	case LevelGood:
		return "good"
	case LevelMiddling:
		return "half-way"
	case LevelPoor:
		return "poor"
	}
	return "as bad as it gets"
}

// ImportanceWords says a word of importance, or NoMatter, in English.
func ImportanceWords(word string) string {
	switch word {
	case string(parley.Very):
		return "very important"
	case NoMatter:
		return "does not matter to us"
	}
	return word
}

// WayWords says in English how a fallback is said.
func WayWords(w Way) string {
	switch w {
	case WayLike:
		return "how each issue would stand"
	case WayWorth:
		return "a number from 0 to 100"
	}
	return "compare packages with no agreement"
}

// GradeWords says in English who may know an item of a grade.
func GradeWords(g parley.Grade) string {
	switch g {
	case parley.GradeParty:
		return "Only we. Nobody else's analysis uses it, not the mediator's either."
	case parley.GradeEngine:
		return "Nobody reads it but we; the program reckons with it. The mediator is told that there is something undisclosed, and not what."
	case parley.GradeHint:
		return "The mediator, who may hint at it without saying from whom it comes."
	case parley.GradeJoint:
		return "Everybody at the table."
	case parley.GradePublic:
		return "Everybody, outside the talks too."
	}
	return "The mediator, and no other party."
}

// Says says a warning in English: a sentence or two.
func (s *Sheet) Says(w Warning) string {
	name := func(id string) string {
		i, _ := s.Case.Issue(id)
		return i.Label()
	}
	switch w.Kind {
	case WarnDemands:
		var list []string
		for _, d := range w.Demands {
			list = append(list, s.demandWords(d))
		}
		return "No package keeps all of these: " + strings.Join(list, "; ") + "."
	case WarnIdle:
		return "This condition asks for what holds anyway, by itself or by what else you refuse: " + s.demandWords(w.Demands[0]) + "."
	case WarnFirst:
		var others []string
		for _, id := range w.Issues[1:] {
			others = append(others, name(id))
		}
		return fmt.Sprintf("You would improve %s first, and called %s more important.", name(w.Issues[0]), parley.List(others, "and"))
	case WarnLevels:
		return fmt.Sprintf("%s: how good you called the options does not follow the order that you put them in. The order counts until they agree.", name(w.Issues[0]))
	case WarnRather:
		return "You would take a package, and rather have no agreement than another one that is worth more to you by your other answers. What no agreement is worth is left open until they agree."
	case WarnOrder:
		return fmt.Sprintf("You put the package with %s before the one with %s. By your other answers the second is better for you.",
			s.Differing(w.Packages[0], w.Issues), s.Differing(w.Packages[1], w.Issues))
	}
	return w.Message
}

// Differing says what a package has on some issues: "Toll: 20 k€, Water: “Half each”".
func (s *Sheet) Differing(p parley.Package, issues []string) string {
	var parts []string
	for _, id := range issues {
		i, _ := s.Case.Issue(id)
		parts = append(parts, i.Label()+": "+s.Case.Say(id, p[id]))
	}
	return strings.Join(parts, ", ")
}

func (s *Sheet) demandWords(d parley.Demand) string {
	switch d.Kind {
	case parley.RedLine:
		return "never that " + s.Case.Describe(d.Pattern)
	case parley.Insistence:
		return "always that " + s.Case.Describe(d.Pattern)
	}
	return s.Case.Describe(d.Pattern) + " only if " + s.Case.Describe(d.If)
}

// Lacks says in English what is withheld from the position, and what it would
// take.
func (s *Sheet) Lacks(w Withheld) string {
	switch w.What {
	case WithheldValues:
		var names []string
		for _, id := range w.Questions {
			q, _ := s.Question(id)
			i, _ := s.Case.Issue(q.Issue)
			names = append(names, i.Label())
		}
		return "What the choices are worth to you is not used yet, because it is not known how important these are: " + strings.Join(names, ", ") + ". Say so of an issue that does not matter."
	case WithheldFallback:
		return "What no agreement is worth to you is not used yet, because a part of the answer is missing or contradicts another."
	case WithheldLevels:
		return "How good the options between are is not used yet, because it contradicts their order."
	}
	q, _ := s.Question(w.Questions[0])
	return "You said “only if” where " + s.Case.Describe(q.Claim.Pattern()) + ", and not yet if what. Until then it is not used."
}

// DifferingIssues lists the issues on which packages are not alike, in file
// order.
func (s *Sheet) DifferingIssues(packages []parley.Package) []string {
	var ids []string
	for _, i := range s.Case.Issues {
		for _, p := range packages[1:] {
			if !p[i.ID].Equal(packages[0][i.ID]) {
				ids = append(ids, i.ID)
				break
			}
		}
	}
	return ids
}
