package brief

import (
	"bufio"
	_ "embed"
	"html"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"parley/chart"
)

//go:embed style.css
var styleSheet string

// policy lets the page load nothing and run nothing: only the style sheet in
// it counts.
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

// HTML writes the report as one page that requests nothing, runs no script,
// reads well on a telephone and prints.
func (r *Report) HTML(w io.Writer) error {
	h := &htmlWriter{w: bufio.NewWriter(w)}
	h.put("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n",
		`<meta http-equiv="Content-Security-Policy" content="`, policy, "\"/>\n",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n",
		"<title>", esc(r.Title.String()), " – ", esc(r.Note), "</title>\n<style>\n", styleSheet, chart.Style, "</style>\n</head>\n<body>\n",
		"<a class=\"skip\" href=\"#main\">Skip to the report</a>\n<header class=\"masthead\">\n")
	h.put(`<p class="kicker"><span>Negotiation brief</span> <span class="for">`, esc(r.Note), "</span></p>\n<h1 dir=\"auto\">", esc(r.Title.String()), "</h1>\n")
	h.blocks(r.Head)
	h.put("</header>\n<div class=\"page\">\n")
	h.contents(r.Sections)
	h.put("<main id=\"main\" tabindex=\"-1\">\n")
	for n, s := range r.Sections {
		h.section(s, strconv.Itoa(n+1), 2)
	}
	h.put("</main>\n</div>\n<footer><p>For the positions as stated. Parley helps people agree; it never decides between them.</p></footer>\n</body>\n</html>\n")
	return h.w.Flush()
}

type htmlWriter struct {
	w *bufio.Writer
	n int // tables so far, for their ids
}

func (h *htmlWriter) put(parts ...string) {
	for _, p := range parts {
		// A bufio.Writer keeps its first error for Flush.
		_, _ = h.w.WriteString(p)
	}
}

// esc makes text harmless between tags and in quoted attributes.
func esc(s string) string { return html.EscapeString(clean(s)) }

// contents links to the sections. It is folded away on a small screen.
func (h *htmlWriter) contents(sections []Section) {
	if len(sections) < 3 {
		return
	}
	h.put("<nav class=\"contents\" aria-label=\"Contents\">\n<details><summary>Contents</summary>\n<ol>\n")
	for _, s := range sections {
		h.put(`<li><a href="#`, esc(s.ID), `">`, esc(s.Title), "</a></li>\n")
	}
	h.put("</ol>\n</details>\n</nav>\n")
}

func (h *htmlWriter) section(s Section, number string, level int) {
	tag := "h" + strconv.Itoa(min(level, 6))
	h.put(`<section id="`, esc(s.ID), `" aria-labelledby="`, esc(s.ID), "-head\">\n<", tag, ` id="`, esc(s.ID), `-head"><span class="no">`, number, "</span> <bdi>", esc(s.Title), "</bdi></", tag, ">\n")
	h.blocks(s.Blocks)
	for n, sub := range s.Sections {
		h.section(sub, number+"."+strconv.Itoa(n+1), level+1)
	}
	h.put("</section>\n")
}

func (h *htmlWriter) blocks(bs []Block) {
	for _, b := range bs {
		switch b := b.(type) {
		case Paragraph:
			h.put("<p", class(string(b.Role)), direction(b.Text), ">", h.inline(b.Text), "</p>\n")
		case List:
			h.list(b)
		case Table:
			h.table(b)
		case Definitions:
			h.put("<dl>\n")
			for _, d := range b.Entries {
				h.put("<div><dt>", esc(d.Term), "</dt><dd>", h.inline(d.Text), "</dd></div>\n")
			}
			h.put("</dl>\n")
		case Code:
			h.put("<pre tabindex=\"0\"><code>", escLines(b.Text), "</code></pre>\n")
		case Figure:
			h.figure(b)
		}
	}
}

func class(c string) string {
	if c == "" {
		return ""
	}
	return ` class="` + c + `"`
}

// direction lets a paragraph that is all the case's own words run the way
// they do.
func direction(p Prose) string {
	for _, s := range p {
		if !s.Said {
			return ""
		}
	}
	return ` dir="auto"`
}

func escLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = esc(l)
	}
	return strings.Join(lines, "\n")
}

// powerOfTen is how our own words write a large number.
var powerOfTen = regexp.MustCompile(`\b10\^([0-9]+)`)

// inline writes spans. Words from the case stand in bdi, so that a name in
// another direction of writing does not turn the sentence around it.
func (h *htmlWriter) inline(p Prose) string {
	var b strings.Builder
	for _, s := range p {
		if s.Text == "" {
			continue
		}
		text := esc(s.Text)
		if s.Said {
			text = "<bdi>" + text + "</bdi>"
		} else {
			text = powerOfTen.ReplaceAllString(text, "10<sup>$1</sup>")
		}
		switch s.Style {
		case Strong:
			text = "<strong>" + text + "</strong>"
		case Marked:
			text = `<mark>` + text + "</mark>"
		case Small:
			text = "<small>" + text + "</small>"
		case Fixed:
			text = "<code>" + text + "</code>"
		}
		switch {
		case isWebAddress(s.Link):
			text = `<a href="` + esc(s.Link) + `" rel="noopener noreferrer">` + text + "</a>"
		case strings.HasPrefix(s.Link, "#"):
			text = `<a class="cite" href="` + esc(s.Link) + `">` + text + "</a>"
		}
		b.WriteString(text)
	}
	return b.String()
}

func (h *htmlWriter) list(l List) {
	tag := "ul"
	if l.Ordered {
		tag = "ol"
	}
	first, rest, more := parts(len(l.Items), l.Short)
	h.put("<", tag, ">\n")
	h.items(l.Items[:first])
	h.put("</", tag, ">\n")
	if rest > first {
		h.put("<details class=\"rest\"><summary>", esc(plural(rest-first, "more", "more")), "</summary>\n<", tag)
		if l.Ordered {
			h.put(` start="`, strconv.Itoa(first+1), `"`)
		}
		h.put(">\n")
		h.items(l.Items[first:rest])
		h.put("</", tag, ">\n</details>\n")
	}
	h.more(more)
}

// parts says how many of n entries stand open, up to which they are folded
// away, and how many are left to the JSON output.
func parts(n, short int) (first, rest, more int) {
	if short == 0 || n <= 2*short {
		return n, n, 0
	}
	rest = min(n, longList)
	return short, rest, n - rest
}

func (h *htmlWriter) more(n int) {
	if n > 0 {
		h.put(`<p class="aside">and `, grouped(strconv.Itoa(n)), " more, in the JSON output</p>\n")
	}
}

func (h *htmlWriter) items(items []Item) {
	for _, i := range items {
		h.put("<li")
		if i.ID != "" {
			h.put(` id="`, esc(i.ID), `"`)
		}
		h.put(">", h.inline(i.Text))
		if len(i.More) > 0 {
			h.put("\n")
			h.blocks(i.More)
		}
		h.put("</li>\n")
	}
}

// wordy is how many characters a cell may hold before its table is restacked
// on a small screen.
const wordy = 24

// table writes a table that scrolls in its own box where it is too wide, or,
// where its cells hold words rather than numbers, becomes a list of cards on a
// small screen. The roles keep it a table for those who hear it.
func (h *htmlWriter) table(t Table) {
	h.n++
	id := "table-" + strconv.Itoa(h.n)
	stack := false
	for _, r := range t.Rows {
		for _, c := range r.Cells[1:] {
			stack = stack || utf8.RuneCountInString(c.String()) > wordy
		}
	}
	kind := "scroll"
	switch {
	case stack && len(t.Columns) > 5:
		kind = "scroll stack cards"
	case stack:
		kind = "scroll stack"
	}
	h.put(`<div class="`, kind, `" role="region" tabindex="0" aria-labelledby="`, id, "\">\n<table role=\"table\">\n<caption id=\"", id, `">`, h.inline(t.Caption), "</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">")
	for _, c := range t.Columns {
		h.put(`<th scope="col" role="columnheader"`, numeric(c), ">", h.inline(c.Title), "</th>")
	}
	h.put("</tr></thead>\n<tbody role=\"rowgroup\">\n")
	rows, more := t.Rows, 0
	if t.Short > 0 && len(rows) > longList {
		rows, more = rows[:longList], len(rows)-longList
	}
	for _, r := range rows {
		h.put(`<tr role="row">`)
		for i, c := range r.Cells {
			if i == 0 {
				h.put(`<th scope="row" role="rowheader">`, h.inline(c), "</th>")
				continue
			}
			h.put(`<td role="cell"`, cellClass(t.Columns[i], c), ` data-label="`, esc(t.Columns[i].Title.String()), `">`, h.inline(c), "</td>")
		}
		h.put("</tr>\n")
	}
	h.put("</tbody>\n</table>\n</div>\n")
	h.more(more)
}

// cellClass says whether a cell holds a number, or so little that its label
// fits beside it where the table is restacked.
func cellClass(c Column, cell Prose) string {
	if !c.Numeric && utf8.RuneCountInString(c.Title.String()+cell.String()) <= 2*wordy {
		return ` class="short"`
	}
	return numeric(c)
}

func numeric(c Column) string {
	if c.Numeric {
		return ` class="num"`
	}
	return ""
}

// openScatters is how many pairs of parties stand open: all of four parties.
const openScatters = 6

// figure embeds charts as SVG, side by side where there is room.
func (h *htmlWriter) figure(f Figure) {
	kind := "charts"
	if f.Heat != nil {
		kind = "charts heat"
	}
	h.put("<figure>\n<div class=\"", kind, "\">\n")
	if f.Heat != nil {
		h.chart("", f.Heat.Scene())
	}
	for _, b := range f.Bars {
		h.chart(b.Title, b.Scene())
	}
	open := len(f.Scatters)
	if open > openScatters+1 {
		open = openScatters
	}
	for _, s := range f.Scatters[:open] {
		h.chart(s.Title, s.Scene())
	}
	if rest := f.Scatters[open:]; len(rest) > 0 {
		h.put("</div>\n<details class=\"rest\"><summary>", plural(len(rest), "more pair", "more pairs"), " of parties</summary>\n<div class=\"charts\">\n")
		for _, s := range rest {
			h.chart(s.Title, s.Scene())
		}
		h.put("</div>\n</details>\n<div>")
	}
	h.put("</div>\n<figcaption>", h.inline(f.Caption), "</figcaption>\n</figure>\n")
}

func (h *htmlWriter) chart(title string, s chart.Scene) {
	h.put(`<div class="panel"`, ` style="--w:`, strconv.Itoa(int(s.Width)), `px">`)
	if title != "" {
		h.put(`<p class="panel-title" dir="auto" aria-hidden="true">`, esc(title), "</p>\n")
	}
	h.put(s.SVG(), "</div>\n")
}
