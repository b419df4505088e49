package network

// WriteOut sets how large a factor may be before it is followed along a
// chain, for tests of chains on small networks, and returns a function that
// sets it back.
func WriteOut(most int) (restore func()) {
	before := maxDirect
	maxDirect = most
	return func() { maxDirect = before }
}
