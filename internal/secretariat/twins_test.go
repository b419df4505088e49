package secretariat

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/internal/database/databasetest"
)

// masks are what chance draws: commitments and the digests that hold them,
// ciphertext, signatures, keys, receipts, salts and the order of a blind
// acceptance. Each is replaced by as many signs: lengths and counts stay.
var masks = []*regexp.Regexp{
	regexp.MustCompile(`\b[0-9a-f]{64}\b`),
	regexp.MustCompile(`(?m)^bytes ([A-Za-z0-9+/=]+)$`),
	regexp.MustCompile(`(?m)^signed \S+ \S+ ([A-Za-z0-9+/=]{88})$`),
	regexp.MustCompile(`\b([0-9A-HJKMNP-TV-Z]{5}-){8}[0-9A-HJKMNP-TV-Z]{3}\b`),
	regexp.MustCompile(`"(order|looked)":\s*\[[0-9,\s]*\]`),
	regexp.MustCompile(`"Prefix":\s*\[[0-9,\s]*\]`),
	regexp.MustCompile(`"seconds": ?[0-9.e-]+`),
}

func masked(text []byte) []byte {
	for i, m := range masks {
		text = m.ReplaceAllFunc(text, func(found []byte) []byte {
			if i >= 4 { // numbers of chance, and times: of any length
				return []byte("#")
			}
			return bytes.Repeat([]byte("#"), len(found))
		})
	}
	return text
}

// differing are twins that differ in everything that North keeps back, and in
// nothing else but what is carried to the fund. Some of it is longer, or has more items.
func differing() []secrets {
	a, b, c := plain(), plain(), plain()
	b.demand = "{pattern: {water: season}, because: NMEDIATOR and at some more length what makes us say so, grade: engine}\n" +
		"      - {pattern: {water: season, toll: {min: 40}}, because: NMEDIATOR again, basis: NMEDIATOR law}"
	b.numbers = map[string]string{"NNUMBER": "2.5", "SNUMBER": a.numbers["SNUMBER"]}
	b.words = map[string]string{"NPARTY": "among us", "NENGINE": "for the engine " + strings.Repeat("a long story ", 60), "NMEDIATOR": strings.Repeat("for the chair ", 50)}
	b.ticks = []int{3}
	b.grade = parley.GradeHint
	c.demand = "{pattern: {water: season}, because: x}"
	c.words = map[string]string{"NPARTY": "a", "NENGINE": "b", "NMEDIATOR": "c"}
	return []secrets{a, b, c}
}

// Talks that differ only in what North keeps back, and in which the same is
// released, are the same bytes to everybody else: views, histories, cases,
// reports, exports and refusals, commitments masked, counts and lengths not. Where
// PostgreSQL can be had, it keeps the last: in which database talks are, nobody sees.
func TestTwins(t *testing.T) {
	var first map[string]map[string][]byte
	var texts []string
	all := differing()
	if testing.Short() {
		all = all[:2]
	}
	for n, x := range all {
		database := ""
		if n == 2 && databasetest.Here() {
			database = databasetest.Postgres(t).Database(t)
		}
		h, refused := valleyTalks(t, x, database)
		now := map[string]map[string][]byte{}
		for _, person := range []string{"sam", "sid", "fred", "olga", "axel", "nia", "nobody", "ada", "anna"} {
			now[person] = h.sees(person)
			now[person]["refusals"] = []byte(strings.Join(refused[person], "\n"))
			for what := range now[person] {
				now[person][what] = masked(now[person][what])
			}
		}
		texts = append(texts, string(now["anna"]["report as text"]))
		if first == nil {
			first = now
			continue
		}
		for _, person := range []string{"sam", "sid", "fred", "olga", "axel", "nia", "nobody"} {
			a, b := first[person], now[person]
			if !slices.Equal(slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b))) {
				t.Errorf("twin %d: %s sees %v, and of the first %v", n, person, slices.Sorted(maps.Keys(b)), slices.Sorted(maps.Keys(a)))
			}
			for what := range a {
				if !bytes.Equal(a[what], b[what]) {
					t.Errorf("twin %d: %s of %s tells it apart:\n%s", n, what, person, difference(a[what], b[what]))
				}
			}
		}
		for _, person := range []string{"ada", "anna"} {
			if bytes.Equal(first[person]["report as text"], now[person]["report as text"]) {
				t.Errorf("twin %d: the report of %s does not tell it apart: nothing is kept back, and this test finds nothing", n, person)
			}
		}
	}
	if len(texts) != len(all) || texts[0] == texts[1] {
		t.Error("the twins are the same")
	}
}

// difference is where two texts begin to differ.
func difference(a, b []byte) string {
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	from := max(0, at-200)
	return fmt.Sprintf("%s\n--- and\n%s", a[from:min(len(a), at+200)], b[from:min(len(b), at+200)])
}
