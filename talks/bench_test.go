package talks

import "testing"

// longTalks makes the events of talks with so many of them: proposals, responses to
// them, and a draft seen now and then.
func longTalks(b *testing.B, n int) []Event {
	p := newPlayer(b)
	p.begin("north", "south")
	events := p.events
	tabled := 0
	for i := len(events); i < n; i++ {
		e := Event{Seq: i + 1, Act: Act{At: p.now, Author: "s", Do: DoRespond, Proposal: numbered(proposals, tabled/2), Answer: Noted}}
		if i%10 == 0 || tabled == 0 {
			e.Act = Act{At: p.now, Author: "n", Do: DoTable, Package: []Item{{"water", []string{"half"}}}}
			e.number(proposals, tabled)
			tabled++
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
