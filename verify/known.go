package verify

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// crockford are the signs of receipts.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// receipt is one that was understood.
type receipt struct {
	talk   string
	number int64
	first  [25]byte // of the digest of the entry
	met    bool
}

// readReceipt understands a receipt as a person types it.
func readReceipt(s string) (receipt, error) {
	fields := strings.Split(strings.TrimSpace(s), ":")
	if len(fields) != 3 || !isWord([]byte(fields[0])) {
		return receipt{}, fmt.Errorf("a receipt has three parts with colons between them: the talk, the number of the entry, and signs")
	}
	n, ok := number([]byte(fields[1]))
	if !ok || n == 0 {
		return receipt{}, fmt.Errorf("the second part of a receipt is the number of an entry")
	}
	var values []byte // of five bits
	for _, c := range fields[2] {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		switch c {
		case '-', ' ':
			continue
		case 'I', 'L':
			c = '1'
		case 'O':
			c = '0'
		}
		v := strings.IndexRune(crockford, c)
		if v < 0 {
			return receipt{}, fmt.Errorf("the sign %q does not occur in receipts", c)
		}
		values = append(values, byte(v))
	}
	if len(values) != 43 {
		return receipt{}, fmt.Errorf("the last part of a receipt has 43 signs, and this one has %d", len(values))
	}
	r := receipt{talk: fields[0], number: n}
	text := make([]byte, 40)
	for i, v := range values[:40] {
		text[i] = crockford[v]
		for bit := range 5 {
			if v&(16>>bit) != 0 {
				r.first[(5*i+bit)/8] |= 128 >> ((5*i + bit) % 8)
			}
		}
	}
	sum := sha256.Sum256([]byte("parley receipt 1\n" + r.talk + "\n" + strconv.FormatInt(n, 10) + "\n" + string(text) + "\n"))
	if guard := int(sum[0])<<7 | int(sum[1])>>1; guard != int(values[40])<<10|int(values[41])<<5|int(values[42]) {
		return receipt{}, fmt.Errorf("the receipt was mistyped or misread: its last three signs do not go with the others")
	}
	return r, nil
}

// known is what whoever checks brings along, understood.
type known struct {
	receipts []receipt
	at       map[int64][]int // the receipts of each number
	heads    []head
	kept     []bool // of each head: it was met
	keys     map[string]ed25519.PublicKey
	signed   map[string]bool // who of keys did
}

func understand(from Known) (*known, error) {
	k := &known{keys: from.Keys, at: map[int64][]int{}, signed: map[string]bool{}}
	for i, s := range from.Receipts {
		r, err := readReceipt(s)
		if err != nil {
			return nil, fmt.Errorf("receipt %d: %w", i+1, err)
		}
		k.at[r.number] = append(k.at[r.number], i)
		k.receipts = append(k.receipts, r)
	}
	for i, text := range from.Heads {
		c := &checker{src: source{from: bytes.NewReader(text)}, known: &known{}, report: &Report{}}
		h, ok := c.head()
		if !ok || !c.report.Sound() || !c.src.over() {
			return nil, fmt.Errorf("head %d, kept apart, is none whose signatures hold%s", i+1, c.why())
		}
		k.heads = append(k.heads, h)
	}
	k.kept = make([]bool, len(k.heads))
	for _, name := range slices.Sorted(maps.Keys(from.Keys)) {
		if len(from.Keys[name]) != ed25519.PublicKeySize {
			return nil, fmt.Errorf("the key of %s has %d bytes, and one of Ed25519 has %d", name, len(from.Keys[name]), ed25519.PublicKeySize)
		}
	}
	return k, nil
}

// why is the first fault behind a colon, if there is one.
func (c *checker) why() string {
	if len(c.report.Faults) == 0 {
		return ""
	}
	return ": " + c.report.Faults[0].String()
}

// meets holds an entry to the receipts and heads that are known of it.
func (c *checker) meets(n int64, digest [32]byte) {
	j := c.journal
	for _, i := range c.known.at[n] {
		r := &c.known.receipts[i]
		if r.talk != j.Talk {
			continue
		}
		r.met = true
		if !bytes.Equal(r.first[:], digest[:25]) {
			c.fault(n, "known.entry", "entry %d is not the one of which there is a receipt: it, or one before it, was changed since, and the digests behind it made again", n)
			continue
		}
		j.Receipts = append(j.Receipts, n)
	}
	for i, h := range c.known.heads {
		if h.talk != j.Talk || h.entries != n {
			continue
		}
		c.known.kept[i] = true
		if h.last != digest {
			c.fault(n, "known.head", "entry %d is not the one of the head that was kept apart: it, or one before it, was changed since, and the digests behind it made again", n)
		}
		for _, s := range h.signers {
			c.knows(n, s)
		}
	}
}

// knows reports whether a signature was made with the key that is known for
// the name; a known name with another key is a fault.
func (c *checker) knows(n int64, s signer) bool {
	key, ok := c.known.keys[s.name]
	if !ok {
		return false
	}
	if !bytes.Equal(key, s.key[:]) {
		c.fault(n, "known.key", "the head at entry %d is signed as %s with a key that is not the one known for %s", n, s.name, s.name)
		return false
	}
	c.known.signed[s.name] = true
	return true
}

// unmet says what of the known things did not occur.
func (c *checker) unmet() {
	if c.report.More { // a journal that could not be read to its end misses much
		return
	}
	add := func(talk string, entry int64, said Saying) {
		c.report.Faults = append(c.report.Faults, Fault{Talk: talk, Entry: entry, What: said.String(), Said: said})
	}
	missing := func(what Saying, talk string, n int64) {
		for _, j := range c.report.Journals {
			if j.Talk == talk && n <= j.Behind {
				add(talk, n, say("unmet.behind", "there is %s of entry %d of %s, and the agreement begins behind it: check the journal with it", what, n, talk))
				return
			}
			if j.Talk == talk {
				add(talk, n, say("unmet.cut", "there is %s of entry %d of %s, and the journal has %d entries: its end was cut off", what, n, talk, j.Entries))
				return
			}
		}
		add(talk, n, say("unmet.talk", "there is %s of the talk %s, which is not in this file", what, talk))
	}
	for _, r := range c.known.receipts {
		if !r.met {
			missing(say("kept.receipt", "a receipt"), r.talk, r.number)
		}
	}
	for i, h := range c.known.heads {
		if !c.known.kept[i] {
			missing(say("kept.head", "a head, kept apart,"), h.talk, h.entries)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.known.keys)) {
		if !c.known.signed[name] {
			add("", 0, say("unmet.key", "no head is signed with the key that is known for %s", name))
		}
	}
}
