package secretariat

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"slices"
	"strings"

	"parley/ledger"
	"parley/phrase"
	"parley/talks"
	"parley/text"
)

// Agreement writes the signed text with the entries of the journal by which each
// party signed it, up to the head that most of them countersigned, as
// docs/journal-format.md has it. It holds nothing that is sealed; of what
// happened between the first signature and that head, it holds what everybody at
// the table may see.
func (s *Secretariat) Agreement(ctx context.Context, talk, person string, w io.Writer) error {
	k, err := s.newest(ctx, talk)
	if err != nil {
		return err
	}
	p, err := k.seated(person)
	if err != nil {
		return err
	}
	switch {
	case p.Seat == talks.Auditor:
		return &talks.Refusal{Rule: talks.SeatEntitled, Found: phrase.New("content.auditor", "%s is auditor, and reads no content", person)}
	case !k.state.Ended():
		return &talks.Refusal{Rule: talks.AfterSigned, Found: phrase.New("content.status", "the text is %s", k.state.WholeStatus())}
	}
	a, err := k.signed()
	if err != nil {
		return err
	}
	from, to := a.Signed[0].Entry, a.Signed[0].Entry
	for _, x := range a.Signed {
		from, to = min(from, x.Entry), max(to, x.Entry)
	}
	end, err := s.bestHead(ctx, &k, to)
	if err != nil {
		return err
	}
	if a.Heads, err = s.store.Heads(ctx, talk); err != nil {
		return err
	}
	a.Heads = slices.DeleteFunc(a.Heads, func(h ledger.Head) bool { return h.Entries < from || h.Entries > end })
	for n := from; n <= end; n++ {
		record, err := s.store.Record(ctx, talk, n)
		if err != nil {
			return err
		}
		a.Records = append(a.Records, record)
	}
	return a.Write(w, ledger.Voucher{Name: server, Key: s.server})
}

// signed is the agreement with its text and with who signed by which entry.
func (k *known) signed() (ledger.Agreement, error) {
	table, _ := k.state.Table()
	a := ledger.Agreement{Talk: k.tip.Talk, Draft: table.Name}
	log, err := k.state.Text.Until(table.Name)
	if err != nil {
		return a, err
	}
	t, err := text.Fold(log)
	if err != nil {
		return a, err
	}
	a.Text = t.Canonical(table.Name)
	if digest := ledger.Sum(a.Text).String(); digest != table.Hash {
		return a, fmt.Errorf("the text of %s has the hash %s, and %s was signed", table.Name, digest, table.Hash)
	}
	for _, x := range k.state.Signatures {
		a.Signed = append(a.Signed, ledger.Signing{Party: x.Party, Person: x.By, Entry: k.written[x.Seq-1]})
	}
	slices.SortFunc(a.Signed, func(x, y ledger.Signing) int { return strings.Compare(x.Party, y.Party) })
	return a, nil
}

// bestHead returns the entry of the head behind all signatures that most parties
// countersigned; of several, the first. Where there is none, one is signed.
func (s *Secretariat) bestHead(ctx context.Context, k *known, behind int64) (int64, error) {
	heads, err := s.store.Heads(ctx, k.tip.Talk)
	if err != nil {
		return 0, err
	}
	best, most := int64(0), -1
	for _, h := range heads {
		n := 0
		for _, x := range h.Signatures {
			if slices.Contains(k.state.Required(), x.Name) {
				n++
			}
		}
		own := slices.ContainsFunc(h.Signatures, func(x ledger.Signature) bool {
			return x.Name == server && ed25519.PublicKey(x.Key[:]).Equal(s.ServerKey())
		})
		if own && h.Entries >= behind && h.Entries <= k.tip.Number && n > most {
			best, most = h.Entries, n
		}
	}
	if best > 0 {
		return best, nil
	}
	head, err := s.SignHead(ctx, k.tip.Talk)
	if err == nil && head.Entries > k.tip.Number {
		err = fmt.Errorf("something was recorded meanwhile: try again")
	}
	return head.Entries, err
}
