package parley

import (
	"strconv"
	"strings"
)

// Path is a place in a case, as in a case file: the keys from the top down,
// and [n] for the n-th entry of a list, counted from 0.
type Path []string

// At returns the path extended by keys.
func (p Path) At(keys ...string) Path {
	return append(append(make(Path, 0, len(p)+len(keys)), p...), keys...)
}

// Index returns the path extended by the n-th entry of a list.
func (p Path) Index(n int) Path { return p.At("[" + strconv.Itoa(n) + "]") }

// String writes positions.north.never[0].pattern.
func (p Path) String() string {
	var b strings.Builder
	for i, key := range p {
		if i > 0 && !strings.HasPrefix(key, "[") {
			b.WriteByte('.')
		}
		b.WriteString(key)
	}
	return b.String()
}

// Severity says whether a problem stops the analysis.
type Severity int

// The severities.
const (
	Warning Severity = iota // the analysis goes on
	Error                   // the case means nothing until it is mended
)

// String writes warning or error.
func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// Problem is something about a case that is wrong or looks wrong.
type Problem struct {
	Severity Severity
	Path     Path
	Message  string // what is wrong: lower case, no full stop
	Hint     string // what to do about it; may be empty
}

// String writes the place, the severity, the message and the hint on a line.
func (p Problem) String() string {
	s := p.Path.String() + ": " + p.Severity.String() + ": " + p.Message
	if p.Hint != "" {
		s += " (" + p.Hint + ")"
	}
	return s
}
