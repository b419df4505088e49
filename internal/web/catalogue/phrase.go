package catalogue

import (
	"errors"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"parley/phrase"
)

// Put says how a value is written that is put into a phrase; false: as usual.
type Put func(value any) (template.HTML, bool)

// Phrase says what a package had to say to people: an error that is, or wraps, a
// *phrase.Phrase in the words of this language, and any other error in its own
// words, marked as English. Put is asked first about each value; it may be nil.
func (c *Catalogue) Phrase(err error, put Put) template.HTML {
	var p *phrase.Phrase
	if !errors.As(err, &p) {
		return English(err.Error())
	}
	if p.Code == "" && len(p.Args) == 1 {
		return c.argument(p.Args[0], put)
	}
	key := "phrase." + p.Code
	if !c.Has(key) {
		return English(p.Error())
	}
	return c.Filled(key, p.Args, put)
}

// Filled returns the message with its places {1}, {2} … filled by the arguments
// in their order.
func (c *Catalogue) Filled(key string, args []any, put Put) template.HTML {
	var pairs []any
	for i, a := range args {
		pairs = append(pairs, strconv.Itoa(i+1), c.argument(a, put))
	}
	return c.HTML(key, pairs...)
}

// English marks words that are in no catalogue, and in English in every language.
func English(says string) template.HTML {
	return template.HTML(`<span lang="en" dir="ltr">` + template.HTMLEscapeString(says) + `</span>`)
}

// argument writes a value as it stands in a sentence.
func (c *Catalogue) argument(value any, put Put) template.HTML {
	if put != nil {
		if says, ok := put(value); ok {
			return says
		}
	}
	isolated := func(s string) template.HTML {
		return template.HTML("<bdi>" + template.HTMLEscapeString(s) + "</bdi>")
	}
	switch v := value.(type) {
	case error:
		return c.Phrase(v, put)
	case phrase.Quote:
		return c.HTML("quoted", "text", v.Short())
	case phrase.Time:
		return isolated(time.Time(v).UTC().Format("2006-01-02 15:04 MST"))
	case []string:
		list := make([]string, len(v))
		for i, s := range v {
			list[i] = string(c.argument(s, put))
		}
		return template.HTML(strings.Join(list, ", "))
	case int, int64, uint64:
		return template.HTML(c.Number(fmt.Sprint(v)))
	}
	return isolated(fmt.Sprint(value))
}
