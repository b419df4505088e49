package cli

import (
	"bytes"
	"strings"
	"testing"
)

// What broke may quote the case, so it is shown only to who asks for it.
func TestFault(t *testing.T) {
	for _, debug := range []string{"", "1"} {
		var stderr bytes.Buffer
		p := &program{err: &stderr, getenv: func(string) string { return debug }}
		if got := p.fault("a secret", []byte("the stack")); got != statusFault {
			t.Errorf("got status %d, want %d", got, statusFault)
		}
		got := stderr.String()
		if strings.Contains(got, "a secret") != (debug != "") || strings.Contains(got, "the stack") != (debug != "") {
			t.Errorf("PARLEY_DEBUG=%q: %s", debug, got)
		}
		if !strings.Contains(got, "please report it") {
			t.Errorf("it is not said where to report it: %s", got)
		}
	}
}
