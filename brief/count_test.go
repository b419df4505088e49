package brief_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"parley"
	"parley/bargain"
	"parley/brief"
)

func between(least, most int64) bargain.Count {
	return bargain.Count{Least: big.NewInt(least), Most: big.NewInt(most)}
}

// A bound that is rounded the wrong way is no bound, and a number of fifty
// digits is not read.
func TestCountsInWords(t *testing.T) {
	whole := func(s string) bargain.Count {
		n, _ := new(big.Int).SetString(s, 10)
		return bargain.Count{Int: n}
	}
	for _, x := range []struct {
		c          bargain.Count
		want, cell string
	}{
		{count(0), "0", "none"},
		{count(12345), "12,345", "12,345"},
		{count(123456789012345), "123,456,789,012,345", "123,456,789,012,345"},
		{whole("1234567890123456"), "about 1.23·10^15", "about 1.23·10^15"},
		{whole("9996" + strings.Repeat("0", 20)), "about 10^24", "about 10^24"},
		{whole("2" + strings.Repeat("0", 20)), "about 2·10^20", "about 2·10^20"},
		{bargain.Count{}, "infinitely many", "infinitely many"},
		{between(5, 70), "between 5 and 70", "5 to 70"},
		{between(7, 7), "7", "7"},
		{between(0, 9), "at most 9", "at most 9"},
		{bargain.Count{Most: big.NewInt(9)}, "at most 9", "at most 9"},
		{between(0, 0), "0", "none"},
		{bargain.Count{Least: ten(4299, 38), Most: ten(7001, 42)}, "between 4.2·10^41 and 7.1·10^45", "4.2·10^41 to 7.1·10^45"},
		{bargain.Count{Least: ten(1999, 20), Most: ten(9901, 40)}, "between 1.9·10^23 and 10^44", "1.9·10^23 to 10^44"},
	} {
		if got := brief.WriteCount(x.c); got != x.want {
			t.Errorf("%s: got %q, want %q", x.c, got, x.want)
		}
		if got := brief.CountCell(x.c); got != x.cell {
			t.Errorf("%s in a cell: got %q, want %q", x.c, got, x.cell)
		}
	}
	if got, want := brief.EstimateOf(bounded()), "about 3.3·10^44 (±2\u00a0% at 99.9\u00a0%, from 200,000 draws)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	small := between(1, 1e9)
	small.Estimate = &bargain.Estimate{Value: big.NewInt(123456789), HalfWidth: 0.00123, Confidence: 0.999, Draws: 4}
	if got, want := brief.EstimateOf(small), "about 123,000,000 (±0.123\u00a0% at 99.9\u00a0%, from four draws)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What is taken from bounds must hold whatever the numbers are.
func TestCountsCompared(t *testing.T) {
	if n, ok := brief.SubtractOf(between(10, 20), between(3, 15)); !ok || n.Exact() || n.Least.Int64() != 0 || n.Most.Int64() != 17 {
		t.Errorf("10…20 less 3…15 is %s, %v", n, ok)
	}
	if n, ok := brief.SubtractOf(count(10), count(3)); !ok || !n.Exact() || n.Int.Int64() != 7 {
		t.Errorf("10 less 3 is %s, %v", n, ok)
	}
	if _, ok := brief.SubtractOf(bargain.Count{}, count(3)); ok {
		t.Error("infinitely many less 3 is a number")
	}
	for _, x := range []struct {
		a, b bargain.Count
		want bool
	}{{count(3), count(3), true}, {count(3), count(4), false}, {bargain.Count{}, bargain.Count{}, true}, {bargain.Count{}, count(3), false},
		{between(1, 2), between(1, 2), true}, {between(1, 2), between(1, 3), false}, {between(1, 2), bargain.Count{}, false}} {
		if brief.SameCount(x.a, x.b) != x.want {
			t.Errorf("%s and %s: same is %v", x.a, x.b, !x.want)
		}
	}
	for _, x := range []struct {
		c    bargain.Count
		want bool
	}{{count(0), false}, {count(1), true}, {bargain.Count{}, true}, {between(0, 5), false}, {between(1, 5), true}} {
		if brief.CountExists(x.c) != x.want {
			t.Errorf("%s exists: %v", x.c, !x.want)
		}
	}
	if got := brief.PercentUp(parley.Fraction(1, 300)); got != "0.34\u00a0%" {
		t.Errorf("a third of a percent as a bound: %s", got)
	}
	if got := brief.PercentUp(parley.Fraction(1, 50)); got != "2\u00a0%" {
		t.Errorf("two percent as a bound: %s", got)
	}
}

// A zone of which it is not known whether it is empty must be called neither
// common ground nor none.
func TestUnsettledZone(t *testing.T) {
	for _, x := range []struct {
		name            string
		count, possible bargain.Count
		want            string
	}{
		{"nothing known", between(0, 9), between(0, 12), "Whether there is common ground is not settled: at most 9 of the 15 packages are acceptable to both parties whose consent counts, and perhaps none."},
		{"nobody says yes", count(0), between(0, 12), "Whether there is common ground is not settled: no package is known to be acceptable"},
		{"something", between(1, 9), between(1, 12), "There is common ground: between 1 and 9 of the 15 packages"},
		{"perhaps", count(0), between(2, 12), "Common ground is possible and not confirmed:"},
		{"none", between(0, 0), between(0, 0), "There is no common ground as things are stated:"},
	} {
		a := millAnswer()
		a.Zone.Count, a.Zone.Possible = x.count, x.possible
		a.Certificates[bargain.AskZone] = bargain.Certificate{Lower: num(0), Upper: num(9), Method: "search"}
		text := strings.Join(strings.Fields(everyForm(t, mill(), a, brief.Options{})["text"]), " ")
		if !strings.Contains(text, x.want) {
			t.Errorf("%s: the text does not say %q:\n%.600s", x.name, x.want, text)
		}
	}
}

// Programs get every digit.
func TestCountsInJSON(t *testing.T) {
	var got struct {
		Packages struct {
			Total string `json:"total"`
		} `json:"packages"`
		Zone struct {
			Count struct {
				AtLeast    string  `json:"at_least"`
				AtMost     string  `json:"at_most"`
				Estimate   string  `json:"estimate"`
				HalfWidth  float64 `json:"half_width"`
				Confidence float64 `json:"confidence"`
				Draws      int     `json:"draws"`
			} `json:"count"`
		} `json:"zone"`
	}
	if err := json.Unmarshal([]byte(everyForm(t, delta(), deltaAnswer(), brief.Options{})["json"]), &got); err != nil {
		t.Fatal(err)
	}
	c := got.Zone.Count
	if got.Packages.Total != ten(35231, 44).String() || c.AtLeast != ten(429, 39).String() || c.AtMost != ten(7009, 42).String() ||
		c.Estimate != ten(3284, 41).String() || c.HalfWidth != 0.02 || c.Confidence != 0.999 || c.Draws != 200_000 {
		t.Errorf("got %+v", got)
	}
	var dry struct {
		Zone struct {
			Proof struct{ Weights map[string]string }
		}
	}
	if err := json.Unmarshal([]byte(everyForm(t, delta(), dryDelta(), brief.Options{})["json"]), &dry); err != nil || dry.Zone.Proof.Weights["hills"] != "3/7" {
		t.Errorf("the weights of a proof are %v, %v", dry.Zone.Proof.Weights, err)
	}
}
