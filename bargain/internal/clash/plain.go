package clash

import "context"

// plain finds any set of which it is not known whether it clashes: the map of
// MARCO (Liffiton, Previti, Malik and Marques-Silva 2016). It prefers large
// ones, which clash more often and hold with little left to add.
type plain struct {
	solver *Solver
	n      int
	lawful []Lit // that all fixed statements are in the set
}

func (s *Search) newPlain() *plain {
	p := &plain{solver: NewSolver(), n: s.known.n}
	for range p.n {
		p.solver.NewVar(true)
	}
	for _, i := range s.fixed.items() {
		p.lawful = append(p.lawful, Pos(i))
	}
	for _, c := range s.conflicts {
		p.conflict(c)
	}
	for _, a := range s.aways {
		p.away(a)
	}
	return p
}

func (p *plain) conflict(c set) {
	var clause []Lit
	for _, i := range c.items() {
		clause = append(clause, Neg(i))
	}
	p.solver.Add(clause...)
}

func (p *plain) away(a set) {
	var clause []Lit
	for _, i := range a.items() {
		clause = append(clause, Pos(i))
	}
	p.solver.Add(clause...)
}

// unordered takes a step without regard to size: it pursues any set of which
// nothing is known, for ways out one with all fixed statements.
func (s *Search) unordered(ctx context.Context, k Kind) error {
	if s.plain == nil {
		s.plain = s.newPlain()
	}
	p := s.plain
	var assumed []Lit
	if k == WayOut {
		assumed = p.lawful
	}
	status, err := p.solver.Solve(ctx, assumed...)
	if err != nil {
		return err
	}
	if status == Unsatisfiable {
		s.direction(k).done = true
		s.settle()
		return nil
	}
	candidate := newSet(p.n)
	for i := range p.n {
		if p.solver.Model(Pos(i)) == (k == Conflict) {
			candidate.add(i)
		}
	}
	return s.pursue(ctx, k, candidate)
}
