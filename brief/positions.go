package brief

import (
	"strings"

	"parley"
)

// positions says what each party has said, as far as the reader may know it:
// interests, demands with what they rest on, and the fallback.
func (s *subject) positions() Section {
	sec := Section{ID: "positions", Title: "What each party has said"}
	for _, p := range s.c.Parties {
		if pos := s.c.Position(p.ID); pos != nil {
			if sub := s.position(pos); len(sub.Blocks) > 0 {
				sec.Sections = append(sec.Sections, sub)
			}
		}
	}
	return sec
}

func (s *subject) position(p *parley.Position) Section {
	sub := Section{ID: "position-" + slug(p.Party), Title: s.name(p.Party).String()}
	if about := strings.TrimSpace(p.About); about != "" {
		sub.Blocks = append(sub.Blocks, Paragraph{Text: Prose{said(about)}})
	}
	interests := List{Short: shortList}
	for _, i := range p.Interests {
		text := Prose{said(sentence(i.Text))}
		if src := s.cite(i.Sources); len(src) > 0 {
			text = append(text, write(" %s", src)...)
		}
		interests.Items = append(interests.Items, Item{Text: text})
	}
	if len(interests.Items) > 0 {
		sub.Blocks = append(sub.Blocks, paragraph("%s", strong("It wants, behind its demands:")), interests)
	}
	demands := List{Short: shortList}
	hidden := false
	for _, r := range demandRefs(p) {
		if s.isHidden(r) {
			hidden = true // how many there are is not said
			continue
		}
		demands.Items = append(demands.Items, s.demand(r))
	}
	if hidden {
		demands.Items = append(demands.Items, Item{Text: write("And something undisclosed.")})
	}
	if len(demands.Items) > 0 {
		sub.Blocks = append(sub.Blocks, paragraph("%s", strong("It holds hard:")), demands)
	}
	if p.Unit != "" {
		sub.Blocks = append(sub.Blocks, paragraph("%s %s.", strong("Its numbers are in"), said(p.Unit)))
	}
	if p.Cap != nil {
		sub.Blocks = append(sub.Blocks, paragraph("%s %s.", strong("The most that anything is worth to it:"), p.Cap.At.Decimal(4)))
	}
	if d := p.Discount; d != nil {
		text := write("%s of a utility of 1 it has %s left at the end of the talks", strong("What time costs it:"), d.Factor.Decimal(4))
		if s.c.Time.Sign() > 0 {
			text = append(text, write(", and %s at the time %s", d.At(s.c.Time).Decimal(4), s.c.Time.Decimal(4))...)
		}
		if p.Fallback != nil && p.Fallback.Lasting {
			text = append(text, write("; what no agreement is worth to it does not go down")...)
		}
		sub.Blocks = append(sub.Blocks, Paragraph{Text: append(text, Span{Text: "."})})
	}
	if f := s.fallback(p.Party); len(f) > 0 {
		ref := parley.Ref{Party: p.Party, Kind: parley.FallbackKind}
		text := write("%s %s.", strong("What no agreement is worth to it:"), f)
		if st := s.standing(ref); len(st) > 0 {
			text = append(text, write(" %s.", capital(st))...)
		}
		sub.Blocks = append(sub.Blocks, Paragraph{Text: text})
	}
	return sub
}

// demand is one of a party’s demands under its own heading.
func (s *subject) demand(r parley.Ref) Item {
	item := Item{Text: write("%s.", capital(s.stated(write("it"), r)))}
	if st := s.standing(r); len(st) > 0 {
		item.More = []Block{Paragraph{Role: Aside, Text: append(capital(st), Span{Text: "."})}}
	}
	return item
}
