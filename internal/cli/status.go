package cli

import "fmt"

// The exit statuses. They are a promise: docs/command-line.md lists them.
const (
	statusAnswered    = 0  // also when the answer is that there is no zone
	statusInvalid     = 1  // the case has errors
	statusUsage       = 2  // the command line is wrong, or a file cannot be read or written
	statusInterrupted = 3  // stopped before the end; what was certain by then has been printed
	statusFault       = 70 // a fault of the program, as EX_SOFTWARE of sysexits.h
)

// failure is an error with the status to exit with and what to do about it.
type failure struct {
	status int
	text   string   // may be empty if everything has been said
	hints  []string // what to do, one a line
}

// Error returns what is wrong, without the hints.
func (f *failure) Error() string { return f.text }

// wrong is a failure of usage.
func wrong(format string, args ...any) *failure {
	return &failure{status: statusUsage, text: fmt.Sprintf(format, args...)}
}

// hint adds what to do about it.
func (f *failure) hint(format string, args ...any) *failure {
	f.hints = append(f.hints, fmt.Sprintf(format, args...))
	return f
}

// explain writes a failure to standard error.
func (p *program) explain(f *failure) {
	if f.text != "" {
		fmt.Fprintf(p.err, "parley: %s\n", f.text)
	}
	for _, h := range f.hints {
		fmt.Fprintf(p.err, "hint: %s\n", h)
	}
}
