package secretariat_test

import (
	"bytes"
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

// What is typed before there are talks is sealed by a key of its own, which lasts
// when the program is started again, and opens nothing of any talk.
func TestSealForTheHouse(t *testing.T) {
	ctx, folder := context.Background(), t.TempDir()
	master, err := seal.ParseMaster(seal.NewMaster())
	if err != nil {
		t.Fatal(err)
	}
	open := func() *secretariat.Secretariat {
		s, err := secretariat.Open(ctx, secretariat.Config{Folder: folder, Master: master})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	sealed, err := s.SealFor(ctx, secretariat.House, "host", []byte("typed"))
	if err != nil || bytes.Contains(sealed.Bytes, []byte("typed")) {
		t.Fatal(sealed, err)
	}
	c, log, err := demo.Case()
	if err != nil {
		t.Fatal(err)
	}
	chair := demo.Cast()[0]
	if _, err := s.Convene(ctx, demo.Talk, c, chair, log...); err != nil {
		t.Fatal(err)
	}
	if got, err := s.UnsealFor(ctx, demo.Talk, chair.ID, sealed); err == nil {
		t.Errorf("the chair of a talk opens %q", got)
	}
	own, err := s.SealFor(ctx, demo.Talk, chair.ID, []byte("own"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.UnsealFor(ctx, secretariat.House, "host", own); err == nil {
		t.Errorf("the house opens %q", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	defer s.Close()
	if got, err := s.UnsealFor(ctx, secretariat.House, "host", sealed); err != nil || string(got) != "typed" {
		t.Errorf("after a restart it is %q, %v", got, err)
	}
	if all, err := s.Talks(ctx); err != nil || len(all) != 1 {
		t.Errorf("there are talks %v, %v", all, err)
	}
}
