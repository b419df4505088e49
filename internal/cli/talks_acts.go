package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"parley"
	"parley/casefile"
	"parley/internal/secretariat"
	"parley/talks"
	"parley/text"
)

// Acts on people and rules.

type inviteAct struct {
	of
	Person string `arg:"" help:"An id for the person: letters, digits, - _ and ."`
	Name   string `arg:"" help:"Their name."`
	Seat   string `arg:"" help:"mediator, co_mediator, custodian, mandator, head, delegate, adviser, guarantor, observer or auditor."`
	Party  string `arg:"" optional:"" help:"Their party, for a seat in a delegation."`
}

func (a inviteAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoInvite, Person: a.Person, Name: a.Name, Seat: talks.Seat(a.Seat), Party: a.Party}, nil, nil
}

type replaceAct struct {
	of
	Person  string `arg:"" help:"Who leaves."`
	With    string `arg:"" help:"An id for who comes."`
	Name    string `arg:"" help:"Their name."`
	Because string `placeholder:"WHY" help:"Why."`
}

func (a replaceAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoReplace, Person: a.Person, With: a.With, Name: a.Name, Because: a.Because}, nil, nil
}

type removeAct struct {
	of
	Person  string `arg:"" help:"Who leaves."`
	Because string `placeholder:"WHY" help:"Why."`
}

func (a removeAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoRemove, Person: a.Person, Because: a.Because}, nil, nil
}

type rulesAct struct {
	of
	Consent  []string `placeholder:"PARTY,..." help:"The parties whose consent is needed (those of the case, if not given)."`
	Silence  int      `placeholder:"HOURS" help:"How long a silence procedure runs at least; without it there is none."`
	Keep     int      `placeholder:"DAYS" help:"How long after the last event what is sealed is kept: then a mediator may destroy it. Without it, none may."`
	Public   []string `placeholder:"WHAT,..." help:"What anybody may see: rounds, statuses, signatures, statements."`
	Question []string `placeholder:"ID=ASK" help:"A question that may be released, once: zone, frontier and others that a case can share. May be repeated."`
	Legend   string   `placeholder:"FILE" help:"Words and colours of statuses, as the JSON of a legend."`
}

func (a rulesAct) write(_ context.Context, s *sitting) (talks.Act, *secretariat.Content, error) {
	r := &talks.Rules{Consent: a.Consent, Silence: a.Silence, Keep: a.Keep, Public: a.Public}
	if len(r.Consent) == 0 {
		r.Consent = s.state.Required()
	}
	for _, q := range a.Question {
		id, ask, ok := strings.Cut(q, "=")
		if !ok {
			return talks.Act{}, nil, wrong("--question: %q is no question with an id", q).hint("it is written as ID=ASK, such as q1=zone")
		}
		r.Questions = append(r.Questions, talks.Question{ID: id, Ask: ask})
	}
	if a.Legend != "" {
		data, err := readBounded(a.Legend, 1<<20)
		if err != nil {
			return talks.Act{}, nil, err
		}
		if err := json.Unmarshal(data, &r.Legend); err != nil {
			return talks.Act{}, nil, wrong("%s: this is no legend: %s", a.Legend, err)
		}
	}
	return talks.Act{Do: talks.DoRules, Rules: r}, nil, nil
}

type agreeAct struct {
	of
	Version int `arg:"" help:"The version that you agree to."`
}

func (a agreeAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoAgree, Version: a.Version}, nil, nil
}

type confirmAct struct {
	of
	Entry int `arg:"" help:"The event by which it was entered."`
}

func (a confirmAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoConfirm, Entry: a.Entry}, nil, nil
}

type disownAct struct {
	of
	Entry int `arg:"" help:"The event by which it was entered."`
}

func (a disownAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoDisown, Entry: a.Entry}, nil, nil
}

// Acts of rounds.

type roundAct struct {
	of
	Date   string   `placeholder:"DATE" help:"Its date, as 2026-01-31; today if not given."`
	Place  string   `placeholder:"WHERE" help:"Where it is held."`
	Agenda []string `sep:"none" placeholder:"ITEM" help:"An item of its agenda. May be repeated."`
}

func (a roundAct) write(_ context.Context, s *sitting) (talks.Act, *secretariat.Content, error) {
	if a.Date == "" {
		at, err := s.flags.when()
		if err != nil {
			return talks.Act{}, nil, err
		}
		if at.IsZero() {
			at = time.Now()
		}
		a.Date = at.UTC().Format(time.DateOnly)
	}
	return talks.Act{Do: talks.DoRound, Date: a.Date, Place: a.Place, Agenda: a.Agenda}, nil, nil
}

type adjournAct struct{ of }

func (a adjournAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoAdjourn}, nil, nil
}

type lockAct struct{ of }

func (a lockAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoLock}, nil, nil
}

type submitAct struct {
	of
	File string `arg:"" help:"A position in the form of positions/PARTY.yaml, or a case that holds it; - for standard input."`
}

// isCase recognises a case by the key that every case has.
var isCase = regexp.MustCompile(`(?m)^(parley:|\s*\{?\s*"parley"\s*:)`)

func (a submitAct) write(ctx context.Context, s *sitting) (talks.Act, *secretariat.Content, error) {
	act := talks.Act{Do: talks.DoSubmit}
	p, err := a.position(ctx, s)
	if err != nil {
		return act, nil, err
	}
	return act, &secretariat.Content{Position: p}, nil
}

func (a submitAct) position(ctx context.Context, s *sitting) (*parley.Position, error) {
	name, data := a.File, []byte(nil)
	var err error
	info, statErr := os.Stat(a.File)
	switch folder := statErr == nil && info.IsDir(); {
	case folder:
	case a.File == standard:
		name = "standard input"
		data, err = bounded(s.p.in, name, casefile.MaxBytes)
	default:
		data, err = readBounded(a.File, casefile.MaxBytes)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case a.File == standard && isCase.Match(data):
		c, found := casefile.Read(name, data)
		if n := found.Errors(); n > 0 {
			return nil, &secretariat.Unfit{What: fmt.Errorf("%s: %s", name, count(n, "error", "errors")), Problems: found}
		}
		return s.positionInCase(c, name)
	case data == nil || isCase.Match(data):
		f, err := s.p.load(a.File, false)
		if err != nil {
			return nil, err
		}
		return s.positionInCase(f.Case, a.File)
	}
	who := s.as
	if s.flags.For != "" {
		who = s.flags.For
	}
	p, found, err := s.ReadPosition(ctx, s.talk, who, name, data)
	if err != nil {
		return nil, err
	}
	if n := found.Errors(); n > 0 {
		return nil, &secretariat.Unfit{What: fmt.Errorf("%s: %s", name, count(n, "error", "errors")), Problems: found}
	}
	return p, nil
}

// positionInCase takes the party's position out of a case.
func (s *sitting) positionInCase(c *parley.Case, name string) (*parley.Position, error) {
	party := s.party()
	if party == "" {
		return nil, wrong("%s is of no party: a position is submitted by a party's head or mandator", speaker(s.state, s.as)).hint("a mediator enters it with --for PERSON, who then confirms it")
	}
	p := c.Position(party)
	if p == nil {
		return nil, wrong("%s holds no position of %q", name, party)
	}
	return p, nil
}

type foretellAct struct {
	of
	Question string `arg:"" help:"A question of the rules, by its id."`
}

func (a foretellAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoForetell, Question: a.Question}, nil, nil
}

type releaseAct struct {
	of
	Question string `arg:"" help:"A question of the rules, by its id."`
}

func (a releaseAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoRelease, Question: a.Question}, nil, nil
}

type blindAct struct {
	of
	Package []string `arg:"" sep:"none" help:"Packages, each as ISSUE=CHOICE,ISSUE=CHOICE; two or more."`
	Expires string   `placeholder:"TIME" help:"Until when parties may tick, as 2026-01-31T10:00:00Z; else there is no end."`
}

// Help is shown under the command's help.
func (blindAct) Help() string {
	return "The order in which a common package will be looked for is drawn at random and committed to now. Nobody sees the ticks."
}

func (a blindAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	act := talks.Act{Do: talks.DoBlind}
	for _, p := range a.Package {
		list, err := items(strings.Split(p, ","))
		if err != nil {
			return act, nil, err
		}
		act.Packages = append(act.Packages, list)
	}
	if a.Expires != "" {
		var err error
		if act.Expires, err = time.Parse(time.RFC3339, a.Expires); err != nil {
			return act, nil, wrong("--expires: %q is no time", a.Expires).hint("write it as 2026-01-31T10:00:00Z")
		}
	}
	return act, nil, nil
}

type tickAct struct {
	of
	Blind string `arg:"" help:"The blind acceptance, such as b1."`
	Ticks []int  `arg:"" optional:"" help:"The numbers of the packages that your party could live with; none at all is an answer."`
	Told  bool   `help:"You have read what the result reveals."`
}

func (a tickAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoTick, Blind: a.Blind, Told: a.Told}, &secretariat.Content{Ticks: a.Ticks}, nil
}

type revealAct struct {
	of
	Blind string `arg:"" help:"The blind acceptance, such as b1."`
}

func (a revealAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoReveal, Blind: a.Blind}, nil, nil
}

// Acts on the text and on proposals.

type textAct struct {
	of
	Op        string   `arg:"" help:"What to do: propose, withdraw, comment, insert, move, remove, bracket, and for who keeps the text also take, decline, unbracket, choose, confirm, restore, renumber, text (for its languages) …; or - for an operation as JSON on standard input."`
	ID        string   `placeholder:"ID" help:"An id for what it makes."`
	Point     string   `placeholder:"ID" help:"The point that it is about; of insert, the id of the new one."`
	Document  string   `placeholder:"ID" help:"The document."`
	Words     string   `placeholder:"WORDS" help:"The words, in the notation of the text."`
	Heading   string   `placeholder:"WORDS" help:"A heading."`
	Language  string   `placeholder:"LANG" help:"The language of the words and the heading."`
	Languages []string `placeholder:"LANG,..." help:"text: the languages that the text has; und is that of words without one. confirm: those that are in line with the others."`
	Quote     string   `placeholder:"WORDS" help:"bracket: the words that stand in the brackets."`
	Holders   []string `placeholder:"PARTY,..." help:"bracket: who holds it."`
	Bracket   string   `placeholder:"ID" help:"The bracket that it is about."`
	Proposal  string   `placeholder:"ID" help:"The proposal that it is about."`
	Issue     string   `placeholder:"ID" help:"choose: the issue."`
	Choice    string   `placeholder:"CHOICE" help:"choose: what the text takes on it; nothing opens it again."`
	Under     string   `placeholder:"ID" help:"The point below which it goes."`
	After     string   `placeholder:"ID" help:"The point behind which it goes."`
	Before    string   `placeholder:"ID" help:"The point in front of which it goes."`
	Number    string   `placeholder:"NUMBER" help:"The number of a new point."`
	Drop      bool     `help:"unbracket: the words go too."`
	Proposed  bool     `help:"insert, move, remove: it is put forward and nothing more."`
	Because   string   `placeholder:"WHY" help:"The reason, for everybody."`
}

func (a textAct) write(_ context.Context, s *sitting) (talks.Act, *secretariat.Content, error) {
	act := talks.Act{Do: talks.DoText}
	if a.Op == standard {
		says, err := bounded(s.p.in, "standard input", text.MaxLine)
		if err != nil {
			return act, nil, err
		}
		act.Op = &text.Op{}
		if err := json.Unmarshal(says, act.Op); err != nil {
			return act, nil, wrong("standard input: this is no operation on the text: %s", err)
		}
		return act, nil, nil
	}
	if !slices.Contains(text.Dos(), text.Do(a.Op)) {
		var names []string
		for _, d := range text.Dos() {
			names = append(names, string(d))
		}
		return act, nil, suggest(wrong("there is no operation %q on the text", a.Op), a.Op, "there are", names)
	}
	act.Op = &text.Op{Do: text.Do(a.Op), ID: a.ID, Point: a.Point, Document: a.Document, Quote: worded(a.Language, a.Quote), Holders: a.Holders, Languages: a.Languages,
		Words: worded(a.Language, a.Words), Heading: worded(a.Language, a.Heading), Bracket: a.Bracket, Proposal: a.Proposal, Issue: a.Issue,
		Choice: a.Choice, Under: a.Under, After: a.After, Before: a.Before, Number: a.Number, Drop: a.Drop, Proposed: a.Proposed, Because: a.Because}
	return act, nil, nil
}

func worded(language, words string) text.Wordings {
	if words == "" {
		return nil
	}
	return text.Wordings{language: words}
}

type draftAct struct {
	of
	Kind    string `enum:"rev,add,corr" default:"rev" placeholder:"KIND" help:"rev, the text anew; add, an addendum; corr, a corrigendum; rev if not given."`
	Because string `placeholder:"WHY" help:"Why, where it changes what somebody accepted."`
}

func (a draftAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	kind := map[string]text.DraftKind{"rev": text.Rev, "add": text.Add, "corr": text.Corr}[a.Kind]
	return talks.Act{Do: talks.DoDraft, Kind: kind, Because: a.Because}, nil, nil
}

type seenAct struct {
	of
	Draft string `arg:"" help:"The draft, such as Rev.1."`
}

func (a seenAct) write(_ context.Context, s *sitting) (act talks.Act, _ *secretariat.Content, err error) {
	act.Do = talks.DoSeen
	act.Draft, err = s.draft(a.Draft)
	return act, nil, err
}

type proposeAct struct {
	of
	Package []string `arg:"" help:"ISSUE=CHOICE, one an issue; ISSUE=CHOICE+CHOICE for alternatives."`
	Says    string   `placeholder:"WORDS" help:"What to say to it."`
}

func (a proposeAct) write(context.Context, *sitting) (act talks.Act, _ *secretariat.Content, err error) {
	act.Do, act.Says = talks.DoTable, a.Says
	act.Package, err = items(a.Package)
	return act, nil, err
}

type retractAct struct {
	of
	Proposal string `arg:"" help:"The proposal, such as p1."`
	Because  string `placeholder:"WHY" help:"Why."`
}

func (a retractAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoRetract, Proposal: a.Proposal, Because: a.Because}, nil, nil
}

type respondAct struct {
	of
	Answer   string `arg:"" help:"accept, ad_referendum, in_group, noted, reserve, reject or withdraw."`
	Proposal string `placeholder:"ID" help:"To a proposal, such as p1."`
	Issue    string `placeholder:"ID" help:"With --proposal: to what it says on this issue."`
	Point    string `placeholder:"ID" help:"To a point, in the words that are on the table."`
	Draft    string `placeholder:"DRAFT" help:"To the whole draft, such as Rev.1."`
	Because  string `placeholder:"WHY" help:"Why: reserve and reject need it."`
	Until    string `placeholder:"DATE" help:"ad_referendum: when instructions are expected."`
}

func (a respondAct) write(_ context.Context, s *sitting) (talks.Act, *secretariat.Content, error) {
	act := talks.Act{Do: talks.DoRespond, Answer: talks.Answer(a.Answer), Proposal: a.Proposal, Issue: a.Issue, Point: a.Point, Because: a.Because, Until: a.Until}
	if a.Point != "" {
		for _, p := range s.state.Points {
			if p.Point == a.Point && !p.Struck {
				act.Words = p.Words
			}
		}
	}
	var err error
	if a.Draft != "" {
		act.Draft, err = s.draft(a.Draft)
	}
	return act, nil, err
}

type reopenAct struct {
	of
	Point   string `arg:"" optional:"" help:"The point; the whole, if not given."`
	Because string `required:"" placeholder:"WHY" help:"Why."`
}

func (a reopenAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoReopen, Point: a.Point, Because: a.Because}, nil, nil
}
