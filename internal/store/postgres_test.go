package store

import (
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
func newCluster(t *testing.T) *cluster {
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

func (c *cluster) start(t *testing.T) {
	t.Helper()
	c.run(t, "pg_ctl", "--pgdata", c.data(), "--wait", "--log", filepath.Join(c.folder, "log"), "--options", "-c listen_addresses='' -k "+c.folder, "start")
}

func (c *cluster) stop(t *testing.T) {
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
func (c *cluster) run(t *testing.T, name string, args ...string) {
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
func (c *cluster) database(t *testing.T) string {
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
func skip(t *testing.T, why string) {
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

	t.Run("a database that acknowledges too early", func(t *testing.T) {
		if _, err := Open(ctx, c.database(t)+"&synchronous_commit=off"); err == nil || !strings.Contains(err.Error(), "before it is on the disk") {
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
