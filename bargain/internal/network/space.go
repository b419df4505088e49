package network

import (
	"math/big"
	"slices"

	"parley/bargain/internal/amount"
)

// Space is the packages of a network that break no rule in force. What a
// package has to be worth at least is in Floors, and is left to the algorithm.
// It is not changed once built and may be used from several goroutines.
type Space struct {
	Limbs   int
	Columns int        // in every amount
	Parties int        // the first columns are utilities of parties whose consent counts
	Floors  [][]uint64 // by column; nil where none is in force
	Tops    []float64  // by column: what Rough is a part of
	Places  []Place    // the network's issues in their order, then the hidden ones
	Issues  int        // how many of the places are the network's issues
	Buckets []Bucket   // of the tied places, each before its parent
	Barred  bool       // some issue has no cell left, or a rule cannot but be broken: there is no package
	TooWide bool       // what ties the issues needs tables beyond MaxTable: there are no buckets, and the space cannot be used
	Width   int        // treewidth of what ties the issues: the most places in one separator
}

// Place is one choice of a package: an issue with the cells that are left, or
// a hidden one, which stands for what the choices before it mean to a pattern,
// is worth nothing and is determined by them.
type Place struct {
	Hidden  bool
	Cells   []int   // by local number: the cell of the network's issue
	Counts  []int64 // by cell: how many choices it stands for
	Class   []int   // by cell: cells of one class are alike to everything that ties issues
	Classes int     // 1: nothing ties the place to another
	Members [][]int // by class: its cells, ascending
	Amounts []uint64
	Rough   []float64 // cell × columns: the amount as a part of Tops, to within 2^-52 of itself
	Bucket  int       // the bucket that settles the place, or -1: it stands alone
	Before  int       // of a hidden place: the hidden place before it in its chain, or -1
	Reads   int       // and the place whose class, with the state before, gives its state
	Next    []int     // by state before × classes of Reads + class: its state
}

// Bucket is a node of the tree that ties places together (Dechter 1999): it
// settles one place, given the classes of those of its separator, which are
// settled after it. Its tables are indexed by
// class + Classes × (class of Separator[0] + Classes of it × (…)).
type Bucket struct {
	Place     int
	Separator []int // places, in the order in which they are settled
	Parent    int   // the bucket that settles Separator[0]; -1 where there is no separator
	Size      int   // entries of a table
	Barred    []bool
	Bonus     []Bonus // what links add, one for each column that some touches, ascending
	Children  []Child
}

// Bonus is what links within a bucket add to one column.
type Bonus struct {
	Column  int
	Amounts []uint64 // entries × limbs
	Rough   []float64
}

// Child leads from an entry of a bucket to an entry of what a bucket below it
// says about its separator.
type Child struct {
	Bucket int
	Entry  []int32 // by entry of the parent: the index over the child's separator alone
}

// Entries returns how many combinations of classes the separator has.
func (b *Bucket) Entries(s *Space) int { return b.Size / s.Places[b.Place].Classes }

// MaxTable is the most entries that a bucket may have. Tests set it.
var MaxTable = 1 << 20

// Space returns the packages that break nothing but what may be broken; may
// nil is for none.
func (n *Network) Space(may func(item int) bool) *Space {
	if may == nil {
		may = func(int) bool { return false }
	}
	s := &Space{Limbs: n.Limbs, Columns: len(n.Columns), Parties: n.Parties, Issues: len(n.Issues)}
	for _, c := range n.Columns {
		top, _ := new(big.Float).SetInt(c.Top).Float64()
		s.Tops = append(s.Tops, max(top, 1))
	}
	s.Floors = n.floors(may)
	cut := n.simplify(may)
	s.Barred = cut.barred
	for i := range n.Issues {
		place := n.place(s, i, cut.allowed[i])
		s.Barred = s.Barred || len(place.Cells) == 0
		s.Places = append(s.Places, place)
	}
	if !s.Barred {
		s.tie(cut)
	}
	return s
}

func (n *Network) floors(may func(item int) bool) [][]uint64 {
	floors := make([][]uint64, len(n.Columns))
	for q, c := range n.Columns {
		if c.Floor != nil && !may(c.Item) && amount.Int(c.Floor).Sign() > 0 {
			floors[q] = c.Floor
		}
	}
	return floors
}

// Refloored returns the space with the floors in force that may not be broken.
// It is Space of the same network where may says the same of all that is no
// floor, without going through the rules again.
func (s *Space) Refloored(n *Network, may func(item int) bool) *Space {
	t := *s
	t.Floors = n.floors(may)
	return &t
}

// place copies an issue's cells that are allowed.
func (n *Network) place(s *Space, i int, allowed []bool) Place {
	issue := &n.Issues[i]
	width := s.Columns * s.Limbs
	p := Place{Bucket: -1, Classes: 1}
	for k, ok := range allowed {
		if !ok {
			continue
		}
		p.Cells = append(p.Cells, k)
		p.Counts = append(p.Counts, issue.Counts[k])
		p.Amounts = append(p.Amounts, issue.Amounts[k*width:(k+1)*width]...)
	}
	p.Class = make([]int, len(p.Cells))
	p.gather()
	p.Rough = s.rough(p.Amounts)
	return p
}

// gather lists the cells of each class.
func (p *Place) gather() {
	p.Members = make([][]int, p.Classes)
	for k, c := range p.Class {
		p.Members[c] = append(p.Members[c], k)
	}
}

// rough returns amounts, column by column, as parts of the tops.
func (s *Space) rough(amounts []uint64) []float64 {
	list := make([]float64, len(amounts)/s.Limbs)
	for at := range list {
		list[at] = amount.Float(amounts[at*s.Limbs:(at+1)*s.Limbs]) / s.Tops[at%s.Columns]
	}
	return list
}

// Chosen turns local cells, one for each place, into cells of the network's
// issues.
func (s *Space) Chosen(local []int) []int {
	cells := make([]int, s.Issues)
	for i := range cells {
		cells[i] = s.Places[i].Cells[local[i]]
	}
	return cells
}

// Sum returns what a package of local cells is worth in every column.
func (s *Space) Sum(local []int) []uint64 {
	width := s.Columns * s.Limbs
	sum := make([]uint64, width)
	for i := range s.Issues {
		k := local[i]
		amount.Add(sum, sum, s.Places[i].Amounts[k*width:(k+1)*width], s.Limbs)
	}
	for b := range s.Buckets {
		if len(s.Buckets[b].Bonus) == 0 {
			continue
		}
		e := s.Entry(b, local)
		for _, bonus := range s.Buckets[b].Bonus {
			at := sum[bonus.Column*s.Limbs : (bonus.Column+1)*s.Limbs]
			amount.Add(at, at, bonus.Amounts[e*s.Limbs:(e+1)*s.Limbs], s.Limbs)
		}
	}
	return sum
}

// Settle sets the hidden places to what the choices of the others mean.
func (s *Space) Settle(local []int) {
	for i := s.Issues; i < len(s.Places); i++ {
		p := &s.Places[i]
		read := &s.Places[p.Reads]
		at := read.Class[local[p.Reads]]
		if p.Before >= 0 {
			at += local[p.Before] * read.Classes
		}
		local[i] = p.Next[at]
	}
}

// Local turns cells of the network's issues into local ones, hidden places
// included; false if one of them is not left.
func (s *Space) Local(cells []int) ([]int, bool) {
	local := make([]int, len(s.Places))
	for i, k := range cells {
		at, ok := slices.BinarySearch(s.Places[i].Cells, k)
		if !ok {
			return nil, false
		}
		local[i] = at
	}
	s.Settle(local)
	return local, true
}

// Entry returns the entry of the bucket that a package of local cells is at.
func (s *Space) Entry(b int, local []int) int {
	bucket := &s.Buckets[b]
	p := &s.Places[bucket.Place]
	e, step := p.Class[local[bucket.Place]], p.Classes
	for _, at := range bucket.Separator {
		p := &s.Places[at]
		e += step * p.Class[local[at]]
		step *= p.Classes
	}
	return e
}

// Holds reports whether a package of local cells breaks no rule in force and
// reaches the floors.
func (s *Space) Holds(local []int) bool {
	for b := range s.Buckets {
		if s.Buckets[b].Barred[s.Entry(b, local)] {
			return false
		}
	}
	sum := s.Sum(local)
	for q, floor := range s.Floors {
		if floor != nil && amount.Compare(sum[q*s.Limbs:(q+1)*s.Limbs], floor) < 0 {
			return false
		}
	}
	return true
}

// Packages returns how many packages there are, floors and ties apart.
func (s *Space) Packages() *big.Int {
	all := big.NewInt(1)
	for i := range s.Issues {
		sum := new(big.Int)
		for _, c := range s.Places[i].Counts {
			sum.Add(sum, big.NewInt(c))
		}
		all.Mul(all, sum)
	}
	return all
}

func ascending(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}

// Keeping returns the space without cells of places that stand alone for which
// keep says no; tied places keep all of theirs. A place may be left without
// cells: the space is then Barred. Local numbers count the cells that are left.
func (s *Space) Keeping(keep func(place, local int) bool) *Space {
	t := *s
	t.Places = slices.Clone(s.Places)
	width := s.Columns * s.Limbs
	for i := range t.Places {
		from, p := &s.Places[i], &t.Places[i]
		if from.Bucket >= 0 {
			continue
		}
		p.Cells, p.Counts, p.Amounts, p.Rough = nil, nil, nil, nil
		for k := range from.Cells {
			if keep(i, k) {
				p.Cells = append(p.Cells, from.Cells[k])
				p.Counts = append(p.Counts, from.Counts[k])
				p.Amounts = append(p.Amounts, from.Amounts[k*width:(k+1)*width]...)
				p.Rough = append(p.Rough, from.Rough[k*s.Columns:(k+1)*s.Columns]...)
			}
		}
		p.Class = make([]int, len(p.Cells))
		p.gather()
		t.Barred = t.Barred || len(p.Cells) == 0
	}
	return &t
}
