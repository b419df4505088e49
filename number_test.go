package parley_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"parley"
)

func TestParseNumber(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"0", "0"}, {"-0", "0"}, {"12", "12"}, {"+3", "3"}, {"-12.50", "-12.5"}, {".5", "0.5"}, {"7.", "7"},
		{"3e2", "300"}, {"3E-2", "0.03"}, {"2/3", "2/3"}, {"-4/6", "-2/3"}, {"4/2", "2"},
		{"0.1", "0.1"}, // fails if a number ever passes through a float
		{"", ""}, {"x", ""}, {"1,5", ""}, {"0x10", ""}, {"1_000", ""}, {"NaN", ""}, {"Inf", ""}, {"1/0", ""}, {"1/", ""},
		{"1e99", ""}, {"1e999", ""}, {"--1", ""}, {"1 2", ""},
		{"1111111111222222222233333333334444444444555555555566666666667", ""}, // too long
	} {
		n, err := parley.ParseNumber(test.text)
		switch {
		case test.want == "" && err == nil:
			t.Errorf("%q was read as %s, want an error", test.text, n)
		case test.want != "" && err != nil:
			t.Errorf("%q: %v", test.text, err)
		case test.want != "" && n.String() != test.want:
			t.Errorf("%q was read as %s, want %s", test.text, n, test.want)
		}
		if again, err := parley.ParseNumber(n.String()); err != nil || !again.Equal(n) {
			t.Errorf("%s does not read back", n)
		}
	}
}

func TestDecimal(t *testing.T) {
	for _, test := range []struct {
		n      parley.Number
		digits int
		want   string
	}{
		{parley.Fraction(395, 6), 4, "65.8333"}, {parley.Int(40), 2, "40"}, {parley.Fraction(-1, 1000), 2, "0"},
		{parley.Fraction(1, 2), 1, "0.5"}, {parley.Int(100), 0, "100"},
	} {
		if got := test.n.Decimal(test.digits); got != test.want {
			t.Errorf("%s to %d places is %q, want %q", test.n, test.digits, got, test.want)
		}
	}
}

// Fails if the zero value is not 0 in every operation.
func TestZeroNumber(t *testing.T) {
	var zero parley.Number
	if !zero.Equal(parley.Int(0)) || zero.String() != "0" || !zero.Add(parley.Int(2)).Equal(parley.Int(2)) || zero.Sign() != 0 {
		t.Error("the zero value is not 0")
	}
}

func TestNearest(t *testing.T) {
	known := []string{"season", "meter", "half", "always_half"}
	for word, want := range map[string]string{"seson": "season", "Meter": "meter", "haf": "half", "mter": "meter", "esason": "season", "quarter": "", "xyz": ""} {
		if got := parley.Nearest(word, known); got != want {
			t.Errorf("the nearest to %q is %q, want %q", word, got, want)
		}
	}
}

// The short way of reading a number, for few characters, and the long one
// agree: zeros in front change the way alone.
func TestParseNumberShortAndLong(t *testing.T) {
	texts := []string{"1.", ".5", "007", "0", "0.0", "1..2", "1.2.3", "12a", "1-", "1 ", "1e3", "999999999999999999",
		"9999999999999999999", "0.00000000000000001", "123456789.123456789"}
	for i := range 2000 {
		texts = append(texts, strconv.Itoa(i*i), strconv.FormatFloat(float64(i*i*i)/4096, 'f', -1, 64))
	}
	for _, text := range texts {
		for _, sign := range []string{"", "-"} {
			short, err := parley.ParseNumber(sign + text)
			long, want := parley.ParseNumber(sign + strings.Repeat("0", 20) + text)
			if (err == nil) != (want == nil) || !short.Equal(long) || short.String() != long.String() {
				t.Errorf("%s%s: got %s (%v), want %s (%v)", sign, text, short, err, long, want)
			}
		}
	}
	for _, text := range []string{"", "-", ".", "-.", "--1", "١"} {
		if n, err := parley.ParseNumber(text); err == nil {
			t.Errorf("%q is read as %s", text, n)
		}
	}
}

// Fractions are written as the general way writes them, which is the one of
// big.Rat.
func TestNumberString(t *testing.T) {
	for _, num := range []int64{1, -1, 3, 7, 999999999999, -999999999999, math.MaxInt64, math.MinInt64} {
		for _, den := range []int64{2, 3, 4, 5, 7, 8, 10, 64, 1e6, 1e12, 1e18, 1 << 18, 1 << 40, 5e17, math.MaxInt64} {
			r := big.NewRat(num, den)
			want := r.RatString()
			if digits, exact := r.FloatPrec(); exact && digits <= 30 {
				want = r.FloatString(digits)
			}
			if got := parley.Exactly(r).String(); got != want {
				t.Errorf("%s: got %s, want %s", r, got, want)
			}
		}
	}
}

// Float returns what big.Rat does, which rounds to the nearest, to even where
// two are as near. It fails if a digit is lost or a half rounded otherwise.
func TestFloat(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	for range 200_000 {
		num, den := int64(rng.Uint64())>>rng.IntN(63), int64(rng.Uint64()>>(1+rng.IntN(62)))|1
		if rng.IntN(3) == 0 { // halfway between two floats
			num, den = (num|1<<60)&^0x1ff|0x100, 1<<rng.IntN(50)
		}
		n := parley.Fraction(num, den)
		if want, _ := big.NewRat(num, den).Float64(); n.Float() != want {
			t.Fatalf("%d/%d is %v, want %v", num, den, n.Float(), want)
		}
	}
}

// Ratio is in lowest terms, like any fraction of package big, whether or not
// both numbers fit a machine word.
func TestRatio(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 8))
	wide := func() *big.Int {
		n := big.NewInt(int64(rng.Uint64()) >> rng.IntN(63))
		if rng.IntN(4) == 0 {
			n.Mul(n, big.NewInt(1<<rng.IntN(40)))
		}
		return n
	}
	for range 100_000 {
		num, den, common := wide(), wide(), big.NewInt(rng.Int64N(1000)-500)
		num.Mul(num, common)
		if den.Mul(den, common).Sign() == 0 {
			continue
		}
		got, want := parley.Ratio(num, den).Rat(), new(big.Rat).SetFrac(num, den)
		if got.Num().Cmp(want.Num()) != 0 || got.Denom().Cmp(want.Denom()) != 0 {
			t.Fatalf("%s/%s is %s, want %s", num, den, got, want)
		}
	}
}
