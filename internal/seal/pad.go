package seal

import (
	"encoding/binary"
	"fmt"
)

// Sizes of what is sealed, padded: 16 KiB, doubling. A length then tells which of
// nine classes, and nothing more. The first is for nearly all there is: the
// position of a party as people write them, a note, one word of consent. Else the
// length of a position would tell who has much to say.
const (
	smallest = 16 << 10
	largest  = 4 << 20
)

// MaxPlain is how many bytes can be sealed at once.
const MaxPlain = largest - 4

// class is the size that n bytes and their length are padded to.
func class(n int) int {
	size := smallest
	for size < n+4 {
		size *= 2
	}
	return size
}

// pad puts the length before the bytes, and zeros behind.
func pad(plain []byte) ([]byte, error) {
	if len(plain) > MaxPlain {
		return nil, fmt.Errorf("there are %d bytes to seal, and at most %d can be at once", len(plain), MaxPlain)
	}
	b := make([]byte, class(len(plain)))
	binary.BigEndian.PutUint32(b, uint32(len(plain)))
	copy(b[4:], plain)
	return b, nil
}

// unpad undoes pad, and refuses what pad does not make.
func unpad(b []byte) ([]byte, error) {
	if len(b) < smallest {
		return nil, errPadding
	}
	n := binary.BigEndian.Uint32(b)
	if n > MaxPlain || class(int(n)) != len(b) {
		return nil, errPadding
	}
	for _, c := range b[4+n:] {
		if c != 0 {
			return nil, errPadding
		}
	}
	return b[4 : 4+n : 4+n], nil
}

var errPadding = fmt.Errorf("what was sealed is not padded as it should be: another program sealed it, or a newer version")
