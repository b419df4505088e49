package web

import (
	"html/template"
	"net/url"
	"slices"

	"parley/talks"
	"parley/text"
)

var pointPage = page{name: "point", show: (*visit).point, post: (*visit).postReason}

// point is one point of the text, with everything that can be done to it.
type point struct {
	Document  string
	Line      *textLine
	Languages []string
	Issues    []pointIssue
	Proposals []pointProposal
	Brackets  []pointBracket
	History   []revision
	Reopened  []talks.Reopening
	Back      string // to where it stands, or stood, in the text
	Previous  string
	Next      string

	Propose, Comment, Bracket, Remove, Insert, Reopen, State *Form

	Gone   template.HTML     // why it does not stand in the text any more, or never came to; empty: it stands
	Draft  string            // words to begin a new point with: a bridge that was looked for elsewhere
	Starts map[string]string // by language: the words as they are written
	Basis  string            // the operation that the visitor has before them
	Sides  []string          // in whose names a bracket can be held
}

// pointIssue is an issue that a point settles.
type pointIssue struct {
	ID, Name string
	Taken    string
	Choices  []pointChoice
}

type pointChoice struct {
	ID, Says string
	Form     *Form // takes it; nil: it is not for this visitor
}

// pointProposal is a change that is put forward, with what can be done to it.
type pointProposal struct {
	beside
	Take, Decline, Withdraw *Form
	Merged                  bool // others changed the same words meanwhile
}

type pointBracket struct {
	ID    string
	Words template.HTML
	Keep  *Form // takes the brackets off
	Drop  *Form // and the words with them
}

type revision struct {
	Who, Language string
	Words         template.HTML
}

func (v *visit) point() (any, error) {
	t, err := v.Text()
	if err != nil {
		return nil, err
	}
	q := v.r.URL.Query()
	if id := q.Get("proposal"); id != "" {
		return v.newPoint(t, id)
	}
	id := q.Get("point")
	if id == "" {
		id = firstPoint(t)
	}
	p, ok := t.Point(id)
	if !ok {
		return nil, errNotHere
	}
	if !p.Stands() {
		return v.gone(t, p), nil
	}
	sheet := t.Look(text.Look{Case: v.cases()})
	x := &point{Languages: t.Languages, Starts: map[string]string{}, Basis: v.basis()}
	var before string
	for _, d := range sheet.Documents {
		for i := range d.Lines {
			l := &d.Lines[i]
			if l.By != "" {
				continue
			}
			switch {
			case l.Point == p.ID:
				x.Document, x.Line, x.Previous = d.Title, v.textLine(t, sheet, l, v.privateNotes()), before
			case x.Line != nil && x.Next == "":
				x.Next = v.Path("point", "point", l.Point)
			}
			before = v.Path("point", "point", l.Point)
		}
		for i := range d.Notes {
			if l := &d.Notes[i]; l.Point == p.ID {
				x.Document, x.Line = d.Title, v.textLine(t, sheet, l, nil)
			}
		}
	}
	if x.Line == nil {
		return nil, errNotHere
	}
	x.Back = v.Path("text") + "#point-" + p.ID
	x.Line.Path, x.Line.Beside = "", slices.DeleteFunc(x.Line.Beside, func(b beside) bool { return b.Kind != "comment" && b.Kind != "statement" })
	for _, lang := range t.Languages {
		x.Starts[lang] = p.Words[lang].String()
	}
	v.pointForms(x, p)
	x.Draft = v.drafted()
	v.pointIssues(x, t, p)
	for _, q := range t.Pending() {
		if q.Op.Point == p.ID && q.Op.Do != text.DoInsert {
			x.Proposals = append(x.Proposals, v.pointProposal(t, p, q))
		}
	}
	for _, lang := range t.Languages {
		for _, b := range p.Words[lang].Brackets() {
			if b.ID == "" || slices.ContainsFunc(x.Brackets, func(o pointBracket) bool { return o.ID == b.ID }) {
				continue
			}
			take := func(drop bool) *Form {
				id := "unbracket-" + b.ID
				if drop {
					id = "drop-" + b.ID
				}
				return v.Form(id, v.op(text.Op{Do: text.DoUnbracket, Point: p.ID, Bracket: b.ID, Drop: drop}), nil)
			}
			x.Brackets = append(x.Brackets, pointBracket{b.ID, runsHTML(t.Runs(p, text.Passage{b}, v.cases())), take(false), take(true)})
		}
	}
	v.pointHistory(x, t, p)
	return x, nil
}

// gone is what there is to see of a point that was taken out: who took it out, or
// looks at it meanwhile, is not left before a page that is not there.
func (v *visit) gone(t *text.Text, p *text.Point) *point {
	d := p.Document()
	x := &point{Gone: v.T("point.gone"), Document: d.Label(t.Languages...), Line: &textLine{Heading: template.HTML(template.HTMLEscapeString(v.pointName(t, p.ID)))}}
	x.Back = v.Path("text") + "#document-" + d.ID
	v.pointHistory(x, t, p)
	return x
}

// pointHistory says how a point came to read as it does, and when it was reopened.
func (v *visit) pointHistory(x *point, t *text.Text, p *text.Point) {
	for i := len(p.Revisions) - 1; i >= 0; i-- {
		r := p.Revisions[i]
		old := p.At(r.Language, r.Seq-1)
		x.History = append(x.History, revision{v.Voice(r.Author), r.Language, runsHTML(t.Compare(p, old, r.Words, v.cases()))})
	}
	for _, r := range v.View.Reopenings {
		if r.Point == p.ID || r.Point == "" {
			x.Reopened = append(x.Reopened, r)
		}
	}
}

// firstPoint returns the id of the point that the text begins with.
func firstPoint(t *text.Text) string {
	first := ""
	t.Each(func(_ *text.Document, p *text.Point) {
		if first == "" {
			first = p.ID
		}
	})
	return first
}

// basis is the operation that the visitor has before them: words that are put
// forward are merged with what comes behind it.
func (v *visit) basis() string {
	if n := len(v.View.Text); n > 0 {
		return v.View.Text[n-1].ID
	}
	return ""
}

// op is the act of an operation on the text.
func (v *visit) op(o text.Op) talks.Act {
	o.Basis = v.basis()
	return talks.Act{Do: talks.DoText, Op: &o}
}

// pointForms makes the forms for what can be done to any point. Whoever keeps
// the text edits by putting forward and taking.
func (v *visit) pointForms(x *point, p *text.Point) {
	some := text.Wordings{"": "…"}
	x.Propose = v.Form("propose", v.op(text.Op{Do: text.DoPropose, Point: p.ID}), func(a *talks.Act) { a.Op.Words = some })
	x.Comment = v.Form("comment", v.op(text.Op{Do: text.DoComment, Point: p.ID}), func(a *talks.Act) { a.Op.Words = some })
	x.Bracket = v.Form("bracket", v.op(text.Op{Do: text.DoBracket, Point: p.ID}), func(a *talks.Act) {
		if party := v.acting().Party; party != "" {
			a.Op.Holders = []string{party}
		}
	})
	x.Remove = v.Form("remove", v.op(text.Op{Do: text.DoRemove, Point: p.ID, Proposed: v.proposes()}), nil)
	x.Insert = v.insertion("insert", text.Op{Document: p.Document().ID, After: p.ID, Kind: p.Kind})
	if parent := p.Parent(); parent != nil {
		x.Insert.Hidden = append(x.Insert.Hidden, field{"op.under", parent.ID})
	}
	x.Reopen = v.Form("reopen", talks.Act{Do: talks.DoReopen, Point: p.ID}, func(a *talks.Act) { a.Because = "…" })
	x.State = v.Form("state", talks.Act{Do: talks.DoState, Point: p.ID}, func(a *talks.Act) { a.Says = "…" })
	if party := v.acting().Party; party != "" {
		x.Sides = []string{party}
	} else {
		for _, party := range v.View.Parties {
			if party.Consents() {
				x.Sides = append(x.Sides, party.ID)
			}
		}
	}
}

// proposes reports whether what the visitor does to the text is put forward, to be
// taken by who keeps it.
func (v *visit) proposes() bool {
	return !v.Chair() && v.Me.Seat != talks.Custodian || v.For.ID != ""
}

// insertion makes the form for a new point at the place that the operation names.
func (v *visit) insertion(id string, op text.Op) *Form {
	op.Do, op.Proposed = text.DoInsert, v.proposes()
	f := v.Form(id, v.op(op), func(a *talks.Act) {
		a.Op.Point, a.Op.Words = "a-new-point-"+itoa(v.View.Seq), text.Wordings{"": "…"}
	})
	f.Hidden = append(f.Hidden, field{"op.point", v.freePoint(op.Document)})
	return f
}

// freePoint returns an id for a new point of the document that nothing in the
// text has had: its log only grows, and so does the number.
func (v *visit) freePoint(document string) string {
	return document + ".n" + itoa(len(v.View.Text)+1)
}

// pointIssues lists what the point settles, with the choices that the keeper of
// the text may take.
func (v *visit) pointIssues(x *point, t *text.Text, p *text.Point) {
	for _, id := range p.Issues() {
		issue := pointIssue{ID: id, Name: v.Issue(id)}
		taken, ok := t.TakenOn(id)
		if ok {
			issue.Taken = v.Choice(id, taken)
		}
		var known talks.Issue
		if i := slices.IndexFunc(v.View.Issues, func(i talks.Issue) bool { return i.ID == id }); i >= 0 {
			known = v.View.Issues[i]
		}
		for _, option := range known.Options {
			c := pointChoice{ID: option, Says: v.Choice(id, option)}
			if option != taken && (v.Chair() || v.Me.Seat == talks.Custodian) {
				c.Form = v.Form("choose-"+id+"-"+option, v.op(text.Op{Do: text.DoChoose, Issue: id, Choice: option}), nil)
			}
			issue.Choices = append(issue.Choices, c)
		}
		if ok && (v.Chair() || v.Me.Seat == talks.Custodian) {
			issue.Choices = append(issue.Choices, pointChoice{Says: v.Say("point.again"), Form: v.Form("choose-"+id, v.op(text.Op{Do: text.DoChoose, Issue: id}), nil)})
		}
		x.Issues = append(x.Issues, issue)
	}
}

// pointProposal makes what is put forward ready to be shown, with what the
// visitor may do about it.
func (v *visit) pointProposal(t *text.Text, p *text.Point, q *text.Proposal) pointProposal {
	x := pointProposal{beside: beside{Kind: string(q.Op.Do), ID: q.ID, Who: v.Voice(q.Author), Because: q.Op.Because}}
	for _, lang := range t.Languages {
		if heading, ok := q.Op.Heading[lang]; ok {
			x.Words = append(x.Words, template.HTML(template.HTMLEscapeString(heading)))
		}
		if words, ok := q.Words()[lang]; ok && p != nil {
			x.Words = append(x.Words, runsHTML(t.Compare(p, p.Words[lang], words, v.cases())))
			x.Merged = x.Merged || t.Merge(q, lang).Conflicts > 0
		}
	}
	act := func(id string, do text.Do) *Form {
		return v.Form(id+"-"+q.ID, talks.Act{Do: talks.DoText, Op: &text.Op{Do: do, Proposal: q.ID}}, nil)
	}
	x.Take, x.Decline = act("take", text.DoTake), act("decline", text.DoDecline)
	if q.Author == v.Me.Party || q.Author == v.Me.ID || q.Author == v.For.Party && v.For.ID != "" {
		x.Withdraw = act("withdraw", text.DoWithdraw)
	}
	return x
}

// newPoint shows a point that is put forward and does not stand yet.
func (v *visit) newPoint(t *text.Text, id string) (any, error) {
	q, ok := t.Proposal(id)
	if !ok || q.Op.Do != text.DoInsert {
		return nil, errNotHere
	}
	if q.State != text.Pending {
		if p, ok := t.Point(q.Op.Point); ok && p.Stands() {
			v.r.URL.RawQuery = url.Values{"point": {p.ID}}.Encode()
			return v.point()
		}
		x := &point{Gone: v.T("point.aside"), Line: &textLine{}, Back: v.Path("text")}
		if d, ok := t.Document(q.Op.Document); ok {
			x.Document, x.Back = d.Label(t.Languages...), x.Back+"#document-"+d.ID
		}
		for _, lang := range t.Languages {
			x.Line.Heading += template.HTML(template.HTMLEscapeString(q.Op.Heading[lang]))
		}
		return x, nil
	}
	sheet := t.Look(text.Look{Case: v.cases()})
	for _, d := range sheet.Documents {
		for i := range d.Lines {
			if l := &d.Lines[i]; l.Point == q.Op.Point && l.By != "" {
				line := v.textLine(t, sheet, l, nil)
				line.Path, line.Beside = "", nil
				return &point{Document: d.Title, Line: line, Back: v.Path("text") + "#document-" + d.ID, Languages: t.Languages, Proposals: []pointProposal{v.pointProposal(t, nil, q)}}, nil
			}
		}
	}
	return nil, errNotHere
}

// Stances are what a party can say of a bracket.
func (x *point) Stances() []text.Stance { return []text.Stance{text.Reserves, text.For, text.Against} }
