package text

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Fails if differences are not in order, miss one, or do not make the other
// sequence out of the one.
func TestDifferencesMakeTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kinds := rapid.SampledFrom([]int{1, 2, 5, 50}).Draw(t, "kinds")
		symbol := rapid.Map(rapid.IntRange(0, kinds-1), func(n int) int32 { return int32(n) })
		a := rapid.SliceOfN(symbol, 0, 80).Draw(t, "a")
		b := rapid.SliceOfN(symbol, 0, 80).Draw(t, "b")
		checkHunks(t, a, b, differences(a, b, kinds))
	})
}

func checkHunks(t interface{ Fatalf(string, ...any) }, a, b []int32, hunks []hunk) int {
	at, to, edits := 0, 0, 0
	var made []int32
	for _, h := range hunks {
		if h.aLow < at || h.bLow < to || h.aHigh < h.aLow || h.bHigh < h.bLow || h.aLow-at != h.bLow-to || h.aLow == h.aHigh && h.bLow == h.bHigh {
			t.Fatalf("hunk %v is out of order in %v", h, hunks)
		}
		made = append(append(made, a[at:h.aLow]...), b[h.bLow:h.bHigh]...)
		edits += h.aHigh - h.aLow + h.bHigh - h.bLow
		at, to = h.aHigh, h.bHigh
	}
	if made = append(made, a[at:]...); !slices.Equal(made, b) {
		t.Fatalf("%v with %v becomes %v, want %v", a, hunks, made, b)
	}
	return edits
}

// The fewest edits that make b out of a, by the longest common subsequence.
func fewest(a, b []int32) int {
	row := make([]int, len(b)+1)
	for i := range a {
		before := 0
		for j := range b {
			here := row[j+1]
			if a[i] == b[j] {
				row[j+1] = before + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			before = here
		}
	}
	return len(a) + len(b) - 2*row[len(b)]
}

// Fails if Myers' algorithm, without anchors, does not find the fewest
// differences.
func TestMyersFindsTheFewest(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		kinds := 1 + r.IntN(4)
		a, b := make([]int32, r.IntN(30)), make([]int32, r.IntN(30))
		for i := range a {
			a[i] = int32(r.IntN(kinds))
		}
		for i := range b {
			b[i] = int32(r.IntN(kinds))
		}
		d := &differ{a: a, b: b}
		d.myers(0, len(a), 0, len(b))
		if got, want := checkHunks(t, a, b, d.hunks), fewest(a, b); got != want {
			t.Fatalf("%v to %v takes %d edits, and %d are enough", a, b, got, want)
		}
	}
}

// Sequences that have nothing in common, or nothing that occurs once, are
// compared in a bounded time and correctly.
func TestDifferencesOfHardInputs(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const n = 20_000
	hard := map[string][2][]int32{}
	draw := func(kinds int) []int32 {
		s := make([]int32, n)
		for i := range s {
			s[i] = int32(r.IntN(kinds))
		}
		return s
	}
	hard["noise of two"] = [2][]int32{draw(2), draw(2)}
	hard["noise of many"] = [2][]int32{draw(500), draw(500)}
	a, b := draw(1), draw(1)
	for i := range b {
		b[i] = 1
	}
	hard["nothing in common"] = [2][]int32{a, b}
	up, down := make([]int32, n), make([]int32, n)
	for i := range up {
		up[i], down[i] = int32(i), int32(n-1-i)
	}
	hard["reversed"] = [2][]int32{up, down}
	for name, x := range hard {
		t.Run(name, func(t *testing.T) { checkHunks(t, x[0], x[1], differences(x[0], x[1], n)) })
	}
}

// Two texts without a common order are compared with a bounded number of steps for
// each word, and one that was edited all over, in a tenth of its words, with as few
// differences as without any bound, or hardly more.
func TestWorkOfDifferencesIsBounded(t *testing.T) {
	const n = 40_000
	r := rand.New(rand.NewPCG(9, 10))
	z := rand.NewZipf(r, 1.2, 8, 12_000)
	a := make([]int32, n)
	for i := range a {
		a[i] = int32(z.Uint64())
	}
	shuffled := slices.Clone(a)
	r.Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	work := func(b []int32) (steps, edits int) {
		d := &differ{a: a, b: b, inA: make([]int32, 12_001), inB: make([]int32, 12_001), at: make([]int32, 12_001)}
		d.compare(0, len(a), 0, len(b), 0)
		return d.work, checkHunks(t, a, b, d.hunks)
	}
	if steps, _ := work(shuffled); steps > freeWork+(stepWork+60)*2*n {
		t.Errorf("shuffled: %d steps for %d words", steps, 2*n)
	}
	edited, made := []int32(nil), 0
	for _, w := range a {
		switch r.IntN(20) {
		case 0:
			made++
		case 1:
			made++
			edited = append(edited, w, int32(z.Uint64()))
		default:
			edited = append(edited, w)
		}
	}
	if steps, edits := work(edited); edits > made+made/20 || steps > freeWork+stepWork*2*n {
		t.Errorf("edited: %d steps and %d differences, and %d were made", steps, edits, made)
	}
}

// Fails if what is shown as the difference does not hold both texts: without
// what is new it must read as the old one, without what is struck through as
// the new one, white space aside.
func TestComparedHoldsBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, now := passage(t, 2), passage(t, 2)
		v := &viewer{t: &Text{}, l: Look{View: Changed}}
		var was, is []Run
		for _, r := range v.compared(old, now) {
			plain := r
			plain.Deleted, plain.Inserted = false, false
			if !r.Inserted {
				was = append(was, plain)
			}
			if !r.Deleted {
				is = append(is, plain)
			}
		}
		squeeze := func(runs []Run) string { return strings.Join(strings.Fields(PlainRuns(runs)), "") }
		if got, want := squeeze(was), squeeze(v.list(old.tokens())); got != want {
			t.Fatalf("the old reads %q, want %q", got, want)
		}
		if got, want := squeeze(is), squeeze(v.list(now.tokens())); got != want {
			t.Fatalf("the new reads %q, want %q", got, want)
		}
	})
}

// pages draws a text of a number of pages of 500 words, with the frequencies
// of a natural text (Zipf), and another in which one word in a hundred is
// changed, put in or taken out.
func pages(n int) (Passage, Passage) {
	r := rand.New(rand.NewPCG(5, 6))
	z := rand.NewZipf(r, 1.2, 8, 12_000)
	var a, b []string
	for i := range n * 500 {
		w := fmt.Sprintf("w%d", z.Uint64())
		if i%17 == 16 {
			w += ","
		}
		a = append(a, w)
		switch x := r.IntN(300); x {
		case 0:
			b = append(b, w, fmt.Sprintf("n%d", i))
		case 1:
		case 2:
			b = append(b, fmt.Sprintf("c%d", z.Uint64()))
		default:
			b = append(b, w)
		}
	}
	return Passage{Words(strings.Join(a, " "))}, Passage{Words(strings.Join(b, " "))}
}

// Two texts of a hundred pages (50,000 words each).
func BenchmarkCompareHundredPages(b *testing.B) {
	old, now := pages(100)
	v := &viewer{t: &Text{}}
	b.ResetTimer()
	for b.Loop() {
		v.compared(old, now)
	}
}

// The same with nothing but frequent words in common: the second text is the
// first in another order.
func BenchmarkCompareUnlikePages(b *testing.B) {
	old, _ := pages(100)
	list := strings.Fields(old.Plain())
	rand.New(rand.NewPCG(7, 8)).Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	now := Passage{Words(strings.Join(list, " "))}
	v := &viewer{t: &Text{}}
	b.ResetTimer()
	for b.Loop() {
		v.compared(old, now)
	}
}

// Fails if the differences of two texts do not hold both, to the byte, or call
// the same what is not.
func TestDifferencesHoldBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, now := words(t)+words(t), words(t)+words(t)
		checkDifferences(t, old, now)
	})
}

func checkDifferences(t interface{ Fatalf(string, ...any) }, old, now string) {
	var a, b strings.Builder
	for _, d := range Differences(old, now) {
		a.WriteString(d.Old)
		b.WriteString(d.New)
		if same := strings.Join(strings.Fields(d.Old), "") == strings.Join(strings.Fields(d.New), ""); d.Same && !same || d.Old == "" && d.New == "" {
			t.Fatalf("%q and %q: %+v", old, now, d)
		}
	}
	if a.String() != old || b.String() != now {
		t.Fatalf("%q and %q became %q and %q", old, now, a.String(), b.String())
	}
}

func FuzzDifferences(f *testing.F) {
	f.Add("the parties shall meet each year.", "The parties may meet, each month. ")
	f.Add("  a\u0301b 水의 ", "\n\t ")
	f.Fuzz(func(t *testing.T, old, now string) { checkDifferences(t, old, now) })
}
