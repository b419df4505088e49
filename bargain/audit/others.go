package audit

import (
	"fmt"
	"slices"

	"parley"
	"parley/bargain"
)

// prices checks the least fractions that prices are the differences of.
func (k *auditor) prices() {
	q := bargain.AskPrices
	top := func(of []witness) (parley.Number, bool) {
		var most parley.Number
		found := false
		for _, w := range of {
			if w.utility == nil {
				continue
			}
			if b := k.burdens(w.utility); len(b) > 0 && (!found || b[0].Cmp(most) > 0) {
				most, found = b[0], true
			}
		}
		return most, found
	}
	from, some := top(k.among())
	for n, p := range k.a.Prices {
		only := func(w witness) bool { return len(w.broken) == 1 && w.broken[0] == p.Ref }
		k.countIf(q, "what lifting "+p.Ref.At()+" adds", p.Opens, k.witnesses, only)
		if !p.Rise.Equal(p.To.Sub(p.From)) || p.Rise.Sign() < 0 || n > 0 && p.Rise.Cmp(k.a.Prices[n-1].Rise) > 0 {
			k.wrong(q, "the price of %s is no difference, or out of order", p.Ref.At())
		}
		if !k.proven(q) || !some || !k.measured(q) {
			continue
		}
		to, _ := top(k.among(p.Ref))
		if f, t := from.Cmp(p.From), to.Cmp(p.To); f > 0 || t > 0 || k.complete && (f < 0 || t < 0) {
			k.wrong(q, "lifting %s raises the least fraction from %s to %s, and not from %s to %s", p.Ref.At(), from, to, p.From, p.To)
		}
		if !k.complete {
			k.unchecked(q, "that no package has a higher least fraction")
		}
	}
}

// incentives checks what contributions cost, and that no witness shows a
// cheaper one.
func (k *auditor) incentives() {
	q := bargain.AskIncentives
	x := k.a.Incentives
	if x == nil {
		return
	}
	var issues []parley.Issue // that guarantors decide
	for _, i := range k.c.Issues {
		if p, owned := k.c.Party(i.By); owned && !p.Consents() {
			issues = append(issues, i)
		}
	}
	wanted := func(pkg parley.Package) bool {
		for id, c := range k.o.Want {
			if !pkg[id].Equal(c) {
				return false
			}
		}
		return true
	}
	var zone []witness
	free := false // something is acceptable without a contribution
	for _, w := range k.among() {
		if wanted(w.pkg) {
			zone = append(zone, w)
			free = free || !slices.ContainsFunc(issues, func(i parley.Issue) bool { return i.Commits(w.pkg[i.ID]) })
		}
	}
	if x.Needed && free {
		k.wrong(q, "no contribution is needed")
	}
	if !x.Needed && !free && k.complete {
		k.wrong(q, "without a contribution nothing is acceptable")
	}
	var costs [][]parley.Number
	for n, s := range x.Sets {
		if len(s.Gives) != len(issues) || !wanted(s.Example) {
			k.wrong(q, "set %d does not say what is given, or not what is wanted", n)
			return
		}
		opened := func(w witness) bool {
			return !slices.ContainsFunc(issues, func(i parley.Issue) bool { return !w.pkg[i.ID].Equal(s.Gives[i.ID]) })
		}
		if !opened(witness{pkg: s.Example}) {
			k.wrong(q, "the example of set %d does not take what it gives", n)
		}
		k.countIf(q, fmt.Sprintf("what set %d opens", n), s.Opens, zone, opened)
		cost, losses := k.cost(issues, s.Gives)
		costs = append(costs, cost)
		total := parley.Int(0)
		for party, loss := range losses {
			total = total.Add(loss)
			if stated, ok := s.Loss[party]; !ok || !stated.Equal(loss) {
				k.wrong(q, "set %d costs %s %s and not %s", n, party, loss, stated)
			}
		}
		if len(s.Loss) != len(losses) || s.Total != nil != (x.Unit != "") || s.Total != nil && !s.Total.Equal(total) {
			k.wrong(q, "the losses of set %d are not all of them, or add up to something else", n)
		}
		if s.Total != nil && s.Cheapest == slices.ContainsFunc(x.Sets, func(o bargain.Incentive) bool { return o.Total != nil && o.Total.Cmp(*s.Total) < 0 }) {
			k.wrong(q, "whether set %d is the cheapest is not as the totals say", n)
		}
	}
	for n := range costs {
		if slices.ContainsFunc(costs, func(c []parley.Number) bool { return compare(c, costs[n]) != 0 && noMore(c, costs[n]) }) {
			k.wrong(q, "set %d costs more than another", n)
		}
	}
	if !x.Complete {
		return
	}
	for _, w := range zone {
		cost, _ := k.cost(issues, w.pkg)
		if !slices.ContainsFunc(costs, func(c []parley.Number) bool { return noMore(c, cost) }) {
			k.wrong(q, "%v is acceptable, and costs less than what is listed", w.pkg)
		}
	}
	if !k.complete {
		k.unchecked(q, "that no other contribution does, at less cost")
	}
}

// cost returns what the choices on guarantors' issues cost them, issue by
// issue where a guarantor gives no values, and the losses of those who do.
func (k *auditor) cost(issues []parley.Issue, pkg parley.Package) ([]parley.Number, map[string]parley.Number) {
	var cost []parley.Number
	losses := map[string]parley.Number{}
	for _, p := range k.c.Parties {
		_, valued := k.judge.Utility(p.ID, parley.Package{})
		loss, owns := parley.Int(0), false
		for _, i := range issues {
			if i.By != p.ID {
				continue
			}
			owns = true
			if !valued {
				gives := int64(0)
				if i.Commits(pkg[i.ID]) {
					gives = 1
				}
				cost = append(cost, parley.Int(gives))
				continue
			}
			worth := func(c parley.Choice) parley.Number {
				weight, _ := k.scaled(map[string]parley.Number{p.ID: parley.Int(1)})
				return parley.Exactly(k.alone(weight, parley.Package{i.ID: c}))
			}
			var without parley.Number // giving nothing or, where every choice gives, the best one
			if i.Nothing != nil {
				without = worth(*i.Nothing)
			} else {
				list := choices(i, k.c.Position(p.ID))
				without = worth(list[0])
				for _, c := range list {
					if w := worth(c); w.Cmp(without) > 0 {
						without = w
					}
				}
			}
			loss = loss.Add(without.Sub(worth(pkg[i.ID])))
		}
		if owns && valued {
			cost = append(cost, loss)
			losses[p.ID] = loss
		}
	}
	return cost, losses
}

// choices lists all of an issue, or, of a continuous one, the numbers among
// which a position's curve has its ends.
func choices(i parley.Issue, p *parley.Position) []parley.Choice {
	var list []parley.Choice
	if !i.Continuous() {
		for n := range int(i.Count().Int64()) {
			list = append(list, i.At(n))
		}
		return list
	}
	list = []parley.Choice{{Number: i.Range.Min}, {Number: i.Range.Max}}
	if p != nil {
		value, _ := p.ValueOf(i.ID)
		for _, corner := range value.Curve {
			if i.Range.Has(corner.At) {
				list = append(list, parley.Choice{Number: corner.At})
			}
		}
	}
	return list
}

// noMore reports whether a is at most b in every place.
func noMore(a, b []parley.Number) bool {
	for n := range a {
		if a[n].Cmp(b[n]) > 0 {
			return false
		}
	}
	return true
}

// robustness checks the counts against the zone, and the regret: exactly where
// everything is stated without room, else that it is not less than at the
// middle of what is stated.
func (k *auditor) robustness() {
	q := bargain.AskRobustness
	x := k.a.Robustness
	if x == nil {
		return
	}
	zone := k.among()
	certain := !slices.ContainsFunc(k.c.Positions, uncertain)
	if x.Uncertain && certain {
		k.wrong(q, "everything is stated without room")
	}
	if x.All != nil && x.Some != nil {
		// All packages that some values allow are at least those of the middle.
		if least, _ := sums(*x.All); k.complete && least.Int64() > int64(len(zone)) {
			k.wrong(q, "more packages are acceptable for every value than in the middle")
		}
		if _, most := sums(*x.Some); most.IsInt64() && most.Int64() < int64(len(zone)) {
			k.wrong(q, "fewer packages are acceptable for some value than in the middle")
		}
	}
	for n, p := range x.Packages {
		if s := p.Accepted; s.Draws > 0 && (s.Hits > s.Draws || s.Low > s.Rate || s.Rate > s.High || p.ForAll && s.Hits < s.Draws) {
			k.wrong(q, "the share of draws of package %d contradicts itself", n)
		}
	}
	if x.Uncertain {
		k.unchecked(q, "what is acceptable for all and for some values, and the shares of draws")
	}
	r := x.Regret
	if r == nil || slices.ContainsFunc(k.measures, func(m measure) bool { return !m.width.known }) {
		return
	}
	var most, least parley.Number // sums of fractions: of the best rival, and of the best in the zone
	for n, w := range k.among(k.fallbacks...) {
		if f := k.fractions(w.utility); n == 0 || f.Cmp(most) > 0 {
			most = f
		}
	}
	for n, w := range zone {
		if f := k.fractions(w.utility); n == 0 || f.Cmp(least) > 0 {
			least = f
		}
	}
	own, rival := k.fractions(k.add(r.Package).utility), k.fractions(k.add(r.Rival).utility)
	switch {
	case r.Least.Cmp(r.Most) > 0:
		k.wrong(q, "the least regret is above the most")
	case r.Most.Cmp(most.Sub(own)) < 0:
		k.wrong(q, "the package is regretted by %s, and not by %s at most", most.Sub(own), r.Most)
	case certain && !r.Most.Equal(rival.Sub(own)):
		k.wrong(q, "the package is regretted by %s at its rival, and not by %s", rival.Sub(own), r.Most)
	case certain && k.complete && r.Least.Cmp(most.Sub(least)) > 0:
		k.wrong(q, "some package of the zone is regretted by %s, less than what is proven", most.Sub(least))
	}
	if !certain || !k.complete {
		k.unchecked(q, "that no package is regretted less")
	}
}

// uncertain reports whether a position leaves room for several numbers.
func uncertain(p parley.Position) bool {
	open := func(i parley.Interval) bool { return !i.Exact() }
	return p.Fallback != nil && p.Fallback.Value != nil && open(*p.Fallback.Value) ||
		slices.ContainsFunc(p.Importance, func(w parley.Importance) bool { return w.Word != "" || open(w.Weight) }) ||
		slices.ContainsFunc(p.Linkages, func(l parley.Linkage) bool { return open(l.Worth) }) ||
		slices.ContainsFunc(p.Values, func(v parley.Value) bool {
			return len(v.Order) > 0 ||
				slices.ContainsFunc(v.Options, func(o parley.OptionValue) bool { return open(o.Worth) }) ||
				slices.ContainsFunc(v.Curve, func(o parley.CurvePoint) bool { return open(o.Worth) })
		})
}

// inquiries checks the counts that questions are weighed by.
func (k *auditor) inquiries() {
	q := bargain.AskInquiries
	for n, x := range k.a.Inquiries {
		what := fmt.Sprintf("the possible zone at question %d", n)
		k.count(q, what, x.Now, len(k.among()))
		if x.Kind == bargain.InquireFirmness {
			k.count(q, what+" without the demand", x.Most, len(k.among(*x.Ref)))
			for _, at := range x.Breaks {
				if k.a.Conflicts == nil || at >= len(k.a.Conflicts.Sets) || !slices.Contains(k.a.Conflicts.Sets[at].Items, *x.Ref) {
					k.wrong(q, "question %d breaks a conflict that it has nothing to do with", n)
				}
			}
		}
		k.atMost(x.Least, x.Now, what+" at its least", what)
		k.atMost(x.Now, x.Most, what, what+" at its most")
		if x.Kind == bargain.InquireInterval {
			k.unchecked(q, "what the ends of intervals leave")
		}
	}
}
