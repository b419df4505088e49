package talks

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"
)

// sameAgain fails if the events, written and read, do not make the same state
// again.
func sameAgain(t testing.TB, p *player) {
	t.Helper()
	var read []Event
	for _, e := range p.events {
		line, err := e.Line()
		if err != nil {
			t.Fatal(err)
		}
		back, err := ReadEvent(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if again, _ := back.Line(); !bytes.Equal(line, again) {
			t.Errorf("an event changed in writing and reading:\n%s\n%s", line, again)
		}
		read = append(read, back)
	}
	s, err := Replay(read)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := state(p.s), state(s); a != b {
		t.Errorf("the events played again make another state:\n%s\n%s", a, b)
	}
}

func state(s *State) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// Events that are out of order, twice or missing are not applied.
func TestOrderOfEvents(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south")
	for i := range p.events {
		for _, events := range [][]Event{
			append(append([]Event{}, p.events[:i]...), p.events[min(i+1, len(p.events)):]...),
			append(append([]Event{}, p.events[:i+1]...), p.events[i:]...),
		} {
			if _, err := Replay(events); err == nil && i+1 < len(p.events) {
				t.Errorf("event %d is missing or there twice, and the events are applied", i+1)
			}
		}
	}
}

// FuzzTalks gives talks under way any commands and events at all. They never
// panic, what is refused changes nothing, what is decided can be applied,
// written and read, and Apply leaves the state before alone.
func FuzzTalks(f *testing.F) {
	p := newPlayer(f)
	p.begin("north", "south")
	p.do("m", Act{Do: DoRound, Date: "2026-01-05"})
	p.do("n", Act{Do: DoTable, Package: []Item{{"water", []string{"half"}}}})
	p.do("m", Act{Do: DoMessage, From: "north", To: []string{"south"}, Hash: hash("m")})
	p.do("m", Act{Do: DoBlind, Packages: [][]Item{{{"water", []string{"half"}}}, {{"water", []string{"meter"}}}}, Hash: hash("o")})
	p.do("m", Act{Do: DoSilence, Draft: p.draft(), Expires: p.now.Add(73 * time.Hour)})
	p.do("m", Act{Do: DoCirculate, Silence: "s1"})
	for _, do := range Dos() {
		for _, who := range []string{"m", "n"} {
			c := p.command(who, Act{Do: do, Draft: p.draft(), Point: "a", Words: p.words("a"), Answer: Accept, Proposal: "p1", Message: "m1", Blind: "b1", Silence: "s1"})
			data, _ := json.Marshal(c)
			f.Add(data)
		}
	}
	for _, e := range p.events {
		data, _ := e.Line()
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := state(p.s)
		if e, err := ReadEvent(data); err == nil {
			e.Seq = p.s.Seq + 1
			if s, err := Apply(p.s, e); err == nil {
				s.View("n")
				_, _ = Decide(s, p.command("n", Act{Do: DoReopen, Because: "x"}))
			}
		}
		if c, err := ReadCommand(data); err == nil {
			c.Saw = p.s.Seq
			if c.At.Before(p.s.At) {
				c.At = p.s.At
			}
			q := &player{t: t, s: p.s, now: p.now}
			err := q.try(c)
			var r *Refusal
			if err != nil && (!errors.As(err, &r) || q.s != p.s) {
				t.Errorf("refused by no rule, or something happened: %v", err)
			}
			if err == nil {
				for _, e := range q.events {
					line, _ := e.Line()
					if back, err := ReadEvent(line); err != nil || !reflect.DeepEqual(must(back.Line()), line) {
						t.Errorf("%s does not read back: %v", line, err)
					}
				}
				q.s.View("s")
			}
		}
		if after := state(p.s); after != before {
			t.Error("the state before was changed")
		}
	})
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}
