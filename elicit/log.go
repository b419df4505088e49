package elicit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// Bounds on a log.
const (
	MaxLog     = 4 << 20   // bytes in all
	MaxLine    = 256 << 10 // bytes of one answer
	MaxAnswers = 20_000    // answers
)

// LogVersion is the version of the log's form that this package writes. What
// is only added does not change it; see ReadLog.
const LogVersion = 1

// Log is what one party answered, in the order in which it was answered.
type Log struct {
	Party   string
	Answers []Answer

	head []byte // the first line it was read from
}

// header is the first line of a log.
type header struct {
	Answers int    `json:"parley_answers"`
	Party   string `json:"party"`
}

// Notice is something in a log that was passed over.
type Notice struct {
	Line    int // from 1
	Message string
}

// String writes the line and the message.
func (n Notice) String() string { return fmt.Sprintf("line %d: %s", n.Line, n.Message) }

// ReadLog reads a log: JSON, an object a line, the first of which names the
// party. Keys and questions that this version does not know are kept, and
// written back as they stood, so that a log survives an older program. A last
// line without its end is what an interrupted writer leaves: it is passed over
// with a notice. The error names the line.
func ReadLog(r io.Reader) (*Log, []Notice, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxLog+1))
	if err != nil {
		return nil, nil, err
	}
	if len(data) > MaxLog {
		return nil, nil, fmt.Errorf("the answers have more than %d bytes", MaxLog)
	}
	log, notices := &Log{}, []Notice(nil)
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, MaxLine+2)
	for n := 1; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		switch {
		case len(line) == 0:
			continue
		case log.Party == "":
			var h header
			if err := json.Unmarshal(line, &h); err != nil || h.Answers < 1 || h.Party == "" {
				return nil, nil, fmt.Errorf(`line %d: these are no answers: the first line is {"parley_answers": %d, "party": "…"}`, n, LogVersion)
			}
			if h.Answers > LogVersion {
				return nil, nil, fmt.Errorf("line %d: the answers are of version %d, and this program reads up to %d", n, h.Answers, LogVersion)
			}
			log.Party, log.head = h.Party, bytes.Clone(line)
			continue
		case len(log.Answers) == MaxAnswers:
			return nil, nil, fmt.Errorf("line %d: there are more than %d answers", n, MaxAnswers)
		}
		a, err := readAnswer(line)
		if err != nil {
			if !lines.Scan() && !bytes.HasSuffix(data, []byte("\n")) { // the last, without its end
				notices = append(notices, Notice{n, "the last answer was not written to its end, and is left out"})
				break
			}
			return nil, nil, fmt.Errorf("line %d: %w", n, err)
		}
		log.Answers = append(log.Answers, a)
	}
	if err := lines.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("an answer has more than %d bytes", MaxLine)
		}
		return nil, nil, err
	}
	if log.Party == "" {
		return nil, nil, errors.New("there is nothing in it")
	}
	return log, notices, nil
}

func readAnswer(line []byte) (Answer, error) {
	var a Answer
	if !utf8.Valid(line) {
		return a, errors.New("this is not UTF-8")
	}
	if err := json.Unmarshal(line, &a); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			return a, fmt.Errorf("%s is %s, which is not expected there", kind.Field, kind.Value)
		}
		return a, errors.New("this is not an answer in JSON")
	}
	if a.Question == "" {
		return a, errors.New("the answer does not name its question")
	}
	a.raw = bytes.Clone(line)
	return a, nil
}

// WriteLog writes a log as ReadLog reads it. Answers that were read are
// written byte for byte as they stood.
func WriteLog(w io.Writer, log *Log) error {
	head := bytes.Clone(log.head)
	if head == nil {
		var err error
		if head, err = json.Marshal(header{LogVersion, log.Party}); err != nil {
			return err
		}
	}
	if _, err := w.Write(append(head, '\n')); err != nil {
		return err
	}
	for _, a := range log.Answers {
		line, err := a.Line()
		if err != nil {
			return err
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// Line writes the answer as a line of a log, with its end.
func (a Answer) Line() ([]byte, error) {
	if a.raw != nil {
		return append(bytes.Clone(a.raw), '\n'), nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(a); err != nil {
		return nil, err
	}
	if b.Len() > MaxLine {
		return nil, fmt.Errorf("the answer has more than %d bytes", MaxLine)
	}
	return b.Bytes(), nil
}
