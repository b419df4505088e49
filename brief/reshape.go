package brief

import (
	"strconv"
	"strings"

	"parley/bargain"
)

// reshapings drafts options that could be added before anybody is asked to
// concede. Where to put them and what they could say stands ready to copy.
func (s *subject) reshapings() (Section, bool) {
	sec := Section{ID: "reshapings", Title: "Before anybody is asked to concede"}
	if len(s.a.Reshapings) == 0 {
		return sec, false
	}
	sec.Blocks = append(sec.Blocks, aside("A clash over the choices on the table may dissolve with another choice. These are drafts of choices to add, by techniques that negotiators use; the words are only a beginning, and each helps only if the parties concerned admit it, which has to be asked."), s.techniques())
	for n, r := range s.a.Reshapings {
		if n == shortList {
			sec.Blocks = append(sec.Blocks, aside("And %s more, in the JSON output.", number(len(s.a.Reshapings)-n)))
			break
		}
		sub := Section{ID: "reshape-" + strconv.Itoa(n+1), Title: s.issueName(r.Issue).String()}
		var about []Prose
		if s.a.Conflicts != nil && len(s.a.Conflicts.Sets) > 1 {
			about = append(about, write("For conflict %s.", strconv.Itoa(r.Conflict+1)))
		}
		about = append(about, s.admission(r)...)
		if len(about) > 0 {
			sub.Blocks = append(sub.Blocks, Paragraph{Text: joinWith(about, " ")})
		}
		sub.Blocks = append(sub.Blocks, Code{Text: s.draftsYAML(r)})
		sec.Sections = append(sec.Sections, sub)
	}
	return sec, true
}

// techniques explains those that some draft uses.
func (s *subject) techniques() List {
	used := map[bargain.Technique]bool{}
	for _, r := range s.a.Reshapings {
		for _, d := range r.Drafts {
			used[d.Technique] = true
		}
	}
	list := List{}
	for _, t := range bargain.Techniques() {
		if used[t] {
			list.Items = append(list.Items, Item{Text: write("%s %s", strong(techniqueName(t)+"."), techniqueAbout(t))})
		}
	}
	return list
}

// admission says whose statements would have to admit the drafts: once, where
// it is the same for all.
func (s *subject) admission(r bargain.Reshaping) []Prose {
	admits := make([]string, len(r.Drafts))
	ps := make([]Prose, len(r.Drafts))
	same := true
	for i, d := range r.Drafts {
		ps[i] = s.admitters(d)
		admits[i] = ps[i].String()
		same = same && admits[i] == admits[0]
	}
	switch {
	case len(ps) == 0:
		return nil
	case same && len(ps[0]) > 0:
		return []Prose{write("Each would have to be %s.", ps[0])}
	case same:
		return nil
	}
	var out []Prose
	for i, d := range r.Drafts {
		if len(ps[i]) > 0 {
			out = append(out, write("“%s” would have to be %s.", techniqueName(d.Technique), ps[i]))
		}
	}
	return out
}

// admitters says to whom a draft would have to be acceptable, and which
// demands would have to be widened to let it in.
func (s *subject) admitters(d bargain.Draft) Prose {
	var admit, parts []Prose
	for _, r := range d.Admit {
		if s.isHidden(r) {
			admit = append(admit, s.undisclosed(r))
			continue
		}
		admit = append(admit, write("%s %s", s.owner(r.Party), kindName(r.Kind)))
	}
	if len(d.Parties) > 0 {
		parts = append(parts, write("acceptable to %s", few(s.names(d.Parties), 4, "and")))
	}
	if len(admit) > 0 {
		parts = append(parts, write("admitted by %s", few(admit, 4, "and")))
	}
	return joinWith(parts, ", and ")
}

func techniqueName(t bargain.Technique) string {
	switch t {
	case bargain.Split:
		return "Split it"
	case bargain.Sequence:
		return "Sequence it"
	case bargain.Defer:
		return "Defer it"
	case bargain.Contingent:
		return "Make it contingent"
	case bargain.Guarantee:
		return "Guarantee it"
	case bargain.Compensate:
		return "Compensate it"
	}
	return string(t)
}

// techniqueAbout says what a technique does, beginning with the question that
// leads to it.
func techniqueAbout(t bargain.Technique) string {
	switch t {
	case bargain.Split:
		return "Is it one thing? Its parts – places, people, functions, amounts – may be settled differently."
	case bargain.Sequence:
		return "Must it all come at once? Steps with dates, each after the one before is verified."
	case bargain.Defer:
		return "Must it be settled now? It stays open until an agreed date or event, without prejudice to anybody’s claim."
	case bargain.Contingent:
		return "Do they expect different things to happen? What follows depends on an event that will show."
	case bargain.Guarantee:
		return "Is it about safety? What is given is secured by somebody whom both can hold to it."
	case bargain.Compensate:
		return "Could whoever gives here be given something elsewhere?"
	}
	return ""
}

// with names the issue or the party that a draft needs.
func (s *subject) with(d bargain.Draft) Prose {
	if _, ok := s.c.Issue(d.With); ok {
		return s.issueName(d.With)
	}
	if _, ok := s.c.Party(d.With); ok {
		return s.name(d.With)
	}
	return nil
}

// draftText is the draft of an option: short, neutral, and in need of the
// parties' own words.
func (s *subject) draftText(d bargain.Draft) string {
	with := s.with(d).String()
	switch d.Technique {
	case bargain.Split:
		return "Divided into parts, each settled on its own terms"
	case bargain.Sequence:
		return "In dated steps, each after the one before is verified"
	case bargain.Defer:
		return "Left open until an agreed date, without prejudice to any claim"
	case bargain.Contingent:
		return "Depending on an agreed event; what follows in either case is set down now"
	case bargain.Guarantee:
		if with != "" {
			return "As agreed between the parties, secured by a guarantee of: " + with
		}
		return "As agreed between the parties, secured by a third party's guarantee"
	case bargain.Compensate:
		if with != "" {
			return "As agreed between the parties, with something given in return on: " + with
		}
		return "As agreed between the parties, with something given in return"
	}
	return techniqueName(d.Technique)
}

// draftsYAML writes the lines that add the drafts to the case file. A numeric
// issue takes no options, so its drafts become an issue beside it.
func (s *subject) draftsYAML(r bargain.Reshaping) string {
	var b strings.Builder
	i, ok := s.c.Issue(r.Issue)
	if ok && i.Numeric() {
		b.WriteString("# under issues:\n")
		b.WriteString(yamlKey(r.Issue+"_how") + ":\n  name: " + yamlString("How "+i.Label()+" is settled") + "\n  options:\n")
		b.WriteString("    as_stated: " + yamlString("By the number alone") + "\n")
		for _, d := range r.Drafts {
			b.WriteString("    " + yamlKey(draftKey(d)) + ": " + yamlString(s.draftText(d)) + "\n")
		}
		return strings.TrimSuffix(b.String(), "\n")
	}
	b.WriteString("# under issues: " + yamlKey(r.Issue) + ": options:\n")
	for _, d := range r.Drafts {
		b.WriteString(yamlKey(draftKey(d)) + ": " + yamlString(s.draftText(d)) + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// draftKey is the id that a draft proposes for its option.
func draftKey(d bargain.Draft) string {
	if d.Option != "" {
		return d.Option
	}
	return string(d.Technique)
}

// yamlString quotes a text; YAML's double quotes read it back as it was.
func yamlString(t string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range t {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			b.WriteString(`\x` + strings.ToLower(strconv.FormatInt(int64(0x100+r), 16)[1:]))
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// yamlKey writes an id as a key, quoted unless it is plainly a word.
func yamlKey(id string) string {
	plain := id != ""
	for n, r := range id {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		if !letter && (n == 0 || (r < '0' || r > '9') && r != '-') {
			plain = false
		}
	}
	switch strings.ToLower(id) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
		plain = false
	}
	if plain {
		return id
	}
	return yamlString(id)
}
