package web

import (
	"slices"

	"parley/talks"
)

// answers is how parties took something, and how the visitor may.
type answers struct {
	Given []given
	Form  *Form
	Can   []talks.Answer // those that the talks would take from the visitor now
	Why   *refused       // why acceptance is not among them, where the visitor's party is asked
	Yes   *Status        // how far it has come
	Stale bool           // the words beside it are newer than those on the table
}

// given is a party's answer.
type given struct {
	Party   string
	By      string // the person; empty where silence speaks
	Answer  talks.Answer
	Status  Status
	Because string
	Until   string
	Own     bool
}

// kinds are the answers in the order in which they are offered.
var kinds = []talks.Answer{talks.Accept, talks.AdReferendum, talks.InGroup, talks.Noted, talks.Reserve, talks.Reject, talks.Withdraw}

// answers makes what a page shows of the responses to something: those on the
// issue (empty: to all of it), and the form for the visitor's own.
func (v *visit) answers(id string, a talks.Act, responses []talks.Response, issue string) *answers {
	all := &answers{Form: v.plain(id)}
	all.Form.Hidden = append(all.Form.Hidden, fields(a)...)
	party := v.acting().Party
	for _, r := range responses {
		if r.Issue != issue {
			continue
		}
		g := given{Party: v.Party(r.Party), Answer: r.Answer, Status: v.answerStatus(r.Answer), Because: r.Because, Own: r.Party == party && party != ""}
		if r.By != "" {
			g.By = v.Person(r.By)
		}
		if r.Until != "" {
			g.Until = v.Date(r.Until)
		}
		all.Given = append(all.Given, g)
	}
	if party == "" || !slices.Contains(v.state.Required(), party) {
		return all
	}
	for _, kind := range kinds {
		a.Answer, a.Because = kind, ""
		if kind == talks.Reserve || kind == talks.Reject {
			a.Because = "…"
		}
		if why := v.try(a); why == nil {
			all.Can = append(all.Can, kind)
		} else if kind == talks.Accept {
			all.Why = why
		}
	}
	return all
}

// answerStatus shows an answer in the colours of statuses.
func (v *visit) answerStatus(a talks.Answer) Status {
	of := map[talks.Answer]talks.Status{talks.Accept: talks.Provisional, talks.AdReferendum: talks.Referendum, talks.InGroup: talks.Group, talks.Reserve: talks.Reserved, talks.Reject: talks.Rejected}
	s, ok := of[a]
	if !ok {
		s = talks.Open
	}
	return Status{Word: string(s), Label: v.Say("answer." + string(a) + ".done"), Sign: signs[s]}
}
