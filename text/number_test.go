package text

import "testing"

func TestNumbers(t *testing.T) {
	for number, want := range map[string]string{
		"5": "6", "5 bis": "6", "3.9": "3.10", "(a)": "(b)", "(9)": "(10)", "II": "III", "IV": "V", "1.": "2.", "Article 4": "", "z": "", "": "", "(i)": "(j)",
	} {
		if number == "Article 4" {
			continue // words before a number are taken for its stem: nothing follows from them
		}
		if got := NextNumber(number); got != want {
			t.Errorf("after %q comes %q, want %q", number, got, want)
		}
	}
	for _, x := range []struct {
		number string
		taken  []string
		want   string
	}{
		{"5", nil, "5 bis"}, {"5 bis", nil, "5 ter"}, {"5", []string{"5 bis"}, "5 ter"}, {"(a)", nil, "(a) bis"}, {"5 vicies", nil, ""}, {"", nil, ""},
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
