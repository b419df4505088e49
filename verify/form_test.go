package verify

import (
	"strings"
	"testing"
	"unicode/utf8"

	"parley/ledger"
)

// Fails if what writes journals and what checks them do not agree on which signs
// a word may have: they share no code, and each has a table of its own.
func TestWordsAsTheLedgerHasThem(t *testing.T) {
	differ := 0
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		word := "a" + string(r) + "b"
		if written := ledger.CheckWord(word) == nil; isWord([]byte(word)) != written {
			if differ++; differ < 20 {
				t.Errorf("%U: it may be written: %v", r, written)
			}
		}
	}
	for _, word := range []string{"", "a", "\xff", "a\xc3", "\xed\xa0\x80", "e\u0301", " a", "a ", "-a", ".a", strings.Repeat("a", ledger.MaxWord), strings.Repeat("a", ledger.MaxWord+1)} {
		if written := ledger.CheckWord(word) == nil; isWord([]byte(word)) != written {
			t.Errorf("%q: it may be written: %v", word, written)
		}
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]int64{"0": 0, "7": 7, "10": 10, "999999999999": 999999999999,
		"": -1, "00": -1, "01": -1, "-1": -1, "+1": -1, "1x": -1, "1/": -1, "1:": -1, " 1": -1, "1000000000000": -1, "٣": -1} {
		got, ok := number([]byte(text))
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%q is read as %d, %v", text, got, ok)
		}
	}
}

// Fails if a time that exists is no time, or one that does not is.
func TestTimesExist(t *testing.T) {
	const rest = "T12:00:00.000000000Z"
	for text, want := range map[string]bool{
		"2026-12-31T23:59:59.999999999Z": true, "2026-01-01T00:00:00.000000000Z": true, "2024-02-29" + rest: true, "2000-02-29" + rest: true,
		"2026-04-30" + rest: true, "2026-10-31" + rest: true, "0000-02-29" + rest: true,
		"2026-13-01" + rest: false, "2026-00-01" + rest: false, "2026-02-29" + rest: false, "1900-02-29" + rest: false, "2024-02-30" + rest: false,
		"2026-04-31" + rest: false, "2026-12-32" + rest: false, "2026-12-00" + rest: false,
		"2026-12-31T24:00:00.000000000Z": false, "2026-12-31T23:60:00.000000000Z": false, "2026-12-31T23:59:60.000000000Z": false,
		"2026-12-31T23:59:59.99999999Z": false, "2026-12-31t23:59:59.999999999Z": false, "2026-12-31T23:59:59.999999999z": false, "2026-12-31T23:59:5٣.99999999Z": false, "": false,
	} {
		if isTime([]byte(text)) != want {
			t.Errorf("%s: %v", text, !want)
		}
	}
}
