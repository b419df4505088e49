package scenario

import (
	"strconv"
	"strings"
	"unicode"
)

// naming gives ids of a case to the names of a scenario: letters and digits
// stay, everything else becomes a dash, and what is taken gets a number.
type naming struct{ taken map[string]bool }

// maxID is the greatest length of an id of a case, less room for a number.
const maxID = 56

func (n *naming) id(name, otherwise string) string {
	var b strings.Builder
	length := 0
	for _, r := range name {
		ok := unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_'
		switch {
		case length == maxID:
		case ok:
			b.WriteRune(r)
			length++
		case length > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
			length++
		}
	}
	base := strings.Trim(b.String(), "-")
	if strings.HasPrefix(strings.TrimSpace(name), "-") && base != "" { // -5 must not become 5
		base = "minus-" + base
	}
	if base == "" {
		base = otherwise
	}
	id := base
	for k := 2; n.taken[id]; k++ {
		id = base + "-" + strconv.Itoa(k)
	}
	if n.taken == nil {
		n.taken = map[string]bool{}
	}
	n.taken[id] = true
	return id
}
