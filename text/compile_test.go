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
7: [Only in the text of South.]{#c.b2 +south}
2: [South]{#c.b3 +north} [North]{#c.b4 +south} pays a toll of ten each [year]{#c.b5 +north} [month]{#c.b6 +south}.
3: [Only in the text of North.]{#c.b7 +north}`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Three texts that differ: each version is a point of its own, 2, 2 bis, 2 ter.
func TestCompilationOfThree(t *testing.T) {
	got := compiled(t, BaseText{"n", []string{"north"}}, BaseText{"s", []string{"south"}}, BaseText{"f", []string{"fund"}})
	for _, want := range []string{"1: The spring serves both villages.", "2: [South pays a toll of ten each year.]", "2 bis: [North pays", "2 ter: [There is no toll at all.]{#c.b5 +fund}"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nlacks %s", got, want)
		}
	}
}
