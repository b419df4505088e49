package secretariat

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"parley/internal/seal"
)

// The files of keys in a folder of talks.
const (
	masterFile = "master.key"
	serverFile = "server.key"
	shelfName  = "keys"
)

func shelfOf(folder string) string { return filepath.Join(folder, shelfName) }

// FindMaster finds the master key for a folder of talks: in the environment, as
// package seal says, or in the file master.key of the folder, which is made
// where the folder keeps no keys yet. A master key beside what it wraps
// protects copies of the keys and not the machine: keep it elsewhere where that
// matters.
func FindMaster(folder string, getenv func(string) string) (seal.Master, error) {
	m, err := seal.FindMaster(getenv)
	if !errors.Is(err, seal.ErrNoMaster) {
		return m, err
	}
	name := filepath.Join(folder, masterFile)
	if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
		if keys, err := os.ReadDir(shelfOf(folder)); err == nil && len(keys) > 0 {
			return nil, fmt.Errorf("%w for the keys in %s: put %s back, or set %s", seal.ErrNoMaster, shelfOf(folder), name, seal.MasterFileVariable)
		}
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
		if err := writeKey(name, seal.NewMaster()); err != nil {
			return nil, err
		}
	}
	return seal.MasterFromFile(name)
}

// NewMaster wraps all keys in a folder of talks by another master key, and returns how
// many it wrapped and in which file the other one is. It is taken from the file, which
// is made where there is none. An empty name is for a folder whose master key lies in
// it: another is drawn, and takes its place there. Else, the one that lay in the
// folder is removed. Interrupted, the same call again finishes.
//
// Whoever keeps these talks is started anew with it; see seal.Rewrap.
func NewMaster(ctx context.Context, folder string, getenv func(string) string, file string) (n int, name string, err error) {
	before, err := FindMaster(folder, getenv)
	if err != nil {
		return 0, "", err
	}
	own := filepath.Join(folder, masterFile)
	inside := getenv(seal.MasterVariable) == "" && getenv(seal.MasterFileVariable) == ""
	name = file
	switch {
	case file == "" && !inside:
		return 0, "", fmt.Errorf("the master key is not in %s: name the file that the new one shall be in", folder)
	case file == "":
		name = own + ".new"
	}
	if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
		if err := writeKey(name, seal.NewMaster()); err != nil {
			return 0, "", err
		}
	}
	after, err := seal.MasterFromFile(name)
	if err != nil {
		return 0, "", err
	}
	if n, err = rewrap(ctx, folder, before, after); err != nil || !inside {
		return n, name, err
	}
	if file == "" {
		return n, own, os.Rename(name, own)
	}
	if same, err := sameFile(own, name); same || err != nil {
		return n, name, err
	}
	return n, name, os.Remove(own)
}

// sameFile reports whether two names are of one file.
func sameFile(a, b string) (bool, error) {
	x, err := os.Stat(a)
	if err != nil {
		return false, err
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y), err
}

// rewrap wraps all keys in a folder of talks by another master key.
func rewrap(ctx context.Context, folder string, before, after seal.Master) (int, error) {
	shelf, err := seal.NewFolder(shelfOf(folder))
	if err != nil {
		return 0, err
	}
	return seal.Rewrap(ctx, shelf, before, after)
}

// serverKey is the key that signs heads, made on first use.
func serverKey(folder string) (ed25519.PrivateKey, error) {
	name := filepath.Join(folder, serverFile)
	if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
		if err := NewSigningKey(name); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	return SigningKey(name)
}

// NewSigningKey draws an Ed25519 key, and writes it to a file that is not there
// yet, for its owner alone.
func NewSigningKey(name string) error {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	return writeKey(name, base64.StdEncoding.EncodeToString(key.Seed()))
}

// SigningKey reads what NewSigningKey wrote. It refuses a file that others may
// read.
func SigningKey(name string) (ed25519.PrivateKey, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s: others than its owner may use this file (%v): chmod 600 it", name, info.Mode().Perm())
	}
	if info.Size() > 1<<12 {
		return nil, fmt.Errorf("%s: a key is not %d bytes long", name, info.Size())
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	seed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%s: this is no key: it should be %d bytes in base64", name, ed25519.SeedSize)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// writeKey makes a file that is there whole or not at all, and replaces none.
func writeKey(name, key string) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".key-*") // with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(key + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), name); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(filepath.Dir(name))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
