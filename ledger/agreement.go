package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
)

// Agreement is a text that was signed, with those entries of the journal that
// say so: what people take along, and show to others.
type Agreement struct {
	Talk    string
	Draft   string    // its name, such as Rev.3
	Text    []byte    // in its canonical form; the entries of the signatures name its digest
	Signed  []Signing // in ascending order of the parties, none twice
	Records []Record  // in order, without a gap; bodies are left out
	Heads   []Head    // at those entries; one stands at the last, signed by who vouches, too
}

// Voucher signs what an agreement says of itself: who signed, by which entry.
type Voucher struct {
	Name string
	Key  ed25519.PrivateKey
}

// Signing says by which entry a party signed.
type Signing struct {
	Party  string
	Person string
	Entry  int64
}

// MaxText is how many bytes the text of an agreement may have.
const MaxText = 64 << 20

// Write writes the file of an agreement, vouched for by somebody who signed the
// head at its end. What it refuses, nobody could check.
func (a Agreement) Write(w io.Writer, by Voucher) error {
	if err := a.check(); err != nil {
		return err
	}
	first := a.Records[0].Entry
	b := fmt.Appendf(nil, "parley agreement 1\ntalk %s\ndraft %s\ndigest %s\nbehind %d %s\n", a.Talk, a.Draft, Sum(a.Text), first.Number-1, first.After)
	for _, s := range a.Signed {
		b = fmt.Appendf(b, "party %s %s %d\n", s.Party, s.Person, s.Entry)
	}
	b = fmt.Appendf(b, "text %d\n%s\n", len(a.Text), a.Text)
	signature := ed25519.Sign(by.Key, fmt.Appendf(slices.Clip(b), "signer %s\n", by.Name))
	b = fmt.Appendf(b, "signed %s %x %s\n\n", by.Name, by.Key.Public(), base64.StdEncoding.EncodeToString(signature))
	// The rest is as in a journal, but for where it begins.
	j := &Writer{to: w, tip: Tip{a.Talk, first.Number - 1, first.After}}
	j.write(b)
	heads := a.Heads
	for _, r := range a.Records {
		if err := j.Record(Record{Entry: r.Entry}); err != nil {
			return err
		}
		if len(heads) > 0 && heads[0].Entries == r.Entry.Number {
			if err := j.Head(heads[0]); err != nil {
				return err
			}
			heads = heads[1:]
		}
	}
	return j.Close()
}

func (a Agreement) check() error {
	for _, w := range []struct{ what, word string }{{"talk", a.Talk}, {"draft", a.Draft}} {
		if err := CheckWord(w.word); err != nil {
			return fmt.Errorf("the name of the %s is no word: %w", w.what, err)
		}
	}
	switch {
	case len(a.Records) == 0 || len(a.Signed) == 0:
		return fmt.Errorf("nobody has signed")
	case len(a.Text) > MaxText:
		return fmt.Errorf("the text has %d bytes, and may have %d", len(a.Text), MaxText)
	}
	last := a.Records[len(a.Records)-1].Entry.Number
	if !slices.ContainsFunc(a.Heads, func(h Head) bool { return h.Entries == last }) {
		return fmt.Errorf("there is no head at entry %d, the last", last)
	}
	for i, s := range a.Signed {
		if err := CheckWord(s.Party); err != nil {
			return fmt.Errorf("the party of signature %d is no word: %w", i+1, err)
		}
		if err := CheckWord(s.Person); err != nil {
			return fmt.Errorf("the person of signature %d is no word: %w", i+1, err)
		}
		if i > 0 && a.Signed[i-1].Party >= s.Party {
			return fmt.Errorf("the parties are not in ascending order, each once")
		}
		if s.Entry < a.Records[0].Entry.Number || s.Entry > last {
			return fmt.Errorf("the entry by which %s signed is not among those given", s.Party)
		}
	}
	return nil
}
