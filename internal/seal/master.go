package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// Master wraps the keys of parties. A key management service can stand behind it.
type Master interface {
	// Wrap encrypts and authenticates a key. Unwrap gives it back only for the
	// same context, which is not secret: a wrapped key put in the place of another
	// is refused.
	Wrap(context string, key []byte) ([]byte, error)
	Unwrap(context string, wrapped []byte) ([]byte, error)
}

// masterSize is that of a key of AES-256.
const masterSize = 32

// NewMaster draws a master key, in the form in which a file or the environment
// gives it: base64 of 32 bytes.
func NewMaster() string {
	b := make([]byte, masterSize)
	_, _ = rand.Read(b) // never fails: it ends the program instead
	return base64.StdEncoding.EncodeToString(b)
}

// ErrNoMaster says that there is no master key to be had.
var ErrNoMaster = errors.New("there is no master key")

// ParseMaster reads a master key as NewMaster writes it. Its errors quote
// nothing of it.
func ParseMaster(text string) (Master, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, ErrNoMaster
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) != masterSize {
		return nil, fmt.Errorf("the master key is not %d bytes in base64", masterSize)
	}
	block, err := aes.NewCipher(b)
	if err != nil {
		return nil, err
	}
	// A random nonce of 96 bits for each key wrapped: far fewer than 2^32 are.
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &local{gcm}, nil
}

// Where a master key is looked for.
const (
	MasterVariable     = "PARLEY_MASTER_KEY"      // the key itself
	MasterFileVariable = "PARLEY_MASTER_KEY_FILE" // the name of a file that holds it
)

// FindMaster takes the master key from the environment, or from the file that it
// names. Both at once are refused: one of them would be the wrong one.
func FindMaster(getenv func(string) string) (Master, error) {
	text, file := getenv(MasterVariable), getenv(MasterFileVariable)
	switch {
	case text != "" && file != "":
		return nil, fmt.Errorf("both %s and %s are set: unset one", MasterVariable, MasterFileVariable)
	case file != "":
		return MasterFromFile(file)
	case text == "":
		return nil, fmt.Errorf("%w: set %s to the name of a file that holds it, or %s", ErrNoMaster, MasterFileVariable, MasterVariable)
	}
	m, err := ParseMaster(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", MasterVariable, err)
	}
	return m, nil
}

// MasterFromFile reads a master key from a file that nobody but its owner may
// read.
func MasterFromFile(name string) (Master, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s: others than its owner may use this file (%v): chmod 600 it", name, info.Mode().Perm())
	}
	if info.Size() > 1<<12 {
		return nil, fmt.Errorf("%s: a master key is not %d bytes long", name, info.Size())
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	m, err := ParseMaster(string(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// local is a master key in the memory of this process.
type local struct{ gcm cipher.AEAD }

func (l *local) Wrap(context string, key []byte) ([]byte, error) {
	return l.gcm.Seal(nil, nil, key, []byte(context)), nil
}

func (l *local) Unwrap(context string, wrapped []byte) ([]byte, error) {
	key, err := l.gcm.Open(nil, nil, wrapped, []byte(context))
	if err != nil {
		return nil, errors.New("the key does not open: this is another master key, or the key was changed or put in another's place")
	}
	return key, nil
}
