package brief

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley"
)

// write makes prose of a format whose every %s stands for an argument: a
// Span, Prose, a number or words of ours. Words from a case go in as a Span or
// Prose, so that renderers can set them apart.
func write(format string, args ...any) Prose {
	var p Prose
	for n, part := range strings.Split(format, "%s") {
		if n > 0 {
			switch a := args[n-1].(type) {
			case Span:
				p = append(p, a)
			case Prose:
				p = append(p, a...)
			default:
				p = append(p, Span{Text: fmt.Sprint(a)})
			}
		}
		if part != "" {
			p = append(p, Span{Text: part})
		}
	}
	return p
}

func paragraph(format string, args ...any) Paragraph { return Paragraph{Text: write(format, args...)} }

func aside(format string, args ...any) Paragraph {
	return Paragraph{Role: Aside, Text: write(format, args...)}
}

// said sets words from the case.
func said(s string) Span { return Span{Text: s, Said: true} }

func strong(s string) Span { return Span{Text: s, Style: Strong} }

func marked(s string) Span { return Span{Text: s, Style: Marked} }

func small(s string) Span { return Span{Text: s, Style: Small} }

// bold returns p in bold.
func bold(p Prose) Prose {
	q := make(Prose, len(p))
	for i, s := range p {
		s.Style = Strong
		q[i] = s
	}
	return q
}

// join strings prose together as a sentence lists things: a, b and c.
func join(ps []Prose, conjunction string) Prose {
	var out Prose
	for i, p := range ps {
		switch {
		case i > 0 && i == len(ps)-1:
			out = append(out, Span{Text: " " + conjunction + " "})
		case i > 0:
			out = append(out, Span{Text: ", "})
		}
		out = append(out, p...)
	}
	return out
}

// joinWith strings prose together with a separator.
func joinWith(ps []Prose, separator string) Prose {
	var out Prose
	for i, p := range ps {
		if i > 0 {
			out = append(out, Span{Text: separator})
		}
		out = append(out, p...)
	}
	return out
}

// few joins at most n and says how many more there are.
func few(ps []Prose, n int, conjunction string) Prose {
	if len(ps) <= n {
		return join(ps, conjunction)
	}
	return append(joinWith(ps[:n], ", "), Span{Text: " and " + strconv.Itoa(len(ps)-n) + " more"})
}

// capital returns p with its first letter in upper case, if that is ours.
func capital(p Prose) Prose {
	if len(p) == 0 || p[0].Said {
		return p
	}
	q := append(Prose{}, p...)
	r, n := utf8.DecodeRuneInString(q[0].Text)
	q[0].Text = string(unicode.ToUpper(r)) + q[0].Text[n:]
	return q
}

// period returns the text without the full stop that a sentence around it
// would double.
func period(s string) string { return strings.TrimRight(strings.TrimSpace(s), ".") }

// sentence ends a text with a full stop, if it does not end in one already.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".)") || strings.ContainsRune(".!?…", []rune(s)[utf8.RuneCountInString(s)-1]) {
		return s
	}
	return s + "."
}

// quoted puts words from the case in quotation marks.
func quoted(s string) Prose { return Prose{{Text: "“"}, said(period(s)), {Text: "”"}} }

// number writes 1 to twelve in words and the rest in digits.
func number(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return grouped(strconv.Itoa(n))
}

// plural returns the number in words with the noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return number(n) + " " + one
	}
	return number(n) + " " + many
}

// percent writes a share of a whole.
func percent(n parley.Number) string { return percentFloat(n.Float()) }

func percentFloat(f float64) string {
	p := f * 100
	switch {
	case p > 0 && p < 0.5:
		return "under 1\u00a0%"
	case p > 99.5 && p < 100:
		return "over 99\u00a0%"
	}
	return strconv.FormatFloat(p, 'f', 0, 64) + "\u00a0%"
}

// percentUp writes a bound on a share of a whole, rounded so that it stays
// one.
func percentUp(n parley.Number) string {
	x := n.Mul(parley.Int(100))
	rounded := parley.Exactly(x.Rat())
	if s, err := parley.ParseNumber(x.Decimal(2)); err == nil {
		rounded = s
	}
	if rounded.Cmp(x) < 0 {
		rounded = rounded.Add(parley.Fraction(1, 100))
	}
	return rounded.Decimal(2) + "\u00a0%"
}

// amount writes a number on a party's own scale.
func amount(n parley.Number) string {
	if n.Rat().IsInt() {
		return n.String()
	}
	return n.Decimal(2)
}

// letter names the n-th package of a report: A, B, … Z, AA.
func letter(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return letter(n/26-1) + letter(n%26)
}

// decimal writes a ratio with as many digits as anybody reads.
func decimal(f float64) string {
	if f >= 10 {
		return strconv.FormatFloat(f, 'f', 0, 64)
	}
	if f >= 1 {
		return strings.TrimSuffix(strconv.FormatFloat(f, 'f', 1, 64), ".0")
	}
	return strings.TrimRight(strconv.FormatFloat(f, 'f', 2, 64), "0")
}
