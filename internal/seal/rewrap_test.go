package seal_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/internal/seal"
)

func newMaster(t *testing.T) seal.Master {
	t.Helper()
	m, err := seal.ParseMaster(seal.NewMaster())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// With another master key, everything that could be read is, in every talk; what was
// destroyed stays so; and the one before opens nothing.
func TestRewrapping(t *testing.T) {
	d := newDesk(t)
	spring, autumn := d.ring(t, "spring", "north", "south", "north", "west"), d.ring(t, "autumn", "north")
	s, a := sealed(t, spring, "spring", "north", "south", "west"), sealed(t, autumn, "autumn", "north")
	certificate, err := spring.Destroy(ctx, "west", noon)
	if err != nil {
		t.Fatal(err)
	}
	after := newMaster(t)
	if n, err := seal.Rewrap(ctx, d.shelf, d.master, after); n != 4 || err != nil {
		t.Fatalf("%d keys were wrapped anew, %v", n, err)
	}
	for _, talk := range []string{"spring", "autumn"} {
		if _, err := seal.Open(ctx, d.master, d.shelf, talk); err == nil {
			t.Errorf("the master key before opens the keys of %s", talk)
		}
	}
	before := d.master
	d.master = after
	spring, autumn = d.ring(t, "spring"), d.ring(t, "autumn")
	for _, c := range []struct {
		ring        *seal.Ring
		party, want string
		from        seal.Sealed
	}{{spring, "north", "spring", s}, {spring, "south", "spring", s}, {autumn, "north", "autumn", a}} {
		if got, err := c.ring.Unseal(c.party, c.from); err != nil || string(got) != c.want {
			t.Errorf("%s reads %q instead of %q, %v", c.party, got, c.want, err)
		}
	}
	if got, err := spring.Unseal("west", s); !errors.Is(err, seal.ErrDestroyed) {
		t.Errorf("what was destroyed opens: %q, %v", got, err)
	}
	if len(certificate.Keys) != 1 || certificate.Keys[0].Name != "west/1" {
		t.Errorf("the certificate is %v", certificate)
	}
	if name, err := spring.Rotate(ctx, "north", noon); err != nil || name != "north/3" {
		t.Errorf("%s, %v", name, err)
	}
	if n, err := seal.Rewrap(ctx, d.shelf, before, after); n != 0 || err != nil {
		t.Errorf("once more: %d, %v", n, err)
	}
	if left, err := filepath.Glob(filepath.Join(d.path, "new-*")); err != nil || len(left) > 0 {
		t.Errorf("%v are left, %v", left, err)
	}
}

// weak is a shelf that fails after some replacements.
type weak struct {
	seal.Shelf
	left int
}

func (w *weak) Replace(ctx context.Context, k seal.Wrapped) error {
	if w.left--; w.left < 0 {
		return errors.New("the disk is full")
	}
	return w.Shelf.Replace(ctx, k)
}

// Wherever it is interrupted, calling again finishes, and nothing is lost.
func TestRewrappingIsFinishedAfterAnInterruption(t *testing.T) {
	d := newDesk(t)
	r := d.ring(t, "spring", "north", "south", "east")
	s := sealed(t, r, canary, "north", "south", "east")
	after := newMaster(t)
	for left := range 3 {
		n, err := seal.Rewrap(ctx, &weak{d.shelf, left}, d.master, after)
		if err == nil || !strings.Contains(err.Error(), "try the same again") || n != []int{0, 1, 2}[left] {
			t.Errorf("%d of them: %d, %v", left, n, err)
		}
		if left == 2 { // the three are through by now, one and two at a time
			continue
		}
		if n, err := seal.Rewrap(ctx, d.shelf, after, d.master); err != nil || n != left { // and back
			t.Errorf("back, %d of them: %d, %v", left, n, err)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if n, err := seal.Rewrap(stopped, d.shelf, d.master, after); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %d, %v", n, err)
	}
	if n, err := seal.Rewrap(ctx, d.shelf, d.master, after); n != 1 || err != nil {
		t.Errorf("at last: %d, %v", n, err)
	}
	d.master = after
	again := d.ring(t, "spring")
	for _, p := range []string{"north", "south", "east"} {
		if got, err := again.Unseal(p, s); err != nil || string(got) != canary {
			t.Errorf("%s reads %q, %v", p, got, err)
		}
	}
}

// A key that neither master key opens stops it before anything is changed.
func TestRewrappingChangesAllOrNothing(t *testing.T) {
	d := newDesk(t)
	d.ring(t, "spring", "north", "south")
	stranger := desk{path: d.path, shelf: d.shelf, master: newMaster(t)}
	stranger.ring(t, "winter", "north")
	before := files(t, d.path)
	if n, err := seal.Rewrap(ctx, d.shelf, d.master, newMaster(t)); n != 0 || err == nil || !strings.Contains(err.Error(), "nothing was changed: the key north/1 of winter") {
		t.Errorf("%d, %v", n, err)
	}
	if !slices.Equal(files(t, d.path), before) {
		t.Error("files were changed")
	}
}

// A key that is destroyed while keys are wrapped anew does not come back.
func TestRewrappingBringsNothingBack(t *testing.T) {
	d := newDesk(t)
	r := d.ring(t, "spring", "north")
	keys, err := d.shelf.All(ctx)
	if err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	if _, err := r.Destroy(ctx, "north", noon); err != nil {
		t.Fatal(err)
	}
	if err := d.shelf.Replace(ctx, keys[0]); err != nil {
		t.Error(err)
	}
	if left, err := filepath.Glob(filepath.Join(d.path, "*.key")); err != nil || len(left) > 0 {
		t.Errorf("%v came back, %v", left, err)
	}
	// One that was never there is not made.
	keys[0].Talk = "winter"
	if err := d.shelf.Replace(ctx, keys[0]); err == nil {
		t.Error("a key that was not there was replaced")
	}
}

// files are those of a folder with what they hold.
func files(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		names[i] += "\n" + string(b)
	}
	return names
}
