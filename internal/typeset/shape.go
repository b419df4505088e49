package typeset

import (
	"math"
	"slices"
	"unicode"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// glyph is a sign of a font, set. Lengths are in thousandths of the size.
type glyph struct {
	id            int     // place among the glyphs used of the face
	advance       float64 // to the next
	nominal       float64 // the advance that the font gives it
	right, up     float64 // from where it would stand
	first, length int     // the letters that it and its neighbours of the same first stand for
}

// shaped are the glyphs of a few letters of one face and direction, in the
// order in which they stand from left to right.
type shaped struct {
	glyphs []glyph
	width  float64 // thousandths of the size
	plain  bool    // each glyph says what it stands for; otherwise the letters have to be told with them
}

// word is what the glyphs of a piece depend on, besides its face.
type word struct {
	letters string
	rtl     bool
	script  language.Script
	lang    string
}

// piece is a stretch of a line with one look, that no line ends in but in need.
type piece struct {
	style   Style
	face    *face
	letters []rune
	script  language.Script
	lang    string
	level   bidi.Level
	space   bool // white space alone
	breaks  bool // a line may end behind it
	must    bool // a line has to end behind it
	note    string
	link    string
	x       float64 // from the left end of its line, in points
	*shaped
}

// width is in points.
func (p *piece) length() float64 { return p.width * p.style.Size / 1000 }

// setter sets words in the fonts of one document.
type setter struct {
	faces   faces
	shaper  shaping.HarfbuzzShaper
	missing []rune
	lacks   map[rune]bool
}

// paragraph is words that have been set, before they are broken into lines.
type paragraph struct {
	pieces []piece
	rtl    bool // it runs from right to left
	size   float64
}

// Marks that keep the direction of what stands between them to itself. They are
// never set.
const (
	isolate    = '\u2068'
	isolateEnd = '\u2069'
)

// set makes pieces of spans. The direction is that of the first letter that has
// one.
func (s *setter) set(spans []Span, lang string) paragraph {
	var p paragraph
	var runes []rune
	var of []int // by rune: its span
	flush := func(must bool) {
		s.segment(&p, spans, runes, of, lang)
		if n := len(p.pieces); must && n > 0 {
			p.pieces[n-1].must = true
		}
		runes, of = runes[:0], of[:0]
	}
	p.rtl = rightToLeft(spans)
	for i, sp := range spans {
		p.size = max(p.size, sp.Size)
		add := func(r rune) { runes, of = append(runes, r), append(of, i) }
		if sp.Apart {
			add(isolate)
		}
		for _, r := range sp.Words {
			if r == '\n' {
				if len(runes) == 0 { // an empty line
					add(' ')
				}
				flush(true)
				continue
			}
			add(r)
		}
		if sp.Apart {
			add(isolateEnd)
		}
	}
	flush(false)
	return p
}

// rightToLeft reports whether the first letter that has a direction runs from
// right to left (Unicode Bidirectional Algorithm, P2).
func rightToLeft(spans []Span) bool {
	for _, sp := range spans {
		if sp.Apart {
			continue
		}
		for _, r := range sp.Words {
			if unicode.IsLetter(r) {
				return rtlScript(language.LookupScript(r))
			}
		}
	}
	return false
}

func rtlScript(s language.Script) bool {
	switch s {
	case language.Arabic, language.Hebrew, language.Syriac, language.Thaana, language.Nko, language.Adlam, language.Hanifi_Rohingya, language.Mandaic, language.Samaritan:
		return true
	}
	return false
}

// segment makes pieces of a stretch without forced line ends.
func (s *setter) segment(p *paragraph, spans []Span, runes []rune, of []int, lang string) {
	if len(runes) == 0 {
		return
	}
	levels := directions(runes, p.rtl)
	mayBreak := make([]bool, len(runes))
	var seg segmenter.Segmenter
	seg.Init(runes)
	for it := seg.LineIterator(); it.Next(); {
		l := it.Line()
		mayBreak[l.Offset+len(l.Text)-1] = true
	}
	fonts := s.fonts(&seg, spans, runes, of)
	scripts := scripts(runes)
	from := 0
	for i := range runes {
		next := i + 1
		if next < len(runes) && !mayBreak[i] && of[i] == of[next] && levels[i] == levels[next] && scripts[i] == scripts[next] && fonts[i] == fonts[next] &&
			unicode.IsSpace(runes[i]) == unicode.IsSpace(runes[next]) && !marksDirection(runes[i]) && !marksDirection(runes[next]) {
			continue
		}
		if n := len(p.pieces); marksDirection(runes[i]) {
			// Nothing is set, and the break goes with what stands before.
			if n > 0 && mayBreak[i] {
				p.pieces[n-1].breaks = true
			}
			from = next
			continue
		}
		style := spans[of[i]].Style
		x := piece{style: style, face: s.faces.face(fonts[i]), letters: runes[from:next:next], script: scripts[i], lang: lang, level: levels[i],
			space: unicode.IsSpace(runes[i]), breaks: mayBreak[i] && next < len(runes), note: spans[of[i]].Note, link: spans[of[i]].Link}
		x.letters = append([]rune(nil), x.letters...)
		s.shape(&x)
		p.pieces = append(p.pieces, x)
		from = next
	}
}

func marksDirection(r rune) bool { return r == isolate || r == isolateEnd }

// directions gives each letter its level: even ones run to the right.
func directions(runes []rune, rtl bool) []bidi.Level {
	levels := make([]bidi.Level, len(runes))
	simple := !rtl
	for _, r := range runes {
		if r >= 0x590 { // before, nothing runs to the left
			simple = false
		}
	}
	if simple {
		return levels
	}
	// The paragraph's own first strong letter may be later than what is set
	// apart, so the direction is told by a mark that is then left out.
	mark := '\u200e'
	if rtl {
		mark = '\u200f'
	}
	var b bidi.Paragraph
	all := b.Segment(append([]rune{mark}, runes...), bidi.Neutral)
	for i := range all.NumRuns() {
		run := all.Run(i)
		for j := max(run.Start, 1); j < run.End && j-1 < len(levels); j++ {
			levels[j-1] = run.Level
		}
	}
	return levels
}

// scripts gives each letter its script; signs that many scripts share take
// that of the letters before, at the head that of those behind.
func scripts(runes []rune) []language.Script {
	all := make([]language.Script, len(runes))
	last := language.Latin
	for _, r := range runes {
		if x := language.LookupScript(r); ownScript(x) {
			last = x
			break
		}
	}
	for i, r := range runes {
		if x := language.LookupScript(r); ownScript(x) {
			last = x
		}
		all[i] = last
	}
	return all
}

// ownScript reports whether a script is one, and not shared by several.
func ownScript(s language.Script) bool {
	return s != language.Common && s != language.Inherited && s != language.Unknown
}

// fonts chooses a font for each letter, for all that are read as one the same.
func (s *setter) fonts(seg *segmenter.Segmenter, spans []Span, runes []rune, of []int) []*Font {
	all := make([]*Font, len(runes))
	for it := seg.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		f := s.fontOf(spans[of[g.Offset]].Style, g.Text)
		for i := range g.Text {
			all[g.Offset+i] = f
		}
	}
	// White space stands in the font of what is before it.
	for i := 1; i < len(runes); i++ {
		if runes[i] == ' ' && of[i] == of[i-1] && all[i-1].has(' ') {
			all[i] = all[i-1]
		}
	}
	return all
}

// fontOf returns the first font that has every letter, or else the first that
// has the most. What is in none is noted.
func (s *setter) fontOf(style Style, letters []rune) *Font {
	own := style.own()
	has := most(own, letters)
	if has == len(letters) {
		return own
	}
	best := own
	for _, f := range s.faces.others(style) {
		n := most(f, letters)
		if n == len(letters) {
			return f
		}
		if n > has {
			best, has = f, n
		}
	}
	for _, r := range letters {
		if !best.has(r) && !unseen(r) && !s.lacks[r] {
			if s.lacks == nil {
				s.lacks = map[rune]bool{}
			}
			s.lacks[r] = true
			s.missing = append(s.missing, r)
		}
	}
	return best
}

// most counts how many of the letters the font has.
func most(f *Font, letters []rune) int {
	n := 0
	for _, r := range letters {
		if unseen(r) || f.has(r) {
			n++
		}
	}
	return n
}

// unseen reports whether the sign has no look of its own.
func unseen(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || unicode.IsSpace(r)
}

// shape sets the letters of a piece, once for each face and word.
func (s *setter) shape(p *piece) {
	key := word{string(p.letters), p.level%2 != 0, p.script, p.lang}
	if known, ok := p.face.cache[key]; ok {
		p.shaped = known
		return
	}
	dir := di.DirectionLTR
	if key.rtl {
		dir = di.DirectionRTL
	}
	upem := int(p.face.font.Upem())
	out := s.shaper.ShapeNoExtents(shaping.Input{Text: p.letters, RunEnd: len(p.letters), Direction: dir, Face: p.face.shaper,
		Size: fixed.I(upem), Script: p.script, Language: language.NewLanguage(p.lang)})
	unit := func(x fixed.Int26_6) float64 { return math.Round(float64(x)/64) * 1000 / float64(upem) }
	x := &shaped{}
	for _, g := range out.Glyphs {
		advance, _ := p.face.outlines.metric(int(g.GlyphID))
		x.glyphs = append(x.glyphs, glyph{id: p.face.use(uint32(g.GlyphID)), advance: unit(g.Advance), nominal: float64(advance) * 1000 / float64(upem),
			right: unit(g.XOffset), up: unit(g.YOffset), first: g.TextIndex(), length: g.RunesCount()})
		x.width += unit(g.Advance)
	}
	x.plain = p.face.tell(p.letters, x.glyphs)
	p.face.cache[key] = x
	p.shaped = x
}

// tell notes what glyphs stand for, and reports whether all letters can be told
// from the glyphs alone.
func (f *face) tell(letters []rune, glyphs []glyph) bool {
	plain := true
	for i := 0; i < len(glyphs); {
		j := i
		for j < len(glyphs) && glyphs[j].first == glyphs[i].first {
			j++
		}
		from := glyphs[i].first
		to := min(from+glyphs[i].length, len(letters))
		if from < 0 || from > to {
			return false
		}
		said := letters[from:to]
		if j-i == 1 {
			plain = f.say(glyphs[i].id, string(said)) && plain
		} else {
			plain = f.tellApart(said, glyphs[i:j]) && plain
		}
		i = j
	}
	return plain
}

// tellApart notes what the glyphs of a letter with its marks stand for: those that
// the font gives to one of them, and, if one of each is left, that.
func (f *face) tellApart(said []rune, glyphs []glyph) bool {
	if len(said) != len(glyphs) {
		return false
	}
	left, rest := slices.Clone(said), -1
	plain := true
	for i, g := range glyphs {
		at := slices.IndexFunc(left, func(r rune) bool {
			id, ok := f.font.NominalGlyph(r)
			return ok && int(id) == f.used[g.id]
		})
		switch {
		case at >= 0:
			plain = f.say(g.id, string(left[at])) && plain
			left = slices.Delete(left, at, at+1)
		case rest >= 0:
			return false
		default:
			rest = i
		}
	}
	return plain && (rest < 0 || f.say(glyphs[rest].id, string(left)))
}

// say notes that a glyph stands for letters, if it stands for no others.
func (f *face) say(id int, letters string) bool {
	if f.says[id] == "" {
		f.says[id] = letters
	}
	return f.says[id] == letters && letters != ""
}
