package cli

import (
	"context"
	"errors"
	"io"

	"parley/internal/board"
)

type talksBoardCommand struct {
	of
	Public bool   `help:"As anybody may see it by the rules of the talks, without positions."`
	Format string `enum:"text,html,json," default:"" placeholder:"FORMAT" help:"text, html or json; else as the name after -o ends, else text."`
	Output string `short:"o" placeholder:"FILE" help:"Write to a file that only you can read; - is standard output."`
}

// Run writes the board.
func (c *talksBoardCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.at(ctx, p, c.Talk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := protects(nil, c.Output); err != nil {
		return err
	}
	reader := "anybody"
	who := ""
	if !c.Public {
		if who, err = s.person(); err != nil {
			return err
		}
		reader = speaker(s.state, who)
	}
	v, err := s.View(ctx, c.Talk, who)
	if err != nil {
		return s.failed(ctx, err)
	}
	rounds, err := s.Progress(ctx, c.Talk)
	if err != nil {
		return s.failed(ctx, err)
	}
	b, err := board.New(v, reader, rounds)
	if err != nil {
		return err
	}
	format := formatFor(c.Format, c.Output)
	if t.JSON {
		format = "json"
	}
	return p.emit(c.Output, func(w io.Writer) error {
		switch format {
		case "html":
			return b.HTML(w)
		case "json":
			return (&program{out: w}).json(b)
		case "text":
			return b.Text(w, textWidth(w))
		}
		return wrong("the board is written as text, HTML or JSON, and not as %s", format)
	})
}
