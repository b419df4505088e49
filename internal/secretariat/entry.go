package secretariat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"parley/internal/seal"
	"parley/ledger"
	"parley/talks"
)

// Kinds of entries. That of an open event is what was done.
const (
	kindSealed = "sealed" // an event that not everybody may see
	kindMore   = "more"   // the beginning of an event that is too long for one entry

	ownKinds      = "secretariat." // what the secretariat itself has on record
	kindCase      = ownKinds + "case"
	kindKey       = ownKinds + "key"
	kindDestroyed = ownKinds + "destroyed"
	kindSigner    = ownKinds + "signer"
)

// isOwn reports whether an entry of the kind holds no event of the talks.
func isOwn(kind string) bool { return strings.HasPrefix(kind, ownKinds) }

// Keys that are no party's. A party's id cannot begin with @.
const (
	mediators = "@mediator" // of mediator and co-mediators
	machine   = "@machine"  // of the machine that keeps the talks, and of nobody
	table     = "@table"    // of everybody with a seat but auditors
)

// itself is the actor of entries that name nobody.
const itself = "@secretariat"

// inside is what a sealed part holds: one of these.
type inside struct {
	Event   json.RawMessage `json:"event,omitempty"`
	Content *Content        `json:"content,omitempty"`
	Case    string          `json:"case,omitempty"`

	Cites map[string][]string `json:"cites,omitempty"` // with Case: sources, by the party whose position cited them
}

// entries makes the entries of an event: one, but for events that are too long.
// Content goes with it, sealed for its own readers.
func (k *known) entries(now time.Time, before *talks.State, e *talks.Event, content *Content) ([]ledger.Draft, error) {
	line, err := e.Line()
	if err != nil {
		return nil, err
	}
	audience := whoSees(before, e)
	if len(audience) == 0 && content == nil {
		return openly(now, e, line), nil
	}
	d := ledger.Draft{Time: now, Kind: kindSealed, Actor: itself, Open: fmt.Appendf(nil, `{"seq":%d}`, e.Seq)}
	if d.Parts, err = k.seal(append(audience, machine), inside{Event: line}); err != nil {
		return nil, err
	}
	if content != nil {
		parts, err := k.seal(whoReads(before, e), inside{Content: content})
		if err != nil {
			return nil, err
		}
		d.Parts = append(d.Parts, parts...)
	}
	return []ledger.Draft{d}, nil
}

// openly makes the entries of an event that everybody at the table may see.
func openly(now time.Time, e *talks.Event, line []byte) []ledger.Draft {
	var all []ledger.Draft
	for len(line) > ledger.MaxOpen {
		all = append(all, ledger.Draft{Time: now, Kind: kindMore, Actor: itself, Open: line[:ledger.MaxOpen]})
		line = line[ledger.MaxOpen:]
	}
	return append(all, ledger.Draft{Time: now, Kind: string(e.Do), Actor: e.Author, Open: line})
}

// seal makes sealed parts for the readers: one, or several with the same in
// them where there are more readers than a part may have.
func (k *known) seal(readers []string, in inside) ([]ledger.Part, error) {
	plain, err := encode(in)
	if err != nil {
		return nil, err
	}
	readers = slices.Compact(slices.Sorted(slices.Values(readers)))
	var parts []ledger.Part
	for group := range slices.Chunk(readers, ledger.MaxReaders) {
		sealed, err := k.ring.Seal(group, plain)
		if err != nil {
			return nil, err
		}
		parts = append(parts, ledger.Part{Readers: sealed.Readers, Bytes: sealed.Bytes})
	}
	return parts, nil
}

// encode writes JSON as the journal has it.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// event reads the event of an entry.
func (k *known) event(ctx context.Context, record ledger.Record) (*talks.Event, error) {
	line := record.Entry.Open
	if record.Entry.Kind == kindSealed {
		in, err := k.find(ctx, []string{machine}, record, func(in inside) bool { return in.Event != nil })
		if err != nil {
			return nil, err
		}
		line = in.Event
	} else if len(k.begun) > 0 {
		line, k.begun = append(k.begun, line...), nil
	}
	e, err := talks.ReadEvent(line)
	if err != nil {
		return nil, err
	}
	return &e, nil
}

// errNotThere says that an entry holds nothing of that kind for these keys.
var errNotThere = errors.New("nothing in it was sealed to them")

// find opens the first sealed part of that kind which one of the keys opens.
func (k *known) find(ctx context.Context, keys []string, record ledger.Record, is func(inside) bool) (inside, error) {
	var failed error
	for i, part := range record.Entry.Sealed {
		for _, key := range keys {
			if !slices.ContainsFunc(part.Readers, func(r string) bool { return keyOf(r) == key }) {
				continue
			}
			in, err := k.open(ctx, key, record, i)
			if err != nil {
				failed = err
				continue
			}
			if is(in) {
				return in, nil
			}
		}
	}
	if failed == nil {
		failed = errNotThere
	}
	return inside{}, failed
}

// keyOf is the party of a key by the name that readers have in the journal.
func keyOf(reader string) string {
	party, _, _ := strings.Cut(reader, "/")
	return party
}

// errNoBody says that the ciphertext itself is not there.
var errNoBody = errors.New("what was sealed is not in this database: it was kept back when the journal was exported, or deleted")

// open opens a sealed part with the key of that name, whose readers it must be
// among. A key that another process made since is looked for on the shelf.
func (k *known) open(ctx context.Context, key string, record ledger.Record, part int) (inside, error) {
	sealed := seal.Sealed{Readers: record.Entry.Sealed[part].Readers}
	if part < len(record.Bodies) {
		sealed.Bytes = record.Bodies[part]
	}
	plain, err := k.ring.Unseal(key, sealed)
	if sealed.Bytes == nil && !errors.Is(err, seal.ErrDestroyed) { // which says more
		return inside{}, errNoBody
	}
	if errors.Is(err, seal.ErrNoKey) {
		if err = k.ring.Refresh(ctx); err == nil {
			plain, err = k.ring.Unseal(key, sealed)
		}
	}
	if err != nil {
		if errors.Is(err, seal.ErrNoKey) {
			err = fmt.Errorf("%w: the keys of these talks are not on the shelf: bring the folder %s from where they were kept", err, shelfName)
		}
		return inside{}, err
	}
	var in inside
	if err := json.Unmarshal(plain, &in); err != nil {
		return inside{}, fmt.Errorf("what was sealed cannot be read: %w", err)
	}
	return in, nil
}
