package server

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"parley/internal/database"
)

// Config says how a server works.
type Config struct {
	Listen   string // address and port; port 0: any that is free
	Public   string // the address at which browsers reach it; empty: by Listen and TLS
	Cert     string // a file with the certificate and those above it; empty: no TLS
	Key      string // the file with its key
	Data     string // the folder of keys and SQLite files
	Database string // postgres:// or a SQLite file; empty: talks.db in the folder
	Metrics  string // address and port for Prometheus; empty: there are none

	// Proxies are the networks of proxies that say for whom they ask, in
	// X-Forwarded-For. Of nobody else that is believed.
	Proxies []string

	Idle, Life, Invitation time.Duration // see auth.Options; 0: as usual there

	// Outside says to whom what is public is sent on; zero: to nobody, and the
	// server makes no request to anybody.
	Outside Outside

	// Demo serves an example with invented people whom everybody can be, kept in a
	// folder that goes when the server ends. Data and Database are not touched.
	Demo bool

	Getenv func(string) string // where the master key is looked for; nil: os.Getenv
	Now    func() time.Time    // nil: time.Now
	Log    *slog.Logger        // nil: none
}

// Problem is what is wrong with one setting.
type Problem struct {
	Setting string // as the command line has it, without the dashes
	Says    string
	Hint    string // what to do; may be empty
}

// Error writes the setting and what is wrong with it.
func (p Problem) Error() string { return p.Setting + ": " + p.Says }

// Check says everything that is wrong, in the order of the settings. It changes
// nothing, and makes no file. That the address can be listened on, and the
// database be opened, is tried by Open.
func (c Config) Check() []Problem {
	var all []Problem
	add := func(setting, hint, format string, args ...any) {
		all = append(all, Problem{setting, fmt.Sprintf(format, args...), hint})
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		add("listen", "an address and a port, such as 127.0.0.1:7007", "%q is no address to listen on", c.Listen)
	}
	base, err := c.public()
	if err != nil {
		add("public", "such as https://talks.example.org", "%s", err)
	}
	if (c.Cert == "") != (c.Key == "") {
		add("tls-cert", "give both, or neither", "TLS needs a certificate and its key")
	} else if c.Cert != "" {
		all = append(all, c.checkCertificate(base)...)
	}
	if err == nil && c.Cert == "" && base != nil && base.Scheme != "https" && !loopback(host) {
		add("listen", "give --tls-cert and --tls-key; or listen on 127.0.0.1 behind a proxy with TLS, and name its address with --public",
			"%s can be reached from other machines, and without TLS everybody on the way would read along", c.Listen)
	}
	if c.Demo {
		if !loopback(host) {
			add("demo", "", "everybody can be everybody in the demonstration: it listens on this machine alone")
		}
	} else {
		all = append(all, c.checkFolder()...)
		if strings.Contains(c.Database, "://") && !database.Postgres(c.Database) {
			add("database", "", "what it begins with is neither postgres:// nor the name of a file")
		}
	}
	for _, p := range c.Proxies {
		if _, err := parseNetwork(p); err != nil {
			add("proxy", "such as 127.0.0.1 or 10.0.0.0/8", "%q is no network", p)
		}
	}
	if c.Metrics != "" {
		if host, _, err := net.SplitHostPort(c.Metrics); err != nil {
			add("metrics", "an address and a port, such as 127.0.0.1:9107", "%q is no address to listen on", c.Metrics)
		} else if c.Metrics == c.Listen && !strings.HasSuffix(c.Listen, ":0") {
			add("metrics", "give them another port", "the pages listen on %s already", c.Metrics)
		} else if host == "" {
			add("metrics", "127.0.0.1"+c.Metrics+" is for this machine alone; 0.0.0.0"+c.Metrics+" is for all", "%q does not say for whom", c.Metrics)
		}
	}
	all = append(all, c.Outside.check(c.Demo)...)
	for _, t := range []struct {
		setting string
		d       time.Duration
	}{{"session-idle", c.Idle}, {"session-life", c.Life}, {"invitation-life", c.Invitation}} {
		if t.d < 0 || t.d > 0 && t.d < time.Minute {
			add(t.setting, "such as 12h", "%s is too short", t.d)
		}
	}
	if c.Idle > 0 && c.Life > 0 && c.Idle > c.Life {
		add("session-idle", "", "%s unused is longer than the %s that a session lasts at most", c.Idle, c.Life)
	}
	return all
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

func parseNetwork(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return a.Prefix(a.BitLen())
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err
}

// public is the address at which browsers reach the server. Of port 0 it still
// has to be filled in.
func (c Config) public() (*url.URL, error) {
	if c.Public == "" {
		host, port, err := net.SplitHostPort(c.Listen)
		if err != nil {
			return nil, nil // said already
		}
		if host == "" || host == "0.0.0.0" || host == "::" {
			if host, err = os.Hostname(); err != nil {
				return nil, errors.New("the name of this machine is not known")
			}
		}
		u := &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port), Path: "/"}
		if c.Cert != "" {
			u.Scheme = "https"
		}
		return u, nil
	}
	u, err := url.Parse(c.Public)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%q is no address", c.Public)
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return nil, fmt.Errorf("%q does not begin with https:// and a name", c.Public)
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return nil, fmt.Errorf("%q has more than a name and a port", c.Public)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("%q has no TLS", c.Public)
	case u.Scheme == "http" && c.Cert != "":
		return nil, fmt.Errorf("%q has no TLS, and a certificate is given", c.Public)
	}
	u.Path = "/"
	return u, nil
}

func (c Config) checkCertificate(base *url.URL) []Problem {
	for _, f := range []struct{ setting, name string }{{"tls-cert", c.Cert}, {"tls-key", c.Key}} {
		if _, err := os.ReadFile(f.name); err != nil {
			return []Problem{{f.setting, plainly(err), ""}}
		}
	}
	if info, err := os.Stat(c.Key); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o007 != 0 {
		return []Problem{{"tls-key", fmt.Sprintf("%s: everybody on this machine may use this key (%v)", c.Key, info.Mode().Perm()), "chmod 600 it"}}
	}
	pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
	if err != nil {
		return []Problem{{"tls-cert", fmt.Sprintf("%s and %s: %s", c.Cert, c.Key, strings.TrimPrefix(err.Error(), "tls: ")), ""}}
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return []Problem{{"tls-cert", err.Error(), ""}}
	}
	now := time.Now()
	if c.Now != nil {
		now = c.Now()
	}
	var all []Problem
	if now.After(leaf.NotAfter) || now.Before(leaf.NotBefore) {
		all = append(all, Problem{"tls-cert", fmt.Sprintf("%s holds from %s to %s", c.Cert, leaf.NotBefore.Format(time.DateOnly), leaf.NotAfter.Format(time.DateOnly)), "get a new one"})
	}
	if base != nil {
		if err := leaf.VerifyHostname(base.Hostname()); err != nil {
			all = append(all, Problem{"tls-cert", fmt.Sprintf("%s is not for %s", c.Cert, base.Hostname()), "say with --public at which name browsers reach this server"})
		}
	}
	return all
}

func (c Config) checkFolder() []Problem {
	if c.Data == "" {
		return []Problem{{"data", "there has to be a folder for keys and talks", ""}}
	}
	info, err := os.Stat(c.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if above, err := os.Stat(filepath.Dir(filepath.Clean(c.Data))); err != nil || !above.IsDir() {
			return []Problem{{"data", fmt.Sprintf("there is no folder %s to make it in", filepath.Dir(filepath.Clean(c.Data))), ""}}
		}
	case err != nil:
		return []Problem{{"data", plainly(err), ""}}
	case !info.IsDir():
		return []Problem{{"data", c.Data + " is no folder", ""}}
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return []Problem{{"data", fmt.Sprintf("others than its owner may look into %s (%v)", c.Data, info.Mode().Perm()), "chmod 700 it"}}
	}
	return nil
}

// unnamed is an error of a file without the file's name.
func unnamed(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func plainly(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return fmt.Sprintf("%s: %s", path.Path, path.Err)
	}
	return err.Error()
}
