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
	sec.Blocks = append(sec.Blocks,
		aside("Some numbers were stated as intervals, in words or as an order. Answers are for the middle; this looks at everything that the statements permit."),
		Paragraph{Text: s.noted(write("For every number permitted, %s %s acceptable to all; for some, %s.", zeroPackages(r.All), be(r.All), zeroPackages(r.Some)), bargain.AskRobustness)})
	if r.Zone != nil {
		sec.Blocks = append(sec.Blocks, paragraph("In %s of %s draws (%s), some package was acceptable to all.", grouped(strconv.Itoa(r.Zone.Hits)), grouped(strconv.Itoa(r.Zone.Draws)), wilson(*r.Zone)))
	}
	t := Table{
		Caption: write("How the packages stand it"),
		Columns: []Column{{Title: write("Package")}, {Title: write("For every number permitted")}, {Title: write("Share of draws in which all accept it")}},
	}
	for _, p := range r.Packages {
		name := write("another package")
		for _, x := range picks {
			if x.outcome.Package.Equal(p.Package) {
				name = write("%s", x.name)
			}
		}
		always := "no"
		if p.ForAll {
			always = "acceptable to all"
		}
		t.Rows = append(t.Rows, Row{Cells: []Prose{name, write("%s", always), write("%s", wilson(p.Accepted))}})
	}
	if len(t.Rows) > 0 {
		sec.Blocks = append(sec.Blocks, t)
	}
	if r.Draws > 0 {
		sec.Blocks = append(sec.Blocks, aside("Draws are independent and uniform, seed %s; the interval is Wilson’s, 95 %. A share of draws is not a probability of agreement.", strconv.FormatUint(r.Seed, 10)))
	}
	return sec
}

func zeroPackages(c bargain.Count) string {
	if c.Zero() {
		return "none"
	}
	return packages(c)
}

func wilson(x bargain.Share) string {
	return percentFloat(x.Rate) + ", between " + percentFloat(x.Low) + " and " + percentFloat(x.High)
}
