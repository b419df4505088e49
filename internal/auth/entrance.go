package auth

import (
	"errors"
	"net/http"
	"net/netip"
	"strconv"
	"time"
)

// ErrCookies says that the browser keeps no cookies, without which nobody can be
// signed in.
var ErrCookies = errors.New("the browser keeps no cookies")

// ErrTooMany says that too many links that do not exist were tried from there.
var ErrTooMany = errors.New("too many tries")

// Face is how the door looks. Package web has one.
type Face interface {
	// Confirm shows for whom a link is and a button, in a form without fields that
	// is posted to the same address. Now is who the browser is signed in as in
	// that talk, if anybody: pressing the button signs them out.
	Confirm(w http.ResponseWriter, r *http.Request, i Invitation, now *Session)
	// Refuse shows why a link does not let anybody in: one of the errors of this
	// package, or another that is not for people to read. The status is written by
	// it. Of the invitation only what Look found is set.
	Refuse(w http.ResponseWriter, r *http.Request, status int, i Invitation, err error)
}

// Entrance serves links: /in/{token}, GET and POST. Address says where a request
// comes from, and inside where somebody is sent who has come in.
func (d *Door) Entrance(face Face, address func(*http.Request) netip.Addr, inside func(Session) string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /in/{token}", func(w http.ResponseWriter, r *http.Request) {
		i, err := d.try(w, address(r), func() (Invitation, error) {
			return d.Look(r.Context(), r.PathValue("token"), d.shown(r))
		})
		if err != nil {
			face.Refuse(w, r, status(err), i, err)
			return
		}
		d.Browser(w, r)
		var now *Session
		if s, ok := In(r.Context(), i.Talk); ok {
			now = &s
		}
		face.Confirm(w, r, i, now)
	})
	mux.HandleFunc("POST /in/{token}", func(w http.ResponseWriter, r *http.Request) {
		var s Session
		var secret string
		i, err := d.try(w, address(r), func() (i Invitation, err error) {
			token := r.PathValue("token")
			if i, err = d.Look(r.Context(), token, d.shown(r)); err != nil {
				return i, err
			}
			if d.shown(r) == "" {
				return i, ErrCookies
			}
			s, secret, err = d.Redeem(r.Context(), token, d.shown(r), r.UserAgent())
			return i, err
		})
		if err != nil {
			face.Refuse(w, r, status(err), i, err)
			return
		}
		if old, ok := In(r.Context(), s.Talk); ok { // one seat a talk in one browser
			if err := d.Revoke(r.Context(), old.Talk, old.ID); err != nil && !errors.Is(err, ErrNone) {
				face.Refuse(w, r, http.StatusInternalServerError, i, err)
				return
			}
		}
		d.Welcome(w, s, secret)
		http.Redirect(w, r, inside(s), http.StatusSeeOther)
	})
	return mux
}

// shown is by which bytes the browser can be known again; empty if by none.
func (d *Door) shown(r *http.Request) string {
	if c, err := r.Cookie(d.cookieName(opening)); err == nil && plausible(c.Value) {
		return c.Value
	}
	return ""
}

// try looks for a link, and counts if there is none. An address that failed too
// often is told to wait in the place of being told so; a link that exists is not
// kept waiting by what others try from behind the same address, such as a proxy or
// the network of a hotel. That tells nobody anything: there are 2^256 to guess.
func (d *Door) try(w http.ResponseWriter, from netip.Addr, do func() (Invitation, error)) (Invitation, error) {
	i, err := do()
	if !errors.Is(err, ErrUnknown) {
		return i, err
	}
	now := d.now()
	if wait := d.gate.wait(from, now); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
		return Invitation{}, ErrTooMany
	}
	d.gate.failed(from, now)
	return i, err
}

// status is that of HTTP for why somebody does not come in.
func status(err error) int {
	switch {
	case errors.Is(err, ErrUnknown):
		return http.StatusNotFound
	case errors.Is(err, ErrUsed), errors.Is(err, ErrExpired), errors.Is(err, ErrWithdrawn), errors.Is(err, ErrNoSeat):
		return http.StatusGone
	case errors.Is(err, ErrCookies):
		return http.StatusBadRequest
	case errors.Is(err, ErrTooMany):
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}
