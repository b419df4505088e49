package typeset

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"codeberg.org/go-fonts/dejavu/dejavusansbold"
	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-fonts/liberation/liberationserifbold"
	"codeberg.org/go-fonts/liberation/liberationserifbolditalic"
	"codeberg.org/go-fonts/liberation/liberationserifitalic"
	"codeberg.org/go-fonts/liberation/liberationserifregular"
	"github.com/go-text/typesetting/font"
)

// Family is one of the two families that a document is set in.
type Family uint8

// The families: one for what people negotiate, one for what is said about it.
const (
	Serif Family = iota
	Sans
)

// Font is a font file that has been taken apart and found sound.
type Font struct {
	name     string // as PDF wants it
	bold     bool
	font     *font.Font
	outlines *outlines
}

// MaxFont is how many bytes a font file may have.
const MaxFont = 40 << 20

// ReadFont takes a TrueType font apart. Errors say what is the matter with it
// and what to do; a font whose maker forbids embedding is refused.
func ReadFont(data []byte) (f *Font, err error) {
	// The library that reads fonts is written for sound ones.
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, errDamaged
		}
	}()
	if len(data) > MaxFont {
		return nil, fmt.Errorf("it has more than %d MB", MaxFont>>20)
	}
	o, err := readOutlines(data)
	if err != nil {
		return nil, err
	}
	faces, err := font.ParseTTC(bytes.NewReader(data))
	if err != nil || len(faces) == 0 {
		return nil, errDamaged
	}
	f = &Font{font: faces[0].Font, outlines: o}
	if u := f.font.Upem(); u < 16 || u > 16384 {
		return nil, errDamaged
	}
	d := f.font.Describe()
	f.bold = d.Aspect.Weight >= 600
	f.name = strings.TrimPrefix(name(d.Family), "/")
	if f.name == "" {
		f.name = "Font"
	}
	if len(f.name) > 60 {
		f.name = f.name[:60]
	}
	if f.bold {
		f.name += "-Bold"
	}
	if d.Aspect.Style == font.StyleItalic {
		f.name += "-Italic"
	}
	return f, nil
}

// own reads one of the fonts that the program brings along, once.
func own(data []byte) func() *Font {
	return sync.OnceValue(func() *Font {
		f, err := ReadFont(data)
		if err != nil {
			panic(err) // it is part of the program
		}
		return f
	})
}

// families are the fonts by family and by style: regular, bold, italic, both.
var families = [2][4]func() *Font{
	Serif: {own(liberationserifregular.TTF), own(liberationserifbold.TTF), own(liberationserifitalic.TTF), own(liberationserifbolditalic.TTF)},
	Sans:  {own(liberationsansregular.TTF), own(liberationsansbold.TTF), own(liberationsansregular.TTF), own(liberationsansbold.TTF)},
}

// reserves are asked for letters that the families lack, Arabic among them.
var reserves = [2]func() *Font{own(dejavusans.TTF), own(dejavusansbold.TTF)}

// face is a font as one document uses it: which of its glyphs, and what they
// stand for.
type face struct {
	*Font
	shaper *font.Face
	label  string         // under which pages name it
	place  map[uint32]int // glyph to its place among those used
	used   []int          // glyphs in the order in which they were first used; the first stands for none
	says   []string       // what they stand for; empty: not known
	cache  map[word]*shaped
}

// faces are the fonts of one document.
type faces struct {
	more []*Font // given by the reader, asked before the reserves
	open map[*Font]*face
	list []*face // in the order in which they were first used
}

func (s *faces) face(f *Font) *face {
	if x, ok := s.open[f]; ok {
		return x
	}
	x := &face{Font: f, shaper: font.NewFace(f.font), label: fmt.Sprintf("F%d", len(s.list)+1), place: map[uint32]int{0: 0}, used: []int{0}, says: []string{""}, cache: map[word]*shaped{}}
	if s.open == nil {
		s.open = map[*Font]*face{}
	}
	s.open[f] = x
	s.list = append(s.list, x)
	return x
}

// own returns the font for a style.
func (s *Style) own() *Font {
	return families[s.Family][boolean(s.Bold)+2*boolean(s.Italic)]()
}

// others lists the fonts that are asked for letters that the own one of a style
// lacks, in their order. The reserves come last: they are large to read.
func (s *faces) others(style Style) []*Font {
	more := slices.Clone(s.more)
	slices.SortStableFunc(more, func(a, b *Font) int { // those of the weight first
		return cmp.Compare(boolean(a.bold != style.Bold), boolean(b.bold != style.Bold))
	})
	bold := boolean(style.Bold)
	return append(more, reserves[bold](), reserves[1-bold]())
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// has reports whether the font has a glyph for the letter.
func (f *Font) has(r rune) bool {
	_, ok := f.font.NominalGlyph(r)
	return ok
}

// use notes that a glyph is used and returns its place in the font that is
// written.
func (f *face) use(glyph uint32) int {
	at, ok := f.place[glyph]
	if !ok {
		at = len(f.used)
		f.place[glyph] = at
		f.used = append(f.used, int(glyph))
		f.says = append(f.says, "")
	}
	return at
}

// Missing is the error of a document with letters that no font has.
type Missing struct {
	Letters []rune // each once, in the order in which they occur
}

// Error names the letters, the first eight of them.
func (m *Missing) Error() string {
	const most = 8
	var list []string
	for i, r := range m.Letters {
		if i == most {
			list = append(list, fmt.Sprintf("and %d more", len(m.Letters)-most))
			break
		}
		list = append(list, fmt.Sprintf("%c (U+%04X)", r, r))
	}
	return "no font at hand has " + strings.Join(list, ", ")
}

var errShaping = errors.New("a font cannot be used: it is damaged")
