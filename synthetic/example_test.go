package synthetic_test

import (
	"fmt"

	"parley/synthetic"
)

func ExampleCase() {
	s := synthetic.Spec{Parties: 2, Issues: 30, Options: 10, Conflict: 0.5, Grid: synthetic.PerMille, Fallback: 20, Seed: 1}
	c, err := synthetic.Case(s)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Title)
	fmt.Println(c.Size())
	fmt.Println(c.Positions[0].Fallback.Value)
	// Output:
	// Synthetic case: 2 parties, 30 issues × 10, conflict 0.5, linkage 0, seed 1
	// 1000000000000000000000000000000
	// 200
}
