package word

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"parley/phrase"
)

// How much a part may hold.
const (
	maxElements = 8_000_000
	maxNested   = 256
)

// strictSpace is the namespace of the strict form of WordprocessingML.
const strictSpace = "http://purl.oclc.org/ooxml/wordprocessingml/main"

// elements reads the XML of a part within bounds.
type elements struct {
	part  string
	d     *xml.Decoder
	depth int
	count int
	err   error // the first; everything after it is the same
}

func newElements(part string, data []byte) *elements {
	d := xml.NewDecoder(bytes.NewReader(data))
	return &elements{part: part, d: d}
}

// token returns the next token, or io.EOF.
func (x *elements) token() (xml.Token, error) {
	if x.err != nil {
		return nil, x.err
	}
	t, err := x.d.Token()
	if err != nil {
		x.err = err
		if syntax := new(xml.SyntaxError); errors.As(err, &syntax) {
			x.err = phrase.New("word.part.line", "the part %s is damaged: line %d: %s", clip(x.part), syntax.Line, syntax.Msg)
		} else if !errors.Is(err, io.EOF) {
			x.err = phrase.New("word.part.unread", "the part %s cannot be read: %w", clip(x.part), err)
		}
		return nil, x.err
	}
	switch t.(type) {
	case xml.Directive:
		x.err = phrase.New("word.part.entities", "the part %s declares a document type, which no Word document does and which can hide entities: the file is not read", clip(x.part))
	case xml.StartElement:
		x.depth++
		x.count++
		if x.depth > maxNested {
			x.err = phrase.New("word.part.deep", "the part %s is nested more than %d deep", clip(x.part), maxNested)
		}
		if x.count > maxElements {
			x.err = phrase.New("word.part.elements", "the part %s has more than %d elements", clip(x.part), maxElements)
		}
	case xml.EndElement:
		x.depth--
	}
	return t, x.err
}

// children calls visit for each element in the one that was begun, which visit
// has to read to its end, and words, if it is not nil, for what stands between
// them.
func (x *elements) children(visit func(xml.StartElement) error, words func(string)) error {
	for {
		t, err := x.token()
		if errors.Is(err, io.EOF) {
			return phrase.New("word.part.early", "the part %s ends too early", clip(x.part))
		} else if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := visit(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		case xml.CharData:
			if words != nil {
				words(string(t))
			}
		}
	}
}

// skip passes over the element that was begun.
func (x *elements) skip() error {
	return x.children(func(xml.StartElement) error { return x.skip() }, nil)
}

// text returns what stands in the element that was begun, without elements.
func (x *elements) text() (string, error) {
	var b bytes.Buffer
	err := x.children(func(xml.StartElement) error { return x.skip() }, func(s string) { b.WriteString(s) })
	return b.String(), err
}

// tag is the name of an element: as it is in the main namespace, with m: or mc:
// in those of formulas and of alternatives, nothing in others.
func tag(e xml.StartElement) string {
	switch e.Name.Space {
	case mainSpace, strictSpace:
		return e.Name.Local
	case "http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math":
		return "m:" + e.Name.Local
	case "http://schemas.openxmlformats.org/markup-compatibility/2006":
		return "mc:" + e.Name.Local
	}
	return ""
}

// value is the w:val of an element.
func value(e xml.StartElement) string { return attribute(e, "val") }

// on reports whether a property that can be switched is.
func on(e xml.StartElement) bool {
	switch value(e) {
	case "0", "false", "off", "none":
		return false
	}
	return true
}
