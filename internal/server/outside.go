package server

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"parley/internal/herald"
	"parley/internal/web/catalogue"
)

// Outside says to whom a server sends on what the parties let anybody see. A
// receiver without an address is none.
type Outside struct {
	Webhook       string // an address
	WebhookSecret string // a file

	Bot      string // the address of a messaging bot's API; it is used if BotChat is given
	BotToken string // a file
	BotChat  string

	Talks    []string // of which talks; none: of all
	Networks []string // that receivers may be in although they are not public
	Language string   // of the words

	roots *x509.CertPool // trusted by a test
	every time.Duration  // as usual; less in a test
}

// maxSecret is how many bytes a file with a secret may have.
const maxSecret = 4096

// check says what is wrong with it, in the order of the settings.
func (o Outside) check(demo bool) []Problem {
	var all []Problem
	add := func(setting, hint, format string, args ...any) {
		all = append(all, Problem{setting, fmt.Sprintf(format, args...), hint})
	}
	if demo && (o.Webhook != "" || o.BotChat != "") {
		setting := "webhook"
		if o.Webhook == "" {
			setting = "bot-chat"
		}
		add(setting, "", "the demonstration sends nothing to anybody")
		return all
	}
	road, err := o.road()
	if err != nil {
		add("announce-to", "such as 127.0.0.1 or 10.0.0.0/8", "%s", err)
	}
	if o.Webhook != "" {
		if says, hint := outsideAddress(o.Webhook, road, true); says != "" {
			add("webhook", hint, "%s", says)
		}
		if o.WebhookSecret == "" {
			add("webhook-secret", `make one: (umask 077; printf 'whsec_%s\n' "$(openssl rand -base64 32)" > FILE), and give it to the receiver as well`, "without a secret nobody could tell who sent a notice")
		} else if _, err := o.secret(); err != nil {
			add("webhook-secret", "", "%s: %s", o.WebhookSecret, err)
		}
	} else if o.WebhookSecret != "" {
		add("webhook-secret", "give --webhook as well", "there is no address to which to sign")
	}
	if o.BotChat != "" {
		if !herald.IsChat(o.BotChat) {
			add("bot-chat", "a number such as -1001234567890, or @ and the name of a channel", "%q is no chat", o.BotChat)
		}
		if says, hint := outsideAddress(o.Bot, road, false); says != "" {
			add("bot", hint, "%s", says)
		}
		if o.BotToken == "" {
			add("bot-token", "a file that holds what the messenger gave for the bot", "a bot needs its token")
		} else if _, err := o.token(); err != nil {
			add("bot-token", "", "%s: %s", o.BotToken, err)
		}
	} else if o.BotToken != "" {
		add("bot-token", "give --bot-chat as well", "there is no chat to write to")
	}
	if _, ok := catalogue.Find(o.Language); o.Language != "" && !ok {
		var names []string
		for _, c := range catalogue.All() {
			names = append(names, c.Language)
		}
		add("announce-language", "", "%q is none of %s", o.Language, strings.Join(names, ", "))
	}
	return all
}

// outsideAddress says what is wrong with an address, and what to do; nothing if it
// can be sent to. It quotes no more of it than its host.
func outsideAddress(address string, road herald.Road, query bool) (says, hint string) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return "it does not begin with https:// and a name", "such as https://hooks.example.org/talks"
	case u.User != nil:
		return "it holds a name or a password", "a receiver knows this server by the signature"
	case u.Fragment != "" || u.RawQuery != "" && !query:
		return "it has more than a name and a path", ""
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return u.Host + " has no TLS: anybody on the way could change what is sent", "begin with https://"
	}
	at, err := netip.ParseAddr(u.Hostname())
	if u.Hostname() == "localhost" {
		at, err = netip.AddrFrom4([4]byte{127, 0, 0, 1}), nil
	}
	if err == nil && !herald.Public(at) && !slices.ContainsFunc(road.Private, func(p netip.Prefix) bool { return p.Contains(at.Unmap()) }) {
		return u.Hostname() + " is not a public address", "allow it with --announce-to " + at.String() + ", if it is meant"
	}
	return "", ""
}

func (o Outside) road() (herald.Road, error) {
	r := herald.Road{Roots: o.roots}
	for _, n := range o.Networks {
		network, err := parseNetwork(n)
		if err != nil {
			return r, fmt.Errorf("%q is no network", n)
		}
		r.Private = append(r.Private, network)
	}
	return r, nil
}

func (o Outside) secret() ([]byte, error) {
	text, err := secretIn(o.WebhookSecret)
	if err != nil {
		return nil, err
	}
	return herald.ParseSecret(text)
}

func (o Outside) token() (string, error) {
	text, err := secretIn(o.BotToken)
	if err != nil {
		return "", err
	}
	return herald.ParseToken(text)
}

// secretIn reads a file that only its owner may read. The errors quote neither
// its name nor what is in it.
func secretIn(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", unnamed(err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return "", unnamed(err)
	case info.IsDir():
		return "", fmt.Errorf("it is a folder")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o007 != 0:
		return "", fmt.Errorf("everybody on this machine may use it (%v): chmod 600 it", info.Mode().Perm())
	}
	text, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	switch {
	case err != nil:
		return "", unnamed(err)
	case len(text) > maxSecret:
		return "", fmt.Errorf("it has more than %d bytes", maxSecret)
	}
	return string(text), nil
}

// carriers are those that are set up.
func (o Outside) carriers(now func() time.Time) ([]herald.Carrier, error) {
	road, err := o.road()
	if err != nil {
		return nil, err
	}
	var all []herald.Carrier
	if o.Webhook != "" {
		secret, err := o.secret()
		if err != nil {
			return nil, Problem{"webhook-secret", err.Error(), ""}
		}
		all = append(all, herald.NewWebhook(o.Webhook, secret, road, now))
	}
	if o.BotChat != "" {
		token, err := o.token()
		if err != nil {
			return nil, Problem{"bot-token", err.Error(), ""}
		}
		all = append(all, herald.NewBot(o.Bot, token, o.BotChat, road))
	}
	return all, nil
}

// tells reports whether what is public in a talk is sent on.
func (o Outside) tells(talk string) bool { return len(o.Talks) == 0 || slices.Contains(o.Talks, talk) }

// publicPage is the address of the public page of a talk.
func (s *Server) publicPage(talk string) string {
	return s.base.JoinPath("talks", url.PathEscape(talk), "public").String()
}

// carry sends on what is public, until ctx is done.
func (s *Server) carry(ctx context.Context) {
	h := s.take()
	defer h.giveBack()
	if h.news != nil {
		h.news.Run(ctx)
	}
}
