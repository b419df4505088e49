package parley_test

import (
	"math"
	"testing"

	"parley"
)

func decimal(t *testing.T, s string) parley.Number {
	t.Helper()
	n, err := parley.ParseNumber(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Fails if a power is not what it is: exact where it has a finite decimal of at
// most 20 digits, the nearest 20 digits otherwise. The long ones were worked
// out with another program's arithmetic of 60 digits.
func TestDiscountAt(t *testing.T) {
	for _, test := range []struct{ factor, time, want string }{
		{"0.5", "0", "1"},
		{"0.123456789012345678901234567890", "1", "0.123456789012345678901234567890"},
		{"0.25", "1/2", "0.5"},
		{"0.81", "0.5", "0.9"},
		{"0.000001", "1/3", "0.01"},
		{"0.0001", "0.75", "0.001"},
		{"1", "0.3", "1"},
		{"0.75", "0.3", "0.91731475464240169082"},
		{"1/3", "0.5", "0.57735026918962576451"},
		{"0.9999", "0.001", "0.99999989999500466714"},
		{"1e-30", "0.99", "0.0000000000000000000000000000019952623149688796014"},
	} {
		d := &parley.Discount{Factor: decimal(t, test.factor)}
		if got, want := d.At(decimal(t, test.time)), decimal(t, test.want); !got.Equal(want) {
			t.Errorf("%s to the power of %s is %s, want %s", test.factor, test.time, got, want)
		}
	}
	if got := (*parley.Discount)(nil).At(parley.Int(1)); !got.Equal(parley.Int(1)) {
		t.Errorf("without a discount %s is left", got)
	}
}

// Fails if a power is off, or if more is left later.
func TestDiscountAgainstFloats(t *testing.T) {
	for _, factor := range []string{"0.01", "0.3", "0.5", "0.500001", "0.77", "0.999999"} {
		last := 1.0
		for k := int64(1); k < 200; k++ {
			d := &parley.Discount{Factor: decimal(t, factor)}
			got := d.At(parley.Fraction(k, 200)).Float()
			want := math.Pow(d.Factor.Float(), float64(k)/200)
			if math.Abs(got-want) > 1e-14*want || got >= last {
				t.Fatalf("%s to the power of %d/200 is %v, want %v and below %v", factor, k, got, want, last)
			}
			last = got
		}
	}
}
