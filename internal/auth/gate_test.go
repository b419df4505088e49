package auth

import (
	"net/netip"
	"testing"
	"time"
)

func TestGuessingIsSlow(t *testing.T) {
	f := newFixture(t)
	good, c := f.invite("spring", "ann"), browser()
	for n := range triesAtOnce {
		at := "/in/" + secret()
		if n%2 == 0 {
			at = "/in/short"
		}
		f.want(c, "GET", at, 404, "refused: there is no such invitation")
	}
	f.want(c, "GET", "/in/"+secret(), 429, "refused: too many")
	f.want(c, "GET", good, 200, "confirm") // others behind the same address shut nobody out
	f.address = "192.0.2.2"
	f.want(c, "GET", good, 200, "confirm")
	f.address = "192.0.2.1"
	f.clock = f.clock.Add(tryEvery)
	f.want(c, "GET", "/in/"+secret(), 404, "refused")
	f.want(c, "GET", "/in/"+secret(), 429, "refused")
}

func TestGateForgets(t *testing.T) {
	g, now := newGate(), time.Unix(0, 0)
	address := func(n int) netip.Addr {
		return netip.AddrFrom16([16]byte{0x20, 1, byte(n >> 16), byte(n >> 8), byte(n), 0, 0, 0, 1, byte(n)})
	}
	for n := range 3 * maxNetworks {
		g.failed(address(n), now)
		if len(g.tries) > maxNetworks {
			t.Fatalf("%d networks are remembered", len(g.tries))
		}
	}
	if network(netip.MustParseAddr("2001:db8::1")) != network(netip.MustParseAddr("2001:db8::ffff:0:0:1")) {
		t.Error("one subscriber has many networks")
	}
	if network(netip.MustParseAddr("::ffff:192.0.2.1")) != network(netip.MustParseAddr("192.0.2.1")) {
		t.Error("one address of version 4 counts twice")
	}
	if network(netip.MustParseAddr("2001:db8::1")) == network(netip.MustParseAddr("2001:db8:0:1::1")) {
		t.Error("two subscribers are one")
	}
	g.failed(netip.Addr{}, now) // from nowhere: no panic

	// Room is made by those who may try as they like again, and not by who may not.
	g = newGate()
	for n := range maxNetworks {
		g.failed(address(n), now)
	}
	now = now.Add(time.Hour)
	for range triesAtOnce {
		g.failed(address(0), now)
	}
	g.failed(address(maxNetworks), now)
	if g.wait(address(0), now) == 0 {
		t.Error("who tried too often is forgotten with the others")
	}
}
