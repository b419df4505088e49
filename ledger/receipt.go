package ledger

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"

	"parley/phrase"
)

// Receipt is what somebody keeps to find out later whether the journal was
// rewritten: a talk, a number and the first 200 bits of the entry's digest.
type Receipt struct {
	Talk   string
	Number int64
	Prefix [25]byte
}

// signs are Crockford's: nothing that looks like something else.
var signs = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Receipt vouches for the entry and all before it.
func (e Entry) Receipt() Receipt { return Tip{e.Talk, e.Number, e.Digest()}.Receipt() }

// Receipt is that of the last entry.
func (t Tip) Receipt() Receipt { return Receipt{t.Talk, t.Number, [25]byte(t.Digest[:25])} }

// Matches reports whether the receipt is of an entry with that talk, number and digest.
func (r Receipt) Matches(t Tip) bool { return r == t.Receipt() }

// String is the receipt as it is handed out.
func (r Receipt) String() string {
	body := signs.EncodeToString(r.Prefix[:])
	groups := make([]string, 0, 9)
	for i := 0; i < len(body); i += 5 {
		groups = append(groups, body[i:i+5])
	}
	groups = append(groups, r.guard(body))
	return fmt.Sprintf("%s:%d:%s", r.Talk, r.Number, strings.Join(groups, "-"))
}

// guard is the three signs that tell a slip of the pen from a changed journal.
func (r Receipt) guard(body string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "parley receipt 1\n%s\n%d\n%s\n", r.Talk, r.Number, body))
	return signs.EncodeToString(sum[:2])[:3]
}

// ParseReceipt reads a receipt as people type it: in small letters, with other
// hyphens and spaces among the signs, with I or L for 1 and O for 0.
func ParseReceipt(s string) (Receipt, error) {
	fields := strings.Split(strings.TrimSpace(s), ":")
	if len(fields) != 3 {
		return Receipt{}, phrase.New("receipt.form", "a receipt is a talk, a number and signs, with colons between them; %q is not", shorten(s))
	}
	if err := CheckWord(fields[0]); err != nil {
		return Receipt{}, phrase.New("receipt.talk", "the talk of the receipt is no word: %w", err)
	}
	number, err := parseNumber(fields[1])
	if err != nil {
		return Receipt{}, phrase.New("receipt.number", "the number of the receipt: %w", err)
	}
	text := strings.NewReplacer("-", "", " ", "", "I", "1", "L", "1", "O", "0").Replace(strings.ToUpper(fields[2]))
	if len(text) != 43 {
		return Receipt{}, phrase.New("receipt.length", "the receipt has %d signs behind its number, and should have 43", len(text))
	}
	r := Receipt{Talk: fields[0], Number: number}
	decoded, err := signs.DecodeString(text[:40])
	if err != nil {
		return Receipt{}, phrase.New("receipt.sign", "a sign of the receipt is none of 0–9, A–Z without I, L, O, U")
	}
	copy(r.Prefix[:], decoded)
	if number < 1 || r.guard(text[:40]) != text[40:] {
		return Receipt{}, phrase.New("receipt.guard", "the receipt was mistyped or misread: its last three signs do not go with the others")
	}
	return r, nil
}
