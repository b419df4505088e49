package seal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/seal"
	"parley/ledger"
	"parley/verify"
)

var (
	ctx  = context.Background()
	noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
)

// canary is a secret that may not turn up anywhere.
const canary = "KANARIENVOGEL-our-last-word-is-47"

// desk is a shelf and a master key.
type desk struct {
	path   string
	shelf  *seal.Folder
	master seal.Master
	text   string
}

func newDesk(t *testing.T) desk {
	t.Helper()
	d := desk{path: filepath.Join(t.TempDir(), "keys"), text: seal.NewMaster()}
	var err error
	if d.shelf, err = seal.NewFolder(d.path); err != nil {
		t.Fatal(err)
	}
	if d.master, err = seal.ParseMaster(d.text); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d desk) ring(t *testing.T, talk string, parties ...string) *seal.Ring {
	t.Helper()
	r, err := seal.Open(ctx, d.master, d.shelf, talk)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parties {
		if _, err := r.Rotate(ctx, p, noon); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func sealed(t *testing.T, r *seal.Ring, plain string, parties ...string) seal.Sealed {
	t.Helper()
	s, err := r.Seal(parties, []byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOpensForItsReadersAndNobodyElse(t *testing.T) {
	d := newDesk(t)
	r := d.ring(t, "spring", "north", "south", "mediator")
	s := sealed(t, r, canary, "north", "mediator", "north")
	if !slices.Equal(s.Readers, []string{"mediator/1", "north/1"}) {
		t.Errorf("its readers are %v", s.Readers)
	}
	for _, ring := range []*seal.Ring{r, d.ring(t, "spring")} { // and with the keys read from the shelf
		for _, p := range []string{"north", "mediator"} {
			if got, err := ring.Unseal(p, s); err != nil || string(got) != canary {
				t.Errorf("%s reads %q, %v", p, got, err)
			}
		}
		if got, err := ring.Unseal("south", s); !errors.Is(err, seal.ErrNotForThem) {
			t.Errorf("south reads %q, %v", got, err)
		}
		// South's key does not open it either, whatever the list of readers says.
		if got, err := ring.Unseal("south", seal.Sealed{Readers: []string{"south/1"}, Bytes: s.Bytes}); err == nil {
			t.Errorf("put down as a reader, south reads %q", got)
		}
	}
	other := d.ring(t, "autumn", "north")
	if got, err := other.Unseal("north", s); err == nil {
		t.Errorf("the key of another talk opens %q", got)
	}
	for i := 0; i < len(s.Bytes); i += 97 {
		changed := slices.Clone(s.Bytes)
		changed[i] ^= 4
		if _, err := r.Unseal("north", seal.Sealed{Readers: s.Readers, Bytes: changed}); err == nil {
			t.Errorf("byte %d was changed, and it opens", i)
		}
	}
}

// When a person leaves, the key that they may have copied opens nothing sealed
// later, and what was sealed before stays readable to the party.
func TestRotationShutsOutWhoLeft(t *testing.T) {
	d := newDesk(t)
	r := d.ring(t, "spring", "north")
	before := sealed(t, r, "before", "north")
	stolen := filepath.Join(t.TempDir(), "stolen")
	if err := os.CopyFS(stolen, os.DirFS(d.path)); err != nil {
		t.Fatal(err)
	}
	if name, err := r.Rotate(ctx, "north", noon); err != nil || name != "north/2" {
		t.Fatal(name, err)
	}
	after := sealed(t, r, "after", "north")
	for _, c := range []struct {
		s    seal.Sealed
		want string
	}{{before, "before"}, {after, "after"}} {
		if got, err := r.Unseal("north", c.s); err != nil || string(got) != c.want {
			t.Errorf("north reads %q instead of %q: %v", got, c.want, err)
		}
	}
	old, err := seal.NewFolder(stolen)
	if err != nil {
		t.Fatal(err)
	}
	thief, err := seal.Open(ctx, d.master, old, "spring")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := thief.Unseal("north", before); err != nil || string(got) != "before" {
		t.Errorf("the old key does not open what was sealed with it: %q, %v", got, err)
	}
	after.Readers = []string{"north/1"} // a list of readers is only a list
	if got, err := thief.Unseal("north", after); err == nil {
		t.Errorf("the old key opens %q, sealed after its owner left", got)
	}
}

// A party's key is destroyed: what was sealed to it is gone, what others may
// read too they still do, the journal verifies as before, and a certificate says
// what was done and what it does not cover.
func TestDestructionLeavesAVerifiableJournal(t *testing.T) {
	d := newDesk(t)
	r := d.ring(t, "spring", "north", "mediator", "north")
	alone, both := sealed(t, r, canary, "north"), sealed(t, r, "for two", "north", "mediator")
	tip := ledger.Start("spring")
	var file bytes.Buffer
	w, err := ledger.NewWriter(&file, "spring")
	if err != nil {
		t.Fatal(err)
	}
	write := func(d ledger.Draft) {
		var record ledger.Record
		d.Time, d.Kind, d.Actor = noon, "k", "a"
		record, tip, err = tip.Append(d)
		if err = errors.Join(err, w.Record(record)); err != nil {
			t.Fatal(err)
		}
	}
	write(ledger.Draft{Parts: []ledger.Part{{Readers: alone.Readers, Bytes: alone.Bytes}, {Readers: both.Readers, Bytes: both.Bytes}}})
	receipt := tip.Receipt().String()
	c, err := r.Destroy(ctx, "north", noon)
	if err != nil {
		t.Fatal(err)
	}
	write(ledger.Draft{Open: []byte(c.String())})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	report, err := verify.Journals(ctx, &file, verify.Known{Receipts: []string{receipt}})
	if err != nil || !report.Sound() || report.Journals[0].Entries != 2 {
		t.Errorf("the journal does not verify: %+v, %v", report, err)
	}
	for _, ring := range []*seal.Ring{r, d.ring(t, "spring")} {
		for _, s := range []seal.Sealed{alone, both} {
			if got, err := ring.Unseal("north", s); !errors.Is(err, seal.ErrDestroyed) || !strings.Contains(err.Error(), "2026-11-23") {
				t.Errorf("north reads %q, %v", got, err)
			}
		}
		if got, err := ring.Unseal("mediator", both); err != nil || string(got) != "for two" {
			t.Errorf("the mediator reads %q, %v", got, err)
		}
		if _, err := ring.Seal([]string{"north"}, nil); !errors.Is(err, seal.ErrDestroyed) {
			t.Errorf("sealing to a destroyed key: %v", err)
		}
	}
	if keys, err := filepath.Glob(filepath.Join(d.path, "*.key")); err != nil || len(keys) != 1 {
		t.Errorf("the keys %v are left, and the mediator's alone should be", keys)
	}
	if len(c.Keys) != 2 || c.Keys[0].Name != "north/1" || len(c.Keys[1].Recipient) != 64 || !strings.Contains(c.String(), "Not covered: backups") {
		t.Errorf("the certificate is %s", c)
	}
	if name, err := r.Rotate(ctx, "north", noon); err != nil || name != "north/3" {
		t.Errorf("a destroyed key's name is given again: %s, %v", name, err)
	}
}

// A destruction that was interrupted between mark and removal counts as
// begun, nobody reads by that key, and it is finished when called again.
func TestDestructionIsFinishedAfterAnInterruption(t *testing.T) {
	d := newDesk(t)
	r := d.ring(t, "spring", "north")
	s := sealed(t, r, canary, "north")
	names, err := filepath.Glob(filepath.Join(d.path, "*.key"))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	whole, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Destroy(ctx, "north", noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check(ctx, d.shelf); err != nil {
		t.Errorf("the certificate does not hold: %v", err)
	}
	mark, err := filepath.Glob(filepath.Join(d.path, "*.destroyed"))
	if err != nil || len(mark) != 1 {
		t.Fatal(mark, err)
	}
	marked, err := os.ReadFile(mark[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(mark[0]), os.WriteFile(names[0], whole, 0o600)); err != nil { // as if a backup was put back
		t.Fatal(err)
	}
	if err := c.Check(ctx, d.shelf); err == nil || !strings.Contains(err.Error(), "north/1") {
		t.Errorf("the key is back, and the certificate holds: %v", err)
	}
	if err := os.WriteFile(mark[0], marked, 0o600); err != nil { // as if it had not come to removing the key
		t.Fatal(err)
	}
	again := d.ring(t, "spring")
	if _, err := again.Unseal("north", s); !errors.Is(err, seal.ErrDestroyed) {
		t.Errorf("a key marked as destroyed opens: %v", err)
	}
	if _, err := again.Destroy(ctx, "north", noon.Add(time.Hour)); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(names[0]); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the key is still there: %v", err)
	}
}

// Nothing that was written anywhere holds the secret, the master key or a
// private key, in any usual form.
func TestNoSecretIsWritten(t *testing.T) {
	d := newDesk(t)
	r := d.ring(t, "spring", "north", "south", "north")
	s := sealed(t, r, strings.Repeat(canary, 50), "north")
	c, err := r.Destroy(ctx, "south", noon)
	if err != nil {
		t.Fatal(err)
	}
	_, wrong := seal.ParseMaster(d.text + d.text)
	_, denied := r.Unseal("mediator", s)
	written := map[string]string{"ciphertext": string(s.Bytes), "certificate": c.String(), "errors": fmt.Sprint(wrong, denied), "ring": fmt.Sprintf("%s", d.master)}
	err = filepath.WalkDir(d.path, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		written[filepath.Base(name)] = string(b)
		if info, err := e.Info(); err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: others may use it: %v, %v", name, info.Mode(), err)
		}
		return err
	})
	if err != nil || len(written) != 4+3 {
		t.Fatalf("%d texts, %v", len(written), err)
	}
	private := regexp.MustCompile(`(?i)AGE-SECRET-KEY`)
	for name, text := range written {
		if strings.Contains(text, canary[:8]) || strings.Contains(text, d.text[:16]) || private.MatchString(text) {
			t.Errorf("%s holds a secret: %.200q", name, text)
		}
	}
}

// The length tells the size class and how many readers there are, and no more;
// and the same twice is other bytes.
func TestLengthsTellOnlyTheClass(t *testing.T) {
	r := newDesk(t).ring(t, "spring", "north", "south", "a-party-with-a-very-long-name")
	length := func(n int, parties ...string) int { return len(sealed(t, r, strings.Repeat("x", n), parties...).Bytes) }
	for _, class := range [][]int{{0, 1, 47, 16_380}, {16_381, 32_764}, {32_765, 65_532}, {100_000, 131_068}} {
		want := length(class[0], "north")
		for _, n := range class[1:] {
			if got := length(n, "a-party-with-a-very-long-name"); got != want {
				t.Errorf("%d bytes seal to %d bytes, and %d to %d", n, got, class[0], want)
			}
		}
	}
	if a, b := sealed(t, r, "yes", "north"), sealed(t, r, "yes", "north"); bytes.Equal(a.Bytes, b.Bytes) {
		t.Error("the same sealed twice is the same bytes")
	}
	if length(16_380, "north") == length(16_381, "north") || length(1, "north") == length(1, "north", "south") {
		t.Error("lengths do not tell what they may tell: the test measures the wrong thing")
	}
	if _, err := r.Seal([]string{"north"}, make([]byte, seal.MaxPlain+1)); err == nil || !strings.Contains(err.Error(), "at most 4194300") {
		t.Errorf("too much was sealed: %v", err)
	}
	s := sealed(t, r, strings.Repeat("y", seal.MaxPlain), "north", "south", "a-party-with-a-very-long-name")
	if got, err := r.Unseal("south", s); err != nil || len(got) != seal.MaxPlain || len(s.Bytes) > ledger.MaxSealed {
		t.Errorf("the most that can be sealed comes back as %d bytes of %d, %v", len(got), len(s.Bytes), err)
	}
}

func TestRefusesOtherMastersAndMisplacedKeys(t *testing.T) {
	d := newDesk(t)
	d.ring(t, "spring", "north", "south")
	other, err := seal.ParseMaster(seal.NewMaster())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Open(ctx, other, d.shelf, "spring"); err == nil || !strings.Contains(err.Error(), "another master key") {
		t.Errorf("another master key: %v", err)
	}
	names, err := filepath.Glob(filepath.Join(d.path, "*.key"))
	if err != nil || len(names) != 2 {
		t.Fatal(names, err)
	}
	one, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	two, err := os.ReadFile(names[1])
	if err != nil {
		t.Fatal(err)
	}
	// The file of one under the name of another, and the wrapped key of one in the
	// record of another: whoever can write to the shelf must not make north read
	// with south's key.
	wrapped := regexp.MustCompile(`"Key": "[^"]*"`)
	for name, b := range map[string][]byte{"misplaced": two, "exchanged": wrapped.ReplaceAll(one, wrapped.Find(two)), "torn": one[:len(one)/2]} {
		if err := os.WriteFile(names[0], b, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.Open(ctx, d.master, d.shelf, "spring"); err == nil {
			t.Errorf("%s: the key was taken", name)
		}
	}
}

func TestFindsTheMasterKey(t *testing.T) {
	dir := t.TempDir()
	good, open := filepath.Join(dir, "good"), filepath.Join(dir, "open")
	text := seal.NewMaster()
	if err := errors.Join(os.WriteFile(good, []byte(text+"\n"), 0o600), os.WriteFile(open, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ key, file, want string }{
		{text, "", ""}, {"", good, ""},
		{"", "", "there is no master key: set PARLEY_MASTER_KEY_FILE"}, {text, good, "unset one"}, {"abc", "", "not 32 bytes in base64"},
		{"", filepath.Join(dir, "none"), "no such file"}, {"", open, "others than its owner"},
	} {
		if c.file == open && runtime.GOOS == "windows" {
			continue
		}
		_, err := seal.FindMaster(func(name string) string {
			return map[string]string{seal.MasterVariable: c.key, seal.MasterFileVariable: c.file}[name]
		})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// Replicas that rotate at once make keys one behind the other, none lost.
func TestRotationsAtOnce(t *testing.T) {
	d := newDesk(t)
	rings := []*seal.Ring{d.ring(t, "spring"), d.ring(t, "spring"), d.ring(t, "spring")}
	var wait sync.WaitGroup
	names := make([]string, len(rings))
	for i, r := range rings {
		wait.Go(func() {
			var err error
			if names[i], err = r.Rotate(ctx, "north", noon); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	slices.Sort(names)
	if !slices.Equal(names, []string{"north/1", "north/2", "north/3"}) {
		t.Errorf("the keys are %v", names)
	}
	if _, err := rings[0].Rotate(ctx, "a/b", noon); err == nil {
		t.Error("a name that reads as that of a key was taken")
	}
	if _, err := rings[0].Seal([]string{"west"}, nil); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("sealed to somebody without a key: %v", err)
	}
}
