package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parley"
)

// Diagnostic is something wrong with a file, or repaired in it, at its place.
type Diagnostic struct {
	File     string
	Line     int // from 1; 0 where the file as a whole is meant
	Column   int // from 1, in characters
	Severity parley.Severity
	Message  string // what is wrong, and how it was repaired: lower case, no full stop
	Hint     string // what to do about it; may be empty
}

// String writes file:line:column: severity: message, and the hint on a line
// of its own.
func (d Diagnostic) String() string {
	s := d.File
	if d.Line > 0 {
		s += fmt.Sprintf(":%d:%d", d.Line, d.Column)
	}
	s += ": " + d.Severity.String() + ": " + d.Message
	if d.Hint != "" {
		s += "\n  hint: " + d.Hint
	}
	return s
}

// Diagnostics are in the order in which the files were read.
type Diagnostics []Diagnostic

// String writes each diagnostic on a line of its own.
func (ds Diagnostics) String() string {
	var b strings.Builder
	for _, d := range ds {
		b.WriteString(d.String() + "\n")
	}
	return b.String()
}

// Error says why files could not be read as a scenario.
type Error struct {
	Diagnostic
	Warnings Diagnostics // what was repaired until then
}

// Error writes the place and the message.
func (e *Error) Error() string { return e.Diagnostic.String() }

// maxWarnings is how many repairs of one file are told apart.
const maxWarnings = 50

// source is one file while it is read.
type source struct {
	text     text
	warnings Diagnostics
	more     int // warnings that were counted only
}

// warn reports a repair at an offset of the text.
func (s *source) warn(at int, hint, format string, args ...any) {
	if len(s.warnings) == maxWarnings { // finding places takes time
		s.more++
		return
	}
	line, column := s.text.place(at)
	s.warnAt(line, column, hint, format, args...)
}

func (s *source) warnAt(line, column int, hint, format string, args ...any) {
	if len(s.warnings) == maxWarnings {
		s.more++
		return
	}
	s.warnings = append(s.warnings, Diagnostic{File: s.text.name, Line: line, Column: column, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// all returns the warnings in the order of their places, and how many more
// there were.
func (s *source) all() Diagnostics {
	slices.SortStableFunc(s.warnings, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if s.more == 0 {
		return s.warnings
	}
	return append(s.warnings, Diagnostic{File: s.text.name, Message: fmt.Sprintf("%d more warnings are not listed", s.more)})
}

// fail returns an error at an offset of the text.
func (s *source) fail(at int, hint, format string, args ...any) error {
	line, column := s.text.place(at)
	return s.failAt(line, column, hint, format, args...)
}

func (s *source) failAt(line, column int, hint, format string, args ...any) error {
	d := Diagnostic{File: s.text.name, Line: line, Column: column, Severity: parley.Error, Message: fmt.Sprintf(format, args...), Hint: hint}
	return &Error{Diagnostic: d}
}
