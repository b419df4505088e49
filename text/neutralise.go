package text

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Change says what was taken out of words, or put in the place of something,
// because it could make them read other than they are.
type Change struct {
	Rune  rune
	Count int
	What  string // such as "2 bidirectional overrides (U+202E)"
}

// Neutralise makes words safe to show: control characters, invisible
// characters and those that turn the order of writing round are taken out,
// bytes that are no UTF-8 become U+FFFD, tabs and exotic line ends a space or
// a line break. Marks of direction that only help (LRM, RLM, ALM), joiners
// (ZWJ, ZWNJ) and soft hyphens stay: languages need them. The changes say what
// was done, in the order of first occurrence; none: s is returned as it is.
func Neutralise(s string) (string, []Change) {
	if plain(s) {
		return s, nil
	}
	var b strings.Builder
	b.Grow(len(s))
	var changes []Change
	count := map[rune]int{}
	note := func(r rune) {
		if _, ok := count[r]; !ok {
			count[r] = len(changes)
			changes = append(changes, Change{Rune: r})
		}
		changes[count[r]].Count++
	}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		bad := r == utf8.RuneError && size == 1
		i += size
		switch {
		case bad:
			b.WriteRune(utf8.RuneError)
			note(-1)
		case r == '\n':
			b.WriteByte('\n')
		case r == '\r':
			if i < len(s) && s[i] == '\n' {
				i++
			}
			b.WriteByte('\n')
			note('\r')
		case r == '\t':
			b.WriteByte(' ')
			note(r)
		case r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f' || r == '\u0085':
			b.WriteByte('\n')
			note(r)
		case hostile(r):
			note(r)
		default:
			b.WriteRune(r)
		}
	}
	for i := range changes {
		changes[i].What = describe(changes[i])
	}
	return b.String(), changes
}

// plain reports whether there is nothing to neutralise.
func plain(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r == '\u2028' || r == '\u2029' || hostile(r) {
			return false
		}
	}
	return true
}

// hostile reports whether a character is taken out.
func hostile(r rune) bool {
	switch {
	case r == '\n':
		return false
	case unicode.IsControl(r):
		return true
	case override(r):
		return true
	case r == '\u200b' || r == '\u2060' || r == '\ufeff' || r == '\u180e': // invisible
		return true
	case '\ufff9' <= r && r <= '\ufffb' || '\u2061' <= r && r <= '\u206f': // annotation, invisible operators
		return true
	case '\U000e0000' <= r && r <= '\U000e007f': // tags
		return true
	case r&0xfffe == 0xfffe || '\ufdd0' <= r && r <= '\ufdef': // no characters
		return true
	}
	return false
}

// override reports whether a character sets the direction of what follows.
func override(r rune) bool {
	return '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
}

// Kind says what kind of thing was taken out: bytes that are no UTF-8, tabs,
// line_ends, overrides of the direction of writing, invisible characters, or
// control characters. It is a code, for whoever says it in another language.
func (c Change) Kind() string {
	switch {
	case c.Rune == -1:
		return "bytes"
	case c.Rune == '\t':
		return "tabs"
	case c.Rune == '\r' || c.Rune == '\u2028' || c.Rune == '\u2029' || c.Rune == '\v' || c.Rune == '\f' || c.Rune == '\u0085':
		return "line_ends"
	case override(c.Rune):
		return "overrides"
	case !unicode.IsControl(c.Rune):
		return "invisible"
	}
	return "control"
}

// changeKinds names what was taken out, one of it and several.
var changeKinds = map[string][2]string{
	"bytes":     {"byte that is no UTF-8", "bytes that are no UTF-8"},
	"tabs":      {"tab", "tabs"},
	"line_ends": {"unusual line end", "unusual line ends"},
	"overrides": {"bidirectional override", "bidirectional overrides"},
	"invisible": {"invisible character", "invisible characters"},
	"control":   {"control character", "control characters"},
}

// ChangeKinds lists what Change.Kind may return, in alphabetical order.
func ChangeKinds() []string { return slices.Sorted(maps.Keys(changeKinds)) }

// String returns What.
func (c Change) String() string { return c.What }

func describe(c Change) string {
	names := changeKinds[c.Kind()]
	name := names[0]
	if c.Count != 1 {
		name = names[1]
	}
	if c.Rune == -1 {
		return fmt.Sprintf("%d %s", c.Count, name)
	}
	return fmt.Sprintf("%d %s (U+%04X)", c.Count, name, c.Rune)
}
