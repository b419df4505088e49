package word

import (
	"fmt"
	"slices"
	"strings"

	"parley/phrase"
	"parley/text"
)

// Record is what a file says of the text that it was made from. It stands in
// the custom properties, which Word and LibreOffice both keep.
type Record struct {
	Basis     string            // the draft or the operation
	Hash      string            // SHA-256 of the canonical form of the text
	Since     string            // changes since this draft or operation are shown; empty: none are
	Languages []string          // that went out; none: all
	Documents []string          // that went out; none: all
	Reading   string            // the view, in words, of a file that is only for reading; empty: it can be worked on
	Names     map[string]string // under which parties and issues are shown, by party ID and issue ID
}

// The names of the properties.
const (
	formatProperty    = "Parley text"
	basisProperty     = "Parley basis"
	hashProperty      = "Parley hash"
	sinceProperty     = "Parley since"
	languagesProperty = "Parley languages"
	documentsProperty = "Parley documents"
	readingProperty   = "Parley for reading"
	nameProperty      = "Parley name of "
)

// format is the version of the form of the file.
const format = "1"

// record is what is written into the file.
func (l *layout) record() Record {
	r := Record{Basis: l.o.Basis, Hash: hash(l.t, l.o.Basis), Languages: l.o.Languages, Documents: l.o.Documents, Names: l.used}
	if l.o.Since != nil {
		r.Since = l.o.SinceName
	}
	return r
}

// hash is that of the draft, or of the text as it stands.
func hash(t *text.Text, basis string) string {
	if d, ok := t.Draft(basis); ok {
		return d.Hash
	}
	return t.Hash("")
}

// properties writes the record as custom properties.
func (r Record) properties() string {
	var b strings.Builder
	n := 1
	put := func(name, value string) {
		if value == "" {
			return
		}
		n++ // Word wants them from 2 on
		fmt.Fprintf(&b, "<property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"%d\" name=\"%s\"><vt:lpwstr>%s</vt:lpwstr></property>", n, esc(name), esc(value))
	}
	put(formatProperty, format)
	put(basisProperty, r.Basis)
	put(hashProperty, r.Hash)
	put(sinceProperty, r.Since)
	put(languagesProperty, strings.Join(r.Languages, " "))
	put(documentsProperty, strings.Join(r.Documents, " "))
	put(readingProperty, r.Reading)
	for _, key := range sortedKeys(r.Names) {
		put(nameProperty+key, r.Names[key])
	}
	return b.String()
}

// set reads a property.
func (r *Record) set(name, value string) error {
	switch name {
	case formatProperty:
		if value != format {
			return phrase.New("word.version", "the file is of version %q of the form, and only %s is read", clip(value), format)
		}
	case basisProperty:
		r.Basis = value
	case hashProperty:
		r.Hash = value
	case sinceProperty:
		r.Since = value
	case languagesProperty:
		r.Languages = strings.Fields(value)
	case documentsProperty:
		r.Documents = strings.Fields(value)
	case readingProperty:
		r.Reading = value
	default:
		if key, ok := strings.CutPrefix(name, nameProperty); ok {
			r.Names[key] = value
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// clip shortens what is repeated in a message.
func clip(s string) string {
	s = plainLine(s)
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}
