package bargain

import (
	"fmt"

	"parley"
	"parley/bargain/oracle"
)

// checker holds every package that an answer reports against the oracle,
// which reads the case itself. What it finds would be a fault of the engine;
// it is reported as an error rather than shown as an answer.
type checker struct {
	judge *oracle.Judge
	err   error
}

func newChecker(c *parley.Case) *checker { return &checker{judge: oracle.New(c)} }

// check holds a package to what is claimed of it: that it breaks nothing but
// items of ignore, and has these utilities.
func (k *checker) check(p *Problem, pkg parley.Package, utility map[string]parley.Number, ignore mask) {
	if k.err != nil || pkg == nil {
		return
	}
	allowed := map[parley.Ref]bool{}
	for _, ref := range p.refs(ignore) {
		allowed[ref] = true
	}
	for _, ref := range k.judge.Broken(pkg) {
		if !allowed[ref] {
			k.err = fault(fmt.Errorf("the package %v was to break nothing, and the check says that it breaks %s", pkg, ref.At()))
			return
		}
	}
	for party, u := range utility {
		if v, known := k.judge.Utility(party, pkg); !known || !v.Equal(u) {
			k.err = fault(fmt.Errorf("the package %v was to be worth %s to %s, and the check says %s", pkg, u, party, v))
			return
		}
	}
}

// check holds reported outcomes to the oracle. One that is only approached is
// the limit of packages and none itself, so there is nothing to judge.
func (a *analysis) check(outcomes []Outcome, ignore mask) {
	for _, o := range outcomes {
		if !o.Limit {
			a.judge.check(a.p, o.Package, o.Utility, ignore)
			for _, pkg := range o.Tied {
				a.judge.check(a.p, pkg, o.Utility, ignore)
			}
		}
	}
}

// checkFrontier holds the outcomes of a frontier to the oracle, whether or not
// they are spelled out.
func (a *analysis) checkFrontier(f *Frontier, ignore mask) {
	l := f.Outcomes.from
	if l == nil {
		a.check(f.Outcomes.list, ignore)
		return
	}
	if a.judge.err == nil {
		a.judge.err = l.check(a.judge.judge, ignore)
	}
}

// check holds the outcomes to the oracle. It lays before it the choices that
// occur in them alone, of which a fine grid has many others.
func (l *listing) check(judge *oracle.Judge, ignore mask) error {
	p := l.y.p
	allowed := map[parley.Ref]bool{}
	for _, ref := range p.refs(ignore) {
		allowed[ref] = true
	}
	n := len(p.issues)
	choices, index := make([][]parley.Choice, n), make([][]uint32, n) // by issue and cell: 1 and up, 0 where it does not occur
	for at := range index {
		index[at] = make([]uint32, len(p.issues[at].cells))
	}
	for i := range l.which {
		for at, k := range l.cellsAt(i) {
			if index[at][k] == 0 {
				choices[at] = append(choices[at], p.issues[at].cells[k].choice)
				index[at][k] = uint32(len(choices[at]))
			}
		}
	}
	var claims []oracle.Claim
	for q, party := range l.y.parties {
		u := p.table.units[q]
		claims = append(claims, oracle.Claim{Party: party, Denominator: u.denominator, Offset: u.offset})
	}
	bench := judge.NewBench(choices, claims)
	cells, claimed := make([]uint32, n), make([][]uint64, len(claims))
	for i := range l.which {
		for at, k := range l.cellsAt(i) {
			cells[at] = index[at][k] - 1
		}
		for q := range claimed {
			claimed[q] = p.table.column(l.amounts[i*l.width:(i+1)*l.width], q)
		}
		if err := bench.Check(cells, claimed, func(ref parley.Ref) bool { return allowed[ref] }); err != nil {
			return fault(err)
		}
	}
	return nil
}

// fault is what the oracle finds.
func fault(err error) error { return fmt.Errorf("a fault of this program: %w; please report it", err) }
