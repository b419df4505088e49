package dual

// Domain says which cells of each place are still allowed. A branch of a
// search removes cells and takes them back in the reverse order (sparse sets,
// Briggs and Torczon 1993).
type Domain struct {
	start []int32 // by place: its first cell in the oracle's count; one more at the end
	order []int32 // place by place: its cells, those allowed first
	where []int32 // by cell: its position in order
	size  []int32 // by place: how many are allowed
	trail []int32 // places of the cells removed, oldest first
}

// Domain returns a domain that allows all cells.
func (o *Oracle) Domain() *Domain {
	n := int(o.start[len(o.start)-1])
	d := &Domain{start: o.start, order: make([]int32, n), where: make([]int32, n), size: make([]int32, len(o.start)-1)}
	d.Reset()
	return d
}

// Reset allows all cells and forgets what was removed.
func (d *Domain) Reset() {
	for at := range d.order {
		d.order[at], d.where[at] = int32(at), int32(at)
	}
	for i := range d.size {
		d.size[i] = d.start[i+1] - d.start[i]
	}
	d.trail = d.trail[:0]
}

// Allows reports whether the local cell of the place is allowed.
func (d *Domain) Allows(place, cell int) bool { return d.allows(place, d.start[place]+int32(cell)) }

func (d *Domain) allows(place int, cell int32) bool {
	return d.where[cell] < d.start[place]+d.size[place]
}

// Size returns how many cells of the place are allowed.
func (d *Domain) Size(place int) int { return int(d.size[place]) }

// Remove forbids a local cell of the place; one that is forbidden already
// stays so.
func (d *Domain) Remove(place, cell int) { d.remove(place, d.start[place]+int32(cell)) }

func (d *Domain) remove(place int, cell int32) {
	if !d.allows(place, cell) {
		return
	}
	d.size[place]--
	last := d.start[place] + d.size[place]
	at, other := d.where[cell], d.order[last]
	d.order[at], d.order[last] = other, cell
	d.where[cell], d.where[other] = last, at
	d.trail = append(d.trail, int32(place))
}

// Fix forbids every cell of the place but one.
func (d *Domain) Fix(place, cell int) {
	keep := d.start[place] + int32(cell)
	for at := d.start[place] + d.size[place] - 1; at >= d.start[place]; at-- {
		if k := d.order[at]; k != keep {
			d.remove(place, k)
		}
	}
}

// Mark returns how many removals there have been, for Undo.
func (d *Domain) Mark() int { return len(d.trail) }

// Undo takes back all removals since the mark.
func (d *Domain) Undo(mark int) {
	for n := len(d.trail) - 1; n >= mark; n-- {
		d.size[d.trail[n]]++
	}
	d.trail = d.trail[:mark]
}

// allowed returns the allowed cells of the place in the oracle's count, in no
// order that means anything.
func (d *Domain) allowed(place int) []int32 {
	return d.order[d.start[place] : d.start[place]+d.size[place]]
}

// save writes the allowed cells as bits.
func (d *Domain) save(bits []uint64) {
	clear(bits)
	for i := range d.size {
		for _, k := range d.allowed(i) {
			bits[k>>6] |= 1 << (k & 63)
		}
	}
}

// load allows exactly the cells whose bits are set.
func (d *Domain) load(bits []uint64) {
	d.trail = d.trail[:0]
	for i := range d.size {
		from, to := d.start[i], d.start[i+1]
		low, high := from, to
		for k := from; k < to; k++ {
			if bits[k>>6]>>(k&63)&1 == 1 {
				d.order[low], d.where[k] = k, low
				low++
			} else {
				high--
				d.order[high], d.where[k] = k, high
			}
		}
		d.size[i] = low - from
	}
}
