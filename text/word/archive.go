package word

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"parley/phrase"
	"parley/text"
)

// What a file may hold at most.
const (
	maxEntries = 2000
	maxPart    = 64 << 20  // bytes of a part, unpacked
	maxTotal   = 512 << 20 // bytes of all parts, unpacked, as the file says
	maxRatio   = 250       // how much larger a part of some size may be than it is packed
	smallPart  = 1 << 20   // a part that is no larger may be packed as tightly as can be
)

// ole is how files begin that older programs made, and those with a password.
var ole = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}

// archive is a file that has been looked through and is not read yet.
type archive struct {
	files   map[string]*zip.File // by name without the first slash
	types   map[string]string    // content type by name
	endings map[string]string    // content type by ending
	notices []text.Notice
}

// open looks through a file and refuses what is not to be read.
func open(r io.ReaderAt, size int64) (*archive, error) {
	head := make([]byte, len(ole))
	if n, _ := r.ReadAt(head, 0); bytes.Equal(head[:n], ole) {
		return nil, phrase.New("word.password", "this is a file with a password, or of an older Word: take the password off and save it as .docx")
	}
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are looked at below
		return nil, phrase.New("word.zip", "this is no Word document, or it is damaged (%w): open it in Word or LibreOffice and save it again as .docx", plainZip(err))
	}
	if len(z.File) > maxEntries {
		return nil, phrase.New("word.parts.many", "the file has %d parts, and more than %d are not read", len(z.File), maxEntries)
	}
	a := &archive{files: map[string]*zip.File{}, types: map[string]string{}, endings: map[string]string{}}
	seen := map[string]bool{}
	var total uint64
	for _, f := range z.File {
		if err := a.entry(f, seen); err != nil {
			return nil, err
		}
		if total += f.UncompressedSize64; total > maxTotal {
			return nil, phrase.New("word.unpacked", "unpacked, the file would have more than %d MB, and is not read", maxTotal>>20)
		}
	}
	if err := a.contentTypes(); err != nil {
		return nil, err
	}
	return a, a.relations()
}

// plainZip puts errors of zip into plain words.
func plainZip(err error) error {
	switch {
	case errors.Is(err, zip.ErrFormat):
		return phrase.New("word.zip.none", "it is no zip archive")
	case errors.Is(err, zip.ErrAlgorithm):
		return phrase.New("word.zip.packed", "it is packed in a way that Word does not use")
	case errors.Is(err, zip.ErrChecksum):
		return phrase.New("word.zip.sum", "its checksum is wrong")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return phrase.New("word.zip.early", "it ends too early")
	}
	return errors.New(strings.TrimPrefix(err.Error(), "zip: "))
}

// entry looks at one entry of the archive.
func (a *archive) entry(f *zip.File, seen map[string]bool) error {
	name := f.Name
	lower := strings.ToLower(name)
	switch {
	case strings.HasSuffix(name, "/"): // a folder
		return nil
	case name == "" || strings.HasPrefix(name, "/") || strings.ContainsAny(name, "\\:\x00") || slices.Contains(strings.Split(name, "/"), ".."):
		return phrase.New("word.part.outside", "a part of the file is called %q, which leads out of it: the file is not read", clip(name))
	case seen[lower]:
		return phrase.New("word.part.twice", "the file has the part %s twice, and programs would read different ones: the file is not read", clip(name))
	case f.Flags&1 != 0:
		return phrase.New("word.part.encrypted", "the part %s is encrypted: take the password off", clip(name))
	case strings.Contains(lower, "vbaproject") || strings.Contains(lower, "vbadata"):
		return phrase.New("word.macros", "the file has macros (%s): save it as .docx, which has none", clip(name))
	case f.UncompressedSize64 > maxPart:
		return phrase.New("word.part.large", "the part %s would have %d MB unpacked, and more than %d are not read", clip(name), f.UncompressedSize64>>20, maxPart>>20)
	case f.UncompressedSize64 > smallPart && f.UncompressedSize64/max(f.CompressedSize64, 1) > maxRatio:
		return phrase.New("word.part.bomb", "the part %s is more than %d times as large as it is packed, as in a file that is meant to fill memory: it is not read", clip(name), maxRatio)
	case strings.HasPrefix(lower, "word/embeddings/") || strings.HasPrefix(lower, "word/activex/"):
		a.notice(name, "an embedded object was left out")
	}
	seen[lower] = true
	a.files[name] = f
	return nil
}

func (a *archive) notice(where, what string) {
	a.notices = append(a.notices, text.Notice{Where: clip(where), What: what})
}

// read unpacks a part.
func (a *archive) read(name string) ([]byte, error) {
	f, ok := a.files[name]
	if !ok {
		return nil, phrase.New("word.part.none", "the file has no part %s: it is damaged, or no Word document", clip(name))
	}
	r, err := f.Open()
	if err != nil {
		return nil, phrase.New("word.part.damaged", "the part %s is damaged (%w)", clip(name), plainZip(err))
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxPart+1))
	switch {
	case err != nil:
		return nil, phrase.New("word.part.damaged", "the part %s is damaged (%w)", clip(name), plainZip(err))
	case len(data) > maxPart:
		return nil, phrase.New("word.part.long", "the part %s has more than %d MB", clip(name), maxPart>>20)
	}
	return data, nil
}

// contentTypes reads of what kind the parts are, and refuses macros.
func (a *archive) contentTypes() error {
	const name = "[Content_Types].xml"
	err := a.each(name, func(e xml.StartElement) error {
		kind := attribute(e, "ContentType")
		switch e.Name.Local {
		case "Default":
			a.endings[strings.ToLower(attribute(e, "Extension"))] = kind
		case "Override":
			a.types[strings.ToLower(strings.TrimPrefix(attribute(e, "PartName"), "/"))] = kind
		}
		if lower := strings.ToLower(kind); strings.Contains(lower, "macroenabled") || strings.Contains(lower, "vbaproject") {
			return phrase.New("word.macros.run", "the file may run macros (%s): save it as .docx, which has none", clip(kind))
		}
		return nil
	})
	return err
}

// each calls visit for every element of a part.
func (a *archive) each(name string, visit func(xml.StartElement) error) error {
	data, err := a.read(name)
	if err != nil {
		return err
	}
	x := newElements(name, data)
	for {
		t, err := x.token()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := visit(e); err != nil {
				return err
			}
		}
	}
}

// relations notes what would be fetched from elsewhere.
func (a *archive) relations() error {
	for _, name := range sortedKeys(a.files) {
		if !strings.HasSuffix(strings.ToLower(name), ".rels") {
			continue
		}
		err := a.each(name, func(e xml.StartElement) error {
			if !strings.EqualFold(attribute(e, "TargetMode"), "External") {
				return nil
			}
			kind := path.Base(attribute(e, "Type"))
			if kind == "hyperlink" {
				a.notice(name, fmt.Sprintf("a link to %s was left out; its words stay", clip(attribute(e, "Target"))))
				return nil
			}
			a.notice(name, fmt.Sprintf("something that would be fetched from elsewhere was left out (%s, %s)", clip(kind), clip(attribute(e, "Target"))))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// related returns the parts that a part refers to, by the last word of the kind
// of relation.
func (a *archive) related(name string) (map[string]string, error) {
	rels := path.Join(path.Dir(name), "_rels", path.Base(name)+".rels")
	if name == "" {
		rels = "_rels/.rels"
	}
	targets := map[string]string{}
	if a.files[rels] == nil {
		return targets, nil
	}
	err := a.each(rels, func(e xml.StartElement) error {
		if e.Name.Local != "Relationship" || strings.EqualFold(attribute(e, "TargetMode"), "External") {
			return nil
		}
		target := attribute(e, "Target")
		if rooted, ok := strings.CutPrefix(target, "/"); ok {
			target = path.Clean(rooted)
		} else {
			target = path.Join(path.Dir(name), target)
		}
		if kind := path.Base(attribute(e, "Type")); targets[kind] == "" {
			targets[kind] = target
		}
		return nil
	})
	return targets, err
}

// main returns the name of the part that holds the words.
func (a *archive) main() (string, error) {
	targets, err := a.related("")
	if err != nil {
		return "", err
	}
	name := targets["officeDocument"]
	if name == "" {
		return "", phrase.New("word.words.where", "the file does not say which part holds its words: it is damaged, or no Word document")
	}
	kind := a.types[strings.ToLower(name)]
	if kind == "" {
		kind = a.endings[strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))]
	}
	if kind != mainType {
		return "", phrase.New("word.part.kind", "the part %s is of the kind %q, and not a Word document: save it as .docx", clip(name), clip(kind))
	}
	return name, nil
}

func attribute(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
