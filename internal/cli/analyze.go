package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley"
	"parley/bargain"
	"parley/brief"
	"parley/casefile"
)

type analyzeCommand struct {
	Case   string        `arg:"" help:"The case: a file, or a folder with case.yaml and positions/."`
	Format string        `enum:"text,markdown,html,json," default:"" placeholder:"FORMAT" help:"text, markdown, html or json; else as the name after -o ends, else text."`
	Output string        `short:"o" placeholder:"FILE" help:"Write the report to a file that only you can read; - is standard output."`
	Party  string        `xor:"reader" placeholder:"ID" help:"Report to this party: its own position, and of the others what is joint."`
	Common bool          `xor:"reader" help:"Report to everybody at the table: joint items alone."`
	Only   []string      `placeholder:"QUESTION" help:"Answer these only: ${questions}."`
	Seed   uint64        `default:"1" placeholder:"N" help:"Seed of the draws for robustness (1)."`
	Draws  int           `default:"${draws}" placeholder:"N" help:"How many draws robustness takes (${draws})."`
	Budget time.Duration `placeholder:"DURATION" help:"Stop after this time, 30s say, with what is certain by then."`
	All    bool          `help:"Do not cut long lists in text and Markdown."`
}

// Help is shown under the command's help.
func (analyzeCommand) Help() string {
	return "Without --party and --common the report is the mediator's and confidential. " +
		"Exit status: 0 answered (no agreement is an answer too), 1 the case has errors, 2 wrong usage, " +
		"3 interrupted: what was certain by then has been printed."
}

func questionList() string {
	var names []string
	for _, q := range bargain.Questions() {
		names = append(names, string(q))
	}
	return strings.Join(names, ", ")
}

func drawsDefault() string { return strconv.Itoa(bargain.DefaultDraws) }

// Run analyses the case and writes the report.
func (c *analyzeCommand) Run(ctx context.Context, p *program) error {
	only, err := c.questions()
	if err != nil {
		return err
	}
	if c.Draws < 1 {
		return wrong("--draws takes at least 1")
	}
	if c.Budget < 0 {
		return wrong("--budget takes a time such as 30s")
	}
	f, err := p.load(c.Case, c.Party != "" || c.Common)
	if err != nil {
		return err
	}
	r, err := readerOf(f.Case, c.Party, c.Common)
	if err != nil {
		return err
	}
	if err := protects(f.Files, c.Output); err != nil {
		return err
	}
	p.warn(f, r)

	ctx, stop := interruptible(ctx, c.Budget)
	defer stop()
	w := &work{p: p, o: bargain.Options{Only: only, Seed: c.Seed, Draws: c.Draws}}
	rep, err := w.answer(ctx, f, r)
	if err != nil {
		return err
	}
	rep.o.All = c.All
	if err := c.write(p, rep); err != nil {
		return err
	}
	if w.cut {
		return (&failure{status: statusInterrupted, text: context.Cause(ctx).Error() + ": the answer is partial"}).
			hint("the report says of each answer whether it is proven")
	}
	return nil
}

// questions reads --only.
func (c *analyzeCommand) questions() ([]bargain.Question, error) {
	var only []bargain.Question
	for _, word := range c.Only {
		q := bargain.Question(strings.TrimSpace(word))
		if !slices.Contains(bargain.Questions(), q) {
			f := wrong("--only: there is no question %q", word)
			if near := parley.Nearest(word, strings.Split(questionList(), ", ")); near != "" {
				f.hint("did you mean %s?", near)
			}
			return nil, f.hint("the questions are %s", questionList())
		}
		only = append(only, q)
	}
	return only, nil
}

// write renders the report to where it was asked for.
func (c *analyzeCommand) write(p *program, r *rendering) error {
	format := formatFor(c.Format, c.Output)
	if c.Output == "" || c.Output == standard {
		return r.write(p.out, format, textWidth(p.out), p.colors(p.out))
	}
	return writeFile(c.Output, func(w io.Writer) error { return r.write(w, format, minWidth, false) })
}

// work is the engine at work on one case, for one reader.
type work struct {
	p   *program
	o   bargain.Options
	cut bool // the context ended before the work did
}

// answer asks the engine what the reader may know, and, of what the case
// declares as open to every party, what rests on everybody's positions.
func (w *work) answer(ctx context.Context, f *casefile.File, r reader) (*rendering, error) {
	bar := startProgress(w.p.err)
	defer bar.stop()
	w.o.Progress = bar.report
	view := r.view(f.Case)
	a, err := w.analyze(ctx, view, w.o)
	if err != nil {
		return nil, err
	}
	o := brief.Options{Audience: r.audience, Party: r.party}
	if open := r.shared(f.Case, w.o.Only); len(open) > 0 {
		shared := w.o
		shared.Only = open
		if o.Shared, err = w.analyze(ctx, f.Case.Mediator(), shared); err != nil {
			return nil, err
		}
	}
	return &rendering{c: view, a: a, o: o}, nil
}

func (w *work) analyze(ctx context.Context, c *parley.Case, o bargain.Options) (*bargain.Answer, error) {
	problem, err := bargain.Compile(c)
	if err != nil {
		return nil, &failure{status: statusInvalid, text: err.Error()}
	}
	a, err := problem.Analyze(ctx, o)
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		w.cut = true
	case err != nil:
		// The independent check did not confirm what the engine found. Better
		// no answer than one that may be wrong.
		panic(fmt.Errorf("the independent check: %w", err))
	}
	return a, nil
}
