package scenario

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"parley"
)

// webWriter writes the JSON of GeniusWeb in one of its two spellings.
type webWriter struct {
	*exporter
	discrete string     // what the utilities of named values are called
	ranges   []bool     // issues written as a range of numbers
	values   [][]string // the values of the others
}

// simple is what GeniusWeb takes for the name of a domain or a profile.
var simple = regexp.MustCompile("[^a-zA-Z0-9]+")

// simpleNames gives the domain and each profile a name, and thereby its file:
// letters and digits of ASCII alone, each name once.
func (x *exporter) simpleNames() []string {
	all := []string{simple.ReplaceAllString(x.s.Name, "")}
	for i := range x.s.Profiles {
		all = append(all, simple.ReplaceAllString(x.s.Profiles[i].Name, ""))
	}
	taken := map[string]bool{}
	for i, name := range all {
		if name == "" {
			name = "domain"
			if i > 0 {
				name = "profile" + strconv.Itoa(i)
			}
		}
		name = name[:min(len(name), maxID)]
		base := name
		for k := 2; taken[name]; k++ {
			name = base + "n" + strconv.Itoa(k)
		}
		taken[name], all[i] = true, name
	}
	copy(all[1:], inOrder(all[1:], ""))
	return all
}

// geniusWeb writes what GeniusWeb 1 reads; with python, what its translation
// into Python does, which has other names for the same. Of ranges of numbers
// the Python form is not known, and numbers are listed there.
func (x *exporter) geniusWeb(python bool) ([]Source, error) {
	sums, err := x.sums()
	if err != nil {
		return nil, err
	}
	w := &webWriter{exporter: x, discrete: "discreteutils"}
	if python {
		w.discrete = "DiscreteValueSetUtilities"
	}
	for i := range x.s.Issues {
		ranged := !python && x.s.Issues[i].ratios()
		for p := range sums {
			_, straight := x.straight(p, i, sums[p].value[i])
			ranged = ranged && straight
		}
		w.ranges, w.values = append(w.ranges, ranged), append(w.values, nil)
		if !ranged {
			w.values[i] = x.values(&x.s.Issues[i])
		}
	}
	names := x.simpleNames()
	space := (&object{}).set("name", names[0]).set("issuesValues", w.issues())
	files := []Source{{names[0] + ".json", space.text()}}
	for p, u := range sums {
		files = append(files, Source{names[p+1] + ".json", w.profile(p, u, names[p+1], space).text()})
	}
	return files, nil
}

// ratios reports whether GeniusWeb keeps the numbers of a stepped issue: it
// reads the ends as doubles, and rounds to eight places where between them a
// number lies.
func (i *Issue) ratios() bool {
	if i.Kind != Stepped || !shortDecimal(i.Low) || !shortDecimal(i.High) || !shortDecimal(i.Step) {
		return false
	}
	last := new(big.Int).Sub(i.Count(), big.NewInt(1))
	return last.Sign() > 0 && new(big.Int).Rem(webScale, last).Sign() == 0
}

// shortDecimal reports whether a double gives the number back: it has a decimal
// of at most 15 digits.
func shortDecimal(n parley.Number) bool {
	text, exact := decimalText(n.Rat())
	return exact && len(strings.TrimLeft(strings.ReplaceAll(text, ".", ""), "-0")) <= 15
}

func (w *webWriter) issues() *object {
	issues := &object{}
	for i := range w.s.Issues {
		issue := &w.s.Issues[i]
		if !w.ranges[i] {
			issues.set(issue.Name, (&object{}).set("values", w.values[i]))
			continue
		}
		var three []literal
		for _, n := range []parley.Number{issue.Low, issue.High, issue.Step} {
			three = append(three, w.literal(issue.Name, n.Rat()))
		}
		issues.set(issue.Name, (&object{}).set("range", three))
	}
	return issues
}

func (w *webWriter) profile(p int, u *sum, name string, space *object) *object {
	w.undiscounted(u)
	bid := w.reservationBid(p, u, w.values)
	w.normalise(u)
	utilities, weights := &object{}, &object{}
	for i := range w.s.Issues {
		issue := &w.s.Issues[i]
		weights.set(issue.Name, w.literal(u.name, u.weight[i]))
		if !w.ranges[i] {
			utilities.set(issue.Name, (&object{}).set(w.discrete, (&object{}).set("valueUtilities", w.table(u.name, w.values[i], u.value[i]))))
			continue
		}
		utilities.set(issue.Name, (&object{}).set("numberutils", (&object{}).
			set("lowValue", w.literal(u.name, issue.Low.Rat())).
			set("lowUtility", w.literal(u.name, u.value[i][0])).
			set("highValue", w.literal(u.name, issue.High.Rat())).
			set("highUtility", w.literal(u.name, u.value[i][len(u.value[i])-1]))))
	}
	profile := (&object{}).set("issueUtilities", utilities).set("issueWeights", weights).set("domain", space).set("name", name)
	if bid != nil {
		profile.set("reservationBid", bid)
	}
	return (&object{}).set("LinearAdditiveUtilitySpace", profile)
}

// maxBids is how many outcomes are looked through for a reservation bid.
const maxBids = 200_000

// reservationBid says a reservation value as GeniusWeb does: as an outcome
// that is worth as much; nil where anything is better, or there is none.
func (x *exporter) reservationBid(p int, u *sum, values [][]string) *object {
	if bid := x.s.Profiles[p].ReservationBid; bid != nil {
		return x.bid(bid, values)
	}
	r := u.reservation
	if r == nil || r.Sign() == 0 && u.least().Sign() >= 0 {
		return nil
	}
	shown := parley.Exactly(r).Decimal(10)
	size := big.NewInt(1)
	for i := range x.s.Issues {
		size.Mul(size, x.s.Issues[i].points())
	}
	if size.Cmp(big.NewInt(maxBids)) > 0 {
		x.losses.add(u.name, "its reservation value %s has to be said by an outcome that is worth as much, and there are too many to look through", shown)
		return nil
	}
	var best Outcome
	var worth *big.Rat
	for o := range x.s.Outcomes() {
		v := x.s.Utility(p, o)
		if v.Cmp(r) < 0 || worth != nil && v.Cmp(worth) >= 0 {
			continue
		}
		best, worth = append(Outcome(nil), o...), v
		if v.Cmp(r) == 0 {
			return x.bid(best, values)
		}
	}
	if best == nil {
		x.losses.add(u.name, "its reservation value %s is above all outcomes, and has to be said by one that is worth as much", shown)
		return nil
	}
	x.losses.add(u.name, "no outcome is worth its reservation value %s; the next one, worth %s, stands for it", shown, parley.Exactly(worth).Decimal(10))
	return x.bid(best, values)
}

func (x *exporter) bid(o Outcome, values [][]string) *object {
	chosen := &object{}
	for i := range x.s.Issues {
		issue := &x.s.Issues[i]
		switch {
		case values[i] == nil:
			chosen.set(issue.Name, x.literal(issue.Name, o[i].Number.Rat()))
		case issue.Kind == Real:
			at := o[i].Number.Sub(issue.Low).Div(issue.High.Sub(issue.Low)).Mul(parley.Int(RealSteps - 1)).Rat()
			chosen.set(issue.Name, values[i][int(new(big.Int).Quo(at.Num(), at.Denom()).Int64())])
		default:
			chosen.set(issue.Name, values[i][issue.place(o[i])])
		}
	}
	return (&object{}).set("issuevalues", chosen)
}
