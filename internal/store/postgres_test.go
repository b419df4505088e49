package store

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// cluster is a PostgreSQL server of our own, in a folder that goes with the test.
type cluster struct {
	bin, folder string
	asUser      string // who runs it; PostgreSQL refuses root
	databases   atomic.Int64
}

// newCluster starts a server, or skips the test where there is none to start.
func newCluster(t testing.TB) *cluster {
	t.Helper()
	c := &cluster{bin: serverPrograms()}
	if c.bin == "" {
		skip(t, "PostgreSQL's initdb and pg_ctl are not here")
	}
	var err error
	// Not t.TempDir: a socket's path may have some hundred bytes, and another user has to get there.
	if c.folder, err = os.MkdirTemp("/tmp", "pg-"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(c.folder) })
	if os.Geteuid() == 0 {
		owner, err := user.Lookup("postgres")
		if err != nil {
			skip(t, "PostgreSQL does not run as root, and there is no user postgres")
		}
		uid, _ := strconv.Atoi(owner.Uid)
		gid, _ := strconv.Atoi(owner.Gid)
		if err := os.Chown(c.folder, uid, gid); err != nil {
			t.Fatal(err)
		}
		c.asUser = "postgres"
	}
	c.run(t, "initdb", "--pgdata", c.data(), "--auth", "trust", "--username", "parley", "--encoding", "UTF8", "--locale", "C", "--no-sync")
	c.start(t)
	t.Cleanup(func() { _ = c.command("pg_ctl", "--pgdata", c.data(), "--mode", "immediate", "stop").Run() })
	return c
}

func (c *cluster) data() string { return filepath.Join(c.folder, "data") }

func (c *cluster) start(t testing.TB) {
	t.Helper()
	c.run(t, "pg_ctl", "--pgdata", c.data(), "--wait", "--log", filepath.Join(c.folder, "log"), "--options", "-c listen_addresses='' -k "+c.folder, "start")
}

func (c *cluster) stop(t testing.TB) {
	t.Helper()
	c.run(t, "pg_ctl", "--pgdata", c.data(), "--wait", "--mode", "immediate", "stop")
}

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	args = append([]string{filepath.Join(c.bin, name)}, args...)
	if c.asUser != "" {
		args = append([]string{"runuser", "-u", c.asUser, "--"}, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = c.folder
	return cmd
}

// run runs a program of PostgreSQL. Its output goes to a file: a pipe would
// stay open as long as the server that it starts.
func (c *cluster) run(t testing.TB, name string, args ...string) {
	t.Helper()
	said, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	cmd := c.command(name, args...)
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(said.Name())
		t.Fatalf("%s: %v\n%s", name, err, text)
	}
}

// database makes an empty database and returns where it is.
func (c *cluster) database(t testing.TB) string {
	t.Helper()
	at := func(name string) string { return fmt.Sprintf("postgres:///%s?host=%s&user=parley", name, c.folder) }
	db, err := sql.Open("pgx", at("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	name := fmt.Sprintf("talks%d", c.databases.Add(1))
	if _, err := db.Exec("create database " + name); err != nil {
		t.Fatal(err)
	}
	return at(name)
}

// serverPrograms is the folder of PostgreSQL's programs; Debian keeps them off the path.
func serverPrograms() string {
	candidates, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if path, err := exec.LookPath("initdb"); err == nil {
		candidates = append(candidates, filepath.Dir(path))
	}
	for _, bin := range candidates {
		if _, err := os.Stat(filepath.Join(bin, "initdb")); err == nil {
			if _, err := os.Stat(filepath.Join(bin, "pg_ctl")); err == nil {
				return bin
			}
		}
	}
	return ""
}

// skip skips the test, unless everything has to be tested.
func skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("PARLEY_REQUIRE") == "all" {
		t.Fatalf("%s, and PARLEY_REQUIRE=all asks for it", why)
	}
	t.Skipf("SKIPPED: %s, so this is not tested", why)
}

func TestPostgres(t *testing.T) {
	c := newCluster(t)
	conform(t, c.database)

	t.Run("what is erased is in no table", func(t *testing.T) { erasedFromPostgres(t, c) })

	t.Run("the database goes away and comes back", func(t *testing.T) {
		s := open(t, c.database(t))
		tip := appendAll(t, s, "talk", 3)
		c.stop(t)
		for range 3 {
			if _, err := s.Tip(ctx, "talk"); !errors.Is(err, ErrUnavailable) {
				t.Errorf("reading from a database that is gone: %v", err)
			}
			if _, _, err := s.Append(ctx, tip, draft(3)); !errors.Is(err, ErrUnavailable) && !errors.Is(err, ErrUnsure) {
				t.Errorf("appending to a database that is gone: %v", err)
			}
		}
		if _, err := Open(ctx, "postgres:///x?user=parley&host="+c.folder); !errors.Is(err, ErrUnavailable) {
			t.Errorf("opening a database that is gone: %v", err)
		}
		c.start(t)
		var err error
		for range 50 { // connections that broke are noticed one by one
			if _, _, err = s.Append(ctx, tip, draft(3)); err == nil {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if err != nil {
			t.Fatalf("the database is back, and appending fails: %v", err)
		}
		sound(t, s, "talk", 4)
	})

	t.Run("writers are killed", func(t *testing.T) { crash(t, c.database(t), 20) })

	t.Run("processes at once", func(t *testing.T) { several(t, c.database(t), 15) })

	t.Run("it syncs before it acknowledges", func(t *testing.T) { syncedByPostgres(t, c) })

	t.Run("a database that acknowledges too early is told not to", func(t *testing.T) {
		where := c.database(t)
		for given, want := range map[string]string{"off": "on", "on": "on", "local": "local", "remote_apply": "remote_apply"} {
			s := open(t, where+"&synchronous_commit="+given)
			var got string
			if err := s.write.QueryRow("show synchronous_commit").Scan(&got); err != nil || got != want {
				t.Errorf("of %s was made %s, %v", given, got, err)
			}
			// And it does not follow when the server is told otherwise later.
			if _, err := s.write.Exec("alter system set synchronous_commit = off"); err != nil {
				t.Fatal(err)
			}
			if _, err := s.write.Exec("select pg_reload_conf()"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(20 * time.Millisecond) // it reloads after a signal; too early a look could only miss a fault
			if err := s.write.QueryRow("show synchronous_commit").Scan(&got); err != nil || got != want {
				t.Errorf("of %s was made %s after the server was told otherwise, %v", given, got, err)
			}
		}
	})

	t.Run("a server that does not sync is refused", func(t *testing.T) {
		where := c.database(t)
		set := func(to string) {
			db, err := sql.Open("pgx", where)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			for _, statement := range []string{"alter system set fsync = " + to, "select pg_reload_conf()"} {
				if _, err := db.Exec(statement); err != nil {
					t.Fatal(err)
				}
			}
			for got := ""; got != to; time.Sleep(time.Millisecond) {
				if err := db.QueryRow("show fsync").Scan(&got); err != nil {
					t.Fatal(err)
				}
			}
		}
		set("off")
		defer set("on")
		if _, err := Open(ctx, where); err == nil || !strings.Contains(err.Error(), "before it is on the disk") {
			t.Errorf("it was opened: %v", err)
		}
	})

	t.Run("a database that may only be read", func(t *testing.T) {
		where := c.database(t)
		tip := appendAll(t, open(t, where), "talk", 1)
		s := open(t, where+"&default_transaction_read_only=on")
		if _, _, err := s.Append(ctx, tip, draft(1)); !errors.Is(err, ErrReadOnly) {
			t.Errorf("appending: %v", err)
		}
	})
}

// syncedByPostgres looks at the system calls of the server: before it tells of a
// commit, what it wrote to its log is synced.
func syncedByPostgres(t *testing.T, c *cluster) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		skip(t, "strace is not here")
	}
	where := c.database(t)
	text, err := os.ReadFile(filepath.Join(c.data(), "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	server, _, _ := strings.Cut(string(text), "\n")
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := exec.Command(strace, "-f", "-y", "-s", "40", "-e", "trace=write,writev,pwrite64,pwritev,pwritev2,ftruncate,fsync,fdatasync,sendto", "-o", trace, "-p", server)
	says, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(says)
	if !lines.Scan() || !strings.Contains(lines.Text(), "attached") {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		skip(t, "strace may not trace here: "+lines.Text())
	}
	go func() { // what it says besides
		for lines.Scan() {
		}
	}()
	const times = 20
	s := open(t, where) // by new processes of the server, which are traced
	appendAll(t, s, "talk", times)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	_ = cmd.Process.Signal(os.Interrupt) // it lets go of the server
	_ = cmd.Wait()
	file, err := os.Open(trace)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	acknowledged, bare, err := synced(file, func(path string) bool { return strings.Contains(path, "/pg_wal/") },
		func(call, _, rest string) bool { return call == "sendto" && strings.Contains(rest, "COMMIT") })
	// Now and then a process of the server that is not traced syncs for another.
	if err != nil || acknowledged < times || bare > times/2 {
		t.Errorf("%d acknowledgements, %d without a sync since the one before, and %v", acknowledged, bare, err)
	}
	t.Logf("%d acknowledgements, %d without a sync since the one before", acknowledged, bare)
}
