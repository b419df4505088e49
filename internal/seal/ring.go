package seal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"filippo.io/age"
)

// Ring is the keys of one talk. It may be used by several goroutines. What
// other processes put on the shelf, [Ring.Refresh] brings.
type Ring struct {
	talk   string
	master Master
	shelf  Shelf

	mu   sync.RWMutex
	keys map[string][]key // by party; the generation is the index plus one
}

// key is a key that was unwrapped, or destroyed.
type key struct {
	wrapped  Wrapped
	identity *age.HybridIdentity // nil once destroyed
}

// Why something was not opened, or could not be sealed.
var (
	// ErrNotForThem says that it was not sealed to this party.
	ErrNotForThem = errors.New("it was not sealed to them")
	// ErrDestroyed says that the key is no more, and nobody can open it.
	ErrDestroyed = errors.New("the key was destroyed")
	// ErrNoKey says that the party has no key in this talk.
	ErrNoKey = errors.New("they have no key in this talk")
)

// Open takes the keys of a talk from the shelf.
func Open(ctx context.Context, master Master, shelf Shelf, talk string) (*Ring, error) {
	r := &Ring{talk: talk, master: master, shelf: shelf}
	return r, r.Refresh(ctx)
}

// Refresh takes the keys from the shelf anew.
func (r *Ring) Refresh(ctx context.Context) error {
	all, err := r.shelf.Keys(ctx, r.talk)
	if err != nil {
		return fmt.Errorf("read the keys of %s: %w", r.talk, err)
	}
	keys := map[string][]key{}
	for _, w := range all {
		if w.Generation != len(keys[w.Party])+1 {
			return fmt.Errorf("the key %s of %s is on the shelf, and the one before it is not, nor a mark that it was destroyed", w.Name(), r.talk)
		}
		k := key{wrapped: w}
		if w.Destroyed.IsZero() {
			if k.identity, err = r.unwrap(w); err != nil {
				return fmt.Errorf("the key %s of %s: %w", w.Name(), r.talk, err)
			}
		}
		keys[w.Party] = append(keys[w.Party], k)
	}
	r.mu.Lock()
	r.keys = keys
	r.mu.Unlock()
	return nil
}

// purpose binds a wrapped key to its place.
func purpose(w Wrapped) string {
	return fmt.Sprintf("parley key 1\n%s\n%s\n%d\n", w.Talk, w.Party, w.Generation)
}

func (r *Ring) unwrap(w Wrapped) (*age.HybridIdentity, error) {
	b, err := r.master.Unwrap(purpose(w), w.Key)
	if err != nil {
		return nil, err
	}
	id, err := age.ParseHybridIdentity(string(b))
	if err != nil { // whose error might quote it
		return nil, errors.New("what was wrapped is no key of age")
	}
	return id, nil
}

// Rotate gives a party its first key in this talk, or one that takes the place
// of the one it had: what is sealed from then on, only the new one opens. The old
// one stays for what was sealed before. It returns the name of the new key.
func (r *Ring) Rotate(ctx context.Context, party string, at time.Time) (string, error) {
	if party == "" || strings.ContainsAny(party, "/,\n ") {
		return "", fmt.Errorf("%q cannot have a key: its name is empty or holds a space, a comma or a stroke", party)
	}
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return "", err
	}
	for {
		r.mu.RLock()
		w := Wrapped{Talk: r.talk, Party: party, Generation: len(r.keys[party]) + 1, Created: at.UTC()}
		r.mu.RUnlock()
		if w.Key, err = r.master.Wrap(purpose(w), []byte(id.String())); err != nil {
			return "", fmt.Errorf("wrap the key %s of %s: %w", w.Name(), r.talk, err)
		}
		err := r.shelf.Put(ctx, w)
		if err != nil && !errors.Is(err, ErrTaken) {
			return "", fmt.Errorf("keep the key %s of %s: %w", w.Name(), r.talk, err)
		}
		if refresh := r.Refresh(ctx); refresh != nil || err == nil {
			return w.Name(), refresh
		}
		r.mu.RLock() // somebody else rotated: once more, behind theirs
		stuck := len(r.keys[party]) < w.Generation
		r.mu.RUnlock()
		if stuck {
			return "", fmt.Errorf("keep the key %s of %s: %w", w.Name(), r.talk, err)
		}
	}
}

// Sealed is ciphertext and the names of the keys that open it, in ascending order.
type Sealed struct {
	Readers []string
	Bytes   []byte
}

// Seal encrypts for the parties, to the newest key of each. The length of the
// result depends on the number of parties and on the size class of what is
// sealed, and on nothing else; its bytes are others each time.
func (r *Ring) Seal(parties []string, plain []byte) (Sealed, error) {
	padded, err := pad(plain)
	if err != nil {
		return Sealed{}, err
	}
	if len(parties) == 0 {
		return Sealed{}, errors.New("it would be sealed to nobody")
	}
	parties = slices.Compact(slices.Sorted(slices.Values(parties)))
	var s Sealed
	var to []age.Recipient
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, p := range parties {
		keys := r.keys[p]
		if len(keys) == 0 {
			return Sealed{}, fmt.Errorf("seal for %s in %s: %w", p, r.talk, ErrNoKey)
		}
		k := keys[len(keys)-1]
		if k.identity == nil {
			return Sealed{}, fmt.Errorf("seal for %s in %s: %w", p, r.talk, ErrDestroyed)
		}
		s.Readers = append(s.Readers, k.wrapped.Name())
		to = append(to, k.identity.Recipient())
	}
	slices.Sort(s.Readers)
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to...)
	if err != nil {
		return Sealed{}, err
	}
	if _, err := w.Write(padded); err != nil {
		return Sealed{}, err
	}
	if err := w.Close(); err != nil {
		return Sealed{}, err
	}
	s.Bytes = b.Bytes()
	return s, nil
}

// Unseal decrypts for a party. ErrNotForThem, ErrDestroyed and ErrNoKey say why
// it cannot; any other error, that the ciphertext was changed.
func (r *Ring) Unseal(party string, s Sealed) ([]byte, error) {
	id, err := r.identity(party, s.Readers)
	if err != nil {
		return nil, fmt.Errorf("open for %s in %s: %w", party, r.talk, err)
	}
	from, err := age.Decrypt(bytes.NewReader(s.Bytes), id)
	if err != nil {
		return nil, fmt.Errorf("open for %s in %s: the ciphertext was changed, or is of another key: %w", party, r.talk, err)
	}
	padded, err := io.ReadAll(io.LimitReader(from, largest+1))
	if err != nil {
		return nil, fmt.Errorf("open for %s in %s: the ciphertext was changed: %w", party, r.talk, err)
	}
	return unpad(padded)
}

// identity is the party's key among the readers.
func (r *Ring) identity(party string, readers []string) (*age.HybridIdentity, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, name := range readers {
		p, generation, _ := strings.Cut(name, "/")
		n, err := strconv.Atoi(generation)
		if p != party || err != nil {
			continue
		}
		keys := r.keys[party]
		if n < 1 || n > len(keys) {
			return nil, ErrNoKey
		}
		if keys[n-1].identity == nil {
			return nil, fmt.Errorf("%w on %s", ErrDestroyed, keys[n-1].wrapped.Destroyed.UTC().Format(time.DateOnly))
		}
		return keys[n-1].identity, nil
	}
	return nil, ErrNotForThem
}

// Certificate says which keys were destroyed. It belongs into the journal,
// where the heads countersign it.
type Certificate struct {
	Talk  string
	Party string
	Time  time.Time
	Keys  []DestroyedKey
}

// DestroyedKey is a key that is no more.
type DestroyedKey struct {
	Name      string
	Recipient string // SHA-256 of the public half as age writes it, in 64 digits; empty where it was destroyed before
}

// Destroy destroys all keys of a party in this talk, of every generation. What
// was sealed to it alone, nobody opens again; what was sealed to others too, they
// still do. After an error it is to be called again: some keys may be gone.
func (r *Ring) Destroy(ctx context.Context, party string, at time.Time) (Certificate, error) {
	if err := r.Refresh(ctx); err != nil {
		return Certificate{}, err
	}
	r.mu.RLock()
	keys := slices.Clone(r.keys[party])
	r.mu.RUnlock()
	if len(keys) == 0 {
		return Certificate{}, fmt.Errorf("destroy the keys of %s in %s: %w", party, r.talk, ErrNoKey)
	}
	c := Certificate{Talk: r.talk, Party: party, Time: at.UTC()}
	for _, k := range keys {
		d := DestroyedKey{Name: k.wrapped.Name()}
		if k.identity != nil {
			sum := sha256.Sum256([]byte(k.identity.Recipient().String()))
			d.Recipient = hex.EncodeToString(sum[:])
		}
		if err := r.shelf.Destroy(ctx, k.wrapped, at.UTC()); err != nil {
			return Certificate{}, fmt.Errorf("destroy the key %s of %s: %w", d.Name, r.talk, err)
		}
		c.Keys = append(c.Keys, d)
	}
	return c, r.Refresh(ctx)
}

// Check holds the certificate to a shelf: an error says which of the keys is there
// all the same, as after a backup of the shelf was put back.
func (c Certificate) Check(ctx context.Context, shelf Shelf) error {
	keys, err := shelf.Keys(ctx, c.Talk)
	if err != nil {
		return fmt.Errorf("read the keys of %s: %w", c.Talk, err)
	}
	for _, w := range keys {
		gone := slices.ContainsFunc(c.Keys, func(k DestroyedKey) bool { return k.Name == w.Name() })
		if gone && w.Party == c.Party && w.Destroyed.IsZero() {
			return fmt.Errorf("the key %s of %s is on the shelf, and was to be destroyed on %s", w.Name(), c.Talk, c.Time.Format(time.DateOnly))
		}
	}
	return nil
}

// String is the certificate for people, with what it does not cover.
func (c Certificate) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Certificate of destruction\n\nTalk: %s\nParty: %s\nTime: %s\n\nThese keys were destroyed:\n", c.Talk, c.Party, c.Time.Format(time.RFC3339))
	for _, k := range c.Keys {
		fmt.Fprintf(&b, "  %s", k.Name)
		if k.Recipient != "" {
			fmt.Fprintf(&b, ", public half SHA-256 %s", k.Recipient)
		}
		b.WriteString("\n")
	}
	b.WriteString("\nWhat was sealed to these keys alone cannot be opened any more with what this\n" +
		"installation keeps. Not covered: backups of the shelf of keys, as long as the\n" +
		"master key exists too; what was sealed to other readers as well; what a reader\n" +
		"copied out before.\n")
	return b.String()
}
