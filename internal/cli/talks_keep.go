package cli

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"parley/internal/secretariat"
	"parley/internal/store"
	"parley/ledger"
	"parley/talks"
	"parley/verify"
)

type talksDoCommand struct {
	of
	File string `arg:"" help:"A file of acts as JSON, one behind the other; - for standard input."`
}

// Help is shown under the command's help.
func (talksDoCommand) Help() string {
	return "Each is an object with the keys of docs/talks.md, and content for what is sealed: {\"says\":…}, {\"ticks\":[…]} or {\"position\":\"YAML\"}. " +
		"Its author is --as where it names none. The first that is refused ends it; those before it are carried out."
}

// written is an act as a file has it.
type written struct {
	talks.Act
	Saw     *int                 `json:"saw"`
	Content *secretariat.Content `json:"content"`
}

// Run carries out the acts.
func (c *talksDoCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.at(ctx, p, c.Talk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	from := p.in
	if c.File != standard {
		f, err := os.Open(c.File)
		if err != nil {
			return wrong("%s", plainly(err))
		}
		defer f.Close()
		from = f
	}
	acts := json.NewDecoder(io.LimitReader(from, talks.MaxEvent))
	acts.DisallowUnknownFields()
	for n := 1; ; n++ {
		var w written
		if err := acts.Decode(&w); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return wrong("%s: act %d is none: %s", c.File, n, err)
		}
		a, err := s.asked(ctx, &w)
		if err != nil {
			return s.failed(ctx, err)
		}
		if err := s.carry(ctx, a); err != nil {
			return err
		}
	}
}

// asked makes of an act in a file what is asked for.
func (s *sitting) asked(ctx context.Context, w *written) (a secretariat.Ask, err error) {
	a = secretariat.Ask{Command: talks.Command{Act: w.Act, Saw: s.flags.Saw}, Content: w.Content}
	if w.Saw != nil {
		a.Saw = *w.Saw
	}
	if a.Author == "" {
		if a.Author, err = s.person(); err != nil {
			return a, err
		}
	}
	if a.At.IsZero() {
		if a.At, err = s.flags.when(); err != nil {
			return a, err
		}
	}
	if a.Content == nil || a.Content.File == "" {
		return a, nil
	}
	who := a.Author
	if a.For != "" {
		who = a.For
	}
	position, found, err := s.ReadPosition(ctx, s.talk, who, "position", []byte(a.Content.File))
	if err == nil && found.Errors() > 0 {
		err = &secretariat.Unfit{What: fmt.Errorf("the position: %s", count(found.Errors(), "error", "errors")), Problems: found}
	}
	a.Content.Position, a.Content.File = position, ""
	return a, err
}

type talksKeyCommand struct {
	of
	File string `arg:"" help:"The file of the key, which is made if it is not there. Keep it where nobody else gets it."`
}

// Run makes a key, and puts its public half on record.
func (c *talksKeyCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.at(ctx, p, c.Talk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	who, err := s.person()
	if err != nil {
		return err
	}
	if !exists(c.File) {
		if err := secretariat.NewSigningKey(c.File); err != nil {
			return wrong("%s", plainly(err))
		}
	}
	key, err := secretariat.SigningKey(c.File)
	if err != nil {
		return wrong("%s", plainly(err))
	}
	public := key.Public().(ed25519.PublicKey)
	done, err := s.Register(ctx, c.Talk, who, public)
	if err != nil {
		return s.failed(ctx, err)
	}
	if t.JSON {
		return p.json(map[string]string{"key": hex.EncodeToString(public), "receipt": done.Receipt.String()})
	}
	fmt.Fprintf(p.out, "The key of %s is on record: %s\nIts private half is in %s and nowhere else.\nReceipt %s\n", speaker(s.state, who), hex.EncodeToString(public), c.File, done.Receipt)
	return nil
}

type talksCountersignCommand struct {
	of
	File   string `arg:"" help:"The file of your key."`
	Output string `short:"o" placeholder:"FILE" help:"Keep the signed head in a file of your own, for parley verify --head."`
}

// Run signs the head of the journal as it is now.
func (c *talksCountersignCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.at(ctx, p, c.Talk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	who, err := s.person()
	if err != nil {
		return err
	}
	key, err := secretariat.SigningKey(c.File)
	if err != nil {
		return wrong("%s", plainly(err))
	}
	if err := protects([]string{c.File}, c.Output); err != nil {
		return err
	}
	head, err := s.SignHead(ctx, c.Talk)
	if err != nil {
		return s.failed(ctx, err)
	}
	own := ledger.Signature{Name: s.party()}
	copy(own.Key[:], key.Public().(ed25519.PublicKey))
	copy(own.Bytes[:], ed25519.Sign(key, head.Message(own.Name)))
	if head, err = s.Countersign(ctx, c.Talk, who, head.Entries, own); err != nil {
		return s.failed(ctx, err)
	}
	fmt.Fprintf(p.out, "%s countersigned the head at entry %d, with the server's key %s\n", speaker(s.state, who), head.Entries, hex.EncodeToString(s.ServerKey()))
	if c.Output == "" {
		return nil
	}
	return p.emit(c.Output, func(w io.Writer) error { _, err := w.Write(head.Text()); return err })
}

type talksExportCommand struct {
	of
	Output string `short:"o" placeholder:"FILE" help:"Write to a file that only you can read; - is standard output."`
	All    bool   `help:"With every sealed part, for whoever moves the talks to another database. Their keys are in no export."`

	Agreement bool `help:"The signed text, with the entries by which each party signed it, to take along and to show to others."`
}

// Help is shown under the command's help.
func (talksExportCommand) Help() string {
	return "It holds every entry, and of what is sealed what --as can open. parley verify checks it."
}

// Run writes the journal.
func (c *talksExportCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.at(ctx, p, c.Talk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if c.All && c.Agreement {
		return wrong("an agreement holds nothing that is sealed: give --all or --agreement")
	}
	who := ""
	if !c.All {
		if who, err = s.person(); err != nil {
			return err
		}
	}
	write := s.Export
	if c.Agreement {
		write = s.Agreement
	}
	var b bytes.Buffer // so that a refusal leaves no file
	if err := write(ctx, c.Talk, who, &b); err != nil {
		return s.failed(ctx, err)
	}
	return p.emit(c.Output, func(w io.Writer) error { _, err := w.Write(b.Bytes()); return err })
}

type talksImportCommand struct {
	File string `arg:"" help:"An export or a backup; - for standard input."`
}

// Run takes journals in.
func (c *talksImportCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.begin(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	from := p.in
	if c.File != standard {
		f, err := os.Open(c.File)
		if err != nil {
			return wrong("%s", plainly(err))
		}
		defer f.Close()
		from = f
	}
	ends, err := s.Import(ctx, from)
	if err != nil {
		return &failure{status: statusInvalid, text: err.Error()}
	}
	for _, tip := range ends {
		fmt.Fprintf(p.out, "%s: %s taken in\n", tip.Talk, count(int(tip.Number), "entry", "entries"))
		if _, err := s.State(ctx, tip.Talk); err != nil {
			fmt.Fprintf(p.err, "%s: it verifies, and cannot be gone on with: %s\n", tip.Talk, err)
		}
	}
	return nil
}

type talksBackupCommand struct {
	Output string `short:"o" required:"" placeholder:"FILE" help:"Write to a file that only you can read; - is standard output."`
}

// Run writes the journals of all talks.
func (c *talksBackupCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.sit(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := p.emit(c.Output, func(w io.Writer) error { return s.Backup(ctx, w) }); err != nil {
		return s.failed(ctx, err)
	}
	fmt.Fprintf(p.err, "hint: the keys are not in it: keep %s/keys and the master key apart from it\n", t.folder(p))
	return nil
}

type talksVerifyCommand struct {
	of
	Receipt []string `sep:"none" placeholder:"RECEIPT" help:"A receipt that you were given. May be repeated."`
}

// Run checks the journal in the database.
func (c *talksVerifyCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.sit(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	s.talk = c.Talk
	report, err := s.Verify(ctx, c.Talk, verify.Known{Receipts: c.Receipt})
	if report != nil {
		p.verified(report)
	}
	switch {
	case errors.Is(err, store.ErrDamaged) && report != nil: // beside the journal
		return (&failure{status: statusInvalid, text: plainly(err)}).hint("the entries themselves are as said above: parley talks backup writes them out, and import takes them into another --data")
	case errors.Is(err, store.ErrDamaged): // what cannot even be written out
		return (&failure{status: statusInvalid, text: plainly(err)}).hint("parley talks import takes a backup into another --data, to compare")
	case err != nil:
		return s.failed(ctx, err)
	}
	if !report.Sound() {
		return &failure{status: statusInvalid}
	}
	return nil
}
