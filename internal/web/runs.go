package web

import (
	"html"
	"html/template"
	"strconv"
	"strings"

	"parley/text"
)

// runsHTML writes the words of a text. They stand in ins, del, strong and em;
// brackets are signs and not boxes, so that they are read out, copied and
// printed.
func runsHTML(runs []text.Run) template.HTML {
	var b strings.Builder
	for _, r := range runs {
		var end []string
		open := func(tag, class string) {
			b.WriteString("<" + tag)
			if class != "" {
				b.WriteString(` class="` + class + `"`)
			}
			b.WriteString(">")
			end = append(end, "</"+tag+">")
		}
		for _, mark := range []struct {
			is  bool
			tag string
		}{{r.Deleted, "del"}, {r.Inserted, "ins"}, {r.Strong, "strong"}, {r.Emphasis, "em"}} {
			if mark.is {
				open(mark.tag, "")
			}
		}
		words := html.EscapeString(r.Text)
		switch r.Role {
		case text.OpenMark, text.EndMark:
			open("b", "bracket d"+strconv.Itoa((max(r.Depth, 1)-1)%3+1))
		case text.HeldBy:
			open("span", "by")
			words = "<bdi>" + words + "</bdi>"
		case text.Gap, text.Blank:
			open("span", string(r.Role))
		case text.NoteMark:
			open("sup", "")
			words = `<a href="#point-` + html.EscapeString(r.Target) + `">` + words + "</a>"
		case text.RefMark:
			words = `<a href="#point-` + html.EscapeString(r.Target) + `">` + words + "</a>"
		case text.Defined:
			open("dfn", "")
		case text.LineEnd:
			words = "<br>"
		case text.CellEnd:
			words = `<span class="cellend">|</span>`
		}
		b.WriteString(words)
		for i := len(end) - 1; i >= 0; i-- {
			b.WriteString(end[i])
		}
	}
	return template.HTML(b.String())
}
