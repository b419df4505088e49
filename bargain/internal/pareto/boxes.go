package pareto

import "slices"

// forest is an archive of vectors of any number of coordinates: k-d trees
// (Bentley, Multidimensional binary search trees used for associative
// searching, Communications of the ACM 18, 1975) whose nodes know the box
// around what they hold, after the ND-tree of Jaszkiewicz and Lust (IEEE
// Transactions on Evolutionary Computation 22, 2018). A box with a coordinate
// wholly below a vector cannot cover it, and one wholly above does.
//
// Vectors come in an order that would grow a tree to one side. So a tree is
// built in balance and never changed: the newest vectors stand loose, and when
// there are enough of them they become a tree together with all trees that are
// no larger (Bentley and Saxe, Decomposable searching problems I, Journal of
// Algorithms 1, 1980). There are O(log n) trees, and a vector's share of
// building them is O(log² n).
type forest struct {
	d      int
	rows   []uint64 // d for each vector
	number []uint32 // of each
	trees  []boxTree
	last   int // the vector that covered last: often it does again
	n      int
}

// boxTree holds the vectors from … to-1.
type boxTree struct {
	from, to int
	nodes    []node
	boxes    []uint64 // by node: 2·d, the most and the least
}

// node holds the vectors from … to-1; its left child follows it.
type node struct {
	right    int32 // 0: a leaf
	from, to int32
}

const (
	leafSize  = 16
	looseSize = 32
)

func newForest(d int) *forest { return &forest{d: d} }

// add puts in what nothing covers.
func (f *forest) add(v []uint64, number int) {
	f.n++
	f.rows, f.number = append(f.rows, v...), append(f.number, uint32(number))
	if f.d == 0 {
		return
	}
	if from := f.loose(); f.n-from >= looseSize {
		for t := len(f.trees) - 1; t >= 0 && f.trees[t].to-f.trees[t].from <= f.n-from; t-- {
			from = f.trees[t].from
			f.trees = f.trees[:t]
		}
		f.build(from, f.n)
	}
}

// loose returns the first vector that is in no tree.
func (f *forest) loose() int {
	if len(f.trees) == 0 {
		return 0
	}
	return f.trees[len(f.trees)-1].to
}

// covers returns the number of a vector that is at least v in every coordinate,
// none if there is none; of amounts of several limbs it sees the leading ones.
func (f *forest) covers(v []uint64) int {
	switch {
	case f.n == 0:
		return none
	case f.d == 0 || f.is(f.last, v):
		return int(f.number[f.last])
	}
	for i := range f.trees {
		if f.under(&f.trees[i], 0, v) {
			return int(f.number[f.last])
		}
	}
	for i := f.n - 1; i >= f.loose(); i-- {
		if f.is(i, v) {
			f.last = i
			return int(f.number[i])
		}
	}
	return none
}

// is reports whether vector i is at least v.
func (f *forest) is(i int, v []uint64) bool {
	row := f.rows[i*f.d : i*f.d+f.d]
	for q, x := range v[:len(row)] {
		if row[q] < x {
			return false
		}
	}
	return true
}

func (f *forest) under(t *boxTree, n int32, v []uint64) bool {
	box := t.boxes[int(n)*2*f.d : int(n+1)*2*f.d]
	most, least := box[:f.d], box[f.d:]
	least = least[:len(most)]
	all := true
	for q, x := range v[:len(most)] {
		if most[q] < x {
			return false
		}
		all = all && least[q] >= x
	}
	at := &t.nodes[n]
	if all {
		f.last = int(at.from)
		return true
	}
	if at.right == 0 {
		for i := int(at.from); i < int(at.to); i++ {
			if f.is(i, v) {
				f.last = i
				return true
			}
		}
		return false
	}
	return f.under(t, n+1, v) || f.under(t, at.right, v)
}

// build makes the vectors from … to-1 a tree, and brings them into its order.
func (f *forest) build(from, to int) {
	order := make([]int32, to-from)
	for i := range order {
		order[i] = int32(from + i)
	}
	t := boxTree{from: from, to: to}
	f.split(&t, order, int32(from))
	rows, number := make([]uint64, 0, len(order)*f.d), make([]uint32, 0, len(order))
	for _, i := range order {
		rows = append(rows, f.rows[int(i)*f.d:int(i+1)*f.d]...)
		number = append(number, f.number[i])
	}
	copy(f.rows[from*f.d:], rows)
	copy(f.number[from:], number)
	f.trees = append(f.trees, t)
}

func (f *forest) split(t *boxTree, order []int32, from int32) int32 {
	me := int32(len(t.nodes))
	t.nodes = append(t.nodes, node{from: from, to: from + int32(len(order))})
	box := len(t.boxes)
	for range 2 {
		t.boxes = append(t.boxes, f.rows[int(order[0])*f.d:int(order[0]+1)*f.d]...)
	}
	most, least := t.boxes[box:box+f.d], t.boxes[box+f.d:box+2*f.d]
	for _, i := range order {
		for q, x := range f.rows[int(i)*f.d : int(i+1)*f.d] {
			most[q], least[q] = max(most[q], x), min(least[q], x)
		}
	}
	if len(order) <= leafSize {
		return me
	}
	widest := 0
	for q := range f.d {
		if most[q]-least[q] > most[widest]-least[widest] {
			widest = q
		}
	}
	half := len(order) / 2
	f.halve(order, half, widest)
	f.split(t, order[:half], from)
	right := f.split(t, order[half:], from+int32(half))
	t.nodes[me].right = right
	return me
}

// halve puts the n vectors that are least in coordinate q first (Hoare's
// quickselect, 1961).
func (f *forest) halve(list []int32, n, q int) {
	value := func(i int32) uint64 { return f.rows[int(i)*f.d+q] }
	for len(list) > leafSize {
		a, b, c := value(list[0]), value(list[len(list)/2]), value(list[len(list)-1])
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := 0, len(list)-1
		for i <= j {
			for value(list[i]) < pivot {
				i++
			}
			for value(list[j]) > pivot {
				j--
			}
			if i <= j {
				list[i], list[j] = list[j], list[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			list = list[:j+1]
		case n >= i:
			list, n = list[i:], n-i
		default:
			return
		}
	}
	slices.SortFunc(list, func(a, b int32) int {
		if x, y := value(a), value(b); x != y {
			if x < y {
				return -1
			}
			return 1
		}
		return int(a - b)
	})
}
