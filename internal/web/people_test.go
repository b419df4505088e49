package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parley/internal/auth"
)

// porch is a door that remembers for whom links were made, and who is in.
type porch struct {
	in    map[string]bool
	links []string
	ended []string
}

func (d *porch) Invite(_ context.Context, _, person string) (string, error) {
	d.links = append(d.links, person)
	return "https://talks.example/in/secret-of-" + person, nil
}

func (d *porch) Sessions(_ context.Context, _, person string) ([]auth.Session, error) {
	if !d.in[person] {
		return nil, nil
	}
	return []auth.Session{{ID: "session-of-" + person, Person: person, Device: auth.Device{Browser: "Firefox", System: "Android"}}}, nil
}

func (d *porch) Revoke(_ context.Context, _, session string) error {
	d.ended = append(d.ended, session)
	return nil
}

func (d *porch) RevokeAll(_ context.Context, _, person string) error {
	d.ended = append(d.ended, "all of "+person)
	return nil
}

// Whoever opens a link is that person, and a head alone consents: so a mediator
// makes links for a delegation only as long as nobody of that seat is in, and
// nobody makes them for another delegation.
func TestWhoMakesLinks(t *testing.T) {
	h := spring(t).agreed(t)
	door := &porch{in: map[string]bool{"ann": true}}
	site, err := New(Config{House: h, Door: door, Now: h.clock, Who: func(ctx context.Context) (string, string, bool) {
		p, _ := ctx.Value(signedIn{}).(string)
		return "spring", p, p != ""
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		who, whom string
		may       bool
	}{
		{"chair", "sam", true},   // the first head, who is not in yet
		{"chair", "ann", false},  // who is in already
		{"chair", "nia", false},  // a delegate: her own head does
		{"chair", "olu", true},   // an observer
		{"ann", "nia", true},     // her own delegate
		{"ann", "ann", true},     // another browser of her own
		{"ann", "sam", false},    // the other side
		{"nia", "ann", false},    // her own head
		{"olu", "chair", false},  // the mediator
		{"sam", "nobody", false}, // nobody at all
	} {
		b := browser{t, site, x.who, ""}
		before := len(door.links)
		code, body, _ := b.ask("POST", "/talks/spring/people", url.Values{"make": {"link"}, "person": {x.whom}, "form": {"link-" + x.whom}})
		made := len(door.links) > before
		if made != x.may || made != strings.Contains(body, "secret-of-"+x.whom) || made != (code == http.StatusOK) {
			t.Errorf("%s for %s: made %v, status %d", x.who, x.whom, made, code)
		}
		if offered := strings.Contains(b.get("/talks/spring/people"), `id="link-`+x.whom+`"`); offered != x.may {
			t.Errorf("%s is offered a link for %s: %v", x.who, x.whom, offered)
		}
	}
	// What is shown once is in no page and no address afterwards.
	if strings.Contains(browser{t, site, "ann", ""}.get("/talks/spring/people"), "secret-of") {
		t.Error("a link is shown twice")
	}
	// One ends one's own sessions, and nobody else's.
	if code, _, _ := (browser{t, site, "nia", ""}).ask("POST", "/talks/spring/people", url.Values{"make": {"end"}, "session": {"session-of-ann"}}); code == http.StatusSeeOther {
		t.Error("somebody ended another's session")
	}
	if code, _, _ := (browser{t, site, "ann", ""}).ask("POST", "/talks/spring/people", url.Values{"make": {"end"}, "session": {"session-of-ann"}}); code != http.StatusSeeOther || len(door.ended) != 1 {
		t.Errorf("her own session: status %d, ended %v", code, door.ended)
	}
	// A seat that is given on is no seat of the one who had it.
	browser{t, site, "ann", ""}.sent("/talks/spring/people", "replace-nia", url.Values{"with": {"eva"}, "name": {"Eva"}, "because": {"Nia has left."}})
	if p, _ := h.state(t).Person("nia"); !p.Removed {
		t.Error("nobody was replaced")
	}
	if code, _, _ := (browser{t, site, "nia", ""}).ask("GET", "/talks/spring/board", nil); code != http.StatusNotFound {
		t.Errorf("who has left sees the board: status %d", code)
	}
}
