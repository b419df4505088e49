package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/ledger"
	"parley/verify"
)

var (
	ctx  = context.Background()
	noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
)

// draft is the event of that number; every other one has sealed parts.
func draft(n int) ledger.Draft {
	d := ledger.Draft{Time: noon.Add(time.Duration(n) * time.Second), Kind: "event", Actor: "anna", Open: fmt.Appendf(nil, `{"n":%d}`, n)}
	if n%2 == 1 {
		d.Parts = []ledger.Part{{Readers: []string{"north/1"}, Bytes: fmt.Appendf(nil, "cipher %d\x00", n)}, {Readers: []string{"south/1"}, Bytes: []byte{byte(n)}}}
	}
	return d
}

func open(t testing.TB, where string) *Store {
	t.Helper()
	s, err := Open(ctx, where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// appendAll appends n events to a talk that is empty.
func appendAll(t testing.TB, s *Store, talk string, n int) ledger.Tip {
	t.Helper()
	tip := ledger.Start(talk)
	for i := range n {
		var err error
		if _, tip, err = s.Append(ctx, tip, draft(i)); err != nil {
			t.Fatal(err)
		}
	}
	return tip
}

// alter changes the database as somebody with its password or its file can.
func alter(t testing.TB, s *Store, statement string) {
	t.Helper()
	if err := s.db.Within(ctx, func(tx *sql.Tx) error {
		guards := []string{"drop trigger entries_stay_as_they_are", "drop trigger entries_stay"}
		if s.db.Postgres() {
			guards = []string{"drop trigger entries_stay on entries"}
		}
		for _, x := range append(guards, statement) {
			if _, err := tx.ExecContext(ctx, x); err != nil {
				return fmt.Errorf("%s: %w", x, err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func head(t testing.TB, tip ledger.Tip, names ...string) ledger.Head {
	t.Helper()
	h := tip.Head(noon)
	for _, name := range names {
		var err error
		if h, err = h.Sign(name, ed25519.NewKeyFromSeed(bytes.Repeat([]byte(name[:1]), 32))); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// sound exports a talk and verifies what comes out.
func sound(t testing.TB, s *Store, talk string, entries int64, receipts ...string) {
	t.Helper()
	var b bytes.Buffer
	if err := s.Export(ctx, talk, &b, nil); err != nil {
		t.Fatal(err)
	}
	report, err := verify.Journals(ctx, &b, verify.Known{Receipts: receipts})
	if err != nil || !report.Sound() || report.Journals[0].Entries != entries || report.Journals[0].Missing != 0 {
		t.Errorf("%s: %v, %+v; there should be %d entries", talk, err, report, entries)
	}
}

// conform is what every database has to do. It is given a way to make an empty one.
func conform(t *testing.T, empty func(testing.TB) string) {
	t.Run("what is appended is read", func(t *testing.T) {
		where := empty(t)
		s := open(t, where)
		records, tip, err := s.Append(ctx, ledger.Start("talk"), draft(0), draft(1), draft(2))
		if err != nil || tip.Number != 3 {
			t.Fatal(tip, err)
		}
		more, tip, err := s.Append(ctx, tip, draft(3))
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, more...)
		other := appendAll(t, s, "Ä-村", 1)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, where) // and after it was closed
		for after := range int64(5) {
			var got []ledger.Record
			if err := s.Read(ctx, "talk", after, func(r ledger.Record) error { got = append(got, r); return nil }); err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(got, records[after:], func(a, b ledger.Record) bool {
				return a.Entry.Equal(b.Entry) && slices.EqualFunc(a.Bodies, b.Bodies, bytes.Equal)
			}) {
				t.Errorf("behind %d, %d of %d records came back, or others", after, len(got), len(records[after:]))
			}
		}
		if talks, err := s.Talks(ctx); err != nil || !slices.Equal(talks, []ledger.Tip{tip, other}) {
			t.Errorf("the talks are %v, %v", talks, err)
		}
		if got, err := s.Tip(ctx, "none"); err != nil || got != ledger.Start("none") {
			t.Errorf("the tip of a talk that is not there: %v, %v", got, err)
		}
		stop := errors.New("enough")
		if err := s.Read(ctx, "talk", 0, func(ledger.Record) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("reading was stopped: %v", err)
		}
		if err := s.Read(ctx, "talk", 9, nil); err == nil || !strings.Contains(err.Error(), "there is no entry 9") {
			t.Errorf("reading behind the end: %v", err)
		}
		sound(t, s, "talk", 4, tip.Receipt().String())
	})

	t.Run("who is late learns it, and a repeated append is not doubled", func(t *testing.T) {
		s := open(t, empty(t))
		start := ledger.Start("talk")
		_, tip, err := s.Append(ctx, start, draft(0))
		if err != nil {
			t.Fatal(err)
		}
		var stale *ErrStale
		for name, expected := range map[string]ledger.Tip{
			"too few": start, "too many": {Talk: "talk", Number: 2, Digest: tip.Digest}, "another chain": {Talk: "talk", Number: 1, Digest: ledger.Sum(nil)},
		} {
			if _, got, err := s.Append(ctx, expected, draft(7)); !errors.As(err, &stale) || stale.Actual != tip || stale.Expected != expected || got != expected {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, again, err := s.Append(ctx, start, draft(0)); err != nil || again != tip {
			t.Errorf("the same append again: %v, %v", again, err)
		}
		if _, _, err := s.Append(ctx, start); err == nil {
			t.Error("nothing was appended")
		}
		if _, _, err := s.Append(ctx, tip, draft(1), ledger.Draft{Kind: "no actor"}); err == nil {
			t.Error("a draft that breaks the format was appended")
		}
		sound(t, s, "talk", 1)
	})

	t.Run("two processes and many writers", func(t *testing.T) {
		where := empty(t)
		stores := []*Store{open(t, where), open(t, where)}
		const writers, each = 6, 8
		var wait sync.WaitGroup
		acknowledged := make([][]string, writers)
		for w := range writers {
			wait.Go(func() {
				s := stores[w%2]
				for i := 0; i < each; {
					tip, err := s.Tip(ctx, "talk")
					if err != nil {
						t.Error(err)
						return
					}
					d := draft(i)
					d.Actor = fmt.Sprintf("writer-%d", w)
					records, _, err := s.Append(ctx, tip, d, d)
					var stale *ErrStale
					if errors.As(err, &stale) {
						continue
					}
					if err != nil {
						t.Error(err)
						return
					}
					for _, r := range records {
						acknowledged[w] = append(acknowledged[w], r.Entry.Receipt().String())
					}
					i++
				}
			})
		}
		wait.Wait()
		// Each receipt vouches for its entry at its place: none is lost, doubled or moved.
		sound(t, stores[0], "talk", 2*writers*each, slices.Concat(acknowledged...)...)
	})

	t.Run("heads gather signatures", func(t *testing.T) {
		s := open(t, empty(t))
		tip := appendAll(t, s, "talk", 3)
		var wait sync.WaitGroup
		for _, name := range []string{"server", "north", "south", "north"} {
			wait.Go(func() {
				if _, err := s.PutHead(ctx, head(t, tip, name)); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		heads, err := s.Heads(ctx, "talk")
		if err != nil || len(heads) != 1 || len(heads[0].Signatures) != 3 {
			t.Errorf("the heads are %v, %v", heads, err)
		}
		foreign := tip
		foreign.Digest = ledger.Sum(nil)
		later := tip.Head(noon.Add(time.Hour))
		if later, err = later.Sign("west", ed25519.NewKeyFromSeed(make([]byte, 32))); err != nil {
			t.Fatal(err)
		}
		for name, h := range map[string]ledger.Head{
			"of another journal": head(t, foreign, "x"), "of no entry": head(t, ledger.Tip{Talk: "talk", Number: 4, Digest: tip.Digest}, "x"),
			"unsigned": tip.Head(noon), "of another time": later,
		} {
			if _, err := s.PutHead(ctx, h); err == nil {
				t.Errorf("a head %s was kept", name)
			}
		}
		sound(t, s, "talk", 3)
	})

	t.Run("what stands beside an entry is held to its text", func(t *testing.T) {
		for _, change := range []string{
			"digest = (select x.digest from entries x where x.number = 2)",
			"number = 9",
			"number = 9, digest = (select x.digest from entries x where x.number = 2)",
		} {
			s := open(t, empty(t))
			appendAll(t, s, "other", 1)
			appendAll(t, s, "talk", 3)
			if err := s.Check(ctx, "talk"); err != nil {
				t.Fatal(err)
			}
			alter(t, s, "update entries set "+change+" where talk = 'talk' and number = 3")
			if err := s.Check(ctx, "talk"); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "entry 3: ") && !strings.Contains(err.Error(), "entry 9: ") {
				t.Errorf("%s: it says %v", change, err)
			}
			if err := s.Check(ctx, "other"); err != nil {
				t.Errorf("another talk: %v", err)
			}
		}
	})

	t.Run("backup while writing, and restore", func(t *testing.T) {
		s := open(t, empty(t))
		tip := appendAll(t, s, "a", 5)
		if _, err := s.PutHead(ctx, head(t, tip, "server", "north")); err != nil {
			t.Fatal(err)
		}
		stop := make(chan struct{})
		var wait sync.WaitGroup
		wait.Go(func() {
			for n, b := 0, ledger.Start("b"); ; n++ {
				var err error
				if _, b, err = s.Append(ctx, b, draft(n)); err != nil {
					t.Error(err)
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		})
		var backups [3]bytes.Buffer
		for i := range backups {
			if err := s.Backup(ctx, &backups[i]); err != nil {
				t.Error(err)
			}
		}
		close(stop)
		wait.Wait()
		for i := range backups {
			whole := backups[i].Bytes()
			if report, err := verify.Journals(ctx, bytes.NewReader(whole), verify.Known{Receipts: []string{tip.Receipt().String()}}); err != nil || !report.Sound() {
				t.Errorf("backup %d: %v, %v", i, err, report)
			}
			if i > 0 {
				continue
			}
			restored := open(t, empty(t))
			ends, err := restored.Import(ctx, bytes.NewReader(whole))
			if err != nil || ends[0] != tip {
				t.Fatalf("restored: %v, %v", ends, err)
			}
			var again bytes.Buffer
			if err := restored.Backup(ctx, &again); err != nil || !bytes.Equal(again.Bytes(), whole) {
				t.Errorf("what was restored is backed up differently: %v", err)
			}
			if _, _, err := restored.Append(ctx, tip, draft(5)); err != nil {
				t.Errorf("the restored talk does not go on: %v", err)
			}
		}
	})

	t.Run("import takes all or nothing", func(t *testing.T) {
		from, to := open(t, empty(t)), open(t, empty(t))
		appendAll(t, from, "a", 3)
		appendAll(t, from, "b", 3)
		var b bytes.Buffer
		if err := from.Backup(ctx, &b); err != nil {
			t.Fatal(err)
		}
		changed := bytes.Replace(b.Bytes(), []byte(`{"n":2}`), []byte(`{"n":3}`), 1)
		second := bytes.LastIndex(b.Bytes(), []byte(`{"n":2}`))
		late := append(append(slices.Clone(b.Bytes()[:second]), `{"n":3}`...), b.Bytes()[second+7:]...)
		for name, file := range map[string][]byte{"changed": changed, "changed in the second": late, "cut": b.Bytes()[:b.Len()-1], "twice": append(slices.Clone(b.Bytes()), b.Bytes()...), "empty": nil, "no journal": []byte("%PDF")} {
			if ends, err := to.Import(ctx, bytes.NewReader(file)); err == nil {
				t.Errorf("%s: imported %v", name, ends)
			}
			if talks, err := to.Talks(ctx); err != nil || len(talks) > 0 {
				t.Errorf("%s: the talks are %v, %v", name, talks, err)
			}
		}
		if _, err := from.Import(ctx, bytes.NewReader(b.Bytes())); !errors.Is(err, ErrThere) {
			t.Errorf("imported over what is there: %v", err)
		}
		if err := from.Export(ctx, "none", &b, nil); err == nil {
			t.Error("a talk that is not there was exported")
		}
	})

	t.Run("exports leave out what a reader may not have", func(t *testing.T) {
		s := open(t, empty(t))
		appendAll(t, s, "talk", 4)
		var b bytes.Buffer
		if err := s.Export(ctx, "talk", &b, func(p ledger.Sealed) bool { return slices.Contains(p.Readers, "south/1") }); err != nil {
			t.Fatal(err)
		}
		report, err := verify.Journals(ctx, bytes.NewReader(b.Bytes()), verify.Known{})
		if err != nil || !report.Sound() || report.Journals[0].Bodies != 2 || report.Journals[0].Missing != 2 {
			t.Errorf("%+v, %v", report, err)
		}
		to := open(t, empty(t))
		if _, err := to.Import(ctx, bytes.NewReader(b.Bytes())); err != nil {
			t.Errorf("a journal without some bodies is not imported: %v", err)
		}
	})

	t.Run("what is erased is gone, and the chain stands", func(t *testing.T) { erasing(t, empty) })

	t.Run("the clock jumps", func(t *testing.T) { clocks(t, empty(t)) })

	t.Run("cancelled", func(t *testing.T) {
		s := open(t, empty(t))
		tip := appendAll(t, s, "talk", 1)
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		if _, _, err := s.Append(cancelled, tip, draft(1)); !errors.Is(err, context.Canceled) {
			t.Errorf("append: %v", err)
		}
		if err := s.Export(cancelled, "talk", &bytes.Buffer{}, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("export: %v", err)
		}
		sound(t, s, "talk", 1)
	})
}
