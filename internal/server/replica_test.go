package server

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"parley/internal/database/databasetest"
	"parley/talks"
)

// Two servers on the same folder and database, of either kind: who is signed in at one is at the other, and
// hears there of what was done here.
func TestReplicas(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { replicas(t, "") })
	t.Run("postgres", func(t *testing.T) { replicas(t, databasetest.Postgres(t).Database(t)) })
}

func replicas(t *testing.T, where string) {
	x, chair := convened(t, func(c *Config) { c.Database = where })
	x.seat(chair, "ann", "north", talks.Head)
	ann := x.come(x.invite("spring", "ann"))
	y := start(t, func(c *Config) { c.Data, c.Database, c.Now = x.c.Data, where, x.clock.Now })
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
	// What is typed at one is found at the other.
	const typed = `{"says":"We would"}`
	x.want(x.ask(ann, "PUT", "/desk/spring/f", nil, func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(typed)), int64(len(typed))
	}), 200)
	y.want(y.ask(ann, "GET", "/desk/spring/f", nil), 200, "We would")
	if err := y.house.desk.Sweep(t.Context()); err != nil {
		t.Error(err)
	}
	if err := y.house.door.Sweep(t.Context()); err != nil {
		t.Error(err)
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
