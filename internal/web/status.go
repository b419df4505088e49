package web

import (
	"fmt"
	"net/http"
	"regexp"

	"parley"
	"parley/internal/web/catalogue"
	"parley/talks"
	"parley/text"
)

// Status is how far something has come, as the legend of the process shows it.
type Status struct {
	Word  string // for the style sheet
	Label string
	Sign  string // the same without a colour
}

// signs say without colour what colours say.
var signs = map[talks.Status]string{
	talks.Open: "○", talks.Reopened: "↻", talks.Rejected: "✕", talks.Reserved: "[ ]", talks.Group: "◔", talks.Referendum: "◑",
	talks.Provisional: "✓", talks.Adopted: "✓✓", talks.Initialled: "✎", talks.Signed: "★", talks.Withdrawn: "−",
}

// statuses are those of a point, from open to signed.
var statuses = []talks.Status{talks.Open, talks.Reopened, talks.Rejected, talks.Reserved, talks.Group, talks.Referendum, talks.Provisional, talks.Adopted, talks.Initialled, talks.Signed}

// Status returns a status in the words of the process's legend, where it has
// any for it, and in ours otherwise. The legend knows one word for rejected and
// reserved; the sign tells them apart.
func (v *visit) Status(s talks.Status) Status {
	st := Status{Word: string(s), Label: v.Say("status." + string(s)), Sign: signs[s]}
	if v.View.Rules != nil && s != talks.Rejected && s != talks.Reserved && s != talks.Withdrawn {
		for _, entry := range v.View.Rules.Legend {
			if name := v.named(entry); entry.Means == s.Means() && name != "" {
				st.Label = name
			}
		}
	}
	return st
}

// named returns the name that a process gave a status; empty: the usual one. A
// legend that was taken over as it is has given none: its English names are ours,
// and are said in the language of whoever reads.
func (v *visit) named(entry text.Status) string {
	if usual, ok := text.DefaultLegend().Find(entry.Word); ok && usual.Name == entry.Name && v.words != catalogue.All()[0] {
		return ""
	}
	return entry.Name
}

var colourText = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// legend serves the colours of the process as a style sheet, for nothing is
// styled inline.
func (s *Site) legend(w http.ResponseWriter, r *http.Request) {
	v, err := s.visit(r, page{open: true})
	if err == nil && v.Me.ID == "" {
		if _, ok := v.published(); !ok { // strangers are not told that there are such talks
			err = errNotHere
		}
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	if _, public := v.published(); v.Me.ID == "" && !public { // or it would tell that there are such talks
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	if v.state.Rules == nil {
		return
	}
	colour := func(word string, means parley.Status) {
		for _, entry := range v.state.Rules.Legend {
			if entry.Means == means && colourText.MatchString(entry.Colour) {
				fmt.Fprintf(w, ".is-%s { --status: %s; }\n", word, entry.Colour)
			}
		}
	}
	for _, status := range statuses {
		colour(string(status), status.Means())
	}
	colour("bracketed", parley.StatusBracketed)
}

// legendOf lists what a form for a legend starts with: the process's own words
// and colours, and the usual colours, with no name, for what it has none for.
func legendOf(r *talks.Rules) text.Legend {
	all := text.DefaultLegend()
	for i := range all {
		all[i].Name = ""
		if r == nil {
			continue
		}
		if own, ok := r.Legend.Find(all[i].Word); ok {
			all[i] = own
		}
	}
	return all
}
