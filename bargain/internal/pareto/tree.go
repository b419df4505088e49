package pareto

import (
	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// Tied issues are settled along the tree of buckets, where a message holds a
// frontier for each state of a separator (bucket elimination for several
// objectives, Rollón and Larrosa, Journal of Heuristics 12, 2006; of the same
// form Dubus, Gonzales and Perny, Multiobjective optimization using GAI
// models, IJCAI 2009). The classes of a place are its states: within a class
// only cells that no other of the class dominates are options.
//
// What comes from several buckets below is joined first, once for each
// combination of entries that occurs; then the options of all classes are
// united at once.

// message is what the bucket and all below it come to, by entry of its
// separator; nil where there is no package.
type message []*set

// components returns a part for each root of the tree; none of its frontiers
// is empty unless there is no package.
func (r *run) components() ([]part, error) {
	s := r.scale.space
	messages := make([]message, len(s.Buckets))
	inside := make([]*extent, len(s.Buckets))
	var roots []part
	for b := range s.Buckets {
		bucket := &s.Buckets[b]
		below := r.floors.nothing()
		var joined []bounds // by child: of what the children up to it give
		for _, c := range bucket.Children {
			below.add(inside[c.Bucket])
			joined = append(joined, r.floors.bounds(below))
		}
		inside[b] = r.floors.cells(bucket.Place)
		inside[b].add(r.floors.bonus(b))
		inside[b].add(below)
		m, err := r.message(b, messages, joined, r.floors.bounds(inside[b]))
		if err != nil {
			return nil, err
		}
		messages[b] = m
		for _, c := range bucket.Children {
			for _, old := range messages[c.Bucket] {
				if old != nil {
					r.forget(old)
				}
			}
			messages[c.Bucket] = nil
		}
		if bucket.Parent < 0 {
			tied := m[0]
			if tied == nil {
				tied = &set{vectors: newVectors(r.scale.width(), 0)}
			}
			roots = append(roots, part{tied: tied, inside: inside[b]})
		}
		if err := r.step(1); err != nil {
			return nil, err
		}
	}
	return roots, nil
}

// message settles the place of a bucket.
func (r *run) message(b int, messages []message, below []bounds, bound bounds) (message, error) {
	s := r.scale.space
	bucket := &s.Buckets[b]
	place := &s.Places[bucket.Place]
	options := make([][]option, place.Classes)
	for c := range options {
		var err error
		if options[c], err = r.options(bucket.Place, place.Members[c]); err != nil {
			return nil, err
		}
	}
	joined, forget := r.joiner(bucket, messages, below)
	m := make(message, bucket.Entries(s))
	var list []shifted
	var terms []term
	var times []uint64
	for e := range m {
		list, terms, times = list[:0], nil, times[:0]
		for class := range place.Classes {
			entry := class + e*place.Classes
			if bucket.Barred[entry] {
				continue
			}
			of, err := joined(entry)
			if err != nil {
				return nil, err
			}
			if of == nil {
				continue
			}
			for _, o := range options[class] {
				list = append(list, shifted{&of.vectors, r.withBonus(b, entry, o.worth)})
				terms = append(terms, term{of, o.cell})
				times = append(times, o.count)
			}
		}
		if len(list) == 0 {
			continue
		}
		next, err := r.settle(list, bound)
		if err != nil {
			return nil, err
		}
		if next.n == 0 {
			continue
		}
		next.place, next.terms = bucket.Place, terms
		if r.count != nil {
			r.count.ready(next)
			for i := range list {
				if err := r.count.add(&r.kernel, next, terms[i].of, list[i].by, times[i:i+1], r.count.number(bucket.Place, terms[i].cell), bound); err != nil {
					return nil, err
				}
			}
		}
		m[e] = next
	}
	forget()
	return m, nil
}

// withBonus returns what an option is worth at an entry of a bucket.
func (r *run) withBonus(b, entry int, worth []uint64) []uint64 {
	var sum []uint64
	limbs := r.scale.limbs
	for d, bonus := range r.scale.bonus[b] {
		if bonus == nil {
			continue
		}
		if sum == nil {
			sum = append(sum, worth...)
		}
		x := sum[d*limbs : (d+1)*limbs]
		amount.Add(x, x, bonus[entry*limbs:(entry+1)*limbs], limbs)
	}
	if sum == nil {
		return worth
	}
	return sum
}

// joiner returns what the buckets below a bucket come to together at one of its
// entries; nil where that is no package. A combination of their entries is
// joined once, and forgotten when the bucket's message is whole.
func (r *run) joiner(bucket *network.Bucket, messages []message, below []bounds) (joined func(entry int) (*set, error), forget func()) {
	start := r.start()
	nothing := func() {}
	switch len(bucket.Children) {
	case 0:
		return func(int) (*set, error) { return start, nil }, nothing
	case 1:
		c := &bucket.Children[0]
		return func(entry int) (*set, error) { return messages[c.Bucket][c.Entry[entry]], nil }, nothing
	}
	type pair struct{ a, b *set }
	known := map[pair]*set{}
	var all []*set
	joined = func(entry int) (*set, error) {
		c := &bucket.Children[0]
		have := messages[c.Bucket][c.Entry[entry]]
		for n := 1; n < len(bucket.Children) && have != nil; n++ {
			c := &bucket.Children[n]
			other := messages[c.Bucket][c.Entry[entry]]
			if other == nil {
				return nil, nil
			}
			both, done := known[pair{have, other}]
			if !done {
				var err error
				if both, err = r.join(have, other, below[n]); err != nil {
					return nil, err
				}
				all = append(all, both)
				if both.n == 0 {
					both = nil
				}
				known[pair{have, other}] = both
			}
			have = both
		}
		return have, nil
	}
	forget = func() {
		for _, s := range all {
			r.forget(s)
		}
	}
	return joined, forget
}
