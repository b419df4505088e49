package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parley/brief"
	"parley/scenario"
	"parley/survey"
)

type surveyCommand struct {
	Dir       string        `arg:"" help:"A folder: every scenario in it and below."`
	Format    string        `enum:"text,csv,json,html," default:"" placeholder:"FORMAT" help:"text, csv, json or html; else as the name after -o ends, else text."`
	Output    string        `short:"o" placeholder:"FILE" help:"Write to a file. Rows that are there already, as CSV or JSON, are kept where their files have not changed."`
	Jobs      int           `placeholder:"N" help:"How many scenarios are measured at once (as many as there are processors)."`
	Semantics string        `enum:",genius,geniusweb,negmas,negolog" default:"" placeholder:"TOOL" help:"Whose definition of utility counts: genius, geniusweb, negmas or negolog (that of the files' own tool)."`
	Measure   []string      `placeholder:"MEASURE" help:"What to measure, instead of the usual: nash, ks:genius and so on. parley survey --measure help . lists all."`
	At        float64       `placeholder:"TIME" help:"When utilities count that are discounted: from 0, the start, to 1, the end (0)."`
	Each      time.Duration `placeholder:"DURATION" help:"The most time for one scenario, 10s say (no limit)."`
}

// Help is shown under the command's help.
func (surveyCommand) Help() string {
	return "Measures scenarios of GENIUS, GeniusWeb, NegMAS and NegoLog by the field's definitions, a row each; " +
		"one that cannot be read is a row with its error. Ctrl-C keeps what is done, and exit status 3 says so."
}

// Run surveys a folder.
func (c *surveyCommand) Run(ctx context.Context, p *program) error {
	if len(c.Measure) == 1 && c.Measure[0] == "help" {
		return c.list(p)
	}
	if c.Jobs < 0 || c.Each < 0 {
		return wrong("--jobs and --each take what is above 0")
	}
	if !(c.At >= 0 && c.At <= 1) {
		return wrong("--at takes a time from 0, the start, to 1, the end")
	}
	o := survey.Options{Semantics: scenario.Semantics(c.Semantics), At: c.At, Each: c.Each}
	if len(c.Measure) > 0 {
		o.Measures = c.Measure
	}
	s, err := survey.New(o)
	if err != nil {
		return wrong("%s", err).hint("parley survey --measure help %s lists them", c.Dir)
	}
	if err := protects(nil, c.Output); err != nil {
		return err
	}
	format := formatFor(c.Format, c.Output)
	known, err := c.known(s, format)
	if err != nil {
		return err
	}
	if info, err := os.Stat(c.Dir); err != nil {
		return wrong("%s", plainly(err))
	} else if !info.IsDir() {
		return wrong("%s is no folder", c.Dir).hint("parley analyze takes the files of one scenario")
	}
	folders, err := s.Find(c.Dir)
	if err != nil {
		return wrong("%s", plainly(err))
	}
	rows, err := c.measure(ctx, p, s, format, folders, known)
	if err != nil {
		return err
	}
	return rows
}

// list prints every measure with its definition.
func (c *surveyCommand) list(p *program) error {
	for _, d := range survey.Definitions() {
		fmt.Fprintf(p.out, "%-24s %s (%s)\n", d.Name, d.Says, d.Source)
	}
	return nil
}

// known reads the rows of an earlier survey.
func (c *surveyCommand) known(s *survey.Survey, format string) (map[string]survey.Row, error) {
	if c.Output == "" || c.Output == standard || !exists(c.Output) {
		return nil, nil
	}
	read := map[string]func(io.Reader) (map[string]survey.Row, error){"csv": s.ReadCSV, "json": s.ReadJSON}[format]
	if read == nil {
		return nil, nil
	}
	data, err := os.ReadFile(c.Output)
	if err != nil {
		return nil, wrong("%s", plainly(err))
	}
	if len(data) == 0 {
		return nil, nil
	}
	known, err := read(bytes.NewReader(data))
	switch {
	case errors.Is(err, survey.ErrColumns):
		return nil, wrong("%s holds a survey with other columns", c.Output).hint("ask for the same measures, or name another file with -o")
	case err != nil:
		return nil, wrong("%s is there already, and is no survey: %s", c.Output, err).hint("name another file with -o")
	}
	return known, nil
}

// saveEvery is how often what is done is written to the file.
const saveEvery = 5 * time.Second

// measure runs the survey and writes it.
func (c *surveyCommand) measure(ctx context.Context, p *program, s *survey.Survey, format string, folders []survey.Folder, known map[string]survey.Row) (error, error) {
	jobs := c.Jobs
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	ctx, stop := interruptible(ctx, 0)
	defer stop()
	bar := startProgress(p.err)
	saved := time.Now()
	rows, err := s.Run(ctx, c.Dir, folders, jobs, known, func(n int, rows func() []survey.Row) {
		bar.report(fmt.Sprintf("%d of %d scenarios", n, len(folders)), float64(n)/float64(len(folders)))
		if c.Output != "" && c.Output != standard && time.Since(saved) > saveEvery {
			// If it cannot be written now, the end says so.
			_ = c.write(p, s, format, rows())
			saved = time.Now()
		}
	})
	bar.stop()
	if written := c.write(p, s, format, rows); written != nil {
		return nil, written
	}
	bad := 0
	for _, r := range rows {
		if s.Cell(r, survey.ColumnError) != "" {
			bad++
		}
	}
	fmt.Fprintf(p.err, "%s, %s\n", count(len(rows), "scenario", "scenarios"), count(bad, "with an error", "with errors"))
	if err != nil {
		f := &failure{status: statusInterrupted, text: fmt.Sprintf("%s: %d of %d scenarios are done", context.Cause(ctx), len(rows), len(folders))}
		if c.Output != "" && (format == "csv" || format == "json") {
			f.hint("the same command goes on from there")
		}
		return f, nil
	}
	return nil, nil
}

// write writes the rows in the format asked for.
func (c *surveyCommand) write(p *program, s *survey.Survey, format string, rows []survey.Row) error {
	render := func(w io.Writer) error {
		switch format {
		case "csv":
			return s.CSV(w, rows)
		case "json":
			return s.JSON(w, rows)
		case "html":
			return c.report(s, rows, s.Columns).HTML(w)
		}
		return inLines(w, s, rows)
	}
	if c.Output == "" || c.Output == standard {
		return render(p.out)
	}
	return writeFile(c.Output, render)
}

// inLines writes a line for each scenario, of whatever is a single number: the
// rest would not fit into a line. Where a scenario has an error, it stands
// behind.
func inLines(w io.Writer, s *survey.Survey, rows []survey.Row) error {
	var columns []survey.Column
	for _, x := range s.Columns {
		if x.Name != survey.ColumnRepairs && (x.Name == survey.ColumnScenario || x.Kind == survey.Count || x.Kind == survey.Number) {
			columns = append(columns, x)
		}
	}
	lines := make([][]string, len(rows)+1)
	width := make([]int, len(columns))
	for i, x := range columns {
		lines[0] = append(lines[0], x.Name)
		width[i] = utf8.RuneCountInString(x.Name)
		for k, r := range rows {
			text := shorter(x.Kind, oneLine(s.Cell(r, x.Name)))
			lines[k+1] = append(lines[k+1], text)
			width[i] = max(width[i], utf8.RuneCountInString(text))
		}
	}
	var b strings.Builder
	for k, line := range lines {
		for i, text := range line {
			blanks := strings.Repeat(" ", width[i]-utf8.RuneCountInString(text))
			if i == 0 {
				b.WriteString(text + blanks)
			} else {
				b.WriteString("  " + blanks + text)
			}
		}
		if k > 0 {
			if e := s.Cell(rows[k-1], survey.ColumnError); e != "" {
				b.WriteString("  " + oneLine(e))
			}
		}
		b.WriteString("\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// oneLine takes out of a text what would move the cursor of a terminal.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '\uFFFD'
		}
		return r
	}, text)
}

// report lays the survey out for people.
func (c *surveyCommand) report(s *survey.Survey, rows []survey.Row, columns []survey.Column) *brief.Report {
	table := brief.Table{Caption: plain(count(len(rows), "scenario", "scenarios"))}
	var words brief.Definitions
	for _, x := range columns {
		table.Columns = append(table.Columns, brief.Column{Title: plain(x.Name), Numeric: x.Kind == survey.Count || x.Kind == survey.Number})
		words.Entries = append(words.Entries, brief.Definition{Term: x.Name, Text: plain(x.Says)})
	}
	var wrong brief.List
	for _, r := range rows {
		var row brief.Row
		for _, x := range columns {
			row.Cells = append(row.Cells, brief.Prose{{Text: shorter(x.Kind, s.Cell(r, x.Name)), Said: x.Kind == survey.Text}})
		}
		table.Rows = append(table.Rows, row)
		if e := s.Cell(r, survey.ColumnError); e != "" {
			wrong.Items = append(wrong.Items, brief.Item{Text: brief.Prose{{Text: s.Cell(r, survey.ColumnScenario), Style: brief.Strong, Said: true}, {Text: ": " + e, Said: true}}})
		}
	}
	r := &brief.Report{Title: plain("Survey of scenarios"), Note: "The field's measures of scenarios", All: true,
		Sections: []brief.Section{{ID: "scenarios", Title: "Scenarios", Blocks: []brief.Block{table}}}}
	if len(wrong.Items) > 0 {
		r.Sections = append(r.Sections, brief.Section{ID: "errors", Title: "Not read, or not measured to the end", Blocks: []brief.Block{wrong}})
	}
	r.Sections = append(r.Sections, brief.Section{ID: "columns", Title: "What the columns say", Blocks: []brief.Block{words}})
	return r
}

func plain(text string) brief.Prose { return brief.Prose{{Text: text}} }

// shorter rounds numbers to four places for people, and of a count of many
// digits gives the first.
func shorter(k survey.Kind, text string) string {
	switch k {
	case survey.Text:
		return text
	case survey.Count:
		if digits := len(text); digits > 15 {
			return fmt.Sprintf("%s.%se%d", text[:1], text[1:3], digits-1)
		}
		return text
	}
	points := strings.Split(text, "; ")
	for i, point := range points {
		numbers := strings.Fields(point)
		for k, n := range numbers {
			if f, err := strconv.ParseFloat(n, 64); err == nil {
				numbers[k] = strconv.FormatFloat(f, 'f', 4, 64)
			}
		}
		points[i] = strings.Join(numbers, " ")
	}
	return strings.Join(points, "; ")
}
