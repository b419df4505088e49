package casefile

import (
	"bytes"
	"encoding/json"
	"strings"
)

// jsonText writes the item as JSON, indented by two spaces, with keys in
// their order.
func jsonText(root *item) string {
	var b strings.Builder
	writeJSON(&b, root, 0)
	b.WriteString("\n")
	return b.String()
}

func writeJSON(b *strings.Builder, i *item, level int) {
	open, end, n := "[", "]", len(i.list)
	switch {
	case i.form == scalarItem && i.bare && !strings.Contains(i.text, "/"):
		b.WriteString(i.text)
		return
	case i.form == scalarItem: // a fraction is a text, for JSON has none
		b.WriteString(jsonString(i.text))
		return
	case i.form == mappingItem:
		open, end, n = "{", "}", len(i.pairs)
	}
	b.WriteString(open)
	for k := range n {
		if k > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n" + indent(level+1))
		if i.form == mappingItem {
			b.WriteString(jsonString(i.pairs[k].key) + ": ")
			writeJSON(b, i.pairs[k].value, level+1)
		} else {
			writeJSON(b, i.list[k], level+1)
		}
	}
	if n > 0 {
		b.WriteString("\n" + indent(level))
	}
	b.WriteString(end)
}

// jsonString quotes a text. What JSON lets stand and the YAML reader does not
// is escaped, so that this package reads all the JSON that it writes.
func jsonString(s string) string {
	if unremarkable(s) {
		return `"` + s + `"`
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always has a JSON form
	return invisible.Replace(strings.TrimSuffix(b.String(), "\n"))
}

// unremarkable reports whether the text is of ASCII letters, digits, spaces
// and a few signs alone, as nearly all ids are: there is nothing to escape.
func unremarkable(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == ' ' || c == '_' || c == '-' || c == '.':
		default:
			return false
		}
	}
	return true
}

var invisible = func() *strings.Replacer {
	pairs := []string{"\ufeff", `\ufeff`, "\ufffe", `\ufffe`, "\uffff", `\uffff`}
	for r := rune(0x7f); r < 0xa0; r++ {
		pairs = append(pairs, string(r), `\u00`+string("0123456789abcdef"[r>>4])+string("0123456789abcdef"[r&15]))
	}
	return strings.NewReplacer(pairs...)
}()
