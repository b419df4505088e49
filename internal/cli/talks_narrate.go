package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"parley"
	"parley/talks"
)

// narrate says in a sentence what happened. The state is the one after it.
func narrate(s *talks.State, e *talks.Event) string {
	says := speaker(s, e.Author) + " " + doing(s, e)
	if strings.HasSuffix(says, ".”") || strings.HasSuffix(says, "\n") {
		return says
	}
	return says + "."
}

// speaker is a person with the seat.
func speaker(s *talks.State, id string) string {
	p, ok := s.Person(id)
	if !ok {
		return id
	}
	return fmt.Sprintf("%s (%s)", p.Name, seat(s, p))
}

func seat(s *talks.State, p talks.Person) string {
	says := strings.ReplaceAll(string(p.Seat), "_", "-")
	if p.Party == "" {
		return says
	}
	return says + ", " + partyName(s, p.Party)
}

func partyName(s *talks.State, id string) string {
	if p, ok := s.Party(id); ok && p.Name != "" {
		return p.Name
	}
	return id
}

// doing is the rest of the sentence, without the full stop.
func doing(s *talks.State, e *talks.Event) string {
	switch e.Do {
	case talks.DoOpen:
		return fmt.Sprintf("opened the talks %q, with %s and %s", e.Opening.Title, count(len(e.Opening.Parties), "party", "parties"), count(len(e.Opening.Issues), "issue", "issues"))
	case talks.DoInvite:
		return "gave a seat to " + speaker(s, e.Person)
	case talks.DoReplace:
		return fmt.Sprintf("put %s in the place of %s", speaker(s, e.With), e.Person) + because(e.Because)
	case talks.DoRemove:
		return "took the seat of " + speaker(s, e.Person) + because(e.Because)
	case talks.DoRules:
		return "put forward rules of the talks: " + rulesInWords(s, e.Rules)
	case talks.DoAgree:
		if s.OnTable == nil && s.Version == e.Version && s.Seq == e.Seq { // and not when it is told later
			return fmt.Sprintf("agreed to version %d of the rules, as all have: they are in force", e.Version)
		}
		return fmt.Sprintf("agreed to version %d of the rules", e.Version)
	case talks.DoConfirm:
		return fmt.Sprintf("confirmed what event %d entered", e.Entry)
	case talks.DoDisown:
		return fmt.Sprintf("says that what event %d entered was not so", e.Entry)
	case talks.DoEnter:
		return fmt.Sprintf("entered for %s, to be confirmed: %s", speaker(s, e.For), doing(s, &talks.Event{Seq: e.Seq, Act: *e.Entered}))
	case talks.DoRound:
		return "opened a round on " + e.Date + at(e.Place)
	case talks.DoAdjourn:
		return "closed the round"
	case talks.DoLock:
		return "locked the positions until the round is closed"
	case talks.DoSubmit:
		return "submitted a sealed position"
	case talks.DoBlind:
		until := ""
		if !e.Expires.IsZero() {
			until = ", until " + e.Expires.UTC().Format(time.RFC3339)
		}
		return fmt.Sprintf("put %d packages to blind acceptance as %s%s: %s", len(e.Packages), e.ID, until, strings.TrimSuffix(e.Infer, "."))
	case talks.DoTick:
		return "sealed ticks for " + e.Blind
	case talks.DoReveal:
		if i := slices.IndexFunc(s.Blinds, func(b talks.Blind) bool { return b.ID == e.Blind }); i >= 0 && s.Blinds[i].Lapsed {
			return fmt.Sprintf("closed %s: it was over before all had ticked, and no tick was opened", e.Blind)
		}
		if e.Common == 0 {
			return fmt.Sprintf("revealed %s: no package was ticked by all; they were looked at in the order %s", e.Blind, numbers(e.Order))
		}
		return fmt.Sprintf("revealed %s: package %d was ticked by all, the first such in the order %s", e.Blind, e.Common, numbers(e.Order))
	case talks.DoForetell:
		return fmt.Sprintf("foretold the release %s: %s", e.Question, strings.TrimSuffix(e.Infer, "."))
	case talks.DoRelease:
		return fmt.Sprintf("released the answer to %s to all parties:\n%s\n", e.Question, indent(e.Says))
	}
	return doingText(s, e)
}

// doingText is doing, for acts on the text, silence and the end.
func doingText(s *talks.State, e *talks.Event) string {
	switch e.Do {
	case talks.DoText:
		if len(e.Ops) > 0 {
			op := e.Ops[len(e.Ops)-1]
			return fmt.Sprintf("changed the text: %s%s, as %s", op.Do, about(op.Point, op.Document, op.Proposal, op.Issue), op.ID)
		}
		return "changed the text"
	case talks.DoDraft:
		d := fmt.Sprintf("put %s on the table, SHA-256 %s", e.ID, e.Draft)
		if e.Open {
			d += "; brackets, alternatives or proposals are left in it"
		}
		return d
	case talks.DoSeen:
		return "has seen " + draftName(s, e.Draft)
	case talks.DoTable:
		return fmt.Sprintf("tabled %s: %s", e.ID, itemsInWords(e.Package)) + saying(e.Says)
	case talks.DoRetract:
		return "took back " + e.Proposal + because(e.Because)
	case talks.DoRespond:
		return answered(s, e)
	case talks.DoReopen:
		return "reopened " + pointOr(e.Point, "the whole") + because(e.Because)
	case talks.DoSilence:
		return fmt.Sprintf("proposed adoption of %s of %s by silence as %s, which expires at %s", pointsOr(e.Points), draftName(s, e.Draft), e.ID, e.Expires.UTC().Format(time.RFC3339))
	case talks.DoCirculate:
		return "circulated " + e.Silence + ": silence runs"
	case talks.DoObject:
		who := ""
		if e.For != "" {
			who = " for " + speaker(s, e.For)
		}
		return "broke the silence of " + e.Silence + who + because(e.Because) + amendment(e.Says)
	case talks.DoConclude:
		return "notified that silence was not broken: what " + e.Silence + " is about is adopted"
	case talks.DoAnnounce:
		return "announced what was adopted by " + e.Silence + ": it can be initialled"
	case talks.DoState:
		return "stated on " + pointOr(e.Point, "the whole") + ": " + quote(e.Says)
	case talks.DoInitial:
		return "initialled " + draftName(s, e.Draft)
	case talks.DoSign:
		if s.Ended() && s.Seq == e.Seq {
			return "signed " + draftName(s, e.Draft) + ", as all have: the talks have ended in agreement"
		}
		return "signed " + draftName(s, e.Draft)
	case talks.DoNote:
		return fmt.Sprintf("took a sealed note on %s, graded %s", partyName(s, e.Party), e.Grade)
	case talks.DoMessage:
		return fmt.Sprintf("took down %s from %s to %s, sealed", e.ID, partyName(s, e.From), partyNames(s, e.To))
	case talks.DoPermit:
		return fmt.Sprintf("permits %s to be carried as far as %s", e.Message, map[parley.Grade]string{
			parley.GradeMediator: "the mediators and no further", parley.GradeHint: "a hint without its source", parley.GradeJoint: "word for word to those it is for"}[e.Grade])
	case talks.DoDeliver:
		return fmt.Sprintf("carried %s to %s", e.Message, partyName(s, e.Party))
	case talks.DoReadBack:
		return "confirmed the words of " + e.Message
	case talks.DoUndertake:
		return fmt.Sprintf("listed %s: %s is to do by %s, verified by %s: %s", e.ID, partyName(s, e.Owner), e.Deadline, speaker(s, e.Verifier), quote(e.Says))
	case talks.DoTakeOn:
		return "took on " + e.Commitment
	case talks.DoReport:
		return fmt.Sprintf("reports on %s: %s; %s", e.Commitment, []string{"not begun", "begun", "kept in part", "kept"}[min(max(e.Level, 1), 4)-1], quote(e.Says))
	}
	return string(e.Do)
}

func answered(s *talks.State, e *talks.Event) string {
	what := map[talks.Answer]string{talks.Accept: "accepts", talks.AdReferendum: "accepts, ad referendum,", talks.InGroup: "agrees in the working group to",
		talks.Noted: "notes", talks.Reserve: "has a reservation on", talks.Reject: "rejects", talks.Withdraw: "takes back the answer to"}[e.Answer]
	on := e.Proposal
	switch {
	case e.Issue != "":
		on = "what " + e.Proposal + " says on " + e.Issue
	case e.Point != "":
		on = "point " + e.Point
	case e.Draft != "":
		on = "the whole of " + draftName(s, e.Draft)
	}
	says := what + " " + on + because(e.Because)
	if e.Until != "" {
		says += ", with instructions expected by " + e.Until
	}
	return says
}

func rulesInWords(s *talks.State, r *talks.Rules) string {
	says := "consent of " + partyNames(s, r.Consent)
	if r.Silence > 0 {
		says += fmt.Sprintf("; silence runs %d hours at least", r.Silence)
	} else {
		says += "; no silence procedure"
	}
	if r.Keep > 0 {
		says += fmt.Sprintf("; what is sealed may be destroyed %s after the last event", count(r.Keep, "day", "days"))
	}
	if len(r.Public) > 0 {
		says += "; anybody may see " + parley.List(r.Public, "and")
	}
	for _, q := range r.Questions {
		says += fmt.Sprintf("; %s, about %s, may be released", q.ID, q.Ask)
	}
	return fmt.Sprintf("%s (version %d)", says, s.Version)
}

func draftName(s *talks.State, hash string) string {
	for _, d := range s.Drafts {
		if d.Hash == hash {
			return d.Name
		}
	}
	return hash
}

func itemsInWords(list []talks.Item) string {
	var all []string
	for _, i := range list {
		all = append(all, i.Issue+" = "+strings.Join(i.Choices, " or "))
	}
	return strings.Join(all, ", ")
}

func partyNames(s *talks.State, ids []string) string {
	var all []string
	for _, id := range ids {
		all = append(all, partyName(s, id))
	}
	return parley.List(all, "and")
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return ", because: " + quote(why)
}

func amendment(says string) string {
	if says == "" {
		return ""
	}
	return ", with an amendment: " + quote(says)
}

func saying(says string) string {
	if says == "" {
		return ""
	}
	return ", saying: " + quote(says)
}

func at(place string) string {
	if place == "" {
		return ""
	}
	return ", " + place
}

// quote is what somebody said, on one line.
func quote(says string) string {
	return "“" + strings.Join(strings.Fields(says), " ") + "”"
}

func about(ids ...string) string {
	for _, id := range ids {
		if id != "" {
			return " " + id
		}
	}
	return ""
}

func pointOr(point, whole string) string {
	if point == "" {
		return whole
	}
	return "point " + point
}

func pointsOr(points []string) string {
	if len(points) == 0 {
		return "the whole"
	}
	if len(points) == 1 {
		return "point " + points[0]
	}
	return "the points " + parley.List(points, "and")
}

func numbers(list []int) string { return strings.Trim(fmt.Sprint(list), "[]") }

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }
