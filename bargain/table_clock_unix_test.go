//go:build unix

package bargain_test

import (
	"syscall"
	"time"
)

// worked returns the processor time that the process has taken. On one
// processor that is what a clock shows on a machine with nothing else to do.
func worked() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return time.Since(began)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
