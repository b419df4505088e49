package web

import (
	"slices"
	"strings"

	"parley/talks"
)

var roundsPage = page{name: "rounds", group: "table", show: (*visit).rounds}

// rounds are the meetings, and the answers of the engine that all parties get
// together.
type rounds struct {
	List      []roundLine
	Open      *Form
	Adjourn   *Form
	Lock      *Form
	Submitted []submission
	Questions []question
}

type roundLine struct {
	talks.Round
	N int
}

// submission says whether a party has submitted a position; mediators see it
// of all, a delegation of itself.
type submission struct {
	Party string
	There bool
}

// question is one that the rules let be put to the engine, once.
type question struct {
	ID, Says string
	Infer    string // what its answer will tell of the others
	Answer   string
	Round    int
	Foretell *Form
	Release  *Form
}

func (v *visit) rounds() (any, error) {
	x := &rounds{
		Open:    v.Form("round", talks.Act{Do: talks.DoRound}, func(a *talks.Act) { a.Date = "2026-01-01" }),
		Adjourn: v.Form("adjourn", talks.Act{Do: talks.DoAdjourn}, nil),
		Lock:    v.Form("lock", talks.Act{Do: talks.DoLock}, nil),
	}
	for i, r := range slices.Backward(v.View.Rounds) {
		x.List = append(x.List, roundLine{r, i + 1})
	}
	for _, party := range v.state.Required() {
		if v.Chair() {
			x.Submitted = append(x.Submitted, submission{v.Party(party), slices.Contains(v.View.Submitted, party)})
		} else if party == v.Me.Party {
			x.Submitted = append(x.Submitted, submission{v.Party(party), v.submitted()})
		}
	}
	if v.View.Rules == nil {
		return x, nil
	}
	for _, q := range v.View.Rules.Questions {
		one := question{ID: q.ID, Says: v.Say("rules.ask." + q.Ask), Infer: talks.ReleaseTells(q.Ask, len(v.state.Required()))}
		for _, r := range v.View.Releases {
			if r.Question == q.ID && r.Done {
				one.Answer, one.Round = strings.TrimSpace(r.Says), r.Round
			}
		}
		if one.Answer == "" && v.Chair() {
			one.Foretell = v.Form("foretell-"+q.ID, talks.Act{Do: talks.DoForetell, Question: q.ID}, nil)
			one.Release = v.Form("release-"+q.ID, talks.Act{Do: talks.DoRelease, Question: q.ID}, func(a *talks.Act) { a.Says, a.Hash = "…", someHash })
		}
		x.Questions = append(x.Questions, one)
	}
	return x, nil
}
