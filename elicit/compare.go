package elicit

import (
	"slices"

	"parley"
)

// Bounds on the packages that are looked through for the check of the order.
const (
	compareIssues  = 4 // issues on which they differ, the most important ones
	compareChoices = 3 // choices of each: the worst, the best and one between
)

// compare asks for the order of three packages, or two where there are no
// three, that tell the most: of no two of them do the answers settle which is
// better, whatever the words leave open, and of all three packages looked at
// these leave the least settled. Their order is never used to change an
// answer: where it is not the one that the answers imply, that is a warning.
// It is asked once nothing else is open.
func (s *Sheet) compare() {
	_, open := s.Next()
	_, answered := s.last[string(Compare)]
	if s.weigh == nil || open && !answered {
		return
	}
	packages := s.weigh.telling()
	if len(packages) < 2 && !answered {
		return
	}
	a, ok := s.put(Question{ID: string(Compare), Kind: Compare, Packages: packages})
	if !ok {
		return
	}
	var shown []parley.Package
	for _, p := range a.Packages {
		pkg, _ := s.recall(p)
		shown = append(shown, pkg)
	}
	for i := range shown {
		for j := range shown {
			if place(a.Prefer, i) < place(a.Prefer, j) && s.weigh.utility(shown[i]).Cmp(s.weigh.utility(shown[j])) < 0 {
				s.note(s.disagreement(shown[i], shown[j]))
			}
		}
	}
}

func place(tiers [][]int, n int) int {
	return slices.IndexFunc(tiers, func(t []int) bool { return slices.Contains(t, n) })
}

// disagreement warns that one package was put before another and is worth less
// by the other answers, and names those that would have to be looked at.
func (s *Sheet) disagreement(better, worse parley.Package) Warning {
	w := Warning{Kind: WarnOrder, Packages: []parley.Package{better, worse}}
	for _, r := range s.weigh.rows {
		id := r.issue.ID
		if better[id].Equal(worse[id]) {
			continue
		}
		w.Issues = append(w.Issues, id)
		w.Questions = append(w.Questions, "importance."+id)
		for _, of := range []string{"order.", "curve.", "levels."} {
			if _, there := s.Question(of + id); there {
				w.Questions = append(w.Questions, of+id)
			}
		}
	}
	w.Questions = append(w.Questions, string(Compare))
	return w
}

// telling returns the three packages, or the two, or none where the answers
// settle the order of all that it looks at: in the order that the answers
// imply, the best first, ties in the order in which they were looked at. They
// are alike on all issues but the most important ones.
func (s *scale) telling() []parley.Package {
	found := s.mostTelling(s.candidates(1))
	if len(found) < 3 { // on other ground there may be more
		for _, base := range []int{2, 0} {
			if other := s.mostTelling(s.candidates(base)); len(other) > len(found) {
				found = other
			}
		}
	}
	slices.SortStableFunc(found, func(p, q parley.Package) int { return s.utility(q).Cmp(s.utility(p)) })
	return found
}

// candidates lists packages that differ on the most important issues, ties in
// file order, the first of those issues counting most, and breaks no demand of
// the party and no norm. On all others they are alike: at the worst choice for
// 0, in the middle for 1, at the best for 2.
func (s *scale) candidates(base int) []parley.Package {
	pkg := parley.Package{}
	for _, issue := range s.c.Issues {
		pkg[issue.ID] = s.plain(issue)
	}
	for _, r := range s.rows {
		pkg[r.issue.ID] = r.steps[(len(r.steps)-1)*base/2]
	}
	varied := slices.Clone(s.rows)
	slices.SortStableFunc(varied, func(a, b *row) int { return b.weight.Cmp(a.weight) })
	varied = slices.DeleteFunc(varied, func(r *row) bool { return r.width.Sign() == 0 })
	varied = varied[:min(len(varied), compareIssues)]
	var all []parley.Package
	var vary func(n int)
	vary = func(n int) {
		if n == len(varied) {
			if !s.broken(pkg) {
				all = append(all, copied(pkg))
			}
			return
		}
		for _, c := range varied[n].few() {
			pkg[varied[n].issue.ID] = c
			vary(n + 1)
		}
	}
	vary(0)
	return all
}

// few returns the best choice, the worst, and one between, if there are so
// many.
func (r *row) few() []parley.Choice {
	last := len(r.steps) - 1
	few := []parley.Choice{r.steps[last]}
	if last >= compareChoices-1 {
		few = append(few, r.steps[(last+1)/2])
	}
	return append(few, r.steps[0])
}

// mostTelling returns the three packages of which the most nearly settled pair
// is the least settled, then the next pair, then the last, then the first in
// the order given; failing three, two; failing two, none. It looks at every
// three of at most 81.
func (s *scale) mostTelling(packages []parley.Package) []parley.Package {
	n := len(packages)
	doubts := s.doubts(packages)
	var found []int
	var most [3]int
	for i := range n {
		for j := i + 1; j < n; j++ {
			if doubts[i][j] == 0 || doubts[i][j] < most[0] {
				continue
			}
			for k := j + 1; k < n; k++ {
				three := [3]int{doubts[i][j], doubts[i][k], doubts[j][k]}
				slices.Sort(three[:])
				if three[0] > 0 && slices.Compare(three[:], most[:]) > 0 {
					found, most = []int{i, j, k}, three
				}
			}
		}
	}
	for i := 0; found == nil && i < n; i++ {
		for j := i + 1; j < n; j++ {
			if doubts[i][j] > most[0] {
				most[0] = doubts[i][j]
			}
		}
	}
	for i := 0; found == nil && i < n; i++ {
		if j := slices.Index(doubts[i], most[0]); most[0] > 0 && j >= 0 {
			found = []int{i, j}
		}
	}
	var told []parley.Package
	for _, i := range found {
		told = append(told, packages[i])
	}
	return told
}

// doubts ranks all pairs by how little is settled: 0 where it is settled, and
// from 1 upwards otherwise, the same for pairs with the same doubt.
func (s *scale) doubts(packages []parley.Package) [][]int {
	n := len(packages)
	exact := make([][]parley.Number, n)
	var all []parley.Number
	for i := range packages {
		exact[i] = make([]parley.Number, i)
		for j := range i {
			exact[i][j] = s.doubt(packages[i], packages[j])
			if exact[i][j].Sign() > 0 {
				all = append(all, exact[i][j])
			}
		}
	}
	slices.SortFunc(all, parley.Number.Cmp)
	all = slices.CompactFunc(all, parley.Number.Equal)
	ranks := make([][]int, n)
	for i := range ranks {
		ranks[i] = make([]int, n)
		for j := range i {
			if at, there := slices.BinarySearchFunc(all, exact[i][j], parley.Number.Cmp); there {
				ranks[i][j], ranks[j][i] = at+1, at+1
			}
		}
	}
	return ranks
}
