package word

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"

	"parley/phrase"
	"parley/text"
)

// MaxFile is how many bytes a file may have.
const MaxFile = text.MaxFile

// More of what a file may hold at most.
const (
	maxRuns       = 500_000
	maxParagraphs = 200_000
	maxComments   = 50_000
	maxWords      = 256 << 10 // bytes of the words of a paragraph
)

// File is a Word document that has been read: its paragraphs with what is
// tracked in them. Nothing in it is trusted; Edition compares it with what went
// out.
type File struct {
	Record   Record
	Recorded bool // it says from which text it was made

	paragraphs []paragraph
	notes      map[string]paragraph // footnotes and endnotes by kind and number
	comments   []remark
}

// paragraph is a paragraph, or a row of a table, or a footnote, as it came
// back.
type paragraph struct {
	n     int // its place in the file, from 1, for people
	runs  []run
	marks []place // bookmarks that begin in it
	style string
	lang  string // of its first words, if the file says
	size  int    // bytes of its words
	table int    // the table that it is a row of, from 1; 0: none
	point string // the point that it turned out to be of, once it has been compared
	ended string // who deleted its end, so that it runs on into the next; empty: nobody
}

// place is where something begins in a paragraph.
type place struct {
	name string
	at   int // the run before which it stands
}

// onComment begins the name of a place where a comment begins.
const onComment = "comment "

// run is a stretch of words with one look.
type run struct {
	text       string
	strong, em bool
	ins, del   bool
	by         string // who put it in, or struck it out
	style      string
	note       string // it is the mark of this footnote
}

// remark is a comment as it came back.
type remark struct {
	id, author, words string
	paragraph         int // index of the paragraph that it is on; -1: none
}

// Read reads a Word document of the size. What cannot be shown safely is taken
// out, with a notice that says where; what could harm or mislead is refused.
// The error says what is wrong, in which part, and what to do.
func Read(r io.ReaderAt, size int64) (*File, []text.Notice, error) {
	if size > MaxFile {
		return nil, nil, phrase.New("word.large", "the file has more than %d MB", MaxFile>>20)
	}
	a, err := open(r, size)
	if err != nil {
		return nil, nil, err
	}
	main, err := a.main()
	if err != nil {
		return nil, nil, err
	}
	targets, err := a.related(main)
	if err != nil {
		return nil, nil, err
	}
	p := &reader{a: a, f: &File{Record: Record{Names: map[string]string{}}, notes: map[string]paragraph{}}, styles: map[string]look{}, commented: map[string]int{}}
	for _, step := range []struct {
		kind, otherwise string
		read            func(string) error
	}{
		{"styles", "", p.readStyles}, {"footnotes", "", p.readNotes("footnote")}, {"endnotes", "", p.readNotes("endnote")},
		{"officeDocument", main, p.readBody}, {"comments", "", p.readComments},
	} {
		name := step.otherwise
		if name == "" {
			name = targets[step.kind]
		}
		if name == "" || step.otherwise == "" && a.files[name] == nil {
			continue
		}
		if err := step.read(name); err != nil {
			return nil, nil, err
		}
	}
	if err := p.readProperties(); err != nil {
		return nil, nil, err
	}
	return p.f, append(a.notices, p.notices...), nil
}

// look is what a style says of emphasis.
type look struct{ strong, em bool }

// reader reads the parts of a file.
type reader struct {
	a          *archive
	f          *File
	x          *elements
	notices    []text.Notice
	styles     map[string]look // character styles
	commented  map[string]int  // comment to the paragraph that it is on
	where      string          // what is being read, for people: paragraph, footnote
	n          int             // paragraphs so far in this part
	runs       int
	tables     int
	depth      int     // of tables in tables
	waiting    []place // bookmarks and comments that stand between paragraphs
	fields     []field
	behindMark bool // the number of a footnote stands right before
}

// notice says what was changed where.
func (r *reader) notice(format string, args ...any) {
	r.notices = append(r.notices, text.Notice{Where: r.here(), What: fmt.Sprintf(format, args...)})
}

func (r *reader) here() string { return fmt.Sprintf("%s %d", r.where, r.n) }

// safe takes out of words what is not safe to show.
func (r *reader) safe(s string) string {
	s, changes := text.Neutralise(s)
	for _, c := range changes {
		r.notice("taken out or replaced: %s", c.What)
	}
	return s
}

// begin reads a part up to its first element.
func (r *reader) begin(name string) error {
	data, err := r.a.read(name)
	if err != nil {
		return err
	}
	r.x, r.n = newElements(name, data), 0
	for {
		t, err := r.x.token()
		if err == io.EOF {
			return phrase.New("word.part.empty", "the part %s is empty: the file is damaged", clip(name))
		} else if err != nil {
			return err
		}
		if _, ok := t.(xml.StartElement); ok {
			return nil
		}
	}
}

// readStyles reads which character styles are bold or italic. Ours say nothing
// of emphasis, whatever they look like.
func (r *reader) readStyles(name string) error {
	if err := r.begin(name); err != nil {
		return err
	}
	return r.x.children(func(e xml.StartElement) error {
		id := attribute(e, "styleId")
		if tag(e) != "style" || attribute(e, "type") != "character" || strings.HasPrefix(id, "Parley") {
			return r.x.skip()
		}
		return r.x.children(func(e xml.StartElement) error {
			if tag(e) != "rPr" {
				return r.x.skip()
			}
			var l look
			err := r.x.children(func(e xml.StartElement) error {
				switch tag(e) {
				case "b":
					l.strong = on(e)
				case "i":
					l.em = on(e)
				}
				return r.x.skip()
			}, nil)
			r.styles[id] = l
			return err
		}, nil)
	}, nil)
}

// readNotes reads footnotes or endnotes: each as one paragraph, its lines apart.
func (r *reader) readNotes(kind string) func(string) error {
	return func(name string) error {
		if err := r.begin(name); err != nil {
			return err
		}
		r.where = kind
		return r.x.children(func(e xml.StartElement) error {
			if tag(e) != kind {
				return r.x.skip()
			}
			if special := attribute(e, "type"); special != "" && special != "normal" {
				return r.x.skip()
			}
			id := kind + attribute(e, "id")
			before := r.f.paragraphs
			r.f.paragraphs = nil
			err := r.blocks(true)
			one := joined(r.f.paragraphs, "\n")
			r.f.paragraphs = before
			if len(r.f.notes) < maxParagraphs {
				r.f.notes[id] = one
			}
			return err
		}, nil)
	}
}

// readBody reads the running words.
func (r *reader) readBody(name string) error {
	if err := r.begin(name); err != nil {
		return err
	}
	r.where = "paragraph"
	err := r.x.children(func(e xml.StartElement) error {
		if tag(e) != "body" {
			return r.x.skip()
		}
		return r.blocks(false)
	}, nil)
	for i := range r.f.paragraphs {
		for _, m := range r.f.paragraphs[i].marks {
			if id, ok := strings.CutPrefix(m.name, onComment); ok {
				if _, known := r.commented[id]; !known {
					r.commented[id] = i
				}
			}
		}
	}
	return err
}

// readComments reads the comments.
func (r *reader) readComments(name string) error {
	if err := r.begin(name); err != nil {
		return err
	}
	r.where = "comment"
	return r.x.children(func(e xml.StartElement) error {
		if tag(e) != "comment" {
			return r.x.skip()
		}
		if len(r.f.comments) == maxComments {
			return phrase.New("word.comments.many", "the file has more than %d comments", maxComments)
		}
		c := remark{id: attribute(e, "id"), author: plainLine(attribute(e, "author")), paragraph: -1}
		if at, ok := r.commented[c.id]; ok {
			c.paragraph = at
		}
		before := r.f.paragraphs
		r.f.paragraphs = nil
		err := r.blocks(true)
		for _, run := range joined(r.f.paragraphs, "\n").runs {
			if !run.del {
				c.words += run.text
			}
		}
		r.f.paragraphs = before
		c.words = strings.Join(strings.Fields(c.words), " ")
		r.f.comments = append(r.f.comments, c)
		return err
	}, nil)
}

// joined makes one paragraph of several.
func joined(list []paragraph, between string) paragraph {
	var one paragraph
	for i := range list {
		p := &list[i]
		if i == 0 {
			one = paragraph{n: p.n, style: p.style, lang: p.lang}
		} else {
			one.runs = append(one.runs, run{text: between})
		}
		for _, m := range p.marks {
			one.marks = append(one.marks, place{m.name, m.at + len(one.runs)})
		}
		one.runs = append(one.runs, p.runs...)
	}
	return one
}

// readProperties reads what the file says of the text that it was made from.
func (r *reader) readProperties() error {
	targets, err := r.a.related("")
	if err != nil {
		return err
	}
	name := targets["custom-properties"]
	if name == "" || r.a.files[name] == nil {
		return nil
	}
	if err := r.begin(name); err != nil {
		return err
	}
	return r.x.children(func(e xml.StartElement) error {
		key, words := attribute(e, "name"), ""
		if e.Name.Local != "property" || !strings.HasPrefix(key, "Parley ") {
			return r.x.skip()
		}
		err := r.x.children(func(xml.StartElement) (err error) {
			words, err = r.x.text()
			return err
		}, nil)
		if err != nil {
			return err
		}
		words = plainLine(words)
		r.f.Recorded = r.f.Recorded || key == formatProperty
		if err := r.f.Record.set(key, words); err != nil {
			return phrase.New("word.part.fault", "%s: %w", path.Base(name), err)
		}
		return nil
	}, nil)
}
