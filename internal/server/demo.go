package server

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"parley/internal/auth"
	"parley/internal/demo"
	"parley/internal/seal"
	"parley/internal/web/catalogue"
)

// role is somebody whom a visitor of the demonstration can be.
type role struct {
	ID, Name string
	Seat     template.HTML
	Now      bool
}

// openDemo opens a house of its own, in a folder that goes with it, in which
// the example has been played. Its master key is kept nowhere.
func (s *Server) openDemo(ctx context.Context) (*house, error) {
	folder, err := os.MkdirTemp("", "parley-demo-") // with mode 0700
	if err != nil {
		return nil, err
	}
	master, err := seal.ParseMaster(seal.NewMaster())
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	var set atomic.Pointer[time.Time] // while the example is played; then nil
	h, err := s.openIn(ctx, folder, "", master, func() time.Time {
		if t := set.Load(); t != nil {
			return *t
		}
		return s.c.Now()
	})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	h.away = folder
	if err := demo.Play(ctx, h.talks, s.c.Now().UTC(), func(t time.Time) { set.Store(&t) }); err != nil {
		return nil, errors.Join(err, h.close())
	}
	set.Store(nil)
	return h, nil
}

// cast lists whom one can be.
func (h *house) cast(ctx context.Context, c *catalogue.Catalogue) ([]role, error) {
	state, err := h.talks.State(ctx, demo.Talk)
	if err != nil {
		return nil, err
	}
	now, _ := auth.In(ctx, demo.Talk)
	var all []role
	for _, p := range state.People {
		if !p.Removed {
			all = append(all, role{p.ID, nameOf(p), seatOf(c, state, p), p.ID == now.Person})
		}
	}
	return all, nil
}

// demoAs makes the browser somebody of the cast.
func (s *Server) demoAs(h *house, w http.ResponseWriter, r *http.Request) {
	person := field(w, r, "person")
	if seated, err := h.seated(r.Context(), demo.Talk, person); err != nil || !seated {
		s.sorry(w, r, http.StatusNotFound, "unseated")
		return
	}
	s.enterAs(h, w, r, demo.Talk, person)
}

// reset puts a new demonstration in the place of the one that there is. The old
// one is let go when nobody is served from it any more; its streams end at once,
// and come again to the new one, where their session is none.
func (s *Server) reset(w http.ResponseWriter, r *http.Request) {
	next, err := s.openDemo(r.Context())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.mu.Lock()
	old := s.house
	s.house = next
	s.mu.Unlock()
	s.leaving.Go(func() {
		old.hub.Close()
		old.users.Wait()
		if err := old.close(); err != nil {
			s.c.Log.Warn("the demonstration before was not removed", "error", err)
		}
	})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
