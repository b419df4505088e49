package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/internal/database"
	"parley/internal/seal"
)

var ctx = context.Background()

// keys are those of two parties; ann and cy are north's, bob is south's.
type keys struct{ ring *seal.Ring }

var parties = map[string]string{"ann": "north", "cy": "north", "bob": "south"}

func (k keys) SealFor(_ context.Context, _, person string, plain []byte) (seal.Sealed, error) {
	if parties[person] == "" {
		return seal.Sealed{}, errors.New("no seat")
	}
	return k.ring.Seal([]string{parties[person]}, plain)
}

func (k keys) UnsealFor(_ context.Context, _, person string, s seal.Sealed) ([]byte, error) {
	return k.ring.Unseal(parties[person], s)
}

type fixture struct {
	*Desk
	t     *testing.T
	file  string
	ring  *seal.Ring
	clock time.Time
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, file: filepath.Join(t.TempDir(), "door.db"), clock: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	master, err := seal.ParseMaster(seal.NewMaster())
	if err != nil {
		t.Fatal(err)
	}
	shelf, err := seal.NewFolder(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	if f.ring, err = seal.Open(ctx, master, shelf, "spring"); err != nil {
		t.Fatal(err)
	}
	for _, party := range []string{"north", "south"} {
		if _, err := f.ring.Rotate(ctx, party, f.clock); err != nil {
			t.Fatal(err)
		}
	}
	f.open()
	return f
}

func (f *fixture) open() {
	f.t.Helper()
	db, err := database.Open(ctx, f.file)
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { db.Close() })
	if f.Desk, err = Open(ctx, db, keys{f.ring}, func() time.Time { return f.clock }); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) keep(person, form, fields string) {
	f.t.Helper()
	if _, err := f.Keep(ctx, "spring", person, form, []byte(fields)); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) want(person, form, fields string) {
	f.t.Helper()
	d, err := f.Find(ctx, "spring", person, form)
	if fields == "" && errors.Is(err, ErrNone) {
		return
	}
	if err != nil || string(d.Fields) != fields {
		f.t.Errorf("%s finds %s, %v on %s, and not %s", person, d.Fields, err, form, fields)
	}
}

const canary = "we would go down to 15 per cent"

func TestDraftsAreKept(t *testing.T) {
	f := newFixture(t)
	f.keep("ann", "position", `{"says":"`+canary+`"}`)
	f.keep("ann", "note", `{"says":"one"}`)
	f.keep("ann", "note", `{"says":"two"}`)
	f.keep("bob", "note", `{"says":"three"}`)
	f.db.Close() // the server ends, and starts again
	var kept bytes.Buffer
	names, _ := filepath.Glob(f.file + "*")
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		kept.Write(b)
	}
	if kept.Len() == 0 || bytes.Contains(kept.Bytes(), []byte(canary)) {
		t.Error("what somebody is typing can be read in the database")
	}
	f.open()
	f.want("ann", "position", `{"says":"`+canary+`"}`)
	f.want("ann", "note", `{"says":"two"}`)
	f.want("bob", "note", `{"says":"three"}`)
	f.want("cy", "note", "") // of the same party, and still another's desk
	all, err := f.List(ctx, "spring", "ann")
	if err != nil || len(all) != 2 || all[0].Form != "note" || all[1].Form != "position" || !all[0].Saved.Equal(f.clock) {
		t.Errorf("ann's forms are %v, %v", all, err)
	}
	if err := f.Clear(ctx, "spring", "ann", "note"); err != nil {
		t.Fatal(err)
	}
	f.want("ann", "note", "")
	f.want("bob", "note", `{"says":"three"}`)
	f.clock = f.clock.Add(Keeps + time.Second)
	f.keep("bob", "new", `{}`)
	if err := f.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	f.want("bob", "note", "")
	f.want("bob", "new", `{}`)
}

// When a party's keys are destroyed, what its people were typing is gone too.
func TestKeysDestroyDrafts(t *testing.T) {
	f := newFixture(t)
	f.keep("ann", "note", `{}`)
	if kept, err := f.KeepAnswers(ctx, "spring", "ann", "north", "north", "", []byte("some")); err != nil || !kept {
		t.Fatal(kept, err)
	}
	if _, err := f.ring.Destroy(ctx, "north", f.clock); err != nil {
		t.Fatal(err)
	}
	if d, err := f.Find(ctx, "spring", "ann", "note"); !errors.Is(err, ErrNone) {
		t.Errorf("ann finds %s, %v", d.Fields, err)
	}
	if got, _, err := f.Answers(ctx, "spring", "ann", "north", "north"); got != nil || err != nil {
		t.Errorf("ann finds the answers %s, %v", got, err)
	}
	// Nothing more is kept, and the person is told why.
	if _, err := f.Keep(ctx, "spring", "ann", "note", []byte(`{}`)); !errors.Is(err, ErrDestroyed) {
		t.Errorf("a draft is kept without keys: %v", err)
	}
	if _, err := f.KeepAnswers(ctx, "spring", "ann", "north", "north", "", []byte("more")); !errors.Is(err, ErrDestroyed) {
		t.Errorf("answers are kept without keys: %v", err)
	}
	r := httptest.NewRequest("PUT", "/desk/spring/note", strings.NewReader(`{}`))
	w := httptest.NewRecorder()
	f.Handler(func(*http.Request, string) (string, bool, bool) { return "ann", true, true }, func(_ http.ResponseWriter, _ *http.Request, err error) {
		t.Errorf("it is taken for a fault of ours: %v", err)
	}).ServeHTTP(w, r)
	if w.Code != http.StatusGone {
		t.Errorf("the script is answered %d", w.Code)
	}
	f.want("bob", "note", "")
	f.keep("bob", "note", `{}`) // whose side has its keys
}

// Who can write to the database cannot show one person what another types.
func TestDraftsStayInTheirPlace(t *testing.T) {
	f := newFixture(t)
	f.keep("cy", "note", `{"says":"`+canary+`"}`)
	if _, err := f.db.Read.Exec("pragma query_only(off)"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.db.Read.Exec("update desk_drafts set person = 'ann'"); err != nil {
		t.Fatal(err)
	}
	if d, err := f.Find(ctx, "spring", "ann", "note"); err == nil {
		t.Errorf("ann finds what cy typed: %s", d.Fields)
	}
	if _, err := f.db.Read.Exec("update desk_drafts set person = 'cy', form = 'table'"); err != nil {
		t.Fatal(err)
	}
	if d, err := f.Find(ctx, "spring", "cy", "table"); err == nil {
		t.Errorf("in a form that everybody will see, cy finds what was typed into a note: %s", d.Fields)
	}
	// Nor take the answers of a party, or what is typed in for it, for another's, or
	// a draft for answers.
	if _, err := f.KeepAnswers(ctx, "spring", "ann", "north", "north", "", []byte(canary)); err != nil {
		t.Fatal(err)
	}
	for _, change := range []string{
		"update desk_drafts set person = 'answers south north' where form = 'position'",
		"update desk_drafts set talk = 'autumn', person = 'answers south north' where form = 'position'",
		"update desk_drafts set form = 'position', talk = 'autumn', person = 'answers south north' where form = 'table' and not exists (select 1 from desk_drafts where form = 'position' and talk = 'autumn')",
	} {
		if _, err := f.db.Read.Exec(change); err != nil {
			t.Fatal(err)
		}
		for _, talk := range []string{"spring", "autumn"} {
			if got, _, err := f.Answers(ctx, talk, "ann", "north", "south"); got != nil {
				t.Errorf("after %s: %q, %v", change, got, err)
			}
		}
	}
}

func TestBounds(t *testing.T) {
	f := newFixture(t)
	for fields, want := range map[string]error{
		`{"a":1}`: nil, ``: ErrForm, `null`: ErrForm, `[1]`: ErrForm, `{"a":1} {}`: ErrForm, `{`: ErrForm,
		`{"a":"` + strings.Repeat("x", MaxDraft) + `"}`: ErrLarge,
	} {
		if _, err := f.Keep(ctx, "spring", "ann", "note", []byte(fields)); !errors.Is(err, want) {
			t.Errorf("%.20s: %v, and not %v", fields, err, want)
		}
	}
	for _, form := range []string{"", "a\nb", "\u202e", strings.Repeat("x", maxName+1), "\xff"} {
		if _, err := f.Keep(ctx, "spring", "ann", form, []byte("{}")); !errors.Is(err, ErrName) {
			t.Errorf("%.20q: %v", form, err)
		}
	}
	for n := 1; n < MaxForms; n++ { // there is one
		f.keep("ann", fmt.Sprint("form ", n), `{}`)
	}
	if _, err := f.Keep(ctx, "spring", "ann", "one more", []byte(`{}`)); !errors.Is(err, ErrMany) {
		t.Errorf("one more: %v", err)
	}
	f.keep("ann", "note", `{"again":true}`)
	f.keep("bob", "note", `{}`)
	if _, err := f.Keep(ctx, "spring", "nobody", "note", []byte(`{}`)); err == nil {
		t.Error("somebody without a seat has a desk")
	}
}

func TestHandler(t *testing.T) {
	f := newFixture(t)
	h := f.Handler(func(r *http.Request, talk string) (string, bool, bool) {
		person, state, ok := strings.Cut(r.Header.Get("Test"), " ")
		return person, state != "late", ok && talk == "spring"
	}, func(w http.ResponseWriter, _ *http.Request, err error) { t.Error(err) })
	s := httptest.NewServer(h)
	defer s.Close()
	ask := func(method, who, path, body string, status int, want string) {
		t.Helper()
		r, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Test", who)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		got, _ := io.ReadAll(answer.Body)
		if answer.StatusCode != status || strings.TrimSpace(string(got)) != want {
			t.Errorf("%s %s %s: %d %s, and not %d %s", who, method, path, answer.StatusCode, got, status, want)
		}
	}
	const path, out = "/desk/spring/note%20on%20A", `{"signed_in":false}`
	ask("GET", "ann in", path, "", 204, "")
	ask("PUT", "ann in", path, `{"a":1}`, 200, `{"saved":"2026-11-23T12:00:00Z","signed_in":true}`)
	ask("GET", "ann in", path, "", 200, `{"form":"note on A","saved":"2026-11-23T12:00:00Z","fields":{"a":1}}`)
	ask("GET", "ann in", "/desk/spring", "", 200, `{"drafts":[{"form":"note on A","saved":"2026-11-23T12:00:00Z"}]}`)
	ask("GET", "bob in", "/desk/spring", "", 200, `{"drafts":[]}`)
	ask("GET", "ann late", "/desk/spring", "", 401, out)
	ask("GET", "ann in", "/desk/autumn", "", 401, out)
	ask("PUT", "ann late", path, `{"a":2}`, 200, `{"saved":"2026-11-23T12:00:00Z","signed_in":false}`)
	ask("GET", "ann late", path, "", 401, out)
	ask("DELETE", "ann late", path, "", 401, out)
	ask("PUT", "", path, `{"a":3}`, 401, out)
	ask("PUT", "ann in", "/desk/autumn/note", `{"a":3}`, 401, out)
	ask("GET", "ann in", path, "", 200, `{"form":"note on A","saved":"2026-11-23T12:00:00Z","fields":{"a":2}}`)
	ask("PUT", "ann in", path, `no`, 422, `{"error":"what is kept of a form is one JSON object"}`)
	ask("PUT", "ann in", path, strings.Repeat("x", MaxDraft+1), 413, `{"error":"a form that is being filled in has at most 262144 bytes"}`)
	ask("DELETE", "ann in", path, "", 204, "")
	ask("GET", "ann in", path, "", 204, "")
}
