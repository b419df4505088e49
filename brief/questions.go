package brief

import (
	"parley/bargain"
)

// shortList is how many entries of a long list a short rendering shows.
const shortList = 8

// questions lists what to ask next. To a reader who sees only a part of the
// case it says instead what is not known there.
func (s *subject) questions() Section {
	if len(s.a.Inquiries) == 0 {
		return Section{}
	}
	sec := Section{ID: "questions", Title: "Questions to ask next"}
	intro := "Those whose answers could change most come first."
	if s.o.Audience != ForMediator {
		sec.Title = "What is not known here"
		intro = "What would change the answer most comes first. Others may well have said it elsewhere."
	}
	list := List{Ordered: true, Short: shortList}
	for _, q := range s.a.Inquiries {
		list.Items = append(list.Items, s.question(q))
	}
	sec.Blocks = []Block{Paragraph{Role: Aside, Text: s.noted(write("%s", intro), bargain.AskInquiries)}, list}
	return sec
}

func (s *subject) question(q bargain.Inquiry) Item {
	item := Item{Text: s.ask(q)}
	var effect []Prose
	if q.Decides {
		effect = append(effect, Prose{marked("can decide whether there is common ground")})
	}
	if !(equalCounts(q.Least, q.Now) && equalCounts(q.Most, q.Now)) {
		effect = append(effect, write("packages that nobody’s statement excludes: %s now, from %s to %s after the answer", zeroCount(q.Now), zeroCount(q.Least), zeroCount(q.Most)))
	}
	if len(q.Breaks) > 0 && s.a.Conflicts != nil {
		var names []Prose
		for _, b := range q.Breaks {
			if b >= 0 && b < len(s.a.Conflicts.Sets) {
				names = append(names, write("%s", b+1))
			}
		}
		if len(names) == 1 {
			effect = append(effect, write("if it is not firm, conflict %s dissolves", names[0]))
		} else if len(names) > 1 {
			effect = append(effect, write("if it is not firm, conflicts %s dissolve", few(names, 6, "and")))
		}
	}
	if len(effect) > 0 {
		item.More = []Block{Paragraph{Role: Aside, Text: append(capital(joinWith(effect, "; ")), Span{Text: "."})}}
	}
	return item
}

// ask puts an inquiry in words.
func (s *subject) ask(q bargain.Inquiry) Prose {
	who := s.name(q.Party)
	mediator := s.o.Audience == ForMediator
	switch q.Kind {
	case bargain.InquirePosition:
		if mediator {
			return write("Ask %s what it wants, what it refuses and what no agreement is worth to it: it has stated no position.", who)
		}
		return write("The position of %s.", who)
	case bargain.InquireValues:
		if mediator {
			return write("Ask %s what the choices of each issue are worth to it, if only in order or in words.", who)
		}
		return write("What the choices are worth to %s.", who)
	case bargain.InquireFallback:
		if mediator {
			return write("Ask %s what no agreement is worth to it: which package would be about as good?", who)
		}
		return write("What no agreement is worth to %s.", who)
	case bargain.InquireFirmness:
		if q.Ref == nil {
			break
		}
		p := write("How firm this is: %s. It was only stated in public", s.statement(*q.Ref))
		if mediator {
			p = write("Ask %s how firm this is: %s. It was only stated in public", who, s.stated(write("it"), *q.Ref))
		}
		if c := s.cite(s.c.Demand(*q.Ref).Sources); len(c) > 0 {
			p = append(p, write(" %s", c)...)
		}
		return append(p, Span{Text: "."})
	}
	where := Span{Text: q.At.String(), Style: Fixed, Said: true}
	if mediator {
		return write("Ask %s to say more closely what it left as an interval: %s.", who, s.place(q, where))
	}
	return write("What %s left as an interval: %s.", who, s.place(q, where))
}

// place says which number an inquiry is about: positions.north.importance.water
// in words, or the place as it is.
func (s *subject) place(q bargain.Inquiry, where Span) Prose {
	if len(q.At) > 2 && q.At[2] == "fallback" {
		return write("what no agreement is worth to it (%s)", where)
	}
	if len(q.At) < 4 {
		return Prose{where}
	}
	if _, ok := s.c.Issue(q.At[3]); !ok {
		return Prose{where}
	}
	switch q.At[2] {
	case "importance":
		return write("how much %s weighs (%s)", s.issueName(q.At[3]), where)
	case "value":
		return write("what the choices of %s are worth (%s)", s.issueName(q.At[3]), where)
	}
	return Prose{where}
}
