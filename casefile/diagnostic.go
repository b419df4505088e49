package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"parley"
)

// Diagnostic is something wrong with a file, or doubtful in it, at its place.
type Diagnostic struct {
	File     string
	Line     int // from 1
	Column   int // from 1, in characters
	Severity parley.Severity
	Path     string // the place in the case, such as positions.north.never[0]; empty where the file itself is at fault
	Message  string // what is wrong: lower case, no full stop
	Hint     string // what to do about it; may be empty
	Excerpt  string // the source line, cut where it is long; may be empty
	caret    int    // where Column is in Excerpt, from 0
}

// String writes file:line:column: severity: message, the source line with a
// caret under the place, and the hint, on lines of their own. There is no
// newline at the end.
func (d Diagnostic) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: %s: %s", d.File, d.Line, d.Column, d.Severity, d.Message)
	if strings.TrimSpace(d.Excerpt) != "" {
		number := strconv.Itoa(d.Line)
		fmt.Fprintf(&b, "\n  %s | %s\n  %s | ", number, d.Excerpt, strings.Repeat(" ", len(number)))
		for i, r := range []rune(d.Excerpt) {
			if i == d.caret {
				break
			}
			if r != '\t' { // a tab stays one, so that the caret stays under its place
				r = ' '
			}
			b.WriteRune(r)
		}
		b.WriteByte('^')
	}
	if d.Hint != "" {
		b.WriteString("\n  hint: " + d.Hint)
	}
	return b.String()
}

// Diagnostics are what is wrong with the files of one case, in the order of
// file, line and column.
type Diagnostics []Diagnostic

// MaxPrinted is how many diagnostics Diagnostics.String writes out.
const MaxPrinted = 100

// Errors returns how many of the diagnostics are errors.
func (ds Diagnostics) Errors() int {
	n := 0
	for _, d := range ds {
		if d.Severity == parley.Error {
			n++
		}
	}
	return n
}

// String writes the first MaxPrinted diagnostics and how many more there are.
// Errors are not crowded out by warnings: where there are too many of both,
// the errors are written.
func (ds Diagnostics) String() string {
	shown := ds
	if len(ds) > MaxPrinted && ds.Errors() > 0 {
		shown = slices.DeleteFunc(slices.Clone(ds), func(d Diagnostic) bool { return d.Severity != parley.Error })
	}
	shown = shown[:min(len(shown), MaxPrinted)]
	var b strings.Builder
	for _, d := range shown {
		b.WriteString(d.String() + "\n")
	}
	if more := len(ds) - len(shown); more > 0 {
		fmt.Fprintf(&b, "and %d more\n", more)
	}
	return b.String()
}

// Err returns nil if no diagnostic is an error, and otherwise an *InvalidError.
func (ds Diagnostics) Err() error {
	if ds.Errors() == 0 {
		return nil
	}
	return &InvalidError{ds}
}

// InvalidError says that a case was read and is not valid.
type InvalidError struct {
	Diagnostics Diagnostics // at least one of them is an error
}

// Error writes the diagnostics out.
func (e *InvalidError) Error() string { return strings.TrimSuffix(e.Diagnostics.String(), "\n") }

func (ds Diagnostics) sort() {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// Bounds on what is kept of a file that is wrong all over.
const (
	maxKept    = 1000 // errors, and as many warnings
	maxMessage = 400  // characters of a message or a hint
	maxExcerpt = 100  // characters of a source line
)

// excerpt cuts a window out of a long line, so that the caret is in it, and
// makes visible what a terminal would obey instead of showing.
func excerpt(line string, column int) (string, int) {
	r := []rune(line)
	for i, c := range r {
		if c != '\t' && !unicode.IsPrint(c) {
			r[i] = unicode.ReplacementChar
		}
	}
	caret := min(column-1, len(r))
	if len(r) <= maxExcerpt {
		return string(r), caret
	}
	from := max(0, min(caret-maxExcerpt/2, len(r)-maxExcerpt))
	to := from + maxExcerpt
	cut, caret := string(r[from:to]), caret-from
	if from > 0 {
		cut, caret = "…"+cut, caret+1
	}
	if to < len(r) {
		cut += "…"
	}
	return cut, caret
}

// clip shortens text to at most n characters.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}
