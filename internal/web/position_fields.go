package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"parley"
	"parley/elicit"
)

// positionField is a part of a question's form.
type positionField struct {
	Kind    string // buttons, radios, select, text, area, picks, grade, package
	Name    string
	Label   string
	Value   string
	Unit    string
	Number  bool
	Long    bool // the choices are sentences: one below the other
	Choices []positionChoice
}

// positionChoice is one of those that a field offers.
type positionChoice struct {
	Value, Label, Says string
	On                 bool
}

// positionFields makes the form of a question, with what was answered before.
func (v *visit) positionFields(s *elicit.Sheet, q elicit.Question, a elicit.Answer) []positionField {
	issue, _ := s.Case.Issue(q.Issue)
	var fields []positionField
	add := func(f positionField) { fields = append(fields, f) }
	say := func(key string) string { return v.Say("position." + key) }
	option := func(id string) string { return optionText(issue, id) }
	because := func() {
		add(positionField{Kind: "area", Name: "because", Label: say("because"), Value: a.Because})
	}
	grade := func() { add(v.gradeField(a.Grade)) }
	levels := func(name, label string, at elicit.Level, between string) {
		f := positionField{Kind: "select", Name: name, Label: label}
		for _, l := range elicit.LevelsList() {
			f.Choices = append(f.Choices, positionChoice{Value: string(l), Label: say("level." + between + string(l)), On: at == l})
		}
		add(f)
	}
	switch q.Kind {
	case elicit.Interests:
		for n := range min(max(3, len(a.Texts)+1), elicit.MaxTexts) {
			f := positionField{Kind: "text", Name: "texts", Label: say("interest") + " " + strconv.Itoa(n+1)}
			if n < len(a.Texts) {
				f.Value = a.Texts[n]
			}
			add(f)
		}
		grade()
	case elicit.Stances:
		for _, o := range q.Options {
			f := positionField{Kind: "radios", Name: "stance." + o, Label: option(o)}
			for _, st := range elicit.StancesList() {
				if st != elicit.Unsaid {
					f.Choices = append(f.Choices, positionChoice{Value: string(st), Label: say("stance." + string(st)), On: a.Stances[o] == st})
				}
			}
			add(f)
		}
	case elicit.Limits:
		for _, l := range []struct{ name, value string }{{"least", a.Least}, {"most", a.Most}, {"from", a.From}, {"upto", a.UpTo}} {
			add(positionField{Kind: "text", Name: l.name, Label: say("limit." + l.name), Value: l.value, Unit: issue.Range.Unit, Number: true})
		}
	case elicit.Reason:
		because()
		add(positionField{Kind: "text", Name: "basis", Label: say("basis"), Value: a.Basis})
		add(positionField{Kind: "text", Name: "owner", Label: say("owner"), Value: a.Owner})
		grade()
	case elicit.Condition:
		fields = append(fields, v.picks(s, "if", q.Issues, a.If)...)
		because()
		grade()
	case elicit.Privacy:
		f := positionField{Kind: "buttons", Name: "grade"}
		for _, g := range parley.Grades() {
			f.Choices = append(f.Choices, positionChoice{Value: string(g), Label: say("grade." + string(g)), Says: say("grade." + string(g) + ".says"), On: a.Grade == g})
		}
		add(f)
	case elicit.Order:
		for _, o := range q.Options {
			f := positionField{Kind: "select", Name: "place." + o, Label: option(o)}
			at := slices.IndexFunc(a.Tiers, func(t []string) bool { return slices.Contains(t, o) })
			for n := range q.Options {
				f.Choices = append(f.Choices, positionChoice{Value: strconv.Itoa(n), Label: v.Say("position.place", "n", n+1), On: at == n})
			}
			add(f)
		}
	case elicit.Curve:
		add(positionField{Kind: "radios", Name: "better", Long: true, Label: say("better"), Choices: []positionChoice{
			{Value: string(elicit.More), Label: say("more"), On: a.Better == elicit.More},
			{Value: string(elicit.Less), Label: say("less"), On: a.Better == elicit.Less},
			{Value: "rated", Label: say("rated"), On: len(a.Rated) > 0}}})
		said := map[string]elicit.Level{}
		for _, r := range a.Rated {
			said[r.At] = r.Level
		}
		for _, p := range q.Points {
			levels("rated."+p.String(), v.choice(s.Case, issue.ID, parley.Choice{Number: p}), said[p.String()], "")
		}
	case elicit.First:
		f := positionField{Kind: "buttons", Name: "issue"}
		for _, id := range q.Issues {
			i, _ := s.Case.Issue(id)
			f.Choices = append(f.Choices, positionChoice{Value: id, Label: i.Label(), On: a.Issue == id})
		}
		add(f)
	case elicit.Importance:
		f := positionField{Kind: "buttons", Name: "word"}
		for _, w := range parley.Words() {
			f.Choices = append(f.Choices, positionChoice{Value: string(w), Label: say("word." + string(w)), On: a.Word == string(w)})
		}
		add(positionField{Kind: f.Kind, Name: f.Name, Choices: append(f.Choices, positionChoice{Value: elicit.NoMatter, Label: say("word.none"), On: a.Word == elicit.NoMatter})})
	case elicit.Levels:
		for _, o := range q.Options {
			levels("level."+o, option(o), a.Levels[o], "between.")
		}
	case elicit.Offer:
		add(positionField{Kind: "heading", Label: say("accept")})
		fields = append(fields, v.picks(s, "accept", q.Issues, a.Accept)...)
		add(positionField{Kind: "heading", Label: say("if")})
		fields = append(fields, v.picks(s, "if", q.Issues, a.If)...)
		because()
		grade()
	case elicit.Fallback:
		f := positionField{Kind: "radios", Name: "way", Long: true, Label: say("way")}
		for _, w := range elicit.Ways() {
			f.Choices = append(f.Choices, positionChoice{Value: string(w), Label: say("way." + string(w)), On: a.Way == w})
		}
		add(f)
		because()
		grade()
	case elicit.Like:
		if issue.Numeric() {
			add(positionField{Kind: "text", Name: "choice", Label: issue.Label(), Value: a.Choice, Unit: issue.Range.Unit, Number: true})
			break
		}
		f := positionField{Kind: "buttons", Name: "choice"}
		for _, o := range issue.Options {
			f.Choices = append(f.Choices, positionChoice{Value: o.ID, Label: option(o.ID), On: a.Choice == o.ID})
		}
		add(f)
	case elicit.Worth:
		add(positionField{Kind: "text", Name: "low", Label: say("low"), Value: a.Low, Number: true})
		add(positionField{Kind: "text", Name: "high", Label: say("high"), Value: a.High, Number: true})
	case elicit.Rather:
		fields = append(fields, packageField(s, q.Packages[0], nil, ""))
		add(hiddenPackages(q))
		add(positionField{Kind: "buttons", Name: "take", Choices: []positionChoice{{Value: "yes", Label: say("take")}, {Value: "no", Label: say("rather")}}})
	case elicit.Compare:
		differ := s.DifferingIssues(q.Packages)
		add(hiddenPackages(q))
		for n, p := range q.Packages {
			add(packageField(s, p, differ, v.Say("position.package", "n", n+1)))
			f := positionField{Kind: "select", Name: "place." + strconv.Itoa(n), Label: v.Say("position.yourplace", "n", n+1)}
			for m := range q.Packages {
				f.Choices = append(f.Choices, positionChoice{Value: strconv.Itoa(m), Label: v.Say("position.place", "n", m+1), On: place(a.Prefer, n, m)})
			}
			add(f)
		}
	}
	return fields
}

// place reports whether a package stands in the place: by what was answered, or
// else in the order that is shown.
func place(prefer [][]int, n, at int) bool {
	if len(prefer) == 0 {
		return n == at
	}
	return at < len(prefer) && slices.Contains(prefer[at], n)
}

func optionText(issue parley.Issue, id string) string {
	if o, ok := issue.Option(id); ok && o.Text != "" {
		return o.Text
	}
	return id
}

// gradeField is who can see an answer.
func (v *visit) gradeField(now parley.Grade) positionField {
	if now == "" {
		now = parley.GradeMediator
	}
	f := positionField{Kind: "grade", Name: "grade", Value: v.Say("position.grade." + string(now)), Label: string(now)}
	for _, g := range parley.Grades() {
		key := "position.grade." + string(g)
		f.Choices = append(f.Choices, positionChoice{Value: string(g), Label: v.Say(key), Says: v.Say(key + ".says"), On: g == now})
	}
	return f
}

// picks are the parts of a sentence, by issue.
func (v *visit) picks(s *elicit.Sheet, name string, issues []string, picked []elicit.Pick) []positionField {
	var fields []positionField
	for _, id := range issues {
		issue, _ := s.Case.Issue(id)
		f := positionField{Kind: "picks", Name: name + "." + id, Label: issue.Label()}
		var p elicit.Pick
		if at := slices.IndexFunc(picked, func(p elicit.Pick) bool { return p.Issue == id }); at >= 0 {
			p = picked[at]
			f.Value = "open"
		}
		if issue.Numeric() {
			f.Number, f.Unit = true, issue.Range.Unit
			f.Choices = []positionChoice{{Value: p.Min, Label: v.Say("position.atleast")}, {Value: p.Max, Label: v.Say("position.atmost")}}
		} else {
			for _, o := range issue.Options {
				f.Choices = append(f.Choices, positionChoice{Value: o.ID, Label: optionText(issue, o.ID), On: slices.Contains(p.Options, o.ID)})
			}
		}
		fields = append(fields, f)
	}
	return fields
}

// packageField shows a package: on the issues given, or on all.
func packageField(s *elicit.Sheet, p parley.Package, issues []string, label string) positionField {
	f := positionField{Kind: "package", Label: label}
	for _, i := range s.Case.Issues {
		if issues == nil || slices.Contains(issues, i.ID) {
			f.Choices = append(f.Choices, positionChoice{Label: i.Label(), Says: strings.Trim(s.Case.Say(i.ID, p[i.ID]), "“”")})
		}
	}
	return f
}

// hiddenPackages sends along which packages were shown.
func hiddenPackages(q elicit.Question) positionField {
	f := positionField{Kind: "hidden"}
	for n, p := range q.Packages {
		for issue, c := range elicit.Shown(p) {
			f.Choices = append(f.Choices, positionChoice{Label: "shown." + strconv.Itoa(n) + "." + issue, Value: c})
		}
	}
	slices.SortFunc(f.Choices, func(a, b positionChoice) int { return strings.Compare(a.Label, b.Label) })
	return f
}

// answerOf reads the form of a question.
func answerOf(q elicit.Question, f url.Values) elicit.Answer {
	a := elicit.Answer{Because: words(f, "because"), Basis: trim(f, "basis"), Owner: trim(f, "owner"), Grade: parley.Grade(f.Get("grade"))}
	switch q.Kind {
	case elicit.Interests:
		for _, t := range f["texts"] {
			if t = strings.TrimSpace(t); t != "" {
				a.Texts = append(a.Texts, t)
			}
		}
	case elicit.Stances:
		a.Stances = map[string]elicit.Stance{}
		said := false
		for _, o := range q.Options {
			a.Stances[o] = elicit.Unsaid
			if st := f.Get("stance." + o); st != "" {
				a.Stances[o], said = elicit.Stance(st), true
			}
		}
		if !said {
			a.Stances = nil
		}
	case elicit.Limits:
		a.Least, a.Most, a.From, a.UpTo = trim(f, "least"), trim(f, "most"), trim(f, "from"), trim(f, "upto")
	case elicit.Condition:
		a.If = picked(f, "if", q.Issues)
	case elicit.Offer:
		a.Accept, a.If = picked(f, "accept", q.Issues), picked(f, "if", q.Issues)
	case elicit.Order:
		a.Tiers = make([][]string, len(q.Options))
		for _, o := range q.Options {
			if n, err := strconv.Atoi(f.Get("place." + o)); err == nil && n >= 0 && n < len(a.Tiers) {
				a.Tiers[n] = append(a.Tiers[n], o)
			}
		}
		a.Tiers = slices.DeleteFunc(a.Tiers, func(t []string) bool { return len(t) == 0 }) // a place that nobody has
	case elicit.Curve:
		if better := f.Get("better"); better != "rated" {
			a.Better = elicit.Better(better)
			break
		}
		for _, p := range q.Points {
			if l := f.Get("rated." + p.String()); l != "" {
				a.Rated = append(a.Rated, elicit.Rated{At: p.String(), Level: elicit.Level(l)})
			}
		}
	case elicit.First:
		a.Issue = f.Get("issue")
	case elicit.Importance:
		a.Word = f.Get("word")
	case elicit.Levels:
		a.Levels = map[string]elicit.Level{}
		for _, o := range q.Options {
			if l := f.Get("level." + o); l != "" {
				a.Levels[o] = elicit.Level(l)
			}
		}
	case elicit.Fallback:
		a.Way = elicit.Way(f.Get("way"))
	case elicit.Like:
		a.Choice = trim(f, "choice")
	case elicit.Worth:
		a.Low, a.High = trim(f, "low"), trim(f, "high")
	case elicit.Rather:
		a.Packages = shownPackages(f, 1)
		if t := f.Get("take"); t != "" {
			take := t == "yes"
			a.Take = &take
		}
	case elicit.Compare:
		a.Packages = shownPackages(f, 3)
		tiers := make([][]int, len(a.Packages))
		for n := range a.Packages {
			if m, err := strconv.Atoi(f.Get("place." + strconv.Itoa(n))); err == nil && m >= 0 && m < len(tiers) {
				tiers[m] = append(tiers[m], n)
			}
		}
		a.Prefer = slices.DeleteFunc(tiers, func(t []int) bool { return len(t) == 0 })
	}
	return a
}

// picked reads the parts of a sentence.
func picked(f url.Values, name string, issues []string) []elicit.Pick {
	var picks []elicit.Pick
	for _, id := range issues {
		p := elicit.Pick{Issue: id, Options: f[name+"."+id], Min: trim(f, name+"."+id+".min"), Max: trim(f, name+"."+id+".max")}
		if len(p.Options) > 0 || p.Min != "" || p.Max != "" {
			picks = append(picks, p)
		}
	}
	return picks
}

// shownPackages reads which packages were shown.
func shownPackages(f url.Values, most int) []map[string]string {
	var all []map[string]string
	for n := range most {
		p := map[string]string{}
		for name, values := range f {
			if issue, ok := strings.CutPrefix(name, "shown."+strconv.Itoa(n)+"."); ok {
				p[issue] = values[0]
			}
		}
		if len(p) == 0 {
			break
		}
		all = append(all, p)
	}
	return all
}
