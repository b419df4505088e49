// Package intake reads files that come from outside: no more of one than was
// asked for, nothing that could block or never end, and with errors that say
// which file it is and leave the system call out.
package intake

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// File reads a regular file, or what a link to one leads to. Anything else is
// refused unopened: opening a pipe would wait for its other end, and a device
// may never end. Of a file longer than most bytes, most+1 are returned, so that
// the caller sees that it is too long.
func File(name string, most int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, Plainly(err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: this is %s, and a file was expected", name, unusual(info.Mode()))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, Plainly(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, Plainly(err)
	}
	return data, nil
}

func unusual(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "a folder"
	case m&fs.ModeNamedPipe != 0:
		return "a pipe"
	case m&fs.ModeDevice != 0:
		return "a device"
	case m&fs.ModeSocket != 0:
		return "a socket"
	}
	return "no regular file"
}

// Plainly puts the path of an error of the file system first, and leaves out
// which system call it was. What [errors.Is] says of it stays.
func Plainly(err error) error {
	var e *fs.PathError
	switch {
	case !errors.As(err, &e):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return missing(e.Path)
	}
	return fmt.Errorf("%s: %w", e.Path, e.Err)
}

// missing is the path of a file that is not there.
type missing string

func (m missing) Error() string { return string(m) + ": there is no such file or folder" }

func (missing) Unwrap() error { return fs.ErrNotExist }
