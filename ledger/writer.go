package ledger

import (
	"encoding/base64"
	"fmt"
	"io"
)

// Writer writes one journal, checking the chain as it goes: what it wrote, a
// [Reader] reads. Who wants to keep bodies back passes records without them.
type Writer struct {
	to    io.Writer
	tip   Tip
	count count
	head  int64 // the entry at which the last head stands
	err   error
}

// NewWriter begins the journal of a talk.
func NewWriter(w io.Writer, talk string) (*Writer, error) {
	if err := CheckWord(talk); err != nil {
		return nil, fmt.Errorf("the name of the talk is no word: %w", err)
	}
	j := &Writer{to: w, tip: Start(talk)}
	j.write(fmt.Appendf(nil, "parley journal 1\ntalk %s\n\n", talk))
	return j, j.err
}

// Record writes the next entry, and those of its bodies that are not nil. After
// an error the file is worth nothing.
func (j *Writer) Record(r Record) error {
	if j.err != nil {
		return j.err
	}
	tip, err := j.tip.Extend(r)
	if err != nil {
		j.err = err
		return err
	}
	j.tip = tip
	j.write(r.Entry.Text())
	for i, body := range r.Bodies {
		if body == nil {
			continue
		}
		j.count.bodies++
		b := fmt.Appendf(nil, "parley body 1\nof %d %d\nbytes ", r.Entry.Number, i+1)
		b = base64.StdEncoding.AppendEncode(b, body)
		j.write(append(b, '\n', '\n'))
	}
	return j.err
}

// Head writes a head; it has to stand at the entry written last, where no other
// does, and to be signed.
func (j *Writer) Head(h Head) error {
	if j.err != nil {
		return j.err
	}
	err := h.Check()
	switch {
	case err != nil:
	case len(h.Signatures) == 0:
		err = fmt.Errorf("nobody signed the head at entry %d", h.Entries)
	case h.Talk != j.tip.Talk || h.Entries != j.tip.Number || h.Last != j.tip.Digest:
		err = fmt.Errorf("the head at entry %d is not of this journal, up to entry %d", h.Entries, j.tip.Number)
	case j.head == h.Entries:
		err = fmt.Errorf("there is a second head at entry %d", h.Entries)
	}
	if err != nil {
		j.err = err
		return err
	}
	j.head = h.Entries
	j.count.heads++
	j.count.signatures += int64(len(h.Signatures))
	j.write(h.Text())
	return j.err
}

// Close writes the end. It does not close what is written to.
func (j *Writer) Close() error {
	j.write(endText(j.tip, j.count))
	if j.err != nil {
		return j.err
	}
	j.err = fmt.Errorf("the journal of %s is closed", j.tip.Talk)
	return nil
}

func (j *Writer) write(b []byte) {
	if j.err == nil {
		_, j.err = j.to.Write(b)
	}
}
