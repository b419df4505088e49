package web

import (
	"html/template"
	"slices"
	"strings"
	"unicode"

	"parley"
	"parley/internal/auth"
	"parley/talks"
	"parley/text"
)

var peoplePage = page{name: "people", group: "record", show: (*visit).people, post: (*visit).postPeople}

// people is who sits where, what waits to be confirmed, and where the visitor
// is signed in.
type people struct {
	Groups   []delegation
	Invite   *Form
	Seats    []seatField
	Confirm  []toConfirm
	Enter    []talks.Person // in whose names a mediator can enter
	Sessions []sessionLine
	Link     string // of an invitation that was just made: shown once
	LinkFor  string // whom it signs in
}

type delegation struct {
	Name   string
	Party  string
	People []member
}

type member struct {
	talks.Person
	Says    string
	Replace *Form
	Remove  *Form
	Link    *Form // makes a link that signs the person in
	Out     *Form // ends every session of the person
}

// seatField is a seat that the visitor may give, with the party it is of.
type seatField struct {
	Seat, Party, Says string
	Start             bool // the form starts with it
}

type toConfirm struct {
	Entry   talks.Entry
	Who     string
	Does    template.HTML
	Says    string // what was sealed with it, for the person alone
	Mine    bool
	Confirm *Form
	Disown  *Form
}

type sessionLine struct {
	Device      string
	Since, Last string
	This        bool // the browser that asks
	End         *Form
}

func (v *visit) people() (any, error) {
	x := &people{}
	t, err := v.Text()
	if err != nil {
		return nil, err
	}
	add := func(name, party string, in func(talks.Person) bool) {
		d := delegation{Name: name, Party: party}
		for _, p := range v.View.People {
			if !p.Removed && in(p) {
				d.People = append(d.People, v.member(p))
			}
		}
		if len(d.People) > 0 || party != "" && v.seats(party) {
			x.Groups = append(x.Groups, d)
		}
	}
	add(v.Say("people.chair"), "", func(p talks.Person) bool { return p.Seat.Chair() || p.Seat == talks.Custodian })
	for _, party := range v.View.Parties {
		add(v.Party(party.ID), party.ID, func(p talks.Person) bool { return p.Party == party.ID })
	}
	add(v.Say("people.others"), "", func(p talks.Person) bool {
		return p.Party == "" && !p.Seat.Chair() && p.Seat != talks.Custodian
	})
	var refusal *refused
	for _, seat := range talks.Seats() {
		parties := []string{""}
		if seat.Delegation() {
			parties = nil
			for _, p := range v.View.Parties {
				parties = append(parties, p.ID)
			}
		}
		for _, party := range parties {
			why := v.try(talks.Act{Do: talks.DoInvite, Person: v.freePerson("a.person"), Name: "…", Seat: seat, Party: party})
			if why != nil {
				refusal = why
				continue
			}
			x.Seats = append(x.Seats, seatField{string(seat), party, v.seatWords(talks.Person{Seat: seat, Party: party}), false})
		}
	}
	// The board says for whom a head is missing. Otherwise no seat is offered first: a
	// wrong one lets somebody read what is not theirs.
	asked := v.r.URL.Query().Get("place")
	if i := slices.IndexFunc(x.Seats, func(s seatField) bool { return s.Seat+" "+s.Party == asked }); i >= 0 {
		x.Seats[i].Start = true
	}
	x.Invite = v.plain("invite")
	if len(x.Seats) == 0 {
		x.Invite.Why = refusal
	}
	for _, e := range v.View.ToConfirm {
		c := toConfirm{Entry: e, Who: v.Person(e.Act.Author), Does: v.told(t, &e.Act, nil), Mine: e.Act.Author == v.Me.ID}
		if c.Mine {
			if content, err := v.site.House.Read(v.ctx(), v.Talk, v.Me.ID, e.Seq); err == nil {
				c.Says = content.Says
			}
			c.Confirm = v.Form("confirm-"+itoa(e.Seq), talks.Act{Do: talks.DoConfirm, Entry: e.Seq}, nil)
			c.Disown = v.Form("disown-"+itoa(e.Seq), talks.Act{Do: talks.DoDisown, Entry: e.Seq}, nil)
		}
		x.Confirm = append(x.Confirm, c)
	}
	if v.Chair() {
		for _, p := range v.View.People {
			if !p.Removed && p.Party != "" {
				x.Enter = append(x.Enter, p)
			}
		}
	}
	return x, v.sessions(x)
}

// seats reports whether people sit for the party: for one that is the mediator
// itself, they sit with the mediation.
func (v *visit) seats(party string) bool {
	i := slices.IndexFunc(v.View.Parties, func(p talks.Party) bool { return p.ID == party })
	return i < 0 || !slices.Contains(v.View.Parties[i].Roles, parley.RoleMediator)
}

func (v *visit) member(p talks.Person) member {
	m := member{Person: p, Says: v.Say("seat." + string(p.Seat))}
	m.Replace = v.Form("replace-"+p.ID, talks.Act{Do: talks.DoReplace, Person: p.ID}, func(a *talks.Act) { a.With, a.Name, a.Because = v.freePerson(p.ID), "…", "…" })
	m.Remove = v.Form("remove-"+p.ID, talks.Act{Do: talks.DoRemove, Person: p.ID}, func(a *talks.Act) { a.Because = "…" })
	if v.lets(p) {
		m.Link = v.plain("link-" + p.ID)
		m.Link.Hidden = append(m.Link.Hidden, field{"make", "link"}, field{"person", p.ID})
		m.Out = v.plain("out-" + p.ID)
		m.Out.Hidden = append(m.Out.Hidden, field{"make", "out"}, field{"person", p.ID})
	}
	return m
}

// lets reports whether the visitor may make links for the person. Whoever opens
// a link comes in as that person, and a head alone consents: so a delegation's
// own head and mandator make them, and a mediator only for who has not come in
// anywhere, such as the first head of a delegation.
func (v *visit) lets(p talks.Person) bool {
	switch {
	case v.For.ID != "" || v.site.Door == nil:
		return false
	case p.ID == v.Me.ID:
		return true
	case p.Party == "":
		return v.Chair()
	case v.Me.Party == p.Party:
		return v.Me.Seat == talks.Head || v.Me.Seat == talks.Mandator
	case !v.Chair() || p.Seat != talks.Head && p.Seat != talks.Mandator && p.Seat != talks.Guarantor:
		return false
	}
	in, err := v.site.Door.Sessions(v.ctx(), v.Talk, p.ID)
	return err == nil && len(in) == 0
}

// sessions lists where the visitor is signed in.
func (v *visit) sessions(x *people) error {
	x.Link, x.LinkFor = v.link, v.linkFor
	if v.site.Door == nil {
		return nil
	}
	list, err := v.site.Door.Sessions(v.ctx(), v.Talk, v.Me.ID)
	if err != nil {
		return err
	}
	this, _ := auth.From(v.ctx())
	for _, s := range list {
		line := sessionLine{Device: v.device(s.Device), Since: v.Moment(s.Created), Last: v.Moment(s.Seen), This: s.ID == this.ID, End: v.plain("session-" + s.ID)}
		line.End.Hidden = append(line.End.Hidden, field{"make", "end"}, field{"session", s.ID})
		x.Sessions = append(x.Sessions, line)
	}
	return nil
}

// postPeople carries out what a form on people asks for: a link, the end of a
// session, or an act of the talks.
func (v *visit) postPeople() (string, error) {
	f := v.r.PostForm
	if f.Get("make") == "" {
		if f.Get("do") == string(talks.DoInvite) && trim(f, "person") == "" {
			f.Set("person", v.freePerson(shortName(f.Get("name"))))
		}
		return v.act()
	}
	if v.site.Door == nil {
		return "", errNotHere
	}
	if f.Get("make") == "end" {
		list, err := v.site.Door.Sessions(v.ctx(), v.Talk, v.Me.ID)
		if err != nil {
			return "", err
		}
		if !slices.ContainsFunc(list, func(s auth.Session) bool { return s.ID == f.Get("session") }) {
			return "", errNotHere
		}
		return v.Path("people") + "#sessions", v.site.Door.Revoke(v.ctx(), v.Talk, f.Get("session"))
	}
	p, ok := v.state.Person(f.Get("person"))
	if !ok || p.Removed || !v.lets(p) {
		return "", errNotHere
	}
	if f.Get("make") == "out" {
		return v.Path("people"), v.site.Door.RevokeAll(v.ctx(), v.Talk, p.ID)
	}
	link, err := v.site.Door.Invite(v.ctx(), v.Talk, p.ID)
	if err != nil {
		return "", err
	}
	v.link, v.linkFor = link, p.Name
	return "", nil // the link is shown once, and is in no address
}

// freePerson returns an id like the one given that nobody has had.
func (v *visit) freePerson(like string) string {
	id := like
	for n := 2; ; n++ {
		_, taken := v.state.Person(id)
		if !taken && !slices.ContainsFunc(v.View.Parties, func(p talks.Party) bool { return p.ID == id }) {
			return id
		}
		id = like + "." + itoa(n)
	}
}

// shortName makes an id of a name: its letters and digits in lower case, with a
// point between words. A name without any makes "person".
func shortName(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	id := ""
	for _, w := range words {
		if next := strings.TrimPrefix(id+"."+w, "."); len(next) <= 60 {
			id = next
		}
	}
	if !text.ValidID(id) {
		return "person"
	}
	return id
}
