package text

import (
	"bufio"
	_ "embed"
	"html"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

//go:embed sheet.css
var styleSheet string

// policy lets the page load nothing and run nothing: only the style sheet in
// it counts.
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

// HTML writes the sheet as one page that requests nothing, runs no script,
// reads well on a telephone and prints.
func (s *Sheet) HTML(w io.Writer) error {
	h := &page{w: bufio.NewWriter(w), s: s}
	title := s.Title
	if title == "" {
		title = "Negotiating text"
	}
	h.put("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n",
		`<meta http-equiv="Content-Security-Policy" content="`, policy, "\"/>\n",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n",
		"<title>", esc(title), " – ", esc(s.Subtitle), "</title>\n<style>\n", styleSheet, "</style>\n</head>\n<body>\n",
		"<a class=\"skip\" href=\"#main\">Skip to the text</a>\n<header>\n<p class=\"kicker\"><span>Negotiating text</span> <span class=\"view\">", esc(s.Subtitle), "</span></p>\n",
		"<h1 dir=\"auto\">", esc(title), "</h1>\n<p class=\"count\">", esc(s.DraftWords()), " ", esc(s.Count.Words(s.Parties)), ".</p>\n")
	if words := s.HistoryWords(); words != "" {
		h.put("<p class=\"count\">", esc(words), ".</p>\n")
	}
	h.legend()
	h.put("</header>\n<main id=\"main\" tabindex=\"-1\">\n")
	for i := range s.Documents {
		h.document(&s.Documents[i])
	}
	h.put("</main>\n<footer><p>Nothing is agreed until everything is agreed.</p></footer>\n</body>\n</html>\n")
	return h.w.Flush()
}

type page struct {
	w *bufio.Writer
	s *Sheet
}

func (h *page) put(parts ...string) {
	for _, p := range parts {
		// A bufio.Writer keeps its first error for Flush.
		_, _ = h.w.WriteString(p)
	}
}

// esc makes text harmless between tags and in quoted attributes.
func esc(s string) string { return html.EscapeString(safe(s)) }

// safe makes a name from outside the text safe to show on one line.
func safe(s string) string {
	s, _ = Neutralise(s)
	return strings.ReplaceAll(s, "\n", " ")
}

func (h *page) legend() {
	if len(h.s.Legend) == 0 {
		return
	}
	h.put("<ul class=\"legend\" aria-label=\"Statuses\">\n")
	for _, st := range h.s.Legend {
		h.put("<li>", chip(&SheetStatus{Status: st}), "</li>\n")
	}
	h.put("</ul>\n")
}

// chip shows a status in its colour and in words, for colour alone tells
// nobody enough.
func chip(s *SheetStatus) string {
	words := esc(s.Label())
	if s.Among != "" {
		words += " <small>among " + esc(s.Among) + "</small>"
	}
	if s.ReportedBy != "" {
		words += " <small>as reported by " + esc(s.ReportedBy) + "</small>"
	}
	colour := s.Colour
	if !colourText.MatchString(colour) {
		colour = "#6b7280"
	}
	return `<span class="status" style="--status:` + colour + `">` + words + "</span>"
}

func (h *page) document(d *SheetDocument) {
	id := "document-" + d.ID
	remarked := ""
	if len(h.s.Languages) <= 2 && slices.ContainsFunc(d.Lines, func(l Line) bool { return len(l.Remarks) > 0 }) {
		remarked = ` class="remarked"`
	}
	h.put("<section", remarked, ` id="`, esc(id), `" style="--number:`, strconv.Itoa(d.longest()), `" aria-labelledby="`, esc(id), "-title\">\n<div class=\"title\"><h2 id=\"", esc(id), "-title\" dir=\"auto\">", esc(d.Title), "</h2>")
	if d.Status != nil {
		h.put(chip(d.Status))
	}
	h.put("</div>\n<p class=\"count\">")
	if d.Basis != "" {
		h.put(esc(strings.TrimSuffix(d.Basis, ".")), ". ")
	}
	h.put(esc(d.Count.Words(h.s.Parties)), ".</p>\n")
	if len(h.s.Languages) > 1 {
		h.put("<div class=\"languages\"", h.columns(), " aria-hidden=\"true\">")
		for _, lang := range h.s.Languages {
			h.put("<span>", esc(lang), "</span>")
		}
		h.put("</div>\n")
	}
	for i := range d.Lines {
		h.line(&d.Lines[i])
	}
	if len(d.Notes) > 0 {
		h.put("<div class=\"notes\" role=\"group\" aria-label=\"Footnotes\">\n")
		for i := range d.Notes {
			h.line(&d.Notes[i])
		}
		h.put("</div>\n")
	}
	h.put("</section>\n")
}

// longest returns how many letters the longest number of a point has, 14 at most.
func (d *SheetDocument) longest() int {
	n := 3
	for i := range d.Lines {
		n = max(n, utf8.RuneCountInString(d.Lines[i].Number))
	}
	return min(n, 14)
}

func (h *page) columns() string {
	return ` style="--columns:` + strconv.Itoa(max(1, len(h.s.Languages))) + `"`
}

func (h *page) line(l *Line) {
	classes := "point"
	if l.Kind != Provision {
		classes += " " + string(l.Kind)
	}
	if l.Change != LineSame {
		classes += " " + string(l.Change)
	}
	if l.By != "" {
		classes += " proposed"
	}
	h.put(`<article class="`, classes, `" id="`, esc(l.Point), `" style="--depth:`, strconv.Itoa(min(l.Depth, 6)), "\">\n<div class=\"number\">", esc(l.Number), "</div>\n<div class=\"body\">\n")
	h.head(l)
	h.put("<div class=\"words\"", h.columns(), ">\n")
	for _, c := range l.Columns {
		h.column(l, c)
	}
	h.put("</div>\n</div>\n")
	if len(l.Remarks) > 0 {
		h.put("<aside>\n")
		for _, r := range l.Remarks {
			private := ""
			if r.Private {
				private = " private"
			}
			h.put(`<div class="remark `, string(r.Kind), private, `"><p class="who">`, esc(r.Title), "</p><p dir=\"auto\">", htmlRuns(r.Runs), "</p></div>\n")
		}
		h.put("</aside>\n")
	}
	h.put("</article>\n")
}

func (h *page) head(l *Line) {
	change := map[LineChange]string{LineNew: "new", LineRemoved: "taken out", LineMoved: "moved"}[l.Change]
	if l.By != "" {
		change = l.By + " proposes " + l.Point
	}
	alone := len(h.s.Languages) == 1 || l.By != "" // or each column has its own heading
	if (len(l.Heading) == 0 || !alone) && l.Status == nil && change == "" {
		return
	}
	h.put("<div class=\"head\">")
	if len(l.Heading) > 0 && alone {
		h.put("<h3 dir=\"auto\">", htmlRuns(l.Heading), "</h3>")
	}
	if change != "" {
		h.put(`<span class="change">`, esc(change), "</span>")
	}
	if l.Status != nil {
		h.put(chip(l.Status))
	}
	h.put("</div>\n")
}

func (h *page) column(l *Line, c Column) {
	lang := ""
	if c.Language != Undetermined {
		lang = ` lang="` + esc(c.Language) + `"`
	}
	if len(h.s.Languages) > 1 {
		h.put("<div>")
		defer h.put("</div>\n")
		if len(c.Heading) > 0 {
			h.put("<h3", lang, " dir=\"auto\">", htmlRuns(c.Heading), "</h3>\n")
		}
	}
	switch {
	case c.Missing:
		h.put("<p class=\"missing\">", esc(c.Language), " is missing</p>\n")
	case len(c.Runs) == 0:
	case l.Kind == Row:
		h.put("<p class=\"cells\"", lang, " dir=\"auto\"><span>", strings.ReplaceAll(htmlRuns(c.Runs), cellEnd, "</span><span>"), "</span></p>\n")
	default:
		h.put("<p", lang, " dir=\"auto\">", htmlRuns(c.Runs))
		if c.Stale {
			h.put(` <span class="stale" lang="en" dir="ltr">not confirmed since another language changed</span>`)
		}
		h.put("</p>\n")
	}
}

const cellEnd = `<span class="cell">|</span>`

// htmlRuns writes runs. Words stand in ins, del, strong and em; brackets are
// signs and not boxes, so that they are read out, copied and printed.
func htmlRuns(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		var close []string
		open := func(tag, class string) {
			b.WriteString("<" + tag)
			if class != "" {
				b.WriteString(` class="` + class + `"`)
			}
			b.WriteString(">")
			close = append(close, "</"+tag+">")
		}
		if r.Deleted {
			open("del", "")
		}
		if r.Inserted {
			open("ins", "")
		}
		if r.Strong {
			open("strong", "")
		}
		if r.Emphasis {
			open("em", "")
		}
		words := esc(r.Text)
		switch r.Role {
		case OpenMark, EndMark:
			open("b", "bracket d"+strconv.Itoa((max(r.Depth, 1)-1)%3+1))
		case HeldBy:
			open("sub", `by" dir="auto`)
		case Gap:
			open("span", "gap")
		case Blank:
			open("span", "blank")
		case NoteMark:
			open("sup", "")
			words = `<a href="#` + esc(r.Target) + `">` + words + "</a>"
		case RefMark:
			words = `<a href="#` + esc(r.Target) + `">` + words + "</a>"
		case Defined:
			open("dfn", "")
		case LineEnd:
			words = "<br/>"
		case CellEnd:
			words = cellEnd
		}
		b.WriteString(words)
		for i := len(close) - 1; i >= 0; i-- {
			b.WriteString(close[i])
		}
	}
	return b.String()
}
