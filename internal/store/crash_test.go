package store

import (
	"bufio"
	"bytes"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/ledger"
)

// crashes is how often the crash suite kills; 1000 takes some minutes.
var crashes = flag.Int("crashes", 200, "how often to kill writers")

// What tells this test binary to be a writer instead.
const (
	writerVariable   = "PARLEY_TEST_WRITER"   // where to write
	timesVariable    = "PARLEY_TEST_TIMES"    // how many appends; for ever, if missing
	pragmasVariable  = "PARLEY_TEST_PRAGMAS"  // of SQLite, besides its own
	stubbornVariable = "PARLEY_TEST_STUBBORN" // not empty: call again after an error, as is said
	readerVariable   = "PARLEY_TEST_READER"   // not empty: somebody reads an older state meanwhile
)

func TestMain(m *testing.M) {
	if where := os.Getenv(writerVariable); where != "" {
		times, _ := strconv.Atoi(os.Getenv(timesVariable))
		if err := writeOn(where, times); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// writeOn appends, one to three entries at once, and tells of each on the standard
// output after it was acknowledged, at once: a line is there before the next append.
func writeOn(where string, times int) error {
	stubborn, reader := os.Getenv(stubbornVariable) != "", os.Getenv(readerVariable) != ""
	opening := func() (*Store, error) {
		if pragmas := os.Getenv(pragmasVariable); pragmas != "" {
			return connect(ctx, where, pragmas)
		}
		return Open(ctx, where)
	}
	s, err := opening()
	for tries := 0; err != nil && stubborn && tries < 50; tries++ {
		fmt.Fprintln(os.Stderr, err)
		s, err = opening()
	}
	if err != nil {
		return err
	}
	defer s.Close()
	var older *sql.Tx
	for n := 0; times == 0 || n < times; {
		if reader && n%2 == 0 {
			if older != nil {
				_ = older.Rollback()
			}
			if older, err = s.db.Read.BeginTx(ctx, nil); err != nil {
				return err
			}
			defer older.Rollback()
			if err := older.QueryRowContext(ctx, "select count(*) from entries").Scan(new(int)); err != nil {
				return err
			}
		}
		tip, err := s.Tip(ctx, "talk")
		if err != nil {
			return err
		}
		var drafts []ledger.Draft
		for i := range 1 + int(tip.Number)%3 {
			d := draft(int(tip.Number) + i)
			d.Actor = fmt.Sprintf("writer-%d", os.Getpid())
			d.Open = bytes.Repeat([]byte("open "), int(tip.Number*37)%2000) // some take several pages
			drafts = append(drafts, d)
		}
		records, _, err := s.Append(ctx, tip, drafts...)
		var stale *ErrStale
		for tries := 0; err != nil && !errors.As(err, &stale) && (stubborn && tries < 50 || reader && tries < 1); tries++ {
			fmt.Fprintln(os.Stderr, err)
			records, _, err = s.Append(ctx, tip, drafts...)
		}
		if errors.As(err, &stale) {
			continue
		}
		if err != nil {
			return err
		}
		var line strings.Builder
		for _, r := range records {
			line.WriteString("kept " + r.Entry.Receipt().String() + "\n")
		}
		if _, err := os.Stdout.WriteString(line.String()); err != nil {
			return err
		}
		n++
	}
	return nil
}

// writer is this test binary, appending. Wrapped names what runs it, if anything.
func writer(where string, times int, wrapped ...string) *exec.Cmd {
	args := append(slices.Clone(wrapped), os.Args[0])
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), writerVariable+"="+where, fmt.Sprintf("%s=%d", timesVariable, times))
	return cmd
}

// killed lets writers append at once, kills each at a moment of its own, and
// returns the receipts of what was acknowledged.
func killed(t *testing.T, where string, draw *rand.Rand) []string {
	t.Helper()
	var wait sync.WaitGroup
	var mu sync.Mutex
	var receipts []string
	for range 2 {
		cmd := writer(where, 0)
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		// Every other one is let come to writing first; the others may die while
		// they open the database, which then holds what the round before left.
		warm, delay := draw.IntN(2) == 0, time.Duration(draw.IntN(40_000))*time.Microsecond
		first := make(chan struct{})
		wait.Go(func() {
			begun := false
			lines := bufio.NewScanner(out)
			for lines.Scan() {
				if !begun {
					close(first)
					begun = true
				}
				// A kill may tear the last line; a torn receipt has fewer signs.
				if r, ok := strings.CutPrefix(lines.Text(), "kept "); ok {
					if _, err := ledger.ParseReceipt(r); err == nil {
						mu.Lock()
						receipts = append(receipts, r)
						mu.Unlock()
					}
				}
			}
			if !begun {
				close(first)
			}
		})
		wait.Go(func() {
			if warm {
				<-first
			}
			time.Sleep(delay)
			_ = cmd.Process.Kill() // SIGKILL
		})
		defer func() {
			err := cmd.Wait()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != -1 {
				t.Errorf("a writer ended by itself: %v\n%s", err, said.String())
			}
		}()
	}
	wait.Wait()
	return receipts
}

// crash kills writers of one database again and again. All that was ever
// acknowledged is there at its place, and the chain verifies.
func crash(t *testing.T, where string, rounds int) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	draw := rand.New(rand.NewPCG(seed, 0))
	var receipts []string
	check := func() {
		s := open(t, where)
		defer s.Close()
		tip, err := s.Tip(ctx, "talk")
		if err != nil {
			t.Fatal(err)
		}
		if tip.Number > 0 {
			sound(t, s, "talk", tip.Number, receipts...)
		}
	}
	for kills := 0; kills < rounds; kills += 2 {
		receipts = append(receipts, killed(t, where, draw)...)
		if kills%20 == 0 {
			check()
		}
		if t.Failed() {
			t.Fatalf("after %d kills", kills+2)
		}
	}
	check()
	if len(receipts) < rounds/2 {
		t.Errorf("only %d entries were acknowledged over %d kills: the writers hardly came to writing", len(receipts), rounds)
	}
	t.Logf("%d kills, %d entries acknowledged, all there", rounds, len(receipts))
}

func TestCrashes(t *testing.T) {
	rounds := *crashes
	if testing.Short() {
		rounds = min(rounds, 20)
	}
	crash(t, filepath.Join(t.TempDir(), "talks.db"), rounds)
}

// A kill proves nothing about the disk: the system keeps what was written. So
// the system calls are looked at: before each acknowledgement, all that was
// written to the database and its log was synced.
func TestSyncsBeforeItAcknowledges(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		skip(t, "strace is not here")
	}
	dir := t.TempDir()
	trace := filepath.Join(dir, "trace")
	const times = 40
	cmd := writer(filepath.Join(dir, "talks.db"), times, strace, "-f", "-y", "-s", "12", "-e", "trace=write,pwrite64,writev,pwritev,fsync,fdatasync,ftruncate", "-o", trace)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		if strings.Contains(said.String(), "PTRACE") || strings.Contains(said.String(), "ptrace") {
			skip(t, "strace may not trace here")
		}
		t.Fatalf("%v\n%s", err, said.String())
	}
	file, err := os.Open(trace)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if acknowledged, bare, err := synced(file, ofSQLite, saidToBeKept); err != nil || acknowledged < times || bare > 0 {
		t.Errorf("%d acknowledgements, %d without a sync since the one before, and %v", acknowledged, bare, err)
	}
}

// ofSQLite says whether a file is data of the database; -shm is not: it is made anew.
func ofSQLite(path string) bool {
	return strings.Contains(path, "talks.db") && !strings.HasSuffix(path, "-shm")
}

func saidToBeKept(call, fd, rest string) bool {
	return call == "write" && fd == "1" && strings.Contains(rest, `"kept `)
}

var (
	traced  = regexp.MustCompile(`^(\d+) +(\w+)\((\d+)<([^>]*)>(.*)$`)
	resumed = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>.*= (-?\d+)`)
)

// synced goes through a trace and returns how many acknowledgements there are, how
// many of them had no sync since the one before, and as an error the first for which
// something was written and not synced.
func synced(trace io.Reader, ours func(path string) bool, acknowledges func(call, fd, rest string) bool) (acknowledged, bare int, err error) {
	unsynced := map[string]bool{} // files
	waiting := map[string]string{}
	syncs := 0
	lines := bufio.NewScanner(trace)
	for lines.Scan() {
		line := lines.Text()
		if m := resumed.FindStringSubmatch(line); m != nil {
			if path, ok := waiting[m[1]]; ok && strings.HasSuffix(m[2], "sync") && m[3] == "0" {
				delete(unsynced, path)
				delete(waiting, m[1])
				syncs++
			}
			continue
		}
		m := traced.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		pid, call, fd, path, rest := m[1], m[2], m[3], m[4], m[5]
		switch {
		case acknowledges(call, fd, rest):
			acknowledged++
			if len(unsynced) > 0 {
				return acknowledged, bare, fmt.Errorf("acknowledgement %d comes while %v is written and not synced", acknowledged, unsynced)
			}
			if syncs == 0 {
				bare++
			}
			syncs = 0
		case !ours(path):
		case !strings.HasSuffix(call, "sync"):
			unsynced[path] = true
		case strings.Contains(rest, "unfinished"):
			waiting[pid] = path
		case strings.HasSuffix(rest, "= 0"):
			delete(unsynced, path)
			syncs++
		}
	}
	return acknowledged, bare, lines.Err()
}

// The check of traces finds what it looks for.
func TestTracesAreRead(t *testing.T) {
	const write, sync, ack = `7 pwrite64(3</t/talks.db-wal>, "x", 1, 0) = 1` + "\n", `7 fdatasync(3</t/talks.db-wal>) = 0` + "\n", `7 write(1<pipe:[1]>, "kept talk:1:"..., 9) = 9` + "\n"
	for trace, good := range map[string]bool{
		write + sync + ack + write + sync + ack: true,
		write + ack:                             false,
		write + sync + ack + ack:                false,
		write + sync + write + ack:              false,
		write + `7 fdatasync(3</t/talks.db-wal> <unfinished ...>` + "\n8 <... futex resumed>) = 0\n" + ack:              false,
		write + `7 fdatasync(3</t/talks.db-wal> <unfinished ...>` + "\n7 <... fdatasync resumed>) = 0\n" + ack:          true,
		write + `7 fdatasync(3</t/talks.db-wal>) = -1 EIO (Input/output error)` + "\n" + ack:                            false,
		write + `7 fdatasync(4</t/talks.db>) = 0` + "\n" + ack:                                                          false,
		`7 write(5</t/talks.db-shm>, "x", 1) = 1` + "\n" + write + sync + ack + `7 write(2</t/log>, "x", 1) = 1` + "\n": true,
	} {
		if _, bare, err := synced(strings.NewReader(trace), ofSQLite, saidToBeKept); (err == nil && bare == 0) != good {
			t.Errorf("%d bare, %v, of\n%s", bare, err, trace)
		}
	}
}
