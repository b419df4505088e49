package brief

import (
	"strconv"

	"parley/bargain"
	"parley/chart"
)

// maxScatters is how many pairs of parties are plotted: all pairs of six
// parties.
const maxScatters = 15

// maxPoints is how many outcomes are drawn: more make a page that a telephone
// cannot open, and no picture that says more.
const maxPoints = 1000

// frontier plots the frontier for each pair of parties.
func (s *subject) frontier(f *bargain.Frontier, picks []pick) (Section, bool) {
	if f == nil || f.Outcomes.Len() == 0 {
		return Section{}, false
	}
	sec := Section{ID: "frontier", Title: "The frontier"}
	size := max(f.Size, f.Outcomes.Len())
	n := grouped(strconv.Itoa(size))
	what := "There is one outcome"
	switch {
	case !f.Complete && size == f.Outcomes.Len():
		what = "There are at least " + n + " outcomes"
	case size > 1:
		what = "There are " + n + " outcomes"
	}
	text := write("%s on the frontier: any other acceptable package can be bettered for somebody at nobody’s cost.", what)
	if f.Within != nil {
		text = s.within(f, "acceptable package")
	}
	if len(f.Segments) > 0 {
		text = append(text, write(" An issue is continuous: the straight lines hold further outcomes.")...)
	}
	sec.Blocks = append(sec.Blocks, Paragraph{Text: s.noted(text, bargain.AskFrontier)})
	if fig, ok := s.scatters("frontier", f, picks); ok {
		sec.Blocks = append(sec.Blocks, fig)
	}
	return sec, true
}

// within says how near the listed outcomes come to a frontier that is too
// large to be found whole.
func (s *subject) within(f *bargain.Frontier, of string) Prose {
	return write("The frontier is too large to list. %s stand for it: for every %s there is one of them that falls short of it, for any party, by at most %s of that party’s range.",
		capital(write("%s", plural(f.Outcomes.Len(), "outcome", "outcomes"))), of, percentUp(*f.Within))
}

// scatters plots outcomes for each pair of the parties whose numbers may be
// shown.
func (s *subject) scatters(id string, f *bargain.Frontier, picks []pick) (Figure, bool) {
	fig := Figure{}
	figures := f.Outcomes.Figures()
	outcomes := figures
	for _, p := range picks {
		outcomes = append(outcomes[:len(outcomes):len(outcomes)], p.outcome)
	}
	drawn := figures
	if n := len(drawn); n > maxPoints && len(f.Segments) == 0 {
		drawn = make([]bargain.Outcome, maxPoints)
		for i := range drawn {
			drawn[i] = figures[i*(n-1)/(maxPoints-1)]
		}
	}
	pairs := 0
	for i, a := range f.Parties {
		for _, b := range f.Parties[i+1:] {
			x, okX := s.scale(a, outcomes)
			y, okY := s.scale(b, outcomes)
			if !okX || !okY {
				continue
			}
			pairs++
			if pairs > maxScatters {
				continue
			}
			nameA, nameB := s.name(a).String(), s.name(b).String()
			c := chart.Scatter{
				ID: id + "-" + strconv.Itoa(pairs), Title: nameA + " and " + nameB,
				XLabel: nameA, YLabel: nameB, FloorName: "no agreement",
			}
			if x.fallback != nil {
				v := x.fallback.Float()
				c.FloorX = &v
			}
			if y.fallback != nil {
				v := y.fallback.Float()
				c.FloorY = &v
			}
			for _, o := range drawn {
				c.Points = append(c.Points, chart.XY{X: o.Utility[a].Float(), Y: o.Utility[b].Float()})
			}
			if len(f.Parties) == 2 {
				c.Lines = f.Segments
			}
			c.Desc = strconv.Itoa(len(c.Points)) + " outcomes, farther right is worth more to " + nameA + ", higher up is worth more to " + nameB + "."
			for n, p := range picks {
				u, v := p.outcome.Utility[a], p.outcome.Utility[b]
				c.Marks = append(c.Marks, chart.Mark{XY: chart.XY{X: u.Float(), Y: v.Float()}, Label: p.name, Name: "Package " + p.name + ": " + amount(u) + " to " + nameA + ", " + amount(v) + " to " + nameB, Shape: n})
				c.Desc += " Package " + p.name + " (" + chart.ShapeName(n) + "): " + amount(u) + " and " + amount(v) + "."
			}
			fig.Scatters = append(fig.Scatters, c)
		}
	}
	fig.Caption = write("Each point is an outcome: farther right is worth more to one party, higher up to the other, each on its own scale. The dashed lines are the fallbacks.")
	if len(f.Parties) > 2 {
		fig.Caption = append(fig.Caption, write(" With more than two parties, a point that looks bettered here is worth more to a party that is not in the picture.")...)
	}
	if len(drawn) < f.Outcomes.Len() {
		fig.Caption = append(fig.Caption, write(" Of the %s outcomes, %s are drawn, evenly spread; the JSON output has the rest.", grouped(strconv.Itoa(f.Outcomes.Len())), grouped(strconv.Itoa(len(drawn))))...)
	}
	if pairs > maxScatters {
		fig.Caption = append(fig.Caption, write(" The other %s pairs are not drawn; the JSON output has the numbers.", number(pairs-maxScatters))...)
	}
	return fig, len(fig.Scatters) > 0
}
