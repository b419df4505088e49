package demo

import (
	"context"
	"strings"
	"testing"
	"time"

	"parley/internal/seal"
	"parley/internal/secretariat"
	"parley/talks"
)

// The play goes through, and there is something to see from every side.
func TestPlay(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	master, err := seal.ParseMaster(seal.NewMaster())
	if err != nil {
		t.Fatal(err)
	}
	at := now
	s, err := secretariat.Open(ctx, secretariat.Config{Folder: t.TempDir(), Master: master, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := Play(ctx, s, now, func(t time.Time) { at = t }); err != nil {
		t.Fatal(err)
	}
	state, err := s.State(ctx, Talk)
	if err != nil {
		t.Fatal(err)
	}
	if !at.Equal(now) || state.At.After(now) || now.Sub(state.At) > time.Hour {
		t.Errorf("the last thing happened at %s, and it is %s", state.At, at)
	}
	if state.Rules == nil || len(state.Rounds) != 2 || !state.Rounds[1].Open || len(state.Drafts) != 1 || len(state.Proposals) != 3 {
		t.Errorf("the rules are %v; %d rounds, %d drafts, %d proposals", state.Rules, len(state.Rounds), len(state.Drafts), len(state.Proposals))
	}
	seen := map[talks.Status]bool{}
	for _, p := range state.Points {
		seen[state.PointStatus(p.Point)] = true
	}
	if len(seen) < 3 {
		t.Errorf("all points stand alike: %v", seen)
	}
	for _, p := range Cast() {
		if in, ok := state.Person(p.ID); !ok || in.Removed || in.Seat != p.Seat || in.Party != p.Party {
			t.Errorf("%s does not sit where the cast has them: %v", p.ID, in)
		}
	}
	// Each head reads their own position, and the mediator knows of both.
	v, err := s.View(ctx, Talk, "mediator")
	if err != nil || len(v.Submitted) != 2 {
		t.Errorf("the mediator knows of the positions of %v, %v", v.Submitted, err)
	}
	for party, head := range map[string]string{"russia": "head-russia", "ukraine": "head-ukraine"} {
		c, err := s.Case(ctx, Talk, head)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Positions {
			if own := p.Party == party; (len(p.Importance) > 0) != own {
				t.Errorf("%s reads %d weights of %s", head, len(p.Importance), p.Party)
			}
		}
	}
}

// Words that were made up say so, wherever they are shown.
func TestMadeUpWordsSaySo(t *testing.T) {
	c, _, err := Case()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range script(c, time.Unix(0, 0)) {
		var words []string
		if s.act.Op != nil {
			for _, w := range s.act.Op.Words {
				words = append(words, w)
			}
		}
		if s.sealed != nil && s.sealed.Says != "" {
			words = append(words, s.sealed.Says)
		}
		for _, w := range append(words, s.act.Says, s.act.Because, s.act.Place) {
			if w == "" {
				continue
			}
			n++
			if l := strings.ToLower(w); !strings.Contains(l, "illustrative") && !strings.Contains(l, "as reported") {
				t.Errorf("%s says %q and not that it is made up", s.who, w)
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d texts were looked at", n)
	}
}
