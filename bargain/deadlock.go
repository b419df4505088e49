package bargain

import (
	"fmt"
	"math/big"
	"slices"
)

// deadlock answers the conflicts, the ways out and the reshapings.
func (a *analysis) deadlock(empty bool) error {
	if !empty {
		a.nothing("The possible zone is not empty.", AskConflicts, AskConcessions, AskReshapings)
		return nil
	}
	if _, tree := a.survey.(*treeSurvey); tree {
		if a.p.leaves.Cmp(big.NewInt(maxWalkedBoxes)) > 0 {
			a.refuse(notInTree, AskConflicts, AskConcessions, AskReshapings, AskInquiries)
			return nil
		}
		if err := a.turn(a.listBoxes, AskConflicts, AskConcessions, AskReshapings, AskInquiries); err != nil {
			return err
		}
	}
	if err := a.turn(a.conflicts, AskConflicts, AskReshapings, AskInquiries); err != nil {
		return err
	}
	return a.turn(a.concessions, AskConcessions)
}

// listBoxes goes through all boxes for what the tree does not tell, where there
// are not too many.
func (a *analysis) listBoxes() error {
	found, err := cellSearch{Problem: a.p}.survey(a.ctx, a.start("going through combinations"))
	if err == nil {
		a.survey = found
	}
	return err
}

// conflicts finds what cannot hold together, and what could be reshaped.
func (a *analysis) conflicts() error {
	a.start("finding conflicts")
	conflicts, err := a.p.conflicts(a.ctx, a.survey)
	a.out.Conflicts = conflicts
	why := ""
	if !conflicts.Complete {
		why = fmt.Sprintf("Cut off: the first %d found are listed.", len(conflicts.Sets))
	}
	if a.asked(AskConflicts) {
		a.certify(AskConflicts, Certificate{Proven: conflicts.Complete, Why: why,
			Method: a.clashMethod("minimal hitting sets of what the packages break")})
	}
	if a.asked(AskReshapings) {
		a.out.Reshapings = a.p.reshapings(conflicts)
		a.certify(AskReshapings, Certificate{Proven: conflicts.Complete, Why: why, Method: "from the conflicts"})
	}
	return err
}

// concessions finds the ways out.
func (a *analysis) concessions() error {
	a.start("finding ways out")
	y := a.y
	if a.p.total == nil && a.p.capped() {
		y = nil // what they open is counted and not measured
	}
	concessions, why, err := a.p.concessions(a.ctx, a.survey, y)
	if y != a.y && why == "" {
		why = whyCappedCells
	}
	a.out.Concessions = concessions
	for _, w := range concessions.Ways {
		ignore := a.p.itemsOf(w.GiveUp)
		if w.Best != nil {
			a.check([]Outcome{*w.Best}, ignore)
		}
		if w.Frontier != nil {
			a.checkFrontier(w.Frontier, ignore)
		}
		a.judge.check(a.p, w.Example, nil, ignore)
	}
	a.certify(AskConcessions, Certificate{Proven: concessions.Complete && why == "", Why: why,
		Method: a.clashMethod("minimal sets of what the packages break")})
	return err
}

func (p *Problem) itemsOf(list []Concession) mask {
	return p.itemsWhere(func(it *item) bool {
		return slices.ContainsFunc(list, func(c Concession) bool { return c.Ref == it.ref })
	})
}
