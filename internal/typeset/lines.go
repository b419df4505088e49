package typeset

import (
	"slices"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/segmenter"
)

// leading is the distance between lines, in sizes.
const leading = 1.36

// line is a line of pieces, in the order in which they are read. Each knows where
// it stands.
type line struct {
	pieces []piece
	width  float64
	size   float64
	height float64
	rtl    bool
}

// lines breaks a paragraph into lines of at most the width, in points: as many
// words as go into each. A word that is too long for a line of its own is broken
// between letters. The cost is linear in the letters.
func (s *setter) lines(p paragraph, width float64) []line {
	var all []line
	var now []piece
	at, lastBreak := 0.0, 0 // the width so far, with white space; pieces before the last place to break
	end := func(n int) {
		all = append(all, p.line(now[:n]))
		now = append([]piece(nil), now[n:]...)
		for len(now) > 0 && now[0].space && !now[0].must { // no line begins with white space
			now = now[1:]
		}
		at, lastBreak = 0, 0
		for i := range now {
			at += now[i].length()
			if now[i].breaks {
				lastBreak = i + 1
			}
		}
	}
	var again []piece // what has to be looked at again, the next last
	for i := 0; i < len(p.pieces) || len(again) > 0; {
		var x piece
		if n := len(again); n > 0 {
			x, again = again[n-1], again[:n-1]
		} else {
			x, i = p.pieces[i], i+1
		}
		if !x.space && at+x.length() > width+.01 {
			switch {
			case lastBreak > 0:
				end(lastBreak)
				again = append(again, x)
				continue
			case len(now) > 0 && x.length() <= width/2:
				// It is tied to what stands before, as a mark to its word, and both
				// fill more than the line: the word is parted, and its end goes along.
				last := len(now) - 1
				if head, tail, ok := s.part(now[last], now[last].length()-(at+x.length()-width)); ok && !now[last].space {
					now[last] = head
					again = append(again, x, tail)
				} else {
					again = append(again, x)
				}
				end(len(now))
				continue
			default:
				head, tail, ok := s.part(x, width-at)
				switch {
				case ok && (len(now) == 0 || at+head.length() <= width+.01):
					now = append(now, head)
					again = append(again, tail)
					end(len(now))
					continue
				case len(now) > 0:
					end(len(now))
					again = append(again, x)
					continue
				}
			}
		}
		now = append(now, x)
		at += x.length()
		if x.breaks {
			lastBreak = len(now)
		}
		if x.must {
			end(len(now))
		}
	}
	if len(now) > 0 {
		end(len(now))
	}
	return all
}

// part breaks a word that is too long for a line between two letters; at least
// one letter stays before the break.
func (s *setter) part(x piece, width float64) (head, tail piece, ok bool) {
	var seg segmenter.Segmenter
	seg.Init(x.letters)
	var ends []int
	for it := seg.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		ends = append(ends, g.Offset+len(g.Text))
	}
	if len(ends) < 2 {
		return x, x, false
	}
	cut := func(n int) piece {
		y := x
		y.letters, y.breaks, y.must = x.letters[:ends[n]], false, false
		s.shape(&y)
		return y
	}
	low, high := 0, len(ends)-2 // the last end that still goes in
	for low < high {
		middle := (low + high + 1) / 2
		if y := cut(middle); y.length() <= width {
			low = middle
		} else {
			high = middle - 1
		}
	}
	tail = x
	tail.letters = x.letters[ends[low]:]
	s.shape(&tail)
	return cut(low), tail, true
}

// line gives pieces the places in which they are seen: from the highest level
// down, whatever stands at it or above is turned round (Unicode Bidirectional
// Algorithm, L1 and L2).
func (p *paragraph) line(logical []piece) line {
	pieces := append([]piece(nil), logical...)
	for len(pieces) > 0 && pieces[len(pieces)-1].space {
		pieces = pieces[:len(pieces)-1]
	}
	l := line{pieces: pieces, rtl: p.rtl, size: p.size, height: p.size * leading}
	seen := make([]int, len(pieces)) // the pieces from left to right
	var top bidi.Level
	for i := range pieces {
		seen[i] = i
		l.width += pieces[i].length()
		top = max(top, pieces[i].level)
	}
	for level := top; level > 0; level-- {
		for i := 0; i < len(seen); {
			j := i
			for j < len(seen) && pieces[seen[j]].level >= level {
				j++
			}
			slices.Reverse(seen[i:j])
			i = max(j, i+1)
		}
	}
	x := 0.0
	for _, i := range seen {
		pieces[i].x = x
		x += pieces[i].length()
	}
	return l
}
