package secretariat

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"parley"
	"parley/casefile"
	"parley/phrase"
	"parley/talks"
	"parley/text"
)

// Content is the confidential half of what is asked for: what is sealed, where
// the event holds a commitment only. An act takes one kind of it.
type Content struct {
	// Salt keeps the commitment from being guessed by trying. It is drawn where
	// it is empty; 64 hexadecimal digits.
	Salt string `json:"salt"`
	// Position is what submit takes. Its party is that of who submits.
	Position *parley.Position `json:"-"`
	// Says is the words of a note or a message.
	Says string `json:"says,omitempty"`
	// Ticks are the packages that one could live with, by their numbers from 1.
	Ticks []int `json:"ticks,omitempty"`

	File   string `json:"position,omitempty"` // the position as a file; Position when it is read
	Order  []int  `json:"order,omitempty"`    // in which a blind acceptance looks
	Answer string `json:"answer,omitempty"`   // the engine's, at length
}

// MaxWords is how many bytes a note or a message may have.
const MaxWords = 100_000

// Unfit says that the content cannot be taken as it is.
type Unfit struct {
	What     error                // a *phrase.Phrase, where this package found it
	Problems casefile.Diagnostics // of a position
}

// Error says what is wrong.
func (u *Unfit) Error() string {
	if len(u.Problems) == 0 {
		return u.What.Error()
	}
	return u.What.Error() + ": " + u.Problems[0].Message
}

// salt draws a salt.
func salt() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: it ends the program instead
	return hex.EncodeToString(b)
}

func isSalt(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// commit is the commitment to content in a talk: the SHA-256 of three lines,
// which are parley content 1, the talk, and the content as it is sealed. The
// salt is within it.
func commit(talk string, c *Content) (string, error) {
	b, err := encode(c)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "parley content 1\n%s\n%s\n", talk, b))
	return hex.EncodeToString(sum[:]), nil
}

// commitLimits is the commitment to the red lines and the fallback alone.
func commitLimits(talk, salt, limits string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "parley limits 1\n%s\n%s\n%s\n", talk, salt, limits))
	return hex.EncodeToString(sum[:])
}

// file writes a position as a file.
func file(c *parley.Case, p *parley.Position) (string, error) {
	with := *c
	with.Positions = []parley.Position{*p}
	var b bytes.Buffer
	if err := casefile.WritePosition(&b, &with, p.Party); err != nil {
		return "", err
	}
	return b.String(), nil
}

// limits writes what belongs to a mandator: the red lines in every form, and
// the fallback; nothing where there are none.
func limits(c *parley.Case, p *parley.Position) (string, error) {
	if p == nil || len(p.Demands()) == 0 && p.Fallback == nil {
		return "", nil
	}
	return file(c, &parley.Position{Party: p.Party, Never: p.Never, Insists: p.Insists, OnlyIf: p.OnlyIf, Fallback: p.Fallback, Grade: p.Grade})
}

// forPositions is the case that the position of a party is held to: with nothing
// that the party may not know, and the sources that it may cite. Who cites a source
// reads it.
func (k *known) forPositions(party string) *parley.Case {
	c := k.base.View(party)
	c.Sources = slices.DeleteFunc(slices.Clone(k.base.Sources), func(s parley.Source) bool {
		_, open := c.Source(s.ID)
		return !open && (s.Grade != "" || !k.citable(s.ID, party))
	})
	return c
}

// citable reports whether a party may cite a source that has no grade and that
// nothing open cites: one that its own position cited where the talks were opened
// from, or that nothing cited at all.
func (k *known) citable(source, party string) bool {
	if k.base.Cited()[source] {
		return false
	}
	anybodys := true
	for by, ids := range k.cites {
		if slices.Contains(ids, source) {
			if by == party {
				return true
			}
			anybodys = false
		}
	}
	return anybodys
}

// cites lists the sources that the positions of a case cite, by party.
func cites(c *parley.Case) map[string][]string {
	all := map[string][]string{}
	for _, p := range c.Positions {
		alone := parley.Case{Positions: []parley.Position{p}}
		if ids := slices.Sorted(maps.Keys(alone.Cited())); len(ids) > 0 {
			all[p.Party] = ids
		}
	}
	return all
}

// ReadPosition reads a position as a person writes it: a file in the form of
// positions/PARTY.yaml, for the party of that person. Its problems stand at
// their lines. It does not submit it.
func (s *Secretariat) ReadPosition(ctx context.Context, talk, person, name string, data []byte) (*parley.Position, casefile.Diagnostics, error) {
	k, err := s.newest(ctx, talk)
	if err != nil {
		return nil, nil, err
	}
	p, err := k.seated(person)
	if err != nil {
		return nil, nil, err
	}
	if p.Party == "" {
		return nil, nil, &talks.Refusal{Rule: talks.PositionOwn, Found: phrase.New("content.partyless", "%s is of no party", person)}
	}
	position, found := casefile.ReadPosition(name, data, k.forPositions(p.Party), p.Party)
	return position, found, nil
}

// position takes the position of content for a party: written as a file, and
// read again, so that what is sealed is what will be read.
func (k *known) position(c *Content, party string) error {
	if c.Position == nil {
		return &Unfit{What: phrase.New("content.position.none", "there is no position in it")}
	}
	if c.Position.Party != party {
		return &Unfit{What: phrase.New("content.position.other", "this is the position of %q, and who submits is of %q", c.Position.Party, party)}
	}
	held := k.forPositions(party)
	var err error
	if c.File, err = file(held, c.Position); err != nil {
		return &Unfit{What: phrase.New("content.position.unwritten", "the position cannot be written: %w", err)}
	}
	p, found := casefile.ReadPosition("position", []byte(c.File), held, party)
	if found.Errors() > 0 {
		return &Unfit{What: phrase.New("content.position.unfit", "the position does not fit the case"), Problems: found}
	}
	c.Position = p
	return nil
}

// words checks what is said in a note or a message: it will be shown.
func words(says string) error {
	switch {
	case strings.TrimSpace(says) == "":
		return &Unfit{What: phrase.New("content.words.none", "it says nothing")}
	case len(says) > MaxWords:
		return &Unfit{What: phrase.New("content.words.long", "it has %d bytes, and %d are allowed", len(says), MaxWords)}
	case !utf8.ValidString(says):
		return &Unfit{What: phrase.New("content.words.bytes", "it is not UTF-8")}
	}
	if _, changes := text.Neutralise(says); len(changes) > 0 {
		return &Unfit{What: phrase.New("content.words.hold", "it holds %s", changes[0])}
	}
	return nil
}

// checked says what of the content belongs to the act, and nothing else may be
// in it.
func checked(do talks.Do, c *Content) error {
	if c == nil {
		return nil
	}
	if c.Salt != "" && !isSalt(c.Salt) {
		return &Unfit{What: phrase.New("content.salt", "a salt is 64 hexadecimal digits, drawn at random; leave it out, and one is drawn")}
	}
	bare := *c
	bare.Salt = ""
	switch do {
	case talks.DoSubmit:
		bare.Position, bare.File = nil, ""
	case talks.DoNote, talks.DoMessage:
		bare.Says = ""
	case talks.DoTick:
		bare.Ticks = nil
	default:
		return &Unfit{What: phrase.New("content.stray", "nothing is sealed with %s", do)}
	}
	if bare.Position != nil || bare.Says != "" || bare.Ticks != nil || bare.File != "" || bare.Order != nil || bare.Answer != "" {
		return &Unfit{What: phrase.New("content.more", "there is more in it than %s seals", do)}
	}
	return nil
}

// content opens what was sealed with an event, with any of the keys.
func (s *Secretariat) content(ctx context.Context, k *known, keys []string, seq int) (Content, error) {
	if seq < 1 || seq > len(k.written) {
		return Content{}, fmt.Errorf("there is no event %d", seq)
	}
	record, err := s.store.Record(ctx, k.tip.Talk, k.written[seq-1])
	if err != nil {
		return Content{}, err
	}
	in, err := k.find(ctx, keys, record, func(in inside) bool { return in.Content != nil })
	if err != nil {
		return Content{}, fmt.Errorf("event %d: %w", seq, err)
	}
	return *in.Content, nil
}
