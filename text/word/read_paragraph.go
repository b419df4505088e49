package word

import (
	"encoding/xml"
	"strings"

	"parley/phrase"
)

// field is a field that is being read: before its separator stand instructions,
// behind it what it shows.
type field struct {
	instruction strings.Builder
	shows       bool
}

// tracked is the change that runs stand in.
type tracked struct {
	ins, del bool
	by       string
}

// blocks reads paragraphs and tables. Inside a cell or a note, tables within
// tables become lines.
func (r *reader) blocks(inside bool) error {
	return r.x.children(func(e xml.StartElement) error { return r.block(e, inside) }, nil)
}

func (r *reader) block(e xml.StartElement, inside bool) error {
	switch tag(e) {
	case "p":
		return r.paragraph()
	case "tbl":
		if inside && r.depth > 0 {
			r.notice("a table within a table was read as lines")
		}
		return r.table()
	case "sdt", "sdtContent", "customXml", "ins", "del", "moveFrom", "moveTo", "mc:AlternateContent", "mc:Choice":
		return r.blocks(inside)
	case "altChunk", "subDoc":
		return phrase.New("word.chunk", "behind %s the file brings in another file (%s), whose words could not be compared: open it in Word, save it as .docx and try again", r.here(), tag(e))
	case "bookmarkStart":
		r.waiting = append(r.waiting, place{name: attribute(e, "name")})
	case "commentRangeStart":
		r.waiting = append(r.waiting, place{name: onComment + attribute(e, "id")})
	}
	return r.x.skip()
}

// table reads rows, each as a paragraph whose cells are divided by tabs.
func (r *reader) table() error {
	r.depth++
	defer func() { r.depth-- }()
	if r.depth == 1 {
		r.tables++
	}
	return r.rows()
}

func (r *reader) rows() error {
	return r.x.children(func(e xml.StartElement) error {
		switch tag(e) {
		case "tr":
			return r.row()
		case "sdt", "sdtContent", "customXml", "ins", "del":
			return r.rows()
		case "bookmarkStart", "commentRangeStart":
			return r.block(e, true)
		}
		return r.x.skip()
	}, nil)
}

func (r *reader) row() error {
	before := r.f.paragraphs
	var cells []paragraph
	var cell func(e xml.StartElement) error
	cell = func(e xml.StartElement) error {
		switch tag(e) {
		case "tc":
			r.f.paragraphs = nil
			err := r.blocks(true)
			cells = append(cells, joined(r.f.paragraphs, "\n"))
			return err
		case "sdt", "sdtContent", "customXml":
			return r.x.children(cell, nil)
		case "bookmarkStart", "commentRangeStart":
			return r.block(e, true)
		}
		return r.x.skip()
	}
	err := r.x.children(cell, nil)
	one := joined(cells, "\t")
	one.table = r.tables
	r.f.paragraphs = before
	if err == nil {
		r.f.paragraphs = append(r.f.paragraphs, one)
	}
	return err
}

// paragraph reads a paragraph.
func (r *reader) paragraph() error {
	if r.n++; r.n > maxParagraphs {
		return phrase.New("word.paragraphs.many", "the file has more than %d paragraphs", maxParagraphs)
	}
	p := &paragraph{n: r.n, marks: r.waiting}
	r.waiting, r.fields, r.behindMark = nil, nil, false
	err := r.x.children(func(e xml.StartElement) error {
		if tag(e) == "pPr" {
			return r.paragraphProperties(p)
		}
		return r.inline(p, e, tracked{})
	}, nil)
	if err != nil {
		return err
	}
	r.fields = nil
	r.f.paragraphs = append(r.f.paragraphs, *p)
	return nil
}

func (r *reader) paragraphProperties(p *paragraph) error {
	return r.x.children(func(e xml.StartElement) error {
		switch tag(e) {
		case "pStyle":
			p.style = value(e)
		case "rPr":
			return r.x.children(func(e xml.StartElement) error {
				switch tag(e) {
				case "del", "moveFrom":
					p.ended = "somebody"
					if by := plainLine(attribute(e, "author")); by != "" {
						p.ended = by
					}
				}
				return r.x.skip()
			}, nil)
		}
		return r.x.skip()
	}, nil)
}

// inline reads what stands in a paragraph.
func (r *reader) inline(p *paragraph, e xml.StartElement, in tracked) error {
	within := func() error {
		return r.x.children(func(e xml.StartElement) error { return r.inline(p, e, in) }, nil)
	}
	switch name := tag(e); name {
	case "r":
		return r.run(p, in)
	case "ins", "moveTo":
		in.ins = true
		if !in.del {
			in.by = plainLine(attribute(e, "author"))
		}
		return within()
	case "del", "moveFrom":
		in.del, in.by = true, plainLine(attribute(e, "author"))
		return within()
	case "hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "mc:AlternateContent", "mc:Choice":
		return within()
	case "bdo", "dir":
		r.notice("a change of the direction of writing was taken out")
		return within()
	case "fldSimple":
		r.field(attribute(e, "instr"))
		return within()
	case "bookmarkStart":
		p.marks = append(p.marks, place{attribute(e, "name"), len(p.runs)})
	case "commentRangeStart":
		p.marks = append(p.marks, place{onComment + attribute(e, "id"), len(p.runs)})
	case "altChunk", "subDoc":
		return r.block(e, true)
	case "m:oMath", "m:oMathPara":
		return r.formula(p, in)
	}
	return r.x.skip()
}

// field notes a field whose instructions are more than a matter of looks.
func (r *reader) field(instruction string) {
	words := strings.Fields(instruction)
	if len(words) == 0 {
		return
	}
	switch name := strings.ToUpper(words[0]); name {
	case "REF", "PAGEREF", "NOTEREF", "HYPERLINK", "PAGE", "NUMPAGES", "SEQ", "STYLEREF", "LISTNUM", "DATE", "TIME":
	default:
		r.notice("a field (%s) was taken out; the words that it showed stay", clip(name))
	}
}

// formula reads the words of a formula.
func (r *reader) formula(p *paragraph, in tracked) error {
	words := ""
	var visit func(e xml.StartElement) error
	visit = func(e xml.StartElement) error {
		if tag(e) == "m:t" {
			s, err := r.x.text()
			words += s
			return err
		}
		return r.x.children(visit, nil)
	}
	if err := r.x.children(visit, nil); err != nil {
		return err
	}
	r.notice("a formula was read as words: %s", clip(words))
	p.runs = append(p.runs, run{text: r.safe(words), ins: in.ins, del: in.del, by: in.by})
	return nil
}

// run reads a run.
func (r *reader) run(p *paragraph, in tracked) error {
	if r.runs++; r.runs > maxRuns {
		return phrase.New("word.runs.many", "the file has more than %d runs (two hundred pages have about ten thousand): copy its text into a new document and try again", maxRuns)
	}
	now := run{ins: in.ins, del: in.del, by: in.by}
	say := func(s string) {
		if n := len(r.fields); n > 0 && !r.fields[n-1].shows {
			return // instructions of a field
		}
		if s == "" {
			return
		}
		if r.behindMark { // the space behind the number of a footnote
			r.behindMark = false
			if s = strings.TrimPrefix(s, " "); len(s) > 0 && s[0] == '\t' {
				s = s[1:]
			}
			if s == "" {
				return
			}
		}
		if p.size += len(s); p.size > maxWords {
			return // refused below
		}
		next := now
		next.text = s
		p.runs = append(p.runs, next)
	}
	if err := r.x.children(func(e xml.StartElement) error { return r.inRun(p, e, &now, say) }, nil); err != nil {
		return err
	}
	if p.size > maxWords {
		return phrase.New("word.words.long", "%s has more than %d KB of words: divide it", r.here(), maxWords>>10)
	}
	return nil
}

func (r *reader) inRun(p *paragraph, e xml.StartElement, now *run, say func(string)) error {
	switch tag(e) {
	case "rPr":
		return r.runProperties(p, now)
	case "t", "delText":
		s, err := r.x.text()
		say(r.safe(strings.ReplaceAll(s, "\n", " ")))
		return err
	case "tab", "ptab":
		say("\t")
	case "br":
		if kind := attribute(e, "type"); kind == "" || kind == "textWrapping" {
			say("\n")
		}
	case "cr":
		say("\n")
	case "noBreakHyphen":
		say("\u2011")
	case "softHyphen":
		say("\u00ad")
	case "sym":
		r.notice("a sign of the font %s was taken out: write it as a letter", clip(attribute(e, "font")))
	case "footnoteReference", "endnoteReference":
		mark := *now
		mark.note = strings.TrimSuffix(tag(e), "Reference") + attribute(e, "id")
		p.runs = append(p.runs, mark)
	case "footnoteRef", "endnoteRef":
		r.behindMark = true
	case "commentReference":
		p.marks = append(p.marks, place{onComment + attribute(e, "id"), len(p.runs)})
	case "fldChar":
		r.fieldSign(attribute(e, "fldCharType"))
	case "instrText", "delInstrText":
		s, err := r.x.text()
		if n := len(r.fields); n > 0 && r.fields[n-1].instruction.Len() < 1000 {
			r.fields[n-1].instruction.WriteString(s)
		}
		return err
	case "drawing", "pict", "object":
		return r.picture()
	case "mc:AlternateContent", "mc:Choice":
		return r.x.children(func(e xml.StartElement) error { return r.inRun(p, e, now, say) }, nil)
	}
	return r.x.skip()
}

func (r *reader) fieldSign(kind string) {
	n := len(r.fields)
	switch {
	case kind == "begin" && n < maxNested:
		r.fields = append(r.fields, field{})
	case kind == "separate" && n > 0:
		r.field(r.fields[n-1].instruction.String())
		r.fields[n-1].shows = true
	case kind == "end" && n > 0:
		r.fields = r.fields[:n-1]
	}
}

// picture passes over a picture or an object, and repeats what words it has,
// for they are not in the text.
func (r *reader) picture() error {
	words := ""
	var visit func(e xml.StartElement) error
	visit = func(e xml.StartElement) error {
		if tag(e) == "t" {
			s, err := r.x.text()
			if len(words) < 10_000 {
				words += s
			}
			return err
		}
		if tag(e) == "mc:Fallback" {
			return r.x.skip()
		}
		return r.x.children(visit, nil)
	}
	err := r.x.children(visit, nil)
	if words = plainLine(words); words != "" {
		r.notice("a box of text was left out; write its words into the text if they belong there: %s", words)
	} else {
		r.notice("a picture or an embedded object was left out")
	}
	return err
}

func (r *reader) runProperties(p *paragraph, now *run) error {
	var strong, em *bool
	err := r.x.children(func(e xml.StartElement) error {
		is := on(e)
		switch tag(e) {
		case "rStyle":
			now.style = value(e)
		case "b":
			strong = &is
		case "i":
			em = &is
		case "vanish":
			if is {
				r.notice("words that the file hides are shown")
			}
		case "lang":
			if p.lang == "" {
				if p.lang = value(e); p.lang == "" {
					p.lang = attribute(e, "bidi")
				}
			}
		}
		return r.x.skip()
	}, nil)
	l := r.styles[now.style]
	now.strong, now.em = l.strong, l.em
	if strong != nil {
		now.strong = *strong
	}
	if em != nil {
		now.em = *em
	}
	return err
}
