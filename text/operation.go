package text

import (
	"encoding/json"
	"slices"
)

// Do says what an operation does.
type Do string

// The operations.
const (
	DoText      Do = "text"      // sets the title and the languages of the whole
	DoLegend    Do = "legend"    // sets the statuses of this process
	DoTerms     Do = "terms"     // names words that have to be defined where they are used
	DoDocument  Do = "document"  // adds a document, or a base text of one
	DoBase      Do = "base"      // records which of several base texts governs a document
	DoInsert    Do = "insert"    // puts in a point; may be proposed
	DoMove      Do = "move"      // puts a point elsewhere; may be proposed
	DoRemove    Do = "remove"    // takes a point out; may be proposed
	DoRestore   Do = "restore"   // puts it in again where it stood
	DoRenumber  Do = "renumber"  // numbers the points of a document anew, or one point
	DoPropose   Do = "propose"   // puts forward other words or another heading for a point
	DoTake      Do = "take"      // takes a proposal into the text
	DoDecline   Do = "decline"   // lays a proposal aside; it stays in the log
	DoWithdraw  Do = "withdraw"  // its author takes it back
	DoBracket   Do = "bracket"   // puts words in brackets
	DoUnbracket Do = "unbracket" // takes the brackets off, or the words with them
	DoAttribute Do = "attribute" // says who holds a bracket
	DoChoose    Do = "choose"    // takes a choice on an issue, or opens it again
	DoConfirm   Do = "confirm"   // says that a language is in line with the others
	DoStatus    Do = "status"    // sets the status of a point, a document or the whole
	DoComment   Do = "comment"   // remarks on a point, for everybody
	DoSeen      Do = "seen"      // a party has seen the text up to the basis
	DoDraft     Do = "draft"     // issues a numbered draft
)

// Dos lists all operations.
func Dos() []Do {
	return []Do{DoText, DoLegend, DoTerms, DoDocument, DoBase, DoInsert, DoMove, DoRemove, DoRestore, DoRenumber, DoPropose,
		DoTake, DoDecline, DoWithdraw, DoBracket, DoUnbracket, DoAttribute, DoChoose, DoConfirm, DoStatus, DoComment, DoSeen, DoDraft}
}

// Op is one operation: an entry of the log. Which fields mean something
// depends on Do; docs/text-format.md has the table. What an operation does not
// need must be empty.
type Op struct {
	ID       string `json:"id"`
	At       string `json:"at,omitempty"` // when, as RFC 3339; for people, nothing is computed from it
	Author   string `json:"author"`       // who made the entry
	For      string `json:"for,omitempty"`
	Basis    string `json:"basis,omitempty"`
	Do       Do     `json:"do"`
	Proposed bool   `json:"proposed,omitempty"` // insert, move, remove: it is put forward and nothing more

	Document  string   `json:"document,omitempty"`
	Of        string   `json:"of,omitempty"`   // document: what it is a base text of
	Base      string   `json:"base,omitempty"` // base: the one that governs
	Title     Wordings `json:"title,omitempty"`
	Languages []string `json:"languages,omitempty"`
	Legend    Legend   `json:"legend,omitempty"`
	Terms     []string `json:"terms,omitempty"`

	Point   string   `json:"point,omitempty"`
	Under   string   `json:"under,omitempty"`  // the point below which it goes; empty: none
	After   string   `json:"after,omitempty"`  // the point behind which it goes
	Before  string   `json:"before,omitempty"` // the point in front of which it goes; neither: at the end
	Kind    Kind     `json:"kind,omitempty"`
	Number  string   `json:"number,omitempty"` // empty: the next that is free there
	Issue   string   `json:"issue,omitempty"`
	Heading Wordings `json:"heading,omitempty"`
	Words   Wordings `json:"words,omitempty"`   // take: what the point then reads; Append writes it where words were merged
	Follows string   `json:"follows,omitempty"` // propose: the language that the words translate; they make no other stale

	Bracket string   `json:"bracket,omitempty"`
	Quote   Wordings `json:"quote,omitempty"` // bracket: the words, as they stand; empty: all of them
	Holders []string `json:"holders,omitempty"`
	Drop    bool     `json:"drop,omitempty"` // unbracket: the words go too

	Proposal string   `json:"proposal,omitempty"`
	Choice   string   `json:"choice,omitempty"` // choose: an option or a number; empty: open again
	Status   string   `json:"status,omitempty"`
	Among    []string `json:"among,omitempty"`
	Draft    string   `json:"draft,omitempty"`
	Hash     string   `json:"hash,omitempty"`
	Because  string   `json:"because,omitempty"` // the reason that is given to everybody
}

// Voice returns in whose name the operation speaks: a mediator may enter what
// a party says.
func (o *Op) Voice() string {
	if o.For != "" {
		return o.For
	}
	return o.Author
}

// Wordings are words by language, in their written form. In JSON a bare text
// stands for words in the default language.
type Wordings map[string]string

// UnmarshalJSON reads {"en": "…"} or "…".
func (w *Wordings) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		*w = Wordings{"": s}
		return nil
	}
	var m map[string]string
	if err := json.Unmarshal(data, &m); err != nil {
		return err
	}
	*w = m
	return nil
}

// MarshalJSON writes a bare text where that is all there is.
func (w Wordings) MarshalJSON() ([]byte, error) {
	if s, ok := w[""]; ok && len(w) == 1 {
		return marshal(s)
	}
	return marshal(map[string]string(w))
}

// uses lists, for each operation, the fields that it may have besides id, at,
// author, for, basis and because.
var uses = map[Do][]string{
	DoText:      {"title", "languages"},
	DoLegend:    {"legend"},
	DoTerms:     {"terms"},
	DoDocument:  {"document", "of", "title"},
	DoBase:      {"document", "base"},
	DoInsert:    {"proposed", "document", "point", "under", "after", "before", "kind", "number", "issue", "heading", "words"},
	DoMove:      {"proposed", "document", "point", "under", "after", "before", "number"},
	DoRemove:    {"proposed", "point"},
	DoRestore:   {"point"},
	DoRenumber:  {"document", "point", "number"},
	DoPropose:   {"point", "heading", "words", "follows"},
	DoTake:      {"proposal", "words"},
	DoDecline:   {"proposal"},
	DoWithdraw:  {"proposal"},
	DoBracket:   {"point", "bracket", "quote", "holders"},
	DoUnbracket: {"bracket", "drop"},
	DoAttribute: {"bracket", "holders"},
	DoChoose:    {"issue", "choice"},
	DoConfirm:   {"point", "languages"},
	DoStatus:    {"document", "point", "status", "among"},
	DoComment:   {"point", "words"},
	DoSeen:      {},
	DoDraft:     {"draft", "hash"},
}

// stray returns a field that the operation has and does not use, or nothing.
func (o *Op) stray() string {
	allowed := uses[o.Do]
	for _, f := range o.said() {
		if !slices.Contains(allowed, f) {
			return f
		}
	}
	return ""
}

// said lists the fields beyond the common ones that are not empty.
func (o *Op) said() []string {
	var all []string
	for _, f := range []struct {
		name string
		is   bool
	}{
		{"proposed", o.Proposed}, {"document", o.Document != ""}, {"of", o.Of != ""}, {"base", o.Base != ""},
		{"title", len(o.Title) > 0}, {"languages", len(o.Languages) > 0}, {"legend", len(o.Legend) > 0}, {"terms", len(o.Terms) > 0},
		{"point", o.Point != ""}, {"under", o.Under != ""}, {"after", o.After != ""}, {"before", o.Before != ""},
		{"kind", o.Kind != ""}, {"number", o.Number != ""}, {"issue", o.Issue != ""}, {"heading", len(o.Heading) > 0},
		{"words", len(o.Words) > 0}, {"follows", o.Follows != ""}, {"bracket", o.Bracket != ""}, {"quote", len(o.Quote) > 0},
		{"holders", len(o.Holders) > 0}, {"drop", o.Drop}, {"proposal", o.Proposal != ""}, {"choice", o.Choice != ""},
		{"status", o.Status != ""}, {"among", len(o.Among) > 0}, {"draft", o.Draft != ""}, {"hash", o.Hash != ""},
	} {
		if f.is {
			all = append(all, f.name)
		}
	}
	return all
}
