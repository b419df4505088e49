package verify_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"parley/ledger"
	"parley/verify"
)

// Fails if a head that nobody signed passes, which the end of the file could then be
// made to fit.
func TestAHeadThatNobodySigned(t *testing.T) {
	records, _ := chain(t, ledger.Start("talk"), drafts(3))
	head := sign(t, records, map[string]byte{"server": 0})
	signed := file(t, records, head)
	lines := strings.SplitAfter(string(head.Text()), "\n")
	var bare strings.Builder
	for _, line := range lines {
		if !strings.HasPrefix(line, "signed ") {
			bare.WriteString(line)
		}
	}
	forged := bytes.Replace(signed, head.Text(), []byte(bare.String()), 1)
	forged = bytes.Replace(forged, []byte("\nsignatures 1\n"), []byte("\nsignatures 0\n"), 1)
	if bytes.Equal(forged, signed) {
		t.Fatal("nothing was changed")
	}
	if report := check(t, forged, verify.Known{}); report.Sound() || report.Faults[0].Entry != 3 {
		t.Errorf("a head without signatures: %v", report.Faults)
	}
}

// Fails if an agreement can say that it begins behind an entry and not which, or
// that nothing is before its first entry where something is.
func TestBehindWhatAnAgreementBegins(t *testing.T) {
	file := written(t, pact(t), voucher)
	_, rest, _ := bytes.Cut(file, []byte("\nbehind 4 "))
	digest, _, _ := bytes.Cut(rest, []byte("\n"))
	zeros := strings.Repeat("0", 64)
	was := "behind 4 " + string(digest)
	for _, behind := range []string{"behind 0 " + string(digest), "behind 4 " + zeros, "behind 0 " + zeros, "behind 3 " + string(digest), "behind 4", "behind 4 " + strings.ToUpper(string(digest)), "behind 04 " + string(digest), "behind 4  " + string(digest)} {
		if report := check(t, vouched(t, file, was+"\n", behind+"\n"), verify.Known{}); report.Sound() {
			t.Errorf("%s passes for %s", behind, was)
		}
	}
}

// Fails if a fault that is at no line is said to be at line 0.
func TestFaultsOfNoLine(t *testing.T) {
	if got := (verify.Fault{What: "the head is missing"}).String(); got != "the head is missing" {
		t.Errorf("it reads %q", got)
	}
	if got := (verify.Fault{What: "it was changed", Line: 1}).String(); got != "line 1 (byte 0): it was changed" {
		t.Errorf("it reads %q", got)
	}
}

// Fails if a file with two journals of one talk passes, of which one at most is the
// right one, or if what writes and what checks do not agree on that.
func TestOneJournalOfATalk(t *testing.T) {
	records, _ := chain(t, ledger.Start("talk"), drafts(3))
	others, _ := chain(t, ledger.Start("other"), drafts(3))
	once := slices.Concat(file(t, records), file(t, others))
	if report := check(t, once, verify.Known{}); !report.Sound() || !reads(once) {
		t.Errorf("journals of two talks: %v", report.Faults)
	}
	for _, b := range [][]byte{slices.Concat(once, file(t, records)), slices.Concat(once, file(t, records[:2]))} {
		if report := check(t, b, verify.Known{}); report.Sound() || !strings.Contains(report.Faults[0].What, "a journal of talk stands in the file before") || len(report.Journals) < 2 {
			t.Errorf("two journals of one talk: %v", report.Faults)
		}
		if reads(b) {
			t.Error("two journals of one talk are taken in")
		}
	}
}
