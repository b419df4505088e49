package brief

import (
	"strings"

	"parley"
)

// standings shows what is agreed and what is open: by document, among whom,
// and as reported by whom.
func (s *subject) standings() Section {
	sec := Section{ID: "text", Title: "What is agreed, what is open"}
	text := "A status is worth as much as the report of it: among whom, and who says so. All of it is provisional until the whole is agreed."
	pointless := false
	for _, d := range s.c.Documents {
		pointless = pointless || len(d.Points) == 0
		sec.Sections = append(sec.Sections, s.document(d))
	}
	if pointless {
		text += " A document of which no points are known counts as one point."
	}
	if len(sec.Sections) > 0 {
		sec.Blocks = append(sec.Blocks, aside("%s", text))
	}
	return sec
}

func (s *subject) document(d parley.Document) Section {
	sub := Section{ID: "text-" + slug(d.ID), Title: d.Label()}
	var facts []Prose
	if d.Status != "" {
		f := write("Status: %s", strong(statusName(d.Status)))
		if a := s.among(d.Standing); a.String() != "–" {
			f = append(f, write("; among: %s", a)...)
		}
		facts = append(facts, append(f, write("; as reported by: %s", s.reporter(d.Standing))...))
		if src := s.cite(d.Standing.Sources); len(src) > 0 {
			facts = append(facts, src)
		}
	}
	if len(facts) > 0 {
		sub.Blocks = append(sub.Blocks, Paragraph{Text: append(joinWith(facts, " "), Span{Text: "."})})
	}
	if d.About != "" {
		sub.Blocks = append(sub.Blocks, Paragraph{Text: Prose{said(d.About)}})
	}
	if len(d.Points) == 0 {
		return sub
	}
	t := Table{
		Caption: write("Points of %s", said(d.Label())),
		Columns: []Column{{Title: write("Point")}, {Title: write("Status")}, {Title: write("Among")}, {Title: write("Reported by")}},
		Short:   2 * shortList,
	}
	for _, p := range d.Points {
		status := Prose{{Text: statusName(p.Status)}}
		if p.Status.Settled() {
			status = bold(status)
		}
		reporter := s.reporter(p.Standing)
		if src := s.cite(p.Standing.Sources); len(src) > 0 {
			reporter = append(reporter, write(" %s", src)...)
		}
		t.Rows = append(t.Rows, Row{Cells: []Prose{s.point(p), status, s.among(p.Standing), reporter}})
	}
	sub.Blocks = append(sub.Blocks, t)
	return sub
}

// point says what a point is about: its title, its issue, or its text.
func (s *subject) point(p parley.Point) Prose {
	id := Prose{{Text: p.ID, Said: true, Style: Strong}, {Text: " "}}
	switch {
	case p.Title != "":
		return append(id, said(p.Title))
	case p.Issue != "":
		return append(id, s.issueName(p.Issue)...)
	case p.Text != "":
		return append(id, said(p.Text))
	}
	return id[:1]
}

// statusName is a status as people write it.
func statusName(x parley.Status) string {
	if x == "" {
		return "not said"
	}
	return strings.ReplaceAll(string(x), "_", " ")
}

// among says among whom a status holds; an open status holds among nobody.
func (s *subject) among(x parley.Standing) Prose {
	if len(x.Among) > 0 {
		return join(s.names(x.Among), "and")
	}
	if x.Status.Settled() || x.Status == parley.StatusAdReferendum {
		return write("not said")
	}
	return write("–")
}

func (s *subject) reporter(x parley.Standing) Prose {
	if x.ReportedBy != "" {
		return s.name(x.ReportedBy)
	}
	if x.Status == "" {
		return write("–")
	}
	return write("not said")
}
