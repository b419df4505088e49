package brief

import (
	"strings"
	"testing"
)

// Columns drift apart where a character takes more or less room than counted.
func TestDisplayWidth(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "spring": 6, "k€": 2, "水の分け前": 10, "é": 1, "e\u0301": 1, "قرية": 4, "한국": 4, "😀": 2, "ｆ": 2, "a\u200db": 2,
	} {
		if got := displayWidth(s); got != want {
			t.Errorf("displayWidth(%q) = %d, want %d", s, got, want)
		}
	}
}

// Lines keep to the width, words stay whole where they can, and nothing is
// lost.
func TestWrap(t *testing.T) {
	for _, text := range []string{"", "one", "a few short words in a row", "anextremelylongwordthatdoesnotfit and more", "水の分け前について話し合う", "no\u00a0break between", "two  spaces"} {
		for _, width := range []int{8, 12, 40} {
			var all []string
			for _, l := range wrap(Prose{{Text: text}, {Text: ", bold", Style: Strong}}, width) {
				line := Prose(l).String()
				if displayWidth(line) > width {
					t.Errorf("%q at %d: line %q", text, width, line)
				}
				all = append(all, line)
			}
			squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
			if got := squeeze(strings.Join(all, "")); got != squeeze(text+", bold") {
				t.Errorf("%q at %d became %q", text, width, got)
			}
		}
	}
}

// What steers a terminal or turns the direction of a page is dropped.
func TestClean(t *testing.T) {
	for s, want := range map[string]string{
		"a\nb\tc": "a b c", "\x1b[31mred\x07": "[31mred", "\u202eabc\u202c": "abc", "a\u2028b": "a b", "می\u200cروم": "می\u200cروم", "\u0085x": "x",
	} {
		if got := clean(s); got != want {
			t.Errorf("clean(%q) = %q, want %q", s, got, want)
		}
	}
}

// Ids of sources become anchors; two ids must not become one.
func TestSlug(t *testing.T) {
	seen := map[string]string{}
	for _, id := range []string{"s1", "s_1", "s 1", "s.1", "S1", "ё", "e", "s_20_1"} {
		if other, ok := seen[slug(id)]; ok {
			t.Errorf("%q and %q both become %q", id, other, slug(id))
		}
		seen[slug(id)] = id
	}
}

// Lines to paste must be read back as they were.
func TestYAML(t *testing.T) {
	for s, want := range map[string]string{`say "a\b"`: `"say \"a\\b\""`, "two\nlines": `"two\nlines"`, "bell\x07": `"bell\x07"`} {
		if got := yamlString(s); got != want {
			t.Errorf("yamlString(%q) = %s, want %s", s, got, want)
		}
	}
	for s, want := range map[string]string{"split": "split", "no": `"no"`, "1": `"1"`, "in_stages": "in_stages", "a b": `"a b"`, "": `""`, "Null": `"Null"`} {
		if got := yamlKey(s); got != want {
			t.Errorf("yamlKey(%q) = %s, want %s", s, got, want)
		}
	}
}
