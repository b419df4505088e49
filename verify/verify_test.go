package verify_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"parley/ledger"
	"parley/verify"

	"github.com/google/go-cmp/cmp"
)

func base64Of(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func TestSoundJournal(t *testing.T) {
	records, tip := chain(t, ledger.Start("talk"), drafts(7))
	records[6].Bodies = nil
	records[4].Bodies[0] = nil // kept back
	h := sign(t, records[:3], map[string]byte{"north": 1, "server": 0})
	others, end := chain(t, ledger.Start("other"), drafts(1))
	b := append(file(t, records, h), file(t, others)...)
	for name, r := range map[string]io.Reader{"whole": bytes.NewReader(b), "byte by byte": iotest.OneByteReader(bytes.NewReader(b))} {
		report, err := verify.Journals(context.Background(), r, verify.Known{
			Receipts: []string{tip.Receipt().String(), strings.ToLower(records[2].Entry.Receipt().String())},
			Heads:    [][]byte{h.Text()},
			Keys:     map[string]ed25519.PublicKey{"north": key(1).Public().(ed25519.PublicKey)},
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []verify.Journal{
			{Talk: "talk", Entries: 7, Last: tip.Digest.String(), Bodies: 3, Missing: 1, Receipts: []int64{3, 7}, Heads: []verify.Head{{
				Entries: 3, Time: "2026-11-23T12:00:00.000000000Z", Signers: []verify.Signer{
					{Name: "north", Key: fmt.Sprintf("%x", key(1).Public()), Known: true}, {Name: "server", Key: fmt.Sprintf("%x", key(0).Public())}}}}},
			{Talk: "other", Entries: 1, Last: end.Digest.String()},
		}
		if diff := cmp.Diff(want, report.Journals); diff != "" || !report.Sound() {
			t.Errorf("%s: faults %v, and\n%s", name, report.Faults, diff)
		}
	}
}

// The journal of package ledger's golden file, whose receipt stands behind it,
// with a clock that was put back.
func TestGoldenJournal(t *testing.T) {
	b, err := os.ReadFile("../ledger/testdata/spring.journal")
	if err != nil {
		t.Fatal(err)
	}
	b, receipt, _ := bytes.Cut(b, []byte("receipt "))
	report := check(t, b, verify.Known{Receipts: []string{string(receipt)}})
	if !report.Sound() || !slices.Equal(report.Journals[0].Receipts, []int64{4}) || !slices.Equal(report.Journals[0].Backward, []int64{4}) {
		t.Errorf("%+v", report)
	}
}

// regions says of each byte of a journal which entries a change there is about.
func regions(b []byte) []int64 {
	at := make([]int64, len(b))
	entry := int64(0)
	for i := range b {
		if bytes.HasPrefix(b[i:], []byte("parley entry 1\n")) {
			entry++
		}
		at[i] = entry
	}
	return at
}

// Every bit of a journal, flipped alone, is found, and at the entry where it is:
// the fault names that entry, or, where the first line of a section went
// and nobody can tell what should begin there, the one before.
func TestEveryFlippedBitIsFoundWhereItIs(t *testing.T) {
	records, _ := chain(t, ledger.Start("talk"), drafts(5))
	b := file(t, records, sign(t, records[:2], map[string]byte{"north": 1}), sign(t, records, map[string]byte{"server": 0}))
	at := regions(b)
	step := 1
	if testing.Short() {
		step = 41
	}
	for bit := 0; bit < 8*len(b); bit += step {
		changed := slices.Clone(b)
		changed[bit/8] ^= 1 << (bit % 8)
		report := check(t, changed, verify.Known{})
		if report.Sound() {
			t.Fatalf("bit %d of byte %d was flipped and not found: %q", bit%8, bit/8, changed[max(0, bit/8-20):min(len(b), bit/8+20)])
		}
		here := at[bit/8]
		if !slices.ContainsFunc(report.Faults, func(f verify.Fault) bool {
			return f.Entry == here || f.Entry == here-1 && strings.Contains(f.What, "the first line of")
		}) {
			t.Errorf("byte %d, of entry %d, was changed in %q; found was %v", bit/8, here, changed[max(0, bit/8-20):min(len(b), bit/8+20)], report.Faults)
		}
	}
}

// Every byte put in or taken out, and every cut, is found.
func TestEveryByteTooManyOrTooFewIsFound(t *testing.T) {
	records, _ := chain(t, ledger.Start("talk"), drafts(3))
	b := file(t, records, sign(t, records, map[string]byte{"north": 1}))
	for i := range b {
		for _, c := range "\n\r a0" {
			if report := check(t, slices.Insert(slices.Clone(b), i, byte(c)), verify.Known{}); report.Sound() {
				t.Errorf("%q was put in before byte %d, and not found", c, i)
			}
		}
		if report := check(t, slices.Delete(slices.Clone(b), i, i+1), verify.Known{}); report.Sound() {
			t.Errorf("byte %d was taken out, and not found", i)
		}
		if report := check(t, b[:i], verify.Known{}); report.Sound() || !report.More {
			t.Errorf("the file was cut to %d bytes, and that was not found", i)
		}
	}
}

// Entries dropped, swapped, doubled, inserted and changed are found, and where,
// with an end that was made to fit.
func TestAttacksOnEntries(t *testing.T) {
	const n = 7
	records, _ := chain(t, ledger.Start("talk"), drafts(n))
	other, _ := chain(t, ledger.Start("talk"), append(drafts(3), ledger.Draft{Time: noon, Kind: "forged", Actor: "x"}))
	attacks := map[string]func(at int) []ledger.Record{
		"dropped":  func(at int) []ledger.Record { return slices.Delete(slices.Clone(records), at, at+1) },
		"swapped":  func(at int) []ledger.Record { r := slices.Clone(records); r[at], r[at+1] = r[at+1], r[at]; return r },
		"doubled":  func(at int) []ledger.Record { return slices.Insert(slices.Clone(records), at, records[at]) },
		"inserted": func(at int) []ledger.Record { return slices.Insert(slices.Clone(records), at, other[3]) },
		"in place": func(at int) []ledger.Record { r := slices.Clone(records); r[at].Entry.Actor = "forger"; return r },
		"backdated": func(at int) []ledger.Record {
			r := slices.Clone(records)
			r[at].Entry.Time = noon.AddDate(0, 0, -1)
			return r
		},
	}
	for name, attack := range attacks {
		for at := range n - 1 {
			report := check(t, loose(attack(at)), verify.Known{})
			if report.Sound() {
				t.Errorf("entry %d was %s, and that was not found", at+1, name)
				continue
			}
			if !slices.ContainsFunc(report.Faults, func(f verify.Fault) bool {
				return f.Entry == int64(at+1) || (name == "inserted" || name == "doubled") && f.Entry == int64(at+2)
			}) {
				t.Errorf("entry %d was %s, and it was found elsewhere: %v", at+1, name, report.Faults)
			}
		}
	}
}

// Entries renumbered after one was dropped or put in still do not follow each other.
func TestRenumberedEntriesAreFound(t *testing.T) {
	records, _ := chain(t, ledger.Start("talk"), drafts(6))
	for at := range 5 {
		less := slices.Delete(slices.Clone(records), at, at+1)
		for i := range less {
			less[i].Entry.Number = int64(i + 1)
			less[i].Bodies = nil
		}
		if report := check(t, loose(less), verify.Known{}); report.Sound() || report.Faults[0].Entry < int64(at) || report.Faults[0].Entry > int64(at+1) {
			t.Errorf("entry %d was dropped and the rest renumbered; found was %v", at+1, report.Faults)
		}
	}
}

// What whoever holds the server's key can do: write anew from some entry on,
// with every digest and the server's own signature made again. Nothing in the
// file shows it. A receipt, a countersigned head kept apart, or a delegation's
// key that is known does.
func TestRewritingIsFoundByWhoHoldsSomething(t *testing.T) {
	const n, from = 9, 4
	records, _ := chain(t, ledger.Start("talk"), drafts(n))
	head := sign(t, records[:6], map[string]byte{"server": 0, "north": 1})
	e := records[from-2].Entry
	forged := drafts(n)[from-1:]
	forged[0].Actor = "somebody-else"
	rest, _ := chain(t, ledger.Tip{Talk: "talk", Number: e.Number, Digest: e.Digest()}, forged)
	anew := slices.Concat(records[:from-1], rest)
	north := map[string]ed25519.PublicKey{"north": key(1).Public().(ed25519.PublicKey)}

	plain := file(t, anew, sign(t, anew[:6], map[string]byte{"server": 0}))
	claims := file(t, anew, sign(t, anew[:6], map[string]byte{"server": 0, "north": 9})) // a key of the forger's, under north's name
	for name, b := range map[string][]byte{"without north": plain, "with a key made up for north": claims} {
		if report := check(t, b, verify.Known{}); !report.Sound() {
			t.Errorf("%s: the test forges badly: %v", name, report.Faults)
		}
		for i, r := range records {
			report := check(t, b, verify.Known{Receipts: []string{r.Entry.Receipt().String()}})
			if found := !report.Sound(); found != (i+1 >= from) {
				t.Errorf("%s: with the receipt of entry %d, rewriting from entry %d on is found: %t, %v", name, i+1, from, found, report.Faults)
			} else if found && report.Faults[0].Entry != int64(i+1) {
				t.Errorf("%s: with the receipt of entry %d, the fault is at %v", name, i+1, report.Faults[0])
			}
		}
		if report := check(t, b, verify.Known{Heads: [][]byte{head.Text()}}); report.Sound() || report.Faults[0].Entry != 6 {
			t.Errorf("%s: with the head of entry 6 kept apart: %v", name, report.Faults)
		}
		if report := check(t, b, verify.Known{Keys: north}); report.Sound() {
			t.Errorf("%s: who knows north's key finds nothing", name)
		}
	}
	if report := check(t, file(t, records, head), verify.Known{Keys: north, Heads: [][]byte{head.Text()}}); !report.Sound() {
		t.Errorf("the journal as it was has faults: %v", report.Faults)
	}
}

// A tail cut off, with the end made to fit, is found by who holds a receipt or
// a head from there, and by nobody else.
func TestACutTailIsFoundByWhoHoldsSomething(t *testing.T) {
	const n = 6
	records, tip := chain(t, ledger.Start("talk"), drafts(n))
	head := sign(t, records, map[string]byte{"server": 0})
	for keep := 1; keep < n; keep++ {
		b := file(t, records[:keep])
		if report := check(t, b, verify.Known{Receipts: []string{records[keep-1].Entry.Receipt().String()}}); !report.Sound() {
			t.Errorf("kept %d: %v", keep, report.Faults)
		}
		for name, known := range map[string]verify.Known{"receipt": {Receipts: []string{tip.Receipt().String()}}, "head": {Heads: [][]byte{head.Text()}}} {
			report := check(t, b, known)
			if report.Sound() || report.Faults[0].Entry != n || !strings.Contains(report.Faults[0].What, "its end was cut off") {
				t.Errorf("kept %d, with a %s: %v", keep, name, report.Faults)
			}
		}
	}
	report := check(t, file(t, records), verify.Known{Receipts: []string{ledger.Tip{Talk: "other", Number: 1}.Receipt().String()}})
	if report.Sound() || !strings.Contains(report.Faults[0].What, "the talk other, which is not in this file") {
		t.Errorf("a receipt of another talk: %v", report.Faults)
	}
}

// Heads moved, and bodies put to other entries, are found.
func TestHeadsAndBodiesBelongWhereTheyAre(t *testing.T) {
	records, _ := chain(t, ledger.Start("talk"), drafts(6))
	head := sign(t, records[:3], map[string]byte{"server": 0})
	moved := head
	moved.Entries = 4
	swapped := slices.Clone(records)
	swapped[1].Bodies, swapped[4].Bodies = records[4].Bodies, records[1].Bodies
	exchanged := slices.Clone(records)
	exchanged[1].Bodies = [][]byte{records[1].Bodies[1], records[1].Bodies[0]}
	whole := string(file(t, records, head))
	for name, c := range map[string]struct {
		b     []byte
		entry int64
	}{
		"a head moved":            {loose(records, moved), 4},
		"a head behind another":   {[]byte(strings.Replace(string(file(t, records)), string(records[4].Entry.Text()), string(head.Text())+string(records[4].Entry.Text()), 1)), 4},
		"a head twice":            {[]byte(strings.Replace(whole, string(head.Text()), string(head.Text())+string(head.Text()), 1)), 3},
		"bodies of two entries":   {loose(swapped), 2},
		"bodies of one exchanged": {loose(exchanged), 2},
		"a body twice":            {[]byte(strings.Replace(whole, file1(records[1]), file1(records[1])+file1(records[1]), 1)), 2},
	} {
		report := check(t, c.b, verify.Known{})
		if report.Sound() || report.Faults[0].Entry != c.entry {
			t.Errorf("%s: %v", name, report.Faults)
		}
	}
}

// Attacks of several steps drawn at random are found, all of them; and what
// ledger reads as sound, verify finds sound, and the other way round.
func TestRandomAttacks(t *testing.T) {
	records, _ := chain(t, ledger.Start("talk"), drafts(12))
	b := file(t, records, sign(t, records[:5], map[string]byte{"north": 1}), sign(t, records, map[string]byte{"server": 0}))
	draw := rand.New(rand.NewPCG(6, 2026))
	rounds := 4000
	if testing.Short() {
		rounds = 300
	}
	for round := range rounds {
		changed := slices.Clone(b)
		for range 1 + draw.IntN(3) {
			from := draw.IntN(len(changed))
			to := min(len(changed), from+1+draw.IntN(300))
			switch draw.IntN(4) {
			case 0:
				changed = slices.Delete(changed, from, to)
			case 1:
				changed = slices.Insert(changed, draw.IntN(len(changed)), slices.Clone(changed[from:to])...)
			case 2:
				changed[from] = byte(draw.IntN(256))
			case 3: // a line for another line
				lines := bytes.SplitAfter(changed, []byte("\n"))
				lines[draw.IntN(len(lines))] = lines[draw.IntN(len(lines))]
				changed = bytes.Join(lines, nil)
			}
			if len(changed) == 0 {
				changed = []byte{'p'}
			}
		}
		if bytes.Equal(changed, b) {
			continue
		}
		if check(t, changed, verify.Known{}).Sound() {
			t.Errorf("round %d: nothing was found in %q", round, changed)
		}
		if reads(changed) {
			t.Errorf("round %d: ledger reads %q", round, changed)
		}
	}
}

// reads reports whether package ledger reads the file as sound.
func reads(b []byte) bool {
	r := ledger.NewReader(bytes.NewReader(b))
	for n := 0; ; n++ {
		if _, err := r.Next(); err != nil {
			return errors.Is(err, io.EOF) && n > 0
		}
	}
}

// Two programs written apart from one page say the same of any bytes.
func FuzzAgreesWithLedger(f *testing.F) {
	records, _ := chain(f, ledger.Start("talk"), drafts(4))
	whole := file(f, records, sign(f, records[:2], map[string]byte{"north": 1}))
	f.Add(whole)
	f.Add(file(f, records[:1]))
	f.Add([]byte("parley journal 1\ntalk ÿ\n\nparley end 1\ntalk ÿ\nentries 0\nbodies 0\nheads 0\nsignatures 0\nlast " + strings.Repeat("0", 64) + "\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if sound, read := check(t, b, verify.Known{}).Sound(), reads(b); sound != read {
			t.Errorf("verify finds it sound: %t; ledger reads it: %t: %q", sound, read, b)
		}
	})
}

// The same of words, times and receipts, where the grammar is richest.
func FuzzAgreesOnWords(f *testing.F) {
	for _, s := range []string{"anna", "Ä-村/2", "a\u202eb", "\u00ad", "a:b", "\xff", "\U000e0001", "\ufffd", "\uffff", "\u2019"} {
		f.Add(s, "2026-02-28T23:59:59.999999999Z")
		f.Add(s, "2024-02-30T00:00:00,000000000Z")
	}
	f.Fuzz(func(t *testing.T, word, at string) {
		text := "parley journal 1\ntalk t\n\nparley entry 1\ntalk t\nnumber 1\nafter " + strings.Repeat("0", 64) + "\ntime " + at + "\nkind " + word + "\nactor a\nopen 0\n\n\n"
		b := []byte(text + fmt.Sprintf("parley end 1\ntalk t\nentries 1\nbodies 0\nheads 0\nsignatures 0\nlast %x\n\n", sha256.Sum256([]byte(text[len("parley journal 1\ntalk t\n\n"):]))))
		if sound, read := check(t, b, verify.Known{}).Sound(), reads(b); sound != read {
			t.Errorf("word %q, time %q: verify finds it sound: %t; ledger reads it: %t", word, at, sound, read)
		}
	})
}

func FuzzAgreesOnReceipts(f *testing.F) {
	_, tip := chain(f, ledger.Start("talk"), drafts(1))
	f.Add(tip.Receipt().String())
	f.Add(strings.ToLower(tip.Receipt().String()))
	records, _ := chain(f, ledger.Start("talk"), drafts(1))
	whole := file(f, records)
	f.Fuzz(func(t *testing.T, s string) {
		_, err := ledger.ParseReceipt(s)
		_, err2 := verify.Journals(context.Background(), bytes.NewReader(whole), verify.Known{Receipts: []string{s}})
		if (err == nil) != (err2 == nil) {
			t.Errorf("receipt %q: ledger says %v, verify says %v", s, err, err2)
		}
	})
}

func TestRefusesWhatMakesNoSense(t *testing.T) {
	records, _ := chain(t, ledger.Start("talk"), drafts(2))
	b := file(t, records)
	good := sign(t, records, map[string]byte{"north": 1})
	bad := bytes.Replace(good.Text(), []byte("entries 2"), []byte("entries 1"), 1)
	for name, c := range map[string]struct {
		known verify.Known
		want  string
	}{
		"receipt": {verify.Known{Receipts: []string{"x"}}, "receipt 1: a receipt has three parts"},
		"head":    {verify.Known{Heads: [][]byte{good.Text(), bad}}, "head 2, kept apart, is none whose signatures hold"},
		"key":     {verify.Known{Keys: map[string]ed25519.PublicKey{"north": {1}}}, "the key of north has 1 bytes"},
	} {
		if _, err := verify.Journals(context.Background(), bytes.NewReader(b), c.known); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %v, and should say %q", name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := verify.Journals(ctx, bytes.NewReader(b), verify.Known{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled, it says %v", err)
	}
	if _, err := verify.Journals(context.Background(), iotest.ErrReader(os.ErrPermission), verify.Known{}); !errors.Is(err, os.ErrPermission) {
		t.Errorf("where nothing can be read, it says %v", err)
	}
}

// BenchmarkJournals verifies a journal of 20,000 entries of about 700 bytes, a
// few with sealed parts, and hashes the same bytes, in one run.
func BenchmarkJournals(b *testing.B) {
	all := drafts(20_000)
	for i := range all {
		if all[i].Open != nil {
			all[i].Open = bytes.Repeat([]byte("0123456789"), 60)
		} else {
			all[i].Parts[0].Bytes = bytes.Repeat([]byte{byte(i)}, 1500)
		}
	}
	records, _ := chain(b, ledger.Start("talk"), all)
	whole := file(b, records)
	b.Run("verify", func(b *testing.B) {
		b.SetBytes(int64(len(whole)))
		for b.Loop() {
			if !check(b, whole, verify.Known{}).Sound() {
				b.Fatal("it is not sound")
			}
		}
	})
	b.Run("sha256", func(b *testing.B) {
		b.SetBytes(int64(len(whole)))
		for b.Loop() {
			sha256.Sum256(whole)
		}
	})
}
