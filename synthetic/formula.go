package synthetic

import (
	"fmt"
	"strings"
)

// Title names the case by what was asked for, on one line.
func (s Spec) Title() string {
	s = s.filled()
	parts := []string{count(s.Parties, "party", "parties"), fmt.Sprintf("%s × %d", count(s.Issues, "issue", "issues"), s.Options)}
	if s.Family == Line {
		parts = append(parts, "conflict "+decimal(s.Conflict))
	} else {
		parts = append(parts, string(s.Family))
	}
	parts = append(parts, fmt.Sprintf("linkage %d", s.Linkage), fmt.Sprintf("seed %d", s.Seed))
	return "Synthetic case: " + strings.Join(parts, ", ")
}

// Formula says in full, in a few lines, by which formula the case is drawn,
// with the numbers of the spec in it. Tables of measurements print it. What
// the spec does not ask for is left out.
func (s Spec) Formula() string {
	s = s.filled()
	lines := []string{
		s.Title() + ".",
		"Draws: PCG of math/rand/v2, one generator for each purpose and party, issue or bag, seeded by the seed and these; whole numbers alone.",
		s.weightsFormula(),
		s.valuesFormula(),
	}
	if s.Numeric > 0 {
		lines = append(lines, s.numericFormula())
	}
	fallback := "Fallback: none."
	if !s.NoFallback {
		fallback = fmt.Sprintf("Fallback: %s %% of the sum of a party's weights.", decimal(s.Fallback))
	}
	lines = append(lines, fallback)
	if s.Linkage > 0 {
		lines = append(lines, s.linkageFormula())
	}
	if s.RedLines > 0 {
		lines = append(lines, s.redLinesFormula())
	}
	if s.Barred > 0 {
		lines = append(lines, fmt.Sprintf("Barred: each row of each bag's table with chance %s, as one red line a bag of one party, drawn.", decimal(s.Barred)))
	}
	if s.RedLines > 0 || s.Barred > 0 {
		spared := "Spared: all red lines let one package through, drawn."
		if s.Clash {
			spared = "Spared: the red lines of each party let one package through, drawn for it alone."
		}
		lines = append(lines, spared)
	}
	return strings.Join(lines, "\n")
}

func (s Spec) weightsFormula() string {
	of := "each party's"
	if s.Family == ZeroSum || s.Family == SameGoods {
		of = "all parties'"
	}
	return fmt.Sprintf("Weights: %s are Dirichlet(1, …, 1) over %d issues (gaps between sorted uniform points), rounded by largest remainders to %s.",
		of, s.Issues, map[Grid]string{
			Percent:  "whole percents that sum to 100",
			Fine:     "whole percents that sum to 100",
			PerMille: "whole numbers that sum to 1000",
			Real:     "12 decimals that sum to 1",
		}[s.Grid])
}

func (s Spec) valuesFormula() string {
	grid := map[Grid]string{Percent: "0, 1, …, 10", Fine: "0, 1, …, 100", PerMille: "0, 1, …, 1000", Real: "[0, 1] with 12 decimals"}[s.Grid]
	switch s.Family {
	case ZeroSum:
		return fmt.Sprintf("Values: an option at x, uniform on [0, 1], is worth x to one party and 1 - x to the other; rescaled for each issue so that the worst is 0 and the best 1, rounded to the grid %s.", grid)
	case Goods, SameGoods:
		return "Values: each option gives the issue to one party, to whom that is the best, and to everybody else nothing."
	}
	if millionths(s.Conflict) == 0 {
		return fmt.Sprintf("Values: independent and uniform on [0, 1]; rescaled for each party and issue so that the worst option is 0 and the best 1, rounded to the grid %s.", grid)
	}
	return fmt.Sprintf("Values: v = c·(1 - |x - t|) + (1 - c)·r with c = %s; x is the option's place and r the party's own draw, both uniform on [0, 1]; t is the party's place, k/%d for k = 0 to %d in an order drawn for each issue; then rescaled for each party and issue so that the worst option is 0 and the best 1, rounded to the grid %s.",
		decimal(s.Conflict), max(1, s.Parties-1), s.Parties-1, grid)
}

func (s Spec) numericFormula() string {
	steps := fmt.Sprintf("from 0 to %d by 1", s.Steps)
	if s.Steps == 0 {
		steps = fmt.Sprintf("continuous from 0 to %d", s.last())
	}
	return fmt.Sprintf("Numeric: %d of the issues, spread evenly, %s, with %d corners spread evenly over the range, each at the place of its number on the line and valued as an option.",
		s.Numeric, steps, s.Options)
}

func (s Spec) linkageFormula() string {
	most := "the lesser of 5 % and 2/" + fmt.Sprint(s.Issues) + " of the whole"
	text := fmt.Sprintf("Linkages: a random %d-tree over the issues has %s of %d issues each; ", s.Linkage, count(s.Issues-s.Linkage, "bag", "bags"), s.Linkage+1)
	if s.Density > 0 {
		text += fmt.Sprintf("each row of each bag's table is a linkage of each party with chance %s", decimal(s.Density))
	} else {
		text += "each party links each bag with chance 1/2 (the first party the first bag for certain), over the whole bag with chance 1/2 (the first bag for certain), else over 2 to all of its issues; of each issue it names one option, or with chance 1/3 two, or a half-line of numbers"
	}
	return text + "; worth one step of the grid up to " + most + ", plus or minus."
}

func (s Spec) redLinesFormula() string {
	of := "any"
	if s.Linkage > 0 {
		of = "a bag's"
	}
	return fmt.Sprintf("Red lines: %d of each party (or as many as differ), each over 1 to %d of %s issues; of each issue one option, or with chance 1/3 two, or a half-line of numbers.",
		s.RedLines, s.RedLineIssues, of)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
