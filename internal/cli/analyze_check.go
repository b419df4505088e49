package cli

import (
	"context"
	"fmt"
	"slices"

	"parley"
	"parley/bargain"
	"parley/bargain/audit"
)

// check has an answer checked by the definitions alone and says on standard
// error what came of it. What a position keeps from the mediator is in no
// finding then: only how many there are is said.
func (p *program) check(ctx context.Context, c *parley.Case, o bargain.Options, a *bargain.Answer) error {
	o.Progress = nil
	found, err := audit.Check(ctx, c, o, a)
	wrongs, open := 0, 0
	for _, f := range found {
		if f.Kind == audit.Wrong {
			wrongs++
		} else {
			open++
		}
	}
	verdict := "nothing in the answer contradicts the definitions"
	if wrongs > 0 {
		verdict = count(wrongs, "thing contradicts", "things contradict") + " the definitions"
	}
	if open > 0 {
		verdict += "; " + count(open, "claim was", "claims were") + " too large to check"
	}
	if err != nil {
		verdict += "; it was interrupted"
	}
	fmt.Fprintf(p.err, "check: %s\n", verdict)
	if !slices.ContainsFunc(c.Positions, func(x parley.Position) bool { return x.Undisclosed() }) {
		for _, f := range found {
			fmt.Fprintf(p.err, "check: %s\n", f)
		}
	}
	if wrongs > 0 {
		return (&failure{status: statusFault, text: "the answer does not hold, which is a fault of this program"}).
			hint("please report it, with the case if it may be shown")
	}
	return nil
}
