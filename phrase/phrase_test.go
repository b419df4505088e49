package phrase

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

func TestPhraseInEnglish(t *testing.T) {
	at := Time(time.Date(2026, 5, 31, 12, 0, 0, 0, time.UTC))
	p := New("x.y", "%s is not after %s: %w", Quote("a\u202eb"), at, io.EOF)
	if got, want := p.Error(), `"a\u202eb" is not after 2026-05-31T12:00:00Z: EOF`; got != want {
		t.Errorf("it says %s, and should say %s", got, want)
	}
	if !errors.Is(p, io.EOF) || len(p.Args) != 3 {
		t.Error("what was put in is lost")
	}
	if q := Quote(strings.Repeat("é", most+1)); len([]rune(q.Short())) != most+1 || !strings.HasSuffix(q.Short(), "é…") {
		t.Errorf("it is cut off as %s", q.Short())
	}
}

// An error that is no phrase becomes one without a code, and what is in it can
// still be found; one that is stays itself.
func TestOf(t *testing.T) {
	p := New("x", "a word")
	if Of(p) != p {
		t.Error("a phrase is wrapped in another")
	}
	of := Of(fmt.Errorf("somewhere: %w", p))
	var inner *Phrase
	if of.Code != "" || of.Error() != "somewhere: a word" || !errors.As(of.Unwrap(), &inner) || inner != p {
		t.Errorf("it is %q: %s", of.Code, of)
	}
}
