package brief

import (
	"parley"
)

// manyIssues is from how many issues on a table of several packages shows
// those alone on which they differ.
const manyIssues = 2*shortList + 1

// packageTable says what each package takes, issue by issue. Of many issues,
// those on which all of several packages take the same are summed up in a
// sentence, unless everything is to be shown.
func (s *subject) packageTable(picks []pick) []Block { return s.compared(picks, true) }

// compared is packageTable that lists what all packages take only if it is not
// said elsewhere already.
func (s *subject) compared(picks []pick, alsoAlike bool) []Block {
	t := Table{Caption: write("What each package takes"), Columns: []Column{{Title: write("Issue")}}, Short: 4 * shortList}
	for _, p := range picks {
		t.Columns = append(t.Columns, Column{Title: write("%s", p.name)})
	}
	short := len(picks) > 1 && len(s.c.Issues) >= manyIssues && !s.o.All
	same := parley.Package{}
	for _, i := range s.c.Issues {
		if short && alike(picks, i.ID) {
			same[i.ID] = picks[0].outcome.Package[i.ID]
			continue
		}
		row := Row{Cells: []Prose{bold(s.issueName(i.ID))}}
		for _, p := range picks {
			c, ok := p.outcome.Package[i.ID]
			if !ok {
				row.Cells = append(row.Cells, write("–"))
				continue
			}
			row.Cells = append(row.Cells, s.bareChoice(i, c))
		}
		t.Rows = append(t.Rows, row)
	}
	if len(same) == 0 {
		return []Block{t}
	}
	rest := paragraph("On the other %s of %s, all of them take the same: %s.", number(len(same)), plural(len(s.c.Issues), "issue", "issues"), s.packageProse(same))
	if !alsoAlike {
		rest = aside("On the other %s of %s, all of them take the same.", number(len(same)), plural(len(s.c.Issues), "issue", "issues"))
	}
	if len(t.Rows) == 0 { // one package under several names
		return []Block{paragraph("All of them take the same on every issue: %s.", s.packageProse(same))}
	}
	return []Block{t, rest}
}

// alike reports whether all of the packages take the same on the issue.
func alike(picks []pick, issue string) bool {
	first, there := picks[0].outcome.Package[issue]
	for _, p := range picks {
		if c, ok := p.outcome.Package[issue]; !ok || !there || !c.Equal(first) {
			return false
		}
	}
	return true
}

// bareChoice is a choice for a cell of its own, without quotation marks.
func (s *subject) bareChoice(i parley.Issue, c parley.Choice) Prose {
	if o, ok := i.Option(c.Option); ok && o.Text != "" {
		return Prose{said(period(o.Text))}
	}
	return s.choice(i.ID, c)
}
