package database

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"parley/internal/database/databasetest"
)

// listening hears for a while what News says.
func listening(t *testing.T, d *DB, every time.Duration) (heard <-chan string) {
	t.Helper()
	said := make(chan string)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		d.News(ctx, every, "birds", func(what string) {
			select {
			case said <- what:
			case <-ctx.Done():
			}
		})
	}()
	t.Cleanup(func() { stop(); <-done })
	return said
}

func connect(t *testing.T, where string) *DB {
	t.Helper()
	d, err := Connect(where, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// A file of SQLite is looked at after others wrote to it, and not without cause.
func TestNewsOfSQLite(t *testing.T) {
	name := filepath.Join(t.TempDir(), "birds.db")
	ours, theirs := connect(t, name), connect(t, name)
	heard := listening(t, ours, time.Millisecond)
	<-heard // what had been written before
	for i, by := range []*DB{theirs, ours} {
		if _, err := by.Write.Exec("create table birds" + string(rune('a'+i)) + " (name text)"); err != nil {
			t.Fatal(err)
		}
		<-heard
	}
	select {
	case <-heard:
		t.Error("it is looked although nobody wrote")
	case <-time.After(30 * time.Millisecond): // too short a time could only miss a fault
	}
}

// PostgreSQL tells by itself, with what was said; and where it cannot be heard, it
// is looked all the same.
func TestNewsOfPostgres(t *testing.T) {
	where := databasetest.Postgres(t).Database(t)
	ours, theirs := connect(t, where), connect(t, where)
	heard := listening(t, ours, time.Hour) // so that nothing is found by looking
	if said := <-heard; said != "" {
		t.Errorf("first of all %q was said", said)
	}
	for _, word := range []string{"wren", "it's a \"robin\""} {
		if _, err := theirs.Write.Exec("select pg_notify('birds', $1)", word); err != nil {
			t.Fatal(err)
		}
		for said := range heard {
			if said == word {
				break
			}
			if said != "" {
				t.Errorf("%q was heard, and %q said", said, word)
			}
		}
	}
	deaf := connect(t, where)
	deaf.listen = "postgres:///birds?host=/nowhere"
	heard = listening(t, deaf, time.Millisecond)
	for range 3 {
		if said := <-heard; said != "" {
			t.Errorf("%q was heard over a connection that there is not", said)
		}
	}
}
