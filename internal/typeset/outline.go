package typeset

import (
	"encoding/binary"
	"errors"
	"slices"
)

// outlines are the tables of a font that has TrueType outlines: what is needed
// to cut out the glyphs that a document uses (OpenType 1.9, "glyf", "loca").
// Everything read from them is checked, for a font can come from anywhere.
type outlines struct {
	tables   map[string][]byte
	glyphs   int
	longLoca bool
	metrics  int // how many glyphs have an advance of their own
}

// Errors of fonts. They say what to do in the words of whoever prints.
var (
	errDamaged    = errors.New("it is damaged")
	errNoOutlines = errors.New("it has no TrueType outlines: take a version of the font whose name ends in .ttf")
	errForbidden  = errors.New("its maker does not allow it to be embedded in documents: take another")
)

// maxGlyphs bounds the glyphs of a font, as the format does.
const maxGlyphs = 65535

// readOutlines finds the tables of a font file, of the first font if it is a
// collection.
func readOutlines(data []byte) (*outlines, error) {
	o := &outlines{tables: map[string][]byte{}}
	at := 0
	if len(data) >= 16 && string(data[:4]) == "ttcf" {
		at = int(binary.BigEndian.Uint32(data[12:]))
	}
	if at < 0 || at+12 > len(data) {
		return nil, errDamaged
	}
	if string(data[at:at+4]) == "OTTO" {
		return nil, errNoOutlines
	}
	n := int(binary.BigEndian.Uint16(data[at+4:]))
	if at+12+16*n > len(data) {
		return nil, errDamaged
	}
	for i := range n {
		e := data[at+12+16*i:]
		from, size := int(binary.BigEndian.Uint32(e[8:])), int(binary.BigEndian.Uint32(e[12:]))
		if from < 0 || size < 0 || from > len(data) || size > len(data)-from {
			return nil, errDamaged
		}
		o.tables[string(e[:4])] = data[from : from+size]
	}
	if len(o.tables["glyf"]) == 0 {
		return nil, errNoOutlines
	}
	head, hhea, maxp := o.tables["head"], o.tables["hhea"], o.tables["maxp"]
	if len(head) < 54 || len(hhea) < 36 || len(maxp) < 6 {
		return nil, errDamaged
	}
	o.glyphs = int(binary.BigEndian.Uint16(maxp[4:]))
	o.longLoca = binary.BigEndian.Uint16(head[50:]) != 0
	o.metrics = int(binary.BigEndian.Uint16(hhea[34:]))
	entry := 2
	if o.longLoca {
		entry = 4
	}
	if o.glyphs == 0 || o.metrics == 0 || o.metrics > o.glyphs || len(o.tables["loca"]) < entry*(o.glyphs+1) ||
		len(o.tables["hmtx"]) < 4*o.metrics+2*(o.glyphs-o.metrics) {
		return nil, errDamaged
	}
	// Bit 1 of fsType alone: restricted licence embedding.
	if os2 := o.tables["OS/2"]; len(os2) >= 10 && binary.BigEndian.Uint16(os2[8:])&0xf == 2 {
		return nil, errForbidden
	}
	return o, nil
}

// glyph returns the outline of a glyph; nil if it has none or points outside
// the table.
func (o *outlines) glyph(id int) []byte {
	if id < 0 || id >= o.glyphs {
		return nil
	}
	loca, glyf := o.tables["loca"], o.tables["glyf"]
	var from, to int
	if o.longLoca {
		from, to = int(binary.BigEndian.Uint32(loca[4*id:])), int(binary.BigEndian.Uint32(loca[4*id+4:]))
	} else {
		from, to = 2*int(binary.BigEndian.Uint16(loca[2*id:])), 2*int(binary.BigEndian.Uint16(loca[2*id+2:]))
	}
	if from >= to || to > len(glyf) {
		return nil
	}
	return glyf[from:to]
}

// metric returns the advance and left bearing of a glyph in font units.
func (o *outlines) metric(id int) (advance, bearing uint16) {
	hmtx := o.tables["hmtx"]
	if id < 0 || id >= o.glyphs {
		id = 0
	}
	if id < o.metrics {
		return binary.BigEndian.Uint16(hmtx[4*id:]), binary.BigEndian.Uint16(hmtx[4*id+2:])
	}
	return binary.BigEndian.Uint16(hmtx[4*(o.metrics-1):]), binary.BigEndian.Uint16(hmtx[4*o.metrics+2*(id-o.metrics):])
}

// Flags of a part of a composite glyph.
const (
	argsAreWords = 1 << 0
	hasScale     = 1 << 3
	moreParts    = 1 << 5
	hasXYScale   = 1 << 6
	hasTwoByTwo  = 1 << 7
)

// parts calls visit with the place, in the outline of a composite glyph, of the
// number of each glyph that it is put together from.
func parts(outline []byte, visit func(at int)) {
	if len(outline) < 10 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return
	}
	for at := 10; at+4 <= len(outline); {
		flags := binary.BigEndian.Uint16(outline[at:])
		visit(at + 2)
		at += 6
		if flags&argsAreWords != 0 {
			at += 2
		}
		switch {
		case flags&hasScale != 0:
			at += 2
		case flags&hasXYScale != 0:
			at += 4
		case flags&hasTwoByTwo != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return
		}
	}
}

// subset makes a font of the glyphs alone, numbered from 0 as in the list, of
// which the first should be the one that stands for none. Glyphs that others
// are put together from come behind them.
func (o *outlines) subset(list []int) []byte {
	list = slices.Clone(list)
	place := map[int]int{}
	for i, id := range list {
		place[id] = i
	}
	var glyf, loca, hmtx []byte
	for i := 0; i < len(list); i++ { // grows as parts are found
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		from := len(glyf)
		glyf = append(glyf, o.glyph(list[i])...)
		parts(glyf[from:], func(at int) {
			id := int(binary.BigEndian.Uint16(glyf[from+at:]))
			if _, there := place[id]; !there {
				if len(list) >= maxGlyphs {
					id = list[0]
				} else {
					place[id] = len(list)
					list = append(list, id)
				}
			}
			binary.BigEndian.PutUint16(glyf[from+at:], uint16(place[id]))
		})
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		advance, bearing := o.metric(list[i])
		hmtx = binary.BigEndian.AppendUint16(hmtx, advance)
		hmtx = binary.BigEndian.AppendUint16(hmtx, bearing)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	head, hhea, maxp := slices.Clone(o.tables["head"]), slices.Clone(o.tables["hhea"]), slices.Clone(o.tables["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(head[50:], 1)
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(list)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(list)))
	tables := map[string][]byte{"glyf": glyf, "loca": loca, "hmtx": hmtx, "head": head, "hhea": hhea, "maxp": maxp}
	for _, tag := range []string{"cvt ", "fpgm", "prep"} {
		if t := o.tables[tag]; len(t) > 0 {
			tables[tag] = t
		}
	}
	return fontFile(tables)
}

// fontFile puts tables together to a font.
func fontFile(tables map[string][]byte) []byte {
	var tags []string
	for tag := range tables {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	power, shift := 1, 0
	for power*2 <= len(tags) {
		power, shift = power*2, shift+1
	}
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, x := range []int{len(tags), power * 16, shift, (len(tags) - power) * 16} {
		out = binary.BigEndian.AppendUint16(out, uint16(x))
	}
	at := len(out) + 16*len(tags)
	headAt := 0
	for _, tag := range tags {
		t := tables[tag]
		out = append(out, tag...)
		out = binary.BigEndian.AppendUint32(out, sum32(t))
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		out = binary.BigEndian.AppendUint32(out, uint32(len(t)))
		if tag == "head" {
			headAt = at
		}
		at += (len(t) + 3) &^ 3
	}
	for _, tag := range tags {
		out = append(out, tables[tag]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[headAt+8:], 0xB1B0AFBA-sum32(out))
	return out
}

// sum32 is the checksum of a table: the sum of its words, the last filled up
// with zeros.
func sum32(t []byte) uint32 {
	var sum uint32
	for i := 0; i < len(t); i += 4 {
		var word [4]byte
		copy(word[:], t[i:])
		sum += binary.BigEndian.Uint32(word[:])
	}
	return sum
}
