// Package databasetest starts a PostgreSQL server of a test's own.
package databasetest

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
)

// Cluster is a PostgreSQL server of our own, in a folder that goes with the test.
type Cluster struct {
	bin, folder string
	asUser      string // who runs it; PostgreSQL refuses root
	databases   atomic.Int64
}

// Here reports whether there is a server to start.
func Here() bool { return serverPrograms() != "" }

// Postgres starts a server, or skips the test where there is none to start.
func Postgres(t testing.TB) *Cluster {
	t.Helper()
	c := &Cluster{bin: serverPrograms()}
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
	c.run(t, "initdb", "--pgdata", c.Data(), "--auth", "trust", "--username", "parley", "--encoding", "UTF8", "--locale", "C", "--no-sync")
	c.Start(t)
	t.Cleanup(func() { _ = c.command("pg_ctl", "--pgdata", c.Data(), "--mode", "immediate", "stop").Run() })
	return c
}

// Data is the folder of the server's files.
func (c *Cluster) Data() string { return filepath.Join(c.folder, "data") }

// Folder is where the server's socket is.
func (c *Cluster) Folder() string { return c.folder }

// Start starts the server again.
func (c *Cluster) Start(t testing.TB) {
	t.Helper()
	c.run(t, "pg_ctl", "--pgdata", c.Data(), "--wait", "--log", filepath.Join(c.folder, "log"), "--options", "-c listen_addresses='' -k "+c.folder, "start")
}

// Stop stops the server, at once.
func (c *Cluster) Stop(t testing.TB) {
	t.Helper()
	c.run(t, "pg_ctl", "--pgdata", c.Data(), "--wait", "--mode", "immediate", "stop")
}

func (c *Cluster) command(name string, args ...string) *exec.Cmd {
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
func (c *Cluster) run(t testing.TB, name string, args ...string) {
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

// Database makes an empty database and returns where it is.
func (c *Cluster) Database(t testing.TB) string {
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
