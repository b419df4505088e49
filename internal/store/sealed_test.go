package store

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/seal"
	"parley/ledger"
)

// A secret that is sealed turns up in no byte of the database file, its log, the
// backup, an export or an error, and its owner reads it back.
func TestNoSecretIsInTheDatabase(t *testing.T) {
	const canary = "KANARIENVOGEL-our-last-word-is-47"
	dir := t.TempDir()
	master, err := seal.ParseMaster(seal.NewMaster())
	if err != nil {
		t.Fatal(err)
	}
	shelf, err := seal.NewFolder(filepath.Join(dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := seal.Open(ctx, master, shelf, "talk")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Rotate(ctx, "north", noon); err != nil {
		t.Fatal(err)
	}
	s := open(t, filepath.Join(dir, "talks.db"))
	tip := ledger.Start("talk")
	for n := range 20 {
		sealed, err := ring.Seal([]string{"north"}, []byte(strings.Repeat(canary, 1+n*n)))
		if err != nil {
			t.Fatal(err)
		}
		d := draft(2 * n)
		d.Parts = []ledger.Part{{Readers: sealed.Readers, Bytes: sealed.Bytes}}
		if _, tip, err = s.Append(ctx, tip, d); err != nil {
			t.Fatal(err)
		}
	}
	var backup bytes.Buffer
	if err := s.Backup(ctx, &backup); err != nil {
		t.Fatal(err)
	}
	_, _, stale := s.Append(ctx, ledger.Start("talk"), draft(9))
	written := map[string][]byte{"backup": backup.Bytes(), "error": []byte(stale.Error())}
	for _, ending := range []string{"", "-wal", "-shm"} {
		if written[ending], err = os.ReadFile(filepath.Join(dir, "talks.db"+ending)); err != nil || len(written[ending]) == 0 {
			t.Fatal(ending, err)
		}
	}
	// In base64, the secret looks one of three ways, by where it begins.
	forms := []string{canary[:12], hex.EncodeToString([]byte(canary[:12]))}
	for shift := range 3 {
		forms = append(forms, base64.StdEncoding.EncodeToString([]byte("xx"[:shift] + canary + "xx"))[4:24])
	}
	for name, b := range written {
		for _, form := range forms {
			if bytes.Contains(b, []byte(form)) {
				t.Errorf("%q holds the secret as %s", name, form)
			}
		}
	}
	err = s.Read(ctx, "talk", 19, func(r ledger.Record) error {
		got, err := ring.Unseal("north", seal.Sealed{Readers: r.Entry.Sealed[0].Readers, Bytes: r.Bodies[0]})
		if string(got) != strings.Repeat(canary, 362) {
			t.Errorf("north reads %d bytes", len(got))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
