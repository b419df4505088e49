package audit

import (
	"math/big"
	"slices"

	"parley"
	"parley/bargain"
	"parley/bargain/oracle"
)

// zone checks who accepts what: each count against the witnesses, and the
// counts against each other.
func (k *auditor) zone() {
	z := k.a.Zone
	if z == nil {
		return
	}
	k.reach(z)
	k.open(z)
	if _, asked := k.a.Certificates[bargain.AskZone]; !asked {
		return
	}
	var decided, guarantors []string // whose acceptance is known, and the other owners of issues
	for _, p := range k.c.Parties {
		_, stated := k.judge.Reservation(p.ID)
		owns := slices.ContainsFunc(k.c.Issues, func(i parley.Issue) bool { return i.By == p.ID })
		switch {
		case p.Consents() && stated:
			decided = append(decided, p.ID)
		case !p.Consents() && owns && !stated:
			guarantors = append(guarantors, p.ID)
		}
	}
	if !slices.Equal(z.Unconfirmed, guarantors) {
		k.wrong(bargain.AskZone, "unconfirmed are %v, and not %v", guarantors, z.Unconfirmed)
	}
	if n := k.c.Size(); n == nil != z.Total.Infinite() || n != nil && (!z.Total.Exact() || n.Cmp(z.Total.Int) != 0) {
		k.wrong(bargain.AskZone, "there are not %s packages", z.Total)
	}
	possible := k.among()
	in := func(w witness) bool {
		return !slices.ContainsFunc(k.parties, func(p string) bool { return w.says[p] != oracle.Yes })
	}
	k.count(bargain.AskZone, "the possible zone", z.Possible, len(possible))
	k.countIf(bargain.AskZone, "the zone", z.Count, possible, in)
	k.countIf(bargain.AskZone, "the confirmed zone", z.Confirmed, possible, func(w witness) bool {
		return in(w) && !slices.ContainsFunc(guarantors, func(g string) bool { return w.says[g] == oracle.Unknown })
	})
	k.atMost(z.Confirmed, z.Count, "the confirmed zone", "the zone")
	k.atMost(z.Count, z.Possible, "the zone", "the possible zone")
	if len(decided) == len(k.parties) && z.Count.String() != z.Possible.String() {
		k.wrong(bargain.AskZone, "every fallback is known, so the zone is the possible zone, and not %s of %s", z.Count, z.Possible)
	}
	verdict := func(party string, v oracle.Verdict) func(witness) bool {
		return func(w witness) bool { return w.says[party] == v }
	}
	for _, x := range z.Accepts {
		k.countIf(bargain.AskZone, "what "+x.Party+" accepts", x.Yes, k.witnesses, verdict(x.Party, oracle.Yes))
		k.countIf(bargain.AskZone, "what "+x.Party+" refuses", x.No, k.witnesses, verdict(x.Party, oracle.No))
		k.countIf(bargain.AskZone, "what "+x.Party+" leaves open", x.Unknown, k.witnesses, verdict(x.Party, oracle.Unknown))
		if n := k.c.Size(); n != nil {
			least, most := sums(x.Yes, x.No, x.Unknown)
			if least.Cmp(n) > 0 || most.Cmp(n) < 0 {
				k.wrong(bargain.AskZone, "what %s accepts, refuses and leaves open is not all there is", x.Party)
			}
		}
	}
	for _, x := range z.Pairs {
		k.countIf(bargain.AskZone, "what "+x.A+" and "+x.B+" accept", x.Both, k.witnesses, func(w witness) bool {
			return w.says[x.A] == oracle.Yes && w.says[x.B] == oracle.Yes
		})
		k.countIf(bargain.AskZone, "what "+x.A+" and "+x.B+" do not refuse", x.Possible, k.witnesses, func(w witness) bool {
			return w.says[x.A] != oracle.No && w.says[x.B] != oracle.No
		})
		k.atMost(z.Possible, x.Possible, "the possible zone", "what "+x.A+" and "+x.B+" do not refuse")
		for _, y := range z.Accepts {
			if y.Party == x.A || y.Party == x.B {
				k.atMost(x.Both, y.Yes, "what "+x.A+" and "+x.B+" accept", "what "+y.Party+" accepts")
			}
		}
	}
	if z.Example == nil && z.Possible.Least != nil && z.Possible.Least.Sign() > 0 || z.Example != nil && z.Possible.Zero() {
		k.wrong(bargain.AskZone, "an example and a count of %s do not go together", z.Possible)
	}
	k.proof(z)
}

// proof checks a weighing: that the weighed fallbacks add up to what is said,
// that nothing lawful adds up to more than is said, and that this is less.
func (k *auditor) proof(z *bargain.Zone) {
	p := z.Proof
	if p == nil {
		if z.Possible.Zero() && !k.complete {
			k.unchecked(bargain.AskZone, "that the zone is empty rests on a search, not on a weighing")
		}
		return
	}
	needed := parley.Int(0)
	weights := map[string]parley.Number{}
	for _, w := range p.Weights {
		r, stated := k.judge.Reservation(w.Party)
		_, twice := weights[w.Party]
		if w.Weight.Sign() <= 0 || !stated || twice || !slices.Contains(k.parties, w.Party) {
			k.wrong(bargain.AskZone, "the weighing gives %s a weight that means nothing", w.Party)
			return
		}
		weights[w.Party] = w.Weight
		needed = needed.Add(w.Weight.Mul(r))
	}
	if !needed.Equal(p.Needed) {
		k.wrong(bargain.AskZone, "the weighed fallbacks add up to %s and not to %s", needed, p.Needed)
	}
	if p.Most.Cmp(p.Needed) >= 0 || !z.Possible.Zero() {
		k.wrong(bargain.AskZone, "the weighing shows nothing, or that there is no zone where there is one")
	}
	switch most, state := k.greatest(weights, k.demands(k.norms())); {
	case state == unknown || state == above && most.Cmp(p.Most) > 0:
		k.unchecked(bargain.AskZone, "what the weighed utilities add up to at most: too many issues are tied")
	case state != nothing && most.Cmp(p.Most) > 0:
		k.wrong(bargain.AskZone, "the weighed utilities can add up to %s, which is more than %s", most, p.Most)
	}
}

// reach checks that no witness is beyond what a party can get.
func (k *auditor) reach(z *bargain.Zone) {
	for _, r := range z.Reach {
		q := slices.Index(k.parties, r.Party)
		if r.AtLeast.Cmp(r.Least) > 0 || r.AtMost.Cmp(r.Most) < 0 || r.Proven != (r.AtLeast.Equal(r.Least) && r.AtMost.Equal(r.Most)) {
			k.wrong(bargain.AskReach, "what %s can get, and the bounds on it, do not go together", r.Party)
		}
		for _, w := range k.among() {
			if q >= 0 && w.utility != nil && (w.utility[q].Cmp(r.AtLeast) < 0 || w.utility[q].Cmp(r.AtMost) > 0) {
				k.wrong(bargain.AskReach, "%s gets %s at %v, which is not within its reach", r.Party, w.utility[q], w.pkg)
				break
			}
		}
		if !k.complete {
			k.unchecked(bargain.AskReach, "that no package of the zone is beyond what the parties can reach")
		}
	}
}

// open checks that the choices of every issue are each listed once, that what
// a witness takes is not closed and, where all packages are known, that what
// is open is taken.
func (k *auditor) open(z *bargain.Zone) {
	if z.Open == nil {
		return
	}
	if len(z.Open) != len(k.c.Issues) {
		k.wrong(bargain.AskOpen, "%d of %d issues are listed", len(z.Open), len(k.c.Issues))
		return
	}
	possible := k.among()
	for n, x := range z.Open {
		issue := k.c.Issues[n]
		taken := map[string]bool{}
		for _, w := range possible {
			taken[w.pkg[issue.ID].String()] = true
		}
		listed := map[string]int{}
		for kind, spans := range [][]bargain.Span{x.Open, x.Closed, x.Undecided} {
			for _, s := range spans {
				for at := range k.counts[n] {
					c := issue.At(at)
					if !c.Equal(s.From) && (!issue.Numeric() || c.Number.Cmp(s.From.Number) < 0 || c.Number.Cmp(s.To.Number) > 0) {
						continue
					}
					listed[c.String()]++
					if is := taken[c.String()]; kind == 1 && is || kind == 0 && k.complete && !is {
						k.wrong(bargain.AskOpen, "whether %s of %s is open is not as some package shows", c, issue.ID)
					}
				}
			}
		}
		if x.Issue != issue.ID || len(listed) != k.counts[n] && k.counts[n] > 0 || k.proven(bargain.AskOpen) && len(x.Undecided) > 0 {
			k.wrong(bargain.AskOpen, "not every choice of %s is settled", issue.ID)
		}
		for c, times := range listed {
			if times > 1 {
				k.wrong(bargain.AskOpen, "%s of %s is listed twice", c, issue.ID)
			}
		}
	}
	if !k.complete {
		k.unchecked(bargain.AskOpen, "that no package of the zone takes a choice that is called closed")
	}
}

// count holds a count to the number of witnesses that are counted by it.
func (k *auditor) count(q bargain.Question, what string, c bargain.Count, witnesses int) {
	if !c.Exact() && c.Most == nil { // infinitely many, or any number
		if !k.continuous() {
			k.wrong(q, "%s: there are not infinitely many", what)
		}
		return
	}
	least, most := sums(c)
	n := big.NewInt(int64(witnesses))
	switch {
	case least == nil || least.Sign() < 0 || least.Cmp(most) > 0:
		k.wrong(q, "%s: %s is no count", what, c)
	case most.Cmp(n) < 0 || k.complete && least.Cmp(n) > 0:
		k.wrong(q, "%s: %s packages are counted, and there are at least %d", what, c, witnesses)
	}
}

func (k *auditor) countIf(q bargain.Question, what string, c bargain.Count, of []witness, is func(witness) bool) {
	n := 0
	for _, w := range of {
		if is(w) {
			n++
		}
	}
	k.count(q, what, c, n)
}

// atMost checks that one count can be no more than another.
func (k *auditor) atMost(a, b bargain.Count, less, more string) {
	least, _ := sums(a)
	_, most := sums(b)
	if !a.Infinite() && !b.Infinite() && least.Cmp(most) > 0 {
		k.wrong(bargain.AskZone, "%s is more than %s", less, more)
	}
}

// sums adds up what counts are at least and at most; infinite ones are left
// out.
func sums(list ...bargain.Count) (least, most *big.Int) {
	least, most = new(big.Int), new(big.Int)
	for _, c := range list {
		switch {
		case c.Exact():
			least.Add(least, c.Int)
			most.Add(most, c.Int)
		case c.Most != nil:
			least.Add(least, c.Least)
			most.Add(most, c.Most)
		}
	}
	return least, most
}
