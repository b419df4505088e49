package ledger

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Reader reads journals and checks them while reading: form, chain, bodies and
// signatures. It holds one entry with its bodies at a time. It is no substitute
// for package verify, which says of a broken journal all that can be said; this
// stops at the first thing that is wrong, so that nothing broken is imported.
type Reader struct {
	from   *bufio.Reader
	offset int64 // bytes read
	line   int64 // lines read
	open   bool  // between the opening and the end of a journal
	tip    Tip
	count  count
	headed int64           // the entry at which the last head stands
	talks  map[string]bool // of which there was a journal
}

// count is what the end of a journal counts.
type count struct{ bodies, heads, signatures int64 }

// NewReader reads from r, which may hold several journals.
func NewReader(r io.Reader) *Reader { return &Reader{from: bufio.NewReaderSize(r, window)} }

// window is longer than any line of a journal, bodies and open parts apart.
const window = 1 << 16

// sectionReader reads one section that is in memory.
func sectionReader(text []byte) *Reader {
	return &Reader{from: bufio.NewReaderSize(bytes.NewReader(text), min(len(text), window))}
}

// Item is a step through a journal: one of its fields is set.
type Item struct {
	Opening string // the talk of the journal that begins
	Record  *Record
	Head    *Head
	End     *Tip // the journal is over, complete and sound
}

// Next returns the next step, and [io.EOF] behind the last journal. Every other
// error says the line and byte; nothing can be read after it. An [Item] stands
// on its own: nothing in it is overwritten later.
func (r *Reader) Next() (Item, error) {
	item, err := r.next()
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("line %d (byte %d): %w", r.line, r.offset, err)
	}
	return item, err
}

func (r *Reader) next() (Item, error) {
	if _, err := r.from.Peek(1); err != nil && !r.open {
		return Item{}, err // io.EOF between journals is where they end
	}
	switch {
	case !r.open:
		talk, err := r.opening()
		return Item{Opening: talk}, err
	case r.sees("parley entry 1\n"):
		record, err := r.record()
		return Item{Record: record}, err
	case r.sees("parley head 1\n"):
		h, err := r.head()
		if err != nil {
			return Item{}, err
		}
		if h.Talk != r.tip.Talk || h.Entries != r.tip.Number || h.Last != r.tip.Digest {
			return Item{}, fmt.Errorf("this head is not of the journal above it, up to entry %d", r.tip.Number)
		}
		if r.headed == h.Entries {
			return Item{}, fmt.Errorf("there is a second head at entry %d", h.Entries)
		}
		r.headed = h.Entries
		r.count.heads++
		r.count.signatures += int64(len(h.Signatures))
		return Item{Head: &h}, nil
	}
	tip, err := r.end()
	return Item{End: tip}, err
}

func (r *Reader) opening() (string, error) {
	if err := r.expect("parley journal 1"); err != nil {
		return "", fmt.Errorf("this is no journal that this version reads: %w", err)
	}
	talk, err := r.word("talk")
	if err != nil {
		return "", err
	}
	if r.talks[talk] {
		return "", fmt.Errorf("a journal of %s stands in the file before", talk)
	}
	if r.talks == nil {
		r.talks = map[string]bool{}
	}
	r.talks[talk] = true
	r.open, r.tip, r.count, r.headed = true, Start(talk), count{}, 0
	return talk, r.expect("")
}

// entry reads the section of an entry, without its bodies.
func (r *Reader) entry() (Entry, error) {
	var e Entry
	steps := []func() error{
		func() error { return r.expect("parley entry 1") },
		func() (err error) { e.Talk, err = r.word("talk"); return },
		func() (err error) { e.Number, err = r.number("number"); return },
		func() (err error) { e.After, err = r.digest("after"); return },
		func() error {
			s, err := r.field("time")
			if err != nil {
				return err
			}
			e.Time, err = parseTime(s)
			return err
		},
		func() (err error) { e.Kind, err = r.word("kind"); return },
		func() (err error) { e.Actor, err = r.word("actor"); return },
		func() (err error) { e.Open, err = r.openPart(); return },
		func() (err error) { e.Sealed, err = r.sealed(); return },
		func() error { return e.Check() },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return Entry{}, err
		}
	}
	return e, nil
}

func (r *Reader) openPart() ([]byte, error) {
	size, err := r.number("open")
	if err != nil {
		return nil, err
	}
	if size > MaxOpen {
		return nil, fmt.Errorf("the open part has %d bytes, and may have %d", size, MaxOpen)
	}
	b, err := r.bytes(int(size))
	if err != nil {
		return nil, err
	}
	return b, r.expect("")
}

// sealed reads the lines of sealed parts and the empty line behind them.
func (r *Reader) sealed() ([]Sealed, error) {
	var all []Sealed
	for {
		line, err := r.readLine()
		if err != nil || line == "" {
			return all, err
		}
		if len(all) == MaxParts {
			return nil, fmt.Errorf("there are more than %d sealed parts", MaxParts)
		}
		fields := strings.Split(line, " ")
		if len(fields) != 4 || fields[0] != "sealed" {
			return nil, fmt.Errorf("%q is no sealed part and no empty line", shorten(line))
		}
		s := Sealed{Readers: strings.Split(fields[1], ",")}
		if s.Size, err = parseNumber(fields[2]); err != nil {
			return nil, err
		}
		if s.Digest, err = ParseDigest(fields[3]); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
}

// record reads an entry with the bodies behind it, and holds it to the chain.
func (r *Reader) record() (*Record, error) {
	e, err := r.entry()
	if err != nil {
		return nil, err
	}
	record := &Record{Entry: e}
	if len(e.Sealed) > 0 {
		record.Bodies = make([][]byte, len(e.Sealed))
	}
	for last := 0; r.sees("parley body 1\n"); {
		part, body, err := r.body(e)
		if err != nil {
			return nil, err
		}
		if part <= last {
			return nil, fmt.Errorf("the bodies of entry %d are not in order, each once", e.Number)
		}
		record.Bodies[part-1], last = body, part
		r.count.bodies++
	}
	r.tip, err = r.tip.Extend(*record)
	return record, err
}

func (r *Reader) body(e Entry) (part int, body []byte, err error) {
	if err := r.expect("parley body 1"); err != nil {
		return 0, nil, err
	}
	of, err := r.field("of")
	if err != nil {
		return 0, nil, err
	}
	number, which, _ := strings.Cut(of, " ")
	n, err := parseNumber(number)
	if err != nil {
		return 0, nil, err
	}
	k, err := parseNumber(which)
	if err != nil {
		return 0, nil, err
	}
	if n != e.Number || k < 1 || k > int64(len(e.Sealed)) {
		return 0, nil, fmt.Errorf("this is a body of entry %d, part %d, and follows entry %d, which has %d sealed parts", n, k, e.Number, len(e.Sealed))
	}
	if b, err := r.bytes(len("bytes ")); err != nil || string(b) != "bytes " {
		return 0, nil, fmt.Errorf("the line with the bytes of the body is missing")
	}
	text, err := r.bytes(base64.StdEncoding.EncodedLen(int(e.Sealed[k-1].Size)))
	if err != nil {
		return 0, nil, err
	}
	body, err = base64.StdEncoding.Strict().DecodeString(string(text))
	if err != nil || int64(len(body)) != e.Sealed[k-1].Size { // the decoder passes over line ends
		return 0, nil, fmt.Errorf("the body of entry %d, part %d, is not %d bytes in base64", n, k, e.Sealed[k-1].Size)
	}
	if err := r.expect(""); err != nil { // the end of its line
		return 0, nil, err
	}
	return int(k), body, r.expect("")
}

// head reads the section of a head and checks it on its own.
func (r *Reader) head() (Head, error) {
	var h Head
	steps := []func() error{
		func() error { return r.expect("parley head 1") },
		func() (err error) { h.Talk, err = r.word("talk"); return },
		func() (err error) { h.Entries, err = r.number("entries"); return },
		func() (err error) { h.Last, err = r.digest("last"); return },
		func() error {
			s, err := r.field("time")
			if err != nil {
				return err
			}
			h.Time, err = parseTime(s)
			return err
		},
		func() (err error) { h.Signatures, err = r.signatures(); return },
		func() error { return h.Check() },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return Head{}, err
		}
	}
	return h, nil
}

func (r *Reader) signatures() ([]Signature, error) {
	var all []Signature
	for {
		line, err := r.readLine()
		switch {
		case err != nil:
			return nil, err
		case line == "" && len(all) == 0:
			return nil, fmt.Errorf("nobody signed this head")
		case line == "":
			return all, nil
		case len(all) == MaxSignatures:
			return nil, fmt.Errorf("more than %d signed this head", MaxSignatures)
		}
		fields := strings.Split(line, " ")
		if len(fields) != 4 || fields[0] != "signed" {
			return nil, fmt.Errorf("%q is no signature and no empty line", shorten(line))
		}
		s := Signature{Name: fields[1]}
		if err := parseHex(s.Key[:], fields[2]); err != nil {
			return nil, fmt.Errorf("the key of %s: %w", shorten(s.Name), err)
		}
		b, err := base64.StdEncoding.Strict().DecodeString(fields[3])
		if err != nil || len(b) != ed25519.SignatureSize || base64.StdEncoding.EncodeToString(b) != fields[3] {
			return nil, fmt.Errorf("the signature of %s is not 64 bytes in base64", shorten(s.Name))
		}
		copy(s.Bytes[:], b)
		all = append(all, s)
	}
}

func (r *Reader) end() (*Tip, error) {
	text := endText(r.tip, r.count)
	for _, want := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		if err := r.expect(want); err != nil {
			return nil, err
		}
	}
	r.open = false
	tip := r.tip
	return &tip, nil
}

// endText is the section that ends a journal.
func endText(t Tip, c count) []byte {
	return fmt.Appendf(nil, "parley end 1\ntalk %s\nentries %d\nbodies %d\nheads %d\nsignatures %d\nlast %s\n\n",
		t.Talk, t.Number, c.bodies, c.heads, c.signatures, t.Digest)
}

// sees reports whether the text comes next.
func (r *Reader) sees(text string) bool {
	b, _ := r.from.Peek(len(text))
	return string(b) == text
}

// readLine reads a line that is not longer than any that a journal holds,
// bodies and open parts apart.
func (r *Reader) readLine() (string, error) {
	line, err := r.from.ReadSlice('\n')
	r.offset += int64(len(line))
	switch {
	case errors.Is(err, io.EOF):
		return "", fmt.Errorf("the journal breaks off here: %w", io.ErrUnexpectedEOF)
	case errors.Is(err, bufio.ErrBufferFull):
		return "", fmt.Errorf("this line is longer than any of a journal")
	case err != nil:
		return "", err
	}
	r.line++
	return string(line[:len(line)-1]), nil
}

// bytes reads n bytes of any kind.
func (r *Reader) bytes(n int) ([]byte, error) {
	var b bytes.Buffer // grows with what is there, not with what is claimed
	_, err := io.CopyN(&b, r.from, int64(n))
	r.offset += int64(b.Len())
	r.line += int64(bytes.Count(b.Bytes(), []byte("\n")))
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("the journal breaks off here: %w", io.ErrUnexpectedEOF)
	}
	return b.Bytes(), err
}

// expect reads a line that has to be this one.
func (r *Reader) expect(want string) error {
	line, err := r.readLine()
	if err == nil && line != want {
		err = fmt.Errorf("%s should stand here, and %q does", quoteLine(want), shorten(line))
	}
	return err
}

func quoteLine(s string) string {
	if s == "" {
		return "an empty line, or the end of one,"
	}
	return strconv.Quote(s)
}

// field reads the line with that name and returns what it says.
func (r *Reader) field(name string) (string, error) {
	line, err := r.readLine()
	if err != nil {
		return "", err
	}
	value, ok := strings.CutPrefix(line, name+" ")
	if !ok {
		return "", fmt.Errorf("the line %q should stand here, and %q does", name, shorten(line))
	}
	return value, nil
}

func (r *Reader) word(name string) (string, error) {
	s, err := r.field(name)
	if err != nil {
		return "", err
	}
	if err := CheckWord(s); err != nil {
		return "", fmt.Errorf("the %s %q is no word: %w", name, shorten(s), err)
	}
	return s, nil
}

func (r *Reader) number(name string) (int64, error) {
	s, err := r.field(name)
	if err != nil {
		return 0, err
	}
	return parseNumber(s)
}

func (r *Reader) digest(name string) (Digest, error) {
	s, err := r.field(name)
	if err != nil {
		return Digest{}, err
	}
	return ParseDigest(s)
}
