package web

import (
	"html/template"
	"slices"
	"strings"

	"parley"
	"parley/talks"
	"parley/text"
)

// Todo is something that waits for the visitor.
type Todo struct {
	Says template.HTML
	Path string
}

// someHash stands for a commitment that is not made yet, in a trial.
var someHash = strings.Repeat("0", 64)

// todo lists what waits for the visitor, what cannot wait first. Each follows
// from the visitor's own view and seat.
func (v *visit) todo(t *text.Text) []Todo {
	var list []Todo
	add := func(path, key string, args ...any) { list = append(list, Todo{v.T("todo."+key, args...), path}) }
	can := func(a talks.Act) bool { return v.try(a) == nil }
	head, delegate := v.Me.Seat == talks.Head, v.Me.Seat == talks.Delegate
	required := v.Me.Party != "" && slices.Contains(v.state.Required(), v.Me.Party)

	if s := v.running(); s != nil && s.Stage == talks.Running {
		if s.Expires.After(v.Now) {
			add(v.Path("silence"), "silence", "left", v.Left(s.Expires))
		} else if v.Chair() {
			add(v.Path("silence"), "conclude")
		}
	}
	for _, s := range v.View.Silences {
		if s.Stage == talks.Concluded && can(talks.Act{Do: talks.DoAnnounce, Silence: s.ID}) {
			add(v.Path("silence"), "announce")
		}
	}
	if n := v.mine(); n > 0 {
		add(v.Path("people")+"#confirm", "confirm", "n", n)
	}
	if can(talks.Act{Do: talks.DoAgree, Version: v.View.Version}) {
		add(v.Path("rules"), "rules")
	}
	if v.Chair() && v.View.Rules == nil && v.View.OnTable == nil {
		add(v.Path("rules"), "no_rules")
	}
	if v.Chair() {
		for _, p := range v.View.Parties {
			if _, ok := v.state.Head(p.ID); !ok && p.Consents() {
				add(v.Path("people", "place", string(talks.Head)+" "+p.ID)+"#invite", "no_head", "party", v.Party(p.ID))
			}
		}
	}
	if n := len(v.View.Drafts); n > 0 {
		draft := v.View.Drafts[n-1]
		if can(talks.Act{Do: talks.DoSeen, Draft: draft.Hash}) {
			add(v.Path("text", "view", "changed"), "draft", "draft", draft.Name)
		}
		if can(talks.Act{Do: talks.DoInitial, Draft: draft.Hash}) {
			add(v.Path("signing"), "initial", "draft", draft.Name)
		}
		if can(talks.Act{Do: talks.DoSign, Draft: draft.Hash}) {
			add(v.Path("signing"), "sign", "draft", draft.Name)
		}
	}
	if (head || v.Me.Seat == talks.Mandator) && v.stating(v.Me) && !v.submitted() {
		add(v.Path("position"), "position")
	}
	for _, b := range v.View.Blinds {
		if can(talks.Act{Do: talks.DoTick, Blind: b.ID, Told: true, Hash: someHash}) {
			add(v.Path("blind"), "blind")
		}
	}
	for _, m := range v.View.Messages {
		switch {
		case head && m.From == v.Me.Party && m.Permit == "":
			add(v.Path("shuttle"), "permit")
		case (head || delegate) && m.From != v.Me.Party && !slices.Contains(m.ReadBack, v.Me.Party):
			add(v.Path("shuttle"), "message", "party", v.Party(m.From))
		case v.Chair() && m.Permit == parley.GradeJoint && len(m.Delivered) < len(m.To):
			add(v.Path("shuttle"), "carry", "party", v.Party(m.From))
		}
	}
	if (head || delegate) && required {
		n := 0
		for _, p := range v.View.Proposals {
			if !p.Retracted && p.Party != v.Me.Party && !slices.ContainsFunc(p.Responses, func(r talks.Response) bool { return r.Party == v.Me.Party }) {
				n++
			}
		}
		if n > 0 {
			add(v.Path("proposals"), "proposals", "n", n)
		}
	}
	if v.Chair() || v.Me.Seat == talks.Custodian {
		if n := len(t.Pending()); n > 0 {
			add(v.Path("text"), "pending", "n", n)
		}
	}
	for _, c := range v.View.Commitments {
		if can(talks.Act{Do: talks.DoTakeOn, Commitment: c.ID}) {
			add(v.Path("signing")+"#commitments", "take_on")
		}
	}
	return list
}

// mine returns how many entries in the visitor's name wait to be confirmed.
func (v *visit) mine() int {
	n := 0
	for _, e := range v.View.ToConfirm {
		if e.Act.Author == v.Me.ID {
			n++
		}
	}
	return n
}

// submitted reports whether the visitor's party has submitted a position.
func (v *visit) submitted() bool {
	return slices.ContainsFunc(v.View.Sealed, func(s talks.Sealed) bool { return s.Do == talks.DoSubmit && s.Party == v.Me.Party })
}
