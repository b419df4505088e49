package bargain

import (
	"fmt"
	"slices"

	"parley"
)

// maxReshaped is how many conflicts are reshaped, the smallest ones.
const maxReshaped = 12

// reshapings drafts, for each conflict, options that could dissolve it before
// anybody is asked to concede (Fisher, Ury and Patton 1991; Lax and Sebenius
// 1986 on differences in time, risk and belief).
func (p *Problem) reshapings(conflicts *Conflicts) []Reshaping {
	var list []Reshaping
	for n, conflict := range conflicts.Sets[:min(len(conflicts.Sets), maxReshaped)] {
		for _, at := range p.clashing(conflict) {
			list = append(list, p.reshape(n, conflict, at))
		}
	}
	return list
}

// clashing returns the issues at the heart of a conflict: those that the most
// of its items name, or all open issues of a conflict of fallbacks alone,
// hardest first, at most three.
func (p *Problem) clashing(conflict Conflict) []int {
	named := make([]int, len(p.issues))
	most := 0
	for i := range p.items {
		it := &p.items[i]
		if it.ref.Kind == commitKind || !slices.Contains(conflict.Items, it.ref) {
			continue
		}
		for _, at := range p.patternScope(it.rows, it.ifs) {
			named[at]++
			most = max(most, named[at])
		}
	}
	var list []int
	for at := range p.issues {
		if most > 0 && named[at] == most {
			list = append(list, at)
		}
	}
	if most == 0 {
		for _, c := range p.contention() {
			if !c.Settled && len(list) < 2 {
				list = append(list, p.issueAt(c.Issue))
			}
		}
	}
	return list[:min(len(list), 3)]
}

func (p *Problem) reshape(n int, conflict Conflict, at int) Reshaping {
	i := &p.issues[at]
	r := Reshaping{Conflict: n, Issue: i.ID}
	var parties []string
	var admit []parley.Ref
	for _, ref := range conflict.Items {
		if ref.Party == "" {
			continue
		}
		if !slices.Contains(parties, ref.Party) {
			parties = append(parties, ref.Party)
		}
		// A red line bars what it names; a new option is none of that. An
		// insistence bars everything that it does not name.
		if ref.Kind == parley.Insistence && slices.Contains(p.c.Demand(ref).Scope(), i.ID) {
			admit = append(admit, ref)
		}
	}
	for _, technique := range Techniques() {
		d := Draft{Technique: technique, Parties: parties, Admit: admit}
		switch technique {
		case Guarantee:
			d.With = p.guarantor(parties)
		case Compensate:
			d.With = p.payable(conflict, at)
		}
		if !i.Numeric() {
			d.Option = freeOption(i.Issue, map[Technique]string{Split: "split", Sequence: "in_stages", Defer: "deferred",
				Contingent: "contingent", Guarantee: "guaranteed", Compensate: "compensated"}[technique])
		}
		r.Drafts = append(r.Drafts, d)
	}
	return r
}

func freeOption(i parley.Issue, id string) string {
	free := id
	for n := 2; ; n++ {
		if _, taken := i.Option(free); !taken {
			return free
		}
		free = fmt.Sprintf("%s_%d", id, n)
	}
}

// guarantor returns the first guarantor that is no side of the conflict, or
// nobody: who else could guarantee is not for a program to say.
func (p *Problem) guarantor(sides []string) string {
	for _, party := range p.c.Parties {
		if party.Is(parley.RoleGuarantor) && !slices.Contains(sides, party.ID) {
			return party.ID
		}
	}
	return ""
}

// payable returns a numeric issue outside the conflict on which something
// could be given in return, or nothing: which of the named options of other
// issues might be a price is not for a program to say.
func (p *Problem) payable(conflict Conflict, at int) string {
	var named []int
	for i := range p.items {
		if it := &p.items[i]; slices.Contains(conflict.Items, it.ref) {
			named = append(named, it.scope...)
		}
	}
	for other := range p.issues {
		i := &p.issues[other]
		if other != at && i.Numeric() && !slices.Contains(named, other) && !p.settled(i.ID) && !p.clashes(other) {
			return i.ID
		}
	}
	return ""
}
