package web

import (
	"slices"

	"parley"
	"parley/internal/secretariat"
	"parley/talks"
)

// shuttlePage is the mediators' desk between the parties, and for a delegation
// its own messages and notes.
var shuttlePage = page{name: "shuttle", group: "private", whom: func(v *visit) bool { return v.Chair() || v.Me.Party != "" }, show: (*visit).shuttle}

type shuttle struct {
	Columns []column
	Message *Form
	From    []partyField
	To      []partyField
	Note    *Form
	About   []partyField
	Grades  []string
	MayTo   string // whom the filter is for: what may be said to them
	May     []mayLine
}

type partyField struct {
	ID, Name string
	Picked   bool
}

// column is what a mediator has to know before going to a party, or what a
// delegation has of its own.
type column struct {
	Party    string
	Name     string
	Seen     string // the draft that it has before it
	Behind   bool
	Waiting  []string // for instructions, since when
	Position bool     // one was submitted
	Messages []messageLine
	Notes    []noteLine
}

type messageLine struct {
	talks.Message
	From    string
	To      []string
	Says    string
	Grade   string // how far it may be carried, in words
	Carried []string
	Back    []string // who confirmed the words
	Permit  []permitForm
	Deliver []permitForm
	Read    *Form
}

type permitForm struct {
	Label string
	Form  *Form
}

type noteLine struct {
	Seq   int
	Who   string
	Says  string
	Grade string
}

// mayLine is something that may be said to a party.
type mayLine struct {
	From  string // empty: its source may not be named
	Says  string
	Exact bool // word for word
	ID    string
}

func (v *visit) shuttle() (any, error) {
	if !v.Chair() && v.Me.Party == "" {
		return nil, errNotHere
	}
	x := &shuttle{}
	notes, err := v.notes()
	if err != nil {
		return nil, err
	}
	messages, err := v.messages()
	if err != nil {
		return nil, err
	}
	for _, p := range v.View.Parties {
		if !v.Chair() && p.ID != v.Me.Party {
			continue
		}
		if v.Chair() && !p.Consents() && !slices.ContainsFunc(v.View.People, func(q talks.Person) bool { return q.Party == p.ID && !q.Removed }) {
			continue
		}
		x.Columns = append(x.Columns, v.column(p, notes, messages))
	}
	acting := v.acting()
	from := acting.Party
	x.Message = v.Form("message", talks.Act{Do: talks.DoMessage, From: from}, func(a *talks.Act) {
		a.Hash = someHash
		for _, p := range v.View.Parties {
			if a.From == "" {
				a.From = p.ID
			} else if p.ID != a.From && len(a.To) == 0 {
				a.To = []string{p.ID}
			}
		}
	})
	for _, p := range v.View.Parties {
		if from == "" {
			x.From = append(x.From, partyField{p.ID, v.Party(p.ID), x.Message.Has("from", p.ID, false)})
		}
		if p.ID != from {
			x.To = append(x.To, partyField{p.ID, v.Party(p.ID), x.Message.Has("to", p.ID, false)})
		}
		if from == "" || p.ID == from {
			x.About = append(x.About, partyField{p.ID, v.Party(p.ID), false})
		}
	}
	for _, g := range parley.Grades() {
		about := from
		if about == "" && len(x.About) > 0 {
			about = x.About[0].ID
		}
		if v.try(talks.Act{Do: talks.DoNote, Party: about, Grade: g, Hash: someHash}) == nil {
			x.Grades = append(x.Grades, string(g))
		}
	}
	x.Note = v.plain("note")
	if len(x.Grades) == 0 {
		about := from
		if len(x.About) > 0 {
			about = x.About[0].ID
		}
		x.Note.Why = v.try(talks.Act{Do: talks.DoNote, Party: about, Grade: parley.GradeMediator, Hash: someHash})
	}
	if to := v.r.URL.Query().Get("to"); v.Chair() && slices.ContainsFunc(v.View.Parties, func(p talks.Party) bool { return p.ID == to }) {
		x.MayTo = to
		for _, m := range messages {
			if !slices.Contains(m.Message.To, to) || !m.permitted().Reaches(parley.GradeHint) {
				continue
			}
			line := mayLine{Says: m.Says, ID: m.ID, Exact: m.permitted().Reaches(parley.GradeJoint)}
			if line.Exact {
				line.From = m.From
			}
			x.May = append(x.May, line)
		}
		for _, n := range notes {
			if n.party != to && parley.Grade(n.grade).Reaches(parley.GradeHint) {
				x.May = append(x.May, mayLine{Says: n.Says})
			}
		}
	}
	return x, nil
}

// permitted is how far the message may be carried, as it is kept.
func (m messageLine) permitted() parley.Grade { return m.Message.Permit }

// sealedNote is a note that was opened.
type sealedNote struct {
	noteLine
	party, grade string
}

// maxNotes is how many notes are opened for one page; the journal has all.
const maxNotes = 60

// notes opens the newest notes that the visitor may read.
func (v *visit) notes() ([]sealedNote, error) {
	var all []sealedNote
	for _, s := range slices.Backward(v.View.Sealed) {
		if s.Do != talks.DoNote || len(all) >= maxNotes {
			continue
		}
		c, err := v.site.House.Read(v.ctx(), v.Talk, v.Me.ID, s.Seq)
		if err != nil {
			c = secretariat.Content{Says: v.Say("shuttle.gone")}
		}
		n := sealedNote{noteLine: noteLine{Seq: s.Seq, Says: c.Says}, party: s.Party}
		for _, known := range v.state.Notes {
			if known.Seq == s.Seq {
				n.Who, n.grade = v.Person(known.By), string(known.Grade)
				n.Grade = v.Say("grade." + string(known.Grade))
				if !known.Own { // a mediator's own: the party does not read it
					n.Grade = v.Say("shuttle.grade." + string(known.Grade))
				}
			}
		}
		all = append(all, n)
	}
	return all, nil
}

// messages opens the messages that reach the visitor, the newest first.
func (v *visit) messages() ([]messageLine, error) {
	var all []messageLine
	for _, m := range slices.Backward(v.View.Messages) {
		c, err := v.site.House.Message(v.ctx(), v.Talk, v.Me.ID, m.ID)
		if err != nil {
			c = secretariat.Content{Says: v.Say("shuttle.gone")}
		}
		line := messageLine{Message: m, From: v.Party(m.From), Says: c.Says, Grade: v.Say("permit.none")}
		if m.Permit != "" {
			line.Grade = v.Say("permit." + string(m.Permit))
		}
		for _, to := range m.To {
			line.To = append(line.To, v.Party(to))
		}
		for _, d := range m.Delivered {
			line.Carried = append(line.Carried, v.Party(d.Party))
		}
		for _, party := range m.ReadBack {
			line.Back = append(line.Back, v.Party(party))
		}
		for _, g := range []parley.Grade{parley.GradeMediator, parley.GradeHint, parley.GradeJoint} {
			if f := v.Form("permit-"+m.ID+"-"+string(g), talks.Act{Do: talks.DoPermit, Message: m.ID, Grade: g}, nil); f.Why == nil && g != m.Permit {
				line.Permit = append(line.Permit, permitForm{v.Say("permit." + string(g)), f})
			}
		}
		for _, to := range m.To {
			if f := v.Form("deliver-"+m.ID+"-"+to, talks.Act{Do: talks.DoDeliver, Message: m.ID, Party: to}, nil); f.Why == nil {
				line.Deliver = append(line.Deliver, permitForm{v.Say("shuttle.deliver", "party", v.Party(to)), f})
			}
		}
		line.Read = v.Form("read-"+m.ID, talks.Act{Do: talks.DoReadBack, Message: m.ID, Hash: m.Hash}, nil)
		all = append(all, line)
	}
	return all, nil
}

func (v *visit) column(p talks.Party, notes []sealedNote, messages []messageLine) column {
	c := column{Party: p.ID, Name: v.Party(p.ID)}
	if n := v.state.Seen[p.ID]; n > 0 && n <= len(v.View.Drafts) {
		c.Seen, c.Behind = v.View.Drafts[n-1].Name, n < len(v.View.Drafts)
	} else {
		c.Behind = len(v.View.Drafts) > 0
	}
	c.Position = slices.Contains(v.View.Submitted, p.ID) || p.ID == v.Me.Party && v.submitted()
	for _, s := range v.View.Points {
		for _, r := range s.Responses {
			if r.Party == p.ID && r.Answer == talks.AdReferendum {
				c.Waiting = append(c.Waiting, v.waits(r))
			}
		}
	}
	c.Waiting = slices.Compact(slices.Sorted(slices.Values(c.Waiting)))
	for _, m := range messages {
		if m.Message.From == p.ID || !v.Chair() {
			c.Messages = append(c.Messages, m)
		}
	}
	for _, n := range notes {
		if n.party == p.ID {
			c.Notes = append(c.Notes, n.noteLine)
		}
	}
	return c
}
