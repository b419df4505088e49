package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
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

func (x *exporter) literal(where string, r *big.Rat) literal { return literal(x.write(where, r)) }

func (x *exporter) table(where string, texts []string, row []*big.Rat) *object {
	t := &object{}
	for k, v := range row {
		t.set(texts[k], x.literal(where, v))
	}
	return t
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
