package talks

import (
	"slices"
	"time"
)

// A silence procedure goes as in the OSCE's rules: the chair proposes it at a
// meeting, with the moment of expiry; if nobody objects there, the text is
// circulated; a written objection or amendment before expiry breaks it at
// once; otherwise the chair notifies adoption after expiry, announces it at
// the next meeting, and only then is the text issued.

func (d *decision) silence() {
	s, c := d.s, d.c
	d.chair()
	d.must(SilenceRules, s.Rules.Silence > 0, "they have none")
	d.must(SilenceMeeting, s.meeting() > 0, "no round is open")
	d.must(SilenceOne, s.running() < 0, "conclude it first")
	d.must(SilenceHours, d.long(c.At, c.Expires), "%d hours", s.Rules.Silence)
	d.heads()
	d.must(FormBounds, len(s.Silences) < MaxRecords, "too many")
	table, ok := s.Table()
	d.must(ConsentWords, ok && c.Draft == table.Hash, "%s is not on the table", show(c.Draft))
	d.must(ConsentClean, len(c.Points) > 0 || !table.Open, "%s", table.Name)
	covered := c.Points
	if len(covered) == 0 {
		for _, p := range s.Points {
			if !p.Struck {
				covered = append(covered, p.Point)
			}
		}
		d.must(SilenceRejected, !slices.ContainsFunc(s.Whole, refuses), "the whole")
	}
	for i, point := range covered {
		n := s.point(point)
		d.must(FormExists, n >= 0, "no point %s is on the table", show(point))
		if n < 0 {
			return
		}
		d.must(FormFields, !slices.Contains(covered[:i], point), "%s is named twice", show(point))
		d.must(ConsentClean, !s.Points[n].Open, "point %s", point)
		d.must(SilenceRejected, !slices.ContainsFunc(s.Points[n].Responses, refuses), "point %s", point)
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
		d.must(SilenceHeads, ok, "%s has none", party)
	}
}

// procedure finds the silence procedure that an act is about.
func (d *decision) procedure() Silence {
	return named(d, d.s.Silences, procedures, d.c.Silence, "silence procedure")
}

func (d *decision) circulate() {
	x := d.procedure()
	d.chair()
	d.must(SilenceUnbroken, x.Stage != Broken && x.Stage != Lapsed, "%s", x.Stage)
	d.must(FormOnce, x.Stage == Proposed || x.Stage == Broken || x.Stage == Lapsed, "%s is %s", x.ID, x.Stage)
	d.must(SilenceHours, d.long(d.c.At, x.Expires), "%d hours: propose it anew with a later expiry", d.s.Rules.Silence)
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
		d.must(SeatActive, ok && !who.Removed, "%s has none", show(d.c.For))
	}
	back := d.c.For == "" && who.Seat.Chair() // the chair takes its own proposal back
	entitled := back || (who.Seat == Head || who.Seat == Delegate) && slices.Contains(d.s.Required(), who.Party)
	d.must(SilenceObject, entitled, "%s is %s", who.ID, who.describe())
	d.must(SilenceWritten, d.c.Because != "" || d.c.Says != "", "because, or says for an amendment")
	d.must(SilenceUnbroken, x.Stage != Broken, "it is broken")
	d.must(SilenceInTime, d.c.At.Before(x.Expires) || back && x.Circulated.IsZero(), "it expired at %s", x.Expires.Format(time.RFC3339))
	d.must(FormOnce, x.Stage == Proposed || x.Stage == Running || x.Stage == Broken, "%s is %s", x.ID, x.Stage)
	d.happens()
}

func (d *decision) conclude() {
	s, x := d.s, d.procedure()
	d.chair()
	d.must(SilenceUnbroken, x.Stage != Broken && x.Stage != Lapsed, "%s", x.Stage)
	d.must(SilenceCirculate, !x.Circulated.IsZero(), "%s was not circulated", x.ID)
	d.must(SilenceExpired, !d.c.At.Before(x.Expires), "it expires at %s", x.Expires.Format(time.RFC3339))
	d.must(FormOnce, x.Stage != Concluded && x.Stage != Announced, "%s is %s", x.ID, x.Stage)
	table, _ := s.Table()
	d.must(ConsentWords, x.Draft == table.Hash, "the text has changed")
	d.heads()
	d.happens()
}

func (d *decision) announce() {
	x := d.procedure()
	d.chair()
	d.must(SilenceExpired, x.Stage == Concluded || x.Stage == Announced, "%s is %s", x.ID, x.Stage)
	d.must(FormOnce, x.Stage != Announced, "it was announced")
	d.must(OrderRound, d.s.meeting() > 0, "no round is open")
	d.must(SilenceNext, d.s.meeting() > x.Round, "it was proposed in round %d", x.Round)
	d.happens()
}
