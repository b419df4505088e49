// Package simplex solves small dense linear programmes exactly. Numbers go in
// and come out as *big.Rat and nothing is rounded, so "feasible", "optimal"
// and "equal" mean exactly that. Every answer carries its own proof (see
// Solution), which a caller can check with a few multiplications.
//
// The method is the simplex method (Dantzig 1947; Linear Programming and
// Extensions, 1963) in two phases, on variables with bounds (Chvátal, Linear
// Programming, 1983, chapters 3 and 8):
//
//   - Phase one looks for a feasible vertex. It needs no artificial variables:
//     while some basic variable is outside its bounds, it leaves, at the bound
//     it broke. This is the dual simplex method (Lemke 1954) for an objective
//     of zero, as Dutertre and de Moura use it (A fast linear-arithmetic
//     solver for DPLL(T), 2006).
//   - Phase two is the primal simplex method from that vertex.
//
// Both phases choose by Bland's rule (New finite pivoting rules for the
// simplex method, 1977): of several candidates, the one with the least index.
// Other rules usually need fewer pivots but can go round in a circle for ever;
// with exact numbers no rounding would ever break that circle. Bland's rule
// always terminates, and it makes the answer a function of the input alone.
//
// Inside, the tableau holds whole numbers over one common denominator, and a
// pivot divides without remainder (Edmonds 1967; Bareiss 1968). Rationals
// would need a greatest common divisor for each operation, which is most of
// the time an exact simplex method takes.
package simplex

import (
	"context"
	"fmt"
	"math/big"
)

// Op is the relation between the two sides of a row.
type Op int

// The relations a row can ask for.
const (
	LE Op = iota // Coef · x ≤ RHS
	GE           // Coef · x ≥ RHS
	EQ           // Coef · x = RHS
)

// String returns the relation as a sign.
func (op Op) String() string {
	switch op {
	case LE:
		return "≤"
	case GE:
		return "≥"
	case EQ:
		return "="
	}
	return fmt.Sprintf("Op(%d)", int(op))
}

// Row is one linear constraint. A nil number is 0.
type Row struct {
	Coef []*big.Rat // one per variable
	Op   Op
	RHS  *big.Rat
}

// Problem is a linear programme: maximise Maximize · x subject to the rows
// and to 0 ≤ x ≤ Upper. To minimise, negate the objective.
type Problem struct {
	Maximize []*big.Rat // one per variable; nil is 0
	Rows     []Row
	Upper    []*big.Rat // nil, or one per variable; a nil entry is no upper bound
	Free     []bool     // nil, or one per variable; true lifts the lower bound of 0
}

// Status says how a solve ended.
type Status int

// The three ways in which a linear programme can end. The zero Status is none
// of them; it comes with an error.
const (
	Optimal    Status = iota + 1 // there is a best point, and this is one
	Infeasible                   // no point meets every constraint
	Unbounded                    // feasible points are better than any number
)

// String returns the status as a word.
func (s Status) String() string {
	switch s {
	case Optimal:
		return "optimal"
	case Infeasible:
		return "infeasible"
	case Unbounded:
		return "unbounded"
	}
	return fmt.Sprintf("Status(%d)", int(s))
}

// Solution is the answer and its proof. Its numbers are fresh copies, the
// caller's to change.
//
// Write y for Dual, w for DualUpper and A, b, u, c for the problem's numbers.
// Always w ≥ 0, w is 0 where there is no upper bound, y ≥ 0 in LE rows, y ≤ 0
// in GE rows, and y has any sign in EQ rows.
//
//   - Optimal: X is feasible and c·X = Value. Also Aᵀy + w ≥ c, with equality
//     for free variables, and b·y + u·w = Value: no point can be better. y is
//     the gain in Value for each unit more of a row's RHS, while the basis
//     stays the same. If several points are best, X is one vertex of them.
//   - Infeasible: only y and w are set. Aᵀy + w ≥ 0, with equality for free
//     variables, but b·y + u·w < 0: the constraints contradict each other
//     (Farkas's lemma), and those with y or w other than 0 suffice for it.
//   - Unbounded: only X and Ray are set. X is feasible and stays so however
//     far it moves along Ray, and c·Ray > 0.
type Solution struct {
	X         []*big.Rat // one per variable
	Value     *big.Rat   // the objective at X
	Dual      []*big.Rat // one per row
	DualUpper []*big.Rat // one per variable, for its upper bound
	Ray       []*big.Rat // one per variable
}

// Solve solves p, which it does not change. The error is ctx's if ctx ends
// first (it is looked at before every pivot), or says what is wrong with the
// shape of p; the Status is then 0.
func (p *Problem) Solve(ctx context.Context) (Solution, Status, error) {
	if err := p.check(); err != nil {
		return Solution{}, 0, err
	}
	for j := range p.Maximize {
		// The tableau cannot hold a range that ends before it starts.
		if u := p.upper(j); u != nil && u.Sign() < 0 && !p.free(j) {
			s := Solution{Dual: zeros(len(p.Rows)), DualUpper: zeros(len(p.Maximize))}
			s.DualUpper[j].SetInt64(1)
			return s, Infeasible, nil
		}
	}
	t := load(p)
	row, err := t.reachFeasible(ctx)
	if err != nil {
		return Solution{}, 0, err
	}
	if row >= 0 {
		return t.contradiction(p, row), Infeasible, nil
	}
	col, err := t.reachOptimal(ctx)
	if err != nil {
		return Solution{}, 0, err
	}
	if col >= 0 {
		return Solution{X: t.point(), Ray: t.ray(col)}, Unbounded, nil
	}
	return t.optimum(p), Optimal, nil
}

// check reports the first thing wrong with the shape of p.
func (p *Problem) check() error {
	n := len(p.Maximize)
	if p.Upper != nil && len(p.Upper) != n {
		return fmt.Errorf("simplex: %d upper bounds for %d variables", len(p.Upper), n)
	}
	if p.Free != nil && len(p.Free) != n {
		return fmt.Errorf("simplex: %d free marks for %d variables", len(p.Free), n)
	}
	for i := range p.Rows {
		if r := &p.Rows[i]; len(r.Coef) != n {
			return fmt.Errorf("simplex: row %d has %d coefficients for %d variables", i, len(r.Coef), n)
		} else if r.Op < LE || r.Op > EQ {
			return fmt.Errorf("simplex: row %d has unknown relation %v", i, r.Op)
		}
	}
	return nil
}

// upper returns the upper bound of variable j, or nil.
func (p *Problem) upper(j int) *big.Rat {
	if p.Upper == nil {
		return nil
	}
	return p.Upper[j]
}

// free says whether variable j has no lower bound.
func (p *Problem) free(j int) bool { return p.Free != nil && p.Free[j] }

// zeros returns n separate zeros in two allocations.
func zeros(n int) []*big.Rat {
	rats := make([]big.Rat, n)
	ptrs := make([]*big.Rat, n)
	for i := range rats {
		ptrs[i] = &rats[i]
	}
	return ptrs
}
