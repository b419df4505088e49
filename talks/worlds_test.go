package talks

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/text"
)

// moved makes commands out of acts by authors, with everything seen.
type moved struct {
	s   *State
	all []Command
}

func (m *moved) add(who string, a Act) { m.late(0, who, a) }

func (m *moved) late(hours int, who string, a Act) {
	a.Author, a.At = who, m.s.At.Add(time.Duration(hours)*time.Hour)
	m.all = append(m.all, Command{Act: a, Saw: m.s.Seq})
}

func (m *moved) table() string {
	d, _ := m.s.Table()
	return d.Hash
}

func (m *moved) answer(who, point string, answer Answer) {
	a := Act{Do: DoRespond, Point: point, Answer: answer}
	if answer == Reject || answer == Reserve {
		a.Because = "no"
	}
	if point == "" {
		a.Draft = m.table()
	} else if i := m.s.point(point); i >= 0 {
		a.Words = m.s.Points[i].Words
	} else {
		return
	}
	m.add(who, a)
}

// consents is two parties, two points, answers to them and to the whole, a
// second draft in which one point reads otherwise and the other is gone,
// entries by the mediator, reopening, initials and signatures.
func consents(parties ...string) world {
	heads := []string{}
	for _, p := range parties {
		heads = append(heads, p[:1])
	}
	return world{
		name: "consent",
		start: func(p *player) {
			p.begin(parties...)
			p.edit("a", "The spring is shared by season.")
			p.do("m", Act{Do: DoText, Op: &text.Op{Do: text.DoRemove, Point: "b"}})
		},
		moves: func(s *State) []Command {
			m := &moved{s: s}
			for _, h := range heads {
				m.answer(h, "a", Accept)
				m.answer(h, "", Accept)
				m.answer(h, "", Withdraw)
				m.add(h, Act{Do: DoSeen, Draft: m.table()})
				m.add(h, Act{Do: DoInitial, Draft: m.table()})
				m.add(h, Act{Do: DoSign, Draft: m.table()})
			}
			m.answer("n", "a", AdReferendum)
			m.answer("n", "a", Withdraw)
			m.answer("s", "a", Reject)
			m.answer("nd", "a", Accept)
			m.answer("m", "a", Accept)
			m.answer("nd", "a", Reserve)
			m.answer("nd", "", Withdraw)
			m.add("s", Act{Do: DoRespond, Point: "a", Words: hash("other words"), Answer: Accept})
			m.add("s", Act{Do: DoRespond, Draft: hash("another draft"), Answer: Accept})
			m.add("s", Act{Do: DoRespond, Point: "a", Words: m.words("a"), Answer: Reject})
			m.add("s", Act{Do: DoInitial, Draft: hash("another draft")})
			m.add("nd", Act{Do: DoInitial, Draft: m.table()})
			m.add("nd", Act{Do: DoSign, Draft: m.table()})
			m.add("n", Act{Do: DoReopen, Point: "a", Because: "new facts"})
			m.add("m", Act{Do: DoReopen, Because: "new facts"})
			if len(s.Drafts) < 2 {
				m.add("m", Act{Do: DoDraft, Because: "a bridge"})
				m.add("s", Act{Do: DoDraft, Because: "a bridge"})
			}
			if len(s.Entries) == 0 {
				m.add("m", Act{Do: DoRespond, For: "s", Point: "a", Words: m.words("a"), Answer: Accept})
				m.add("nd", Act{Do: DoRespond, For: "s", Point: "a", Words: m.words("a"), Answer: Accept})
			} else {
				m.add("s", Act{Do: DoConfirm, Entry: s.Entries[0].Seq})
				m.add("n", Act{Do: DoConfirm, Entry: s.Entries[0].Seq})
				m.add("m", Act{Do: DoConfirm, Entry: s.Entries[0].Seq})
			}
			stale := Command{Act: Act{At: s.At, Author: "n", Do: DoRespond, Point: "a", Words: m.words("a"), Answer: Accept}, Saw: s.Seq - 1}
			early := Command{Act: Act{At: s.At.Add(-time.Hour), Author: "n", Do: DoRespond, Point: "a", Words: m.words("a"), Answer: Accept}, Saw: s.Seq}
			return append(m.all, stale, early)
		},
	}
}

func (m *moved) words(point string) string {
	if i := m.s.point(point); i >= 0 {
		return m.s.Points[i].Words
	}
	return ""
}

// silences is the silence procedure, over the whole and over one point, with
// meetings, objections, a head that leaves and another that comes.
var silences = world{
	name: "silence",
	start: func(p *player) {
		p.begin("south", "north")
		p.do("m", Act{Do: DoText, Op: &text.Op{Do: text.DoComment, Point: "a", Words: text.Wordings{"": "Is this all?"}}})
		for _, head := range []string{"n", "s"} {
			p.do(head, Act{Do: DoSeen, Draft: p.draft()})
		}
	},
	moves: func(s *State) []Command {
		m := &moved{s: s}
		if s.At.Before(day.Add(200 * time.Hour)) {
			if s.meeting() == 0 && len(s.Rounds) < 2 {
				m.add("m", Act{Do: DoRound, Date: "2026-01-05"})
			}
			m.add("m", Act{Do: DoAdjourn})
			// A second procedure is tried beside the first and after it broke.
			if n := len(s.Silences); n < 1 || n < 2 && (s.running() >= 0 || s.Silences[0].Stage == Broken) {
				m.add("m", Act{Do: DoSilence, Draft: m.table(), Expires: s.At.Add(72 * time.Hour)})
			}
			if len(s.Silences) < 1 {
				m.add("m", Act{Do: DoSilence, Draft: m.table(), Points: []string{"a"}, Expires: s.At.Add(72 * time.Hour)})
				m.add("m", Act{Do: DoSilence, Draft: m.table(), Expires: s.At.Add(71 * time.Hour)})
				m.add("m", Act{Do: DoSilence, Draft: hash("another draft"), Expires: s.At.Add(72 * time.Hour)})
				m.add("s", Act{Do: DoSilence, Draft: m.table(), Expires: s.At.Add(72 * time.Hour)})
			}
		}
		for _, x := range s.Silences {
			for _, hours := range []int{0, 72} {
				if s.At.Before(day.Add(200 * time.Hour)) {
					m.late(hours, "m", Act{Do: DoCirculate, Silence: x.ID})
					m.late(hours, "n", Act{Do: DoObject, Silence: x.ID, Because: "not so"})
					m.late(hours, "m", Act{Do: DoConclude, Silence: x.ID})
				}
			}
			m.add("n", Act{Do: DoObject, Silence: x.ID, Because: "sent before the last event was seen"})
			m.all[len(m.all)-1].Saw--
			m.add("sd", Act{Do: DoObject, Silence: x.ID, Says: "an amendment"})
			m.add("o", Act{Do: DoObject, Silence: x.ID, Because: "not so"})
			m.add("n", Act{Do: DoObject, Silence: x.ID})
			m.add("m", Act{Do: DoObject, Silence: x.ID, Because: "taken back"})
			m.add("m", Act{Do: DoObject, For: "n", Silence: x.ID, Because: "by telephone"})
			m.add("m", Act{Do: DoAnnounce, Silence: x.ID})
			m.add("n", Act{Do: DoConclude, Silence: x.ID})
		}
		m.answer("n", "a", Reject)
		m.answer("n", "a", Withdraw)
		m.add("n", Act{Do: DoReopen, Point: "a", Because: "new facts"})
		if len(s.Drafts) < 2 {
			m.add("t", Act{Do: DoDraft, Because: "a slip"})
		}
		for _, head := range []string{"n", "s", "s2"} {
			m.add(head, Act{Do: DoInitial, Draft: m.table()})
		}
		if _, ok := s.Head("south"); ok && s.running() >= 0 {
			m.add("sm", Act{Do: DoRemove, Person: "s"})
			m.add("m", Act{Do: DoRemove, Person: "s"})
		} else if _, been := s.Person("s2"); !ok && !been {
			m.add("sm", Act{Do: DoInvite, Person: "s2", Name: "Second", Party: "south", Seat: Head})
		}
		return m.all
	},
}

// founding is how talks begin: who names whom, and which rules come into force.
var founding = world{
	name:  "founding",
	start: func(p *player) { p.seat("north", "south") },
	moves: func(s *State) []Command {
		m := &moved{s: s}
		if s.Version < 2 {
			m.add("m", Act{Do: DoRules, Rules: &Rules{Consent: []string{"north", "south"}, Silence: 72}})
			m.add("m", Act{Do: DoRules, Rules: &Rules{Consent: []string{"north"}}})
			m.add("m", Act{Do: DoRules, Rules: &Rules{Consent: []string{"north", "south"}}})
			m.add("n", Act{Do: DoRules, Rules: &Rules{Consent: []string{"north", "south"}}})
		}
		for _, who := range []string{"n", "s", "nd", "m", "n2", "n3"} {
			m.add(who, Act{Do: DoAgree, Version: s.Version})
			m.add(who, Act{Do: DoAgree, Version: s.Version - 1})
		}
		if len(s.Drafts) < 1 {
			m.add("m", Act{Do: DoDraft})
		}
		m.add("m", Act{Do: DoRound, Date: "2026-01-05"})
		for _, head := range []string{"n", "s", "n2", "n3"} {
			m.answer(head, "a", Accept)
			m.answer(head, "", Accept)
		}
		m.add("m", Act{Do: DoRound, Date: "2026-01-05"})
		m.add("m", Act{Do: DoSilence, Draft: m.table(), Expires: s.At.Add(72 * time.Hour)})
		for _, who := range []string{"nm", "m", "nd", "n", "s"} {
			if len(s.People) < 14 {
				m.add(who, Act{Do: DoRemove, Person: "n"})
				m.add(who, Act{Do: DoReplace, Person: "n", With: "n2", Name: "Second"})
				m.add(who, Act{Do: DoInvite, Person: "n3", Name: "Third", Party: "north", Seat: Head})
				m.add(who, Act{Do: DoReplace, Person: "nm", With: "m2", Name: "Second"})
				m.add(who, Act{Do: DoRemove, Person: "nm"})
				m.add(who, Act{Do: DoInvite, Person: "sd", Name: "Delegate", Party: "south", Seat: Delegate})
			}
		}
		return m.all
	},
}

func worlds(t testing.TB) []world {
	three := consents("north", "south", "east")
	three.name = "three parties"
	three.moves = fewer(three.moves)
	return []world{consents("north", "south"), silences, founding, three}
}

// fewer leaves of a world's moves what three parties are gone through for.
func fewer(moves func(*State) []Command) func(*State) []Command {
	return func(s *State) []Command {
		return slices.DeleteFunc(moves(s), func(c Command) bool {
			return c.For != "" || c.Do == DoConfirm || c.Answer == AdReferendum || c.Answer == Withdraw && c.Draft == "" || c.Answer == Reject && c.Author == "n" || c.Do == DoSign && c.Author == "nd" || c.Answer == Reserve
		})
	}
}

// TestEveryState fails if in any state that the worlds reach something counts
// as agreed that was not consented to, or a consent is refused its way out.
func TestEveryState(t *testing.T) {
	for _, w := range worlds(t) {
		start := time.Now()
		most := mostStates
		if testing.Short() {
			most = 500
		}
		x := w.explore(t, most)
		if x.wrong != "" {
			t.Errorf("%s: %s", w.name, x.wrong)
		}
		t.Logf("%s: %d states, %d transitions, %v", w.name, x.states, x.transitions, time.Since(start))
	}
}

// mutants are the rules without which something wrong can be reached: each is
// switched off by itself, and the explorer has to find out.
var mutants = []RuleID{
	OrderTime, OrderSaw, SeatActive, SeatChair, PeopleNames, PeopleHead, RulesParties, RulesAll, RulesVersion,
	ConsentHead, ConsentWords, ConsentSeen, ConsentWhole, ConsentReason, ConsentReopen, ConsentDraft, ConsentConfirm, TextStruck,
	SilenceRules, SilenceMeeting, SilenceHours, SilenceOne, SilenceRejected, SilenceHeads, SilenceFrozen, SilenceCirculate,
	SilenceObject, SilenceWritten, SilenceInTime, SilenceExpired, SilenceUnbroken, SilenceNext, SilenceIssued,
	SignAdopted, SignInitialed, OrderSigned,
}

// nearest puts the worlds in front in which a rule matters most.
func nearest(all []world, rule RuleID) []world {
	of := func(name string) bool { return strings.HasPrefix(string(rule), name) }
	switch {
	case rule == SilenceRules: // talks whose rules have no silence procedure
		return []world{all[2]}
	case of("silence"):
		return []world{all[1], all[0]}
	case of("rules") || of("people") || of("text"):
		return []world{all[2], all[0], all[1]}
	}
	return all[:3]
}

// TestMutants fails if a rule could go and nobody would notice.
func TestMutants(t *testing.T) {
	defer func() { off = "" }()
	all := worlds(t)
	for i, rule := range mutants {
		if testing.Short() && i%5 != 0 {
			continue
		}
		found := ""
		for _, w := range nearest(all, rule) {
			off = ""
			p := newPlayer(t)
			w.start(p) // what the world begins with is allowed either way
			off = rule
			if x := w.explore(t, mostStates); x.wrong != "" {
				found = w.name + ": " + x.wrong
				break
			}
		}
		off = ""
		if found == "" {
			t.Errorf("without rule %s nothing goes wrong that the explorer sees", rule)
		} else {
			t.Logf("without %s: %s", rule, found)
		}
	}
}

// TestLongPlays goes on where the search stops: long talks of three parties, in
// which chance picks among all the moves of the worlds, with the same ghost.
func TestLongPlays(t *testing.T) {
	plays := 60
	if testing.Short() {
		plays = 10
	}
	all := []func(*State) []Command{consents("north", "south", "east").moves, silences.moves, founding.moves}
	reached := map[Status]int{}
	for seed := range uint64(plays) {
		p, g := newPlayer(t), newGhost()
		p.play(g, func(p *player) {
			p.begin("north", "south", "east")
			p.edit("a", "The spring is shared by season.")
			p.do("m", Act{Do: DoText, Op: &text.Op{Do: text.DoRemove, Point: "b"}})
		})
		s, r := p.s, rand.New(rand.NewPCG(seed, 7))
		var steps []string
		for range 400 {
			moves := all[r.IntN(len(all))](s)
			if len(moves) == 0 {
				continue
			}
			c := moves[r.IntN(len(moves))]
			if c.Answer == Reject || c.Do == DoReopen || c.Answer == Withdraw { // or they never get anywhere
				if r.IntN(4) > 0 {
					continue
				}
			}
			events, err := Decide(s, c)
			wrong := g.refusedRightly(s, c, err)
			if err == nil {
				before := s
				for _, e := range events {
					if s, err = Apply(s, e); err != nil {
						t.Fatal(err)
					}
				}
				steps = append(steps, told(c))
				if wrong = g.step(before, c, events); wrong == "" {
					wrong = g.check(before, s)
				}
			}
			if wrong != "" {
				t.Fatalf("play %d: %s: %s", seed, strings.Join(steps, "; "), wrong)
			}
		}
		reached[s.WholeStatus()]++
	}
	t.Log(reached)
}
