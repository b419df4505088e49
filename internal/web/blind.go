package web

import (
	"net/url"
	"slices"
	"time"

	"parley"
	"parley/bargain/oracle"
	"parley/talks"
)

// blindPage is for those who are told what is worked out from what parties
// keep back: the parties whose consent counts, and the mediators.
var blindPage = page{name: "blind", group: "decide", whom: answersTo, show: (*visit).blind}

func answersTo(v *visit) bool {
	return v.Chair() || v.Me.Party != "" && slices.Contains(v.state.Required(), v.Me.Party)
}

// blind is packages side by side, to be ticked without anybody looking on.
type blind struct {
	List   []blindVote
	Put    *Form
	Issues []blindIssue
	Count  []int  // the numbers of the packages in the form
	Until  string // what the form's field for the end holds
}

type blindVote struct {
	ID       string
	Tells    foretold
	Done     bool
	Lapsed   bool
	Until    time.Time // no tick is taken from then on; zero: there is no end
	Expires  string    // the same in the visitor's clock
	UTC      string
	Over     bool
	Common   int
	Numbers  []int
	Rows     []blindRow
	Own      []ownWorth // what each is worth to the visitor's own side
	Ticked   []string   // the parties that have
	Missing  []string
	Tick     *Form
	Reveal   *Form
	Proposal string // where the common package can be tabled
}

type blindRow struct {
	Issue string
	Cells []string
}

// ownWorth is a package by one's own position, on one's own scale.
type ownWorth struct {
	Known   bool // what the package is worth
	Scaled  bool // and how far it is from worst to best
	Percent int  // of that way
	Breaks  bool // a demand of one's own
	Below   bool // one's own fallback
}

// blindIssue is an issue with, for each package of the form, what is picked.
type blindIssue struct {
	ID, Name string
	Choices  []choiceField
	From, To string
	Picks    []string
}

func (v *visit) blind() (any, error) {
	if !answersTo(v) {
		return nil, errNotHere
	}
	x := &blind{}
	for _, b := range slices.Backward(v.View.Blinds) {
		one := blindVote{ID: b.ID, Tells: v.blindTells(b), Done: b.Done, Lapsed: b.Lapsed, Common: b.Common}
		if !b.Expires.IsZero() {
			one.Until, one.Expires, one.UTC = b.Expires, v.Moment(b.Expires), b.Expires.UTC().Format("2006-01-02 15:04 UTC")
			one.Over = !b.Expires.After(v.Now)
		}
		for i := range b.Packages {
			one.Numbers = append(one.Numbers, i+1)
			one.Own = append(one.Own, v.worth(b.Packages[i]))
		}
		for _, issue := range v.View.Issues {
			row := blindRow{Issue: v.Issue(issue.ID)}
			said := false
			for _, p := range b.Packages {
				cell := "–"
				if i := slices.IndexFunc(p, func(item talks.Item) bool { return item.Issue == issue.ID }); i >= 0 {
					cell, said = v.choices(p[i]), true
				}
				row.Cells = append(row.Cells, cell)
			}
			if said {
				one.Rows = append(one.Rows, row)
			}
		}
		for _, party := range v.state.Required() {
			if slices.ContainsFunc(b.Sheets, func(s talks.Sheet) bool { return s.Party == party }) {
				one.Ticked = append(one.Ticked, v.Party(party))
			} else {
				one.Missing = append(one.Missing, v.Party(party))
			}
		}
		one.Tick = v.Form("tick-"+b.ID, talks.Act{Do: talks.DoTick, Blind: b.ID}, func(a *talks.Act) { a.Told, a.Hash = true, someHash })
		if v.Chair() && !b.Done {
			one.Reveal = v.plain("reveal-" + b.ID)
			one.Reveal.Hidden = append(one.Reveal.Hidden, fields(talks.Act{Do: talks.DoReveal, Blind: b.ID})...)
			if len(one.Missing) > 0 && !one.Over {
				one.Reveal.Why = &refused{Rule: talks.BlindAll, Says: v.T("rule." + string(talks.BlindAll))}
			}
		}
		if b.Common > 0 && b.Common <= len(b.Packages) {
			q := url.Values{}
			for _, item := range b.Packages[b.Common-1] {
				q["package."+item.Issue] = item.Choices
			}
			one.Proposal = v.Path("proposals") + "?" + q.Encode() + "#table"
		}
		x.List = append(x.List, one)
	}
	x.Put = v.Form("put", talks.Act{Do: talks.DoBlind}, func(a *talks.Act) {
		a.Packages, a.Hash = [][]talks.Item{v.anyPackage(), v.anyPackage()}, someHash
	})
	if v.Chair() && x.Put.Why == nil {
		v.blindForm(x)
		x.Until = x.Put.Value("expires", "")
	}
	return x, nil
}

// blindForm makes the fields for up to five packages, filled in as the address
// of the page says: that is how packages come here from the common ground.
func (v *visit) blindForm(x *blind) {
	const most = 5
	given := v.r.URL.Query()
	for n := 1; n <= most; n++ {
		x.Count = append(x.Count, n)
	}
	for _, i := range v.View.Issues {
		issue := blindIssue{ID: i.ID, Name: v.Issue(i.ID), From: i.Min, To: i.Max}
		for _, o := range i.Options {
			issue.Choices = append(issue.Choices, choiceField{ID: o, Says: v.Choice(i.ID, o)})
		}
		for n := 1; n <= most; n++ {
			name := "packages." + itoa(n) + "." + i.ID
			issue.Picks = append(issue.Picks, x.Put.Value(name, given.Get(name)))
		}
		x.Issues = append(x.Issues, issue)
	}
}

// worth says what a package is to the visitor's own side, by its own position
// and by nothing else. Nothing where the side has none, or the package leaves
// issues open.
func (v *visit) worth(items []talks.Item) ownWorth {
	c, err := v.advice()
	party := v.acting().Party
	if err != nil || party == "" || v.For.ID != "" {
		return ownWorth{}
	}
	pkg, ok := packageOf(c, items)
	if !ok || c.Position(party) == nil {
		return ownWorth{}
	}
	j := oracle.New(c)
	w := ownWorth{Breaks: slices.ContainsFunc(j.BrokenBy(party, pkg), func(r parley.Ref) bool { return r.Kind != parley.FallbackKind })}
	u, ok := j.Utility(party, pkg)
	if !ok {
		return w
	}
	w.Known = true
	if r, ok := j.Reservation(party); ok {
		w.Below = u.Cmp(r) < 0
	}
	worst, best, ok := reach(c, j, party)
	if ok && best.Cmp(worst) > 0 {
		w.Scaled = true
		w.Percent = int(100*u.Sub(worst).Float()/best.Sub(worst).Float() + .5)
	}
	return w
}

// maxReach is how many packages are gone through to find the worst and the best
// of one's own.
const maxReach = 20_000

// reach returns what the party's worst and best packages are worth to it, where
// there are few enough to look at each.
func reach(c *parley.Case, j *oracle.Judge, party string) (worst, best parley.Number, ok bool) {
	n := 1
	for _, i := range c.Issues {
		if i.Continuous() {
			return worst, best, false
		}
		if count := i.Count(); !count.IsInt64() || count.Int64() > maxReach {
			return worst, best, false
		} else if n *= int(count.Int64()); n > maxReach {
			return worst, best, false
		}
	}
	for pkg := range oracle.Packages(c) {
		u, known := j.Utility(party, pkg)
		if !known {
			return worst, best, false
		}
		if !ok || u.Cmp(worst) < 0 {
			worst = u
		}
		if !ok || u.Cmp(best) > 0 {
			best = u
		}
		ok = true
	}
	return worst, best, ok
}

// packageOf makes a package of items that take one choice on every issue.
func packageOf(c *parley.Case, items []talks.Item) (parley.Package, bool) {
	pkg := parley.Package{}
	for _, item := range items {
		issue, ok := c.Issue(item.Issue)
		if !ok || len(item.Choices) != 1 {
			return nil, false
		}
		choice := parley.Choice{Option: item.Choices[0]}
		if issue.Numeric() {
			n, err := parley.ParseNumber(item.Choices[0])
			if err != nil {
				return nil, false
			}
			choice = parley.Choice{Number: n}
		}
		pkg[item.Issue] = choice
	}
	return pkg, len(pkg) == len(c.Issues)
}
