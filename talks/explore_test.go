package talks

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// The explorer goes through every state that small talks can reach, breadth
// first, and beside each carries a ghost: what has really been said, kept by a
// few plain lines that know nothing of how Decide and Apply work. In every
// state it compares the two.

// world is talks whose states are gone through.
type world struct {
	name  string
	start func(*player)
	moves func(*State) []Command
}

// node is a state with its ghost, and how it was reached.
type node struct {
	s      *State
	g      *ghost
	parent int
	by     Command
}

// explored is what came of going through a world.
type explored struct {
	states, transitions int
	wrong               string // the first invariant that does not hold, with the way there
}

// mostStates bounds a world: one that grows over it has a mistake in it.
const mostStates = 300_000

func (w world) explore(t testing.TB, most int) explored {
	p := newPlayer(t)
	g := newGhost()
	p.play(g, w.start)
	nodes := []node{{s: p.s, g: g, parent: -1}}
	known := map[string]bool{key(p.s, g): true}
	var x explored
	for i := 0; i < len(nodes) && len(nodes) <= most; i++ {
		n := nodes[i]
		for _, c := range w.moves(n.s) {
			events, err := Decide(n.s, c)
			if wrong := n.g.refusedRightly(n.s, c, err); wrong != "" {
				return explored{len(nodes), x.transitions, way(nodes, i, c) + wrong}
			}
			if err != nil {
				continue
			}
			next := n.s
			for _, e := range events {
				if next, err = Apply(next, e); err != nil {
					return explored{len(nodes), x.transitions, way(nodes, i, c) + err.Error()}
				}
			}
			x.transitions++
			g := n.g.clone()
			wrong := g.step(n.s, c, events)
			if wrong == "" {
				wrong = g.check(n.s, next)
			}
			if wrong != "" {
				return explored{len(nodes), x.transitions, way(nodes, i, c) + wrong}
			}
			if k := key(next, g); !known[k] {
				known[k] = true
				nodes = append(nodes, node{next, g, i, c})
			}
		}
	}
	x.states = len(nodes)
	return x
}

// play plays a beginning, the ghost looking on.
func (p *player) play(g *ghost, start func(*player)) {
	q := *p
	start(&q)
	for _, e := range q.events {
		c := Command{Act: e.Act, Saw: p.s.Seq}
		before := p.s
		next, err := Apply(p.s, e)
		if err != nil {
			p.t.Fatal(err)
		}
		g.step(before, c, []Event{e})
		p.s = next
	}
	p.now = q.now
}

// way tells how a state was reached.
func way(nodes []node, i int, last Command) string {
	steps := []string{told(last)}
	for ; nodes[i].parent >= 0; i = nodes[i].parent {
		steps = append(steps, told(nodes[i].by))
	}
	slices.Reverse(steps)
	return strings.Join(steps, "; ") + ": "
}

func told(c Command) string {
	s := fmt.Sprintf("%s %s", c.Author, c.Do)
	for _, part := range []string{c.For, c.Point, c.Person, string(c.Answer), c.Silence} {
		if part != "" {
			s += " " + part
		}
	}
	return s
}

// key is the same for states from which the same can happen: what is only on
// record, and the numbers of events, are left out.
func key(s *State, g *ghost) string {
	var b strings.Builder
	for _, p := range s.People {
		if p.Removed {
			b.WriteString(p.ID)
		}
	}
	fmt.Fprint(&b, len(s.People), s.Version, s.Rules != nil, s.OnTable != nil, s.AgreedBy, len(s.Drafts), s.Seen, len(s.Rounds), s.meeting(), len(s.Reopenings) > 0)
	for _, r := range []*Rules{s.Rules, s.OnTable} {
		if r != nil {
			fmt.Fprint(&b, r.Consent, r.Silence, "|")
		}
	}
	answers := func(list []Response) {
		sorted := slices.Clone(list)
		slices.SortFunc(sorted, func(a, b Response) int { return strings.Compare(a.Party+a.Issue, b.Party+b.Issue) })
		for _, r := range sorted {
			b.WriteString(r.Party + r.Issue + string(r.Answer) + r.Silence)
		}
		b.WriteByte('|')
	}
	for _, p := range s.Points {
		b.WriteString(p.Point)
		fmt.Fprint(&b, p.Struck, p.Unseen, p.Reopened)
		answers(p.Responses)
	}
	answers(s.Whole)
	for _, x := range s.Silences {
		fmt.Fprint(&b, x.Stage, x.Round, x.Points, x.Circulated.IsZero(), min(0, s.At.Sub(x.Expires)), x.Expires.Sub(x.Circulated) >= 72*time.Hour)
	}
	marks := func(list []Mark) {
		parties := ""
		for _, party := range []string{"north", "south", "east"} {
			if slices.ContainsFunc(list, func(m Mark) bool { return m.Party == party }) {
				parties += party
			}
		}
		b.WriteString(parties + "|")
	}
	marks(s.Initials)
	marks(s.Signatures)
	for _, e := range s.Entries {
		b.WriteString(told(Command{Act: e.Act}))
	}
	b.WriteString(g.key())
	return b.String()
}
