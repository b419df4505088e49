package store

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func file(t testing.TB) string { return filepath.Join(t.TempDir(), "Gespräche 1 #%?.db") }

func TestSQLite(t *testing.T) { conform(t, file) }

func TestSQLiteFileIsItsOwners(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: Windows keeps other rights")
	}
	name := file(t)
	appendAll(t, open(t, name), "talk", 1)
	for _, ending := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(name + ending); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name+ending, info, err)
		}
	}
}

// A disk that fills up refuses an append whole; what was acknowledged stays, and
// once there is room the same append is done.
func TestFullDisk(t *testing.T) {
	name := file(t)
	open(t, name)
	small, err := connect(ctx, name, "&_pragma=max_page_count(40)") // of 4096 bytes
	if err != nil {
		t.Fatal(err)
	}
	defer small.Close()
	tip, n := appendAll(t, small, "talk", 1), int64(1)
	for {
		_, next, err := small.Append(ctx, tip, draft(int(n)), draft(int(n+1)))
		if err != nil {
			if !errors.Is(err, ErrFull) || !strings.Contains(err.Error(), "the disk is full") {
				t.Fatalf("with a full disk: %v", err)
			}
			break
		}
		if tip, n = next, n+2; n > 10_000 {
			t.Fatal("the disk does not fill")
		}
	}
	sound(t, small, "talk", n)
	s := open(t, name)
	if _, _, err := s.Append(ctx, tip, draft(int(n)), draft(int(n+1))); err != nil {
		t.Errorf("with room again: %v", err)
	}
	sound(t, s, "talk", n+2)
}

func TestReadOnlyFile(t *testing.T) {
	name := file(t)
	tip := appendAll(t, open(t, name), "talk", 2)
	s, err := connect(ctx, name, "&_pragma=query_only(on)")
	if err == nil {
		defer s.Close()
		_, _, err = s.Append(ctx, tip, draft(2))
	}
	if !errors.Is(err, ErrReadOnly) {
		t.Errorf("appending to a read-only database: %v", err)
	}
	if os.Geteuid() != 0 && runtime.GOOS != "windows" {
		if err := os.Chmod(name, 0o400); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(ctx, name); !errors.Is(err, ErrReadOnly) {
			t.Errorf("opening a file that may only be read: %v", err)
		}
	}
}

// Files of something else, of a newer version, and no files at all are refused
// and left as they are.
func TestRefusesOtherFiles(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is no database\n", 300)), 0o600); err != nil {
		t.Fatal(err)
	}
	do := func(name, statement string) string {
		db, err := sql.Open("sqlite", name)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
		return name
	}
	newer := filepath.Join(dir, "newer")
	if err := open(t, newer).Close(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		text: "this is no database of this version of parley", do(filepath.Join(dir, "other"), "create table cats (name text)"): "it holds tables of something else",
		do(newer, "update parley_version set version = 99"): "its tables have version 99, and this program knows 1",
		filepath.Join(dir, "none", "talks.db"):              "open the database", dir: "open the database", "": "needs a file", ":memory:": "needs a file",
	} {
		if s, err := Open(ctx, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, and should say %q", name, err, want)
			if err == nil {
				s.Close()
			}
		}
	}
}

// What somebody with the file could change in it is noticed when it is read,
// and exported by nobody. Entries are guarded against slips besides.
func TestChangesInTheDatabaseAreNoticed(t *testing.T) {
	for _, change := range []string{
		"update entries set text = cast(replace(cast(text as text), 'actor anna', 'actor bert') as blob) where number = 2",
		"update entries set text = (select text from entries where number = 3) where number = 2",
		"update entries set text = x'00' where number = 4",
		"delete from entries where number = 2",
		"update bodies set bytes = x'00' where number = 2 and part = 1",
		"update bodies set part = 3 where number = 2 and part = 1",
		"update heads set text = x'00'",
		"update heads set text = cast(replace(cast(text as text), 'signed north', 'signed south') as blob)",
	} {
		name := filepath.Join(t.TempDir(), "talks.db")
		s := open(t, name)
		tip := appendAll(t, s, "talk", 4)
		if _, err := s.PutHead(ctx, head(t, tip, "north")); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", name)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if strings.Contains(change, "entries set") || strings.Contains(change, "from entries where number = 2") {
			if _, err := db.Exec(change); err == nil || !strings.Contains(err.Error(), "entries of a journal are never") {
				t.Errorf("%s: not refused: %v", change, err)
			}
		}
		for _, statement := range []string{"drop trigger entries_stay_as_they_are", "drop trigger entries_stay", change} {
			if _, err := db.Exec(statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
		if err := s.Export(ctx, "talk", &strings.Builder{}, nil); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: the export says %v", change, err)
		}
	}
}
