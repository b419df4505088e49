package survey

import (
	"cmp"
	"slices"
)

// entry is a utility vector in whole numbers, and where it came from.
type entry struct {
	u    []int64
	from int
	pick int
}

// undominated leaves out what another entry is as good as for everybody, and of
// equal ones all but the first in the order (from, pick). The rest is sorted,
// best for the first party first.
func undominated(all []entry) []entry {
	slices.SortFunc(all, func(a, b entry) int {
		return cmp.Or(slices.Compare(b.u, a.u), cmp.Compare(a.from, b.from), cmp.Compare(a.pick, b.pick))
	})
	if len(all) == 0 {
		return all
	}
	switch len(all[0].u) {
	case 1:
		return all[:1]
	case 2:
		return alongTwo(all)
	case 3:
		return alongThree(all)
	}
	var kept []entry
	recent := []int{} // places in kept, those that last covered something first
	for _, e := range all {
		covered := -1
		for at, k := range recent {
			if covers(kept[k].u, e.u) {
				covered = at
				break
			}
		}
		if covered >= 0 {
			k := recent[covered]
			copy(recent[1:covered+1], recent[:covered])
			recent[0] = k
			continue
		}
		recent = append(recent, len(kept))
		kept = append(kept, e)
	}
	return kept
}

// covers reports whether a is as good as b for everybody.
func covers(a, b []int64) bool {
	for i := range a {
		if a[i] < b[i] {
			return false
		}
	}
	return true
}

// alongTwo and alongThree sweep sorted entries (H. T. Kung, F. Luccio and F. P.
// Preparata 1975): what stands before is better for the first party, so that
// the others decide.
func alongTwo(all []entry) []entry {
	kept := all[:0]
	for i, e := range all {
		if i == 0 || e.u[1] > kept[len(kept)-1].u[1] {
			kept = append(kept, e)
		}
	}
	return kept
}

func alongThree(all []entry) []entry {
	kept := all[:0]
	var stairs [][2]int64 // of the second and third party: the second falls, the third rises
	for _, e := range all {
		b, c := e.u[1], e.u[2]
		// The last step whose second is at least b has the greatest third among those.
		n, _ := slices.BinarySearchFunc(stairs, b, func(s [2]int64, b int64) int {
			if s[0] >= b {
				return -1
			}
			return 1
		})
		if n > 0 && stairs[n-1][1] >= c {
			continue
		}
		// Steps before n with the same second are replaced, and so are steps from
		// n on whose third is no greater.
		from := n
		for from > 0 && stairs[from-1][0] == b {
			from--
		}
		to := n
		for to < len(stairs) && stairs[to][1] <= c {
			to++
		}
		stairs = slices.Replace(stairs, from, to, [2]int64{b, c})
		kept = append(kept, e)
	}
	return kept
}
