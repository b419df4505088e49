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

// numbered puts the number of an option in the place of its id, which is for
// files: what an option says stands in its brackets. The issue is named where
// the point settles several, and each option begins a line.
func (v *visit) numbered(t *text.Text, point string, runs []text.Run) []text.Run {
	p, ok := t.Point(point)
	if !ok || len(p.Issues()) == 0 {
		return runs
	}
	names := map[string]string{}
	for _, id := range p.Issues() {
		issue, ok := v.cases().Issue(id)
		if !ok {
			continue
		}
		for i, o := range issue.Options {
			name := v.Say("text.option", "n", i+1)
			if len(p.Issues()) > 1 {
				name = v.Say("text.option.of", "issue", issue.Label(), "n", i+1)
			}
			names[issue.Label()+": "+o.ID] = name
		}
	}
	var all []text.Run
	for i, r := range runs {
		name := names[r.Text]
		if r.Role != text.HeldBy || name == "" {
			all = append(all, r)
			continue
		}
		r.Text = name
		all = append(all, r)
		if i+2 < len(runs) && strings.TrimSpace(runs[i+1].Text) == "" && runs[i+2].Role == text.OpenMark || i+1 < len(runs) && runs[i+1].Role == text.OpenMark {
			all = append(all, text.Run{Role: text.LineEnd})
		}
	}
	return all
}
