package casefile

import (
	"fmt"
	"strings"

	"parley"
)

// plusMinus are the ways to write an interval by its middle and half its
// width, the proper one first.
var plusMinus = []string{"±", "+-", "+/-"}

// parseInterval reads an exact number, or an interval such as 60±10.
func parseInterval(s string) (parley.Interval, error) {
	for _, sign := range plusMinus {
		mid, half, found := strings.Cut(s, sign)
		if !found {
			continue
		}
		m, err := parley.ParseNumber(strings.TrimSpace(mid))
		if err != nil {
			return parley.Interval{}, err
		}
		h, err := parley.ParseNumber(strings.TrimSpace(half))
		if err != nil {
			return parley.Interval{}, err
		}
		if h.Sign() < 0 {
			return parley.Interval{}, fmt.Errorf("what stands after ± must not be negative, and %s is", h)
		}
		return parley.Interval{Low: m.Sub(h), High: m.Add(h)}, nil
	}
	n, err := parley.ParseNumber(s)
	return parley.Just(n), err
}

// numberHint guesses what a text that is no number was meant to be.
func numberHint(s string) string {
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "_", "", "'", "", "−", "-").Replace(s)
	if reads(plain) && plain != s {
		return "write " + plain
	}
	if strings.Count(plain, ",") == 1 {
		if dotted := strings.Replace(plain, ",", ".", 1); reads(dotted) {
			return "write " + dotted + " with a point"
		}
	}
	if cut := strings.TrimRight(plain, "%€$£kM"); cut != plain && reads(cut) {
		return "write " + cut + " alone"
	}
	return ""
}

func reads(s string) bool {
	_, err := parseInterval(s)
	return err == nil
}
