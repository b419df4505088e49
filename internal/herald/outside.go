package herald

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"
)

// patience is how long a receiver has for everything: to be found, to be reached
// and to answer.
const patience = 10 * time.Second

// maxAnswer is how many bytes of an answer are read.
const maxAnswer = 64 << 10

// longest is the longest time for which a receiver's wish to be left alone is
// followed.
const longest = 6 * time.Hour

// Road is how requests leave. Its zero value lets them go to public addresses,
// and trusts the certificates that the machine trusts.
type Road struct {
	// Private are networks that requests may go to although they are not public.
	Private []netip.Prefix

	// Roots are the authorities that are trusted; nil: those of the machine.
	Roots *x509.CertPool

	// Patience is how long a receiver has for everything; 0, or more than ten
	// seconds: ten seconds.
	Patience time.Duration
}

// errPrivate says that an address was not gone to.
var errPrivate = errors.New("private address")

// client makes requests by the road. The address is looked at when it is known,
// just before it is connected to: a name that leads somewhere else the second time
// leads nowhere. No redirect is followed, and no proxy of the environment is used.
func (r Road) client() *http.Client {
	wait := patience
	if r.Patience > 0 {
		wait = min(wait, r.Patience)
	}
	dialer := &net.Dialer{Timeout: wait, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !r.open(at.Addr()) {
			return errPrivate
		}
		return nil
	}}
	return &http.Client{
		Timeout:       wait,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: r.Roots}, TLSHandshakeTimeout: wait,
			ForceAttemptHTTP2: true, MaxResponseHeaderBytes: maxAnswer, DisableCompression: true, MaxIdleConns: 4, IdleConnTimeout: time.Minute,
		},
	}
}

// notPublic are networks that are not the internet, or lead to such: by RFC 6890
// and its register at IANA.
var notPublic = func() []netip.Prefix {
	var all []netip.Prefix
	for _, s := range []string{"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
		"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/9", "ff00::/8"} {
		all = append(all, netip.MustParsePrefix(s))
	}
	return all
}()

// open reports whether a request may go to the address.
func (r Road) open(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	for _, p := range r.Private {
		if p.Contains(a) {
			return true
		}
	}
	return Public(a)
}

// Public reports whether an address is one of the internet.
func Public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsValid()
}

// post sends a body as JSON and returns what is answered, as *Refused where the
// answer is not 200 to 299.
func post(ctx context.Context, c *http.Client, to string, body []byte, header http.Header) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return nil, &Refused{Why: "its address is none"}
	}
	r.Header = header
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "parley")
	answer, err := c.Do(r)
	if err != nil {
		return nil, &Refused{Why: why(err)}
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	switch {
	case answer.StatusCode < 200 || answer.StatusCode > 299:
		return said, &Refused{Status: answer.StatusCode, After: after(answer.Header.Get("Retry-After"))}
	case err != nil: // it may have taken it; but its answer is not whole
		return nil, &Refused{Why: why(err)}
	}
	return said, nil
}

// after reads Retry-After in seconds; its other form, a date, is left to our own
// times.
func after(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return min(time.Duration(min(n, 1<<20))*time.Second, longest)
}

// why says in one of a few sentences why nobody was reached. What the error itself
// says holds the address, and with it the token of a bot.
func why(err error) string {
	var timeout net.Error
	var certificate *tls.CertificateVerificationError
	var name *net.DNSError
	switch {
	case errors.Is(err, errPrivate):
		return "its address is not public: a private network has to be allowed"
	case errors.As(err, &certificate):
		return "its certificate is not trusted"
	case errors.As(err, &name) && name.IsNotFound:
		return "its name is not known"
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return "it did not answer in time"
	}
	return "it was not reached"
}
