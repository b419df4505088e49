package secretariat_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"parley/internal/demo"
	"parley/internal/seal"
	"parley/internal/secretariat"
	"parley/talks"
)

// What people have not sent is sealed to their party, or to those who chair, and
// opened by nobody else; who holds no key has the machine's.
func TestSealFor(t *testing.T) {
	ctx := context.Background()
	master, err := seal.ParseMaster(seal.NewMaster())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	s, err := secretariat.Open(ctx, secretariat.Config{Folder: t.TempDir(), Master: master, Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, log, err := demo.Case()
	if err != nil {
		t.Fatal(err)
	}
	cast := demo.Cast()
	if _, err := s.Convene(ctx, demo.Talk, c, cast[0], log...); err != nil {
		t.Fatal(err)
	}
	for _, p := range cast[1:] {
		act := talks.Act{Do: talks.DoInvite, Author: cast[0].ID, Person: p.ID, Name: p.Name, Party: p.Party, Seat: p.Seat}
		if _, err := s.Do(ctx, demo.Talk, secretariat.Ask{Command: talks.Command{Act: act, Saw: -1}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, writer := range cast {
		sealed, err := s.SealFor(ctx, demo.Talk, writer.ID, []byte("typed"))
		if err != nil {
			t.Fatalf("%s: %v", writer.ID, err)
		}
		for _, reader := range cast {
			got, err := s.UnsealFor(ctx, demo.Talk, reader.ID, sealed)
			if own := reader.ID == writer.ID; own != (err == nil && string(got) == "typed") {
				t.Errorf("%s opens what %s typed: %q, %v", reader.ID, writer.ID, got, err)
			}
		}
	}
	var refusal *talks.Refusal
	if _, err := s.SealFor(ctx, demo.Talk, "nobody", nil); !errors.As(err, &refusal) || refusal.Rule != talks.SeatActive {
		t.Errorf("somebody without a seat: %v", err)
	}
	if _, err := s.SealFor(ctx, "no-talks", "mediator", nil); !errors.Is(err, secretariat.ErrNoTalk) {
		t.Errorf("talks that are not there: %v", err)
	}
}
