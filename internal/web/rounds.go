package web

import (
	"html/template"
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
	Infer     template.HTML // what every answer tells of the others
	Why       *refused      // why no question at all can be answered now
	Meeting   bool          // one is open
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
	Tells    template.HTML // what its answer will tell
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
		x.List, x.Meeting = append(x.List, roundLine{r, i + 1}), x.Meeting || r.Open
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
	x.Infer = v.T("rounds.infer" + v.amongTwo())
	for _, q := range v.View.Rules.Questions {
		one := question{ID: q.ID, Says: v.Say("rules.ask." + q.Ask), Tells: v.T("rounds.tells." + q.Ask)}
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
	x.Why = sameWhy(x.Questions)
	return x, nil
}

// amongTwo ends the keys of what is otherwise inferred where two parties'
// consent counts: by subtraction, each finds what is due to the other.
func (v *visit) amongTwo() string {
	if len(v.state.Required()) == 2 {
		return ".two"
	}
	return ""
}

// sameWhy returns the rule that refuses the answer to each of the questions that
// are not answered yet, where it is one and the same: it is then said once.
func sameWhy(list []question) *refused {
	var why *refused
	for _, q := range list {
		switch {
		case q.Release == nil:
		case q.Release.Why == nil, why != nil && why.Rule != q.Release.Why.Rule:
			return nil
		default:
			why = q.Release.Why
		}
	}
	return why
}
