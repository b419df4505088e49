package desk

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// Who says whose desk a request is about. Writing alone is open to somebody
// whose session has just ended by time, too: what they type in mid-sentence is
// kept, and they see it when they are signed in again.
type Who func(r *http.Request, talk string) (person string, signedIn, ok bool)

// Handler serves the desks to the script of the pages, under /desk/{talk}/{form}:
// PUT keeps a JSON object and answers {"saved": time, "signed_in": true or
// false}; GET answers {"form", "saved", "fields"}, or 204 where nothing is kept;
// DELETE clears. GET of /desk/{talk} answers {"drafts"}, which forms are kept and
// nothing of what is in them. Somebody who is not signed in gets 401. Failed is told of errors
// that are not for people to read.
func (d *Desk) Handler(who Who, failed func(http.ResponseWriter, *http.Request, error)) http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, writes bool, do func(w http.ResponseWriter, r *http.Request, talk, person, form string, signedIn bool) error) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			talk, form := r.PathValue("talk"), r.PathValue("form")
			person, signedIn, ok := who(r, talk)
			if !ok || !signedIn && !writes {
				answer(w, http.StatusUnauthorized, map[string]any{"signed_in": false})
				return
			}
			err := do(w, r, talk, person, form, signedIn)
			var large *http.MaxBytesError
			switch {
			case err == nil:
			case errors.Is(err, ErrLarge), errors.As(err, &large):
				answer(w, http.StatusRequestEntityTooLarge, map[string]any{"error": ErrLarge.Error()})
			case errors.Is(err, ErrDestroyed):
				answer(w, http.StatusGone, map[string]any{"error": err.Error()})
			case errors.Is(err, ErrMany), errors.Is(err, ErrName), errors.Is(err, ErrForm):
				answer(w, http.StatusUnprocessableEntity, map[string]any{"error": err.Error()})
			default:
				failed(w, r, err)
			}
		})
	}
	handle("PUT /desk/{talk}/{form}", true, func(w http.ResponseWriter, r *http.Request, talk, person, form string, signedIn bool) error {
		fields, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxDraft))
		if err != nil {
			return err
		}
		saved, err := d.Keep(r.Context(), talk, person, form, fields)
		if err == nil {
			answer(w, http.StatusOK, map[string]any{"saved": saved, "signed_in": signedIn})
		}
		return err
	})
	handle("GET /desk/{talk}/{form}", false, func(w http.ResponseWriter, r *http.Request, talk, person, form string, _ bool) error {
		draft, err := d.Find(r.Context(), talk, person, form)
		switch {
		case errors.Is(err, ErrNone):
			w.WriteHeader(http.StatusNoContent)
			return nil
		case err != nil:
			return err
		}
		answer(w, http.StatusOK, draft)
		return nil
	})
	handle("DELETE /desk/{talk}/{form}", false, func(w http.ResponseWriter, r *http.Request, talk, person, form string, _ bool) error {
		err := d.Clear(r.Context(), talk, person, form)
		if err == nil {
			w.WriteHeader(http.StatusNoContent)
		}
		return err
	})
	handle("GET /desk/{talk}", false, func(w http.ResponseWriter, r *http.Request, talk, person, _ string, _ bool) error {
		all, err := d.List(r.Context(), talk, person)
		if err == nil {
			answer(w, http.StatusOK, map[string]any{"drafts": append([]Draft{}, all...)})
		}
		return err
	})
	return mux
}

func answer(w http.ResponseWriter, status int, what any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(what) // who asked has gone
}
