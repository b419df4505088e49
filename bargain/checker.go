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
			k.err = fmt.Errorf("a fault of this program: the package %v was to break nothing, and the check says that it breaks %s; please report it", pkg, ref.At())
			return
		}
	}
	for party, u := range utility {
		if v, known := k.judge.Utility(party, pkg); !known || !v.Equal(u) {
			k.err = fmt.Errorf("a fault of this program: the package %v was to be worth %s to %s, and the check says %s; please report it", pkg, u, party, v)
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
