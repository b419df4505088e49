package parley

import "slices"

// Refusals are the choices that a party refuses outright: by a red line or an
// insistence that names one issue alone.
type Refusals map[string][]Demand // by issue

// Refusals returns what the party refuses outright. It looks at every demand
// once; use it rather than Refuses where many choices are asked about.
func (p *Position) Refusals() Refusals {
	r := Refusals{}
	for _, ds := range [][]Demand{p.Never, p.Insists} {
		for _, d := range ds {
			if scope := d.Scope(); len(scope) == 1 {
				r[scope[0]] = append(r[scope[0]], d)
			}
		}
	}
	return r
}

// Bar reports whether the choice is refused outright.
func (r Refusals) Bar(issue string, c Choice) bool {
	demands := r[issue]
	return len(demands) > 0 && slices.ContainsFunc(demands, func(d Demand) bool { return d.Broken(Package{issue: c}) })
}

// Refuses reports whether the party refuses the choice outright: by a red
// line or an insistence that names this issue alone.
func (p *Position) Refuses(issue string, c Choice) bool { return p.Refusals().Bar(issue, c) }
