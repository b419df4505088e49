package secretariat

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"log"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"parley"
	"parley/bargain"
	"parley/brief"
	"parley/casefile"
	"parley/internal/database/databasetest"
	"parley/internal/seal"
	"parley/ledger"
	"parley/talks"
)

// valley is a case in which everything that North keeps back has one of the words
// N.SECRET in it, or the number N.NUMBER, and of South S.SECRET and S.NUMBER. The
// words say who may know: NPARTY, NENGINE, NMEDIATOR; CHAIR is of the case itself,
// for its mediators.
const valley = `parley: 1
title: Two villages and a spring
parties:
  north: {name: North village}
  south: {name: South village}
  fund: {name: River fund, roles: [guarantor]}
issues:
  water: {name: Water, options: {half: Half each, season: By season, meter: By meter}}
  toll: {name: Toll, range: [0, 100], step: 10}
  repair: {name: Repair, by: fund, nothing: none, options: {none: Nothing, all: All}}
norms:
  - {pattern: {water: season, toll: {min: 90}}, because: Not lawful together.}
  - {pattern: {water: half, toll: {min: 80}}, because: CHAIR norm, source: chairs, grade: mediator}
documents:
  pact:
    points:
      - {id: "1", text: The spring is shared.}
      - {id: "2", text: CHAIR point, grade: mediator}
positions:
  north:
    about: NMEDIATOR about
    interests: [NMEDIATOR interest, {text: NPARTY interest, grade: party}, {text: NENGINE interest, grade: engine}, {text: Peace, grade: joint}]
    importance: {water: NNUMBER, toll: 31, repair: 3}
    value:
      water: {half: 100, season: 40, meter: 5NNUMBER}
      toll: {0: 100, 100: 0}
      repair: [all, none]
    never:
      - NDEMAND
      - {pattern: {water: meter, toll: 0}, because: NPARTY never, basis: NPARTY law, grade: party}
      - {pattern: {toll: {min: 90}}, because: We said so at the table., grade: joint}
    insists:
      - {on: {toll: {max: 90}}, because: NENGINE insists, basis: NENGINE basis, owner: NENGINE owner, source: norths, stated: true, grade: engine}
    only_if:
      - {accept: {toll: {min: 50}}, if: {water: [half, meter]}, because: NMEDIATOR condition}
    linkage:
      - {when: {water: meter, toll: {max: 20}}, worth: 7NNUMBER, because: NMEDIATOR linkage}
      - {combine: max, of: [{when: {water: half}, worth: 8NNUMBER}, {unless: {toll: 20}, worth: 9NNUMBER}], because: NMEDIATOR parts, grade: engine}
    cap: {is: 99NNUMBER, because: NMEDIATOR cap}
    fallback: {value: -1NNUMBER, because: NMEDIATOR fallback}
  south:
    about: SMEDIATOR about
    interests: [SMEDIATOR interest, {text: SPARTY interest, grade: party}]
    importance: {water: 40, toll: 4SNUMBER, repair: 3}
    value:
      water: [season, meter, half]
      toll: {0: 0, 100: SNUMBER}
      repair: [all, none]
    never:
      - {pattern: {water: half, toll: {max: 10}}, because: SENGINE never, source: souths, grade: engine}
    fallback: {value: -SNUMBER, because: SMEDIATOR fallback}
  fund:
    value: {repair: {is: {none: 0, all: -40}}}
    fallback: {value: 0, because: FMEDIATOR fallback}
sources:
  norths: {who: NMEDIATOR source, says: NMEDIATOR says}
  souths: {who: SMEDIATOR source, says: SMEDIATOR says}
  chairs: {who: CHAIR source, says: CHAIR says}
`

// secrets are what North and South keep back.
type secrets struct {
	demand         string            // of North, in YAML
	words, numbers map[string]string // what the words of valley stand for
	ticks          []int             // of North
	grade          parley.Grade      // how far North's first message may be carried
}

// plain stands for itself.
func plain() secrets {
	return secrets{
		demand:  "{pattern: {water: season}, because: NMEDIATOR demand}",
		words:   map[string]string{},
		numbers: map[string]string{"NNUMBER": "1.735291846205738", "SNUMBER": "64.819370257316942"},
		ticks:   []int{1, 3},
		grade:   parley.GradeMediator,
	}
}

// in puts the secrets in the place of what stands for them.
func (x secrets) in(text string) string {
	text = strings.ReplaceAll(text, "NDEMAND", x.demand)
	for _, all := range []map[string]string{x.words, x.numbers} {
		for word, stands := range all {
			text = strings.ReplaceAll(text, word, stands)
		}
	}
	return text
}

// everybody is who sits at the table, and somebody who does not.
var everybody = []string{"anna", "cleo", "ada", "nina", "mo", "sam", "sid", "fred", "olga", "axel", "nobody"}

// valleyTalks plays talks in which both parties do much in private, from their
// opening to a release. What somebody asked for and was refused is in refused, by
// who asked. The database is as in Config.
func valleyTalks(t *testing.T, x secrets, database string) (h *hall, refused map[string][]string) {
	t.Helper()
	c, found := casefile.Read("valley", []byte(x.in(valley)))
	if found.Errors() > 0 {
		t.Fatal(found)
	}
	h = &hall{t: t, ctx: t.Context(), clock: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), file: c}
	h.config = Config{Folder: filepath.Join(t.TempDir(), "talks"), Database: database, Master: master, Now: func() time.Time { return h.clock }}
	h.Secretariat = h.another()
	if _, err := h.Convene(h.ctx, spring, c, talks.Person{ID: "anna", Name: "Anna"}); err != nil {
		t.Fatal(err)
	}
	refused = map[string][]string{}
	no := func(a talks.Act, c *Content) {
		_, err := h.try(a, c)
		if err == nil {
			t.Fatalf("%s by %s was to be refused", a.Do, a.Author)
		}
		refused[a.Author] = append(refused[a.Author], err.Error())
	}
	say := func(text string) *Content { return &Content{Says: x.in(text)} }
	act := func(author string, do talks.Do) talks.Act { return talks.Act{Author: author, Do: do} }
	for _, p := range []talks.Person{
		{ID: "cleo", Seat: talks.CoMediator}, {ID: "olga", Seat: talks.Observer}, {ID: "axel", Seat: talks.Auditor},
		{ID: "mo", Party: "north", Seat: talks.Mandator}, {ID: "ada", Party: "north", Seat: talks.Head}, {ID: "nina", Party: "north", Seat: talks.Delegate},
		{ID: "sam", Party: "south", Seat: talks.Head}, {ID: "sid", Party: "south", Seat: talks.Adviser}, {ID: "fred", Party: "fund", Seat: talks.Head},
	} {
		by := map[talks.Seat]string{talks.Delegate: "ada", talks.Adviser: "sam"}[p.Seat]
		if by == "" {
			by = "anna"
		}
		if p.ID == "ada" {
			by = "mo"
		}
		h.do(talks.Act{Author: by, Do: talks.DoInvite, Person: p.ID, Name: p.ID, Party: p.Party, Seat: p.Seat}, nil)
	}
	h.do(talks.Act{Author: "anna", Do: talks.DoRules, Rules: &talks.Rules{Consent: []string{"north", "south"}, Silence: 72,
		Public: []string{"rounds", "statuses", "signatures"}, Questions: []talks.Question{{ID: "q1", Ask: "zone"}, {ID: "q2", Ask: "kalai_smorodinsky"}}}}, nil)
	h.do(talks.Act{Author: "ada", Do: talks.DoAgree, Version: 1}, nil)
	h.do(talks.Act{Author: "sam", Do: talks.DoAgree, Version: 1}, nil)
	h.do(talks.Act{Author: "anna", Do: talks.DoRound, Date: "2026-03-01"}, nil)

	h.do(act("mo", talks.DoSubmit), &Content{Position: h.position("north")})
	no(act("nina", talks.DoSubmit), &Content{Position: h.position("north")})
	no(act("sam", talks.DoSubmit), &Content{Position: h.position("north")})
	h.do(act("sam", talks.DoSubmit), &Content{Position: h.position("south")})
	h.do(act("fred", talks.DoSubmit), &Content{Position: h.position("fund")})
	// South cites what stands in the case for North alone.
	theirs := h.position("south")
	theirs.Interests = append(slices.Clone(theirs.Interests), parley.Interest{Text: "A guess.", Sources: []string{"norths"}})
	no(act("sam", talks.DoSubmit), &Content{Position: theirs})
	theirs.Interests[len(theirs.Interests)-1].Sources = []string{"chairs"}
	no(act("sam", talks.DoSubmit), &Content{Position: theirs})
	// A mediator writes down for North what it said, and North confirms.
	entered := h.do(talks.Act{Author: "anna", For: "mo", Do: talks.DoSubmit}, &Content{Position: h.position("north")})
	no(talks.Act{Author: "sam", Do: talks.DoConfirm, Entry: entered.Seq}, nil)
	h.do(talks.Act{Author: "mo", Do: talks.DoConfirm, Entry: entered.Seq}, nil)

	for _, grade := range []parley.Grade{parley.GradeParty, parley.GradeEngine, parley.GradeMediator} {
		word := map[bool]string{true: "NMEDIATOR note", false: "NPARTY note"}[grade == parley.GradeMediator]
		h.do(talks.Act{Author: "nina", Do: talks.DoNote, Party: "north", Grade: grade}, say(word))
	}
	h.do(talks.Act{Author: "sid", Do: talks.DoNote, Party: "south", Grade: parley.GradeParty}, say("SPARTY note"))
	h.do(talks.Act{Author: "cleo", Do: talks.DoNote, Party: "north", Grade: parley.GradeMediator}, say("CHAIR note"))
	h.do(talks.Act{Author: "ada", Do: talks.DoMessage, From: "north", To: []string{"south", "fund"}}, say("NMEDIATOR message"))
	h.do(talks.Act{Author: "ada", Do: talks.DoPermit, Message: "m1", Grade: x.grade}, nil)
	no(talks.Act{Author: "sam", Do: talks.DoReadBack, Message: "m1"}, nil)
	h.do(talks.Act{Author: "ada", Do: talks.DoMessage, From: "north", To: []string{"fund"}}, say("NFUND message"))
	h.do(talks.Act{Author: "ada", Do: talks.DoPermit, Message: "m2", Grade: parley.GradeJoint}, nil)
	h.do(talks.Act{Author: "anna", Do: talks.DoDeliver, Message: "m2", Party: "fund"}, nil)
	no(talks.Act{Author: "sam", Do: talks.DoReadBack, Message: "m2"}, nil)
	h.do(talks.Act{Author: "anna", Do: talks.DoTable, Package: []talks.Item{{Issue: "water", Choices: []string{"half"}}}}, nil)
	h.do(talks.Act{Author: "anna", For: "ada", Do: talks.DoRespond, Proposal: "p1", Answer: talks.Reject, Because: x.in("NMEDIATOR entered")}, nil)

	on := func(choice string) []talks.Item { return []talks.Item{{Issue: "water", Choices: []string{choice}}} }
	h.do(talks.Act{Author: "anna", Do: talks.DoBlind, Packages: [][]talks.Item{on("half"), on("season"), on("meter")}}, nil)
	h.do(talks.Act{Author: "ada", Do: talks.DoTick, Blind: "b1", Told: true}, &Content{Ticks: x.ticks})
	h.do(talks.Act{Author: "sam", Do: talks.DoTick, Blind: "b1", Told: true}, &Content{Ticks: []int{2, 3}})
	no(talks.Act{Author: "sam", Do: talks.DoReveal, Blind: "b1"}, nil)
	h.do(talks.Act{Author: "anna", Do: talks.DoReveal, Blind: "b1"}, nil)

	no(talks.Act{Author: "anna", Do: talks.DoRelease, Question: "q1"}, nil)
	h.do(act("anna", talks.DoLock), nil)
	for _, q := range []string{"q1", "q2"} {
		h.do(talks.Act{Author: "anna", Do: talks.DoForetell, Question: q}, nil)
		no(talks.Act{Author: "sam", Do: talks.DoRelease, Question: q}, nil)
		h.do(talks.Act{Author: "anna", Do: talks.DoRelease, Question: q}, nil)
	}
	no(act("ada", talks.DoSubmit), &Content{Position: h.position("north")})
	h.do(talks.Act{Author: "mo", Do: talks.DoRemove, Person: "nina", Because: "She goes home."}, nil)
	h.do(talks.Act{Author: "anna", Do: talks.DoInvite, Person: "nia", Name: "nia", Seat: talks.Observer}, nil)
	h.do(act("anna", talks.DoAdjourn), nil)

	// Everybody asks for everything.
	for _, person := range everybody {
		for seq := 1; seq <= h.state().Seq+1; seq++ {
			if _, err := h.Read(h.ctx, spring, person, seq); err != nil {
				refused[person] = append(refused[person], err.Error())
			}
		}
		for _, id := range []string{"m1", "m2", "m3"} {
			if _, err := h.Message(h.ctx, spring, person, id); err != nil {
				refused[person] = append(refused[person], err.Error())
			}
		}
	}
	return h, refused
}

// sees is everything that a person gets to see of the talks, by what it is.
func (h *hall) sees(person string) map[string][]byte {
	h.t.Helper()
	all := map[string][]byte{}
	keep := func(what string, v any, err error) {
		h.t.Helper()
		if err != nil { // an error is seen as well
			all[what] = []byte(err.Error())
			return
		}
		if all[what], err = json.MarshalIndent(v, "", " "); err != nil {
			h.t.Fatal(err)
		}
	}
	view, err := h.View(h.ctx, spring, person)
	keep("view", view, err)
	past, err := h.History(h.ctx, spring, person, 0)
	keep("history", past, err)
	for seq := 1; err == nil && seq <= view.Seq; seq++ {
		if content, err := h.Read(h.ctx, spring, person, seq); err == nil {
			keep(fmt.Sprintf("event %d", seq), content, nil)
		}
	}
	for _, m := range view.Messages {
		content, err := h.Message(h.ctx, spring, person, m.ID)
		keep("message "+m.ID, content, err)
	}
	var export bytes.Buffer
	if err := h.Export(h.ctx, spring, person, &export); err != nil {
		all["export"] = []byte(err.Error())
	} else {
		all["export"] = export.Bytes()
	}
	c, err := h.Case(h.ctx, spring, person)
	if err != nil {
		all["case"] = []byte(err.Error())
		return all
	}
	if slices.Contains([]string{"cleo", "nina", "mo", "sid", "nia"}, person) { // who read what another does
		return all
	}
	var b bytes.Buffer
	problem, err := bargain.Compile(c)
	if err != nil {
		h.t.Fatal(err)
	}
	answer, err := problem.Analyze(h.ctx, bargain.Options{Draws: 20})
	if err != nil {
		h.t.Fatal(err)
	}
	o := brief.Options{Audience: brief.ForAll}
	if p, _ := h.state().Person(person); p.Seat.Chair() {
		o.Audience = brief.ForMediator
	} else if p.Party != "" {
		o.Audience, o.Party = brief.ForParty, p.Party
	}
	if o.Audience != brief.ForMediator { // whose case holds what the engine may use and no report may show
		if err := casefile.Write(&b, c); err != nil {
			h.t.Fatal(err)
		}
	}
	all["case"] = b.Bytes()
	report := brief.Compose(c, answer, o)
	for format, write := range map[string]func(*bytes.Buffer) error{
		"text": func(b *bytes.Buffer) error { return report.Text(b, 80, false) }, "markdown": func(b *bytes.Buffer) error { return report.Markdown(b) },
		"html": func(b *bytes.Buffer) error { return report.HTML(b) }, "json": func(b *bytes.Buffer) error { return brief.JSON(b, c, answer, o) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			h.t.Fatal(err)
		}
		all["report as "+format] = b.Bytes()
	}
	return all
}

// opens is all that the keys of a person open in the journal, whoever shows it or not.
func (h *hall) opens(person string) []byte {
	h.t.Helper()
	k, err := h.newest(h.ctx, spring)
	if err != nil {
		h.t.Fatal(err)
	}
	p, _ := k.state.Person(person)
	var all []byte
	err = h.store.Read(h.ctx, spring, 0, func(record ledger.Record) error {
		for i, part := range record.Entry.Sealed {
			for _, key := range keysOf(p) {
				plain, err := k.ring.Unseal(key, seal.Sealed{Readers: part.Readers, Bytes: record.Bodies[i]})
				if err == nil {
					all = append(all, plain...)
				}
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// canary is a word that stands nowhere else, with signs that formats escape. Its
// middle is what is looked for.
func canary(of string) string { return `é"KANARI` + of + `VOGEL<é` }

// forms are how a word may be written down.
func forms(word string) [][]byte {
	units := utf16.Encode([]rune(word))
	var little, big, escaped, entities []byte
	for _, u := range units {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
		escaped = fmt.Appendf(escaped, `\u%04x`, u)
		entities = fmt.Appendf(entities, "&#%d;", u)
	}
	quoted, _ := json.Marshal(word)
	all := [][]byte{[]byte(word), little, big, escaped, bytes.ToUpper(escaped), entities, quoted[1 : len(quoted)-1], []byte(strconv.Quote(word)[1 : len(word)+1]),
		[]byte(hex.EncodeToString([]byte(word))), []byte(strings.ToUpper(hex.EncodeToString([]byte(word)))), []byte(url.QueryEscape(word)), []byte(html.EscapeString(word)), []byte(strings.ToLower(word))}
	for _, text := range [][]byte{[]byte(word), little, big} {
		for shift := range 3 { // base64 looks one of three ways, by where the word begins
			padded := append(bytes.Repeat([]byte{0}, shift), text...)
			for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
				coded := e.EncodeToString(padded[:len(padded)-len(padded)%3])
				all = append(all, []byte(coded[min(4, 4*shift):]))
			}
		}
	}
	return all
}

// searched are the forms of words that were looked for.
var searched = map[string][][]byte{}

// holds reports in which form a text holds a word.
func holds(text []byte, word string) (string, bool) {
	if searched[word] == nil {
		searched[word] = forms(word)
	}
	for _, form := range searched[word] {
		if bytes.Contains(text, form) {
			return string(form), true
		}
	}
	return "", false
}

// The search finds what it looks for, however it is written down.
func TestSearchFindsEveryForm(t *testing.T) {
	const word = "KANARINPARTYVOGEL"
	for i, form := range forms(word) {
		if _, ok := holds(append([]byte("xx"), form...), word); !ok {
			t.Errorf("form %d, %q, is not found", i, form)
		}
	}
	for shift := range 3 {
		whole := base64.StdEncoding.EncodeToString([]byte("xyz"[:shift] + `some é"` + word + "<é more"))
		if _, ok := holds([]byte(whole), word); !ok {
			t.Errorf("in base64, %d bytes on, it is not found", shift)
		}
	}
	if form, ok := holds([]byte("KANARINENGINEVOGEL"), word); ok {
		t.Errorf("another word is found as %q", form)
	}
}

// classes are the words of valley with who may read them, and the digits of numbers.
var classes = []struct {
	word string
	for_ []string
}{
	{"NPARTY", []string{"ada", "nina", "mo"}}, {"NENGINE", []string{"ada", "nina", "mo"}}, {"NMEDIATOR", []string{"ada", "nina", "mo", "anna", "cleo"}},
	{"NFUND", []string{"ada", "nina", "mo", "anna", "cleo", "fred"}},
	{"SPARTY", []string{"sam", "sid"}}, {"SENGINE", []string{"sam", "sid"}}, {"SMEDIATOR", []string{"sam", "sid", "anna", "cleo"}},
	{"FMEDIATOR", []string{"fred", "anna", "cleo"}}, {"CHAIR", []string{"anna", "cleo"}},
}

// Secrets stand in every private field of every party, and whole talks are played.
// Then nothing that is written down anywhere holds one, and of what somebody sees
// nothing that is not for them.
func TestCanaries(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		canaries(t, "", func(h *hall) map[string][]byte {
			if _, err := os.Stat(filepath.Join(h.config.Folder, "talks.db-wal")); err != nil {
				t.Error("there is no log of the database to look into")
			}
			return nil
		})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		if testing.Short() {
			t.Skip("SKIPPED with -short: it takes a server")
		}
		c := databasetest.Postgres(t)
		where := c.Database(t)
		canaries(t, where, func(h *hall) map[string][]byte { return everything(t, c, where) })
	})
}

// everything is what a server of PostgreSQL keeps of a database: the files of its
// tables and indexes, the log of the server, and what is in the tables, whose long
// values stand compressed in the files.
func everything(t *testing.T, c *databasetest.Cluster, where string) map[string][]byte {
	t.Helper()
	db, err := sql.Open("pgx", where)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "checkpoint"); err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	files, err := filepath.Glob(filepath.Join(c.Data(), "pg_wal", "0*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %d files of the log", err, len(files))
	}
	rows, err := db.QueryContext(t.Context(), "select pg_relation_filepath(oid) from pg_class where oid >= 16384 and pg_relation_filepath(oid) is not null") // all but the system's
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		files = append(files, filepath.Join(c.Data(), name))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = bytes.TrimRight(b, "\x00") // of the log, most is not written yet
	}
	for table, column := range map[string]string{"entries": "text", "bodies": "bytes", "heads": "text"} {
		rows, err := db.QueryContext(t.Context(), "select "+column+" from "+table)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for n := 1; rows.Next(); n++ {
			var b []byte
			if err := rows.Scan(&b); err != nil {
				t.Fatal(err)
			}
			all[fmt.Sprintf("row %d of %s", n, table)] = b
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if len(all["row 1 of entries"]) == 0 || len(all["row 1 of bodies"]) == 0 || len(all["row 1 of heads"]) == 0 {
		t.Error("a table is empty: this looks into the wrong database")
	}
	return all
}

// canaries looks for secrets in talks that are kept in a database, and in what else
// is kept by it.
func canaries(t *testing.T, database string, besides func(*hall) map[string][]byte) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	x := plain()
	for _, c := range classes {
		x.words[c.word] = canary(c.word)
	}
	h, refused := valleyTalks(t, x, database)
	met := map[string]int{}
	for _, person := range everybody {
		seen := h.sees(person)
		seen["refusals"] = []byte(strings.Join(refused[person], "\n"))
		seen["what the keys open"] = h.opens(person)
		for what, text := range seen {
			for _, c := range classes {
				form, there := holds(text, "KANARI"+c.word+"VOGEL")
				switch may := slices.Contains(c.for_, person); {
				case there && !may:
					t.Errorf("%s of %s holds a secret %s, as %q", what, person, c.word, form)
				case there:
					met[c.word]++
				}
			}
			for number, may := range map[string][]string{"735291846205738": {"ada", "nina", "mo", "anna", "cleo"}, "819370257316942": {"sam", "sid", "anna", "cleo"}} {
				if bytes.Contains(text, []byte(number)) && !slices.Contains(may, person) {
					t.Errorf("%s of %s holds the number %s", what, person, number)
				}
			}
		}
	}
	for _, c := range classes {
		if met[c.word] == 0 {
			t.Errorf("nobody ever reads a secret %s: this test would find nothing", c.word)
		}
	}
	if summaries, err := h.Talks(h.ctx); err != nil {
		t.Error(err)
	} else if b, _ := json.Marshal(summaries); secret(b) != "" {
		t.Errorf("the list of talks holds %s", secret(b))
	}
	nowhere := func(when string) {
		t.Helper()
		err := filepath.WalkDir(h.config.Folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(name)
			if word := secret(b); word != "" {
				t.Errorf("%s, %s holds %s", when, filepath.Base(name), word)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	nowhere("while it is open")
	var backup, whole bytes.Buffer
	if err := errors.Join(h.Backup(h.ctx, &backup), h.Export(h.ctx, spring, "", &whole)); err != nil {
		t.Fatal(err)
	}
	for what, b := range map[string][]byte{"the backup": backup.Bytes(), "the export of everything": whole.Bytes(), "the log": logged.Bytes()} {
		if word := secret(b); word != "" {
			t.Errorf("%s holds %s", what, word)
		}
	}
	for what, b := range besides(h) {
		if word := secret(b); word != "" {
			t.Errorf("%s holds %s", what, word)
		}
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	nowhere("when it is closed")
}

// secret is the first of the secrets that a text holds.
func secret(text []byte) string {
	for _, c := range classes {
		if form, ok := holds(text, "KANARI"+c.word+"VOGEL"); ok {
			return fmt.Sprintf("%s as %q", c.word, form)
		}
	}
	return ""
}
