package cover

import (
	"cmp"
	"slices"
)

// within goes through the packages whose weighted sum lies within a gap of the
// most: place by place, the places where cells differ most first, leaving a
// partial package as soon as what it has lost of the weighted sum exceeds the
// gap, or some column cannot reach any more what it has to (implicit
// enumeration, Balas 1965). With a gap as small as rays leave it, few packages
// are within it.
type within struct {
	x       *scaled
	limit   int // of partial packages; beyond it the search gives up
	steps   int
	places  []int
	from    []int32 // by place in the order: its first option; one more at the end
	options []option
	reach   []float64 // by place in the order × columns: the most that it and those after it add
	sums    []float64 // by depth × columns
	need    []float64
	choice  []int32
}

type option struct {
	cell    int32
	deficit float64
	worth   []float64
}

// prepare sorts places and cells; false if a place has no cell.
func (w *within) prepare(t *table, weights []float64) {
	n := len(weights)
	places := len(t.from) - 1
	w.options, w.from, w.places = w.options[:0], w.from[:0], w.places[:0]
	w.choice = w.choice[:0]
	w.sums = append(w.sums[:0], make([]float64, n)...)
	type wide struct {
		place  int
		spread float64
	}
	var open []wide
	for i := range places {
		from, to := int(t.from[i]), int(t.from[i+1])
		w.choice = append(w.choice, t.cell[from])
		if to-from == 1 {
			for q, u := range t.worth[from*n : from*n+n] {
				w.sums[q] += u
			}
			continue
		}
		spread := 0.0
		for q := range n {
			low, high := inf, 0.0
			for k := from; k < to; k++ {
				low, high = min(low, t.worth[k*n+q]), max(high, t.worth[k*n+q])
			}
			spread += high - low
		}
		open = append(open, wide{i, spread})
	}
	slices.SortStableFunc(open, func(a, b wide) int { return cmp.Compare(b.spread, a.spread) })
	for _, o := range open {
		first := len(w.options)
		w.from = append(w.from, int32(first))
		w.places = append(w.places, o.place)
		best := 0.0
		for k := int(t.from[o.place]); k < int(t.from[o.place+1]); k++ {
			worth := t.worth[k*n : k*n+n]
			value := dot(weights, worth)
			best = max(best, value)
			w.options = append(w.options, option{t.cell[k], value, worth})
		}
		list := w.options[first:]
		for k := range list {
			list[k].deficit = best - list[k].deficit
		}
		slices.SortFunc(list, func(a, b option) int {
			if c := cmp.Compare(a.deficit, b.deficit); c != 0 {
				return c
			}
			return cmp.Compare(a.cell, b.cell)
		})
	}
	depth := len(w.places)
	w.from = append(w.from, int32(len(w.options)))
	w.reach = resize(w.reach, (depth+1)*n)
	clear(w.reach[depth*n:])
	for at := depth - 1; at >= 0; at-- {
		for q := range n {
			most := 0.0
			for _, o := range w.options[w.from[at]:w.from[at+1]] {
				most = max(most, o.worth[q])
			}
			w.reach[at*n+q] = w.reach[(at+1)*n+q] + most
		}
	}
	w.sums = append(w.sums, make([]float64, depth*n)...)
	w.steps = 0
}

// walk calls visit with every package of the table within the gap that may
// reach what is needed, and takes the gap and the needs anew after each;
// false if it gave up.
func (w *within) walk(depth int, lost float64, gap *float64, visit func(worth []float64)) bool {
	n := len(w.need)
	sums := w.sums[depth*n : depth*n+n]
	for q, need := range w.need {
		if sums[q]+w.reach[depth*n+q] < need {
			return true
		}
	}
	if depth == len(w.places) {
		visit(sums)
		return true
	}
	if w.steps++; w.steps > w.limit {
		return false
	}
	next := w.sums[(depth+1)*n : (depth+2)*n]
	for _, o := range w.options[w.from[depth]:w.from[depth+1]] {
		if lost+o.deficit > *gap {
			break
		}
		for q, u := range o.worth {
			next[q] = sums[q] + u
		}
		w.choice[w.places[depth]] = o.cell
		if !w.walk(depth+1, lost+o.deficit, gap, visit) {
			return false
		}
	}
	return true
}

// search looks for the hunt's packages in a table; false if there are too many
// to go through.
func (w *within) search(h *hunt, t *table, weights []float64, gap float64) bool {
	w.prepare(t, weights)
	n := len(weights)
	w.need = resize(w.need, n)
	counting := dot(weights, h.aim.counts)
	level := h.level()
	needs := func() {
		for q := range w.need {
			w.need[q] = -1
			if h.aim.counts[q] > 0 {
				w.need[q] = h.aim.base[q] + level - w.x.grain[q]
			} else if h.aim.bound[q] {
				w.need[q] = h.aim.base[q] - w.x.grain[q]
			}
		}
	}
	needs()
	return w.walk(0, 0, &gap, func(worth []float64) {
		if h.offer(&vertex{w.choice, worth}) {
			gap -= (h.level() - level) * counting
			level = h.level()
			needs()
		} else if h.best != nil { // it may gain no more than the best but for rounding
			h.proven = max(h.proven, min(h.gain, w.x.short(h.aim, worth))+w.x.margin)
		}
	})
}
