package cli

import (
	"context"
	"time"

	"parley"
	"parley/internal/secretariat"
	"parley/talks"
)

// Acts of silence.

type silenceAct struct {
	of
	Draft   string   `arg:"" help:"The draft on the table, such as Rev.1."`
	Hours   int      `placeholder:"N" help:"It expires so many hours from now; those of the rules and one more, if neither this nor --expires is given."`
	Expires string   `placeholder:"TIME" help:"When it expires, as 2026-01-31T10:00:00Z."`
	Points  []string `placeholder:"ID,..." help:"Only these points; the whole draft if not given."`
}

// Help is shown under the command's help.
func (silenceAct) Help() string {
	return "At a meeting. If nobody objects there, circulate it; from then to expiry there are at least the hours of the rules."
}

func (a silenceAct) write(_ context.Context, s *sitting) (act talks.Act, _ *secretariat.Content, err error) {
	act.Do, act.Points = talks.DoSilence, a.Points
	if act.Draft, err = s.draft(a.Draft); err != nil {
		return act, nil, err
	}
	if a.Expires != "" {
		if a.Hours != 0 {
			return act, nil, wrong("--hours and --expires say the same thing: give one")
		}
		if act.Expires, err = time.Parse(time.RFC3339, a.Expires); err != nil {
			return act, nil, wrong("--expires: %q is no time", a.Expires).hint("write it as 2026-01-31T10:00:00Z")
		}
		return act, nil, nil
	}
	from, err := s.flags.when()
	if err != nil {
		return act, nil, err
	}
	if from.IsZero() {
		from = time.Now()
	}
	if a.Hours == 0 && s.state.Rules != nil {
		a.Hours = s.state.Rules.Silence + 1
	}
	act.Expires = from.UTC().Truncate(time.Second).Add(time.Duration(a.Hours) * time.Hour)
	return act, nil, nil
}

// procedure is a silence procedure.
type procedure struct {
	of
	Silence string `arg:"" help:"The silence procedure, such as s1."`
}

type circulateAct struct{ procedure }

func (a circulateAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoCirculate, Silence: a.Silence}, nil, nil
}

type objectAct struct {
	procedure
	Because string `placeholder:"WHY" help:"The objection."`
	Says    string `placeholder:"WORDS" help:"An amendment."`
}

func (a objectAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoObject, Silence: a.Silence, Because: a.Because, Says: a.Says}, nil, nil
}

type concludeAct struct{ procedure }

func (a concludeAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoConclude, Silence: a.Silence}, nil, nil
}

type announceAct struct{ procedure }

func (a announceAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoAnnounce, Silence: a.Silence}, nil, nil
}

// Acts of caucus.

type caucusAct struct {
	of
	Words string `arg:"" help:"The note; - for standard input."`
	Party string `placeholder:"ID" help:"The party that it is about; your own if not given."`
	Grade string `placeholder:"GRADE" help:"Who may read it: party, engine, mediator, hint, joint or public. If not given: party for a delegation's own note, mediator for a mediator's."`
}

func (a caucusAct) write(_ context.Context, s *sitting) (talks.Act, *secretariat.Content, error) {
	act := talks.Act{Do: talks.DoNote, Party: a.Party, Grade: parley.Grade(a.Grade)}
	own := s.party()
	if act.Party == "" {
		act.Party = own
	}
	if act.Grade == "" {
		act.Grade = parley.GradeMediator
		if own != "" {
			act.Grade = parley.GradeParty
		}
	}
	says, err := s.words(a.Words)
	return act, &secretariat.Content{Says: says}, err
}

type messageAct struct {
	of
	Words string   `arg:"" help:"The words, exactly; - for standard input."`
	To    []string `required:"" placeholder:"PARTY,..." help:"The parties that it is for."`
	From  string   `placeholder:"PARTY" help:"Whose words they are; your own party's if not given."`
}

func (a messageAct) write(_ context.Context, s *sitting) (talks.Act, *secretariat.Content, error) {
	if a.From == "" {
		a.From = s.party()
	}
	says, err := s.words(a.Words)
	return talks.Act{Do: talks.DoMessage, From: a.From, To: a.To}, &secretariat.Content{Says: says}, err
}

// carried is a message.
type carried struct {
	of
	Message string `arg:"" help:"The message, such as m1."`
}

type permitAct struct {
	carried
	Grade string `arg:"" help:"mediator, it is not carried; hint, in substance and without its source; joint, word for word."`
}

func (a permitAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoPermit, Message: a.Message, Grade: parley.Grade(a.Grade)}, nil, nil
}

type deliverAct struct {
	carried
	Party string `arg:"" help:"To whom it was carried."`
}

func (a deliverAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoDeliver, Message: a.Message, Party: a.Party}, nil, nil
}

type readBackAct struct{ carried }

func (a readBackAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoReadBack, Message: a.Message}, nil, nil
}

// Acts at the end and after it.

type stateAct struct {
	of
	Says  string `arg:"" help:"The statement; - for standard input."`
	Point string `placeholder:"ID" help:"The point that it is about; the whole if not given."`
}

func (a stateAct) write(_ context.Context, s *sitting) (talks.Act, *secretariat.Content, error) {
	says, err := s.words(a.Says)
	return talks.Act{Do: talks.DoState, Says: says, Point: a.Point}, nil, err
}

// finally is the draft that ends the talks. It is named, so that nobody signs
// what they did not mean.
type finally struct {
	of
	Draft string `arg:"" help:"The draft that was adopted, such as Rev.3."`
}

func (a finally) act(s *sitting, do talks.Do) (talks.Act, *secretariat.Content, error) {
	hash, err := s.draft(a.Draft)
	return talks.Act{Do: do, Draft: hash}, nil, err
}

type initialAct struct{ finally }

func (a initialAct) write(_ context.Context, s *sitting) (talks.Act, *secretariat.Content, error) {
	return a.act(s, talks.DoInitial)
}

type signAct struct{ finally }

func (a signAct) write(_ context.Context, s *sitting) (talks.Act, *secretariat.Content, error) {
	return a.act(s, talks.DoSign)
}

type undertakeAct struct {
	of
	Says     string   `arg:"" help:"What is to be done."`
	Owner    string   `required:"" placeholder:"PARTY" help:"Who does it."`
	Verifier string   `required:"" placeholder:"PERSON" help:"Who checks it; not of the owner's delegation."`
	Deadline string   `required:"" placeholder:"DATE" help:"Until when."`
	Points   []string `placeholder:"ID,..." help:"The points that say so."`
}

func (a undertakeAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoUndertake, Says: a.Says, Owner: a.Owner, Verifier: a.Verifier, Deadline: a.Deadline, Points: a.Points}, nil, nil
}

type takeOnAct struct {
	of
	Commitment string `arg:"" help:"The commitment, such as c1."`
}

func (a takeOnAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoTakeOn, Commitment: a.Commitment}, nil, nil
}

type reportAct struct {
	of
	Commitment string `arg:"" help:"The commitment, such as c1."`
	Level      int    `arg:"" help:"1, not begun; 2, begun; 3, kept in part; 4, kept."`
	Says       string `arg:"" help:"What was found."`
}

func (a reportAct) write(context.Context, *sitting) (talks.Act, *secretariat.Content, error) {
	return talks.Act{Do: talks.DoReport, Commitment: a.Commitment, Level: a.Level, Says: a.Says}, nil, nil
}
