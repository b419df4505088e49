package text

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"parley/phrase"
)

// OpError says which operation of a log cannot be, and why.
type OpError struct {
	N   int // its place in the log, from 1
	ID  string
	Err error
}

// Error writes operation 7 (n-7): there is no point x.
func (e *OpError) Error() string {
	if e.ID == "" {
		return fmt.Sprintf("operation %d: %s", e.N, e.Err)
	}
	return fmt.Sprintf("operation %d (%s): %s", e.N, e.ID, e.Err)
}

// Unwrap returns what is wrong.
func (e *OpError) Unwrap() error { return e.Err }

// What a text may hold at most.
const (
	MaxPoints    = 50_000
	MaxDepth     = 16 // of points below points
	MaxDocuments = 1000
	MaxLanguages = 30
)

// Fold makes the operations into the text that they amount to. The same log
// always gives the same text. A log that holds an operation which cannot be
// gives an *OpError, and so does one with a draft whose hash is not that of
// the text at that place: its past has been altered.
//
// The cost grows with the log, and with the size of the text for each draft.
func Fold(log Log) (*Text, error) {
	f, err := fold(log)
	if err != nil {
		return nil, err
	}
	return f.t, nil
}

func fold(log Log) (*folder, error) {
	if len(log) > MaxOps {
		return nil, phrase.New("text.log.long", "the log has more than %d operations", MaxOps)
	}
	f := &folder{t: &Text{
		Languages: []string{Undetermined},
		Legend:    DefaultLegend(),
		Seen:      map[string]int{},
		points:    map[string]*Point{},
		ops:       map[string]int{},
	}, brackets: map[string][]*Point{}, proposals: map[string]*Proposal{}, reserved: map[string]*Proposal{}}
	for i := range log {
		if err := f.apply(&log[i]); err != nil {
			return nil, &OpError{i + 1, log[i].ID, err}
		}
	}
	return f, nil
}

// folder is a fold on its way.
type folder struct {
	t         *Text
	brackets  map[string][]*Point  // by id: the points that have, or had, it
	proposals map[string]*Proposal // by id
	reserved  map[string]*Proposal // by the ids of points that are put forward and not in yet
}

var does = map[Do]func(*folder, *Op) error{
	DoText: (*folder).text, DoLegend: (*folder).legend, DoTerms: (*folder).terms, DoDocument: (*folder).document, DoBase: (*folder).base,
	DoInsert: (*folder).insert, DoMove: (*folder).move, DoRemove: (*folder).remove, DoRestore: (*folder).restore,
	DoRenumber: (*folder).renumber, DoPropose: (*folder).propose, DoTake: (*folder).take, DoDecline: (*folder).close,
	DoWithdraw: (*folder).close, DoBracket: (*folder).bracket, DoUnbracket: (*folder).unbracket, DoAttribute: (*folder).attribute,
	DoChoose: (*folder).choose, DoConfirm: (*folder).confirm, DoStatus: (*folder).status, DoComment: (*folder).comment,
	DoSeen: (*folder).seen, DoDraft: (*folder).draft,
}

// apply makes one operation. An operation that fails has changed nothing.
func (f *folder) apply(o *Op) error {
	t := f.t
	do, known := does[o.Do]
	switch {
	case !known:
		return phrase.New("text.operation.none", "there is no operation %q", clip(string(o.Do)))
	case !ValidID(o.ID):
		return phrase.New("text.operation.id", "%q cannot be the id of an operation", clip(o.ID))
	case t.ops[o.ID] != 0:
		return phrase.New("text.operation.twice", "operation %d has the same id", t.ops[o.ID])
	case !ValidID(o.Author):
		return phrase.New("text.operation.author", "%q cannot be an author", clip(o.Author))
	case o.For != "" && !ValidID(o.For):
		return phrase.New("text.operation.party", "%q cannot be a party", clip(o.For))
	case o.stray() != "":
		return phrase.New("text.operation.stray", "%s means nothing to %s", o.stray(), o.Do)
	}
	if _, err := time.Parse(time.RFC3339, o.At); o.At != "" && err != nil {
		return phrase.New("text.operation.time", "%q is no time: write 2026-01-31T10:00:00Z", clip(o.At))
	}
	if _, ok := t.since(o.Basis); !ok {
		return phrase.New("text.operation.basis", "its basis %q is neither a draft nor an operation before it", clip(o.Basis))
	}
	t.Seq++
	if err := do(f, o); err != nil {
		t.Seq--
		return err
	}
	t.ops[o.ID] = t.Seq
	return nil
}

// basis returns how many operations the author had seen.
func (f *folder) basis(o *Op) int {
	if o.Basis == "" {
		return f.t.Seq - 1
	}
	n, _ := f.t.since(o.Basis)
	return n
}

// standing returns the point with the id, if it has not been removed.
func (f *folder) standing(id string) (*Point, error) {
	p, err := f.point(id)
	if err == nil && !p.Stands() {
		return nil, phrase.New("text.point.removed", "the point %s has been removed", id)
	}
	return p, err
}

func (f *folder) point(id string) (*Point, error) {
	if p, ok := f.t.points[id]; ok {
		return p, nil
	}
	if p := f.reserved[id]; p != nil {
		return nil, phrase.New("text.point.proposed", "the point %s is only put forward, by %s", id, p.ID)
	}
	return nil, phrase.New("text.point.none", "there is no point %q", clip(id))
}

func (f *folder) documentOf(id string) (*Document, error) {
	if d, ok := f.t.Document(id); ok {
		return d, nil
	}
	return nil, phrase.New("text.document.none", "there is no document %q", clip(id))
}

// language returns the language that a wording is in.
func (f *folder) language(lang string) (string, error) {
	if lang == "" {
		return f.t.Language(), nil
	}
	if !slices.Contains(f.t.Languages, lang) {
		return "", phrase.New("text.language.none", "the text has no language %q", clip(lang))
	}
	return lang, nil
}

// words reads wordings. Brackets without an id are given one, and where they
// are put forward they are their author's.
func (f *folder) words(o *Op, w Wordings) (map[string]Passage, error) {
	words := make(map[string]Passage, len(w))
	for _, key := range sortedKeys(w) {
		lang, err := f.language(key)
		if err != nil {
			return nil, err
		}
		if _, twice := words[lang]; twice {
			return nil, phrase.New("text.words.twice", "there are words twice in %s", lang)
		}
		p, err := Parse(w[key])
		if err != nil {
			return nil, phrase.New("text.words.in", "words in %s: %w", lang, err)
		}
		words[lang] = f.named(o, p)
	}
	return words, nil
}

// named gives ids to brackets that have none: in each language the first is
// that of the operation, so that they are the same brackets in all.
func (f *folder) named(o *Op, p Passage) Passage {
	n := 0
	return p.rewrite(func(s Span) Passage {
		b, ok := s.(Bracket)
		if !ok || b.ID != "" {
			return Passage{s}
		}
		n++
		b.ID = fmt.Sprintf("%s.%d", o.ID, n)
		if len(b.By) == 0 && (o.Proposed || o.Do == DoPropose) {
			b.By = []Holder{{Party: o.Voice()}}
		}
		return Passage{b}
	})
}

// title reads a title: wordings that hold no marks and are not empty.
func (f *folder) title(w Wordings) (map[string]string, error) {
	title, err := f.plainWords(w)
	maps.DeleteFunc(title, func(_, s string) bool { return s == "" })
	return title, err
}

// plainWords reads wordings that hold no marks.
func (f *folder) plainWords(w Wordings) (map[string]string, error) {
	plain := make(map[string]string, len(w))
	for _, key := range sortedKeys(w) {
		lang, err := f.language(key)
		if err != nil {
			return nil, err
		}
		s := strings.TrimSpace(strings.ReplaceAll(w[key], "\n", " "))
		switch safe, changes := Neutralise(s); {
		case len(changes) > 0:
			return nil, phrase.New("text.title.holds", "a title holds %s", changes[0])
		case len(safe) > MaxWords:
			return nil, phrase.New("text.title.long", "a title is too long")
		}
		plain[lang] = s
	}
	return plain, nil
}

// translation is words that follow those in another language, as they were when
// the text had so many operations.
type translation struct {
	of    string // empty: words of their own
	basis int
}

// set gives a point other words and notes the revision. A point that had been
// agreed is open to all again: agreement was to other words.
func (f *folder) set(o *Op, p *Point, words map[string]Passage, author string, follows translation) {
	changed := false
	for _, lang := range sortedKeys(words) {
		if p.Words[lang].Equal(words[lang]) {
			continue
		}
		changed = true
		p.Words[lang] = words[lang]
		for _, b := range words[lang].Brackets() {
			if !slices.Contains(f.brackets[b.ID], p) {
				f.brackets[b.ID] = append(f.brackets[b.ID], p)
			}
		}
		if len(words[lang]) == 0 {
			delete(p.Words, lang)
		}
		p.Revisions = append(p.Revisions, Revision{o.ID, author, f.t.Seq, lang, words[lang]})
		p.version[lang] = f.t.Seq
		if follows.of != "" && lang != follows.of {
			p.version[lang] = p.versionAt(follows.of, follows.basis)
		}
	}
	if changed && follows.of == "" {
		f.reopen(o, p)
	}
}

// versionAt returns when the words in the language, as they were at seq, had
// come about.
func (p *Point) versionAt(language string, seq int) int {
	version := 0
	for _, r := range p.Revisions {
		if r.Language == language && r.Seq <= seq {
			version = r.Seq
		}
	}
	return version
}

// reopen takes agreed statuses back where a point changes that they covered.
func (f *folder) reopen(o *Op, p *Point) {
	f.back(o, &p.Standing)
	f.back(o, &p.document.Standing)
	f.back(o, &f.t.Standing)
}

// back takes a status back if it stands for agreed or beyond.
func (f *folder) back(o *Op, s *Standing) {
	if f.t.Legend.Settled(s.Status) {
		*s = Standing{Status: f.t.Legend.meaning("reopened"), ReportedBy: o.Voice(), Op: o.ID}
	}
}
