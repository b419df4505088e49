package talks

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// ghost is what people have really said, as a plain observer notes it.
type ghost struct {
	head     map[string]string // party to who leads its delegation by right
	mandator map[string]string
	delegate map[string]string // person to party
	chairs   map[string]bool
	left     map[string]bool

	said     map[string]string // party and point, or party alone for the whole, to what it accepted: words or draft
	doubt    map[string]bool   // the same where it is ad referendum
	against  map[string]bool   // party and point: it rejects or reserves
	words    map[string]string // of the points on the table
	table    string
	pending  map[int]Command // entered for somebody, by event
	rules    *Rules
	offered  *Rules
	agreed   map[string]bool // parties that agreed to the offered rules
	version  int
	seen     map[string]string // party to the draft that it has seen
	gone     map[string][]string
	initials map[string]bool
	signed   map[string]bool

	silence struct {
		draft              string
		points             []string
		expires, from      time.Time
		objected, headless bool
		on                 bool
	}
	unissued string         // the silence procedure by which the whole was accepted and that was not announced
	proposed map[string]int // silence procedure to the meeting that it was proposed at
	rounds   int
	meeting  bool
}

func newGhost() *ghost {
	return &ghost{head: map[string]string{}, mandator: map[string]string{}, delegate: map[string]string{}, chairs: map[string]bool{}, left: map[string]bool{},
		said: map[string]string{}, doubt: map[string]bool{}, against: map[string]bool{}, words: map[string]string{}, pending: map[int]Command{}, agreed: map[string]bool{},
		proposed: map[string]int{}, seen: map[string]string{}, gone: map[string][]string{}, initials: map[string]bool{}, signed: map[string]bool{}}
}

func (g *ghost) clone() *ghost {
	c := *g
	for _, m := range []*map[string]string{&c.head, &c.mandator, &c.delegate, &c.said, &c.words, &c.seen} {
		*m = maps.Clone(*m)
	}
	for _, m := range []*map[string]bool{&c.chairs, &c.left, &c.doubt, &c.against, &c.agreed, &c.initials, &c.signed} {
		*m = maps.Clone(*m)
	}
	c.pending, c.gone, c.proposed = maps.Clone(g.pending), maps.Clone(g.gone), maps.Clone(g.proposed)
	return &c
}

func (g *ghost) key() string {
	waits := map[string]bool{}
	for _, c := range g.pending {
		waits[told(c)] = true
	}
	x := g.silence
	return fmt.Sprint(g.proposed, g.head, g.mandator, short(g.said), g.doubt, g.against, waits, g.agreed, g.version, len(g.seen), g.initials, g.signed, x.objected, x.headless, x.on, g.unissued)
}

// short leaves most of the hashes away.
func short(m map[string]string) map[string]string {
	c := map[string]string{}
	for k, v := range m {
		c[k] = v[:min(4, len(v))]
	}
	return c
}

// partyOf returns the party that a person leads by right.
func (g *ghost) partyOf(person string) string {
	for party, head := range g.head {
		if head == person {
			return party
		}
	}
	return ""
}

// step notes what was done. It returns what must not have been allowed.
func (g *ghost) step(before *State, c Command, events []Event) string {
	if c.At.Before(before.At) {
		return "time ran backwards"
	}
	if c.Saw != before.Seq && c.Do != DoObject {
		return "who acted had not seen everything"
	}
	if g.left[c.Author] || !g.chairs[c.Author] && c.Do != DoOpen && g.partyOf(c.Author) == "" && g.delegate[c.Author] == "" && !slices.Contains(slices.Collect(maps.Values(g.mandator)), c.Author) {
		return c.Author + " has no seat, and acted"
	}
	if c.For != "" && c.Do != DoObject {
		if !g.chairs[c.Author] {
			return "somebody who leads nothing entered something for another"
		}
		g.pending[before.Seq+1] = c
		return ""
	}
	party, chair := g.partyOf(c.Author), g.chairs[c.Author]
	switch c.Do {
	case DoOpen:
		g.chairs[c.Person] = true
		for _, o := range c.Opening.Parties {
			if o.Consents() {
				g.rules = nil
			}
		}
	case DoInvite:
		return g.invited(c, party, chair)
	case DoReplace, DoRemove:
		return g.leaves(c)
	case DoRules:
		if !chair {
			return "not the chair put rules forward"
		}
		g.offered, g.version, g.agreed = c.Rules, g.version+1, map[string]bool{}
	case DoAgree:
		if party == "" || c.Version != g.version {
			return "an agreement to the rules was taken that was none"
		}
		g.agreed[party] = true
		bound := slices.Clone(before.consenting())
		if g.rules != nil {
			bound = append(bound, g.rules.Consent...)
		}
		for _, p := range append(bound, g.offered.Consent...) {
			if !g.agreed[p] {
				return ""
			}
		}
		g.rules, g.agreed = g.offered, map[string]bool{}
	case DoRound:
		g.rounds, g.meeting = g.rounds+1, true
	case DoAdjourn:
		g.meeting = false
	case DoDraft:
		if g.silence.on {
			return "the text changed under silence"
		}
		return g.issued(events[0])
	case DoSeen:
		for p := range g.gone {
			g.gone[p] = slices.DeleteFunc(slices.Clone(g.gone[p]), func(x string) bool { return x == before.party(&events[0]) })
		}
		g.seen[before.party(&events[0])] = c.Draft
	case DoRespond:
		return g.answered(before, c, party)
	case DoReopen:
		if g.silence.on {
			return "something was reopened under silence"
		}
		g.forget(c.Point)
	case DoConfirm:
		entry, ok := g.pending[c.Entry]
		if !ok || entry.For != c.Author {
			return "what was confirmed had not been entered for " + c.Author
		}
		delete(g.pending, c.Entry)
		inner := Command{Act: entry.Act, Saw: c.Saw}
		inner.Author, inner.For, inner.At = c.Author, "", c.At
		return g.step(before, inner, events[1:])
	case DoDisown:
		delete(g.pending, c.Entry)
	case DoSilence, DoCirculate, DoObject, DoConclude, DoAnnounce:
		return g.silences(c, events[0].ID, chair)
	case DoInitial, DoSign:
		if party == "" || c.Draft != g.table || !g.accepts("", false) || g.unissued != "" {
			return "a text was initialled or signed that is not adopted and issued, or by nobody's head"
		}
		if c.Do == DoInitial {
			g.initials[party] = true
			return ""
		}
		for _, p := range g.rules.Consent {
			if !g.initials[p] {
				return "a text was signed that not all have initialled"
			}
		}
		g.signed[party] = true
	}
	return ""
}

func (g *ghost) invited(c Command, party string, chair bool) string {
	own := c.Party != "" && (party == c.Party || g.mandator[c.Party] == c.Author)
	switch c.Seat {
	case Head:
		if g.head[c.Party] != "" || g.mandator[c.Party] != c.Author && (!chair || g.left["any "+c.Party] || g.mandator[c.Party] != "") {
			return c.Author + " gave a party a head, who had no right to"
		}
		g.head[c.Party] = c.Person
	case Mandator:
		if g.mandator[c.Party] != "" || party != c.Party && !(chair && g.head[c.Party] == "" && !g.left["any "+c.Party]) {
			return c.Author + " gave a party a mandator, who had no right to"
		}
		g.mandator[c.Party] = c.Person
	case Delegate, Adviser:
		if !own {
			return c.Author + " put somebody into another's delegation"
		}
		g.delegate[c.Person] = c.Party
	case Guarantor, Observer, Auditor, Custodian:
		g.delegate[c.Person] = "-"
	default:
		g.chairs[c.Person] = true
	}
	return ""
}

func (g *ghost) leaves(c Command) string {
	party := g.partyOf(c.Person)
	if party != "" {
		self := c.Author == c.Person && c.Do == DoReplace
		if !self && g.mandator[party] != c.Author {
			return c.Author + " took a head from its party, and had no right to"
		}
		delete(g.head, party)
		g.left["any "+party] = true
		if c.Do == DoReplace {
			g.head[party] = c.With
		} else if g.silence.on && slices.Contains(g.rules.Consent, party) {
			g.silence.headless = true
			g.silence.on = false
		}
	}
	g.left[c.Person] = true
	for n, x := range g.pending {
		if x.For == c.Person {
			delete(g.pending, n)
		}
	}
	return ""
}

func (g *ghost) issued(e Event) string {
	g.table = e.Draft
	for _, clause := range e.Changed {
		if g.words[clause.Point] != clause.Words {
			g.lose(clause.Point)
		}
		g.words[clause.Point] = clause.Words
		delete(g.gone, clause.Point)
	}
	for _, point := range e.Struck {
		g.lose(point)
		delete(g.words, point)
		g.gone[point] = slices.Clone(g.rules.Consent)
	}
	g.lose("")
	return ""
}

// lose takes all consents to a point, or to the whole (and with it initials
// and signatures), away.
func (g *ghost) lose(point string) {
	for _, party := range []string{"north", "south", "east"} {
		for _, m := range []map[string]bool{g.doubt, g.against} {
			delete(m, party+" "+point)
		}
		delete(g.said, party+" "+point)
	}
	if point == "" {
		g.initials, g.signed, g.unissued = map[string]bool{}, map[string]bool{}, ""
	}
}

// forget is lose for what is reopened: the whole takes everything with it, and
// each point the whole.
func (g *ghost) forget(point string) {
	g.lose(point)
	g.lose("")
	if point == "" {
		for p := range g.words {
			g.lose(p)
		}
	}
}

func (g *ghost) answered(before *State, c Command, party string) string {
	if c.Proposal != "" {
		return ""
	}
	if g.silence.on {
		return "somebody answered under silence"
	}
	about := c.Point
	if party == "" { // not a head: nothing that binds or frees
		if c.Answer == Accept || c.Answer == AdReferendum || c.Answer == Withdraw {
			return c.Author + " is no head, and consented"
		}
		person, _ := before.Person(c.Author)
		party = person.Party
		if g.said[party+" "+about] != "" || (c.Answer == Reject || c.Answer == Reserve) && g.said[party+" "] != "" {
			return c.Author + " is no head, and undid a head's consent"
		}
	}
	k := party + " " + about
	delete(g.said, k)
	delete(g.doubt, k)
	delete(g.against, k)
	switch c.Answer {
	case Accept, AdReferendum:
		if about == "" {
			g.said[k] = c.Draft
			if g.seen[party] != c.Draft {
				return party + " accepted a draft that it had not seen"
			}
			for point := range g.words {
				if g.against[party+" "+point] {
					return party + " accepted the whole and rejects a part"
				}
			}
		} else {
			g.said[k] = c.Words
		}
		g.doubt[k] = c.Answer == AdReferendum
	case Reject, Reserve:
		g.against[k] = true
		if c.Because == "" {
			return "a rejection has no reason"
		}
	}
	if about != "" && (c.Answer == Reject || c.Answer == Reserve || c.Answer == Withdraw) {
		delete(g.said, party+" ")
		delete(g.doubt, party+" ")
	}
	if c.Answer != Accept && (about == "" || c.Answer != AdReferendum && c.Answer != InGroup && c.Answer != Noted) {
		g.initials, g.signed = map[string]bool{}, map[string]bool{}
	}
	return ""
}

func (g *ghost) silences(c Command, id string, chair bool) string {
	x := &g.silence
	if c.Do == DoObject {
		person := c.Author
		if c.For != "" {
			person = c.For
		}
		party := g.partyOf(person)
		if party == "" {
			party = g.delegate[person]
		}
		switch back := chair && c.For == ""; {
		case !x.on || !c.At.Before(x.expires) && (!back || !x.from.IsZero()):
			return "an objection was taken when no silence was running"
		case !back && !slices.Contains(g.rules.Consent, party):
			return person + " broke silence, whose consent does not count"
		case c.Because == "" && c.Says == "":
			return "an objection is not in writing"
		}
		x.objected, x.on = true, false
		return ""
	}
	if !chair {
		return "not the chair led a silence procedure"
	}
	switch c.Do {
	case DoSilence:
		if g.rules == nil || g.rules.Silence == 0 || !g.meeting || c.Draft != g.table || x.on {
			return "a silence procedure began without agreed rules, a meeting, or on another text, or beside another"
		}
		for _, party := range g.rules.Consent {
			if g.head[party] == "" {
				return party + " has no head, and silence began"
			}
			for point := range g.words {
				if g.against[party+" "+point] && (len(c.Points) == 0 || slices.Contains(c.Points, point)) {
					return "what " + party + " rejects was put under silence"
				}
			}
		}
		*x = struct {
			draft              string
			points             []string
			expires, from      time.Time
			objected, headless bool
			on                 bool
		}{draft: c.Draft, points: c.Points, expires: c.Expires, on: true}
		g.proposed[id] = g.rounds
	case DoCirculate:
		if !x.on {
			return "a broken silence procedure was circulated"
		}
		x.from = c.At
	case DoConclude:
		full := !x.from.IsZero() && x.expires.Sub(x.from) >= time.Duration(g.rules.Silence)*time.Hour && g.rules.Silence > 0
		if x.objected || x.headless || !full || c.At.Before(x.expires) || x.draft != g.table || !x.on {
			return "silence was concluded that was broken, or did not run its full time on this text with every party there"
		}
		x.on = false
		for _, party := range g.rules.Consent {
			for _, point := range x.points {
				g.said[party+" "+point] = g.words[point]
				delete(g.doubt, party+" "+point)
			}
			if k := party + " "; len(x.points) == 0 {
				if g.said[k] == "" || g.doubt[k] {
					g.unissued = c.Silence
				}
				g.said[k] = x.draft
				delete(g.doubt, k)
			}
		}
	case DoAnnounce:
		if !g.meeting || g.rounds <= g.proposed[c.Silence] {
			return "adoption was announced, and not at the next meeting"
		}
		if g.unissued == c.Silence {
			g.unissued = ""
		}
	}
	return ""
}

// accepts reports whether every party whose consent is needed has accepted the
// point, or the whole where none is named, as it stands; if doubt will do, ad
// referendum too.
func (g *ghost) accepts(point string, doubt bool) bool {
	if g.rules == nil {
		return false
	}
	for _, party := range g.rules.Consent {
		holds := func(k, to string) bool { return g.said[k] == to && to != "" && (doubt || !g.doubt[k]) }
		if !holds(party+" ", g.table) && (point == "" || !holds(party+" "+point, g.words[point])) {
			return false
		}
	}
	return true
}

// check compares a state with what the ghost knows.
func (g *ghost) check(before, s *State) string {
	for _, p := range s.Points {
		if p.Struck {
			if len(p.Unseen) != len(g.gone[p.Point]) {
				return "a deletion is not shown to everybody who has not seen it"
			}
			continue
		}
		switch status := s.PointStatus(p.Point); status {
		case Provisional, Adopted, Initialled, Signed, Referendum:
			if !g.accepts(p.Point, status == Referendum) {
				return fmt.Sprintf("point %s is %s, and not every party consented to its words", p.Point, status)
			}
		}
	}
	switch status := s.WholeStatus(); status {
	case Adopted, Initialled, Signed, Referendum:
		if !g.accepts("", status == Referendum) {
			return fmt.Sprintf("the whole is %s, and not every party consented to it", status)
		}
		for _, party := range g.rules.Consent {
			if status == Initialled && !g.initials[party] || status == Signed && !g.signed[party] {
				return fmt.Sprintf("the whole is %s, and not by %s", status, party)
			}
		}
	}
	for _, party := range []string{"north", "south", "east"} {
		if head, _ := s.Head(party); head.ID != g.head[party] {
			return fmt.Sprintf("%q leads %s, and by right %q does", head.ID, party, g.head[party])
		}
	}
	if (s.Rules == nil) != (g.rules == nil) || s.Rules != nil && fmt.Sprint(*s.Rules) != fmt.Sprint(*g.rules) {
		return "rules are in force that not every party agreed to"
	}
	for _, party := range s.consenting() {
		if s.Rules != nil && !slices.Contains(s.Rules.Consent, party) {
			return "rules are in force that leave " + party + " out"
		}
	}
	if before.Ended() && (len(s.Drafts) != len(before.Drafts) || !s.Ended()) {
		return "what all have signed was changed"
	}
	return ""
}

// refusedRightly looks at what must never be refused: reopening, and breaking
// silence in time. It returns what is wrong.
func (g *ghost) refusedRightly(s *State, c Command, err error) string {
	if err == nil || s.Rules == nil || g.left[c.Author] || c.For != "" {
		return ""
	}
	party := g.partyOf(c.Author)
	if !slices.Contains(s.Rules.Consent, party) {
		return ""
	}
	switch {
	case c.Do == DoReopen && !g.silence.on && !s.Ended() && c.Because != "" && (c.Point == "" || g.words[c.Point] != ""):
		return "reopening was refused: " + err.Error()
	case c.Do == DoObject && g.silence.on && c.Silence == s.Silences[len(s.Silences)-1].ID && c.At.Before(g.silence.expires) && c.Because != "":
		return "an objection in time was refused: " + err.Error()
	}
	return ""
}
