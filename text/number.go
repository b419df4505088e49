package text

import (
	"slices"
	"strconv"
	"strings"
)

// suffixes number what is put between two points, as the United Nations do:
// between 5 and 6 stand 5 bis, 5 ter and so on.
var suffixes = []string{"bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "nonies", "decies",
	"undecies", "duodecies", "terdecies", "quaterdecies", "quindecies", "sexdecies", "septdecies", "octodecies", "novodecies", "vicies"}

// cutSuffix divides a number into what stands before bis, ter and so on, and the
// place of the suffix that is next: 5 and 2 of 5 ter, 5 bis.1 and 0 of 5 bis.1.
func cutSuffix(number string) (stem string, next int) {
	if i := strings.LastIndexByte(number, ' '); i > 0 {
		if n := slices.Index(suffixes, number[i+1:]); n >= 0 {
			return number[:i], n + 1
		}
	}
	return number, 0
}

// NextNumber returns the number of a point that comes last, after one with
// this number: 6 after 5 or 5 bis, 3.2 after 3.1, (b) after (a), III after II, (iii)
// after (ii). A single i, v or x is a letter if the letter before it is taken in the
// same list, and a roman number otherwise. It returns nothing where nothing follows
// from the number.
func NextNumber(number string, taken []string) string {
	stem, _ := cutSuffix(number)
	head, last, tail := cutRun(stem)
	if n, err := strconv.Atoi(last); err == nil && n < 1e9 {
		return head + strconv.Itoa(n+1) + tail
	}
	letter := len(last) == 1 && (!strings.Contains("ivxIVX", last) || slices.Contains(taken, head+string(last[0]-1)+tail))
	if capitals := strings.ToUpper(last); !letter && (last == capitals || last == strings.ToLower(last)) {
		if n := roman(capitals); n > 0 {
			next := toRoman(n + 1)
			if last != capitals {
				next = strings.ToLower(next)
			}
			return head + next + tail
		}
	}
	if len(last) == 1 && last[0] != 'z' && last[0] != 'Z' && !digit(last[0]) {
		return head + string(last[0]+1) + tail
	}
	return ""
}

// cutRun divides a number at the letters and digits that stand together last in it:
// "Article ", "4" and "." of "Article 4.".
func cutRun(number string) (head, last, tail string) {
	end := len(number)
	for end > 0 && !alphanumeric(number[end-1]) {
		end--
	}
	start := end
	for start > 0 && alphanumeric(number[start-1]) {
		start--
	}
	return number[:start], number[start:end], number[end:]
}

// Between returns the number of a point that is put behind one with this
// number and before another: 5 bis after 5, 5 ter after 5 bis. Numbers that
// are taken are passed over.
func Between(number string, taken []string) string {
	stem, from := cutSuffix(number)
	if stem == "" {
		return ""
	}
	for _, s := range suffixes[from:] {
		if n := stem + " " + s; !slices.Contains(taken, n) {
			return n
		}
	}
	return ""
}

// firstNumber is the number of the first point below one with this number:
// 3.1 below 3, 5 bis.1 below 5 bis, (a) below 3.1, (1) below (a), 1 in a document.
func firstNumber(parent *Point, kind Kind) string {
	switch {
	case kind == Annex:
		return "I"
	case parent == nil || parent.Kind == Annex:
		return "1"
	case parent.Number == "":
		return "1"
	case strings.HasPrefix(parent.Number, "("):
		return "(1)"
	case strings.Contains(parent.Number, "."):
		return "(a)"
	}
	return parent.Number + ".1"
}

// number returns the number for a new point of the kind that is put into the
// list behind the entry at index i, -1 for the front.
func number(list []*Point, i int, parent *Point, kind Kind) string {
	if !kind.Numbered() {
		return ""
	}
	numbered := func(p *Point) bool { return p.Kind == kind && p.Number != "" }
	before := ""
	for j := i; j >= 0 && before == ""; j-- { // the last, as a rule
		if numbered(list[j]) {
			before = list[j].Number
		}
	}
	after := slices.ContainsFunc(list[i+1:], numbered)
	var taken []string
	for _, p := range list {
		if numbered(p) {
			taken = append(taken, p.Number)
		}
	}
	switch {
	case before == "" && !after:
		return firstNumber(parent, kind)
	case !after:
		return NextNumber(before, taken)
	case before == "":
		before = "0" // there is no number in front of the first
	}
	return Between(before, taken)
}

// renumber gives the points of the list consecutive numbers, in the form that
// their first one had, and those below them too; was is the number that the parent
// had before. Ids stay; removed points lose their numbers.
func renumber(list []*Point, parent *Point, was string) {
	last := map[Kind]string{}
	form := map[Kind]string{}
	for _, p := range list { // what was put in front of all, as 0 bis, has no form of its own
		if stem, _ := cutSuffix(p.Number); p.Removed == "" && form[p.Kind] == "" && stem != "0" {
			form[p.Kind] = p.Number
		}
	}
	var taken []string
	for _, p := range list {
		old := p.Number
		switch {
		case p.Removed != "" || !p.Kind.Numbered():
			p.Number = ""
		case last[p.Kind] == "":
			p.Number = firstLike(form[p.Kind], parent, was, p.Kind)
		default:
			p.Number = NextNumber(last[p.Kind], taken)
		}
		if p.Number != "" {
			last[p.Kind] = p.Number
			taken = append(taken, p.Number)
		}
		renumber(p.Points, p, old)
	}
}

// firstLike is the number of the first point of a list which had the number old:
// Article 1 for Article 3, (a) for (c), 2.1 for 3.2 where 3 became 2, 3 (a) for
// 3 (b). Where the form cannot be made out it is firstNumber's.
func firstLike(old string, parent *Point, was string, kind Kind) string {
	stem, _ := cutSuffix(old)
	if parent != nil && parent.Number != "" && was != "" {
		for _, x := range [][2]string{{was, parent.Number}, {lastRun(was), lastRun(parent.Number)}} {
			rest, below := strings.CutPrefix(stem, x[0])
			if !below || rest == "" || alphanumeric(rest[0]) {
				continue
			}
			if first := beginning(rest); first != "" {
				return x[1] + first
			}
		}
	}
	if first := beginning(stem); first != "" {
		return first
	}
	return firstNumber(parent, kind)
}

// lastRun is what a number ends with: 4 bis of Article 4 bis.
func lastRun(number string) string {
	stem, _ := cutSuffix(number)
	for i := len(stem); i > 0; i-- {
		if !alphanumeric(stem[i-1]) && stem[i-1] != '.' {
			return number[i:]
		}
	}
	return number
}

// beginning writes a number as the first of its form, 1, a, A, i or I with what
// stands around it, or nothing where there are other digits in it.
func beginning(number string) string {
	head, last, tail := cutRun(number)
	if last == "" || strings.ContainsFunc(head, func(r rune) bool { return '0' <= r && r <= '9' }) {
		return ""
	}
	capitals := strings.ToUpper(last)
	first := ""
	switch {
	case digits(last):
		first = "1"
	case strings.Contains("IVX", capitals) || len(last) > 1 && roman(capitals) > 0:
		first = "I"
	case len(last) == 1:
		first = "A"
	default:
		return ""
	}
	if last != capitals {
		first = strings.ToLower(first)
	}
	return head + first + tail
}

func digits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

func digit(c byte) bool        { return '0' <= c && c <= '9' }
func alphanumeric(c byte) bool { return digit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

var romans = []struct {
	value int
	sign  string
}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}}

func toRoman(n int) string {
	var b strings.Builder
	for _, r := range romans {
		for n >= r.value {
			b.WriteString(r.sign)
			n -= r.value
		}
	}
	return b.String()
}

// roman reads a roman number in capitals, or returns 0.
func roman(s string) int {
	n, rest := 0, s
	for _, r := range romans {
		for strings.HasPrefix(rest, r.sign) {
			n += r.value
			rest = rest[len(r.sign):]
		}
	}
	if rest != "" || n == 0 || n > 3998 || toRoman(n) != s {
		return 0
	}
	return n
}
