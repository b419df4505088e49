package secretariat

import (
	"context"
	"errors"

	"parley/internal/seal"
	"parley/talks"
)

// House stands in the place of a talk for what whoever keeps the talks is typing
// before there are any. No talk can have that name.
const House = "@house"

// SealFor seals what a person has not sent yet, such as a form that is being
// filled in, to the key by which UnsealFor opens it: that of their party; the
// mediators' for those who chair; and for the others, who hold no key, the one of
// the machine. In the place of [House] it is the machine's, whoever the person is. A
// *talks.Refusal says that they have no seat.
func (s *Secretariat) SealFor(ctx context.Context, talk, person string, plain []byte) (seal.Sealed, error) {
	ring, key, err := s.ownKey(ctx, talk, person)
	if err != nil {
		return seal.Sealed{}, err
	}
	return ring.Seal([]string{key}, plain)
}

// UnsealFor opens what SealFor sealed for the same person, or for another who
// reads by the same key: whoever keeps it has to know whose it is.
func (s *Secretariat) UnsealFor(ctx context.Context, talk, person string, sealed seal.Sealed) ([]byte, error) {
	ring, key, err := s.ownKey(ctx, talk, person)
	if err != nil {
		return nil, err
	}
	return ring.Unseal(key, sealed)
}

// ownKey names the key to what a person alone is concerned with, and has it.
func (s *Secretariat) ownKey(ctx context.Context, talk, person string) (*seal.Ring, string, error) {
	if talk == House {
		ring, err := s.houseKeys(ctx)
		return ring, machine, err
	}
	k, err := s.newest(ctx, talk)
	if err != nil {
		return nil, "", err
	}
	p, err := k.seated(person)
	if err != nil {
		return nil, "", err
	}
	return k.ring, keyFor(p), nil
}

// houseKeys are the keys that belong to no talk: the machine's, which is made when it
// is first needed.
func (s *Secretariat) houseKeys(ctx context.Context) (*seal.Ring, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.house != nil {
		return s.house, nil
	}
	ring, err := seal.Open(ctx, s.config.Master, s.shelf, House)
	if err != nil {
		return nil, err
	}
	if _, err = ring.Seal([]string{machine}, nil); errors.Is(err, seal.ErrNoKey) {
		_, err = ring.Rotate(ctx, machine, s.now())
	}
	if err != nil {
		return nil, err
	}
	s.house = ring
	return ring, nil
}

func keyFor(p talks.Person) string {
	switch {
	case p.Seat.Chair():
		return mediators
	case p.Party != "":
		return p.Party
	}
	return machine
}
