package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"parley/internal/secretariat"
	"parley/talks"
)

// How many bytes may be sent.
const (
	maxForm   = 8 << 20  // in a form without files: the longest words of a point, each byte of them encoded as three
	maxUpload = 40 << 20 // in all, with files
	inMemory  = 1 << 20  // of files; the rest of them waits on the disk
)

// show answers a request for a page.
func (s *Site) show(w http.ResponseWriter, r *http.Request) {
	p, ok := findPage(r.PathValue("page"))
	v, err := s.visit(r, p)
	if err == nil && !ok {
		err = errNotHere
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.render(w, v, http.StatusOK)
}

// post answers what a form of a page asks for: by going on to the page where
// it is seen, or with the same page, where the form says what is wrong and
// still holds what was typed.
func (s *Site) post(w http.ResponseWriter, r *http.Request) {
	p, ok := findPage(r.PathValue("page"))
	v, err := s.visit(r, p)
	if err == nil && !ok {
		err = errNotHere
	}
	if err == nil { // of who is not signed in, nothing is read
		if err = parseForm(w, r); err == nil {
			v.enterFor(r.PostForm.Get("for"))
		}
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	if r.PostForm.Has("preview") {
		s.showPreview(w, v)
		return
	}
	carryOut := p.post
	if carryOut == nil {
		carryOut = (*visit).act
	}
	to, err := carryOut(v)
	if err != nil {
		if v.Refused = v.refusal(err); v.Refused == nil {
			s.fail(w, v, err)
			return
		}
		v.Refused.Form, v.typed = r.PostForm.Get("form"), r.PostForm
		// What is refused was refused as things are by now: show them.
		if state, err := s.House.State(r.Context(), v.Talk); err == nil {
			v.state, v.View, v.folded = state, state.View(v.Me.ID), nil
		}
		s.render(w, v, http.StatusUnprocessableEntity)
		return
	}
	if to == "" { // what came of it is shown once, and is in no address
		s.render(w, v, http.StatusOK)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// showPreview shows the page with what others would see of the form.
func (s *Site) showPreview(w http.ResponseWriter, v *visit) {
	status := http.StatusOK
	shown, err := v.preview()
	if err != nil {
		if shown = v.refusal(err); shown == nil {
			s.fail(w, v, err)
			return
		}
		status = http.StatusUnprocessableEntity
	}
	v.Refused, v.typed = shown, v.r.PostForm
	v.Refused.Form = v.r.PostForm.Get("form")
	s.render(w, v, status)
}

// errForm says that what was sent is no form.
var errForm = errors.New("no form")

// parseForm reads a form, with files or without.
func parseForm(w http.ResponseWriter, r *http.Request) error {
	parse, most := r.ParseForm, int64(maxForm)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		parse, most = func() error { return r.ParseMultipartForm(inMemory) }, maxUpload
	}
	r.Body = http.MaxBytesReader(w, r.Body, most)
	err := parse()
	if err != nil && !errors.As(err, new(*http.MaxBytesError)) {
		return fmt.Errorf("%w: %w", errForm, err)
	}
	return err
}

// act carries out an act of the talks, and returns where it is seen.
func (v *visit) act() (string, error) {
	ask, err := v.ask()
	if err != nil {
		return "", err
	}
	return v.do(ask)
}

// do has the house carry out what is asked for, and returns this page, where
// it says so.
func (v *visit) do(ask secretariat.Ask) (string, error) {
	done, err := v.site.House.Do(v.ctx(), v.Talk, ask)
	if err != nil {
		return "", err
	}
	return v.after(done.Seq), nil
}

// after returns the address of this page as it is after the event.
func (v *visit) after(seq int) string {
	u, err := url.Parse(v.Here())
	if err != nil {
		return v.Path(v.page.name)
	}
	q := u.Query()
	q.Set("done", itoa(seq))
	u.RawQuery = q.Encode()
	if id := v.r.PostForm.Get("form"); id != "" {
		u.Fragment = id
	}
	return u.String()
}

// file serves something that is no page: a download.
func (s *Site) file(give func(v *visit, w http.ResponseWriter) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := s.visit(r, page{})
		if err == nil {
			err = give(v, w)
		}
		if err != nil {
			s.fail(w, v, err)
		}
	}
}

// fail answers with what went wrong, in words; what it was goes into the log
// and to nobody else.
func (s *Site) fail(w http.ResponseWriter, v *visit, err error) {
	if v.r.Context().Err() != nil {
		return // who asked has gone
	}
	status, key := http.StatusInternalServerError, "fail.broken"
	var large *http.MaxBytesError
	var refusal *talks.Refusal // of something that there was no form for, such as a file that is not for an auditor
	switch {
	case errors.Is(err, errNotHere), errors.Is(err, secretariat.ErrNoTalk), errors.As(err, &refusal):
		status, key = http.StatusNotFound, "fail.missing"
	case errors.Is(err, errForm):
		status, key = http.StatusBadRequest, "fail.form"
	case errors.As(err, &large):
		status, key = http.StatusRequestEntityTooLarge, "fail.large"
	}
	if status == http.StatusInternalServerError {
		s.Failed(v.r, err)
	}
	s.say(w, v, status, key)
}
