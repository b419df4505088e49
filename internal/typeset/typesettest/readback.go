// Package typesettest reads back what package typeset wrote, for tests: the text
// of pages as a reader's program would copy it, and everything else that stands
// in a file. It reads the files of that package and no others.
package typesettest

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// File is a PDF file taken apart.
type File struct {
	Objects map[int]string // the dictionaries and other values, by number
	Streams map[int][]byte // decompressed
	Pages   []string       // the words of each page, a line a line, in the order of drawing
	Heads   []int          // by page: how many elements are marked on it
}

var (
	startText  = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`)
	entryText  = regexp.MustCompile(`^(\d{10}) (\d{5}) ([nf]) \n`)
	refText    = regexp.MustCompile(`(\d+) 0 R`)
	pageText   = regexp.MustCompile(`/Type/Page/Parent.*/Contents (\d+) 0 R`)
	kidsText   = regexp.MustCompile(`/Type/Pages/Kids\[([^\]]*)\]`)
	fontsText  = regexp.MustCompile(`/(F\d+) (\d+) 0 R`)
	toUnicode  = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
	mapText    = regexp.MustCompile(`(?m)^<([0-9A-F]{4})> <([0-9A-F]+)>$`)
	lengthText = regexp.MustCompile(`/Length (\d+)>>$`)
)

// Read takes a file apart and checks that its table of objects is right and that
// every object that is named is there.
func Read(data []byte) (*File, error) {
	m := startText.FindSubmatch(data)
	if m == nil || !bytes.HasPrefix(data, []byte("%PDF-1.7\n")) {
		return nil, errors.New("it does not begin or end as a PDF does")
	}
	at, _ := strconv.Atoi(string(m[1]))
	table := data[at:]
	var first, count int
	if _, err := fmt.Sscanf(string(table[:min(len(table), 40)]), "xref\n%d %d\n", &first, &count); err != nil || first != 0 {
		return nil, errors.New("the table of objects is not where the end says it is")
	}
	table = table[len(fmt.Sprintf("xref\n0 %d\n", count)):]
	f := &File{Objects: map[int]string{}, Streams: map[int][]byte{}}
	for n := range count {
		e := entryText.FindSubmatch(table)
		if e == nil {
			return nil, fmt.Errorf("entry %d of the table is not one", n)
		}
		table = table[20:]
		if n == 0 {
			continue
		}
		from, _ := strconv.Atoi(string(e[1]))
		if err := f.object(n, data, from); err != nil {
			return nil, err
		}
	}
	f.Objects[0] = string(table)
	for n, o := range f.Objects {
		for _, r := range refText.FindAllStringSubmatch(o, -1) {
			if to, _ := strconv.Atoi(r[1]); f.Objects[to] == "" {
				return nil, fmt.Errorf("object %d names %d, which is not there", n, to)
			}
		}
	}
	return f, f.pages()
}

func (f *File) object(n int, data []byte, from int) error {
	head := fmt.Sprintf("%d 0 obj\n", n)
	if !bytes.HasPrefix(data[from:], []byte(head)) {
		return fmt.Errorf("object %d is not where the table says", n)
	}
	body := data[from+len(head):]
	if i := bytes.Index(body, []byte("\nstream\n")); i >= 0 && i < bytes.Index(body, []byte("\nendobj\n")) {
		f.Objects[n] = string(body[:i])
		m := lengthText.FindSubmatch(body[:i])
		if m == nil {
			return fmt.Errorf("stream %d has no length", n)
		}
		size, _ := strconv.Atoi(string(m[1]))
		stream := body[i+8 : i+8+size]
		if !bytes.HasPrefix(body[i+8+size:], []byte("\nendstream\nendobj\n")) {
			return fmt.Errorf("the length of stream %d is wrong", n)
		}
		if strings.Contains(f.Objects[n], "/FlateDecode") {
			r, err := zlib.NewReader(bytes.NewReader(stream))
			if err != nil {
				return err
			}
			if stream, err = io.ReadAll(r); err != nil {
				return err
			}
		}
		f.Streams[n] = stream
		return nil
	}
	end := bytes.Index(body, []byte("\nendobj\n"))
	if end < 0 {
		return fmt.Errorf("object %d does not end", n)
	}
	f.Objects[n] = string(body[:end])
	return nil
}

// pages reads the words of each page.
func (f *File) pages() error {
	fonts := map[string]map[string]string{}
	var kids string
	for _, o := range f.Objects {
		if m := kidsText.FindStringSubmatch(o); m != nil {
			kids = m[1]
		}
		if !strings.HasPrefix(o, "<</Font<<") {
			continue
		}
		for _, m := range fontsText.FindAllStringSubmatch(o, -1) {
			n, _ := strconv.Atoi(m[2])
			says := map[string]string{}
			u := toUnicode.FindStringSubmatch(f.Objects[n])
			if u == nil {
				return fmt.Errorf("font %s does not say what its glyphs stand for", m[1])
			}
			n, _ = strconv.Atoi(u[1])
			for _, l := range mapText.FindAllSubmatch(f.Streams[n], -1) {
				says[string(l[1])] = fromHex(string(l[2]))
			}
			fonts[m[1]] = says
		}
	}
	for _, r := range refText.FindAllStringSubmatch(kids, -1) {
		n, _ := strconv.Atoi(r[1])
		m := pageText.FindStringSubmatch(f.Objects[n])
		if m == nil {
			return fmt.Errorf("object %d is no page", n)
		}
		n, _ = strconv.Atoi(m[1])
		content := string(f.Streams[n])
		f.Pages = append(f.Pages, words(content, fonts))
		f.Heads = append(f.Heads, strings.Count(content, "/MCID "))
	}
	return nil
}

var (
	instead = regexp.MustCompile(`ActualText <FEFF([0-9A-F]*)>`)
	shown   = regexp.MustCompile(`<((?:[0-9A-F]{4})+)>`)
)

// words reads a page.
func words(content string, fonts map[string]map[string]string) string {
	var b strings.Builder
	var says map[string]string
	line, open := "", 0
	for l := range strings.Lines(content) {
		l = strings.TrimSuffix(l, "\n")
		switch {
		case strings.HasSuffix(l, " Tf"):
			says = fonts[strings.TrimPrefix(strings.Fields(l)[0], "/")]
		case strings.HasSuffix(l, " Tm"):
			if y := strings.Fields(l)[5]; y != line {
				if line != "" {
					b.WriteByte('\n')
				}
				line = y
			}
		case strings.HasPrefix(l, "/Span<</ActualText"):
			b.WriteString(fromHex(instead.FindStringSubmatch(l)[1]))
			open = 1
		case l == "EMC" && open > 0:
			open = 0
		case strings.HasSuffix(l, "TJ") && open == 0:
			for _, g := range shown.FindAllStringSubmatch(l, -1) {
				for at := 0; at < len(g[1]); at += 4 {
					b.WriteString(says[g[1][at:at+4]])
				}
			}
		}
	}
	return b.String()
}

func fromHex(s string) string {
	var units []uint16
	for ; len(s) >= 4; s = s[4:] {
		u, _ := strconv.ParseUint(s[:4], 16, 16)
		units = append(units, uint16(u))
	}
	return string(utf16.Decode(units))
}

// Text returns the words of all pages.
func (f *File) Text() string { return strings.Join(f.Pages, "\f") }

// Everything returns all that stands in the file, with text strings and pages as
// they read.
func (f *File) Everything() string {
	var b strings.Builder
	b.WriteString(f.Text())
	for n := range len(f.Objects) {
		b.WriteString("\n" + f.Objects[n] + "\n")
		b.Write(f.Streams[n])
		for _, m := range regexp.MustCompile(`<FEFF([0-9A-F]*)>`).FindAllStringSubmatch(f.Objects[n], -1) {
			b.WriteString("\n" + fromHex(m[1]))
		}
		for _, m := range regexp.MustCompile(`<((?:[0-9A-F]{2})+)>`).FindAllStringSubmatch(f.Objects[n], -1) {
			for i := 0; i+1 < len(m[1]); i += 2 {
				u, _ := strconv.ParseUint(m[1][i:i+2], 16, 8)
				b.WriteByte(byte(u))
			}
		}
	}
	return b.String()
}
