package brief

import (
	"strings"
	"unicode"
)

// clean makes words from a case harmless wherever they are written: line
// breaks become spaces; control characters, among them those that steer a
// terminal, and the characters that turn the direction of writing beyond the
// text they stand in, are dropped.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r == '\r', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\ufeff', r >= 0xe0000 && r <= 0xe007f:
			return -1
		}
		return r
	}, s)
}

// displayWidth is how many columns a terminal gives the text.
func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// runeWidth follows East Asian Width (UAX #11) as far as terminals agree on
// it: marks and format characters take no column, ideographs, Hangul, kana,
// full-width forms and emoji two.
func runeWidth(r rune) int {
	switch {
	case r == '\u00ad':
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf), r >= 0x1160 && r <= 0x11ff:
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0x303e, r >= 0x3041 && r <= 0xa4cf, r >= 0xa960 && r <= 0xa97f,
		r >= 0xac00 && r <= 0xd7a3, r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60,
		r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1f64f, r >= 0x1f680 && r <= 0x1f6ff, r >= 0x1f900 && r <= 0x1faff,
		r >= 0x20000 && r <= 0x3fffd:
		return 2
	}
	return 1
}

// cut shortens a text to the width, with an ellipsis.
func cut(s string, width int) string {
	if displayWidth(s) <= width {
		return s
	}
	n := 0
	for i, r := range s {
		if n+runeWidth(r) > width-1 {
			return s[:i] + "…"
		}
		n += runeWidth(r)
	}
	return s
}

// pad fills a text with spaces up to the width.
func pad(s string, width int) string {
	if n := width - displayWidth(s); n > 0 {
		return s + strings.Repeat(" ", n)
	}
	return s
}

// word is what a line break may not divide: pieces of text, each in its style.
type word struct {
	pieces []Span
	width  int
}

// words splits prose at its spaces. A no-break space keeps what it joins.
func words(p Prose) []word {
	var out []word
	var now word
	flush := func() {
		if len(now.pieces) > 0 {
			out = append(out, now)
			now = word{}
		}
	}
	for _, s := range p {
		text := clean(s.Text)
		if s.Style == Marked {
			text = strings.ToUpper(text)
		}
		for n, part := range strings.Split(text, " ") {
			if n > 0 {
				flush()
			}
			if part == "" {
				continue
			}
			s.Text = part
			now.pieces = append(now.pieces, s)
			now.width += displayWidth(part)
		}
	}
	flush()
	return out
}

// wrap breaks prose into lines of at most width columns. A word that is wider
// is broken.
func wrap(p Prose, width int) [][]Span {
	if width < 8 {
		width = 8
	}
	var lines [][]Span
	var line []Span
	used := 0
	for _, w := range words(p) {
		if used > 0 && used+1+w.width > width {
			lines, line, used = append(lines, line), nil, 0
		}
		if used > 0 {
			line = append(line, Span{Text: " "})
			used++
		}
		for _, s := range w.pieces {
			for w.width > width && used+displayWidth(s.Text) > width {
				head := s
				head.Text = firstColumns(s.Text, width-used)
				s.Text = s.Text[len(head.Text):]
				if head.Text == "" && used == 0 {
					break // a character wider than the line
				}
				lines, line, used = append(lines, append(line, head)), nil, 0
			}
			line = append(line, s)
			used += displayWidth(s.Text)
		}
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

func firstColumns(s string, width int) string {
	n := 0
	for i, r := range s {
		if n+runeWidth(r) > width {
			return s[:i]
		}
		n += runeWidth(r)
	}
	return s
}

// proseWidth is how wide prose is on one line, and how wide its widest word.
func proseWidth(p Prose) (line, widest int) {
	for i, w := range words(p) {
		if i > 0 {
			line++
		}
		line += w.width
		widest = max(widest, w.width)
	}
	return line, widest
}
