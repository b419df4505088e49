package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"parley/internal/secretariat"
	"parley/talks"
	"parley/text"
)

// act is one kind of act, as its command takes it from the line.
type act interface {
	name() string // of the talks
	// write makes the act, and the content to be sealed with it.
	write(ctx context.Context, s *sitting) (talks.Act, *secretariat.Content, error)
}

func (o of) name() string { return o.Talk }

// acting is the command of an act.
type acting[A act] struct {
	Act A `embed:""`
}

// Help is shown under the command's help.
func (a acting[A]) Help() string {
	if h, ok := any(a.Act).(kong.HelpProvider); ok {
		return h.Help()
	}
	return ""
}

// Run carries the act out, and prints what happened.
func (a *acting[A]) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	at, err := t.when()
	if err != nil {
		return err
	}
	s, err := t.at(ctx, p, a.Act.name())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	who, err := s.person()
	if err != nil {
		return err
	}
	x, content, err := a.Act.write(ctx, s)
	if err != nil {
		return s.failed(ctx, err)
	}
	x.Author, x.For, x.At = who, t.For, at
	return s.carry(ctx, secretariat.Ask{Command: talks.Command{Act: x, Saw: t.Saw}, Content: content})
}

// carry has something done, and says what happened.
func (s *sitting) carry(ctx context.Context, a secretariat.Ask) error {
	done, err := s.Do(ctx, s.talk, a)
	if err != nil {
		return s.told(s.failed(ctx, err), a)
	}
	if err := s.say(ctx, done); err != nil {
		return err
	}
	// The head is signed where people compare: at a round's end, and at a signature.
	if last := done.Events[len(done.Events)-1].Do; last == talks.DoAdjourn || last == talks.DoSign {
		head, err := s.SignHead(ctx, s.talk)
		if err != nil {
			return wrong("it was recorded, and the head of the journal was not signed: %s", err).hint("parley talks export signs it")
		}
		if !s.flags.JSON {
			fmt.Fprintf(s.p.out, "The server signed the head of the journal at entry %d; heads of delegation can now countersign it.\n", head.Entries)
		}
	}
	return nil
}

// told adds to a refused tick what the result will reveal: it has to be read first.
func (s *sitting) told(err error, a secretariat.Ask) error {
	var f *failure
	if a.Do != talks.DoTick || a.Told || !errors.As(err, &f) {
		return err
	}
	for _, b := range s.state.Blinds {
		if b.ID == a.Blind {
			return f.hint("%s", b.Infer).hint("--told says that you have read this")
		}
	}
	return err
}

// say prints what happened, with the receipt.
func (s *sitting) say(ctx context.Context, done secretariat.Done) error {
	if s.flags.JSON {
		return s.p.json(struct {
			Events  []talks.Event `json:"events"`
			Seq     int           `json:"seq"`
			Receipt string        `json:"receipt"`
		}{done.Events, done.Seq, done.Receipt.String()})
	}
	state, err := s.State(ctx, s.talk)
	if err != nil {
		return err
	}
	for i := range done.Events {
		fmt.Fprintln(s.p.out, narrate(state, &done.Events[i]))
	}
	if slices.Contains([]talks.Do{talks.DoDraft, talks.DoSilence, talks.DoInitial}, done.Events[0].Do) {
		s.concordance(state)
	}
	fmt.Fprintf(s.p.out, "Event %d; receipt %s\n", done.Seq, done.Receipt)
	return nil
}

// concordance warns of points whose languages are not in line, where the text is put
// on the table, or is to be adopted or initialled: no rule demands that they are.
func (s *sitting) concordance(state *talks.State) {
	t, err := text.Fold(state.Text)
	if err != nil { // which whoever reads the text is told
		return
	}
	for _, d := range t.Documents {
		for _, p := range d.Points {
			for _, lang := range t.Languages {
				if p.Stands() && p.Stale(lang) {
					fmt.Fprintf(s.p.err, "warning: %s: its words in %s have not been confirmed since another language changed\n", p.ID, lang)
				}
			}
		}
	}
}

// json prints an answer for programs.
func (p *program) json(v any) error {
	e := json.NewEncoder(p.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// words are what was said on the line, or, for -, on standard input.
func (s *sitting) words(said string) (string, error) {
	if said != standard {
		return said, nil
	}
	b, err := io.ReadAll(io.LimitReader(s.p.in, secretariat.MaxWords+1))
	if err != nil {
		return "", wrong("standard input: %s", err)
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}

// party is that of the person who asks, or in whose name it is asked.
func (s *sitting) party() string {
	who := s.as
	if s.flags.For != "" {
		who = s.flags.For
	}
	p, _ := s.state.Person(who)
	return p.Party
}

// draft finds the hash of a draft by its name.
func (s *sitting) draft(name string) (string, error) {
	var names []string
	for _, d := range s.state.Drafts {
		if d.Name == name || d.Hash == name {
			return d.Hash, nil
		}
		names = append(names, d.Name)
	}
	return "", suggest(wrong("no draft was issued as %q", name), name, "the drafts are", names)
}

// items reads ISSUE=CHOICE, with several choices as ISSUE=CHOICE+CHOICE.
func items(pairs []string) ([]talks.Item, error) {
	var all []talks.Item
	for _, pair := range pairs {
		issue, choices, ok := strings.Cut(pair, "=")
		if !ok || issue == "" || choices == "" {
			return nil, wrong("%q is no choice on an issue", pair).hint("it is written as ISSUE=CHOICE, or ISSUE=CHOICE+CHOICE for alternatives")
		}
		all = append(all, talks.Item{Issue: issue, Choices: strings.Split(choices, "+")})
	}
	return all, nil
}
