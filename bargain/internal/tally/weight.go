package tally

import (
	"math/big"
	"math/bits"

	"parley/bargain/internal/amount"
)

// A weight is how many packages something stands for: a whole number of a
// fixed count of words, the most significant first, as amounts are. How many
// words are enough is known before a table is begun, because no weight in it
// exceeds the product of what went in.

// wordsFor returns how many words hold every number up to n.
func wordsFor(n *big.Int) int { return max(1, (n.BitLen()+63)/64) }

// multiply sets dst to a × b, which fits.
func multiply(dst, a, b []uint64) {
	if len(dst) == 1 {
		dst[0] = a[len(a)-1] * b[len(b)-1]
		return
	}
	clear(dst)
	for i := range a { // from the least significant word up
		x := a[len(a)-1-i]
		if x == 0 {
			continue
		}
		var carry uint64
		for j := 0; i+j < len(dst); j++ {
			var y uint64
			if j < len(b) {
				y = b[len(b)-1-j]
			} else if carry == 0 {
				break
			}
			high, low := bits.Mul64(x, y)
			at := len(dst) - 1 - i - j
			var c uint64
			low, c = bits.Add64(low, carry, 0)
			high += c
			dst[at], c = bits.Add64(dst[at], low, 0)
			carry = high + c
		}
	}
}

// add adds b, of at most as many words, to dst; the sum fits.
func add(dst, b []uint64) {
	var carry uint64
	for i := 1; i <= len(dst); i++ {
		var y uint64
		if i <= len(b) {
			y = b[len(b)-i]
		} else if carry == 0 {
			return
		}
		dst[len(dst)-i], carry = bits.Add64(dst[len(dst)-i], y, carry)
	}
}

// piled is a sum of products of two words, of up to 2^64 terms.
type piled [3]uint64 // the least significant first

func (p *piled) add(a, b uint64) {
	high, low := bits.Mul64(a, b)
	var c uint64
	p[0], c = bits.Add64(p[0], low, 0)
	p[1], c = bits.Add64(p[1], high, c)
	p[2] += c
}

func (p *piled) int() *big.Int { return amount.Int([]uint64{p[2], p[1], p[0]}) }
