package brief

import (
	"slices"

	"parley"
	"parley/bargain"
)

// release is what a declared output may show to everybody: counts and
// packages. It has no place for a party's numbers or statements, so that none
// can slip through.
type release struct {
	question bargain.Question
	count    *bargain.Count // of the zone
	possible *bargain.Count
	packages []parley.Package // of a frontier or a solution, in file order
	issues   []string         // of contention, hardest first
	clashes  []string         // those of them that are hard clashes
	sets     *int             // how many conflicts or ways out
	complete bool
	proven   bool
}

// sharedQuestions are those of which something can be shown to everybody
// without showing anybody's numbers or statements.
var sharedQuestions = []bargain.Question{
	bargain.AskZone, bargain.AskFrontier, bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian,
	bargain.AskUtilitarian, bargain.AskShortlist, bargain.AskContention, bargain.AskConflicts, bargain.AskConcessions,
}

// releases reduces the shared answer to what the case declares under share.
func (s *subject) releases() []release {
	a := s.o.Shared
	if a == nil || s.o.Audience == ForMediator {
		return nil
	}
	var out []release
	for _, q := range sharedQuestions {
		if !slices.Contains(s.c.Share, string(q)) {
			continue
		}
		r := release{question: q, proven: a.Certificates[q].Proven}
		if s.fill(&r, a) {
			out = append(out, r)
		}
	}
	return out
}

func (s *subject) fill(r *release, a *bargain.Answer) bool {
	outcomes := func(all []bargain.Outcome) {
		for _, o := range all {
			if len(o.Package) > 0 {
				r.packages = append(r.packages, o.Package)
			}
		}
		slices.SortStableFunc(r.packages, s.fileOrder)
	}
	solution := func(x *bargain.Solution) bool {
		if x == nil {
			return false
		}
		outcomes(x.Outcomes)
		return len(r.packages) > 0
	}
	switch r.question {
	case bargain.AskZone:
		if a.Zone == nil {
			return false
		}
		r.count, r.possible = &a.Zone.Count, &a.Zone.Possible
		return true
	case bargain.AskFrontier:
		if a.Frontier == nil {
			return false
		}
		outcomes(a.Frontier.Outcomes.Slice())
		r.complete = a.Frontier.Complete
		return len(r.packages) > 0
	case bargain.AskNash:
		return solution(a.Nash)
	case bargain.AskKalaiSmorodinsky:
		return solution(a.KalaiSmorodinsky)
	case bargain.AskEgalitarian:
		return solution(a.Egalitarian)
	case bargain.AskUtilitarian:
		return solution(a.Utilitarian)
	case bargain.AskShortlist:
		if a.Shortlist == nil {
			return false
		}
		// Those that are far from each other, and no order: the greatest
		// products, one after another, would tell more than they help.
		outcomes(a.Shortlist.Diverse)
		return len(r.packages) > 0
	case bargain.AskContention:
		for _, x := range a.Contention {
			r.issues = append(r.issues, x.Issue)
			if x.HardClash {
				r.clashes = append(r.clashes, x.Issue)
			}
		}
		return len(r.issues) > 0
	case bargain.AskConflicts:
		if a.Conflicts == nil {
			return false
		}
		n := len(a.Conflicts.Sets)
		r.sets, r.complete = &n, a.Conflicts.Complete
		return true
	case bargain.AskConcessions:
		if a.Concessions == nil {
			return false
		}
		n := len(a.Concessions.Ways)
		r.sets, r.complete = &n, a.Concessions.Complete
		return true
	}
	return false
}

// declared shows the outputs that the case shares with every party although
// they rest on others' confidential items.
func (s *subject) declared() Section {
	sec := Section{ID: "declared", Title: "Declared outputs"}
	rs := s.releases()
	if len(rs) == 0 {
		return Section{}
	}
	sec.Blocks = append(sec.Blocks, aside("The case declares that every party may know these. They were computed from all positions, confidential items included; nobody’s numbers and nobody’s statements are shown. They still tell something about what the others hold."))
	list := List{}
	for _, r := range rs {
		list.Items = append(list.Items, s.releaseItem(r))
	}
	sec.Blocks = append(sec.Blocks, list)
	return sec
}

func (s *subject) releaseItem(r release) Item {
	text := write("%s ", strong(questionName(r.question)+":"))
	switch {
	case r.count != nil && r.possible.Zero():
		text = append(text, write("none is acceptable to all: a statement or a norm excludes each.")...)
	case r.count != nil:
		text = append(text, write("%s %s acceptable to all; nobody’s statement excludes %s.", zeroPackages(*r.count), be(*r.count), zeroPackages(*r.possible))...)
	case r.sets != nil:
		n := plural(*r.sets, "minimal conflict", "minimal conflicts")
		if r.question == bargain.AskConcessions {
			n = plural(*r.sets, "way out", "ways out")
		}
		if !r.complete {
			n = "at least " + n
		}
		text = append(text, write("%s.", n)...)
	case len(r.issues) > 0:
		text = append(text, write("hardest first, %s.", few(s.issueNames(r.issues), shortList, "and"))...)
		if len(r.clashes) > 0 {
			text = append(text, write(" Hard clash: %s.", few(s.issueNames(r.clashes), shortList, "and"))...)
		}
	default:
		if len(r.packages) == 1 {
			text = append(text, write("%s.", s.packageProse(r.packages[0]))...)
			break
		}
		text = append(text, write("%s packages.", number(len(r.packages)))...)
		sub := List{Ordered: true, Short: shortList}
		for _, p := range r.packages {
			sub.Items = append(sub.Items, Item{Text: append(s.packageProse(p), Span{Text: "."})})
		}
		return Item{Text: text, More: []Block{sub}}
	}
	if r.proven {
		text = append(text, small(" [exact]"))
	}
	return Item{Text: text}
}
