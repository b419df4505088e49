package brief

import (
	"strings"

	"parley"
	"parley/bargain"
)

// Audience says for whom a report is.
type Audience string

// The audiences.
const (
	ForMediator Audience = ""       // reads what every party has told the mediator
	ForParty    Audience = "party"  // one party's view: Options.Party
	ForAll      Audience = "common" // joint items only: fit to hand to anybody
)

// Options says for whom a report is and how much of it to show. The zero
// value is the mediator's report.
type Options struct {
	Audience Audience
	Party    string // the id, where Audience is ForParty

	// Shared is the answer to the questions that the case declares under
	// share, computed from the whole case. A party's or the common report
	// shows of it, apart from the rest, packages and counts and nobody's
	// numbers. It must hold an answer for these questions only.
	Shared *bargain.Answer

	// Weights are those of the weighted Nash product, as they were asked for.
	Weights []bargain.Weight

	// Want is the package, or the part of one, that incentives were asked
	// for; nil: any.
	Want parley.Package

	// Field is what research reports of a scenario; nil where the case is none.
	Field *Field

	// All keeps text and Markdown from cutting long lists.
	All bool

	// Explain adds which method answered each question, why that one, and how
	// long it took. It is the only thing in a report for people that varies
	// between runs.
	Explain bool
}

// head says for whom the report is, and what that means.
func (s *subject) head() []Block {
	var blocks []Block
	notice := func(format string, args ...any) {
		blocks = append(blocks, Paragraph{Role: Notice, Text: write(format, args...)})
	}
	switch s.o.Audience {
	case ForParty:
		notice("%s It contains %s own position in full and, of the other parties, only what is joint or public. It is a view and protects nothing by itself: whoever has the case file can read all of it.",
			bold(write("A view for %s.", s.name(s.o.Party))), s.owner(s.o.Party))
	case ForAll:
		notice("%s It is built from joint and public items alone.", strong("For everybody at the table."))
	default:
		notice("%s It contains the parties’ confidential statements.", strong("For the mediator."))
		if n := s.undisclosedParties(); len(n) > 0 {
			notice("%s stated something that the engine reasons with and this report does not disclose. Answers rest on it; what would give it away is left out.", join(n, "and"))
		}
	}
	for _, about := range strings.Split(s.c.About, "\n\n") {
		if strings.TrimSpace(about) != "" {
			blocks = append(blocks, Paragraph{Text: Prose{said(strings.TrimSpace(about))}})
		}
	}
	return blocks
}

// note says for whom the report is in a line.
func (s *subject) note() string {
	switch s.o.Audience {
	case ForParty:
		return "View for " + s.name(s.o.Party).String()
	case ForAll:
		return "For everybody at the table"
	}
	return "For the mediator · confidential"
}

// undisclosedParties names the parties of whom something stays undisclosed.
func (s *subject) undisclosedParties() []Prose { return s.names(s.withholding()) }

// name is the party as people call it.
func (s *subject) name(party string) Prose {
	if p, ok := s.c.Party(party); ok {
		return Prose{said(p.Label())}
	}
	return Prose{said(party)}
}

// owner is the party’s name as the owner of something.
func (s *subject) owner(party string) Prose {
	n := s.name(party)
	if strings.HasSuffix(n.String(), "s") {
		return append(n, Span{Text: "’"})
	}
	return append(n, Span{Text: "’s"})
}

func (s *subject) names(parties []string) []Prose {
	ps := make([]Prose, len(parties))
	for i, p := range parties {
		ps[i] = s.name(p)
	}
	return ps
}

// issueName is the issue as people call it.
func (s *subject) issueName(issue string) Prose {
	if i, ok := s.c.Issue(issue); ok {
		return Prose{said(i.Label())}
	}
	return Prose{said(issue)}
}

// choice is what a package takes on an issue, as people read it.
func (s *subject) choice(issue string, c parley.Choice) Prose {
	return Prose{said(s.c.Say(issue, c))}
}

// consenting lists the ids of the parties whose consent counts.
func (s *subject) consenting() []string {
	var ids []string
	for _, p := range s.c.Consenting() {
		ids = append(ids, p.ID)
	}
	return ids
}

// asked reports whether the engine was asked the question.
func (s *subject) asked(q bargain.Question) bool {
	_, ok := s.a.Certificates[q]
	return ok
}
