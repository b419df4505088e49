package secretariat

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"parley"
	"parley/internal/seal"
	"parley/ledger"
	"parley/talks"
	"parley/verify"
)

// Two processes write at once: nothing is lost, doubled or out of order, and
// each receipt is of an entry that is there.
func TestManyWriters(t *testing.T) {
	h := newHall(t)
	other := h.another()
	h.do(talks.Act{Author: "anna", Do: talks.DoTable, Package: []talks.Item{{Issue: "water", Choices: []string{"half"}}}}, nil)
	before := h.state().Seq
	const each = 12
	receipts := make(chan string, 4*each)
	var all sync.WaitGroup
	for i, s := range []*Secretariat{h.Secretariat, other, h.Secretariat, other} {
		all.Go(func() {
			for n := range each {
				a := talks.Act{Author: "anna", Do: talks.DoState, Says: fmt.Sprintf("statement %d of %d", n, i)}
				done, err := s.Do(h.ctx, spring, Ask{Command: talks.Command{Act: a, Saw: -1}})
				if err != nil {
					t.Error(err)
					return
				}
				receipts <- done.Receipt.String()
			}
		})
	}
	all.Wait()
	close(receipts)
	known := verify.Known{}
	for r := range receipts {
		known.Receipts = append(known.Receipts, r)
	}
	report, err := h.Verify(h.ctx, spring, known)
	if err != nil || !report.Sound() {
		t.Fatalf("%v, %v", err, report.Faults)
	}
	said := map[string]int{}
	for _, x := range h.state().Statements {
		said[x.Says]++
	}
	if len(said) != 4*each || h.state().Seq != before+4*each {
		t.Errorf("%d statements, %d events: each of %d should be there once", len(said), h.state().Seq-before, 4*each)
	}
}

// Who looked at an older state is refused, and not decided anew.
func TestStaleLook(t *testing.T) {
	h := newHall(t)
	seen := h.state().Seq
	h.do(talks.Act{Author: "sam", Do: talks.DoState, Says: "one thing more"}, nil)
	_, err := h.Do(h.ctx, spring, Ask{Command: talks.Command{Act: talks.Act{Author: "ada", Do: talks.DoState, Says: "as before"}, Saw: seen}})
	var refusal *talks.Refusal
	if !errors.As(err, &refusal) || refusal.Rule != talks.OrderSaw {
		t.Errorf("%v, and should be refused by %s", err, talks.OrderSaw)
	}
}

func TestFollow(t *testing.T) {
	h := newHall(t)
	other := h.another()
	ctx, stop := context.WithCancel(h.ctx)
	defer stop()
	got, from := make(chan int), h.state().Seq
	go func() {
		defer close(got)
		for n, err := range h.Follow(ctx, spring, from) {
			if err != nil {
				t.Error(err)
				return
			}
			got <- n
		}
	}()
	for i, s := range []*Secretariat{h.Secretariat, other} { // here, and in another process
		done, err := s.Do(h.ctx, spring, Ask{Command: talks.Command{Act: talks.Act{Author: "anna", Do: talks.DoState, Says: fmt.Sprint(i)}, Saw: -1}})
		if err != nil {
			t.Fatal(err)
		}
		if n := <-got; n != done.Seq {
			t.Errorf("news of event %d, want %d", n, done.Seq)
		}
	}
	stop()
	if _, open := <-got; open {
		t.Error("it goes on after its end")
	}
	for _, err := range h.Follow(h.ctx, "nothing", 0) {
		if !errors.Is(err, ErrNoTalk) {
			t.Errorf("following talks that are not there gives %v", err)
		}
	}
}

// A clock that runs behind what is on record stops the talks and invents no
// time; one that is a moment behind is waited for.
func TestClockRunsBackwards(t *testing.T) {
	h := newHall(t)
	last := h.state().At
	h.clock = last.Add(-time.Hour)
	_, err := h.try(talks.Act{Author: "anna", Do: talks.DoState, Says: "late"}, nil)
	var clock *ErrClock
	if !errors.As(err, &clock) || !clock.Last.Equal(last) || !strings.Contains(err.Error(), "nothing was recorded") {
		t.Errorf("%v", err)
	}
	var mu sync.Mutex
	late := last.Add(-30 * time.Millisecond)
	h.config.Now = func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		late = late.Add(20 * time.Millisecond)
		return late
	}
	done, err := h.another().Do(h.ctx, spring, Ask{Command: talks.Command{Act: talks.Act{Author: "anna", Do: talks.DoState, Says: "just in time"}, Saw: -1}})
	if err != nil || done.Events[0].At.Before(last) {
		t.Errorf("%v", err)
	}
}

// Who asks does not say when, unless the one at the machine may, and then not
// in the future and not before what is on record.
func TestStatedTimes(t *testing.T) {
	h := newHall(t)
	at := h.clock.Add(30 * time.Second)
	h.clock = h.clock.Add(time.Hour)
	a := talks.Act{Author: "anna", Do: talks.DoState, Says: "at the meeting", At: at}
	if _, err := h.try(a, nil); err == nil {
		t.Error("anybody may say when it happened")
	}
	h.config.Backdated = true
	h.Secretariat = h.another()
	done, err := h.try(a, nil)
	if err != nil || !done.Events[0].At.Equal(at) {
		t.Fatal(err)
	}
	past, err := h.History(h.ctx, spring, "anna", done.Seq-1)
	if err != nil || !past[0].Written.Equal(h.clock) {
		t.Errorf("its entry is of %v, and was written at %v", past[0].Written, h.clock)
	}
	a.At = h.clock.Add(time.Second)
	if _, err := h.try(a, nil); err == nil {
		t.Error("something happened in the future")
	}
	a.At = at.Add(-time.Second)
	h.no(talks.OrderTime, a, nil)
}

// Who leaves takes nothing along: what is sealed from then on, the old keys do
// not open. The journal says so.
func TestLeavingRenewsKeys(t *testing.T) {
	h := newHall(t)
	other := h.another() // which has to seal with the new key too
	if _, err := other.State(h.ctx, spring); err != nil {
		t.Fatal(err)
	}
	before := h.do(talks.Act{Author: "nina", Do: talks.DoNote, Party: "north", Grade: parley.GradeParty}, &Content{Says: "old"}).Seq
	h.do(talks.Act{Author: "ada", Do: talks.DoRemove, Person: "nina", Because: "She goes home."}, nil)
	done, err := other.Do(h.ctx, spring, Ask{Command: talks.Command{Act: talks.Act{Author: "ada", Do: talks.DoNote, Party: "north", Grade: parley.GradeParty}, Saw: -1}, Content: &Content{Says: "new"}})
	if err != nil {
		t.Fatal(err)
	}
	readers := func(seq int) string {
		k, err := h.newest(h.ctx, spring)
		if err != nil {
			t.Fatal(err)
		}
		record, err := h.store.Record(h.ctx, spring, k.written[seq-1])
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(record.Entry.Sealed[1].Readers, " ")
	}
	if readers(before) != "north/1" || readers(done.Seq) != "north/2" {
		t.Errorf("sealed to %s before she left, and to %s after", readers(before), readers(done.Seq))
	}
	for _, seq := range []int{before, done.Seq} {
		if _, err := h.Read(h.ctx, spring, "ada", seq); err != nil {
			t.Errorf("who stays reads both: %v", err)
		}
		if _, err := h.Read(h.ctx, spring, "nina", seq); err == nil {
			t.Error("who left reads on")
		}
	}
	if journal := h.export("anna"); !strings.Contains(journal, `{"key":"north/2","because":"nina has left","seq":`) {
		t.Error("the journal does not say that the key was renewed")
	}
}

func (h *hall) export(person string) string {
	h.t.Helper()
	var b bytes.Buffer
	if err := h.Export(h.ctx, spring, person, &b); err != nil {
		h.t.Fatal(err)
	}
	return b.String()
}

// A party's keys are destroyed at its own wish; its positions are gone for
// everybody, and the journal is as sound as before.
func TestDestroy(t *testing.T) {
	h := newHall(t)
	seq := h.do(talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: h.position("north")}).Seq
	receipt := h.do(talks.Act{Author: "sam", Do: talks.DoSubmit}, &Content{Position: h.position("south")}).Receipt
	for _, person := range []string{"anna", "sam", "nina", "nobody"} {
		if _, _, err := h.Destroy(h.ctx, spring, person, "north"); err == nil {
			t.Errorf("%s destroys north's keys", person)
		}
	}
	certificate, _, err := h.Destroy(h.ctx, spring, "ada", "north")
	if err != nil || len(certificate.Keys) != 1 {
		t.Fatal(certificate, err)
	}
	for _, s := range []*Secretariat{h.Secretariat, h.another()} {
		if _, err := s.Read(h.ctx, spring, "ada", seq); !errors.Is(err, seal.ErrDestroyed) {
			t.Errorf("what was destroyed is opened: %v", err)
		}
		c, err := s.Case(h.ctx, spring, "anna")
		if err != nil || c.Position("north") != nil || c.Position("south") == nil {
			t.Errorf("the mediator's case: %v", err)
		}
	}
	if _, err := h.try(talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: h.position("north")}); !errors.Is(err, seal.ErrDestroyed) {
		t.Errorf("something is sealed to a key that is no more: %v", err)
	}
	h.do(talks.Act{Author: "ada", Do: talks.DoState, Says: "We go on in the open."}, nil)
	report, err := h.Verify(h.ctx, spring, verify.Known{Receipts: []string{receipt.String()}})
	if err != nil || !report.Sound() || report.Journals[0].Missing != 1 {
		t.Errorf("%v, %v: the ciphertext of one position should be erased", err, report)
	}
	if journal := h.export("anna"); !strings.Contains(journal, `{"party":"north","time":`) {
		t.Error("the journal has no certificate")
	}
}

// By the rules of the talks a mediator destroys what is sealed, when it was kept long
// enough, and not before; the mediators' own notes too.
func TestRetention(t *testing.T) {
	h := newHall(t)
	seq := h.do(talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: h.position("north")}).Seq
	note := h.do(talks.Act{Author: "anna", Do: talks.DoNote, Party: "north", Grade: parley.GradeMediator}, &Content{Says: "They are tired."}).Seq
	refused := func(why, person, party, want string) {
		t.Helper()
		if _, _, err := h.Destroy(h.ctx, spring, person, party); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, and should say %q", why, err, want)
		}
	}
	refused("without a rule", "anna", "north", "do not say when")
	h.do(talks.Act{Author: "anna", Do: talks.DoRules, Rules: &talks.Rules{Consent: []string{"north", "south"}, Keep: 30}}, nil)
	refused("before all have agreed", "anna", "north", "do not say when")
	for _, head := range []string{"ada", "sam"} {
		h.do(talks.Act{Author: head, Do: talks.DoAgree, Version: 2}, nil)
	}
	last := h.state().At
	h.clock = last.AddDate(0, 0, 30).Add(-time.Second)
	refused("a second too early", "anna", "north", "kept until "+last.AddDate(0, 0, 30).Format(time.RFC3339))
	h.clock = last.AddDate(0, 0, 30)
	refused("by the other side", "sam", "north", "head or mandator")
	refused("by an observer", "olga", Mediators, "head or mandator")
	refused("of nobody", "anna", "east", "no party")
	refused("of the machine", "anna", "@machine", "no party")
	for party, gone := range map[string]struct {
		reader string
		seq    int
	}{"north": {"ada", seq}, Mediators: {"anna", note}} {
		if _, err := h.Read(h.ctx, spring, gone.reader, gone.seq); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Destroy(h.ctx, spring, "anna", party); err != nil {
			t.Errorf("%s: %v", party, err)
		}
		if _, err := h.Read(h.ctx, spring, gone.reader, gone.seq); !errors.Is(err, seal.ErrDestroyed) {
			t.Errorf("what was sealed to %s is opened: %v", party, err)
		}
	}
	if report, err := h.Verify(h.ctx, spring, verify.Known{}); err != nil || !report.Sound() {
		t.Errorf("%v, %v", err, report)
	}
}

// A master key in the folder is replaced there, or moved out of it; one from the
// environment is replaced by that of a file. What was interrupted is finished.
func TestNewMaster(t *testing.T) {
	h := newHall(t)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	folder, outside := h.config.Folder, filepath.Join(t.TempDir(), "master")
	none := func(string) string { return "" }
	goesOn := func(getenv func(string) string) {
		t.Helper()
		m, err := FindMaster(folder, getenv)
		if err != nil {
			t.Fatal(err)
		}
		h.config.Master = m
		s := h.another()
		defer s.Close()
		if _, err := s.State(h.ctx, spring); err != nil {
			t.Errorf("the talks do not open: %v", err)
		}
	}
	// From the one of tests to one that lies in the folder.
	if err := writeKey(filepath.Join(folder, masterFile), seal.NewMaster()); err != nil {
		t.Fatal(err)
	}
	inside, err := FindMaster(folder, none)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rewrap(h.ctx, folder, master, inside); err != nil {
		t.Fatal(err)
	}
	old, _ := os.ReadFile(filepath.Join(folder, masterFile))
	for range 2 { // where it is replaced; once more for good measure
		if n, name, err := NewMaster(h.ctx, folder, none, ""); n < 5 || name != filepath.Join(folder, masterFile) || err != nil {
			t.Fatal(n, name, err)
		}
		goesOn(none)
	}
	if now, _ := os.ReadFile(filepath.Join(folder, masterFile)); bytes.Equal(now, old) {
		t.Error("the master key is the one before")
	}
	// The wrapping is done, and the program ends before the file is in its place.
	if err := writeKey(filepath.Join(folder, masterFile+".new"), seal.NewMaster()); err != nil {
		t.Fatal(err)
	}
	before, _ := FindMaster(folder, none)
	after, err := seal.MasterFromFile(filepath.Join(folder, masterFile+".new"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rewrap(h.ctx, folder, before, after); err != nil {
		t.Fatal(err)
	}
	if n, _, err := NewMaster(h.ctx, folder, none, ""); n != 0 || err != nil {
		t.Errorf("what was interrupted is not finished: %d, %v", n, err)
	}
	goesOn(none)
	// Out of the folder.
	if _, name, err := NewMaster(h.ctx, folder, none, outside); name != outside || err != nil {
		t.Fatal(name, err)
	}
	if _, err := os.Stat(filepath.Join(folder, masterFile)); err == nil {
		t.Error("the master key before still lies in the folder")
	}
	in := func(file string) func(string) string {
		return func(name string) string {
			if name == seal.MasterFileVariable {
				return file
			}
			return ""
		}
	}
	goesOn(in(outside))
	if _, _, err := NewMaster(h.ctx, folder, in(outside), ""); err == nil || !strings.Contains(err.Error(), "name the file") {
		t.Errorf("without a file: %v", err)
	}
	if _, _, err := NewMaster(h.ctx, folder, in(outside), outside+".2"); err != nil {
		t.Error(err)
	}
	goesOn(in(outside + ".2"))
	if _, _, err := NewMaster(h.ctx, folder, in(outside), outside+".3"); err == nil {
		t.Error("the wrong master key is replaced by another")
	}
	goesOn(in(outside + ".2"))
}

// With another master key the same talks go on; with the one before they do not open.
func TestRewrap(t *testing.T) {
	h := newHall(t)
	seq := h.do(talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: h.position("north")}).Seq
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	before := h.config.Master
	var err error
	if h.config.Master, err = seal.ParseMaster(seal.NewMaster()); err != nil {
		t.Fatal(err)
	}
	if n, err := rewrap(h.ctx, h.config.Folder, before, h.config.Master); n < 5 || err != nil {
		t.Fatalf("%d keys, %v", n, err)
	}
	h.Secretariat = h.another()
	if c, err := h.Read(h.ctx, spring, "ada", seq); err != nil || c.Position == nil {
		t.Errorf("what was sealed before is not read: %v", err)
	}
	h.do(talks.Act{Author: "nina", Do: talks.DoNote, Party: "north", Grade: parley.GradeParty}, &Content{Says: "We go on."})
	h.config.Master = before
	if _, err := h.another().State(h.ctx, spring); err == nil {
		t.Error("the master key before opens the talks")
	}
}

func TestCountersigning(t *testing.T) {
	h := newHall(t)
	file := filepath.Join(t.TempDir(), "ada.key")
	if err := NewSigningKey(file); err != nil {
		t.Fatal(err)
	}
	if err := NewSigningKey(file); err == nil {
		t.Error("a key was written over")
	}
	key, err := SigningKey(file)
	if err != nil {
		t.Fatal(err)
	}
	public := key.Public().(ed25519.PublicKey)
	if _, err := h.Register(h.ctx, spring, "nina", public); err == nil {
		t.Error("a delegate registers a key to sign for the party")
	}
	if _, err := h.Register(h.ctx, spring, "ada", public[:5]); err == nil {
		t.Error("five bytes are taken for a key")
	}
	if _, err := h.Register(h.ctx, spring, "ada", public); err != nil {
		t.Fatal(err)
	}
	head, err := h.SignHead(h.ctx, spring)
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.another().SignHead(h.ctx, spring)
	if err != nil || !bytes.Equal(again.Text(), head.Text()) {
		t.Errorf("the head is signed twice: %v", err)
	}
	sign := func(name string, key ed25519.PrivateKey) ledger.Signature {
		signed, err := ledger.Head{Talk: head.Talk, Entries: head.Entries, Last: head.Last, Time: head.Time}.Sign(name, key)
		if err != nil {
			t.Fatal(err)
		}
		return signed.Signatures[0]
	}
	_, strange, _ := ed25519.GenerateKey(nil)
	for what, try := range map[string]func() error{
		"a key that is not on record": func() error {
			_, err := h.Countersign(h.ctx, spring, "ada", head.Entries, sign("north", strange))
			return err
		},
		"another party": func() error {
			_, err := h.Countersign(h.ctx, spring, "sam", head.Entries, sign("south", key))
			return err
		},
		"another's name": func() error {
			_, err := h.Countersign(h.ctx, spring, "ada", head.Entries, sign("south", key))
			return err
		},
		"no head": func() error {
			_, err := h.Countersign(h.ctx, spring, "ada", 1, sign("north", key))
			return err
		},
	} {
		if try() == nil {
			t.Errorf("%s countersigns", what)
		}
	}
	if _, err := h.Countersign(h.ctx, spring, "ada", head.Entries, sign("north", key)); err != nil {
		t.Fatal(err)
	}
	known := verify.Known{Keys: map[string]ed25519.PublicKey{"north": public, "server": h.ServerKey()}}
	report, err := verify.Journals(h.ctx, strings.NewReader(h.export("ada")), known)
	if err != nil || !report.Sound() || len(report.Journals[0].Heads) != 1 || len(report.Journals[0].Heads[0].Signers) != 2 {
		t.Errorf("%v, %+v", err, report)
	}
	signers, err := h.Signers(h.ctx, spring)
	if err != nil || len(signers) != 1 || signers[0].Key != hex.EncodeToString(public) {
		t.Errorf("%v, %v", signers, err)
	}
	// Whoever takes the seat takes no key with it.
	h.do(talks.Act{Author: "ada", Do: talks.DoReplace, Person: "ada", With: "abe", Name: "Abe"}, nil)
	next, err := h.SignHead(h.ctx, spring)
	if err != nil {
		t.Fatal(err)
	}
	head = next
	if _, err := h.Countersign(h.ctx, spring, "abe", head.Entries, sign("north", key)); err == nil {
		t.Error("a new head signs with the old head's key")
	}
}

// An export holds of what is sealed what its reader opens, and verifies; taken
// in elsewhere, with the keys, the talks go on.
func TestExportAndImport(t *testing.T) {
	h := newHall(t)
	h.do(talks.Act{Author: "ada", Do: talks.DoSubmit}, &Content{Position: h.position("north")})
	h.do(talks.Act{Author: "sam", Do: talks.DoSubmit}, &Content{Position: h.position("south")})
	for person, want := range map[string]string{"ada": "north", "sam": "south", "anna": "@mediator", "olga": "@table", "": ""} {
		report, err := verify.Journals(h.ctx, strings.NewReader(h.export(person)), verify.Known{})
		if err != nil || !report.Sound() {
			t.Fatalf("%v, %v", err, report)
		}
		from := ledger.NewReader(strings.NewReader(h.export(person)))
		for item, err := from.Next(); err == nil; item, err = from.Next() {
			if item.Record == nil {
				continue
			}
			for i, part := range item.Record.Entry.Sealed {
				mine := strings.Contains(strings.Join(part.Readers, " "), want)
				if there := item.Record.Bodies[i] != nil; there != mine {
					t.Errorf("the export for %q: part for %v is there: %t", person, part.Readers, there)
				}
			}
		}
	}
	for _, person := range []string{"axel", "nobody"} {
		if err := h.Export(h.ctx, spring, person, &bytes.Buffer{}); err == nil {
			t.Errorf("%s exports the journal", person)
		}
	}
	var backup bytes.Buffer
	if err := h.Backup(h.ctx, &backup); err != nil {
		t.Fatal(err)
	}
	elsewhere := h.config
	elsewhere.Database = filepath.Join(t.TempDir(), "elsewhere.db")
	h.config = elsewhere
	second := h.another()
	if _, err := second.Import(h.ctx, &backup); err != nil {
		t.Fatal(err)
	}
	done, err := second.Do(h.ctx, spring, Ask{Command: talks.Command{Act: talks.Act{Author: "ada", Do: talks.DoState, Says: "We go on here."}, Saw: -1}})
	if err != nil || done.Seq != h.state().Seq+1 {
		t.Errorf("talks that were taken in do not go on: %v", err)
	}
	h.config.Folder = filepath.Join(t.TempDir(), "without keys")
	if _, err := h.another().State(h.ctx, spring); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("talks whose keys are elsewhere: %v", err)
	}
}
