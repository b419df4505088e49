package audit_test

import (
	"fmt"
	"math/big"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"parley"
	"parley/bargain"
	"parley/bargain/oracle"
	"parley/synthetic"
)

func double(m map[string]parley.Number) bool {
	for id, x := range m {
		if x.Sign() != 0 {
			m[id] = x.Add(x)
			return true
		}
	}
	return false
}

func text(m map[string]parley.Number) string {
	words := map[string]string{}
	for id, x := range m {
		words[id] = x.String()
	}
	return fmt.Sprint(words)
}

// outcome measures a package as the outcomes that are listed are.
func outcome(c *parley.Case, pkg parley.Package, like []bargain.Outcome) bargain.Outcome {
	o := bargain.Outcome{Package: pkg, Ties: bargain.Count{Least: big.NewInt(1), Most: c.Size()}, Utility: map[string]parley.Number{},
		Gain: map[string]parley.Number{}, Share: map[string]parley.Number{}, Fraction: map[string]parley.Number{}}
	judge := oracle.New(c)
	for _, p := range c.Consenting() {
		o.Utility[p.ID], _ = judge.Utility(p.ID, pkg)
		for _, x := range like {
			gain := x.Gain[p.ID]
			o.Gain[p.ID] = o.Utility[p.ID].Sub(x.Utility[p.ID].Sub(gain))
			for _, part := range [][2]map[string]parley.Number{{o.Share, x.Share}, {o.Fraction, x.Fraction}} {
				if y, ok := part[1][p.ID]; ok && gain.Sign() != 0 {
					part[0][p.ID] = o.Gain[p.ID].Mul(y).Div(gain)
				}
			}
		}
	}
	return o
}

// before reports whether an outcome is listed before another.
func before(c *parley.Case, a, b bargain.Outcome) bool {
	for _, p := range c.Consenting() {
		if order := a.Utility[p.ID].Cmp(b.Utility[p.ID]); order != 0 {
			return order > 0
		}
	}
	return false
}

// clone copies a value so that nothing of it is shared but what is immutable.
func clone(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.Type() != reflect.TypeFor[*big.Int]() { // a number is replaced, never changed
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(clone(v.Elem()))
		}
	case reflect.Struct:
		switch v.Type() {
		case reflect.TypeFor[parley.Number]():
		case reflect.TypeFor[bargain.Outcomes]():
			list := clone(reflect.ValueOf(v.Interface().(bargain.Outcomes).Slice()))
			out.Set(reflect.ValueOf(bargain.Listed(list.Interface().([]bargain.Outcome)...)))
		default:
			for i := range v.NumField() {
				out.Field(i).Set(clone(v.Field(i)))
			}
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				out.Index(i).Set(clone(v.Index(i)))
			}
		}
	case reflect.Map:
		if !v.IsNil() {
			out.Set(reflect.MakeMap(v.Type()))
			for _, key := range v.MapKeys() {
				out.SetMapIndex(key, clone(v.MapIndex(key)))
			}
		}
	}
	return out
}

// The audit bites: each way to spoil an answer is found wherever it applies,
// in cases that are gone through and, where it says so, in large ones. It fails
// if a wrong answer would pass.
func TestSpoiledAnswersAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("it audits some two hundred answers")
	}
	type subject struct {
		name  string
		c     *parley.Case
		small bool
		o     bargain.Options
		a     *bargain.Answer
	}
	var subjects []subject
	add := func(name string, c *parley.Case, small bool) {
		o := bargain.Options{Draws: 10, Ties: 2, Weights: []bargain.Weight{{Party: c.Consenting()[0].ID, Weight: parley.Int(2)}}}
		a := analyze(t, c, o, 20*time.Second)
		if wrong, _ := check(t, c, o, a); len(wrong) > 0 {
			t.Fatalf("%s: %s", name, wrong[0])
		}
		subjects = append(subjects, subject{name, c, small, o, a})
	}
	add("spring", example(t, "spring"), true)
	needy := example(t, "spring")
	needy.Norms = append(needy.Norms, parley.Norm{Pattern: parley.Patterns{{{Issue: "repair", Options: []string{"none"}}}}, Because: "Something has to be given."})
	add("spring, where something has to be given", needy, true)
	add("illustrated", example(t, filepath.Join("peace-talks", "illustrated.yaml")), true)
	for _, x := range []struct {
		name string
		synthetic.Spec
	}{
		{"small", synthetic.Spec{Parties: 3, Issues: 4, Options: 3, Conflict: 0.5, Fallback: 20, RedLines: 2, Seed: 1}},
		{"small, empty", synthetic.Spec{Parties: 3, Issues: 4, Options: 3, Conflict: 0.9, Fallback: 75, RedLines: 1, Seed: 2}},
		{"small, opposed", synthetic.Spec{Family: synthetic.ZeroSum, Parties: 2, Issues: 4, Options: 3, Fallback: 20, Seed: 3}},
		{"small, alike", synthetic.Spec{Family: synthetic.SameGoods, Parties: 2, Issues: 5, Fallback: 0, Seed: 4}},
		{"large", synthetic.Spec{Parties: 2, Issues: 11, Options: 3, Conflict: 0.4, Fallback: 30, RedLines: 2, Seed: 4}},
		{"continuous", synthetic.Spec{Parties: 3, Issues: 4, Options: 3, Conflict: 0.6, Fallback: 20, Numeric: 1, Seed: 6}},
		{"large, empty", synthetic.Spec{Parties: 3, Issues: 14, Options: 4, Conflict: 0.9, Fallback: 85, RedLines: 1, Seed: 5}},
		{"large, red lines", synthetic.Spec{Parties: 3, Issues: 9, Options: 4, Conflict: 0.5, Fallback: 5, RedLines: 8, RedLineIssues: 1, Clash: true, Seed: 7}},
	} {
		c, err := synthetic.Case(x.Spec)
		if err != nil {
			t.Fatal(err)
		}
		add(x.name, c, c.Size() != nil && c.Size().Cmp(big.NewInt(1000)) < 0)
	}
	for _, s := range spoilers() {
		small, large := 0, 0
		for _, x := range subjects {
			if x.small && small == 1 || !x.small && (!s.anywhere || large == 1) {
				continue
			}
			a := clone(reflect.ValueOf(x.a)).Interface().(*bargain.Answer)
			if !s.spoil(x.c, a) {
				continue
			}
			if wrong, _ := check(t, x.c, x.o, a); len(wrong) == 0 {
				t.Errorf("%s: %s: passes", x.name, s.name)
			}
			if x.small {
				small++
			} else {
				large++
			}
		}
		if small+large == 0 {
			t.Errorf("%s: there was no answer to spoil", s.name)
		}
	}
}
