package brief

import (
	"parley/bargain"
)

// noted ends a claim with what it is worth: the certificate of the question
// that it answers.
func (s *subject) noted(p Prose, q bargain.Question) Prose {
	if n := s.certificate(q); n != "" {
		p = append(p, small(" ["+n+"]"))
	}
	return p
}

// certificate says in a word or two what an answer is worth; nothing if the
// question was not asked.
func (s *subject) certificate(q bargain.Question) string {
	c, ok := s.a.Certificates[q]
	switch {
	case !ok:
		return ""
	case c.Proven:
		return "exact"
	case (c.Method == "" || c.Method == "none") && c.Why != "":
		return "no answer"
	case q == bargain.AskFrontier && s.near():
		return "nearness proven"
	case q == bargain.AskZone && c.Upper != nil:
		return "bounds proven" // the text has them
	case c.Lower != nil && c.Upper != nil:
		return "not proven: between " + c.Lower.Decimal(4) + " and " + c.Upper.Decimal(4)
	}
	return "not proven"
}

// near reports whether the frontier is one that stands for a larger one.
func (s *subject) near() bool {
	f := s.a.Frontier
	if f == nil {
		f = s.a.FrontierPossible
	}
	return f != nil && f.Within != nil
}

// why says why questions have no answer, if they were asked and have none.
// Questions that share a reason share a sentence.
func (s *subject) why(qs ...bargain.Question) []Block {
	var reasons []string
	names := map[string][]Prose{}
	for _, q := range qs {
		c, ok := s.a.Certificates[q]
		if !ok || c.Proven || c.Why == "" { // a reason behind a proof is that there is nothing, or more than is listed
			continue
		}
		reason := period(c.Why)
		if names[reason] == nil {
			reasons = append(reasons, reason)
		}
		names[reason] = append(names[reason], write("%s", questionName(q)))
	}
	var out []Block
	for _, r := range reasons {
		out = append(out, aside("No full answer on: %s. %s.", join(names[r], "and"), said(r)))
	}
	return out
}

// questionName is what people call a question.
func questionName(q bargain.Question) string {
	switch q {
	case bargain.AskZone:
		return "Zone"
	case bargain.AskReach:
		return "Reach"
	case bargain.AskOpen:
		return "What is still open"
	case bargain.AskSample:
		return "Packages drawn"
	case bargain.AskFrontier:
		return "Frontier"
	case bargain.AskNash:
		return "Nash"
	case bargain.AskKalaiSmorodinsky:
		return "Kalai-Smorodinsky"
	case bargain.AskEgalitarian:
		return "Egalitarian"
	case bargain.AskUtilitarian:
		return "Utilitarian"
	case bargain.AskWeightedNash:
		return "Weighted Nash"
	case bargain.AskShortlist:
		return "Shortlist"
	case bargain.AskIncentives:
		return "Incentives"
	case bargain.AskContention:
		return "Contention"
	case bargain.AskConflicts:
		return "Conflicts"
	case bargain.AskConcessions:
		return "Ways out"
	case bargain.AskPrices:
		return "Prices of demands"
	case bargain.AskRobustness:
		return "Robustness"
	case bargain.AskInquiries:
		return "Questions to ask"
	case bargain.AskTrades:
		return "Trades"
	case bargain.AskReshapings:
		return "Reshapings"
	}
	return string(q)
}

// certificates lists what every answer is worth. If it was asked for, it says
// too why each was found as it was, and how long that took.
func (s *subject) certificates() Section {
	if s.o.Explain {
		return s.explain()
	}
	sec := Section{ID: "certificates", Title: "What each answer is worth"}
	t := Table{
		Caption: write("Certificates"),
		Columns: []Column{{Title: write("Question")}, {Title: write("Certificate")}, {Title: write("How it was found")}},
	}
	for _, q := range bargain.Questions() {
		c, ok := s.a.Certificates[q]
		if !ok {
			continue
		}
		t.Rows = append(t.Rows, Row{Cells: []Prose{write("%s", questionName(q)), s.proven(q), write("%s", method(c.Method))}})
	}
	if len(t.Rows) == 0 {
		return Section{}
	}
	sec.Blocks = []Block{
		exactMeans(),
		t,
	}
	return sec
}

func exactMeans() Paragraph {
	return aside("Exact means: computed for the positions as stated here, without rounding, and every package shown was checked again against the case by a separate evaluator. It does not mean that the positions are sincere or complete.")
}

// method says how an answer was found, if it was.
func method(m string) string {
	if m == "" || m == "none" {
		return "–"
	}
	return m
}
