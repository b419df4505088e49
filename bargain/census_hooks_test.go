package bargain

import (
	"context"
	"fmt"
	"slices"
)

// What the tests of the census look at from outside.

// GoThrough counts all packages on one core by what they break, and finds their
// frontier; it returns how many outcomes that has.
func GoThrough(p *Problem) (int, error) {
	if c := (enumeration{p}).countPart(context.Background(), 0, 1, nil); c.err != nil {
		return 0, c.err
	}
	f, err := enumeration{p}.frontier(context.Background(), p.fallbackItems(), nil, nil)
	return f.vectors.size(), err
}

// Counts says all that a walk finds, in words: once with the last issues taken
// together, as far as that is done, and once leaf by leaf.
func Counts(p *Problem) (together, singly string, blocks bool) {
	c := p.newCounter()
	w := p.newWalker(p.table)
	w.leaf = func() bool {
		c.tellLeaf(w)
		return true
	}
	c.err = w.run(context.Background())
	d := enumeration{p}.countPart(context.Background(), 0, 1, nil)
	return d.String(), c.String(), w.newBlocks() != nil
}

func (c *counter) String() string {
	var list []string
	for _, k := range c.kinds.kinds {
		list = append(list, fmt.Sprint(k.broken, Count{Int: k.count.int()}, k.first))
	}
	slices.Sort(list)
	for _, e := range []*ends{c.free, c.lawful, c.possible} {
		list = append(list, fmt.Sprint(e.none, e.least, e.most))
	}
	return fmt.Sprint(list, c.err)
}
