package server

import (
	"net/url"
	"testing"

	"parley/talks"
)

// Two servers on the same folder: who is signed in at one is at the other, and
// hears there of what was done here.
func TestReplicas(t *testing.T) {
	x, chair := convened(t, nil)
	x.seat(chair, "ann", "north", talks.Head)
	ann := x.come(x.invite("spring", "ann"))
	y := start(t, func(c *Config) { c.Data, c.Now = x.c.Data, x.clock.Now })
	at, err := url.Parse(y.URL())
	if err != nil {
		t.Fatal(err)
	}
	here, _ := url.Parse(x.URL())
	ann.Jar.SetCookies(at, ann.Jar.Cookies(here))
	y.want(y.ask(ann, "GET", "/talks/spring/board", nil), 200, "Person ann")
	news := y.stream(ann, "")
	if got := nextEvent(news); got != "2" {
		t.Errorf("the talks are at event %s", got)
	}
	x.seat(chair, "bob", "south", talks.Head)
	if got := nextEvent(news); got != "3" {
		t.Errorf("the talks are at event %s", got)
	}
	all, err := x.house.door.Sessions(t.Context(), "spring", "ann")
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	if err := x.house.door.Revoke(t.Context(), "spring", all[0].ID); err != nil {
		t.Fatal(err)
	}
	y.want(y.ask(ann, "GET", "/talks/spring/board", nil), 404)
}
