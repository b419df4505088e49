package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/database/databasetest"
	"parley/ledger"
	"parley/verify"
)

// remains is what is sealed in the tests of erasing: long enough to take pages of
// its own, and to be found in a file.
func remains(of string) []byte { return bytes.Repeat([]byte("sealed-for-"+of+"."), 700) }

// sealTwice appends entries with a part for north and one for south.
func sealTwice(t *testing.T, s *Store, talk string, n int) ledger.Tip {
	t.Helper()
	tip := ledger.Start(talk)
	for i := range n {
		d := draft(2 * i)
		d.Parts = []ledger.Part{{Readers: []string{"north/1"}, Bytes: remains("north")}, {Readers: []string{"south/1"}, Bytes: remains("south")}}
		var err error
		if _, tip, err = s.Append(ctx, tip, d); err != nil {
			t.Fatal(err)
		}
	}
	return tip
}

func forNorth(_ ledger.Entry, p ledger.Sealed) bool { return slices.Contains(p.Readers, "north/1") }

// erasing is what every database has to do when the time of keeping is over.
func erasing(t *testing.T, empty func(testing.TB) string) {
	s := open(t, empty(t))
	tip := sealTwice(t, s, "talk", 6)
	sealTwice(t, s, "other", 2)
	receipt := tip.Receipt().String()
	if _, err := s.PutHead(ctx, head(t, tip, "server", "north")); err != nil {
		t.Fatal(err)
	}
	early := func(e ledger.Entry, p ledger.Sealed) bool { return e.Number <= 2 && forNorth(e, p) }
	for i, c := range []struct {
		which   func(ledger.Entry, ledger.Sealed) bool
		deleted int
		missing int64
	}{{early, 2, 2}, {forNorth, 4, 6}, {forNorth, 0, 6}} {
		if n, err := s.Erase(ctx, "talk", c.which); err != nil || n != c.deleted {
			t.Errorf("erasure %d: %d parts, %v", i, n, err)
		}
		var file bytes.Buffer
		if err := s.Backup(ctx, &file); err != nil {
			t.Fatal(err)
		}
		report, err := verify.Journals(ctx, bytes.NewReader(file.Bytes()), verify.Known{Receipts: []string{receipt}})
		if err != nil || !report.Sound() || len(report.Journals) != 2 {
			t.Fatalf("after erasure %d: %v, %+v", i, err, report)
		}
		other, talk := report.Journals[0], report.Journals[1]
		if talk.Entries != 6 || talk.Missing != c.missing || talk.Bodies != 12-c.missing || len(talk.Heads) != 1 || other.Missing != 0 {
			t.Errorf("after erasure %d: %+v, and of the other talk %+v", i, talk, other)
		}
		if i > 0 {
			continue
		}
		restored := open(t, empty(t))
		if _, err := restored.Import(ctx, bytes.NewReader(file.Bytes())); err != nil {
			t.Errorf("what was kept is not restored: %v", err)
		}
	}
	south := 0
	err := s.Read(ctx, "talk", 0, func(r ledger.Record) error {
		if r.Bodies[0] != nil || !bytes.Equal(r.Bodies[1], remains("south")) {
			t.Errorf("entry %d has bodies of %d and %d bytes", r.Entry.Number, len(r.Bodies[0]), len(r.Bodies[1]))
		}
		south++
		return nil
	})
	if err != nil || south != 6 {
		t.Error(south, err)
	}
	if _, tip, err = s.Append(ctx, tip, draft(1)); err != nil || tip.Number != 7 {
		t.Errorf("the talk does not go on: %v", err)
	}
	if n, err := s.Erase(ctx, "none", forNorth); n != 0 || err != nil {
		t.Errorf("in a talk that is not there: %d, %v", n, err)
	}
}

// count says how often the bytes stand in the files of a folder.
func count(t *testing.T, folder string, what []byte) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) { // a database at work removes files
			return nil
		}
		n += bytes.Count(b, what)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return n
}

// What is erased stands in no byte of the file or its log any more.
func TestErasedBytesAreGone(t *testing.T) {
	name := file(t)
	s := open(t, name)
	sealTwice(t, s, "talk", 6)
	dir := filepath.Dir(name)
	if count(t, dir, []byte("sealed-for-north")) < 6*600 {
		t.Fatal("what shall be erased is not found before: the test looks in the wrong place")
	}
	if n, err := s.Erase(ctx, "talk", forNorth); err != nil || n != 6 {
		t.Fatal(n, err)
	}
	if n := count(t, dir, []byte("sealed-for-north")); n > 0 {
		t.Errorf("what was erased stands in the files %d times", n)
	}
	if count(t, dir, []byte("sealed-for-south")) < 6*600 {
		t.Error("more was erased than was asked for")
	}
}

// While somebody reads, the log cannot be emptied. That is said, and done when
// asked again.
func TestErasureWaitsForReaders(t *testing.T) {
	name := file(t)
	s := open(t, name)
	sealTwice(t, s, "talk", 2)
	if _, err := s.db.Write.Exec("pragma busy_timeout = 50"); err != nil { // instead of ten seconds
		t.Fatal(err)
	}
	reader, err := s.db.Read.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tipOf(ctx, reader, "talk"); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Erase(ctx, "talk", forNorth); n != 2 || !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), "try the same again") {
		t.Errorf("while somebody reads: %d, %v", n, err)
	}
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Erase(ctx, "talk", forNorth); n != 0 || err != nil {
		t.Errorf("called again: %d, %v", n, err)
	}
	if n := count(t, filepath.Dir(name), []byte("sealed-for-north")); n > 0 {
		t.Errorf("what was erased stands in the files %d times", n)
	}
}

// Of PostgreSQL, the same is true of the files of its tables.
func erasedFromPostgres(t *testing.T, c *databasetest.Cluster) {
	s := open(t, c.Database(t))
	sealTwice(t, s, "talk", 6)
	found := func(of string) int {
		if _, err := s.db.Write.Exec("checkpoint"); err != nil {
			t.Fatal(err)
		}
		return count(t, filepath.Join(c.Data(), "base"), []byte(of))
	}
	plain, other := "plain-for-north", "plain-for-south" // PostgreSQL compresses long values: these are short
	tip, err := s.Tip(ctx, "talk")
	if err != nil {
		t.Fatal(err)
	}
	d := ledger.Draft{Time: noon.Add(time.Hour), Kind: "event", Actor: "anna", Parts: []ledger.Part{{Readers: []string{"north/1"}, Bytes: []byte(plain)}, {Readers: []string{"south/1"}, Bytes: []byte(other)}}}
	if _, _, err := s.Append(ctx, tip, d); err != nil {
		t.Fatal(err)
	}
	if found(plain) == 0 || found(other) == 0 {
		t.Fatal("what shall be erased is not found before: the test looks in the wrong place")
	}
	if n, err := s.Erase(ctx, "talk", forNorth); err != nil || n != 7 {
		t.Fatal(n, err)
	}
	if n := found(plain); n > 0 {
		t.Errorf("what was erased stands in the tables %d times", n)
	}
	if found(other) == 0 {
		t.Error("more was erased than was asked for")
	}
}
