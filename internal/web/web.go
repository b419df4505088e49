package web

import (
	"context"
	"embed"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/chart"
	"parley/internal/auth"
	"parley/internal/counsel"
	"parley/text"
)

//go:embed static templates
var files embed.FS

// Config says what the pages stand on. House and Who are needed.
type Config struct {
	House House

	// Who says in which talk, and as whom, a request is made; false where
	// nobody has signed in.
	Who func(ctx context.Context) (talk, person string, ok bool)

	// Live returns the path of the event stream of a talk: server-sent events,
	// any of which says that there is something new. Nil, or an empty path:
	// pages do not follow by themselves.
	Live func(talk string) string

	// Desk returns the path of the drafts of a talk, under which the script keeps
	// what is being typed: PUT, GET and DELETE of path/FORM, see package desk. Nil,
	// or an empty path: drafts stay in the browser's tab.
	Desk func(talk string) string

	// Answers keeps what parties answer about their positions; nil: the page says
	// that it cannot.
	Answers Answers

	// Door is what the pages may ask of sign-in; nil: the pages on invitations
	// and sessions do without.
	Door Door

	// Counsel asks the engine; nil: one with the usual bounds.
	Counsel *counsel.Counsel

	// Carried names to whom what is public in the talk is sent on, by kind of
	// receiver: webhook, bot. None: to nobody.
	Carried []string

	// Told says whether it is sent on of this talk; nil: of each.
	Told func(talk string) bool

	// Demo says that the talks are a demonstration: each page then says so, and
	// leads to where one can be somebody else.
	Demo bool

	// Secure says that pages are served over TLS: cookies then say so too.
	Secure bool

	Now func() time.Time // nil: time.Now
	Log *slog.Logger     // nil: slog.Default

	// Failed notes that a request could not be answered, and why. It is asked to
	// name neither who asked nor for what. Nil: the error goes into the log.
	Failed func(r *http.Request, err error)
}

// Door is what the pages ask of sign-in; *auth.Door is one.
type Door interface {
	// Invite makes a link that signs the person in, once.
	Invite(ctx context.Context, talk, person string) (link string, err error)

	// Sessions lists where the person is signed in.
	Sessions(ctx context.Context, talk, person string) ([]auth.Session, error)

	// Revoke ends a session of the talk.
	Revoke(ctx context.Context, talk, session string) error

	// RevokeAll ends all of a person's, and takes back links not used.
	RevokeAll(ctx context.Context, talk, person string) error
}

// Site serves the pages. It may be used by many at once.
type Site struct {
	Config
	mux   http.Handler
	all   []string         // see Patterns
	looks map[string]looks // by language

	mu    sync.Mutex
	texts map[string]*text.Text // by talk: the newest that was folded
}

// New makes the handler that serves the pages of all talks under /talks/, the
// files that they need under /static/, and people's settings under /settings.
// The security headers, and protection against requests from other sites, are
// the server's.
func New(c Config) (*Site, error) {
	if c.House == nil || c.Who == nil {
		return nil, errors.New("web: Config needs House and Who")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Failed == nil {
		c.Failed = func(_ *http.Request, err error) { c.Log.Error("a page failed", "error", err) }
	}
	if c.Counsel == nil {
		c.Counsel = counsel.New(counsel.Config{})
	}
	mux := http.NewServeMux()
	s := &Site{Config: c, mux: mux, texts: map[string]*text.Text{}}
	var err error
	if s.looks, err = parseLooks(files); err != nil {
		return nil, err
	}
	static, err := fs.Sub(files, "static")
	if err != nil {
		return nil, err
	}
	versions, err := versionsOf(files)
	if err != nil {
		return nil, err
	}
	handle := func(pattern string, h http.Handler) {
		s.all = append(s.all, pattern)
		mux.Handle(pattern, h)
	}
	handle("GET /static/"+chartSheet, cached(versions, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = io.WriteString(w, chart.Style)
	})))
	handle("GET /static/", cached(versions, http.StripPrefix("/static/", http.FileServerFS(static))))
	handle("POST /settings", http.HandlerFunc(s.settings))
	handle("GET /talks/{talk}/legend.css", http.HandlerFunc(s.legend))
	handle("GET /talks/{talk}/feed.atom", http.HandlerFunc(s.feed))
	handle("GET /talks/{talk}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/talks/"+url.PathEscape(r.PathValue("talk"))+"/board", http.StatusSeeOther)
	}))
	handle("GET /talks/{talk}/{page}", http.HandlerFunc(s.show))
	handle("POST /talks/{talk}/{page}", http.HandlerFunc(s.post))
	for _, p := range pages {
		for pattern, give := range p.files {
			handle(pattern, s.file(give))
		}
	}
	return s, nil
}

// Patterns lists what the site answers, as patterns of http.ServeMux, in
// alphabetical order; pages are named one by one. It is for whoever has to look
// at all of it.
func (s *Site) Patterns() []string {
	all := slices.Clone(s.all)
	for _, p := range pages {
		all = append(all, "GET /talks/{talk}/"+p.name, "POST /talks/{talk}/"+p.name)
	}
	slices.Sort(all)
	return all
}

// ServeHTTP serves the pages, their files and the settings.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// cached lets browsers keep the files that pages need, where their address names
// the version that they are: what is kept under it is then never another one, not
// even where an older server was asked for a newer file.
func cached(versions map[string]string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		version, ok := versions[strings.TrimPrefix(r.URL.Path, "/static/")]
		switch {
		case !ok:
			http.NotFound(w, r)
			return
		case r.URL.Query().Get("v") == version:
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		default:
			w.Header().Set("Cache-Control", "no-cache")
		}
		next.ServeHTTP(w, r)
	})
}

// fold returns the text that the log amounts to. The newest of each talk is
// kept, for folding takes as long as the log.
func (s *Site) fold(talk string, log text.Log) (*text.Text, error) {
	if len(log) == 0 { // somebody who sees no text
		return text.Fold(nil)
	}
	s.mu.Lock()
	t := s.texts[talk]
	s.mu.Unlock()
	if t != nil && t.Seq == len(log) {
		return t, nil
	}
	t, err := text.Fold(log)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	if old := s.texts[talk]; old == nil || old.Seq < t.Seq {
		s.texts[talk] = t
	}
	s.mu.Unlock()
	return t, nil
}
