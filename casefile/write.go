package casefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"parley"
	"parley/internal/intake"
)

// Write writes the case as YAML, in one file: keys in the order of the
// format, what is short on one line. Reading it gives an equal case. The error
// is the writer's, or names a place in the case that no file can hold: an id
// that stands twice, text that is not UTF-8.
func Write(w io.Writer, c *parley.Case) error {
	return writeItem(w, encode(c, true), yamlText)
}

// WriteJSON writes the case as JSON, which reads back as the same case. A
// number that has no finite decimal, such as 1/3, is a string.
func WriteJSON(w io.Writer, c *parley.Case) error {
	return writeItem(w, encode(c, true), jsonText)
}

// WritePosition writes the position of the party as YAML, in the form of
// positions/PARTY.yaml. The error is as Write's, or says that the party has
// stated no position.
func WritePosition(w io.Writer, c *parley.Case, party string) error {
	p := c.Position(party)
	if p == nil {
		return fmt.Errorf("%s has stated no position", party)
	}
	return writeItem(w, encodePosition(c, p), yamlText)
}

func writeItem(w io.Writer, i *item, as func(*item) string) error {
	if err := i.writable(nil); err != nil {
		return err
	}
	_, err := io.WriteString(w, as(i))
	return err
}

// fileName matches the ids that can name a file on every system.
var fileName = regexp.MustCompile(`^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]{0,63}$`)

// WriteFolder writes the case as a folder: case.yaml, which everybody may
// read, and positions/PARTY.yaml, which only the owner of the files may. It
// overwrites nothing: a folder that already has a case or positions is
// refused.
func WriteFolder(dir string, c *parley.Case) error {
	names := map[string]string{}
	for _, p := range c.Positions {
		if !fileName.MatchString(p.Party) {
			return fmt.Errorf("positions.%s: %q cannot name a file", p.Party, p.Party)
		}
		if other, ok := names[strings.ToLower(p.Party)]; ok {
			return fmt.Errorf("positions.%s: some systems cannot tell a file of that name from that of %s", p.Party, other)
		}
		names[strings.ToLower(p.Party)] = p.Party
	}
	for _, ending := range endings {
		name := filepath.Join(dir, "case"+ending)
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: there is a case already", name)
		}
	}
	positions := filepath.Join(dir, "positions")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return intake.Plainly(err)
	}
	if err := os.Mkdir(positions, 0o700); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: there are positions already", positions)
	} else if err != nil {
		return intake.Plainly(err)
	}
	write := func(name string, mode fs.FileMode, i *item) error {
		if err := i.writable(nil); err != nil {
			return err
		}
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if err != nil {
			return intake.Plainly(err)
		}
		_, err = f.WriteString(yamlText(i))
		return errors.Join(err, f.Close())
	}
	for i := range c.Positions {
		p := &c.Positions[i]
		if err := write(filepath.Join(positions, p.Party+".yaml"), 0o600, encodePosition(c, p)); err != nil {
			return err
		}
	}
	return write(filepath.Join(dir, "case.yaml"), 0o666, encode(c, false))
}
