package web

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"parley"
	"parley/internal/web/catalogue"
	"parley/talks"
	"parley/text"
)

// visit is one request by one person for one page of one talk.
type visit struct {
	site *Site
	r    *http.Request
	page page

	Talk  string // the id of the talk; empty where it is about none
	Me    talks.Person
	For   talks.Person // in whose name a mediator enters; zero: nobody's
	View  *talks.View
	state *talks.State // for asking what could be done, never for showing
	Now   time.Time

	words *catalogue.Catalogue
	zone  *time.Location

	typed   url.Values // what a form that came back held
	Refused *refused   // why it came back
	Done    int        // the event that a form made; 0: none

	link, linkFor string        // an invitation that was just made, and for whom
	checked       *checked      // what came of checking the journal
	notices       []text.Notice // what is to be said of a Word document that was just handed in

	labels   *parley.Case  // names of issues and options; see cases
	counsel  *parley.Case  // the case as it may be computed for this person
	supposed *whatIfAnswer // to a what-if that was sent; nil: none was
	folded   *text.Text
	clauses  map[string]string // by point: the hash of what it reads now

	submitTried bool     // whether submitWhy is known
	submitWhy   *refused // why the visitor could not submit a position; nil: they could
}

// errNotHere says that a page is not there for who asks. It does not tell
// whether there is such a talk.
var errNotHere = errors.New("not here")

// visit says who asks for what. Somebody who has not signed in to the talk is
// a visitor, and sees the open pages alone.
func (s *Site) visit(r *http.Request, p page) (*visit, error) {
	v := &visit{site: s, r: r, page: p, Talk: r.PathValue("talk"), Now: s.Now().UTC(), zone: zoneOf(r), typed: url.Values{}}
	v.words = catalogue.Match(cookie(r, languageCookie), r.Header.Get("Accept-Language"))
	talk, person, ok := s.Who(r.Context())
	if !ok || talk != v.Talk {
		person = ""
	}
	if person == "" && !p.open {
		return v, errNotHere
	}
	state, err := s.House.State(r.Context(), v.Talk)
	if err != nil {
		return v, err
	}
	v.state, v.View = state, state.View(person)
	if me, ok := state.Person(person); ok && !me.Removed {
		v.Me = me
	} else if !p.open {
		return v, errNotHere
	}
	v.enterFor(r.URL.Query().Get("for"))
	if n, err := strconv.Atoi(r.URL.Query().Get("done")); err == nil && 0 < n && n <= v.View.Seq {
		v.Done = n
	}
	return v, nil
}

// enterFor lets a mediator enter in the name of a person; nobody else, and for
// nobody else.
func (v *visit) enterFor(person string) {
	if of, ok := v.state.Person(person); ok && !of.Removed && of.Party != "" && v.Me.Seat.Chair() {
		v.For = of
	}
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// T returns a message, safe to stand in a page.
func (v *visit) T(key string, args ...any) template.HTML { return v.words.HTML(key, args...) }

// Say returns a message as plain text.
func (v *visit) Say(key string, args ...any) string { return v.words.Text(key, args...) }

// Path returns the address of a page of this talk, with a query of pairs.
func (v *visit) Path(page string, query ...string) string {
	path := "/talks/" + url.PathEscape(v.Talk) + "/" + page
	q := url.Values{}
	if v.For.ID != "" {
		q.Set("for", v.For.ID)
	}
	for i := 0; i+1 < len(query); i += 2 {
		q.Set(query[i], query[i+1])
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path
}

// Here returns the address of this page, as it was asked for.
func (v *visit) Here() string {
	u := *v.r.URL
	q := u.Query()
	q.Del("done")
	u.RawQuery = q.Encode()
	return u.RequestURI()
}

// Chair reports whether the visitor leads the talks.
func (v *visit) Chair() bool { return v.Me.Seat.Chair() }

// acting returns in whose name forms are made out.
func (v *visit) acting() talks.Person {
	if v.For.ID != "" {
		return v.For
	}
	return v.Me
}

// Party returns the name of a party; of none: the mediators'.
func (v *visit) Party(id string) string {
	if id == "" {
		return v.Say("party.none")
	}
	for _, p := range v.View.Parties {
		if p.ID == id && p.Name != "" {
			return p.Name
		}
	}
	return id
}

// Person returns the name of a person.
func (v *visit) Person(id string) string {
	for _, p := range v.View.People {
		if p.ID == id && p.Name != "" {
			return p.Name
		}
	}
	return id
}

// Voice returns the name of who speaks in the text: a party, a person, or the
// case that the talks were opened from.
func (v *visit) Voice(id string) string {
	switch {
	case id == text.CaseAuthor:
		return v.Say("voice.case")
	case slices.ContainsFunc(v.View.Parties, func(p talks.Party) bool { return p.ID == id }):
		return v.Party(id)
	}
	return v.Person(id)
}

// Seat returns a seat in words, such as Head of delegation of North.
func (v *visit) Seat(p talks.Person) template.HTML {
	if p.Party != "" {
		return v.T("seat.of", "seat", v.Say("seat."+string(p.Seat)), "party", v.Party(p.Party))
	}
	return v.T("seat." + string(p.Seat))
}

// seatWords is Seat as plain text.
func (v *visit) seatWords(p talks.Person) string {
	if p.Party != "" {
		return v.Say("seat.of", "seat", v.Say("seat."+string(p.Seat)), "party", v.Party(p.Party))
	}
	return v.Say("seat." + string(p.Seat))
}

// cases returns the case that gives issues and options their names, or an
// empty one: pages then show ids.
func (v *visit) cases() *parley.Case {
	if v.labels == nil {
		v.labels = &parley.Case{}
		if c, err := v.advice(); err == nil {
			v.labels = c.Common()
		}
	}
	return v.labels
}

// advice returns the case as it may be computed for this person.
func (v *visit) advice() (*parley.Case, error) {
	if v.counsel == nil {
		c, err := v.site.House.Case(v.ctx(), v.Talk, v.Me.ID)
		if err != nil {
			return nil, err
		}
		v.counsel = c
	}
	return v.counsel, nil
}

// Issue returns the name of an issue.
func (v *visit) Issue(id string) string {
	if i, ok := v.cases().Issue(id); ok {
		return i.Label()
	}
	for _, i := range v.View.Issues {
		if i.ID == id && i.Name != "" {
			return i.Name
		}
	}
	return id
}

// Choice returns what a choice on an issue says.
func (v *visit) Choice(issue, choice string) string {
	i, ok := v.cases().Issue(issue)
	if !ok {
		return choice
	}
	if o, ok := i.Option(choice); ok && o.Text != "" {
		return o.Text
	}
	if i.Range != nil && i.Range.Unit != "" {
		return choice + " " + i.Range.Unit
	}
	return choice
}

// Text returns the text as it is now, or an empty one where the visitor's view
// has none.
func (v *visit) Text() (*text.Text, error) {
	if v.folded == nil {
		t, err := v.site.fold(v.Talk, v.View.Text)
		if err != nil {
			return nil, err
		}
		v.folded = t
	}
	return v.folded, nil
}

// Languages lists what the pages can speak.
func (v *visit) Languages() []*catalogue.Catalogue { return catalogue.All() }

// Language returns the one that they speak to this visitor.
func (v *visit) Language() *catalogue.Catalogue { return v.words }
