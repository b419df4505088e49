package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"parley/internal/secretariat"
	"parley/internal/store"
	"parley/talks"
)

// talksCommand plays talks in a terminal. Its flags hold for all its commands.
type talksCommand struct {
	Data     string `placeholder:"DIR" help:"The folder in which talks are kept (else that of PARLEY_DATA, else parley-data)."`
	Database string `placeholder:"WHERE" help:"A SQLite file or a postgres:// address (else that of PARLEY_DATABASE, else talks.db in the folder)."`
	As       string `placeholder:"PERSON" help:"Who asks (else that of PARLEY_AS)."`
	For      string `placeholder:"PERSON" help:"Mediators: in whose name it is entered; it counts when that person confirms it."`
	Saw      int    `default:"-1" placeholder:"N" help:"How many events you have seen: if there are more by then, it is refused. Without it, whatever is newest is meant."`
	At       string `placeholder:"TIME" help:"When it happened, as 2026-01-31T10:00:00Z, if not now: never later than now, nor before the last event. The journal shows when it was entered."`
	JSON     bool   `name:"json" help:"Answer in JSON."`

	Open   talksOpenCommand   `cmd:"" group:"Talks" help:"Open talks from a case."`
	List   talksListCommand   `cmd:"" group:"Talks" help:"List the talks that there are."`
	Show   talksShowCommand   `cmd:"" group:"Talks" help:"Show where talks stand, as one person sees them."`
	Board  talksBoardCommand  `cmd:"" group:"Talks" help:"Show one page: each document a row, each point a cell with its status."`
	Log    talksLogCommand    `cmd:"" group:"Talks" help:"List what happened, as one person saw it."`
	Read   talksReadCommand   `cmd:"" group:"Talks" help:"Read a sealed position, note or message."`
	Invite acting[inviteAct]  `cmd:"" group:"People and rules" help:"Give somebody a seat."`
	Repl   acting[replaceAct] `cmd:"" name:"replace" group:"People and rules" help:"Give somebody's seat to another."`
	Remove acting[removeAct]  `cmd:"" group:"People and rules" help:"Take a seat away."`
	Rules  acting[rulesAct]   `cmd:"" group:"People and rules" help:"Put rules of the talks forward."`
	Agree  acting[agreeAct]   `cmd:"" group:"People and rules" help:"Agree to the rules that were put forward."`
	Conf   acting[confirmAct] `cmd:"" name:"confirm" group:"People and rules" help:"Confirm what a mediator entered in your name."`
	Disown acting[disownAct]  `cmd:"" group:"People and rules" help:"Say that it was not so."`

	Round    acting[roundAct]    `cmd:"" group:"Rounds" help:"Open a round."`
	Adjourn  acting[adjournAct]  `cmd:"" group:"Rounds" help:"Close it; the server then signs the head of the journal."`
	Lock     acting[lockAct]     `cmd:"" group:"Rounds" help:"Lock positions until the round is closed."`
	Submit   acting[submitAct]   `cmd:"" group:"Rounds" help:"Submit a position, sealed, or a revision of it."`
	Foretell acting[foretellAct] `cmd:"" group:"Rounds" help:"Say what a release will tell."`
	Release  acting[releaseAct]  `cmd:"" group:"Rounds" help:"Give an answer of the engine to all parties."`
	Blind    acting[blindAct]    `cmd:"" group:"Rounds" help:"Put packages to blind acceptance."`
	Tick     acting[tickAct]     `cmd:"" group:"Rounds" help:"Seal which of them your party could live with."`
	Reveal   acting[revealAct]   `cmd:"" group:"Rounds" help:"Find one package that all ticked."`

	Text    acting[textAct]    `cmd:"" group:"Text and proposals" help:"Make an operation on the text."`
	Draft   acting[draftAct]   `cmd:"" group:"Text and proposals" help:"Put the text, as it is, on the table as a numbered draft."`
	Seen    acting[seenAct]    `cmd:"" group:"Text and proposals" help:"Say that your party has seen a draft."`
	Propose acting[proposeAct] `cmd:"" group:"Text and proposals" help:"Table a package, or alternatives on some issues."`
	Retract acting[retractAct] `cmd:"" group:"Text and proposals" help:"Take a proposal back."`
	Respond acting[respondAct] `cmd:"" group:"Text and proposals" help:"Answer a proposal, a point or the draft."`
	Reopen  acting[reopenAct]  `cmd:"" group:"Text and proposals" help:"Reopen a point, or the whole."`

	Silence   acting[silenceAct]   `cmd:"" group:"Silence" help:"Propose that the draft is adopted by silence."`
	Circulate acting[circulateAct] `cmd:"" group:"Silence" help:"Send it round: silence runs."`
	Object    acting[objectAct]    `cmd:"" group:"Silence" help:"Break silence."`
	Conclude  acting[concludeAct]  `cmd:"" group:"Silence" help:"Notify adoption, after it ran out unbroken."`
	Announce  acting[announceAct]  `cmd:"" group:"Silence" help:"Announce it at the next meeting."`

	Caucus   acting[caucusAct]   `cmd:"" group:"Caucus" help:"Take a sealed note."`
	Message  acting[messageAct]  `cmd:"" group:"Caucus" help:"Take down what one party has to say to others, sealed."`
	Permit   acting[permitAct]   `cmd:"" group:"Caucus" help:"Say how far your message may be carried."`
	Deliver  acting[deliverAct]  `cmd:"" group:"Caucus" help:"Carry it to a party."`
	ReadBack acting[readBackAct] `cmd:"" name:"readback" group:"Caucus" help:"Confirm that these were the words."`

	State     acting[stateAct]     `cmd:"" group:"The end" help:"Attach a statement or a reservation."`
	Initial   acting[initialAct]   `cmd:"" group:"The end" help:"Initial the adopted text."`
	Sign      acting[signAct]      `cmd:"" group:"The end" help:"Sign it."`
	Undertake acting[undertakeAct] `cmd:"" group:"The end" help:"List a commitment that the signed text holds."`
	TakeOn    acting[takeOnAct]    `cmd:"" name:"take-on" group:"The end" help:"Take a commitment on."`
	Report    acting[reportAct]    `cmd:"" group:"The end" help:"Say how far a commitment was kept."`

	Do          talksDoCommand          `cmd:"" group:"The journal" help:"Carry out acts written as JSON."`
	Key         talksKeyCommand         `cmd:"" group:"The journal" help:"Make a key to countersign with, and put its public half on record."`
	Countersign talksCountersignCommand `cmd:"" group:"The journal" help:"Sign the head of the journal for your party."`
	Destroy     talksDestroyCommand     `cmd:"" group:"The journal" help:"Destroy the keys of your party, for ever, with a certificate."`
	Rewrap      talksRewrapCommand      `cmd:"" group:"The journal" help:"Wrap the keys of all talks by a new master key."`
	Export      talksExportCommand      `cmd:"" group:"The journal" help:"Write the journal to a file to keep."`
	Import      talksImportCommand      `cmd:"" group:"The journal" help:"Take journals in from a file."`
	Backup      talksBackupCommand      `cmd:"" group:"The journal" help:"Write the journals of all talks to a file."`
	Verify      talksVerifyCommand      `cmd:"" group:"The journal" help:"Check the journal as it is in the database."`
}

// Help is shown under the command's help.
func (talksCommand) Help() string {
	return "Talks go so: open; invite; rules and agree; round; submit; text and draft; propose and respond; seen, and respond --draft, or silence; initial; sign. " +
		"show and log say where they stand. Talks are opened from a case. Each command prints what happened and a receipt; what is refused names the rule and changes nothing. " +
		"Whoever runs this can act as anybody: it is for one machine that its people trust."
}

// of is the talk that a command is about.
type of struct {
	Talk string `arg:"" help:"The name of the talks."`
}

// sitting is a command under way.
type sitting struct {
	*secretariat.Secretariat
	p     *program
	flags *talksCommand
	talk  string
	as    string
	state *talks.State
}

// folder is where talks are kept: the one that parley serve takes, too.
func (t *talksCommand) folder(p *program) string {
	for _, dir := range []string{t.Data, p.getenv("PARLEY_DATA")} {
		if dir != "" {
			return dir
		}
	}
	return "parley-data"
}

// sit opens the folder of talks, which is there. It is the caller's to close.
func (t *talksCommand) sit(ctx context.Context, p *program) (*sitting, error) {
	dir := t.folder(p)
	if !exists(dir) {
		return nil, wrong("%s: no talks are kept there", dir).hint("--data names the folder; parley talks open CASE and import FILE make it")
	}
	return t.begin(ctx, p)
}

// begin is sit, and makes the folder where there is none.
func (t *talksCommand) begin(ctx context.Context, p *program) (*sitting, error) {
	dir := t.folder(p)
	master, err := secretariat.FindMaster(dir, p.getenv)
	if err != nil {
		return nil, wrong("%s", plainly(err))
	}
	database := t.Database
	if database == "" {
		database = p.getenv("PARLEY_DATABASE")
	}
	s, err := secretariat.Open(ctx, secretariat.Config{Folder: dir, Database: database, Master: master, Backdated: true})
	if err != nil {
		return nil, wrong("%s", plainly(err))
	}
	as := t.As
	if as == "" {
		as = p.getenv("PARLEY_AS")
	}
	return &sitting{Secretariat: s, p: p, flags: t, as: as}, nil
}

// at sits down to one talk.
func (t *talksCommand) at(ctx context.Context, p *program, talk string) (*sitting, error) {
	s, err := t.sit(ctx, p)
	if err != nil {
		return nil, err
	}
	s.talk = talk
	if s.state, err = s.State(ctx, talk); err != nil {
		err = s.failed(ctx, err)
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// person is who asks.
func (s *sitting) person() (string, error) {
	if s.as == "" {
		f := wrong("it is not said who asks").hint("--as PERSON says so, or PARLEY_AS")
		if s.state != nil {
			var ids []string
			for _, x := range s.state.People {
				if !x.Removed {
					ids = append(ids, x.ID)
				}
			}
			f.hint("with a seat there are %s", strings.Join(ids, ", "))
		}
		return "", f
	}
	return s.as, nil
}

// when reads --at.
func (t *talksCommand) when() (time.Time, error) {
	if t.At == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, t.At)
	if err != nil {
		return at, wrong("--at: %q is no time", t.At).hint("write it as 2026-01-31T10:00:00Z")
	}
	return at, nil
}

// failed says why something was not done, and with which status.
func (s *sitting) failed(ctx context.Context, err error) error {
	var refusal *talks.Refusal
	var unfit *secretariat.Unfit
	var own *failure
	switch {
	case err == nil, errors.As(err, &own):
		return err
	case errors.As(err, &refusal):
		f := &failure{status: statusInvalid, text: "refused: " + refusal.Error()}
		if refusal.Found == nil {
			return f
		}
		return s.named(f, refusal.Found)
	case errors.As(err, &unfit):
		if len(unfit.Problems) > 0 {
			fmt.Fprint(s.p.err, unfit.Problems)
		}
		return &failure{status: statusInvalid, text: "refused: " + unfit.Error()}
	case errors.Is(err, secretariat.ErrNoTalk):
		f := wrong("%s", err)
		all, listed := s.Talks(ctx)
		var names []string
		for _, x := range all {
			names = append(names, x.Talk)
		}
		if listed == nil {
			return suggest(f, s.talk, "there are", names)
		}
		return f
	case errors.Is(err, store.ErrUnsure):
		return wrong("%s", err).hint("parley talks log says whether it is there")
	}
	return wrong("%s", plainly(err))
}
