package talks

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Line writes an event as one line of JSON without a line end: the keys in the
// order of its fields, empty ones left out. Equal events make equal bytes.
func (e *Event) Line() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// ReadEvent reads what Line wrote. It does not ask whether the event may
// follow on another; Apply does.
func ReadEvent(line []byte) (Event, error) { return read[Event](line) }

// ReadCommand reads a command as JSON, with the keys of docs/talks.md. Decide
// checks what it says.
func ReadCommand(line []byte) (Command, error) { return read[Command](line) }

func read[T any](line []byte) (T, error) {
	var x T
	if len(line) > MaxEvent {
		return x, fmt.Errorf("a line has %d bytes, and more than %d are not read", len(line), MaxEvent)
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&x); err != nil {
		return x, err
	}
	if d.More() {
		return x, errors.New("more than one thing stands on the line")
	}
	return x, nil
}
