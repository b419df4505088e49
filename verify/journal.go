package verify

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// checker goes through a file.
type checker struct {
	ctx     context.Context
	src     source
	known   *known
	report  *Report
	journal *Journal
	talks   map[string]bool // of which there is a journal in the file

	foreign string   // another talk that was noticed
	about   int64    // the entry in which a line of the wrong form stands
	number  int64    // of the entry read last
	digest  [32]byte // of that entry, as it stands
	time    [30]byte // of that entry
	broken  bool     // that entry does not name the one before as it stands; whose fault it is, the next link tells
	headed  int64    // the entry at which the last head stands
	parts   []part   // the sealed parts of that entry
	next    int      // the first of parts whose body may still come
	signed  int64    // signatures so far
	decoded []byte   // scratch

	agreed     *Agreement           // of an agreement; nil for a journal
	signatures map[int64]*signature // by entry: what the agreement claims of it
	voucher    signer               // who made the agreement
}

// part is a sealed part as its entry names it.
type part struct {
	size   int64
	digest [32]byte
}

// fault notes something wrong at the line read last.
func (c *checker) fault(entry int64, code, english string, args ...any) {
	if len(c.report.Faults) == MaxFaults {
		c.report.More = true
		return
	}
	said := say(code, english, args...)
	f := Fault{Entry: entry, Line: max(1, c.src.lines), Byte: c.src.last, What: said.String(), Said: said}
	if c.journal != nil {
		f.Talk = c.journal.Talk
	}
	c.report.Faults = append(c.report.Faults, f)
}

// wants notes that a line is not of the form it should have, or is missing. The
// place is that line.
func (c *checker) wants(line []byte, ok bool, what Saying) {
	if !ok {
		c.src.lines++
		c.src.last = c.src.base + int64(c.src.at)
	}
	switch {
	case !ok && c.src.ended && c.src.at+longestLine > len(c.src.buf):
		c.fault(c.about, "form.ends", "the file breaks off where %s should stand", what)
	case !ok:
		c.fault(c.about, "form.longer", "%s should stand here, and something longer does", what)
	default:
		if len(line) > 80 {
			line = line[:80]
		}
		c.fault(c.about, "form.other", "%s should stand here, and %q does", what, line)
	}
}

// file checks all journals. What cannot be read any further ends it: where the
// next section begins is not to be guessed in a file that someone changed.
func (c *checker) file() error {
	for first := true; first || !c.src.over(); first = false {
		ok, err := c.one()
		if c.journal != nil {
			c.journal.Entries, c.journal.Last = c.number, hex.EncodeToString(c.digest[:])
			c.report.Journals = append(c.report.Journals, *c.journal)
		}
		if err != nil {
			return err
		}
		if !ok {
			c.report.More = true
			return nil
		}
	}
	return nil
}

// one checks a journal; not ok where it cannot be read to its end.
func (c *checker) one() (ok bool, err error) {
	c.foreign = ""
	c.journal, c.about, c.number, c.digest, c.broken, c.headed, c.parts, c.next, c.signed = nil, 0, 0, [32]byte{}, false, 0, nil, 0, 0
	c.agreed, c.signatures = nil, nil
	c.src.begin()
	if !c.opening() {
		return false, nil
	}
	for step := 0; ; step++ {
		if step%256 == 0 {
			if err := c.ctx.Err(); err != nil {
				return false, err
			}
		}
		c.src.begin()
		switch {
		case c.src.starts("parley entry 1"):
			ok = c.entry()
		case c.src.starts("parley body 1"):
			ok = c.body()
		case c.src.starts("parley head 1"):
			ok = c.placedHead()
		case c.src.starts("parley end 1"):
			return c.end(), nil
		default:
			line, ok := c.src.line()
			c.wants(line, ok, say("line.first", "the first line of an entry, a body, a head or the end"))
			return false, nil
		}
		if !ok {
			return false, nil
		}
	}
}

// opening reads the section that begins a journal or an agreement.
func (c *checker) opening() bool {
	if c.src.starts("parley agreement 1") {
		return c.agreement()
	}
	if !c.is("parley journal 1") {
		return false
	}
	talk, ok := c.field("talk ", isWord)
	if !ok {
		return false
	}
	if c.talks[string(talk)] {
		c.fault(0, "journal.twice", "a journal of %s stands in the file before: which of the two is the right one, it does not say", string(talk))
		return false
	}
	if c.talks == nil {
		c.talks = map[string]bool{}
	}
	c.talks[string(talk)] = true
	c.journal = &Journal{Talk: string(talk)}
	return c.is("")
}

// is reads a line that has to be this one.
func (c *checker) is(want string) bool {
	line, ok := c.src.line()
	if ok && string(line) == want {
		return true
	}
	what := say("line.empty", "an empty line")
	if want != "" {
		what = say("line.exact", "%q", want)
	}
	c.wants(line, ok, what)
	return false
}

// field reads a line that begins so and goes on as it should.
func (c *checker) field(name string, form func([]byte) bool) ([]byte, bool) {
	line, ok := c.src.line()
	if ok && len(line) > len(name) && string(line[:len(name)]) == name && form(line[len(name):]) {
		return line[len(name):], true
	}
	c.wants(line, ok, say("line.begins", "a line that begins with %q and goes on as the format says", name))
	return nil, false
}

func (c *checker) count(name string) (n int64, ok bool) {
	_, ok = c.field(name, func(b []byte) (good bool) { n, good = number(b); return })
	return n, ok
}

func (c *checker) hash(name string) (d [32]byte, ok bool) {
	_, ok = c.field(name, func(b []byte) bool { return hexadecimal(d[:], b) })
	return d, ok
}

// sameTalk reads the line with the talk. Another talk is a fault, and no reason
// to stop. If one stands in many places, the first of them is told: when the
// opening was changed, all others differ from it.
func (c *checker) sameTalk() bool {
	talk, ok := c.field("talk ", isWord)
	if ok && string(talk) != c.journal.Talk && string(talk) != c.foreign {
		c.foreign = string(talk)
		if c.number == 0 {
			c.fault(0, "talk.opens", "the journal opens as that of %s, and what follows is of %s: one of the two was changed", c.journal.Talk, talk)
		} else {
			c.fault(c.about, "talk.other", "this is of the talk %s, in the journal of %s", talk, c.journal.Talk)
		}
	}
	return ok
}

func (c *checker) entry() bool {
	c.missed(len(c.parts))
	c.about = c.number + 1
	if !c.is("parley entry 1") || !c.sameTalk() {
		return false
	}
	n, ok := c.count("number ")
	if !ok {
		return false
	}
	inOrder := c.ordered(n)
	before := c.number
	c.number, c.about = n, n
	after, ok := c.hash("after ")
	if !ok {
		return false
	}
	c.follows(before, inOrder, after)
	at, ok := c.field("time ", isTime)
	if !ok {
		return false
	}
	if before > 0 && bytes.Compare(at, c.time[:]) < 0 {
		c.journal.Backward = append(c.journal.Backward, n)
	}
	copy(c.time[:], at)
	kind, ok := c.field("kind ", isWord)
	if !ok {
		return false
	}
	does, who := "", ""
	if c.signatures != nil { // the window moves
		does = string(kind)
	}
	actor, ok := c.field("actor ", isWord)
	if !ok {
		return false
	}
	if c.signatures != nil {
		who = string(actor)
	}
	size, ok := c.count("open ")
	if !ok {
		return false
	}
	if size > 1<<20 {
		c.fault(n, "open.long", "the open part of entry %d has %d bytes, and may have %d", n, size, 1<<20)
		return false
	}
	open, ok := c.src.take(int(size))
	if !ok {
		c.fault(n, "open.size", "the open part of entry %d does not have the %d bytes that it should have", n, size)
		return false
	}
	c.signs(n, does, who, open)
	if !c.sealed() {
		return false
	}
	c.digest = sha256.Sum256(c.src.section())
	c.meets(n, c.digest)
	return true
}

// ordered says where the number of an entry is not the one that is due.
func (c *checker) ordered(n int64) bool {
	due := c.number + 1
	switch {
	case n == due:
		return true
	case n == due+1:
		c.fault(due, "entry.missing", "entry %d is missing: entry %d stands in its place", due, n)
	case n > due:
		c.fault(due, "entries.missing", "entries %d to %d are missing: entry %d stands in their place", due, n-1, n)
	default:
		c.fault(due, "entry.place", "entry %d stands here, behind entry %d", n, c.number)
	}
	return false
}

// follows holds what an entry says of the one before to what that one is. Of two
// entries that do not fit, the link behind them tells which was changed: if the
// later one is as the next names it, it was the earlier.
func (c *checker) follows(before int64, inOrder bool, after [32]byte) {
	was := c.broken
	fits := after == c.digest
	c.broken = false
	switch {
	case was && (fits || !inOrder):
		c.blame(before)
	case was:
		c.fault(before, "entry.link", "entry %d was changed: it does not name the entry before as that is, nor is it as entry %d names it", before, c.number)
	case !inOrder || fits:
	case before == 0:
		c.fault(c.number, "entry.first", "entry 1 names an entry before it, and there is none")
	default:
		c.broken = true
	}
}

// blame says that the link into the entry is broken, while it is itself as what
// comes behind it says.
func (c *checker) blame(entry int64) {
	c.fault(entry-1, "entry.changed", "entry %d was changed: entry %d names it with another digest than it has (or all from entry %d on was chained anew)", entry-1, entry, entry)
}

// witnessed holds the entry read last to what a head or the end says of it.
func (c *checker) witnessed(by Saying, last [32]byte) {
	fits := last == c.digest
	switch {
	case c.broken && fits:
		c.blame(c.number)
	case c.broken:
		c.fault(c.number, "entry.witnessed", "entry %d was changed: it does not name the entry before as that is, nor is it as %s names it", c.number, by)
	case !fits:
		c.fault(c.number, "entry.witness", "entry %d was changed, or %s: the digest there is not that of the entry", c.number, by)
	}
	c.broken = false
}

// sealed reads the lines of sealed parts and the empty line behind them.
func (c *checker) sealed() bool {
	c.parts, c.next = c.parts[:0], 0
	for {
		line, ok := c.src.line()
		if !ok {
			c.wants(line, ok, say("line.sealed", "a sealed part or an empty line"))
			return false
		}
		if len(line) == 0 {
			return true
		}
		var p part
		fields := bytes.Split(line, []byte{' '})
		good := len(fields) == 4 && string(fields[0]) == "sealed" && readers(fields[1])
		if good {
			p.size, good = number(fields[2])
			good = good && p.size >= 1 && p.size <= 8<<20 && hexadecimal(p.digest[:], fields[3])
		}
		if !good || len(c.parts) == 64 {
			c.wants(line, ok, say("line.sealed", "a sealed part or an empty line"))
			return false
		}
		c.parts = append(c.parts, p)
	}
}

// readers reports whether b are 1 to 16 words, ascending, with commas between them.
func readers(b []byte) bool {
	var before []byte
	for i, r := range bytes.Split(b, []byte{','}) {
		if i == 16 || !isWord(r) || i > 0 && bytes.Compare(before, r) >= 0 {
			return false
		}
		before = r
	}
	return true
}

// missed counts the bodies that did not come, of the parts before that one.
func (c *checker) missed(before int) {
	if n := before - c.next; n > 0 {
		c.journal.Missing += int64(n)
	}
	c.next = max(c.next, before)
}

func (c *checker) body() bool {
	if !c.is("parley body 1") {
		return false
	}
	var of, k int64
	if _, ok := c.field("of ", func(b []byte) bool {
		n, p, found := bytes.Cut(b, []byte{' '})
		var ok, ok2 bool
		of, ok = number(n)
		k, ok2 = number(p)
		return found && ok && ok2
	}); !ok {
		return false
	}
	if of != c.number || k <= int64(c.next) || k > int64(len(c.parts)) || c.headed == c.number {
		c.fault(c.number, "body.stray", "a body of part %d of entry %d stands here, where none is due", k, of)
		return false
	}
	c.missed(int(k) - 1)
	c.next = int(k)
	p := c.parts[k-1]
	const name = "bytes "
	line, ok := c.src.take(len(name) + base64.StdEncoding.EncodedLen(int(p.size)))
	if ok = ok && string(line[:len(name)]) == name; ok {
		if cap(c.decoded) < len(line) {
			c.decoded = make([]byte, len(line))
		}
		n, err := base64.StdEncoding.Strict().Decode(c.decoded[:cap(c.decoded)], line[len(name):])
		ok = err == nil && int64(n) == p.size // a line end, which the decoder passes over, would leave too few bytes
	}
	if !ok {
		c.fault(of, "body.size", "the body of part %d of entry %d is not %d bytes in base64", k, of, p.size)
		return false
	}
	if sha256.Sum256(c.decoded[:p.size]) != p.digest {
		c.fault(of, "body.changed", "the body of part %d of entry %d was changed: it does not have the digest that the entry names", k, of)
	}
	c.journal.Bodies++
	return c.is("")
}

func (c *checker) end() bool {
	c.missed(len(c.parts))
	if !c.is("parley end 1") || !c.sameTalk() {
		return false
	}
	for _, w := range []struct {
		name string
		what Saying
		have int64
	}{
		{"entries ", say("count.entries", "entries"), c.number}, {"bodies ", say("count.bodies", "bodies"), c.journal.Bodies},
		{"heads ", say("count.heads", "heads"), int64(len(c.journal.Heads))}, {"signatures ", say("count.signatures", "signatures"), c.signed},
	} {
		n, ok := c.count(w.name)
		if !ok {
			return false
		}
		if n != w.have {
			c.fault(c.number, "end.count", "the end says that the journal has %d %s, and there are %d", n, w.what, w.have)
		}
	}
	last, ok := c.hash("last ")
	if !ok {
		return false
	}
	c.witnessed(say("witness.end", "the end of the journal"), last)
	c.concluded()
	return c.is("")
}
