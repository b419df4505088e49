package web

import (
	"slices"
	"time"

	"parley/talks"
	"parley/text"
)

var silencePage = page{name: "silence", group: "decide", show: (*visit).silence}

// silence is the clock, and every silence procedure there was.
type silence struct {
	Hours   int
	List    []procedure
	Propose *Form
	Points  []pointField
	Expires string // what the form starts with
}

type pointField struct {
	ID, Says string
	Picked   bool
}

// procedure is one silence procedure.
type procedure struct {
	talks.Silence
	Draft      string
	Whole      bool
	Points     []string
	Expires    string // in the visitor's clock
	UTC        string
	Until      time.Time
	Circulated string
	Runs       bool
	Over       bool
	Broke      string
	Circulate  *Form
	Object     *Form
	Conclude   *Form
	Announce   *Form
	Back       *Form // the chair takes its proposal back
}

func (v *visit) silence() (any, error) {
	x := &silence{}
	t, err := v.Text()
	if err != nil {
		return nil, err
	}
	if v.View.Rules != nil {
		x.Hours = v.View.Rules.Silence
	}
	for _, s := range slices.Backward(v.View.Silences) {
		p := procedure{Silence: s, Whole: len(s.Points) == 0, Expires: v.Moment(s.Expires), UTC: s.Expires.UTC().Format("2006-01-02 15:04 UTC"), Until: s.Expires,
			Runs: s.Stage == talks.Running, Over: !s.Expires.After(v.Now)}
		for _, d := range v.View.Drafts {
			if d.Hash == s.Draft {
				p.Draft = d.Name
			}
		}
		for _, id := range s.Points {
			p.Points = append(p.Points, v.pointName(t, id))
		}
		if !s.Circulated.IsZero() {
			p.Circulated = v.Moment(s.Circulated)
		}
		if s.Stage == talks.Broken {
			p.Broke = v.Party(s.Party)
		}
		act := func(do talks.Do, fill func(a *talks.Act)) *Form {
			return v.Form(string(do)+"-"+s.ID, talks.Act{Do: do, Silence: s.ID}, fill)
		}
		if s.Stage == talks.Proposed || s.Stage == talks.Running {
			object := act(talks.DoObject, func(a *talks.Act) { a.Because = "…" })
			if v.Chair() && v.For.ID == "" {
				p.Back = object
			} else {
				p.Object = object
			}
			p.Circulate, p.Conclude = act(talks.DoCirculate, nil), act(talks.DoConclude, nil)
		}
		if s.Stage == talks.Concluded {
			p.Announce = act(talks.DoAnnounce, nil)
		}
		x.List = append(x.List, p)
	}
	table, ok := v.state.Table()
	expires := v.Now.Add(time.Duration(x.Hours+24) * time.Hour).Truncate(time.Hour)
	x.Propose = v.Form("propose", talks.Act{Do: talks.DoSilence, Draft: table.Hash}, func(a *talks.Act) {
		a.Expires = expires
		for _, p := range v.View.Points {
			if !p.Struck && !p.Open && len(a.Points) == 0 && p.Status != talks.Rejected && p.Status != talks.Reserved && table.Open {
				a.Points = []string{p.Point.Point}
			}
		}
	})
	x.Expires = x.Propose.Value("expires", expires.In(v.zone).Format("2006-01-02T15:04"))
	if ok {
		for _, p := range v.View.Points {
			if !p.Struck && !p.Open {
				x.Points = append(x.Points, pointField{p.Point.Point, v.pointName(t, p.Point.Point), x.Propose.Has("points", p.Point.Point, false)})
			}
		}
	}
	return x, nil
}

// pointName names a point by its document, number and heading.
func (v *visit) pointName(t *text.Text, id string) string {
	p, ok := t.Point(id)
	if !ok {
		return id
	}
	name := p.Document().Label(t.Languages...)
	if p.Number != "" {
		name += ", " + p.Number
	}
	for _, lang := range t.Languages {
		if h := p.Heading[lang]; h != "" {
			return name + " " + h
		}
	}
	return name
}
