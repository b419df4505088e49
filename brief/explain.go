package brief

import (
	"strconv"

	"parley/bargain"
)

// explain says of every question which method answered it and why that one,
// what is proven, and how long it took. Times vary between runs, so it is
// there only if it was asked for.
func (s *subject) explain() Section {
	sec := Section{ID: "explain", Title: "How each answer was found, and what it is worth"}
	t := Table{
		Caption: write("Methods"),
		Columns: []Column{{Title: write("Question")}, {Title: write("Method")}, {Title: write("Why that one")}, {Title: write("What is proven")}, {Title: write("Seconds"), Numeric: true}},
	}
	total := 0.0
	for _, q := range bargain.Questions() {
		c, ok := s.a.Certificates[q]
		if !ok {
			continue
		}
		because := write("–")
		if c.Because != "" {
			because = write("%s", said(period(c.Because)))
		}
		t.Rows = append(t.Rows, Row{Cells: []Prose{write("%s", questionName(q)), write("%s", method(c.Method)), because, s.proven(q), write("%s", seconds(c.Seconds))}})
		total += c.Seconds
	}
	if len(t.Rows) == 0 {
		return Section{}
	}
	text := "The method is picked by how the case is built: how many parties there are, how large it is, and which issues its statements tie. docs/method.md explains each."
	if s.sealed {
		text += " Which one was picked, and why, is left out: it would tell how undisclosed statements are built."
	}
	sec.Blocks = []Block{exactMeans(), aside("%s", text), t, aside("In all %s s. Work that several answers share is counted with the first of them.", seconds(total))}
	return sec
}

// proven says what of an answer is certain.
func (s *subject) proven(q bargain.Question) Prose {
	c := s.a.Certificates[q]
	worth := capital(write("%s", s.certificate(q)))
	if c.Level > 0 && !c.Proven {
		worth = append(worth, write("; %s proven", plural(c.Level, "level", "levels"))...)
	}
	if c.Why != "" {
		worth = append(worth, write(". %s", said(period(c.Why)))...)
	}
	return worth
}

// seconds writes a time as closely as anybody cares.
func seconds(t float64) string {
	switch {
	case t < 0.001:
		return "under 0.001"
	case t < 10:
		return strconv.FormatFloat(t, 'f', 3, 64)
	}
	return strconv.FormatFloat(t, 'f', 1, 64)
}
