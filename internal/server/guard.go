package server

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"runtime"
	"strings"
	"time"

	"parley/internal/auth"
)

// policy lets pages load what this server gives and nothing else, run no script
// and take no style that stands in the page itself, and stand in no other page.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// maxBody is how many bytes anybody may send in one request. Forms and drafts
// have bounds of their own, below it.
const maxBody = 48 << 20

// guarded puts around a handler what is the same for every request. From the
// outside in: a name for the request, its line in the log, what panics, headers,
// the names that the server answers to, bodies, requests that other sites send.
func (s *Server) guarded(next http.Handler) http.Handler {
	other := http.NewCrossOriginProtection()
	other.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.sorry(w, r, http.StatusForbidden, "elsewhere")
	}))
	next = other.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		id := newID()
		r = r.WithContext(context.WithValue(r.Context(), idKey{}, id))
		a := &answer{ResponseWriter: w}
		route := routeOf(r.URL.Path)
		streamed := strings.HasPrefix(route, "/live/")
		s.figures.begin(streamed)
		defer func() {
			broken := recover()
			if broken != nil && broken != http.ErrAbortHandler {
				s.figures.panics.Inc()
				s.c.Log.Error("a fault of the program", "request", id, "route", route, "kind", fmt.Sprintf("%T", broken), "at", frames())
				if a.status == 0 {
					s.sorry(a, r, http.StatusInternalServerError, "broken")
				}
			}
			took := time.Since(began)
			s.figures.end(streamed, r.Method, route, a.status, took)
			// How many bytes there were is not noted: a page is as long as what its
			// reader keeps back.
			level := slog.LevelInfo
			if a.status >= 500 {
				level = slog.LevelError
			}
			s.c.Log.Log(r.Context(), level, "request", "request", id, "method", method(r.Method), "route", route, "status", a.status, "ms", took.Milliseconds())
			if broken != nil && a.passedOn() {
				panic(http.ErrAbortHandler) // half an answer must not look whole
			}
		}()
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Embedder-Policy", "require-corp")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex")
		h.Set("X-Request-Id", id)
		if s.base.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !s.ours(r.Host) && route != "/healthz" && route != "/readyz" { // who watches over it asks by address
			s.sorry(a, r, http.StatusMisdirectedRequest, "misdirected")
			return
		}
		r.Body = http.MaxBytesReader(a, r.Body, maxBody)
		next.ServeHTTP(a, r)
	})
}

// ours reports whether the server is meant by that name. A page of somebody
// else's whose name leads here all of a sudden is not served (DNS rebinding).
func (s *Server) ours(name string) bool {
	usual := map[string]string{"http": "80", "https": "443"}[s.base.Scheme]
	host, port, err := net.SplitHostPort(name)
	if err != nil { // without a port: that of the scheme
		host, port = strings.Trim(name, "[]"), usual
	}
	if strings.EqualFold(host, s.base.Hostname()) && (port == s.base.Port() || port == usual && s.base.Port() == "") {
		return true
	}
	_, own, err := net.SplitHostPort(s.listener.Addr().String())
	return err == nil && loopback(host) && port == own
}

type idKey struct{}

// requestID is the name of the request, by which somebody who met a fault can be
// found in the log.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string)
	return id
}

func newID() string {
	b := make([]byte, 10)
	_, _ = rand.Read(b)
	return strings.ToLower(base32.StdEncoding.EncodeToString(b))
}

// frames names the functions that were running, without what they were given.
func frames() []string {
	pcs := make([]uintptr, 40)
	all := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)])
	var names []string
	for {
		f, more := all.Next()
		names = append(names, fmt.Sprintf("%s:%d", f.Function, f.Line))
		if !more {
			return names
		}
	}
}

// method keeps what somebody made up out of logs and metrics.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

// routeOf is what kind of thing a path asks for, without what identifies a
// person, a talk or a link.
func routeOf(path string) string {
	first, rest, deeper := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch first {
	case "", "healthz", "readyz", "settings":
		return "/" + first
	case "in":
		return "/in/{token}"
	case "live", "enter":
		return "/" + first + "/{talk}"
	case "out", "static", "door", "demo", "house":
		return "/" + first
	case "desk":
		if !strings.Contains(rest, "/") {
			return "/desk/{talk}"
		}
		return "/desk/{talk}/{form}"
	case "talks":
		switch n := strings.Count(rest, "/"); {
		case !deeper || rest == "":
			return "/talks/"
		case n == 0:
			return "/talks/{talk}"
		case n == 1:
			return "/talks/{talk}/{page}"
		}
		return "/talks/{talk}/{page}/"
	}
	return "other"
}

// answer notes what is answered.
type answer struct {
	http.ResponseWriter
	status int
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// passedOn reports whether something other than an apology was begun.
func (a *answer) passedOn() bool { return a.status != 0 && a.status != http.StatusInternalServerError }

// address is where a request comes from: by its connection, or, where that is a
// proxy we trust, the last in X-Forwarded-For who is none.
func (s *Server) address(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	from := at.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.trusted(from); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		from = next.Unmap()
	}
	return from
}

func (s *Server) trusted(a netip.Addr) bool {
	for _, p := range s.proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// failed answers a request that an error of our own ended. The error goes into
// the log; it names no content, by the rule of every package that makes one.
func (s *Server) failed(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil || errors.Is(err, context.Canceled) { // nobody waits for it
		return
	}
	s.unanswered(r, err)
	s.sorry(w, r, http.StatusInternalServerError, "broken")
}

// unanswered notes that a request was not answered. An error of ours may name the
// talk and the person: they are taken out.
func (s *Server) unanswered(r *http.Request, err error) {
	s.c.Log.Error("not answered", "request", requestID(r.Context()), "route", routeOf(r.URL.Path), "error", nameless(r, err.Error()))
}

// nameless is a text without the names of the talk and of the people that a request
// is about, where they stand as words.
func nameless(r *http.Request, text string) string {
	without := func(name, stands string) {
		if name == "" {
			return
		}
		word := regexp.MustCompile(`(^|[^\pL\pN])` + regexp.QuoteMeta(name) + `($|[^\pL\pN])`)
		for range 2 { // two in a row share what is between them
			text = word.ReplaceAllString(text, "${1}{"+stands+"}${2}")
		}
	}
	for _, s := range auth.All(r.Context()) {
		without(s.Talk, "talk")
		without(s.Person, "person")
	}
	if talk, ok := talkOf(r); ok {
		without(talk, "talk")
	}
	return text
}
