package server

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"parley/internal/auth"
	"parley/internal/secretariat"
	"parley/internal/web/catalogue"
	"parley/talks"
)

//go:embed templates
var templates embed.FS

// looks are the templates of the pages at the door, by name.
var looks = func() map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, name := range []string{"confirm", "sorry", "home", "sketch", "drawn"} {
		all[name] = template.Must(template.ParseFS(templates, "templates/door.html", "templates/"+name+".html"))
	}
	return all
}()

// version makes browsers take the pages' style anew with each start.
var version = newID()

// frame is what a template is given.
type frame struct {
	Language *catalogue.Catalogue
	Light    string
	Here     string // where to be when another language was chosen
	Title    string
	Version  string
	Demo     bool
	Desk     string // where the script keeps what is typed; empty: there is no script
	Page     any
}

// T returns a message, safe to stand in a page.
func (f frame) T(key string, args ...any) template.HTML { return f.Language.HTML(key, args...) }

// Languages lists what the pages speak.
func (frame) Languages() []*catalogue.Catalogue { return catalogue.All() }

// languageOf is the language that a browser chose, or else asks for.
func languageOf(r *http.Request) *catalogue.Catalogue {
	chosen := ""
	if c, err := r.Cookie("parley-language"); err == nil {
		chosen, _ = url.QueryUnescape(c.Value)
	}
	return catalogue.Match(chosen, r.Header.Get("Accept-Language"))
}

func (s *Server) show(w http.ResponseWriter, r *http.Request, status int, name, title string, page any) {
	f := frame{Language: languageOf(r), Here: "/", Version: version, Demo: s.c.Demo, Page: page}
	f.Title = f.Language.Text(title)
	if name == "sketch" || name == "drawn" {
		f.Desk = "/desk/" + secretariat.House
	}
	if status < http.StatusBadRequest { // what is not there, or broke, is quoted nowhere
		f.Here = r.URL.RequestURI()
	}
	if c, err := r.Cookie("parley-light"); err == nil && (c.Value == "light" || c.Value == "dark") {
		f.Light = c.Value
	}
	var b bytes.Buffer
	if err := looks[name].ExecuteTemplate(&b, "door.html", f); err != nil {
		s.c.Log.Error("a page failed", "request", requestID(r.Context()), "page", name, "error", err)
		plain(w, http.StatusInternalServerError, http.StatusText(http.StatusInternalServerError))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", f.Language.Language)
	h.Set("Vary", "Cookie, Accept-Language")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // who went away does not need it
}

// apology is why something is not there.
type apology struct {
	Says template.HTML
	ID   string // of the request, where asking somebody helps
}

// sorry answers with why something is not there. Who asks for no page gets the
// status alone.
func (s *Server) sorry(w http.ResponseWriter, r *http.Request, status int, key string, args ...any) {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		plain(w, status, http.StatusText(status))
		return
	}
	a := apology{Says: languageOf(r).HTML("door.sorry."+key, args...)}
	if status >= 500 {
		a.ID = requestID(r.Context())
	}
	s.show(w, r, status, "sorry", "door.sorry."+key+".title", a)
}

// face is how the door looks.
type face struct {
	s *Server
	h *house
}

// confirmation is for whom a link is.
type confirmation struct {
	House   bool
	Talk    string
	Name    string
	Seat    template.HTML
	Instead string
}

// Confirm shows for whom a link is, and the button.
func (f face) Confirm(w http.ResponseWriter, r *http.Request, i auth.Invitation, now *auth.Session) {
	c := confirmation{House: i.Talk == auth.House}
	if !c.House {
		state, err := f.h.talks.State(r.Context(), i.Talk)
		if err != nil {
			f.s.failed(w, r, err)
			return
		}
		p, _ := state.Person(i.Person)
		c.Talk, c.Name, c.Seat = title(state, i.Talk), nameOf(p), seatOf(languageOf(r), state, p)
		if now != nil && now.Person != i.Person {
			other, _ := state.Person(now.Person)
			c.Instead = nameOf(other)
		}
	}
	f.s.show(w, r, http.StatusOK, "confirm", "door.confirm.title", c)
}

// Refuse shows why a link lets nobody in.
func (f face) Refuse(w http.ResponseWriter, r *http.Request, status int, i auth.Invitation, err error) {
	for _, known := range []struct {
		is  error
		key string
	}{{auth.ErrUnknown, "unknown"}, {auth.ErrUsed, "used"}, {auth.ErrExpired, "expired"}, {auth.ErrWithdrawn, "withdrawn"},
		{auth.ErrNoSeat, "unseated"}, {auth.ErrCookies, "cookies"}, {auth.ErrTooMany, "slow"}} {
		if errors.Is(err, known.is) {
			f.s.sorry(w, r, status, known.key, "when", i.Used.Format("2006-01-02, 15:04"))
			return
		}
	}
	f.s.failed(w, r, err)
}

func title(state *talks.State, talk string) string {
	if state.Title != "" {
		return state.Title
	}
	return talk
}

func nameOf(p talks.Person) string {
	if p.Name != "" {
		return p.Name
	}
	return p.ID
}

// seatOf is a seat in words, such as Head of delegation of North.
func seatOf(c *catalogue.Catalogue, state *talks.State, p talks.Person) template.HTML {
	for _, party := range state.Parties {
		if p.Party == party.ID && p.Party != "" {
			name := party.Name
			if name == "" {
				name = party.ID
			}
			return c.HTML("seat.of", "seat", c.Text("seat."+string(p.Seat)), "party", name)
		}
	}
	return c.HTML("seat." + string(p.Seat))
}

// seat is a place that the browser holds in some talks.
type seat struct {
	Talk, Title, Path, Name string
	Seat                    template.HTML
}

// seatsOf lists the talks that the browser is signed in to.
func (h *house) seatsOf(ctx context.Context, c *catalogue.Catalogue) ([]seat, error) {
	var all []seat
	for _, s := range auth.All(ctx) {
		if s.Talk == auth.House {
			continue
		}
		state, err := h.talks.State(ctx, s.Talk)
		if err != nil {
			return nil, err
		}
		p, _ := state.Person(s.Person)
		all = append(all, seat{s.Talk, title(state, s.Talk), inside(s), nameOf(p), seatOf(c, state, p)})
	}
	return all, nil
}
