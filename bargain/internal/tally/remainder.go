package tally

import (
	"math/big"
	"math/bits"
	"slices"
	"sync"
)

// plus adds modulo a prime below 2^63, or plainly if it is 0 and the sum fits.
func plus(a, b, prime uint64) uint64 {
	a += b
	if prime > 0 && a >= prime {
		a -= prime
	}
	return a
}

// product64 multiplies modulo a prime, or plainly if it is 0.
func product64(a, b, prime uint64) uint64 {
	if prime == 0 {
		return a * b
	}
	high, low := bits.Mul64(a, b)
	return bits.Rem64(high, low, prime)
}

var (
	primeLock sync.Mutex
	primeList []uint64
)

// primes returns the n greatest primes below 2^63. big.Int's test is exact
// below 2^64.
func primes(n int) []uint64 {
	primeLock.Lock()
	defer primeLock.Unlock()
	x := uint64(1)<<63 - 1
	if len(primeList) > 0 {
		x = primeList[len(primeList)-1] - 2
	}
	for ; len(primeList) < n; x -= 2 {
		if new(big.Int).SetUint64(x).ProbablyPrime(0) {
			primeList = append(primeList, x)
		}
	}
	return slices.Clone(primeList[:n])
}

// remainders puts a number together from its remainders: n is the only one
// below the product of the primes so far that has them.
type remainders struct{ n, product big.Int }

func (r *remainders) add(remainder *big.Int, prime uint64) {
	p := new(big.Int).SetUint64(prime)
	if r.product.Sign() == 0 {
		r.n.Set(remainder)
		r.product.Set(p)
		return
	}
	// n + product·k has the new remainder for k = (remainder − n)/product.
	k := new(big.Int).Sub(remainder, &r.n)
	k.Mul(k, new(big.Int).ModInverse(new(big.Int).Mod(&r.product, p), p)).Mod(k, p)
	r.n.Add(&r.n, k.Mul(k, &r.product))
	r.product.Mul(&r.product, p)
}
