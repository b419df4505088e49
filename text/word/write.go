package word

import (
	"archive/zip"
	_ "embed"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"parley/text"
)

// mainSpace is the namespace of WordprocessingML.
const mainSpace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

//go:embed styles.xml
var styleSheet string

// Write writes the text as a Word document that can be worked on and read back:
// what is put forward as tracked changes in the parties' names, holders of
// brackets and remarks as comments. It holds what everybody at the table may
// read and nothing else. The same text and options give the same bytes.
func Write(w io.Writer, t *text.Text, o Options) error {
	l := lay(t, o, nil)
	d := newDocument(l.languages[0])
	d.put(titled(t.Title), frontTitle)
	for _, line := range l.front() {
		d.put(line, frontStyle)
	}
	d.blocks(l.blocks)
	return d.archive(w, titled(t.Title), l.record().properties())
}

// titled is the title of the whole.
func titled(title string) string {
	if title == "" {
		return "Negotiating text"
	}
	return title
}

// The paragraph styles of what stands above the text, and of the paragraphs
// that only keep tables apart.
const (
	frontTitle = "Title"
	frontStyle = "ParleyFront"
)

// front says what the file is and how it is to be worked on.
func (l *layout) front() []string {
	of := "The text as it stands"
	if _, ok := l.t.Draft(l.o.Basis); ok {
		of = l.o.Basis
	}
	if l.o.Since != nil {
		of += ", with what has changed since " + l.o.SinceName
	}
	return []string{
		of + ". Tracked changes are put forward by the party that is named; comments say who holds what is in brackets.",
		"Change the words as you like, with or without tracking: every change comes back as a proposal. To put words in brackets, write [ and ]. What stands small behind a bracket, numbers and statuses are not read.",
		"Nothing is agreed until everything is agreed.",
	}
}

// document is a file on its way: the parts of it, as they are written.
type document struct {
	body, notes, comments strings.Builder
	language              string
	ids                   int // of bookmarks, tracked changes and ranges
	noteCount             int
	commentCount          int
	moves                 map[string]bool // moves whose two ends are both in the file
	titled                string          // the document whose title was written last
}

func newDocument(language string) *document {
	return &document{language: language, moves: map[string]bool{}}
}

// esc makes words harmless in elements and attributes.
func esc(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

func (d *document) id() string {
	d.ids++
	return fmt.Sprint(d.ids)
}

// put writes a paragraph that is not of the text.
func (d *document) put(words, style string) {
	fmt.Fprintf(&d.body, "<w:p><w:pPr><w:pStyle w:val=%q/></w:pPr><w:r><w:t xml:space=\"preserve\">%s</w:t></w:r></w:p>\n", style, esc(plainLine(words)))
}

// plainLine makes a name from outside the text safe to show on one line.
func plainLine(s string) string {
	s, _ = text.Neutralise(s)
	return strings.ReplaceAll(s, "\n", " ")
}

// blocks writes paragraphs, and rows that follow each other in one language as
// a table.
func (d *document) blocks(list []block) {
	ends := map[string]int{}
	for i := range list {
		for _, m := range []*mark{list[i].ins, list[i].del} {
			if m != nil && m.move != "" {
				ends[m.move] |= map[bool]int{true: 1, false: 2}[m == list[i].ins]
			}
		}
	}
	for move, both := range ends {
		d.moves[move] = both == 3
	}
	for i := 0; i < len(list); {
		j := i
		for j < len(list) && list[j].kind == text.Row && list[j].part == wordsPart && list[j].lang == list[i].lang {
			j++
		}
		if j == i {
			d.paragraph(&d.body, &list[i], list[i].atoms, true, true)
			i++
			continue
		}
		d.table(list[i:j])
		d.body.WriteString("<w:p><w:pPr><w:pStyle w:val=\"ParleyApart\"/></w:pPr></w:p>\n") // or tables would grow together
		i = j
	}
}

// table writes rows.
func (d *document) table(rows []block) {
	columns := 1
	for i := range rows {
		columns = max(columns, len(cells(rows[i].atoms)))
	}
	columns = min(columns, 63) // Word reads no more
	d.body.WriteString("<w:tbl><w:tblPr><w:tblStyle w:val=\"ParleyTable\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>")
	if rightToLeft(rows[0].lang, "") {
		d.body.WriteString("<w:bidiVisual/>")
	}
	d.body.WriteString("</w:tblPr><w:tblGrid>")
	for range columns {
		fmt.Fprintf(&d.body, "<w:gridCol w:w=\"%d\"/>", 9000/columns)
	}
	d.body.WriteString("</w:tblGrid>\n")
	for i := range rows {
		row := &rows[i]
		d.body.WriteString("<w:tr>")
		if row.ins != nil || row.del != nil {
			d.body.WriteString("<w:trPr>" + d.changed("ins", row.ins) + d.changed("del", row.del) + "</w:trPr>")
		}
		all := cells(row.atoms)
		for len(all) > columns { // what Word has no cells for stands in the last
			n := len(all)
			all = append(all[:n-2:n-2], slices.Concat(all[n-2], []atom{{role: cellEnd, text: "\t"}}, all[n-1]))
		}
		for c, atoms := range all {
			d.body.WriteString("<w:tc><w:tcPr><w:tcW w:w=\"0\" w:type=\"auto\"/>")
			if c == len(all)-1 && c < columns-1 {
				fmt.Fprintf(&d.body, "<w:gridSpan w:val=\"%d\"/>", columns-c)
			}
			d.body.WriteString("</w:tcPr>")
			d.paragraph(&d.body, row, atoms, c == 0, c == len(all)-1)
			d.body.WriteString("</w:tc>")
		}
		d.body.WriteString("</w:tr>\n")
	}
	d.body.WriteString("</w:tbl>\n")
}

// cells divides the atoms of a row.
func cells(list []atom) [][]atom {
	all := [][]atom{nil}
	for i := range list {
		if list[i].role == cellEnd {
			all = append(all, nil)
			continue
		}
		all[len(all)-1] = append(all[len(all)-1], list[i])
	}
	return all
}

// stamp is the time that all parts of a file have: zip wants one.
var stamp = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

const header = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

// part opens and the relationships between parts.
const (
	mainType      = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	wordTypes     = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	relationSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageSpace  = "http://schemas.openxmlformats.org/package/2006/"
	propertySpace = "http://schemas.openxmlformats.org/officeDocument/2006/"
)

// archive writes the file.
func (d *document) archive(w io.Writer, title, properties string) error {
	z := zip.NewWriter(w)
	open := func(root string) string { return header + "<w:" + root + " xmlns:w=\"" + mainSpace + "\">\n" }
	separators := "<w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>\n" +
		"<w:footnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>\n"
	section := "<w:sectPr><w:footerReference xmlns:r=\"" + relationSpace + "\" w:type=\"default\" r:id=\"rId5\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>" +
		"<w:pgMar w:top=\"1418\" w:right=\"1418\" w:bottom=\"1418\" w:left=\"1418\" w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/></w:sectPr>"
	override := func(name, kind string) string {
		return "<Override PartName=\"" + name + "\" ContentType=\"" + kind + "\"/>"
	}
	relation := func(id, kind, target string) string {
		return "<Relationship Id=\"" + id + "\" Type=\"" + kind + "\" Target=\"" + target + "\"/>"
	}
	footer := "<w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr><w:r><w:t xml:space=\"preserve\">" + esc(plainLine(title)) + " – </w:t></w:r>" +
		"<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>" +
		"<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>"
	for _, part := range []struct{ name, data string }{
		{"[Content_Types].xml", header + "<Types xmlns=\"" + packageSpace + "content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>" +
			"<Default Extension=\"xml\" ContentType=\"application/xml\"/>" + override("/word/document.xml", mainType) +
			override("/word/styles.xml", wordTypes+"styles+xml") + override("/word/settings.xml", wordTypes+"settings+xml") +
			override("/word/footnotes.xml", wordTypes+"footnotes+xml") + override("/word/comments.xml", wordTypes+"comments+xml") +
			override("/word/footer1.xml", wordTypes+"footer+xml") +
			override("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml") +
			override("/docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml") + "</Types>\n"},
		{"_rels/.rels", header + "<Relationships xmlns=\"" + packageSpace + "relationships\">" +
			relation("rId1", relationSpace+"/officeDocument", "word/document.xml") +
			relation("rId2", packageSpace+"relationships/metadata/core-properties", "docProps/core.xml") +
			relation("rId3", relationSpace+"/custom-properties", "docProps/custom.xml") + "</Relationships>\n"},
		{"word/_rels/document.xml.rels", header + "<Relationships xmlns=\"" + packageSpace + "relationships\">" +
			relation("rId1", relationSpace+"/styles", "styles.xml") + relation("rId2", relationSpace+"/settings", "settings.xml") +
			relation("rId3", relationSpace+"/footnotes", "footnotes.xml") + relation("rId4", relationSpace+"/comments", "comments.xml") +
			relation("rId5", relationSpace+"/footer", "footer1.xml") + "</Relationships>\n"},
		{"word/document.xml", open("document") + "<w:body>\n" + d.body.String() + section + "</w:body></w:document>\n"},
		{"word/styles.xml", strings.Replace(styleSheet, "LANGUAGE", esc(proofed(d.language)), 1)},
		{"word/settings.xml", open("settings") + "<w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"709\"/><w:characterSpacingControl w:val=\"doNotCompress\"/>" +
			"<w:footnotePr><w:footnote w:id=\"-1\"/><w:footnote w:id=\"0\"/></w:footnotePr>" +
			"<w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>\n"},
		{"word/footnotes.xml", open("footnotes") + separators + d.notes.String() + "</w:footnotes>\n"},
		{"word/comments.xml", open("comments") + d.comments.String() + "</w:comments>\n"},
		{"word/footer1.xml", open("ftr") + footer + "</w:ftr>\n"},
		{"docProps/core.xml", header + "<cp:coreProperties xmlns:cp=\"" + packageSpace + "metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>" + esc(plainLine(title)) + "</dc:title></cp:coreProperties>\n"},
		{"docProps/custom.xml", header + "<Properties xmlns=\"" + propertySpace + "custom-properties\" xmlns:vt=\"" + propertySpace + "docPropsVTypes\">" + properties + "</Properties>\n"},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: stamp})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, part.data); err != nil {
			return err
		}
	}
	return z.Close()
}

// proofed is the language that words are proofed in; none is asked for where
// nobody said which it is.
func proofed(language string) string {
	if language == text.Undetermined {
		return "x-none"
	}
	return language
}
