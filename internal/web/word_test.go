package web

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
)

// What is to be said of a Word document that comes back is said on the page, beside
// what it puts forward or instead of it. Fails if something of the file is left out in
// silence, or what stands in it is shown as a part of the page.
func TestWhatIsSaidOfAWordDocument(t *testing.T) {
	h := spring(t).agreed(t)
	b := browser{t, serve(t, h), "ann", "en"}
	const says = "Look whether this is as you meant it"
	number := [2]string{`<w:t xml:space="preserve">1</w:t>`, `<w:t xml:space="preserve">7</w:t>`}
	words := [2]string{"The spring", "Every spring"}
	strange := [2]string{"<w:body>", "<w:body><w:p><w:r><w:t>A &lt;b&gt;cover&lt;/b&gt; note.</w:t></w:r></w:p>"}
	for _, test := range []struct {
		name     string
		edits    [][2]string
		has, not []string
		forward  int // proposals
	}{
		{"a number that is not read", [][2]string{number}, []string{`class="refused"`, says, "its number was changed from 1 to 7"}, nil, 0},
		{"words, and a number", [][2]string{number, words}, []string{says, "its number was changed from 1 to 7"}, []string{`class="refused"`}, 1},
		{"words above the text", [][2]string{strange, {"due on 1 March", "due on 2 March"}}, []string{says, "A &lt;b&gt;cover&lt;/b&gt; note."}, []string{`class="refused"`, "<b>cover</b>"}, 1},
	} {
		before := len(h.state(t).Text)
		page := b.upload("/talks/spring/text", "import", edited(t, b.get("/talks/spring/text.docx"), test.edits))
		for _, s := range test.has {
			if !strings.Contains(page, s) {
				t.Errorf("%s: the page does not have %q", test.name, s)
			}
		}
		for _, s := range test.not {
			if strings.Contains(page, s) {
				t.Errorf("%s: the page has %q", test.name, s)
			}
		}
		if n := len(h.state(t).Text) - before; n != test.forward {
			t.Errorf("%s: %d operations, want %d", test.name, n, test.forward)
		}
	}
}

// edited changes the words of a Word document as an editor would: each edit is what
// stands in its body, and what is to stand there instead.
func edited(t *testing.T, file string, edits [][2]string) string {
	t.Helper()
	old, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range old.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		body := string(data)
		if f.Name == "word/document.xml" {
			for _, e := range edits {
				if !strings.Contains(body, e[0]) {
					t.Fatalf("%q is not in the document", e[0])
				}
				body = strings.Replace(body, e[0], e[1], 1)
			}
		}
		w, err := out.Create(f.Name)
		if err == nil {
			_, err = io.WriteString(w, body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
