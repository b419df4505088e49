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
