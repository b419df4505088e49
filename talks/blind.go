package talks

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"parley/phrase"
)

// CommitOrder returns the commitment to the order in which a blind acceptance
// looks for a common package: the numbers of all packages, from 1. The salt is
// 32 hexadecimal digits or more, drawn at random: there are few orders, and
// without it they could be tried one by one.
func CommitOrder(salt string, order []int) string { return commit("order", "", "", salt, order) }

// CommitTicks returns the commitment to the packages that a party ticked, in
// rising order, under a salt as for CommitOrder.
func CommitTicks(blind, party, salt string, ticks []int) string {
	return commit("ticks", blind, party, salt, ticks)
}

// commit hashes its parts, none of which holds a line break.
func commit(what, blind, party, salt string, numbers []int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "parley %s\n%s\n%s\n%s\n%d\n", what, blind, party, salt, numbers))
	return hex.EncodeToString(sum[:])
}

func salted(salt string) bool {
	return len(salt) >= 32 && len(salt) <= MaxName && !slices.ContainsFunc([]byte(salt), func(c byte) bool { return (c < '0' || c > '9') && (c < 'a' || c > 'f') })
}

// blind puts packages to blind acceptance.
func (d *decision) blind() {
	s, c := d.s, d.c
	d.chair()
	d.must(FormBounds, 2 <= len(c.Packages) && len(c.Packages) <= MaxBlind, "blind.packages", len(c.Packages), MaxBlind)
	d.must(BlindOrder, c.Hash != "", "blind.order.none")
	d.must(FormBounds, len(s.Blinds) < MaxRecords, "many")
	d.must(BlindInTime, c.Expires.IsZero() || c.Expires.After(c.At), "blind.passed", phrase.Time(c.Expires))
	for _, items := range c.Packages {
		d.items(items)
	}
	e := d.happens()
	e.number(blinds, len(s.Blinds))
	e.Infer = BlindTells(len(s.Required()), len(c.Packages))
}

// allTicked reports whether every party whose consent counts has.
func (s *State) allTicked(b *Blind) bool {
	return !slices.ContainsFunc(s.Required(), func(party string) bool {
		return !slices.ContainsFunc(b.Sheets, func(m Sheet) bool { return m.Party == party })
	})
}

// vote finds a blind acceptance that has no result yet.
func (d *decision) vote() Blind {
	b := named(d, d.s.Blinds, blinds, d.c.Blind, "blind.none")
	d.must(FormOnce, !b.Done, "blind.done", d.c.Blind)
	return b
}

// tick seals which packages a party could live with. It is no consent.
func (d *decision) tick() {
	b := d.vote()
	d.head()
	d.must(BlindInTime, b.Expires.IsZero() || d.c.At.Before(b.Expires), "blind.over", phrase.Time(b.Expires))
	d.must(BlindTold, d.c.Told, "blind.read")
	d.must(FormFields, d.c.Hash != "", "hash.none")
	d.must(FormOnce, !slices.ContainsFunc(b.Sheets, func(m Sheet) bool { return m.Party == d.who.Party }), "party.ticked", d.who.Party)
	d.happens()
}

// reveal finds the first package of the order that everybody ticked; none where
// the time was over before everybody had.
func (d *decision) reveal() {
	c, b := d.c, d.vote()
	d.chair()
	d.must(BlindOrder, salted(c.Salt) && CommitOrder(c.Salt, c.Order) == b.Order, "blind.order.other")
	sorted := slices.Sorted(slices.Values(c.Order))
	d.must(BlindOrder, len(sorted) > 0 && len(sorted) == len(b.Packages) && sorted[0] == 1 && sorted[len(sorted)-1] == len(sorted) && len(slices.Compact(sorted)) == len(c.Order), "blind.order.once")
	if !b.Expires.IsZero() && !c.At.Before(b.Expires) && !d.s.allTicked(&b) {
		d.happens() // it is over: there is no result, and nobody's ticks are opened
		return
	}
	for _, party := range d.s.Required() {
		d.must(BlindAll, slices.ContainsFunc(b.Sheets, func(m Sheet) bool { return m.Party == party }), "party.waits", party)
	}
	count := make([]int, len(b.Packages)+1)
	for _, party := range d.s.Required() {
		sheet := slices.IndexFunc(b.Sheets, func(m Sheet) bool { return m.Party == party })
		opened := slices.IndexFunc(c.Opened, func(t Ticks) bool { return t.Party == party })
		if d.err != nil || sheet < 0 {
			return
		}
		d.must(BlindTicks, opened >= 0, "blind.unopened", party)
		if opened < 0 {
			return
		}
		t := c.Opened[opened]
		d.must(BlindTicks, salted(t.Salt) && CommitTicks(b.ID, party, t.Salt, t.Ticks) == b.Sheets[sheet].Hash, "blind.others", party)
		for i, n := range t.Ticks {
			ok := 1 <= n && n <= len(b.Packages) && (i == 0 || t.Ticks[i-1] < n)
			d.must(BlindTicks, ok, "blind.number", party, n)
			if ok {
				count[n]++
			}
		}
	}
	if d.err != nil {
		return
	}
	e := d.happens()
	for _, n := range c.Order {
		if count[n] == len(d.s.Required()) {
			e.Common = n
			break
		}
	}
}

// foretell says what a release will tell, before it is made.
func (d *decision) foretell() {
	s := d.s
	d.chair()
	q := d.question()
	n := s.meeting()
	d.must(OrderRound, n > 0, "round.none")
	d.locked()
	d.must(FormOnce, !slices.ContainsFunc(s.Releases, func(r Release) bool { return r.Question == q.ID && r.Round == n }), "release.said")
	d.must(FormBounds, len(s.Releases) < MaxRecords, "many")
	d.happens().Infer = ReleaseTells(q.Ask, len(s.Required()))
}

// question finds a question that may still be released.
func (d *decision) question() Question {
	i := slices.IndexFunc(d.s.Rules.Questions, func(q Question) bool { return q.ID == d.c.Question })
	d.must(ReleaseFixed, i >= 0, "release.none", phrase.Quote(d.c.Question))
	d.must(ReleaseOnce, !slices.ContainsFunc(d.s.Releases, func(r Release) bool { return r.Question == d.c.Question && r.Done }), "release.done", phrase.Quote(d.c.Question))
	if i < 0 {
		return Question{}
	}
	return d.s.Rules.Questions[i]
}

// locked demands positions of every party whose consent counts, locked.
func (d *decision) locked() {
	s := d.s
	n := s.meeting()
	d.must(ReleaseLocked, n > 0 && s.Rounds[n-1].Locked, "release.lock")
	for _, party := range s.Required() {
		d.must(ReleaseLocked, slices.ContainsFunc(s.Positions, func(p Submission) bool { return p.Party == party }), "release.missing")
	}
}

// release gives an answer of the engine to all parties together, once.
func (d *decision) release() {
	s := d.s
	d.chair()
	q := d.question()
	n := s.meeting()
	d.must(OrderRound, n > 0, "round.none")
	d.locked()
	d.must(ReleaseTold, slices.ContainsFunc(s.Releases, func(r Release) bool { return r.Question == q.ID && r.Round == n }), "release.foretell")
	d.must(FormFields, d.c.Says != "" && d.c.Hash != "", "release.empty")
	d.happens()
}
