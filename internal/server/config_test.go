package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certificate writes one for a name, and its key.
func certificate(t *testing.T, name string, until time.Time) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: until.Add(-48 * time.Hour), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, about, about, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return cert, key, pool
}

func TestConfigCheck(t *testing.T) {
	cert, key, _ := certificate(t, "talks.example.org", time.Now().Add(time.Hour))
	old, oldKey, _ := certificate(t, "talks.example.org", time.Now().Add(-time.Hour))
	dir := t.TempDir()
	loose := filepath.Join(dir, "loose")
	if err := os.Mkdir(loose, 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	bare := filepath.Join(dir, "bare.pem")
	b, _ := os.ReadFile(key)
	if err := os.WriteFile(bare, b, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		set  func(*Config)
		want string // how each problem begins, and what stands in it
	}{
		"fine":               {func(c *Config) {}, ""},
		"no port":            {func(c *Config) { c.Listen = "here" }, "listen: is no address"},
		"open without TLS":   {func(c *Config) { c.Listen = "0.0.0.0:7007" }, "listen: can be reached from other machines"},
		"all without TLS":    {func(c *Config) { c.Listen = ":7007" }, "listen: can be reached from other machines"},
		"behind a proxy":     {func(c *Config) { c.Listen = "10.0.0.5:7007"; c.Public = "https://talks.example.org" }, ""},
		"public without TLS": {func(c *Config) { c.Public = "http://talks.example.org" }, "public: has no TLS"},
		"public with a path": {func(c *Config) { c.Public = "https://example.org/talks" }, "public: more than a name"},
		"public rubbish":     {func(c *Config) { c.Public = "talks" }, "public: does not begin with https://"},
		"TLS": {func(c *Config) {
			c.Listen = "0.0.0.0:7007"
			c.Public = "https://talks.example.org"
			c.Cert, c.Key = cert, key
		}, ""},
		"half of TLS":      {func(c *Config) { c.Cert = cert }, "tls-cert: its key"},
		"no such file":     {func(c *Config) { c.Cert, c.Key = file+"x", key }, "tls-cert: no such file"},
		"no certificate":   {func(c *Config) { c.Cert, c.Key = file, key }, "tls-cert: failed to find any PEM data"},
		"another's key":    {func(c *Config) { c.Cert, c.Key = cert, oldKey }, "tls-cert: private key does not match"},
		"a key for all":    {func(c *Config) { c.Cert, c.Key = cert, bare }, "tls-key: everybody on this machine"},
		"an old one":       {func(c *Config) { c.Cert, c.Key, c.Public = old, oldKey, "https://talks.example.org" }, "tls-cert: holds from"},
		"of another name":  {func(c *Config) { c.Cert, c.Key, c.Public = cert, key, "https://example.org" }, "tls-cert: is not for example.org"},
		"no folder":        {func(c *Config) { c.Data = "" }, "data: has to be a folder"},
		"a file":           {func(c *Config) { c.Data = file }, "data: is no folder"},
		"an open folder":   {func(c *Config) { c.Data = loose }, "data: others than its owner"},
		"nowhere":          {func(c *Config) { c.Data = filepath.Join(dir, "a", "b") }, "data: there is no folder"},
		"another database": {func(c *Config) { c.Database = "mysql://x" }, "database: neither postgres"},
		"a network":        {func(c *Config) { c.Proxies = []string{"10.0.0.0/8", "here"} }, `proxy: "here"`},
		"metrics for all":  {func(c *Config) { c.Metrics = ":9107" }, "metrics: does not say for whom"},
		"metrics there":    {func(c *Config) { c.Metrics = c.Listen }, "metrics: listen on"},
		"too short":        {func(c *Config) { c.Idle = time.Second }, "session-idle: too short"},
		"idle over life":   {func(c *Config) { c.Idle, c.Life = 2*time.Hour, time.Hour }, "session-idle: longer than"},
		"demo for all":     {func(c *Config) { c.Demo, c.Listen, c.Public = true, "0.0.0.0:80", "https://x.example" }, "demo: on this machine alone"},
		"several at once":  {func(c *Config) { c.Data, c.Database, c.Metrics = "", "mysql://x", "x" }, "data: folder\ndatabase: neither postgres\nmetrics: no address"},
	} {
		t.Run(name, func(t *testing.T) {
			config := Config{Listen: "127.0.0.1:7007", Data: filepath.Join(dir, "data")}
			c.set(&config)
			got := config.Check()
			var want []string
			if c.want != "" {
				want = strings.Split(c.want, "\n")
			}
			if len(got) != len(want) {
				t.Fatalf("it finds %v, and should %d", got, len(want))
			}
			for i, w := range want {
				setting, says, _ := strings.Cut(w, ": ")
				if got[i].Setting != setting || !strings.Contains(got[i].Says, says) {
					t.Errorf("it says %q, and not %q", got[i].Error(), w)
				}
			}
			if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
				t.Error("looking at the settings made a folder")
			}
		})
	}
}

// With a certificate it serves TLS, and cookies that go over nothing else.
func TestTLS(t *testing.T) {
	cert, key, pool := certificate(t, "localhost", time.Now().Add(time.Hour))
	x := start(t, func(c *Config) { c.Listen, c.Cert, c.Key = "localhost:0", cert, key })
	link, err := x.Link(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(link, "https://localhost:") {
		t.Errorf("the link is %s", link)
	}
	c := browser()
	c.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	x.want(x.ask(c, "GET", link, nil), 200)
	got := x.ask(c, "POST", link, nil)
	x.want(got, 303)
	if cookie := got.Header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "__Host-parley-seat-") || !strings.Contains(cookie, "; Secure") {
		t.Errorf("the cookie is %s", cookie)
	}
	x.want(x.ask(c, "GET", "/", nil), 200, "Your talks on this server")
	if answer, err := http.Get("http://" + x.listener.Addr().String()); err == nil && answer.StatusCode == 200 {
		t.Error("it answers without TLS too")
	}
}

// What cannot be opened is said by its setting, and nothing stays open.
func TestOpenSaysWhatIsWrong(t *testing.T) {
	x := start(t, nil)
	for setting, set := range map[string]func(*Config){
		"listen":   func(c *Config) { c.Listen = x.listener.Addr().String() },
		"metrics":  func(c *Config) { c.Metrics = x.listener.Addr().String() },
		"database": func(c *Config) { c.Database = filepath.Join(t.TempDir(), "none", "talks.db") },
		"data": func(c *Config) {
			c.Getenv = func(name string) string { return map[string]string{"PARLEY_MASTER_KEY": "rubbish"}[name] }
		},
	} {
		c := Config{Listen: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "data")}
		set(&c)
		s, err := Open(t.Context(), c)
		var p Problem
		if p, _ = err.(Problem); s != nil || err == nil {
			t.Errorf("%s: it opens: %v", setting, err)
		} else if p.Setting != setting && !strings.Contains(err.Error(), setting) {
			t.Errorf("%s: it says %v", setting, err)
		}
	}
}
