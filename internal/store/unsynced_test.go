package store

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/ledger"
)

// sector is what a disk writes whole or not at all.
const sector = 512

// platter is what is certain of a folder when the power fails: what was synced.
// Everything else may be there or not, in any part.
type platter struct {
	draw    *rand.Rand
	folder  string
	names   map[string]*inode // as the processes see them
	kept    map[string]*inode // as a sync of the folder left them
	renamed []renaming        // since then
	before  int               // how many there were until then
}

// inode is a file, whatever its name is.
type inode struct {
	synced  []byte
	pending []*change
}

// change is a write, or where data is nil, a truncation to that length.
type change struct {
	at   int64
	data []byte
	done bool // the call returned
}

// renaming makes a name stand for a file, or for none.
type renaming struct {
	name string
	to   *inode
}

// apply makes a change, but for the sectors of it that leave says.
func (c *change) apply(b []byte, leave func() bool) []byte {
	if c.data == nil {
		if int64(len(b)) > c.at {
			return b[:c.at]
		}
		return append(b, make([]byte, c.at-int64(len(b)))...)
	}
	for from := c.at; from < c.at+int64(len(c.data)); {
		to := min((from/sector+1)*sector, c.at+int64(len(c.data)))
		if !leave() {
			if grow := to - int64(len(b)); grow > 0 {
				b = append(b, make([]byte, grow)...)
			}
			copy(b[from:to], c.data[from-c.at:to-c.at])
		}
		from = to
	}
	return b
}

// after is the folder after the power failed. Of what was not synced, a change is
// lost with the chance lost, and each sector of one that is not with the chance torn.
func (p *platter) after(lost, torn float64) map[string][]byte {
	names := maps.Clone(p.kept)
	for _, r := range p.renamed {
		if p.draw.Float64() < lost {
			continue
		}
		if names[r.name] = r.to; r.to == nil {
			delete(names, r.name)
		}
	}
	files := map[string][]byte{}
	for _, name := range slices.Sorted(maps.Keys(names)) { // the draws have an order
		b := slices.Clone(names[name].synced)
		for _, c := range names[name].pending {
			if p.draw.Float64() >= lost {
				b = c.apply(b, func() bool { return p.draw.Float64() < torn })
			}
		}
		files[name] = b
	}
	return files
}

// call is a system call that has not returned.
type call struct {
	change  *change
	syncs   *inode
	changes []*change // of the file, that had been done when its sync began
	folder  bool
	names   int // there had been when its sync began
}

var (
	entered  = regexp.MustCompile(`^(\d+) +(\w+)\((.*?)(?: <unfinished \.\.\.>|\) += (-?\d+).*)$`)
	returned = regexp.MustCompile(`^(\d+) +<\.\.\. \w+ resumed>.*= (-?\d+)`)
	opened   = regexp.MustCompile(`^\d+<([^>]*)>(\(deleted\))?$`)
)

// plain undoes strace -xx, in which a string is \xHH throughout.
func plain(s string) string {
	b, err := hex.DecodeString(strings.ReplaceAll(s, `\x`, ""))
	if err != nil { // strace leaves what is no string as it is
		return s
	}
	return string(b)
}

// play goes through a trace and passes each moment at which a call changed
// something, with the receipts acknowledged until then.
func (p *platter) play(trace io.Reader, each func(receipts []string, acknowledged bool)) error {
	waiting := map[string]call{}
	var receipts []string
	lines := bufio.NewScanner(trace)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		if m := returned.FindStringSubmatch(lines.Text()); m != nil {
			p.finish(waiting[m[1]], m[2])
			delete(waiting, m[1])
			continue
		}
		m := entered.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		args := strings.Split(m[3], ", ")
		if m[2] == "write" && strings.HasPrefix(args[0], "1<") {
			for line := range strings.Lines(plain(strings.Trim(args[1], `"`))) {
				if r, ok := strings.CutPrefix(line, "kept "); ok {
					receipts = append(receipts, strings.TrimSpace(r))
				}
			}
			each(receipts, true)
			continue
		}
		c, changed, err := p.begin(m[2], args)
		if err != nil {
			return fmt.Errorf("%w: %.200s", err, plain(lines.Text()))
		}
		if m[4] == "" {
			waiting[m[1]] = c
		} else {
			p.finish(c, m[4])
		}
		if changed {
			each(receipts, false)
		}
	}
	return lines.Err()
}

// ours is the name of a file of the database; "." for their folder.
func (p *platter) ours(full string) string {
	switch {
	case full == p.folder:
		return "."
	case path.Dir(full) == p.folder && !strings.HasSuffix(full, "-shm"): // which is no data: it is made anew
		return path.Base(full)
	}
	return ""
}

// begin takes in that a call began, which may take effect from then on.
func (p *platter) begin(name string, args []string) (c call, changed bool, err error) {
	switch name {
	case "open", "openat":
		if name == "openat" {
			args = args[1:]
		}
		file := p.ours(plain(strings.Trim(args[0], `"`)))
		if file != "" && file != "." && strings.Contains(args[1], "O_CREAT") && p.names[file] == nil {
			p.names[file] = &inode{}
			p.renamed = append(p.renamed, renaming{file, p.names[file]})
			return call{}, true, nil
		}
		return call{}, false, nil
	case "unlink", "unlinkat":
		if name == "unlinkat" {
			args = args[1:]
		}
		if file := p.ours(plain(strings.Trim(args[0], `"`))); file != "" {
			delete(p.names, file)
			p.renamed = append(p.renamed, renaming{file, nil})
			return call{}, true, nil
		}
		return call{}, false, nil
	}
	on := opened.FindStringSubmatch(args[0])
	if on == nil || on[2] != "" {
		return call{}, false, nil
	}
	file := p.ours(plain(on[1]))
	of := p.names[file]
	switch {
	case file == "":
		return call{}, false, nil
	case file == "." && strings.HasSuffix(name, "sync"):
		return call{folder: true, names: p.before + len(p.renamed)}, false, nil
	case of == nil:
		return call{}, false, fmt.Errorf("a call on a file that nobody created")
	case name == "fsync", name == "fdatasync":
		n := 0
		for n < len(of.pending) && of.pending[n].done {
			n++
		}
		return call{syncs: of, changes: slices.Clone(of.pending[:n])}, false, nil
	case name == "pwrite64":
		at, err := strconv.ParseInt(args[3], 10, 64)
		c.change = &change{at: at, data: []byte(plain(strings.Trim(args[1], `"`)))}
		of.pending = append(of.pending, c.change)
		if size, _ := strconv.Atoi(args[2]); size != len(c.change.data) {
			err = errors.New("the trace has not all that was written")
		}
		return c, true, err
	case name == "ftruncate":
		at, err := strconv.ParseInt(args[1], 10, 64)
		c.change = &change{at: at}
		of.pending = append(of.pending, c.change)
		return c, true, err
	}
	return call{}, false, fmt.Errorf("a call that this test does not know")
}

// finish takes in that a call returned.
func (p *platter) finish(c call, status string) {
	if c.change != nil {
		c.change.done = true
		if strings.HasPrefix(status, "-") { // nothing was done
			c.change.at, c.change.data = 0, []byte{}
		}
	}
	switch {
	case c.syncs != nil && status != "0":
		// After a sync that failed, a later one says nothing of what this one had to do.
		c.syncs.pending = slices.DeleteFunc(c.syncs.pending, func(done *change) bool {
			if !slices.Contains(c.changes, done) {
				return false
			}
			if p.draw.IntN(2) == 0 {
				c.syncs.synced = done.apply(c.syncs.synced, func() bool { return false })
			}
			return true
		})
	case status != "0":
	case c.syncs != nil:
		c.syncs.pending = slices.DeleteFunc(c.syncs.pending, func(done *change) bool {
			if !slices.Contains(c.changes, done) { // it came later, or another sync was first
				return false
			}
			c.syncs.synced = done.apply(c.syncs.synced, func() bool { return false })
			return true
		})
	case c.folder:
		n := max(0, c.names-p.before) // unless another sync was first
		for _, r := range p.renamed[:n] {
			if p.kept[r.name] = r.to; r.to == nil {
				delete(p.kept, r.name)
			}
		}
		p.renamed, p.before = p.renamed[n:], p.before+n
	}
}

// record lets two writers append in a new folder. It returns the folder, the trace of
// what they did to it, and what they complained of. Faults are those that strace injects.
func record(t *testing.T, times int, pragmas string, faults ...string) (folder string, _ io.Reader, said string) {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		skip(t, "strace is not here")
	}
	folder, trace := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "trace")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	args := []string{strace, "-f", "-y", "-xx", "-s", "100000000", "-o", trace,
		"-e", "trace=open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,write,writev,pwrite64,pwritev,pwritev2,ftruncate,fallocate,copy_file_range,fsync,fdatasync,sync_file_range"}
	for _, f := range faults {
		args = append(args, "-e", "inject="+f)
	}
	writers, besides := `"$0" & "$0"; wait`, stubbornVariable
	if slices.ContainsFunc(faults, func(f string) bool { return strings.HasPrefix(f, "fsync") }) {
		// One at a time: Linux tells everybody who has a file open of a sync that
		// failed, and strace fails it for one. And who was told ends, and starts anew.
		writers, besides = `for writer in 1 2 3 4 5; do "$0"; done; true`, readerVariable
	}
	cmd := writer(filepath.Join(folder, "talks.db"), times, append(args, "sh", "-c", writers)...)
	cmd.Env = append(cmd.Env, pragmasVariable+"="+pragmas)
	if len(faults) > 0 {
		cmd.Env = append(cmd.Env, besides+"=1")
	}
	var complaints strings.Builder
	cmd.Stderr = &complaints
	if err := cmd.Run(); err != nil {
		if strings.Contains(strings.ToLower(complaints.String()), "ptrace") {
			skip(t, "strace may not trace here")
		}
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	file, err := os.Open(trace)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return folder, file, complaints.String()
}

// failures lets the power fail at many moments of a trace, in many ways, and
// returns how often it did, how many entries had been acknowledged in the end, and
// the first loss.
func failures(t *testing.T, folder string, trace io.Reader, draw *rand.Rand) (tried int, acknowledged int, loss error) {
	t.Helper()
	p := &platter{draw: draw, folder: folder, names: map[string]*inode{}, kept: map[string]*inode{}}
	fail := func(receipts []string, lost, torn float64) {
		if loss != nil {
			return
		}
		tried++
		dir, err := os.MkdirTemp("/dev/shm", "parley-after-") // strace is of Linux, and so is this
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		for name, b := range p.after(lost, torn) {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := there(filepath.Join(dir, "talks.db"), receipts); err != nil {
			loss = fmt.Errorf("%d entries acknowledged, changes lost with chance %v, sectors with %v: %w", len(receipts), lost, torn, err)
		}
	}
	err := p.play(trace, func(receipts []string, now bool) {
		acknowledged = len(receipts)
		if now {
			fail(receipts, 1, 0)
		}
		if now || draw.IntN(20) == 0 {
			fail(receipts, 0.5, 0.1)
		}
		if draw.IntN(30) == 0 {
			fail(receipts, draw.Float64(), draw.Float64()/2)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return tried, acknowledged, loss
}

// there reports whether a database opens, verifies and has every entry that was
// acknowledged at its place.
func there(name string, receipts []string) error {
	s, err := Open(ctx, name)
	if err != nil {
		return err
	}
	defer s.Close()
	tip, err := s.Tip(ctx, "talk")
	if err != nil {
		return err
	}
	byNumber := map[int64]ledger.Receipt{}
	for _, text := range receipts {
		r, err := ledger.ParseReceipt(text)
		if err != nil {
			return err
		}
		if _, twice := byNumber[r.Number]; twice {
			return fmt.Errorf("entry %d was acknowledged twice", r.Number)
		}
		byNumber[r.Number] = r
	}
	met := 0
	if err := s.Read(ctx, "talk", 0, func(r ledger.Record) error { // which holds it to the chain
		if receipt, ok := byNumber[r.Entry.Number]; ok && receipt == r.Entry.Receipt() {
			met++
		}
		for i, body := range r.Bodies {
			if body == nil {
				return fmt.Errorf("entry %d lacks its sealed part %d", r.Entry.Number, i+1)
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if met != len(receipts) {
		return fmt.Errorf("of %d entries acknowledged %d are there; the chain has %d", len(receipts), met, tip.Number)
	}
	return nil
}

// checkpoints after a few pages: where the log is written back and begun anew,
// most can go wrong.
const checkpoints = "&_pragma=wal_autocheckpoint(12)"

// The power fails, and what was not synced is lost, in part, and torn: nothing that
// was acknowledged is.
func TestNothingAcknowledgedIsLostWithThePower(t *testing.T) {
	times := 25
	if testing.Short() {
		times = 5
	}
	seed := uint64(time.Now().UnixNano())
	folder, trace, _ := record(t, times, checkpoints)
	tried, acknowledged, loss := failures(t, folder, trace, rand.New(rand.NewPCG(seed, 0)))
	if loss != nil || acknowledged < 2*times {
		t.Errorf("seed %d: %d acknowledged, %v", seed, acknowledged, loss)
	}
	t.Logf("the power failed %d times, over %d entries acknowledged", tried, acknowledged)
}

// The test above finds what it looks for: a database that syncs at checkpoints
// only, or never, loses what it acknowledged.
func TestLossesAreFound(t *testing.T) {
	for _, pragma := range []string{"&_pragma=synchronous(normal)", "&_pragma=synchronous(off)"} {
		folder, trace, _ := record(t, 3, pragma)
		if tried, _, loss := failures(t, folder, trace, rand.New(rand.NewPCG(1, 0))); loss == nil {
			t.Errorf("%s: no loss was found with %d failures", pragma, tried)
		}
	}
}
