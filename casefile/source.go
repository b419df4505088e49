package casefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Limits on a file. They bound the memory and the time that reading takes,
// far beyond what any negotiation needs.
const (
	MaxBytes   = 10 << 20  // of a file
	MaxEntries = 2_000_000 // keys, list entries and commas of a file
	MaxDepth   = 100       // of nesting
)

// source is one file that has been taken apart.
type source struct {
	name  string
	data  []byte // without a byte order mark
	root  *yaml.Node
	lines []int // where each line begins; filled when first needed
}

// fault is what is wrong with a file as a whole, or the place at which it can
// no longer be read.
type fault struct {
	line, column  int
	message, hint string
}

// parse takes the bytes of a file apart. It reads scalars as their source
// text and decides nothing about them.
func parse(name string, data []byte) (*source, *fault) {
	s := &source{name: name}
	if len(data) > MaxBytes {
		return s, &fault{1, 1, fmt.Sprintf("the file has more than %d MB", MaxBytes>>20), "keep long texts elsewhere and cite them as sources"}
	}
	if f := encoding(data); f != nil {
		return s, f
	}
	s.data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if f := s.scan(); f != nil {
		return s, f
	}
	root, f := s.load()
	s.root = root
	return s, f
}

// encoding refuses what is no UTF-8 and says what it seems to be instead.
func encoding(data []byte) *fault {
	const save = "save the file as UTF-8"
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(data, []byte(mark)) {
			return &fault{1, 1, "the file is UTF-16", save}
		}
	}
	if len(data) >= 4 && bytes.Count(data[:min(len(data), 200)], []byte{0}) >= min(len(data), 200)/3 {
		return &fault{1, 1, "the file is UTF-16 or binary", save}
	}
	return nil
}

// scan goes through the bytes once, before the parser does, for what the
// parser would not bound or not place.
func (s *source) scan() *fault {
	line, column, entries := 1, 1, 0
	for i := 0; i < len(s.data); {
		r, size := rune(s.data[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(s.data[i:])
		}
		switch {
		case r == '\n' || r == '\r':
			if r == '\r' && i+1 < len(s.data) && s.data[i+1] == '\n' {
				size = 2
			}
			line, column = line+1, 0
		case r == utf8.RuneError && size == 1:
			return &fault{line, column, "the file is not UTF-8 text here", "save the file as UTF-8"}
		case r == 0:
			return &fault{line, column, "the file is binary, not text", "a case file is YAML or JSON, saved as UTF-8"}
		case r == '\u0085' || r == '\u2028' || r == '\u2029':
			return &fault{line, column, fmt.Sprintf("there is an invisible line separator here (U+%04X)", r), "delete it, or begin a new line"}
		case r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0xfeff || r == 0xfffe || r == 0xffff:
			return &fault{line, column, fmt.Sprintf("there is an invisible control character here (U+%04X)", r), "delete it"}
		case r == ',' || r == ':' || r == '[' || r == '{' || r == '-' || r == '?':
			if entries++; entries > MaxEntries {
				return &fault{line, column, fmt.Sprintf("the file has more than %d keys and entries", MaxEntries), ""}
			}
		}
		i, column = i+size, column+1
	}
	return nil
}

// load hands the text to the YAML parser.
func (s *source) load() (root *yaml.Node, f *fault) {
	// The parser reports its own slips by panicking. Every one seen has been
	// turned into an error by the parser itself; this is for those not seen,
	// because a file from a stranger must not stop a server.
	defer func() {
		if r := recover(); r != nil {
			root, f = nil, &fault{1, 1, "the YAML parser gave up on this file", "write it more plainly"}
		}
	}()
	loader, err := yaml.NewLoader(bytes.NewReader(wholeCharacters(s.data)), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(MaxDepth))))
	if err != nil {
		return nil, &fault{1, 1, err.Error(), ""}
	}
	var doc yaml.Node
	if err := loader.Load(&doc); errors.Is(err, io.EOF) || err == nil && empty(&doc) {
		return nil, &fault{1, 1, "the file is empty", "begin with parley: 1"}
	} else if err != nil {
		return nil, s.translate(err)
	}
	var second yaml.Node
	if err := loader.Load(&second); err == nil {
		return nil, &fault{second.Line, second.Column, "a second document begins here, and a file holds one", "remove the line --- before it, or move it to a file of its own"}
	} else if !errors.Is(err, io.EOF) {
		return nil, s.translate(err)
	}
	return doc.Content[0], nil
}

func empty(doc *yaml.Node) bool {
	return len(doc.Content) == 0 || nothing(doc.Content[0])
}

// maxLine is the greatest length of a line that is shown in diagnostics.
// Cutting a window out of a longer one, again for each of them, would be slow.
const maxLine = 10_000

// line returns the text of a line, counted from 1, or nothing for one that is
// too long to be shown.
func (s *source) line(n int) string {
	if s.lines == nil {
		s.lines = []int{0}
		for i, b := range s.data {
			if b == '\n' || b == '\r' && (i+1 == len(s.data) || s.data[i+1] != '\n') {
				s.lines = append(s.lines, i+1)
			}
		}
	}
	if n < 1 || n > len(s.lines) {
		return ""
	}
	end := len(s.data)
	if n < len(s.lines) {
		end = s.lines[n]
	}
	if end-s.lines[n-1] > maxLine {
		return ""
	}
	return strings.TrimRight(string(s.data[s.lines[n-1]:end]), "\r\n")
}
