package web

import (
	"html"
	"html/template"
	"slices"

	"parley"
	"parley/talks"
	"parley/text"
)

var textPage = page{name: "text", group: "table", whom: readsText, show: (*visit).text, post: (*visit).postText, files: textFiles}

// readsText reports whether the visitor has the text before them.
func readsText(v *visit) bool { return len(v.View.Text) > 0 }

// textShown is the text as the visitor looks at it.
type textShown struct {
	View      text.View
	Views     []text.View
	Subtitle  template.HTML
	Party     string // of the view by party
	Parties   []talks.Party
	Since     string // of the view of changes: a draft, or nothing: as last seen
	Drafts    []text.Draft
	Languages []string
	Documents []textDocument
	Seen      *Form // that the party has the draft before it
	Issue     *Form // the next draft
	Whole     *answers
	Import    *Form
	Notices   []string // of a Word document that was just handed in, in English
	More      int      // notices that are not listed
	Look      []textLook
	Draft     string
	Open      bool
}

// textLook is something in the text that its keepers should look at.
type textLook struct {
	Path, Name string // of the point, or of nothing
	Says, Hint template.HTML
}

// maxNotices is how many notices of one Word document are listed.
const maxNotices = 100

type textDocument struct {
	ID, Title string
	Points    int
	Brackets  int
	Lines     []*textLine
	Notes     []*textLine
	Begin     *Form // puts the first point into a document that has none; nil: it has some
}

// textLine is a point, or a proposal to put one in.
type textLine struct {
	Point   string
	Kind    string
	Depth   int
	Number  string
	Heading template.HTML
	Change  string        // new, removed, moved
	By      string        // whose proposal the line is
	Columns []textColumn  // one a language
	Status  *Status       // nil: it has none, such as a footnote
	Waits   string        // in whose answer it is ad referendum, until when
	Beside  []beside      // what is put forward, and comments
	Mine    []textPrivate // what only the visitor's side reads
	Held    []bracketHeld // brackets of the visitor's side, to say why
	Path    string
	Answers *answers
	Struck  bool
}

type textColumn struct {
	Language       string
	Known          bool // it is a language, and may be said to be
	Missing, Stale bool
	Heading, Words template.HTML
}

// beside is what stands beside a point for everybody to read.
type beside struct {
	Kind    string // proposal, removal, move, comment, statement
	ID      string
	Who     string
	Words   []template.HTML
	Because string
}

// textPrivate is what the visitor's side noted on a point for itself.
type textPrivate struct {
	Kind  string // bracket, never, insists, only_if
	Says  string
	Grade string // who else may read it
}

func (v *visit) text() (any, error) {
	t, err := v.Text()
	if err != nil {
		return nil, err
	}
	q := v.r.URL.Query()
	s := &textShown{View: text.View(q.Get("view")), Views: []text.View{text.Bracketed, text.Clean, text.ByParty, text.Changed}, Drafts: t.Drafts, Languages: t.Languages}
	if !slices.Contains(s.Views, s.View) {
		s.View = text.Bracketed
	}
	for _, p := range v.View.Parties {
		if p.Consents() {
			s.Parties = append(s.Parties, p)
		}
	}
	look := text.Look{View: s.View, Case: v.cases()}
	s.Subtitle = v.T("text.view." + string(s.View) + ".says")
	switch s.View {
	case text.ByParty:
		s.Party = q.Get("party")
		if !slices.ContainsFunc(v.View.Parties, func(p talks.Party) bool { return p.ID == s.Party }) {
			if s.Party = v.Me.Party; s.Party == "" && len(s.Parties) > 0 {
				s.Party = s.Parties[0].ID
			}
		}
		look.Party = s.Party
		s.Subtitle = v.T("text.as", "party", v.Party(s.Party))
	case text.Changed:
		if look.Since, s.Since, err = v.since(t, q.Get("since")); err != nil {
			return nil, err
		}
		switch {
		case look.Since == nil:
			s.Subtitle = v.T("text.since.nothing")
		case s.Since != "":
			s.Subtitle = v.T("text.since.draft", "draft", s.Since)
		}
	}
	sheet := t.Look(look)
	s.Documents = v.documents(t, sheet)
	for _, w := range t.Warnings() {
		s.Look = append(s.Look, v.look(t, w))
	}
	if n := len(v.View.Drafts); n > 0 {
		draft := v.View.Drafts[n-1]
		s.Draft, s.Open = draft.Name, draft.Open
		s.Seen = v.Form("seen", talks.Act{Do: talks.DoSeen, Draft: draft.Hash}, nil)
		s.Whole = v.answers("whole", talks.Act{Do: talks.DoRespond, Draft: draft.Hash}, v.View.Whole, "")
	}
	s.Issue = v.Form("issue", talks.Act{Do: talks.DoDraft, Kind: text.Rev}, func(a *talks.Act) { a.Because = "…" })
	s.Import = v.plain("import")
	for _, n := range v.notices[:min(len(v.notices), maxNotices)] {
		s.Notices = append(s.Notices, n.String())
	}
	s.More = len(v.notices) - len(s.Notices)
	return s, nil
}

// look says what is to be looked at. It follows from the text, which whoever sees
// the page reads.
func (v *visit) look(t *text.Text, w text.Warning) textLook {
	l := textLook{Says: v.phrased(w.Says)}
	if w.Point != "" {
		l.Path, l.Name = v.Path("point", "point", w.Point), v.pointName(t, w.Point)
	}
	if w.Hint != nil {
		l.Hint = v.phrased(w.Hint)
	}
	return l
}

// since returns the text since which changes are shown: the draft that is
// named, or the one that the visitor's party has seen last, or, for who is of
// no party, the draft before the last.
func (v *visit) since(t *text.Text, draft string) (*text.Text, string, error) {
	i := slices.IndexFunc(t.Drafts, func(d text.Draft) bool { return d.Name == draft })
	if i < 0 {
		draft = ""
		seen, known := v.state.Seen[v.Me.Party]
		if i = seen - 1; !known {
			i = len(t.Drafts) - 2
		}
	}
	if i < 0 || i >= len(t.Drafts) {
		return nil, "", nil
	}
	log, err := v.View.Text.Until(t.Drafts[i].Name)
	if err != nil {
		return nil, "", err
	}
	then, err := text.Fold(log)
	return then, draft, err
}

// documents makes the lines of a sheet ready to be shown.
func (v *visit) documents(t *text.Text, sheet *text.Sheet) []textDocument {
	mine := v.privateNotes()
	var all []textDocument
	for _, d := range sheet.Documents {
		doc := textDocument{ID: d.ID, Title: d.Title, Points: d.Count.Points, Brackets: d.Count.Brackets}
		if d.Count.Points == 0 {
			if f := v.insertion("begin-"+d.ID, text.Op{Document: d.ID}); f.Why == nil {
				doc.Begin = f
			}
		}
		for i := range d.Lines {
			doc.Lines = append(doc.Lines, v.textLine(t, sheet, &d.Lines[i], mine))
		}
		for i := range d.Notes {
			doc.Notes = append(doc.Notes, v.textLine(t, sheet, &d.Notes[i], mine))
		}
		all = append(all, doc)
	}
	return all
}

// textLine makes one line ready to be shown.
func (v *visit) textLine(t *text.Text, sheet *text.Sheet, l *text.Line, mine map[string][]textPrivate) *textLine {
	line := &textLine{Point: l.Point, Kind: string(l.Kind), Depth: min(l.Depth, 6), Number: l.Number, Change: string(l.Change), By: l.By}
	if len(sheet.Languages) == 1 || l.By != "" {
		line.Heading = runsHTML(l.Heading)
	}
	for _, c := range l.Columns {
		col := textColumn{Language: c.Language, Known: c.Language != text.Undetermined, Missing: c.Missing, Stale: c.Stale, Words: runsHTML(v.numbered(t, l.Point, c.Runs))}
		if len(sheet.Languages) > 1 {
			col.Heading = runsHTML(c.Heading)
		}
		line.Columns = append(line.Columns, col)
	}
	p, ok := t.Point(l.Point)
	if !ok || l.By != "" {
		for _, q := range t.Pending() {
			if q.Op.Do == text.DoInsert && q.Op.Point == l.Point {
				line.Beside = append(line.Beside, beside{Kind: "insert", ID: q.ID, Who: v.Voice(q.Author), Because: q.Op.Because})
				line.Path = v.Path("point", "proposal", q.ID)
			}
		}
		return line
	}
	line.Path = v.Path("point", "point", p.ID)
	line.Beside = v.besides(t, p, sheet.View == text.Bracketed)
	line.Mine = mine[p.ID]
	for _, issue := range p.Issues() {
		line.Mine = append(line.Mine, mine["issue "+issue]...)
	}
	for _, words := range p.Words {
		for _, b := range words.Brackets() {
			line.Mine = append(line.Mine, mine["bracket "+b.ID]...)
		}
	}
	line.Held = v.held(t, p)
	i := slices.IndexFunc(v.View.Points, func(s talks.Standing) bool { return s.Point.Point == p.ID })
	if i >= 0 {
		standing := v.View.Points[i]
		line.Struck = standing.Struck
		for _, r := range standing.Responses {
			if r.Answer == talks.AdReferendum {
				line.Waits = v.waits(r)
				if r.Party == v.Me.Party && v.Me.Party != "" {
					line.Mine = append(line.Mine, textPrivate{"pending", v.waits(r), string(parley.GradeJoint)})
				}
			}
		}
		if !standing.Struck {
			line.Answers = v.answers("answer-"+p.ID, talks.Act{Do: talks.DoRespond, Point: p.ID, Words: standing.Words}, standing.Responses, "")
			line.Answers.Stale = v.reads(t, p) != standing.Words
		}
	}
	if p.Kind == text.Provision || p.Kind == text.Preamble || p.Kind == text.Chapeau {
		st := v.pointStatus(p)
		line.Status = &st
	}
	return line
}

// reads returns the hash of what the point reads now, which may be other than
// on the draft on the table.
func (v *visit) reads(t *text.Text, p *text.Point) string {
	if v.clauses == nil {
		v.clauses = map[string]string{}
		for _, c := range talks.Clauses(t) {
			v.clauses[c.Point] = c.Words
		}
	}
	return v.clauses[p.ID]
}

// waits says for whose instructions something waits.
func (v *visit) waits(r talks.Response) string {
	if r.Until != "" {
		return v.Say("text.waits.until", "party", v.Party(r.Party), "date", v.Date(r.Until))
	}
	return v.Say("text.waits", "party", v.Party(r.Party))
}

// besides lists what everybody may read beside a point.
func (v *visit) besides(t *text.Text, p *text.Point, proposals bool) []beside {
	var all []beside
	for _, q := range t.Pending() {
		if q.Op.Point != p.ID || q.Op.Do == text.DoInsert || !proposals {
			continue
		}
		b := beside{Kind: string(q.Op.Do), ID: q.ID, Who: v.Voice(q.Author), Because: q.Op.Because}
		for _, lang := range t.Languages {
			if heading, ok := q.Op.Heading[lang]; ok {
				b.Words = append(b.Words, template.HTML("<strong>"+html.EscapeString(heading)+"</strong>"))
			}
			if words, ok := q.Words()[lang]; ok {
				b.Words = append(b.Words, runsHTML(t.Compare(p, p.Words[lang], words, v.cases())))
			}
		}
		all = append(all, b)
	}
	for _, c := range t.Comments {
		if c.Point == p.ID {
			all = append(all, beside{Kind: "comment", ID: c.Op, Who: v.Voice(c.Author), Because: c.Words})
		}
	}
	for _, s := range v.View.Statements {
		if s.Point == p.ID {
			all = append(all, beside{Kind: "statement", Who: v.Party(s.Party), Because: s.Says})
		}
	}
	return all
}
