package secretariat

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"parley"
	"parley/casefile"
	"parley/internal/seal"
	"parley/talks"
	"parley/verify"
)

// crashes is how often the crash suite kills; 1000 takes some minutes.
var crashes = flag.Int("crashes", 200, "how often to kill secretariats")

// What tells this test binary to be a secretariat that is going to be killed.
const (
	folderVariable   = "PARLEY_TEST_FOLDER"   // where talks are kept
	databaseVariable = "PARLEY_TEST_DATABASE" // and in what, if not there
	talkVariable     = "PARLEY_TEST_TALK"     // which of them to go on with
)

func TestMain(m *testing.M) {
	if folder := os.Getenv(folderVariable); folder != "" {
		if err := goOn(context.Background(), folder, os.Getenv(talkVariable)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// goOn goes on with talks until it is killed, with statements for everybody, notes
// that are sealed, positions, and people who come and go and whose keys are renewed.
// Of each it tells on standard output once it was acknowledged.
func goOn(ctx context.Context, folder, talk string) error {
	m, err := seal.FindMaster(os.Getenv)
	if err != nil {
		return err
	}
	s, err := Open(ctx, Config{Folder: folder, Database: os.Getenv(databaseVariable), Master: m})
	if err != nil {
		return err
	}
	c, found := casefile.Read("valley", []byte(plain().in(valley)))
	if err := found.Err(); err != nil {
		return err
	}
	for n := 0; ; n++ {
		word := fmt.Sprintf("%d-%d", os.Getpid(), n)
		guest := "guest-" + word
		asks := [][]Ask{
			{{Command: talks.Command{Act: talks.Act{Author: "sam", Do: talks.DoState, Says: word}}}},
			{{Command: talks.Command{Act: talks.Act{Author: "ada", Do: talks.DoNote, Party: "north", Grade: parley.GradeParty}}, Content: &Content{Says: word}}},
			{{Command: talks.Command{Act: talks.Act{Author: "sam", Do: talks.DoSubmit}}, Content: &Content{Position: c.Position("south")}}},
			{
				{Command: talks.Command{Act: talks.Act{Author: "ada", Do: talks.DoInvite, Person: guest, Name: guest, Party: "north", Seat: talks.Delegate}}},
				{Command: talks.Command{Act: talks.Act{Author: "ada", Do: talks.DoRemove, Person: guest, Because: "It was a visit."}}},
			},
		}[rand.IntN(4)]
		for _, a := range asks {
			a.Saw = -1
			done, err := s.Do(ctx, talk, a)
			if err != nil {
				return fmt.Errorf("%s: %w", a.Do, err)
			}
			if _, err := fmt.Printf("kept %s %d %s %s\n", done.Receipt, done.Seq, a.Do, word); err != nil {
				return err
			}
		}
	}
}

// kept is what a secretariat acknowledged before it was killed.
type kept struct {
	receipt, do, word string
	seq               int
}

// killed lets two secretariats go on with the same talks, kills each at a moment of
// its own, and returns what they acknowledged.
func killed(t *testing.T, folder, master, talk string, draw *rand.Rand) []kept {
	t.Helper()
	var wait sync.WaitGroup
	var mu sync.Mutex
	var all []kept
	for range 2 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), folderVariable+"="+folder, talkVariable+"="+talk, seal.MasterVariable+"="+master)
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		// Two in three are let come to writing first; the others may die while they open.
		warm, delay := draw.IntN(3) > 0, time.Duration(draw.IntN(40_000))*time.Microsecond
		first := make(chan struct{})
		wait.Go(func() {
			begun := sync.OnceFunc(func() { close(first) })
			defer begun()
			for lines := bufio.NewScanner(out); lines.Scan(); begun() {
				var k kept
				if _, err := fmt.Sscanf(lines.Text()+" end", "kept %s %d %s %s end", &k.receipt, &k.seq, &k.do, &k.word); err != nil {
					continue // torn by the kill
				}
				mu.Lock()
				all = append(all, k)
				mu.Unlock()
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
				t.Errorf("a secretariat ended by itself: %v\n%s", err, said.String())
			}
		}()
	}
	wait.Wait()
	return all
}

// Whenever a secretariat is killed, all that it acknowledged is there afterwards,
// with its receipt and once, what was sealed opens, the journal verifies and the
// talks go on.
func TestCrashes(t *testing.T) {
	rounds := *crashes
	if testing.Short() {
		rounds = min(rounds, 16)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	draw := rand.New(rand.NewPCG(seed, 0))
	text := seal.NewMaster()
	m, err := seal.ParseMaster(text)
	if err != nil {
		t.Fatal(err)
	}
	c, found := casefile.Read("valley", []byte(plain().in(valley)))
	if found.Errors() > 0 {
		t.Fatal(found)
	}
	h := &hall{t: t, ctx: t.Context(), file: c, config: Config{Folder: filepath.Join(t.TempDir(), "talks"), Master: m}}
	acknowledged := 0
	const each = 16 // kills of one talk: a long one takes long to open
	for kills := 0; kills < rounds; kills += each {
		talk := fmt.Sprintf("talk-%d", kills/each)
		h.Secretariat = h.another()
		h.begin(talk)
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		var all []kept
		for range each / 2 {
			all = append(all, killed(t, h.config.Folder, text, talk, draw)...)
		}
		h.Secretariat = h.another()
		h.there(talk, all)
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		if acknowledged += len(all); t.Failed() {
			t.Fatalf("after %d kills", kills+each)
		}
	}
	if acknowledged < rounds/2 {
		t.Errorf("only %d acts were acknowledged over %d kills: hardly any came to writing", acknowledged, rounds)
	}
	t.Logf("%d kills, %d acts acknowledged, all there", rounds, acknowledged)
}

// begin opens talks of that name, with a head on each side and rules.
func (h *hall) begin(talk string) {
	h.t.Helper()
	if _, err := h.Convene(h.ctx, talk, h.file, talks.Person{ID: "anna", Name: "Anna"}); err != nil {
		h.t.Fatal(err)
	}
	for _, a := range []talks.Act{
		{Author: "anna", Do: talks.DoInvite, Person: "ada", Name: "Ada", Party: "north", Seat: talks.Head},
		{Author: "anna", Do: talks.DoInvite, Person: "sam", Name: "Sam", Party: "south", Seat: talks.Head},
		{Author: "anna", Do: talks.DoRules, Rules: &talks.Rules{Consent: []string{"north", "south"}}},
		{Author: "ada", Do: talks.DoAgree, Version: 1},
		{Author: "sam", Do: talks.DoAgree, Version: 1},
	} {
		if _, err := h.Do(h.ctx, talk, Ask{Command: talks.Command{Act: a, Saw: -1}}); err != nil {
			h.t.Fatalf("%s by %s: %v", a.Do, a.Author, err)
		}
	}
}

// there demands that what was acknowledged is there, once.
func (h *hall) there(talk string, all []kept) {
	h.t.Helper()
	known := verify.Known{}
	for _, k := range all {
		known.Receipts = append(known.Receipts, k.receipt)
	}
	report, err := h.Verify(h.ctx, talk, known)
	if err != nil || !report.Sound() {
		h.t.Errorf("%s: %v, %+v", talk, err, report)
	}
	state, err := h.State(h.ctx, talk)
	if err != nil {
		h.t.Fatal(err)
	}
	stated := map[string]int{}
	for _, x := range state.Statements {
		stated[x.Says]++
	}
	seqs := map[int]kept{}
	for _, k := range all {
		if before, twice := seqs[k.seq]; twice {
			h.t.Errorf("%s: event %d was acknowledged as %v and as %v", talk, k.seq, before, k)
		}
		seqs[k.seq] = k
		switch talks.Do(k.do) {
		case talks.DoState:
			if stated[k.word] != 1 {
				h.t.Errorf("%s: what was stated as event %d is there %d times", talk, k.seq, stated[k.word])
			}
		case talks.DoNote:
			if c, err := h.Read(h.ctx, talk, "ada", k.seq); err != nil || c.Says != k.word {
				h.t.Errorf("%s: the note of event %d says %q, and should %q (%v)", talk, k.seq, c.Says, k.word, err)
			}
		case talks.DoSubmit:
			if c, err := h.Read(h.ctx, talk, "sam", k.seq); err != nil || c.Position == nil {
				h.t.Errorf("%s: the position of event %d: %v", talk, k.seq, err)
			}
		case talks.DoRemove:
			if p, ok := state.Person("guest-" + k.word); !ok || !p.Removed {
				h.t.Errorf("%s: who was removed as event %d is there", talk, k.seq)
			}
		}
	}
	if _, err := h.Do(h.ctx, talk, Ask{Command: talks.Command{Act: talks.Act{Author: "ada", Do: talks.DoNote, Party: "north", Grade: parley.GradeParty}, Saw: -1}, Content: &Content{Says: "We go on."}}); err != nil {
		h.t.Errorf("%s do not go on: %v", talk, err)
	}
}
