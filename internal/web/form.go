package web

import (
	"errors"
	"html/template"
	"net/url"

	"parley/internal/secretariat"
	"parley/talks"
)

// Form is something that the visitor can ask for, or the rule why not.
type Form struct {
	ID     string // of the element: where to go on, and what is kept while typing
	Path   string // where it is sent
	Hidden []field

	// Why is the rule that would refuse it; nil: it can be sent.
	Why *refused

	// Refused is what came of it when it was sent; nil: it was not, or it went
	// through.
	Refused *refused

	typed url.Values // what it held when it was refused; nil otherwise
	v     *visit
}

// refused says why something cannot be done, or was not.
type refused struct {
	Form   string // the form that was sent
	Rule   talks.RuleID
	Says   template.HTML // the rule in words
	Detail template.HTML // what was found; may be empty
	Stale  bool          // something happened meanwhile: it can be sent again

	// Preview is what others would see: nothing was refused, it was not sent yet.
	Preview []seen
}

// Form makes the form of an act. What the visitor adds is what fill puts into
// a trial of it, which is asked of talks.Decide now: if the talks would refuse
// the act whatever was added, the form says the rule instead.
func (v *visit) Form(id string, a talks.Act, fill func(a *talks.Act)) *Form {
	f := v.plain(id)
	f.Hidden = append(f.Hidden, fields(a)...)
	if fill != nil {
		fill(&a)
	}
	f.Why = v.try(a)
	return f
}

// plain makes a form that is asked of nobody: the page itself carries it out.
func (v *visit) plain(id string) *Form {
	f := &Form{ID: id, Path: v.Here(), v: v, Hidden: []field{{"form", id}, {"saw", itoa(v.View.Seq)}}}
	if v.For.ID != "" {
		f.Hidden = append(f.Hidden, field{"for", v.For.ID})
	}
	if v.Refused != nil && v.Refused.Form == id {
		f.Refused, f.typed = v.Refused, v.typed
	}
	return f
}

// try asks whether the talks would let the act be done now.
func (v *visit) try(a talks.Act) *refused {
	a.At, a.Author = v.Now, v.Me.ID
	if v.state.At.After(a.At) { // a clock that is behind is no reason to hide anything
		a.At = v.state.At
	}
	if v.For.ID != "" {
		a.For = v.For.ID
	}
	_, err := talks.Decide(v.state, talks.Command{Act: a, Saw: v.state.Seq})
	return v.refusal(err)
}

// refusal puts what was refused into words; nil where there was no error, or one
// that is not for people to read.
func (v *visit) refusal(err error) *refused {
	if err == nil {
		return nil
	}
	var r *talks.Refusal
	var m *mistake
	var unfit *secretariat.Unfit
	var clock *secretariat.ErrClock
	switch {
	case errors.As(err, &r):
		why := &refused{Rule: r.Rule, Says: v.T("rule." + string(r.Rule)), Stale: r.Rule == talks.OrderSaw}
		if r.Found != nil {
			why.Detail = v.phrased(r.Found)
		}
		return why
	case errors.As(err, &m):
		return &refused{Says: v.T(m.key, m.args...)}
	}
	if errors.As(err, &unfit) {
		return &refused{Says: v.T("mistake.unfit"), Detail: v.unfit(unfit)}
	}
	if errors.As(err, &clock) {
		return &refused{Says: v.T("mistake.clock"), Detail: v.phrased(clock)}
	}
	if isUnread(err) {
		return &refused{Says: v.T("mistake.file"), Detail: v.phrased(err)}
	}
	return nil
}

// Value returns what the field holds: what was typed when the form came back,
// otherwise what it starts with.
func (f *Form) Value(name, start string) string {
	if f.typed == nil {
		return start
	}
	return f.typed.Get(name)
}

// Has reports whether one of several values of a field was picked, or starts
// so.
func (f *Form) Has(name, value string, start bool) bool {
	if f.typed == nil {
		return start
	}
	for _, x := range f.typed[name] {
		if x == value {
			return true
		}
	}
	return false
}

// T returns a message.
func (f *Form) T(key string, args ...any) template.HTML { return f.v.T(key, args...) }

// Position returns the address of the page where the visitor states their position.
func (f *Form) Position() string { return f.v.Path("position") }
