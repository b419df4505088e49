package scenario

import (
	"math/big"
	"path/filepath"
	"strconv"
	"strings"

	"parley"
)

// readNegMAS reads a NegMAS directory: an outcome space and a utility function
// for each party. A type is a word that is compared with the ones known here;
// NegMAS imports the Python class of that name, and nothing does so here.
func readNegMAS(s *Scenario, domain *document, profiles []*document, lenient bool) error {
	if domain == nil {
		return profiles[0].fail(0, "give the file of the outcome space too", "there is a utility function and no outcome space")
	}
	if err := negMASDomain(s, domain); err != nil {
		return err
	}
	for _, d := range profiles {
		r := &ufunReader{document: d, s: s}
		p := Profile{Name: d.base(), File: d.text.name}
		if err := r.ufun(d.root, &p, false); err != nil {
			return err
		}
		s.Profiles = append(s.Profiles, p)
	}
	return nil
}

// folderOf returns the name of the folder that a file is in, or the file's own.
func folderOf(d *document) string {
	if dir := filepath.Base(filepath.Dir(d.text.name)); dir != "." && dir != string(filepath.Separator) {
		return dir
	}
	return d.base()
}

func newRat(n *big.Int) *big.Rat { return new(big.Rat).SetInt(n) }

// shortType returns the last part of a class name.
func shortType(n *node) string {
	name := n.get("type").word()
	return name[strings.LastIndexByte(name, '.')+1:]
}

func negMASDomain(s *Scenario, d *document) error {
	s.Name = d.root.get("name").word()
	if s.Name == "" {
		s.Name = d.base()
	}
	issues := d.root.get("issues")
	if issues == nil || issues.form != listNode || len(issues.items) == 0 {
		return d.failNode(d.root, "", "the outcome space has no list of issues")
	}
	if len(issues.items) > maxIssues {
		return d.failNode(issues, "", "there are more than %d issues", maxIssues)
	}
	names := map[string]bool{}
	for k, n := range issues.items {
		if err := d.mapping(n, "an issue"); err != nil {
			return err
		}
		i := Issue{Index: k + 1, Name: n.get("name").word()}
		if i.Name == "" {
			i.Name = "Issue " + strconv.Itoa(i.Index)
			d.warnNode(n, "", "the issue has no name; it is called %s", i.Name)
		}
		if names[i.Name] {
			return d.failNode(n, "", "two issues are called %s", quoted(i.Name))
		}
		names[i.Name] = true
		if err := negMASIssue(d, n, &i); err != nil {
			return err
		}
		s.Issues = append(s.Issues, i)
	}
	return nil
}

func negMASIssue(d *document, n *node, i *Issue) error {
	values := n.get("values")
	if values == nil {
		return d.failNode(n, "", "the issue %s has no values", quoted(i.Name))
	}
	switch kind := shortType(n); kind {
	case "ContiguousIssue", "ContinuousIssue":
		i.Kind, i.Step = Stepped, parley.Int(1)
		if kind == "ContinuousIssue" {
			i.Kind, i.Step = Real, parley.Number{}
		}
		var err error
		switch {
		case values.form == scalarNode && i.Kind == Stepped: // n stands for 0 … n-1
			if i.High, err = d.number(values, "values"); err != nil {
				return err
			}
			i.High = i.High.Sub(parley.Int(1))
		case values.form == listNode && len(values.items) == 2:
			if i.Low, err = d.number(values.items[0], "the least value"); err != nil {
				return err
			}
			if i.High, err = d.number(values.items[1], "the greatest value"); err != nil {
				return err
			}
		default:
			return d.failNode(values, "write [least, greatest]", "the values of the %s %s are no range", kind, quoted(i.Name))
		}
		if i.Kind == Stepped {
			return d.grid(values, i)
		}
		if i.Low.Cmp(i.High) > 0 {
			return d.failNode(values, "", "the range of %s from %s to %s is empty", quoted(i.Name), i.Low, i.High)
		}
		return nil
	case "CategoricalIssue", "DiscreteCardinalIssue", "DiscreteOrdinalIssue", "CardinalIssue", "OrdinalIssue", "":
		if values.form == scalarNode { // n stands for the values 0 … n-1
			count, err := strconv.Atoi(values.text)
			if err != nil || count < 1 || count > maxNodes {
				return d.failNode(values, "", "the values of %s are neither a list nor a count", quoted(i.Name))
			}
			for k := range count {
				i.Values = append(i.Values, strconv.Itoa(k))
			}
			return nil
		}
		return d.namedValues(values, i)
	default:
		return d.failNode(n.get("type"), "", "issues of the type %s are not read", quoted(kind))
	}
}

type ufunReader struct {
	*document
	s *Scenario
}

// ufun reads a utility function. Where one is inside a discounted one, the
// outer reservation value counts.
func (r *ufunReader) ufun(n *node, p *Profile, inner bool) error {
	if err := r.mapping(n, "the utility function"); err != nil {
		return err
	}
	if err := r.reservation(n, p, inner); err != nil {
		return err
	}
	switch kind := shortType(n); kind {
	case "LinearAdditiveUtilityFunction", "LinearAdditiveUFun", "LinearUtilityAggregationFunction":
		return r.additive(n, p)
	case "AffineUtilityFunction", "AffineUFun", "LinearUtilityFunction", "LinearUFun":
		return r.affine(n, p)
	case "ConstUtilityFunction", "ConstUFun":
		u := &Additive{Terms: make([]Term, len(r.s.Issues))}
		if v := n.get("value"); v != nil {
			var err error
			if u.Bias, err = r.number(v, "value"); err != nil {
				return err
			}
		}
		p.Utility = u
		return nil
	case "ExpDiscountedUFun":
		return r.discounted(n, p, inner)
	default:
		return r.failNode(n, "a LinearAdditiveUtilityFunction, an AffineUtilityFunction or an ExpDiscountedUFun is", "a utility function of the type %s is not read", quoted(kind))
	}
}

func (r *ufunReader) reservation(n *node, p *Profile, inner bool) error {
	v := n.get("reserved_value")
	if v == nil || v.null() {
		return nil
	}
	if sign, is := v.notFinite(); is {
		if sign > 0 {
			return r.failNode(v, "", "the reserved value is infinite: nothing would be better than no agreement")
		}
		return nil // anything is better than no agreement
	}
	number, err := r.number(v, "reserved_value")
	if err != nil {
		return err
	}
	switch {
	case !inner:
		p.Reservation = &number
	case p.Reservation == nil || !p.Reservation.Equal(number):
		r.warnNode(v, "", "the reserved value %s of the inner function is not that of the outer one, which counts", number)
	}
	return nil
}

func (r *ufunReader) discounted(n *node, p *Profile, inner bool) error {
	if inner {
		return r.failNode(n, "", "a discounted utility function inside a discounted one is not read")
	}
	u := n.get("ufun")
	if u == nil {
		return r.failNode(n, "", "the discounted utility function holds no ufun")
	}
	if d := n.get("discount"); !d.null() {
		number, err := r.number(d, "discount")
		if err != nil {
			return err
		}
		p.Discount = &number
	}
	if f := n.get("factor"); !f.null() && f.word() != "relative_time" {
		r.warnNode(f, "", "NegMAS discounts by %s; the factor counts for the whole time here, as in GENIUS", quoted(f.word()))
	}
	p.Dynamic = strings.EqualFold(n.get("dynamic_reservation").word(), "true")
	return r.ufun(u, p, true)
}

// aligned returns the values of a list or of a mapping by issue name, one an
// issue; nil where there is none.
func (r *ufunReader) aligned(n *node, what string) ([]*node, error) {
	all := make([]*node, len(r.s.Issues))
	switch n.form {
	case listNode:
		if len(n.items) != len(all) {
			return nil, r.failNode(n, "", "there are %d %s for %d issues", len(n.items), what, len(all))
		}
		copy(all, n.items)
	case mapNode:
		place := r.s.issuePlaces()
		for k, key := range n.keys {
			i, known := place[key.text]
			if !known {
				return nil, r.failNode(key, "", "%s name the issue %s, which the outcome space does not have", what, quoted(key.text))
			}
			all[i] = n.items[k]
		}
	default:
		return nil, r.failNode(n, "", "%s are neither a list nor a mapping by issue", what)
	}
	return all, nil
}

func (r *ufunReader) weights(n *node, u *Additive) error {
	w := n.get("weights")
	if w.null() {
		return nil
	}
	all, err := r.aligned(w, "weights")
	if err != nil {
		return err
	}
	for i, v := range all {
		if v.null() {
			continue
		}
		number, err := r.number(v, "the weight of "+quoted(r.s.Issues[i].Name))
		if err != nil {
			return err
		}
		u.Terms[i].Weight = &number
	}
	return nil
}

func (r *ufunReader) bias(n *node, u *Additive) (err error) {
	if b := n.get("bias"); !b.null() {
		u.Bias, err = r.number(b, "bias")
	}
	return err
}

func (r *ufunReader) additive(n *node, p *Profile) error {
	u := &Additive{Terms: make([]Term, len(r.s.Issues))}
	values := n.get("values")
	if values == nil {
		return r.failNode(n, "", "the utility function has no values")
	}
	all, err := r.aligned(values, "values")
	if err != nil {
		return err
	}
	for k, v := range all {
		if v == nil {
			r.warnNode(values, "", "there are no values for the issue %s; it counts 0", quoted(r.s.Issues[k].Name))
			u.Terms[k].Eval = &Constant{}
			continue
		}
		if u.Terms[k].Eval, err = r.fun(&r.s.Issues[k], v); err != nil {
			return err
		}
	}
	p.Utility = u
	if err := r.weights(n, u); err != nil {
		return err
	}
	return r.bias(n, u)
}

// affine reads a weighted sum of the issues' numbers.
func (r *ufunReader) affine(n *node, p *Profile) error {
	u := &Additive{Terms: make([]Term, len(r.s.Issues))}
	for k := range u.Terms {
		var err error
		if u.Terms[k].Eval, err = r.line(&r.s.Issues[k], n, parley.Int(1), parley.Int(0)); err != nil {
			return err
		}
	}
	p.Utility = u
	if err := r.weights(n, u); err != nil {
		return err
	}
	return r.bias(n, u)
}

// line returns slope × number + offset, as a table where the numbers of the
// issue are values of a list.
func (r *ufunReader) line(i *Issue, at *node, slope, offset parley.Number) (Evaluation, error) {
	if i.Kind != Discrete {
		return &Linear{Slope: slope, Offset: offset}, nil
	}
	t := &Table{}
	for _, v := range i.Values {
		x, err := parseNumber(v)
		if err != nil {
			return nil, r.failNode(at, "", "a straight line needs numbers, and %s is a value of the issue %s", quoted(v), quoted(i.Name))
		}
		y := slope.Mul(x).Add(offset)
		t.Values = append(t.Values, &y)
	}
	return t, nil
}

// fun reads what the values of one issue are worth.
func (r *ufunReader) fun(i *Issue, n *node) (Evaluation, error) {
	if err := r.mapping(n, "the value function of "+quoted(i.Name)); err != nil {
		return nil, err
	}
	get := func(key string, otherwise int64) (parley.Number, error) {
		v := n.get(key)
		if v.null() {
			return parley.Int(otherwise), nil
		}
		return r.number(v, key)
	}
	switch kind := shortType(n); kind {
	case "TableFun", "":
		mapping := n.get("mapping")
		if mapping == nil && kind == "" {
			mapping = n // a bare mapping
		}
		if mapping == nil {
			return nil, r.failNode(n, "", "the table of the issue %s has no mapping", quoted(i.Name))
		}
		if i.Kind == Real {
			return nil, r.failNode(n, "", "the issue %s takes every number, and a table cannot say what each is worth", quoted(i.Name))
		}
		return r.table(i, mapping, false)
	case "AffineFun", "LinearFun":
		slope, err := get("slope", 1)
		if err != nil {
			return nil, err
		}
		bias, err := get("bias", 0)
		if err != nil {
			return nil, err
		}
		return r.line(i, n, slope, bias)
	case "IdentityFun":
		return r.line(i, n, parley.Int(1), parley.Int(0))
	case "ConstFun":
		bias, err := get("bias", 0)
		if err != nil {
			return nil, err
		}
		return &Constant{Value: bias}, nil
	default:
		return nil, r.failNode(n, "a TableFun, AffineFun, LinearFun, IdentityFun or ConstFun is", "a value function of the type %s is not read", quoted(kind))
	}
}
