package ledger

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What an entry may hold.
const (
	MaxOpen    = 1 << 20 // bytes that everybody reads
	MaxParts   = 64      // sealed parts
	MaxReaders = 16      // of a sealed part
	MaxSealed  = 8 << 20 // bytes of ciphertext of a sealed part
)

// Entry is something that happened, at its place in the chain of a talk.
type Entry struct {
	Talk   string
	Number int64  // from 1, without gaps
	After  Digest // of the entry before; zero for the first
	Time   time.Time
	Kind   string // what happened, as whoever writes the entries names it
	Actor  string // who did it
	Open   []byte // what everybody who gets the journal may read
	Sealed []Sealed
}

// Sealed stands in the chain for something that only some may read.
type Sealed struct {
	Readers []string // the keys that open it, ascending, none twice
	Size    int64    // of the ciphertext, in bytes
	Digest  Digest   // of the ciphertext, never of what was sealed
}

// Check says what keeps an entry out of every journal; nil if nothing does.
func (e Entry) Check() error {
	for _, w := range []struct{ what, word string }{{"talk", e.Talk}, {"kind", e.Kind}, {"actor", e.Actor}} {
		if err := CheckWord(w.word); err != nil {
			return fmt.Errorf("the %s of the entry is no word: %w", w.what, err)
		}
	}
	switch {
	case e.Number < 1 || e.Number > MaxNumber:
		return fmt.Errorf("an entry cannot have the number %d", e.Number)
	case (e.Number == 1) != (e.After == Digest{}):
		return fmt.Errorf("entry %d: the first entry, and no other, comes after nothing", e.Number)
	case len(e.Open) > MaxOpen:
		return fmt.Errorf("the open part has %d bytes, and may have %d", len(e.Open), MaxOpen)
	case len(e.Sealed) > MaxParts:
		return fmt.Errorf("there are %d sealed parts, and may be %d", len(e.Sealed), MaxParts)
	}
	if err := checkTime(e.Time); err != nil {
		return err
	}
	for i, s := range e.Sealed {
		if err := s.check(); err != nil {
			return fmt.Errorf("sealed part %d: %w", i+1, err)
		}
	}
	return nil
}

func (s Sealed) check() error {
	switch {
	case len(s.Readers) == 0:
		return fmt.Errorf("nobody can read it")
	case len(s.Readers) > MaxReaders:
		return fmt.Errorf("it has %d readers, and may have %d", len(s.Readers), MaxReaders)
	case s.Size < 1 || s.Size > MaxSealed:
		return fmt.Errorf("its ciphertext has %d bytes, and may have 1 to %d", s.Size, MaxSealed)
	}
	for i, r := range s.Readers {
		if err := CheckWord(r); err != nil {
			return fmt.Errorf("its reader %d is no word: %w", i+1, err)
		}
		if i > 0 && s.Readers[i-1] >= r {
			return fmt.Errorf("its readers are not in ascending order, each once: %s comes after %s", r, s.Readers[i-1])
		}
	}
	return nil
}

// Text is the section of the entry in a journal. The entry has to pass
// [Entry.Check], or nobody will read it again.
func (e Entry) Text() []byte {
	b := make([]byte, 0, 384+len(e.Open)+128*len(e.Sealed))
	b = append(b, "parley entry 1\ntalk "...)
	b = append(b, e.Talk...)
	b = append(b, "\nnumber "...)
	b = strconv.AppendInt(b, e.Number, 10)
	b = append(b, "\nafter "...)
	b = append(b, e.After.String()...)
	b = append(b, "\ntime "...)
	b = e.Time.UTC().AppendFormat(b, timeLayout)
	b = append(b, "\nkind "...)
	b = append(b, e.Kind...)
	b = append(b, "\nactor "...)
	b = append(b, e.Actor...)
	b = append(b, "\nopen "...)
	b = strconv.AppendInt(b, int64(len(e.Open)), 10)
	b = append(b, '\n')
	b = append(b, e.Open...)
	b = append(b, '\n')
	for _, s := range e.Sealed {
		b = append(b, "sealed "...)
		b = append(b, strings.Join(s.Readers, ",")...)
		b = append(b, ' ')
		b = strconv.AppendInt(b, s.Size, 10)
		b = append(b, ' ')
		b = append(b, s.Digest.String()...)
		b = append(b, '\n')
	}
	return append(b, '\n')
}

// Digest is what the next entry names, and what receipts and heads are made of.
func (e Entry) Digest() Digest { return Sum(e.Text()) }

// ParseEntry reads the section of one entry, and nothing behind it. What it
// accepts, and only that, comes out of [Entry.Text] again byte by byte.
func ParseEntry(text []byte) (Entry, error) {
	r := sectionReader(text)
	e, err := r.entry()
	if err != nil {
		return Entry{}, err
	}
	if int(r.offset) != len(text) {
		return Entry{}, fmt.Errorf("something follows the entry at byte %d", r.offset+1)
	}
	return e, nil
}

// Equal reports whether two entries say the same, and so have the same digest.
func (e Entry) Equal(other Entry) bool {
	return e.Talk == other.Talk && e.Number == other.Number && e.After == other.After && e.Time.Equal(other.Time) &&
		e.Kind == other.Kind && e.Actor == other.Actor && bytes.Equal(e.Open, other.Open) &&
		slices.EqualFunc(e.Sealed, other.Sealed, func(a, b Sealed) bool {
			return a.Size == b.Size && a.Digest == b.Digest && slices.Equal(a.Readers, b.Readers)
		})
}
