package talks

import (
	"strconv"
	"strings"

	"parley/phrase"
)

// What the talks make is numbered in the order of making, by kind: p1, p2 are
// proposals, s1 is a silence procedure. So a record is found by its number.
const (
	proposals   = "p"
	procedures  = "s"
	messages    = "m"
	blinds      = "b"
	commitments = "c"
)

// numbered writes the id of the record of the kind that stands at i.
func numbered(kind string, i int) string { return kind + strconv.Itoa(i+1) }

// number gives what the event makes the next id of its kind, where there are n.
func (e *Event) number(kind string, n int) { e.ID = numbered(kind, n) }

// place returns where the record with the id stands among n of its kind, or -1.
func place(kind, id string, n int) int {
	digits, ok := strings.CutPrefix(id, kind)
	i, err := strconv.Atoi(digits)
	if !ok || err != nil || i < 1 || i > n || id != numbered(kind, i-1) {
		return -1
	}
	return i - 1
}

// alter changes the record with the id, if there is one.
func alter[T any](list []T, kind, id string, do func(*T)) bool {
	i := place(kind, id, len(list))
	if i >= 0 {
		do(&list[i])
	}
	return i >= 0
}

// named returns the record with the id, and refuses, with what is
// found otherwise, where there is none.
func named[T any](d *decision, list []T, kind, id, otherwise string) T {
	i := place(kind, id, len(list))
	d.must(FormExists, i >= 0, otherwise, phrase.Quote(id))
	if i < 0 {
		var none T
		return none
	}
	return list[i]
}
