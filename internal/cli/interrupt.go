package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// errBudget is why work stopped when its time was over.
var errBudget = errors.New("the time given by --budget is over")

// errSignal is why work stopped when somebody asked it to.
var errSignal = errors.New("interrupted")

// left returns what is left of a budget since work began, if only an instant; 0
// where there is none.
func left(budget time.Duration, began time.Time) time.Duration {
	if budget <= 0 {
		return 0
	}
	return max(1, budget-time.Since(began))
}

// interruptible returns a context that ends when the budget is used up (0:
// there is none) or at the first interrupt. The second one ends the process.
// stop must be called when the work is over.
func interruptible(parent context.Context, budget time.Duration) (ctx context.Context, stop func()) {
	release := context.CancelFunc(func() {})
	if budget > 0 { // as a deadline, which work can share out
		parent, release = context.WithTimeoutCause(parent, budget, errBudget)
	}
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		for interrupted := false; ; {
			select {
			case <-done:
				return
			case <-signals:
				if interrupted {
					os.Exit(statusInterrupted)
				}
				interrupted = true
				cancel(errSignal)
			}
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel(nil)
		release()
	}
}
