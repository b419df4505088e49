package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"parley/internal/secretariat"
	"parley/talks"
	"parley/text"
)

type talksOpenCommand struct {
	Case string `arg:"" help:"A case: a file, or a folder with case.yaml, whose text is taken over."`
	Talk string `placeholder:"NAME" help:"What to call the talks: letters, digits, - _ and . (the name of the case, if not given)."`
	Name string `placeholder:"NAME" help:"The name of who opens them, and is their mediator (the id, if not given)."`
}

// Help is shown under the command's help.
func (talksOpenCommand) Help() string {
	return "Who opens talks is their mediator. Parties, issues and documents are taken over; positions are not: each party submits its own."
}

// Run opens the talks.
func (c *talksOpenCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	m, err := p.manuscript(c.Case, false)
	if err != nil {
		return err
	}
	s, err := t.begin(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	who, err := s.person()
	if err != nil {
		return err
	}
	at, err := t.when()
	if err != nil {
		return err
	}
	if s.talk = c.Talk; s.talk == "" {
		s.talk = caseName(c.Case)
	}
	if c.Name == "" {
		c.Name = who
	}
	var log text.Log
	if !m.new {
		log = m.log
	}
	done, err := s.ConveneAt(ctx, at, s.talk, m.file.Case, talks.Person{ID: who, Name: c.Name}, log...)
	if err != nil {
		return s.failed(ctx, err)
	}
	if len(m.file.Case.Positions) > 0 {
		fmt.Fprintf(p.err, "%s in the case: not taken over; each party submits its own\n", count(len(m.file.Case.Positions), "position", "positions"))
	}
	fmt.Fprintf(p.err, "hint: they are called %s: parley talks show %s\n", s.talk, s.talk)
	return s.say(ctx, done)
}

// caseName is the name of a case: its folder's, or its file's without an ending.
func caseName(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		path = full
	}
	name := filepath.Base(path)
	if name == "case.yaml" || name == "case.json" {
		name = filepath.Base(filepath.Dir(path))
	}
	return strings.TrimSuffix(name, filepath.Ext(name))
}

type talksListCommand struct{}

// Run lists the talks.
func (*talksListCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.sit(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	all, err := s.Talks(ctx)
	if err != nil {
		return s.failed(ctx, err)
	}
	if t.JSON {
		if all == nil {
			all = []secretariat.Summary{}
		}
		return p.json(all)
	}
	for _, x := range all {
		if x.Fault != "" {
			fmt.Fprintf(p.out, "%s: cannot be read: %s\n", x.Talk, x.Fault)
			continue
		}
		fmt.Fprintf(p.out, "%s: %s; %s, %s, %s, last on %s\n", x.Talk, titled(x.Title), inWords(x.Status), count(x.Round, "round", "rounds"), count(x.Seq, "event", "events"), x.At.Format(time.DateOnly))
	}
	if len(all) == 0 {
		fmt.Fprintln(p.err, "there are no talks; parley talks open CASE opens some")
	}
	return nil
}

func titled(title string) string {
	if title == "" {
		return "untitled"
	}
	return title
}

func inWords(s talks.Status) string { return strings.ReplaceAll(string(s), "_", " ") }

type talksLogCommand struct {
	of
	After int `placeholder:"N" help:"Only what came after event N."`
}

// Run lists what the person may see that happened.
func (c *talksLogCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.at(ctx, p, c.Talk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	who, err := s.person()
	if err != nil {
		return err
	}
	past, err := s.History(ctx, c.Talk, who, c.After)
	if err != nil {
		return s.failed(ctx, err)
	}
	if t.JSON {
		type entry struct {
			Event   talks.Event `json:"event"`
			Written time.Time   `json:"written"`
			Receipt string      `json:"receipt"`
		}
		all := []entry{}
		for _, x := range past {
			all = append(all, entry{x.Event, x.Written, x.Receipt.String()})
		}
		return p.json(all)
	}
	for i := range past {
		e := &past[i].Event
		late := ""
		if d := past[i].Written.Sub(e.At); d >= time.Minute {
			late = ", entered on " + past[i].Written.Format("2006-01-02 15:04")
		}
		fmt.Fprintf(p.out, "%d  %s%s  %s\n", e.Seq, e.At.Format("2006-01-02 15:04"), late, narrate(s.state, e))
	}
	return nil
}

type talksReadCommand struct {
	of
	What string `arg:"" help:"A message, such as m1, or the number of the event that sealed it."`
}

// Run prints what was sealed.
func (c *talksReadCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.at(ctx, p, c.Talk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	who, err := s.person()
	if err != nil {
		return err
	}
	var content secretariat.Content
	var seq int
	if n, _ := fmt.Sscanf(c.What, "%d", &seq); n == 1 {
		content, err = s.Read(ctx, c.Talk, who, seq)
	} else {
		content, err = s.Message(ctx, c.Talk, who, c.What)
	}
	switch {
	case err != nil:
		return s.failed(ctx, err)
	case t.JSON:
		return p.json(content)
	case content.File != "":
		_, err = io.WriteString(p.out, content.File)
	default:
		_, err = fmt.Fprintln(p.out, content.Says)
	}
	return err
}

type talksShowCommand struct {
	of
	Text bool `help:"The text, with brackets, and why you hold yours."`
}

// Help is shown under the command's help.
func (talksShowCommand) Help() string {
	return "Without --as it is what anybody may see by the rules of the talks."
}

// Run shows where the talks stand.
func (c *talksShowCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.at(ctx, p, c.Talk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	v, err := s.View(ctx, c.Talk, s.as)
	if err != nil {
		return s.failed(ctx, err)
	}
	if who, found := s.state.Person(s.as); s.as != "" && (!found || who.Removed) && !c.Text {
		fmt.Fprintf(p.err, "%q has no seat in these talks: this is what anybody may see\n", s.as)
	}
	switch {
	case c.Text:
		return s.sheet(ctx)
	case t.JSON:
		return p.json(v)
	}
	s.show(v)
	return nil
}

// sheet prints the text as the person may see it.
func (s *sitting) sheet(ctx context.Context) error {
	who, err := s.person()
	if err != nil {
		return err
	}
	c, err := s.Case(ctx, s.talk, who)
	if err != nil {
		return s.failed(ctx, err)
	}
	now, err := text.Fold(s.state.Text)
	if err != nil {
		return err
	}
	look := text.Look{Case: c}
	if party := s.party(); party != "" {
		look.Reasons = text.ReasonsFor(c, party)
	}
	return now.Look(look).Text(s.p.out, textWidth(s.p.out))
}
