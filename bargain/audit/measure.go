package audit

import (
	"slices"

	"parley"
	"parley/bargain"
)

// figure is a number that the audit may know, and that there may be.
type figure struct {
	known bool
	is    bool // there is one
	n     parley.Number
}

func sure(n parley.Number) figure { return figure{true, true, n} }

// positive reports whether it is certain that there is one, above 0.
func (f figure) positive() bool { return f.is && f.n.Sign() > 0 }

// measure is what a party's utility is measured by.
type measure struct {
	fallback figure // the reservation value; not stated, the worst of the possible zone
	best     figure // the best gain in the possible zone
	width    figure // the party's range, if it is not 0
}

// measure finds every party's measures by the definitions: from all packages
// or, where those are too many, the fallback from the position, the range by
// elimination, and the best gain from the answer to what each party can reach.
func (k *auditor) measure() {
	for q := range k.parties {
		m := measure{}
		if r, known := k.judge.Reservation(k.parties[q]); known {
			m.fallback = sure(r)
		}
		if k.complete {
			k.measureAll(q, &m)
		} else {
			k.measureSome(q, &m)
		}
		k.measures = append(k.measures, m)
	}
}

func (k *auditor) measureAll(q int, m *measure) {
	ends := func(list []witness) (least, most parley.Number, some bool) {
		for _, w := range list {
			if w.utility == nil {
				return least, most, false
			}
			if u := w.utility[q]; !some {
				least, most, some = u, u, true
			} else if u.Cmp(least) < 0 {
				least = u
			} else if u.Cmp(most) > 0 {
				most = u
			}
		}
		return least, most, some
	}
	free := k.among(k.fallbacks...)
	if len(free) == 0 {
		free = slices.DeleteFunc(slices.Clone(k.witnesses), func(w witness) bool { return !w.lawful() })
	}
	low, high, some := ends(free)
	m.width = figure{true, some && !high.Equal(low), high.Sub(low)}
	m.best.known = true
	if worst, best, some := ends(k.among()); some {
		if !m.fallback.known {
			m.fallback = sure(worst)
		}
		m.best = sure(best.Sub(m.fallback.n))
	} else if !m.fallback.known {
		m.fallback = figure{true, len(free) > 0, low}
	}
}

func (k *auditor) measureSome(q int, m *measure) {
	party := k.parties[q]
	if _, valued := k.judge.Utility(party, parley.Package{}); !valued {
		return
	}
	high, state := k.greatest(map[string]parley.Number{party: parley.Int(1)}, k.demands(k.norms()))
	low, other := k.greatest(map[string]parley.Number{party: parley.Int(-1)}, k.demands(k.norms()))
	if state == nothing {
		high, state = k.greatest(map[string]parley.Number{party: parley.Int(1)}, k.norms())
		low, other = k.greatest(map[string]parley.Number{party: parley.Int(-1)}, k.norms())
	}
	if state == exact && other == exact {
		width := high.Add(low)
		m.width = figure{true, width.Sign() > 0, width}
	}
	if z := k.a.Zone; z != nil {
		for _, r := range z.Reach {
			if r.Party == party && r.Proven {
				if !m.fallback.known {
					m.fallback = sure(r.Least)
				}
				m.best = sure(r.Most.Sub(m.fallback.n))
			}
		}
	}
}

// outcome checks what is said of an outcome's utilities: that gains, shares
// and fractions are as defined. A measure that the audit could not find is
// taken from the first outcome that shows it; all others are held to that.
func (k *auditor) outcome(q bargain.Question, o bargain.Outcome) {
	for n, party := range k.parties {
		m := &k.measures[n]
		u, ok := o.Utility[party]
		if !ok {
			k.wrong(q, "an outcome has no utility for %s", party)
			continue
		}
		gain, gains := o.Gain[party]
		if !m.fallback.known {
			k.take(q, party, "fallback", &m.fallback, gains, func() parley.Number { return u.Sub(gain) })
		}
		if gains != m.fallback.is || gains && !gain.Equal(u.Sub(m.fallback.n)) {
			k.wrong(q, "the gain of %s at %v is not its utility less its fallback", party, o.Package)
			continue
		}
		for _, part := range []struct {
			what     string
			stated   map[string]parley.Number
			of       *figure
			positive bool
		}{{"share", o.Share, &m.best, true}, {"fraction", o.Fraction, &m.width, false}} {
			x, is := part.stated[party]
			if !part.of.known && (!is || x.Sign() != 0) {
				k.take(q, party, "unit of the "+part.what, part.of, is, func() parley.Number { return gain.Div(x) })
			}
			switch applies := gains && part.of.is && (!part.positive || part.of.positive()); {
			case !part.of.known: // a gain of 0 is 0 in any unit
			case is != applies:
				k.wrong(q, "whether %s has a %s at %v is not as defined", party, part.what, o.Package)
			case is && !x.Mul(part.of.n).Equal(gain):
				k.wrong(q, "the %s of %s at %v is not as defined", part.what, party, o.Package)
			}
		}
	}
	if len(o.Utility) != len(k.parties) {
		k.wrong(q, "an outcome has utilities of others than the parties whose consent counts")
	}
}

func (k *auditor) take(q bargain.Question, party, what string, f *figure, is bool, n func() parley.Number) {
	*f = figure{known: true, is: is}
	if is {
		f.n = n()
	}
	k.unchecked(q, "the %s of %s is taken from the answer", what, party)
}

// vector returns an outcome's utilities by party.
func (k *auditor) vector(o bargain.Outcome) []parley.Number {
	list := make([]parley.Number, len(k.parties))
	for n, party := range k.parties {
		list[n] = o.Utility[party]
	}
	return list
}

// compare orders vectors by the first number that differs.
func compare(a, b []parley.Number) int { return slices.CompareFunc(a, b, parley.Number.Cmp) }

// follows reports whether an outcome may stand after one that a package
// reaches. What is only approached counts as just below itself.
func follows(before, v []parley.Number, limit bool) bool {
	if limit && len(v) > 0 && v[0].Equal(before[0]) {
		return true
	}
	return compare(before, v) > 0
}

// outcomes checks a list of outcomes: measures and ties and, where they stand
// for their vectors and not for packages, that they are in order, each once
// (what is only approached ends a line, and stands with it).
// of are the witnesses that count.
func (k *auditor) outcomes(q bargain.Question, list []bargain.Outcome, of []witness, ordered bool) {
	ties := map[string][]witness{}
	for _, w := range of {
		if w.utility != nil {
			ties[text(w.utility)] = append(ties[text(w.utility)], w)
		}
	}
	for n, o := range list {
		k.outcome(q, o)
		v := k.vector(o)
		if ordered && n > 0 && !list[n-1].Limit && !follows(k.vector(list[n-1]), v, o.Limit) {
			k.wrong(q, "outcomes %d and %d are not in the order of their utilities", n-1, n)
		}
		if o.Limit {
			continue
		}
		known := ties[text(v)]
		k.count(q, "the packages that tie in an outcome", o.Ties, len(known))
		seen := map[string]bool{}
		for _, p := range o.Tied {
			seen[k.id(p)] = true
		}
		few := k.complete && len(seen) < min(k.o.Ties, len(known)) // of a large space they can be too hard to find
		if o.Tied != nil && (len(seen) < len(o.Tied) || !seen[k.id(o.Package)] || len(seen) > k.o.Ties || few) {
			k.wrong(q, "the packages listed that tie with %v are not as many as were asked for, or not it among them", o.Package)
		}
	}
}

// text writes a vector so that two are the same if what is written is.
func text(v []parley.Number) string {
	var b []byte
	for _, x := range v {
		b = append(append(b, x.String()...), ' ')
	}
	return string(b)
}
