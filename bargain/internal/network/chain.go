package network

// A pattern over many issues is followed along them one by one: after each, a
// hidden place holds what the choices so far mean to it, that is, which of its
// rows can still match. That is a decision diagram (Bryant 1986; for
// constraints Andersen, Hadzic, Hooker and Tiedemann 2007) laid out as places,
// so that the tree needs no table over the whole pattern.

// progress is how far a pattern is decided: of each group, whether it matches
// already, and else which of its rows are alive.
type progress struct {
	matched [3]bool
	alive   [3][]int
}

func (p *progress) key() string {
	var b []byte
	for g := range p.matched {
		if p.matched[g] {
			b = append(b, 'm')
		}
		for _, r := range p.alive[g] {
			b = append(b, byte(r), byte(r>>8), byte(r>>16), byte(r>>24))
		}
		b = append(b, ';')
	}
	return string(b)
}

// step follows the pattern through a class of the place at position n of its
// scope.
func (s *Space) step(p *pattern, from *progress, n, class int) *progress {
	at := p.scope[n]
	to := &progress{matched: from.matched}
	for g, rows := range p.groups {
		if to.matched[g] {
			continue
		}
		for _, r := range from.alive[g] {
			alive, open := true, false
			for _, t := range rows[r] {
				switch {
				case t.Issue == at:
					alive = alive && s.lets(t, class)
				case t.Issue > at: // the scope ascends
					open = true
				}
			}
			if !alive {
				continue
			}
			if !open {
				to.matched[g], to.alive[g] = true, nil
				break
			}
			to.alive[g] = append(to.alive[g], r)
		}
	}
	return to
}

// chain follows a pattern along hidden places, which it adds to the space.
func (s *Space) chain(p pattern) []factor {
	start := &progress{matched: p.always}
	for g, rows := range p.groups {
		for r := range rows {
			start.alive[g] = append(start.alive[g], r)
		}
	}
	states := []*progress{start}
	before := -1
	var factors []factor
	for n, at := range p.scope {
		read := &s.Places[at]
		hidden := Place{Hidden: true, Bucket: -1, Before: before, Reads: at}
		index := map[string]int{}
		var next []*progress
		for _, from := range states {
			for class := range read.Classes {
				to := s.step(&p, from, n, class)
				key := to.key()
				state, seen := index[key]
				if !seen {
					state = len(next)
					index[key] = state
					next = append(next, to)
				}
				hidden.Next = append(hidden.Next, state)
			}
		}
		for state := range next {
			hidden.Cells = append(hidden.Cells, state)
			hidden.Counts = append(hidden.Counts, 1)
			hidden.Class = append(hidden.Class, state)
		}
		hidden.Classes = len(next)
		hidden.gather()
		hidden.Amounts = make([]uint64, len(next)*s.Columns*s.Limbs)
		hidden.Rough = make([]float64, len(next)*s.Columns)
		me := len(s.Places)
		s.Places = append(s.Places, hidden)
		factors = append(factors, s.transition(me))
		states, before = next, me
	}
	f := factor{scope: []int{before}, column: p.column}
	for _, state := range states {
		switch on := p.on(state.matched); {
		case p.rule:
			f.on = append(f.on, on)
		case on:
			f.worth = append(f.worth, p.amount...)
		default:
			f.worth = append(f.worth, make([]uint64, s.Limbs)...)
		}
	}
	return append(factors, f)
}

// transition bars every state of a hidden place but the one that the places
// before it lead to.
func (s *Space) transition(me int) factor {
	p := &s.Places[me]
	f := factor{column: -1, scope: []int{p.Reads}}
	if p.Before >= 0 {
		f.scope = append(f.scope, p.Before)
	}
	f.scope = append(f.scope, me)
	for state := range p.Classes {
		for _, next := range p.Next {
			f.on = append(f.on, next != state)
		}
	}
	return f
}
