package web

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"parley"
	"parley/bargain"
	"parley/chart"
	"parley/internal/counsel"
)

// packages are packages side by side: what each takes on every issue, and what
// it is worth to each party on the party's own scale. They are in no rank.
type packages struct {
	ID      string // of the table on its page
	Columns []packageColumn
	Rows    []packageRow
	Bars    []partyBars
	Outside bool   // they break no demand, and are no common ground
	Blind   string // where they can be put to blind acceptance; empty: not these, or not by this visitor
}

type packageColumn struct {
	Letter string
	Why    []template.HTML
	Breaks []template.HTML // to whose own reader it is shown: what it does not meet
	Table  string          // where it can be tabled; empty: not by this visitor
	Drop   string          // where the page is without it; empty: it was not picked
}

// partyBars is what the packages are worth to one party.
type partyBars struct {
	Party   string
	Picture template.HTML
}

type packageRow struct {
	Issue string
	Cells []string
	Same  bool // all take the same
}

// frontier is a picture of packages that cannot be bettered for two parties.
type frontier struct {
	Pairs   []Link
	Picture template.HTML
	Says    template.HTML
	More    bool // with other parties a point may look bettered
}

// suggestion is a package on its way into a table.
type suggestion struct {
	pkg      parley.Package
	why      []template.HTML
	utility  map[string]parley.Number
	fallback map[string]parley.Number
	breaks   []template.HTML
	at       int // on the frontier, from 0; -1: not known to be there
	picked   bool
}

// mostSuggested is how many packages are put side by side without being picked,
// mostPicked how many may be besides.
const (
	mostSuggested = 5
	mostPicked    = 3
)

// criteria are the ways to choose a package for all, in their order.
var criteria = []bargain.Question{bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian, bargain.AskUtilitarian}

// suggestions puts packages side by side: what the criteria choose, packages
// that are far from each other, and what the visitor picked from the frontier.
func (v *visit) suggestions(a *counsel.Advice, id string) (*packages, *frontier) {
	f, outside := a.Answer.Frontier, false
	if f == nil || f.Outcomes.Len() == 0 {
		f, outside = a.Answer.FrontierPossible, true
	}
	var shown []suggestion
	add := func(o bargain.Outcome, why template.HTML, picked bool) {
		if len(o.Package) == 0 {
			return
		}
		i := slices.IndexFunc(shown, func(s suggestion) bool { return s.pkg.Equal(o.Package) })
		if i < 0 {
			i = len(shown)
			shown = append(shown, suggestion{pkg: o.Package, utility: o.Utility, fallback: fallbacks(o), at: -1, picked: picked})
		}
		if why != "" {
			shown[i].why = append(shown[i].why, why)
		}
	}
	solutions := []*bargain.Solution{a.Answer.Nash, a.Answer.KalaiSmorodinsky, a.Answer.Egalitarian, a.Answer.Utilitarian}
	for i, s := range solutions {
		if s != nil && len(s.Outcomes) > 0 {
			add(s.Outcomes[0], v.T("ground.by."+string(criteria[i])), false)
		}
	}
	if s := a.Answer.Shortlist; s != nil {
		for _, o := range s.Diverse {
			if len(shown) < mostSuggested {
				add(o, "", false)
			}
		}
	}
	if f != nil {
		n := f.Outcomes.Len()
		for _, i := range []int{0, n - 1, n / 2} { // the ends, and between them
			if 0 <= i && i < n && len(shown) < min(3, n) {
				add(f.Outcomes.At(i), "", false)
			}
		}
		for _, i := range v.pickedPoints(n) {
			add(f.Outcomes.At(i), v.T("ground.picked"), true)
		}
	}
	if len(shown) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(shown, func(x, y suggestion) int { return inFileOrder(a.Case, x.pkg, y.pkg) })
	var parties []string
	for _, p := range a.Case.Consenting() {
		parties = append(parties, p.ID)
	}
	var picture *frontier
	if f != nil {
		picture = v.frontier(a, f, shown, outside)
	}
	t := v.sideBySide(a.Case, shown, parties, id)
	t.Outside = outside
	if v.Chair() && !outside && len(shown) > 1 && len(shown) <= mostSuggested {
		var query []string
		for n, s := range shown {
			for _, i := range a.Case.Issues {
				query = append(query, "packages."+strconv.Itoa(n+1)+"."+i.ID, s.pkg[i.ID].String())
			}
		}
		t.Blind = v.Path("blind", query...)
	}
	return t, picture
}

func fallbacks(o bargain.Outcome) map[string]parley.Number {
	m := map[string]parley.Number{}
	for party, u := range o.Utility {
		if g, ok := o.Gain[party]; ok {
			m[party] = u.Sub(g)
		}
	}
	return m
}

// pickedPoints reads which points of a frontier of n were picked.
func (v *visit) pickedPoints(n int) []int {
	var all []int
	for _, s := range v.r.URL.Query()["pick"] {
		if i, err := strconv.Atoi(s); err == nil && 0 <= i && i < n && !slices.Contains(all, i) && len(all) < mostPicked {
			all = append(all, i)
		}
	}
	return all
}

// withPicks returns the address of the page with these points picked.
func (v *visit) withPicks(picks []int, pair, anchor string) string {
	q := url.Values{}
	for _, i := range picks {
		q.Add("pick", strconv.Itoa(i))
	}
	if pair != "" {
		q.Set("pair", pair)
	}
	if v.For.ID != "" {
		q.Set("for", v.For.ID)
	}
	path := "/talks/" + url.PathEscape(v.Talk) + "/" + v.page.name
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path + "#" + anchor
}

// inFileOrder compares packages by their choices, issues and options as in the
// case.
func inFileOrder(c *parley.Case, p, q parley.Package) int {
	for _, i := range c.Issues {
		x, y := p[i.ID], q[i.ID]
		if x.Equal(y) {
			continue
		}
		if i.Numeric() {
			return x.Number.Cmp(y.Number)
		}
		at := func(id string) int {
			return slices.IndexFunc(i.Options, func(o parley.Option) bool { return o.ID == id })
		}
		return at(x.Option) - at(y.Option)
	}
	return 0
}

// letter names the n-th package.
func letter(n int) string { return string(rune('A' + n)) }

// sideBySide makes the table and a picture for each party that has said what
// packages are worth to it.
func (v *visit) sideBySide(c *parley.Case, shown []suggestion, parties []string, id string) *packages {
	t := &packages{ID: id}
	picked := v.pickedPoints(1 << 30)
	for i, s := range shown {
		column := packageColumn{Letter: letter(i), Why: s.why, Breaks: s.breaks, Table: v.tabling(c, s.pkg)}
		if s.picked {
			column.Drop = v.withPicks(slices.DeleteFunc(slices.Clone(picked), func(x int) bool { return x == s.at }), v.r.URL.Query().Get("pair"), "packages")
		}
		t.Columns = append(t.Columns, column)
	}
	for _, i := range c.Issues {
		row := packageRow{Issue: i.Label(), Same: true}
		for _, s := range shown {
			row.Cells = append(row.Cells, v.bare(i, s.pkg[i.ID]))
			row.Same = row.Same && s.pkg[i.ID].Equal(shown[0].pkg[i.ID])
		}
		row.Same = row.Same && len(shown) > 1
		t.Rows = append(t.Rows, row)
	}
	for n, party := range parties {
		if bars, ok := v.bars(shown, party, id+"-"+strconv.Itoa(n+1)); ok {
			t.Bars = append(t.Bars, partyBars{v.Party(party), bars})
		}
	}
	return t
}

// bare says a choice without quotation marks, for a cell.
func (v *visit) bare(i parley.Issue, c parley.Choice) string {
	if o, ok := i.Option(c.Option); ok && o.Text != "" {
		return o.Text
	}
	if c.Option == "" && i.Range != nil && i.Range.Unit != "" {
		return c.Number.Decimal(4) + " " + i.Range.Unit
	}
	if c.Option == "" {
		return c.Number.Decimal(4)
	}
	return c.Option
}

// tabling returns where the package can be put forward, its choices filled in.
func (v *visit) tabling(c *parley.Case, p parley.Package) string {
	var query []string
	for _, i := range c.Issues {
		query = append(query, "package."+i.ID, p[i.ID].String())
	}
	return v.Path("proposals", query...) + "#table"
}

// bars draws what the packages are worth to a party on its own scale, with the
// line of what no agreement is worth to it.
func (v *visit) bars(shown []suggestion, party, id string) (template.HTML, bool) {
	name := v.Party(party)
	b := chart.Bars{ID: "bars-" + id, Title: name, FloorName: v.Say("ground.noagreement")}
	var says []string
	for i, s := range shown {
		if f, ok := s.fallback[party]; ok && b.Floor == nil {
			x := f.Float()
			b.Floor = &x
			b.Low, b.High = min(b.Low, x), max(b.High, x)
			says = append(says, v.Say("ground.bars.floor", "party", name, "value", amount(f)))
		}
		u, ok := s.utility[party]
		if !ok {
			continue
		}
		x := u.Float()
		b.Low, b.High = min(b.Low, x), max(b.High, x)
		says = append(says, v.Say("ground.bars.one", "letter", letter(i), "value", amount(u)))
		b.Rows = append(b.Rows, chart.Bar{Label: letter(i), Name: v.Say("ground.bars.one", "letter", letter(i), "value", amount(u)), Value: x, Shape: i, Note: amount(u)})
	}
	b.Desc = strings.Join(says, " ")
	if len(b.Rows) == 0 || b.High <= b.Low {
		return "", false
	}
	return template.HTML(b.Scene().SVG()), true
}
