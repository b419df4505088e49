package bulletin

import (
	"strconv"
	"strings"
	"time"

	"parley/internal/web/catalogue"
	"parley/talks"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Words is an entry as people read it, as plain text.
type Words struct {
	Title string // one line
	Says  string // lines; may be empty
}

// In writes the entry in a language; the view gives parties their names.
func (e Entry) In(c *catalogue.Catalogue, p *talks.View) Words {
	switch e.Kind {
	case Round:
		lines := []string{date(c, e.Date)}
		if e.Place != "" {
			lines[0] += ", " + e.Place
		}
		for _, item := range e.Agenda {
			lines = append(lines, "– "+item)
		}
		return Words{c.Text("board.round", "n", e.Number), strings.Join(lines, "\n")}
	case Statement:
		title := c.Text("public.statement", "party", party(c, p, e.Party))
		if e.Point != "" {
			title = c.Text("public.statement.point", "party", party(c, p, e.Party), "point", e.Point)
		}
		return Words{title, e.Says}
	case Signature:
		return Words{Title: c.Text("public.signed", "party", party(c, p, e.Party))}
	}
	lines := []string{c.Text("board.whole") + ": " + c.Text("status."+string(e.Status))}
	for _, x := range e.Points {
		lines = append(lines, c.Text("public.count", "n", x.Count, "status", c.Text("status."+string(x.Status))))
	}
	return Words{c.Text("public.progress"), strings.Join(lines, "\n")}
}

func party(c *catalogue.Catalogue, p *talks.View, id string) string {
	if id == "" {
		return c.Text("party.none")
	}
	for _, x := range p.Parties {
		if x.ID == id && x.Name != "" {
			return x.Name
		}
	}
	return id
}

// date writes what is kept as 2026-05-31 in words.
func date(c *catalogue.Catalogue, s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return c.Text("time.date", "day", t.Day(), "month", c.Text("time.month."+itoa(int(t.Month()))), "year", t.Year())
}
