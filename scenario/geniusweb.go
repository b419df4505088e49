package scenario

import (
	"strings"

	"parley"
)

// readGeniusWeb reads the JSON of GeniusWeb: a domain, which every profile
// repeats, and a LinearAdditiveUtilitySpace for each party, in either spelling
// of its parts.
func readGeniusWeb(s *Scenario, domain *document, profiles []*document, lenient bool) error {
	from, space := domain, (*node)(nil)
	if domain != nil {
		space = domain.root
	} else {
		from = profiles[0]
		if space = from.root.items[0].get("domain"); space == nil {
			return from.fail(0, "give the domain's file too", "there is no domain, and the profile holds none")
		}
	}
	w := &webReader{document: from, s: s}
	if err := w.domain(space); err != nil {
		return err
	}
	for _, p := range profiles {
		w := &webReader{document: p, s: s}
		profile, err := w.profile()
		if err != nil {
			return err
		}
		s.Profiles = append(s.Profiles, *profile)
	}
	return nil
}

type webReader struct {
	*document
	s *Scenario
}

func (w *webReader) domain(n *node) error {
	if err := w.mapping(n, "the domain"); err != nil {
		return err
	}
	w.s.Name = n.get("name").word()
	if w.s.Name == "" {
		w.s.Name = w.base()
	}
	issues := n.get("issuesValues")
	if issues == nil || issues.form != mapNode || len(issues.keys) == 0 {
		return w.failNode(n, "", "the domain has no issuesValues")
	}
	if len(issues.keys) > maxIssues {
		return w.failNode(issues, "", "there are more than %d issues", maxIssues)
	}
	for k, key := range issues.keys {
		i := Issue{Index: k + 1, Name: key.text}
		if err := w.values(issues.items[k], &i); err != nil {
			return err
		}
		w.s.Issues = append(w.s.Issues, i)
	}
	return nil
}

// values reads a set of values: {"values": […]}, or a range of numbers as
// {"range": [low, high, step]}, which GeniusWeb writes, or as {"range": {"low",
// "high", "step"}}, with the outer key or without.
func (w *webReader) values(n *node, i *Issue) error {
	if err := w.mapping(n, "the set of values of "+quoted(i.Name)); err != nil {
		return err
	}
	if list := n.get("values"); list != nil {
		return w.document.namedValues(list, i)
	}
	r := n.get("range")
	if r == nil {
		r = n
	}
	i.Kind = Stepped
	for part, key := range []string{"low", "high", "step"} {
		v := r.get(key)
		if r.form == listNode && len(r.items) == 3 {
			v = r.items[part]
		}
		if v == nil {
			return w.failNode(n, `write {"values": […]} or {"range": [low, high, step]}`, "the values of %s are neither a list nor a range", quoted(i.Name))
		}
		number, err := w.number(v, key)
		if err != nil {
			return err
		}
		*[]*parley.Number{&i.Low, &i.High, &i.Step}[part] = number
	}
	return w.document.grid(n, i)
}

// grid makes sure that a range is one, and puts its upper end on the grid.
func (d *document) grid(n *node, i *Issue) error {
	if i.Step.Sign() <= 0 || i.Low.Cmp(i.High) > 0 {
		return d.failNode(n, "", "the range of %s from %s to %s by %s is empty", quoted(i.Name), i.Low, i.High, i.Step)
	}
	count := i.Count()
	top := i.Low.Add(i.Step.Mul(parley.Exactly(newRat(count)).Sub(parley.Int(1))))
	if !top.Equal(i.High) {
		d.warnNode(n, "", "the steps of %s end at %s, before %s", quoted(i.Name), top, i.High)
		i.High = top
	}
	return nil
}

// namedValues reads a list of values.
func (d *document) namedValues(list *node, i *Issue) error {
	if err := d.list(list, "the values of "+quoted(i.Name)); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, v := range list.items {
		if v.form != scalarNode {
			return d.failNode(v, "", "a value of %s is no single word or number", quoted(i.Name))
		}
		if seen[v.text] {
			d.warnNode(v, "", "the value %s is listed twice; it counts once", quoted(v.text))
			continue
		}
		seen[v.text] = true
		i.Values = append(i.Values, v.text)
	}
	if len(i.Values) == 0 {
		return d.failNode(list, "", "the issue %s has no values", quoted(i.Name))
	}
	return nil
}

// spelled returns the value of the first of several keys that is there.
func (n *node) spelled(keys ...string) *node {
	for _, k := range keys {
		if v := n.get(k); v != nil {
			return v
		}
	}
	return nil
}

func (w *webReader) profile() (*Profile, error) {
	space := w.root.get("LinearAdditiveUtilitySpace")
	if space == nil {
		return nil, w.failNode(w.root, "a LinearAdditiveUtilitySpace is", "a profile of the kind %s is not read", quoted(w.root.keys[0].text))
	}
	if err := w.mapping(space, "the utility space"); err != nil {
		return nil, err
	}
	p := &Profile{Name: w.base(), File: w.text.name}
	utilities, weights := space.get("issueUtilities"), space.get("issueWeights")
	if utilities == nil || utilities.form != mapNode || weights == nil || weights.form != mapNode {
		return nil, w.failNode(space, "", "the utility space lacks issueUtilities or issueWeights")
	}
	u := &Additive{}
	total := parley.Int(0)
	for n := range w.s.Issues {
		i := &w.s.Issues[n]
		t := Term{}
		wn, un := weights.get(i.Name), utilities.get(i.Name)
		if wn == nil || un == nil {
			return nil, w.failNode(space, "", "the profile lacks the weight or the utilities of the issue %s", quoted(i.Name))
		}
		weight, err := w.number(wn, "the weight of "+quoted(i.Name))
		if err != nil {
			return nil, err
		}
		t.Weight, total = &weight, total.Add(weight)
		if t.Eval, err = w.utilities(i, un); err != nil {
			return nil, err
		}
		u.Terms = append(u.Terms, t)
	}
	w.strangers(utilities)
	if !total.Equal(parley.Int(1)) {
		w.warnNode(weights, "", "the weights sum to %s and not exactly to 1, which GeniusWeb refuses; they count as they are", total.Decimal(20))
	}
	p.Utility = u
	var err error
	p.ReservationBid, err = w.bid(space.get("reservationBid"))
	return p, err
}

func (w *webReader) strangers(utilities *node) {
	place := w.s.issuePlaces()
	for _, key := range utilities.keys {
		if _, known := place[key.text]; !known {
			w.warnNode(key, "", "the domain has no issue %s; it is left out", quoted(key.text))
		}
	}
}

// issuePlaces returns the place of each issue by its name.
func (s *Scenario) issuePlaces() map[string]int {
	place := make(map[string]int, len(s.Issues))
	for n := range s.Issues {
		place[s.Issues[n].Name] = n
	}
	return place
}

func (w *webReader) utilities(i *Issue, n *node) (Evaluation, error) {
	if d := n.spelled("DiscreteValueSetUtilities", "discreteutils"); d != nil {
		values := d.get("valueUtilities")
		if values == nil || values.form != mapNode {
			return nil, w.failNode(d, "", "the utilities of %s lack valueUtilities", quoted(i.Name))
		}
		if i.Kind != Discrete {
			return nil, w.failNode(d, "", "the issue %s takes numbers, and its utilities are those of named values", quoted(i.Name))
		}
		return w.document.table(i, values, true)
	}
	r := n.spelled("NumberValueSetUtilities", "numberutils")
	if r == nil {
		return nil, w.failNode(n, "", "the utilities of %s are of no known kind", quoted(i.Name))
	}
	if i.Kind == Discrete {
		return nil, w.failNode(r, "", "the issue %s has named values, and its utilities are those of a range", quoted(i.Name))
	}
	got := map[string]parley.Number{}
	for _, key := range []string{"lowValue", "lowUtility", "highValue", "highUtility"} {
		v := r.get(key)
		if v == nil {
			return nil, w.failNode(r, "", "the utilities of %s lack %s", quoted(i.Name), key)
		}
		number, err := w.number(v, key)
		if err != nil {
			return nil, err
		}
		got[key] = number
	}
	l := &Linear{Offset: got["lowUtility"], Origin: got["lowValue"], Outside: true, From: got["lowValue"], To: got["highValue"]}
	switch width := l.To.Sub(l.From); width.Sign() {
	case 1:
		l.Slope = got["highUtility"].Sub(l.Offset).Div(width)
	case -1:
		return nil, w.failNode(r, "", "the utilities of %s run from %s down to %s", quoted(i.Name), l.From, l.To)
	}
	return l, nil
}

// table reads a mapping from values to numbers. Where unit is set, numbers
// outside 0 to 1 are warned of.
func (d *document) table(i *Issue, values *node, unit bool) (*Table, error) {
	if err := d.mapping(values, "the table of "+quoted(i.Name)); err != nil {
		return nil, err
	}
	t := &Table{}
	place := map[string]int{}
	var near map[string]int
	if i.Kind == Discrete {
		t.Values = make([]*parley.Number, len(i.Values))
		for n, v := range i.Values {
			place[v] = n
		}
	} else {
		count := i.Count()
		if !count.IsInt64() || count.Int64() > maxNodes {
			return nil, d.failNode(values, "", "a table for the %s values of %s is too large", count, quoted(i.Name))
		}
		t.Values = make([]*parley.Number, count.Int64())
	}
	for k, key := range values.keys {
		v, err := d.number(values.items[k], "the utility of "+quoted(key.text))
		if err != nil {
			return nil, err
		}
		if unit && (v.Sign() < 0 || v.Cmp(parley.Int(1)) > 0) {
			d.warnNode(values.items[k], "", "the utility %s of %s is not from 0 to 1, which GeniusWeb refuses; it counts as it is", v, quoted(key.text))
		}
		n, known := place[key.text]
		if !known {
			if near == nil {
				near = i.numbers()
			}
			n, known = i.nearly(key.text, near)
		}
		if !known {
			d.warnNode(key, "", "the issue %s has no value %s; it is left out", quoted(i.Name), quoted(key.text))
			t.Extra = append(t.Extra, v)
			continue
		}
		t.Values[n] = &v
	}
	for n, v := range t.Values {
		if v == nil {
			d.warnNode(values, "", "the value %s of the issue %s has no utility; it counts 0", quoted(i.Say(i.At(n))), quoted(i.Name))
		}
	}
	return t, nil
}

// numbers returns the places of a discrete issue's values that are numbers, by
// the number.
func (i *Issue) numbers() map[string]int {
	near := map[string]int{}
	for n := len(i.Values) - 1; n >= 0; n-- { // of several, the first one
		if number, err := parseNumber(i.Values[n]); err == nil {
			near[number.String()] = n
		}
	}
	return near
}

// nearly finds the value that is the same number as a text, such as 1.0 for 1.
func (i *Issue) nearly(text string, near map[string]int) (int, bool) {
	number, err := parseNumber(text)
	if err != nil {
		return 0, false
	}
	if i.Kind == Stepped {
		if number.Cmp(i.Low) < 0 || number.Cmp(i.High) > 0 {
			return 0, false
		}
		n := i.place(Choice{Number: number})
		return n, n >= 0
	}
	n, known := near[number.String()]
	return n, known
}

// bid reads an outcome that names each issue's value.
func (w *webReader) bid(n *node) (Outcome, error) {
	if n.null() {
		return nil, nil
	}
	values := n.spelled("issuevalues", "issueValues")
	if values == nil || values.form != mapNode {
		return nil, w.failNode(n, "", "the reservation bid has no issuevalues")
	}
	o := make(Outcome, len(w.s.Issues))
	for k := range w.s.Issues {
		i := &w.s.Issues[k]
		v := values.get(i.Name)
		if v == nil {
			return nil, w.failNode(n, "", "the reservation bid says nothing of the issue %s", quoted(i.Name))
		}
		c, ok := i.choice(v.word())
		if !ok {
			return nil, w.failNode(v, "", "the issue %s has no value %s", quoted(i.Name), quoted(v.word()))
		}
		o[k] = c
	}
	return o, nil
}

// choice finds what a text in a file chooses.
func (i *Issue) choice(text string) (Choice, bool) {
	switch i.Kind {
	case Discrete:
		n := i.ValueOf(text)
		if n < 0 {
			n, ok := i.nearly(strings.TrimSpace(text), i.numbers())
			return Choice{Value: n}, ok
		}
		return Choice{Value: n}, true
	case Stepped:
		n, ok := i.nearly(text, nil)
		if !ok {
			return Choice{}, false
		}
		return i.At(n), true
	}
	number, err := parseNumber(text)
	return Choice{Number: number}, err == nil && number.Cmp(i.Low) >= 0 && number.Cmp(i.High) <= 0
}
