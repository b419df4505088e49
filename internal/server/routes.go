package server

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"parley/internal/auth"
)

// routes is everything that the server answers.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, do http.HandlerFunc) {
		s.patterns = append(s.patterns, pattern)
		mux.HandleFunc(pattern, do)
	}
	handle("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "alive") })
	handle("GET /readyz", s.ready)
	if s.c.Demo { // it changes the house, which the others hold
		handle("POST /demo/reset", s.reset)
	}
	mux.Handle("/", s.admitted(s.inside()))
	return s.guarded(mux)
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}

// ready says whether requests can be answered now: the databases can be read,
// and the server is not about to end.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if s.stopping.Load() {
		plain(w, http.StatusServiceUnavailable, "stopping")
		return
	}
	h := s.take()
	defer h.giveBack()
	if err := h.ready(r.Context()); err != nil {
		s.c.Log.Error("not ready", "error", err)
		plain(w, http.StatusServiceUnavailable, "the database does not answer")
		return
	}
	plain(w, http.StatusOK, "ready")
}

// held is a handler of the house that is open for as long as it runs.
type held func(h *house, w http.ResponseWriter, r *http.Request)

// admitted finds out who asks, and holds the house meanwhile.
func (s *Server) admitted(next held) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := s.take()
		defer h.giveBack()
		h.door.Admit(talkOf, s.failed, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !s.tooFast(w, r) {
				next(h, w, r)
			}
		})).ServeHTTP(w, r)
	})
}

// talkOf is the talk that a path is about.
func talkOf(r *http.Request) (string, bool) {
	parts := strings.SplitN(r.URL.Path, "/", 4)
	if len(parts) < 3 || parts[2] == "" {
		return "", false
	}
	switch parts[1] {
	case "talks", "live":
		return parts[2], true
	case "desk":
		return deskOf(parts[2]), true
	}
	return "", false
}

// inside is what is served to somebody whose sessions are known, signed in or
// not.
func (s *Server) inside() held {
	mux := http.NewServeMux()
	handle := func(pattern string, do held) {
		s.patterns = append(s.patterns, pattern)
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { do(houseOf(r), w, r) })
	}
	handle("/in/{token}", func(h *house, w http.ResponseWriter, r *http.Request) {
		h.door.Entrance(face{s, h}, s.address, inside).ServeHTTP(w, r)
	})
	handle("GET /live/{talk}", s.news)
	desks := func(h *house, w http.ResponseWriter, r *http.Request) {
		h.desk.Handler(owner, s.failed).ServeHTTP(w, r)
	}
	handle("GET /desk/{talk}", desks)
	handle("/desk/{talk}/{form}", desks)
	handle("POST /out", s.signOut)
	handle("GET /{$}", s.home)
	if s.c.Demo {
		handle("POST /demo/as", s.demoAs)
	} else {
		handle("POST /house/convene", s.convene)
		handle("GET /house/case.yaml", s.starterCase)
		handle("POST /house/enter", s.enter)
		handle("GET /house/sketch", s.sketch)
		handle("POST /house/sketch", s.sketched)
		handle("GET /house/sketch/case", s.drawn)
		handle("POST /house/sketch/case", s.conveneDrawn)
	}
	handle("/talks/{talk}", s.lapsed)
	handle("/talks/{talk}/", s.lapsed)
	handle("GET /talks/{talk}/{$}", func(_ *house, w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/talks/"+url.PathEscape(r.PathValue("talk")), http.StatusSeeOther)
	})
	handle("/", func(h *house, w http.ResponseWriter, r *http.Request) { h.pages.ServeHTTP(w, r) })
	return func(h *house, w http.ResponseWriter, r *http.Request) { mux.ServeHTTP(w, withHouse(r, h)) }
}

// inside is where somebody is sent who has come in.
func inside(s auth.Session) string {
	if s.Talk == auth.House {
		return "/"
	}
	return "/talks/" + url.PathEscape(s.Talk)
}

// owner says whose desk a request is about.
func owner(r *http.Request, talk string) (person string, signedIn, ok bool) {
	talk = deskOf(talk)
	if s, in := auth.In(r.Context(), talk); in {
		return s.Person, true, true
	}
	s, late := auth.Lapsed(r.Context(), talk)
	return s.Person, false, late
}

// news streams that something happened to who has a seat.
func (s *Server) news(h *house, w http.ResponseWriter, r *http.Request) {
	me, ok := auth.From(r.Context())
	if !ok {
		s.sorry(w, r, http.StatusUnauthorized, "out")
		return
	}
	// The stream lasts longer than any request may take to be read.
	if err := http.NewResponseController(w).SetReadDeadline(time.Time{}); err != nil {
		s.failed(w, r, err)
		return
	}
	// A person with many sessions is one holder: nobody can open so many streams
	// that none is left for others.
	h.hub.Serve(w, r, me.Talk, me.Talk+" "+me.Person, h.stays(me))
}

// forAll are the pages of a talk that everybody may ask for, signed in or not.
var forAll = []string{"public", "feed.atom", "legend.css"}

// lapsed tells somebody whose session has just ended that it has, in the place of
// a page that would not be there for them; in a demonstration, who is nobody (any
// more) chooses whom to be.
func (s *Server) lapsed(h *house, w http.ResponseWriter, r *http.Request) {
	_, in := auth.From(r.Context())
	_, late := auth.Lapsed(r.Context(), r.PathValue("talk"))
	switch {
	case in, slices.Contains(forAll, path.Base(r.URL.Path)):
		h.pages.ServeHTTP(w, r)
	case s.c.Demo && strings.Contains(r.Header.Get("Accept"), "text/html"):
		http.Redirect(w, r, "/", http.StatusSeeOther)
	case late:
		s.sorry(w, r, http.StatusUnauthorized, "lapsed")
	default:
		h.pages.ServeHTTP(w, r)
	}
}

// maxField is how many bytes a form with a single short field may have.
const maxField = 4 << 10

// field is what the form of a request holds under a name, where the form has no
// more than that; else nothing.
func field(w http.ResponseWriter, r *http.Request, name string) string {
	r.Body = http.MaxBytesReader(w, r.Body, maxField)
	return r.PostFormValue(name)
}

// signOut ends the browser's session in a talk.
func (s *Server) signOut(h *house, w http.ResponseWriter, r *http.Request) {
	if err := h.door.SignOut(w, r, field(w, r, "talk")); err != nil {
		s.failed(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
