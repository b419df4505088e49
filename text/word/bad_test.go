package word

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"parley/text"
)

// small is a text of two points in one document, with a bracket and a proposal
// of South's.
func small(t testing.TB) text.Log {
	t.Helper()
	log, err := text.Log(nil).Append(
		text.Op{Author: "chair", Do: text.DoDocument, Document: "pact", Title: text.Wordings{"": "Pact"}},
		text.Op{Author: "chair", Do: text.DoInsert, Document: "pact", Point: "one", Words: text.Wordings{"": "The spring belongs to [both]{#b1 +north -south} villages.{^n}"}},
		text.Op{Author: "chair", Do: text.DoInsert, Document: "pact", Point: "two", Heading: text.Wordings{"": "Upkeep"}, Words: text.Wordings{"": "North cleans the channel each year, as {@one} says."}},
		text.Op{Author: "chair", Do: text.DoInsert, Document: "pact", Point: "n", Kind: text.Note, Words: text.Wordings{"": "As of old."}},
		text.Op{Author: "south", Do: text.DoPropose, Point: "two", Words: text.Wordings{"": "North cleans the channel twice a year, as {@one} says."}},
	)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// sentOut is the small text as a file, and what it is compared with.
func sentOut(t testing.TB, party string) ([]byte, Back) {
	t.Helper()
	log := small(t)
	x, err := text.Fold(log)
	if err != nil {
		t.Fatal(err)
	}
	return goesOut(t, x, Options{Basis: log[len(log)-1].ID, Log: log, Case: villages()}), Back{Sent: x, Now: x, Log: log, Case: villages(), Party: party}
}

// rezipped makes a file of the parts that change makes of those of another: nil
// leaves a part out. Further parts are added at the end.
func rezipped(t testing.TB, file []byte, change func(name, data string) *string, more ...[2]string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	put := func(name, data string) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, data); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if s := change(f.Name, string(data)); s != nil {
			put(f.Name, *s)
		}
	}
	for _, m := range more {
		put(m[0], m[1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// edited replaces words in a part. It fails if they are not there.
func edited(t testing.TB, file []byte, part string, oldNew ...string) []byte {
	t.Helper()
	return rezipped(t, file, func(name, data string) *string {
		if name == part {
			for i := 0; i < len(oldNew); i += 2 {
				if !strings.Contains(data, oldNew[i]) {
					t.Fatalf("%s has no %s", part, oldNew[i])
				}
				data = strings.Replace(data, oldNew[i], oldNew[i+1], 1)
			}
		}
		return &data
	})
}

func same(_, data string) *string { return &data }

const (
	body  = "word/document.xml"
	inTwo = `<w:t xml:space="preserve">North cleans the channel `
)

// Files that could harm or mislead are refused, with what is wrong, where, and
// what to do. Fails if one is read, or is refused without a word about it.
func TestHarmfulFilesAreRefused(t *testing.T) {
	file, _ := sentOut(t, "north")
	types := "[Content_Types].xml"
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"empty":           {nil, "it is no zip archive"},
		"cut off":         {file[:len(file)/2], "save it again as .docx"},
		"with a password": {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), "take the password off"},
		"macros":          {rezipped(t, file, same, [2]string{"word/vbaProject.bin", "x"}), "has macros (word/vbaProject.bin): save it as .docx"},
		"macro type":      {edited(t, file, types, mainType, "application/vnd.ms-word.document.macroEnabled.main+xml"), "may run macros"},
		"a template":      {edited(t, file, types, mainType, "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"), "and not a Word document"},
		"a way out":       {rezipped(t, file, same, [2]string{"../../etc/passwd", "x"}), "leads out of it"},
		"a rooted name":   {rezipped(t, file, same, [2]string{"/word/x.xml", "x"}), "leads out of it"},
		"twice":           {rezipped(t, file, same, [2]string{"word/Document.xml", "<x/>"}), "the part word/Document.xml twice"},
		"bomb": {rezipped(t, file, func(name, data string) *string {
			if name == body {
				data += strings.Repeat(" ", 8<<20)
			}
			return &data
		}), "meant to fill memory"},
		"many parts": {rezipped(t, file, same, func() (all [][2]string) {
			for i := range maxEntries {
				all = append(all, [2]string{fmt.Sprintf("word/p%d.xml", i), ""})
			}
			return all
		}()...), "more than 2000 are not read"},
		"entities":      {edited(t, file, body, "<w:document", "<!DOCTYPE x [<!ENTITY a \"aa\">]><w:document"), "word/document.xml declares a document type"},
		"no entity":     {edited(t, file, body, "North cleans", "&a; cleans"), "word/document.xml is damaged: line"},
		"not closed":    {edited(t, file, body, "</w:body></w:document>", ""), "word/document.xml is damaged"},
		"no body":       {rezipped(t, file, func(name, data string) *string { return map[bool]*string{false: &data}[name == body] }), "has no part word/document.xml"},
		"no types":      {rezipped(t, file, func(name, data string) *string { return map[bool]*string{false: &data}[name == types] }), "has no part [Content_Types].xml"},
		"deep":          {edited(t, file, body, "<w:body>", "<w:body>"+strings.Repeat("<w:sdt>", 300)), "nested more than 256 deep"},
		"another file":  {edited(t, file, body, "<w:body>", `<w:body><w:altChunk/>`), "brings in another file (altChunk)"},
		"a later form":  {edited(t, file, "docProps/custom.xml", "<vt:lpwstr>1<", "<vt:lpwstr>2<"), "version \"2\" of the form"},
		"million runs":  {edited(t, file, body, "<w:body>", "<w:body><w:p>"+strings.Repeat("<w:r><w:t>a</w:t></w:r>", maxRuns)+"</w:p>"), "meant to fill memory|more than 500000 runs"},
		"not for Words": {edited(t, file, "_rels/.rels", "/officeDocument\"", "/somethingElse\""), "does not say which part holds its words"},
	} {
		_, _, err := Read(bytes.NewReader(c.file), int64(len(c.file)))
		if err == nil {
			t.Errorf("%s: it was read", name)
			continue
		}
		found := false
		for want := range strings.SplitSeq(c.want, "|") {
			found = found || strings.Contains(err.Error(), want)
		}
		if !found {
			t.Errorf("%s: %q does not say %q", name, err, c.want)
		}
	}
}

// What words can be shown without is left out, it is said where, and no word is
// lost. Fails if words go, or if nothing is said.
func TestStrangeThingsAreLeftOut(t *testing.T) {
	rel := `<Relationship Id="rId9" Type="http://x/hyperlink" Target="https://example.org/track" TargetMode="External"/></Relationships>`
	for name, c := range map[string]struct {
		part, old, new string
		notice, words  string // what is said, and what point two reads
	}{
		"bidirectional override": {body, inTwo, inTwo + "\u202eevil \u202c", "bidirectional override", "North cleans the channel evil each"},
		"control character":      {body, inTwo, inTwo + "&#x9;", "taken out or replaced: 1 tab", "North cleans the channel  each"},
		"hidden words":           {body, inTwo + "</w:t></w:r>", inTwo + "</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space=\"preserve\">never </w:t></w:r>", "words that the file hides are shown", "North cleans the channel never each"},
		"direction":              {body, inTwo + "</w:t></w:r>", inTwo + "</w:t></w:r><w:bdo w:val=\"rtl\"><w:r><w:t xml:space=\"preserve\">not </w:t></w:r></w:bdo>", "direction of writing was taken out", "North cleans the channel not each"},
		"object":                 {body, inTwo + "</w:t></w:r>", inTwo + "</w:t></w:r><w:r><w:object><x/></w:object></w:r>", "embedded object was left out", ""},
		"box of text":            {body, inTwo + "</w:t></w:r>", inTwo + "</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>", "a box of text was left out; write its words into the text if they belong there: In a box", ""},
		"field":                  {body, inTwo + "</w:t></w:r>", inTwo + "</w:t></w:r><w:fldSimple w:instr=\"INCLUDETEXT c:/secret\"><w:r><w:t xml:space=\"preserve\">well </w:t></w:r></w:fldSimple>", "a field (INCLUDETEXT) was taken out", "North cleans the channel well each"},
		"long field": {body, inTwo + "</w:t></w:r>", inTwo + "</w:t></w:r><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>DDEAUTO cmd</w:instrText><w:t>hidden</w:t></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t xml:space=\"preserve\">well </w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
			"a field (DDEAUTO) was taken out", "North cleans the channel well each"},
		"formula":   {body, inTwo + "</w:t></w:r>", inTwo + "</w:t></w:r><m:oMath xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\"><m:r><m:t>2+2 </m:t></m:r></m:oMath>", "a formula was read as words: 2+2", "North cleans the channel 2+2 each"},
		"a link":    {"word/_rels/document.xml.rels", "</Relationships>", rel, "a link to https://example.org/track was left out", ""},
		"a picture": {"word/_rels/document.xml.rels", "</Relationships>", strings.Replace(rel, "hyperlink", "image", 1), "fetched from elsewhere was left out (image, https://example.org/track)", ""},
	} {
		file, back := sentOut(t, "north")
		ops, _, notices := comesBack(t, edited(t, file, c.part, c.old, c.new), back)
		said := fmt.Sprint(notices)
		if !strings.Contains(said, c.notice) {
			t.Errorf("%s: it is not said: %s", name, said)
		}
		switch {
		case c.words == "" && len(ops) > 0:
			t.Errorf("%s: it changes something: %+v", name, ops)
		case c.words != "" && (len(ops) != 1 || !strings.HasPrefix(ops[0].Words["und"], c.words)):
			t.Errorf("%s: the words are not kept: %+v", name, ops)
		}
	}
	file, back := sentOut(t, "north")
	ops, _, notices := comesBack(t, rezipped(t, file, same, [2]string{"word/embeddings/oleObject1.bin", "x"}), back)
	if len(ops) > 0 || !strings.Contains(fmt.Sprint(notices), "an embedded object was left out") {
		t.Errorf("an embedded object: %v %v", ops, notices)
	}
}

// Whatever is in a file, it is refused or read, nothing panics, and what is read
// makes operations that the text accepts.
func FuzzRead(f *testing.F) {
	file, _ := sentOut(f, "north")
	f.Add(file, "", "")
	f.Add(file, "each", `</w:t></w:r><w:del w:author="South village"><w:r><w:delText>each</w:delText></w:r></w:del><w:r><w:t>`)
	f.Add(file, "</w:p>", "<w:r><w:tab/><w:br/></w:r></w:p><w:p><w:r><w:t>7\tNew [words</w:t></w:r></w:p>")
	f.Add(file, "<w:body>", "<w:body><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>")
	f.Add(file, `w:footnoteReference w:id="1"`, `w:footnoteReference w:id="7"`)
	f.Add(file, "[", "")
	f.Add(file, "_PYw", "_PYh")
	f.Fuzz(func(t *testing.T, file []byte, old, now string) {
		if z, err := zip.NewReader(bytes.NewReader(file), int64(len(file))); err == nil && old != "" && len(z.File) < 20 {
			var small uint64
			for _, p := range z.File {
				small += p.UncompressedSize64
			}
			if small < 1<<20 {
				file = replaced(file, old, now)
			}
		}
		r, _, err := Read(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		_, back := sentOut(t, "north")
		r.Record.Hash, r.Record.Since, r.Record.Languages, r.Record.Documents = "", "", nil, nil
		got, _, err := r.Edition(back)
		if err != nil {
			return
		}
		ops, _ := back.Now.Changes(back.Sent, got.Edition, text.Op{Author: "north"})
		for _, x := range got.Remarks {
			ops = append(ops, text.Op{Author: "north", Do: text.DoComment, Point: x.Point, Words: text.Wordings{"": x.Words}})
		}
		if _, err := back.Log.Append(ops...); err != nil && !strings.Contains(err.Error(), "nested") {
			t.Fatalf("%s: %+v", err, ops)
		}
	})
}

// replaced puts words in the place of others in every part of a file that can be
// read.
func replaced(file []byte, old, now string) []byte {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return file
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range z.File {
		r, err := p.Open()
		if err != nil {
			return file
		}
		data, err := io.ReadAll(io.LimitReader(r, 1<<20))
		if err != nil {
			return file
		}
		to, err := w.Create(p.Name)
		if err != nil {
			return file
		}
		if _, err := to.Write([]byte(strings.ReplaceAll(string(data), old, now))); err != nil {
			return file
		}
	}
	if w.Close() != nil {
		return file
	}
	return b.Bytes()
}
