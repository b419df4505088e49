package clash

import (
	"context"
	"slices"
)

// hitting gives smallest sets that share a statement with each of some sets
// and contain none of others, while more of both become known.
//
// It is a maximum satisfiability search guided by cores (OLL; Andres, Kaufmann,
// Matheis and Schaub 2012; Morgado, Dodaro and Marques-Silva 2014): assume that
// no statement is in the set; where that is refuted, one of the statements in
// the core must be in it, so the bound rises by one, and instead of each
// statement alone it is assumed that of these there is no second; and so on.
// What is refuted stays refuted when more sets become known, so the bound and
// all counters are kept from one smallest set to the next.
type hitting struct {
	solver *Solver
	n      int
	assume []Lit              // what is assumed not to hold, statements and counters
	count  map[Lit]*allowance // of a counter's literal: what it counts
	bound  int                // no set that is still to come has fewer statements
	done   bool               // none is to come
}

// allowance is the counter whose literal says that it exceeds over.
type allowance struct {
	counter *counter
	over    int
}

// outcome is how the search for a smallest set ended.
type outcome int8

const (
	found     outcome = iota
	exhausted         // there is no set any more
	enough            // the bound has reached what was asked for
	spent             // it took too much work
)

func newHitting(n int) *hitting {
	h := &hitting{solver: NewSolver(), n: n, count: map[Lit]*allowance{}}
	for range n {
		h.assume = append(h.assume, Pos(h.solver.NewVar(false)))
	}
	return h
}

// hit demands a statement of the set from now on.
func (h *hitting) hit(s set) {
	var clause []Lit
	for _, i := range s.items() {
		clause = append(clause, Pos(i))
	}
	h.solver.Add(clause...)
}

// pass demands that not all statements of the set are taken.
func (h *hitting) pass(s set) {
	var clause []Lit
	for _, i := range s.items() {
		clause = append(clause, Neg(i))
	}
	h.solver.Add(clause...)
}

// next returns a smallest set. It gives up when the solver has met more than
// effort conflicts (below 0: never), and stops when the bound is at limit
// (below 0: never). What it proved on the way is kept.
func (h *hitting) next(ctx context.Context, effort, limit int) (set, outcome, error) {
	end := h.solver.Conflicts() + effort
	for {
		if h.done {
			return nil, exhausted, nil
		}
		if limit >= 0 && h.bound >= limit {
			return nil, enough, nil
		}
		left := -1
		if effort >= 0 {
			if left = end - h.solver.Conflicts(); left <= 0 {
				return nil, spent, nil
			}
		}
		status, err := h.try(ctx, left, h.assume)
		if err != nil {
			return nil, spent, err
		}
		switch status {
		case Satisfiable:
			s := newSet(h.n)
			for i := range h.n {
				if h.solver.Model(Pos(i)) {
					s.add(i)
				}
			}
			return s, found, nil
		case Unsatisfiable:
			core := h.solver.Core()
			if len(core) == 0 {
				h.done = true
				continue
			}
			if core, err = h.narrow(ctx, core); err != nil {
				return nil, spent, err
			}
			h.relax(core)
		}
	}
}

// try solves under the assumption that none of the literals holds.
func (h *hitting) try(ctx context.Context, effort int, none []Lit) (Status, error) {
	assumed := make([]Lit, len(none))
	for n, l := range none {
		assumed[n] = l.Not()
	}
	return h.solver.SolveWithin(ctx, effort, assumed...)
}

const (
	narrowFrom = 3  // literals; smaller cores are left as they are
	narrowTo   = 60 // literals; larger ones are too, as each costs a solve
	narrowWork = 50 // conflicts for each literal
)

// narrow tries to make a core smaller: the fewer literals a counter has, the
// tighter is what it says. Core and result are literals of which one holds.
func (h *hitting) narrow(ctx context.Context, refuted []Lit) ([]Lit, error) {
	core := make([]Lit, len(refuted))
	for n, l := range refuted {
		core[n] = l.Not()
	}
	if len(core) < narrowFrom || len(core) > narrowTo {
		return core, nil
	}
	for n := 0; n < len(core) && len(core) > 1; {
		rest := slices.Delete(slices.Clone(core), n, n+1)
		status, err := h.try(ctx, narrowWork, rest)
		if err != nil {
			return nil, err
		}
		if status != Unsatisfiable {
			n++
			continue
		}
		less := h.solver.Core()
		before := n
		kept := core[:0]
		for at, l := range rest {
			if slices.Contains(less, l.Not()) {
				kept = append(kept, l)
			} else if at < before {
				n--
			}
		}
		core = kept
	}
	return core, nil
}

// relax raises the bound: one of the literals holds, whatever is chosen.
func (h *hitting) relax(core []Lit) {
	h.bound++
	h.solver.Add(core...)
	h.assume = slices.DeleteFunc(h.assume, func(l Lit) bool { return slices.Contains(core, l) })
	for _, l := range core {
		if a := h.count[l]; a != nil {
			h.charge(a.counter, a.over+1)
			delete(h.count, l)
		}
	}
	if len(core) > 1 {
		h.charge(newCounter(h.solver, core), 1)
	}
}

// charge assumes that no more than so many of what the counter counts hold.
func (h *hitting) charge(c *counter, over int) {
	if over < c.size {
		l := c.atLeast(over + 1)
		h.count[l] = &allowance{c, over}
		h.assume = append(h.assume, l)
	}
}

// counter is a tree over literals that counts how many hold (the totalizer of
// Bailleux and Boufkhad 2003), made as far as it is asked (Martins, Joshi,
// Manquinho and Lynce 2014). It only tells that there are at least so many: a
// literal of it may hold although there are fewer, and is then of no use to
// the search.
type counter struct {
	solver      *Solver
	left, right *counter // nil over a single literal
	size        int
	counts      []Lit // at n: "at least n+1", or -1
}

func newCounter(s *Solver, lits []Lit) *counter {
	c := &counter{solver: s, size: len(lits), counts: make([]Lit, len(lits))}
	if len(lits) == 1 {
		c.counts[0] = lits[0]
		return c
	}
	for n := range c.counts {
		c.counts[n] = -1
	}
	c.left = newCounter(s, lits[:len(lits)/2])
	c.right = newCounter(s, lits[len(lits)/2:])
	return c
}

// atLeast returns a literal that holds if at least n (from 1 to the size) of
// those counted hold.
func (c *counter) atLeast(n int) Lit {
	if c.counts[n-1] >= 0 {
		return c.counts[n-1]
	}
	l := Pos(c.solver.NewVar(false))
	c.counts[n-1] = l
	for a := max(0, n-c.right.size); a <= min(n, c.left.size); a++ {
		clause := []Lit{l}
		if a > 0 {
			clause = append(clause, c.left.atLeast(a).Not())
		}
		if n-a > 0 {
			clause = append(clause, c.right.atLeast(n-a).Not())
		}
		c.solver.Add(clause...)
	}
	return l
}
