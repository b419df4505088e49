package scenario

import (
	"slices"
	"strings"

	"parley"
)

// negMAS writes a NegMAS directory in YAML.
func (x *exporter) negMAS() ([]Source, error) {
	sums, err := x.sums()
	if err != nil {
		return nil, err
	}
	w := &negMASWriter{exporter: x, lines: make([]bool, len(x.s.Issues)), texts: make([][]string, len(x.s.Issues))}
	space := "DiscreteCartesianOutcomeSpace"
	var issues strings.Builder
	for i := range x.s.Issues {
		issue := &x.s.Issues[i]
		issues.WriteString("  - name: " + quote(issue.Name) + "\n")
		switch {
		case issue.Kind == Discrete:
			w.texts[i] = quotedAll(issue.Values)
			issues.WriteString("    type: CategoricalIssue\n    values: [" + strings.Join(w.texts[i], ", ") + "]\n")
			continue
		case issue.Kind == Stepped && issue.Step.Equal(parley.Int(1)) && issue.Low.Rat().IsInt():
			issues.WriteString("    type: ContiguousIssue\n    values: [" + issue.Low.String() + ", " + issue.High.String() + "]\n")
			w.lines[i] = w.allStraight(i, sums)
		case issue.Kind == Real && w.allStraight(i, sums):
			space = "CartesianOutcomeSpace"
			issues.WriteString("    type: ContinuousIssue\n    values: [" + x.write(issue.Name, issue.Low.Rat()) + ", " + x.write(issue.Name, issue.High.Rat()) + "]\n")
			w.lines[i] = true
			continue
		default:
			w.texts[i] = alike(x.values(issue))
			issues.WriteString("    type: DiscreteCardinalIssue\n    values: [" + strings.Join(w.texts[i], ", ") + "]\n")
			continue
		}
		w.texts[i] = x.values(issue)
	}
	domain, names := x.fileNames(".yml")
	files := []Source{{domain, []byte("name: " + quote(x.s.Name) + "\ntype: " + space + "\nissues:\n" + issues.String())}}
	for p, u := range sums {
		files = append(files, Source{names[p], []byte(w.profile(p, u))})
	}
	return files, nil
}

func quotedAll(values []string) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = quote(v)
	}
	return all
}

// alike makes floats of all numbers if one is: NegMAS refuses values of two
// types, and Python's 1 and 1.0 are two.
func alike(numbers []string) []string {
	if !slices.ContainsFunc(numbers, isFloat) {
		return numbers
	}
	all := slices.Clone(numbers)
	for i, n := range all {
		if !isFloat(n) {
			all[i] = n + ".0"
		}
	}
	return all
}

func isFloat(number string) bool { return strings.Contains(number, ".") }

// longKey is how long a key of YAML may be without a mark before it, with some
// room (YAML 1.2.2, section 7.4.3: 1024 characters).
const longKey = 900

type negMASWriter struct {
	*exporter
	lines []bool     // issues whose evaluations are written as lines
	texts [][]string // the values of the others, as keys of a mapping
}

func (w *negMASWriter) allStraight(i int, sums []*sum) bool {
	for p, u := range sums {
		if _, ok := w.straight(p, i, u.value[i]); !ok {
			return false
		}
	}
	return true
}

func (w *negMASWriter) profile(p int, u *sum) string {
	reserved := "-.inf"
	if u.reservation != nil {
		reserved = w.write(u.name, u.reservation)
	}
	if u.discount.Cmp(one) == 0 {
		return "name: " + quote(u.name) + "\n" + w.additive(p, u, reserved, "")
	}
	// GENIUS discounts what no agreement is worth as well.
	dynamic := "false"
	if w.s.Profiles[p].Dynamic || w.s.Semantics == SemanticsGenius {
		dynamic = "true"
	}
	return "name: " + quote(u.name) + "\ntype: ExpDiscountedUFun\nreserved_value: " + reserved + "\ndynamic_reservation: " + dynamic +
		"\ndiscount: " + w.write(u.name, u.discount) + "\nfactor: relative_time\nufun:\n" + w.additive(p, u, reserved, "  ")
}

func (w *negMASWriter) additive(p int, u *sum, reserved, indent string) string {
	var b strings.Builder
	put := func(line string) { b.WriteString(indent + line + "\n") }
	put("type: LinearAdditiveUtilityFunction")
	put("reserved_value: " + reserved)
	weights := make([]string, len(u.weight))
	for i, r := range u.weight {
		weights[i] = w.write(u.name, r)
	}
	put("weights: [" + strings.Join(weights, ", ") + "]")
	if u.bias.Sign() != 0 {
		put("bias: " + w.write(u.name, u.bias))
	}
	put("values:")
	for i, row := range u.value {
		if w.lines[i] {
			l, _ := w.straight(p, i, row)
			put("  - {type: AffineFun, slope: " + w.write(u.name, l.slope) + ", bias: " + w.write(u.name, l.offset) + "}")
			continue
		}
		put("  - type: TableFun")
		put("    mapping:")
		for k, v := range row {
			if key := w.texts[i][k]; len(key) > longKey {
				put("      ? " + key)
				put("      : " + w.write(u.name, v))
				continue
			}
			put("      " + w.texts[i][k] + ": " + w.write(u.name, v))
		}
	}
	return b.String()
}
