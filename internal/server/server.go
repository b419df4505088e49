// Package server puts the parts together that serve talks to browsers: the door,
// the pages, live news, desks. It holds what is the same for all of them, such as
// limits, headers, logs and the end, and nothing about any negotiation.
//
// Nothing that identifies a person, a link or a word of the talks goes into a
// log or a metric: of a request they hold its kind, its outcome and how long it
// took.
package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"parley/internal/auth"
)

// Server serves talks.
type Server struct {
	c        Config
	base     *url.URL
	proxies  []netip.Prefix
	listener net.Listener
	metrics  net.Listener // nil: none
	figures  *figures
	pace     *pace
	handler  http.Handler
	patterns []string // what it answers by itself; the pages know theirs
	stopping atomic.Bool

	mu      sync.Mutex // of house, which only a demonstration changes
	house   *house
	leaving sync.WaitGroup // houses that are being closed
}

// take returns the house that is open, which stays open until it is given back.
func (s *Server) take() *house {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.house.users.Add(1)
	return s.house
}

func (h *house) giveBack() { h.users.Done() }

// Open opens the talks and begins to listen; nobody is served before Serve. The
// first of what is wrong with the configuration is returned, as a Problem.
func Open(ctx context.Context, c Config) (*Server, error) {
	if c.Getenv == nil {
		c.Getenv = os.Getenv
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if all := c.Check(); len(all) > 0 {
		return nil, all[0]
	}
	s := &Server{c: c, figures: newFigures(), pace: newPace(requestsAtOnce, requestsASecond)}
	for _, p := range c.Proxies {
		network, err := parseNetwork(p)
		if err != nil {
			return nil, err
		}
		s.proxies = append(s.proxies, network)
	}
	var err error
	if s.listener, err = net.Listen("tcp", c.Listen); err != nil {
		return nil, Problem{"listen", fmt.Sprintf("cannot listen on %s: %s", c.Listen, reason(err)), "another program may be using it: give another port"}
	}
	if c.Metrics != "" {
		if s.metrics, err = net.Listen("tcp", c.Metrics); err != nil {
			return nil, errors.Join(Problem{"metrics", fmt.Sprintf("cannot listen on %s: %s", c.Metrics, reason(err)), ""}, s.Close())
		}
	}
	if s.base, err = c.public(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if c.Public == "" { // the port may only be known now
		_, port, _ := net.SplitHostPort(s.listener.Addr().String())
		s.base.Host = net.JoinHostPort(s.base.Hostname(), port)
	}
	if s.house, err = s.open(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.handler = s.routes()
	return s, nil
}

// reason is why an address cannot be listened on, without the address.
func reason(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Err.Error()
	}
	return err.Error()
}

// URL is the address at which browsers reach the server.
func (s *Server) URL() string { return s.base.String() }

// MetricsURL is where the metrics are; empty where there are none.
func (s *Server) MetricsURL() string {
	if s.metrics == nil {
		return ""
	}
	return "http://" + s.metrics.Addr().String() + "/metrics"
}

// Link makes a link for who set the server up. It works once, and takes the
// place of the one before. See auth.House.
func (s *Server) Link(ctx context.Context) (string, error) {
	h := s.take()
	defer h.giveBack()
	return h.door.Invite(ctx, auth.House, host)
}

// Times that bound what one browser can take up.
const (
	headerTime   = 10 * time.Second
	readTime     = 2 * time.Minute // a long document over a poor line
	writeTime    = 5 * time.Minute // and the engine may think before it
	idleTime     = 2 * time.Minute
	shutdownTime = 15 * time.Second
	maxHeader    = 32 << 10 // bytes
)

// Serve serves until ctx is done, and then ends in order: it takes nobody in any
// more, ends the streams of news, which come again by themselves, lets requests
// finish for some seconds, and closes the databases.
func (s *Server) Serve(ctx context.Context) error {
	pages := s.listen(s.handler)
	if s.c.Cert != "" {
		certificate, err := watched(s.c.Cert, s.c.Key)
		if err != nil {
			return errors.Join(err, s.Close())
		}
		pages.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: certificate}
	}
	failed := make(chan error, 2)
	var wait sync.WaitGroup
	wait.Go(func() {
		if s.c.Cert != "" {
			failed <- pages.ServeTLS(s.listener, "", "")
		} else {
			failed <- pages.Serve(s.listener)
		}
	})
	figures := s.listen(s.figures.handler())
	if s.metrics != nil {
		wait.Go(func() { failed <- figures.Serve(s.metrics) })
	}
	tidying, stop := context.WithCancel(ctx)
	wait.Go(func() { s.tidy(tidying) })
	wait.Go(func() { s.carry(tidying) })
	s.c.Log.Info("serving", "address", s.listener.Addr().String(), "tls", s.c.Cert != "", "demo", s.c.Demo)

	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	s.stopping.Store(true)
	stop()
	s.c.Log.Info("stopping")
	h := s.take()
	h.hub.Close()
	h.giveBack()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if late := pages.Shutdown(end); late != nil {
		s.c.Log.Warn("requests were cut off")
		_ = pages.Close()
	}
	_ = figures.Close()
	wait.Wait()
	return errors.Join(err, s.Close())
}

func (s *Server) listen(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		// What the server has to say of single connections can quote what they sent.
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
}

// tidy deletes now and then what nobody needs any more.
func (s *Server) tidy(ctx context.Context) {
	for {
		h := s.take()
		err := errors.Join(h.door.Sweep(ctx), h.desk.Sweep(ctx))
		h.giveBack()
		if err != nil && ctx.Err() == nil {
			s.c.Log.Warn("what is out of date was not deleted", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
	}
}

// Close closes what Open opened, for who does not call Serve.
func (s *Server) Close() error {
	err := s.listener.Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	if s.metrics != nil {
		_ = s.metrics.Close()
	}
	s.mu.Lock()
	h := s.house
	s.house = nil
	s.mu.Unlock()
	if h != nil {
		err = errors.Join(err, h.close())
	}
	s.leaving.Wait()
	return err
}

// watched loads a certificate, and again when its file has changed, at most once
// a minute; one that cannot be read leaves the old one in place.
func watched(cert, key string) (func(*tls.ClientHelloInfo) (*tls.Certificate, error), error) {
	first, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	now, looked, changed := &first, time.Now(), modified(cert)
	return func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		mu.Lock()
		defer mu.Unlock()
		if time.Since(looked) > time.Minute {
			looked = time.Now()
			if m := modified(cert); m != changed {
				if next, err := tls.LoadX509KeyPair(cert, key); err == nil {
					now, changed = &next, m
				}
			}
		}
		return now, nil
	}, nil
}

func modified(file string) time.Time {
	info, err := os.Stat(file)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
