package verify

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
)

// Agreement is a signed text of a file.
type Agreement struct {
	Talk   string
	Draft  string
	Digest string // of the text, in 64 digits
	Text   []byte // in its canonical form
	Signed []Signed
}

// Signed says by which entry a party signed.
type Signed struct {
	Party         string
	Person        string
	Entry         int64
	Countersigned bool // a head behind all signatures is signed under the party's name; with which key, Journal.Heads says
}

// maxText is how many bytes the text of an agreement may have.
const maxText = 64 << 20

// signature is what is claimed of an entry, until it is read.
type signature struct {
	party, person string
	found         bool
}

// agreement reads the section that begins an agreement, up to where the entries
// begin. What is behind it is checked as the journal that it is a part of.
func (c *checker) agreement() bool {
	if !c.is("parley agreement 1") {
		return false
	}
	talk, ok := c.field("talk ", isWord)
	if !ok {
		return false
	}
	c.journal = &Journal{Talk: string(talk)}
	a := &Agreement{Talk: string(talk)}
	draft, ok := c.field("draft ", isWord)
	if !ok {
		return false
	}
	a.Draft = string(draft)
	digest, ok := c.hash("digest ")
	if !ok {
		return false
	}
	a.Digest = hex.EncodeToString(digest[:])
	_, ok = c.field("behind ", func(b []byte) bool {
		n, d, found := bytes.Cut(b, []byte{' '})
		var good bool
		c.number, good = number(n)
		return found && good && hexadecimal(c.digest[:], d) && (c.number == 0) == (c.digest == [32]byte{})
	})
	if !ok {
		return false
	}
	c.agreed, c.signatures, c.time = a, map[int64]*signature{}, [30]byte{}
	c.journal.Behind = c.number
	for before := ""; !c.nextIs("text "); {
		var s Signed
		_, ok := c.field("party ", func(b []byte) (good bool) {
			fields := bytes.Split(b, []byte{' '})
			if len(fields) != 3 || !isWord(fields[0]) || !isWord(fields[1]) {
				return false
			}
			s.Party, s.Person = string(fields[0]), string(fields[1])
			s.Entry, good = number(fields[2])
			return good && s.Party > before && s.Entry > c.number && c.signatures[s.Entry] == nil
		})
		if !ok {
			return false
		}
		before = s.Party
		a.Signed = append(a.Signed, s)
		c.signatures[s.Entry] = &signature{party: s.Party, person: s.Person}
	}
	size, ok := c.count("text ")
	if !ok {
		return false
	}
	if len(a.Signed) == 0 || size > maxText {
		c.fault(0, "agreement.signed", "an agreement is signed by somebody, and its text has %d bytes at most", maxText)
		return false
	}
	words, ok := c.src.take(int(size))
	if !ok {
		c.fault(0, "agreement.size", "the text does not have the %d bytes that it should have", size)
		return false
	}
	if sha256.Sum256(words) != digest {
		c.fault(0, "agreement.digest", "the text is not the one that was signed: its digest is another")
	}
	a.Text = bytes.Clone(words)
	var named struct {
		Draft string `json:"draft"`
	}
	if err := json.Unmarshal(words, &named); err != nil || named.Draft != a.Draft {
		c.fault(0, "agreement.draft", "the text does not say that it is %s", a.Draft)
	}
	return c.vouched()
}

// vouched reads the signature of who made the agreement, over all before it, and
// the empty line behind.
func (c *checker) vouched() bool {
	message := bytes.Clone(c.src.section())
	var s signer
	var signature [66]byte
	_, ok := c.field("signed ", func(b []byte) bool {
		fields := bytes.Split(b, []byte{' '})
		if len(fields) != 3 || !isWord(fields[0]) || !hexadecimal(s.key[:], fields[1]) || len(fields[2]) != 88 || bytes.ContainsRune(fields[2], '\r') {
			return false
		}
		s.name = string(fields[0])
		n, err := base64.StdEncoding.Strict().Decode(signature[:], fields[2])
		return err == nil && n == 64
	})
	if !ok {
		return false
	}
	if !ed25519.Verify(s.key[:], append(message, "signer "+s.name+"\n"...), signature[:64]) {
		c.fault(0, "agreement.signature", "the signature of %s is not one of this agreement: what it says of who signed, its text, the key or the signature was changed", s.name)
	}
	c.voucher = s
	return c.is("")
}

// nextIs reports whether the line that comes next begins so, without reading it.
func (c *checker) nextIs(name string) bool {
	for len(c.src.buf)-c.src.at < len(name) {
		if !c.src.more() {
			return false
		}
	}
	return string(c.src.buf[c.src.at:c.src.at+len(name)]) == name
}

// signs holds an entry to what the agreement claims of it.
func (c *checker) signs(n int64, kind, actor string, open []byte) {
	s := c.signatures[n]
	if s == nil {
		return
	}
	s.found = true
	var said struct {
		Do     string `json:"do"`
		Author string `json:"author"`
		Draft  string `json:"draft"`
	}
	err := json.Unmarshal(open, &said)
	switch {
	case err != nil || kind != "sign" || said.Do != "sign":
		c.fault(n, "agreement.entry", "entry %d is no signature, and the agreement says that %s signed by it", n, s.party)
	case actor != s.person || said.Author != s.person:
		c.fault(n, "agreement.other", "entry %d is the signature of %s, and the agreement says that %s signed for %s by it", n, actor, s.person, s.party)
	case said.Draft != c.agreed.Digest:
		c.fault(n, "agreement.text", "entry %d signs another text than that of the agreement", n)
	}
}

// concluded says what an agreement lacks, when it has been read to its end.
func (c *checker) concluded() {
	a := c.agreed
	if a == nil {
		return
	}
	last := int64(0)
	for _, s := range a.Signed {
		last = max(last, s.Entry)
		if !c.signatures[s.Entry].found {
			c.fault(s.Entry, "agreement.missing", "the entry by which %s is said to have signed is not there", s.Party)
		}
	}
	if n := len(c.journal.Heads); n == 0 || c.headed != c.number {
		c.fault(c.number, "agreement.head", "no head stands at the end of the agreement")
	} else if !slices.ContainsFunc(c.journal.Heads[n-1].Signers, func(s Signer) bool {
		return s.Name == c.voucher.name && s.Key == hex.EncodeToString(c.voucher.key[:])
	}) {
		c.fault(c.number, "agreement.voucher", "%s vouches for the agreement, and did not sign the head at its end with that key", c.voucher.name)
	}
	for i := range a.Signed {
		for _, h := range c.journal.Heads {
			for _, s := range h.Signers {
				if h.Entries >= last && s.Name == a.Signed[i].Party {
					a.Signed[i].Countersigned = true
				}
			}
		}
	}
	c.report.Agreements = append(c.report.Agreements, *a)
}

// String says what was signed and by whom.
func (a Agreement) String() string {
	return fmt.Sprintf("%s of %s, SHA-256 %s", a.Draft, a.Talk, a.Digest)
}
