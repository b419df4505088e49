package text

import (
	"slices"
	"strconv"
	"strings"

	"parley"
)

// CaseAuthor is the author of the operations that FromCase makes.
const CaseAuthor = "case"

// FromCase returns the operations that open a text with the documents of the
// case: those that everybody at the table may read, and nothing else of it.
// Alternatives become alternatives, statuses are kept with among whom and as
// reported by whom. A point's id is document.point, cleaned.
func FromCase(c *parley.Case) Log {
	var log Log
	add := func(o Op) {
		o.ID, o.Author = strconv.Itoa(len(log)+1), CaseAuthor
		log = append(log, o)
	}
	if title := bare(c.Title); title != nil {
		add(Op{Do: DoText, Title: title})
	}
	used := map[string]bool{}
	for _, d := range c.Common().Documents {
		add(Op{Do: DoDocument, Document: d.ID, Title: bare(d.Title)})
		if o, ok := reported(d.Standing); ok {
			o.Document = d.ID
			add(o)
		}
		for _, p := range d.Points {
			o := Op{Do: DoInsert, Document: d.ID, Point: pointID(d.ID, p.ID, used), Issue: p.Issue, Heading: bare(p.Title), Words: bare(caseWords(p).String())}
			if numberLike(p.ID) {
				o.Number = p.ID
			}
			add(o)
			if status, ok := reported(p.Standing); ok {
				status.Point = o.Point
				add(status)
			}
		}
	}
	return log
}

// bare is a wording in the default language, without what is not safe to show.
func bare(s string) Wordings {
	s, _ = Neutralise(s)
	if s = strings.TrimSpace(s); s == "" {
		return nil
	}
	return Wordings{"": s}
}

// caseWords returns the words of a point of a case, in which brackets are just
// signs.
func caseWords(p parley.Point) Passage {
	plain := func(s string) Passage {
		s, _ = Neutralise(s)
		var q Passage
		for i, line := range strings.Split(strings.TrimSpace(s), "\n") {
			if i > 0 {
				q = append(q, Break{})
			}
			q = append(q, Words(strings.TrimSpace(line)))
		}
		return q.normal()
	}
	if len(p.Alternatives) == 0 {
		return plain(p.Text)
	}
	var q Passage
	for i, a := range p.Alternatives {
		if i > 0 {
			q = append(q, Words(" "))
		}
		q = append(q, Alternative{p.Issue, a.Option, plain(a.Text)})
	}
	return q
}

// reported returns the operation that sets the status of a case's document or
// point.
func reported(s parley.Standing) (Op, bool) {
	return Op{Do: DoStatus, Status: string(s.Status), Among: slices.Clone(s.Among), For: s.ReportedBy}, s.Status != ""
}

// numberLike reports whether the id of a case's point is its number, such as
// 5 bis or 3.1, and not a word.
func numberLike(s string) bool {
	return s != "" && len(s) <= 64 && (digit(s[0]) || s[0] == '(')
}

// pointID makes an id of a document's and a point's that no other has.
func pointID(document, point string, used map[string]bool) string {
	id := document + "." + strings.Map(func(r rune) rune {
		if ValidID("x" + string(r)) {
			return r
		}
		return '-'
	}, point)
	for n, free := 2, id; ; n++ {
		if !used[free] {
			used[free] = true
			return free
		}
		free = id + "-" + strconv.Itoa(n)
	}
}

// Package returns the choices that the text has taken: the partial package
// that the engine takes as given. What has been taken on an issue that the
// case does not have, or is none of its choices, is left out and listed.
func (t *Text) Package(c *parley.Case) (taken parley.Package, strange []Taken) {
	taken = parley.Package{}
	for _, x := range t.Taken {
		issue, ok := c.Issue(x.Issue)
		choice, err := readChoice(issue, x.Choice)
		if !ok || err != nil || !issue.Has(choice) {
			strange = append(strange, x)
			continue
		}
		taken[x.Issue] = choice
	}
	return taken, strange
}

func readChoice(issue parley.Issue, s string) (parley.Choice, error) {
	if !issue.Numeric() {
		return parley.Choice{Option: s}, nil
	}
	n, err := parley.ParseNumber(s)
	return parley.Choice{Number: n}, err
}
