package brief_test

import (
	"maps"
	"strings"
	"testing"

	"parley"
	"parley/bargain"
	"parley/brief"
)

// Fails if a report lays out every one of many packages that tie, claims that
// those listed are all, or shows only those that favour one party.
func TestManyTies(t *testing.T) {
	c, a := mill(), millAnswer()
	one := a.Utilitarian.Outcomes[0]
	a.Utilitarian.Outcomes, a.Utilitarian.Size = nil, 4321
	for fee := range int64(9) {
		o := one
		o.Package = maps.Clone(one.Package)
		o.Package["fee"] = parley.Choice{Number: parley.Int(5 * fee)}
		a.Utilitarian.Outcomes = append(a.Utilitarian.Outcomes, o)
	}
	a.Certificates[bargain.AskUtilitarian] = bargain.Certificate{Proven: true, Why: "4321 outcomes tie; 9 of them, evenly spread, are listed."}
	text := everyForm(t, c, a, brief.Options{})["text"]
	text = strings.Join(strings.Fields(text), " ")
	if n := strings.Count(text, "one of 4321 that tie"); n != 3 {
		t.Errorf("%d of the tied packages are shown, want both ends and the middle:\n%s", n, text)
	}
	if strings.Contains(text, "No full answer on: Utilitarian") {
		t.Error("an answer that is whole and listed in part reads as if it were not whole")
	}
}

// Fails if the report counts the outcomes that are listed for those that there
// are.
func TestFrontierListedInPart(t *testing.T) {
	c, a := mill(), millAnswer()
	a.Frontier.Size, a.Frontier.Complete = 54321, false
	text := everyForm(t, c, a, brief.Options{})["text"]
	if !strings.Contains(strings.Join(strings.Fields(text), " "), "There are 54,321 outcomes on the frontier") {
		t.Error("the size of a frontier that is listed in part is not said")
	}
}
