package secretariat

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"

	"parley"
	"parley/casefile"
	"parley/internal/seal"
	"parley/ledger"
	"parley/talks"
)

// room is what this process knows of a talk: what its journal amounts to, as
// far as it was read. Nothing in it is written anywhere.
type room struct {
	talk string

	mu sync.Mutex // held while the journal is read on or written to
	known
}

// known is what the entries up to tip amount to. States are never changed, only
// replaced, so they can be handed out.
type known struct {
	tip      ledger.Tip
	state    *talks.State
	ring     *seal.Ring
	written  []int64             // by event, from event 1: the number of its entry
	messages map[string]int      // by id: the event that took it down
	blinds   map[string]int      // by id: the event that put it
	base     *parley.Case        // what the talks were opened from, without positions
	cites    map[string][]string // the sources that those positions cited, by party
	signers  []Signer            // by party, the newest only
	begun    []byte              // of an event that is too long for one entry
}

func newRoom(talk string) *room {
	return &room{talk: talk, known: known{tip: ledger.Start(talk), state: &talks.State{}}}
}

// ErrNoTalk says that there is no talk of that name.
var ErrNoTalk = errors.New("there is no such talk")

// State returns the newest state of a talk. It is to be read, not written to.
// Where nothing new was written, it costs one query of the end of the journal.
func (s *Secretariat) State(ctx context.Context, talk string) (*talks.State, error) {
	k, err := s.newest(ctx, talk)
	return k.state, err
}

// newest returns all that is known of a talk, caught up.
func (s *Secretariat) newest(ctx context.Context, talk string) (known, error) {
	if err := ledger.CheckWord(talk); err != nil { // nobody could have opened it
		return known{}, fmt.Errorf("%q: %w: %w", talk, ErrNoTalk, err)
	}
	r := s.room(talk)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := s.catchUp(ctx, r); err != nil {
		return known{}, err
	}
	if r.tip.Number == 0 {
		s.forget(r)
		return known{}, fmt.Errorf("%s: %w", talk, ErrNoTalk)
	}
	return r.known, nil
}

// catchUp reads what was written since. On an error the room is as it was.
func (s *Secretariat) catchUp(ctx context.Context, r *room) error {
	tip, err := s.store.Tip(ctx, r.talk)
	if err != nil || tip == r.tip {
		return err
	}
	if tip.Number <= r.tip.Number {
		return fmt.Errorf("the journal of %s had %d entries and has %d, or others: somebody put an older or another database in its place; restart once it is known which is right",
			r.talk, r.tip.Number, tip.Number)
	}
	k := r.known
	k.written = k.written[:len(k.written):len(k.written)]
	if k.ring == nil {
		if k.ring, err = seal.Open(ctx, s.config.Master, s.shelf, r.talk); err != nil {
			return err
		}
	}
	var events []talks.Event
	err = s.store.Read(ctx, r.talk, r.tip.Number, func(record ledger.Record) error {
		e, err := k.read(ctx, record)
		if err != nil {
			return fmt.Errorf("entry %d of %s: %w", record.Entry.Number, r.talk, err)
		}
		if e != nil {
			events = append(events, *e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if k.state, err = follow(k.state, events); err != nil {
		return fmt.Errorf("the journal of %s: %w", r.talk, err)
	}
	r.known = k
	s.bell.ring(r.talk)
	return nil
}

// follow returns the state after the events.
func follow(state *talks.State, events []talks.Event) (_ *talks.State, err error) {
	if state.Seq == 0 {
		return talks.Replay(events)
	}
	for _, e := range events {
		if state, err = talks.Apply(state, e); err != nil {
			return nil, err
		}
	}
	return state, nil
}

// read takes in the next entry, and returns its event if it has one.
func (k *known) read(ctx context.Context, record ledger.Record) (*talks.Event, error) {
	tip, err := k.tip.Extend(record)
	if err != nil {
		return nil, err
	}
	k.tip = tip
	switch e := record.Entry; {
	case e.Kind == kindMore:
		k.begun = append(k.begun, e.Open...)
		return nil, nil
	case isOwn(e.Kind):
		return nil, k.note(ctx, record)
	}
	event, err := k.event(ctx, record)
	if err != nil {
		return nil, err
	}
	k.written = append(k.written, record.Entry.Number)
	if len(k.written) != event.Seq {
		return nil, fmt.Errorf("it holds event %d, and is the entry of event %d", event.Seq, len(k.written))
	}
	k.remember(event)
	return event, nil
}

// remember keeps in mind where messages and the orders of blind acceptances are.
func (k *known) remember(e *talks.Event) {
	switch e.Do {
	case talks.DoMessage:
		k.messages = withEvent(k.messages, e)
	case talks.DoBlind:
		k.blinds = withEvent(k.blinds, e)
	}
}

// withEvent returns a new map: the old one may be in somebody's hands.
func withEvent(old map[string]int, e *talks.Event) map[string]int {
	all := make(map[string]int, len(old)+1)
	maps.Copy(all, old)
	all[e.ID] = e.Seq
	return all
}

// note takes in what the secretariat itself has on record.
func (k *known) note(ctx context.Context, record ledger.Record) error {
	e := record.Entry
	switch e.Kind {
	case kindCase:
		for i := range e.Sealed {
			in, err := k.open(ctx, machine, record, i)
			if err != nil {
				return err
			}
			if in.Case == "" {
				continue
			}
			c, found := casefile.Read("the case of "+e.Talk, []byte(in.Case))
			if err := found.Err(); err != nil {
				return err
			}
			k.base, k.cites = c, in.Cites
		}
	case kindKey, kindDestroyed:
		if k.ring != nil {
			return k.ring.Refresh(ctx)
		}
	case kindSigner:
		s, err := readSigner(e.Open)
		if err != nil {
			return err
		}
		k.signers = withSigner(k.signers, s)
	default:
		return fmt.Errorf("it is of the kind %s, which this version does not know: use a newer one", e.Kind)
	}
	return nil
}
