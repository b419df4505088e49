package survey

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"parley/scenario"
)

// Options say what a survey measures.
type Options struct {
	Measures  []string           // names for Define; nil: Standard
	Semantics scenario.Semantics // whose definition of utility counts; empty: that of each scenario's own tool
	At        float64            // the time at which discounted utilities count, from 0 (the start) to 1
	Each      time.Duration      // the most time for one scenario; 0: no limit
}

// Standard lists the measures of a survey that was not asked for others.
func Standard() []string {
	return []string{"rational", "rationality", "frontier", "frontier:negmas", "opposition", "nash", "kalai", "ks", "welfare", "min", "max", "reservation", "discount"}
}

// Column is the head of a column of a survey.
type Column struct {
	Name string
	Kind Kind
	Says string // what stands in it
}

// The columns that are there whatever is measured.
const (
	ColumnScenario  = "scenario"
	ColumnFormat    = "format"
	ColumnSemantics = "semantics"
	ColumnParties   = "parties"
	ColumnIssues    = "issues"
	ColumnPackages  = "packages"
	ColumnMethod    = "method"
	ColumnRepairs   = "repairs"
	ColumnError     = "error"
	ColumnDigest    = "digest"
)

// Survey is rows with the same columns.
type Survey struct {
	Options Options
	Columns []Column
	measure []*Definition
}

// New prepares a survey. The error names a measure that does not exist.
func New(o Options) (*Survey, error) {
	if o.Measures == nil {
		o.Measures = Standard()
	}
	s := &Survey{Options: o, Columns: []Column{
		{ColumnScenario, Text, "the folder"},
		{ColumnFormat, Text, "the format of its files"},
		{ColumnSemantics, Text, "whose definition of utility counts"},
		{ColumnParties, Count, "how many profiles there are"},
		{ColumnIssues, Count, "how many issues"},
		{ColumnPackages, Count, "how many packages, one choice for every issue; of a real issue, 21 choices"},
	}}
	later := ""
	for _, name := range o.Measures {
		d, err := Define(name)
		if err != nil {
			return nil, err
		}
		if o.At > 0 {
			later = fmt.Sprintf(", at the time %g", o.At)
		}
		column := Column{Name: name, Kind: d.Kind, Says: d.Says + later + " (" + d.Name + "; " + d.Source + ")"}
		for _, c := range s.Columns {
			if c.Name == name {
				return nil, fmt.Errorf("the measure %s is asked for twice", name)
			}
		}
		s.Columns, s.measure = append(s.Columns, column), append(s.measure, d)
	}
	s.Columns = append(s.Columns,
		Column{ColumnMethod, Text, "how the frontier was found"},
		Column{ColumnRepairs, Count, "how many warnings its files gave"},
		Column{ColumnError, Text, "why it could not be read, or not measured to the end"},
		Column{ColumnDigest, Text, "of its files and of what was asked: a row whose digest has not changed is not measured again"})
	return s, nil
}

// Row is one scenario: a text for each column, empty where nothing is known.
type Row []string

// column returns the place of a column that is always there.
func (s *Survey) column(name string) int {
	for i, c := range s.Columns {
		if c.Name == name {
			return i
		}
	}
	panic("survey: no column " + name)
}

// Cell returns what a row says in the column.
func (s *Survey) Cell(r Row, name string) string { return r[s.column(name)] }

// measureRow measures one folder, and returns nil for one whose files are
// something else. The error is that of a context that ended: there is no row
// then either.
func (s *Survey) measureRow(ctx context.Context, root string, f Folder) (row Row, err error) {
	row = make(Row, len(s.Columns))
	set := func(name, text string) { row[s.column(name)] = text }
	set(ColumnScenario, f.Name)
	set(ColumnDigest, f.Digest)
	defer func() {
		if r := recover(); r != nil {
			set(ColumnError, fmt.Sprintf("a fault of the program: %v", r))
		}
	}()
	sc, err := scenario.Open(filepath.Join(root, filepath.FromSlash(f.Name)))
	if errors.Is(err, scenario.ErrNoScenario) {
		return nil, nil
	}
	if err != nil {
		var at *scenario.Error
		if errors.As(err, &at) {
			set(ColumnRepairs, strconv.Itoa(len(at.Warnings)))
			bare := at.Diagnostic
			bare.Hint = ""
			err = errors.New(bare.String())
		}
		set(ColumnError, within(root, err.Error()))
		return row, nil
	}
	if s.Options.Semantics != "" {
		sc = sc.Under(s.Options.Semantics)
	}
	set(ColumnFormat, string(sc.Format))
	set(ColumnSemantics, string(sc.Semantics))
	set(ColumnParties, strconv.Itoa(len(sc.Profiles)))
	set(ColumnIssues, strconv.Itoa(len(sc.Issues)))
	set(ColumnRepairs, strconv.Itoa(len(sc.Warnings)))
	limited, stop := ctx, context.CancelFunc(func() {})
	if s.Options.Each > 0 {
		limited, stop = context.WithTimeout(ctx, s.Options.Each)
	}
	defer stop()
	sp, err := Measure(limited, sc)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		set(ColumnError, fmt.Sprintf("not measured to the end within %s", s.Options.Each))
	case err != nil:
		set(ColumnError, err.Error())
	}
	if sp == nil {
		return row, nil
	}
	set(ColumnPackages, sp.Outcomes.String())
	method := sp.Method
	if sp.Rounded && method != "" {
		method += ", numbers of 17 places"
	}
	set(ColumnMethod, method)
	if s.Options.At > 0 {
		sp = sp.At(s.Options.At)
	}
	for i, d := range s.measure {
		set(s.Options.Measures[i], d.Of(sp).String())
	}
	return row, nil
}

// within writes paths in a message as they are below the folder surveyed, on
// one line.
func within(root, message string) string {
	message = strings.ReplaceAll(message, filepath.Clean(root)+string(filepath.Separator), "")
	return strings.Join(strings.Fields(message), " ")
}
