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
	sec.Blocks = append(sec.Blocks, aside("A clash over the choices on the table may dissolve with another choice. These are drafts of choices to add, by the techniques that negotiators use; the words are only a beginning. Each helps only if the parties named admit it, which has to be asked."))
	for n, r := range s.a.Reshapings {
		if n == shortList {
			sec.Blocks = append(sec.Blocks, aside("And %s more, in the JSON output.", number(len(s.a.Reshapings)-n)))
			break
		}
		sub := Section{ID: "reshape-" + strconv.Itoa(n+1), Title: s.issueName(r.Issue).String()}
		if s.a.Conflicts != nil && len(s.a.Conflicts.Sets) > 1 {
			sub.Blocks = append(sub.Blocks, paragraph("For conflict %s.", strconv.Itoa(r.Conflict+1)))
		}
		list := List{Short: shortList}
		for _, d := range r.Drafts {
			list.Items = append(list.Items, s.draft(r.Issue, d))
		}
		sub.Blocks = append(sub.Blocks, list, Code{Text: s.draftsYAML(r)})
		sec.Sections = append(sec.Sections, sub)
	}
	return sec, true
}

func (s *subject) draft(issue string, d bargain.Draft) Item {
	name := bold(write("%s.", techniqueName(d.Technique)))
	item := Item{Text: write("%s %s", name, s.draftAbout(d))}
	var admit []Prose
	for _, r := range d.Admit {
		p := write("%s’s %s", s.name(r.Party), kindName(r.Kind))
		if s.isHidden(r) {
			p = s.undisclosed(r)
		}
		admit = append(admit, p)
	}
	switch {
	case len(admit) > 0:
		item.More = append(item.More, aside("It helps if it is admitted by %s.", few(admit, 4, "and")))
	case len(d.Parties) > 0:
		item.More = append(item.More, aside("To be asked: %s.", few(s.names(d.Parties), 4, "and")))
	}
	return item
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

// draftAbout says what a technique does.
func (s *subject) draftAbout(d bargain.Draft) Prose {
	switch d.Technique {
	case bargain.Split:
		return write("Is it one thing? Parts of it – places, people, functions, amounts – may be settled differently.")
	case bargain.Sequence:
		return write("Must it all come at once? Steps with dates, each after the one before is verified.")
	case bargain.Defer:
		return write("Must it be settled now? It stays open until an agreed date or event, without prejudice to anybody’s claim.")
	case bargain.Contingent:
		return write("Do they expect different things? What follows depends on an event that will show.")
	case bargain.Guarantee:
		if w := s.with(d); len(w) > 0 {
			return write("Is it about safety? What is given is secured by %s.", w)
		}
		return write("Is it about safety? What is given is secured by a third party.")
	case bargain.Compensate:
		if w := s.with(d); len(w) > 0 {
			return write("Could who gives here be given something elsewhere, on %s?", w)
		}
		return write("Could who gives here be given something elsewhere?")
	}
	return nil
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
func (s *subject) draftText(issue string, d bargain.Draft) string {
	name := s.issueName(issue).String()
	with := s.with(d).String()
	switch d.Technique {
	case bargain.Split:
		return name + ": divided into parts, each settled on its own terms"
	case bargain.Sequence:
		return name + ": in dated steps, each after the one before is verified"
	case bargain.Defer:
		return name + ": left open until an agreed date, without prejudice to any claim"
	case bargain.Contingent:
		return name + ": depends on an agreed event, with what follows in either case set down now"
	case bargain.Guarantee:
		if with != "" {
			return name + ": as agreed, secured by a guarantee of " + with
		}
		return name + ": as agreed, secured by a third party’s guarantee"
	case bargain.Compensate:
		if with != "" {
			return name + ": as agreed, with compensation on " + with
		}
		return name + ": as agreed, with compensation elsewhere"
	}
	return name
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
			b.WriteString("    " + yamlKey(d.Option) + ": " + yamlString(s.draftText(r.Issue, d)) + "\n")
		}
		return strings.TrimSuffix(b.String(), "\n")
	}
	b.WriteString("# under issues: " + yamlKey(r.Issue) + ": options:\n")
	for _, d := range r.Drafts {
		b.WriteString(yamlKey(d.Option) + ": " + yamlString(s.draftText(r.Issue, d)) + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
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
