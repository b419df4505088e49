package text

import "testing"

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
