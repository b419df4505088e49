package verify_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"parley/ledger"
	"parley/verify"
)

// pact is a signed text: entries 5 and 7 of a journal sign it, and behind entry 8
// both parties countersigned.
func pact(t testing.TB) ledger.Agreement {
	t.Helper()
	words := []byte(`{"draft":"Rev.2","parley_text":"1"}`)
	all := drafts(8)
	for at, who := range map[int]string{4: "ada", 6: "sam"} {
		all[at] = ledger.Draft{Time: all[at].Time, Kind: "sign", Actor: who, Open: fmt.Appendf(nil, `{"seq":%d,"author":%q,"do":"sign","draft":%q}`, at, who, ledger.Sum(words))}
	}
	records, _ := chain(t, ledger.Start("spring"), all)
	return ledger.Agreement{
		Talk: "spring", Draft: "Rev.2", Text: words,
		Signed:  []ledger.Signing{{Party: "north", Person: "ada", Entry: 5}, {Party: "south", Person: "sam", Entry: 7}},
		Records: records[4:], Heads: []ledger.Head{sign(t, records, map[string]byte{"north": 1, "server": 9, "south": 2})},
	}
}

var voucher = ledger.Voucher{Name: "server", Key: key(9)}

func written(t testing.TB, a ledger.Agreement, by ledger.Voucher) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := a.Write(&b, by); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSoundAgreement(t *testing.T) {
	a := pact(t)
	known := verify.Known{Keys: map[string]ed25519.PublicKey{"north": key(1).Public().(ed25519.PublicKey), "server": key(9).Public().(ed25519.PublicKey)},
		Receipts: []string{a.Records[1].Entry.Receipt().String()}}
	report := check(t, written(t, a, voucher), known)
	if !report.Sound() || len(report.Agreements) != 1 {
		t.Fatalf("%v", report.Faults)
	}
	got := report.Agreements[0]
	if got.Draft != "Rev.2" || !bytes.Equal(got.Text, a.Text) || len(got.Signed) != 2 || !got.Signed[0].Countersigned || !got.Signed[1].Countersigned || got.Signed[1].Person != "sam" {
		t.Errorf("%+v", got)
	}
	if r := report.Journals[0].Receipts; len(r) != 1 || r[0] != 6 {
		t.Errorf("the receipt of entry 6 is met by %v", r)
	}
}

// Whatever byte is changed, and wherever the file is cut, it is found. The journal's
// own test flips every bit.
func TestEveryChangeOfAnAgreementIsFound(t *testing.T) {
	file := written(t, pact(t), voucher)
	for i := range file {
		for _, bit := range []int{0, 5} { // a neighbour; a small letter for a capital
			file[i] ^= 1 << bit
			if check(t, file, verify.Known{}).Sound() {
				t.Errorf("bit %d of byte %d (%q) can be flipped unseen", bit, i, file[max(0, i-20):i+1])
			}
			file[i] ^= 1 << bit
		}
		if check(t, file[:i], verify.Known{}).Sound() {
			t.Errorf("it can be cut at byte %d", i)
		}
	}
}

// What whoever makes the file claims is held to the entries.
func TestFalseAgreements(t *testing.T) {
	for what, change := range map[string]func(*ledger.Agreement){
		"entry 6 is no signature":                      func(a *ledger.Agreement) { a.Signed[0].Entry = 6 },
		"entry 5 is the signature of ada":              func(a *ledger.Agreement) { a.Signed[0].Person = "eve" },
		"entry 5 signs another text":                   func(a *ledger.Agreement) { a.Text = []byte(`{"draft":"Rev.2","parley_text":"1","title":"other"}`) },
		"the text does not say that it is Rev.3":       func(a *ledger.Agreement) { a.Draft = "Rev.3" },
		"and did not sign the head at its end":         func(a *ledger.Agreement) { a.Heads[0].Signatures = a.Heads[0].Signatures[:1] },
		"entry 7 is the signature of sam, and the agr": func(a *ledger.Agreement) { a.Signed[1].Person = "ada" },
	} {
		a := pact(t)
		change(&a)
		report := check(t, written(t, a, voucher), verify.Known{})
		if s := fmt.Sprint(report.Faults); !strings.Contains(s, what) {
			t.Errorf("want %q, got %s", what, s)
		}
	}
	// Another's word for it, with the signatures of all others as they are.
	if check(t, written(t, pact(t), ledger.Voucher{Name: "server", Key: key(3)}), verify.Known{}).Sound() {
		t.Error("anybody vouches for an agreement as the server")
	}
	// A party that did not countersign is told, and no fault.
	a := pact(t)
	a.Heads[0].Signatures = a.Heads[0].Signatures[:2]
	report := check(t, written(t, a, voucher), verify.Known{})
	if !report.Sound() || report.Agreements[0].Signed[1].Countersigned {
		t.Errorf("%v, %+v", report.Faults, report.Agreements)
	}
	// A receipt from before it begins can only be held to the journal.
	records, _ := chain(t, ledger.Start("spring"), drafts(2))
	report = check(t, written(t, a, voucher), verify.Known{Receipts: []string{records[1].Entry.Receipt().String()}})
	if s := fmt.Sprint(report.Faults); !strings.Contains(s, "the agreement begins behind it") {
		t.Errorf("%s", s)
	}
}

// vouched changes what stands before the signature of who vouches, and signs it
// anew: what a server could do that is not honest.
func vouched(t *testing.T, file []byte, from, to string) []byte {
	t.Helper()
	head, rest, found := bytes.Cut(file, []byte("signed server "))
	if !found || !bytes.Contains(head, []byte(from)) {
		t.Fatalf("there is no %q in it", from)
	}
	_, rest, _ = bytes.Cut(rest, []byte("\n"))
	head = bytes.Replace(head, []byte(from), []byte(to), 1)
	signature := ed25519.Sign(key(9), append(bytes.Clone(head), "signer server\n"...))
	return append(fmt.Appendf(head, "signed server %x %s\n", key(9).Public(), base64.StdEncoding.EncodeToString(signature)), rest...)
}

// Fails if who vouches can put another text in the place of the one whose digest
// the parties signed, count one signature for two parties, leave all of them out,
// or name a party twice or an entry that is not in the file.
func TestAnAgreementVouchedForFalsely(t *testing.T) {
	file := written(t, pact(t), voucher)
	if same := vouched(t, file, "Rev.2", "Rev.2"); !bytes.Equal(same, file) {
		t.Fatal("what is vouched for anew is another file")
	}
	const north, south = "party north ada 5\n", "party south sam 7\n"
	for _, x := range []struct{ from, to, want string }{
		{`"parley_text":"1"`, `"parley_text":"2"`, "the text is not the one that was signed"},
		{north + south, "", "signed by somebody"},
		{south, "party south ada 5\n", ""},
		{south, "party north sam 7\n", ""},
		{north + south, south + north, ""},
		{north, "party north ada 4\n", ""},
		{north, "party north ad\x01a 5\n", ""},
		{north, "party north ada 5 6\n", ""},
		{north, "party north  5\n", ""},
	} {
		report := check(t, vouched(t, file, x.from, x.to), verify.Known{})
		if s := fmt.Sprint(report.Faults); report.Sound() || !strings.Contains(s, x.want) {
			t.Errorf("%q for %q: want %q, got %s", x.to, x.from, x.want, s)
		}
	}
}

// What could not be checked is not written.
func TestAgreementsThatAreNotWritten(t *testing.T) {
	for what, change := range map[string]func(*ledger.Agreement){
		"no signature":    func(a *ledger.Agreement) { a.Signed = nil },
		"no entries":      func(a *ledger.Agreement) { a.Records = nil },
		"a gap":           func(a *ledger.Agreement) { a.Records = append(a.Records[:1:1], a.Records[2:]...) },
		"no head":         func(a *ledger.Agreement) { a.Heads = nil },
		"twice":           func(a *ledger.Agreement) { a.Signed[1].Party = "north" },
		"an entry before": func(a *ledger.Agreement) { a.Signed[0].Entry = 4 },
		"no word":         func(a *ledger.Agreement) { a.Signed[0].Person = "a b" },
	} {
		a := pact(t)
		change(&a)
		if err := a.Write(&bytes.Buffer{}, voucher); err == nil {
			t.Errorf("%s: it was written", what)
		}
	}
}
