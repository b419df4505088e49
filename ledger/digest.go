package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Digest is a SHA-256. The zero value stands before the first entry.
type Digest [sha256.Size]byte

// Sum is the digest of the bytes.
func Sum(b []byte) Digest { return sha256.Sum256(b) }

// String is the digest in 64 digits.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// ParseDigest reads 64 digits 0–9, a–f.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	if err := parseHex(d[:], s); err != nil {
		return Digest{}, fmt.Errorf("%q is not a digest: %w", shorten(s), err)
	}
	return d, nil
}

// parseHex fills to from digits in small letters.
func parseHex(to []byte, s string) error {
	if len(s) != hex.EncodedLen(len(to)) {
		return fmt.Errorf("it has %d signs, and should have %d", len(s), hex.EncodedLen(len(to)))
	}
	for i, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return fmt.Errorf("its sign %d is none of 0–9, a–f", i+1)
		}
	}
	_, err := hex.Decode(to, []byte(s))
	return err
}
