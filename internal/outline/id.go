package outline

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// notID matches what an id cannot hold.
var notID = regexp.MustCompile(`[^\p{L}\p{M}\p{N}_]+`)

// ID makes an id out of a name that none of those taken has: its letters and digits
// in lower case, of whatever script, with - between words, 40 characters at most. A
// name that has none makes an id of what it is the name of and how many are taken. One
// that is taken gets -2 behind it, or the next number that is free.
func ID(name, what string, taken []string) string {
	r := []rune(strings.Trim(notID.ReplaceAllString(strings.ToLower(name), "-"), "-"))
	id := strings.Trim(string(r[:min(len(r), 40)]), "-")
	// An id starts with a letter or a digit, not with a mark on one.
	if strings.TrimLeftFunc(id, unicode.IsMark) != id || id == "" {
		id = what + "-" + strconv.Itoa(len(taken)+1)
	}
	for base, n := id, 2; slices.Contains(taken, id); n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	return id
}
