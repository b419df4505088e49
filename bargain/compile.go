package bargain

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"parley"
	"parley/bargain/internal/network"
)

// Problem is a case compiled for the engine: whole numbers and flat tables,
// with choices that nobody tells apart taken together. It is never changed
// after Compile and may be used from several goroutines.
type Problem struct {
	c          *parley.Case
	voters     []voter // the parties whose consent counts, then owners of issues, each in file order
	consenting int     // how many of the voters' consent counts
	issues     []issue // in file order
	items      []item  // norms, then the voters' statements position by position
	order      []int   // the issues in the order in which a walk settles them
	leaves     *big.Int
	total      *big.Int              // nil: infinite
	table      *table                // the valued voters' utilities
	columns    []int                 // voter of each column of table
	net        *network.Network      // the same, for spaces of any size
	lawful     func() *network.Space // the packages that break no rule, fallbacks apart; made when first asked for
	search     search                // of an analysis; nil before
	method     method                // and how it goes about it
	because    string                // and why so
}

// voter is a party with a say: its consent counts, or it alone can give
// something.
type voter struct {
	id          string
	position    *parley.Position // nil: none stated
	valued      bool             // its utility is known
	measures    []*measure       // by issue, on its cells; nil without a position
	links       []linkage
	swings      *big.Rat // what all issues together can be worth to it; nil without a position
	factor      *big.Rat // what time leaves of its utility
	most        *big.Rat // its cap; nil where nothing that statements permit is above it
	reservation *big.Rat // nil: not stated, or not valued
	floor       *big.Rat // what a sum, cap apart, has to reach for the fallback; nil as reservation
	commit      int      // of an owner whose consent does not count: the item that marks that it is committed; else -1
	fallback    int      // item, or -1
	column      int      // of the table, or -1
}

// decided reports whether the voter's acceptance is known for every package.
func (v *voter) decided() bool { return v.reservation != nil }

// issue is one issue with its cells.
type issue struct {
	parley.Issue
	cells  []cell
	cellOf []int   // of a discrete issue or a grid: the cell of each choice
	inCell [][]int // and the choices of each cell
}

// cellWith returns the cell that the choice is in.
func (i *issue) cellWith(c parley.Choice) int {
	switch {
	case i.Continuous():
		return slices.IndexFunc(i.cells, func(k cell) bool { return k.holds(c.Number) })
	case i.Numeric():
		step := c.Number.Sub(i.Range.Min).Div(*i.Range.Step).Rat()
		return i.cellOf[step.Num().Int64()]
	default:
		return i.cellOf[slices.IndexFunc(i.Options, func(o parley.Option) bool { return o.ID == c.Option })]
	}
}

// cell is a set of choices that nobody tells apart, or, of a continuous
// issue, an interval on which every statement is constant or linear.
type cell struct {
	choice    parley.Choice // the first of them; of an interval one within it
	count     int64         // how many choices; 0: infinitely many
	low, high parley.Number // of an interval, its ends
	lowIn     bool          // whether the ends belong to it
	highIn    bool
}

func (c cell) interval() bool { return c.count == 0 }

// row is a compiled pattern: it matches where every term lets the issue's
// cell through.
type row []term

type term struct {
	issue int
	cells []bool
}

// item is something that a package can break, or the mark of a commitment.
type item struct {
	ref    parley.Ref
	voter  int // -1 for a norm
	demand bool
	rows   []row // red line, insistence, condition: the pattern; norm: the pattern
	ifs    []row
	scope  []int // issues, ascending
}

func (it *item) isFallback() bool { return it.ref.Kind == parley.FallbackKind }

const commitKind parley.Kind = "commitment" // marks, among the items, that an owner is committed

// Compile turns a case that has no errors into a Problem. A case beyond the
// engine's limits (1024 norms, demands and fallbacks in all) is refused, and so is one
// without issues, which has a text at most.
func Compile(c *parley.Case) (*Problem, error) { return compile(c, nil) }

// compile takes over from an earlier problem what still holds.
func compile(c *parley.Case, from *Problem) (*Problem, error) {
	for _, problem := range c.Check() {
		if problem.Severity == parley.Error {
			return nil, fmt.Errorf("the case has an error at %s: %s", problem.Path, problem.Message)
		}
	}
	if len(c.Issues) == 0 {
		return nil, errors.New("the case has no issue to settle, so there is nothing to analyse")
	}
	p := &Problem{c: c, total: c.Size()}
	p.findVoters()
	r := p.newReuse(from)
	p.compileIssues(r)
	for v := range p.voters {
		p.voters[v].sumSwings()
	}
	if err := p.findItems(); err != nil {
		return nil, err
	}
	if len(p.items) > maxItems {
		return nil, fmt.Errorf("the case has %d norms, demands and fallbacks; this version reasons with at most %d", len(p.items), maxItems)
	}
	p.leaves = big.NewInt(1)
	for _, i := range p.issues {
		p.leaves.Mul(p.leaves, big.NewInt(int64(len(i.cells))))
	}
	if r != nil && len(from.issues) == len(p.issues) {
		p.order = from.order // any will do, and the table is by it
	} else {
		p.arrange()
	}
	p.buildTable(r)
	p.net = p.network(p.table, p.consentingColumns())
	p.lawful = sync.OnceValue(func() *network.Space { return spaceOf(p.net, p.rules()) })
	return p, nil
}

func (p *Problem) findVoters() {
	add := func(id string) {
		v := voter{id: id, position: p.c.Position(id), factor: one, commit: -1, fallback: -1, column: -1}
		if v.position != nil && v.position.Discount != nil && p.c.Time.Sign() > 0 {
			v.factor = v.position.Discount.At(p.c.Time).Rat()
		}
		p.voters = append(p.voters, v)
	}
	for _, party := range p.c.Consenting() {
		add(party.ID)
	}
	p.consenting = len(p.voters)
	for _, party := range p.c.Parties {
		owns := slices.ContainsFunc(p.c.Issues, func(i parley.Issue) bool { return i.By == party.ID })
		if owns && !party.Consents() {
			add(party.ID)
		}
	}
}

// sumSwings adds up the swings of all issues.
func (v *voter) sumSwings() {
	if v.position == nil {
		return
	}
	v.swings = new(big.Rat)
	for _, m := range v.measures {
		v.swings.Add(v.swings, m.swing(len(v.position.Importance) > 0))
	}
}

// compileIssues finds the cells of all issues and what they are worth, on all
// processors: no issue has to do with another here.
func (p *Problem) compileIssues(r *reuse) {
	p.issues = make([]issue, len(p.c.Issues))
	measures := make([][]*measure, len(p.c.Issues))
	terms := p.terms()
	refusals := make([]parley.Refusals, len(p.voters))
	for v := range p.voters {
		if position := p.voters[v].position; position != nil {
			refusals[v] = position.Refusals()
		}
	}
	inParallel(len(p.c.Issues), func(n int) {
		i := p.c.Issues[n]
		var same bool
		if p.issues[n], measures[n], same = r.issue(p, i, terms[i.ID]); !same {
			p.issues[n], measures[n] = p.compileIssue(i, terms[i.ID], refusals)
			r.keep(&p.issues[n], measures[n])
		}
	})
	for v := range p.voters {
		for n := range measures {
			p.voters[v].measures = append(p.voters[v].measures, measures[n][v])
		}
	}
}

// inParallel calls do with 0 … n-1 on all processors.
func inParallel(n int, do func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	wait.Wait()
}

// compileIssue finds an issue's cells and what they are worth to each voter.
func (p *Problem) compileIssue(i parley.Issue, terms []parley.Term, refusals []parley.Refusals) (issue, []*measure) {
	raw := p.rawCells(i, terms)
	// The ends of an interval are valued apart; a single choice is its own
	// two ends.
	choices := make([]parley.Choice, 0, 2*len(raw))
	for _, c := range raw {
		if c.interval() {
			choices = append(choices, parley.Choice{Number: c.low}, parley.Choice{Number: c.high})
		} else {
			choices = append(choices, c.choice, c.choice)
		}
	}
	measures := make([]*measure, len(p.voters))
	for v := range p.voters {
		position := p.voters[v].position
		if position == nil {
			continue
		}
		refused := make([]bool, len(choices))
		for k := range refused {
			refused[k] = refusals[v].Bar(i.ID, raw[k/2].choice)
		}
		measures[v] = newMeasure(position, i, choices, refused, p.voters[v].factor)
	}
	kept := issue{Issue: i}
	first := map[string]int{}
	var keep []int
	for k, c := range raw {
		key := signature(i, c, k, measures, terms)
		if at, ok := first[key]; ok && !c.interval() {
			kept.cells[at].count += c.count
			kept.cellOf = append(kept.cellOf, at)
			kept.inCell[at] = append(kept.inCell[at], k)
			continue
		}
		first[key] = len(kept.cells)
		kept.cellOf = append(kept.cellOf, len(kept.cells))
		kept.inCell = append(kept.inCell, []int{k})
		kept.cells = append(kept.cells, c)
		keep = append(keep, k)
	}
	for v := range p.voters {
		m := measures[v]
		if m != nil {
			forms, mids := make([]form, 0, 2*len(keep)), make([]*big.Rat, 0, 2*len(keep))
			for _, k := range keep {
				forms = append(forms, m.forms[2*k], m.forms[2*k+1])
				mids = append(mids, m.mids[2*k], m.mids[2*k+1])
			}
			m.forms, m.mids = forms, mids
		}
	}
	return kept, measures
}

// rawCells returns a cell for each choice, or the intervals of a continuous
// issue.
func (p *Problem) rawCells(i parley.Issue, terms []parley.Term) []cell {
	if i.Continuous() {
		return p.intervals(i, terms)
	}
	n := int(i.Count().Int64())
	cells := make([]cell, n)
	for k := range cells {
		cells[k] = cell{choice: i.At(k), count: 1}
	}
	return cells
}

// signature tells cells apart: two choices with the same signature are worth
// the same to everybody, whatever the statements permit, and no pattern
// treats them differently.
func signature(i parley.Issue, c cell, k int, measures []*measure, terms []parley.Term) string {
	var b strings.Builder
	for _, m := range measures {
		if m == nil {
			continue
		}
		f := m.forms[2*k]
		writeRat(&b, m.mids[2*k])
		for _, t := range f.terms {
			if m.params[t.param].wide() {
				fmt.Fprintf(&b, "~%d*%s", t.param, t.by.RatString())
			}
		}
		if f.refused {
			b.WriteByte('x')
		}
		b.WriteByte(';')
	}
	for _, t := range terms {
		if t.Allows(c.choice) {
			b.WriteByte('1')
		} else {
			b.WriteByte('0')
		}
	}
	if i.Commits(c.choice) {
		b.WriteByte('c')
	}
	return b.String()
}

// writeRat writes a fraction as the words it is made of, no two alike.
func writeRat(b *strings.Builder, x *big.Rat) {
	b.WriteByte(byte(x.Sign()))
	for _, n := range []*big.Int{x.Num(), x.Denom()} {
		words := n.Bits()
		b.WriteByte(byte(len(words)))
		for _, w := range words {
			var bytes [8]byte
			binary.LittleEndian.PutUint64(bytes[:], uint64(w))
			b.Write(bytes[:])
		}
	}
}

// terms returns every pattern term of the case, by issue.
func (p *Problem) terms() map[string][]parley.Term {
	terms := map[string][]parley.Term{}
	add := func(ps parley.Patterns) {
		for _, pattern := range ps {
			for _, t := range pattern {
				terms[t.Issue] = append(terms[t.Issue], t)
			}
		}
	}
	for _, n := range p.c.Norms {
		add(n.Pattern)
	}
	for v := range p.voters {
		position := p.voters[v].position
		if position == nil {
			continue
		}
		for _, d := range position.Demands() {
			add(d.Pattern)
			add(d.If)
		}
		for _, l := range position.Linkages {
			add(l.Patterns())
		}
	}
	return terms
}

func (p *Problem) issueAt(id string) int {
	return slices.IndexFunc(p.issues, func(i issue) bool { return i.ID == id })
}

func (p *Problem) rows(ps parley.Patterns) []row {
	var rows []row
	for _, pattern := range ps {
		var r row
		for _, t := range pattern {
			at := p.issueAt(t.Issue)
			cells := make([]bool, len(p.issues[at].cells))
			for k, c := range p.issues[at].cells {
				cells[k] = t.Allows(c.choice)
			}
			r = append(r, term{at, cells})
		}
		rows = append(rows, r)
	}
	return rows
}

func (p *Problem) findItems() error {
	for i, n := range p.c.Norms {
		p.items = append(p.items, item{ref: parley.Ref{Kind: parley.NormKind, Index: i}, voter: -1, rows: p.rows(n.Pattern)})
	}
	for _, party := range p.c.Parties { // positions in file order, whoever votes first
		v := slices.IndexFunc(p.voters, func(v voter) bool { return v.id == party.ID })
		if v >= 0 && p.voters[v].position != nil {
			if err := p.findStatements(v); err != nil {
				return err
			}
		}
	}
	for v := p.consenting; v < len(p.voters); v++ {
		it := item{ref: parley.Ref{Party: p.voters[v].id, Kind: commitKind}, voter: v}
		for at, i := range p.issues {
			if i.By != p.voters[v].id {
				continue
			}
			cells := make([]bool, len(i.cells))
			for k, c := range i.cells {
				cells[k] = i.Commits(c.choice)
			}
			it.rows = append(it.rows, row{{at, cells}})
		}
		p.voters[v].commit = len(p.items)
		p.items = append(p.items, it)
	}
	for i := range p.items {
		p.items[i].scope = p.scopeOf(&p.items[i])
	}
	return nil
}

func (p *Problem) findStatements(v int) error {
	voter := &p.voters[v]
	position := voter.position
	for _, ds := range [][]parley.Demand{position.Never, position.Insists, position.OnlyIf} {
		for i, d := range ds {
			ref := parley.Ref{Party: voter.id, Kind: d.Kind, Index: i}
			p.items = append(p.items, item{ref: ref, voter: v, demand: true, rows: p.rows(d.Pattern), ifs: p.rows(d.If)})
		}
	}
	for n, l := range position.Linkages {
		links, err := p.linkages(l, n, voter.factor)
		if err != nil {
			return fmt.Errorf("a linkage cannot be reasoned with, at %s: %w", parley.Path{"positions", voter.id, "linkage"}.Index(n), err)
		}
		voter.links = append(voter.links, links...)
	}
	if voter.valued = len(position.Values) > 0 && !slices.ContainsFunc(voter.measures, func(m *measure) bool { return !m.known }); voter.valued {
		voter.findCap()
	}
	if voter.valued && position.Fallback != nil {
		voter.reservation = p.reservation(voter)
		voter.floor = voter.reservation
		if voter.above(voter.reservation) {
			voter.floor = new(big.Rat).Add(voter.highest(), one) // no package is worth as much
		}
		voter.fallback = len(p.items)
		p.items = append(p.items, item{ref: parley.Ref{Party: voter.id, Kind: parley.FallbackKind}, voter: v})
	}
	return nil
}

// reservation returns the reservation value at the middle of everything.
func (p *Problem) reservation(v *voter) *big.Rat {
	f := v.position.Fallback
	if f.Value != nil {
		return v.fallbackValue().mid
	}
	return p.utility(v, f.Like)
}

// formAt returns the form of any choice of the issue for the voter.
func (p *Problem) formAt(v *voter, at int, c parley.Choice) form {
	k := p.issues[at].cellWith(c)
	forms := v.measures[at].forms
	if cell := p.issues[at].cells[k]; cell.interval() {
		return between(forms[2*k], forms[2*k+1], cell.along(c.Number))
	}
	return forms[2*k]
}

func (p *Problem) scopeOf(it *item) []int {
	var scope []int
	for _, rows := range [][]row{it.rows, it.ifs} {
		for _, r := range rows {
			for _, t := range r {
				scope = append(scope, t.issue)
			}
		}
	}
	if it.voter >= p.consenting && it.ref.Kind != commitKind { // binds only where its owner is committed
		for at, i := range p.issues {
			if i.By == p.voters[it.voter].id {
				scope = append(scope, at)
			}
		}
	}
	slices.Sort(scope)
	return slices.Compact(scope)
}
