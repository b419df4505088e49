package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/talks"
)

// The test binary serves, instead of testing, where these say so.
const (
	folderVariable = "PARLEY_TEST_FOLDER"
	listenVariable = "PARLEY_TEST_LISTEN"
)

func TestMain(m *testing.M) {
	if folder := os.Getenv(folderVariable); folder != "" {
		if err := serveOn(folder, os.Getenv(listenVariable)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serveOn serves until it is killed, and says first where, and by which link.
func serveOn(folder, listen string) error {
	ctx := context.Background()
	s, err := Open(ctx, Config{Listen: listen, Data: folder, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	link, err := s.Link(ctx)
	if err != nil {
		return err
	}
	fmt.Println(s.URL(), link)
	return s.Serve(ctx)
}

// process is a server in a process of its own.
type process struct {
	running
	cmd  *exec.Cmd
	link string
}

func spawn(t *testing.T, folder, listen string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0])}
	p.t = t
	p.cmd.Env = append(os.Environ(), folderVariable+"="+folder, listenVariable+"="+listen)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	at, link, ok := strings.Cut(strings.TrimSpace(line), " ")
	base, parsed := url.Parse(at)
	if err != nil || !ok || parsed != nil {
		t.Fatalf("the server says %q, %v", line, err)
	}
	p.Server, p.link = &Server{base: base}, link
	return p
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill() // SIGKILL; it may have ended
	_ = p.cmd.Wait()
}

// acknowledged is what the server said it has done.
type acknowledged struct {
	mu     sync.Mutex
	seats  []string
	drafts map[string]int // by form: the newest number that was kept
}

// maxSeats is how many people one poster brings in a round: there are at most
// talks.MaxPeople.
const maxSeats = 40

// count is how many seats were acknowledged.
func (a *acknowledged) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.seats)
}

// post posts until the server is gone. Each poster gives people seats, and types.
func (p *process) post(c *http.Client, who int, round int, ack *acknowledged) {
	send := func(method, path, body, kind string) int {
		r, err := http.NewRequest(method, strings.TrimSuffix(p.URL(), "/")+path, strings.NewReader(body))
		if err != nil {
			return 0
		}
		r.Header.Set("Content-Type", kind)
		answer, err := c.Do(r)
		if err != nil {
			return 0
		}
		defer answer.Body.Close()
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			return 0
		}
		return answer.StatusCode
	}
	for n := 1; ; n++ {
		id := fmt.Sprintf("p%d-%d-%d", round, who, n)
		form := url.Values{"form": {"f"}, "do": {"invite"}, "person": {id}, "name": {id}, "seat": {string(talks.Observer)}}
		status := 303
		if n <= maxSeats {
			status = send("POST", "/talks/spring/board", form.Encode(), "application/x-www-form-urlencoded")
		}
		switch {
		case status == 0:
			return
		case status != 303:
			p.t.Errorf("a seat for %s: status %d", id, status)
			return
		case n <= maxSeats:
			ack.mu.Lock()
			ack.seats = append(ack.seats, id)
			ack.mu.Unlock()
		}
		draft := fmt.Sprintf("form-%d", who)
		switch status := send("PUT", "/desk/spring/"+draft, fmt.Sprintf(`{"round":%d,"n":%d}`, round, n), "application/json"); status {
		case 200:
			ack.mu.Lock()
			ack.drafts[draft] = round*1_000_000 + n
			ack.mu.Unlock()
		case 0:
			return
		default:
			p.t.Errorf("what is typed: status %d", status)
			return
		}
	}
}

// The server is killed in the middle of posts, again and again. When it is back,
// whoever was signed in still is, and all that was acknowledged is there.
func TestKills(t *testing.T) {
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	draw := rand.New(rand.NewPCG(seed, 0))
	folder := filepath.Join(t.TempDir(), "data")
	p := spawn(t, folder, "127.0.0.1:0")
	listen := p.base.Host
	c := p.come(p.link)
	p.want(p.ask(c, "POST", "/house/convene", url.Values{"talk": {"spring"}, "name": {"Robin"}, "example": {"spring"}}), 303)
	ack := &acknowledged{drafts: map[string]int{}}
	for round := 1; round <= rounds; round++ {
		before := ack.count()
		var wait sync.WaitGroup
		for who := range 3 {
			wait.Go(func() { p.post(c, who, round, ack) })
		}
		for n := 0; ack.count() < before+3 && n < 2000; n++ { // it is let come to posting
			time.Sleep(5 * time.Millisecond)
		}
		time.Sleep(time.Duration(draw.IntN(250)) * time.Millisecond)
		p.kill()
		wait.Wait()
		p = spawn(t, folder, listen)
		page := p.ask(c, "GET", "/talks/spring/board", nil)
		p.want(page, 200, `data-person="mediator"`)
		if t.Failed() {
			t.FailNow()
		}
	}
	for form, n := range ack.drafts {
		got := p.ask(c, "GET", "/desk/spring/"+form, nil)
		var round, kept int
		if i := strings.Index(got.body, `"fields":`); i >= 0 {
			_, _ = fmt.Sscanf(got.body[i:], `"fields":{"round":%d,"n":%d}`, &round, &kept)
		}
		if round*1_000_000+kept < n { // one that was not acknowledged may be newer
			t.Errorf("of %s, %d was acknowledged, and what is there is %s", form, n, got.body)
		}
	}
	p.kill()
	x := start(t, func(config *Config) { config.Data = folder })
	state, err := x.house.talks.State(t.Context(), "spring")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ack.seats {
		if _, ok := state.Person(id); !ok {
			t.Errorf("the seat of %s was acknowledged, and is not there", id)
		}
	}
	if len(ack.seats) < rounds || len(ack.drafts) == 0 { // as slow as a machine may be
		t.Errorf("only %d seats and %d forms were acknowledged over %d kills: they hardly came to posting", len(ack.seats), len(ack.drafts), rounds)
	}
	t.Logf("%d kills, %d seats acknowledged, all there", rounds, len(ack.seats))
}
