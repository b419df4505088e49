package clash

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Lit is a variable, or its negation. Variables are numbered from 0 in the
// order in which they were made.
type Lit int32

// Pos is the literal that holds where the variable is true.
func Pos(v int) Lit { return Lit(2 * v) }

// Neg is the literal that holds where the variable is false.
func Neg(v int) Lit { return Lit(2*v + 1) }

// Not returns the opposite literal.
func (l Lit) Not() Lit { return l ^ 1 }

// Var returns the variable's number.
func (l Lit) Var() int { return int(l >> 1) }

// String returns the variable's number, with a minus where it is negated.
func (l Lit) String() string {
	if l&1 == 1 {
		return fmt.Sprintf("-%d", l.Var())
	}
	return fmt.Sprintf("%d", l.Var())
}

// Status is what a Solver found.
type Status int8

// Unknown is the status of a search that was stopped.
const (
	Unknown Status = iota
	Satisfiable
	Unsatisfiable
)

// errForeign says that a literal was given whose variable was never made.
var errForeign = errors.New("clash: literal of a variable that is not the solver's")

// ref is the place of a clause in the arena: its length, its quality (see
// learnt clauses) and then its literals. One slice without pointers spares the
// garbage collector.
type ref int32

const (
	noClause ref = -1
	header   ref = 2
)

// watch stands in the list of a literal that has become true and names a
// clause that watches its negation. Where other holds, the clause need not be
// looked at.
type watch struct {
	clause ref
	other  Lit
}

// Solver decides whether clauses (literals of which at least one must hold)
// can be met together, by search with clauses learnt from conflicts: GRASP
// (Marques-Silva and Sakallah 1999) for learning and jumping back, Chaff
// (Moskewicz et al. 2001) for the two watched literals and for the order of
// the variables by recent conflicts, MiniSat (Eén and Sörensson 2003) for
// solving under assumptions, clauses added between solves, and the layout of
// the whole; Luby, Sinclair and Zuckerman (1993) for the restarts, Pipatsrisawat
// and Darwiche (2007) for keeping phases, Audemard and Simon (2009) for which
// learnt clauses to forget.
//
// The same calls give the same answers, models and cores on every machine. A
// Solver is not for use by several goroutines at a time. The time is
// exponential in the worst case.
type Solver struct {
	arena   []Lit
	given   []ref
	learnt  []ref
	watches [][]watch // by the literal that has become true
	broken  bool      // the clauses contradict each other, whatever is assumed

	value  []int8 // by literal: 1 true, -1 false, 0 open
	level  []int32
	reason []ref // by variable: the clause that forced it, or none
	trail  []Lit // what is set, in order
	starts []int // where each level begins on the trail; level 0 needs no decision
	head   int   // what of the trail is propagated

	queue queue
	phase []int8 // by variable: the sign of its last value, as in value

	model []bool
	core  []Lit

	conflicts int // learnt from so far
	allowance int // how many learnt clauses are kept before some are forgotten
	fixed     int // length of the trail when the clauses were last simplified

	seen   []bool  // by variable; all false between uses
	stamp  []int32 // by level
	stamps int32
	stack  []Lit
	clause []Lit // the clause being learnt
	marked []Lit // what to clear in seen
}

const (
	restartAfter   = 100  // conflicts, times the Luby sequence
	firstAllowance = 2000 // learnt clauses
	moreAllowance  = 300  // at each forgetting
	checkEvery     = 1024 // decisions or conflicts between two looks at the context
)

// NewSolver returns a solver with no variables and no clauses.
func NewSolver() *Solver {
	return &Solver{allowance: firstAllowance, queue: queue{bump: 1}}
}

// NewVar makes a variable and returns its number. A search that is free to
// choose tries prefer first.
func (s *Solver) NewVar(prefer bool) int {
	v := len(s.level)
	s.watches = append(s.watches, nil, nil)
	s.value = append(s.value, 0, 0)
	s.level = append(s.level, 0)
	s.reason = append(s.reason, noClause)
	s.seen = append(s.seen, false)
	s.model = append(s.model, false)
	phase := int8(-1)
	if prefer {
		phase = 1
	}
	s.phase = append(s.phase, phase)
	s.queue.grow()
	return v
}

// Vars returns how many variables there are.
func (s *Solver) Vars() int { return len(s.level) }

// Conflicts returns how many conflicts were learnt from since the solver was
// made: a measure of work that does not depend on the machine.
func (s *Solver) Conflicts() int { return s.conflicts }

// Add demands that one of the literals holds, from now on. It may be called
// between solves. No literals at all cannot hold. A clause may name a literal
// twice, or both signs. It panics at a variable that was not made: that is a
// mistake in the caller's code.
func (s *Solver) Add(lits ...Lit) {
	s.check(lits)
	if s.broken {
		return
	}
	c := slices.Clone(lits)
	slices.Sort(c)
	c = slices.Compact(c)
	open := c[:0]
	for n, l := range c {
		if s.value[l] > 0 || n+1 < len(c) && c[n+1] == l.Not() {
			return // holds always; a literal and its opposite are neighbours
		}
		if s.value[l] == 0 {
			open = append(open, l)
		}
	}
	switch len(open) {
	case 0:
		s.broken = true
	case 1:
		s.set(open[0], noClause)
		s.broken = s.propagate() != noClause
	default:
		s.given = append(s.given, s.store(open, 0))
	}
}

func (s *Solver) check(lits []Lit) {
	for _, l := range lits {
		if l < 0 || int(l) >= len(s.value) {
			panic(errForeign)
		}
	}
}

// store puts a clause of two or more literals into the arena and watches its
// first two.
func (s *Solver) store(lits []Lit, quality int) ref {
	r := ref(len(s.arena))
	s.arena = append(s.arena, Lit(len(lits)), Lit(quality))
	s.arena = append(s.arena, lits...)
	s.watch(r)
	return r
}

func (s *Solver) watch(r ref) {
	c := s.lits(r)
	s.watches[c[0].Not()] = append(s.watches[c[0].Not()], watch{r, c[1]})
	s.watches[c[1].Not()] = append(s.watches[c[1].Not()], watch{r, c[0]})
}

func (s *Solver) lits(r ref) []Lit {
	return s.arena[r+header : r+header+ref(s.arena[r])]
}

func (s *Solver) quality(r ref) int { return int(s.arena[r+1]) }

// set makes an open literal true.
func (s *Solver) set(l Lit, why ref) {
	s.value[l], s.value[l.Not()] = 1, -1
	v := l.Var()
	s.level[v] = int32(len(s.starts))
	s.reason[v] = why
	s.trail = append(s.trail, l)
}

// decide opens a level with l.
func (s *Solver) decide(l Lit) {
	s.starts = append(s.starts, len(s.trail))
	s.set(l, noClause)
}

// backtrack undoes all levels above the one given.
func (s *Solver) backtrack(level int) {
	if len(s.starts) <= level {
		return
	}
	start := s.starts[level]
	for n := len(s.trail) - 1; n >= start; n-- {
		l := s.trail[n]
		s.phase[l.Var()] = 1 - 2*int8(l&1)
		s.value[l], s.value[l.Not()] = 0, 0
		s.queue.push(l.Var())
	}
	s.trail, s.starts, s.head = s.trail[:start], s.starts[:level], start
}

// propagate sets what is forced by what is set, and returns the first clause
// found that cannot hold any more, or none. Of each clause two literals are
// watched that are not false, unless the other holds: so a clause is visited
// only when one of its two watched literals becomes false.
func (s *Solver) propagate() ref {
	for s.head < len(s.trail) {
		p := s.trail[s.head]
		s.head++
		fallen := p.Not()
		list := s.watches[p]
		kept := 0
	clauses:
		for n, w := range list {
			if s.value[w.other] > 0 {
				list[kept] = w
				kept++
				continue
			}
			c := s.lits(w.clause)
			if c[0] == fallen {
				c[0], c[1] = c[1], fallen
			}
			first := c[0]
			if s.value[first] > 0 {
				list[kept] = watch{w.clause, first}
				kept++
				continue
			}
			for k := 2; k < len(c); k++ {
				if s.value[c[k]] >= 0 {
					c[1], c[k] = c[k], fallen
					s.watches[c[1].Not()] = append(s.watches[c[1].Not()], watch{w.clause, first})
					continue clauses
				}
			}
			list[kept] = watch{w.clause, first}
			kept++
			if s.value[first] < 0 {
				kept += copy(list[kept:], list[n+1:])
				s.watches[p] = list[:kept]
				return w.clause
			}
			s.set(first, w.clause)
		}
		s.watches[p] = list[:kept]
	}
	return noClause
}

// Solve looks for values that meet all clauses and the assumptions. After
// Satisfiable, Model tells them; after Unsatisfiable, Core. It returns Unknown
// and the context's error if that ended first; the solver can be used further.
func (s *Solver) Solve(ctx context.Context, assumptions ...Lit) (Status, error) {
	return s.SolveWithin(ctx, -1, assumptions...)
}

// SolveWithin is Solve that gives up, with Unknown and no error, at the
// conflict of that number; below 0, never.
func (s *Solver) SolveWithin(ctx context.Context, conflicts int, assumptions ...Lit) (Status, error) {
	s.check(assumptions)
	s.core = nil
	if err := ctx.Err(); err != nil {
		return Unknown, err
	}
	if s.broken {
		return Unsatisfiable, nil
	}
	defer s.backtrack(0)
	for len(s.stamp) <= len(s.level)+len(assumptions) { // an assumption that holds already opens a level too
		s.stamp = append(s.stamp, 0)
	}
	end := s.conflicts + conflicts
	for round := 1; ; round++ {
		if s.propagate() != noClause {
			s.broken = true
			return Unsatisfiable, nil
		}
		s.forget()
		stop := s.conflicts + restartAfter*luby(round)
		if conflicts >= 0 {
			stop = min(stop, end)
		}
		status, err := s.descend(ctx, stop, assumptions)
		if status == Unsatisfiable {
			s.trim()
		}
		if status != Unknown || err != nil || conflicts >= 0 && s.conflicts >= end {
			return status, err
		}
		s.backtrack(0)
	}
}

// descend searches until the answer is known or the conflicts learnt from
// reach stop.
func (s *Solver) descend(ctx context.Context, stop int, assumptions []Lit) (Status, error) {
	for steps := 1; ; steps++ {
		if steps%checkEvery == 0 && ctx.Err() != nil {
			return Unknown, ctx.Err()
		}
		if clause := s.propagate(); clause != noClause {
			if len(s.starts) == 0 {
				s.broken = true
				return Unsatisfiable, nil
			}
			s.learn(clause)
			if s.conflicts >= stop {
				return Unknown, nil
			}
			continue
		}
		if n := len(s.starts); n < len(assumptions) {
			switch a := assumptions[n]; {
			case s.value[a] > 0:
				s.starts = append(s.starts, len(s.trail)) // so that level n+1 is that of assumption n
			case s.value[a] < 0:
				s.core = s.blame([]Lit{a}, a)
				return Unsatisfiable, nil
			default:
				s.decide(a)
			}
			continue
		}
		v := s.pick()
		if v < 0 {
			for u := range s.model {
				s.model[u] = s.value[Pos(u)] > 0
			}
			return Satisfiable, nil
		}
		if s.phase[v] > 0 {
			s.decide(Pos(v))
		} else {
			s.decide(Neg(v))
		}
	}
}

// pick returns the open variable that conflicts were about most, lately, or -1.
func (s *Solver) pick() int {
	for {
		v := s.queue.pop()
		if v < 0 || s.value[Pos(v)] == 0 {
			return v
		}
	}
}

// Model reports whether the literal holds in what the last solve that was
// Satisfiable found. It stays valid until the next such solve.
func (s *Solver) Model(l Lit) bool { return s.model[l.Var()] == (l&1 == 0) }

// Core returns assumptions of the last solve, which was Unsatisfiable, that
// the clauses already exclude. It is made small cheaply and need not be
// minimal; empty, the clauses exclude each other. The slice is the caller's.
func (s *Solver) Core() []Lit { return slices.Clone(s.core) }

// luby returns the nth, from 1, of 1 1 2 1 1 2 4 1 1 2 1 1 2 4 8 …: for a
// search of unknown luck this is within a logarithm of the best restarts
// (Luby, Sinclair and Zuckerman 1993).
func luby(n int) int {
	for {
		full := 1
		for full < n {
			full = 2*full + 1
		}
		if full == n {
			return (n + 1) / 2
		}
		n -= full / 2
	}
}
