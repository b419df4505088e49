package talks

import (
	"strings"
	"testing"
	"time"
)

// It would fail if a tick were taken after the time that was set, or a result were
// found of ticks that not all had sealed by then; or if anybody's ticks were needed
// to close it.
func TestBlindAcceptanceHasAnEnd(t *testing.T) {
	p := newPlayer(t)
	p.begin("north", "south")
	packages := [][]Item{{{"toll", []string{"20"}}}, {{"toll", []string{"40"}}}}
	salt, order := strings.Repeat("5a", 16), []int{2, 1}
	put := Act{Do: DoBlind, Packages: packages, Hash: CommitOrder(salt, order), Expires: p.now}
	p.no(BlindInTime, "m", put)
	put.Expires = p.now.Add(10 * time.Minute)
	p.do("m", put)
	id := "b1"
	ticks := map[string][]int{"north": {1, 2}, "south": {2}}
	seal := func(party string) Act {
		return Act{Do: DoTick, Blind: id, Hash: CommitTicks(id, party, salt, ticks[party]), Told: true}
	}
	p.do("n", seal("north"))
	p.no(BlindAll, "m", Act{Do: DoReveal, Blind: id, Order: order, Salt: salt}) // there is time left
	p.now = put.Expires
	p.no(BlindInTime, "s", seal("south"))
	p.no(BlindOrder, "m", Act{Do: DoReveal, Blind: id, Order: []int{1, 2}, Salt: salt}) // the order is shown in any case
	p.do("m", Act{Do: DoReveal, Blind: id, Order: order, Salt: salt})                   // with nobody's ticks opened
	if b := p.s.Blinds[0]; !b.Done || !b.Lapsed || b.Common != 0 {
		t.Errorf("it is %+v", b)
	}

	// Who has ticked in time has a result, also when it is found later.
	put.Expires, id = p.now.Add(time.Minute), "b2"
	p.do("m", put)
	p.do("n", seal("north"))
	p.do("s", seal("south"))
	p.now = put.Expires.Add(time.Hour)
	c := p.command("m", Act{Do: DoReveal, Blind: id, Order: order, Salt: salt})
	c.Opened = []Ticks{{"north", salt, ticks["north"]}, {"south", salt, ticks["south"]}}
	if err := p.try(c); err != nil {
		t.Fatal(err)
	}
	if b := p.s.Blinds[1]; !b.Done || b.Lapsed || b.Common != 2 {
		t.Errorf("it is %+v", b)
	}
}
