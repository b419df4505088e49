package typeset

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
)

// font writes a font with the glyphs that were used, and what they stand for, so
// that words can be found, copied and read out.
func (w *writer) font(f *face) ref {
	data := f.outlines.subset(f.used)
	label := name(tag(data) + "+" + f.name)
	program := w.stream(fmt.Sprintf("/Length1 %d", len(data)), data)
	head, hhea := f.outlines.tables["head"], f.outlines.tables["hhea"]
	upem := float64(f.font.Upem())
	short := func(table []byte, at int) string {
		return number(float64(int16(binary.BigEndian.Uint16(table[at:]))) * 1000 / upem)
	}
	descriptor := w.add(fmt.Sprintf("<</Type/FontDescriptor/FontName%s/Flags 4/FontBBox[%s %s %s %s]/ItalicAngle 0/Ascent %s/Descent %s/CapHeight %s/StemV 80/FontFile2 %s>>",
		label, short(head, 36), short(head, 38), short(head, 40), short(head, 42), short(hhea, 4), short(hhea, 6), short(hhea, 4), program))
	var widths strings.Builder
	for _, id := range f.used {
		advance, _ := f.outlines.metric(id)
		widths.WriteString(number(float64(advance)*1000/upem) + " ")
	}
	inner := w.add(fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %s/CIDToGIDMap/Identity/DW 0/W[0[%s]]>>",
		label, descriptor, widths.String()))
	return w.add(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>", label, inner, w.toUnicode(f)))
}

// tag is what the name of a part of a font begins with: six letters that differ
// between parts.
func tag(data []byte) string {
	sum := sha256.Sum256(data)
	var b strings.Builder
	for _, x := range sum[:6] {
		b.WriteByte('A' + x%26)
	}
	return b.String()
}

// toUnicode writes what glyphs stand for (ISO 32000-1, 9.10.3).
func (w *writer) toUnicode(f *face) ref {
	var lines []string
	for id, letters := range f.says {
		if letters != "" {
			lines = append(lines, fmt.Sprintf("<%04X> <%s>\n", id, utf16Hex(letters)))
		}
	}
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for len(lines) > 0 {
		n := min(100, len(lines)) // as many as a section may have
		fmt.Fprintf(&b, "%d beginbfchar\n%sendbfchar\n", n, strings.Join(lines[:n], ""))
		lines = lines[n:]
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return w.stream("", []byte(b.String()))
}
