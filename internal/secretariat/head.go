package secretariat

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"slices"

	"parley/ledger"
	"parley/phrase"
	"parley/talks"
)

// server is the name under which the server signs heads.
const server = "server"

// Signer is a head of delegation who countersigns with a key of their own. The
// private half is with them and never here.
type Signer struct {
	Party  string `json:"signer"`
	Person string `json:"person"`
	Key    string `json:"key"` // the public half, in 64 hexadecimal digits
}

func readSigner(open []byte) (Signer, error) {
	var s Signer
	if err := json.Unmarshal(open, &s); err != nil {
		return s, err
	}
	_, err := s.public()
	return s, err
}

func (s Signer) public() (ed25519.PublicKey, error) {
	b, err := hex.DecodeString(s.Key)
	if err != nil || len(b) != ed25519.PublicKeySize || s.Key != hex.EncodeToString(b) {
		return nil, &Unfit{What: phrase.New("content.key", "a public key is 64 digits 0–9, a–f")}
	}
	return b, nil
}

// withSigner returns a new list with the signer in place of the party's old one.
func withSigner(list []Signer, s Signer) []Signer {
	list = slices.DeleteFunc(slices.Clone(list), func(x Signer) bool { return x.Party == s.Party })
	return append(list, s)
}

// ServerKey is the public half of the key that signs heads: what people note
// down beside their receipts.
func (s *Secretariat) ServerKey() ed25519.PublicKey {
	return s.server.Public().(ed25519.PublicKey)
}

// Signers lists whose keys are on record, the newest of each party.
func (s *Secretariat) Signers(ctx context.Context, talk string) ([]Signer, error) {
	k, err := s.newest(ctx, talk)
	return slices.Clone(k.signers), err
}

// Register puts the public key of a head of delegation on record, to countersign
// with. A new key takes the place of the one before.
func (s *Secretariat) Register(ctx context.Context, talk, person string, key ed25519.PublicKey) (Done, error) {
	if _, err := s.newest(ctx, talk); err != nil {
		return Done{}, err
	}
	return s.record(ctx, talk, func(k *known) (ledger.Draft, error) {
		p, err := k.leads(person)
		if err != nil {
			return ledger.Draft{}, err
		}
		signer := Signer{p.Party, person, hex.EncodeToString(key)}
		if _, err := signer.public(); err != nil {
			return ledger.Draft{}, err
		}
		if slices.Contains(k.signers, signer) {
			return ledger.Draft{}, &talks.Refusal{Rule: talks.FormOnce, Found: phrase.New("content.key.twice", "this key is on record")}
		}
		open, err := encode(signer)
		return ledger.Draft{Kind: kindSigner, Actor: person, Open: open}, err
	})
}

// leads demands a head of delegation.
func (k *known) leads(person string) (talks.Person, error) {
	p, err := k.seated(person)
	if err == nil && p.Seat != talks.Head {
		err = &talks.Refusal{Rule: talks.ConsentHead, Found: phrase.New("content.head", "%s is %s", person, p.Seat)}
	}
	return p, err
}

// SignHead returns the head of the journal as it stands, signed by the server,
// and keeps it. It is signed at each round's end, before an export, and whenever
// somebody wants to countersign.
func (s *Secretariat) SignHead(ctx context.Context, talk string) (ledger.Head, error) {
	k, err := s.newest(ctx, talk)
	if err != nil {
		return ledger.Head{}, err
	}
	for {
		head, found, err := s.headAt(ctx, talk, k.tip.Number)
		if err != nil || found && slices.ContainsFunc(head.Signatures, func(x ledger.Signature) bool { return x.Name == server }) {
			return head, err
		}
		if !found {
			head = k.tip.Head(s.now())
		}
		if head, err = head.Sign(server, s.server); err != nil {
			return head, err
		}
		kept, err := s.store.PutHead(ctx, head)
		if err == nil {
			return kept, nil
		}
		if now, there, again := s.headAt(ctx, talk, k.tip.Number); again != nil || !there || now.Time.Equal(head.Time) {
			return ledger.Head{}, err
		}
		// Another process kept one with another time, just before: that one stays.
	}
}

// headAt finds the head that is kept at an entry.
func (s *Secretariat) headAt(ctx context.Context, talk string, entries int64) (ledger.Head, bool, error) {
	heads, err := s.store.Heads(ctx, talk)
	i := slices.IndexFunc(heads, func(h ledger.Head) bool { return h.Entries == entries })
	if err != nil || i < 0 {
		return ledger.Head{}, false, err
	}
	return heads[i], true, nil
}

// Heads lists the heads of a talk with their signatures, the oldest first.
func (s *Secretariat) Heads(ctx context.Context, talk string) ([]ledger.Head, error) {
	if _, err := s.newest(ctx, talk); err != nil {
		return nil, err
	}
	return s.store.Heads(ctx, talk)
}

// Countersign adds the signature of a head of delegation to the head at an
// entry. It is made elsewhere, over ledger.Head.Message of the party's id, with
// the key that is on record for that person.
func (s *Secretariat) Countersign(ctx context.Context, talk, person string, entries int64, signature ledger.Signature) (ledger.Head, error) {
	k, err := s.newest(ctx, talk)
	if err != nil {
		return ledger.Head{}, err
	}
	p, err := k.leads(person)
	if err != nil {
		return ledger.Head{}, err
	}
	signer := Signer{p.Party, person, hex.EncodeToString(signature.Key[:])}
	if !slices.Contains(k.signers, signer) {
		return ledger.Head{}, &Unfit{What: phrase.New("content.key.unknown", "the key %s is not on record for %s: register it first", signer.Key, person)}
	}
	head, found, err := s.headAt(ctx, talk, entries)
	switch {
	case err != nil:
		return ledger.Head{}, err
	case !found:
		return ledger.Head{}, &Unfit{What: phrase.New("content.head.none", "there is no head at entry %d: have it signed by the server first", entries)}
	case signature.Name != p.Party:
		return ledger.Head{}, &Unfit{What: phrase.New("content.head.name", "a head of delegation signs under the id of the party, %s", p.Party)}
	}
	if head, err = head.Countersign(signature); err != nil {
		return ledger.Head{}, &Unfit{What: err}
	}
	return s.store.PutHead(ctx, head)
}
