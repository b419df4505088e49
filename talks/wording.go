package talks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"parley/phrase"
	"parley/text"
)

// edits lists the operations that a delegation may make on the text: they put
// something beside it, or brackets around what is not agreed. A point that is
// put in, moved or taken out has to be proposed.
var edits = []text.Do{text.DoPropose, text.DoWithdraw, text.DoComment, text.DoInsert, text.DoMove, text.DoRemove, text.DoBracket}

// text makes an operation on the text. It is in no draft yet, so nobody's
// consent is touched; the next draft puts it on the table.
func (d *decision) text() {
	s, op := d.s, d.c.Op
	d.must(FormFields, op != nil, "text.operation")
	if op == nil {
		return
	}
	d.must(TextStatus, !slices.Contains([]text.Do{text.DoStatus, text.DoDraft, text.DoSeen, text.DoLegend}, op.Do), "text.which", op.Do)
	said := *op
	said.At, said.Author, said.For = d.c.At.Format(time.RFC3339), d.who.ID, d.who.Party
	if !d.who.Seat.Chair() && d.who.Seat != Custodian {
		d.must(SeatEntitled, d.who.Seat == Head || d.who.Seat == Delegate || d.who.Seat == Adviser && op.Do == text.DoComment, "seat", d.who.ID, d.who.Place())
		put := op.Do != text.DoInsert && op.Do != text.DoMove && op.Do != text.DoRemove || op.Proposed
		own := !slices.ContainsFunc(op.Holders, func(h string) bool { return strings.TrimLeft(h, "+-") != d.who.Party })
		d.must(TextPropose, slices.Contains(edits, op.Do) && put && own, "text.by", op.Do, d.who.Place())
	}
	if op.Issue != "" { // the text knows no issues; who computes with what it takes does
		i := slices.IndexFunc(s.Issues, func(x Issue) bool { return x.ID == op.Issue })
		d.must(FormExists, i >= 0, "package.issue", phrase.Quote(op.Issue))
		d.must(FormExists, op.Choice == "" || i >= 0 && s.Issues[i].has(op.Choice), "package.choice", phrase.Quote(op.Choice), phrase.Quote(op.Issue))
	}
	if d.err != nil {
		return
	}
	log, err := s.Text.Append(said)
	if err != nil {
		d.senseless(err)
		return
	}
	d.happens().Ops = log[len(s.Text):]
	d.events[0].Op = nil // the operation as it was completed says it all
}

// draft issues the text as it is now. From then on it is the text on the
// table, and whatever reads otherwise than before has lost its consents.
func (d *decision) draft() {
	s := d.s
	d.must(SeatText, d.who.Seat.Chair() || d.who.Seat == Custodian, "seat", d.who.ID, d.who.Place())
	d.must(FormBounds, len(s.Drafts) < MaxRecords, "many.drafts")
	d.still()
	if d.err != nil {
		return
	}
	kind := d.c.Kind
	if kind == "" {
		kind = text.Rev
	}
	t, err := text.Fold(s.Text)
	if err != nil {
		d.senseless(err)
		return
	}
	op, err := t.Cut(kind, d.who.ID)
	if err != nil {
		d.senseless(err)
		return
	}
	op.At = d.c.At.Format(time.RFC3339)
	log, err := s.Text.Append(op)
	if err != nil {
		d.senseless(err)
		return
	}
	clauses := Clauses(t)
	d.must(FormBounds, len(clauses)+len(s.Points) <= MaxPoints, "many.points", len(clauses))
	var changed []Clause
	var struck []string
	open := len(t.Pending()) > 0
	before, now := make(map[string]Clause, len(s.Points)), make(map[string]bool, len(clauses))
	for _, p := range s.Points {
		if !p.Struck {
			before[p.Point] = p.Clause
		}
	}
	for _, c := range clauses {
		open, now[c.Point] = open || c.Open, true
		if before[c.Point] != c {
			changed = append(changed, c)
		}
	}
	for _, p := range s.Points {
		if !p.Struck && !now[p.Point] {
			struck = append(struck, p.Point)
		}
	}
	d.must(ReopenReason, d.c.Because != "" || !s.loses(before, changed, struck), "reason")
	e := d.happens()
	e.Kind, e.ID, e.Draft, e.Ops, e.Changed, e.Struck, e.Open = kind, op.Draft, op.Hash, log[len(s.Text):], changed, struck, open
}

// loses reports whether consents are lost if these points change or go.
func (s *State) loses(before map[string]Clause, changed []Clause, struck []string) bool {
	touched := map[string]bool{}
	for _, c := range changed {
		touched[c.Point] = before[c.Point].Words != c.Words
	}
	for _, point := range struck {
		touched[point] = true
	}
	return slices.ContainsFunc(s.Whole, binds) || slices.ContainsFunc(s.Points, func(p Point) bool {
		return touched[p.Point] && slices.ContainsFunc(p.Responses, binds)
	})
}

// Clauses returns the points of the text that stand, in its order, each with
// the hash of what it says: its kind, issue, heading and words in every
// language, and the choices taken on the issues that it has alternatives of.
// Its number and its place are no part of it. Base texts laid beside a
// document are left out.
func Clauses(t *text.Text) []Clause {
	var all []Clause
	t.Each(func(doc *text.Document, p *text.Point) {
		if doc.Of != "" {
			return
		}
		said := struct {
			Kind    text.Kind
			Issue   string
			Heading map[string]string
			Words   map[string]string
			Taken   []string
		}{Kind: p.Kind, Issue: p.Issue, Heading: p.Heading, Words: map[string]string{}}
		open := false
		for lang, words := range p.Words {
			said.Words[lang] = words.String()
			open = open || len(words.Brackets()) > 0
		}
		for _, issue := range p.Issues() {
			choice, taken := t.TakenOn(issue)
			said.Taken = append(said.Taken, issue+"="+choice)
			open = open || !taken
		}
		data, err := json.Marshal(said) // maps are written in the order of their keys
		if err != nil {
			panic(err) // texts, and maps and lists of texts
		}
		sum := sha256.Sum256(data)
		all = append(all, Clause{Point: p.ID, Document: doc.ID, Words: hex.EncodeToString(sum[:]), Open: open})
	})
	return all
}

// seen says that a party has the draft on the table before it, with what was
// struck out of earlier ones.
func (d *decision) seen() {
	table, ok := d.s.Table()
	d.must(SeatEntitled, d.who.Seat.Delegation(), "seat", d.who.ID, d.who.Place())
	d.must(ConsentWords, ok && d.c.Draft == table.Hash, "table.none", phrase.Quote(d.c.Draft))
	d.must(FormOnce, d.s.Seen[d.who.Party] < len(d.s.Drafts), "party.seen", d.who.Party)
	d.happens()
}
