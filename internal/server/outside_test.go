package server

import (
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"parley"
	"parley/internal/demo"
	"parley/internal/secretariat"
	"parley/talks"
)

// outside is a webhook's receiver and a messenger at once.
type outside struct {
	*httptest.Server
	mu  sync.Mutex
	all []string // bodies
}

func newOutside(t *testing.T) *outside {
	o := &outside{}
	o.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		o.mu.Lock()
		defer o.mu.Unlock()
		o.all = append(o.all, string(body))
		_, _ = io.WriteString(w, `{"ok":true}`)
	}))
	t.Cleanup(o.Close)
	return o
}

// until waits for two bodies, the webhook's and the bot's, that hold the words.
func (o *outside) until(t *testing.T, words string) []string {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		o.mu.Lock()
		all := append([]string(nil), o.all...)
		o.mu.Unlock()
		n := 0
		for _, body := range all {
			if strings.Contains(body, words) {
				n++
			}
		}
		if n >= 2 {
			return all
		}
	}
	t.Fatalf("nobody was told of %q within a minute", words)
	return nil
}

func secretFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const (
	hookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"
	botToken   = "123456:canary-token\n"
)

// It would fail if anything left the server by webhook or bot that the rules do not
// make public: what is sealed, who somebody is, words of the text, proposals; or if
// a log told where it goes.
func TestNothingElseLeaves(t *testing.T) {
	to := newOutside(t)
	pool := x509.NewCertPool()
	pool.AddCert(to.Certificate())
	set := Outside{Webhook: to.URL + "/canary-path", WebhookSecret: secretFile(t, hookSecret), Bot: to.URL, BotToken: secretFile(t, botToken), BotChat: "@canary_chat",
		Networks: []string{"127.0.0.1"}, roots: pool, every: 5 * time.Millisecond}
	x := start(t, func(c *Config) { c.Outside = set })
	put := func(at time.Time) {
		x.clock.mu.Lock()
		defer x.clock.mu.Unlock()
		x.clock.now = at
	}
	if err := demo.Play(t.Context(), x.house.talks, x.clock.Now(), put); err != nil {
		t.Fatal(err)
	}
	do := func(act talks.Act, says string) {
		t.Helper()
		state, err := x.house.talks.State(t.Context(), demo.Talk)
		if err != nil {
			t.Fatal(err)
		}
		ask := secretariat.Ask{Command: talks.Command{Act: act, Saw: state.Seq}}
		if says != "" {
			ask.Content = &secretariat.Content{Says: says}
		}
		if _, err := x.house.talks.Do(t.Context(), demo.Talk, ask); err != nil {
			t.Fatal(err)
		}
	}
	do(talks.Act{Author: "head-russia", Do: talks.DoNote, Party: "russia", Grade: parley.GradeMediator}, "canary-note")
	do(talks.Act{Author: "mediator", Do: talks.DoNote, Party: "ukraine", Grade: parley.GradeMediator}, "canary-caucus")
	do(talks.Act{Author: "head-russia", Do: talks.DoMessage, From: "russia", To: []string{"ukraine"}}, "canary-message")
	do(talks.Act{Author: "mediator", Do: talks.DoState, Says: "canary-statement"}, "") // these rules do not publish them
	do(talks.Act{Author: "mediator", Do: talks.DoAdjourn}, "")
	do(talks.Act{Author: "mediator", Do: talks.DoRound, Date: "2027-01-31", Place: "The last place"}, "")

	all := to.until(t, "The last place")
	c, log, err := demo.Case()
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{"canary", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
	for _, p := range c.Positions {
		for _, d := range p.Demands() {
			secrets = append(secrets, d.Because, d.Basis)
		}
		for _, i := range p.Interests {
			secrets = append(secrets, i.Text)
		}
	}
	for _, op := range log {
		for _, words := range op.Words {
			secrets = append(secrets, words)
		}
	}
	state, err := x.house.talks.State(t.Context(), demo.Talk)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range state.Proposals {
		secrets = append(secrets, p.Says)
	}
	n := 0
	for _, body := range all {
		body = strings.ReplaceAll(body, `"chat_id":"@canary_chat"`, "") // how a bot is told where to write
		for _, s := range secrets {
			quoted, _ := json.Marshal(s)
			if s != "" && strings.Contains(body, strings.Trim(string(quoted), `"`)) {
				t.Errorf("%q left: %s", s, body)
			}
			n++
		}
		for _, p := range state.People {
			if regexp.MustCompile(`\b` + p.Name + `\b`).MatchString(body) {
				t.Errorf("the name %s left: %s", p.Name, body)
			}
		}
	}
	if n < 100 || len(all) < 4 {
		t.Errorf("%d comparisons of %d bodies: nothing was looked for", n, len(all))
	}
	if err := x.stop(); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"canary", "127.0.0.1:" + to.URL[strings.LastIndex(to.URL, ":")+1:], demo.Talk, "The last place"} {
		if strings.Contains(x.log.String(), s) {
			t.Errorf("the log says %q:\n%s", s, x.log)
		}
	}
}

// Who has a seat is told that what is public goes on to others; a visitor needs not
// be.
func TestCarriedIsSaid(t *testing.T) {
	to := newOutside(t)
	x, chair := convened(t, func(c *Config) {
		c.Outside = Outside{Webhook: to.URL, WebhookSecret: secretFile(t, hookSecret), Networks: []string{"127.0.0.1"}, Talks: []string{"spring"}}
	})
	x.want(x.ask(chair, "GET", "/talks/spring/rules", nil), 200, "sends it on to others as well: <bdi>another program (webhook)</bdi>")
	y, other := convened(t, nil)
	if said := y.ask(other, "GET", "/talks/spring/rules", nil); strings.Contains(said.undrawn(), "webhook") || !strings.Contains(said.body, "public page and in its feed") {
		t.Error("it says that something is sent on, and nothing is")
	}
}

func TestOutsideCheck(t *testing.T) {
	secret, token := secretFile(t, hookSecret), secretFile(t, botToken)
	loose := secretFile(t, hookSecret)
	if err := os.Chmod(loose, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		set  Outside
		demo bool
		want string // how each problem begins, a line each
	}{
		"none":               {},
		"both":               {set: Outside{Webhook: "https://hooks.example.org/a?b=c", WebhookSecret: secret, Bot: "https://api.telegram.org", BotToken: token, BotChat: "-100"}},
		"usual bot":          {set: Outside{Bot: "https://api.telegram.org"}},
		"demonstration":      {set: Outside{Webhook: "https://hooks.example.org", WebhookSecret: secret}, demo: true, want: "webhook: the demonstration"},
		"no address":         {set: Outside{Webhook: "hooks", WebhookSecret: secret}, want: "webhook: it does not begin"},
		"no TLS":             {set: Outside{Webhook: "http://hooks.example.org", WebhookSecret: secret}, want: "webhook: hooks.example.org has no TLS"},
		"password":           {set: Outside{Webhook: "https://a:canary@hooks.example.org", WebhookSecret: secret}, want: "webhook: it holds a name"},
		"private":            {set: Outside{Webhook: "https://169.254.169.254/canary", WebhookSecret: secret}, want: "webhook: 169.254.169.254 is not a public address"},
		"this machine":       {set: Outside{Webhook: "http://localhost:9/", WebhookSecret: secret}, want: "webhook: localhost is not a public address"},
		"allowed":            {set: Outside{Webhook: "http://localhost:9/", WebhookSecret: secret, Networks: []string{"127.0.0.0/8"}}},
		"rubbish of network": {set: Outside{Networks: []string{"here"}}, want: `announce-to: "here" is no network`},
		"no secret":          {set: Outside{Webhook: "https://hooks.example.org"}, want: "webhook-secret: without a secret"},
		"no such file":       {set: Outside{Webhook: "https://hooks.example.org", WebhookSecret: secret + "x"}, want: "webhook-secret: " + secret + "x: no such file"},
		"a secret for all":   {set: Outside{Webhook: "https://hooks.example.org", WebhookSecret: loose}, want: "webhook-secret: " + loose + ": everybody"},
		"a token as secret":  {set: Outside{Webhook: "https://hooks.example.org", WebhookSecret: token}, want: "webhook-secret: " + token + ": a secret begins with whsec_"},
		"secret alone":       {set: Outside{WebhookSecret: secret}, want: "webhook-secret: there is no address"},
		"no token":           {set: Outside{Bot: "https://api.telegram.org", BotChat: "@a"}, want: "bot-token: a bot needs"},
		"bad token":          {set: Outside{Bot: "https://api.telegram.org", BotChat: "@a", BotToken: secretFile(t, "a b")}, want: "bot-token: "},
		"token alone":        {set: Outside{BotToken: token}, want: "bot-token: there is no chat"},
		"bad chat":           {set: Outside{Bot: "https://api.telegram.org", BotChat: "a b", BotToken: token}, want: `bot-chat: "a b" is no chat`},
		"language":           {set: Outside{Language: "xx"}, want: `announce-language: "xx" is none of en, fr`},
	} {
		t.Run(name, func(t *testing.T) {
			all := x.set.check(x.demo)
			switch {
			case x.want == "" && len(all) == 0:
			case len(all) != 1 || !strings.HasPrefix(all[0].Error(), x.want) || x.want == "" || strings.Contains(all[0].Error(), "canary"):
				t.Errorf("%v, and not %q", all, x.want)
			}
		})
	}
}
