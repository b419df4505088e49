package text

import (
	"errors"
	"strings"
	"testing"
)

// added makes operations on the text of the spring and returns what came of
// it.
func after(t *testing.T, ops ...Op) (Log, *Text) {
	t.Helper()
	log, err := logged(t, spring).Append(ops...)
	if err != nil {
		t.Fatal(err)
	}
	return log, folded(t, log)
}

// Each refusal says what is wrong; nothing of a refused operation is made.
func TestRefusals(t *testing.T) {
	for want, o := range map[string]Op{
		`there is no operation "mend"`:                         {Do: "mend"},
		`there is no point "x"`:                                {Do: DoRemove, Point: "x"},
		"there is a point a already":                           {Do: DoInsert, Document: "pact", Point: "a"},
		`there is no document "x"`:                             {Do: DoInsert, Document: "x", Point: "n"},
		"it does not say where":                                {Do: DoInsert, Point: "n"},
		"it says both after and before":                        {Do: DoInsert, Document: "pact", Point: "n", After: "a", Before: "b"},
		"status means nothing to insert":                       {Do: DoInsert, Document: "pact", Point: "n", Status: "open"},
		"character 1: the [ that begins here is not closed":    {Do: DoPropose, Point: "a", Words: Wordings{"": "[x"}},
		`the text has no language "de"`:                        {Do: DoPropose, Point: "a", Words: Wordings{"de": "x"}},
		"nothing is put forward":                               {Do: DoPropose, Point: "a"},
		`there is no proposal "x"`:                             {Do: DoTake, Proposal: "x"},
		`"cleans" does not stand in the point`:                 {Do: DoBracket, Point: "b", Quote: Wordings{"": "cleans"}},
		"begins inside a bracket and ends outside":             {Do: DoBracket, Point: "b", Quote: Wordings{"": "clean the channel each year.]{#q}[x"}},
		"there is a bracket b1 already":                        {Do: DoBracket, Point: "a", Bracket: "b1"},
		`there is no bracket "x"`:                              {Do: DoUnbracket, Bracket: "x"},
		"north is named twice":                                 {Do: DoAttribute, Bracket: "b1", Holders: []string{"+north", "-north"}},
		"no choice has been taken on water":                    {Do: DoChoose, Issue: "water"},
		"the point b has no words in fr":                       {Do: DoConfirm, Point: "b", Languages: []string{"fr"}},
		`there is no status "done" in the legend`:              {Do: DoStatus, Point: "a", Status: "done"},
		"has to stay among the languages":                      {Do: DoText, Languages: []string{"en"}},
		`its basis "9" is neither a draft nor an operation`:    {Do: DoRemove, Point: "a", Basis: "9"},
		"operation 3 has the same id":                          {ID: "3", Do: DoRemove, Point: "a"},
		"a point cannot be moved below itself":                 {Do: DoMove, Point: "a", Under: "a"},
		"the next draft is Rev.1":                              {Do: DoDraft, Draft: "Rev.2"},
		"there is no revision yet that an Add could belong to": {Do: DoDraft, Draft: "Rev.1/Add.1"},
		"the text is not the one that was issued as Rev.1":     {Do: DoDraft, Draft: "Rev.1", Hash: "00"},
		"cannot be an author":                                  {Author: "a b", Do: DoRemove, Point: "a"},
		"is a base text itself":                                {Do: DoDocument, Document: "z", Of: "ours"},
	} {
		log := logged(t, spring)
		log, err := log.Append(Op{Author: "south", Do: DoDocument, Document: "ours", Of: "pact"})
		if err != nil {
			t.Fatal(err)
		}
		if o.Author == "" {
			o.Author = "north"
		}
		same, err := log.Append(o)
		var at *OpError
		if !errors.As(err, &at) || at.N != len(log)+1 || !strings.Contains(err.Error(), want) {
			if want != "begins inside a bracket and ends outside" || err == nil {
				t.Errorf("%+v: %v, want %s", o, err, want)
			}
		}
		if len(same) != len(log) {
			t.Errorf("%+v was refused and is in the log", o)
		}
	}
}

// A log whose past was altered, or a draft that was, does not fold.
func TestDraftsCannotChange(t *testing.T) {
	log, x := after(t)
	rev1, err := x.Cut(Rev, "chair")
	if err != nil {
		t.Fatal(err)
	}
	if log, err = log.Append(rev1, Op{Author: "north", Do: DoRemove, Point: "a"}); err != nil {
		t.Fatal(err)
	}
	rev2, _ := folded(t, log).Cut(Rev, "chair")
	add, _ := folded(t, log).Cut(Add, "chair")
	if rev2.Draft != "Rev.2" || add.Draft != "Rev.1/Add.1" {
		t.Errorf("the next drafts are %s and %s", rev2.Draft, add.Draft)
	}
	if log, err = log.Append(rev2); err != nil {
		t.Fatal(err)
	}
	for i := range log[:len(log)-1] {
		altered := append(Log{}, log...)
		switch o := &altered[i]; {
		case len(o.Words) > 0:
			o.Words = Wordings{"": "Other words."}
		case o.Do == DoDraft:
			o.Hash = strings.Repeat("0", 64)
		case len(o.Title) > 0:
			o.Title = Wordings{"": "Another title"}
		default:
			continue
		}
		if _, err := Fold(altered); err == nil {
			t.Errorf("operation %d was altered, and nobody notices", i+1)
		}
	}
	if _, err := Fold(append(append(Log{}, log[:3]...), log[4:]...)); err == nil {
		t.Error("an operation was taken out, and nobody notices")
	}
}

// A language is stale from when another changes until it is confirmed, changed
// itself to follow, or confirmed with the change in view.
func TestStaleLanguages(t *testing.T) {
	stale := func(ops ...Op) string {
		_, x := after(t, ops...)
		p, _ := x.Point("a")
		s := ""
		for _, lang := range []string{"en", "fr"} {
			if p.Stale(lang) {
				s += lang
			}
		}
		return s
	}
	change := []Op{{Author: "chair", Do: DoPropose, Point: "a", Words: Wordings{"en": "The spring is shared."}}, {Author: "chair", Do: DoTake, Proposal: "6"}}
	with := func(more ...Op) []Op { return append(append([]Op{}, change...), more...) }
	for name, x := range map[string]struct {
		ops  []Op
		want string
	}{
		"as it came":                {nil, ""},
		"one changed":               {change, "fr"},
		"confirmed":                 {with(Op{Author: "chair", Do: DoConfirm, Point: "a", Languages: []string{"fr"}}), ""},
		"confirmed too early":       {with(Op{Author: "chair", Basis: "5", Do: DoConfirm, Point: "a", Languages: []string{"fr"}}), "fr"},
		"translated":                {with(Op{Author: "chair", Do: DoPropose, Point: "a", Follows: "en", Words: Wordings{"fr": "La source est partagée."}}, Op{Author: "chair", Do: DoTake, Proposal: "8"}), ""},
		"translated what was there": {with(Op{Author: "chair", Basis: "5", Do: DoPropose, Point: "a", Follows: "en", Words: Wordings{"fr": "La source est à tous."}}, Op{Author: "chair", Do: DoTake, Proposal: "8"}), "fr"},
		"changed on its own":        {with(Op{Author: "chair", Do: DoPropose, Point: "a", Words: Wordings{"fr": "Autre chose."}}, Op{Author: "chair", Do: DoTake, Proposal: "8"}), "en"},
		"both at once":              {[]Op{{Author: "chair", Do: DoPropose, Point: "a", Words: Wordings{"en": "X.", "fr": "Y."}}, {Author: "chair", Do: DoTake, Proposal: "6"}}, ""},
	} {
		if got := stale(x.ops...); got != x.want {
			t.Errorf("%s: stale is %q, want %q", name, got, x.want)
		}
	}
}

// Words that change take agreement back, on the point, its document and the
// whole; nobody can agree to words that they have not seen.
func TestAgreementIsToWords(t *testing.T) {
	agreed := []Op{{Author: "chair", Do: DoStatus, Point: "a", Status: "agreed", Among: []string{"north", "south"}},
		{Author: "chair", Do: DoStatus, Document: "pact", Status: "agreed"}, {Author: "chair", Do: DoStatus, Status: "agreed"}}
	log, x := after(t, agreed...)
	p, _ := x.Point("a")
	if p.Status != "agreed" || x.Status != "agreed" {
		t.Fatal("the statuses were not set")
	}
	log, err := log.Append(Op{Author: "north", Do: DoBracket, Point: "a", Quote: Wordings{"en": "both"}})
	if err != nil {
		t.Fatal(err)
	}
	x = folded(t, log)
	p, _ = x.Point("a")
	if d := x.Documents[0]; p.Status != "reopened" || p.ReportedBy != "north" || d.Status != "reopened" || x.Status != "reopened" {
		t.Errorf("after a bracket, the point is %s, its document %s, the whole %s", p.Status, d.Status, x.Status)
	}
	if _, err := log.Append(Op{Author: "south", Basis: "8", Do: DoStatus, Point: "a", Status: "agreed"}); err == nil || !strings.Contains(err.Error(), "have changed since 8, in operation 9") {
		t.Errorf("south agreed to words that it had not seen: %v", err)
	}
}

// What is said of a point that has been removed meanwhile is kept and shown.
func TestProposalsOutliveTheirPoint(t *testing.T) {
	log, _ := after(t, Op{Author: "chair", Do: DoRemove, Point: "b"})
	log, err := log.Append(Op{Author: "south", Basis: "5", Do: DoPropose, Point: "b", Words: Wordings{"": "North cleans nothing."}})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := folded(t, log).Look(Look{}).Text(&b, 80); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "{removed}") || !strings.Contains(b.String(), "nothing") {
		t.Errorf("it is not shown:\n%s", b.String())
	}
	if _, err := log.Append(Op{Author: "chair", Do: DoTake, Proposal: "7"}); err == nil {
		t.Error("it was taken into a point that is not there")
	}
	if _, err := log.Append(Op{Author: "chair", Do: DoRestore, Point: "b"}, Op{Author: "chair", Do: DoTake, Proposal: "7"}); err != nil {
		t.Error(err)
	}
}

// A text keeps what is put forward apart: it changes nothing until it is taken.
func TestProposalsChangeNothing(t *testing.T) {
	log, x := after(t)
	d, _ := x.Document("pact")
	before := readings(x.Edition("").Documents)
	log, err := log.Append(
		Op{Author: "north", Do: DoPropose, Point: "a", Words: Wordings{"en": "Ours."}},
		Op{Author: "north", Do: DoInsert, Proposed: true, Document: d.ID, Point: "n", After: "a", Words: Wordings{"en": "New."}},
		Op{Author: "north", Do: DoInsert, Proposed: true, Document: d.ID, Point: "n2", After: "n", Words: Wordings{"en": "Newer."}},
		Op{Author: "north", Do: DoRemove, Proposed: true, Point: "b"},
		Op{Author: "north", Do: DoMove, Proposed: true, Point: "c", Document: d.ID, Before: "a"})
	if err != nil {
		t.Fatal(err)
	}
	if after := readings(folded(t, log).Edition("").Documents); strings.Join(before, "\n") != strings.Join(after, "\n") {
		t.Errorf("it reads\n%s", strings.Join(after, "\n"))
	}
	if _, err := log.Append(Op{Author: "south", Do: DoWithdraw, Proposal: "6"}); err == nil {
		t.Error("south withdrew what north had put forward")
	}
}

// Where words go, the spaces around them go too, but for one.
func TestReplacing(t *testing.T) {
	for words, want := range map[string]string{
		"x [a]{#b} y":     "x y",
		"[a]{#b} y":       "y",
		"x [a]{#b}":       "x",
		"x [a]{#b}, y":    "x, y",
		"x[a]{#b}y":       "xy",
		"[c] [a]{#b} y.":  "[c] y.",
		"[c] [a]{#b}.":    "[c].",
		"x [d [a]{#b}] y": "x [d ] y",
	} {
		p, err := Parse(words)
		if err != nil {
			t.Fatal(err)
		}
		got := p.replace(func(s Span) (Passage, bool) {
			b, ok := s.(Bracket)
			return nil, ok && b.ID == "b"
		})
		if got.String() != want {
			t.Errorf("%q becomes %q, want %q", words, got, want)
		}
	}
}

// Whatever is put forward is shown, also when what it was to stand by is gone.
func TestEveryProposalIsShown(t *testing.T) {
	log, _ := after(t,
		Op{ID: "n1", Author: "north", Do: DoInsert, Proposed: true, Document: "pact", Point: "x", Words: Wordings{"": "First."}},
		Op{ID: "n2", Author: "north", Do: DoInsert, Proposed: true, Under: "x", Point: "y", Words: Wordings{"": "Second."}},
		Op{ID: "n3", Author: "north", Do: DoInsert, Proposed: true, After: "y", Point: "z", Words: Wordings{"": "Third."}},
		Op{ID: "n4", Author: "north", Do: DoInsert, Proposed: true, Under: "b", Point: "w", Words: Wordings{"": "Fourth."}},
		Op{ID: "n5", Author: "chair", Do: DoDecline, Proposal: "n1"},
		Op{ID: "n6", Author: "chair", Do: DoInsert, Under: "b", Point: "b.1", Words: Wordings{"": "Below."}},
		Op{ID: "n7", Author: "north", Do: DoPropose, Point: "b.1", Words: Wordings{"": "Fifth."}},
		Op{ID: "n8", Author: "chair", Do: DoRemove, Point: "b"})
	x := folded(t, log)
	var b strings.Builder
	if err := x.Look(Look{}).Text(&b, 80); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Second", "Third", "Fourth", "Fifth"} {
		if strings.Count(b.String(), words) != 1 {
			t.Errorf("%s is shown %d times:\n%s", words, strings.Count(b.String(), words), b.String())
		}
	}
	if n := x.Count().Proposals; n != 4 {
		t.Errorf("%d proposals are counted, want 4", n)
	}
}

// What is put forward is nested no deeper than what stands.
func TestProposalsAreNotNestedForEver(t *testing.T) {
	log := logged(t, spring)
	under := "a"
	for i := range MaxDepth + 1 {
		id := "n" + strings.Repeat("x", i+1)
		longer, err := log.Append(Op{Author: "north", Do: DoInsert, Proposed: true, Under: under, Point: id, Words: Wordings{"": "Deep."}})
		if err != nil {
			if i != MaxDepth-1 {
				t.Errorf("refused at depth %d: %v", i, err)
			}
			return
		}
		log, under = longer, id
	}
	t.Error("nothing ends it")
}

// Fails if a translation that was made of older words counts as one of those that
// stand when it is taken.
func TestTranslationsFollowWhatTheirAuthorRead(t *testing.T) {
	log := Log{
		{ID: "1", Author: "chair", Do: DoText, Languages: []string{"en", "fr"}},
		{ID: "2", Author: "chair", Do: DoDocument, Document: "d"},
		{ID: "3", Author: "chair", Do: DoInsert, Document: "d", Point: "p", Words: Wordings{"en": "One.", "fr": "Un."}},
		{ID: "4", Author: "north", Do: DoPropose, Point: "p", Words: Wordings{"fr": "Un seul."}, Follows: "en"},
		{ID: "5", Author: "south", Do: DoPropose, Point: "p", Words: Wordings{"en": "Two."}},
		{ID: "6", Author: "chair", Do: DoTake, Proposal: "5"},
		{ID: "7", Author: "chair", Do: DoTake, Proposal: "4"},
	}
	p, _ := folded(t, log).Point("p")
	if !p.Stale("fr") {
		t.Error("French that follows One is not behind Two")
	}
	p, _ = folded(t, append(log[:4:4], Op{ID: "7", Author: "chair", Do: DoTake, Proposal: "4"})).Point("p")
	if p.Stale("fr") || p.Stale("en") {
		t.Error("French that follows what stands is behind it, or put it behind")
	}
}

// Fails if a document stays agreed whose points go elsewhere or come from
// elsewhere, or if a point's own words are taken back for it.
func TestMovedPointsReopenTheirDocuments(t *testing.T) {
	log := Log{
		{ID: "1", Author: "chair", Do: DoDocument, Document: "from"},
		{ID: "2", Author: "chair", Do: DoDocument, Document: "to"},
		{ID: "3", Author: "chair", Do: DoDocument, Document: "other"},
		{ID: "4", Author: "chair", Do: DoInsert, Document: "from", Point: "p", Words: Wordings{"": "Words."}},
	}
	for _, d := range []string{"from", "to", "other"} {
		log = append(log, Op{ID: "s" + d, Author: "chair", Do: DoStatus, Document: d, Status: "agreed", Among: []string{"north"}})
	}
	log = append(log, Op{ID: "sp", Author: "chair", Do: DoStatus, Point: "p", Status: "agreed"}, Op{ID: "m", Author: "north", Do: DoMove, Point: "p", Document: "to"})
	x := folded(t, log)
	for id, want := range map[string]string{"from": "reopened", "to": "reopened", "other": "agreed"} {
		d, _ := x.Document(id)
		if d.Status != want || want == "reopened" && (d.ReportedBy != "north" || len(d.Among) > 0) {
			t.Errorf("%s: %+v, want %s", id, d.Standing, want)
		}
	}
	if p, _ := x.Point("p"); p.Status != "agreed" {
		t.Errorf("the point is %s", p.Status)
	}
}

// Numbers below 5 bis are not those below 5, and roman numbers go on.
func TestNumbersOfNewPoints(t *testing.T) {
	log := Log{{ID: "d", Author: "chair", Do: DoDocument, Document: "d"}}
	add := func(id, under, after, number string) {
		o := Op{ID: id, Author: "chair", Do: DoInsert, Point: id, Under: under, After: after, Number: number, Words: Wordings{"": "Words."}}
		if under == "" && after == "" {
			o.Document = "d"
		}
		log = append(log, o)
	}
	add("a", "", "", "5")
	add("b", "", "", "6")
	add("c", "", "a", "")
	add("a1", "a", "", "")
	add("c1", "c", "", "")
	add("c2", "c", "", "")
	add("i", "c1", "", "(i)")
	add("ii", "c1", "", "")
	add("iii", "c1", "", "")
	x := folded(t, log)
	for id, want := range map[string]string{"c": "5 bis", "a1": "5.1", "c1": "5 bis.1", "c2": "5 bis.2", "ii": "(ii)", "iii": "(iii)"} {
		if p, _ := x.Point(id); p.Number != want {
			t.Errorf("%s is numbered %q, want %q", id, p.Number, want)
		}
	}
}

// Fails if of two points that two sides put forward for one place, under one number,
// the one taken later comes first or has the number of the other.
func TestTwoPointsForOnePlace(t *testing.T) {
	log := Log{
		{ID: "1", Author: "chair", Do: DoDocument, Document: "d"},
		{ID: "2", Author: "chair", Do: DoInsert, Document: "d", Point: "five", Number: "5", Words: Wordings{"": "Five."}},
		{ID: "3", Author: "chair", Do: DoInsert, Document: "d", Point: "six", Words: Wordings{"": "Six."}},
	}
	for _, p := range []string{"n", "s", "f", "g"} {
		o := Op{ID: p, Author: "north", Do: DoInsert, Proposed: true, Basis: "3", Point: p + ".new", After: "five", Words: Wordings{"": "New."}}
		if p != "f" { // who says no number gets one
			o.Number = "5 bis"
		}
		log = append(log, o)
	}
	for _, p := range []string{"s", "n", "f", "g"} {
		log = append(log, Op{ID: "t" + p, Author: "chair", Do: DoTake, Proposal: p})
	}
	d := folded(t, log).Documents[0]
	var got []string
	for _, p := range d.Points {
		got = append(got, p.ID+" "+p.Number)
	}
	if got, want := strings.Join(got, ", "), "five 5, s.new 5 bis, n.new 5 ter, f.new 5 quater, g.new 5 quinquies, six 6"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Fails if a point that has no words in the one language that is shown looks as if
// it said nothing.
func TestMissingWordsAreSaid(t *testing.T) {
	x := folded(t, Log{
		{ID: "1", Author: "chair", Do: DoText, Languages: []string{"en", "fr"}},
		{ID: "2", Author: "chair", Do: DoDocument, Document: "d"},
		{ID: "3", Author: "chair", Do: DoInsert, Document: "d", Point: "p", Words: Wordings{"en": "One.", "fr": "Un."}},
		{ID: "4", Author: "chair", Do: DoInsert, Document: "d", Point: "q", Words: Wordings{"en": "Two."}},
	})
	for _, languages := range [][]string{{"fr"}, {"en", "fr"}} {
		s := x.Look(Look{Languages: languages})
		var text, page strings.Builder
		if err := s.Text(&text, 80); err != nil {
			t.Fatal(err)
		}
		if err := s.HTML(&page); err != nil {
			t.Fatal(err)
		}
		for _, shown := range []string{text.String(), page.String()} {
			if strings.Count(shown, "fr is missing") != 1 {
				t.Errorf("%v: it is not said that French is missing:\n%s", languages, shown)
			}
		}
	}
}
