package text

import (
	"strings"
	"testing"
)

const bases = `
{"id":"1","author":"chair","do":"document","document":"pact"}
{"id":"2","author":"north","do":"document","document":"n","of":"pact"}
{"id":"3","author":"south","do":"document","document":"s","of":"pact"}
{"id":"4","author":"fund","do":"document","document":"f","of":"pact"}
{"id":"5","author":"north","do":"insert","document":"n","point":"n1","words":"The spring serves both villages."}
{"id":"6","author":"north","do":"insert","document":"n","point":"n2","heading":"Toll","words":"South pays a toll of ten each year."}
{"id":"7","author":"north","do":"insert","document":"n","point":"n3","words":"Only in the text of North."}
{"id":"8","author":"south","do":"insert","document":"s","point":"s1","words":"The spring serves both villages."}
{"id":"9","author":"south","do":"insert","document":"s","point":"s0","after":"s1","number":"7","words":"Only in the text of South."}
{"id":"10","author":"south","do":"insert","document":"s","point":"s2","number":"9","heading":"toll","words":"North pays a toll of ten each month."}
{"id":"11","author":"fund","do":"insert","document":"f","point":"f1","words":"The spring serves both villages."}
{"id":"12","author":"fund","do":"insert","document":"f","point":"f2","heading":"Toll","words":"There is no toll at all."}
`

func compiled(t *testing.T, texts ...BaseText) string {
	t.Helper()
	log := logged(t, bases)
	ops, err := folded(t, log).Compile("c", Wordings{"": "Compilation"}, texts, "chair")
	if err != nil {
		t.Fatal(err)
	}
	if log, err = log.Append(ops...); err != nil {
		t.Fatal(err)
	}
	x := folded(t, log)
	d, _ := x.Document("c")
	var all []string
	d.Walk(func(p *Point, _ int) { all = append(all, p.Number+": "+p.Words[Undetermined].String()) })
	return strings.Join(all, "\n")
}

// Two texts: what they share as it is, what they do not in brackets, word by
// word.
func TestCompilationOfTwo(t *testing.T) {
	got := compiled(t, BaseText{"n", []string{"north"}}, BaseText{"s", []string{"south"}})
	want := `1: The spring serves both villages.
2: [Only in the text of South.]{#c.b2 +south}
3: [South]{#c.b3 +north} [North]{#c.b4 +south} pays a toll of ten each [year]{#c.b5 +north} [month]{#c.b6 +south}.
4: [Only in the text of North.]{#c.b7 +north}`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Three texts that differ: each version is a point of its own, 3, 3 bis, 3 ter.
func TestCompilationOfThree(t *testing.T) {
	got := compiled(t, BaseText{"n", []string{"north"}}, BaseText{"s", []string{"south"}}, BaseText{"f", []string{"fund"}})
	for _, want := range []string{"1: The spring serves both villages.", "3: [South pays a toll of ten each year.]", "3 bis: [North pays", "3 ter: [There is no toll at all.]{#c.b5 +fund}"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nlacks %s", got, want)
		}
	}
}

// Fails if a compilation has a number twice or out of order, if the points of one
// place stand in another order than their texts, or if what is below a point is
// numbered as in a text in which that point had another number.
func TestNumbersOfCompilations(t *testing.T) {
	log := logged(t, `
{"id":"1","author":"chair","do":"document","document":"pact"}
{"id":"2","author":"chair","do":"document","document":"n","of":"pact"}
{"id":"3","author":"chair","do":"document","document":"s","of":"pact"}
{"id":"4","author":"chair","do":"insert","document":"n","point":"n1","heading":"Use","words":"Both use it."}
{"id":"5","author":"chair","do":"insert","document":"n","point":"n2","heading":"Toll","words":"A toll."}
{"id":"6","author":"chair","do":"insert","under":"n2","point":"n21","words":"Each January, as the council of the villages decides."}
{"id":"7","author":"chair","do":"insert","document":"n","point":"n3","words":"Of North alone."}
{"id":"8","author":"chair","do":"insert","document":"s","point":"s1","heading":"Use","words":"Both use it."}
{"id":"9","author":"chair","do":"insert","document":"s","point":"s2","heading":"Data","words":"Of South alone."}
{"id":"10","author":"chair","do":"insert","document":"s","point":"s3","heading":"Toll","words":"A toll."}
{"id":"11","author":"chair","do":"insert","under":"s3","point":"s31","number":"3.1","words":"In May."}
{"id":"12","author":"chair","do":"insert","document":"s","point":"s4","words":"Of South alone too."}
`)
	ops, err := folded(t, log).Compile("c", nil, []BaseText{{"n", []string{"north"}}, {"s", []string{"south"}}}, "chair")
	if err != nil {
		t.Fatal(err)
	}
	if log, err = log.Append(ops...); err != nil {
		t.Fatal(err)
	}
	d, _ := folded(t, log).Document("c")
	var all []string
	d.Walk(func(p *Point, _ int) {
		words, _, _ := strings.Cut(p.Words[Undetermined].Plain(), ",")
		all = append(all, p.Number+" "+words)
	})
	if got, want := strings.Join(all, "|"), "1 Both use it.|2 Of South alone.|3 A toll.|3.1 Each January|3.1 bis In May.|4 Of North alone.|5 Of South alone too."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
