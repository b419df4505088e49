package text

import (
	"slices"
	"strings"
	"testing"
)

func TestNumbers(t *testing.T) {
	for number, want := range map[string]string{
		"5": "6", "5 bis": "6", "3.9": "3.10", "(a)": "(b)", "(9)": "(10)", "II": "III", "IV": "V", "1.": "2.", "Article 4": "Article 5", "Article 4 ter": "Article 5",
		"z": "", "": "", "(i)": "(ii)", "(iv)": "(v)", "(ix)": "(x)", "(c)": "(d)", "iii": "iv", "5 bis.1": "5 bis.2", "X": "XI", "Iv": "", "—": "",
	} {
		if got := NextNumber(number, nil); got != want {
			t.Errorf("after %q comes %q, want %q", number, got, want)
		}
	}
	for number, want := range map[string]string{"(i)": "(j)", "(v)": "(w)", "(x)": "(y)", "I": "J"} { // after the letter before
		if got := NextNumber(number, []string{"(h)", "(u)", "(w)", "H"}); got != want {
			t.Errorf("after %q, which is a letter, comes %q, want %q", number, got, want)
		}
	}
	for _, x := range []struct {
		number string
		taken  []string
		want   string
	}{
		{"5", nil, "5 bis"}, {"5 bis", nil, "5 ter"}, {"5", []string{"5 bis"}, "5 ter"}, {"(a)", nil, "(a) bis"}, {"5 vicies", nil, ""}, {"5 bis.1", nil, "5 bis.1 bis"}, {"Article 4", nil, "Article 4 bis"}, {"", nil, ""},
	} {
		if got := Between(x.number, x.taken); got != x.want {
			t.Errorf("behind %q comes %q, want %q", x.number, got, x.want)
		}
	}
	for n := 1; n < 200; n++ {
		if got := roman(toRoman(n)); got != n {
			t.Errorf("%d is written %s and read as %d", n, toRoman(n), got)
		}
	}
}

// Fails if new numbers lose the form that the old ones had: a treaty's articles
// would come out as plain figures.
func TestRenumberingKeepsTheForm(t *testing.T) {
	type list = []string // numbers; those with > stand below the one before
	for _, x := range []struct{ were, want list }{
		{list{"Article 1", "Article 1 bis", "Article 3"}, list{"Article 1", "Article 2", "Article 3"}},
		{list{"Article 4", ">4.2", ">4.7", "Article 9", ">9.1"}, list{"Article 1", ">1.1", ">1.2", "Article 2", ">2.1"}},
		{list{"Article 4", ">1", ">1 bis", "Article 9", ">3"}, list{"Article 1", ">1", ">2", "Article 2", ">1"}},
		{list{"0 bis", "Art. 1.", "Art. 2."}, list{"Art. 1.", "Art. 2.", "Art. 3."}},
		{list{"(c)", "(d)", ">(ii)", ">(v)"}, list{"(a)", "(b)", ">(i)", ">(ii)"}},
		{list{"IV", "V", ">V (b)"}, list{"I", "II", ">II (a)"}},
		{list{"5", "5 bis", ">5 bis.1", ">5 bis.1 bis"}, list{"1", "2", ">2.1", ">2.2"}},
		{list{"3", ">3.2", ">7.4"}, list{"1", ">1.1", ">1.2"}},
		{list{"3", ">7.4", ">3.2"}, list{"1", ">1.1", ">1.2"}}, // of elsewhere: as a new one
		{list{"B-2-x", "", "C"}, list{"1", "2", "3"}},
		{list{"", ""}, list{"1", "2"}},
	} {
		var points []*Point
		for _, n := range x.were {
			p := &Point{Number: strings.TrimPrefix(n, ">")}
			if n == p.Number {
				points = append(points, p)
			} else {
				above := points[len(points)-1]
				above.Points = append(above.Points, p)
			}
		}
		renumber(points, nil, "")
		var got list
		for _, p := range points {
			got = append(got, p.Number)
			for _, below := range p.Points {
				got = append(got, ">"+below.Number)
			}
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%q became %q, want %q", x.were, got, x.want)
		}
	}
}
