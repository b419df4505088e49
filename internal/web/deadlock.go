package web

import (
	"html/template"
	"slices"

	"parley"
	"parley/bargain"
	"parley/brief"
	"parley/internal/counsel"
	"parley/talks"
	"parley/text"
)

var deadlockPage = page{name: "deadlock", group: "private", whom: hasPart, show: (*visit).deadlock}

// deadlock says what stands in the way, by its kind, each with what fits it.
type deadlock struct {
	Mediator  bool
	Nothing   bool // there is nothing to compute for this seat
	TextAlone bool // there is no issue, and nothing to compute for anybody
	Late      bool
	Open      bool     // there is common ground: nothing is stuck by what was stated
	Clashes   []clash  // statements that exclude each other, whatever they are worth
	Gaps      []clash  // where a fallback is part of it
	More      bool     // there may be more than are listed
	Ways      []wayOut // what would be enough
	MoreWays  bool
	Inquiries []inquiry     // what is not known
	Waiting   []waiting     // instructions that are expected
	Brackets  []textBracket // held while instructions are awaited, as far as the visitor may know
	Withheld  []string
}

// clash is a set of statements that cannot hold together.
type clash struct {
	Statements []clashing
	Reshapings []reshaping
}

type clashing struct {
	Says     template.HTML
	Standing []template.HTML
}

// wayOut is what would be enough, one of several, in no rank between parties.
type wayOut struct {
	Moves  []template.HTML
	Opens  template.HTML
	Sample []string
}

// waiting is an answer that waits for instructions.
type waiting struct {
	Party, Until string
	Point        string
	Path         string
}

// textBracket is a bracket whose holder waits for instructions.
type textBracket struct{ Says, Path string }

func (v *visit) deadlock() (any, error) {
	x := &deadlock{Mediator: v.Chair()}
	if !hasPart(v) {
		x.Nothing = true
		return x, nil
	}
	if x.TextAlone = len(v.View.Issues) == 0; x.TextAlone {
		return x, v.instructions(x)
	}
	a, err := v.counselled()
	if err != nil {
		return nil, err
	}
	x.Late = a.Late
	for _, id := range a.Withholds() {
		x.Withheld = append(x.Withheld, v.Party(id))
	}
	if z := a.Answer.Zone; z != nil {
		x.Open = certain(z.Count)
	}
	if c := a.Answer.Conflicts; c != nil {
		x.More = !c.Complete
		for i, set := range c.Sets {
			y := clash{Reshapings: v.reshapings(a, i)}
			gap := false
			for _, r := range set.Items {
				y.Statements = append(y.Statements, clashing{v.statement(a.Disclosed, r), v.standing(a.Disclosed, r)})
				gap = gap || r.Kind == parley.FallbackKind
			}
			if gap {
				x.Gaps = append(x.Gaps, y)
			} else {
				x.Clashes = append(x.Clashes, y)
			}
		}
	}
	if c := a.Answer.Concessions; c != nil && x.Mediator {
		x.MoreWays = !c.Complete
		for _, w := range c.Ways {
			x.Ways = append(x.Ways, v.wayOut(a, w))
		}
	}
	for _, q := range a.Answer.Inquiries {
		if x.Mediator {
			x.Inquiries = append(x.Inquiries, v.inquiry(a, q))
		}
	}
	return x, v.instructions(x)
}

// wayOut says what would have to be given up, and what that opens.
func (v *visit) wayOut(a *counsel.Advice, w bargain.WayOut) wayOut {
	x := wayOut{}
	hidden := false
	for _, g := range w.GiveUp {
		key := "deadlock.without"
		if g.Ref.Kind == parley.FallbackKind {
			key = "deadlock.less"
		}
		says := v.T(key, "party", v.Party(g.Ref.Party), "statement", v.statement(a.Disclosed, g.Ref))
		if g.By != nil && g.By.Sign() > 0 {
			says = v.T("deadlock.less.by", "party", v.Party(g.Ref.Party), "by", amount(*g.By))
		}
		x.Moves = append(x.Moves, says)
		hidden = hidden || a.Hides(g.Ref)
	}
	if hidden {
		x.Opens = v.T("deadlock.opens.hidden")
		return x
	}
	x.Opens = v.T("deadlock.opens", "count", v.count(w.Opens))
	pkg := w.Example
	if w.Best != nil && len(w.Best.Package) > 0 {
		pkg = w.Best.Package
	}
	for _, i := range a.Case.Issues {
		if c, ok := pkg[i.ID]; ok {
			x.Sample = append(x.Sample, v.Say("deadlock.choice", "issue", i.Label(), "choice", v.bare(i, c)))
		}
	}
	return x
}

// instructions lists what waits for somebody's capital: answers ad referendum,
// which everybody at the table sees, and brackets whose reason the visitor may
// read.
func (v *visit) instructions(x *deadlock) error {
	t, err := v.Text()
	if err != nil {
		return err
	}
	add := func(of []talks.Response, label, path string) {
		for _, r := range of {
			if r.Answer == talks.AdReferendum {
				x.Waiting = append(x.Waiting, waiting{v.Party(r.Party), v.Date(r.Until), label, path})
			}
		}
	}
	add(v.View.Whole, "", v.Path("text"))
	for _, p := range v.View.Points {
		label := p.Point.Point
		if q, ok := t.Point(label); ok {
			label = q.Label(t.Languages...)
		}
		add(p.Responses, label, v.Path("point", "point", p.Point.Point))
	}
	c, err := v.advice()
	if err != nil {
		return err
	}
	reasons := text.ReasonsForMediator(c)
	if !v.Chair() {
		reasons = text.ReasonsFor(c, v.Me.Party)
	}
	for _, r := range reasons {
		if r.Reason == parley.ReasonWaiting {
			x.Brackets = append(x.Brackets, textBracket{v.Say("deadlock.bracket", "bracket", r.Bracket, "party", v.Party(r.Party), "because", r.Because), v.Path("text")})
		}
	}
	return nil
}

// reshaping is what could be drafted about a clash before anybody is asked to
// concede.
type reshaping struct {
	Issue  string
	Drafts []bridge
}

// bridge is an option that could be drafted: where, by which technique, and to
// whom it would have to be acceptable.
type bridge struct {
	Technique template.HTML
	About     template.HTML // the question that leads to it
	Words     string        // a beginning, to be put in the parties' own words
	Admit     []template.HTML
	Path      string // where it can be put forward; empty: not by this visitor, or the text has no point for it
}

// reshapings says what could be drafted about a conflict, or, for one below 0,
// about all of them, issue by issue.
func (v *visit) reshapings(a *counsel.Advice, conflict int) []reshaping {
	var all []reshaping
	for _, r := range a.Answer.Reshapings {
		if conflict >= 0 && r.Conflict != conflict {
			continue
		}
		if slices.ContainsFunc(all, func(x reshaping) bool { return x.Issue == issueName(a.Case, r.Issue) }) {
			continue // another conflict on the same issue has the same drafts
		}
		x := reshaping{Issue: issueName(a.Case, r.Issue)}
		for _, d := range r.Drafts {
			x.Drafts = append(x.Drafts, v.bridge(a.Disclosed, r.Issue, d))
		}
		all = append(all, x)
	}
	return all
}

func (v *visit) bridge(d *brief.Disclosed, issue string, draft bargain.Draft) bridge {
	key := "technique." + string(draft.Technique)
	b := bridge{Technique: v.T(key), About: v.T(key + ".about"), Words: v.bridgeWords(d.Case, draft.Technique, draft.With)}
	for _, r := range draft.Admit {
		b.Admit = append(b.Admit, v.statement(d, r))
	}
	b.Path = v.drafting(issue, draft)
	return b
}

// bridgeWords are the words to begin a draft with. With names an issue or a
// party, or nobody.
func (v *visit) bridgeWords(c *parley.Case, t bargain.Technique, with string) string {
	name := ""
	if _, ok := c.Issue(with); ok {
		name = issueName(c, with)
	} else if _, ok := c.Party(with); ok {
		name = v.Party(with)
	}
	if name == "" || t != bargain.Guarantee && t != bargain.Compensate {
		return v.Say("technique." + string(t) + ".words")
	}
	return v.Say("technique."+string(t)+".words.with", "with", name)
}

// drafting returns the page of the first point that settles the issue, where a
// form holds the draft for a new point behind it. The person still sends it.
func (v *visit) drafting(issue string, draft bargain.Draft) string {
	t, err := v.Text()
	if err != nil {
		return ""
	}
	found := ""
	t.Each(func(_ *text.Document, p *text.Point) {
		if found == "" && p.Stands() && slices.Contains(p.Issues(), issue) {
			found = p.ID
		}
	})
	if found == "" {
		return ""
	}
	return v.Path("point", "point", found, "draft", string(draft.Technique), "with", draft.With) + "#insert"
}

// drafted returns the words that the address asks a new point to begin with, in
// the written form of the text; nothing where it asks for none.
func (v *visit) drafted() string {
	q := v.r.URL.Query()
	t := bargain.Technique(q.Get("draft"))
	if !slices.Contains(bargain.Techniques(), t) {
		return ""
	}
	return text.Passage{text.Words(v.bridgeWords(v.cases(), t, q.Get("with")))}.String()
}
