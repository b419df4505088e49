// Package outline makes a case out of what somebody types into a form who has never
// seen the format of cases: who the parties are, what is to be settled, which
// documents there are. It is no second format: what comes of it is a case file like
// any other, and everything else of a case is written there.
package outline

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"parley"
	"parley/text"
)

// Outline is what was typed, row by row as it stands in the form. A row in which
// nothing was typed is none. Its zero value is the empty form.
type Outline struct {
	Title     string
	About     string
	Parties   []Party
	Issues    []Issue
	Documents []Document
}

// Party is somebody at the table.
type Party struct {
	Name string
	Role parley.Role // empty: its consent counts
}

// Issue is something to be settled: by alternatives, or by a number.
type Issue struct {
	Name         string
	Alternatives string // one a line
	From, To     string // of a number
	Step         string // empty: every number between them
	Unit         string
}

// Document is a text that is negotiated.
type Document struct {
	Title   string
	Points  string // one a line
	Choices bool   // and then a point for each issue that has alternatives
}

// Bounds of an outline. What is larger is a case that is written as a file.
const (
	MaxParties      = 40
	MaxIssues       = 100
	MaxAlternatives = 100 // of one issue
	MaxDocuments    = 20
	MaxPoints       = 500     // of one document
	MaxNumbers      = 100_000 // that an issue can take, in steps
	MaxName         = 200     // bytes of a title, a name, an alternative, a number, a unit
	MaxWords        = 5_000   // bytes of what it is about, and of a point
)

// Code says what is wrong with a field.
type Code string

// What can be wrong with a field.
const (
	NoTitle    Code = "no_title"   // the case has none
	NoName     Code = "no_name"    // of something in whose row something was typed
	TooFew     Code = "too_few"    // parties whose consent counts: there are two at least
	TooMany    Code = "too_many"   // rows or lines; N are allowed
	TooLong    Code = "too_long"   // in bytes; N are allowed
	NoIssue    Code = "no_issue"   // nothing is to be settled
	Twice      Code = "twice"      // What stands there a second time
	NoChoice   Code = "no_choice"  // neither alternatives nor a number
	OneChoice  Code = "one_choice" // one alternative only
	BothKinds  Code = "both_kinds" // alternatives and a number
	NoNumber   Code = "no_number"  // What is none, or there is nothing
	Order      Code = "order"      // the number runs down, or does not move
	BadStep    Code = "bad_step"   // it is not positive, or leads past the end
	NoSuchRole Code = "no_role"    // What is no role
	Unfit      Code = "unfit"      // for another reason, which What gives in English
)

// Fault is what is wrong with one field.
type Fault struct {
	Field string // such as title, party.0.name, issue.2.from, document.0.points
	Code  Code
	What  string // what it is about, as it was typed
	N     int    // a bound
}

// Error says the fault, in English.
func (f Fault) Error() string { return fmt.Sprintf("%s: %s %q %d", f.Field, f.Code, f.What, f.N) }

// drawing is a case that is being made.
type drawing struct {
	c      *parley.Case
	faults []Fault
	ids    map[string][]string // that are taken, by kind
}

func (d *drawing) fault(field string, code Code, what string, n int) {
	d.faults = append(d.faults, Fault{field, code, what, n})
}

// clean takes out what is not safe to show, and what stands around the words.
func clean(s string) string {
	s, _ = text.Neutralise(s)
	return strings.TrimSpace(s)
}

// line is one line that was typed, within so many bytes.
func (d *drawing) line(field, s string, most int) string {
	s = strings.Join(strings.Fields(clean(s)), " ")
	if len(s) > most {
		d.fault(field, TooLong, "", most)
		return ""
	}
	return s
}

// lines are the lines that were typed, each within so many bytes, without empty ones.
func (d *drawing) lines(field, s string, most, each int) []string {
	var all []string
	for line := range strings.Lines(clean(s)) {
		if line = strings.Join(strings.Fields(line), " "); line == "" {
			continue
		}
		if len(line) > each {
			d.fault(field, TooLong, beginning(line), each)
			return nil
		}
		if len(all) == most {
			d.fault(field, TooMany, "", most)
			return nil
		}
		all = append(all, line)
	}
	return all
}

// beginning is enough of a long line to find it by.
func beginning(line string) string {
	r := []rune(line)
	return string(r[:min(len(r), 40)]) + "…"
}

// id makes an id for a name, of a kind that it is unique among.
func (d *drawing) id(kind, name string) string {
	id := ID(name, kind, d.ids[kind])
	d.ids[kind] = append(d.ids[kind], id)
	return id
}

// Case makes the case that was outlined, or says what is wrong: field by field, in the
// order of the form. The ids in it are made of the names; see [ID]. It takes time in
// proportion to what was typed, but for names that give the same id.
func (s Outline) Case() (*parley.Case, []Fault) {
	d := &drawing{c: &parley.Case{}, ids: map[string][]string{}}
	if d.c.Title = d.line("title", s.Title, MaxName); d.c.Title == "" && len(d.faults) == 0 {
		d.fault("title", NoTitle, "", 0)
	}
	if d.c.About = clean(s.About); len(d.c.About) > MaxWords {
		d.fault("about", TooLong, "", MaxWords)
	}
	d.parties(s.Parties)
	d.issues(s.Issues)
	d.documents(s.Documents)
	if len(d.faults) > 0 {
		return nil, d.faults
	}
	return d.c, nil
}

func (d *drawing) parties(rows []Party) {
	if len(rows) > MaxParties {
		d.fault("party."+strconv.Itoa(MaxParties)+".name", TooMany, "", MaxParties)
		return
	}
	free, consenting, faults := -1, 0, len(d.faults)
	names := map[string]bool{}
	for n, row := range rows {
		field := "party." + strconv.Itoa(n)
		name := d.line(field+".name", row.Name, MaxName)
		if name == "" {
			if free < 0 {
				free = n
			}
			continue
		}
		if names[name] {
			d.fault(field+".name", Twice, name, 0)
			continue
		}
		names[name] = true
		p := parley.Party{ID: d.id("party", name), Name: name}
		switch row.Role {
		case "", parley.RoleParty:
			consenting++
		case parley.RoleMediator, parley.RoleGuarantor, parley.RoleObserver:
			p.Roles = []parley.Role{row.Role}
		default:
			d.fault(field+".role", NoSuchRole, string(row.Role), 0)
		}
		d.c.Parties = append(d.c.Parties, p)
	}
	if consenting < 2 && len(d.faults) == faults {
		d.fault("party."+strconv.Itoa(max(free, 0))+".name", TooFew, "", 2)
	}
}

func (d *drawing) issues(rows []Issue) {
	if len(rows) > MaxIssues {
		d.fault("issue."+strconv.Itoa(MaxIssues)+".name", TooMany, "", MaxIssues)
		return
	}
	names, faults := map[string]bool{}, len(d.faults)
	for n, row := range rows {
		field := "issue." + strconv.Itoa(n)
		name, before := d.line(field+".name", row.Name, MaxName), len(d.faults)
		alternatives := d.lines(field+".alternatives", row.Alternatives, MaxAlternatives, MaxName)
		numeric := clean(row.From+row.To+row.Step+row.Unit) != ""
		switch {
		case name == "" && len(alternatives) == 0 && !numeric:
			continue
		case name == "":
			d.fault(field+".name", NoName, "", 0)
			continue
		case names[name]:
			d.fault(field+".name", Twice, name, 0)
			continue
		}
		names[name] = true
		issue := parley.Issue{ID: d.id("issue", name), Name: name}
		switch {
		case len(alternatives) > 0 && numeric:
			d.fault(field+".alternatives", BothKinds, "", 0)
		case numeric:
			issue.Range = d.span(field, row)
		case len(alternatives) > 0 || len(d.faults) == before:
			issue.Options = d.options(field+".alternatives", alternatives)
		}
		d.c.Issues = append(d.c.Issues, issue)
	}
	if len(d.c.Issues) == 0 && len(d.faults) == faults {
		d.fault("issue.0.name", NoIssue, "", 0)
	}
}

func (d *drawing) options(field string, alternatives []string) []parley.Option {
	var all []parley.Option
	var ids []string
	seen := map[string]bool{}
	for _, says := range alternatives {
		if seen[says] {
			d.fault(field, Twice, says, 0)
			return nil
		}
		seen[says] = true
		ids = append(ids, ID(says, "option", ids))
		all = append(all, parley.Option{ID: ids[len(ids)-1], Text: says})
	}
	switch len(all) {
	case 0:
		d.fault(field, NoChoice, "", 0)
	case 1:
		d.fault(field, OneChoice, "", 0)
	}
	return all
}

// span reads what a number may be.
func (d *drawing) span(field string, row Issue) *parley.Range {
	before := len(d.faults)
	number := func(part, s string) parley.Number {
		s = d.line(field+"."+part, s, MaxName)
		n, err := parley.ParseNumber(strings.ReplaceAll(s, " ", ""))
		if err != nil && len(d.faults) == before {
			d.fault(field+"."+part, NoNumber, s, 0)
		}
		return n
	}
	r := &parley.Range{Unit: d.line(field+".unit", row.Unit, MaxName), Min: number("from", row.From), Max: number("to", row.To)}
	if clean(row.Step) != "" {
		step := number("step", row.Step)
		r.Step = &step
	}
	if len(d.faults) > before {
		return nil
	}
	switch {
	case r.Min.Cmp(r.Max) >= 0:
		d.fault(field+".to", Order, "", 0)
	case r.Step != nil && (r.Step.Sign() <= 0 || !r.Has(r.Max)):
		d.fault(field+".step", BadStep, r.Step.String(), 0)
	case r.Step != nil && (parley.Issue{Range: r}).Count().Cmp(big.NewInt(MaxNumbers)) > 0:
		d.fault(field+".step", TooMany, "", MaxNumbers)
	}
	return r
}

func (d *drawing) documents(rows []Document) {
	if len(rows) > MaxDocuments {
		d.fault("document."+strconv.Itoa(MaxDocuments)+".title", TooMany, "", MaxDocuments)
		return
	}
	for n, row := range rows {
		field := "document." + strconv.Itoa(n)
		title := d.line(field+".title", row.Title, MaxName)
		points := d.lines(field+".points", row.Points, MaxPoints, MaxWords)
		if title == "" {
			if len(points) > 0 || row.Choices {
				d.fault(field+".title", NoName, "", 0)
			}
			continue
		}
		doc := parley.Document{ID: d.id("document", title), Title: title}
		for _, words := range points {
			doc.Points = append(doc.Points, parley.Point{ID: strconv.Itoa(len(doc.Points) + 1), Text: words})
		}
		if row.Choices {
			for _, issue := range d.c.Issues {
				if len(issue.Options) > 0 {
					doc.Points = append(doc.Points, choice(strconv.Itoa(len(doc.Points)+1), issue))
				}
			}
		}
		d.c.Documents = append(d.c.Documents, doc)
	}
}

// choice is a point in which the alternatives of an issue stand side by side.
func choice(id string, issue parley.Issue) parley.Point {
	p := parley.Point{ID: id, Title: issue.Name, Issue: issue.ID}
	for _, o := range issue.Options {
		p.Alternatives = append(p.Alternatives, parley.Alternative{Option: o.ID, Text: o.Text})
	}
	return p
}
