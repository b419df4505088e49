package cli

import (
	"fmt"
	"strings"
	"time"

	"parley/talks"
)

// show prints a view. What the person may not see is not in it.
func (s *sitting) show(v *talks.View) {
	heading := func(format string, args ...any) { fmt.Fprintf(s.p.out, "\n"+format+"\n", args...) }
	line := func(format string, args ...any) { fmt.Fprintf(s.p.out, "  "+format+"\n", args...) }
	fmt.Fprintf(s.p.out, "%s: %s\n", s.talk, titled(v.Title))
	reader := "anybody"
	if v.Seq > 0 {
		reader = speaker(s.state, v.For)
	}
	whole := "How far they have come is not public."
	if v.Status != "" {
		whole = fmt.Sprintf("The whole is %s.", inWords(v.Status))
	}
	fmt.Fprintf(s.p.out, "For %s. %s\n", reader, whole)
	if n := len(v.Drafts); n > 0 {
		fmt.Fprintf(s.p.out, "On the table is %s, of %s, SHA-256 %s.\n", v.Drafts[n-1].Name, v.Drafts[n-1].At.Format(time.DateOnly), v.Drafts[n-1].Hash)
	}
	if len(v.People) > 0 {
		heading("People")
		for _, p := range v.People {
			gone := ""
			if p.Removed {
				gone = ", who has left"
			}
			line("%s: %s, %s%s", p.ID, p.Name, seat(s.state, p), gone)
		}
	}
	if v.Rules != nil || v.OnTable != nil {
		heading("Rules")
		if v.Rules != nil {
			line("In force: %s", rulesInWords(s.state, v.Rules))
		}
		if v.OnTable != nil {
			line("Put forward: %s; agreed by %s", rulesInWords(s.state, v.OnTable), orNobody(partyNames(s.state, v.AgreedBy)))
		}
	}
	for i, r := range v.Rounds {
		if i == 0 {
			heading("Rounds")
		}
		open := ""
		if r.Open {
			open = ", open"
		}
		if r.Locked {
			open += ", positions locked"
		}
		line("%d: %s%s%s", i+1, r.Date, at(r.Place), open)
	}
	for i, p := range v.Points {
		if i == 0 {
			heading("Points")
		}
		if p.Struck {
			line("%s, %s: struck, and not seen so yet by %s", p.Document, p.Point.Point, partyNames(s.state, p.Unseen))
			continue
		}
		line("%s, %s: %s%s", p.Document, p.Point.Point, inWords(p.Status), answers(s.state, p.Responses))
	}
	if len(v.Whole) > 0 {
		heading("To the whole")
		line("%s", strings.TrimPrefix(answers(s.state, v.Whole), " · "))
	}
	for i, p := range v.Proposals {
		if i == 0 {
			heading("Proposals")
		}
		line("%s, by %s: %s%s: %s%s", p.ID, p.By, itemsInWords(p.Package), saying(p.Says), inWords(p.Status), answers(s.state, p.Responses))
	}
	for i, x := range v.Silences {
		if i == 0 {
			heading("Silence")
		}
		line("%s on %s of %s, until %s: %s%s%s", x.ID, pointsOr(x.Points), draftName(s.state, x.Draft), x.Expires.Format(time.RFC3339), x.Stage, because(x.Because), amendment(x.Amendment))
	}
	for i, x := range v.Statements {
		if i == 0 {
			heading("Statements")
		}
		line("%s on %s: %s", speaker(s.state, x.By), pointOr(x.Point, "the whole"), quote(x.Says))
	}
	s.showSealed(v, heading, line)
	for i, x := range append(append([]talks.Mark(nil), v.Initials...), v.Signatures...) {
		if i == 0 {
			heading("Initials and signatures")
		}
		what := "initialled"
		if i >= len(v.Initials) {
			what = "signed"
		}
		line("%s %s %s", speaker(s.state, x.By), what, draftName(s.state, x.Draft))
	}
	for i, x := range v.Commitments {
		if i == 0 {
			heading("Commitments")
		}
		taken := "not taken on yet"
		if x.TakenOn {
			taken = "taken on"
		}
		if n := len(x.Reports); n > 0 {
			taken = fmt.Sprintf("level %d of 4 by the last report", x.Reports[n-1].Level)
		}
		line("%s: %s by %s: %s; %s", x.ID, partyName(s.state, x.Owner), x.Deadline, quote(x.Says), taken)
	}
}

// showSealed prints what is sealed in part, and what waits for somebody.
func (s *sitting) showSealed(v *talks.View, heading, line func(string, ...any)) {
	for i, b := range v.Blinds {
		if i == 0 {
			heading("Blind acceptance")
		}
		for n, p := range b.Packages {
			line("%s, package %d: %s", b.ID, n+1, itemsInWords(p))
		}
		var ticked []string
		for _, x := range b.Sheets {
			ticked = append(ticked, x.Party)
		}
		switch {
		case b.Done && b.Common > 0:
			line("%s: package %d was ticked by all", b.ID, b.Common)
		case b.Done:
			line("%s: no package was ticked by all", b.ID)
		default:
			line("%s: ticked by %s. %s", b.ID, orNobody(partyNames(s.state, ticked)), b.Infer)
		}
	}
	for i, r := range v.Releases {
		if i == 0 {
			heading("Releases")
		}
		if r.Done {
			line("%s:\n%s", r.Question, indent(indent(r.Says)))
		} else {
			line("%s, foretold in round %d: %s", r.Question, r.Round, r.Infer)
		}
	}
	for i, m := range v.Messages {
		if i == 0 {
			heading("Messages")
		}
		var carried []string
		for _, d := range m.Delivered {
			carried = append(carried, d.Party)
		}
		permit := string(m.Permit)
		if permit == "" {
			permit = "nothing yet"
		}
		line("%s from %s to %s: permitted is %s; carried to %s; words confirmed by %s", m.ID, partyName(s.state, m.From), partyNames(s.state, m.To),
			permit, orNobody(partyNames(s.state, carried)), orNobody(partyNames(s.state, m.ReadBack)))
	}
	for i, e := range v.ToConfirm {
		if i == 0 {
			heading("Entered by a mediator, and to be confirmed")
		}
		line("event %d, for %s: %s", e.Seq, speaker(s.state, e.Act.Author), doing(s.state, &talks.Event{Seq: e.Seq, Act: e.Act}))
	}
	if len(v.Submitted) > 0 {
		heading("Positions")
		line("submitted by %s", partyNames(s.state, v.Submitted))
	}
	for i, x := range v.Sealed {
		if i == 0 {
			heading("Sealed")
		}
		line("event %d: %s, %s", x.Seq, map[talks.Do]string{talks.DoSubmit: "a position", talks.DoNote: "a note", talks.DoTick: "ticks"}[x.Do], partyName(s.state, x.Party))
	}
}

// answers lists how parties took something.
func answers(s *talks.State, list []talks.Response) string {
	var b strings.Builder
	for _, r := range list {
		how := strings.ReplaceAll(string(r.Answer), "_", " ")
		if r.Silence != "" {
			how += " by silence"
		}
		fmt.Fprintf(&b, " · %s: %s%s", partyName(s, r.Party), how, because(r.Because))
		if r.Issue != "" {
			fmt.Fprintf(&b, " (on %s)", r.Issue)
		}
	}
	return b.String()
}

func orNobody(list string) string {
	if list == "" {
		return "nobody"
	}
	return list
}
