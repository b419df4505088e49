package text

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/phrase"
)

// The written form of a passage, which people read and write as well as the
// program:
//
//	The parties [shall]{#b1 +north -south} meet [each year]{=meeting:yearly}[each
//	month]{=meeting:monthly} under {@pact.4}, and pay {=toll}.{^n1}
//
// docs/text-format.md defines it.

// MaxNesting is how deep brackets and emphasis may be nested.
const MaxNesting = 64

// MaxWords is how many bytes the written form of a passage may have.
const MaxWords = 1 << 20

// String returns the written form, which Parse reads back to an equal passage.
func (p Passage) String() string {
	var b strings.Builder
	p.write(&b)
	return b.String()
}

func (p Passage) write(b *strings.Builder) {
	for i, s := range p {
		switch s := s.(type) {
		case Words:
			writeWords(b, string(s))
		case Bracket:
			b.WriteByte('[')
			s.Body.write(b)
			b.WriteByte(']')
			attributes := s.attributes()
			if attributes == "" && i+1 < len(p) {
				if _, amount := p[i+1].(Amount); amount {
					attributes = "{}" // or the amount would be read as this bracket's
				}
			}
			b.WriteString(attributes)
		case Alternative:
			b.WriteByte('[')
			s.Body.write(b)
			b.WriteString("]{=" + s.Issue + ":" + s.Option + "}")
		case Amount:
			b.WriteString("{=" + s.Issue + "}")
		case Ref:
			b.WriteString("{@" + s.Point + "}")
		case NoteRef:
			b.WriteString("{^" + s.Point + "}")
		case Term:
			mark := byte('~')
			if s.Defines {
				mark = '"'
			}
			b.WriteByte('{')
			b.WriteByte(mark)
			writeWords(b, s.Words)
			b.WriteByte('}')
		case Emphasis:
			mark := "_"
			if s.Strong {
				mark = "**"
			}
			b.WriteString(mark)
			s.Body.write(b)
			b.WriteString(mark)
		case Break:
			if s.Cell {
				b.WriteString("{|}")
			} else {
				b.WriteByte('\n')
			}
		}
	}
}

// special are the characters that words have to escape.
const special = `\[]{}*_`

func writeWords(b *strings.Builder, s string) {
	for {
		i := strings.IndexAny(s, special)
		if i < 0 {
			b.WriteString(s)
			return
		}
		b.WriteString(s[:i])
		b.WriteByte('\\')
		b.WriteByte(s[i])
		s = s[i+1:]
	}
}

// attributes writes {#b1 +north south}, or nothing where nothing is known.
func (b Bracket) attributes() string {
	var parts []string
	if b.ID != "" {
		parts = append(parts, "#"+b.ID)
	}
	for _, h := range b.By {
		parts = append(parts, h.String())
	}
	if len(parts) == 0 {
		return ""
	}
	return "{" + strings.Join(parts, " ") + "}"
}

// idText matches an id of a point, a bracket, an issue, an option or a party.
var idText = regexp.MustCompile(`^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]{0,127}$`)

// ValidID reports whether s can be the id of a point, a bracket or an
// operation: letters, digits, _, - and dots, at most 128 of them, the first
// a letter, a digit or _.
func ValidID(s string) bool { return idText.MatchString(s) }

// Parse reads the written form of a passage. The words must have been
// neutralised before (see Neutralise): Parse refuses control characters. The
// error says where, in characters from 1.
func Parse(s string) (Passage, error) {
	if len(s) > MaxWords {
		return nil, phrase.New("text.words.long", "the words have %d bytes, and more than %d are not read", len(s), MaxWords)
	}
	if _, changes := Neutralise(s); len(changes) > 0 {
		return nil, phrase.New("text.words.hold", "the words hold %s", changes[0])
	}
	r := &passageReader{s: s}
	p, err := r.passage("", 0)
	if err != nil {
		return nil, err
	}
	return p.trim(), nil
}

type passageReader struct {
	s   string
	pos int
}

// at says where something is wrong.
func (r *passageReader) at(at int, what error) error {
	return phrase.New("text.words.at", "character %d: %w", utf8.RuneCountInString(r.s[:at])+1, what)
}

func (r *passageReader) ahead(s string) bool { return strings.HasPrefix(r.s[r.pos:], s) }

// passage reads up to the mark end, which it consumes; an empty end is the end
// of the words.
func (r *passageReader) passage(end string, depth int) (Passage, error) {
	if depth > MaxNesting {
		return nil, r.at(r.pos, phrase.New("text.notation.deep", "brackets are nested more than %d deep", MaxNesting))
	}
	start := r.pos
	var p Passage
	var words strings.Builder
	flush := func() {
		if words.Len() > 0 {
			p = append(p, Words(words.String()))
			words.Reset()
		}
	}
	for r.pos < len(r.s) {
		if end != "" && r.ahead(end) {
			r.pos += len(end)
			flush()
			return p.normal(), nil
		}
		switch c := r.s[r.pos]; {
		case c == '\\':
			if r.pos+1 == len(r.s) || !strings.ContainsRune(special, rune(r.s[r.pos+1])) {
				words.WriteByte('\\') // as people write it
				r.pos++
				continue
			}
			words.WriteByte(r.s[r.pos+1])
			r.pos += 2
		case c == '\n':
			flush()
			p = append(p, Break{})
			r.pos++
		case c == '[':
			flush()
			s, err := r.bracket(depth)
			if err != nil {
				return nil, err
			}
			p = append(p, s)
		case c == ']':
			return nil, r.at(r.pos, phrase.New("text.notation.closing", "a ] without its [: write \\] where none is meant"))
		case c == '{':
			flush()
			s, err := r.tag()
			if err != nil {
				return nil, err
			}
			p = append(p, s)
		case c == '}':
			return nil, r.at(r.pos, phrase.New("text.notation.brace", "a } without its {: write \\} where none is meant"))
		case c == '_' || r.ahead("**"):
			mark := "_"
			if c == '*' {
				mark = "**"
			}
			flush()
			r.pos += len(mark)
			body, err := r.passage(mark, depth+1)
			if err != nil {
				return nil, err
			}
			p = append(p, Emphasis{mark == "**", body})
		default:
			next := strings.IndexAny(r.s[r.pos+1:], special+"\n")
			if next < 0 {
				next = len(r.s) - r.pos - 1
			}
			words.WriteString(r.s[r.pos : r.pos+1+next])
			r.pos += 1 + next
		}
	}
	if end != "" {
		return nil, r.at(max(start-len(end), 0), phrase.New("text.notation.open", "the %s that begins here is not closed: write \\%s where none is meant", opening(end), opening(end)[:1]))
	}
	flush()
	return p.normal(), nil
}

func opening(end string) string {
	if end == "]" {
		return "["
	}
	return end
}

// bracket reads [words]{attributes}.
func (r *passageReader) bracket(depth int) (Span, error) {
	r.pos++
	body, err := r.passage("]", depth+1)
	if err != nil {
		return nil, err
	}
	if !r.ahead("{") {
		return Bracket{Body: body}, nil
	}
	at := r.pos
	inside, err := r.braces()
	if err != nil {
		return nil, err
	}
	switch first := inside + " "; first[0] {
	case '=':
		issue, option, ok := strings.Cut(inside[1:], ":")
		if !ok || !ValidID(issue) || !validOption(option) {
			return nil, r.at(at, phrase.New("text.notation.option", "%s was read as the option of an alternative, and that is written {=issue:option}", "{"+inside+"}"))
		}
		return Alternative{issue, option, body}, nil
	case '@', '^', '"', '~', '|': // a mark of its own that follows a bracket without attributes
		r.pos = at
		return Bracket{Body: body}, nil
	}
	b := Bracket{Body: body}
	for _, word := range strings.Fields(inside) {
		if id, ok := strings.CutPrefix(word, "#"); ok {
			if !ValidID(id) || b.ID != "" {
				return nil, r.at(at, phrase.New("text.notation.id", "#%s cannot be the id of this bracket", id))
			}
			b.ID = id
			continue
		}
		h, err := ParseHolder(word)
		if err != nil {
			return nil, r.at(at, err)
		}
		if slices.ContainsFunc(b.By, func(o Holder) bool { return o.Party == h.Party }) {
			return nil, r.at(at, phrase.New("text.notation.holder", "%s holds the bracket twice", h.Party))
		}
		b.By = append(b.By, h)
	}
	return b, nil
}

// validOption reports whether s can stand for a choice: an option's id, or a
// number.
func validOption(s string) bool {
	return ValidID(s) || len(s) > 1 && s[0] == '-' && ValidID(s[1:])
}

// ParseHolder reads north, +north or -north.
func ParseHolder(s string) (Holder, error) {
	h := Holder{Party: s}
	if s != "" && (s[0] == '+' || s[0] == '-') {
		h.Stance, h.Party = Stance(s[:1]), s[1:]
	}
	if !ValidID(h.Party) {
		return h, phrase.New("text.bracket.holder", "%q cannot be a party that holds a bracket", s)
	}
	return h, nil
}

// braces reads {…}, in which nothing nests, and returns what is inside.
func (r *passageReader) braces() (string, error) {
	at := r.pos
	i := at + 1
	for i < len(r.s) && r.s[i] != '}' {
		if r.s[i] == '\\' {
			i++
		}
		i++
	}
	if i >= len(r.s) {
		return "", r.at(at, phrase.New("text.notation.mark", "the { that begins here is not closed: write \\{ where none is meant"))
	}
	r.pos = i + 1
	return r.s[at+1 : i], nil
}

// tag reads a mark that stands for itself: {@point}, {^note}, {=issue},
// {"term"}, {~term} or {|}.
func (r *passageReader) tag() (Span, error) {
	at := r.pos
	inside, err := r.braces()
	if err != nil {
		return nil, err
	}
	bad := func() error {
		return r.at(at, phrase.New("text.notation.none", "%s is no mark: there is {@point}, {^note}, {=issue}, {\"term}, {~term} and {|}", "{"+clip(inside)+"}"))
	}
	if inside == "" {
		return nil, bad()
	}
	rest := inside[1:]
	switch inside[0] {
	case '@':
		if ValidID(rest) {
			return Ref{rest}, nil
		}
	case '^':
		if ValidID(rest) {
			return NoteRef{rest}, nil
		}
	case '=':
		if ValidID(rest) {
			return Amount{rest}, nil
		}
	case '"', '~':
		words := strings.TrimSpace(unescape(rest))
		if words != "" && !strings.Contains(words, "\n") {
			return Term{words, inside[0] == '"'}, nil
		}
	case '|':
		if rest == "" {
			return Break{Cell: true}, nil
		}
	}
	return nil, bad()
}

// unescape takes the backslashes off.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte(special, s[i+1]) >= 0 {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// clip shortens what a message quotes.
func clip(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
