// Package catalogue holds every word that the pages say, in each language that
// they speak, with the plural forms of that language.
//
// A catalogue is a folder of text files named as its language is, a file for
// each part of the program, one message a line:
//
//	board.title = Where we stand
//	board.brackets[one] = {n} bracket
//	board.brackets[other] = {n} brackets
//
// Names in braces are filled in. A message with forms is chosen by its argument
// n, by the plural rules of Unicode's CLDR. All catalogues have the same keys
// and the same places to fill; a test holds them to it.
package catalogue

import (
	"embed"
	"errors"
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed */*.txt
var files embed.FS

// Catalogue is every message in one language.
type Catalogue struct {
	Language string // BCP 47: en, fr
	Name     string // of the language, in itself
	Dir      string // ltr or rtl

	tag      language.Tag
	messages map[string]message
}

// message is a text with places, or one for each plural form.
type message struct {
	text  string
	forms map[plural.Form]string
}

// forms are the names of plural forms in the files.
var forms = map[string]plural.Form{"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other}

var all = func() []*Catalogue {
	folders, err := files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	var list []*Catalogue
	for _, folder := range folders {
		parts, err := files.ReadDir(folder.Name())
		if err != nil {
			panic(err)
		}
		texts := map[string]string{}
		for _, part := range parts {
			data, err := files.ReadFile(folder.Name() + "/" + part.Name())
			if err != nil {
				panic(err)
			}
			texts[part.Name()] = string(data)
		}
		c, err := read(folder.Name(), texts)
		if err != nil {
			panic(err)
		}
		list = append(list, c)
	}
	// English first: it is what is spoken where nothing else is asked for.
	slices.SortStableFunc(list, func(a, b *Catalogue) int {
		return strings.Compare(strings.TrimPrefix(a.Language, "en"), strings.TrimPrefix(b.Language, "en"))
	})
	return list
}()

// All lists the catalogues, English first, then by language.
func All() []*Catalogue { return all }

// Find returns the catalogue of exactly that language.
func Find(lang string) (*Catalogue, bool) {
	i := slices.IndexFunc(all, func(c *Catalogue) bool { return c.Language == lang })
	if i < 0 {
		return nil, false
	}
	return all[i], true
}

var matcher = func() language.Matcher {
	var tags []language.Tag
	for _, c := range all {
		tags = append(tags, c.tag)
	}
	return language.NewMatcher(tags)
}()

// maxAccept is how many bytes of an Accept-Language header are looked at.
const maxAccept = 1000

// Match returns the catalogue for somebody who chose a language (or none: "")
// and whose browser says what they read, as in Accept-Language. English where
// nothing fits.
func Match(chosen, accept string) *Catalogue {
	if c, ok := Find(chosen); ok {
		return c
	}
	if len(accept) > maxAccept {
		return all[0]
	}
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return all[0]
	}
	_, i, _ := matcher.Match(tags...)
	return all[i]
}

// read takes a catalogue apart: its files by name.
func read(lang string, texts map[string]string) (*Catalogue, error) {
	tag, err := language.Parse(lang)
	if err != nil {
		return nil, err
	}
	c := &Catalogue{Language: lang, Dir: "ltr", tag: tag, messages: map[string]message{}}
	for name, data := range texts {
		for n, line := range strings.Split(data, "\n") {
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if err := c.take(line); err != nil {
				return nil, fmt.Errorf("%s/%s:%d: %w", lang, name, n+1, err)
			}
		}
	}
	c.Name = c.Text("language.name")
	if d := c.Text("language.direction"); d == "rtl" {
		c.Dir = d
	}
	return c, nil
}

// take takes a line into the catalogue.
func (c *Catalogue) take(line string) error {
	key, text, ok := strings.Cut(line, " = ")
	if !ok {
		return errors.New("a line is key = text")
	}
	key, form, many := strings.Cut(strings.TrimSuffix(key, "]"), "[")
	m, there := c.messages[key]
	if !many {
		if there {
			return fmt.Errorf("%s stands twice", key)
		}
		c.messages[key] = message{text: text}
		return nil
	}
	f, known := forms[form]
	if !known {
		return fmt.Errorf("%s is no plural form", form)
	}
	if _, twice := m.forms[f]; twice || there && m.forms == nil {
		return fmt.Errorf("%s stands twice", key)
	}
	if m.forms == nil {
		m.forms = map[plural.Form]string{}
	}
	m.forms[f] = text
	c.messages[key] = m
	return nil
}

// Has reports whether there is a message with the key.
func (c *Catalogue) Has(key string) bool { _, ok := c.messages[key]; return ok }

// Text returns the message with its places filled: arguments are pairs of a
// name and what to put there. A key that does not exist is shown as it is.
func (c *Catalogue) Text(key string, args ...any) string {
	return fill(c.pattern(key, args), args, func(v any) string { return fmt.Sprint(v) }, func(s string) string { return s })
}

// HTML returns the message with its places filled, safe to stand in a page:
// what is put in is escaped and kept apart from the sentence around it, should
// it be written in another direction. In attributes and titles html/template
// takes the marks off again.
func (c *Catalogue) HTML(key string, args ...any) template.HTML {
	put := func(v any) string {
		switch v := v.(type) {
		case template.HTML:
			return string(v)
		case string:
			return "<bdi>" + html.EscapeString(v) + "</bdi>"
		}
		return html.EscapeString(fmt.Sprint(v))
	}
	return template.HTML(fill(c.pattern(key, args), args, put, html.EscapeString))
}

// Number writes a number as the language does, given with digits and a point
// alone: in groups of three from five digits on, with the language's own sign
// for decimals. Anything else is returned as it is.
func (c *Catalogue) Number(s string) string {
	whole, decimals, some := strings.Cut(s, ".")
	if whole == "" || strings.Trim(whole+decimals, "0123456789") != "" {
		return s
	}
	if len(whole) > 4 {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + c.Text("number.group") + whole[i:]
		}
	}
	if some {
		return whole + c.Text("number.point") + decimals
	}
	return whole
}

// pattern returns the message with the key, in the form that n asks for.
func (c *Catalogue) pattern(key string, args []any) string {
	m, ok := c.messages[key]
	switch {
	case !ok:
		return key
	case m.forms == nil:
		return m.text
	}
	for i := 0; i+1 < len(args); i += 2 {
		if n, isInt := args[i+1].(int); isInt && args[i] == "n" {
			form := plural.Cardinal.MatchPlural(c.tag, max(n, -n), 0, 0, 0, 0)
			if text, ok := m.forms[form]; ok {
				return text
			}
		}
	}
	return m.forms[plural.Other]
}

// fill puts the arguments in their places.
func fill(pattern string, args []any, put func(any) string, say func(string) string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(pattern, "{")
		b.WriteString(say(before))
		if !ok {
			return b.String()
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			b.WriteString(say("{" + rest))
			return b.String()
		}
		pattern = after
		found := false
		for i := 0; i+1 < len(args); i += 2 {
			if args[i] == name {
				b.WriteString(put(args[i+1]))
				found = true
				break
			}
		}
		if !found {
			b.WriteString(say("{" + name + "}"))
		}
	}
}
