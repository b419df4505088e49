package tally

import (
	"context"
	"math/rand/v2"
	"testing"

	"parley/bargain/internal/network"
	"parley/bargain/internal/network/networktest"
)

// occurring goes through all packages: which local cells are in a member, and
// for each one such member.
func occurring(n *network.Network, s *network.Space) [][][]int {
	found := make([][][]int, s.Issues)
	for i := range found {
		found[i] = make([][]int, len(s.Places[i].Cells))
	}
	networktest.Walk(n, func(cells []int, _ int64) {
		local, left := s.Local(cells)
		if !left || !s.Holds(local) {
			return
		}
		for i := range found {
			found[i][local[i]] = local
		}
	})
	return found
}

// What Open says occurs must occur and what it says never does must not, with
// and without somebody to ask; with somebody who knows, nothing may be left
// undecided. It fails if an exclusion is too bold or a swap checks too little.
func TestOpenAgreesWithEnumeration(t *testing.T) {
	inPieces(t, 6, 4)
	rng := rand.New(rand.NewPCG(4, 4))
	ctx := context.Background()
	never, asked, alone := 0, 0, 0
	for range rounds(2500) {
		n, s, _ := drawn(rng)
		if s.Barred {
			continue
		}
		truth := occurring(n, s)
		ask := func(_ context.Context, place, cell int) (ok, decided bool, witness []int) {
			asked++
			return truth[place][cell] != nil, true, truth[place][cell]
		}
		feasible, draws := Feasible(ask), rng.IntN(40)-10
		if rng.IntN(3) == 0 {
			feasible = nil
		}
		var known [][]int
		for range rng.IntN(3) {
			local := make([]int, len(s.Places)) // a package of any kind, a member or not
			for i := range s.Issues {
				local[i] = rng.IntN(len(s.Places[i].Cells))
			}
			s.Settle(local)
			known = append(known, local)
		}
		states, err := Open(ctx, s, known, feasible, OpenOptions{Draws: draws, Tries: 50})
		if err != nil {
			t.Fatal(err)
		}
		for i := range states {
			for k, state := range states[i] {
				occurs := truth[i][k] != nil
				switch {
				case state == Undecided && feasible != nil:
					t.Fatalf("cell %d of issue %d is undecided though somebody knows", k, i)
				case state == Occurs != occurs && state != Undecided:
					t.Fatalf("cell %d of issue %d: %v, truly %v\n%+v", k, i, state, occurs, n)
				case state == Never:
					never++
					if feasible == nil {
						alone++
					}
				}
			}
		}
	}
	if never < rounds(100) || asked < rounds(100) || alone < rounds(20) {
		t.Errorf("%d cells never occur, %d of them without asking, %d were asked about: the test tested little", never, alone, asked)
	}
}

// A barred space has no cell that occurs, and one that is too wide leaves all
// undecided.
func TestOpenOfSpacesThatCannotBeUsed(t *testing.T) {
	place := network.Place{Cells: []int{0, 1}, Counts: []int64{1, 1}, Bucket: -1}
	for want, s := range map[State]*network.Space{
		Never:     {Barred: true, Issues: 1, Places: []network.Place{place}},
		Undecided: {TooWide: true, Issues: 1, Places: []network.Place{place}},
	} {
		states, err := Open(context.Background(), s, nil, nil, OpenOptions{})
		if err != nil || len(states) != 1 || states[0][0] != want || states[0][1] != want {
			t.Errorf("got %v, %v, want %v throughout", states, err, want)
		}
	}
}
