package ledger_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"parley/ledger"
)

// Fails if what is kept as one entry may hold more, or says a number in two ways: its
// digest would not be that of what is read.
func TestAnEntryIsAllThereIs(t *testing.T) {
	records, _, _ := spring(t)
	text := string(records[1].Entry.Text())
	if _, err := ledger.ParseEntry([]byte(text)); err != nil {
		t.Fatal(err)
	}
	for name, changed := range map[string]string{
		"a line feed behind it":       text + "\n",
		"itself behind it":            text + text,
		"a number with a zero before": strings.Replace(text, "number 2\n", "number 02\n", 1),
		"a number with a sign":        strings.Replace(text, "number 2\n", "number +2\n", 1),
		"a size with a zero before":   strings.Replace(text, "open 0\n", "open 00\n", 1),
	} {
		if changed == text {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := ledger.ParseEntry([]byte(changed)); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

// Fails if two entries that differ in anything are taken for the same: who appends
// again after an uncertain answer would be told that it is there.
func TestEqualEntries(t *testing.T) {
	records, _, _ := spring(t)
	is := records[1].Entry
	for name, change := range map[string]func(*ledger.Entry){
		"talk":    func(e *ledger.Entry) { e.Talk = "other" },
		"number":  func(e *ledger.Entry) { e.Number++ },
		"after":   func(e *ledger.Entry) { e.After[0]++ },
		"time":    func(e *ledger.Entry) { e.Time = e.Time.Add(1) },
		"kind":    func(e *ledger.Entry) { e.Kind = "note" },
		"actor":   func(e *ledger.Entry) { e.Actor = "anna" },
		"open":    func(e *ledger.Entry) { e.Open = []byte("x") },
		"part":    func(e *ledger.Entry) { e.Sealed = e.Sealed[:1] },
		"size":    func(e *ledger.Entry) { e.Sealed[0].Size++ },
		"digest":  func(e *ledger.Entry) { e.Sealed[0].Digest[0]++ },
		"readers": func(e *ledger.Entry) { e.Sealed[0].Readers = []string{"south/1"} },
	} {
		other := is
		other.Sealed = append([]ledger.Sealed(nil), is.Sealed...)
		if !is.Equal(other) {
			t.Fatal("an entry is not equal to itself")
		}
		if change(&other); is.Equal(other) || other.Equal(is) {
			t.Errorf("another %s is not noticed", name)
		}
	}
	zone := is
	zone.Time = is.Time.In(time.FixedZone("", 3600))
	if !is.Equal(zone) {
		t.Error("the same moment elsewhere is another entry")
	}
}

// Fails if a body is read as one of another entry or part, or a signature that is too
// short or too long is read.
func TestBodiesAndSignaturesHaveOneForm(t *testing.T) {
	records, heads, _ := spring(t)
	whole := write(t, "spring-2026", records, heads)
	read := func(b []byte) error {
		r := ledger.NewReader(bytes.NewReader(b))
		for {
			if _, err := r.Next(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
	if err := read(whole); err != nil {
		t.Fatal(err)
	}
	signature := base64.StdEncoding.EncodeToString(heads[0].Signatures[0].Bytes[:])
	body := base64.StdEncoding.EncodeToString(records[1].Bodies[1])
	for from, all := range map[string][]string{
		"of 2 1\n":  {"of 1 1\n", "of 3 1\n", "of 2 0\n", "of 2 3\n", "of 2 2\n", "of 2 01\n", "of 2\n", "of 2 1 1\n"},
		"of 2 2\n":  {"of 2 1\n"},
		signature:   {base64.StdEncoding.EncodeToString(heads[0].Signatures[0].Bytes[:63]), base64.StdEncoding.EncodeToString(append(heads[0].Signatures[0].Bytes[:], 0)), signature[:43] + "\r" + signature[44:], strings.TrimRight(signature, "="), ""},
		body + "\n": {strings.TrimRight(body, "=") + "\n", body[:4] + "\r" + body[5:] + "\n", "\n"},
	} {
		for _, to := range all {
			changed := bytes.Replace(whole, []byte(from), []byte(to), 1)
			if bytes.Equal(changed, whole) && from != to {
				t.Fatalf("%q is not in it", from)
			}
			if err := read(changed); err == nil {
				t.Errorf("%q is read for %q", to, from)
			}
		}
	}
}

// Fails if a head of another talk, place or chain can be written into a journal.
func TestOnlyHeadsOfTheJournalAreWritten(t *testing.T) {
	records, heads, _ := spring(t)
	for name, change := range map[string]func(*ledger.Tip){
		"talk":   func(t *ledger.Tip) { t.Talk = "other" },
		"number": func(t *ledger.Tip) { t.Number = 1 },
		"digest": func(t *ledger.Tip) { t.Digest[0]++ },
		"":       func(*ledger.Tip) {},
	} {
		tip := ledger.Tip{Talk: heads[0].Talk, Number: heads[0].Entries, Digest: heads[0].Last}
		change(&tip)
		h, err := tip.Head(noon).Sign("server", key(0))
		if err != nil {
			t.Fatal(err)
		}
		w, err := ledger.NewWriter(io.Discard, "spring-2026")
		if err := errors.Join(err, w.Record(records[0]), w.Record(records[1])); err != nil {
			t.Fatal(err)
		}
		if err := w.Head(h); (err == nil) != (name == "") {
			t.Errorf("a head with another %q: %v", name, err)
		}
	}
}
