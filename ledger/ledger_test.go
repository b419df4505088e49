package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"flag"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/ledger"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// key is a key that everybody knows, from one byte.
func key(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
}

// spring is a short journal with everything that one may hold.
func spring(t testing.TB) (records []ledger.Record, heads []ledger.Head, tip ledger.Tip) {
	t.Helper()
	tip = ledger.Start("spring-2026")
	for i, d := range []ledger.Draft{
		{Kind: "talk.opened", Actor: "anna", Open: []byte(`{"case":"Two villages and a spring"}`)},
		{Kind: "position.submitted", Actor: "north/head", Parts: []ledger.Part{
			{Readers: []string{"north/1"}, Bytes: []byte("ciphertext of a position\x00\xff")},
			{Readers: []string{"north/1", "mediator/1"}, Bytes: []byte("another")}}},
		{Kind: "note", Actor: "Ä-村/2", Open: []byte("lines\nparley entry 1\n\n")},
		{Kind: "agreed", Actor: "anna", Time: noon.Add(-time.Hour)}, // the clock was put back
	} {
		if d.Time.IsZero() {
			d.Time = noon.Add(time.Duration(i) * 1001 * time.Millisecond)
		}
		var r ledger.Record
		var err error
		if r, tip, err = tip.Append(d); err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
		if i%2 == 1 {
			h := tip.Head(d.Time)
			for j, name := range []string{"server", "north", "south"} {
				if h, err = h.Sign(name, key(byte(j))); err != nil {
					t.Fatal(err)
				}
			}
			heads = append(heads, h)
		}
	}
	return records, heads, tip
}

// write writes a journal.
func write(t testing.TB, talk string, records []ledger.Record, heads []ledger.Head) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := ledger.NewWriter(&b, talk)
	for _, r := range records {
		err = errors.Join(err, w.Record(r))
		for _, h := range heads {
			if h.Entries == r.Entry.Number {
				err = errors.Join(err, w.Head(h))
			}
		}
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The form is fixed: other programs read it. A change of this golden file is a
// change of the format.
func TestGoldenJournal(t *testing.T) {
	records, heads, tip := spring(t)
	got := append(write(t, "spring-2026", records, heads), "receipt "+tip.Receipt().String()+"\n"...)
	const name = "testdata/spring.journal"
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the journal is written differently (-golden +now):\n%s", diff)
	}
}

// What is written is read again, item by item; two journals in one file too.
func TestReadsWhatItWrote(t *testing.T) {
	records, heads, tip := spring(t)
	one := write(t, "spring-2026", records, heads)
	file := append(slices.Clone(one), write(t, "empty", nil, nil)...)
	r := ledger.NewReader(bytes.NewReader(file))
	var gotRecords []ledger.Record
	var gotHeads []ledger.Head
	var talks []string
	var ends []ledger.Tip
	for {
		item, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case item.Record != nil:
			gotRecords = append(gotRecords, *item.Record)
		case item.Head != nil:
			gotHeads = append(gotHeads, *item.Head)
		case item.End != nil:
			ends = append(ends, *item.End)
		default:
			talks = append(talks, item.Opening)
		}
	}
	if len(gotRecords) != len(records) {
		t.Fatalf("%d of %d records came back", len(gotRecords), len(records))
	}
	for i := range records {
		if !gotRecords[i].Entry.Equal(records[i].Entry) || !slices.EqualFunc(gotRecords[i].Bodies, records[i].Bodies, bytes.Equal) {
			t.Errorf("record %d came back as %+v, and was %+v", i+1, gotRecords[i], records[i])
		}
	}
	if diff := cmp.Diff(heads, gotHeads); diff != "" {
		t.Errorf("heads came back differently:\n%s", diff)
	}
	if !slices.Equal(talks, []string{"spring-2026", "empty"}) || !slices.Equal(ends, []ledger.Tip{tip, ledger.Start("empty")}) {
		t.Errorf("the journals of %v end at %v", talks, ends)
	}
}

// Bodies may be left out, all or some; the chain is the same.
func TestBodiesCanBeLeftOut(t *testing.T) {
	records, heads, tip := spring(t)
	for _, keep := range []int{-1, 0, 1} {
		less := slices.Clone(records)
		less[1].Bodies = make([][]byte, 2)
		if keep >= 0 {
			less[1].Bodies[keep] = records[1].Bodies[keep]
		}
		if got := end(t, write(t, "spring-2026", less, heads)); got != tip {
			t.Errorf("keeping body %d, the journal ends at %v instead of %v", keep, got, tip)
		}
	}
}

// end reads a journal and returns its tip.
func end(t *testing.T, file []byte) ledger.Tip {
	t.Helper()
	r := ledger.NewReader(bytes.NewReader(file))
	for {
		item, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if item.End != nil {
			return *item.End
		}
	}
}

// Nothing that was changed is imported: every bit of a journal flipped, and
// every length of it cut, makes reading fail.
func TestReaderRefusesWhatWasChanged(t *testing.T) {
	records, heads, _ := spring(t)
	file := write(t, "spring-2026", records, heads)
	sound := func(b []byte) bool {
		r := ledger.NewReader(bytes.NewReader(b))
		for {
			item, err := r.Next()
			if err != nil {
				return false
			}
			if item.End != nil {
				return true
			}
		}
	}
	if !sound(file) {
		t.Fatal("the journal is not sound to begin with")
	}
	step := 5 // package verify, which finds more, is tested on every bit
	if testing.Short() {
		step = 29
	}
	for bit := 0; bit < 8*len(file); bit += step {
		changed := slices.Clone(file)
		changed[bit/8] ^= 1 << (bit % 8)
		if sound(changed) {
			t.Errorf("bit %d of byte %d was flipped, and the journal still reads: %q", bit%8, bit/8, changed[max(0, bit/8-20):min(len(file), bit/8+20)])
		}
	}
	for n := range file {
		if sound(file[:n]) {
			t.Errorf("cut to %d of %d bytes, the journal still reads", n, len(file))
		}
	}
}

func TestRefusesDraftsThatBreakTheFormat(t *testing.T) {
	good := ledger.Draft{Time: noon, Kind: "kind", Actor: "actor"}
	tip := ledger.Start("talk")
	for name, c := range map[string]struct {
		tip    ledger.Tip
		change func(*ledger.Draft)
		want   string
	}{
		"no kind":             {tip, func(d *ledger.Draft) { d.Kind = "" }, "the kind of the entry is no word: it is empty"},
		"a space":             {tip, func(d *ledger.Draft) { d.Actor = "a b" }, "U+0020, its byte 2, may not stand in it"},
		"a line end":          {tip, func(d *ledger.Draft) { d.Kind = "a\nb" }, "U+000A, its byte 2"},
		"bidirectional":       {tip, func(d *ledger.Draft) { d.Actor = "a\u202eb" }, "U+202E, its byte 2"},
		"not UTF-8":           {tip, func(d *ledger.Draft) { d.Actor = "a\xff" }, "byte 2 is not UTF-8"},
		"long":                {tip, func(d *ledger.Draft) { d.Actor = strings.Repeat("a", 201) }, "it has 201 bytes, and may have 200"},
		"talk":                {ledger.Start("a:b"), func(*ledger.Draft) {}, "the talk of the entry is no word: U+003A"},
		"much":                {tip, func(d *ledger.Draft) { d.Open = make([]byte, 1<<20+1) }, "the open part has 1048577 bytes"},
		"many":                {tip, func(d *ledger.Draft) { d.Parts = make([]ledger.Part, 65) }, "there are 65 sealed parts, and may be 64"},
		"sealed from all":     {tip, func(d *ledger.Draft) { d.Parts = []ledger.Part{{Bytes: []byte("x")}} }, "sealed part 1: nobody can read it"},
		"nothing sealed":      {tip, func(d *ledger.Draft) { d.Parts = []ledger.Part{{Readers: []string{"a"}}} }, "its ciphertext has 0 bytes"},
		"a reader twice":      {tip, func(d *ledger.Draft) { d.Parts = []ledger.Part{{Readers: []string{"b", "a", "b"}, Bytes: []byte("x")}} }, "b comes after b"},
		"a comma in a reader": {tip, func(d *ledger.Draft) { d.Parts = []ledger.Part{{Readers: []string{"a,b"}, Bytes: []byte("x")}} }, "U+002C"},
		"year 10000":          {tip, func(d *ledger.Draft) { d.Time = noon.AddDate(8000, 0, 0) }, "the year 10026"},
		"the last number":     {ledger.Tip{Talk: "t", Number: ledger.MaxNumber, Digest: ledger.Sum(nil)}, func(*ledger.Draft) {}, "cannot have the number"},
	} {
		t.Run(name, func(t *testing.T) {
			d := good
			c.change(&d)
			_, after, err := c.tip.Append(d)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, and should say %q", err, c.want)
			}
			if after != c.tip {
				t.Errorf("the tip moved to %v", after)
			}
		})
	}
}

// Nobody's signature can be shown under another name, on another head, or twice.
func TestSignaturesBelongToHeadAndName(t *testing.T) {
	_, heads, tip := spring(t)
	h := heads[0]
	s := h.Signatures[1]
	s.Name = "west"
	if _, err := h.Countersign(s); err == nil {
		t.Error("north's signature passes as that of west")
	}
	if _, err := h.Countersign(h.Signatures[1]); err == nil {
		t.Error("north signed twice")
	}
	if _, err := tip.Head(noon).Countersign(h.Signatures[0]); err == nil {
		t.Error("the signature of one head passes on another")
	}
	if _, err := ledger.Start("t").Head(noon).Sign("server", key(0)); err == nil {
		t.Error("a head before the first entry was signed")
	}
	bare, _, err := ledger.Start("t").Append(ledger.Draft{Time: noon, Kind: "k", Actor: "a"})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w, err := ledger.NewWriter(&b, "t")
	if err = errors.Join(err, w.Record(bare)); err != nil {
		t.Fatal(err)
	}
	if err := w.Head(ledger.Head{Talk: "t", Entries: 1, Last: bare.Entry.Digest(), Time: noon}); err == nil {
		t.Error("a head that nobody signed was written")
	}
}

func TestReceiptsAreReadAsPeopleTypeThem(t *testing.T) {
	_, _, tip := spring(t)
	want := tip.Receipt()
	s := want.String()
	talk, signs := s[:strings.LastIndex(s, ":")+1], s[strings.LastIndex(s, ":")+1:]
	for _, typed := range []string{
		s, "  " + s + "\n", talk + strings.ToLower(signs), talk + strings.ReplaceAll(signs, "-", ""), talk + strings.ReplaceAll(signs, "-", " "),
		talk + strings.NewReplacer("1", "l", "0", "o").Replace(signs), talk + strings.ReplaceAll(signs, "1", "I"),
	} {
		if got, err := ledger.ParseReceipt(typed); err != nil || got != want {
			t.Errorf("%q reads as %v, %v", typed, got, err)
		}
	}
	if !want.Matches(tip) || want.Matches(ledger.Start("spring-2026")) {
		t.Error("the receipt does not tell its entry from others")
	}
	// One sign mistyped, or two neighbours exchanged, is a slip and no accusation: it is
	// caught with a chance of 1 - 2^-15 each; of these few hundred, all are.
	for i := range signs {
		for _, c := range "07AZ" {
			slip := signs[:i] + string(c) + signs[i+1:]
			if signs[i] == '-' || slip == signs {
				continue
			}
			if _, err := ledger.ParseReceipt(talk + slip); err == nil {
				t.Errorf("%s reads, with sign %d mistyped", slip, i+1)
			}
		}
	}
	for _, bad := range []string{"", "a", "a:b:c", "a:0:" + signs, "a:01:" + signs, s + "0", "other" + s, talk + strings.Repeat("U", 43)} {
		if _, err := ledger.ParseReceipt(bad); err == nil {
			t.Errorf("%q reads as a receipt", bad)
		}
	}
}

// What ParseEntry accepts comes out byte by byte, so that an entry has one
// form and one digest.
func FuzzEntry(f *testing.F) {
	records, _, _ := spring(f)
	for _, r := range records {
		f.Add(r.Entry.Text())
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := ledger.ParseEntry(text)
		if err == nil && !bytes.Equal(e.Text(), text) {
			t.Errorf("%q was accepted and comes out as %q", text, e.Text())
		}
	})
}

// A journal that reads is written again byte by byte.
func FuzzJournal(f *testing.F) {
	records, heads, _ := spring(f)
	f.Add(write(f, "spring-2026", records, heads))
	f.Add(write(f, "empty", nil, nil))
	f.Fuzz(func(t *testing.T, file []byte) {
		var b bytes.Buffer
		var w *ledger.Writer
		r := ledger.NewReader(bytes.NewReader(file))
		for {
			item, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return
			}
			switch {
			case item.Record != nil:
				err = w.Record(*item.Record)
			case item.Head != nil:
				err = w.Head(*item.Head)
			case item.End != nil:
				err = w.Close()
			default:
				w, err = ledger.NewWriter(&b, item.Opening)
			}
			if err != nil {
				t.Fatalf("what reads is not written: %v", err)
			}
		}
		if !bytes.Equal(b.Bytes(), file) {
			t.Errorf("%q reads, and is written as %q", file, b.Bytes())
		}
	})
}
