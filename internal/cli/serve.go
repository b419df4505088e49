package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"parley/internal/auth"
	"parley/internal/server"
)

type serveCommand struct {
	Listen   string `env:"PARLEY_LISTEN" default:"127.0.0.1:7007" placeholder:"ADDRESS" help:"Address and port to listen on (${default})."`
	Public   string `env:"PARLEY_PUBLIC" placeholder:"URL" help:"The address at which browsers reach this server, if it is another: that of a proxy."`
	TLSCert  string `name:"tls-cert" env:"PARLEY_TLS_CERT" placeholder:"FILE" help:"The certificate, and those above it. Read again when it changes."`
	TLSKey   string `name:"tls-key" env:"PARLEY_TLS_KEY" placeholder:"FILE" help:"The key of the certificate."`
	Data     string `env:"PARLEY_DATA" default:"parley-data" placeholder:"FOLDER" help:"Where keys and talks are kept (${default}); it is made for you alone."`
	Database string `env:"PARLEY_DATABASE" placeholder:"URL" help:"PostgreSQL, as postgres://…; else SQLite, in the folder."`
	Metrics  string `env:"PARLEY_METRICS" placeholder:"ADDRESS" help:"Address and port for the metrics of Prometheus; else there are none."`

	Webhook          string   `env:"PARLEY_WEBHOOK" placeholder:"URL" help:"Where to post, as signed JSON, what the parties let anybody see. Without this and --bot-chat the server sends nothing to anybody."`
	WebhookSecret    string   `name:"webhook-secret" env:"PARLEY_WEBHOOK_SECRET" placeholder:"FILE" help:"The secret by which posts are signed: whsec_ and base64."`
	Bot              string   `env:"PARLEY_BOT" default:"https://api.telegram.org" placeholder:"URL" help:"The API by which a messaging bot writes (${default})."`
	BotToken         string   `name:"bot-token" env:"PARLEY_BOT_TOKEN" placeholder:"FILE" help:"The token of the bot."`
	BotChat          string   `name:"bot-chat" env:"PARLEY_BOT_CHAT" placeholder:"CHAT" help:"The chat in which the bot writes what the parties let anybody see: a number, or @ and a channel's name."`
	Announce         []string `env:"PARLEY_ANNOUNCE" placeholder:"TALK" help:"Send on what is public of this talk, and of no other. May be repeated."`
	AnnounceTo       []string `name:"announce-to" env:"PARLEY_ANNOUNCE_TO" placeholder:"NETWORK" help:"A private network, or an address in one, in which webhook and bot may be. May be repeated."`
	AnnounceLanguage string   `name:"announce-language" env:"PARLEY_ANNOUNCE_LANGUAGE" default:"en" placeholder:"LANGUAGE" help:"The language of what is sent on (${default})."`

	Proxy          []string      `env:"PARLEY_PROXY" placeholder:"NETWORK" help:"A proxy, or a network of them, that says for whom it asks. May be repeated."`
	SessionIdle    time.Duration `env:"PARLEY_SESSION_IDLE" default:"${session_idle}" placeholder:"TIME" help:"How long a session lasts unused (${default})."`
	SessionLife    time.Duration `env:"PARLEY_SESSION_LIFE" default:"${session_life}" placeholder:"TIME" help:"How long a session lasts at most (${default})."`
	InvitationLife time.Duration `env:"PARLEY_INVITATION_LIFE" default:"${invitation_life}" placeholder:"TIME" help:"How long an invitation can be used (${default})."`
	Log            string        `env:"PARLEY_LOG" enum:"text,json,off" default:"text" placeholder:"FORM" help:"The log, on standard error: text, json or off (${default})."`
	Link           bool          `env:"PARLEY_LINK" default:"true" negatable:"" help:"Print a link that signs you in."`
	Demo           bool          `env:"PARLEY_DEMO" help:"Show an example with invented people, and be any of them. Nothing of it is kept."`

	Config      string `env:"PARLEY_CONFIG" placeholder:"FILE" help:"A YAML file with any of these settings, named as here."`
	Check       bool   `help:"Say what is wrong with the settings, and do no more."`
	PrintConfig bool   `help:"Print the settings as such a file, with what each means and where it comes from."`

	settings settings
}

// serveDefaults are the defaults that other packages define.
func serveDefaults() kong.Vars {
	return kong.Vars{
		"session_idle": plainTime(auth.DefaultIdle), "session_life": plainTime(auth.DefaultLife), "invitation_life": plainTime(auth.DefaultInvitation),
	}
}

// plainTime writes a time without the zeros behind it: 12h and not 12h0m0s.
func plainTime(d time.Duration) string {
	s := d.String()
	for _, end := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(s, end) {
			s = s[:len(s)-2]
		}
	}
	return s
}

// Help is shown under the command's help.
func (serveCommand) Help() string {
	return "What is not given on the command line is taken from the environment (PARLEY_LISTEN for --listen, and so on), " +
		"then from the file, then as it is usual. The master key of all keys is taken from PARLEY_MASTER_KEY_FILE or PARLEY_MASTER_KEY, and else lies in the folder. " +
		"An interrupt ends the server in order; a second one ends it at once."
}

// BeforeResolve reads the file of settings, for what the command line and the
// environment do not say.
func (c *serveCommand) BeforeResolve(ctx *kong.Context) error {
	c.settings = settings{context: ctx}
	for _, f := range ctx.Selected().Flags {
		if f.Name == "config" {
			if name, _ := ctx.FlagValue(f).(string); name != "" {
				if err := c.settings.read(name); err != nil {
					return err
				}
			}
		}
	}
	ctx.AddResolver(&c.settings)
	return nil
}

func (c *serveCommand) config(p *program) server.Config {
	return server.Config{
		Listen: c.Listen, Public: c.Public, Cert: c.TLSCert, Key: c.TLSKey, Data: c.Data, Database: c.Database, Metrics: c.Metrics, Proxies: c.Proxy,
		Idle: c.SessionIdle, Life: c.SessionLife, Invitation: c.InvitationLife, Demo: c.Demo,
		Outside: server.Outside{Webhook: c.Webhook, WebhookSecret: c.WebhookSecret, Bot: c.Bot, BotToken: c.BotToken, BotChat: c.BotChat,
			Talks: c.Announce, Networks: c.AnnounceTo, Language: c.AnnounceLanguage},
		Getenv: p.getenv, Log: p.logger(c.Log),
	}
}

// logger writes to standard error.
func (p *program) logger(form string) *slog.Logger {
	switch form {
	case "json":
		return slog.New(slog.NewJSONHandler(p.err, nil))
	case "text":
		return slog.New(slog.NewTextHandler(p.err, nil))
	}
	return slog.New(slog.DiscardHandler)
}

// Run serves until somebody interrupts it.
func (c *serveCommand) Run(ctx context.Context, p *program) error {
	if c.PrintConfig {
		return c.settings.print(p.out)
	}
	config := c.config(p)
	problems := config.Check()
	if c.Check {
		return c.report(p, append(problems, free(config)...))
	}
	if len(problems)+len(c.settings.faults) > 0 {
		return c.report(p, problems)
	}
	ctx, stop := interruptible(ctx, 0)
	defer stop()
	s, err := server.Open(ctx, config)
	var problem server.Problem
	switch {
	case errors.As(err, &problem):
		return c.report(p, []server.Problem{problem})
	case err != nil:
		return wrong("%s", err)
	}
	if err := c.welcome(ctx, p, s); err != nil {
		return errors.Join(wrong("%s", err), s.Close())
	}
	if err := s.Serve(ctx); err != nil {
		return wrong("%s", err)
	}
	return nil
}

// welcome says where the talks are to be found. The link is all that stands on
// its line, to be copied whole.
func (c *serveCommand) welcome(ctx context.Context, p *program, s *server.Server) error {
	switch {
	case c.Demo:
		fmt.Fprintf(p.out, "A demonstration, with invented people. Open this in a browser of this machine:\n\n  %s\n\n", s.URL())
	case c.Link:
		link, err := s.Link(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(p.out, "Parley serves at %s, and keeps talks in %s.\nThis link signs you in. It works once, in one browser, within %s:\n\n  %s\n\n", s.URL(), c.Data, plainTime(c.InvitationLife), link)
	default:
		fmt.Fprintf(p.out, "Parley serves at %s, and keeps talks in %s.\n", s.URL(), c.Data)
	}
	if at := s.MetricsURL(); at != "" {
		fmt.Fprintf(p.out, "Metrics: %s\n", at)
	}
	return nil
}

// report says what is wrong with the settings, each with where it comes from.
func (c *serveCommand) report(p *program, problems []server.Problem) error {
	all := c.settings.faults
	for _, x := range problems {
		all = append(all, fault{c.settings.source(x.Setting), x})
	}
	if len(all) == 0 {
		fmt.Fprintln(p.out, "nothing is wrong with the settings")
		return nil
	}
	for _, x := range all {
		fmt.Fprintf(p.err, "%s: %s\n", x.place, x.Says)
		if x.Hint != "" {
			fmt.Fprintf(p.err, "  hint: %s\n", x.Hint)
		}
	}
	return &failure{status: statusUsage, text: count(len(all), "setting is", "settings are") + " not as they have to be",
		hints: []string{"parley serve --print-config shows all settings and where each comes from"}}
}

// free tries whether the addresses can be listened on.
func free(c server.Config) []server.Problem {
	var all []server.Problem
	for _, at := range []struct{ setting, address string }{{"listen", c.Listen}, {"metrics", c.Metrics}} {
		if _, _, err := net.SplitHostPort(at.address); err != nil {
			continue // none, or said already
		}
		l, err := net.Listen("tcp", at.address)
		if err != nil {
			all = append(all, server.Problem{Setting: at.setting, Says: "cannot listen on " + at.address + " now", Hint: "another program may be using it, or this one is running already"})
			continue
		}
		_ = l.Close()
	}
	return all
}
