package cli

import (
	"io"

	"parley"
	"parley/bargain"
	"parley/brief"
)

// rendering is an answer on its way to a reader.
type rendering struct {
	c *parley.Case
	a *bargain.Answer
	o brief.Options
}

// write writes the answer in one of the formats.
func (r *rendering) write(w io.Writer, format string, width int, color bool) error {
	if format == "json" {
		return brief.JSON(w, r.c, r.a, r.o)
	}
	report := brief.Compose(r.c, r.a, r.o)
	switch format {
	case "html":
		return report.HTML(w)
	case "markdown":
		return report.Markdown(w)
	}
	return report.Text(w, width, color)
}
