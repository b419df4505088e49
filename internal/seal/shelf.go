package seal

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Wrapped is a key as it lies on a shelf: of a party of a talk, its generation
// from 1 counting rotations.
type Wrapped struct {
	Talk       string
	Party      string
	Generation int
	Created    time.Time
	Key        []byte    `json:",omitempty"` // wrapped; nil once it is destroyed
	Destroyed  time.Time `json:",omitzero"`  // when its destruction began
}

// Name is how sealed parts name the key: the party and its generation.
func (w Wrapped) Name() string { return fmt.Sprintf("%s/%d", w.Party, w.Generation) }

// Shelf keeps wrapped keys. It is kept apart from the journal and its backups.
type Shelf interface {
	// Keys returns those of the talk, destroyed ones included, by party and
	// generation.
	Keys(ctx context.Context, talk string) ([]Wrapped, error)
	// All returns those of all talks, by talk, party and generation.
	All(ctx context.Context) ([]Wrapped, error)
	// Put keeps a key durably. It fails with ErrTaken where there is one of that
	// talk, party and generation, or was.
	Put(ctx context.Context, w Wrapped) error
	// Replace keeps a key durably in the place of the one of that talk, party and
	// generation: whenever it is interrupted, there is one of the two, whole. A key
	// that was destroyed stays so.
	Replace(ctx context.Context, w Wrapped) error
	// Destroy marks the key as destroyed and then removes it, both durably. Called
	// again, it finishes what was interrupted.
	Destroy(ctx context.Context, w Wrapped, at time.Time) error
}

// ErrTaken says that there is, or was, a key of that name.
var ErrTaken = errors.New("there is a key of that name")

// Folder is a shelf of files: one for each key, and one for each that was destroyed.
type Folder struct{ path string }

// NewFolder makes a shelf of the folder, creating it for its owner alone where
// it does not exist.
func NewFolder(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	return &Folder{path}, nil
}

// maxKeyFile bounds what is read of a file on the shelf.
const maxKeyFile = 1 << 14

// name is a file's, without its ending: names of talks and parties can be too
// long for one, or differ only in capitals.
func (f *Folder) name(w Wrapped) string {
	return filepath.Join(f.path, fmt.Sprintf("%s-%s-%d", short(w.Talk), short(w.Party), w.Generation))
}

func short(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:12])
}

// Keys reads the files of the talk.
func (f *Folder) Keys(ctx context.Context, talk string) ([]Wrapped, error) {
	return f.keys(ctx, short(talk)+"-", func(w Wrapped) bool { return w.Talk == talk })
}

// All reads all files.
func (f *Folder) All(ctx context.Context) ([]Wrapped, error) {
	return f.keys(ctx, "", func(Wrapped) bool { return true })
}

// keys reads the files whose names begin so, and refuses what does not belong there.
func (f *Folder) keys(ctx context.Context, prefix string, belongs func(Wrapped) bool) ([]Wrapped, error) {
	files, err := os.ReadDir(f.path)
	if err != nil {
		return nil, err
	}
	found := map[string]Wrapped{}
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		name, isKey := strings.CutSuffix(file.Name(), ".key")
		name, isMark := strings.CutSuffix(name, ".destroyed")
		if isKey == isMark || !strings.HasPrefix(name, prefix) {
			continue
		}
		w, err := read(filepath.Join(f.path, file.Name()))
		if errors.Is(err, fs.ErrNotExist) { // destroyed since
			continue
		}
		if err != nil {
			return nil, err
		}
		if !belongs(w) || filepath.Base(f.name(w)) != name {
			return nil, fmt.Errorf("%s: this is the key %s of %s, in another's place", filepath.Join(f.path, file.Name()), w.Name(), w.Talk)
		}
		if before, ok := found[name]; ok { // a key that is marked counts as marked
			w.Key = nil
			w.Destroyed = latest(w.Destroyed, before.Destroyed)
		}
		found[name] = w
	}
	var all []Wrapped
	for _, w := range found {
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b Wrapped) int {
		return cmp.Or(strings.Compare(a.Talk, b.Talk), strings.Compare(a.Party, b.Party), a.Generation-b.Generation)
	})
	return all, nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func read(name string) (Wrapped, error) {
	file, err := os.Open(name)
	if err != nil {
		return Wrapped{}, err
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, maxKeyFile))
	if err != nil {
		return Wrapped{}, err
	}
	var w Wrapped
	if err := json.Unmarshal(b, &w); err != nil {
		return Wrapped{}, fmt.Errorf("%s: this is no key: %w", name, err)
	}
	return w, nil
}

// Put writes the file of the key.
func (f *Folder) Put(_ context.Context, w Wrapped) error {
	if _, err := os.Lstat(f.name(w) + ".destroyed"); err == nil {
		return ErrTaken
	}
	return f.write(f.name(w)+".key", w, os.Link)
}

// Replace puts a new file in the place of the old one. What the old one held may
// stay on the disk until its place is used again.
func (f *Folder) Replace(_ context.Context, w Wrapped) error {
	name, mark := f.name(w)+".key", f.name(w)+".destroyed"
	if _, err := os.Lstat(mark); err == nil {
		return nil
	}
	if _, err := os.Lstat(name); err != nil {
		return err
	}
	if err := f.write(name, w, os.Rename); err != nil {
		return err
	}
	if _, err := os.Lstat(mark); err == nil { // since
		return f.shred(name)
	}
	return nil
}

// write makes a file that is there whole or not at all. Place gives it its name.
func (f *Folder) write(name string, w Wrapped, place func(from, to string) error) error {
	b, err := json.MarshalIndent(w, "", "  ")
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(f.path, "new-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(append(b, '\n'))
	err = errors.Join(err, file.Sync(), file.Close())
	if err != nil {
		return err
	}
	if err := place(file.Name(), name); errors.Is(err, fs.ErrExist) {
		return ErrTaken
	} else if err != nil {
		return err
	}
	return f.sync()
}

// sync makes names in the folder durable. Windows does so by itself.
func (f *Folder) sync() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(f.path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Destroy marks the key, writes over its file and removes it. Disks that write
// elsewhere than they are told, and backups, may keep what was there; it is
// wrapped by the master key.
func (f *Folder) Destroy(_ context.Context, w Wrapped, at time.Time) error {
	mark := w
	mark.Key, mark.Destroyed = nil, at
	if err := f.write(f.name(w)+".destroyed", mark, os.Link); err != nil && !errors.Is(err, ErrTaken) {
		return err
	}
	return f.shred(f.name(w) + ".key")
}

// shred writes over a file and removes it; one that is gone is none.
func (f *Folder) shred(name string) error {
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := errors.Join(overwrite(file), file.Close()); err != nil {
		return err
	}
	return errors.Join(os.Remove(name), f.sync())
}

// overwrite puts chance in the place of what a file holds.
func overwrite(file *os.File) error {
	info, err := file.Stat()
	if err == nil {
		_, err = io.CopyN(file, rand.Reader, info.Size())
	}
	return errors.Join(err, file.Sync())
}
