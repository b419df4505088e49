package store

import (
	"bufio"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/internal/database/databasetest"
)

// skip skips the test, unless everything has to be tested.
func skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("PARLEY_REQUIRE") == "all" {
		t.Fatalf("%s, and PARLEY_REQUIRE=all asks for it", why)
	}
	t.Skipf("SKIPPED: %s, so this is not tested", why)
}

func TestPostgres(t *testing.T) {
	c := databasetest.Postgres(t)
	conform(t, c.Database)

	t.Run("what is erased is in no table", func(t *testing.T) { erasedFromPostgres(t, c) })

	t.Run("the database goes away and comes back", func(t *testing.T) {
		s := open(t, c.Database(t))
		tip := appendAll(t, s, "talk", 3)
		c.Stop(t)
		for range 3 {
			if _, err := s.Tip(ctx, "talk"); !errors.Is(err, ErrUnavailable) {
				t.Errorf("reading from a database that is gone: %v", err)
			}
			if _, _, err := s.Append(ctx, tip, draft(3)); !errors.Is(err, ErrUnavailable) && !errors.Is(err, ErrUnsure) {
				t.Errorf("appending to a database that is gone: %v", err)
			}
		}
		if _, err := Open(ctx, "postgres:///x?user=parley&host="+c.Folder()); !errors.Is(err, ErrUnavailable) {
			t.Errorf("opening a database that is gone: %v", err)
		}
		c.Start(t)
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

	t.Run("writers are killed", func(t *testing.T) { crash(t, c.Database(t), 20) })

	t.Run("processes at once", func(t *testing.T) { several(t, c.Database(t), 15) })

	t.Run("it syncs before it acknowledges", func(t *testing.T) { syncedByPostgres(t, c) })

	t.Run("a database that acknowledges too early is told not to", func(t *testing.T) {
		where := c.Database(t)
		for given, want := range map[string]string{"off": "on", "on": "on", "local": "local", "remote_apply": "remote_apply"} {
			s := open(t, where+"&synchronous_commit="+given)
			var got string
			if err := s.db.Write.QueryRow("show synchronous_commit").Scan(&got); err != nil || got != want {
				t.Errorf("of %s was made %s, %v", given, got, err)
			}
			// And it does not follow when the server is told otherwise later.
			if _, err := s.db.Write.Exec("alter system set synchronous_commit = off"); err != nil {
				t.Fatal(err)
			}
			if _, err := s.db.Write.Exec("select pg_reload_conf()"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(20 * time.Millisecond) // it reloads after a signal; too early a look could only miss a fault
			if err := s.db.Write.QueryRow("show synchronous_commit").Scan(&got); err != nil || got != want {
				t.Errorf("of %s was made %s after the server was told otherwise, %v", given, got, err)
			}
		}
	})

	t.Run("a server that does not sync is refused", func(t *testing.T) {
		where := c.Database(t)
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
		where := c.Database(t)
		tip := appendAll(t, open(t, where), "talk", 1)
		s := open(t, where+"&default_transaction_read_only=on")
		if _, _, err := s.Append(ctx, tip, draft(1)); !errors.Is(err, ErrReadOnly) {
			t.Errorf("appending: %v", err)
		}
	})
}

// syncedByPostgres looks at the system calls of the server: before it tells of a
// commit, what it wrote to its log is synced.
func syncedByPostgres(t *testing.T, c *databasetest.Cluster) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		skip(t, "strace is not here")
	}
	where := c.Database(t)
	text, err := os.ReadFile(filepath.Join(c.Data(), "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	server, _, _ := strings.Cut(string(text), "\n")
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := exec.Command(strace, "-f", "-y", "-s", "200", "-e", "trace=write,writev,pwrite64,pwritev,pwritev2,ftruncate,fsync,fdatasync,sendto", "-o", trace, "-p", server)
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
		// It is done when the server is ready for the next one, outside of a transaction.
		func(call, _, rest string) bool {
			return call == "sendto" && strings.Contains(rest, `SELECT 1\0Z\0\0\0\5I"`)
		})
	// Now and then a process of the server that is not traced syncs for another.
	if err != nil || acknowledged < times || bare > times/2 {
		t.Errorf("%d acknowledgements, %d without a sync since the one before, and %v", acknowledged, bare, err)
	}
	t.Logf("%d acknowledgements, %d without a sync since the one before", acknowledged, bare)
}
