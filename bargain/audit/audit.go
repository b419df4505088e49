package audit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/bargain"
	"parley/bargain/oracle"
)

// MaxListed is up to how many packages of a case are gone through one by one.
const MaxListed = 100_000

// Kind says what a finding means.
type Kind string

// The kinds of finding.
const (
	Wrong     Kind = "wrong"       // the answer contradicts the definitions, or itself
	Unchecked Kind = "not checked" // a claim that could not be checked here; it may well be right
)

// Finding is one thing that the audit has to say about an answer.
type Finding struct {
	Kind     Kind
	Question bargain.Question
	Message  string // a sentence without a full stop
}

// String writes the question, the kind and the message on a line.
func (f Finding) String() string { return fmt.Sprintf("%s: %s: %s", f.Question, f.Kind, f.Message) }

// Check holds an answer to the definitions, given the case and the options
// that it answers. It returns what is wrong and what could not be checked, in
// the order of the parts of the answer; an answer with no finding of kind
// Wrong stands as far as the package's comment says. The case must have no
// errors. When the context ends, Check returns what it found and the
// context's error.
func Check(ctx context.Context, c *parley.Case, o bargain.Options, a *bargain.Answer) ([]Finding, error) {
	k := newAuditor(ctx, c, o, a)
	for _, part := range []func(){k.gather, k.measure, k.zone, k.frontiers, k.solutions, k.shortlist,
		k.conflicts, k.waysOut, k.prices, k.incentives, k.robustness, k.inquiries} {
		if part(); ctx.Err() != nil {
			break
		}
	}
	return k.found, ctx.Err()
}

// auditor is one audit at work.
type auditor struct {
	ctx       context.Context
	c         *parley.Case
	o         bargain.Options
	a         *bargain.Answer
	judge     *oracle.Judge
	parties   []string     // whose consent counts
	fallbacks []parley.Ref // all there can be
	counts    []int        // choices by issue; 0: more than fit a table
	hard      []statement  // every norm and demand
	found     []Finding

	// witnesses are packages, judged: all there are or, where those are too
	// many, every one that the answer names and some beside them. A claim
	// about all packages is held to each of them.
	witnesses []witness
	complete  bool           // they are all packages
	seen      map[string]int // by id
	measures  []measure      // by party
	work      int            // entries of tables gone through by elimination
}

func newAuditor(ctx context.Context, c *parley.Case, o bargain.Options, a *bargain.Answer) *auditor {
	k := &auditor{ctx: ctx, c: c, o: o, a: a, judge: oracle.New(c), seen: map[string]int{}}
	for _, i := range c.Issues {
		n := 0
		if count := i.Count(); count != nil && count.IsInt64() && count.Int64() <= maxEntries {
			n = int(count.Int64())
		}
		k.counts = append(k.counts, n)
	}
	for _, p := range c.Parties {
		if p.Consents() {
			k.parties = append(k.parties, p.ID)
		}
		k.fallbacks = append(k.fallbacks, parley.Ref{Party: p.ID, Kind: parley.FallbackKind})
	}
	for _, ref := range k.demands(k.norms()) {
		k.hard = append(k.hard, k.statement(ref))
	}
	return k
}

// witness is a package with what there is to say of it.
type witness struct {
	pkg     parley.Package
	broken  []parley.Ref
	says    map[string]oracle.Verdict // by party; yes where it has no say
	utility []parley.Number           // by party whose consent counts; nil where one of them is not known
}

// possible reports whether nobody's statement excludes the package, what is
// allowed to be broken apart.
func (w witness) possible(allowed ...parley.Ref) bool {
	return !slices.ContainsFunc(w.broken, func(r parley.Ref) bool { return !slices.Contains(allowed, r) })
}

// lawful reports whether the package breaks no norm.
func (w witness) lawful() bool {
	return !slices.ContainsFunc(w.broken, func(r parley.Ref) bool { return r.Kind == parley.NormKind })
}

// among returns the witnesses that break nothing but what is allowed.
func (k *auditor) among(allowed ...parley.Ref) []witness {
	var list []witness
	for _, w := range k.witnesses {
		if w.possible(allowed...) {
			list = append(list, w)
		}
	}
	return list
}

func (k *auditor) wrong(q bargain.Question, format string, args ...any) {
	k.found = append(k.found, Finding{Wrong, q, fmt.Sprintf(format, args...)})
}

func (k *auditor) unchecked(q bargain.Question, format string, args ...any) {
	f := Finding{Unchecked, q, fmt.Sprintf(format, args...)}
	if !slices.Contains(k.found, f) {
		k.found = append(k.found, f)
	}
}

// proven reports whether the answer calls the answer to the question proven,
// and has one.
func (k *auditor) proven(q bargain.Question) bool { return k.a.Certificates[q].Proven }

// gather lists the witnesses.
func (k *auditor) gather() {
	if n := k.c.Size(); n != nil && n.IsInt64() && n.Int64() <= MaxListed {
		k.complete = true
		for pkg := range oracle.Packages(k.c) {
			if k.ctx.Err() != nil {
				return
			}
			k.add(pkg)
		}
	}
	k.name()
	if !k.complete {
		k.neighbours()
		k.scatter()
	}
}

// add judges a package and keeps it, unless it is known.
func (k *auditor) add(pkg parley.Package) witness {
	id := k.id(pkg)
	if at, known := k.seen[id]; known {
		return k.witnesses[at]
	}
	w := witness{pkg: pkg, says: map[string]oracle.Verdict{}}
	for _, s := range k.hard {
		if s.broken(pkg) {
			w.broken = append(w.broken, s.ref)
		}
	}
	valued := true
	for _, p := range k.c.Parties {
		u, known := k.judge.Utility(p.ID, pkg)
		if p.Consents() {
			w.utility, valued = append(w.utility, u), valued && known
		}
		w.says[p.ID] = oracle.Yes
		if k.judge.Concerned(p.ID, pkg) {
			r, stated := k.judge.Reservation(p.ID)
			if !stated {
				w.says[p.ID] = oracle.Unknown
			} else if u.Cmp(r) < 0 {
				w.broken = append(w.broken, parley.Ref{Party: p.ID, Kind: parley.FallbackKind})
			}
		}
	}
	for _, ref := range w.broken {
		w.says[ref.Party] = oracle.No
	}
	if !valued {
		w.utility = nil
	}
	k.seen[id] = len(k.witnesses)
	k.witnesses = append(k.witnesses, w)
	return w
}

// id writes a package so that two are the same if what is written is.
func (k *auditor) id(pkg parley.Package) string {
	var b strings.Builder
	for _, i := range k.c.Issues {
		b.WriteString(pkg[i.ID].String())
		b.WriteByte(0)
	}
	return b.String()
}

// holds checks one package that the answer names: that it is a package, and
// breaks nothing but what is allowed. If so it becomes a witness.
func (k *auditor) holds(q bargain.Question, what string, pkg parley.Package, allowed ...parley.Ref) bool {
	for _, i := range k.c.Issues {
		if c, ok := pkg[i.ID]; !ok || !i.Has(c) {
			k.wrong(q, "%s is no package: it takes no choice on %s that there is", what, i.ID)
			return false
		}
	}
	if len(pkg) != len(k.c.Issues) {
		k.wrong(q, "%s is no package: it takes choices on issues that there are not", what)
		return false
	}
	for _, ref := range k.add(pkg).broken {
		if !slices.Contains(allowed, ref) {
			k.wrong(q, "%s (%v) breaks %s", what, pkg, ref.At())
			return false
		}
	}
	return true
}

// name checks every package that the answer names.
func (k *auditor) name() {
	a := k.a
	outcomes := func(q bargain.Question, list []bargain.Outcome, allowed ...parley.Ref) {
		for n, o := range list {
			what := fmt.Sprintf("the package of outcome %d", n)
			if o.Limit || !k.holds(q, what, o.Package, allowed...) {
				continue
			}
			for i, p := range o.Tied {
				if k.holds(q, fmt.Sprintf("package %d that ties in outcome %d", i, n), p, allowed...) && !k.worth(p, o.Utility) {
					k.wrong(q, "package %d that ties in outcome %d has other utilities", i, n)
				}
			}
			if !k.worth(o.Package, o.Utility) {
				k.wrong(q, "%s has other utilities than are stated", what)
			}
		}
	}
	if z := a.Zone; z != nil {
		if z.Example != nil {
			k.holds(bargain.AskZone, "the example", z.Example)
		}
		for _, r := range z.Reach {
			for _, end := range []struct {
				pkg parley.Package
				u   parley.Number
			}{{r.LeastAt, r.Least}, {r.MostAt, r.Most}} {
				if end.pkg == nil { // what is only approached has none
					continue
				}
				if k.holds(bargain.AskReach, "a package for "+r.Party, end.pkg) && !k.worth(end.pkg, map[string]parley.Number{r.Party: end.u}) {
					k.wrong(bargain.AskReach, "what %s can get is not what its package is worth to it", r.Party)
				}
			}
		}
	}
	if a.Frontier != nil {
		outcomes(bargain.AskFrontier, a.Frontier.Outcomes.Slice())
	}
	if a.FrontierPossible != nil {
		outcomes(bargain.AskFrontier, a.FrontierPossible.Outcomes.Slice(), k.fallbacks...)
	}
	for _, s := range k.solved() {
		outcomes(s.question, s.Outcomes)
	}
	if a.Shortlist != nil {
		outcomes(bargain.AskShortlist, a.Shortlist.Best)
		outcomes(bargain.AskShortlist, a.Shortlist.Diverse)
	}
	if a.Concessions != nil {
		for n, w := range a.Concessions.Ways {
			given := refs(w)
			if w.Example != nil || !k.continuous() {
				k.holds(bargain.AskConcessions, fmt.Sprintf("the example of way out %d", n), w.Example, given...)
			}
			if w.Best != nil {
				outcomes(bargain.AskConcessions, []bargain.Outcome{*w.Best}, given...)
			}
			if w.Frontier != nil {
				outcomes(bargain.AskConcessions, w.Frontier.Outcomes.Slice(), given...)
			}
		}
	}
	if a.Incentives != nil {
		for n, s := range a.Incentives.Sets {
			if !s.Limit {
				k.holds(bargain.AskIncentives, fmt.Sprintf("the example of set %d", n), s.Example)
			}
		}
	}
	if a.Robustness != nil {
		for n, p := range a.Robustness.Packages {
			k.holds(bargain.AskRobustness, fmt.Sprintf("package %d", n), p.Package)
		}
		if r := a.Robustness.Regret; r != nil {
			k.holds(bargain.AskRobustness, "the package of least regret", r.Package)
			k.holds(bargain.AskRobustness, "its rival", r.Rival, k.fallbacks...)
		}
	}
}

func (k *auditor) continuous() bool { return k.c.Size() == nil }

// worth reports whether the package has these utilities.
func (k *auditor) worth(pkg parley.Package, utility map[string]parley.Number) bool {
	for party, u := range utility {
		if v, known := k.judge.Utility(party, pkg); !known || !v.Equal(u) {
			return false
		}
	}
	return true
}

// maxNeighbours bounds the packages beside the named ones, so that the work of
// judging them, over parties and issues, is bounded too.
const (
	maxNeighbours = 3000
	maxJudged     = 3_000_000
)

// neighbours adds packages that differ on one issue from one that a solution
// picks, or at which a party gets most: where an answer is not the best there
// is, one of these is often better.
func (k *auditor) neighbours() {
	left := min(maxNeighbours, maxJudged/(1+len(k.parties)*len(k.c.Issues)))
	var from []parley.Package
	for _, s := range k.solved() {
		if len(s.Outcomes) > 0 && !s.Outcomes[0].Limit {
			from = append(from, s.Outcomes[0].Package)
		}
	}
	if k.a.Zone != nil {
		for _, r := range k.a.Zone.Reach {
			from = append(from, r.MostAt)
		}
	}
	from = slices.DeleteFunc(from, func(p parley.Package) bool { _, known := k.seen[k.id(p)]; return !known })
	for n, pkg := range from {
		each := left / (len(from) - n)
		for _, i := range k.c.Issues {
			for _, c := range beside(i, pkg[i.ID]) {
				if each == 0 || k.ctx.Err() != nil {
					break
				}
				other := parley.Package{}
				for id, x := range pkg {
					other[id] = x
				}
				other[i.ID] = c
				k.add(other)
				each, left = each-1, left-1
			}
		}
	}
}

// beside returns other choices of the issue: all options, or the next numbers.
func beside(i parley.Issue, c parley.Choice) []parley.Choice {
	var list []parley.Choice
	switch {
	case i.Continuous():
		list = []parley.Choice{{Number: i.Range.Min}, {Number: i.Range.Max}}
	case i.Numeric():
		list = []parley.Choice{{Number: c.Number.Sub(*i.Range.Step)}, {Number: c.Number.Add(*i.Range.Step)}}
	default:
		for _, o := range i.Options {
			list = append(list, parley.Choice{Option: o.ID})
		}
	}
	return slices.DeleteFunc(list, func(x parley.Choice) bool { return x.Equal(c) || !i.Has(x) })
}
