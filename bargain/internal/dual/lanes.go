package dual

// Where nothing ties the places, what half-filled packages may still lose by
// the cuts is kept in whole numbers of 15 bits, four of them to a word, so
// that a few subtractions look at all cuts at once (Lamport, Multiple byte
// processing with full-word instructions, Communications of the ACM 18, 1975).
//
// Of each cut, the limit is mostLane units. A loss is rounded down to units,
// so that a choice is left only if it loses more than the limit: its units are
// more than mostLane, and each unit is that part of the limit, which is far
// more than floats hide.
const (
	laneBits = 16
	mostLane = 1<<(laneBits-1) - 2
	guards   = 1<<15 | 1<<31 | 1<<47 | 1<<63 // set in a lane while it is not below 0
)

// lanes is what is left of the limits.
type lanes struct {
	words int
	unit  []float64 // by cut
	rest  []uint64  // level × words
}

// pack brings the limits and what the cells lose into lanes.
func (l *line) pack() {
	n := len(l.limit)
	l.pause = min(4096, l.most)
	p := &l.packed
	p.words = (n + 3) / 4
	p.unit = p.unit[:0]
	for _, limit := range l.limit {
		p.unit = append(p.unit, max(limit, 0)/mostLane)
	}
	if need := (len(l.levels) + 1) * p.words; cap(p.rest) < need {
		p.rest = make([]uint64, need)
	}
	p.rest = p.rest[:(len(l.levels)+1)*p.words]
	for w := range p.words {
		p.rest[w] = guards
	}
	for c := range l.limit {
		p.rest[c/4] += mostLane << (c % 4 * laneBits)
	}
	for at := range l.levels {
		v := &l.levels[at]
		v.lanes = v.lanes[:0]
		for i := range v.cells {
			cost := v.cost[i*n : (i+1)*n]
			for from := 0; from < n; from += 4 {
				word := uint64(0)
				for c := from; c < min(from+4, n); c++ {
					word |= p.units(c, cost[c]) << (c % 4 * laneBits)
				}
				v.lanes = append(v.lanes, word)
			}
		}
	}
}

// units returns a loss in units of a cut, rounded down, and mostLane+1 for all
// that are beyond the limit.
func (p *lanes) units(c int, loss float64) uint64 {
	if x := loss / p.unit[c]; x < mostLane+1 { // where the unit is 0, not so unless the loss is 0 too
		return uint64(x)
	} else if x >= mostLane+1 {
		return mostLane + 1
	}
	return 0
}

// lower takes away, at all levels, what the limits have come down by.
func (l *line) lower(before []float64) {
	p := &l.packed
	for c, limit := range l.limit {
		by := min(p.units(c, max(0, before[c]-limit)), mostLane)
		shift := c % 4 * laneBits
		for at := c / 4; at < len(p.rest); at += p.words {
			rest := p.rest[at] >> shift & (1<<15 - 1)
			p.rest[at] -= min(by, rest) << shift
		}
	}
}

// ended reports whether there are to be no more steps, and says when to look
// again.
func (l *line) ended() bool {
	l.over = l.over || l.steps > l.most || l.x.halted()
	l.pause = min(l.steps+4096, l.most)
	return l.over
}

// through is from where nothing ties the places.
func (l *line) through(at int, lost float64) {
	if at == len(l.levels) {
		l.reach()
		return
	}
	v, x := &l.levels[at], l.x
	words := l.packed.words
	now := l.packed.rest[at*words : (at+1)*words]
	next := l.packed.rest[(at+1)*words : (at+2)*words][:len(now)]
	from := x.o.start[v.place]
	deficit := v.deficit[:len(v.cells)]
next:
	for i, k := range v.cells {
		if lost+deficit[i] > x.budget+x.slack {
			return
		}
		if l.steps++; l.steps > l.pause && l.ended() {
			return
		}
		cost := v.lanes[i*words : (i+1)*words][:len(now)]
		for w, rest := range now {
			rest -= cost[w]
			next[w] = rest
			if rest&guards != guards {
				continue next
			}
		}
		l.local[v.place] = int(k - from)
		l.through(at+1, lost+deficit[i])
		if l.over {
			return
		}
	}
}
