package secretariat

import (
	"context"

	"parley/internal/seal"
	"parley/talks"
)

// SealFor seals what a person has not sent yet, such as a form that is being
// filled in, to the key by which UnsealFor opens it: that of their party; the
// mediators' for those who chair; and for the others, who hold no key, the one of
// the machine. A *talks.Refusal says that they have no seat.
func (s *Secretariat) SealFor(ctx context.Context, talk, person string, plain []byte) (seal.Sealed, error) {
	k, key, err := s.ownKey(ctx, talk, person)
	if err != nil {
		return seal.Sealed{}, err
	}
	return k.ring.Seal([]string{key}, plain)
}

// UnsealFor opens what SealFor sealed for the same person, or for another who
// reads by the same key: whoever keeps it has to know whose it is.
func (s *Secretariat) UnsealFor(ctx context.Context, talk, person string, sealed seal.Sealed) ([]byte, error) {
	k, key, err := s.ownKey(ctx, talk, person)
	if err != nil {
		return nil, err
	}
	return k.ring.Unseal(key, sealed)
}

// ownKey names the key to what a person alone is concerned with.
func (s *Secretariat) ownKey(ctx context.Context, talk, person string) (known, string, error) {
	k, err := s.newest(ctx, talk)
	if err != nil {
		return known{}, "", err
	}
	p, err := k.seated(person)
	if err != nil {
		return known{}, "", err
	}
	return k, keyFor(p), nil
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
