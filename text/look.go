package text

import (
	"slices"

	"parley"
)

// View is a way to look at a text.
type View string

// The views.
const (
	Clean     View = "clean"     // what nobody holds in brackets; a gap shows where something is
	Bracketed View = "bracketed" // everything, with who holds what, and what is put forward
	ByParty   View = "party"     // as one party would have it: what it wants put in, what it wants out struck through
	Changed   View = "changed"   // what is new since an earlier text, word by word
	AsPackage View = "package"   // as it would read if a package were taken
	AsEngine  View = "engine"    // which issues it settles and which it leaves open
)

// Views lists all views.
func Views() []View { return []View{Clean, Bracketed, ByParty, Changed, AsPackage, AsEngine} }

// Look says how to look at a text, and for whom.
type Look struct {
	View      View           // empty is Bracketed
	Party     string         // of ByParty
	Since     *Text          // of Changed: the text as it was; nil: everything is new
	Package   parley.Package // of AsPackage; may be partial
	Languages []string       // which to show, side by side; none: all
	Documents []string       // which to show, by id; none: all

	// Case gives parties and issues their names, and nothing else of it is
	// shown: neither positions nor anything computed. Nil: ids are shown.
	Case *parley.Case

	// Reasons are why brackets are held, as far as the reader may know: see
	// ReasonsFor. They are shown beside the brackets.
	Reasons []HeldFor
}

// HeldFor is why a party holds a bracket.
type HeldFor struct {
	Party string
	Known bool // everybody at the table may know
	parley.BracketReason
}

// ReasonsFor returns the reasons that the party may read: its own and what
// others let everybody know. The case is reduced to the party's view first, so
// nothing in the answer depends on what another keeps to itself. An empty
// party is everybody at the table.
func ReasonsFor(c *parley.Case, party string) []HeldFor {
	view := c.Common()
	if party != "" {
		view = c.View(party)
	}
	return reasons(view, func(p *parley.Position, b parley.BracketReason) bool { return true })
}

// ReasonsForMediator returns the reasons that the mediator may read: not those
// that parties keep to themselves or that are for the engine alone.
func ReasonsForMediator(c *parley.Case) []HeldFor {
	return reasons(c.Mediator(), func(p *parley.Position, b parley.BracketReason) bool {
		return p.GradeOfBracket(b).Reaches(parley.GradeMediator)
	})
}

func reasons(c *parley.Case, may func(*parley.Position, parley.BracketReason) bool) []HeldFor {
	var all []HeldFor
	for i := range c.Positions {
		p := &c.Positions[i]
		for _, b := range p.Brackets {
			if may(p, b) {
				all = append(all, HeldFor{p.Party, p.GradeOfBracket(b).Reaches(parley.GradeJoint), b})
			}
		}
	}
	return all
}

// Sheet is a text as it is looked at: what a page or a print shows, without
// its form.
type Sheet struct {
	View      View
	Title     string
	Subtitle  string  // what view this is, in words
	Draft     string  // the last draft; empty: none has been issued
	Changed   bool    // something has changed since that draft
	Drafts    []Draft // all, with what was open in each
	Languages []string
	Legend    Legend // the statuses that occur
	Count     Count
	Parties   map[string]string // the names of those that hold brackets, by id
	Documents []SheetDocument
}

// SheetDocument is a document on a sheet.
type SheetDocument struct {
	ID     string
	Title  string
	Status *SheetStatus
	Basis  string // which text governs, in words; empty: nothing was decided
	Count  Count
	Lines  []Line
	Notes  []Line // footnotes, in the order of their marks
}

// SheetStatus is a status with those among whom it holds, in words.
type SheetStatus struct {
	Status
	Among, ReportedBy string
}

// LineChange says what has happened to a whole line.
type LineChange string

// The changes of lines.
const (
	LineSame    LineChange = ""
	LineNew     LineChange = "new"
	LineRemoved LineChange = "removed"
	LineMoved   LineChange = "moved"
)

// Line is a point on a sheet, or a proposal to put one in.
type Line struct {
	Point   string // its id
	Kind    Kind
	Depth   int
	Number  string
	Heading []Run // in the first language that has one; Column.Heading has all
	Change  LineChange
	By      string // whose proposal this line is; empty: it stands in the text
	Status  *SheetStatus
	Columns []Column // one a language
	Remarks []Remark // what stands beside it
}

// Column is a line's words in one language.
type Column struct {
	Language string
	Missing  bool  // there are no words in this language, and there are in others
	Stale    bool  // they are behind another language's
	Heading  []Run // in this language
	Runs     []Run
}

// Remark is what stands beside a line: a proposal, a comment, a reason, an
// issue.
type Remark struct {
	Kind    RemarkKind
	Title   string // such as North proposes (n-7)
	Runs    []Run
	Private bool // it is for this reader and not for everybody
}

// RemarkKind says what a remark is.
type RemarkKind string

// The kinds of remarks.
const (
	Proposes RemarkKind = "proposal"
	Comments RemarkKind = "comment"
	Holds    RemarkKind = "reason"
	Settles  RemarkKind = "issue"
)

// Role says what a run is.
type Role string

// The roles of runs.
const (
	Plain    Role = ""
	OpenMark Role = "open"  // [
	EndMark  Role = "close" // ]
	HeldBy   Role = "by"    // who holds the bracket that ends here, or which option this is
	Gap      Role = "gap"   // […]: something is left out here
	RefMark  Role = "ref"
	NoteMark Role = "note"
	Defined  Role = "term"
	Blank    Role = "amount"
	LineEnd  Role = "line"
	CellEnd  Role = "cell"
)

// Run is a stretch of words with one look.
type Run struct {
	Text     string
	Role     Role
	Strong   bool
	Emphasis bool
	Deleted  bool
	Inserted bool
	Depth    int    // of brackets around it, itself included for marks
	Bracket  string // the innermost bracket
	Target   string // of a reference or a note mark: the id of the point
}

// viewer makes a sheet.
type viewer struct {
	t        *Text
	l        Look
	pending  map[string][]*Proposal // by point: changes put forward to what stands
	shown    map[string]bool        // points put forward that have been shown
	behind   map[string][]*Proposal // points put forward, by the neighbour behind which they go
	before   map[string][]*Proposal // by the neighbour in front of which they go
	last     map[string][]*Proposal // at the end, by the point above or the document
	comments map[string][]Comment   // by point
	spoken   map[string]bool        // languages that have words in the document at hand
	notes    map[string]string      // footnote to its mark, in the document at hand
	reasons  map[string][]HeldFor
}

// Look makes the sheet of the text as it is looked at. The cost is linear in
// the text but for Changed and ByParty, which compare words.
func (t *Text) Look(l Look) *Sheet {
	if l.View == "" {
		l.View = Bracketed
	}
	if len(l.Languages) == 0 {
		l.Languages = t.Languages
	}
	v := &viewer{t: t, l: l, reasons: map[string][]HeldFor{}, pending: map[string][]*Proposal{}, shown: map[string]bool{}, behind: map[string][]*Proposal{},
		before: map[string][]*Proposal{}, last: map[string][]*Proposal{}, comments: map[string][]Comment{}}
	for _, p := range t.Pending() {
		switch o := &p.Op; {
		case o.Do != DoInsert:
			v.pending[o.Point] = append(v.pending[o.Point], p)
		case o.After != "":
			v.behind[o.After] = append(v.behind[o.After], p)
		case o.Before != "":
			v.before[o.Before] = append(v.before[o.Before], p)
		case o.Under != "":
			v.last[o.Under] = append(v.last[o.Under], p)
		default:
			v.last["document "+o.Document] = append(v.last["document "+o.Document], p)
		}
	}
	for _, c := range t.Comments {
		v.comments[c.Point] = append(v.comments[c.Point], c)
	}
	for _, r := range l.Reasons {
		v.reasons[r.Bracket] = append(v.reasons[r.Bracket], r)
	}
	s := &Sheet{View: l.View, Title: t.Title, Subtitle: v.subtitle(), Languages: l.Languages, Count: t.Count(), Parties: map[string]string{}, Drafts: t.Drafts}
	if n := len(t.Drafts); n > 0 {
		s.Draft, s.Changed = t.Drafts[n-1].Name, t.Seq > t.Drafts[n-1].Seq+1
	}
	for _, d := range t.Documents {
		if len(l.Documents) == 0 || slices.Contains(l.Documents, d.ID) {
			s.Documents = append(s.Documents, v.document(d))
		}
		for id := range t.CountOf(d).By {
			s.Parties[id] = v.party(id)
		}
	}
	for _, st := range t.Legend {
		if s.uses(st.Word) {
			s.Legend = append(s.Legend, st)
		}
	}
	return s
}

func (s *Sheet) uses(word string) bool {
	for i := range s.Documents {
		d := &s.Documents[i]
		if d.Status != nil && d.Status.Word == word {
			return true
		}
		for _, line := range d.Lines {
			if line.Status != nil && line.Status.Word == word {
				return true
			}
		}
	}
	return false
}

func (v *viewer) subtitle() string {
	switch v.l.View {
	case Clean:
		return "Clean: what nobody holds in brackets"
	case ByParty:
		return "As " + v.party(v.l.Party) + " would have it"
	case Changed:
		if v.l.Since == nil {
			return "What is new: everything"
		}
		if n := len(v.l.Since.Drafts); n > 0 && v.l.Since.Seq <= v.l.Since.Drafts[n-1].Seq+1 {
			return "What is new since " + v.l.Since.Drafts[n-1].Name
		}
		return "What is new since it was last seen"
	case AsPackage:
		return "As this package would read"
	case AsEngine:
		return "As the engine sees it"
	}
	return "With brackets, and who holds them"
}

// party returns the name of a party.
func (v *viewer) party(id string) string {
	if v.l.Case != nil {
		if p, ok := v.l.Case.Party(id); ok {
			return p.Label()
		}
	}
	return id
}

func (v *viewer) issue(id string) (parley.Issue, bool) {
	if v.l.Case == nil {
		return parley.Issue{ID: id}, false
	}
	i, ok := v.l.Case.Issue(id)
	if !ok {
		i.ID = id
	}
	return i, ok
}

func (v *viewer) parties(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = v.party(id)
	}
	return parley.List(names, "and")
}

func (v *viewer) status(s Standing) *SheetStatus {
	if s.Status == "" {
		return nil
	}
	e, _ := v.t.Legend.Find(s.Status)
	by := ""
	if s.ReportedBy != "" && s.ReportedBy != CaseAuthor {
		by = v.party(s.ReportedBy)
	}
	return &SheetStatus{e, v.parties(s.Among), by}
}
