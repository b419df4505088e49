package secretariat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parley/internal/seal"
	"parley/internal/store"
	"parley/ledger"
	"parley/phrase"
	"parley/talks"
)

// renewal is on record when a key takes the place of another.
type renewal struct {
	Key     string `json:"key"`     // its name, such as north/2
	Because string `json:"because"` // in words
	Seq     int    `json:"seq"`     // the event that was the occasion
}

// renewed gives a delegation, or the mediators, a new key when one of them
// leaves, and returns the entry that says so. The key is on the shelf before the
// entry is in the journal, so whoever has read the journal seals with it.
func (s *Secretariat) renewed(ctx context.Context, k *known, m *motion, before *talks.State, e *talks.Event) ([]ledger.Draft, error) {
	if e.Do != talks.DoRemove && e.Do != talks.DoReplace {
		return nil, nil
	}
	leaves, _ := before.Person(e.Person)
	owner := leaves.Party
	if leaves.Seat.Chair() {
		owner = mediators
	}
	if owner == "" { // an observer, a custodian, an auditor: they hold no key
		return nil, nil
	}
	if m.rotated[owner] == "" {
		name, err := k.ring.Rotate(ctx, owner, s.now())
		if err != nil {
			return nil, err
		}
		m.rotated[owner] = name
	}
	open, err := encode(renewal{m.rotated[owner], leaves.ID + " has left", e.Seq})
	if err != nil {
		return nil, err
	}
	return []ledger.Draft{{Time: s.now(), Kind: kindKey, Actor: itself, Open: open}}, nil
}

// destruction is a certificate as it is on record.
type destruction struct {
	Party string          `json:"party"`
	Time  time.Time       `json:"time"`
	Keys  []destroyedName `json:"keys"`
}

type destroyedName struct {
	Name   string `json:"name"`
	Public string `json:"public,omitempty"` // SHA-256 of the public half
}

// Mediators stand for the mediators where a party is named whose keys are destroyed.
const Mediators = mediators

// Destroy destroys all keys of a party in a talk, at the wish of its head or its
// mandator, or of a mediator when the rules of the talks say that it may be: nobody
// opens any more what was sealed to the party alone, its positions and its own notes
// among it. The party may be Mediators, for their notes. The certificate goes into the
// journal, which verifies as before, and the ciphertext is erased from the database.
// After an error it is to be called again. From then on nothing can be sealed to the
// party: it takes part in what is open.
func (s *Secretariat) Destroy(ctx context.Context, talk, person, party string) (seal.Certificate, Done, error) {
	fail := func(err error) (seal.Certificate, Done, error) { return seal.Certificate{}, Done{}, err }
	k, err := s.newest(ctx, talk)
	if err != nil {
		return fail(err)
	}
	p, err := k.seated(person)
	if err != nil {
		return fail(err)
	}
	if err := k.mayDestroy(p, party, s.now()); err != nil {
		return fail(err)
	}
	certificate, err := k.ring.Destroy(ctx, party, s.now())
	if err != nil {
		return fail(err)
	}
	d := destruction{Party: party, Time: certificate.Time}
	for _, key := range certificate.Keys {
		d.Keys = append(d.Keys, destroyedName{key.Name, key.Recipient})
	}
	open, err := encode(d)
	if err != nil {
		return fail(err)
	}
	done, err := s.record(ctx, talk, func(*known) (ledger.Draft, error) {
		return ledger.Draft{Kind: kindDestroyed, Actor: person, Open: open}, nil
	})
	if err != nil {
		return certificate, Done{}, fmt.Errorf("the keys are destroyed, and that is not on record yet: call it again: %w", err)
	}
	// A copy of the shelf that somebody made before would open the ciphertext.
	_, err = s.store.Erase(ctx, talk, func(_ ledger.Entry, x ledger.Sealed) bool {
		return !slices.ContainsFunc(x.Readers, func(r string) bool { return keyOf(r) != party })
	})
	if err != nil {
		return certificate, done, fmt.Errorf("the keys are destroyed, which is on record, and what they opened is not erased yet: call it again: %w", err)
	}
	return certificate, done, nil
}

// mayDestroy says whether somebody may have a party's keys destroyed now.
func (k *known) mayDestroy(p talks.Person, party string, now time.Time) error {
	_, there := k.state.Party(party)
	refuse := func(found *phrase.Phrase) error {
		return &talks.Refusal{Rule: talks.SeatEntitled, Found: found}
	}
	switch {
	case !there && party != mediators:
		return &talks.Refusal{Rule: talks.FormExists, Found: phrase.New("content.party", "there is no party %s", phrase.Quote(party))}
	case there && p.Party == party && (p.Seat == talks.Head || p.Seat == talks.Mandator):
		return nil
	case !p.Seat.Chair():
		return refuse(phrase.New("content.keys.seat", "%s is %s of %s: a party's keys are destroyed at the wish of its own head or mandator", p.ID, p.Seat, p.Party))
	case k.state.Rules == nil || k.state.Rules.Keep == 0:
		return refuse(phrase.New("content.keys.rules", "the rules of the talks do not say when a mediator may destroy what is sealed: its own head or mandator may"))
	}
	if from := k.state.At.AddDate(0, 0, k.state.Rules.Keep); now.Before(from) {
		return refuse(phrase.New("content.keys.until", "by the rules of the talks it is kept until %s, %d days after the last event", phrase.Time(from.UTC()), k.state.Rules.Keep))
	}
	return nil
}

// record appends an entry of the secretariat's own. What it says is asked anew
// when others were first.
func (s *Secretariat) record(ctx context.Context, talk string, what func(*known) (ledger.Draft, error)) (done Done, err error) {
	r := s.room(talk)
	for range attempts {
		var stale *store.ErrStale
		if done, err = s.tryRecord(ctx, r, what); !errors.As(err, &stale) {
			break
		}
	}
	return done, err
}

func (s *Secretariat) tryRecord(ctx context.Context, r *room, what func(*known) (ledger.Draft, error)) (Done, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := s.catchUp(ctx, r); err != nil {
		return Done{}, err
	}
	d, err := what(&r.known)
	if err != nil {
		return Done{}, err
	}
	d.Time = s.now()
	records, tip, err := s.append(ctx, r.tip, []ledger.Draft{d})
	if err != nil {
		return Done{}, err
	}
	return s.took(ctx, r, r.state, nil, nil, records, tip)
}
