package verify

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
)

// Known is what whoever checks brings along. All of it may be missing; what is
// then not found, docs/journal-format.md says.
type Known struct {
	Receipts []string                     // as they were handed out
	Heads    [][]byte                     // sections of heads, kept apart from the journal
	Keys     map[string]ed25519.PublicKey // of signers, by the names they sign under; each has to have signed a head
}

// Report is what was found. All of it is as the file says, unless Faults is empty.
type Report struct {
	Journals   []Journal   // that of an agreement, as far as it is in it, included
	Agreements []Agreement // those that could be read to their end
	Faults     []Fault     // in the order of the file; then what of Known was not met
	More       bool        // there were more faults than are listed, or the rest could not be read
}

// Sound reports whether nothing is wrong.
func (r *Report) Sound() bool { return len(r.Faults) == 0 }

// MaxFaults is how many faults are listed.
const MaxFaults = 100

// Fault is something wrong, and where it was noticed.
type Fault struct {
	Talk  string // may be empty
	Entry int64  // the entry it is about; 0 where it is about none
	Line  int64  // of the file, from 1; 0 where it is about none
	Byte  int64  // offset of that line in the file, from 0
	What  string // in words, in lower case, without a full stop
	Said  Saying // the same, in parts
}

// String is the fault in one line.
func (f Fault) String() string {
	if f.Line == 0 {
		return f.What
	}
	return fmt.Sprintf("line %d (byte %d): %s", f.Line, f.Byte, f.What)
}

// Saying is a sentence, or a part of one, that can be said in another language
// than English: by its code, which keeps its meaning, and what is put in.
type Saying struct {
	Code string // such as entry.missing
	Args []any  // strings, integers, lines of a file as []byte, and sayings, in the order of the English words

	english string
}

// String says it in English.
func (s Saying) String() string { return s.english }

// say makes a saying; english is a format of package fmt.
func say(code, english string, args ...any) Saying {
	return Saying{code, args, fmt.Sprintf(english, args...)}
}

// Journal is one journal of a file.
type Journal struct {
	Talk     string
	Behind   int64  // the entry before the first in the file; 0 but in an agreement
	Entries  int64  // the number of the last entry
	Last     string // the digest of the last entry
	Bodies   int64  // of sealed parts, in the file
	Missing  int64  // bodies that are not in the file: kept back, or deleted. No fault
	Heads    []Head
	Receipts []int64 // the entries of which a known receipt was met, ascending
	Backward []int64 // entries whose time is before that of the entry before. No fault: clocks are set
}

// Head is a head of the journal, with the signatures that go with it.
type Head struct {
	Entries int64
	Time    string
	Signers []Signer
}

// Signer is somebody who signed a head.
type Signer struct {
	Name  string
	Key   string // in 64 digits
	Known bool   // the key is the one that whoever checks knows for the name; else the name proves nothing
}

// Journals checks every journal and every agreement in r. The error is about reading, about what is
// Known having no meaning, or ctx, which is looked at every few entries; what is
// wrong with the journals is in the report.
func Journals(ctx context.Context, r io.Reader, known Known) (*Report, error) {
	k, err := understand(known)
	if err != nil {
		return nil, err
	}
	c := &checker{ctx: ctx, src: source{from: r}, known: k, report: &Report{}}
	err = c.file()
	if c.src.err != nil {
		return nil, fmt.Errorf("read the journal: %w", c.src.err)
	}
	if err != nil {
		return nil, err
	}
	c.unmet()
	return c.report, nil
}
