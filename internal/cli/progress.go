package cli

import (
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progressDelay is how long work may take before a person wonders.
const progressDelay = 300 * time.Millisecond

// progress shows how far work has come, on a terminal alone.
type progress struct {
	mu    sync.Mutex
	doing string
	done  float64
	quit  chan struct{}
	ended chan struct{}
}

// startProgress begins to watch work. The bar appears after progressDelay and
// is gone after stop.
func startProgress(w io.Writer) *progress {
	if !isTerminal(w) {
		return nil
	}
	pr := &progress{quit: make(chan struct{}), ended: make(chan struct{})}
	go pr.show(w)
	return pr
}

// report is told by the engine; a nil progress ignores it.
func (pr *progress) report(doing string, done float64) {
	if pr == nil {
		return
	}
	pr.mu.Lock()
	defer pr.mu.Unlock()
	pr.doing, pr.done = doing, done
}

// stop takes the bar away and waits until it is.
func (pr *progress) stop() {
	if pr != nil {
		close(pr.quit)
		<-pr.ended
	}
}

// show draws from a clock of its own, because some work says nothing for
// seconds and the bar should still be seen to live.
func (pr *progress) show(w io.Writer) {
	defer close(pr.ended)
	select {
	case <-pr.quit:
		return
	case <-time.After(progressDelay):
	}
	const whole = 1000
	bar := progressbar.NewOptions(whole, progressbar.OptionSetWriter(w), progressbar.OptionSetWidth(24),
		progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(true), progressbar.OptionClearOnFinish())
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for shown := ""; ; {
		pr.mu.Lock()
		doing, done := pr.doing, pr.done
		pr.mu.Unlock()
		if doing != shown {
			bar.Reset()
			bar.Describe(doing)
			shown = doing
		}
		// The bar's own errors are those of a terminal that went away.
		_ = bar.Set(min(int(done*whole), whole-1)) // at the whole it would end
		_ = bar.RenderBlank()
		select {
		case <-pr.quit:
			_ = bar.Clear()
			return
		case <-tick.C:
		}
	}
}
