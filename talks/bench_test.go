package talks

import (
	"fmt"
	"testing"
)

// longTalks makes the events of talks with so many of them: proposals, responses to
// them, and a draft seen now and then.
func longTalks(b *testing.B, n int) []Event {
	p := newPlayer(b)
	p.begin("north", "south")
	events := p.events
	for i := len(events); i < n; i++ {
		e := Event{Seq: i + 1, Act: Act{At: p.now, Author: "n", Do: DoTable, Package: []Item{{"water", []string{"half"}}}}, ID: fmt.Sprint("p", i)}
		if i%10 != 0 && i > 100 {
			e.Act = Act{At: p.now, Author: "s", Do: DoRespond, Proposal: fmt.Sprint("p", i/1000*1000+10), Answer: Noted}
			if i < 1000 {
				e.Proposal = "p40"
			}
			e.ID = ""
		}
		events = append(events, e)
	}
	return events
}

func BenchmarkReplay(b *testing.B) {
	events := longTalks(b, 100_000)
	b.ResetTimer()
	for b.Loop() {
		if _, err := Replay(events); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	p := newPlayer(b)
	p.begin("north", "south")
	c := p.command("n", Act{Do: DoRespond, Point: "a", Words: p.words("a"), Answer: Accept})
	for b.Loop() {
		if _, err := Decide(p.s, c); err != nil {
			b.Fatal(err)
		}
	}
}
