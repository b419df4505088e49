package talks

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"parley"
	"parley/phrase"
	"parley/text"
)

// What talks may hold at most.
const (
	MaxName      = 200    // bytes of a name, a place, a date
	MaxSays      = 20_000 // bytes of a reason, a statement, an objection
	MaxPeople    = 1_000  // removed ones included
	MaxParties   = 100
	MaxIssues    = 10_000
	MaxList      = 10_000    // entries of any list in one act
	MaxRecords   = 1_000_000 // proposals, rounds, statements … of one kind
	MaxPoints    = 20_000    // of the text on the table and struck from it
	MaxBlind     = 16        // packages of one blind acceptance
	MaxQuestions = 100
	MaxEvent     = 16 << 20 // bytes of one event as JSON
	maxEntries   = 1_000
)

// uses lists the fields that each act may have besides at, author, for and do.
var uses = map[Do][]string{
	DoOpen:      {"opening", "person", "name"},
	DoInvite:    {"person", "name", "party", "seat"},
	DoReplace:   {"person", "with", "name", "because"},
	DoRemove:    {"person", "because"},
	DoRules:     {"rules"},
	DoAgree:     {"version"},
	DoRound:     {"date", "place", "agenda"},
	DoAdjourn:   {},
	DoLock:      {},
	DoSubmit:    {"hash", "limits"},
	DoText:      {"op"},
	DoDraft:     {"kind", "because"},
	DoSeen:      {"draft"},
	DoTable:     {"package", "says"},
	DoRetract:   {"proposal", "because"},
	DoRespond:   {"point", "words", "draft", "proposal", "issue", "answer", "because", "until"},
	DoReopen:    {"point", "because"},
	DoSilence:   {"points", "draft", "expires"},
	DoCirculate: {"silence"},
	DoObject:    {"silence", "because", "says"},
	DoConclude:  {"silence"},
	DoAnnounce:  {"silence"},
	DoState:     {"point", "says"},
	DoInitial:   {"draft"},
	DoSign:      {"draft"},
	DoNote:      {"party", "grade", "hash"},
	DoMessage:   {"from", "to", "hash"},
	DoPermit:    {"message", "grade"},
	DoDeliver:   {"message", "party"},
	DoReadBack:  {"message", "hash"},
	DoBlind:     {"packages", "hash", "expires"},
	DoTick:      {"blind", "hash", "told"},
	DoReveal:    {"blind", "order", "salt"},
	DoForetell:  {"question"},
	DoRelease:   {"question", "says", "hash"},
	DoUndertake: {"says", "owner", "verifier", "deadline", "points"},
	DoTakeOn:    {"commitment"},
	DoReport:    {"commitment", "level", "says"},
	DoConfirm:   {"entry"},
	DoDisown:    {"entry"},
}

// keys are the names of an act's fields in JSON, in their order.
var keys = func() []string {
	var all []string
	for i := range reflect.TypeFor[Act]().NumField() {
		name, _, _ := strings.Cut(reflect.TypeFor[Act]().Field(i).Tag.Get("json"), ",")
		all = append(all, name)
	}
	return all
}()

// always are the fields that every act has or may have.
var always = []string{"at", "author", "for", "do"}

// form demands that an act has what it may have, bounded and safe to show.
func (d *decision) form(a *Act) {
	allowed, known := uses[a.Do]
	d.must(FormKnown, known, "act.none", phrase.Quote(a.Do))
	v := reflect.ValueOf(a).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.IsZero() {
			continue
		}
		name := keys[i]
		if !slices.Contains(always, name) && !slices.Contains(allowed, name) {
			d.must(FormFields, false, "field.stray", Field(name), a.Do)
		}
		d.safe(name, f)
	}
	for _, id := range []string{a.Author, a.For, a.Person, a.With, a.Party, a.Owner, a.Verifier} {
		d.must(FormFields, id == "" || text.ValidID(id), "field.id", phrase.Quote(id))
	}
	for _, hash := range []string{a.Hash, a.Limits, a.Words, a.Draft} {
		d.must(FormHash, hash == "" || isHash(hash), "field.hash", phrase.Quote(hash))
	}
	for _, date := range []string{a.Date, a.Until, a.Deadline} {
		_, err := time.Parse(time.DateOnly, date)
		d.must(FormFields, date == "" || err == nil, "field.date", phrase.Quote(date))
	}
}

// isHash reports whether s is 32 bytes in lower-case hexadecimal.
func isHash(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// Field is the name of a field of an act in JSON.
type Field string

// long lists fields that hold more than a name.
var long = []string{"because", "says"}

// safe demands that every text in the value can be shown and is not too long.
// An operation on the text is checked by package text.
func (d *decision) safe(name string, v reflect.Value) {
	if v.Type() == reflect.TypeFor[text.Log]() {
		d.must(FormBounds, v.Len() <= text.MaxOps, "field.operations", Field(name), v.Len())
		return
	}
	switch v.Kind() {
	case reflect.String:
		s, most := v.String(), MaxName
		if slices.Contains(long, name) {
			most = MaxSays
		}
		if len(s) > most {
			d.must(FormBounds, false, "field.bytes", Field(name), len(s), most)
			return
		}
		_, changes := text.Neutralise(s)
		if len(changes) > 0 {
			d.must(FormSafe, false, "field.holds", Field(name), changes[0])
		}
		d.must(FormSafe, slices.Contains(long, name) || !strings.Contains(s, "\n"), "field.break", Field(name))
	case reflect.Slice:
		d.must(FormBounds, v.Len() <= MaxList, "field.entries", Field(name), v.Len(), MaxList)
		for i := 0; i < v.Len() && d.err == nil; i++ {
			d.safe(name, v.Index(i))
		}
	case reflect.Pointer:
		if _, ok := v.Interface().(*text.Op); !ok && !v.IsNil() {
			d.safe(name, v.Elem())
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() || v.Type() == reflect.TypeFor[text.Op]() {
			return
		}
		for i := range v.NumField() {
			d.safe(name, v.Field(i))
		}
	}
}

// items demands that a package is about issues that there are, each once, and
// takes choices that they have.
func (d *decision) items(items []Item) {
	d.must(FormFields, len(items) > 0, "package.empty")
	seen := map[string]bool{}
	for _, item := range items {
		i := slices.IndexFunc(d.s.Issues, func(x Issue) bool { return x.ID == item.Issue })
		d.must(FormExists, i >= 0, "package.issue", phrase.Quote(item.Issue))
		d.must(FormFields, !seen[item.Issue], "twice", phrase.Quote(item.Issue))
		d.must(FormFields, len(item.Choices) > 0, "package.nothing", phrase.Quote(item.Issue))
		seen[item.Issue] = true
		for n, choice := range item.Choices {
			d.must(FormExists, i >= 0 && d.s.Issues[i].has(choice), "package.choice", phrase.Quote(choice), phrase.Quote(item.Issue))
			d.must(FormFields, !slices.Contains(item.Choices[:n], choice), "package.twice", phrase.Quote(item.Issue), phrase.Quote(choice))
		}
	}
}

// has reports whether the issue has the choice.
func (i Issue) has(choice string) bool {
	r, err := i.span()
	if r == nil {
		return err == nil && slices.Contains(i.Options, choice)
	}
	n, err := parley.ParseNumber(choice)
	return err == nil && r.Has(n)
}

// span returns the range of a numeric issue, or nil.
func (i Issue) span() (*parley.Range, error) {
	if len(i.Options) > 0 || i.Min == "" {
		return nil, nil
	}
	var r parley.Range
	var err error
	if r.Min, err = parley.ParseNumber(i.Min); err != nil {
		return nil, err
	}
	if r.Max, err = parley.ParseNumber(i.Max); err != nil {
		return nil, err
	}
	if i.Step != "" {
		step, err := parley.ParseNumber(i.Step)
		if err != nil {
			return nil, err
		}
		if step.Sign() <= 0 {
			return nil, fmt.Errorf("the step of %s is not positive", i.ID)
		}
		r.Step = &step
	}
	return &r, nil
}
