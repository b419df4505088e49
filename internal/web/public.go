package web

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"slices"
	"strings"
	"time"

	"parley/internal/bulletin"
	"parley/talks"
)

// publicPage is there for everybody, as far as the parties agreed on it in the
// rules of the talks, and not at all where they agreed on nothing.
var publicPage = page{name: "public", group: "record", open: true, show: (*visit).public}

type public struct {
	Parties    []string
	Rounds     []roundLine
	Counts     []statusCount
	Whole      Status
	Statuses   bool
	Signatures []string
	Statements []publicStatement
	Feed       string
	Carried    string // to whom it is sent on, in words; empty: to nobody
}

// publicStatement is a statement that anybody may read.
type publicStatement struct{ Title, Says string }

// published returns what the parties let everybody see: what a visitor who has
// not signed in sees, whoever asks.
func (v *visit) published() (*talks.View, bool) {
	return v.state.Published()
}

func (v *visit) public() (any, error) {
	p, ok := v.published()
	if !ok {
		if v.Me.ID == "" {
			return nil, errNotHere
		}
		return &public{}, nil
	}
	x := &public{Whole: v.Status(p.Status), Statuses: len(p.Points) > 0, Feed: "/talks/" + v.Talk + "/feed.atom"}
	for _, party := range p.Parties {
		x.Parties = append(x.Parties, v.Party(party.ID))
	}
	for i := len(p.Rounds) - 1; i >= 0; i-- {
		x.Rounds = append(x.Rounds, roundLine{p.Rounds[i], i + 1})
	}
	all := map[Status]int{}
	for _, point := range p.Points {
		all[v.Status(point.Status)]++
	}
	x.Counts = v.ordered(all)
	for _, m := range p.Signatures {
		x.Signatures = append(x.Signatures, v.Party(m.Party))
	}
	for _, e := range bulletin.Of(p) {
		if e.Kind == bulletin.Statement {
			words := e.In(v.words, p)
			x.Statements = append(x.Statements, publicStatement{words.Title, words.Says})
		}
	}
	x.Carried = v.Carried()
	return x, nil
}

// atom is a feed (RFC 4287).
type atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Link    []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Content string   `xml:"content"`
}

// Carried says to whom what is public is sent on, or nothing.
func (v *visit) Carried() string {
	var all []string
	if v.site.Told != nil && !v.site.Told(v.Talk) {
		return ""
	}
	for _, to := range v.site.Carried {
		all = append(all, v.Say("public.to."+to))
	}
	return strings.Join(all, ", ")
}

// Statements says who reads a statement: public where the rules say so, else
// joint.
func (v *visit) Statements() string {
	if v.View.Rules != nil && slices.Contains(v.View.Rules.Public, "statements") {
		return "public"
	}
	return "joint"
}

// feed serves what is public as an Atom feed. Its times are the dates of the
// rounds: when anything else happened is not public.
func (s *Site) feed(w http.ResponseWriter, r *http.Request) {
	v, err := s.visit(r, page{open: true})
	if err != nil {
		s.fail(w, v, err)
		return
	}
	p, ok := v.published()
	if !ok {
		s.fail(w, v, errNotHere)
		return
	}
	link := atomLink{"alternate", "/talks/" + v.Talk + "/public"}
	f := atom{Lang: v.words.Language, ID: "urn:parley:" + v.Talk, Title: p.Title, Author: p.Title, Link: []atomLink{link, {"self", "/talks/" + v.Talk + "/feed.atom"}}}
	when := func(date string) string {
		t, err := time.Parse(time.DateOnly, date)
		if err != nil {
			t = time.Unix(0, 0)
		}
		return t.UTC().Format(time.RFC3339)
	}
	f.Updated = when("")
	for _, round := range p.Rounds {
		f.Updated = max(f.Updated, when(round.Date))
	}
	for _, e := range bulletin.Of(p) {
		words, id, at := e.In(v.words, p), f.ID+":"+e.Key(), f.Updated
		switch e.Kind {
		case bulletin.Round:
			at = when(e.Date)
		case bulletin.Progress: // another one each time that it has come further
			id += ":" + e.Digest()[:16]
		}
		content := words.Says
		if content == "" {
			content = words.Title
		}
		f.Entries = append([]atomEntry{{id, words.Title, at, link, content}}, f.Entries...)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(f); err != nil {
		s.fail(w, v, err)
		return
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	_, _ = w.Write(b.Bytes())
}
