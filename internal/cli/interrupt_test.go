//go:build unix

package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestInterruptible(t *testing.T) {
	ctx, stop := interruptible(context.Background(), 0)
	defer stop()
	if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	<-ctx.Done()
	if got := context.Cause(ctx); !errors.Is(got, errSignal) {
		t.Errorf("got %v, want %v", got, errSignal)
	}
	for _, c := range []struct{ budget, ago, most time.Duration }{{0, time.Hour, 0}, {time.Second, time.Hour, 1}, {time.Hour, time.Minute, 59 * time.Minute}} {
		if got := left(c.budget, time.Now().Add(-c.ago)); got > c.most || (got == 0) != (c.budget == 0) {
			t.Errorf("of %v, begun %v ago, %v is left", c.budget, c.ago, got)
		}
	}
	over, stopOver := interruptible(context.Background(), time.Nanosecond)
	defer stopOver()
	<-over.Done()
	if got := context.Cause(over); !errors.Is(got, errBudget) {
		t.Errorf("got %v, want %v", got, errBudget)
	}
}

// An interrupt ends the work and still prints what is certain by then.
func TestInterrupt(t *testing.T) {
	script, err := os.ReadFile("testdata/script/budget.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, large, _ := strings.Cut(string(script), "-- large.yaml --\n")
	path := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(path, []byte(large), 0o600); err != nil {
		t.Fatal(err)
	}
	// When the program has come to the work cannot be seen from outside. If it
	// had not, the signal ends it in the common way: then it gets longer.
	for wait := 250 * time.Millisecond; wait < time.Minute; wait *= 2 {
		var out, stderr bytes.Buffer
		cmd := exec.Command("parley", "analyze", path)
		cmd.Stdout, cmd.Stderr = &out, &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(wait)
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		var exit *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &exit) {
			t.Fatalf("ended with %v", err)
		}
		if exit.ExitCode() == -1 {
			continue
		}
		if exit.ExitCode() != statusInterrupted || !strings.Contains(stderr.String(), "interrupted: the answer is partial") {
			t.Errorf("status %d: %s", exit.ExitCode(), &stderr)
		}
		if !strings.Contains(out.String(), "A large case") {
			t.Errorf("no partial answer: %.200s", &out)
		}
		return
	}
	t.Error("the program never came to the work")
}
