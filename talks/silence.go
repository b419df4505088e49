package talks

import (
	"slices"
	"time"

	"parley/phrase"
)

// A silence procedure goes as in the OSCE's rules: the chair proposes it at a
// meeting, with the moment of expiry; if nobody objects there, the text is
// circulated; a written objection or amendment before expiry breaks it at
// once; otherwise the chair notifies adoption after expiry, announces it at
// the next meeting, and only then is the text issued.

func (d *decision) silence() {
	s, c := d.s, d.c
	d.chair()
	d.must(SilenceRules, s.Rules.Silence > 0, "silence.none")
	d.must(SilenceMeeting, s.meeting() > 0, "round.none")
	d.must(SilenceOne, s.running() < 0, "silence.conclude")
	d.must(SilenceHours, d.long(c.At, c.Expires), "silence.hours", s.Rules.Silence)
	d.heads()
	d.must(FormBounds, len(s.Silences) < MaxRecords, "many")
	table, ok := s.Table()
	d.must(ConsentWords, ok && c.Draft == table.Hash, "table.none", phrase.Quote(c.Draft))
	d.must(ConsentClean, len(c.Points) > 0 || !table.Open, "table.draft", table.Name)
	covered := c.Points
	if len(covered) == 0 {
		for _, p := range s.Points {
			if !p.Struck {
				covered = append(covered, p.Point)
			}
		}
		d.must(SilenceRejected, !slices.ContainsFunc(s.Whole, refuses), "silence.whole")
	}
	for i, point := range covered {
		n := s.point(point)
		d.must(FormExists, n >= 0, "point.none", phrase.Quote(point))
		if n < 0 {
			return
		}
		d.must(FormFields, !slices.Contains(covered[:i], point), "twice", phrase.Quote(point))
		d.must(ConsentClean, !s.Points[n].Open, "point.which", Ref(point))
		d.must(SilenceRejected, !slices.ContainsFunc(s.Points[n].Responses, refuses), "point.which", Ref(point))
	}
	if d.err == nil {
		d.happens().number(procedures, len(s.Silences))
	}
}

func refuses(r Response) bool { return r.Answer == Reject || r.Answer == Reserve }

// long reports whether there are the hours of the rules between the two.
func (d *decision) long(from, until time.Time) bool {
	hours := d.s.Rules.Silence
	if hours == 0 { // refused by another rule
		hours = 1
	}
	return until.Sub(from) >= time.Duration(hours)*time.Hour
}

// heads demands that every party whose consent counts could break silence.
func (d *decision) heads() {
	for _, party := range d.s.Required() {
		_, ok := d.s.Head(party)
		d.must(SilenceHeads, ok, "seat.none", party)
	}
}

// procedure finds the silence procedure that an act is about.
func (d *decision) procedure() Silence {
	return named(d, d.s.Silences, procedures, d.c.Silence, "procedure.none")
}

func (d *decision) circulate() {
	x := d.procedure()
	d.chair()
	d.must(SilenceUnbroken, x.Stage != Broken && x.Stage != Lapsed, "silence.is", x.Stage)
	d.must(FormOnce, x.Stage == Proposed || x.Stage == Broken || x.Stage == Lapsed, "silence.stage", x.ID, x.Stage)
	d.must(SilenceHours, d.long(d.c.At, x.Expires), "silence.later", d.s.Rules.Silence)
	d.heads()
	d.happens()
}

// object breaks a silence procedure, or is how the chair takes it back. A mediator may enter it for a person who
// may object, and it holds at once: there is no time to wait for confirmation,
// and nothing is agreed by it.
func (d *decision) object() {
	x := d.procedure()
	who := d.who
	if d.c.For != "" {
		d.chair()
		var ok bool
		who, ok = d.s.Person(d.c.For)
		d.must(SeatActive, ok && !who.Removed, "seat.none", phrase.Quote(d.c.For))
	}
	back := d.c.For == "" && who.Seat.Chair() // the chair takes its own proposal back
	entitled := back || (who.Seat == Head || who.Seat == Delegate) && slices.Contains(d.s.Required(), who.Party)
	d.must(SilenceObject, entitled, "seat", who.ID, who.Place())
	d.must(SilenceWritten, d.c.Because != "" || d.c.Says != "", "silence.write")
	d.must(SilenceUnbroken, x.Stage != Broken, "silence.broken")
	d.must(SilenceInTime, d.c.At.Before(x.Expires) || back && x.Circulated.IsZero(), "silence.expired", phrase.Time(x.Expires))
	d.must(FormOnce, x.Stage == Proposed || x.Stage == Running || x.Stage == Broken, "silence.stage", x.ID, x.Stage)
	d.happens()
}

func (d *decision) conclude() {
	s, x := d.s, d.procedure()
	d.chair()
	d.must(SilenceUnbroken, x.Stage != Broken && x.Stage != Lapsed, "silence.is", x.Stage)
	d.must(SilenceCirculate, !x.Circulated.IsZero(), "silence.uncirculated", x.ID)
	d.must(SilenceExpired, !d.c.At.Before(x.Expires), "silence.expires", phrase.Time(x.Expires))
	d.must(FormOnce, x.Stage != Concluded && x.Stage != Announced, "silence.stage", x.ID, x.Stage)
	table, _ := s.Table()
	d.must(ConsentWords, x.Draft == table.Hash, "table.changed")
	d.heads()
	d.happens()
}

func (d *decision) announce() {
	x := d.procedure()
	d.chair()
	d.must(SilenceExpired, x.Stage == Concluded || x.Stage == Announced, "silence.stage", x.ID, x.Stage)
	d.must(FormOnce, x.Stage != Announced, "silence.announced")
	d.must(OrderRound, d.s.meeting() > 0, "round.none")
	d.must(SilenceNext, d.s.meeting() > x.Round, "silence.round", x.Round)
	d.happens()
}
