package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"parley"
)

// object is a JSON object while it is written: members in their order.
type object struct{ members []member }

type member struct {
	key   string
	value any // string, literal, []string or *object
}

// literal is a number, or null, as it stands.
type literal string

func (o *object) set(key string, value any) *object {
	o.members = append(o.members, member{key, value})
	return o
}

func (o *object) text() []byte {
	var b strings.Builder
	o.write(&b, 0)
	return []byte(b.String() + "\n")
}

func (o *object) write(b *strings.Builder, depth int) {
	if len(o.members) == 0 {
		b.WriteString("{}")
		return
	}
	b.WriteString("{")
	for i, m := range o.members {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n" + strings.Repeat("  ", depth+1) + quote(m.key) + ": ")
		switch v := m.value.(type) {
		case *object:
			v.write(b, depth+1)
		case literal:
			b.WriteString(string(v))
		case string:
			b.WriteString(quote(v))
		case []string:
			all := make([]string, len(v))
			for k, s := range v {
				all[k] = quote(s)
			}
			b.WriteString("[" + strings.Join(all, ", ") + "]")
		case []literal:
			all := make([]string, len(v))
			for k, s := range v {
				all[k] = string(s)
			}
			b.WriteString("[" + strings.Join(all, ", ") + "]")
		}
	}
	b.WriteString("\n" + strings.Repeat("  ", depth) + "}")
}

// quote writes a text as JSON and YAML both read it.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text always can be
	return strings.TrimSuffix(b.String(), "\n")
}

func (x *exporter) geniusWeb() ([]Source, error) {
	sums, err := x.sums()
	if err != nil {
		return nil, err
	}
	ranges := make([]bool, len(x.s.Issues)) // written as a range of numbers
	values := make([][]string, len(x.s.Issues))
	for i := range x.s.Issues {
		ranges[i] = x.s.Issues[i].Kind == Stepped
		for p := range sums {
			_, straight := x.straight(p, i, sums[p].value[i])
			ranges[i] = ranges[i] && straight
		}
		if !ranges[i] {
			values[i] = x.values(&x.s.Issues[i])
		}
	}
	issues := &object{}
	for i := range x.s.Issues {
		issue := &x.s.Issues[i]
		if ranges[i] {
			issues.set(issue.Name, (&object{}).set("range", (&object{}).
				set("low", x.literal(issue.Name, issue.Low.Rat())).
				set("high", x.literal(issue.Name, issue.High.Rat())).
				set("step", x.literal(issue.Name, issue.Step.Rat()))))
			continue
		}
		issues.set(issue.Name, (&object{}).set("values", values[i]))
	}
	space := (&object{}).set("name", x.s.Name).set("issuesValues", issues)
	domain, names := x.fileNames(".json")
	files := []Source{{domain, space.text()}}
	for p, u := range sums {
		x.undiscounted(u)
		bid := x.reservationBid(p, u, values)
		x.normalise(u)
		utilities, weights := &object{}, &object{}
		for i := range x.s.Issues {
			issue := &x.s.Issues[i]
			weights.set(issue.Name, x.literal(u.name, u.weight[i]))
			if ranges[i] {
				utilities.set(issue.Name, (&object{}).set("NumberValueSetUtilities", (&object{}).
					set("lowValue", x.literal(u.name, issue.Low.Rat())).
					set("lowUtility", x.literal(u.name, u.value[i][0])).
					set("highValue", x.literal(u.name, issue.High.Rat())).
					set("highUtility", x.literal(u.name, u.value[i][len(u.value[i])-1]))))
				continue
			}
			utilities.set(issue.Name, (&object{}).set("DiscreteValueSetUtilities", (&object{}).set("valueUtilities", x.table(u.name, values[i], u.value[i]))))
		}
		profile := (&object{}).set("issueUtilities", utilities).set("issueWeights", weights).set("domain", space).set("name", u.name).set("reservationBid", bid)
		files = append(files, Source{names[p], (&object{}).set("LinearAdditiveUtilitySpace", profile).text()})
	}
	return files, nil
}

func (x *exporter) literal(where string, r *big.Rat) literal { return literal(x.write(where, r)) }

func (x *exporter) table(where string, texts []string, row []*big.Rat) *object {
	t := &object{}
	for k, v := range row {
		t.set(texts[k], x.literal(where, v))
	}
	return t
}

// maxBids is how many outcomes are looked through for a reservation bid.
const maxBids = 200_000

// reservationBid says a reservation value as GeniusWeb does: as an outcome
// that is worth as much.
func (x *exporter) reservationBid(p int, u *sum, values [][]string) any {
	if bid := x.s.Profiles[p].ReservationBid; bid != nil {
		return x.bid(bid, values)
	}
	r := u.reservation
	if r == nil || r.Sign() == 0 && u.least().Sign() >= 0 {
		return literal("null")
	}
	shown := parley.Exactly(r).Decimal(10)
	size := big.NewInt(1)
	for i := range x.s.Issues {
		size.Mul(size, x.s.Issues[i].points())
	}
	if size.Cmp(big.NewInt(maxBids)) > 0 {
		x.losses.add(u.name, "its reservation value %s has to be said by an outcome that is worth as much, and there are too many to look through", shown)
		return literal("null")
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
		return literal("null")
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

func (x *exporter) negoLog() ([]Source, error) {
	sums, err := x.sums()
	if err != nil {
		return nil, err
	}
	if len(sums) != 2 {
		x.losses.add("", "NegoLog has two parties, and there are %d", len(sums))
	}
	if len(sums) > 26 {
		return nil, fmt.Errorf("there are no letters for %d profiles", len(sums))
	}
	specs := (&object{}).set("Name", x.s.Name)
	values := make([][]string, len(x.s.Issues))
	counts := make([]literal, len(x.s.Issues))
	size := 1.0
	for i := range x.s.Issues {
		values[i] = x.values(&x.s.Issues[i])
		counts[i] = literal(strconv.Itoa(len(values[i])))
		size *= float64(len(values[i]))
	}
	specs.set("NumberOfBids", literal(strconv.FormatFloat(size, 'f', -1, 64))).set("NumberOfIssues", literal(strconv.Itoa(len(counts)))).set("IssueValues", counts)
	var files []Source
	for p, u := range sums {
		letter := string(rune('A' + p))
		x.undiscounted(u)
		x.normalise(u)
		if least := u.least(); u.reservation == nil {
			u.reservation = new(big.Rat)
			if least.Sign() < 0 {
				u.reservation = least
			}
		}
		weights, issues := &object{}, &object{}
		for i := range x.s.Issues {
			weights.set(x.s.Issues[i].Name, x.literal(u.name, u.weight[i]))
			issues.set(x.s.Issues[i].Name, x.table(u.name, values[i], u.value[i]))
		}
		reservation := x.literal(u.name, u.reservation)
		specs.set("ReservationValueProfile"+letter, reservation)
		files = append(files, Source{"profile" + letter + ".json", (&object{}).set("reservationValue", reservation).set("issueWeights", weights).set("issues", issues).text()})
	}
	return append(files, Source{"specs.json", specs.text()}), nil
}
