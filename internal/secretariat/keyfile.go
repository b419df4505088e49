package secretariat

import (
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
