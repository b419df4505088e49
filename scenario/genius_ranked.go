package scenario

import (
	"slices"
	"strings"

	"parley"
)

// ranked reads <rules>, the constraint utility of GENIUS.
func (g *geniusReader) ranked(s *Scenario, e *element) (*Ranked, error) {
	u := &Ranked{}
	r := &ruleReader{geniusReader: g, s: s, place: map[int]int{}, numbers: map[int]bool{}}
	for n, i := range s.Issues {
		r.place[i.Index] = n
	}
	ranks := e.first("ranks")
	if ranks == nil {
		return nil, g.fail(e.at, "", "the rules have no ranks")
	}
	for order, c := range ranks.all("issue") {
		one, err := r.ranks(c, order)
		if err != nil {
			return nil, err
		}
		u.Ranks = append(u.Ranks, one)
	}
	constraints := e.first("constraints")
	if constraints == nil {
		return nil, g.fail(e.at, "write <constraints/>", "the rules have no constraints, which GENIUS refuses")
	}
	for _, c := range constraints.all("constraint") {
		rule, err := r.rule(c)
		if err != nil {
			return nil, err
		}
		if rule != nil && len(rule.Tests) > 0 {
			u.Rules = append(u.Rules, *rule)
		}
	}
	return u, nil
}

type ruleReader struct {
	*geniusReader
	s       *Scenario
	place   map[int]int
	numbers map[int]bool // issues whose values are known to be numbers
}

// issueOf returns the place of the issue that an element names by its index.
func (r *ruleReader) issueOf(e *element) (int, error) {
	index, ok := r.whole(e, "index")
	n, known := r.place[index]
	if !ok || !known {
		return 0, r.fail(e.at, "", "<%s> is about issue %s, which the domain does not have", e.name, quoted(e.get("index")))
	}
	return n, nil
}

func (r *ruleReader) ranks(e *element, order int) (Ranks, error) {
	out := Ranks{Issue: order}
	var err error
	if _, ok := e.attr("index"); !ok && order < len(r.s.Issues) {
		r.warn(e.at, "", "the issue has no index; it is matched by its place")
	} else if out.Issue, err = r.issueOf(e); err != nil {
		return out, err
	}
	issue := &r.s.Issues[out.Issue]
	if issue.Kind != Discrete {
		return out, r.fail(e.at, "", "ranks are for discrete issues, and %s is not one", quoted(issue.Name))
	}
	out.Ranks = make([]*parley.Number, len(issue.Values))
	place := make(map[string]int, len(issue.Values))
	for n, v := range issue.Values {
		place[v] = n
	}
	for _, item := range e.all("item") {
		v, ok := item.attr("value")
		if !ok {
			return out, r.fail(item.at, "", "the item has no value, which GENIUS refuses")
		}
		rank, err := r.attrNumber(item, "rank")
		if err != nil {
			return out, err
		}
		n, known := place[v.value]
		if !known {
			r.warn(v.at, "", "the issue %s has no value %s; it is left out", quoted(issue.Name), quoted(v.value))
			continue
		}
		out.Ranks[n] = &rank
	}
	for n, v := range out.Ranks {
		if v == nil {
			r.warn(e.at, "", "the value %s of the issue %s has no rank; it counts 0", quoted(issue.Values[n]), quoted(issue.Name))
		}
	}
	if (&Table{Values: out.Ranks}).greatest() == nil {
		return out, r.fail(e.at, "", "no value of the issue %s has a rank", quoted(issue.Name))
	}
	return out, nil
}

// rule reads a constraint, or returns nil for one that GENIUS passes over.
func (r *ruleReader) rule(e *element) (*ZeroRule, error) {
	kind := e.get("type")
	rule := &ZeroRule{Issue: Whole, Type: kind}
	var err error
	switch kind {
	case "inclusiveZeroOutcomeConstraint":
		return rule, r.checks(e, rule, true)
	case "conditionalZeroOutcomeConstraint":
		return rule, r.checks(e, rule, false)
	case "zeroConstraint", "conditionalZeroConstraint", "sumZeroConstraint", "sumZeroNotConstraint", "sumZeroConstraintList":
		if rule.Issue, err = r.issueOf(e); err != nil {
			return nil, err
		}
	default:
		r.warn(e.at, "", "the constraint type %s is not known to GENIUS; it is left out", quoted(kind))
		return nil, nil
	}
	text := e.get("value")
	switch kind {
	case "zeroConstraint", "conditionalZeroConstraint":
		err = r.assignments(e, rule)
		if kind == "conditionalZeroConstraint" {
			rule.Tests = append(rule.Tests, Test{Issue: rule.Issue, Lacks: &text})
		}
		return rule, err
	}
	if err := r.sum(e, rule); err != nil {
		return nil, err
	}
	switch kind {
	case "sumZeroConstraint":
		rule.Tests = append(rule.Tests, Test{Issue: rule.Issue, Contains: []string{text}})
	case "sumZeroNotConstraint":
		rule.Tests = append(rule.Tests, Test{Issue: rule.Issue, Lacks: &text})
	default:
		test := Test{Issue: rule.Issue}
		for _, c := range e.all("condition") {
			test.Contains = append(test.Contains, c.get("value"))
		}
		rule.Tests = append(rule.Tests, test)
	}
	return rule, nil
}

// assignments reads what values a rule is about. Of several for one issue the
// last one counts, as in GENIUS.
func (r *ruleReader) assignments(e *element, rule *ZeroRule) error {
	tests := map[int]int{} // by issue
	for _, a := range e.all("valueassignment") {
		n, err := r.issueOf(a)
		if err != nil {
			return err
		}
		value := a.get("value")
		if r.s.Issues[n].Kind == Discrete && r.s.Issues[n].ValueOf(value) < 0 {
			r.warn(a.at, "", "the issue %s has no value %s, so the constraint never applies", quoted(r.s.Issues[n].Name), quoted(value))
		}
		test := Test{Issue: n, Is: &value}
		if at, twice := tests[n]; twice {
			rule.Tests[at] = test
			continue
		}
		tests[n] = len(rule.Tests)
		rule.Tests = append(rule.Tests, test)
	}
	return nil
}

func (r *ruleReader) sum(e *element, rule *ZeroRule) error {
	test := Test{Sum: []int{}}
	var err error
	if test.Low, err = r.attrNumber(e, "min"); err != nil {
		return err
	}
	if test.High, err = r.attrNumber(e, "max"); err != nil {
		return err
	}
	for _, item := range e.all("item") {
		n, err := r.issueOf(item)
		if err != nil {
			return err
		}
		if err := r.numeric(item, n); err != nil {
			return err
		}
		test.Sum = append(test.Sum, n)
	}
	rule.Tests = append(rule.Tests, test)
	return nil
}

// checks reads the conditions of a rule that voids the whole outcome. Of the
// conditional one, the first condition by index is on a number and the second
// one has to hold wherever it does.
func (r *ruleReader) checks(e *element, rule *ZeroRule, inclusive bool) error {
	for _, c := range e.all("checkassignment") {
		n, err := r.issueOf(c)
		if err != nil {
			return err
		}
		test := Test{Issue: n}
		condition := c.get("condition")
		positive, negative := strings.Contains(condition, "positive"), strings.Contains(condition, "negative")
		switch {
		case !strings.Contains(condition, "numeric"):
			if test.Contains = []string{condition}; !inclusive {
				test.Contains, test.Lacks = nil, &condition
			}
		case !positive && !negative:
			r.warn(c.at, "", "the condition %s tests nothing; it is left out", quoted(condition))
			continue
		default:
			if err := r.numeric(c, n); err != nil {
				return err
			}
			sign := Positive
			switch {
			case inclusive && positive:
				sign = NotNegative
			case inclusive:
				sign = NotPositive
			case negative:
				sign = Negative
			}
			test.Sign = &sign
		}
		rule.Tests = append(rule.Tests, test)
	}
	if inclusive {
		return nil
	}
	if len(rule.Tests) != 2 || rule.Tests[0].Sign == nil && rule.Tests[1].Sign == nil {
		return r.fail(e.at, "", "a conditionalZeroOutcomeConstraint has a condition on a number and another on a text")
	}
	slices.SortStableFunc(rule.Tests, func(a, b Test) int { return a.Issue - b.Issue })
	if rule.Tests[0].Sign == nil {
		r.warn(e.at, "", "GENIUS passes over a conditionalZeroOutcomeConstraint whose first issue's condition is not on a number; so is it here")
		rule.Tests = nil
	}
	return nil
}

// numeric makes sure that all values of an issue are numbers.
func (r *ruleReader) numeric(e *element, n int) error {
	if r.numbers[n] {
		return nil
	}
	issue := &r.s.Issues[n]
	for _, v := range issue.Values {
		if _, err := parseNumber(v); err != nil {
			return r.fail(e.at, "", "the constraint adds up the issue %s, whose value %s is no number", quoted(issue.Name), quoted(v))
		}
	}
	r.numbers[n] = true
	return nil
}
