package form

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
)

//go:embed form.html.tmpl
var pageText string

var page = template.Must(template.New("form").Parse(pageText))

// HTML writes the form as a page to print. It stands alone: nothing is fetched
// and nothing runs.
func (f *Form) HTML(out io.Writer) error {
	var b bytes.Buffer // whole or not at all
	if err := page.Execute(&b, f); err != nil {
		return err
	}
	_, err := out.Write(b.Bytes())
	return err
}
