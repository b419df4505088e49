package text

import (
	"regexp"
	"slices"
	"strings"

	"parley"
	"parley/phrase"
)

// languageText matches a language as HTML and Word name it: en, zh-Hant, uk.
var languageText = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$`)

func (f *folder) text(o *Op) error {
	t := f.t
	if len(o.Title) == 0 && len(o.Languages) == 0 {
		return phrase.New("text.whole.nothing", "it sets neither a title nor languages")
	}
	if len(o.Languages) > MaxLanguages {
		return phrase.New("text.languages.many", "there are more than %d languages", MaxLanguages)
	}
	for i, lang := range o.Languages {
		if !languageText.MatchString(lang) {
			return phrase.New("text.language.bad", "%q is no language: write en, fr or zh-Hant", clip(lang))
		}
		if slices.Contains(o.Languages[:i], lang) {
			return phrase.New("text.language.twice", "the language %s stands twice", lang)
		}
	}
	// Words are never left without their language.
	if len(o.Languages) > 0 && len(t.points) > 0 {
		for _, lang := range t.Languages {
			if !slices.Contains(o.Languages, lang) {
				return phrase.New("text.language.used", "there may be words in %s already, so it has to stay among the languages", lang)
			}
		}
	}
	title, err := f.plainWords(Wordings{"": o.Title[""]})
	if err != nil {
		return err
	}
	for lang := range o.Title {
		if lang != "" {
			return phrase.New("text.whole.title", "the title of the whole is one text")
		}
	}
	if len(o.Title) > 0 {
		t.Title = title[t.Language()]
	}
	if len(o.Languages) > 0 {
		t.Languages = slices.Clone(o.Languages)
	}
	return nil
}

var colourText = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func (f *folder) legend(o *Op) error {
	if len(o.Legend) == 0 || len(o.Legend) > 100 {
		return phrase.New("text.legend.count", "a legend has 1 to 100 statuses")
	}
	for i, s := range o.Legend {
		switch _, twice := o.Legend[:i].Find(s.Word); {
		case !ValidID(s.Word):
			return phrase.New("text.legend.word", "%q cannot be the word of a status", clip(s.Word))
		case twice:
			return phrase.New("text.legend.twice", "the status %s stands twice", s.Word)
		case s.Colour != "" && !colourText.MatchString(s.Colour):
			return phrase.New("text.legend.colour", "%q is no colour: write #15803d", clip(s.Colour))
		case s.Means != "" && !slices.Contains(parley.Statuses(), s.Means):
			return phrase.New("text.legend.means", "there is no status %q that %s could stand for", clip(string(s.Means)), s.Word)
		case len(s.Name) > 200:
			return phrase.New("text.legend.long", "the name of %s is too long", s.Word)
		}
		if _, changes := Neutralise(s.Name); len(changes) > 0 || strings.Contains(s.Name, "\n") {
			return phrase.New("text.legend.plain", "the name of %s is not plain", s.Word)
		}
	}
	if used := f.used(); len(used) > 0 {
		for _, word := range used {
			if _, ok := o.Legend.Find(word); !ok {
				return phrase.New("text.legend.used", "the status %s is in use, so it has to stay in the legend", word)
			}
		}
	}
	f.t.Legend = slices.Clone(o.Legend)
	return nil
}

// used lists the statuses that something has.
func (f *folder) used() []string {
	set := map[string]bool{f.t.Status: true}
	for _, d := range f.t.Documents {
		set[d.Status] = true
		d.Walk(func(p *Point, _ int) { set[p.Status] = true })
	}
	delete(set, "")
	return sortedKeys(set)
}

func (f *folder) terms(o *Op) error {
	if len(o.Terms) > 1000 {
		return phrase.New("text.terms.many", "there are more than 1000 terms")
	}
	var terms []string
	for _, w := range o.Terms {
		w = strings.TrimSpace(w)
		if _, changes := Neutralise(w); len(changes) > 0 || w == "" || strings.Contains(w, "\n") || len(w) > 200 {
			return phrase.New("text.terms.bad", "%q cannot be a term", clip(w))
		}
		terms = append(terms, w)
	}
	f.t.Terms = terms
	return nil
}

func (f *folder) document(o *Op) error {
	title, err := f.title(o.Title)
	if err != nil {
		return err
	}
	switch _, there := f.t.Document(o.Document); {
	case !ValidID(o.Document):
		return phrase.New("text.document.id", "%q cannot be the id of a document", clip(o.Document))
	case there:
		return phrase.New("text.document.twice", "there is a document %s already", o.Document)
	case len(f.t.Documents) >= MaxDocuments:
		return phrase.New("text.document.many", "there are more than %d documents", MaxDocuments)
	}
	if o.Of != "" {
		d, err := f.documentOf(o.Of)
		if err != nil {
			return err
		}
		if d.Of != "" {
			return phrase.New("text.document.base", "%s is a base text itself", o.Of)
		}
	}
	f.t.Documents = append(f.t.Documents, &Document{ID: o.Document, Title: title, Of: o.Of})
	return nil
}

func (f *folder) base(o *Op) error {
	d, err := f.documentOf(o.Document)
	if err != nil {
		return err
	}
	b, err := f.documentOf(o.Base)
	if err != nil {
		return err
	}
	if b != d && b.Of != d.ID {
		return phrase.New("text.document.based", "%s is no base text of %s", b.ID, d.ID)
	}
	f.t.Bases = append(f.t.Bases, Basis{d.ID, b.ID, o.Because, o.Voice(), o.ID})
	return nil
}

func (f *folder) choose(o *Op) error {
	if !ValidID(o.Issue) {
		return phrase.New("text.issue.id", "%q cannot be the id of an issue", clip(o.Issue))
	}
	if o.Choice != "" && !choiceText.MatchString(o.Choice) {
		return phrase.New("text.issue.choice", "%q can be no choice", clip(o.Choice))
	}
	taken := slices.DeleteFunc(slices.Clone(f.t.Taken), func(x Taken) bool { return x.Issue == o.Issue })
	switch {
	case o.Choice != "":
		taken = append(taken, Taken{o.Issue, o.Choice, o.ID})
	case len(taken) == len(f.t.Taken):
		return phrase.New("text.issue.open", "no choice has been taken on %s", o.Issue)
	}
	f.t.Taken = taken
	f.t.Each(func(_ *Document, p *Point) {
		if slices.Contains(p.Issues(), o.Issue) {
			f.reopen(o, p)
		}
	})
	return nil
}

// choiceText matches an option's id or a number.
var choiceText = regexp.MustCompile(`^-?[\p{L}\p{N}_][\p{L}\p{M}\p{N}_./-]{0,127}$`)

func (f *folder) confirm(o *Op) error {
	p, err := f.standing(o.Point)
	if err != nil {
		return err
	}
	if len(o.Languages) == 0 {
		return phrase.New("text.language.which", "it does not say which language is in line with the others")
	}
	for _, lang := range o.Languages {
		if _, ok := p.Words[lang]; !ok {
			return phrase.New("text.language.wordless", "the point %s has no words in %s", p.ID, clip(lang))
		}
	}
	for _, lang := range o.Languages { // with what its author had seen, and nothing later
		p.checked[lang] = max(p.checked[lang], f.basis(o))
	}
	return nil
}

func (f *folder) status(o *Op) error {
	if _, ok := f.t.Legend.Find(o.Status); !ok {
		return phrase.New("text.legend.none", "there is no status %q in the legend", clip(o.Status))
	}
	for _, party := range o.Among {
		if !ValidID(party) {
			return phrase.New("text.operation.party", "%q cannot be a party", clip(party))
		}
	}
	s := Standing{o.Status, slices.Clone(o.Among), o.Voice(), o.ID}
	switch {
	case o.Point != "" && o.Document != "":
		return phrase.New("text.operation.both", "it names both a point and a document")
	case o.Point != "":
		p, err := f.standing(o.Point)
		if err != nil {
			return err
		}
		// Agreement is to the words that its reporter had before it.
		if f.t.Legend.Settled(o.Status) {
			for _, r := range p.Revisions {
				if r.Seq > f.basis(o) {
					return phrase.New("text.words.changed", "the words of %s have changed since %s, in operation %s: agree on those that stand", p.ID, o.Basis, r.Op)
				}
			}
		}
		p.Standing = s
	case o.Document != "":
		d, err := f.documentOf(o.Document)
		if err != nil {
			return err
		}
		d.Standing = s
	default:
		f.t.Standing = s
	}
	return nil
}

func (f *folder) comment(o *Op) error {
	if f.reserved[o.Point] == nil { // what is put forward can be remarked on
		if _, err := f.point(o.Point); err != nil {
			return err
		}
	}
	words, err := f.plainWords(o.Words)
	if err != nil {
		return err
	}
	s := words[f.t.Language()]
	if s == "" || len(words) != 1 {
		return phrase.New("text.comment.one", "a comment is one text, in the default language")
	}
	f.t.Comments = append(f.t.Comments, Comment{o.ID, o.Voice(), o.Point, s})
	return nil
}

func (f *folder) seen(o *Op) error {
	who := o.Voice()
	f.t.Seen[who] = max(f.t.Seen[who], f.basis(o))
	return nil
}
