package bargain

import (
	"math/big"
	"reflect"
	"slices"

	"parley"
	"parley/bargain/internal/amount"
)

// Pinned returns the case with the scale of every issue anchored where it
// stands now. A what-if starts from it, so that an option added or a red line
// lifted re-prices nothing else. Orders have no ends to anchor, and an option
// added to one spaces it anew.
func (p *Problem) Pinned() *parley.Case {
	c := *p.c
	c.Positions = slices.Clone(p.c.Positions)
	for i := range c.Positions {
		if len(c.Positions[i].Importance) == 0 {
			continue
		}
		for _, issue := range c.Issues {
			p.pin(&c.Positions[i], issue.ID)
		}
	}
	return &c
}

// Vary compiles a case that differs a little from the one that p was compiled
// from: a red line lifted, a fallback moved, an option added. What the change
// leaves alone is taken over and not worked out again, so that the cost is
// that of checking the case and of what did change; slices that the two cases
// share are not even compared. p stays as it is. The errors are those of
// Compile.
func (p *Problem) Vary(c *parley.Case) (*Problem, error) { return compile(c, p) }

// reuse says what of an earlier problem holds for a new one.
type reuse struct {
	from       *Problem
	importance []bool // by voter: unchanged
	demands    []bool
	terms      map[string][]parley.Term // of the earlier case, by issue
}

// newReuse compares the voters; nil if nothing can be taken over.
func (p *Problem) newReuse(from *Problem) *reuse {
	if from == nil || len(from.voters) != len(p.voters) || from.consenting != p.consenting {
		return nil
	}
	r := &reuse{from: from, terms: from.terms()}
	for v := range p.voters {
		a, b := &p.voters[v], &from.voters[v]
		if a.id != b.id || (a.position == nil) != (b.position == nil) {
			return nil
		}
		if a.position == nil {
			r.importance, r.demands = append(r.importance, true), append(r.demands, true)
			continue
		}
		if a.factor.Cmp(b.factor) != 0 || !reflect.DeepEqual(a.position.Cap, b.position.Cap) {
			return nil
		}
		r.importance = append(r.importance, alike(a.position.Importance, b.position.Importance) &&
			(len(a.position.Values) > 0) == (len(b.position.Values) > 0))
		r.demands = append(r.demands, alike(a.position.Never, b.position.Never) && alike(a.position.Insists, b.position.Insists))
	}
	return r
}

// alike reports whether two slices hold the same, which they do if they are
// the same.
func alike[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0] || reflect.DeepEqual(a, b))
}

// issue returns the compiled issue with its measures, if it holds as it is.
func (r *reuse) issue(p *Problem, i parley.Issue, terms []parley.Term) (issue, []*measure, bool) {
	if r == nil {
		return issue{}, nil, false
	}
	at := r.from.issueAt(i.ID)
	if at < 0 || !reflect.DeepEqual(r.from.issues[at].Issue, i) || !alike(r.terms[i.ID], terms) {
		return issue{}, nil, false
	}
	measures := make([]*measure, len(p.voters))
	for v := range p.voters {
		a, b := p.voters[v].position, r.from.voters[v].position
		if a == nil {
			continue
		}
		if a != b && !r.saysTheSame(v, a, b, i) {
			return issue{}, nil, false
		}
		measures[v] = r.from.voters[v].measures[at]
	}
	return r.from.issues[at], measures, true
}

// keep puts the earlier measures in place of equal ones, so that the table can
// be taken over where a pattern changed that made no difference to an issue.
func (r *reuse) keep(i *issue, measures []*measure) {
	if r == nil {
		return
	}
	at := r.from.issueAt(i.ID)
	if at < 0 || !slices.Equal(r.from.issues[at].cellOf, i.cellOf) {
		return
	}
	for v, m := range measures {
		if earlier := r.from.voters[v].measures; m != nil && earlier != nil && reflect.DeepEqual(m, earlier[at]) {
			measures[v] = earlier[at]
		}
	}
}

// saysTheSame reports whether two positions of a voter agree on all that the
// worth of an issue's choices rests on.
func (r *reuse) saysTheSame(v int, a, b *parley.Position, i parley.Issue) bool {
	if !r.importance[v] {
		return false
	}
	x, hasX := a.ValueOf(i.ID)
	y, hasY := b.ValueOf(i.ID)
	if hasX != hasY || !alike(x.Order, y.Order) || !alike(x.Options, y.Options) || !alike(x.Curve, y.Curve) {
		return false
	}
	anchorX, hasX := a.AnchorOf(i.ID)
	anchorY, hasY := b.AnchorOf(i.ID)
	if hasX != hasY || hasX && !(anchorX.Worst.Equal(anchorY.Worst) && anchorX.Best.Equal(anchorY.Best)) {
		return false
	}
	if r.demands[v] {
		return true
	}
	if i.Continuous() {
		return false
	}
	refusedA, refusedB := a.Refusals(), b.Refusals()
	for k := range int(i.Count().Int64()) {
		if refusedA.Bar(i.ID, i.At(k)) != refusedB.Bar(i.ID, i.At(k)) {
			return false
		}
	}
	return true
}

// table returns the earlier table with the floors of now, if all that it
// holds is unchanged; else nil.
func (r *reuse) table(p *Problem) *table {
	if r == nil || len(p.issues) != len(r.from.issues) || !slices.Equal(p.order, r.from.order) {
		return nil
	}
	for v := range p.voters {
		a, b := &p.voters[v], &r.from.voters[v]
		if a.valued != b.valued || a.position != nil && !alike(a.position.Linkages, b.position.Linkages) ||
			!slices.Equal(a.measures, b.measures) {
			return nil
		}
	}
	for at := range p.issues {
		if p.issues[at].ID != r.from.issues[at].ID {
			return nil
		}
	}
	t := *r.from.table
	t.items, t.floors = slices.Clone(t.items), make([]uint64, t.width)
	for q, v := range p.columns {
		voter := &p.voters[v]
		t.items[q] = voter.fallback
		if voter.floor != nil {
			top := amount.Int(t.column(t.most[0], q))
			amount.Put(t.column(t.floors, q), t.units[q].floor(voter.floor, top.Add(top, big.NewInt(1))))
		}
	}
	return &t
}
