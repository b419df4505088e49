package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"parley"
	"parley/casefile"
	"parley/scenario"
)

// read reads a case, or a scenario of another tool as a case: which it is, is
// told by the content. What of a scenario a case cannot say is listed.
// The scenario is nil for a case.
func (p *program) read(paths []string, semantics string, discreet bool) (*casefile.File, *scenario.Scenario, error) {
	if len(paths) == 1 && !scenario.Recognise(paths[0]) {
		if semantics != "" {
			return nil, nil, wrong("--semantics is for scenarios of other tools, and %s is a case", paths[0])
		}
		f, err := p.load(paths[0], discreet)
		return f, nil, err
	}
	for _, path := range paths {
		// A file that may be meant for one, and is broken, is read to say where.
		broken := slices.Contains([]string{".json", ".xml"}, strings.ToLower(filepath.Ext(path)))
		if len(paths) > 1 && exists(path) && !broken && !scenario.Recognise(path) {
			return nil, nil, wrong("%s is neither a domain nor a profile of another tool", path).
				hint("analyze takes one case, or one scenario: its domain and profiles, or their folder")
		}
	}
	s, err := p.scenario(paths, semantics, discreet)
	if err != nil {
		return nil, nil, err
	}
	c, losses := imported(s)
	for _, l := range losses {
		if !discreet {
			fmt.Fprintln(p.err, "left out: "+l.String())
		}
	}
	return &casefile.File{Path: strings.Join(paths, " "), Case: c, Files: s.Files}, s, nil
}

// load reads a case and fails if it has errors, having shown them all, or has no
// issue. For a reader who may not read the whole case they are only counted: an
// error, and the line it stands on, can quote what is confidential.
func (p *program) load(path string, discreet bool) (*casefile.File, error) {
	f, err := p.loadText(path, discreet)
	if err == nil && len(f.Case.Issues) == 0 {
		return nil, (&failure{status: statusInvalid, text: path + ": there is no issue to settle, so there is nothing to analyse or to convert"}).
			hint("parley text and parley talks work on its text")
	}
	return f, err
}

// loadText is load for what needs no issue.
func (p *program) loadText(path string, discreet bool) (*casefile.File, error) {
	f, err := casefile.Open(path)
	if err != nil {
		return nil, unreadable(err)
	}
	if n := f.Diagnostics.Errors(); n > 0 {
		if discreet {
			return nil, (&failure{status: statusInvalid, text: fmt.Sprintf("%s: %s: not analysed", path, count(n, "error", "errors"))}).
				hint("parley check shows them, to whoever may read the whole case")
		}
		fmt.Fprint(p.err, f.Diagnostics)
		return nil, &failure{status: statusInvalid, text: fmt.Sprintf("%s: %s: not analysed", path, count(n, "error", "errors"))}
	}
	return f, nil
}

// unreadable is a file or folder that is not there, or no case at all.
func unreadable(err error) *failure {
	return wrong("%s", err).hint("CASE is a file, or a folder with case.yaml; parley new writes one to start from")
}

// maxWarnings is how many warnings are shown before a report.
const maxWarnings = 10

// warn shows a case's warnings to the reader of a report, a line each.
func (p *program) warn(f *casefile.File, r reader) {
	lines := r.warnings(f)
	for i, line := range lines {
		if i == maxWarnings {
			fmt.Fprintf(p.err, "and %s; see parley check %s\n", count(len(lines)-i, "more warning", "more warnings"), f.Path)
			break
		}
		fmt.Fprintln(p.err, line)
	}
}

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// line writes a problem in one line, at the place given.
func line(at string, severity parley.Severity, message, hint string) string {
	s := fmt.Sprintf("%s: %s: %s", at, severity, message)
	if hint != "" {
		s += " (" + hint + ")"
	}
	return s
}
