package verify

import (
	"bytes"
	"errors"
	"io"
)

// source is a window on the file that holds the section being read.
//
// Slices that it hands out are good until the next call: it moves what it holds.
type source struct {
	from  io.Reader
	buf   []byte
	mark  int   // where the section begins
	at    int   // what is read so far
	base  int64 // offset in the file of buf[0]
	lines int64 // read so far
	last  int64 // offset in the file of the line read last
	ended bool
	err   error // of from; not the end of the file
}

// begin forgets everything before here.
func (s *source) begin() { s.mark = s.at }

// section is what was read since begin.
func (s *source) section() []byte { return s.buf[s.mark:s.at] }

// more reads on; false at the end of the file.
func (s *source) more() bool {
	if s.ended {
		return false
	}
	if s.mark > 0 && len(s.buf) == cap(s.buf) {
		n := copy(s.buf, s.buf[s.mark:])
		s.buf = s.buf[:n]
		s.base += int64(s.mark)
		s.at -= s.mark
		s.mark = 0
	}
	if len(s.buf) == cap(s.buf) {
		grown := make([]byte, len(s.buf), max(1<<18, 2*cap(s.buf)))
		copy(grown, s.buf)
		s.buf = grown
	}
	for range 100 {
		n, err := s.from.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if err != nil {
			s.ended = true
			if !errors.Is(err, io.EOF) {
				s.err = err
			}
		}
		if n > 0 || s.ended {
			return n > 0
		}
	}
	s.ended, s.err = true, io.ErrNoProgress
	return false
}

// over reports whether nothing is left.
func (s *source) over() bool { return s.at == len(s.buf) && !s.more() }

// longestLine is longer than any line that a journal may hold but for bodies
// and open parts: sixteen readers of 200 bytes, and some.
const longestLine = 4096

// line reads a line, without its line feed. Not ok: the file ends before one,
// or the line is longer than any may be.
func (s *source) line() (line []byte, ok bool) {
	for looked := 0; ; {
		if i := bytes.IndexByte(s.buf[s.at+looked:], '\n'); i >= 0 {
			n := looked + i
			if n > longestLine {
				return nil, false
			}
			s.last = s.base + int64(s.at)
			line = s.buf[s.at : s.at+n]
			s.at += n + 1
			s.lines++
			return line, true
		}
		looked = len(s.buf) - s.at
		if looked > longestLine || !s.more() {
			return nil, false
		}
	}
}

// take reads n bytes and the line feed behind them.
func (s *source) take(n int) (b []byte, ok bool) {
	for len(s.buf)-s.at < n+1 {
		if !s.more() {
			return nil, false
		}
	}
	b = s.buf[s.at : s.at+n]
	if s.buf[s.at+n] != '\n' {
		return nil, false
	}
	s.last = s.base + int64(s.at)
	s.at += n + 1
	s.lines += int64(bytes.Count(b, newline)) + 1
	return b, true
}

var newline = []byte{'\n'}

// starts reports whether the line that comes next is this one, without reading it.
func (s *source) starts(line string) bool {
	for len(s.buf)-s.at < len(line)+1 {
		if !s.more() {
			return false
		}
	}
	return string(s.buf[s.at:s.at+len(line)]) == line && s.buf[s.at+len(line)] == '\n'
}
