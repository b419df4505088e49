package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"parley/internal/auth"
	"parley/internal/database"
	"parley/internal/desk"
	"parley/internal/herald"
	"parley/internal/live"
	"parley/internal/seal"
	"parley/internal/secretariat"
	"parley/internal/web"
	"parley/talks"
)

// host is who set the server up, at the door.
const host = "host"

// doorFile is where invitations, sessions and desks are kept, beside the talks.
const doorFile = "door.db"

// house is everything that is kept, and what is served of it.
type house struct {
	talks *secretariat.Secretariat
	db    *database.DB
	door  *auth.Door
	desk  *desk.Desk
	hub   *live.Hub
	news  *herald.Herald // nil: what is public is sent on to nobody
	pages *web.Site
	users sync.WaitGroup
	away  string // the folder of a demonstration, which goes with it; else empty
}

// open opens the house that the configuration names.
func (s *Server) open(ctx context.Context) (*house, error) {
	if s.c.Demo {
		return s.openDemo(ctx)
	}
	if err := os.MkdirAll(s.c.Data, 0o700); err != nil {
		return nil, err
	}
	master, err := secretariat.FindMaster(s.c.Data, s.c.Getenv)
	if err != nil {
		return nil, Problem{"data", err.Error(), ""}
	}
	return s.openIn(ctx, s.c.Data, s.c.Database, master, s.c.Now)
}

func (s *Server) openIn(ctx context.Context, folder, where string, master seal.Master, now func() time.Time) (*house, error) {
	h := &house{}
	fail := func(err error) (*house, error) { return nil, errors.Join(err, h.close()) }
	var err error
	// The talks first: what the door keeps may lie in the same database of
	// PostgreSQL, and a journal is only begun in one that is empty.
	if h.talks, err = secretariat.Open(ctx, secretariat.Config{Folder: folder, Database: where, Master: master, Now: now}); err != nil {
		return fail(Problem{"database", err.Error(), ""})
	}
	beside := where
	if !database.Postgres(where) {
		beside = filepath.Join(folder, doorFile)
	}
	if h.db, err = database.Open(ctx, beside); err != nil {
		return fail(Problem{"database", err.Error(), ""})
	}
	h.door, err = auth.Open(ctx, h.db, auth.Options{Base: s.base, Idle: s.c.Idle, Life: s.c.Life, Invitation: s.c.Invitation, Now: now, Seated: h.seated})
	if err != nil {
		return fail(err)
	}
	if h.desk, err = desk.Open(ctx, h.db, h.talks, now); err != nil {
		return fail(err)
	}
	h.hub = live.New(h.talks, live.Options{})
	carriers, err := s.c.Outside.carriers(now)
	if err != nil {
		return fail(err)
	}
	var carried []string
	for _, c := range carriers {
		carried = append(carried, c.Kind())
	}
	if len(carriers) > 0 {
		h.news, err = herald.Open(ctx, herald.Config{Database: h.db, House: h.talks, Carriers: carriers, Talks: s.c.Outside.Talks, Language: s.c.Outside.Language,
			Link: s.publicPage, Every: s.c.Outside.every, Now: now, Log: s.c.Log, Count: s.figures.carried})
		if err != nil {
			return fail(err)
		}
	}
	h.pages, err = web.New(web.Config{
		House: h.talks, Who: who, Live: func(talk string) string { return "/live/" + talk },
		Desk: func(talk string) string { return "/desk/" + talk }, Answers: h.desk, Door: h.door, Carried: carried, Told: s.c.Outside.tells, Demo: s.c.Demo, Secure: s.base.Scheme == "https", Now: now, Log: s.c.Log, Failed: s.unanswered,
	})
	if err != nil {
		return fail(err)
	}
	return h, nil
}

func (h *house) close() error {
	var err error
	if h.hub != nil {
		h.hub.Close()
	}
	if h.talks != nil {
		err = h.talks.Close()
	}
	if h.db != nil {
		err = errors.Join(err, h.db.Close())
	}
	if h.away != "" {
		err = errors.Join(err, os.RemoveAll(h.away))
	}
	return err
}

// seated reports whether somebody has a seat in a talk, for the door.
func (h *house) seated(ctx context.Context, talk, person string) (bool, error) {
	state, err := h.talks.State(ctx, talk)
	if errors.Is(err, secretariat.ErrNoTalk) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("who has a seat: %w", err)
	}
	p, ok := state.Person(person)
	return ok && !p.Removed, nil
}

// ready asks whether both databases answer.
func (h *house) ready(ctx context.Context) error {
	if err := h.db.Ping(ctx); err != nil {
		return err
	}
	return h.talks.Ping(ctx)
}

// stays says, for a stream of news, whether its session still stands.
func (h *house) stays(s auth.Session) func(context.Context) bool {
	return func(ctx context.Context) bool { return h.door.Live(ctx, s) }
}

// houseKey is under which a request has its house.
type houseKey struct{}

func withHouse(r *http.Request, h *house) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), houseKey{}, h))
}

func houseOf(r *http.Request) *house {
	h, _ := r.Context().Value(houseKey{}).(*house)
	return h
}

// chair is who chairs a talk: its first mediator who has not left.
func chair(state *talks.State) (talks.Person, bool) {
	for _, p := range state.People {
		if p.Seat == talks.Mediator && !p.Removed {
			return p, true
		}
	}
	return talks.Person{}, false
}

// who says for the pages by whom a request is made.
func who(ctx context.Context) (talk, person string, ok bool) {
	s, ok := auth.From(ctx)
	return s.Talk, s.Person, ok
}
