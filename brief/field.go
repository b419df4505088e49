package brief

import (
	"strconv"
	"strings"

	"parley"
)

// Field is what research on negotiation reports of a scenario (package
// survey). It rests on every party's numbers and compares them, as the
// published definitions do, and is for the mediator alone.
type Field struct {
	Semantics string // whose definition of utility counts
	Method    string // how the frontier was found
	Proven    bool   // it is all of it
	Measures  []Measure
	Frontier  []FieldPoint // best for the first party first
}

// Measure is one figure under its name, measure:tool.
type Measure struct {
	Name   string
	Text   string // empty: not defined for this scenario, or not found
	Value  any    // the same as JSON
	Says   string // the definition
	Source string
}

// FieldPoint is a vector of the frontier with a package that has it.
type FieldPoint struct {
	Utility []float64 // by party, in the order of the case
	Package parley.Package
}

// shownPoints is how many vectors of the frontier a short rendering shows.
const shownPoints = 20

// field shows the field's measures, each with its definition.
func (s *subject) field() Section {
	f := s.o.Field
	if f == nil || s.o.Audience != ForMediator {
		return Section{}
	}
	sec := Section{ID: "field", Title: "The field’s measures"}
	sec.Blocks = append(sec.Blocks, Paragraph{Role: Aside, Text: write("As research on negotiation reports them, with the utilities of %s. They compare the numbers of different parties, which nothing else here does. A measure is named with the tool that defines it so; without one, the definition is Parley’s.", f.Semantics)})
	t := Table{Columns: []Column{{Title: write("Measure")}, {Title: write("Value")}, {Title: write("Definition")}}}
	for _, m := range f.Measures {
		text := m.Text
		if text == "" {
			text = "–"
		}
		t.Rows = append(t.Rows, Row{Cells: []Prose{write("%s", m.Name), write("%s", text), write("%s. %s", m.Says, m.Source)}})
	}
	sec.Blocks = append(sec.Blocks, t)
	if len(f.Frontier) == 0 {
		return sec
	}
	front := Table{Short: shownPoints, Columns: []Column{{Title: write("No.")}}}
	state := "not searched to its end"
	if f.Proven {
		state = "all of it"
	}
	front.Caption = write("The frontier, %s, found by %s; utilities on each party’s own scale", state, f.Method)
	for _, p := range s.c.Parties {
		front.Columns = append(front.Columns, Column{Title: s.name(p.ID), Numeric: true})
	}
	for n, p := range f.Frontier {
		row := Row{Cells: []Prose{write("%s", strconv.Itoa(n+1))}}
		for _, u := range p.Utility {
			row.Cells = append(row.Cells, write("%s", strconv.FormatFloat(u, 'f', 4, 64)))
		}
		front.Rows = append(front.Rows, row)
	}
	sec.Blocks = append(sec.Blocks, front)
	return sec
}

// jsonField is the same for programs, with the packages.
func (s *subject) jsonField() any {
	f := s.o.Field
	measures := object{}
	for _, m := range f.Measures {
		measures = append(measures, field{m.Name, object{{"value", m.Value}, {"definition", m.Says}, {"source", m.Source}}})
	}
	points := []object{}
	for _, p := range f.Frontier {
		utility, choices := object{}, object{}
		for q, u := range p.Utility {
			utility = append(utility, field{s.c.Parties[q].ID, u})
		}
		for _, i := range s.c.Issues {
			c := p.Package[i.ID]
			if i.Numeric() {
				choices = append(choices, field{i.ID, c.Number.Float()})
			} else {
				choices = append(choices, field{i.ID, c.Option})
			}
		}
		points = append(points, object{{"package", choices}, {"utility", utility}})
	}
	return object{{"semantics", f.Semantics}, {"method", strings.TrimSpace(f.Method)}, {"proven", f.Proven}, {"measures", measures}, {"frontier", points}}
}
