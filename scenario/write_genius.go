package scenario

import (
	"encoding/xml"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"parley"
)

// geniusWriter writes the XML of GENIUS.
type geniusWriter struct {
	*exporter
	kinds []Kind     // as which each issue is written
	texts [][]string // the values of those that are written as discrete
}

// markup is XML while it is written.
type markup struct {
	strings.Builder
	depth int
}

// tag writes a line with one tag; attributes are names and values in turn.
func (m *markup) tag(open, name, shut string, attrs ...string) {
	m.WriteString(strings.Repeat("  ", m.depth) + open + name)
	for i := 0; i < len(attrs); i += 2 {
		m.WriteString(" " + attrs[i] + "=" + inMarks(attrs[i+1]))
	}
	m.WriteString(shut + "\n")
}

// inMarks quotes the value of an attribute. GENIUS takes entities for what
// they look like, so that as few as can be are written.
func inMarks(s string) string {
	mark := `"`
	if strings.Contains(s, mark) && !strings.Contains(s, "'") {
		mark = "'"
	}
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	text := strings.ReplaceAll(b.String(), "&#39;", "'")
	if mark == "'" {
		text = strings.ReplaceAll(text, "&#34;", `"`)
	}
	return mark + text + mark
}

func (m *markup) leaf(name string, attrs ...string) { m.tag("<", name, "/>", attrs...) }

// within writes an element with what inside writes.
func (m *markup) within(name string, attrs []string, inside func()) {
	m.tag("<", name, ">", attrs...)
	m.depth++
	inside()
	m.depth--
	m.tag("</", name, ">")
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

func (x *exporter) genius() ([]Source, error) {
	w := &geniusWriter{exporter: x}
	if err := w.chooseKinds(); err != nil {
		return nil, err
	}
	domain, names := x.fileNames(".xml")
	m := &markup{}
	m.WriteString(xmlHead)
	m.within("negotiation_template", nil, func() {
		m.within("utility_space", []string{"number_of_issues", strconv.Itoa(len(x.s.Issues))}, func() {
			m.within("objective", w.root(), func() {
				for i := range x.s.Issues {
					w.issue(m, i, nil)
				}
			})
		})
	})
	files := []Source{{domain, []byte(m.String())}}
	for p := range x.s.Profiles {
		text, err := w.profile(p)
		if err != nil {
			return nil, err
		}
		files = append(files, Source{names[p], []byte(text)})
	}
	return files, nil
}

func (w *geniusWriter) root() []string {
	return []string{"index", "0", "etype", "objective", "type", "objective", "description", "", "name", w.s.Name}
}

var kindNames = map[Kind]string{Discrete: "discrete", Stepped: "integer", Real: "real"}

// chooseKinds finds out which numeric issues can stay numeric: an integer
// issue has straight evaluations in GENIUS and no others. One that cannot is
// written as a list of its numbers.
func (w *geniusWriter) chooseKinds() error {
	for i := range w.s.Issues {
		issue := &w.s.Issues[i]
		kind := issue.Kind
		if kind == Stepped && !(issue.Step.Equal(parley.Int(1)) && issue.Low.Rat().IsInt()) {
			kind = Discrete
		}
		for p := range w.s.Profiles {
			u, ok := w.s.Profiles[p].Utility.(*Additive)
			if !ok || kind == Discrete || w.asItIs(u, i) {
				continue
			}
			of, err := w.sum(p)
			if err != nil {
				return err
			}
			if _, ok := w.straight(p, i, of.value[i]); !ok {
				kind = Discrete
			}
		}
		w.kinds, w.texts = append(w.kinds, kind), append(w.texts, nil)
		if kind != Discrete {
			continue
		}
		for _, p := range w.s.Profiles {
			if _, ok := p.Utility.(*Rectangles); ok && issue.Kind != Discrete {
				return fmt.Errorf("GENIUS has no hyper-rectangles over %s, whose numbers it has to list", issue.Name)
			}
		}
		w.texts[i] = w.values(issue)
	}
	return nil
}

// asItIs reports whether GENIUS has the very evaluation that a profile read
// from its files gives an issue, or an evaluation of the shape that a case has.
func (w *geniusWriter) asItIs(u *Additive, i int) bool {
	if w.s.Semantics != SemanticsGenius {
		drawn, _ := w.drawn(i, u.Terms[i].Eval)
		return drawn != nil
	}
	kind := w.s.Issues[i].Kind
	switch e := u.Terms[i].Eval.(type) {
	case *Table:
		most := e.greatest()
		return kind == Discrete && (len(e.Extra) == 0 || most == (&Table{Values: e.Values}).greatest())
	case *Linear:
		return e.Clip && !e.Outside && (kind == Stepped || kind == Real && e.Origin.Sign() == 0)
	case *Constant, *Triangle:
		return kind == Real
	}
	return false
}

// issue writes an issue of the domain; with inside, one of a profile, with more
// attributes.
func (w *geniusWriter) issue(m *markup, i int, inside func(), more ...string) {
	issue := &w.s.Issues[i]
	kind := kindNames[w.kinds[i]]
	attrs := []string{"index", strconv.Itoa(issue.Index), "name", issue.Name, "type", kind, "etype", kind, "vtype", kind}
	if issue.About != "" {
		attrs = append(attrs, "description", issue.About)
	}
	if w.kinds[i] == Stepped {
		attrs = append(attrs, "lowerbound", issue.Low.String(), "upperbound", issue.High.String())
	}
	m.within("issue", append(attrs, more...), func() {
		if w.kinds[i] == Real {
			m.leaf("range", "lowerbound", w.write(issue.Name, issue.Low.Rat()), "upperbound", w.write(issue.Name, issue.High.Rat()))
		}
		if inside != nil {
			inside()
			return
		}
		for k, v := range w.texts[i] {
			m.leaf("item", "index", strconv.Itoa(k+1), "value", v)
		}
	})
}

func (w *geniusWriter) profile(p int) (string, error) {
	m := &markup{}
	m.WriteString(xmlHead)
	attrs := []string{"number_of_issues", strconv.Itoa(len(w.s.Issues))}
	reservation := w.s.Reservation(p)
	var err error
	inside := func() {}
	switch u := w.s.Profiles[p].Utility.(type) {
	case *Additive:
		var of *sum
		var verbatim []bool
		if of, verbatim, err = w.fitting(p, u); err != nil {
			return "", err
		}
		inside = func() { w.additive(m, p, u, of, verbatim) }
		reservation = of.reservation
		if least := of.least(); reservation == nil && least.Sign() < 0 {
			of.reservation = least // GENIUS would take 0
		}
	case *Rectangles:
		attrs = append([]string{"type", "nonlinear"}, attrs...)
		inside = func() { w.rectangles(m, p, u) }
	case *Ranked:
		attrs = append([]string{"type", "constraint"}, attrs...)
		inside = func() { w.ranked(m, u) }
	}
	m.within("utility_space", attrs, func() {
		m.within("objective", w.root(), inside)
		if reservation != nil && (reservation.Sign() != 0 || w.s.Profiles[p].Reservation != nil) {
			m.leaf("reservation", "value", w.write(w.s.Profiles[p].Name, reservation))
		}
		w.discount(m, p)
	})
	return m.String(), nil
}

func (w *geniusWriter) discount(m *markup, p int) {
	profile := &w.s.Profiles[p]
	d := w.s.Discount(p)
	if profile.Discount == nil && d.Cmp(one) == 0 {
		return
	}
	if d.Sign() <= 0 || d.Cmp(one) > 0 {
		w.losses.add(profile.Name, "GENIUS takes its discount factor %s for 1", parley.Exactly(d).Decimal(10))
	}
	if r := w.s.Reservation(p); w.s.Semantics == SemanticsNegMAS && !profile.Dynamic && d.Cmp(one) != 0 && r != nil && r.Sign() != 0 {
		w.losses.add(profile.Name, "its reservation value is not discounted, and GENIUS discounts every one")
	}
	m.leaf("discount_factor", "value", w.write(profile.Name, d))
}

// fitting returns a profile's sum as GENIUS can hold it, and which issues are
// written as they are. A table bears negative numbers; without one that can, the
// sum is shifted.
func (w *geniusWriter) fitting(p int, u *Additive) (*sum, []bool, error) {
	before := w.losses.copy()
	of, verbatim, ok, err := w.held(p, u, false)
	if !ok && err == nil && w.s.Semantics != SemanticsGenius {
		w.losses = before
		of, verbatim, _, err = w.held(p, u, true)
	}
	return of, verbatim, err
}

func (w *geniusWriter) held(p int, u *Additive, shift bool) (of *sum, verbatim []bool, ok bool, err error) {
	if of, err = w.sum(p); err != nil {
		return nil, nil, false, err
	}
	for i := range u.Terms {
		verbatim = append(verbatim, w.asItIs(u, i) && w.kinds[i] == w.s.Issues[i].Kind && w.s.weight(&u.Terms[i]).Sign() >= 0)
	}
	if w.s.Semantics != SemanticsGenius { // its own cap is the same
		w.fit(of, shift)
	}
	return of, verbatim, w.raise(of, verbatim), nil
}

// additive writes a weighted sum. GENIUS divides a table by its greatest
// number, so the weight is multiplied by it.
func (w *geniusWriter) additive(m *markup, p int, u *Additive, of *sum, verbatim []bool) {
	name := w.s.Profiles[p].Name
	var weights []*big.Rat
	for i := range u.Terms {
		greatest := w.greatest(i, u.Terms[i].Eval, of.value[i], verbatim[i])
		var more []string
		if greatest != nil {
			more = []string{"greatest", w.write(name, greatest)}
		}
		w.issue(m, i, func() {
			weights = append(weights, w.evaluations(m, p, i, u, of, verbatim[i], greatest != nil))
		}, more...)
	}
	for i, weight := range weights {
		m.leaf("weight", "index", strconv.Itoa(w.s.Issues[i].Index), "value", w.write(name, weight))
	}
}

// raise moves what GENIUS would clip, or take for nothing, into a constant,
// and that into the values of one issue, which is not written as it was then.
// It reports false, and says so among the losses, where that cannot be.
func (w *geniusWriter) raise(u *sum, verbatim []bool) bool {
	for i, weight := range u.weight {
		low, high := leastOf(u.value[i]), greatestOf(u.value[i])
		if verbatim[i] || low.Sign() >= 0 || w.kinds[i] == Discrete && high.Cmp(negligible) >= 0 {
			continue
		}
		u.bias.Add(u.bias, new(big.Rat).Mul(weight, low))
		for k, v := range u.value[i] {
			u.value[i][k] = new(big.Rat).Sub(v, low)
		}
	}
	if u.bias.Sign() == 0 {
		return true
	}
	// A table bears a constant best, and the one with the greatest part a
	// negative one.
	at := -1
	part := func(i int) *big.Rat { return new(big.Rat).Mul(u.weight[i], greatestOf(u.value[i])) }
	for i := range u.weight {
		if w.kinds[i] != Discrete && verbatim[i] {
			continue // it may be clipped, and a clipped line cannot be raised
		}
		table := w.kinds[i] == Discrete
		if at < 0 || table && w.kinds[at] != Discrete || table == (w.kinds[at] == Discrete) && part(i).Cmp(part(at)) > 0 {
			at = i
		}
	}
	if at < 0 {
		w.losses.add(u.name, "the constant %s in its utilities has no place", parley.Exactly(u.bias).Decimal(10))
		return false
	}
	verbatim[at] = false
	if u.weight[at].Sign() == 0 { // nothing matters but the constant
		u.weight[at] = big.NewRat(1, 1)
		for k := range u.value[at] {
			u.value[at][k] = new(big.Rat)
		}
	}
	plus := new(big.Rat).Quo(u.bias, u.weight[at])
	for k, v := range u.value[at] {
		u.value[at][k] = new(big.Rat).Add(v, plus)
	}
	u.bias = new(big.Rat)
	if low := leastOf(u.value[at]); greatestOf(u.value[at]).Cmp(negligible) < 0 || w.kinds[at] != Discrete && low.Sign() < 0 {
		w.losses.add(u.name, "its utilities go so far below 0 that GENIUS would clip some of them")
		return false
	}
	return true
}

// evaluations writes what the choices of an issue are worth and returns the
// weight that goes with them. What is told besides is told exactly, and not
// rounded.
func (w *geniusWriter) evaluations(m *markup, p, i int, u *Additive, of *sum, verbatim, told bool) *big.Rat {
	name := w.s.Profiles[p].Name
	row, weight := of.value[i], of.weight[i]
	if verbatim {
		eval, scale := u.Terms[i].Eval, one
		if drawn, by := w.drawn(i, eval); drawn != nil {
			eval, scale = drawn, by
		}
		w.evaluation(m, name, i, eval)
		return new(big.Rat).Mul(weight, scale)
	}
	most := greatestOf(row)
	if w.kinds[i] == Discrete {
		// With 1 for the greatest, programs that do not divide by it read the same:
		// NegMAS, and GENIUS before version 9, which rounds what it divides.
		for k, v := range row {
			if most.Sign() > 0 {
				v = new(big.Rat).Quo(v, most)
			}
			text, exact := decimalText(v)
			if !exact && !told {
				w.losses.rounded(name)
			}
			m.leaf("item", "index", strconv.Itoa(k+1), "value", w.texts[i][k], "evaluation", text)
		}
		if most.Sign() == 0 {
			return weight
		}
		return new(big.Rat).Mul(weight, most)
	}
	if most.Cmp(one) <= 0 { // nothing is clipped
		most = one
	}
	scaled := make([]*big.Rat, len(row))
	for k, v := range row {
		scaled[k] = new(big.Rat).Quo(v, most)
	}
	l, _ := through(&w.s.Issues[i], scaled)
	low := new(big.Rat).Add(l.offset, new(big.Rat).Mul(l.slope, w.s.Issues[i].Low.Rat()))
	if w.kinds[i] == Stepped {
		m.leaf("evaluator", "ftype", "linear", "slope", w.write(name, l.slope), "offset", w.write(name, low))
	} else {
		m.leaf("evaluator", "ftype", "linear", "parameter0", w.write(name, l.offset), "parameter1", w.write(name, l.slope))
	}
	return new(big.Rat).Mul(weight, most)
}

// evaluation writes an evaluation of GENIUS as its file had it.
func (w *geniusWriter) evaluation(m *markup, name string, i int, e Evaluation) {
	text := func(n parley.Number) string { return w.write(name, n.Rat()) }
	switch e := e.(type) {
	case *Table:
		for k, v := range e.Values {
			if v == nil {
				v = &parley.Number{}
			}
			m.leaf("item", "index", strconv.Itoa(k+1), "value", w.s.Issues[i].Values[k], "evaluation", text(*v))
		}
	case *Linear:
		if w.s.Issues[i].Kind == Real {
			m.leaf("evaluator", "ftype", "linear", "parameter0", text(e.Offset), "parameter1", text(e.Slope))
			return
		}
		// The domain's lower bound stands in the issue, so the line is moved.
		offset := e.Offset.Add(e.Slope.Mul(w.s.Issues[i].Low.Sub(e.Origin)))
		m.leaf("evaluator", "ftype", "linear", "slope", text(e.Slope), "offset", text(offset))
	case *Constant:
		m.leaf("evaluator", "ftype", "constant", "parameter0", text(e.Value))
	case *Triangle:
		m.leaf("evaluator", "ftype", "triangular", "parameter0", text(e.Low), "parameter1", text(e.High), "parameter2", text(e.Top))
	}
}
