package cli

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Widths of text: narrower than 80 columns tables break, and wider than 120
// lines are hard to follow.
const (
	minWidth = 80
	maxWidth = 120
)

// isTerminal reports whether a stream is one that a person sits at.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// textWidth is how wide text may be on the stream.
func textWidth(w io.Writer) int {
	if isTerminal(w) {
		if width, _, err := term.GetSize(int(w.(*os.File).Fd())); err == nil {
			return min(max(width, minWidth), maxWidth)
		}
	}
	return minWidth
}

// colors reports whether to colour what is written to the stream: only for a
// person, and not where NO_COLOR says no (https://no-color.org).
func (p *program) colors(w io.Writer) bool {
	return isTerminal(w) && p.getenv("NO_COLOR") == "" && p.getenv("TERM") != "dumb"
}
