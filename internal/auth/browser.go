package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

// maxSessions is how many talks one browser may be signed in to.
const maxSessions = 20

// Cookies are kept to one name and TLS where there is TLS; the browser holds
// itself to that for names that begin so.
const (
	hostPrefix  = "__Host-"
	seatPrefix  = "parley-seat-"
	opening     = "parley_opening" // which browser opened a link
	openingLife = time.Hour
)

func (d *Door) secure() bool { return d.o.Base.Scheme == "https" }

func (d *Door) cookieName(name string) string {
	if d.secure() {
		return hostPrefix + name
	}
	return name
}

// seatName is the cookie of a talk: names of talks can hold what no cookie may.
func (d *Door) seatName(talk string) string {
	sum := sha256.Sum256([]byte(talk))
	return d.cookieName(seatPrefix + hex.EncodeToString(sum[:8]))
}

// cookie is one that no script reads and no other page's form sends. Lax and not
// Strict: who follows a link in a message to a page of the talks is signed in
// there.
func (d *Door) cookie(name, value string, life time.Duration) *http.Cookie {
	c := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: d.secure(), SameSite: http.SameSiteLaxMode, MaxAge: int(life / time.Second)}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// Welcome gives the browser the cookie of a session.
func (d *Door) Welcome(w http.ResponseWriter, s Session, secret string) {
	// It outlives the session, so that what is being typed when that ends by time
	// can still be handed in.
	http.SetCookie(w, d.cookie(d.seatName(s.Talk), secret, d.o.Life+Grace))
}

// Browser returns 32 random bytes by which the browser can be known again when it
// presses the button, giving it some where it has none.
func (d *Door) Browser(w http.ResponseWriter, r *http.Request) string {
	name := d.cookieName(opening)
	if c, err := r.Cookie(name); err == nil && plausible(c.Value) {
		return c.Value
	}
	value := secret()
	http.SetCookie(w, d.cookie(name, value, openingLife))
	return value
}

// admitted is who the browser of a request is signed in as.
type admitted struct {
	live, lapsed []Session
	talk         string
}

type key struct{}

// Admit finds out who the browser of a request is signed in as, for [From],
// [In], [All] and [Lapsed]. Of says which talk a request is about, and whether
// it is about one. A database that does not answer is for unanswered to tell.
func (d *Door) Admit(of func(*http.Request) (talk string, ok bool), unanswered func(http.ResponseWriter, *http.Request, error), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := d.admit(r)
		if err != nil {
			unanswered(w, r, err)
			return
		}
		talk, ok := of(r)
		if !ok {
			talk = "\x00" // of no session
		}
		a.talk = talk
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, a)))
	})
}

func (d *Door) admit(r *http.Request) (*admitted, error) {
	a := &admitted{}
	prefix, now, looked := d.cookieName(seatPrefix), d.now(), 0
	for _, c := range r.Cookies() {
		if !strings.HasPrefix(c.Name, prefix) {
			continue
		}
		if looked++; looked > maxSessions {
			break
		}
		s, err := d.find(r.Context(), c.Value)
		switch {
		case err == ErrNone:
			continue
		case err != nil:
			return nil, err
		case d.seatName(s.Talk) != c.Name || !s.Ended.IsZero(), !d.seated(r.Context(), s.Talk, s.Person):
			continue // another talk's cookie in this one's place; signed out; no seat
		case d.live(s, now):
			if err := d.touch(r.Context(), &s, now); err != nil {
				return nil, err
			}
			a.live = append(a.live, s)
		case now.Before(d.Until(s).Add(Grace)):
			a.lapsed = append(a.lapsed, s)
		}
	}
	slices.SortFunc(a.live, func(a, b Session) int { return strings.Compare(a.Talk, b.Talk) })
	return a, nil
}

func of(ctx context.Context) *admitted {
	if a, ok := ctx.Value(key{}).(*admitted); ok {
		return a
	}
	return &admitted{talk: "\x00"}
}

func in(all []Session, talk string) (Session, bool) {
	if i := slices.IndexFunc(all, func(s Session) bool { return s.Talk == talk }); i >= 0 {
		return all[i], true
	}
	return Session{}, false
}

// From returns who is signed in to the talk that the request is about.
func From(ctx context.Context) (Session, bool) { return In(ctx, of(ctx).talk) }

// In returns who the browser is signed in as in a talk.
func In(ctx context.Context, talk string) (Session, bool) { return in(of(ctx).live, talk) }

// All returns who the browser is signed in as, by talk.
func All(ctx context.Context) []Session { return of(ctx).live }

// Lapsed returns whose session in a talk ended by time, not longer than [Grace]
// ago. They are not signed in and read nothing; they may hand in what they were
// typing, and find it when they are signed in again.
func Lapsed(ctx context.Context, talk string) (Session, bool) { return in(of(ctx).lapsed, talk) }

// SignOut ends the session of this browser in a talk and takes its cookie away.
func (d *Door) SignOut(w http.ResponseWriter, r *http.Request, talk string) error {
	http.SetCookie(w, d.cookie(d.seatName(talk), "", 0))
	for _, all := range [][]Session{of(r.Context()).live, of(r.Context()).lapsed} {
		if s, ok := in(all, talk); ok {
			if err := d.Revoke(r.Context(), talk, s.ID); err != nil && err != ErrNone {
				return err
			}
		}
	}
	return nil
}
