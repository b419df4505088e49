package bargain

import (
	"cmp"
	"math/big"
	"slices"

	"parley"
)

// maxRecounts bounds how many intervals are tried at both ends, and
// maxRecounted how many packages that may go through in all.
const (
	maxRecounts  = 24
	maxRecounted = 60_000_000
)

// inquiries lists what is not known, with how much the answer could change
// the possible zone.
func (a *analysis) inquiries() error {
	a.start("weighing questions")
	p := a.p
	everything := p.everything()
	t := teller{a: a}
	now := t.count(filter{none: everything})
	var list []Inquiry
	// A question is listed if both answers to it were counted: what was
	// interrupted would call decided, or undecided, what nobody knows.
	for v := range p.voters {
		q := p.silence(v)
		if t.failed() != nil || q == nil || now.Zero() {
			continue
		}
		q.Now, q.Most, q.Least = now, now, noneOf()
		if v >= p.consenting { // at worst it commits nothing
			without := everything
			without.add(p.voters[v].commit)
			q.Least = t.count(filter{none: without})
		}
		q.Decides = q.Least.Zero()
		if t.failed() == nil && q.Least.String() != q.Most.String() {
			list = append(list, *q)
		}
	}
	for i := range p.items {
		it := &p.items[i]
		if t.failed() != nil || !it.demand || !p.c.Demand(it.ref).Stated {
			continue
		}
		most := t.count(filter{none: everything.without(i)})
		if t.failed() != nil {
			continue
		}
		ref := it.ref
		q := Inquiry{Kind: InquireFirmness, Party: ref.Party, Ref: &ref, At: ref.Path(), Now: now, Least: now, Most: most,
			Decides: now.Zero() != most.Zero()}
		if a.out.Conflicts != nil {
			for n, conflict := range a.out.Conflicts.Sets {
				if slices.Contains(conflict.Items, ref) {
					q.Breaks = append(q.Breaks, n)
				}
			}
		}
		if most.String() != now.String() || len(q.Breaks) > 0 {
			list = append(list, q)
		}
	}
	err := t.failed()
	if t.err != nil {
		return err
	}
	if err == nil {
		var intervals []Inquiry
		intervals, err = a.intervalInquiries(now)
		list = append(list, intervals...)
	}
	slices.SortStableFunc(list, func(x, y Inquiry) int {
		return cmp.Or(boolFirst(x.Decides, y.Decides), cmp.Compare(y.Kind.urgency(), x.Kind.urgency()), compareCounts(y.swing(), x.swing()),
			cmp.Compare(len(y.Breaks), len(x.Breaks)))
	})
	a.out.Inquiries = list
	a.certify(AskInquiries, Certificate{Proven: err == nil, Method: "the possible zone again, at each end of what is open"})
	return err
}

// silence returns what the party has not said at all, or nil.
func (p *Problem) silence(v int) *Inquiry {
	voter := &p.voters[v]
	at := parley.Path{"positions", voter.id}
	switch {
	case voter.position == nil:
		return &Inquiry{Kind: InquirePosition, Party: voter.id, At: at}
	case !voter.valued:
		return &Inquiry{Kind: InquireValues, Party: voter.id, At: at.At("value")}
	case !voter.decided():
		return &Inquiry{Kind: InquireFallback, Party: voter.id, At: at.At("fallback")}
	}
	return nil
}

func (k InquiryKind) urgency() int {
	return slices.Index([]InquiryKind{InquireInterval, InquireFirmness, InquireFallback, InquireValues, InquirePosition}, k)
}

// swing returns how many packages hang on the answer.
func (q Inquiry) swing() Count {
	most, least := q.Most.top(), q.Least.top()
	if most == nil || least == nil {
		return Count{}
	}
	return Count{Int: new(big.Int).Sub(most, least)}
}

func compareCounts(a, b Count) int {
	x, y := a.top(), b.top()
	if x == nil || y == nil {
		return -boolFirst(x == nil, y == nil)
	}
	return x.Cmp(y)
}

// top is the most that the count can be; nil: infinite.
func (c Count) top() *big.Int {
	if c.Int != nil {
		return c.Int
	}
	return c.Most
}

// opening is one number that was stated as an interval, with a way to put
// the case together with it at an end.
type opening struct {
	party string
	at    parley.Path
	set   func(p *parley.Position, to parley.Interval)
	open  parley.Interval
}

// openings lists the intervals of the parties whose consent counts: fallbacks,
// then importance, then values and linkages.
func (p *Problem) openings() []opening {
	var list []opening
	for _, party := range p.c.Consenting() {
		position := p.c.Position(party.ID)
		if position == nil {
			continue
		}
		at := parley.Path{"positions", party.ID}
		add := func(path parley.Path, open parley.Interval, set func(*parley.Position, parley.Interval)) {
			if !open.Exact() {
				list = append(list, opening{party: party.ID, at: path, set: set, open: open})
			}
		}
		if f := position.Fallback; f != nil && f.Value != nil {
			add(at.At("fallback", "value"), *f.Value, func(p *parley.Position, to parley.Interval) {
				changed := *p.Fallback
				changed.Value = &to
				p.Fallback = &changed
			})
		}
		for n, w := range position.Importance {
			add(at.At("importance", w.Issue), w.Weight, func(p *parley.Position, to parley.Interval) {
				p.Importance = slices.Clone(p.Importance)
				p.Importance[n].Weight = to
			})
		}
		for n, v := range position.Values {
			for k, o := range v.Options {
				add(at.At("value", v.Issue, o.Option), o.Worth, func(changed *parley.Position, to parley.Interval) {
					p.pin(changed, v.Issue)
					changed.Values = slices.Clone(changed.Values)
					changed.Values[n].Options = slices.Clone(changed.Values[n].Options)
					changed.Values[n].Options[k].Worth = to
				})
			}
		}
		for n, v := range position.Values {
			for k, corner := range v.Curve {
				add(at.At("value", v.Issue, corner.At.String()), corner.Worth, func(changed *parley.Position, to parley.Interval) {
					p.pin(changed, v.Issue)
					changed.Values = slices.Clone(changed.Values)
					changed.Values[n].Curve = slices.Clone(changed.Values[n].Curve)
					changed.Values[n].Curve[k].Worth = to
				})
			}
		}
		for n, l := range position.Linkages {
			add(at.At("linkage").Index(n).At("worth"), l.Worth, func(p *parley.Position, to parley.Interval) {
				p.Linkages = slices.Clone(p.Linkages)
				p.Linkages[n].Worth = to
			})
		}
	}
	return list
}

// pin anchors the issue at the ends of its scale in the base case, so that
// another value does not re-price the rest.
func (p *Problem) pin(position *parley.Position, issue string) {
	if _, pinned := position.AnchorOf(issue); pinned {
		return
	}
	for v := range p.voters {
		if m := p.voters[v].measures; p.voters[v].id == position.Party && m != nil {
			if at := m[p.issueAt(issue)]; at.worst != nil && at.worst.Cmp(at.best) != 0 {
				position.Anchors = append(slices.Clip(position.Anchors),
					parley.Anchor{Issue: issue, Worst: parley.Exactly(at.worst), Best: parley.Exactly(at.best)})
			}
		}
	}
}

// intervalInquiries counts the possible zone again with each interval at its
// low and its high end, everything else in the middle.
func (a *analysis) intervalInquiries(now Count) ([]Inquiry, error) {
	p := a.p
	if p.total == nil {
		return nil, nil
	}
	var list []Inquiry
	budget := big.NewInt(maxRecounted)
	for n, o := range p.openings() {
		if p.method == byWalking {
			budget.Sub(budget, p.leaves)
		}
		if n >= maxRecounts || budget.Sign() < 0 {
			break
		}
		q := Inquiry{Kind: InquireInterval, Party: o.party, At: o.at, Now: now, Least: now, Most: now}
		for _, end := range []parley.Number{o.open.Low, o.open.High} {
			count, err := p.recount(a, o, parley.Just(end))
			if err != nil {
				return list, err
			}
			if compareCounts(count, q.Least) < 0 {
				q.Least = count
			}
			if compareCounts(count, q.Most) > 0 {
				q.Most = count
			}
		}
		q.Decides = q.Least.Zero() != q.Most.Zero()
		if q.Least.String() != q.Most.String() {
			list = append(list, q)
		}
	}
	return list, nil
}

// recount counts the possible zone with one number changed.
func (p *Problem) recount(a *analysis, o opening, to parley.Interval) (Count, error) {
	changed := *p.c
	changed.Positions = slices.Clone(p.c.Positions)
	for i := range changed.Positions {
		if changed.Positions[i].Party == o.party {
			o.set(&changed.Positions[i], to)
		}
	}
	q, err := p.Vary(&changed)
	if err != nil {
		return Count{}, err
	}
	if p.method == byWalking {
		return q.countAcceptable(a.ctx, q.table)
	}
	return newExploration(q, a.o.Seed).count(a.ctx, filter{none: q.everything()})
}
