//go:build !unix

package bargain_test

import "time"

// worked returns the time since the start, for want of the processor's.
func worked() time.Duration { return time.Since(began) }
