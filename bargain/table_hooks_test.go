package bargain

import (
	"context"

	"parley/bargain/internal/clash"
	"parley/bargain/internal/network"
)

// What the table of docs/performance.md measures that no question asks for.

// SpaceOf returns the packages that break nothing, as the methods alone see
// them, so that a method can be measured beside the question it answers.
func SpaceOf(p *Problem) *network.Space {
	s, err := newExploration(p, 0).space(p.everything())
	if err != nil {
		return spaceOf(p.net, p.everything())
	}
	return s
}

// FirstConflict looks for conflicts as Analyze does, until it finds one.
func FirstConflict(ctx context.Context, p *Problem) (found bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	e := newExploration(p, 0)
	for _, part := range p.separate() {
		search, _, err := e.search(part.minus(p.markItems()))
		if err != nil {
			return false, err
		}
		search.Found = func(f clash.Finding) {
			if f.Kind == clash.Conflict {
				found = true
				cancel()
			}
		}
		_, err = search.All(ctx, clash.Limits{Conflicts: maxConflicts, WaysOut: -1, Questions: maxClashQuestions})
		if found {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
	return false, nil
}
