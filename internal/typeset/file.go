package typeset

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

// file is a PDF file while it is written: numbered objects, one after the
// other (ISO 32000-1, 7.5). Nothing in it depends on the time or the machine.
type file struct {
	buf   bytes.Buffer
	start []int // by number, from 1: where the object begins; 0: reserved and not yet written
}

// ref is the number of an object.
type ref int

func (r ref) String() string { return strconv.Itoa(int(r)) + " 0 R" }

func newFile() *file {
	f := &file{start: make([]int, 1)}
	f.buf.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	return f
}

// reserve takes the next number for an object that is written later.
func (f *file) reserve() ref {
	f.start = append(f.start, 0)
	return ref(len(f.start) - 1)
}

// put writes an object under a number that was reserved.
func (f *file) put(r ref, body string) {
	f.start[r] = f.buf.Len()
	fmt.Fprintf(&f.buf, "%d 0 obj\n%s\nendobj\n", int(r), body)
}

// add writes an object under the next number.
func (f *file) add(body string) ref {
	r := f.reserve()
	f.put(r, body)
	return r
}

// stream writes a stream, compressed, with further entries of its dictionary.
func (f *file) stream(entries string, data []byte) ref {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write(data) // a bytes.Buffer takes everything
	_ = w.Close()
	return f.raw(entries+"/Filter/FlateDecode", z.Bytes())
}

// raw writes a stream as it is.
func (f *file) raw(entries string, data []byte) ref {
	r := f.reserve()
	f.start[r] = f.buf.Len()
	fmt.Fprintf(&f.buf, "%d 0 obj\n<<%s/Length %d>>\nstream\n", int(r), entries, len(data))
	f.buf.Write(data)
	f.buf.WriteString("\nendstream\nendobj\n")
	return r
}

// end writes the table of objects and sends the file off. Its identifier is a
// hash of what is in it.
func (f *file) end(w io.Writer, catalogue, info ref) error {
	sum := sha256.Sum256(f.buf.Bytes())
	id := hex.EncodeToString(sum[:16])
	at := f.buf.Len()
	fmt.Fprintf(&f.buf, "xref\n0 %d\n0000000000 65535 f \n", len(f.start))
	for _, s := range f.start[1:] {
		fmt.Fprintf(&f.buf, "%010d 00000 n \n", s)
	}
	fmt.Fprintf(&f.buf, "trailer\n<</Size %d/Root %s/Info %s/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n", len(f.start), catalogue, info, id, id, at)
	_, err := w.Write(f.buf.Bytes())
	return err
}

// number writes a length in points, to a hundredth.
func number(x float64) string {
	s := strconv.FormatFloat(x, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" || s == "" {
		return "0"
	}
	return s
}

// unicode writes a text string as UTF-16, in hexadecimal, so that no sign in
// it can end it.
func unicodeString(s string) string { return "<FEFF" + utf16Hex(s) + ">" }

func utf16Hex(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// name writes a name of letters, digits, hyphens and plus signs; anything else
// is left out.
func name(s string) string {
	return "/" + strings.Map(func(r rune) rune {
		if r == '-' || r == '+' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, s)
}
