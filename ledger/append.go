package ledger

import (
	"fmt"
	"slices"
	"time"
)

// Tip is where the chain of a talk ends.
type Tip struct {
	Talk   string
	Number int64  // of the last entry; 0 before the first
	Digest Digest // of the last entry
}

// Start is the tip of a talk in which nothing has happened.
func Start(talk string) Tip { return Tip{Talk: talk} }

// Draft is what shall become an entry: everything but its place in the chain.
type Draft struct {
	Time  time.Time
	Kind  string
	Actor string
	Open  []byte
	Parts []Part
}

// Part is a sealed part with its ciphertext.
type Part struct {
	Readers []string // in any order
	Bytes   []byte   // ciphertext, made anew for this entry: equal bytes would show that equal things were said
}

// Record is an entry with the bodies of its sealed parts, by the order of its
// Sealed. A body that is not there is nil.
type Record struct {
	Entry  Entry
	Bodies [][]byte
}

// Append makes the draft the next entry. It keeps no copy of the draft's bytes.
// It fails where the draft breaks a rule or a limit of the format; the tip is
// then as it was.
func (t Tip) Append(d Draft) (Record, Tip, error) {
	e := Entry{Talk: t.Talk, Number: t.Number + 1, After: t.Digest, Time: d.Time.UTC(), Kind: d.Kind, Actor: d.Actor, Open: d.Open}
	var bodies [][]byte
	for _, p := range d.Parts {
		readers := slices.Sorted(slices.Values(p.Readers))
		e.Sealed = append(e.Sealed, Sealed{Readers: readers, Size: int64(len(p.Bytes)), Digest: Sum(p.Bytes)})
		bodies = append(bodies, p.Bytes)
	}
	if err := e.Check(); err != nil {
		return Record{}, t, err
	}
	return Record{e, bodies}, Tip{t.Talk, e.Number, e.Digest()}, nil
}

// Extend checks that the record follows the tip, and that the bodies which are
// there are those that its entry names. It returns the tip behind it.
func (t Tip) Extend(r Record) (Tip, error) {
	e := r.Entry
	if err := e.Check(); err != nil {
		return t, fmt.Errorf("entry %d: %w", e.Number, err)
	}
	switch {
	case e.Talk != t.Talk:
		return t, fmt.Errorf("entry %d is of the talk %s, not of %s", e.Number, e.Talk, t.Talk)
	case e.Number != t.Number+1:
		return t, fmt.Errorf("entry %d cannot follow entry %d", e.Number, t.Number)
	case e.After != t.Digest && t.Number == 0:
		return t, fmt.Errorf("entry 1 names an entry before it")
	case e.After != t.Digest:
		return t, fmt.Errorf("entry %d says that entry %d has the digest %s, which is %s: one of the two was changed", e.Number, t.Number, e.After, t.Digest)
	case len(r.Bodies) > len(e.Sealed):
		return t, fmt.Errorf("entry %d has %d sealed parts and %d bodies", e.Number, len(e.Sealed), len(r.Bodies))
	}
	for i, body := range r.Bodies {
		if s := e.Sealed[i]; body != nil && (int64(len(body)) != s.Size || Sum(body) != s.Digest) {
			return t, fmt.Errorf("entry %d: the body of its sealed part %d is not the one that was sealed", e.Number, i+1)
		}
	}
	return Tip{t.Talk, e.Number, e.Digest()}, nil
}
