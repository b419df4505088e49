package verify

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
)

// head is a head whose signatures were checked.
type head struct {
	talk    string
	entries int64
	last    [32]byte
	time    string
	signers []signer
}

// signer is a signature that holds.
type signer struct {
	name string
	key  [32]byte
}

// head reads the section of a head. A signature that does not hold is a fault,
// and no reason to stop.
func (c *checker) head() (h head, ok bool) {
	if !c.is("parley head 1") {
		return h, false
	}
	talk, ok := c.field("talk ", isWord)
	if !ok {
		return h, false
	}
	h.talk = string(talk)
	if h.entries, ok = c.count("entries "); !ok {
		return h, false
	}
	if h.last, ok = c.hash("last "); !ok {
		return h, false
	}
	at, ok := c.field("time ", isTime)
	if !ok {
		return h, false
	}
	h.time = string(at)
	statement := bytes.Clone(c.src.section())
	names := map[string]bool{}
	for {
		line, ok := c.src.line()
		if ok && len(line) == 0 && len(names) > 0 {
			return h, true
		}
		var s signer
		var signature [66]byte
		fields := bytes.Split(line, []byte{' '})
		good := ok && len(fields) == 4 && string(fields[0]) == "signed" && isWord(fields[1]) &&
			hexadecimal(s.key[:], fields[2]) && len(fields[3]) == 88 && !bytes.ContainsRune(fields[3], '\r')
		if good {
			n, err := base64.StdEncoding.Strict().Decode(signature[:], fields[3])
			good = err == nil && n == 64
		}
		if !good || len(names) == 64 {
			c.wants(line, ok, say("line.signature", "a signature or, behind the last one, an empty line"))
			return h, false
		}
		s.name = string(fields[1])
		switch message := append(bytes.Clone(statement), "signer "+s.name+"\n"...); {
		case names[s.name]:
			c.fault(c.number, "head.twice", "%s signed this head twice", s.name)
		case !ed25519.Verify(s.key[:], message, signature[:64]):
			c.fault(c.number, "head.signature", "the signature of %s is not one of this head by this key: the head, the name, the key or the signature was changed", s.name)
		default:
			h.signers = append(h.signers, s)
		}
		names[s.name] = true
		c.signed++
	}
}

// placedHead reads a head and holds it to the journal around it.
func (c *checker) placedHead() bool {
	c.missed(len(c.parts))
	h, ok := c.head()
	if !ok {
		return false
	}
	switch {
	case h.talk != c.journal.Talk && h.talk == c.foreign: // told before
	case h.talk != c.journal.Talk:
		c.foreign = h.talk
		c.fault(c.number, "head.talk", "this head is of the talk %s, in the journal of %s", h.talk, c.journal.Talk)
	case h.entries != c.number || h.entries == 0:
		c.fault(c.number, "head.place", "a head of entry %d stands behind entry %d", h.entries, c.number)
	case h.entries == c.headed:
		c.fault(c.number, "head.second", "there is a second head of entry %d", c.number)
	default:
		c.witnessed(say("witness.head", "its head"), h.last)
	}
	c.headed = h.entries
	shown := Head{Entries: h.entries, Time: h.time}
	for _, s := range h.signers {
		shown.Signers = append(shown.Signers, Signer{Name: s.name, Key: hex.EncodeToString(s.key[:]), Known: c.knows(h.entries, s)})
	}
	c.journal.Heads = append(c.journal.Heads, shown)
	return true
}
