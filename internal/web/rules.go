package web

import (
	"slices"

	"parley"
	"parley/talks"
	"parley/text"
)

var rulesPage = page{name: "rules", group: "table", show: (*visit).rules}

// rules are those in force, those put forward, and the form to put some
// forward.
type rules struct {
	Now     *rulesShown
	Next    *rulesShown
	Missing []string // the parties that have not agreed to the next
	Agree   *Form
	Put     *Form
	Consent []rulesPick
	Public  []rulesPick
	Ask     []rulesPick
	Silence string
	Keep    string
	Legend  []legendField
}

// rulesShown is a set of rules in words.
type rulesShown struct {
	Version   int
	Consent   []string
	Silence   int
	Keep      int
	Public    []string
	Carried   string // to whom what is public is sent on, in words
	Questions []string
	Legend    []Status
}

type rulesPick struct {
	ID, Says string
	Picked   bool
	Fixed    bool // it cannot be left out
}

type legendField struct {
	Word, Means  string
	Usual        string // what it is called where the process has no name for it
	Name, Colour string
}

func (v *visit) rules() (any, error) {
	x := &rules{}
	if v.View.Rules != nil {
		version := v.View.Version
		if v.View.OnTable != nil {
			version--
		}
		x.Now = v.rulesShown(v.View.Rules, version)
	}
	start := v.View.Rules
	if v.View.OnTable != nil {
		x.Next, start = v.rulesShown(v.View.OnTable, v.View.Version), v.View.OnTable
		asked := append(slices.Clone(v.state.Required()), v.View.OnTable.Consent...)
		for i, party := range asked {
			if !slices.Contains(asked[:i], party) && !slices.Contains(v.View.AgreedBy, party) {
				x.Missing = append(x.Missing, v.Party(party))
			}
		}
		x.Agree = v.Form("agree", talks.Act{Do: talks.DoAgree, Version: v.View.Version}, nil)
	}
	x.Put = v.Form("put", talks.Act{Do: talks.DoRules}, func(a *talks.Act) { a.Rules = &talks.Rules{Consent: v.required()} })
	if start == nil {
		start = &talks.Rules{Consent: v.required(), Silence: 72, Public: []string{"rounds", "statuses", "signatures"}}
	}
	for _, p := range v.View.Parties {
		x.Consent = append(x.Consent, rulesPick{p.ID, v.Party(p.ID), x.Put.Has("rules.consent", p.ID, slices.Contains(start.Consent, p.ID)), p.Consents()})
	}
	for _, what := range talks.Publics() {
		x.Public = append(x.Public, rulesPick{what, v.Say("rules.public." + what), x.Put.Has("rules.public", what, slices.Contains(start.Public, what)), false})
	}
	for _, ask := range parley.Shareable() {
		picked := slices.ContainsFunc(start.Questions, func(q talks.Question) bool { return q.Ask == ask })
		x.Ask = append(x.Ask, rulesPick{ask, v.Say("rules.ask." + ask), x.Put.Has("rules.questions", ask, picked), false})
	}
	x.Silence = x.Put.Value("rules.silence", itoa(start.Silence))
	x.Keep = x.Put.Value("rules.keep", itoa(start.Keep))
	usual := v.badges(nil)
	for i, s := range legendOf(start) {
		field := "rules.legend." + s.Word
		x.Legend = append(x.Legend, legendField{s.Word, v.Say("means." + string(s.Means)), usual[i].Label, x.Put.Value(field+".name", s.Name), x.Put.Value(field+".colour", s.Colour)})
	}
	return x, nil
}

// required lists the parties whose consent counts by the case.
func (v *visit) required() []string {
	var all []string
	for _, p := range v.View.Parties {
		if p.Consents() {
			all = append(all, p.ID)
		}
	}
	return all
}

func (v *visit) rulesShown(r *talks.Rules, version int) *rulesShown {
	x := &rulesShown{Version: version, Carried: v.Carried(), Silence: r.Silence, Keep: r.Keep, Legend: v.badges(r.Legend)}
	for _, p := range r.Consent {
		x.Consent = append(x.Consent, v.Party(p))
	}
	for _, p := range r.Public {
		x.Public = append(x.Public, v.Say("rules.public."+p))
	}
	for _, q := range r.Questions {
		x.Questions = append(x.Questions, v.Say("rules.ask."+q.Ask))
	}
	return x
}

// badges lists the statuses of a point as this process calls them.
func (v *visit) badges(l text.Legend) []Status {
	var all []Status
	for _, means := range parley.Statuses() {
		st := v.bracketed()
		if i := slices.IndexFunc(statuses, func(s talks.Status) bool { return s.Means() == means }); i >= 0 && means != parley.StatusBracketed {
			st = Status{Word: string(statuses[i]), Label: v.Say("status." + string(statuses[i])), Sign: signs[statuses[i]]}
		}
		for _, own := range l {
			if name := v.named(own); own.Means == means && name != "" {
				st.Label = name
			}
		}
		all = append(all, st)
	}
	return all
}
