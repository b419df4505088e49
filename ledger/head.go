package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// MaxSignatures is how many may sign a head.
const MaxSignatures = 64

// Head says how far a journal went, and who saw it so.
type Head struct {
	Talk       string
	Entries    int64  // how many: the number of the last one
	Last       Digest // of the last one
	Time       time.Time
	Signatures []Signature // none twice by name
}

// Signature is somebody's word for a head.
type Signature struct {
	Name  string
	Key   [ed25519.PublicKeySize]byte
	Bytes [ed25519.SignatureSize]byte
}

// Head is the head at this tip, not signed yet. There is none before the first entry.
func (t Tip) Head(at time.Time) Head {
	return Head{Talk: t.Talk, Entries: t.Number, Last: t.Digest, Time: at.UTC()}
}

// Check says what is wrong with a head, its signatures included; nil if nothing
// is. It does not know whose keys these are.
func (h Head) Check() error {
	if err := CheckWord(h.Talk); err != nil {
		return fmt.Errorf("the talk of the head is no word: %w", err)
	}
	if h.Entries < 1 || h.Entries > MaxNumber {
		return fmt.Errorf("a head cannot stand at %d entries", h.Entries)
	}
	if err := checkTime(h.Time); err != nil {
		return err
	}
	if len(h.Signatures) > MaxSignatures {
		return fmt.Errorf("%d have signed the head, and %d may", len(h.Signatures), MaxSignatures)
	}
	for i, s := range h.Signatures {
		if err := CheckWord(s.Name); err != nil {
			return fmt.Errorf("the name of signature %d is no word: %w", i+1, err)
		}
		if slices.ContainsFunc(h.Signatures[:i], func(o Signature) bool { return o.Name == s.Name }) {
			return fmt.Errorf("%s signed the head twice", s.Name)
		}
		if !ed25519.Verify(s.Key[:], h.Message(s.Name), s.Bytes[:]) {
			return fmt.Errorf("the signature of %s is not one of this head", s.Name)
		}
	}
	return nil
}

// Message is what somebody of that name signs. Keys that are not on this
// machine sign it elsewhere; the result goes to [Head.Countersign].
func (h Head) Message(name string) []byte {
	b := h.statement()
	b = append(b, "signer "...)
	b = append(b, name...)
	return append(b, '\n')
}

// Sign adds a signature made here.
func (h Head) Sign(name string, key ed25519.PrivateKey) (Head, error) {
	s := Signature{Name: name}
	copy(s.Key[:], key.Public().(ed25519.PublicKey))
	copy(s.Bytes[:], ed25519.Sign(key, h.Message(name)))
	return h.Countersign(s)
}

// Countersign adds a signature made anywhere. It fails where it is not one of
// this head under this name, or where the name signed already.
func (h Head) Countersign(s Signature) (Head, error) {
	h.Signatures = append(slices.Clip(h.Signatures), s)
	if err := h.Check(); err != nil {
		return Head{}, err
	}
	return h, nil
}

// statement is the head without signatures.
func (h Head) statement() []byte {
	b := make([]byte, 0, 256)
	b = append(b, "parley head 1\ntalk "...)
	b = append(b, h.Talk...)
	b = append(b, "\nentries "...)
	b = strconv.AppendInt(b, h.Entries, 10)
	b = append(b, "\nlast "...)
	b = append(b, h.Last.String()...)
	b = append(b, "\ntime "...)
	b = h.Time.UTC().AppendFormat(b, timeLayout)
	return append(b, '\n')
}

// Text is the section of the head in a journal. A head without a signature has
// none that would be read again.
func (h Head) Text() []byte {
	b := h.statement()
	for _, s := range h.Signatures {
		b = append(b, "signed "...)
		b = append(b, s.Name...)
		b = append(b, ' ')
		b = append(b, hex.EncodeToString(s.Key[:])...)
		b = append(b, ' ')
		b = append(b, base64.StdEncoding.EncodeToString(s.Bytes[:])...)
		b = append(b, '\n')
	}
	return append(b, '\n')
}

// ParseHead reads the section of one head, and nothing behind it, and checks its
// signatures.
func ParseHead(text []byte) (Head, error) {
	r := sectionReader(text)
	h, err := r.head()
	if err != nil {
		return Head{}, err
	}
	if int(r.offset) != len(text) {
		return Head{}, fmt.Errorf("something follows the head at byte %d", r.offset+1)
	}
	return h, nil
}
