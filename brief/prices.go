package brief

import (
	"parley/bargain"
)

// prices says what each demand costs where there is a zone.
func (s *subject) prices() Section {
	sec := Section{ID: "prices", Title: "What demands cost"}
	if s.blind && s.asked(bargain.AskPrices) && s.finding() == common {
		sec.Blocks = []Block{aside("Left out: the price of a demand is told by the party that comes off worst, and the numbers of %s are undisclosed.", join(s.numberless(), "and"))}
		return sec
	}
	t := Table{
		Caption: s.noted(write("If a demand alone were lifted"), bargain.AskPrices),
		Columns: []Column{{Title: write("Demand")}, {Title: write("Whoever comes off worst would rise by"), Numeric: true}, {Title: write("Packages added"), Numeric: true}},
		Short:   shortList,
	}
	free := 0
	for _, p := range s.a.Prices {
		if p.Rise.Sign() == 0 {
			free++
			continue
		}
		t.Rows = append(t.Rows, Row{Cells: []Prose{s.statementCell(p), write("%s", percent(p.Rise)), write("%s", countCell(p.Opens))}})
	}
	if len(t.Rows) > 0 {
		sec.Blocks = append(sec.Blocks, aside("The price of a demand is how much higher on its own range the party that comes off worst could come, if this demand alone were lifted. It says nothing about whether it should be."), t)
	}
	if free > 0 {
		sec.Blocks = append(sec.Blocks, Paragraph{Text: s.noted(write("%s nothing as things stand: lifting %s alone would not help whoever comes off worst.", capital(write("%s", freeDemands(free, len(t.Rows) > 0))), itOrOne(free)), bargain.AskPrices)})
	}
	return sec
}

func freeDemands(n int, others bool) string {
	other := ""
	if others {
		other = "other "
	}
	if n == 1 {
		return "one " + other + "demand costs"
	}
	return number(n) + " " + other + "demands each cost"
}

func itOrOne(n int) string {
	if n == 1 {
		return "it"
	}
	return "one of them"
}

func (s *subject) statementCell(p bargain.Price) Prose {
	cell := capital(s.statement(p.Ref))
	if d := s.c.Demand(p.Ref); d.Stated {
		cell = append(cell, Span{Text: " "}, marked("only stated in public"))
	} else if d.Basis != "" {
		cell = append(cell, Span{Text: " "}, marked("legal basis"))
	}
	return cell
}

// numberless names the parties whose numbers are undisclosed.
func (s *subject) numberless() []Prose {
	var names []Prose
	for _, id := range s.consenting() {
		if s.veiled[id].numbers {
			names = append(names, s.name(id))
		}
	}
	return names
}

// trades says where parties weigh issues differently.
func (s *subject) trades() Section {
	if len(s.a.Trades) == 0 {
		return Section{}
	}
	sec := Section{ID: "trades", Title: "What could be traded"}
	list := List{Short: shortList}
	for _, t := range s.a.Trades {
		a, b := s.name(t.A), s.name(t.B)
		x, y := s.issueName(t.IssueA), s.issueName(t.IssueB)
		list.Items = append(list.Items, Item{Text: write("%s on %s, %s on %s. To %s, %s weighs %s as much as %s; to %s, %s.",
			bold(a), x, bold(b), y, a, x, times(t.RateA.Float()), y, b, times(t.RateB.Float()))})
	}
	sec.Blocks = []Block{
		Paragraph{Role: Aside, Text: s.noted(write("The two want different things on both issues and weigh them differently, so that each could have its way where it matters more to it."), bargain.AskTrades)},
		list,
	}
	return sec
}

// times writes a ratio of weights.
func times(rate float64) string {
	switch {
	case rate >= 100:
		return "over 100 times"
	case rate > 0 && rate < 0.01:
		return "under 0.01 times"
	}
	if x := decimal(rate); x != "1" {
		return x + " times"
	}
	return "1 time"
}
