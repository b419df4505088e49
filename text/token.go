package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a sign of punctuation, or a mark, with the white space
// before it: the unit in which texts are compared and merged.
type token struct {
	space string
	key   string // tokens with the same key are the same
	span  Span   // what it is; of a bracket, an alternative or emphasis without its body
	edge  edge
}

// edge says whether a token opens or closes a span that wraps others.
type edge int8

const (
	leaf edge = iota
	opens
	closes
)

// tokens takes the passage apart. White space at the end makes a last token
// without a word, so that nothing is lost.
func (p Passage) tokens() []token {
	n := 0
	for _, s := range p {
		if w, ok := s.(Words); ok {
			n += len(w) / 5 // about what a word takes
		}
	}
	t := &tokenizer{list: make([]token, 0, n+8)}
	t.passage(p)
	if t.space != "" {
		t.add("", Words(""), leaf)
	}
	return t.list
}

type tokenizer struct {
	list  []token
	space string
}

func (t *tokenizer) add(key string, s Span, e edge) {
	t.list = append(t.list, token{t.space, key, s, e})
	t.space = ""
}

func (t *tokenizer) passage(p Passage) {
	for _, s := range p {
		w, ok := s.(Words)
		if ok {
			t.words(string(w))
			continue
		}
		switch s.(type) {
		case Bracket, Alternative, Emphasis:
			bare := s.with(nil)
			key := Passage{bare}.String()
			t.add("\x00<"+key, bare, opens)
			t.passage(s.inside())
			t.add("\x00>"+key, bare, closes)
		default:
			t.add("\x00"+Passage{s}.String(), s, leaf)
		}
	}
}

func (t *tokenizer) words(s string) {
	for len(s) > 0 {
		if n := spaceLength(s); n > 0 {
			t.space += s[:n]
			s = s[n:]
			continue
		}
		n := wordLength(s)
		t.add(s[:n], Words(s[:n]), leaf)
		s = s[n:]
	}
}

// spaceLength returns how many bytes of white space s begins with.
func spaceLength(s string) int {
	n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) })
	if n < 0 {
		return len(s)
	}
	return n
}

// wordLength returns how many bytes the word or sign has that s begins with:
// letters and digits with what joins them (a hyphen, an apostrophe, the point
// or comma within a number), or one other character. Scripts that put no
// spaces between words go character by character.
func wordLength(s string) int {
	plain := 0 // letters of ASCII, as most words are of
	for plain < len(s) && alphanumeric(s[plain]) {
		plain++
	}
	if plain > 0 && (plain == len(s) || s[plain] == ' ') {
		return plain
	}
	first, n := utf8.DecodeRuneInString(s)
	if !wordRune(first) || unspaced(first) {
		for n < len(s) { // with its marks
			r, size := utf8.DecodeRuneInString(s[n:])
			if !unicode.Is(unicode.M, r) {
				break
			}
			n += size
		}
		return n
	}
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if wordRune(r) && !unspaced(r) {
			n += size
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(s[:n])
		after, _ := utf8.DecodeRuneInString(s[n+size:])
		joins := strings.ContainsRune("-'’‐‑", r) && wordRune(after) ||
			(r == '.' || r == ',') && unicode.IsDigit(before) && unicode.IsDigit(after)
		if !joins || unspaced(after) {
			break
		}
		n += size
	}
	return n
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) || r == '\u200c' || r == '\u200d' || r == '\u00ad'
}

// unspaced reports whether the character is of a script that puts no spaces
// between words.
func unspaced(r rune) bool {
	return r > 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// join puts tokens together again. It reports false where what opens is not
// closed, as merging can leave it.
func join(list []token) (Passage, bool) {
	type level struct {
		key  string
		span Span
		body Passage
	}
	stack := []level{{}}
	for _, t := range list {
		top := &stack[len(stack)-1]
		if t.space != "" {
			top.body = append(top.body, Words(t.space))
		}
		switch t.edge {
		case opens:
			if len(stack) > MaxNesting {
				return nil, false
			}
			stack = append(stack, level{key: t.key[2:], span: t.span})
		case closes:
			if len(stack) == 1 || top.key != t.key[2:] {
				return nil, false
			}
			s := top.span.with(top.body.normal())
			stack = stack[:len(stack)-1]
			top = &stack[len(stack)-1]
			top.body = append(top.body, s)
		default:
			top.body = append(top.body, t.span)
		}
	}
	return stack[0].body.normal(), len(stack) == 1
}
