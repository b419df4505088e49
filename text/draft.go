package text

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"parley/phrase"
)

// draftText matches the name of a draft: Rev.2, Rev.2/Add.1, Rev.2/Corr.1.
var draftText = regexp.MustCompile(`^Rev\.[1-9][0-9]{0,5}(/(Add|Corr)\.[1-9][0-9]{0,5})?$`)

// DraftKind says what a draft is to the one before it.
type DraftKind string

// The kinds of drafts.
const (
	Rev  DraftKind = "Rev"  // the text anew
	Add  DraftKind = "Add"  // an addendum: what was left out
	Corr DraftKind = "Corr" // a corrigendum: slips put right
)

// NextDraft returns the name of the next draft of the kind. Addenda and
// corrigenda belong to the last revision, and there must be one.
func (t *Text) NextDraft(kind DraftKind) (string, error) {
	last, count := "", map[string]int{}
	for _, d := range t.Drafts {
		rev, rest, more := strings.Cut(d.Name, "/")
		if !more {
			last = rev
			clear(count)
			continue
		}
		k, _, _ := strings.Cut(rest, ".")
		count[k]++
	}
	switch {
	case kind == Rev:
		n := 0
		if last != "" {
			n, _ = strconv.Atoi(strings.TrimPrefix(last, "Rev."))
		}
		return "Rev." + strconv.Itoa(n+1), nil
	case kind != Add && kind != Corr:
		return "", phrase.New("text.draft.kind", "there is no kind of draft %q", kind)
	case last == "":
		return "", phrase.New("text.draft.revision", "there is no revision yet that an %s could belong to", kind)
	}
	return fmt.Sprintf("%s/%s.%d", last, kind, count[string(kind)]+1), nil
}

// Cut returns the operation that issues the text as it is now as the next
// draft of the kind, with its hash.
func (t *Text) Cut(kind DraftKind, author string) (Op, error) {
	name, err := t.NextDraft(kind)
	if err != nil {
		return Op{}, err
	}
	return Op{Author: author, Do: DoDraft, Draft: name, Hash: t.Hash(name)}, nil
}

// Hash returns the hash of the text as the draft with that name: SHA-256 over
// its canonical form, in hexadecimal.
func (t *Text) Hash(name string) string {
	sum := sha256.Sum256(t.Canonical(name))
	return hex.EncodeToString(sum[:])
}

func (f *folder) draft(o *Op) error {
	t := f.t
	if !draftText.MatchString(o.Draft) {
		return phrase.New("text.draft.name", "%q cannot be the name of a draft: write Rev.1, Rev.1/Add.1 or Rev.1/Corr.1", clip(o.Draft))
	}
	kind := Rev
	if _, rest, more := strings.Cut(o.Draft, "/"); more {
		k, _, _ := strings.Cut(rest, ".")
		kind = DraftKind(k)
	}
	switch next, err := t.NextDraft(kind); {
	case err != nil:
		return err
	case o.Draft != next:
		return phrase.New("text.draft.next", "the next draft is %s, and this one calls itself %s", next, o.Draft)
	}
	hash := t.Hash(o.Draft)
	if o.Hash != hash {
		return phrase.New("text.draft.hash", "the text is not the one that was issued as %s: its hash is %s, and %q is written there", o.Draft, hash, clip(o.Hash))
	}
	t.Drafts = append(t.Drafts, Draft{o.Draft, hash, o.ID, o.Voice(), o.At, t.Seq - 1, t.Count()})
	return nil
}
