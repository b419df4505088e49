package verify_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/ledger"
	"parley/verify"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// key is a key that everybody knows.
func key(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
}

// drafts are n events; every third has two sealed parts.
func drafts(n int) []ledger.Draft {
	var all []ledger.Draft
	for i := range n {
		d := ledger.Draft{Time: noon.Add(time.Duration(i) * time.Second), Kind: "event", Actor: "anna", Open: fmt.Appendf(nil, `{"n":%d}`, i)}
		if i%3 == 1 {
			d.Open = nil
			d.Parts = []ledger.Part{
				{Readers: []string{"north/1"}, Bytes: fmt.Appendf(nil, "ciphertext %d", i)},
				{Readers: []string{"mediator/1", "south/1"}, Bytes: fmt.Appendf(nil, "other ciphertext %d", i)},
			}
		}
		all = append(all, d)
	}
	return all
}

// chain appends the drafts to the tip.
func chain(t testing.TB, tip ledger.Tip, all []ledger.Draft) ([]ledger.Record, ledger.Tip) {
	t.Helper()
	var records []ledger.Record
	for _, d := range all {
		r, next, err := tip.Append(d)
		if err != nil {
			t.Fatal(err)
		}
		records, tip = append(records, r), next
	}
	return records, tip
}

// sign makes a head of the records, signed by each with the key of that number.
func sign(t testing.TB, records []ledger.Record, by map[string]byte) ledger.Head {
	t.Helper()
	e := records[len(records)-1].Entry
	h := ledger.Tip{Talk: e.Talk, Number: e.Number, Digest: e.Digest()}.Head(noon)
	for _, name := range []string{"north", "server", "south"} {
		if b, ok := by[name]; ok {
			var err error
			if h, err = h.Sign(name, key(b)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return h
}

// file writes a journal as package ledger does.
func file(t testing.TB, records []ledger.Record, heads ...ledger.Head) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := ledger.NewWriter(&b, records[0].Entry.Talk)
	for _, r := range records {
		err = errors.Join(err, w.Record(r))
		for _, h := range heads {
			if h.Entries == r.Entry.Number {
				err = errors.Join(err, w.Head(h))
			}
		}
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// loose writes sections as they are, whether they fit or not, with an end that
// counts what is there: what somebody makes who wants to deceive.
func loose(records []ledger.Record, heads ...ledger.Head) []byte {
	var b bytes.Buffer
	bodies, signatures := 0, 0
	fmt.Fprintf(&b, "parley journal 1\ntalk %s\n\n", records[0].Entry.Talk)
	for _, r := range records {
		b.Write(r.Entry.Text())
		one := file1(r)
		b.WriteString(one)
		bodies += strings.Count(one, "parley body 1")
		for _, h := range heads {
			if h.Entries == r.Entry.Number {
				b.Write(h.Text())
				signatures += len(h.Signatures)
			}
		}
	}
	last := records[len(records)-1].Entry
	fmt.Fprintf(&b, "parley end 1\ntalk %s\nentries %d\nbodies %d\nheads %d\nsignatures %d\nlast %s\n\n", last.Talk, last.Number, bodies, len(heads), signatures, last.Digest())
	return b.Bytes()
}

// file1 is the sections of the bodies of a record.
func file1(r ledger.Record) string {
	var b strings.Builder
	for i, body := range r.Bodies {
		if body != nil {
			fmt.Fprintf(&b, "parley body 1\nof %d %d\nbytes %s\n\n", r.Entry.Number, i+1, base64Of(body))
		}
	}
	return b.String()
}

// check verifies a file and fails where that cannot be done at all.
func check(t testing.TB, b []byte, known verify.Known) *verify.Report {
	t.Helper()
	report, err := verify.Journals(context.Background(), bytes.NewReader(b), known)
	if err != nil {
		t.Fatal(err)
	}
	return report
}
