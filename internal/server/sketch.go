package server

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"parley"
	"parley/internal/auth"
	"parley/internal/desk"
	"parley/internal/outline"
	"parley/internal/secretariat"
)

// The form that sketches a case. What is in it lies on a desk from one request to
// the next, sealed, and every page is made of that: so rows are added without a
// script, and a reload, the end of the session or of the server loses nothing.

// sketchDraft is the name under which the form lies on the desk.
const sketchDraft = "sketch"

// maxSketch is how many bytes the form may have when it is sent.
const maxSketch = 1 << 20

// entry is a field of the form.
type entry struct {
	Name, Value string
	Says, How   template.HTML
	Fault       template.HTML
	Most        int  // bytes
	Long        bool // several lines
	Number      bool
	Focus       bool
}

// sketchPage is the form.
type sketchPage struct {
	Title, About entry
	Parties      []partyRow
	Issues       []issueRow
	Documents    []documentRow
	Faults       []faultLink // in the order of the form; none: it was not looked for any
	Refused      *notOpened  // why what was typed is not kept

	MoreParties, MoreIssues, MoreDocuments bool // there is room for another row
}

// faultLink leads to a field with a fault.
type faultLink struct {
	Field string
	Says  template.HTML
}

type partyRow struct {
	Number int
	Name   entry
	Role   string // of the field
	Roles  []roleChoice
}

type roleChoice struct {
	ID   parley.Role
	Says template.HTML
	On   bool
}

type issueRow struct {
	Number               int
	Name, Alternatives   entry
	From, To, Step, Unit entry
	Numeric              bool // the fields of a number stand open
}

type documentRow struct {
	Number        int
	Title, Points entry
	Choices       string // the field
	Chosen        bool
}

// roles that a party can be given, those that most have first.
var roles = []parley.Role{parley.RoleParty, parley.RoleGuarantor, parley.RoleMediator, parley.RoleObserver}

// newSketch is the form before anything is typed.
func newSketch() outline.Outline {
	return outline.Outline{Parties: make([]outline.Party, 3), Issues: make([]outline.Issue, 3), Documents: make([]outline.Document, 1)}
}

// sketchOf reads the form: rows are numbered from 0 without a gap, and those over
// what can be are left out, but for one, by which it is noticed.
func sketchOf(f url.Values) outline.Outline {
	o := outline.Outline{Title: typedLines(f, "title"), About: typedLines(f, "about")}
	for n := 0; n <= outline.MaxParties && f.Has(row("party", n, "name")); n++ {
		o.Parties = append(o.Parties, outline.Party{Name: typedLines(f, row("party", n, "name")), Role: parley.Role(f.Get(row("party", n, "role")))})
	}
	for n := 0; n <= outline.MaxIssues && f.Has(row("issue", n, "name")); n++ {
		get := func(part string) string { return typedLines(f, row("issue", n, part)) }
		o.Issues = append(o.Issues, outline.Issue{Name: get("name"), Alternatives: get("alternatives"), From: get("from"), To: get("to"), Step: get("step"), Unit: get("unit")})
	}
	for n := 0; n <= outline.MaxDocuments && f.Has(row("document", n, "title")); n++ {
		o.Documents = append(o.Documents, outline.Document{Title: typedLines(f, row("document", n, "title")), Points: typedLines(f, row("document", n, "points")), Choices: f.Has(row("document", n, "choices"))})
	}
	return o
}

// row names a field of a row, as the faults of an outline do.
func row(kind string, n int, part string) string { return kind + "." + strconv.Itoa(n) + "." + part }

// typedLines is a field as it was typed, with the line ends that programs use.
func typedLines(f url.Values, name string) string {
	return strings.ReplaceAll(f.Get(name), "\r\n", "\n")
}

// onDesk is what lies on the desk of the form, or the form before anything is typed.
func (s *Server) onDesk(h *house, r *http.Request) (o outline.Outline, begun bool, err error) {
	draft, err := h.desk.Find(r.Context(), secretariat.House, host, sketchDraft)
	if errors.Is(err, desk.ErrNone) {
		return newSketch(), false, nil
	}
	if err == nil {
		err = json.Unmarshal(draft.Fields, &o)
	}
	return o, true, err
}

// sketch shows the form.
func (s *Server) sketch(h *house, w http.ResponseWriter, r *http.Request) {
	if !isHost(r.Context()) {
		s.sorry(w, r, http.StatusForbidden, "out")
		return
	}
	o, _, err := s.onDesk(h, r)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	var faults []outline.Fault
	if r.URL.Query().Has("check") {
		_, _, faults = o.YAML()
	}
	s.showSketch(w, r, http.StatusOK, o, faults, nil)
}

// sketched keeps what was typed, and goes on: to the form with a row more, to what is
// wrong, or to the case.
func (s *Server) sketched(h *house, w http.ResponseWriter, r *http.Request) {
	if !isHost(r.Context()) {
		s.sorry(w, r, http.StatusForbidden, "out")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxSketch)
	if err := r.ParseForm(); err != nil {
		s.sorry(w, r, http.StatusRequestEntityTooLarge, "large")
		return
	}
	o := sketchOf(r.PostForm)
	next := "/house/sketch?done=1"
	switch r.PostForm.Get("do") {
	case "party": // where there is room for one
		if len(o.Parties) < outline.MaxParties {
			next += "&row=" + row("party", len(o.Parties), "name")
			o.Parties = append(o.Parties, outline.Party{})
		}
	case "issue":
		if len(o.Issues) < outline.MaxIssues {
			next += "&row=" + row("issue", len(o.Issues), "name")
			o.Issues = append(o.Issues, outline.Issue{})
		}
	case "document":
		if len(o.Documents) < outline.MaxDocuments {
			next += "&row=" + row("document", len(o.Documents), "title")
			o.Documents = append(o.Documents, outline.Document{})
		}
	default:
		next = "/house/sketch/case?done=1"
		if _, _, faults := o.YAML(); len(faults) > 0 {
			next = "/house/sketch?done=1&check=1"
		}
	}
	fields, err := json.Marshal(o)
	if err == nil {
		_, err = h.desk.Keep(r.Context(), secretariat.House, host, sketchDraft, fields)
	}
	switch {
	case errors.Is(err, desk.ErrLarge):
		s.showSketch(w, r, http.StatusRequestEntityTooLarge, o, nil, s.not(r, "sketch.large"))
	case err != nil:
		s.failed(w, r, err)
	default:
		http.Redirect(w, r, next, http.StatusSeeOther)
	}
}

// showSketch shows the form with what is in it and what is wrong.
func (s *Server) showSketch(w http.ResponseWriter, r *http.Request, status int, o outline.Outline, faults []outline.Fault, refused *notOpened) {
	c, focus := languageOf(r), r.URL.Query().Get("row")
	p := sketchPage{Refused: refused, MoreParties: len(o.Parties) < outline.MaxParties, MoreIssues: len(o.Issues) < outline.MaxIssues, MoreDocuments: len(o.Documents) < outline.MaxDocuments}
	wrong := map[string]template.HTML{}
	for _, f := range faults {
		says := c.HTML("sketch.fault."+string(f.Code), "what", f.What, "n", f.N)
		if _, there := wrong[f.Field]; !there {
			wrong[f.Field] = says
			p.Faults = append(p.Faults, faultLink{f.Field, says})
		}
	}
	field := func(name, key, value string, most int) entry {
		e := entry{Name: name, Value: value, Says: c.HTML("sketch." + key), Fault: wrong[name], Most: most, Focus: name == focus}
		if c.Has("sketch." + key + ".how") {
			e.How = c.HTML("sketch." + key + ".how")
		}
		return e
	}
	long := func(e entry) entry { e.Long = true; return e }
	number := func(e entry) entry { e.Number = true; return e }
	p.Title = field("title", "title", o.Title, outline.MaxName)
	p.About = long(field("about", "about", o.About, outline.MaxWords))
	for n, x := range o.Parties {
		party := partyRow{Number: n + 1, Name: field(row("party", n, "name"), "party.name", x.Name, outline.MaxName), Role: row("party", n, "role")}
		for _, role := range roles {
			party.Roles = append(party.Roles, roleChoice{role, c.HTML("sketch.role." + string(role)), x.Role == role})
		}
		p.Parties = append(p.Parties, party)
	}
	for n, x := range o.Issues {
		at := func(part, key, value string) entry { return field(row("issue", n, part), key, value, outline.MaxName) }
		issue := issueRow{Number: n + 1, Name: at("name", "issue.name", x.Name), Alternatives: long(at("alternatives", "issue.alternatives", x.Alternatives)),
			From: number(at("from", "issue.from", x.From)), To: number(at("to", "issue.to", x.To)), Step: number(at("step", "issue.step", x.Step)), Unit: at("unit", "issue.unit", x.Unit)}
		issue.Alternatives.Most = outline.MaxAlternatives * (outline.MaxName + 2)
		issue.Numeric = strings.TrimSpace(x.From+x.To+x.Step+x.Unit) != ""
		p.Issues = append(p.Issues, issue)
	}
	for n, x := range o.Documents {
		doc := documentRow{Number: n + 1, Title: field(row("document", n, "title"), "document.title", x.Title, outline.MaxName),
			Points: long(field(row("document", n, "points"), "document.points", x.Points, outline.MaxPoints*outline.MaxWords)), Choices: row("document", n, "choices"), Chosen: x.Choices}
		p.Documents = append(p.Documents, doc)
	}
	s.show(w, r, status, "sketch", "sketch", p)
}

// drawnPage is the case that was sketched, as a file.
type drawnPage struct {
	Form    string // its name: that of one case, so that what was typed on another is not put into it
	YAML    string
	Typed   typed
	Refused *notOpened
	Rows    int
}

// drawn shows the case that comes of the form.
func (s *Server) drawn(h *house, w http.ResponseWriter, r *http.Request) {
	if !isHost(r.Context()) {
		s.sorry(w, r, http.StatusForbidden, "out")
		return
	}
	o, _, err := s.onDesk(h, r)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	data, _, faults := o.YAML()
	if len(faults) > 0 {
		http.Redirect(w, r, "/house/sketch?check=1", http.StatusSeeOther)
		return
	}
	form := typed{}
	if form.Talk, err = s.freeTalk(h, r, o.Title); err != nil {
		s.failed(w, r, err)
		return
	}
	s.showDrawn(w, r, http.StatusOK, string(data), form, nil)
}

// freeTalk is a short name for talks, made of a title, that none here has.
func (s *Server) freeTalk(h *house, r *http.Request, title string) (string, error) {
	all, err := h.talks.Talks(r.Context())
	if err != nil {
		return "", err
	}
	var taken []string
	for _, t := range all {
		taken = append(taken, t.Talk)
	}
	return outline.ID(title, "talks", taken), nil
}

func (s *Server) showDrawn(w http.ResponseWriter, r *http.Request, status int, yaml string, form typed, refused *notOpened) {
	p := drawnPage{Form: caseForm(yaml), YAML: yaml, Typed: form, Refused: refused, Rows: min(40, max(12, strings.Count(yaml, "\n")+1))}
	if was := r.PostFormValue("form"); refused != nil && was != "" { // it is still the form that was sent
		p.Form = was
	}
	s.show(w, r, status, "drawn", "sketch.case", p)
}

// caseForm names the form in which a case stands.
func caseForm(yaml string) string {
	sum := sha256.Sum256([]byte(yaml))
	return "case-" + hex.EncodeToString(sum[:6])
}

// conveneDrawn opens talks from the case as it stands in the page, or gives it as a
// file.
func (s *Server) conveneDrawn(h *house, w http.ResponseWriter, r *http.Request) {
	if !isHost(r.Context()) {
		s.sorry(w, r, http.StatusForbidden, "out")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxCase)
	if err := r.ParseForm(); err != nil {
		s.sorry(w, r, http.StatusRequestEntityTooLarge, "large")
		return
	}
	yaml := typedLines(r.PostForm, "yaml")
	if r.PostForm.Get("do") == "file" {
		giveCase(w, []byte(yaml))
		return
	}
	form := typed{Talk: strings.TrimSpace(r.PostForm.Get("talk")), Name: strings.TrimSpace(r.PostForm.Get("name"))}
	c, refused := s.readCase(r, "case.yaml", []byte(yaml))
	if refused == nil {
		var err error
		if refused, err = s.opened(h, r, form, c, nil); err != nil {
			s.failed(w, r, err)
			return
		}
	}
	if refused != nil {
		s.showDrawn(w, r, http.StatusUnprocessableEntity, yaml, form, refused)
		return
	}
	// The talks are open: what led to them is not needed any more.
	drafts, err := h.desk.List(r.Context(), secretariat.House, host)
	for _, d := range drafts {
		err = errors.Join(err, h.desk.Clear(r.Context(), secretariat.House, host, d.Form))
	}
	if err != nil {
		s.c.Log.Warn("a draft was not deleted", "request", requestID(r.Context()), "error", err)
	}
	session, ok := s.seat(h, w, r, form.Talk, chairID)
	if ok {
		http.Redirect(w, r, path.Join(inside(session), "board")+"?done=1", http.StatusSeeOther)
	}
}

// deskOf is the desk of whoever set the server up: it belongs to no talk.
func deskOf(talk string) string {
	if talk == secretariat.House {
		return auth.House
	}
	return talk
}
