package text

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"parley/phrase"
)

// Log is all operations on a text, in order. It only ever grows.
type Log []Op

// What a log may hold at most.
const (
	MaxOps   = 200_000
	MaxLine  = 4 << 20   // bytes of one operation
	MaxBytes = 256 << 20 // bytes of all
)

// Notice is something that was taken out of what was read, or changed, to make
// it safe to show.
type Notice struct {
	Where string // such as line 3
	What  string
}

// String writes the place and what was done.
func (n Notice) String() string { return n.Where + ": " + n.What }

// ReadLog reads JSON lines, one operation each; empty lines are passed over.
// Words that hold control characters or bidirectional overrides are
// neutralised, and a notice says so. Whether the operations make sense is for
// Fold.
func ReadLog(r io.Reader) (Log, []Notice, error) {
	var log Log
	var notices []Notice
	s := bufio.NewScanner(io.LimitReader(r, MaxBytes+1))
	s.Buffer(nil, MaxLine)
	total := 0
	for line := 1; s.Scan(); line++ {
		if total += len(s.Bytes()) + 1; total > MaxBytes {
			return nil, nil, fmt.Errorf("the log has more than %d MB", MaxBytes>>20)
		}
		data := bytes.TrimSpace(s.Bytes())
		if len(data) == 0 {
			continue
		}
		if len(log) == MaxOps {
			return nil, nil, phrase.New("text.log.long", "the log has more than %d operations", MaxOps)
		}
		op, err := readOp(data)
		if err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", line, err)
		}
		for _, c := range op.neutralise() {
			notices = append(notices, Notice{"line " + strconv.Itoa(line), "taken out or replaced: " + c.What})
		}
		log = append(log, op)
	}
	if err := s.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, nil, fmt.Errorf("a line has more than %d MB", MaxLine>>20)
	} else if err != nil {
		return nil, nil, err
	}
	return log, notices, nil
}

func readOp(data []byte) (Op, error) {
	var op Op
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&op); err != nil {
		return op, plainJSON(err)
	}
	if d.More() {
		return op, errors.New("more than one operation stands on the line")
	}
	return op, nil
}

// plainJSON puts the decoder's errors into plain words.
func plainJSON(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("this is not JSON, at byte %d: %w", syntax.Offset, err)
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("an operation is a JSON object, and not a JSON %s", kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf("%s cannot be a JSON %s", kind.Field, kind.Value)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the line ends too early")
	}
	return err
}

// WriteLog writes the operations as JSON lines.
func WriteLog(w io.Writer, log Log) error {
	b := bufio.NewWriter(w)
	for i := range log {
		data, err := marshal(&log[i])
		if err != nil {
			return err
		}
		b.Write(data)
		b.WriteByte('\n')
	}
	return b.Flush()
}

// marshal writes JSON without escaping what HTML would need escaped.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// neutralise makes every text of the operation safe to show.
func (o *Op) neutralise() []Change {
	var all []Change
	fix := func(s *string) {
		safe, changes := Neutralise(*s)
		*s = safe
		all = append(all, changes...)
	}
	for _, s := range []*string{&o.ID, &o.At, &o.Author, &o.For, &o.Basis, &o.Document, &o.Of, &o.Base, &o.Point, &o.Under, &o.After,
		&o.Before, &o.Number, &o.Issue, &o.Follows, &o.Bracket, &o.Proposal, &o.Choice, &o.Status, &o.Draft, &o.Hash, &o.Because} {
		fix(s)
	}
	for _, w := range []Wordings{o.Title, o.Heading, o.Words, o.Quote} {
		for _, lang := range sortedKeys(w) {
			s := w[lang]
			fix(&s)
			w[lang] = s
		}
	}
	for _, list := range [][]string{o.Languages, o.Terms, o.Holders, o.Among} {
		for i := range list {
			fix(&list[i])
		}
	}
	for i := range o.Legend {
		fix(&o.Legend[i].Word)
		fix(&o.Legend[i].Name)
	}
	return all
}

// NextID returns an id that no operation of the log has: the number of the
// next one.
func (l Log) NextID() string { return free(len(l)+1, l.ids()) }

func (l Log) ids() map[string]bool {
	ids := make(map[string]bool, len(l))
	for i := range l {
		ids[l[i].ID] = true
	}
	return ids
}

// free returns the first number from n on that is not taken.
func free(n int, taken map[string]bool) string {
	for ; ; n++ {
		if id := strconv.Itoa(n); !taken[id] {
			return id
		}
	}
}

// Append appends operations, each made with everything before it in view unless
// it names a basis. It gives ids to those that have none, and writes into those
// that take a proposal what its words become if they have to be merged. It
// refuses what the text does not allow; the log is then as it was.
func (l Log) Append(ops ...Op) (Log, error) {
	f, err := fold(l)
	if err != nil {
		return l, err
	}
	longer := append(l[:len(l):len(l)], ops...)
	taken := longer.ids()
	for i := len(l); i < len(longer); i++ {
		if longer[i].ID == "" {
			longer[i].ID = free(i+1, taken)
			taken[longer[i].ID] = true
		}
		f.t.complete(&longer[i])
		if err := f.apply(&longer[i]); err != nil {
			return l, &OpError{i + 1, longer[i].ID, err}
		}
	}
	if len(longer) > MaxOps {
		return l, phrase.New("text.log.longer", "the log would have more than %d operations", MaxOps)
	}
	return longer, nil
}

// since returns how many operations there were up to the basis, which is an
// operation or a draft: what somebody had seen who worked on it. An empty
// basis is all of them.
func (t *Text) since(basis string) (int, bool) {
	if basis == "" {
		return t.Seq, true
	}
	if d, ok := t.Draft(basis); ok {
		return d.Seq, true
	}
	seq, ok := t.ops[basis]
	return seq, ok
}

// Until returns the log as it was when the draft had been issued or the
// operation had been made.
func (l Log) Until(basis string) (Log, error) {
	for i := range l {
		if l[i].ID == basis || l[i].Do == DoDraft && l[i].Draft == basis {
			return l[:i+1], nil
		}
	}
	return nil, phrase.New("text.basis.none", "there is no draft and no operation %q", basis)
}
