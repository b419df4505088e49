package text

import (
	"bufio"
	"encoding/xml"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"parley"
)

// The namespaces of Akoma Ntoso 1.0 (OASIS, 2018) and of what it has no words
// for: who holds a bracket, of which issue something is an option, a status.
const (
	aknNamespace = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
	ourNamespace = "urn:parley:text:1"
)

// AkomaNtoso writes the text as Akoma Ntoso: a collection with a component for
// each document in each language. A point has the same wId in all of them.
// Brackets are inline elements that refer to the parties holding them,
// alternatives say to which they are alternative, and what the standard cannot
// say stands in attributes of our own namespace. The case gives parties their
// names and may be nil.
func (t *Text) AkomaNtoso(w io.Writer, c *parley.Case) error {
	a := &akn{w: bufio.NewWriter(w), t: t, v: &viewer{t: t, l: Look{Case: c, Languages: t.Languages}}}
	a.put(xml.Header, `<akomaNtoso xmlns="`, aknNamespace, `" xmlns:parley="`, ourNamespace, "\">\n<documentCollection name=\"negotiatingText\">\n")
	a.meta("text", t.Language())
	a.put("<collectionBody>\n")
	n := 0
	for _, d := range t.Documents {
		for _, lang := range t.Languages {
			a.lang = lang
			a.component(d)
			n++
		}
	}
	if n == 0 { // the body of a collection may not be empty
		a.put("<component eId=\"none\"><documentRef href=\"/akn/un/doc/none\" showAs=\"none\"/></component>\n")
	}
	a.put("</collectionBody>\n</documentCollection>\n</akomaNtoso>\n")
	return a.w.Flush()
}

type akn struct {
	w     *bufio.Writer
	t     *Text
	v     *viewer
	lang  string
	notes map[string]bool   // footnotes that have been written in this component
	first map[string]string // issue to the first of its alternatives in this component
	n     int               // alternatives so far
}

func (a *akn) put(parts ...string) {
	for _, p := range parts {
		_, _ = a.w.WriteString(p) // a bufio.Writer keeps its first error for Flush
	}
}

// xmlText makes words harmless in elements and attributes.
func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(safe(s)))
	return b.String()
}

// date is the day of the last operation that says when it was made; the
// standard wants one.
func (t *Text) date() string {
	if n := len(t.Drafts); n > 0 {
		if day, err := time.Parse(time.RFC3339, t.Drafts[n-1].At); err == nil {
			return day.UTC().Format(time.DateOnly)
		}
	}
	return "1970-01-01"
}

// meta writes what the standard wants to know of a work.
func (a *akn) meta(name, lang string) {
	path := "/akn/un/doc/negotiatingText/" + url.PathEscape(name)
	at := `<FRBRdate date="` + a.t.date() + `" name="draft"/><FRBRauthor href="#parties"/>`
	draft := "0"
	if n := len(a.t.Drafts); n > 0 {
		draft = a.t.Drafts[n-1].Name
	}
	core := func(path string) string {
		return `<FRBRthis value="` + path + `"/><FRBRuri value="` + path + `"/>` + at
	}
	expression := path + "/" + lang + "@" + draft
	a.put("<meta>\n<identification source=\"#parties\">\n<FRBRWork>", core(path), "<FRBRcountry value=\"un\"/></FRBRWork>\n",
		"<FRBRExpression>", core(expression), `<FRBRlanguage language="`, lang, "\"/></FRBRExpression>\n",
		"<FRBRManifestation>", core(expression+".xml"), "</FRBRManifestation>\n</identification>\n",
		"<references source=\"#parties\">\n<TLCOrganization eId=\"", a.id("parties", name, lang), "\" href=\"/akn/ontology/organization/parties\" showAs=\"the parties\"/>\n")
	if name == "text" { // once, for ids are unique over the whole
		for _, id := range sortedKeys(a.t.Count().By) {
			a.put(`<TLCOrganization eId="party__`, xmlText(id), `" href="/akn/ontology/organization/`, url.PathEscape(id), `" showAs="`, xmlText(a.v.party(id)), "\"/>\n")
		}
	}
	a.put("</references>\n</meta>\n")
}

// id is an id that is unique over documents and languages.
func (a *akn) id(what, document, lang string) string {
	if document == "text" {
		return what
	}
	return xmlText(what + "__" + document + "__" + lang)
}

func (a *akn) component(d *Document) {
	a.notes, a.first = map[string]bool{}, map[string]string{}
	a.v.notes = a.t.notes(d)
	a.put(`<component eId="`, a.id("component", d.ID, a.lang), `" wId="`, xmlText(d.ID), `" xml:lang="`, a.lang, "\"", a.standing(d.Standing), ">\n<doc name=\"")
	if d.Of != "" {
		a.put("baseText")
	} else {
		a.put("negotiatingText")
	}
	a.put("\">\n")
	a.meta(d.ID, a.lang)
	a.put("<preface><p><docTitle>", xmlText(d.Label(a.lang)), "</docTitle></p></preface>\n<mainBody>\n")
	empty := true
	for _, p := range d.Points {
		empty = !a.point(p) && empty
	}
	if empty {
		a.put("<p/>\n")
	}
	a.put("</mainBody>\n</doc>\n</component>\n")
}

func (a *akn) standing(s Standing) string {
	if s.Status == "" {
		return ""
	}
	out := ` parley:status="` + xmlText(s.Status) + `"`
	if len(s.Among) > 0 {
		out += ` parley:among="` + xmlText(strings.Join(s.Among, " ")) + `"`
	}
	return out
}

// eID is the id of a point in the language at hand.
func (a *akn) eID(id string) string { return xmlText(id + "__" + a.lang) }

// point writes a point and says whether it did: footnotes stand where they are
// referred to, and what has been removed nowhere.
func (a *akn) point(p *Point) bool {
	if p.Removed != "" || p.Kind == Note && a.v.notes[p.ID] != "" {
		return false
	}
	open, end := "<paragraph", "</paragraph>\n"
	if p.Kind != Provision {
		open, end = `<hcontainer name="`+string(p.Kind)+`"`, "</hcontainer>\n"
	}
	a.put(open, ` eId="`, a.eID(p.ID), `" wId="`, xmlText(p.ID), `"`)
	if p.Stale(a.lang) {
		a.put(` parley:stale="true"`)
	}
	if p.Issue != "" {
		a.put(` parley:issue="`, xmlText(p.Issue), `"`)
	}
	a.put(a.standing(p.Standing), ">\n")
	if p.Number != "" {
		a.put("<num>", xmlText(p.Number), "</num>\n")
	}
	if h := p.Heading[a.lang]; h != "" {
		a.put("<heading>", xmlText(h), "</heading>\n")
	}
	words, ok := p.Words[a.lang]
	var below []*Point
	for _, q := range p.Points {
		if q.Removed == "" && (q.Kind != Note || a.v.notes[q.ID] == "") {
			below = append(below, q)
		}
	}
	switch {
	case len(below) == 0:
		a.put("<content><p>")
		a.passage(words)
		a.put("</p></content>\n")
	case ok:
		a.put("<intro><p>")
		a.passage(words)
		a.put("</p></intro>\n")
	}
	for _, q := range below {
		a.point(q)
	}
	a.put(end)
	return true
}

func (a *akn) passage(p Passage) {
	for _, s := range p {
		switch s := s.(type) {
		case Words:
			a.put(xmlText(string(s)))
		case Bracket:
			a.bracket(s)
		case Alternative:
			a.alternative(s)
		case Amount:
			a.put(`<fillIn parley:issue="`, xmlText(s.Issue), `"`)
			if taken, ok := a.t.TakenOn(s.Issue); ok {
				a.put(">", xmlText(a.v.choice(s.Issue, taken)), "</fillIn>")
			} else {
				a.put("/>")
			}
		case Ref:
			a.put(`<ref href="#`, url.PathEscape(s.Point+"__"+a.lang), `">`, xmlText(a.v.number(s.Point)), "</ref>")
		case NoteRef:
			a.note(s.Point)
		case Term:
			if s.Defines {
				a.put("<def>", xmlText(s.Words), "</def>")
			} else {
				a.put(`<inline name="term">`, xmlText(s.Words), "</inline>")
			}
		case Emphasis:
			tag := "i"
			if s.Strong {
				tag = "b"
			}
			a.put("<", tag, ">")
			a.passage(s.Body)
			a.put("</", tag, ">")
		case Break:
			a.put("<eol/>")
		}
	}
}

func (a *akn) bracket(b Bracket) {
	a.put(`<inline name="bracket" status="incomplete"`)
	if b.ID != "" {
		a.put(` parley:bracket="`, xmlText(b.ID), `"`)
	}
	if len(b.By) > 0 {
		var refs, by []string
		for _, h := range b.By {
			refs = append(refs, "#party__"+url.PathEscape(h.Party))
			by = append(by, h.String())
		}
		a.put(` refersTo="`, xmlText(strings.Join(refs, " ")), `" parley:by="`, xmlText(strings.Join(by, " ")), `"`)
	}
	a.put(">[")
	a.passage(b.Body)
	a.put("]</inline>")
}

func (a *akn) alternative(s Alternative) {
	if taken, ok := a.t.TakenOn(s.Issue); ok {
		if taken == s.Option {
			a.passage(s.Body)
		}
		return
	}
	a.n++
	id := "alternative__" + strconv.Itoa(a.n)
	a.put(`<inline name="alternative" status="incomplete" parley:issue="`, xmlText(s.Issue), `" parley:option="`, xmlText(s.Option), `"`)
	if first := a.first[s.Issue]; first != "" {
		a.put(` alternativeTo="#`, url.PathEscape(first), `"`)
	} else {
		a.first[s.Issue] = id
		a.put(` eId="`, xmlText(id), `"`)
	}
	a.put(">[")
	a.passage(s.Body)
	a.put("]</inline>")
}

// note writes a footnote where it is first referred to, and a mark elsewhere.
func (a *akn) note(id string) {
	mark := a.v.notes[id]
	p, ok := a.t.Point(id)
	if !ok || a.notes[id] || !p.Stands() {
		a.put(`<noteRef href="#`, url.PathEscape(id+"__"+a.lang), `" marker="`, xmlText(mark), `"/>`)
		return
	}
	a.notes[id] = true
	a.put(`<authorialNote eId="`, a.eID(id), `" wId="`, xmlText(id), `" marker="`, xmlText(mark), `" placement="bottom"><p>`)
	a.passage(p.Words[a.lang])
	a.put("</p></authorialNote>")
}
