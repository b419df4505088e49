package cli

import (
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/bargain"
	"parley/brief"
	"parley/casefile"
)

// reader is for whom an analysis is made. Everything that is printed for it,
// on standard error too, is a function of what it may know.
type reader struct {
	audience brief.Audience
	party    string
}

// readerOf tells the reader from the flags, and that the party exists.
func readerOf(c *parley.Case, party string, common bool) (reader, error) {
	switch {
	case common:
		return reader{audience: brief.ForAll}, nil
	case party == "":
		return reader{audience: brief.ForMediator}, nil
	}
	if _, ok := c.Party(party); ok {
		return reader{audience: brief.ForParty, party: party}, nil
	}
	var ids []string
	for _, p := range c.Parties {
		ids = append(ids, p.ID)
	}
	f := wrong("there is no party %q", party)
	if near := parley.Nearest(party, ids); near != "" {
		f.hint("did you mean %s?", near)
	}
	return reader{}, f.hint("the parties are %s", parley.List(ids, "and"))
}

// view reduces the case to what the reader's analysis may rest on.
func (r reader) view(c *parley.Case) *parley.Case {
	switch r.audience {
	case brief.ForParty:
		return c.View(r.party)
	case brief.ForAll:
		return c.Common()
	}
	return c.Mediator()
}

// shared lists the questions that the case declares as open to this reader
// although they rest on what others keep confidential, of those asked.
func (r reader) shared(c *parley.Case, only []bargain.Question) []bargain.Question {
	if r.audience == brief.ForMediator {
		return nil
	}
	var list []bargain.Question
	for _, q := range bargain.Questions() {
		if slices.Contains(c.Share, string(q)) && (len(only) == 0 || slices.Contains(only, q)) {
			list = append(list, q)
		}
	}
	return list
}

// warnings are what the reader may read of what is doubtful in the case.
// They are found in the reader's view: whether the whole case has a warning
// can depend on what the reader may not know.
func (r reader) warnings(f *casefile.File) []string {
	whole := keys(f.Case)
	var lines []string
	for _, d := range f.Diagnostics {
		// What is about the file and not about the case stands in no view.
		if r.audience == brief.ForMediator && !whole[d.Path+"\x00"+d.Message] && mayRead(f.Case, d.Path) {
			lines = append(lines, line(fmt.Sprintf("%s:%d:%d", d.File, d.Line, d.Column), d.Severity, d.Message, d.Hint))
		}
	}
	for _, w := range r.view(f.Case).Check() {
		path := w.Path.String()
		switch r.audience {
		case brief.ForMediator:
			if !mayRead(f.Case, path) {
				continue
			}
		case brief.ForParty:
			if len(w.Path) < 2 || w.Path[0] != "positions" || w.Path[1] != r.party {
				continue
			}
		default:
			continue
		}
		lines = append(lines, line(path, w.Severity, w.Message, w.Hint))
	}
	return lines
}

// keys tells the problems of a case apart.
func keys(c *parley.Case) map[string]bool {
	set := map[string]bool{}
	for _, p := range c.Check() {
		set[p.Path.String()+"\x00"+p.Message] = true
	}
	return set
}

// mayRead reports whether the mediator may be shown a warning at the path: not
// on a position that keeps anything from the mediator, for a warning on one
// item can give away another.
func mayRead(c *parley.Case, path string) bool {
	rest, ok := strings.CutPrefix(path, "positions.")
	if !ok {
		return true
	}
	party, _, _ := strings.Cut(rest, ".")
	pos := c.Position(party)
	return pos == nil || !keepsBack(pos)
}

// keepsBack reports whether any item of the position is not for the mediator.
func keepsBack(p *parley.Position) bool {
	secret := func(g parley.Grade) bool { return !p.GradeOf(g).Reaches(parley.GradeMediator) }
	return secret("") || p.Undisclosed() ||
		slices.ContainsFunc(p.Interests, func(i parley.Interest) bool { return secret(i.Grade) })
}
