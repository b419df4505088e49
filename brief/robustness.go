package brief

import (
	"strconv"

	"parley/bargain"
)

// robustness says what the answer is worth when statements leave room.
func (s *subject) robustness(picks []pick) Section {
	sec := Section{ID: "robustness", Title: "If the numbers are a little different"}
	if s.blind && s.asked(bargain.AskRobustness) {
		sec.Blocks = []Block{aside("Left out: undisclosed numbers are not varied.")}
		return sec
	}
	r := s.a.Robustness
	if r == nil {
		if s.finding() == common {
			sec.Blocks = s.why(bargain.AskRobustness)
		}
		return sec
	}
	if !r.Uncertain {
		if s.finding() != common {
			return sec
		}
		sec.Blocks = []Block{paragraph("Nothing was stated with room, so there is nothing to vary.")}
		return sec
	}
	ok := "acceptable to all"
	if len(s.allMissing()) > 0 { // whose acceptance is not known says no to nothing here
		ok = "not excluded"
	}
	sec.Blocks = append(sec.Blocks,
		aside("Some numbers were stated as intervals, in words or as an order. Answers are for the middle; this looks at everything that the statements permit."))
	if r.All != nil && r.Some != nil {
		sec.Blocks = append(sec.Blocks, Paragraph{Text: s.noted(write("For every number permitted, %s %s %s; for some numbers, %s.", zeroPackages(*r.All), be(*r.All), ok, zeroPackages(*r.Some)), bargain.AskRobustness)})
	}
	if r.Zone != nil {
		sec.Blocks = append(sec.Blocks, paragraph("In %s of %s draws some package was %s: %s.", grouped(strconv.Itoa(r.Zone.Hits)), grouped(strconv.Itoa(r.Zone.Draws)), ok, wilson(*r.Zone)))
	}
	t := Table{
		Caption: write("How the packages stand it"),
		Columns: []Column{{Title: write("Package")}, {Title: write("For every number permitted")}, {Title: write("Share of draws in which it is %s", ok)}},
	}
	row := func(name string, p bargain.PackageRobustness) {
		always := "no"
		if p.ForAll {
			always = ok
		}
		t.Rows = append(t.Rows, Row{Cells: []Prose{write("%s", name), write("%s", always), write("%s", wilson(p.Accepted))}})
	}
	for _, x := range picks { // in their order, which is no rank
		for _, p := range r.Packages {
			if x.outcome.Package.Equal(p.Package) {
				row(x.name, p)
			}
		}
	}
	if len(t.Rows) > 0 {
		sec.Blocks = append(sec.Blocks, t)
	}
	sec.Blocks = append(sec.Blocks, s.regret(r.Regret)...)
	if r.Draws > 0 {
		sec.Blocks = append(sec.Blocks, aside("Draws are independent and uniform, seed %s; the interval is Wilson’s, 95 %. A share of draws is not a probability of agreement.", strconv.FormatUint(r.Seed, 10)))
	}
	return sec
}

// regret shows the package with which least can be missed, whatever of what
// was permitted turns out to hold, beside the one that could be missed.
func (s *subject) regret(x *bargain.Regret) []Block {
	if x == nil || len(x.Package) == 0 {
		return nil
	}
	text := write("With one package the least could be missed, whatever numbers turn out to hold: the sum of the parties’ fractions falls short of what another package would give by at most %s.", x.Most.Decimal(3))
	switch {
	case x.Most.Sign() == 0:
		text = write("With one package nothing could be missed, whatever numbers turn out to hold: no other gives a greater sum of the parties’ fractions.")
	case x.Least.Cmp(x.Most) < 0:
		text = append(text, write(" It is proven that no package does with less than %s.", x.Least.Decimal(3))...)
	}
	if x.Least.Equal(x.Most) {
		text = append(text, small(" [exact]"))
	}
	blocks := []Block{Paragraph{Text: text}}
	picks := []pick{{name: "The package", outcome: bargain.Outcome{Package: x.Package}}}
	if len(x.Rival) > 0 && x.Most.Sign() > 0 {
		picks = append(picks, pick{name: "What could be missed", outcome: bargain.Outcome{Package: x.Rival}})
	}
	return append(blocks, s.compared(picks, false)...)
}

func wilson(x bargain.Share) string {
	tenth := func(f float64) string { return strconv.FormatFloat(f*100, 'f', 1, 64) }
	return tenth(x.Rate) + "\u00a0% (" + tenth(x.Low) + " to " + tenth(x.High) + ")"
}
