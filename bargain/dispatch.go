package bargain

import (
	"fmt"
	"math/big"

	"parley/bargain/internal/network"
)

// method is how the packages of a problem are gone about.
type method int

const (
	asFits method = iota
	byWalking
	byBounds
	byRectangles
)

// Limits of going through packages one by one, those that nobody tells apart
// taken together: beyond the first there are faster ways wherever tables can
// hold what ties the issues, and beyond the second a walk would outlast
// anybody in the room.
const (
	maxWalked = 20_000_000
	maxLeaves = 20_000_000_000
)

// withSearch returns the problem with the search that fits it.
func (p *Problem) withSearch(o Options) *Problem {
	q := *p
	q.method, q.because = p.dispatch(o.by)
	switch {
	case p.total == nil && q.method == byWalking:
		q.search = cellSearch{Problem: &q, epsilon: o.Epsilon}
	case p.total == nil:
		q.search = cellSearch{Problem: &q, tree: q.newPieces(), epsilon: o.Epsilon}
	case q.method == byWalking:
		q.search = enumeration{&q}
	case q.method == byRectangles:
		q.search = newByBoxes(&q, p.boxes())
	default:
		q.search = byNetwork{&q, newExploration(&q, o.Seed), o.Epsilon, o.Ties > 0}
	}
	return &q
}

// dispatch chooses by the structure of the problem, and says why.
func (p *Problem) dispatch(wish method) (method, string) {
	switch {
	case p.total == nil && wish != byWalking && !p.capped() && (wish == byBounds || p.leaves.Cmp(big.NewInt(maxWalked)) > 0):
		return byBounds, fmt.Sprintf("An issue is continuous: its range is cut where a statement or a curve has a corner, which makes %s combinations, too many to look at each; so they are searched by bounds.", roundly(p.leaves))
	case p.total == nil:
		return byWalking, fmt.Sprintf("An issue is continuous: its range is cut where a statement or a curve has a corner, which makes %s combinations to look at.", roundly(p.leaves))
	case wish == byRectangles && p.boxes() == nil:
		return p.dispatch(asFits)
	case wish != asFits:
		return wish, "Asked for."
	case p.leaves.Cmp(big.NewInt(maxWalked)) <= 0 && len(p.items) <= maxWalkedItems:
		return byWalking, fmt.Sprintf("There are %s packages to tell apart, few enough to look at every one.", p.leaves)
	}
	s := p.lawful()
	switch {
	case s.TooWide && p.boxes() != nil:
		return byRectangles, fmt.Sprintf("There are %s packages to tell apart, and linkages tie so many issues to each other that a table over them would need more than %d entries; but they are hyper-rectangles, and of those only sets that pay together matter.", roundly(p.leaves), network.MaxTable)
	case s.TooWide && p.leaves.Cmp(big.NewInt(maxLeaves)) <= 0 && len(p.items) <= maxWalkedItems:
		return byWalking, fmt.Sprintf("Statements and linkages tie so many issues to each other that a table over them would need more than %d entries; so all %s packages to tell apart are looked at.", network.MaxTable, p.leaves)
	case s.TooWide && p.loosens():
		return byBounds, fmt.Sprintf("There are %s packages to tell apart; statements tie so many issues to each other that a table over them would need more than %d entries, so that statements are put into tables only as far as answers turn out to break them.", roundly(p.leaves), network.MaxTable)
	case len(s.Buckets) == 0:
		return byBounds, fmt.Sprintf("There are %s packages to tell apart, and nothing ties one issue to another: they are taken one by one and put together.", roundly(p.leaves))
	}
	return byBounds, fmt.Sprintf("There are %s packages to tell apart; statements and linkages tie %d issues, of which at most %d have to be looked at together.",
		roundly(p.leaves), tiedIssues(s), s.Width+1)
}

func tiedIssues(s *network.Space) int {
	n := 0
	for i := range s.Issues {
		if s.Places[i].Bucket >= 0 {
			n++
		}
	}
	return n
}

// roundly writes a count, a large one as a power of ten.
func roundly(n *big.Int) string {
	digits := n.String()
	if len(digits) <= 7 {
		return digits
	}
	return fmt.Sprintf("%s.%s·10^%d", digits[:1], digits[1:2], len(digits)-1)
}

// measuresFrontiers reports whether the frontier of what each way out opens is
// worth finding: with many packages and parties it is the longest part.
func (p *Problem) measuresFrontiers() bool {
	return p.method == byWalking || p.consentingColumns() <= 2
}

// because says why the question was answered in the way that it was; empty
// where there is but one.
func (a *analysis) because(q Question) string {
	switch q {
	case AskContention, AskTrades, AskReshapings:
		return ""
	case AskReach, AskOpen, AskSample, AskWeightedNash, AskShortlist, AskIncentives:
		if a.p.method == byWalking && a.p.total != nil {
			return "It is found in this way however many packages there are."
		}
	}
	return a.p.because
}

// clashMethod says how conflicts and ways out were found, given how that is
// where all packages were gone through.
func (a *analysis) clashMethod(byCensus string) string {
	if _, ok := a.survey.(byBoxes); ok {
		return "what the outcomes of the frontier of all packages miss"
	}
	if _, ok := a.survey.(*exploration); ok {
		return "which statements can hold together is asked of searches by bounds, about the smallest sets first"
	}
	return byCensus
}
