package text

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// plainTokens counts the words of a passage.
func plainTokens(list []token) map[string]int {
	n := map[string]int{}
	for _, t := range list {
		if w, ok := t.span.(Words); ok && w != "" {
			n[string(w)]++
		}
	}
	return n
}

// added counts the words that one side put in.
func added(base, side Passage) map[string]int {
	n := map[string]int{}
	a, b := base.tokens(), side.tokens()
	for _, h := range compare(a, b) {
		for w, k := range plainTokens(b[h.bLow:h.bHigh]) {
			n[w] += k
		}
	}
	return n
}

// Fails if merging loses a word that either side put in, whatever they did to
// each other's, or invents one.
func TestMergeDropsNobodysWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, ours, theirs := passage(t, 2), passage(t, 2), passage(t, 2)
		if rapid.Bool().Draw(t, "alike") { // two small edits of one text, as people make them
			base = Passage{Words("the parties shall meet each year and report to the council in writing")}
			ours, theirs = tweak(t, base), tweak(t, base)
		}
		m := Merge(base, Side{ours, []Holder{{"north", For}}}, Side{theirs, []Holder{{"south", For}}}, "m")
		got := plainTokens(m.Words.tokens())
		for _, side := range []Passage{ours, theirs} {
			for w, n := range added(base, side) {
				if got[w] < n {
					t.Fatalf("%q: %q stands %d times, put in %d times, in %q (base %q, ours %q, theirs %q)", w, w, got[w], n, m.Words, base, ours, theirs)
				}
			}
		}
		of := plainTokens(slices.Concat(base.tokens(), ours.tokens(), theirs.tokens()))
		for w := range got {
			if of[w] == 0 {
				t.Fatalf("%q is nobody's", w)
			}
		}
		if q, err := Parse(m.Words.String()); err != nil || !q.Equal(m.Words) {
			t.Fatalf("%q cannot be written: %v", m.Words, err)
		}
	})
}

// tweak changes a few words.
func tweak(t *rapid.T, p Passage) Passage {
	list := strings.Fields(p.Plain())
	for range rapid.IntRange(0, 3).Draw(t, "edits") {
		i := rapid.IntRange(0, len(list)-1).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "edit") {
		case 0:
			list = slices.Insert(list, i, rapid.SampledFrom([]string{"new", "other", "third"}).Draw(t, "word"))
		case 1:
			list[i] = rapid.SampledFrom([]string{"may", "must"}).Draw(t, "word")
		default:
			if len(list) > 1 {
				list = slices.Delete(list, i, i+1)
			}
		}
	}
	return Passage{Words(strings.Join(list, " "))}
}

// Fails if a side that changed nothing counts for something, or if two sides
// that did the same are shown as in conflict.
func TestMergeOfOneSide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, other := passage(t, 2), passage(t, 2)
		for name, m := range map[string]Merged{
			"theirs": Merge(base, Side{Words: base}, Side{Words: other}, "m"),
			"ours":   Merge(base, Side{Words: other}, Side{Words: base}, "m"),
			"both":   Merge(base, Side{Words: other}, Side{Words: other}, "m"),
		} {
			if m.Conflicts == 0 && !squeezed(m.Words, other) {
				t.Fatalf("%s: %q becomes %q, want %q", name, base, m.Words, other)
			}
			if m.Conflicts > 0 && unambiguous(other) {
				t.Fatalf("%s: %q and %q are in conflict: %q", name, base, other, m.Words)
			}
		}
	})
}

// squeezed reports whether two passages are the same, white space aside.
func squeezed(p, q Passage) bool { return same(p.words(), q.words()) }

func (p Passage) words() []token {
	return slices.DeleteFunc(p.tokens(), func(t token) bool { return t.key == "" })
}

// Fails if the same log gives another text, if a text depends on what came
// after it, or if a log changes on the way through a file.
func TestFoldingIsDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := edited(t, 30)
		x, err := Fold(log)
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := WriteLog(&file, log); err != nil {
			t.Fatal(err)
		}
		again, notices, err := ReadLog(&file)
		if err != nil || len(notices) > 0 {
			t.Fatal(err, notices)
		}
		y, err := Fold(again)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(x.Canonical(""), y.Canonical("")) {
			t.Fatalf("one log, two texts:\n%s\n%s", x.Canonical(""), y.Canonical(""))
		}
		for _, d := range x.Drafts {
			before, err := Fold(log[:d.Seq])
			if err != nil {
				t.Fatal(err)
			}
			if before.Hash(d.Name) != d.Hash {
				t.Fatalf("%s has changed", d.Name)
			}
		}
	})
}

// Fails if giving a document new numbers changes an id, an order, or a word.
func TestRenumberingKeepsIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := edited(t, 25)
		x, err := Fold(log)
		if err != nil {
			t.Fatal(err)
		}
		log, err = log.Append(Op{Author: "chair", Do: DoRenumber, Document: "pact"})
		if err != nil {
			t.Fatal(err)
		}
		y, err := Fold(log)
		if err != nil {
			t.Fatal(err)
		}
		list := func(x *Text) (all []string) {
			x.Each(func(d *Document, p *Point) {
				all = append(all, d.ID+" "+parentOf(p)+" "+p.ID+" "+p.Words["en"].String())
			})
			return all
		}
		if !slices.Equal(list(x), list(y)) {
			t.Fatalf("%v\n%v", list(x), list(y))
		}
		numbers := map[string]bool{}
		d, _ := y.Document("pact")
		for _, p := range d.Points {
			if key := string(p.Kind) + " " + p.Number; p.Removed == "" && p.Number != "" {
				if numbers[key] {
					t.Fatalf("the number %s stands twice", p.Number)
				}
				numbers[key] = true
			}
		}
	})
}

// Fails if what somebody changed in a file, once taken, does not read as the
// file: words, new points, points taken out.
func TestChangesMakeTheFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := edited(t, 20)
		x, err := Fold(log)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range x.Pending() { // so that what is put forward now is alone
			if log, err = log.Append(Op{Author: "chair", Do: DoDecline, Proposal: p.ID}); err != nil {
				t.Fatal(err)
			}
		}
		x, _ = Fold(log)
		file := x.Edition(log[len(log)-1].ID)
		for i := range file.Documents {
			file.Documents[i].Points = reworked(t, file.Documents[i].Points)
		}
		ops, _ := x.Changes(x, file, Op{Author: "north", Basis: file.Basis})
		seq := len(log)
		if log, err = log.Append(ops...); err != nil {
			t.Fatal(err)
		}
		for _, o := range slices.Clone(log[seq:]) {
			if log, err = log.Append(Op{Author: "chair", Do: DoTake, Proposal: o.ID}); err != nil {
				t.Fatal(err)
			}
		}
		y, err := Fold(log)
		if err != nil {
			t.Fatal(err)
		}
		got, want := readings(y.Edition("").Documents), readings(file.Documents)
		if !slices.Equal(got, want) {
			t.Fatalf("taken, it reads\n%s\nthe file reads\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// readings lists what stands where, in order, without ids and numbers.
func readings(documents []EditionDocument) []string {
	var all []string
	var list func([]EditionPoint, string)
	list = func(points []EditionPoint, lead string) {
		for _, p := range points {
			words := ""
			for _, lang := range []string{"en", "fr"} {
				words += lang + " " + p.Words[lang].anonymous().String() + " " + p.Heading[lang] + "|"
			}
			all = append(all, lead+string(p.Kind)+" "+words)
			list(p.Points, lead+"  ")
		}
	}
	for _, d := range documents {
		all = append(all, d.ID)
		list(d.Points, "  ")
	}
	return all
}

// anonymous takes ids and holders off brackets, for new ones are given some.
func (p Passage) anonymous() Passage {
	return p.rewrite(func(s Span) Passage {
		if b, ok := s.(Bracket); ok {
			return Passage{Bracket{Body: b.Body}}
		}
		return Passage{s}
	})
}

// reworked changes a list of points as somebody would in an editor.
func reworked(t *rapid.T, list []EditionPoint) []EditionPoint {
	var all []EditionPoint
	for _, p := range list {
		switch rapid.IntRange(0, 7).Draw(t, "rework") {
		case 0: // taken out
			continue
		case 1:
			p.Words = map[string]Passage{"en": passage(t, 1), "fr": passage(t, 1)}
		case 2:
			all = append(all, EditionPoint{Words: map[string]Passage{"en": passage(t, 1)}, Heading: map[string]string{}})
		}
		p.Points = reworked(t, p.Points)
		all = append(all, p)
	}
	if len(all) > 1 && rapid.IntRange(0, 2).Draw(t, "shuffle") == 0 {
		all[0], all[1] = all[1], all[0]
	}
	return all
}

func FuzzReadLog(f *testing.F) {
	f.Add([]byte(spring))
	f.Add([]byte(`{"id":"1","author":"a","do":"document","document":"d"}` + "\n" + `{"id":"2","author":"a","do":"insert","document":"d","point":"p","proposed":true,"words":{"und":"a [b]"}}` + "\n" + `{"id":"3","author":"a","do":"take","proposal":"2"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		log, _, err := ReadLog(bytes.NewReader(data))
		if err != nil {
			return
		}
		x, err := Fold(log)
		if err != nil {
			return
		}
		for _, v := range Views() {
			var b bytes.Buffer
			if err := x.Look(Look{View: v, Party: "a"}).HTML(&b); err != nil {
				t.Fatal(err)
			}
			if _, changes := Neutralise(b.String()); len(changes) > 0 {
				t.Fatalf("%s shows %s", v, changes[0].What)
			}
		}
		x.Warnings()
		if strings.Contains(string(x.Canonical("")), "\n") {
			t.Fatal("the canonical form is more than a line")
		}
	})
}
