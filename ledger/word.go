package ledger

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"parley/phrase"
)

// MaxWord is how long a word may be, in bytes.
const MaxWord = 200

// unseen are the characters from U+00A1 up that no word holds, as first and last
// of ranges: they cannot be seen, or turn the direction of what follows. The
// list is fixed in docs/journal-format.md rather than taken from the tables of
// Unicode, which grow.
var unseen = [][2]rune{
	{0xAD, 0xAD}, {0x34F, 0x34F}, {0x61C, 0x61C}, {0x115F, 0x1160}, {0x1680, 0x1680}, {0x17B4, 0x17B5}, {0x180B, 0x180F},
	{0x2000, 0x200F}, {0x2028, 0x202F}, {0x205F, 0x206F}, {0x3000, 0x3000}, {0x3164, 0x3164}, {0xD800, 0xF8FF},
	{0xFDD0, 0xFDEF}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xFFFE, 0xFFFF},
	{0xE0000, utf8.MaxRune},
}

// CheckWord says what keeps a text from being a word, the form of the names of
// talks, kinds, actors, readers and signers; nil if nothing does. The error
// does not begin with the text, which may be long or unprintable.
func CheckWord(s string) error {
	switch {
	case s == "":
		return phrase.New("receipt.word.empty", "it is empty")
	case len(s) > MaxWord:
		return phrase.New("receipt.word.long", "it has %d bytes, and may have %d", len(s), MaxWord)
	}
	for at, r := range s {
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[at:]); n < 2 {
				return phrase.New("receipt.word.bytes", "byte %d is not UTF-8", at+1)
			}
		}
		if !inWord(r) {
			return phrase.New("receipt.word.sign", "%s, its byte %d, may not stand in it", fmt.Sprintf("%U", r), at+1)
		}
	}
	return nil
}

func inWord(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return true
	case r < 0xA1:
		return strings.ContainsRune("._-/@+", r)
	}
	for _, u := range unseen {
		if u[0] <= r && r <= u[1] {
			return false
		}
	}
	return true
}

// MaxNumber is the greatest number that a journal holds.
const MaxNumber = 999_999_999_999

// parseNumber reads a number in its one form.
func parseNumber(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > MaxNumber || strconv.FormatInt(n, 10) != s {
		return 0, phrase.New("receipt.number.bad", "%q is not a number from 0 to %d without leading zeros", shorten(s), int64(MaxNumber))
	}
	return n, nil
}

// timeLayout writes a time in its one form; it has to be in UTC.
const timeLayout = "2006-01-02T15:04:05.000000000Z"

func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(timeLayout, s)
	if err != nil || t.Format(timeLayout) != s {
		return time.Time{}, fmt.Errorf("%q is not a time like 2026-11-23T16:30:00.000000000Z", shorten(s))
	}
	return t, nil
}

func checkTime(t time.Time) error {
	if y := t.UTC().Year(); y < 0 || y > 9999 {
		return fmt.Errorf("the year %d has not four digits", y)
	}
	return nil
}

// shorten keeps what is quoted in an error to a length that can be read.
func shorten(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}
