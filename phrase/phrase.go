// Package phrase makes errors that can be said in any language: in English here,
// and elsewhere by whoever has the words of another language under the same code.
//
// A code keeps its meaning, and what is put into the sentence keeps its type: a
// time is written as a reader's clock has it, a seat as a reader's language calls
// it. Nobody has to read English to translate it. What package phrase is not: a
// catalogue; see the one of the pages.
package phrase

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Phrase is a sentence for people, or a part of one: in lower case and without a
// full stop. It is an error too.
type Phrase struct {
	Code string // such as text.point.removed; empty: somebody else's words, which are its only argument
	Args []any  // what is put in, in the order of the English words

	says error
}

// New makes a phrase. English is a format of package fmt, and takes an error by
// %w, once at most; errors.Is and errors.As then find it.
func New(code, english string, args ...any) *Phrase {
	return &Phrase{Code: code, Args: args, says: fmt.Errorf(english, args...)}
}

// Of returns the error as a phrase: itself, if it is one, or one without a code
// that holds it.
func Of(err error) *Phrase {
	if p, ok := err.(*Phrase); ok {
		return p
	}
	return New("", "%w", err)
}

// Error says it in English.
func (p *Phrase) Error() string { return p.says.Error() }

// Unwrap returns the error that was put in by %w, or nil.
func (p *Phrase) Unwrap() error { return errors.Unwrap(p.says) }

// Quote is what came from outside and is cited.
type Quote string

// most is how many characters are cited.
const most = 60

// Short returns it, cut off behind its 60th character.
func (q Quote) Short() string {
	if r := []rune(q); len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(q)
}

// String writes it in quotation marks, shortened; what cannot be shown is
// written as in Go.
func (q Quote) String() string { return strconv.Quote(q.Short()) }

// Time is a moment.
type Time time.Time

// String writes 2026-05-31T12:00:00Z.
func (t Time) String() string { return time.Time(t).Format(time.RFC3339) }
