package elicit_test

import (
	"fmt"
	"testing"

	"parley"
	"parley/elicit"
)

// BenchmarkFold measures the fold of a questionnaire that was answered from
// beginning to end, with the comparisons at its end.
func BenchmarkFold(b *testing.B) {
	for _, size := range [][2]int{{4, 3}, {31, 4}, {100, 10}} {
		c := &parley.Case{Title: "Large", Parties: []parley.Party{{ID: "p"}}}
		log := &elicit.Log{Party: "p"}
		say := func(a elicit.Answer) { log.Answers = append(log.Answers, a) }
		for n := range size[0] {
			i := parley.Issue{ID: fmt.Sprintf("i%d", n)}
			var tiers [][]string
			stances := map[string]elicit.Stance{}
			for o := range size[1] {
				id := fmt.Sprintf("o%d", o)
				i.Options = append(i.Options, parley.Option{ID: id})
				stances[id] = elicit.Acceptable
				if o > 0 || n%3 > 0 {
					tiers = append(tiers, []string{id})
				} else {
					stances[id] = elicit.Never
				}
			}
			c.Issues = append(c.Issues, i)
			say(elicit.Answer{Question: "stance." + i.ID, Stances: stances})
			say(elicit.Answer{Question: "stance." + i.ID + ".2", Stances: stances})
			say(elicit.Answer{Question: "order." + i.ID, Tiers: tiers})
			say(elicit.Answer{Question: "importance." + i.ID, Word: string(parley.Words()[n%5])})
		}
		say(elicit.Answer{Question: "fallback", Way: elicit.WayRather})
		for { // skip what is left but the comparisons
			s := fold(b, c, log)
			q, more := s.Next()
			if !more || q.Kind == elicit.Compare {
				break
			}
			say(elicit.Answer{Question: q.ID, Skip: true})
		}
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			for b.Loop() {
				fold(b, c, log)
			}
		})
	}
}
