package brief

import (
	"math/big"
	"strconv"

	"parley"
	"parley/bargain"
)

// reach says how little and how much each party can get of the packages that
// nobody's statement excludes.
func (s *subject) reach(z *bargain.Zone) (Section, bool) {
	sec := Section{ID: "reach", Title: "How far each could get"}
	t := Table{
		Caption: write("Within what nobody’s statement excludes, each party on its own scale"),
		Columns: []Column{{Title: write("Party")}, {Title: write("The least it could get"), Numeric: true}, {Title: write("The most it could get"), Numeric: true}},
		Short:   2 * shortList,
	}
	loose := false
	for _, r := range z.Reach {
		least, most := amount(r.Least), amount(r.Most)
		if !r.Proven {
			least, most, loose = beyond(least, "down", r.Least, r.AtLeast), beyond(most, "up", r.Most, r.AtMost), true
		}
		t.Rows = append(t.Rows, Row{Cells: []Prose{s.name(r.Party), write("%s", least), write("%s", most)}})
	}
	if len(t.Rows) == 0 {
		return sec, false
	}
	if !loose {
		t.Caption = append(t.Caption, small(" [exact]"))
	}
	sec.Blocks = []Block{t}
	if loose {
		sec.Blocks = append(sec.Blocks, aside("Where two numbers are given, a package that gives the first was found, and that none goes beyond the second is proven. What there is between them is not known."))
	}
	return sec, true
}

// beyond says of an end that was found how far, down or up, there may be more.
// What is proven is rounded outwards.
func beyond(found, way string, end, limit parley.Number) string {
	if limit.Equal(end) {
		return found
	}
	hundredths := limit.Mul(parley.Int(100)).Rat()
	x := new(big.Int).Div(hundredths.Num(), hundredths.Denom()) // rounds down
	if way == "up" && !hundredths.IsInt() {
		x.Add(x, big.NewInt(1))
	}
	return found + ", or " + way + " to " + amount(parley.Exactly(new(big.Rat).SetFrac(x, big.NewInt(100))))
}

// stillOpen says which choices still occur in what nobody's statement
// excludes, issue by issue. Issues of which all do are only named.
func (s *subject) stillOpen() Section {
	sec := Section{ID: "open", Title: "What is still open"}
	z := s.a.Zone
	if s.sealed && z != nil && s.finding() != none {
		sec.Blocks = []Block{aside("Left out, as is how far each party could get: it would tell what is undisclosed.")}
		return sec
	}
	if z == nil || len(z.Open) == 0 {
		return Section{}
	}
	t := Table{
		Caption: write("Choices that occur in some package that nobody’s statement excludes"),
		Columns: []Column{{Title: write("Issue")}, {Title: write("Still possible")}, {Title: write("No longer")}},
		Short:   2 * shortList,
	}
	undecided := false
	for _, i := range z.Open {
		undecided = undecided || len(i.Undecided) > 0
	}
	if !undecided {
		t.Caption = append(t.Caption, small(" [exact]"))
	} else {
		t.Columns = append(t.Columns, Column{Title: write("Not settled")})
	}
	var free []Prose
	for _, i := range z.Open {
		if len(i.Closed)+len(i.Undecided) == 0 && !oneChoice(i.Open) {
			free = append(free, s.issueName(i.Issue))
			continue
		}
		name := bold(s.issueName(i.Issue))
		if oneChoice(i.Open) && len(i.Undecided) == 0 {
			name = append(name, Span{Text: " "}, marked("one choice left"))
		}
		row := Row{Cells: []Prose{name, s.spans(i.Issue, i.Open), s.spans(i.Issue, i.Closed)}}
		if undecided {
			row.Cells = append(row.Cells, s.spans(i.Issue, i.Undecided))
		}
		t.Rows = append(t.Rows, row)
	}
	switch {
	case len(t.Rows) == 0:
		sec.Blocks = []Block{Paragraph{Text: append(write("Of every issue, every choice occurs in some package that nobody’s statement excludes."), small(" [exact]"))}}
		return sec
	case len(free) > 0:
		sec.Blocks = append(sec.Blocks, t, paragraph("On %s every choice is still possible: %s.", plural(len(free), "other issue", "other issues"), few(free, shortList, "and")))
	default:
		sec.Blocks = append(sec.Blocks, t)
	}
	sec.Blocks = append(sec.Blocks, aside("Each choice is possible by itself, with fitting choices on the other issues; not every combination of them is."))
	return sec
}

func oneChoice(spans []bargain.Span) bool {
	return len(spans) == 1 && spans[0].From.Equal(spans[0].To)
}

// spans lists choices; numbers that follow one another are said as a range.
func (s *subject) spans(issue string, spans []bargain.Span) Prose {
	if len(spans) == 0 {
		return write("–")
	}
	i, _ := s.c.Issue(issue)
	ps := make([]Prose, len(spans))
	for n, x := range spans {
		switch {
		case x.From.Equal(x.To):
			ps[n] = s.bareChoice(i, x.From)
		default:
			ps[n] = write("%s to %s", x.From.Number.Decimal(4), s.choice(issue, x.To))
		}
	}
	return joinFew(ps)
}

// proof shows why there is nothing, as a sum that anybody can check.
func (s *subject) proof() (Section, bool) {
	z := s.a.Zone
	if z == nil || z.Proof == nil || len(z.Proof.Weights) == 0 || s.finding() != none {
		return Section{}, false
	}
	p := z.Proof
	t := Table{
		Caption: write("The weighing"),
		Columns: []Column{{Title: write("Party")}, {Title: write("Each of its points counts"), Numeric: true}, {Title: write("Fallback")}},
		Short:   2 * shortList,
	}
	for _, w := range p.Weights {
		f := s.fallback(w.Party)
		if len(f) == 0 {
			f = write("–")
		}
		t.Rows = append(t.Rows, Row{Cells: []Prose{s.name(w.Party), write("%s", brieflyExact(w.Weight)), f}})
	}
	most, needed := apart(p.Most, p.Needed)
	sec := Section{ID: "proof", Title: "A sum that shows it"}
	sec.Blocks = []Block{
		Paragraph{Text: s.noted(write("Weighed as in the table, the fallbacks together come to %s, and no package that breaks no demand and no norm comes to more than %s. So none reaches them all.", needed, most), bargain.AskZone)},
		t,
		aside("Anybody can check this: add up each party’s worth times its weight, and take on every issue the choice with the greatest sum (issues that a statement ties, together). The weights say nothing about whose gain matters more; they are only numbers that make the gap show. The JSON output has them exactly."),
	}
	return sec, true
}

// brieflyExact writes a number exactly, where that is short.
func brieflyExact(n parley.Number) string {
	if s := n.String(); len(s) <= 12 {
		return s
	}
	return "about " + strconv.FormatFloat(n.Float(), 'g', 6, 64)
}

// apart writes two numbers that differ with as many digits as it takes to see
// it.
func apart(a, b parley.Number) (string, string) {
	if s, t := a.String(), b.String(); len(s) <= 12 && len(t) <= 12 {
		return s, t
	}
	for digits := 2; digits < 40; digits++ {
		if s, t := a.Decimal(digits), b.Decimal(digits); s != t {
			return "about " + s, "about " + t
		}
	}
	return a.String(), b.String()
}

func (s *subject) jsonReach(z *bargain.Zone) []object {
	out := make([]object, len(z.Reach))
	for i, r := range z.Reach {
		out[i] = object{
			{"party", r.Party}, {"least", r.Least.Float()}, {"most", r.Most.Float()},
			{"least_at", s.jsonPackage(r.LeastAt)}, {"most_at", s.jsonPackage(r.MostAt)},
			{"at_least", r.AtLeast.Float()}, {"at_most", r.AtMost.Float()}, {"proven", r.Proven},
		}
	}
	return out
}

func (s *subject) jsonOpen(z *bargain.Zone) []object {
	spans := func(all []bargain.Span) []object {
		out := make([]object, len(all))
		for i, x := range all {
			out[i] = object{{"from", x.From}, {"to", x.To}}
		}
		return out
	}
	out := make([]object, len(z.Open))
	for i, x := range z.Open {
		out[i] = object{{"issue", x.Issue}, {"open", spans(x.Open)}, {"closed", spans(x.Closed)}, {"undecided", spans(x.Undecided)}}
	}
	return out
}

// jsonProof writes its numbers as texts, which are exact: who checks a sum
// needs them so.
func (s *subject) jsonProof(z *bargain.Zone) any {
	if z.Proof == nil {
		return nil
	}
	weights := object{}
	for _, w := range z.Proof.Weights {
		weights = append(weights, field{w.Party, exactly(w.Weight)})
	}
	return object{{"weights", weights}, {"needed", exactly(z.Proof.Needed)}, {"most", exactly(z.Proof.Most)}}
}

// exactly writes a number without rounding: whole, or as a fraction.
func exactly(n parley.Number) string { return n.Rat().RatString() }
