package web

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"time"

	"parley/internal/auth"
	"parley/internal/secretariat"
	"parley/internal/web/catalogue"
	"parley/phrase"
	"parley/talks"
	"parley/text"
	"parley/verify"
)

// phrased says in the visitor's language what a package found: an error that is
// for people to read.
func (v *visit) phrased(err error) template.HTML { return v.words.Phrase(err, v.put) }

// put writes what stands in a phrase as this page writes such things.
func (v *visit) put(value any) (template.HTML, bool) {
	isolated := func(s string) (template.HTML, bool) {
		return template.HTML("<bdi>" + template.HTMLEscapeString(s) + "</bdi>"), true
	}
	switch x := value.(type) {
	case talks.Place:
		return v.Seat(talks.Person{Seat: x.Seat, Party: x.Party}), true
	case talks.Seat:
		return v.T("seat." + string(x)), true
	case talks.Status:
		return isolated(v.Status(x).Label)
	case talks.Stage:
		return v.T("silence.stage." + string(x)), true
	case talks.Field:
		if key := "field." + string(x); v.words.Has(key) {
			return v.T(key), true
		}
		return v.T("quoted", "text", string(x)), true
	case talks.Do:
		return v.T("quoted", "text", phrase.Quote(x).Short()), true
	case text.Do:
		return v.T("quoted", "text", phrase.Quote(x).Short()), true
	case text.State:
		return v.T("text.state." + string(x)), true
	case text.Change:
		return v.T("hidden."+x.Kind(), "n", x.Count, "rune", fmt.Sprintf("U+%04X", x.Rune)), true
	case phrase.Time:
		return isolated(v.Moment(time.Time(x)))
	case string: // of a person or a party, pages show the name
		if v.View != nil && slices.ContainsFunc(v.View.Parties, func(p talks.Party) bool { return p.ID == x }) {
			return isolated(v.Party(x))
		}
		if v.View != nil && slices.ContainsFunc(v.View.People, func(p talks.Person) bool { return p.ID == x }) {
			return isolated(v.Person(x))
		}
	case *text.OpError: // which operation it was is no matter of who sent one
		return v.phrased(x.Err), true
	case verify.Saying:
		return v.words.Filled("phrase.verify."+x.Code, x.Args, v.put), true
	case []byte:
		return isolated(string(x))
	}
	return "", false
}

// unfit says why content cannot be taken. What is wrong in a file that was sent
// stands in the words of its format, marked as English.
func (v *visit) unfit(u *secretariat.Unfit) template.HTML {
	says := v.phrased(u.What)
	if len(u.Problems) > 0 {
		says += v.T("colon") + " " + catalogue.English(u.Problems[0].Message)
	}
	return says
}

// fault says what is wrong with a journal, and where.
func (v *visit) fault(f verify.Fault) template.HTML {
	says, _ := v.put(f.Said)
	if f.Line == 0 {
		return says
	}
	return v.T("journal.fault", "line", strconv.FormatInt(f.Line, 10), "byte", strconv.FormatInt(f.Byte, 10), "what", says)
}

// device names a browser by what its owner knows it by.
func (v *visit) device(d auth.Device) string {
	switch {
	case d.Browser == "" && d.System == "":
		return v.Say("device.unknown")
	case d.Browser == "":
		return d.System
	case d.System == "":
		return d.Browser
	}
	return v.Say("device.both", "browser", d.Browser, "system", d.System)
}
