package scenario_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"parley"
	"parley/casefile"
	"parley/scenario"
)

// throughCase makes a case of a scenario, writes that for GENIUS, and makes a case
// of what is read back. Cases are returned as files.
func throughCase(t *testing.T, s *scenario.Scenario) (before, after string, losses []scenario.Loss) {
	t.Helper()
	written := func(c *parley.Case) string {
		c.Title, c.About = "", ""
		var b strings.Builder
		if err := casefile.Write(&b, c); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	c, _ := s.Case()
	of, lost := scenario.FromCase(c)
	back, more := again(t, of, scenario.Genius)
	came, _ := back.Case()
	return written(c), written(came), append(lost, more...)
}

// Imported, exported and imported again, a scenario of GENIUS is the same case:
// evaluations, weights, clipped lines and triangles are the numbers that they were.
// Fails if anything is divided, rounded or listed on the way.
func TestCasesComeBackFromGenius(t *testing.T) {
	same := func(dir string) {
		s, err := scenario.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		before, after, losses := throughCase(t, s)
		if len(losses) > 0 || before != after {
			t.Errorf("%s: the case is another one, and %v is said to be lost\n%s\n%s", dir, losses, before, after)
		}
	}
	same("testdata/genius/flat")
	same("testdata/genius/curves")
	t.Run("published", func(t *testing.T) {
		for _, name := range []string{"ANAC2016/YXAgent", "ANAC2016/Maxoops", "Jobs", "AMPOvsCity", "2nd_hand_car"} {
			same(filepath.Join(published(t), "genius", filepath.FromSlash(name)))
		}
	})
}

// xmlFile is a file with this name and content.
func xmlFile(name, content string) scenario.Source {
	return scenario.Source{Name: name, Data: []byte(content)}
}

// numbers are a profile of one issue, with these evaluations.
func numbers(evaluations ...string) *scenario.Scenario {
	var domain, items strings.Builder
	for k, e := range evaluations {
		fmt.Fprintf(&domain, `<item index="%d" value="v%d"/>`, k+1, k)
		fmt.Fprintf(&items, `<item index="%d" value="v%d" evaluation="%s"/>`, k+1, k, e)
	}
	s, err := scenario.Read(xmlFile("d.xml", `<negotiation_template><utility_space><objective index="0" name="r"><issue index="1" name="A" type="discrete">`+domain.String()+`</issue></objective></utility_space></negotiation_template>`),
		xmlFile("p.xml", `<utility_space><objective index="0" name="r"><issue index="1" name="A" type="discrete">`+items.String()+`</issue><weight index="1" value="0.3"/></objective></utility_space>`))
	if err != nil {
		panic(err)
	}
	return s
}

// Fails if evaluations of whatever size and as many places as a double has are not
// told exactly by what is written: the quotient with twenty places and the greatest.
func TestEvaluationsAreExact(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		places := r.IntN(14)
		var all []string
		for range 2 + r.IntN(4) {
			n := big.NewRat(r.Int64N(1e14), 1)
			for range places {
				n.Quo(n, big.NewRat(10, 1))
			}
			all = append(all, n.FloatString(places))
		}
		before, after, losses := throughCase(t, numbers(all...))
		if len(losses) > 0 || before != after {
			t.Fatalf("%q: %v is lost, and they are\n%s\n%s", all, losses, before, after)
		}
	}
	// With more places than can be told, the utilities are as near as the losses say.
	_, _, losses := throughCase(t, numbers("7", "0.1234567890123456789013"))
	if len(losses) != 1 || !losses[0].Rounding {
		t.Errorf("what cannot be told exactly is lost in silence: %v", losses)
	}
}

// Fails if a greatest evaluation that does not fit its issue is taken for one, or
// another program's definition of utility looks at it.
func TestGreatestIsHeldToItsIssue(t *testing.T) {
	const domain = `<negotiation_template><utility_space><objective index="0" name="r"><issue index="1" name="A" type="discrete"><item index="1" value="x"/><item index="2" value="y"/></issue></objective></utility_space></negotiation_template>`
	for greatest, want := range map[string]string{"3": "1/3", "6": "1/3", "0": "33333333333333333333/100000000000000000000", "x": "33333333333333333333/100000000000000000000", "-3": "33333333333333333333/100000000000000000000"} {
		s, err := scenario.Read(xmlFile("d.xml", domain), xmlFile("p.xml", `<utility_space><objective index="0" name="r"><issue index="1" name="A" type="discrete" greatest="`+greatest+
			`"><item index="1" value="x" evaluation="1"/><item index="2" value="y" evaluation="0.33333333333333333333"/></issue><weight index="1" value="1"/></objective></utility_space>`))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Utility(0, scenario.Outcome{{Value: 1}}).RatString(); got != want || (len(s.Warnings) > 0) != (want != "1/3") {
			t.Errorf("greatest %s: y is worth %s, want %s; %v", greatest, got, want, s.Warnings)
		}
		if got := s.Under(scenario.SemanticsNegMAS).Utility(0, scenario.Outcome{{Value: 1}}).FloatString(20); got != "0.33333333333333333333" {
			t.Errorf("NegMAS, which does not divide, has %s", got)
		}
	}
}

// Curves of all shapes are drawn by the evaluators of GENIUS where these have that
// shape, and refused otherwise. Fails if a curve is taken for one that it is not,
// or a shape is missed.
func TestCurvesAreDrawn(t *testing.T) {
	curve := func(kind scenario.Kind, points ...int64) *scenario.Scenario {
		one := parley.Int(1)
		c := &scenario.Curve{}
		for k := 0; k < len(points); k += 2 {
			c.Points = append(c.Points, scenario.Point{At: parley.Int(points[k]), Worth: parley.Int(points[k+1])})
		}
		s := &scenario.Scenario{Name: "d", Format: scenario.NegMAS, Semantics: scenario.SemanticsNegMAS,
			Issues: []scenario.Issue{{Index: 1, Name: "n", Kind: kind, Low: parley.Int(points[0]), High: parley.Int(points[len(points)-2]), Step: one}}}
		weight := parley.Fraction(1, 100)
		s.Profiles = []scenario.Profile{{Name: "p", Utility: &scenario.Additive{Terms: []scenario.Term{{Weight: &weight, Eval: c}}}}}
		return s
	}
	held := func(s *scenario.Scenario) bool {
		back, losses := again(t, s, scenario.Genius)
		if scenario.Refuse("it", losses) != nil || back.Issues[0].Kind == scenario.Discrete {
			return false
		}
		i := &s.Issues[0]
		for k := range int64(121) { // at points of the curve, and between them
			x := i.Low.Add(i.High.Sub(i.Low).Mul(parley.Fraction(k, 120)))
			if i.Kind == scenario.Stepped && !i.On(x) {
				continue
			}
			o := scenario.Outcome{{Number: x}}
			was, is := s.Utility(0, o), back.Utility(0, o)
			if d := new(big.Rat).Sub(was, is); d.Abs(d).Cmp(tiny) > 0 {
				t.Fatalf("%+v: %s was worth %s and is worth %s", s.Profiles[0].Utility.(*scenario.Additive).Terms[0].Eval, x, was.FloatString(12), is.FloatString(12))
			}
		}
		return true
	}
	for _, points := range [][]int64{{0, 50, 10, 50, 20, 0}, {0, 0, 4, 0, 12, 40}, {0, 0, 5, 0, 10, 80, 20, 80}, {0, 80, 5, 80, 10, 0, 20, 0}, {0, 0, 6, 90, 10, 0}, {0, 30, 6, 90, 10, 45}, {0, 0, 2, 0, 6, 90, 8, 0, 10, 0}} {
		if !held(curve(scenario.Real, points...)) {
			t.Errorf("%v has a shape of GENIUS", points)
		}
	}
	for _, points := range [][]int64{{0, 50, 10, 40, 20, 0}, {0, 10, 4, 10, 12, 40}, {0, 0, 5, 10, 10, 80, 20, 80}, {0, 80, 6, 0, 10, 80}, {0, 0, 4, 90, 6, 90, 10, 0}} {
		if held(curve(scenario.Real, points...)) {
			t.Errorf("GENIUS has no such shape as %v", points)
		}
	}
	r := rand.New(rand.NewPCG(7, 7))
	for _, kind := range []scenario.Kind{scenario.Real, scenario.Stepped} {
		drawn := 0
		for range 400 {
			points := []int64{0, r.Int64N(4) * 20}
			for x := int64(0); x < 12; {
				x = min(12, x+1+r.Int64N(6))
				points = append(points, x, r.Int64N(4)*20)
			}
			if held(curve(kind, points...)) {
				drawn++
			}
		}
		if drawn < 20 {
			t.Errorf("only %d of kind %d were drawn", drawn, kind)
		}
	}
}
