package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley"
	"parley/internal/secretariat"
	"parley/talks"
	"parley/text"
)

// mistake is something in a form that is no act at all, such as a number that
// is none. Its words are in the catalogue.
type mistake struct {
	key  string
	args []any
}

func (m *mistake) Error() string { return m.key }

// fresh lists the acts that only count on what the person really saw: they are
// sent with the number of events of the page, and refused if there were more by
// then. The others take effect on whatever is newest: a comment is no less true
// because somebody else made one.
var fresh = []talks.Do{talks.DoRespond, talks.DoAgree, talks.DoInitial, talks.DoSign, talks.DoSilence, talks.DoCirculate, talks.DoConclude,
	talks.DoDraft, talks.DoTick, talks.DoConfirm, talks.DoSeen, talks.DoReveal, talks.DoRelease, talks.DoTakeOn}

// sealed lists the acts whose words are confidential: they go into the content
// and not into the act.
var sealed = []talks.Do{talks.DoNote, talks.DoMessage}

// ask reads a form as what somebody asks for. The fields of the form are named
// as the keys of an act; see docs/talks.md.
func (v *visit) ask() (secretariat.Ask, error) {
	f := v.r.PostForm
	a := talks.Act{
		Author: v.Me.ID, Do: talks.Do(f.Get("do")),
		Person: trim(f, "person"), With: trim(f, "with"), Name: trim(f, "name"), Party: f.Get("party"), Seat: talks.Seat(f.Get("seat")),
		Date: f.Get("date"), Place: trim(f, "place"), Agenda: lines(f.Get("agenda")),
		Hash: f.Get("hash"), Kind: text.DraftKind(f.Get("kind")), Draft: f.Get("draft"), Point: f.Get("point"), Points: f["points"], Words: f.Get("words"),
		Proposal: f.Get("proposal"), Issue: f.Get("issue"), Answer: talks.Answer(f.Get("answer")), Because: words(f, "because"),
		Silence: f.Get("silence"), Says: words(f, "says"), Grade: parley.Grade(f.Get("grade")), From: f.Get("from"), To: f["to"], Message: f.Get("message"),
		Blind: f.Get("blind"), Told: f.Get("told") != "", Salt: f.Get("salt"), Question: f.Get("question"),
		Commitment: f.Get("commitment"), Owner: f.Get("owner"), Verifier: f.Get("verifier"), Deadline: f.Get("deadline"),
	}
	if place := f.Get("place"); a.Do == talks.DoInvite && place != "" { // a seat, and of which party
		seat, party, _ := strings.Cut(place, " ")
		a.Seat, a.Party, a.Place = talks.Seat(seat), party, ""
	}
	if v.For.ID != "" {
		a.For = v.For.ID
	}
	if a.Answer == talks.AdReferendum {
		a.Until = f.Get("until")
	}
	var err error
	for _, n := range []struct {
		name string
		to   *int
	}{{"version", &a.Version}, {"level", &a.Level}, {"entry", &a.Entry}} {
		if s := trim(f, n.name); s != "" && err == nil {
			if *n.to, err = strconv.Atoi(s); err != nil {
				return secretariat.Ask{}, &mistake{"mistake.number", []any{"typed", s}}
			}
		}
	}
	if s := f.Get("expires"); s != "" {
		if a.Expires, err = time.ParseInLocation("2006-01-02T15:04", s, v.zone); err != nil {
			return secretariat.Ask{}, &mistake{"mistake.moment", []any{"typed", s}}
		}
		a.Expires = a.Expires.UTC()
	}
	a.Package = items(f, "package.")
	for n := 1; n <= talks.MaxBlind; n++ {
		if p := items(f, "packages."+strconv.Itoa(n)+"."); len(p) > 0 {
			a.Packages = append(a.Packages, p)
		}
	}
	if a.Do == talks.DoRules {
		if a.Rules, err = rulesOf(f); err != nil {
			return secretariat.Ask{}, err
		}
	}
	if a.Do == talks.DoText {
		a.Op = operation(f)
	}
	ask := secretariat.Ask{Command: talks.Command{Act: a, Saw: -1}}
	if slices.Contains(fresh, a.Do) {
		if ask.Saw, err = strconv.Atoi(f.Get("saw")); err != nil || ask.Saw < 0 {
			return secretariat.Ask{}, &mistake{"mistake.number", []any{"typed", f.Get("saw")}}
		}
	}
	if slices.Contains(sealed, a.Do) {
		if a.Says == "" {
			return secretariat.Ask{}, &mistake{"mistake.empty", nil}
		}
		ask.Content, ask.Says = &secretariat.Content{Says: a.Says}, ""
	}
	if a.Do == talks.DoTick {
		ask.Content = &secretariat.Content{Ticks: numbers(f["ticks"])}
	}
	return ask, nil
}

func trim(f url.Values, name string) string { return strings.TrimSpace(f.Get(name)) }

// words reads what was typed in a field of several lines.
func words(f url.Values, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(f.Get(name), "\r\n", "\n"))
}

// lines reads a list, one entry a line.
func lines(s string) []string {
	var list []string
	for _, line := range strings.Split(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

func numbers(list []string) []int {
	ns := []int{}
	for _, s := range list {
		if n, err := strconv.Atoi(s); err == nil && !slices.Contains(ns, n) {
			ns = append(ns, n)
		}
	}
	slices.Sort(ns)
	return ns
}

// items reads a package from fields such as package.water, in the order of the
// issues' ids. Empty fields say nothing on their issue.
func items(f url.Values, prefix string) []talks.Item {
	var list []talks.Item
	for name, values := range f {
		issue, ok := strings.CutPrefix(name, prefix)
		if !ok || issue == "" {
			continue
		}
		var choices []string
		for _, c := range values {
			if c = strings.TrimSpace(c); c != "" {
				choices = append(choices, c)
			}
		}
		if len(choices) > 0 {
			list = append(list, talks.Item{Issue: issue, Choices: choices})
		}
	}
	slices.SortFunc(list, func(a, b talks.Item) int { return strings.Compare(a.Issue, b.Issue) })
	return list
}

// operation reads an operation on the text from the fields that begin with op.
func operation(f url.Values) *text.Op {
	op := &text.Op{
		Do: text.Do(f.Get("op.do")), Document: f.Get("op.document"), Point: f.Get("op.point"), Under: f.Get("op.under"),
		After: f.Get("op.after"), Before: f.Get("op.before"), Kind: text.Kind(f.Get("op.kind")), Number: trim(f, "op.number"), Issue: f.Get("op.issue"),
		Bracket: f.Get("op.bracket"), Proposal: f.Get("op.proposal"), Choice: f.Get("op.choice"), Basis: f.Get("op.basis"), Because: words(f, "op.because"),
		Proposed: f.Get("op.proposed") != "", Drop: f.Get("op.drop") != "",
	}
	for _, h := range f["op.holders"] {
		if h = strings.TrimSpace(h); h != "" {
			op.Holders = append(op.Holders, h)
		}
	}
	op.Words, op.Heading, op.Quote = wordings(f, "op.words."), wordings(f, "op.heading."), wordings(f, "op.quote.")
	return op
}

// wordings reads words by language from fields such as op.words.en. A language
// whose field still reads as it was given (in was.op.words.en) is left out.
func wordings(f url.Values, prefix string) text.Wordings {
	w := text.Wordings{}
	for name := range f {
		lang, ok := strings.CutPrefix(name, prefix)
		said := words(f, name)
		if ok && said != "" && said != words(f, "was."+name) {
			w[lang] = said
		}
	}
	if len(w) == 0 {
		return nil
	}
	return w
}

// rulesOf reads the rules of the talks from a form.
func rulesOf(f url.Values) (*talks.Rules, error) {
	r := &talks.Rules{Consent: f["rules.consent"], Public: f["rules.public"]}
	for field, to := range map[string]*int{"rules.silence": &r.Silence, "rules.keep": &r.Keep} {
		s := trim(f, field)
		if s == "" {
			continue
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			return nil, &mistake{"mistake.number", []any{"typed", s}}
		}
		*to = n
	}
	for _, ask := range f["rules.questions"] {
		r.Questions = append(r.Questions, talks.Question{ID: ask, Ask: ask})
	}
	changed := false
	all := text.DefaultLegend()
	for i := range all {
		field := "rules.legend." + all[i].Word
		// Without a name of its own, a status has the usual one, in the language of
		// whoever reads.
		all[i].Name = trim(f, field+".name")
		changed = changed || all[i].Name != ""
		if colour := trim(f, field+".colour"); colour != "" && colour != all[i].Colour {
			all[i].Colour, changed = colour, true
		}
	}
	if changed {
		r.Legend = all
	}
	return r, nil
}

// fields lists what the form of an act holds from the beginning: pairs of the
// names that ask reads, in a fixed order.
func fields(a talks.Act) []field {
	var all []field
	add := func(name string, values ...string) {
		for _, v := range values {
			if v != "" {
				all = append(all, field{name, v})
			}
		}
	}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprint(n)
	}
	add("do", string(a.Do))
	add("person", a.Person)
	add("with", a.With)
	add("name", a.Name)
	add("party", a.Party)
	add("seat", string(a.Seat))
	add("version", number(a.Version))
	add("hash", a.Hash)
	add("kind", string(a.Kind))
	add("draft", a.Draft)
	add("point", a.Point)
	add("points", a.Points...)
	add("words", a.Words)
	add("proposal", a.Proposal)
	add("issue", a.Issue)
	add("answer", string(a.Answer))
	add("silence", a.Silence)
	add("grade", string(a.Grade))
	add("from", a.From)
	add("to", a.To...)
	add("message", a.Message)
	add("blind", a.Blind)
	add("question", a.Question)
	add("commitment", a.Commitment)
	add("entry", number(a.Entry))
	for _, i := range a.Package {
		add("package."+i.Issue, i.Choices...)
	}
	for n, p := range a.Packages {
		for _, i := range p {
			add("packages."+strconv.Itoa(n+1)+"."+i.Issue, i.Choices...)
		}
	}
	if op := a.Op; op != nil {
		add("op.do", string(op.Do))
		add("op.document", op.Document)
		add("op.point", op.Point)
		add("op.under", op.Under)
		add("op.after", op.After)
		add("op.before", op.Before)
		add("op.kind", string(op.Kind))
		add("op.issue", op.Issue)
		add("op.bracket", op.Bracket)
		add("op.proposal", op.Proposal)
		add("op.choice", op.Choice)
		add("op.basis", op.Basis)
		add("op.holders", op.Holders...)
		if op.Proposed {
			add("op.proposed", "yes")
		}
		if op.Drop {
			add("op.drop", "yes")
		}
	}
	return all
}

// field is a name with a value.
type field struct{ Name, Value string }
