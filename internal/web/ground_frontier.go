package web

import (
	"html/template"
	"slices"
	"strings"

	"parley/bargain"
	"parley/chart"
	"parley/internal/counsel"
)

// mostPoints is how many points are drawn: more make a page that a telephone
// cannot open, and a picture that says no more. Those that can be picked are
// fewer, for each is a stop for the keyboard.
const (
	mostPoints = 400
	mostLinked = 60
)

// frontier draws the frontier for two parties: those that were asked for, or
// the first two that give values.
func (v *visit) frontier(a *counsel.Advice, f *bargain.Frontier, shown []suggestion, outside bool) *frontier {
	if len(f.Parties) < 2 {
		return nil
	}
	asked := v.r.URL.Query().Get("pair")
	x := &frontier{More: len(f.Parties) > 2}
	one, two := f.Parties[0], f.Parties[1]
	for i, p := range f.Parties {
		for _, q := range f.Parties[i+1:] {
			id := p + " " + q
			if id == asked {
				one, two = p, q
			}
			x.Pairs = append(x.Pairs, Link{Name: v.Say("ground.pair", "a", v.Party(p), "b", v.Party(q)), Path: v.withPicks(v.pickedPoints(f.Outcomes.Len()), id, "frontier")})
		}
	}
	pair := one + " " + two
	for i := range x.Pairs {
		x.Pairs[i].Here = x.Pairs[i].Name == v.Say("ground.pair", "a", v.Party(one), "b", v.Party(two))
	}
	figures := f.Outcomes.Figures()
	for i := range shown {
		for k, o := range figures {
			if sameWorth(o, shown[i], f.Parties) {
				shown[i].at = k
				break
			}
		}
	}
	x.Picture = template.HTML(v.scatter(figures, f, shown, one, two, pair).Scene().SVG())
	key := "ground.frontier"
	if outside {
		key = "ground.frontier.outside"
	}
	x.Says = v.T(key, "n", len(figures))
	return x
}

// sameWorth reports whether an outcome has the utilities of what is shown.
func sameWorth(o bargain.Outcome, s suggestion, parties []string) bool {
	for _, p := range parties {
		x, ok := o.Utility[p]
		y, known := s.utility[p]
		if !ok || !known || !x.Equal(y) {
			return false
		}
	}
	return true
}

// scatter is the picture for two parties.
func (v *visit) scatter(figures []bargain.Outcome, f *bargain.Frontier, shown []suggestion, one, two, pair string) chart.Scatter {
	a, b := v.Party(one), v.Party(two)
	s := chart.Scatter{ID: "frontier-picture", Title: v.Say("ground.pair", "a", a, "b", b), XLabel: a, YLabel: b, FloorName: v.Say("ground.noagreement")}
	at := func(o bargain.Outcome) chart.XY {
		return chart.XY{X: o.Utility[one].Float(), Y: o.Utility[two].Float()}
	}
	worth := func(x, y string) string { return v.Say("ground.worth", "a", a, "x", x, "b", b, "y", y) }
	drawn := spread(len(figures), mostPoints)
	linked := spread(len(figures), mostLinked)
	picks := v.pickedPoints(len(figures))
	for _, i := range drawn {
		o := figures[i]
		s.Points = append(s.Points, at(o))
		s.Names = append(s.Names, worth(amount(o.Utility[one]), amount(o.Utility[two])))
		link := ""
		if slices.Contains(linked, i) && !slices.Contains(picks, i) && !slices.ContainsFunc(shown, func(x suggestion) bool { return x.at == i }) {
			next := append(slices.Clone(picks), i)
			link = v.withPicks(next[max(0, len(next)-mostPicked):], pair, "packages")
		}
		s.Links = append(s.Links, link)
	}
	if len(f.Parties) == 2 && len(drawn) == len(figures) {
		s.Lines = f.Segments
	}
	var says []string
	for i, x := range shown {
		u, ok := x.utility[one]
		w, known := x.utility[two]
		if !ok || !known {
			continue
		}
		if r, ok := x.fallback[one]; ok {
			n := r.Float()
			s.FloorX = &n
		}
		if r, ok := x.fallback[two]; ok {
			n := r.Float()
			s.FloorY = &n
		}
		name := v.Say("ground.bars.one", "letter", letter(i), "value", worth(amount(u), amount(w)))
		s.Marks = append(s.Marks, chart.Mark{XY: chart.XY{X: u.Float(), Y: w.Float()}, Label: letter(i), Name: name, Shape: i, Link: "#all-" + letter(i)})
		says = append(says, name)
	}
	s.Desc = v.Say("ground.frontier.desc", "a", a, "b", b) + " " + strings.Join(says, " ")
	return s
}

// spread returns at most so many of n numbers from 0, evenly, with both ends.
func spread(n, most int) []int {
	if n <= most {
		most = n
	}
	all := make([]int, most)
	for i := range all {
		all[i] = i
		if most > 1 && n > most {
			all[i] = i * (n - 1) / (most - 1)
		}
	}
	return all
}
