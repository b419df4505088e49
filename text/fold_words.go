package text

import (
	"maps"
	"slices"

	"parley/phrase"
)

// forward records what is put forward, with its words in their normal form, in
// the document that it would change and, of a new point, at its depth.
func (f *folder) forward(o *Op, words map[string]Passage, heading map[string]string, in *Document, depth int) {
	change := *o
	if words != nil {
		change.Words = Wordings{}
		for lang, p := range words {
			change.Words[lang] = p.String()
		}
	}
	if heading != nil {
		change.Heading = heading
	}
	p := &Proposal{ID: o.ID, Author: o.Voice(), Op: change, Seq: f.t.Seq, Basis: f.basis(o), State: Pending, document: in, depth: depth}
	f.t.Proposals = append(f.t.Proposals, p)
	f.proposals[p.ID] = p
	if o.Do == DoInsert {
		f.reserved[o.Point] = p
	}
}

func (f *folder) propose(o *Op) error {
	words, err := f.words(o, o.Words)
	if err != nil {
		return err
	}
	heading, err := f.plainWords(o.Heading)
	if err != nil {
		return err
	}
	// A point that has been removed since the basis can still be spoken for:
	// the proposal is kept and shown, and nothing of it is lost.
	p, err := f.point(o.Point)
	if err != nil {
		return err
	}
	if len(words) == 0 && len(heading) == 0 {
		return phrase.New("text.propose.nothing", "nothing is put forward: no words and no heading")
	}
	if o.Follows != "" {
		if _, err := f.language(o.Follows); err != nil {
			return err
		}
	}
	f.forward(o, words, heading, p.document, 0)
	return nil
}

func (f *folder) proposal(o *Op) (*Proposal, error) {
	p, ok := f.proposals[o.Proposal]
	if !ok {
		return nil, phrase.New("text.proposal.none", "there is no proposal %q", clip(o.Proposal))
	}
	if p.State != Pending {
		return nil, phrase.New("text.proposal.closed", "the proposal %s has been %s", p.ID, p.State)
	}
	return p, nil
}

// take makes the change that was put forward, merged with what came since.
func (f *folder) take(o *Op) error {
	p, err := f.proposal(o)
	if err != nil {
		return err
	}
	change := p.Op
	change.ID, change.Proposed = o.ID, false
	if p.Op.Do != DoPropose && len(o.Words) > 0 {
		return phrase.New("text.proposal.words", "words means nothing to the taking of what is no change of words")
	}
	switch p.Op.Do {
	case DoInsert:
		s, err := f.spot(&change)
		if err != nil {
			return err
		}
		if change.After != "" {
			s.passOver(p.Basis)
		}
		change.Number = s.free(change.Number, change.Kind)
		f.enter(&change, s, p.Words(), maps.Clone(p.Op.Heading), p.Author)
	case DoMove:
		change.Basis = ""
		if err := f.moveBehind(&change, p.Basis); err != nil {
			return err
		}
	case DoRemove:
		if err := f.remove(&change); err != nil {
			return err
		}
	default:
		point, err := f.standing(p.Op.Point)
		if err != nil {
			return err
		}
		words, err := f.taken(o, p, point)
		if err != nil {
			return err
		}
		f.set(&change, point, words, p.Author, translation{p.Op.Follows, p.Basis})
		before := maps.Clone(point.Heading)
		for lang, h := range p.Op.Heading {
			if point.Heading[lang] = h; h == "" {
				delete(point.Heading, lang)
			}
		}
		if !maps.Equal(before, point.Heading) && p.Op.Follows == "" {
			f.reopen(&change, point)
		}
	}
	p.State, p.Closed = Accepted, o.ID
	return nil
}

// taken returns what the point reads once the proposal has been taken. Where
// its words had to be merged with what came since, the operation says what came
// of it, so that no log depends on how words are compared.
func (f *folder) taken(o *Op, p *Proposal, point *Point) (map[string]Passage, error) {
	if len(o.Words) == 0 {
		for lang := range p.Op.Words {
			if !point.At(lang, p.Basis).Equal(point.Words[lang]) {
				return nil, phrase.New("text.proposal.stale", "the words of %s have changed since %s was made: the operation has to say what they become", point.ID, p.ID)
			}
		}
		return p.Words(), nil
	}
	words, err := f.words(o, o.Words)
	if err != nil {
		return nil, err
	}
	for lang := range words {
		if _, ok := p.Op.Words[lang]; !ok {
			return nil, phrase.New("text.proposal.language", "%s puts no words forward in %s", p.ID, lang)
		}
	}
	for lang := range p.Op.Words {
		if _, ok := words[lang]; !ok {
			return nil, phrase.New("text.proposal.become", "the operation does not say what the words in %s become", lang)
		}
	}
	return words, nil
}

// complete writes into an operation what follows from the text as it is: what
// words become that have to be merged.
func (t *Text) complete(o *Op) {
	p, ok := t.Proposal(o.Proposal)
	if o.Do != DoTake || !ok || p.Op.Do != DoPropose || len(o.Words) > 0 {
		return
	}
	words, merged := Wordings{}, false
	for lang := range p.Op.Words {
		m := t.Merge(p, lang)
		words[lang] = m.Words.String()
		if point, ok := t.Point(p.Op.Point); ok {
			merged = merged || !point.At(lang, p.Basis).Equal(point.Words[lang])
		}
	}
	if merged {
		o.Words = words
	}
}

// close lays a proposal aside, or takes it back.
func (f *folder) close(o *Op) error {
	p, err := f.proposal(o)
	if err != nil {
		return err
	}
	p.State, p.Closed = Declined, o.ID
	if o.Do == DoWithdraw {
		if p.Author != o.Voice() {
			return phrase.New("text.proposal.author", "only %s can withdraw it; anybody else declines it", p.Author)
		}
		p.State = Withdrawn
	}
	if p.Op.Do == DoInsert {
		delete(f.reserved, p.Op.Point)
	}
	return nil
}

func holders(list []string) ([]Holder, error) {
	var all []Holder
	for _, s := range list {
		h, err := ParseHolder(s)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(o Holder) bool { return o.Party == h.Party }) {
			return nil, phrase.New("text.holder.twice", "%s is named twice", h.Party)
		}
		all = append(all, h)
	}
	return all, nil
}

func (f *folder) bracket(o *Op) error {
	p, err := f.standing(o.Point)
	if err != nil {
		return err
	}
	by, err := holders(o.Holders)
	if err != nil {
		return err
	}
	if len(by) == 0 {
		by = []Holder{{Party: o.Voice()}}
	}
	id := o.Bracket
	if id == "" {
		id = o.ID
	}
	if !ValidID(id) {
		return phrase.New("text.bracket.id", "%q cannot be the id of a bracket", clip(id))
	}
	if slices.ContainsFunc(f.brackets[id], func(q *Point) bool { return q.has(id) }) {
		return phrase.New("text.bracket.twice", "there is a bracket %s already", id)
	}
	quote := o.Quote
	if len(quote) == 0 { // all of it, in every language
		quote = Wordings{}
		for lang := range p.Words {
			quote[lang] = ""
		}
	}
	words := map[string]Passage{}
	for _, key := range sortedKeys(quote) {
		lang, err := f.language(key)
		if err != nil {
			return err
		}
		q, err := p.Words[lang].enclose(quote[key], Bracket{ID: id, By: by})
		if err != nil {
			return err
		}
		words[lang] = q
	}
	if len(words) == 0 {
		return phrase.New("text.point.wordless", "the point %s has no words", p.ID)
	}
	f.set(o, p, words, o.Voice(), translation{})
	return nil
}

// has reports whether the bracket stands in the point in any language.
func (p *Point) has(bracket string) bool {
	for _, words := range p.Words {
		if words.has(bracket) {
			return true
		}
	}
	return false
}

func (p Passage) has(bracket string) bool {
	found := false
	p.Walk(func(s Span) bool {
		if b, ok := s.(Bracket); ok && b.ID == bracket {
			found = true
		}
		return !found
	})
	return found
}

// enclose puts the words, which must stand once and within one bracket, into
// the bracket; no words are all of them.
func (p Passage) enclose(words string, in Bracket) (Passage, error) {
	if words == "" {
		if len(p) == 0 {
			return nil, phrase.New("text.bracket.nothing", "there are no words to put in brackets")
		}
		in.Body = p
		return Passage{in}, nil
	}
	quoted, err := Parse(words)
	if err != nil {
		return nil, err
	}
	want, all := quoted.tokens(), p.tokens()
	var found []int
	for i := 0; i+len(want) <= len(all); i++ {
		if same(all[i:i+len(want)], want) {
			found = append(found, i)
		}
	}
	switch {
	case len(found) == 0:
		return nil, phrase.New("text.bracket.absent", "%q does not stand in the point", clip(words))
	case len(found) > 1:
		return nil, phrase.New("text.bracket.several", "%q stands %d times in the point: quote more of it", clip(words), len(found))
	}
	at := found[0]
	list := slices.Concat(all[:at], enclosed(all[at:at+len(want)], in), all[at+len(want):])
	q, ok := join(list)
	if !ok {
		return nil, phrase.New("text.bracket.crossed", "%q begins inside a bracket and ends outside, or is nested too deep", clip(words))
	}
	return q, nil
}

// everyBracket changes the words that have the bracket with the id: in each
// language, in each point.
func (f *folder) everyBracket(o *Op, change func(Passage) Passage) error {
	found := false
	for _, p := range f.brackets[o.Bracket] {
		words := map[string]Passage{}
		for lang, q := range p.Words {
			if q.has(o.Bracket) {
				words[lang] = change(q)
			}
		}
		if len(words) > 0 {
			found = true
			f.set(o, p, words, o.Voice(), translation{})
		}
	}
	if !found {
		return phrase.New("text.bracket.none", "there is no bracket %q", clip(o.Bracket))
	}
	return nil
}

func (f *folder) unbracket(o *Op) error {
	return f.everyBracket(o, func(p Passage) Passage {
		return p.replace(func(s Span) (Passage, bool) {
			b, ok := s.(Bracket)
			switch {
			case !ok || b.ID != o.Bracket:
				return nil, false
			case o.Drop:
				return nil, true
			}
			return b.Body, true
		})
	})
}

func (f *folder) attribute(o *Op) error {
	by, err := holders(o.Holders)
	if err != nil {
		return err
	}
	return f.everyBracket(o, func(p Passage) Passage {
		return p.rewrite(func(s Span) Passage {
			if b, ok := s.(Bracket); ok && b.ID == o.Bracket {
				b.By = by
				return Passage{b}
			}
			return Passage{s}
		})
	})
}
