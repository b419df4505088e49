package network

// WriteOut sets how large a factor may be before it is followed along a chain
// where that makes smaller tables, and where it does not, for tests of chains
// on small networks, and returns a function that sets both back.
func WriteOut(min, max int) (restore func()) {
	min, minDirect = minDirect, min
	max, maxDirect = maxDirect, max
	return func() { minDirect, maxDirect = min, max }
}
