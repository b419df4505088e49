package elicit_test

import (
	"fmt"

	"pgregory.net/rapid"

	"parley"
	"parley/elicit"
)

// drawCase draws a small sound case with a party "p" that answers.
func drawCase(t *rapid.T) *parley.Case {
	c := &parley.Case{Title: "Drawn", Parties: []parley.Party{{ID: "p", Name: "The party"}, {ID: "other"}}}
	for n := range rapid.IntRange(1, 5).Draw(t, "issues") {
		i := parley.Issue{ID: fmt.Sprintf("i%d", n)}
		switch rapid.IntRange(0, 4).Draw(t, "shape") {
		case 0:
			i.Range = &parley.Range{Min: parley.Int(0), Max: parley.Int(100)}
		case 1:
			step := parley.Int(int64(rapid.SampledFrom([]int{5, 10, 50, 100}).Draw(t, "step")))
			i.Range = &parley.Range{Min: parley.Int(-100), Max: parley.Int(100), Step: &step}
		default:
			for o := range rapid.IntRange(1, 9).Draw(t, "options") {
				i.Options = append(i.Options, parley.Option{ID: fmt.Sprintf("o%d", o)})
			}
		}
		c.Issues = append(c.Issues, i)
	}
	if parley.HasErrors(c.Check()) {
		t.Fatalf("the drawn case has errors: %v", c.Check())
	}
	return c
}

// drawText draws what a person may write, oddities included.
func drawText(t *rapid.T, label string) string {
	return rapid.SampledFrom([]string{"", "A reason.", "Zwölf: \"Brüder\" & <b>", "no", "1", "two\nlines", "# not a comment", "\u202ertl"}).Draw(t, label)
}

func drawGrade(t *rapid.T) parley.Grade {
	return rapid.SampledFrom(append(parley.Grades(), "")).Draw(t, "grade")
}

func drawPicks(t *rapid.T, c *parley.Case, from []string) []elicit.Pick {
	var picks []elicit.Pick
	for n, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, min(3, len(from)), rapid.ID[string]).Draw(t, "picked") {
		issue, _ := c.Issue(id)
		p := elicit.Pick{Issue: id}
		if issue.Numeric() {
			at := drawNumber(t, issue)
			if rapid.Bool().Draw(t, "at least") {
				p.Min = at
			} else {
				p.Max = at
			}
		} else {
			var ids []string
			for _, o := range issue.Options {
				ids = append(ids, o.ID)
			}
			p.Options = rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, len(ids), rapid.ID[string]).Draw(t, fmt.Sprint("options", n))
		}
		picks = append(picks, p)
	}
	return picks
}

func drawNumber(t *rapid.T, issue parley.Issue) string {
	if issue.Range.Step == nil {
		return rapid.SampledFrom([]string{"0", "100", "33.3", "1/3", "50", "99"}).Draw(t, "number")
	}
	steps := issue.Range.Max.Sub(issue.Range.Min).Div(*issue.Range.Step).Float()
	n := rapid.IntRange(0, int(steps)).Draw(t, "number")
	return issue.Range.Min.Add(issue.Range.Step.Mul(parley.Int(int64(n)))).String()
}

// drawAnswer draws an answer to the question: one that should be taken, most
// of the time.
func drawAnswer(t *rapid.T, c *parley.Case, q elicit.Question) elicit.Answer {
	a := elicit.Answer{Question: q.ID, By: rapid.SampledFrom([]string{"", "", "mediator"}).Draw(t, "by")}
	if rapid.IntRange(0, 4).Draw(t, "skip") == 0 {
		a.Skip = true
		return a
	}
	issue, _ := c.Issue(q.Issue)
	switch q.Kind {
	case elicit.Interests:
		a.Texts, a.Grade = []string{"Water in the dry month"}, drawGrade(t)
	case elicit.Stances:
		a.Stances = map[string]elicit.Stance{}
		for _, o := range q.Options {
			a.Stances[o] = rapid.SampledFrom([]elicit.Stance{elicit.Acceptable, elicit.Acceptable, elicit.Acceptable, elicit.OnlyIf, elicit.Never, elicit.Unsaid}).Draw(t, "stance")
		}
	case elicit.Limits:
		for _, to := range []*string{&a.Least, &a.Most, &a.From, &a.UpTo} {
			if rapid.IntRange(0, 2).Draw(t, "limit") == 0 {
				*to = drawNumber(t, issue)
			}
		}
	case elicit.Reason:
		a.Because, a.Basis, a.Owner, a.Grade = drawText(t, "because"), drawText(t, "basis"), drawText(t, "owner"), drawGrade(t)
	case elicit.Condition:
		a.If, a.Because, a.Grade = drawPicks(t, c, q.Issues), drawText(t, "because"), drawGrade(t)
	case elicit.Privacy:
		a.Grade = drawGrade(t)
	case elicit.Order:
		for n, o := range rapid.Permutation(q.Options).Draw(t, "order") {
			if n == 0 || rapid.IntRange(0, 3).Draw(t, "tie") > 0 {
				a.Tiers = append(a.Tiers, nil)
			}
			a.Tiers[len(a.Tiers)-1] = append(a.Tiers[len(a.Tiers)-1], o)
		}
	case elicit.Curve:
		if a.Better = rapid.SampledFrom([]elicit.Better{elicit.More, elicit.Less, ""}).Draw(t, "better"); a.Better == "" {
			for n, p := range q.Points {
				if n == 0 || n == len(q.Points)-1 || rapid.Bool().Draw(t, "rate") {
					a.Rated = append(a.Rated, elicit.Rated{At: p.String(), Level: rapid.SampledFrom(elicit.LevelsList()).Draw(t, "level")})
				}
			}
		}
	case elicit.First:
		a.Issue = rapid.SampledFrom(q.Issues).Draw(t, "first")
	case elicit.Importance:
		a.Word = rapid.SampledFrom([]string{"vital", "very", "important", "useful", "minor", elicit.NoMatter}).Draw(t, "word")
	case elicit.Levels:
		a.Levels = map[string]elicit.Level{}
		last := 0
		for _, o := range q.Options { // nearly always downwards
			last = min(rapid.IntRange(max(0, last-rapid.IntRange(0, 1).Draw(t, "up")), 4).Draw(t, "level"), 4)
			a.Levels[o] = elicit.LevelsList()[last]
		}
	case elicit.Fallback:
		a.Way, a.Because, a.Grade = rapid.SampledFrom(elicit.Ways()).Draw(t, "way"), drawText(t, "because"), drawGrade(t)
	case elicit.Like:
		if issue.Numeric() {
			a.Choice = drawNumber(t, issue)
		} else {
			a.Choice = rapid.SampledFrom(issue.Options).Draw(t, "like").ID
		}
	case elicit.Worth:
		a.Low, a.High = "20", rapid.SampledFrom([]string{"", "35.5"}).Draw(t, "high")
	case elicit.Rather:
		take := rapid.Bool().Draw(t, "take")
		a.Packages, a.Take = []map[string]string{elicit.Shown(q.Packages[0])}, &take
	case elicit.Offer:
		a.Accept, a.If, a.Because = drawPicks(t, c, q.Issues), drawPicks(t, c, q.Issues), drawText(t, "because")
	case elicit.Compare:
		for n, p := range q.Packages {
			a.Packages = append(a.Packages, elicit.Shown(p))
			a.Prefer = append(a.Prefer, []int{n})
		}
		a.Prefer = rapid.Permutation(a.Prefer).Draw(t, "prefer")
	}
	return a
}

// play answers questions until there is none, or the walk is cut short.
func play(t *rapid.T, c *parley.Case, most int) (*elicit.Log, *elicit.Sheet) {
	log := &elicit.Log{Party: "p"}
	for {
		s := fold(t, c, log)
		q, more := s.Next()
		if !more || len(log.Answers) >= most {
			return log, s
		}
		a := drawAnswer(t, c, q)
		if s.Accept(a) != nil {
			a = elicit.Answer{Question: q.ID, Skip: true}
		}
		if err := s.Accept(a); err != nil {
			t.Fatalf("skipping %s is refused: %v", q.ID, err)
		}
		log.Answers = append(log.Answers, a)
	}
}

func fold(t rapid.TB, c *parley.Case, log *elicit.Log) *elicit.Sheet {
	s, err := elicit.Fold(c, log)
	if err != nil {
		t.Fatalf("folding: %v", err)
	}
	return s
}
