package web

import (
	"slices"
	"strings"

	"parley/talks"
)

var proposalsPage = page{name: "proposals", group: "table", whom: readsText, show: (*visit).proposals}

// proposals is what was tabled, and the form to table something.
type proposals struct {
	List   []tabled
	Table  *Form
	Issues []issueField
}

// tabled is a proposal with how it was taken.
type tabled struct {
	ID, Who string
	Says    string
	Status  Status
	Items   []tabledItem
	Whole   *answers
	Retract *Form
}

type tabledItem struct {
	Issue, Name string
	Says        string
	Status      Status
	Given       []given
}

// issueField is an issue with its choices, to pick from.
type issueField struct {
	ID, Name string
	Choices  []choiceField // none: a number
	From, To string
	Step     string
	Unit     string
	Value    string
}

type choiceField struct {
	ID, Says string
	Picked   bool
}

func (v *visit) proposals() (any, error) {
	x := &proposals{}
	for _, p := range slices.Backward(v.View.Proposals) {
		t := tabled{ID: p.ID, Who: v.Voice(p.Party), Says: p.Says, Status: v.Status(p.Status)}
		if p.Party == "" {
			t.Who = v.Person(p.By)
		}
		for i, item := range p.Package {
			one := tabledItem{Issue: item.Issue, Name: v.Issue(item.Issue), Says: v.choices(item), Status: v.Status(p.Issues[i])}
			one.Given = v.answers("none", talks.Act{}, p.Responses, item.Issue).Given
			t.Items = append(t.Items, one)
		}
		t.Whole = v.answers("answer-"+p.ID, talks.Act{Do: talks.DoRespond, Proposal: p.ID}, p.Responses, "")
		if p.Retracted {
			t.Whole.Can, t.Whole.Why = nil, nil
		}
		t.Retract = v.Form("retract-"+p.ID, talks.Act{Do: talks.DoRetract, Proposal: p.ID}, nil)
		x.List = append(x.List, t)
	}
	x.Table = v.Form("table", talks.Act{Do: talks.DoTable}, func(a *talks.Act) { a.Package = v.anyPackage() })
	x.Issues = v.issueFields(x.Table, "package.")
	return x, nil
}

// choices writes what a package says on an issue.
func (v *visit) choices(item talks.Item) string {
	var all []string
	for _, c := range item.Choices {
		all = append(all, v.Choice(item.Issue, c))
	}
	return strings.Join(all, " / ")
}

// anyPackage is a package of one issue, for a trial.
func (v *visit) anyPackage() []talks.Item {
	for _, i := range v.View.Issues {
		switch {
		case len(i.Options) > 0:
			return []talks.Item{{Issue: i.ID, Choices: i.Options[:1]}}
		case i.Min != "":
			return []talks.Item{{Issue: i.ID, Choices: []string{i.Min}}}
		}
	}
	return nil
}

// issueFields lists the issues to pick from: as the form was sent, or as the
// address of the page says, so that a package found elsewhere can be tabled.
func (v *visit) issueFields(f *Form, prefix string) []issueField {
	var all []issueField
	for _, i := range v.View.Issues {
		name := prefix + i.ID
		given := v.r.URL.Query()[name]
		x := issueField{ID: i.ID, Name: v.Issue(i.ID), From: i.Min, To: i.Max, Step: i.Step}
		if issue, ok := v.cases().Issue(i.ID); ok && issue.Range != nil {
			x.Unit = issue.Range.Unit
		}
		if len(given) > 0 {
			x.Value = given[0]
		}
		x.Value = f.Value(name, x.Value)
		for _, o := range i.Options {
			x.Choices = append(x.Choices, choiceField{o, v.Choice(i.ID, o), f.Has(name, o, slices.Contains(given, o))})
		}
		all = append(all, x)
	}
	return all
}

// ItemsOf lists the items of the proposal that a form for an answer is about.
func (x *proposals) ItemsOf(form string) []tabledItem {
	for _, p := range x.List {
		if "answer-"+p.ID == form {
			return p.Items
		}
	}
	return nil
}
