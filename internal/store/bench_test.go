package store

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"path/filepath"
	"testing"

	"parley/internal/database/databasetest"
	"parley/ledger"
)

var body400 = bytes.Repeat([]byte("0123456789"), 40)

func draft400() ledger.Draft {
	return ledger.Draft{Time: noon, Kind: "event", Actor: "anna", Open: body400}
}

// BenchmarkAppend appends entries of 400 bytes, each made durable, and puts the
// same bytes into a bare table with the same settings, in one run.
func BenchmarkAppend(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		appending(b, func(b *testing.B) string { return filepath.Join(b.TempDir(), "talks.db") })
	})
	b.Run("postgres", func(b *testing.B) {
		c := databasetest.Postgres(b)
		appending(b, func(b *testing.B) string { return c.Database(b) })
	})
}

func appending(b *testing.B, empty func(*testing.B) string) {
	b.Run("append", func(b *testing.B) {
		s := open(b, empty(b))
		tip := ledger.Start("talk")
		for b.Loop() {
			var err error
			if _, tip, err = s.Append(ctx, tip, draft400()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		s := open(b, empty(b))
		bare(b, s.db.Write, body400)
	})
	b.Run("sealed", func(b *testing.B) { // with a body of 2 kB for a reader
		s := open(b, empty(b))
		tip := ledger.Start("talk")
		d := draft400()
		d.Parts = []ledger.Part{{Readers: []string{"north/1"}, Bytes: make([]byte, 2048)}}
		for b.Loop() {
			_, _ = rand.Read(d.Parts[0].Bytes)
			var err error
			if _, tip, err = s.Append(ctx, tip, d); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func bare(b *testing.B, db *sql.DB, bytes []byte) {
	kind := "blob"
	if _, err := db.Exec("select 1::int"); err == nil { // PostgreSQL
		kind = "bytea"
	}
	if _, err := db.Exec("create table bare (n bigint primary key, b " + kind + ")"); err != nil {
		b.Fatal(err)
	}
	for n := 0; b.Loop(); n++ {
		if _, err := db.Exec("insert into bare (n, b) values ($1, $2)", n, bytes); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead replays a talk of 100,000 entries, held to the chain.
func BenchmarkRead(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "talks.db"))
	tip := ledger.Start("talk")
	for range 100 {
		drafts := make([]ledger.Draft, 1000)
		for i := range drafts {
			drafts[i] = draft400()
		}
		var err error
		if _, tip, err = s.Append(ctx, tip, drafts...); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		n := 0
		if err := s.Read(ctx, "talk", 0, func(ledger.Record) error { n++; return nil }); err != nil || n != 100_000 {
			b.Fatal(n, err)
		}
	}
}
