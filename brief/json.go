package brief

import (
	"bufio"
	"io"

	"parley"
	"parley/bargain"
)

// JSON writes the answer for programs. The fields, and what each means, are
// those of docs/json.md; they are stable: new ones may come, none changes its
// meaning.
//
// Only what was asked for is there. Counts are decimal strings, "infinite", or
// an object with bounds; utilities and the like are numbers; parties and issues go by
// their ids, in the order of the file. A question that was asked and has no
// answer has an empty list or null, and certificates says why. What the reader
// may not know is null or absent, as in every other form of the report.
func JSON(w io.Writer, c *parley.Case, a *bargain.Answer, o Options) error {
	s := disclose(c, a, o)
	x := &jsonWriter{w: bufio.NewWriterSize(w, 1<<16)}
	x.value(s.object(), 0)
	x.text("\n")
	if x.err != nil {
		return x.err
	}
	return x.w.Flush()
}

// object is the whole answer.
func (s *subject) object() object {
	about := object{{"title", s.c.Title}}
	if s.c.Time.Sign() > 0 {
		about = append(about, field{"time", s.c.Time.Float()})
	}
	out := object{{"case", about}}
	switch s.o.Audience {
	case ForParty:
		out = append(out, field{"audience", "party"}, field{"party", s.o.Party})
	case ForAll:
		out = append(out, field{"audience", "common"})
	default:
		out = append(out, field{"audience", "mediator"})
	}
	add := func(q bargain.Question, key string, value func() any) {
		if s.asked(q) {
			out = append(out, field{key, value()})
		}
	}
	add(bargain.AskZone, "packages", s.jsonPackages)
	add(bargain.AskZone, "zone", s.jsonZone)
	if s.asked(bargain.AskFrontier) {
		out = append(out, s.jsonFrontiers()...)
	}
	if x := s.jsonSolutions(); len(x) > 0 {
		out = append(out, field{"solutions", x})
	}
	add(bargain.AskShortlist, "shortlist", s.jsonShortlist)
	add(bargain.AskContention, "contention", s.jsonContention)
	add(bargain.AskContention, "agenda", s.jsonAgenda)
	add(bargain.AskContention, "progress", s.jsonProgress)
	add(bargain.AskConflicts, "conflicts", s.jsonConflicts)
	add(bargain.AskConcessions, "concessions", s.jsonConcessions)
	add(bargain.AskIncentives, "incentives", s.jsonIncentives)
	add(bargain.AskPrices, "prices", s.jsonPrices)
	add(bargain.AskRobustness, "robustness", s.jsonRobustness)
	add(bargain.AskInquiries, "questions", s.jsonQuestions)
	add(bargain.AskTrades, "trades", s.jsonTrades)
	add(bargain.AskReshapings, "reshapings", s.jsonReshapings)
	if rs := s.releases(); len(rs) > 0 {
		out = append(out, field{"declared", s.jsonDeclared(rs)})
	}
	if s.o.Field != nil && s.o.Audience == ForMediator {
		out = append(out, field{"field", s.jsonField()})
	}
	return append(out, field{"certificates", s.jsonCertificates()})
}

func (s *subject) jsonCertificates() object {
	out := object{}
	for _, q := range bargain.Questions() {
		c, ok := s.a.Certificates[q]
		if !ok {
			continue
		}
		o := object{{"proven", c.Proven}, {"lower", optional(c.Lower)}, {"upper", optional(c.Upper)}}
		if c.Level > 0 {
			o = append(o, field{"level", c.Level})
		}
		o = append(o, field{"method", c.Method})
		if c.Because != "" {
			o = append(o, field{"because", c.Because})
		}
		if c.Why != "" {
			o = append(o, field{"why", c.Why})
		}
		out = append(out, field{string(q), append(o, field{"seconds", c.Seconds})})
	}
	return out
}

// optional is a number or null.
func optional(n *parley.Number) any {
	if n == nil {
		return nil
	}
	return n.Float()
}

// byParty writes numbers by party, in the order of the file.
func (s *subject) byParty(m map[string]parley.Number) object {
	out := object{}
	for _, p := range s.c.Parties {
		if n, ok := m[p.ID]; ok {
			out = append(out, field{p.ID, n.Float()})
		}
	}
	return out
}

// jsonPackage writes a package, in the order of the issues; null if there is
// none.
func (s *subject) jsonPackage(p parley.Package) any {
	if len(p) == 0 {
		return nil
	}
	return inOrder{p, s.c.Issues}
}

// jsonStatement names a demand, a fallback or a norm. Of an undisclosed one
// only whose it is.
func (s *subject) jsonStatement(r parley.Ref) object {
	var party any
	if r.Party != "" {
		party = r.Party
	}
	kind, at := string(r.Kind), r.At()
	if s.isHidden(r) {
		kind, at = "undisclosed", "norms"
		if r.Party != "" {
			at = "positions." + r.Party
		}
	}
	return object{{"party", party}, {"kind", kind}, {"at", at}, {"text", clean(s.statement(r).String())}}
}

func (s *subject) jsonStatements(refs []parley.Ref) []object {
	out := make([]object, len(refs))
	for i, r := range refs {
		out[i] = s.jsonStatement(r)
	}
	return out
}

// list makes an empty list of none, for JSON knows both and programs should
// not have to.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
