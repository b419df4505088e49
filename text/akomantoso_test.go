package text

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Fails if any text makes XML that is not well formed, or has two elements with
// one id. (That it is valid against the schema of the standard is checked by
// hand: the schema is not ours to carry.)
func TestAkomaNtosoIsWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, err := Fold(edited(t, 20))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := x.AkomaNtoso(&b, nil); err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(strings.NewReader(b.String()))
		ids := map[string]bool{}
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s\n%s", err, b.String())
			}
			start, ok := token.(xml.StartElement)
			for _, a := range start.Attr {
				if ok && a.Name.Local == "eId" && ids[a.Value] {
					t.Fatalf("the id %s stands twice in\n%s", a.Value, b.String())
				} else if a.Name.Local == "eId" {
					ids[a.Value] = true
				}
			}
		}
	})
}
