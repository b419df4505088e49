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
	Case   []string      `arg:"" name:"case" help:"The case: a file, or a folder with case.yaml and positions/. Or a scenario of another tool: its domain and profiles, or their folder."`
	Format string        `enum:"text,markdown,html,json," default:"" placeholder:"FORMAT" help:"text, markdown, html or json; else as the name after -o ends, else text."`
	Output string        `short:"o" placeholder:"FILE" help:"Write the report to a file that only you can read; - is standard output."`
	Party  string        `xor:"reader" placeholder:"ID" help:"Report to this party: its own position, and of the others what is joint."`
	Common bool          `xor:"reader" help:"Report to everybody at the table: joint items alone."`
	Only   []string      `placeholder:"QUESTION" help:"Answer these only: ${questions}."`
	Seed   uint64        `default:"1" placeholder:"N" help:"Seed of the draws for robustness (1)."`
	Draws  int           `default:"${draws}" placeholder:"N" help:"How many draws robustness takes (${draws})."`
	Budget time.Duration `placeholder:"DURATION" help:"Stop after this time, 30s say, with what is certain by then."`
	All    bool          `help:"Do not cut long lists in text and Markdown."`

	Semantics string `enum:",genius,geniusweb,negmas,negolog" default:"" placeholder:"TOOL" help:"Of a scenario: whose definition of utility counts, genius, geniusweb, negmas or negolog (that of the files' own tool)."`

	Measure []string `placeholder:"MEASURE" help:"Of a scenario: which of the field's measures to add, such as ks:genius (the usual). parley survey --measure help . lists all."`

	Time string `placeholder:"T" help:"When packages are taken to be agreed, from 0, the beginning of the talks, to 1, their end: for parties that time costs something (as the case says, or 0)."`

	Check   bool     `help:"Have the answer checked once more, by the definitions alone, and say what came of it."`
	Explain bool     `help:"Add which method answered each question, why that one, and how long it took."`
	Weights []string `placeholder:"PARTY=N" help:"Answer weighted Nash: how much each party's gain counts (1)."`
	Best    *int     `placeholder:"K" help:"How many packages the shortlist has (${best})."`
	Apart   *int     `placeholder:"H" help:"On how many issues those of the shortlist differ at least (a quarter)."`
	Ties    *int     `placeholder:"N" help:"List so many of the packages that tie in each solution."`
	Sample  *int     `placeholder:"N" help:"Draw so many packages of the possible zone, each as likely as every other."`
	Want    []string `placeholder:"ISSUE=CHOICE" help:"A package, or part of one, that incentives are to make acceptable."`
	Epsilon string   `placeholder:"PART" help:"How near to come to a frontier too large to list, as 0.02 or 2% of each party's range (${epsilon})."`
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

// defaults are what the help says is taken if nothing else is.
func defaults() map[string]string {
	return map[string]string{
		"draws":   strconv.Itoa(bargain.DefaultDraws),
		"best":    strconv.Itoa(bargain.DefaultBest),
		"epsilon": strconv.FormatFloat(bargain.DefaultEpsilon, 'g', -1, 64),
	}
}

// Run analyses the case and writes the report.
func (c *analyzeCommand) Run(ctx context.Context, p *program) error {
	began := time.Now()
	o, err := c.options()
	if err != nil {
		return err
	}
	f, s, err := p.read(c.Case, c.Semantics, c.Party != "" || c.Common)
	if err != nil {
		return err
	}
	r, err := readerOf(f.Case, c.Party, c.Common)
	if err != nil {
		return err
	}
	measures, err := c.measures(s, r)
	if err != nil {
		return err
	}
	if err := c.about(&o, f.Case); err != nil {
		return err
	}
	if err := protects(f.Files, c.Output); err != nil {
		return err
	}
	if formatFor(c.Format, c.Output) == "csv" {
		return wrong("%s: no report is written as a table", c.Output).hint("write .json for a program; parley survey writes .csv, a row for each scenario")
	}
	at, err := c.time(f.Case, r)
	if err != nil {
		return err
	}
	p.warn(f, r)

	ctx, stop := interruptible(ctx, left(c.Budget, began))
	defer stop()
	w := &work{p: p, o: o, time: at}
	rep, err := w.answer(ctx, f, r)
	if err != nil {
		return err
	}
	rep.o.All, rep.o.Explain = c.All, c.Explain
	if measures != nil {
		if rep.o.Field, err = measured(ctx, s, f.Case, measures, o.Want); err != nil {
			w.cut = true
		}
	}
	if err := c.write(p, rep); err != nil {
		return err
	}
	if c.Check {
		if err := p.check(ctx, rep.c, w.o, rep.a); err != nil {
			return err
		}
	}
	if w.cut {
		why := context.Cause(ctx)
		if why == nil { // each question had its part of the time, and one needed more
			why = errBudget
		}
		return (&failure{status: statusInterrupted, text: why.Error() + ": the answer is partial"}).
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
	p    *program
	o    bargain.Options
	time parley.Number // when packages are taken to be agreed
	cut  bool          // the context ended before the work did
}

// answer asks the engine what the reader may know, and, of what the case
// declares as open to every party, what rests on everybody's positions.
func (w *work) answer(ctx context.Context, f *casefile.File, r reader) (*rendering, error) {
	bar := startProgress(w.p.err)
	defer bar.stop()
	w.o.Progress = bar.report
	view := r.view(f.Case)
	view.Time = w.time
	a, err := w.analyze(ctx, view, w.o)
	if err != nil {
		return nil, err
	}
	o := brief.Options{Audience: r.audience, Party: r.party, Weights: w.o.Weights, Want: w.o.Want}
	if open := r.shared(f.Case, w.o.Only); len(open) > 0 {
		// What is shared is one question that everybody knew beforehand, at the
		// time of the case: whoever could vary it would learn more each time.
		shared := bargain.Options{Only: open, Seed: w.o.Seed, Draws: w.o.Draws, Progress: w.o.Progress}
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
