package casefile

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
)

// report gathers what is wrong with the files of one case, and remembers
// which places of the case are damaged, so that one slip is not reported
// again by whatever leans on it.
type report struct {
	found   Diagnostics
	kept    map[parley.Severity]int // how many of found have the severity
	more    map[parley.Severity]int // how many more there were
	cut     bool                    // the walk over the files was given up
	damaged map[string]bool         // paths of what could not be read
	above   map[string]bool         // paths of what contains it, itself included
}

func newReport() *report {
	return &report{kept: map[parley.Severity]int{}, more: map[parley.Severity]int{}, damaged: map[string]bool{}, above: map[string]bool{}}
}

// add reports something at the node n, which stands at p.
func (r *report) add(p *place, n *yaml.Node, sev parley.Severity, hint, message string) {
	r.addAt(p.src, n.Line, n.Column, Diagnostic{Severity: sev, Path: clip(p.path().String(), maxMessage), Message: message, Hint: hint})
}

func (r *report) addAt(src *source, line, column int, d Diagnostic) {
	if r.kept[d.Severity] >= maxKept {
		r.more[d.Severity]++
		return
	}
	r.kept[d.Severity]++
	d.File, d.Line, d.Column = src.name, max(line, 1), max(column, 1)
	d.Message, d.Hint = clip(d.Message, maxMessage), clip(d.Hint, maxMessage)
	d.Excerpt, d.caret = excerpt(src.line(d.Line), d.Column)
	r.found = append(r.found, d)
}

// full reports whether the walk over the files is to be given up.
func (r *report) full() bool {
	r.cut = r.cut || r.kept[parley.Error] >= maxKept
	return r.cut
}

func (r *report) fault(src *source, f *fault) {
	r.addAt(src, f.line, f.column, Diagnostic{Severity: parley.Error, Message: f.message, Hint: f.hint})
}

// hopeless reports whether so much is wrong that there is nothing to decode.
func (r *report) hopeless() bool { return r.cut || r.damaged[""] }

// damage says that what stands at the path, or should, could not be read.
func (r *report) damage(at parley.Path) {
	r.damaged[at.String()] = true
	for i := 1; i <= len(at); i++ {
		r.above[at[:i].String()] = true
	}
}

// follows reports whether a problem that Check found in what could be read
// of the case may be no more than the consequence of what could not.
func (r *report) follows(c *parley.Case, p parley.Problem) bool {
	if len(r.damaged) == 0 {
		return false
	}
	if p.Severity == parley.Warning || r.above[p.Path.String()] {
		return true
	}
	for i := 1; i <= len(p.Path); i++ {
		if r.damaged[p.Path[:i].String()] {
			return true
		}
	}
	last, section := p.Path[len(p.Path)-1], p.Path[0]
	switch {
	case r.damaged["sources"] && last == "source":
		return true
	case r.damaged["parties"] && (section == "positions" || last == "by" || last == "reported_by" || slices.Contains(p.Path, "among")):
		return true
	case r.damaged["issues"] && (section == "norms" || section == "documents" || section == "positions"):
		return true
	case section == "positions" && len(p.Path) > 3 && p.Path[2] == "value" && r.refusalsDamaged(p.Path[:2]):
		return true
	case !r.above["issues"]:
		return false
	}
	// Some issue is not whole, so what leans on its choices is in doubt.
	for _, key := range append(p.Path.At(), issueOfPoint(c, p.Path)) {
		if r.above[parley.Path{"issues", key}.String()] {
			return true
		}
	}
	return false
}

// refusalsDamaged reports whether a demand of the position could not be read,
// which may have refused an option that needs no value then.
func (r *report) refusalsDamaged(position parley.Path) bool {
	return r.above[position.At("never").String()] || r.above[position.At("insists").String()]
}

// issueOfPoint returns the issue of the point that the path leads through, if
// it leads through one.
func issueOfPoint(c *parley.Case, at parley.Path) string {
	if len(at) < 5 || at[0] != "documents" || at[2] != "points" {
		return ""
	}
	n, err := strconv.Atoi(strings.Trim(at[3], "[]"))
	for _, d := range c.Documents {
		if d.ID == at[1] && err == nil && n < len(d.Points) {
			return d.Points[n].Issue
		}
	}
	return ""
}
