package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/ledger"
)

// A disk that refuses to write or to sync now and then, and forgets what it was to
// sync: whatever is acknowledged stays, also when the power fails besides, and to
// try the same again neither loses nor doubles an entry.
func TestDisksThatFail(t *testing.T) {
	for fault, wants := range map[string]string{
		"pwrite64:error=ENOSPC:when=10+41": "the disk is full",
		"pwrite64:error=EIO:when=10+41":    "try the same again|cannot be reached",
		"fsync:error=EIO:when=7+5":         "its disk failed to sync",
	} {
		if testing.Short() && !strings.HasPrefix(fault, "fsync") {
			continue
		}
		want := regexp.MustCompile(wants)
		seed := uint64(time.Now().UnixNano())
		folder, trace, said := record(t, 6, checkpoints, fault)
		for tries := 1; !want.MatchString(said) && tries < 5; tries++ { // each thread has a count of its own: it may never be its turn
			folder, trace, said = record(t, 6, checkpoints, fault)
		}
		if !want.MatchString(said) {
			t.Errorf("%s: the writers should complain that %q, and said\n%s", fault, wants, said)
		}
		_, acknowledged, loss := failures(t, folder, trace, rand.New(rand.NewPCG(seed, 0)))
		if loss != nil || acknowledged < 6 {
			t.Errorf("%s, seed %d: %d acknowledged, %v", fault, seed, acknowledged, loss)
		}
	}
}

// mount gives the test a small file system of its own, which another mounts again
// with other options.
func mount(t *testing.T, options string) (folder string, again func(options string)) {
	t.Helper()
	folder = t.TempDir()
	do := func(args ...string) error {
		said, err := exec.Command("mount", append(args, folder)...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, said)
		}
		return nil
	}
	if err := do("-t", "tmpfs", "-o", options, "tmpfs"); err != nil { // not demanded: a container may not, even as root
		t.Skipf("SKIPPED: nothing can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", folder).Run() })
	return folder, func(options string) {
		if err := do("-o", "remount,"+options); err != nil {
			t.Fatal(err)
		}
	}
}

// A disk is full, then larger, then read-only.
func TestSmallDisk(t *testing.T) {
	folder, remount := mount(t, "size=600k")
	name := filepath.Join(folder, "talks.db")
	s := open(t, name)
	tip, n := ledger.Start("talk"), 0
	next := func() ledger.Draft {
		d := draft(2 * n)
		d.Parts = []ledger.Part{{Readers: []string{"north/1"}, Bytes: bytes.Repeat([]byte{byte(n)}, 20_000)}}
		return d
	}
	for ; ; n++ {
		_, after, err := s.Append(ctx, tip, next())
		if err != nil {
			if !errors.Is(err, ErrFull) {
				t.Fatalf("with a full disk: %v", err)
			}
			break
		}
		if tip = after; n > 1000 {
			t.Fatal("the disk does not fill")
		}
	}
	if n < 5 {
		t.Fatalf("%d entries fill the disk: the test is too small", n)
	}
	sound(t, s, "talk", int64(n), tip.Receipt().String())
	remount("size=8m")
	_, tip, err := s.Append(ctx, tip, next())
	if err != nil {
		t.Errorf("with room again: %v", err)
	}
	sound(t, s, "talk", int64(n)+1, tip.Receipt().String())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	remount("ro")
	if s, err := Open(ctx, name); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a file on a disk that may only be read: %v, %v", s, err)
	}
	if s, err := Open(ctx, filepath.Join(folder, "new.db")); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a new file on a disk that may only be read: %v, %v", s, err)
	}
	remount("rw")
	sound(t, open(t, name), "talk", int64(n)+1, tip.Receipt().String())
}

// A file that is moved away or replaced while it is open would swallow what is
// acknowledged. Appending is refused until it is back.
func TestFileThatIsMoved(t *testing.T) {
	name := filepath.Join(t.TempDir(), "talks.db")
	s := open(t, name)
	tip := appendAll(t, s, "talk", 2)
	refused := func(why, want string) {
		t.Helper()
		if _, _, err := s.Append(ctx, tip, draft(2)); !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", why, err)
		}
	}
	if err := os.Rename(name, name+".away"); err != nil {
		t.Fatal(err)
	}
	refused("moved away", "moved or deleted")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused("another file in its place", "it is another file now")
	if err := errors.Join(os.Remove(name), os.Rename(name+".away", name)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Append(ctx, tip, draft(2)); err != nil {
		t.Errorf("it is back: %v", err)
	}
	sound(t, s, "talk", 3)
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	refused("deleted", "moved or deleted")
}

// several lets processes of their own append to one database at once, from before
// there are tables in it. Each entry is acknowledged once, and is at its place.
func several(t *testing.T, where string, times int) {
	t.Helper()
	const processes = 3
	var said [processes]bytes.Buffer
	var all []*exec.Cmd
	for i := range processes {
		cmd := writer(where, times)
		cmd.Stdout, cmd.Stderr = &said[i], os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		all = append(all, cmd)
	}
	var receipts []string
	for i, cmd := range all {
		if err := cmd.Wait(); err != nil {
			t.Errorf("writer %d: %v", i, err)
		}
		for line := range strings.Lines(said[i].String()) {
			receipts = append(receipts, strings.TrimPrefix(strings.TrimSpace(line), "kept "))
		}
	}
	slices.Sort(receipts)
	if n := len(slices.Compact(slices.Clone(receipts))); n != len(receipts) {
		t.Errorf("of %d receipts, %d are different", len(receipts), n)
	}
	s := open(t, where)
	sound(t, s, "talk", int64(len(receipts)), receipts...) // none lost, none more than was acknowledged
}

func TestProcessesAtOnce(t *testing.T) {
	for range 6 {
		several(t, file(t), 4)
	}
}

// clocks that jump are written down as they are: nothing is lost or put in another
// order for it, and who checks is told.
func clocks(t *testing.T, where string) {
	s := open(t, where)
	tip := ledger.Start("talk")
	times := []time.Time{noon, noon.Add(-time.Hour), noon.Add(24 * 365 * 50 * time.Hour), noon, noon,
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC), noon.In(time.FixedZone("far east", 14*3600))}
	for _, at := range times {
		var err error
		if _, tip, err = s.Append(ctx, tip, ledger.Draft{Time: at, Kind: "event", Actor: "anna"}); err != nil {
			t.Fatalf("%v: %v", at, err)
		}
	}
	for _, never := range []time.Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if _, _, err := s.Append(ctx, tip, ledger.Draft{Time: never, Kind: "event", Actor: "anna"}); err == nil {
			t.Errorf("the time %v was written down, and nobody can read it", never)
		}
	}
	sound(t, s, "talk", int64(len(times)), tip.Receipt().String())
	i := 0
	if err := s.Read(ctx, "talk", 0, func(r ledger.Record) error {
		if !r.Entry.Time.Equal(times[i]) {
			t.Errorf("entry %d has the time %v, and was given %v", i+1, r.Entry.Time, times[i])
		}
		i++
		return nil
	}); err != nil || i != len(times) {
		t.Error(i, err)
	}
}
