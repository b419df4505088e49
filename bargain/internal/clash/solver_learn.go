package clash

import "slices"

// learn takes a clause that cannot hold at the present level, learns from it
// the clause of the first unique implication point, jumps back as far as that
// still forces something, and lets it.
func (s *Solver) learn(clause ref) {
	s.conflicts++
	s.resolve(clause)
	s.shorten()
	c := s.clause
	// The second literal is one of the highest level below: there the clause
	// forces the first, and there the watches must be.
	back := 0
	for n := 1; n < len(c); n++ {
		if at := int(s.level[c[n].Var()]); at > back {
			back = at
			c[1], c[n] = c[n], c[1]
		}
	}
	quality := s.levels(c)
	for _, l := range s.marked {
		s.seen[l.Var()] = false
	}
	s.backtrack(back)
	if len(c) == 1 {
		s.set(c[0], noClause)
	} else {
		r := s.store(c, quality)
		s.learnt = append(s.learnt, r)
		s.set(c[0], r)
	}
	s.queue.decay()
}

// resolve walks the trail back from the clause, replacing each literal of the
// present level by what forced it, until one is left: through it all ways
// lead. The result, in s.clause, is that literal's negation and what the
// lower levels contributed.
func (s *Solver) resolve(clause ref) {
	s.clause = append(s.clause[:0], 0)
	s.marked = s.marked[:0]
	here := int32(len(s.starts))
	open, at := 0, len(s.trail)
	for {
		for _, l := range s.lits(clause) {
			v := l.Var()
			if s.seen[v] || s.level[v] == 0 || s.value[l] > 0 { // true: what the clause forced
				continue
			}
			s.seen[v] = true
			s.marked = append(s.marked, l)
			s.queue.raise(v)
			if s.level[v] == here {
				open++
			} else {
				s.clause = append(s.clause, l)
			}
		}
		for at--; !s.seen[s.trail[at].Var()]; at-- {
		}
		open--
		if open == 0 {
			s.clause[0] = s.trail[at].Not()
			return
		}
		clause = s.reason[s.trail[at].Var()]
	}
}

// shorten drops the literals that the others imply (Sörensson and Biere 2009).
func (s *Solver) shorten() {
	kept := s.clause[:1]
	for _, l := range s.clause[1:] {
		if s.reason[l.Var()] == noClause || !s.implied(l) {
			kept = append(kept, l)
		}
	}
	s.clause = kept
}

// implied reports whether all ways to l lead through literals seen. What is
// found so on the way is marked too: it is implied as well.
func (s *Solver) implied(l Lit) bool {
	s.stack = append(s.stack[:0], l)
	before := len(s.marked)
	for len(s.stack) > 0 {
		top := s.stack[len(s.stack)-1]
		s.stack = s.stack[:len(s.stack)-1]
		for _, m := range s.lits(s.reason[top.Var()]) {
			v := m.Var()
			if s.seen[v] || s.level[v] == 0 {
				continue
			}
			if s.reason[v] == noClause {
				for _, u := range s.marked[before:] {
					s.seen[u.Var()] = false
				}
				s.marked = s.marked[:before]
				return false
			}
			s.seen[v] = true
			s.marked = append(s.marked, m)
			s.stack = append(s.stack, m)
		}
	}
	return true
}

// levels counts the decision levels among the literals: the fewer, the more
// often the clause will force something (Audemard and Simon 2009).
func (s *Solver) levels(c []Lit) int {
	s.stamps++
	n := 0
	for _, l := range c {
		if at := s.level[l.Var()]; s.stamp[at] != s.stamps {
			s.stamp[at] = s.stamps
			n++
		}
	}
	return n
}

// blame returns which decisions, all of them assumptions, made the literals
// false, after the assumptions given.
func (s *Solver) blame(fallen []Lit, given ...Lit) []Lit {
	core := given
	for _, l := range fallen {
		s.seen[l.Var()] = s.level[l.Var()] > 0
	}
	bottom := len(s.trail)
	if len(s.starts) > 0 {
		bottom = s.starts[0]
	}
	for n := len(s.trail) - 1; n >= bottom; n-- {
		l := s.trail[n]
		if !s.seen[l.Var()] {
			continue
		}
		s.seen[l.Var()] = false
		if r := s.reason[l.Var()]; r == noClause {
			core = append(core, l)
		} else {
			for _, m := range s.lits(r) {
				if m != l && s.level[m.Var()] > 0 {
					s.seen[m.Var()] = true
				}
			}
		}
	}
	return core
}

// trimmed is up to how many assumptions of a core are each tried without.
const trimmed = 40

// trim makes the core smaller as far as propagation alone shows it: first by
// taking it in the opposite order, as long as that helps, and then by leaving
// out one after the other. A core that the search found through clauses that
// it learnt on the way is often refuted by fewer assumptions now.
func (s *Solver) trim() {
	for len(s.core) > 1 {
		slices.Reverse(s.core)
		c := s.refute(s.core)
		if c == nil || len(c) >= len(s.core) {
			break
		}
		s.core = c
	}
	if len(s.core) > trimmed {
		return
	}
	for n := 0; n < len(s.core) && len(s.core) > 1; {
		rest := slices.Delete(slices.Clone(s.core), n, n+1)
		if c := s.refute(rest); c != nil {
			// What is kept in front was needed with more, so it is needed now.
			s.core = slices.DeleteFunc(rest, func(l Lit) bool { return !slices.Contains(c, l) })
		} else {
			n++
		}
	}
}

// refute returns assumptions among those given that propagation shows to be
// excluded, or nil.
func (s *Solver) refute(assumptions []Lit) []Lit {
	s.backtrack(0)
	for _, a := range assumptions {
		if s.value[a] > 0 {
			continue
		}
		if s.value[a] < 0 {
			return s.blame([]Lit{a}, a)
		}
		s.decide(a)
		if clause := s.propagate(); clause != noClause {
			return s.blame(s.lits(clause))
		}
	}
	return nil
}

// forget drops, when nothing is decided, what level 0 has settled and, when
// there are many, the worse half of the learnt clauses. Clauses move in the
// arena; at level 0 no reason is ever looked at, so none has to follow.
func (s *Solver) forget() {
	many := len(s.learnt) > s.allowance
	if !many && len(s.trail) < s.fixed+1+s.fixed/8 {
		return
	}
	s.fixed = len(s.trail)
	if many {
		s.allowance += moreAllowance
		// Stable: of equally good ones the younger stay.
		slices.SortStableFunc(s.learnt, func(a, b ref) int { return s.quality(b) - s.quality(a) })
		cut := len(s.learnt) / 2
		for cut > 0 && s.quality(s.learnt[cut-1]) <= 2 { // those that bind two levels stay
			cut--
		}
		s.learnt = s.learnt[cut:]
		slices.Sort(s.learnt)
	}
	old := s.arena
	s.arena = make([]Lit, 0, len(old))
	for n := range s.watches {
		s.watches[n] = s.watches[n][:0]
	}
	s.given = s.settle(old, s.given)
	s.learnt = s.settle(old, s.learnt)
}

// settle stores again, without what level 0 made false, the clauses that it
// did not make true.
func (s *Solver) settle(old []Lit, list []ref) []ref {
	kept := list[:0]
clauses:
	for _, r := range list {
		c := old[r+header : r+header+ref(old[r])]
		open := c[:0]
		for _, l := range c {
			if s.value[l] > 0 {
				continue clauses
			}
			if s.value[l] == 0 {
				open = append(open, l)
			}
		}
		// Two are open at least, as all is propagated.
		kept = append(kept, s.store(open, int(old[r+1])))
	}
	return kept
}
