package talks

import (
	"fmt"

	"parley/phrase"
)

// Rule is a rule of the talks. Its id does not change.
type Rule struct {
	ID     RuleID
	Says   string // a sentence
	Source string // where it comes from
}

// RuleID names a rule.
type RuleID string

// Refusal says that a command was refused, and by which rule.
type Refusal struct {
	Rule  RuleID
	Found *phrase.Phrase // what was found; nil: the rule says it all
}

// Error writes rule consent.head: only the head of a delegation consents for
// its party (ann is delegate of north).
func (r *Refusal) Error() string {
	says := string(r.Rule)
	for _, rule := range rules {
		if rule.ID == r.Rule {
			says = fmt.Sprintf("rule %s: %s", rule.ID, rule.Says)
		}
	}
	if r.Found != nil {
		says += " (" + r.Found.Error() + ")"
	}
	return says
}

// AllRules lists all rules, in the order of docs/talks.md.
func AllRules() []Rule { return append([]Rule(nil), rules...) }

// off is a rule that is not applied. Tests switch rules off one at a time to
// see that what explores the talks notices; nothing else writes to it.
var off RuleID

// holds reports whether the rule is applied.
func holds(id RuleID) bool { return id != off }
