package parley

import "math/big"

// Case is a negotiation written down. The order of its parties, issues and
// options is that of the file; it breaks ties and orders answers.
type Case struct {
	Title     string
	About     string // who, what, since when: plain text
	Parties   []Party
	Issues    []Issue
	Norms     []Norm
	Documents []Document
	Positions []Position // at most one a party, in the order of the parties
	Sources   []Source
	Time      Number   // when packages are taken to be agreed: from 0, the beginning, to 1, the end of the talks; discounts count by it
	Share     []string // questions whose answers every party's view may contain although they rest on others' confidential items
}

// Party returns the party with the id.
func (c *Case) Party(id string) (Party, bool) {
	return find(c.Parties, func(p Party) string { return p.ID }, id)
}

// Issue returns the issue with the id.
func (c *Case) Issue(id string) (Issue, bool) {
	return find(c.Issues, func(i Issue) string { return i.ID }, id)
}

// Source returns the source with the id.
func (c *Case) Source(id string) (Source, bool) {
	return find(c.Sources, func(s Source) string { return s.ID }, id)
}

// Position returns the position of the party, or nil if it has stated none.
func (c *Case) Position(party string) *Position {
	if i := indexByID(c.Positions, func(p Position) string { return p.Party }, party); i >= 0 {
		return &c.Positions[i]
	}
	return nil
}

// Consenting returns the parties whose consent counts, in file order.
func (c *Case) Consenting() []Party {
	var ps []Party
	for _, p := range c.Parties {
		if p.Consents() {
			ps = append(ps, p)
		}
	}
	return ps
}

// Size returns how many packages there are, or nil if infinitely many.
func (c *Case) Size() *big.Int {
	n := big.NewInt(1)
	for _, i := range c.Issues {
		k := i.Count()
		if k == nil {
			return nil
		}
		n.Mul(n, k)
	}
	return n
}

// Ref names one demand, fallback or norm of a case.
type Ref struct {
	Party string // empty for a norm
	Kind  Kind
	Index int // among the party's statements of that kind, or among the norms, from 0
}

// Path returns where the item stands in the case.
func (r Ref) Path() Path {
	position := Path{"positions", r.Party}
	switch r.Kind {
	case NormKind:
		return Path{"norms"}.Index(r.Index)
	case FallbackKind:
		return position.At("fallback")
	case RedLine:
		return position.At("never").Index(r.Index)
	case Insistence:
		return position.At("insists").Index(r.Index)
	default:
		return position.At("only_if").Index(r.Index)
	}
}

// At writes the path: positions.north.never[0], positions.north.fallback,
// norms[2].
func (r Ref) At() string { return r.Path().String() }

// Demand returns the demand that r names. It must not be called with a
// fallback or a norm.
func (c *Case) Demand(r Ref) Demand {
	p := c.Position(r.Party)
	switch r.Kind {
	case RedLine:
		return p.Never[r.Index]
	case Insistence:
		return p.Insists[r.Index]
	default:
		return p.OnlyIf[r.Index]
	}
}

func find[T any](items []T, id func(T) string, want string) (T, bool) {
	if i := indexByID(items, id, want); i >= 0 {
		return items[i], true
	}
	var none T
	return none, false
}
