package server

import (
	"context"
	"errors"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"parley"
	"parley/casefile"
	"parley/examples"
	"parley/internal/auth"
	"parley/internal/secretariat"
	"parley/talks"
	"parley/text"
)

// maxCase is how many bytes a case may have that is sent.
const maxCase = 8 << 20

// chairID is the person who opens talks from the house.
const chairID = "mediator"

// homePage is the first page: the talks of this browser, and for who set the
// server up, the house.
type homePage struct {
	Seats    []seat
	Host     bool
	Talks    []talkInHouse
	Examples []example
	Typed    typed
	Refused  *notOpened
	Cast     []role
	Begun    bool // a sketch of a case lies on the desk
}

// talkInHouse is a talk that is kept here.
type talkInHouse struct {
	Talk, Title, Name string // Name: of who chairs it
	Fault             bool
}

// example is a case that comes with the program.
type example struct{ ID, Title string }

// typed is what the form held that opens talks.
type typed struct{ Talk, Name, Example string }

// notOpened is why talks were not opened.
type notOpened struct {
	Says     template.HTML
	Found    template.HTML // what was found; may be empty
	Problems []string      // of the file, each with its place: in English, as everything that is said of the format
}

// home shows the first page.
func (s *Server) home(h *house, w http.ResponseWriter, r *http.Request) {
	s.homeWith(h, w, r, http.StatusOK, typed{}, nil)
}

func (s *Server) homeWith(h *house, w http.ResponseWriter, r *http.Request, status int, form typed, refused *notOpened) {
	var p homePage
	var err error
	if p.Seats, err = h.seatsOf(r.Context(), languageOf(r)); err != nil {
		s.failed(w, r, err)
		return
	}
	name := "parley"
	if s.c.Demo {
		name = "door.demo.title"
		if p.Cast, err = h.cast(r.Context(), languageOf(r)); err != nil {
			s.failed(w, r, err)
			return
		}
		p.Seats = nil // they are in the list of roles
	}
	if isHost(r.Context()) {
		name = "door.house.title"
		p.Host, p.Typed, p.Refused, p.Examples = true, form, refused, exampleTitles()
		if p.Talks, err = h.kept(r.Context()); err == nil {
			_, p.Begun, err = s.onDesk(h, r)
		}
		if err != nil {
			s.failed(w, r, err)
			return
		}
		// Those that one is in as their chair already stand above.
		p.Talks = slices.DeleteFunc(p.Talks, func(t talkInHouse) bool {
			return slices.ContainsFunc(p.Seats, func(s seat) bool { return s.Talk == t.Talk && s.Name == t.Name })
		})
	}
	s.show(w, r, status, "home", name, p)
}

func isHost(ctx context.Context) bool {
	_, ok := auth.In(ctx, auth.House)
	return ok
}

// kept lists the talks there are.
func (h *house) kept(ctx context.Context) ([]talkInHouse, error) {
	all, err := h.talks.Talks(ctx)
	if err != nil {
		return nil, err
	}
	var list []talkInHouse
	for _, t := range all {
		in := talkInHouse{Talk: t.Talk, Title: t.Title, Fault: t.Fault != ""}
		if in.Title == "" {
			in.Title = t.Talk
		}
		if !in.Fault {
			state, err := h.talks.State(ctx, t.Talk)
			if err != nil {
				return nil, err
			}
			p, _ := chair(state)
			in.Name = nameOf(p)
		}
		list = append(list, in)
	}
	return list, nil
}

// convene opens talks from a case, and signs who does in as their mediator.
func (s *Server) convene(h *house, w http.ResponseWriter, r *http.Request) {
	if !isHost(r.Context()) {
		s.sorry(w, r, http.StatusForbidden, "out")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxCase)
	if err := r.ParseMultipartForm(maxCase); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		s.homeWith(h, w, r, http.StatusBadRequest, typed{}, s.not(r, "fail.large"))
		return
	}
	form := typed{strings.TrimSpace(r.FormValue("talk")), strings.TrimSpace(r.FormValue("name")), r.FormValue("example")}
	c, log, refused := s.caseOf(r, form.Example)
	if refused == nil {
		var err error
		if refused, err = s.opened(h, r, form, c, log); err != nil {
			s.failed(w, r, err)
			return
		}
	}
	if refused != nil {
		s.homeWith(h, w, r, http.StatusUnprocessableEntity, form, refused)
		return
	}
	s.enterAs(h, w, r, form.Talk, chairID)
}

// opened opens talks from a case, or says why not.
func (s *Server) opened(h *house, r *http.Request, form typed, c *parley.Case, log text.Log) (*notOpened, error) {
	switch state, err := h.talks.State(r.Context(), form.Talk); {
	case form.Name == "" || len(form.Name) > talks.MaxName:
		return s.not(r, "door.convene.name.bad"), nil
	case !text.ValidID(form.Talk):
		return s.not(r, "door.convene.id.bad"), nil
	case err == nil && state.Seq > 0:
		return s.not(r, "door.convene.there"), nil
	}
	_, err := h.talks.Convene(r.Context(), form.Talk, c, talks.Person{ID: chairID, Name: form.Name}, log...)
	var unfit *secretariat.Unfit
	var refusal *talks.Refusal
	switch {
	case errors.As(err, &unfit):
		why := s.not(r, "door.convene.case")
		why.Found, why.Problems = languageOf(r).Phrase(unfit.What, nil), linesOf(unfit.Problems)
		return why, nil
	case errors.As(err, &refusal):
		why := s.not(r, "door.convene.case")
		why.Found = languageOf(r).HTML("rule." + string(refusal.Rule))
		if refusal.Found != nil {
			why.Found += " (" + languageOf(r).Phrase(refusal.Found, nil) + ")"
		}
		return why, nil
	}
	return nil, err
}

func (s *Server) not(r *http.Request, key string) *notOpened {
	return &notOpened{Says: languageOf(r).HTML(key)}
}

// caseOf reads the case that was sent or chosen, or says why not.
func (s *Server) caseOf(r *http.Request, example string) (*parley.Case, text.Log, *notOpened) {
	file, header, err := r.FormFile("case")
	sent := err == nil && header.Size > 0
	switch {
	case sent && example != "":
		return nil, nil, s.not(r, "door.convene.both")
	case !sent && example == "":
		return nil, nil, s.not(r, "door.convene.neither")
	case !sent:
		c, log, err := exampleCase(example)
		if err != nil {
			return nil, nil, s.not(r, "door.convene.neither")
		}
		return c, log, nil
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return nil, nil, s.not(r, "door.convene.case")
	}
	c, refused := s.readCase(r, path.Base(strings.ReplaceAll(header.Filename, `\`, "/")), data)
	return c, nil, refused
}

// readCase reads a case from a file of that name, or says what is wrong with it.
func (s *Server) readCase(r *http.Request, name string, data []byte) (*parley.Case, *notOpened) {
	c, found := casefile.Read(name, data)
	if found.Errors() > 0 {
		why := s.not(r, "door.convene.case")
		why.Problems = linesOf(found)
		return nil, why
	}
	return c, nil
}

// linesOf lists what is wrong with a file, its beginning where there is much.
func linesOf(found casefile.Diagnostics) []string {
	if len(found) == 0 {
		return nil
	}
	lines := strings.Split(strings.TrimSpace(found.String()), "\n")
	return lines[:min(len(lines), 50)]
}

// enter signs who set the server up in as the mediator of talks that are kept
// here. They could read everything in any case: they have the keys.
func (s *Server) enter(h *house, w http.ResponseWriter, r *http.Request) {
	if !isHost(r.Context()) {
		s.sorry(w, r, http.StatusForbidden, "out")
		return
	}
	talk := field(w, r, "talk")
	state, err := h.talks.State(r.Context(), talk)
	if errors.Is(err, secretariat.ErrNoTalk) {
		s.sorry(w, r, http.StatusNotFound, "out")
		return
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	p, ok := chair(state)
	if !ok {
		s.sorry(w, r, http.StatusNotFound, "unseated")
		return
	}
	s.enterAs(h, w, r, talk, p.ID)
}

// enterAs signs the browser in as a person, in the place of whom it was in those
// talks, and sends it there.
func (s *Server) enterAs(h *house, w http.ResponseWriter, r *http.Request, talk, person string) {
	if session, ok := s.seat(h, w, r, talk, person); ok {
		http.Redirect(w, r, inside(session), http.StatusSeeOther)
	}
}

// seat signs the browser in as a person, in the place of whom it was in those talks;
// false where it failed, which is answered then.
func (s *Server) seat(h *house, w http.ResponseWriter, r *http.Request, talk, person string) (auth.Session, bool) {
	if old, ok := auth.In(r.Context(), talk); ok {
		if err := h.door.Revoke(r.Context(), talk, old.ID); err != nil && !errors.Is(err, auth.ErrNone) {
			s.failed(w, r, err)
			return auth.Session{}, false
		}
	}
	session, secret, err := h.door.SignIn(r.Context(), talk, person, r.UserAgent())
	if err != nil {
		s.failed(w, r, err)
		return auth.Session{}, false
	}
	h.door.Welcome(w, session, secret)
	return session, true
}

// starter is the example that shows every part of a case once, for who writes
// the first of their own.
const starter = "spring"

// starterCase gives a case to start from.
func (s *Server) starterCase(_ *house, w http.ResponseWriter, r *http.Request) {
	data, err := examples.Files.ReadFile(path.Join(starter, "case.yaml"))
	if err != nil {
		s.failed(w, r, err)
		return
	}
	giveCase(w, data)
}

// giveCase gives a case as a file to keep.
func giveCase(w http.ResponseWriter, data []byte) {
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="case.yaml"`)
	_, _ = w.Write(data)
}

// exampleTitles lists the examples that are one file, by their names.
var exampleTitles = sync.OnceValue(func() []example {
	var all []example
	for _, name := range examples.Names() {
		if c, _, err := exampleCase(name); err == nil {
			all = append(all, example{name, c.Title})
		}
	}
	return all
})

// exampleCase is a case that comes with the program, and the text that lies
// beside it, if one does.
func exampleCase(name string) (*parley.Case, text.Log, error) {
	if !slices.Contains(examples.Names(), name) {
		return nil, nil, errors.New("there is no such example")
	}
	data, err := examples.Files.ReadFile(path.Join(name, "case.yaml"))
	if err != nil {
		return nil, nil, err
	}
	c, found := casefile.Read("case.yaml", data)
	if found.Errors() > 0 {
		return nil, nil, errors.New("the example has errors")
	}
	file, err := examples.Files.Open(path.Join(name, "text", "ops.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	log, _, err := text.ReadLog(file)
	return c, log, err
}
