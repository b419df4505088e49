// Package bulletin writes what anybody may see of talks as a list of entries: what
// a feed holds, and what is carried to others. It knows no talks, only the public
// view of them, so nothing that is not in that view can be in an entry.
package bulletin

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"parley/talks"
)

// Kind says what an entry is about.
type Kind string

// The kinds, in the order in which Of lists them.
const (
	Round     Kind = "round"     // a meeting takes place
	Statement Kind = "statement" // words that somebody attached to the text
	Signature Kind = "signature" // a party has signed
	Progress  Kind = "progress"  // how far the whole and its points have come
)

// Entry is one thing that anybody may see. Which fields mean something depends on
// its kind. It has no name of a person, no number of an event and no time but the
// date of a round.
type Entry struct {
	Kind   Kind         `json:"kind"`
	Number int          `json:"number,omitempty"` // of a round or a statement, from 1
	Date   string       `json:"date,omitempty"`   // of a round, such as 2026-05-31
	Place  string       `json:"place,omitempty"`
	Agenda []string     `json:"agenda,omitempty"`
	Party  string       `json:"party,omitempty"`  // its id; a statement of the mediators has none
	Point  string       `json:"point,omitempty"`  // what a statement is about; empty: the whole
	Says   string       `json:"says,omitempty"`   // its words
	Status talks.Status `json:"status,omitempty"` // of the whole
	Points []Count      `json:"points,omitempty"` // in the order of statuses, none of them 0
}

// Count is how many points have come so far.
type Count struct {
	Status talks.Status `json:"status"`
	Count  int          `json:"count"`
}

// statuses is the order in which points are counted, from open to signed.
var statuses = []talks.Status{talks.Open, talks.Reopened, talks.Rejected, talks.Reserved, talks.Group, talks.Referendum,
	talks.Provisional, talks.Adopted, talks.Initialled, talks.Signed}

// Of lists the entries of a public view: rounds, statements and signatures in
// their order, then how far it has come.
func Of(p *talks.View) []Entry {
	var all []Entry
	for i, r := range p.Rounds {
		all = append(all, Entry{Kind: Round, Number: i + 1, Date: r.Date, Place: r.Place, Agenda: r.Agenda})
	}
	for i, x := range p.Statements {
		all = append(all, Entry{Kind: Statement, Number: i + 1, Party: x.Party, Point: x.Point, Says: x.Says})
	}
	for _, m := range p.Signatures {
		all = append(all, Entry{Kind: Signature, Party: m.Party})
	}
	if len(p.Points) == 0 { // statuses are not public, or there is no draft
		return all
	}
	x := Entry{Kind: Progress, Status: p.Status}
	for _, s := range statuses {
		n := 0
		for _, point := range p.Points {
			if point.Status == s {
				n++
			}
		}
		if n > 0 {
			x.Points = append(x.Points, Count{s, n})
		}
	}
	return append(all, x)
}

// Key names what the entry is about, within its talks: another entry of the same
// key takes its place.
func (e Entry) Key() string {
	switch e.Kind {
	case Signature:
		return "signed:" + e.Party
	case Progress:
		return string(e.Kind)
	}
	return string(e.Kind) + ":" + itoa(e.Number)
}

// Digest tells entries apart: 64 hexadecimal digits that depend on everything in
// the entry.
func (e Entry) Digest() string {
	data, err := json.Marshal(e)
	if err != nil { // it holds nothing that cannot be written
		panic(err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Find returns the entry with that key.
func Find(all []Entry, key string) (Entry, bool) {
	i := slices.IndexFunc(all, func(e Entry) bool { return e.Key() == key })
	if i < 0 {
		return Entry{}, false
	}
	return all[i], true
}
