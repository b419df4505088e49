package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"
)

// Main runs the program as the process was called and returns its exit status.
func Main() int {
	p := &program{in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv}
	return p.main(context.Background(), os.Args[1:])
}

// program is one run of the command line.
type program struct {
	in     io.Reader
	out    io.Writer
	err    io.Writer
	getenv func(string) string
}

func (p *program) main(ctx context.Context, args []string) (status int) {
	defer func() {
		if r := recover(); r != nil {
			status = p.fault(r, debug.Stack())
		}
	}()
	err := p.run(ctx, args)
	if err == nil {
		return statusAnswered
	}
	var f *failure
	if !errors.As(err, &f) {
		f = wrong("%s", err)
	}
	p.explain(f)
	return f.status
}

func (p *program) run(ctx context.Context, args []string) error {
	var g grammar
	shown := false
	parser, err := newParser(&g, p, func(int) { shown = true })
	if err != nil {
		return err
	}
	switch {
	case len(args) == 0:
		// Help that nobody asked for must not pass for an answer.
		parser.Stdout = p.err
		_, _ = parser.Parse([]string{"--help"})
		return &failure{status: statusUsage}
	case len(args) == 1 && args[0] == "--version":
		args = []string{"version"}
	}
	parsed, err := parser.Parse(args)
	if shown { // --help was: what else the line holds does not matter
		return nil
	}
	if err != nil {
		return usage(err)
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return parsed.Run(p, parser)
}

// usage turns what kong says about a line into a failure.
func usage(err error) error {
	f := &failure{status: statusUsage, text: strings.ReplaceAll(err.Error(), `,""`, "")} // of an enum, "" stands for not given
	var parse *kong.ParseError
	command := "parley"
	if errors.As(err, &parse) && parse.Context != nil {
		if n := parse.Context.Selected(); n != nil {
			command = n.FullPath()
		}
	}
	// kong puts its own suggestion behind a comma.
	if before, after, ok := strings.Cut(f.text, ", did you mean "); ok {
		f.text = before
		f.hints = append(f.hints, "did you mean "+strings.ReplaceAll(after, `"`, ""))
	}
	f.hints = append(f.hints, command+" --help shows how it is used")
	return f
}

// fault tells of a mistake of the program itself. What broke may quote the
// case, so it is shown only to who asks.
func (p *program) fault(cause any, stack []byte) int {
	f := &failure{text: "this is a fault of the program, not of your case"}
	if p.getenv("PARLEY_DEBUG") != "" {
		fmt.Fprintf(p.err, "%v\n\n%s\n", cause, stack)
	} else {
		f.hints = append(f.hints, "PARLEY_DEBUG=1 shows where it happened; that may quote the case")
	}
	f.hints = append(f.hints, "please report it with the output of parley version, as CONTRIBUTING.md says")
	p.explain(f)
	return statusFault
}
