package scenario

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text is the content of a file as UTF-8, with the way back to lines and
// columns.
type text struct {
	name  string
	data  string
	lines []int // where each line begins
}

func newText(name, data string) text {
	t := text{name: name, data: data, lines: []int{0}}
	for i := range len(data) {
		if data[i] == '\n' || data[i] == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// longLine is how far columns are counted in characters: on a file that is one
// long line, counting from its start for each place would be slow.
const longLine = 10_000

// place returns line and column, from 1, of an offset.
func (t *text) place(at int) (line, column int) {
	at = min(max(at, 0), len(t.data))
	line = sort.SearchInts(t.lines, at+1)
	before := t.data[t.lines[line-1]:at]
	if len(before) > longLine {
		return line, len(before) + 1
	}
	return line, utf8.RuneCountInString(before) + 1
}

// decodeText finds out how a file is encoded. It reads UTF-8, UTF-16 with a
// byte order mark or beginning with < or {, and, as the last resort, Windows-1252, which some files of
// the field are in without saying so; the offset of the first byte that gave
// it away is returned then, and -1 otherwise.
func decodeText(data []byte) (content string, windows int) {
	switch {
	case bytes.HasPrefix(data, []byte{0xef, 0xbb, 0xbf}):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return utf16Text(data[2:], littleEndian), -1
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return utf16Text(data[2:], bigEndian), -1
	case bytes.HasPrefix(data, []byte("<\x00")), bytes.HasPrefix(data, []byte("{\x00")):
		return utf16Text(data, littleEndian), -1
	case bytes.HasPrefix(data, []byte("\x00<")), bytes.HasPrefix(data, []byte("\x00{")):
		return utf16Text(data, bigEndian), -1
	}
	if utf8.Valid(data) {
		return string(data), -1
	}
	var b strings.Builder
	windows = -1
	for i, c := range data {
		if c < utf8.RuneSelf {
			b.WriteByte(c)
			continue
		}
		if windows < 0 {
			windows = i // what stands before is ASCII, so the offset is the same in both
		}
		b.WriteRune(windows1252(c))
	}
	return b.String(), windows
}

func littleEndian(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }

func bigEndian(b []byte) uint16 { return uint16(b[1]) | uint16(b[0])<<8 }

func utf16Text(data []byte, unit func([]byte) uint16) string {
	units := make([]uint16, 0, len(data)/2)
	for ; len(data) > 1; data = data[2:] {
		units = append(units, unit(data))
	}
	return string(utf16.Decode(units))
}

// high1252 are the characters 0x80 to 0x9f of Windows-1252 (Unicode mapping
// table CP1252), where it differs from Latin-1. The five that it leaves open
// keep their code.
var high1252 = [32]rune{
	0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f,
	0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
}

func windows1252(c byte) rune {
	if c >= 0x80 && c < 0xa0 {
		return high1252[c-0x80]
	}
	return rune(c)
}
