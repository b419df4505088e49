package board

import (
	"fmt"
	"io"
	"strings"

	"parley/talks"
)

// Text writes the board as plain text, lines of at most so many signs where the
// words allow it.
func (b *Board) Text(w io.Writer, width int) error {
	var s strings.Builder
	fmt.Fprintf(&s, "%s\n%s\n", b.title(), strings.Repeat("═", min(width, len([]rune(b.title())))))
	fmt.Fprintf(&s, "%s.\n", b.standing())
	if b.Hidden {
		s.WriteString("By the rules of the talks, statuses are not public.\n")
	}
	for _, d := range b.Documents {
		fmt.Fprintf(&s, "\n%s\n", d.Title)
		if len(d.Cells) == 0 {
			s.WriteString("  no points yet\n")
			continue
		}
		line := " "
		for _, c := range d.Cells {
			cell := " [" + c.Label + ": " + c.Status.words() + "]"
			if len([]rune(line+cell)) > width && line != " " {
				s.WriteString(line + "\n")
				line = " "
			}
			line += cell
		}
		s.WriteString(line + "\n")
	}
	if len(b.Rounds) > 0 {
		s.WriteString("\nPoints on the table   agreed  under way  in brackets  open\n")
		for _, r := range b.Rounds {
			fmt.Fprintf(&s, "%-20s  %6d  %9d  %11d  %4d\n", when(r), r.Agreed, r.UnderWay, r.Bracketed, r.Left)
		}
	}
	_, err := io.WriteString(w, s.String())
	return err
}

func (b *Board) title() string {
	if b.Title == "" {
		return "Where the talks stand"
	}
	return b.Title
}

// standing says in a line where the whole stands.
func (b *Board) standing() string {
	says := "For " + b.Reader
	if b.Hidden {
		return says
	}
	says += ". The whole: " + strings.ToLower(b.Whole.words())
	if b.Draft != "" {
		says += ". On the table: " + b.Draft
	}
	if b.Round != "" {
		says += ". Last round: " + b.Round
	}
	return says
}

// words are those of the legend, and what the talks say beyond.
func (s Status) words() string {
	if s.Note == "" || strings.EqualFold(s.Note, s.Word) {
		return s.Word
	}
	return s.Word + ", " + s.Note
}

// when says at which round's end it was so.
func when(t talks.Tally) string {
	switch {
	case t.Current:
		return "now"
	case t.Round == 0:
		return "before the first round"
	}
	return fmt.Sprintf("after round %d", t.Round)
}
