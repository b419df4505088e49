package pareto

// Two coordinates: frontiers are lists with the first falling and the second
// rising, and uniting two is one linear merge that keeps what rises above all
// before it (Nemhauser and Ullmann, Discrete dynamic programming and capital
// allocation, Management Science 15, 1969). Where there
// are more than a few points, spreading them is faster (spread.go). One frontier after the other is
// merged in; merging them in pairs was slower, for the last merges are with
// what has hardly been thinned.
//
// Uniting k frontiers with n points each, of which m are left, takes O(k·(n+m)).

// run2 is a frontier of two coordinates with the origin of each point: the
// number of the shifted frontier, and below it, in 32 bits, the point.
type run2 struct{ x, y, tag []uint64 }

func (r *run2) grow(n int) {
	if cap(r.x) < n {
		n += n / 4
		r.x, r.y, r.tag = make([]uint64, n), make([]uint64, n), make([]uint64, n)
	}
	r.x, r.y, r.tag = r.x[:cap(r.x)], r.y[:cap(r.y)], r.tag[:cap(r.tag)]
}

func (k *kernel) uniteTwo(list []shifted, b bounds) (*union, error) {
	total := 0
	for _, s := range list {
		total += s.of.n
	}
	if len(list) > 1 && total >= fewSpread {
		return k.uniteSpread(list, b)
	}
	return k.mergeAll(list, b)
}

func (k *kernel) mergeAll(list []shifted, b bounds) (*union, error) {
	have, next, n := &k.two[0], &k.two[1], 0
	for w, s := range list {
		next.grow(n + s.of.n)
		n = mergeTwo(next, have, n, s, uint64(w)<<32)
		have, next = next, have
		if n > k.limit {
			return nil, tooMany{}
		}
		if err := k.busy(n + s.of.n); err != nil {
			return nil, err
		}
	}
	lo := 0
	if b.least != nil { // what reaches both floors is in one piece
		for n > 0 && have.x[n-1] < b.least[0] {
			n--
		}
		for lo < n && have.y[lo] < b.least[1] {
			lo++
		}
	}
	u := k.result(2)
	u.grow(n - lo)
	u.n = n - lo
	copy(u.at[0], have.x[lo:n])
	copy(u.at[1], have.y[lo:n])
	for i, tag := range have.tag[lo:n] {
		u.which[i], u.from[i] = uint32(tag>>32), uint32(tag)
	}
	return u, nil
}

// mergeTwo merges the first n points of a with a shifted frontier into out and
// returns how many are left. Which of two heads is the higher is as good as
// random, so that the choice is made without branches.
func mergeTwo(out, a *run2, n int, s shifted, tag uint64) int {
	fx, fy := s.of.at[0][:s.of.n], s.of.at[1][:s.of.n]
	fy = fy[:len(fx)]
	ax, ay, at := a.x[:n], a.y[:n], a.tag[:n]
	dx, dy := s.by[0], s.by[1]
	ox, oy, ot := out.x[:n+len(fx)], out.y[:n+len(fx)], out.tag[:n+len(fx)]
	i, j, m := 0, 0, 0
	var next uint64 // the least second coordinate that is kept
	for i < len(ax) && j < len(fx) {
		x, y, t := ax[i], ay[i], at[i]
		sx, sy := fx[j]+dx, fy[j]+dy
		var more, same, above uint64
		if sx > x {
			more = 1
		}
		if sx == x {
			same = 1
		}
		if sy > y {
			above = 1
		}
		take := more | same&above
		mask := -take
		x ^= (x ^ sx) & mask
		y ^= (y ^ sy) & mask
		t ^= (t ^ (tag | uint64(j))) & mask
		i += int(1 - take)
		j += int(take)
		ox[m], oy[m], ot[m] = x, y, t
		keep := 0
		if y >= next {
			keep = 1
			next = y + 1
		}
		m += keep
	}
	for ; i < len(ax); i++ {
		if ay[i] >= next {
			m += copy(ox[m:], ax[i:])
			copy(oy[m-len(ax)+i:], ay[i:])
			copy(ot[m-len(ax)+i:], at[i:])
			return m
		}
	}
	for ; j < len(fx); j++ {
		if y := fy[j] + dy; y >= next {
			for ; j < len(fx); j++ {
				ox[m], oy[m], ot[m] = fx[j]+dx, fy[j]+dy, tag|uint64(j)
				m++
			}
		}
	}
	return m
}
