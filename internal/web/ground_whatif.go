package web

import (
	"errors"
	"html/template"
	"slices"
	"strings"

	"parley"
	"parley/internal/counsel"
	"parley/internal/web/catalogue"
)

// whatIf is a question that changes nothing: how things would be if somebody
// lifted a demand, had another fallback, or if there were one option more. It is
// computed from what the visitor may read, and over nothing else, so that asking
// again and again tells nothing of what they may not.
type whatIf struct {
	Form      *Form
	Demands   []variable
	Fallbacks []variable
	Issues    []addable
	Likes     []likeness
	Narrow    bool // something that others keep back is left out of it
	Answer    *whatIfAnswer
}

// variable is a statement that can be varied.
type variable struct {
	Name, Value string
	Says        template.HTML
	Picked      bool
}

// addable is an issue that an option can be added to.
type addable struct {
	ID, Name string
	Picked   bool
}

// likeness asks one party's side to which option the new one is alike.
type likeness struct {
	Name, Party string
	Groups      []likeGroup
}

type likeGroup struct {
	Issue   string
	Options []likeOption
}

type likeOption struct {
	Value, Says string
	Picked      bool
}

// whatIfAnswer sets things as they stand beside things as they would be.
type whatIfAnswer struct {
	Said     []template.HTML // what is varied
	Rows     []whatIfRow
	Packages *packages // how it could then look; nil: nothing is common
	Late     bool
}

type whatIfRow struct {
	Label       template.HTML
	Before, Now string
}

// readable is what the visitor may have varied: the case without anything that
// they may not read, and whose statements they may vary.
func (v *visit) readable() (c *parley.Case, parties []string, narrow bool, err error) {
	whole, err := v.advice()
	if err != nil {
		return nil, nil, false, err
	}
	if !v.Chair() {
		return whole, []string{v.Me.Party}, false, nil
	}
	c = whole.Readable()
	for i := range whole.Positions {
		p := &whole.Positions[i]
		narrow = narrow || p.Undisclosed()
		if c.Position(p.Party) != nil {
			parties = append(parties, p.Party)
		}
	}
	return c, parties, narrow, nil
}

// whatIf makes the form; nil where there is nothing that the visitor could vary.
func (v *visit) whatIf() (*whatIf, error) {
	c, parties, narrow, err := v.readable()
	if err != nil {
		return nil, err
	}
	x := &whatIf{Form: v.plain("what-if"), Narrow: narrow, Answer: v.supposed}
	x.Form.Path += "#suppose" // where the answer stands
	if x.Answer != nil {
		x.Form.typed = v.r.PostForm
	}
	any := false
	for _, party := range parties {
		p := c.Position(party)
		if p == nil {
			continue
		}
		any = true
		for _, r := range demandRefs(p) {
			x.Demands = append(x.Demands, variable{"lift", r.At(), v.states(c, r), x.Form.Has("lift", r.At(), false)})
		}
		if len(p.Values) > 0 {
			name := "fallback." + party
			x.Fallbacks = append(x.Fallbacks, variable{Name: name, Value: x.Form.Value(name, ""), Says: v.fallbackOf(c, p)})
		}
		like := likeness{Name: "like." + party, Party: v.Party(party)}
		for _, i := range c.Issues {
			if i.Numeric() {
				continue
			}
			g := likeGroup{Issue: i.Label()}
			for _, o := range i.Options {
				value := i.ID + " " + o.ID
				g.Options = append(g.Options, likeOption{value, v.bare(i, parley.Choice{Option: o.ID}), x.Form.Has(like.Name, value, false)})
			}
			like.Groups = append(like.Groups, g)
		}
		x.Likes = append(x.Likes, like)
	}
	if !any {
		return nil, nil
	}
	for _, i := range c.Issues {
		if !i.Numeric() {
			x.Issues = append(x.Issues, addable{i.ID, i.Label(), x.Form.Has("issue", i.ID, false)})
		}
	}
	return x, nil
}

// demandRefs names the demands of a position, in their order.
func demandRefs(p *parley.Position) []parley.Ref {
	var all []parley.Ref
	for _, ds := range [][]parley.Demand{p.Never, p.Insists, p.OnlyIf} {
		for i, d := range ds {
			all = append(all, parley.Ref{Party: p.Party, Kind: d.Kind, Index: i})
		}
	}
	return all
}

// fallbackOf says what no agreement is worth to a party by now.
func (v *visit) fallbackOf(c *parley.Case, p *parley.Position) template.HTML {
	if f := p.Fallback; f != nil && f.Value != nil {
		return v.T("whatif.fallback.now", "party", v.Party(p.Party), "value", amount(f.Value.Mid()))
	}
	if f := p.Fallback; f != nil {
		if a := counsel.Accounts(c, p.Party, []parley.Package{f.Like})[0]; a.Fallback != nil {
			return v.T("whatif.fallback.now", "party", v.Party(p.Party), "value", amount(*a.Fallback))
		}
	}
	return v.T("whatif.fallback.none", "party", v.Party(p.Party))
}

// askWhatIf answers what would be if. Nothing happens by it, and its answer
// stands on this page alone: what was asked is in no address and in no journal.
func (v *visit) askWhatIf() (string, error) {
	c, parties, _, err := v.readable()
	if err != nil {
		return "", err
	}
	change, said, err := v.variation(c, parties)
	if err != nil {
		return "", err
	}
	before, after, err := counsel.Vary(c, parties, change)
	var outside *counsel.Outside
	switch {
	case errors.As(err, &outside):
		return "", &mistake{"whatif.outside", nil}
	case err != nil:
		return "", err
	}
	for _, p := range after.Check() {
		if p.Severity == parley.Error {
			return "", &mistake{"whatif.senseless", []any{"why", catalogue.English(p.Message)}}
		}
	}
	was, err := v.site.Counsel.Ask(v.ctx(), before, v.reader())
	if err != nil {
		return "", err
	}
	is, err := v.site.Counsel.Ask(v.ctx(), after, v.reader())
	if err != nil {
		return "", err
	}
	v.supposed = v.compared(was, is, said)
	return "", nil
}

// variation reads from the form what is to be varied, and says it.
func (v *visit) variation(c *parley.Case, parties []string) (x counsel.Variation, said []template.HTML, err error) {
	f := v.r.PostForm
	known := map[string]parley.Ref{}
	for _, party := range parties {
		if p := c.Position(party); p != nil {
			for _, r := range demandRefs(p) {
				known[r.At()] = r
			}
		}
	}
	for _, at := range f["lift"] {
		r, ok := known[at]
		if !ok {
			return x, nil, &mistake{"whatif.outside", nil}
		}
		if !slices.Contains(x.Lift, r) {
			x.Lift = append(x.Lift, r)
			said = append(said, v.T("whatif.without", "statement", v.states(c, r)))
		}
	}
	text := words(f, "text")
	if len(text) > counsel.MaxText {
		return x, nil, &mistake{"whatif.long", []any{"n", counsel.MaxText}}
	}
	if issue := f.Get("issue"); issue != "" || text != "" {
		if issue == "" || text == "" {
			return x, nil, &mistake{"whatif.option", nil}
		}
		x.Add = &counsel.Addition{Issue: issue, Text: text, Like: map[string]string{}}
		said = append(said, v.T("whatif.with", "text", text, "issue", issueName(c, issue)))
	}
	for name := range f {
		party, isFallback := strings.CutPrefix(name, "fallback.")
		if typed := trim(f, name); isFallback && typed != "" {
			n, err := parley.ParseNumber(strings.ReplaceAll(typed, ",", "."))
			if err != nil {
				return x, nil, &mistake{"mistake.number", []any{"typed", typed}}
			}
			if x.Fallback == nil {
				x.Fallback = map[string]parley.Interval{}
			}
			x.Fallback[party] = parley.Just(n)
		}
		party, isLike := strings.CutPrefix(name, "like.")
		if issue, option, ok := strings.Cut(f.Get(name), " "); isLike && ok && x.Add != nil {
			if issue != x.Add.Issue {
				return x, nil, &mistake{"whatif.like", nil}
			}
			x.Add.Like[party] = option
		}
	}
	for _, party := range parties {
		if n, ok := x.Fallback[party]; ok {
			said = append(said, v.T("whatif.fallback.value", "party", v.Party(party), "value", amount(n.Low)))
		}
	}
	if x.Empty() {
		return x, nil, &mistake{"whatif.nothing", nil}
	}
	return x, said, nil
}

// compared sets the two answers side by side.
func (v *visit) compared(was, is *counsel.Advice, said []template.HTML) *whatIfAnswer {
	x := &whatIfAnswer{Said: said, Late: was.Late || is.Late}
	z, y := was.Answer.Zone, is.Answer.Zone
	if z == nil || y == nil {
		return x
	}
	row := func(label template.HTML, before, now string) {
		x.Rows = append(x.Rows, whatIfRow{label, before, now})
	}
	row(v.T("whatif.total"), v.count(z.Total), v.count(y.Total))
	for i := range z.Accepts {
		if party := z.Accepts[i].Party; v.Chair() || party == v.Me.Party {
			row(v.T("whatif.accepts", "party", v.Party(party)), v.count(z.Accepts[i].Yes), v.count(y.Accepts[i].Yes))
		}
	}
	if !v.Chair() {
		return x
	}
	row(v.T("whatif.common"), v.count(z.Count), v.count(y.Count))
	row(v.T("whatif.possible"), v.count(z.Possible), v.count(y.Possible))
	if before, now := clashes(was), clashes(is); before >= 0 && now >= 0 {
		row(v.T("whatif.conflicts"), itoa(before), itoa(now))
	}
	x.Packages = v.alone(is)
	return x
}

// clashes counts the sets of statements that cannot hold together: none where
// packages are acceptable to all; below 0: not all are known.
func clashes(a *counsel.Advice) int {
	switch c := a.Answer.Conflicts; {
	case c != nil && c.Complete:
		return len(c.Sets)
	case c == nil && certain(a.Answer.Zone.Possible):
		return 0
	}
	return -1
}

// alone are the packages of an answer that nothing can be picked from.
func (v *visit) alone(a *counsel.Advice) *packages {
	if f := a.Answer.Frontier; f == nil || f.Outcomes.Len() == 0 {
		return nil
	}
	kept := v.r.URL.RawQuery
	defer func() { v.r.URL.RawQuery = kept }()
	v.r.URL.RawQuery = ""
	p, _ := v.suggestions(a, "if")
	if p != nil {
		p.Blind = ""
		for i := range p.Columns {
			p.Columns[i].Table = "" // an option in it may not exist
		}
	}
	return p
}
