package bargain_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// The table lies between these in the document.
const (
	tableStarts = "<!-- The table: make performance -->"
	tableEnds   = "<!-- The end of the table -->"
)

// result is a line with what was measured on its specs.
type result struct {
	*line
	of []*measurement
}

// writeTable puts the tables into the document. A line that was not measured,
// or not yet, says so: tables are of one run.
func writeTable(b *testing.B, document string, all []*result) {
	old, err := os.ReadFile(document)
	if err != nil {
		b.Fatal(err)
	}
	before, rest, found := bytes.Cut(old, []byte(tableStarts))
	_, after, closed := bytes.Cut(rest, []byte(tableEnds))
	if !found || !closed {
		b.Fatalf("%s has no place for the table: %q and %q", document, tableStarts, tableEnds)
	}
	text := fmt.Sprintf("%s%s\n\n%s%s%s", before, tableStarts, tables(all), tableEnds, after)
	if err := os.WriteFile(document, []byte(text), 0o644); err != nil {
		b.Fatal(err)
	}
}

func tables(all []*result) string {
	var t strings.Builder
	fmt.Fprintf(&t, "%s on %s, %s, one processor of %d in use. %s\n\n", time.Now().Format(time.DateOnly), processor(), runtime.Version(), runtime.NumCPU(), revision())
	t.WriteString("| task | allowed | median | worst | ratio | method alone | memory |\n|---|--:|--:|--:|--:|--:|--:|\n")
	var memory uint64
	for _, r := range all {
		if len(r.of) == 0 {
			fmt.Fprintf(&t, "| %s | %s | not measured | | | | |\n", r.task, allowed(r.line, r.allowed))
			continue
		}
		fmt.Fprintf(&t, "| %s | %s | %s | %s | %s | %s | %s |\n", r.task, allowed(r.line, r.allowed), r.show(r.medians()), r.show(r.worsts())+r.short(),
			r.ratio(), r.bare(), megabytes(r.memory()))
		memory = max(memory, r.memory())
	}
	fmt.Fprintf(&t, "| memory for all of the above | 512 MB | | %s | %.2f | | |\n", megabytes(memory), float64(memory)/512e6)
	t.WriteString("\n## Every instance\n\n| line | spec | seeds | median | worst | alone, median | alone, worst | memory |\n|---|---|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range all {
		for _, m := range r.of {
			median, worst := "", ""
			if len(m.alone) > 0 {
				median, worst = r.show([]float64{middle(m.alone)}), r.show([]float64{r.worst(m.alone)})+unsettled(m.unsettledBare, len(m.alone))
			}
			fmt.Fprintf(&t, "| %s | %s | %d | %s | %s%s | %s | %s | %s |\n", r.name, label(m.spec), len(m.values), r.show([]float64{middle(m.values)}),
				r.show([]float64{r.worst(m.values)}), unsettled(m.unsettled, len(m.values)), median, worst, megabytes(m.memory))
		}
	}
	t.WriteString("\n## The formulas\n\n")
	for _, sentence := range sentences(all) {
		fmt.Fprintf(&t, "- %s\n", sentence)
	}
	t.WriteString("\n")
	return t.String()
}

// sentences are those of the formulas of all instances, each once, and what
// lines say of their fallbacks. The titles are left out: labels say as much.
func sentences(all []*result) (list []string) {
	var notes []string
	for _, r := range all {
		for _, m := range r.of {
			for _, sentence := range strings.Split(m.spec.Formula(), "\n")[1:] {
				if !slices.Contains(list, sentence) {
					list = append(list, sentence)
				}
			}
		}
		if r.note != "" && len(r.of) > 0 {
			notes = append(notes, fmt.Sprintf("%s: %s", r.name, r.note))
		}
	}
	return append(list, notes...)
}

func (r *result) medians() (list []float64) {
	for _, m := range r.of {
		list = append(list, middle(m.values))
	}
	return list
}

func (r *result) worsts() (list []float64) {
	for _, m := range r.of {
		list = append(list, r.worst(m.values))
	}
	return list
}

func (r *result) memory() (most uint64) {
	for _, m := range r.of {
		most = max(most, m.memory)
	}
	return most
}

// ratio is above 1 where the worst is beyond what is allowed.
func (r *result) ratio() string {
	worst := r.worst(r.worsts())
	if r.allowed == 0 {
		return ""
	}
	if r.least {
		return fmt.Sprintf("%.2f", r.allowed/worst)
	}
	return fmt.Sprintf("%.2f", worst/r.allowed)
}

// short says how many instances were not settled.
func (r *result) short() string {
	n, of := 0, 0
	for _, m := range r.of {
		n, of = n+m.unsettled, of+len(m.values)
	}
	return unsettled(n, of)
}

func unsettled(n, of int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d of %d not settled)", n, of)
}

// bare is the worst of the method alone.
func (r *result) bare() string {
	var list []float64
	for _, m := range r.of {
		if len(m.alone) == 0 {
			return ""
		}
		list = append(list, r.worst(m.alone))
	}
	return r.show(list)
}

// show writes the worst of some values.
func (r *result) show(values []float64) string { return quantity(r.worst(values), r.unit) }

func quantity(x float64, unit string) string {
	switch {
	case unit == "ms" && x >= 1000:
		return fmt.Sprintf("%.3g s", x/1000)
	case x >= 1000:
		return fmt.Sprintf("%.0f %s", x, unit)
	}
	return fmt.Sprintf("%.3g %s", x, unit)
}

func allowed(l *line, x float64) string {
	if x == 0 {
		return "" // it is told for comparison
	}
	if l.least {
		return "at least " + quantity(x, l.unit)
	}
	return quantity(x, l.unit)
}

func megabytes(bytes uint64) string { return fmt.Sprintf("%.0f MB", float64(bytes)/1e6) }

// processor returns what the machine says of itself.
func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo") // there is none on other systems
	for line := range strings.Lines(string(info)) {
		if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value) + ", " + runtime.GOOS + "/" + runtime.GOARCH
		}
	}
	return runtime.GOOS + "/" + runtime.GOARCH
}

// revision says which source was measured, if git tells.
func revision() string {
	head, err := exec.Command("git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return ""
	}
	return "Source: " + strings.TrimSpace(string(head)) + "."
}
