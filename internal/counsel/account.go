package counsel

import (
	"parley"
	"parley/bargain/oracle"
)

// Account is what a package is to a party, by its own position.
type Account struct {
	Utility  *parley.Number // on its own scale; nil: it has said no values
	Fallback *parley.Number // on the same scale; nil: not said
	Breaks   []parley.Ref   // its statements that the package does not meet, its fallback included
}

// Accounts weighs packages by the position of a party in the case, exactly. A
// package must take a choice on every issue.
func Accounts(of *parley.Case, party string, packages []parley.Package) []Account {
	judge := oracle.New(of)
	var all []Account
	for _, p := range packages {
		var a Account
		if u, ok := judge.Utility(party, p); ok {
			a.Utility = &u
		}
		if r, ok := judge.Reservation(party); ok {
			a.Fallback = &r
		}
		a.Breaks = judge.BrokenBy(party, p)
		all = append(all, a)
	}
	return all
}
