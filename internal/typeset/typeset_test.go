package typeset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationserifregular"
	"pgregory.net/rapid"

	"parley/internal/typeset/typesettest"
)

var plain = Style{Size: 10}

// someWords draws words of several scripts, long ones and marks among them.
func someWords(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"the", "parties", "shall", "e\u0301t\u00e9", "5.3", "co-operate", "[", "]", "العام", "وَقفًا", "שלום",
		"река", "Ωμέγα", strings.Repeat("long", 40), "https://example.org/a/b?c=d", "fi", "\u200d", "a\u0300\u0323"}), 1, 30).Draw(t, "words"), " ")
}

// Lines hold all the words, in their order, and none is wider than it may be
// unless it is a single letter with its marks.
func TestLinesKeepWordsAndWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := New(Info{}, nil)
		var spans []Span
		want := ""
		for range rapid.IntRange(1, 4).Draw(t, "spans") {
			s := Span{Words: someWords(t), Style: plain, Apart: rapid.Bool().Draw(t, "apart")}
			s.Bold = rapid.Bool().Draw(t, "bold")
			spans = append(spans, s)
			want += s.Words
		}
		width := rapid.Float64Range(5, 400).Draw(t, "width")
		got := ""
		for _, l := range d.set.lines(d.set.set(spans, "en"), width) {
			letters := ""
			for _, p := range l.pieces {
				letters += string(p.letters)
			}
			got += letters
			if base := strings.TrimFunc(letters, unicode.IsSpace); l.width > width+.02 && len(strings.Fields(base)) > 0 && letterCount(base) > 1 {
				t.Fatalf("%q is %.2f wide, and %.2f is allowed", letters, l.width, width)
			}
		}
		if squeezed(got) != squeezed(want) {
			t.Fatalf("lines read %q, and not %q", got, want)
		}
	})
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// letterCount counts letters without their marks.
func letterCount(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Cf, r) {
			n++
		}
	}
	return n
}

// In a line from right to left, what comes first stands furthest right; numbers
// and foreign words in it run to the right.
func TestLinesFromRightToLeft(t *testing.T) {
	d := New(Info{}, nil)
	lines := d.set.lines(d.set.set([]Span{{Words: "السلام 12 أبريل Rev.2 غدا", Style: plain}}, "ar"), 500)
	if len(lines) != 1 || !lines[0].rtl {
		t.Fatalf("%d lines", len(lines))
	}
	var order []string
	pieces := slices.Clone(lines[0].pieces)
	slices.SortFunc(pieces, func(a, b piece) int { return int(100 * (a.x - b.x)) })
	for _, p := range pieces {
		if !p.space {
			order = append(order, string(p.letters))
		}
	}
	if got := strings.Join(order, "|"); got != "غدا|Rev.2|أبريل|12|السلام" {
		t.Errorf("from left to right: %s", got)
	}
	// The letters of a word are joined: not the shapes that they have alone.
	f := pieces[len(pieces)-1].face
	alone, _ := f.font.NominalGlyph('س')
	for _, g := range pieces[len(pieces)-1].glyphs {
		if f.used[g.id] == int(alone) {
			t.Error("the letters of السلام are not joined")
		}
	}
}

// A brackets' label keeps its direction to itself: after it, the words go on as
// they did before.
func TestLabelsTurnNothingAround(t *testing.T) {
	d := New(Info{}, nil)
	order := func(apart bool) string {
		lines := d.set.lines(d.set.set([]Span{{Words: "المياه", Style: plain}, {Words: "+North, -South", Style: plain, Apart: apart}, {Words: " من", Style: plain}}, "ar"), 500)
		pieces := slices.Clone(lines[0].pieces)
		slices.SortFunc(pieces, func(a, b piece) int { return int(100 * (a.x - b.x)) })
		var all []string
		for _, p := range pieces {
			all = append(all, strings.TrimSpace(string(p.letters)))
		}
		return strings.Join(all, "")
	}
	if got := order(true); got != "من+North,-Southالمياه" {
		t.Errorf("apart: %s", got)
	}
	if order(false) == order(true) {
		t.Error("setting apart makes no difference: the test shows nothing")
	}
}

// Every block stands on the pages, in order, once; nothing runs over the margins
// or over what stands before; footnotes begin on the page of their mark.
func TestPagesHoldEverythingInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := New(Info{Title: "T", Left: "T"}, nil)
		var want []*Block
		n := rapid.IntRange(1, 20).Draw(t, "blocks")
		for i := range n {
			words := strings.Repeat("word ", rapid.IntRange(1, 150).Draw(t, "length"))
			b := Block{Cells: []Cell{{Width: 200, Spans: []Span{{Words: words, Style: plain}}}}, Keep: rapid.IntRange(0, 2).Draw(t, "keep") == 0,
				Before: 6, NewPage: rapid.IntRange(0, 20).Draw(t, "new") == 0}
			if rapid.IntRange(0, 4).Draw(t, "noted") == 0 {
				id := string(rune('a' + i))
				b.Cells[0].Spans = append(b.Cells[0].Spans, Span{Words: "1", Style: plain, Note: id})
				d.Note(id, []Block{{Before: 3, Cells: []Cell{{Width: 400, Spans: []Span{{Words: strings.Repeat("note ", rapid.IntRange(1, 900).Draw(t, "note")), Style: plain}}}}}})
			}
			d.Add(b)
		}
		for i := range d.blocks {
			want = append(want, &d.blocks[i])
		}
		f := &flow{d: d}
		f.place()
		noted := map[string]int{}
		begun := map[string]int{}
		var got []*Block
		for i, p := range f.pages {
			y := 0.0
			for _, at := range p.rows {
				if at.y < y-.01 || at.y < marginTop-.01 || at.y+at.row.height > f.bottom()+.02 {
					t.Fatalf("page %d: a row at %.1f to %.1f, after one that ends at %.1f", i+1, at.y, at.y+at.row.height, y)
				}
				y = at.y + at.row.height
				note := ""
				for id, blocks := range d.notes {
					if at.row.block == &blocks[0] {
						note = id
					}
				}
				if note != "" {
					if at.row.first {
						begun[note] = i
					}
					continue
				}
				if at.row.first {
					got = append(got, at.row.block)
				}
				for _, id := range at.row.notes {
					noted[id] = i
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%d blocks of %d stand on the pages", len(got), len(want))
		}
		for id, at := range noted {
			if begun[id] != at && !queued(f, id, at) {
				t.Errorf("footnote %s begins on page %d, and its mark is on page %d", id, begun[id]+1, at+1)
			}
		}
		if len(begun) != len(noted) {
			t.Errorf("%d footnotes of %d stand on the pages", len(begun), len(noted))
		}
	})
}

// queued reports whether a footnote before this one goes on over the page: then it
// has to wait.
func queued(f *flow, id string, page int) bool {
	last := 0
	for i, p := range f.pages {
		for _, at := range p.rows {
			for note, blocks := range f.d.notes {
				if note < id && at.row.block == &blocks[0] {
					last = i
				}
			}
		}
	}
	return last > page
}

// No page ends in a heading, or begins or ends with one line of several.
func TestNoLineStandsAlone(t *testing.T) {
	d := New(Info{}, nil)
	for i := range 120 {
		d.Add(Block{Before: 9, Keep: true, Cells: []Cell{{Width: 300, Spans: []Span{{Words: "Heading", Style: Style{Size: 12, Bold: true}}}}}})
		d.Add(Block{Before: 2, Cells: []Cell{{Width: 300, Spans: []Span{{Words: strings.Repeat("words of a point ", 5+i%23), Style: plain}}}}})
	}
	f := &flow{d: d}
	f.place()
	if len(f.pages) < 4 {
		t.Fatalf("only %d pages", len(f.pages))
	}
	for i, p := range f.pages {
		last, first := p.rows[len(p.rows)-1].row, p.rows[0].row
		if last.block.Keep {
			t.Errorf("page %d ends with a heading", i+1)
		}
		if !last.last && last.first {
			t.Errorf("page %d ends with the first of several lines", i+1)
		}
		if first.last && !first.first {
			t.Errorf("page %d begins with the last of several lines", i+1)
		}
	}
}

// What is cut out of a font has the glyphs as they were, those that others are
// put together from included.
func TestPartsOfFontsHaveTheirGlyphs(t *testing.T) {
	o, err := readOutlines(liberationserifregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	f, err := ReadFont(liberationserifregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	used := []int{0}
	for _, r := range "Aé]ß" {
		id, ok := f.font.NominalGlyph(r)
		if !ok {
			t.Fatalf("no glyph for %c", r)
		}
		used = append(used, int(id))
	}
	part, err := readOutlines(o.subset(used))
	if err != nil {
		t.Fatal(err)
	}
	composite := 0
	for i, id := range used {
		before, after := o.glyph(id), part.glyph(i)
		var from, to []int
		parts(before, func(at int) { from = append(from, int(binary.BigEndian.Uint16(before[at:]))) })
		parts(after, func(at int) { to = append(to, int(binary.BigEndian.Uint16(after[at:]))) })
		if len(from) != len(to) {
			t.Fatalf("glyph %d is put together from %d, and was from %d", id, len(to), len(from))
		}
		composite += len(from)
		for k := range from {
			if !bytes.HasPrefix(part.glyph(to[k]), o.glyph(from[k])) {
				t.Errorf("glyph %d: part %d is another", id, k)
			}
		}
		if len(from) == 0 && !bytes.HasPrefix(after, before) {
			t.Errorf("glyph %d is another", id)
		}
		a, _ := o.metric(id)
		if b, _ := part.metric(i); a != b {
			t.Errorf("glyph %d is %d wide, and was %d", id, b, a)
		}
	}
	if composite == 0 {
		t.Error("no glyph is put together from others: the test shows nothing")
	}
}

// A whole document reads back, is the same each time, and says what is what.
func TestDocumentReadsBack(t *testing.T) {
	write := func() []byte {
		d := New(Info{Title: "Täst", Language: "en", Left: "Left", Right: "Right", Foot: "Foot"}, nil)
		s := d.Root.Add(Section, "")
		for i := range 80 {
			e := s.Add(Text, "")
			d.Add(Block{Before: 4, Outline: "Point", Level: i % 3, Place: string(rune('A' + i)), Cells: []Cell{{Width: 300, Element: e, Spans: []Span{
				{Words: "The parties officially agree. ", Style: plain}, {Words: "gone", Style: Style{Size: 10, Strike: true}}, {Words: " see ", Style: plain}, {Words: "5", Style: plain, Link: "C"}}}}})
		}
		var b bytes.Buffer
		if err := d.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	data := write()
	f, err := typesettest.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(f.Text(), "The parties officially agree. gone see 5"); n != 80 {
		t.Errorf("%d of 80 blocks read back:\n%s", n, f.Text())
	}
	if len(f.Pages) < 2 || !strings.Contains(f.Pages[1], "2 of ") || !strings.Contains(f.Pages[1], "Left") {
		t.Errorf("%d pages; the second reads\n%s", len(f.Pages), f.Pages[min(1, len(f.Pages)-1)])
	}
	for _, want := range []string{"/Lang <656E>", "/StructTreeRoot", "/LineThrough", "/Outlines", "/S/Link", "/Subtype/Link"} {
		if !strings.Contains(f.Everything(), want) {
			t.Errorf("there is no %s", want)
		}
	}
	if strings.Contains(f.Everything(), "CreationDate") {
		t.Error("a date was given that nobody said")
	}
	if !bytes.Equal(data, write()) {
		t.Error("the same document makes other bytes")
	}
}

// Letters that no font has are refused before anything is written, and named.
func TestLettersThatNoFontHas(t *testing.T) {
	d := New(Info{}, nil)
	d.Add(Block{Cells: []Cell{{Width: 300, Spans: []Span{{Words: "a 水 b 水 ☃", Style: plain}}}}})
	var b bytes.Buffer
	var missing *Missing
	if err := d.Write(&b); !errors.As(err, &missing) || string(missing.Letters) != "水" && string(missing.Letters) != "水☃" || b.Len() > 0 {
		t.Fatalf("%v, %d bytes", err, b.Len())
	}
	if !strings.Contains(missing.Error(), "水 (U+6C34)") {
		t.Error(missing)
	}
}

// Fonts that are no fonts are refused in words.
func TestFontsThatCannotBeUsed(t *testing.T) {
	forbidden := slices.Clone(liberationserifregular.TTF)
	n := int(binary.BigEndian.Uint16(forbidden[4:]))
	for i := range n {
		e := forbidden[12+16*i:]
		if string(e[:4]) == "OS/2" {
			binary.BigEndian.PutUint16(forbidden[int(binary.BigEndian.Uint32(e[8:]))+8:], 2)
		}
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"empty":      {nil, errDamaged},
		"text":       {[]byte("This is no font at all."), errDamaged},
		"cut short":  {liberationserifregular.TTF[:1000], errDamaged},
		"PostScript": {append([]byte("OTTO"), make([]byte, 100)...), errNoOutlines},
		"forbidden":  {forbidden, errForbidden},
	} {
		if _, err := ReadFont(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// No font, however damaged, does more harm than to be refused.
func FuzzFont(f *testing.F) {
	small := func(letters string) []byte {
		s, err := ReadFont(liberationserifregular.TTF)
		if err != nil {
			f.Fatal(err)
		}
		used := []int{0}
		for _, r := range letters {
			id, _ := s.font.NominalGlyph(r)
			used = append(used, int(id))
		}
		tables := map[string][]byte{}
		part, err := readOutlines(s.outlines.subset(used))
		if err != nil {
			f.Fatal(err)
		}
		for tag, t := range part.tables {
			tables[tag] = t
		}
		tables["cmap"] = s.outlines.tables["cmap"]
		return fontFile(tables)
	}
	f.Add(small("Aé"))
	f.Add([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"))
	f.Fuzz(func(t *testing.T, data []byte) {
		font, err := ReadFont(data)
		if err != nil {
			return
		}
		d := New(Info{Title: "T"}, []*Font{font})
		d.Add(Block{Cells: []Cell{{Width: 300, Spans: []Span{{Words: "A水é 字 ॐ", Style: plain}}}}})
		var b bytes.Buffer
		var missing *Missing
		err = d.Write(&b)
		if err != nil && !errors.As(err, &missing) && !errors.Is(err, errShaping) {
			t.Fatal(err)
		}
		if err == nil {
			if _, err := typesettest.Read(b.Bytes()); err != nil {
				t.Fatal(err)
			}
		}
	})
}
