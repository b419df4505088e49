package casefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"go.yaml.in/yaml/v4"
)

// plainWords says what the parser says, in words for people.
var plainWords = []struct {
	says, message, hint string
	atStart             bool // show it where the construct begins
}{
	{"exceeded max depth", fmt.Sprintf("the nesting is deeper than %d levels", MaxDepth), "", false},
	{"found character that cannot start", "a text cannot begin with this character", "put quotes around the text", false},
	{"found invalid Unicode character", "half a character (a \\u sequence that stands for none)", "write the character itself", false},
	{"found a tab character", "there is a tab in the indentation", "indent with spaces", false},
	{"found mixed spaces and tabs", "there is a tab in the indentation", "indent with spaces", false},
	{"mapping values are not allowed", "a second “: ” on the line, or a line indented too far",
		"put quotes around a text that has “: ” in it; keys of one mapping begin in one column", false},
	{"block sequence entries are not allowed", "a list cannot begin here", "begin the list on a line of its own", false},
	{"found unexpected end of stream", "the text in quotes that begins here has no closing quote", "close the quotes", true},
	{"found unexpected document indicator", "the text in quotes that begins here has no closing quote", "close the quotes", true},
	{"found unknown escape character", "an unknown \\ sequence in double quotes", "write \\\\ for a \\, or use single quotes", false},
	{"did not find expected ',' or ']'", "the list that begins here is not closed, or lacks a comma", "check its commas and its ]", true},
	{"did not find expected ',' or '}'", "the mapping that begins here is not closed, or lacks a comma", "check its commas and its }", true},
	{"did not find expected key", "this line fits neither the mapping above it nor the one around it",
		"keys of one mapping begin in one column; put quotes around a text that begins with a quote, a bracket or a brace", false},
	{"did not find expected '-' indicator", "this line fits neither the list above it nor what is around it", "entries of one list begin in one column", false},
	{"could not find expected ':'", "a key without its “:”", "write key: value", true},
	{"did not find expected node content", "something is missing before this", "check for a comma too many", false},
	{"found comment without preceding", "a comment needs a space before its #", "", false},
	{"unknown anchor", "there is an alias (*name) here", "write it out; put quotes around a text that begins with *", false},
	{"found undefined tag handle", "there is a tag (!name) here", "put quotes around a text that begins with !", false},
	{"incompatible YAML document", "a %YAML line is not needed and this one cannot be read", "remove it", false},
}

// translate places the parser's error and puts it into plain words.
func (s *source) translate(err error) *fault {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		return &fault{1, 1, "this is not YAML: " + err.Error(), ""}
	}
	f := &fault{line: max(e.Mark.Line, 1), column: max(e.Mark.Column, 1), message: "this is not YAML: " + e.Message}
	line := []rune(s.line(f.line))
	here := min(f.column-1, len(line))
	begins := strings.TrimSpace(string(line[:here])) == "" // at the first character of the line
	is := func(says string) bool { return strings.HasPrefix(e.Message, says) }
	switch {
	case is("found character that cannot start") && here < len(line) && line[here] == '\t':
		f.message, f.hint = "there is a tab in the indentation", "indent with spaces"
		return f
	case is("did not find expected node content") && f.line > bytes.Count(bytes.TrimSpace(s.data), []byte("\n"))+1:
		f.message, f.hint = "the file ends too early", "check that every bracket and every brace is closed"
		return f
	case is("did not find expected key") && !begins:
		f.message, f.hint = "nothing more may stand on this line", "put quotes around the whole text; check for a bracket or a brace too many"
		return f
	}
	for _, p := range plainWords {
		if !is(p.says) {
			continue
		}
		f.message, f.hint = p.message, p.hint
		// What is not closed shows where it can no longer be, often at the
		// end of the file, and is mended where it begins.
		if p.atStart && e.ContextMark.Line > 0 {
			f.line, f.column = e.ContextMark.Line, e.ContextMark.Column
		}
		return f
	}
	return f
}

// surrogates matches a character that JSON writes as two halves.
var surrogates = regexp.MustCompile(`\\(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|.)`)

// wholeCharacters joins, in JSON, the halves of characters beyond U+FFFF,
// which YAML does not know. What stands after one on its line is then placed
// a little too far left.
func wholeCharacters(data []byte) []byte {
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) || !bytes.Contains(bytes.ToLower(data), []byte(`\ud`)) || !json.Valid(data) {
		return data
	}
	return surrogates.ReplaceAllFunc(data, func(escape []byte) []byte {
		if len(escape) < 12 {
			return escape
		}
		high, _ := strconv.ParseUint(string(escape[2:6]), 16, 16)
		low, _ := strconv.ParseUint(string(escape[8:12]), 16, 16)
		return fmt.Appendf(nil, `\U%08X`, utf16.DecodeRune(rune(high), rune(low)))
	})
}
