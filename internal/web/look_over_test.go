package web

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"parley/talks"
	"parley/text"
)

// It would fail if what looks wrong in the text were not told to those who read
// it, in their own language and with the way to the point; or if a text with
// which nothing is wrong were said to need a look.
func TestWhatToLookAt(t *testing.T) {
	h := spring(t).agreed(t)
	site := serve(t, h)
	if page := (browser{t, site, "chair", ""}).get("/talks/spring/text"); strings.Contains(page, `id="look"`) {
		t.Error("there is something to look at before anything is wrong")
	}
	h.must(t, "chair", talks.Act{Do: talks.DoText, Op: &text.Op{Do: text.DoTerms, Terms: []string{"spring"}}})
	for language, words := range map[string][]string{
		"en": {"1 thing in the text to look at", "“spring” is used and nowhere defined (define it with {\"spring} where it is introduced)"},
		"fr": {"1 chose à regarder dans le texte", "«\u00a0spring\u00a0» est employé et n’est défini nulle part (définissez-le par {\"spring} là où il est introduit)"},
	} {
		for _, who := range []string{"chair", "ann", "sam", "olu"} {
			_, page, _ := strings.Cut(browser{t, site, who, language}.get("/talks/spring/text"), `id="look"`)
			page, _, _ = strings.Cut(page, "</details>")
			if !strings.Contains(page, `href="/talks/spring/point?point=pact.1"`) {
				t.Errorf("%s in %s is not led to the point: %s", who, language, page)
			}
			says := html.UnescapeString(regexp.MustCompile("<[^>]*>").ReplaceAllString(page, ""))
			for _, w := range words {
				if !strings.Contains(says, w) {
					t.Errorf("%s in %s does not read %q: %s", who, language, w, says)
				}
			}
		}
	}
}
