package cli

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// reportFormats are the forms of a report: where time is short, the two that
// share least code.
func reportFormats() []string {
	if testing.Short() {
		return []string{"text", "json"}
	}
	return []string{"text", "markdown", "html", "json"}
}

// secretCase is a case in which everything of North's that nobody else may
// know has the word CANARY in it or a number that stands for nothing else.
// NUMBER, OTHER, OPTION and DEMAND are filled in.
const secretCase = `parley: 1
title: Two villages and a spring
parties:
  north: {name: North village}
  south: {name: South village}
  fund: {name: River fund, roles: [guarantor]}
issues:
  water: {name: Water, options: {half: Half each, season: By season, meter: By meter}}
  toll: {name: Toll, range: [0, 100], step: 10}
  repair: {name: Repair, by: fund, nothing: none, options: {none: Nothing, all: All}}
norms:
  - {pattern: {water: season, toll: {min: 90}}, because: Not lawful together.}
  - {pattern: {water: half, toll: {min: 80}}, because: CANARY norm, grade: mediator}
documents:
  pact:
    points:
      - {id: "1", text: The spring is shared., status: agreed, among: [north, south]}
      - {id: "2", text: CANARY point, grade: mediator}
positions:
  north:
    about: CANARY about
    interests: [CANARY interest, {text: Peace, grade: joint}]
    importance: {water: NUMBER, toll: OTHER, repair: 3}
    value:
      water: {half: 100, season: 40, meter: NUMBER}
      toll: {0: 100, 100: 0}
      repair: [all, none]
    never:
      - DEMAND
      - {pattern: {toll: {min: 90}}, because: We said so at the table., grade: joint}
    insists:
      - {on: {toll: {max: 80}}, because: CANARY insists, basis: CANARY basis, owner: CANARY owner, source: hidden, stated: true}
    only_if:
      - {accept: {toll: {min: 50}}, if: {water: OPTION}, because: CANARY condition}
    linkage:
      - {when: {water: meter, toll: {max: 20}}, worth: OTHER, because: CANARY linkage}
      - {unless: {water: meter, toll: {max: 20}}, worth: OTHER, because: CANARY missed}
      - {combine: max, of: [{when: {water: OPTION}, worth: OTHER}, {unless: {toll: 20}, worth: NUMBER}], because: CANARY parts}
    cap: {is: 9NUMBER, because: CANARY cap}
    discount: {is: 0.NUMBER, because: CANARY discount}
    fallback: {like: {water: OPTION, toll: 50, repair: none}, because: CANARY fallback}
  south:
    importance: {water: very, toll: vital, repair: minor}
    value:
      water: [season, meter, half]
      toll: {0: 0, 100: 100}
      repair: [all, none]
    fallback: {like: {water: season, toll: 20, repair: none}}
sources:
  hidden: {who: CANARY source, says: CANARY says}
`

// twins are the same case with other secrets of North, some of which change
// what all can accept, and whether the file has warnings.
func twins() []string {
	fill := func(number, other, option, demand string) string {
		return strings.NewReplacer("NUMBER", number, "OTHER", other, "OPTION", option, "DEMAND", demand).Replace(secretCase)
	}
	first := fill("61", "37", "half", "{pattern: {water: season}, because: CANARY demand}")
	// Without a position of North's that anybody else may not know.
	start, rest, _ := strings.Cut(first, "  north:\n    about:")
	_, rest, _ = strings.Cut(rest, "  south:\n    importance")
	bare := start + "  north:\n    interests: [{text: Peace, grade: joint}]\n" +
		"    never:\n      - {pattern: {toll: {min: 90}}, because: We said so at the table., grade: joint}\n" +
		"  south:\n    importance" + rest
	return []string{
		first,
		fill("17", "83", "meter", "{pattern: {water: half}, because: CANARY other, grade: engine}"),
		fill("61", "37", "half", "{pattern: {toll: {max: 80}}, because: CANARY shuts the zone}"),
		fill("61", "37", "season", "{pattern: {water: [half, meter, season], toll: {min: 10}}, because: CANARY contradicts}"),
		fill("61", "0", "half", "{pattern: {water: season}, because: CANARY party, grade: party}"), // a linkage worth 0: a warning
		bare,
	}
}

// deadlocked is the twin in which there is no package that all can accept.
const deadlocked = 2

var readers = map[string][]string{
	"south":  {"--party", "south"},
	"fund":   {"--party", "fund"},
	"common": {"--common"},
}

// seconds are the one thing in JSON that varies between runs.
var seconds = regexp.MustCompile(`"seconds": ?[0-9.e-]+`)

func report(t *testing.T, path, format string, reader []string) string {
	t.Helper()
	out, stderr, status := run(t, "", append([]string{"analyze", path, "--format", format, "--draws", "50"}, reader...)...)
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	// What stands on standard error reaches the reader as well.
	return seconds.ReplaceAllString(out, `"seconds": 0`) + "\x00" + stderr
}

// Nothing of North's that South may not know is in what South or everybody
// reads, in any form; and the mediator does not read what the engine keeps.
func TestCanary(t *testing.T) {
	for n, text := range twins()[:5] {
		path := writeCase(t, text)
		for name, flags := range readers {
			for _, format := range reportFormats() {
				if got := report(t, path, format, flags); strings.Contains(got, "CANARY") {
					t.Errorf("twin %d, %s, %s: a secret of North's is shown:\n%s", n, name, format, around(got, "CANARY"))
				}
			}
		}
		for _, format := range reportFormats() {
			got := report(t, path, format, nil)
			// Or this test would prove nothing: a deadlock is explained by demands.
			if n == deadlocked && format != "json" && !strings.Contains(got, "CANARY shuts the zone") {
				t.Errorf("%s: the mediator does not read a demand", format)
			}
			if strings.Contains(got, "CANARY other") || strings.Contains(got, "CANARY party") {
				t.Errorf("twin %d, %s: the mediator reads what is not for the mediator", n, format)
			}
		}
		if own := report(t, path, "text", []string{"--party", "north"}); own == report(t, path, "text", readers["common"]) {
			t.Errorf("twin %d: North does not read its own position", n)
		}
	}
}

// Whatever North keeps confidential, South's bytes and everybody's are the
// same: not only the words but everything computed.
func TestTwins(t *testing.T) {
	for name, flags := range readers {
		for _, format := range reportFormats() {
			want := ""
			for n, text := range twins() {
				got := report(t, writeCase(t, text), format, flags)
				if n == 0 {
					want = got
				} else if got != want {
					t.Errorf("%s, %s: twin %d differs from twin 0:\n%s", name, format, n, difference(want, got))
				}
			}
		}
	}
	// The mediator's do differ: or this test would prove nothing.
	if a, b := report(t, writeCase(t, twins()[0]), "text", nil), report(t, writeCase(t, twins()[deadlocked]), "text", nil); a == b {
		t.Error("the twins do not differ for the mediator either")
	}
}

// Whatever a party keeps to itself, the mediator's bytes are the same.
func TestTwinsOfTheMediator(t *testing.T) {
	const keep = "    fallback: {like: {water: OPTION"
	base := strings.NewReplacer("NUMBER", "61", "OTHER", "37", "OPTION", "half", "DEMAND", "{pattern: {water: season}}")
	plain := strings.NewReplacer("    cap: {is: 961, because: CANARY cap}\n", "", "    discount: {is: 0.61, because: CANARY discount}\n", "")
	own := base.Replace(strings.Replace(secretCase, keep,
		"    cap: {is: 1, because: CANARY, grade: party}\n    discount: {is: 0.1, because: CANARY, grade: party}\n"+keep, 1))
	cut := strings.NewReplacer("    cap: {is: 961, because: CANARY cap}\n", "", "    discount: {is: 0.61, because: CANARY discount}\n", "",
		"CANARY parts}\n", "CANARY parts}\n      - {when: {water: meter}, worth: 0, because: CANARY, grade: party}\n")
	own = cut.Replace(own)
	own = strings.Replace(own, "      - {pattern: {water: season}}\n",
		"      - {pattern: {water: season}}\n      - {pattern: {water: [half, meter]}, because: CANARY, grade: party}\n", 1)
	own = strings.Replace(own, "interests: [CANARY interest, ", "interests: [CANARY interest, {text: CANARY kept, grade: party}, ", 1)
	if own == base.Replace(secretCase) {
		t.Fatal("the twins are the same case")
	}
	for _, format := range reportFormats() {
		want := report(t, writeCase(t, plain.Replace(base.Replace(secretCase))), format, nil)
		if got := report(t, writeCase(t, own), format, nil); got != want {
			t.Errorf("%s: what North keeps to itself changes the mediator's report:\n%s", format, difference(want, got))
		}
	}
}

// What the case declares under share is shown, and nobody's reasons with it.
func TestDeclaredOutputs(t *testing.T) {
	shared := twins()[0] + "share: [zone, frontier, nash, shortlist, contention, conflicts, concessions]\n"
	path := writeCase(t, shared)
	for _, format := range reportFormats() {
		got := report(t, path, format, readers["south"])
		if strings.Contains(got, "CANARY") {
			t.Errorf("%s: a secret of North's is shown:\n%s", format, around(got, "CANARY"))
		}
		if format == "text" && !strings.Contains(got, "Declared outputs") {
			t.Errorf("%s: the declared outputs are missing", format)
		}
	}
	// --only leaves out what was not asked for, shared or not.
	if got := report(t, path, "text", append([]string{"--only", "prices"}, readers["south"]...)); strings.Contains(got, "Declared outputs") {
		t.Error("what is declared is shown though it was not asked for")
	}
}

// times are what --explain adds to a page and no two runs share. Text is left
// out of the comparison, for its columns are as wide as its times.
var times = regexp.MustCompile(`under 0\.001|\b[0-9]+\.[0-9]{1,3}\b`)

// Nor does any flag open what the others keep: a wanted package, weights, more
// packages, and why each method was picked.
func TestTwinsWithEveryFlag(t *testing.T) {
	ask := []string{"--explain", "--all", "--weights", "north=2,south=1/2", "--best", "3", "--apart", "1", "--ties", "5", "--want", "water=season,toll=50", "--epsilon", "5%"}
	timed := append(ask[:len(ask):len(ask)], "--time", "0.5")
	for name, flags := range readers {
		for _, format := range reportFormats()[1:] {
			want := ""
			for n, text := range twins() {
				got := report(t, writeCase(t, text), format, append(flags[:len(flags):len(flags)], timed...))
				if strings.Contains(got, "CANARY") {
					t.Errorf("%s, %s, twin %d: a secret of North's is shown:\n%s", name, format, n, around(got, "CANARY"))
				}
				if got = times.ReplaceAllString(got, "0"); n == 0 {
					want = got
				} else if got != want {
					t.Errorf("%s, %s: twin %d differs from twin 0:\n%s", name, format, n, difference(want, got))
				}
			}
		}
	}
	for _, format := range reportFormats() { // twin 1 keeps a demand from the mediator
		if got := report(t, writeCase(t, twins()[1]), format, ask); strings.Contains(got, "CANARY other") {
			t.Errorf("%s: the mediator reads what is not for the mediator", format)
		}
	}
	if _, stderr, status := run(t, "", append([]string{"analyze", writeCase(t, twins()[1])}, timed...)...); status != statusUsage || !strings.Contains(stderr, "--time") {
		t.Errorf("the mediator of a case with something undisclosed asks at another time: status %d: %s", status, stderr)
	}
}

// A case may declare a shortlist and none of the answers that whoever asks can
// vary: those would tell more each time.
func TestWhatCannotBeDeclared(t *testing.T) {
	for _, answer := range []string{"weighted_nash", "incentives", "robustness"} {
		_, stderr, status := run(t, "", "analyze", writeCase(t, twins()[0]+"share: ["+answer+"]\n"))
		if status != statusInvalid || !strings.Contains(stderr, answer) {
			t.Errorf("share: [%s] gives status %d: %s", answer, status, stderr)
		}
	}
}

func writeCase(t *testing.T, text string) string {
	t.Helper()
	// Always under the same name: reports may name the file.
	t.Chdir(t.TempDir())
	path := "case.yaml"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func around(s, word string) string {
	i := strings.Index(s, word)
	return s[max(0, i-200):min(len(s), i+200)]
}

func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return "want …" + a[max(0, i-100):min(len(a), i+100)] + "…\ngot …" + b[max(0, i-100):min(len(b), i+100)] + "…"
}
