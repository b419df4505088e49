package scenario

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"parley"
)

// Write writes the scenario in a format: the files' contents under the names
// that they should have, and what the format, under its own tool's semantics,
// cannot say of it; hand that to Refuse, or accept it. Read reads them back.
//
// Where a tool's utilities lie between 0 and 1 and the scenario's do not, they
// are shifted and divided, which is a loss too. It is an error where nothing
// of use could be written, such as a sum for what is none.
func (s *Scenario) Write(to Format) ([]Source, []Loss, error) {
	x := &exporter{s: s, to: to}
	var files []Source
	var err error
	switch to {
	case Genius:
		files, err = x.genius()
	case GeniusWeb:
		files, err = x.geniusWeb(false)
	case GeniusWebPython:
		files, err = x.geniusWeb(true)
	case NegMAS:
		files, err = x.negMAS()
	case NegoLog:
		files, err = x.negoLog()
	default:
		return nil, nil, fmt.Errorf("there is no format %q: take one of genius, geniusweb, geniusweb-python, negmas, negolog", to)
	}
	return files, x.losses.all, err
}

type exporter struct {
	s      *Scenario
	to     Format
	losses lossList
}

// sum is an additive utility as a writer needs it: bias + Σ weight × value.
type sum struct {
	name        string
	bias        *big.Rat
	weight      []*big.Rat
	value       [][]*big.Rat // by issue and choice; of a real issue at the points of Outcomes
	reservation *big.Rat     // nil: anything is better
	discount    *big.Rat     // 1: none
	cut         bool         // what is above 1 is cut off, and the format does so too
}

// maxExported is how many values of an issue are written out.
const maxExported = 100_000

// sums takes the additive utilities of all profiles.
func (x *exporter) sums() ([]*sum, error) {
	var all []*sum
	for p := range x.s.Profiles {
		one, err := x.sum(p)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func (x *exporter) sum(profile int) (*sum, error) {
	s, p := x.s, &x.s.Profiles[profile]
	u, ok := p.Utility.(*Additive)
	if !ok {
		return nil, fmt.Errorf("the utility of %s is no sum over the issues, and the format %s has no other", p.Name, x.to)
	}
	out := &sum{name: p.Name, bias: s.bias(u), reservation: s.Reservation(profile), discount: s.Discount(profile)}
	for i := range u.Terms {
		n := s.Issues[i].points()
		if n.Cmp(big.NewInt(maxExported)) > 0 {
			return nil, fmt.Errorf("the issue %s has %s values, too many to write out", s.Issues[i].Name, n)
		}
		var row []*big.Rat
		for k := range int(n.Int64()) {
			row = append(row, s.evaluation(i, u.Terms[i].Eval, s.Issues[i].At(k)))
		}
		w := s.weight(&u.Terms[i])
		if w.Sign() < 0 { // no format says what a negative weight is
			for k, v := range row {
				row[k] = new(big.Rat).Neg(v)
			}
			w.Neg(w)
		}
		out.weight, out.value = append(out.weight, w), append(out.value, row)
	}
	switch most := s.Cap(profile); {
	case most == nil || out.most().Cmp(most) <= 0:
	case x.to == Genius && most.Cmp(one) == 0:
		out.cut = true
	case s.Semantics == SemanticsGenius:
		x.losses.add(p.Name, "GENIUS cuts its utilities off at 1, which %s does not", x.to)
	default:
		x.losses.add(p.Name, "its utilities are cut off at %s, which %s does not say", parley.Exactly(most).Decimal(10), x.to)
	}
	return out, nil
}

func (u *sum) most() *big.Rat {
	total := new(big.Rat).Set(u.bias)
	for i, w := range u.weight {
		total.Add(total, new(big.Rat).Mul(w, greatestOf(u.value[i])))
	}
	return total
}

func (u *sum) least() *big.Rat {
	total := new(big.Rat).Set(u.bias)
	for i, w := range u.weight {
		total.Add(total, new(big.Rat).Mul(w, leastOf(u.value[i])))
	}
	return total
}

// fit brings utilities into 0 … 1 where they are not, by a shift and a
// division that keep everything but the unit.
func (x *exporter) fit(u *sum, shift bool) {
	least, most := u.least(), u.most()
	if shift && least.Sign() < 0 {
		if u.cut {
			x.losses.add(u.name, "its utilities are cut off at 1, which is elsewhere once they are shifted")
			u.cut = false
		}
		x.losses.add(u.name, "its utilities go down to %s and the format's begin at 0; they are shifted", parley.Exactly(least).Decimal(10))
		u.bias.Sub(u.bias, least)
		if u.reservation != nil {
			u.reservation = new(big.Rat).Sub(u.reservation, least)
		}
		most = u.most()
	}
	if most.Cmp(one) <= 0 || u.cut {
		return
	}
	x.losses.add(u.name, "its utilities reach %s and the format's end at 1; they are divided by that", parley.Exactly(most).Decimal(10))
	u.bias.Quo(u.bias, most)
	for i := range u.weight {
		u.weight[i] = new(big.Rat).Quo(u.weight[i], most)
	}
	if u.reservation != nil {
		u.reservation = new(big.Rat).Quo(u.reservation, most)
	}
}

// normalise makes of a sum one without bias whose weights sum to 1 exactly and
// whose values lie in 0 … 1.
func (x *exporter) normalise(u *sum) {
	if x.normal(u) {
		return
	}
	x.fit(u, true)
	rest := big.NewRat(1, 1)
	largest := 0
	weights := make([]*big.Rat, len(u.weight))
	for i, w := range u.weight {
		low := leastOf(u.value[i])
		for k, v := range u.value[i] {
			part := new(big.Rat).Sub(v, low)
			u.value[i][k] = part.Mul(part, w)
		}
		u.bias.Add(u.bias, new(big.Rat).Mul(w, low))
		// The weight has to be a decimal; one that is a little too great
		// leaves the values below 1.
		weights[i] = x.decimalAbove(greatestOf(u.value[i]))
		rest.Sub(rest, weights[i])
		if weights[i].Cmp(weights[largest]) > 0 {
			largest = i
		}
	}
	weights[largest] = new(big.Rat).Add(weights[largest], rest)
	for k, v := range u.value[largest] {
		u.value[largest][k] = new(big.Rat).Add(v, u.bias)
	}
	u.bias = new(big.Rat)
	for i, w := range weights {
		for k, v := range u.value[i] {
			if w.Sign() == 0 {
				u.value[i][k] = new(big.Rat)
				continue
			}
			if u.value[i][k] = new(big.Rat).Quo(v, w); u.value[i][k].Cmp(one) > 0 {
				u.value[i][k] = big.NewRat(1, 1) // by what the weights were rounded
				x.losses.rounded(u.name)
			}
		}
	}
	u.weight = weights
}

// normal reports whether a sum is as normalise makes it.
func (x *exporter) normal(u *sum) bool {
	total := new(big.Rat)
	for i, w := range u.weight {
		total.Add(total, w)
		if _, exact := decimalText(w); !exact || leastOf(u.value[i]).Sign() < 0 || greatestOf(u.value[i]).Cmp(one) > 0 {
			return false
		}
	}
	return u.bias.Sign() == 0 && total.Cmp(one) == 0
}

// decimalAbove returns the number, or the next decimal above it.
func (x *exporter) decimalAbove(r *big.Rat) *big.Rat {
	if _, exact := decimalText(r); exact {
		return r
	}
	scale := newRat(new(big.Int).Exp(big.NewInt(10), big.NewInt(digits), nil))
	up := new(big.Rat).Mul(r, scale)
	n := new(big.Int).Quo(up.Num(), up.Denom())
	return new(big.Rat).Quo(newRat(n.Add(n, big.NewInt(1))), scale)
}

// write returns a number as text, and notes where it was rounded.
func (x *exporter) write(where string, r *big.Rat) string {
	text, exact := decimalText(r)
	if !exact {
		x.losses.rounded(where)
	}
	return text
}

// undiscounted notes that a profile's discount has no place in the format.
func (x *exporter) undiscounted(u *sum) {
	if u.discount.Cmp(one) != 0 {
		x.losses.add(u.name, "its discount factor %s has no place in the format", parley.Exactly(u.discount).Decimal(10))
	}
}

// line is slope × number + offset.
type line struct{ slope, offset *big.Rat }

// straight returns the line that the values of a numeric issue lie on, if they
// do; of a real issue the evaluation has to be one all along.
func (x *exporter) straight(profile, issue int, row []*big.Rat) (line, bool) {
	i := &x.s.Issues[issue]
	if i.Kind == Discrete {
		return line{}, false
	}
	if i.Kind == Real {
		e := x.s.Profiles[profile].Utility.(*Additive).Terms[issue].Eval
		if corners, ok := x.s.corners(i, e); !ok || len(corners) > 2 {
			return line{}, false
		}
	}
	return through(i, row)
}

// through returns the line on which all numbers of a row lie, if there is one.
func through(i *Issue, row []*big.Rat) (line, bool) {
	if len(row) == 1 {
		return line{new(big.Rat), row[0]}, true
	}
	last := len(row) - 1
	x0, x1 := i.At(0).Number.Rat(), i.At(last).Number.Rat()
	slope := new(big.Rat).Sub(row[last], row[0])
	slope.Quo(slope, new(big.Rat).Sub(x1, x0))
	l := line{slope, new(big.Rat).Sub(row[0], new(big.Rat).Mul(slope, x0))}
	for k, v := range row {
		at := new(big.Rat).Mul(slope, i.At(k).Number.Rat())
		if at.Add(at, l.offset).Cmp(v) != 0 {
			return line{}, false
		}
	}
	return l, true
}

// values returns the texts of an issue's choices.
func (x *exporter) values(i *Issue) []string {
	if i.Kind == Discrete {
		return i.Values
	}
	if i.Kind == Real {
		x.losses.add(i.Name, "it takes every number from %s to %s, and the format lists values; %d of them are written", i.Low, i.High, RealSteps)
	}
	var all []string
	for k := range int(i.points().Int64()) {
		all = append(all, x.write(i.Name, i.At(k).Number.Rat()))
	}
	return all
}

// fileNames gives each profile, and the domain, a name for its file.
func (x *exporter) fileNames(ending string) (domain string, profiles []string) {
	ids := &naming{}
	domain = ids.id(x.s.Name, "domain") + ending
	for i := range x.s.Profiles {
		profiles = append(profiles, ids.id(x.s.Profiles[i].Name, "profile")+ending)
	}
	return domain, inOrder(profiles, "-")
}

// inOrder puts numbers before the names where their order is not that of the
// alphabet: who reads a folder takes the files in the order of their names.
func inOrder(names []string, separator string) []string {
	if slices.IsSorted(names) {
		return names
	}
	width := len(strconv.Itoa(len(names)))
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = fmt.Sprintf("%0*d%s%s", width, i+1, separator, name)
	}
	return all
}
