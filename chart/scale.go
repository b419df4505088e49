package chart

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Ticks returns about n round numbers from at most low to at least high, a
// step of 1, 2, 2.5 or 5 times a power of ten apart. A range without extent is
// widened.
func Ticks(low, high float64, n int) []float64 {
	if low > high {
		low, high = high, low
	}
	if low == high {
		pad := math.Max(math.Abs(low)/2, 1)
		low, high = low-pad, high+pad
	}
	if n < 2 {
		n = 2
	}
	raw := (high - low) / float64(n-1)
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * power
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*power >= raw*0.999 {
			step = m * power
			break
		}
	}
	first, last := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	var ticks []float64
	for k := first; k <= last; k++ {
		t := k * step
		if t == 0 {
			t = 0 // not -0
		}
		ticks = append(ticks, t)
	}
	return ticks
}

// Label writes a number for a tick or a bar: at most four significant digits
// after which nobody reads on.
func Label(f float64) string {
	if f == 0 || math.IsNaN(f) || math.IsInf(f, 0) {
		return "0"
	}
	if math.Abs(f) >= 1000 {
		return strconv.FormatFloat(math.Round(f), 'f', 0, 64)
	}
	s := strconv.FormatFloat(f, 'f', 2, 64)
	if math.Abs(f) < 0.1 {
		s = strconv.FormatFloat(f, 'g', 2, 64)
	}
	if strings.Contains(s, ".") && !strings.Contains(s, "e") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// scale maps numbers to pixels.
type scale struct{ low, high, from, to float64 }

func (s scale) at(v float64) float64 {
	if s.high == s.low {
		return s.from
	}
	return s.from + (v-s.low)/(s.high-s.low)*(s.to-s.from)
}

// textWidth guesses how wide a text is in a font of the size: there is no
// font to measure here, so it errs on the wide side.
func textWidth(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xd7ff || r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0x1f300):
			w += 1.05
		case strings.ContainsRune("iIjl.,:;'|!()[] ", r):
			w += 0.34
		case unicode.IsUpper(r) || r == 'm' || r == 'w':
			w += 0.8
		default:
			w += 0.61
		}
	}
	return w * size
}

// fit cuts a text so that it is at most width wide, with an ellipsis.
func fit(s string, size, width float64) string {
	if textWidth(s, size) <= width {
		return s
	}
	runes := []rune(s)
	for n := len(runes) - 1; n > 0; n-- {
		t := strings.TrimRightFunc(string(runes[:n]), unicode.IsSpace) + "…"
		if textWidth(t, size) <= width {
			return t
		}
	}
	return "…"
}

// wrap breaks a text into at most lines lines of at most width, the last cut
// with an ellipsis where the text is longer.
func wrap(s string, size, width float64, lines int) []string {
	var out []string
	line := ""
	words := strings.Fields(s)
	for i, word := range words {
		next := strings.TrimSpace(line + " " + word)
		if line != "" && textWidth(next, size) > width {
			if len(out) == lines-1 {
				return append(out, fit(line+" "+strings.Join(words[i:], " "), size, width))
			}
			out = append(out, fit(line, size, width))
			line = word
			continue
		}
		line = next
	}
	if line != "" {
		out = append(out, fit(line, size, width))
	}
	return out
}
