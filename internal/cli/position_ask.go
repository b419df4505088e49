package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"parley"
	"parley/elicit"
)

// What a person can type instead of an answer.
var (
	errBack = errors.New("back to the question before")
	errStop = errors.New("stop, and go on later")
	errHelp = errors.New("say it once more")
)

// dialogue asks the questions of a sheet on a terminal.
type dialogue struct {
	*questions
	s *elicit.Sheet
}

// converse asks until no question is open or the person stops, and keeps each
// answer at once. It reports whether it was stopped.
func (i *interview) converse(q *questions) (stopped bool, err error) {
	var before []string // questions that were answered here, the last one to go back to
	var again string
	q.say("An empty line skips a question. Type back for the one before, stop to go on another time.")
	for {
		s, err := elicit.Fold(i.c, i.log)
		if err != nil {
			return false, err
		}
		next, more := s.Next()
		if asked, there := s.Question(again); there {
			next, more = asked.Question, true
		}
		if !more {
			return false, nil
		}
		d := &dialogue{q, s}
		d.head(next)
		a, err := d.answer(next)
		switch {
		case q.ended || errors.Is(err, errStop):
			return true, q.err
		case errors.Is(err, errBack):
			if again = ""; len(before) > 0 {
				again, before = before[len(before)-1], before[:len(before)-1]
			}
			continue
		case errors.Is(err, errHelp):
			again = next.ID
			continue
		case err != nil:
			q.say("  %s", err)
			again = next.ID
			continue
		}
		a.Question, a.By = next.ID, i.by
		if err := s.Accept(a); err != nil {
			q.say("  %s", err)
			again = next.ID
			continue
		}
		if err := i.keep(a); err != nil {
			return false, err
		}
		again, before = "", append(before, next.ID)
		i.tell(q, s)
	}
}

// tell says what has come to contradict itself by the last answer.
func (i *interview) tell(q *questions, before *elicit.Sheet) {
	now, err := elicit.Fold(i.c, i.log)
	if err != nil {
		return
	}
	known := map[string]bool{}
	for _, w := range before.Warnings {
		known[before.Says(w)] = true
	}
	for _, w := range now.Warnings {
		if says := now.Says(w); !known[says] {
			q.say("  warning: %s", says)
		}
	}
}

// head says the question, with how far one has come.
func (d *dialogue) head(q elicit.Question) {
	p, words := d.s.Progress(), d.s.Words(q)
	left := fmt.Sprintf("about %s left", count(int(p.Left.Minutes()), "minute", "minutes"))
	d.say("\n(%d of %d, %s)\n%s", p.Done+1, p.All, left, words.Ask)
	if words.Help != "" {
		d.say("  %s", words.Help)
	}
}

// line asks for a line.
func (d *dialogue) line(prompt string) (string, error) {
	switch a := d.ask("  "+prompt, ""); a {
	case "back":
		return "", errBack
	case "stop":
		return "", errStop
	case "?":
		d.say("  An empty line skips; back goes to the question before; stop keeps everything and ends.")
		return "", errHelp
	default:
		return a, nil
	}
}

// pick asks for one of several, by its number: from 0, or -1 for none.
func (d *dialogue) pick(prompt string, choices []string) (int, error) {
	for n, c := range choices {
		d.say("  %d  %s", n+1, c)
	}
	a, err := d.line(prompt)
	if err != nil || a == "" {
		return -1, err
	}
	n, err := strconv.Atoi(a)
	if err != nil || n < 1 || n > len(choices) {
		return -1, fmt.Errorf("%q is none of the numbers from 1 to %d", a, len(choices))
	}
	return n - 1, nil
}

var skipped = elicit.Answer{Skip: true}

// answer asks for all that a question asks for.
func (d *dialogue) answer(q elicit.Question) (elicit.Answer, error) {
	switch q.Kind {
	case elicit.Interests:
		return d.interests()
	case elicit.Stances:
		return d.stances(q)
	case elicit.Limits:
		return d.lines(&elicit.Answer{}, func(a *elicit.Answer) []prompt {
			return []prompt{{"never below", &a.Least}, {"never above", &a.Most}, {"from here upwards only if something else holds", &a.From}, {"from here downwards only if something else holds", &a.UpTo}}
		})
	case elicit.Reason:
		a, err := d.lines(&elicit.Answer{}, func(a *elicit.Answer) []prompt {
			return []prompt{{"because", &a.Because}, {"the law or mandate that it rests on", &a.Basis}, {"who could give it up", &a.Owner}}
		})
		return d.graded(a, err)
	case elicit.Condition:
		d.choices(q.Issues)
		picks, err := d.sentence("only if")
		if err != nil || len(picks) == 0 {
			return skipped, err
		}
		return d.because(elicit.Answer{If: picks})
	case elicit.Offer:
		return d.offer(q)
	case elicit.Privacy:
		g, err := d.grade()
		if g == "" {
			return skipped, err
		}
		return elicit.Answer{Grade: g}, err
	case elicit.Order:
		return d.order(q)
	case elicit.Curve:
		return d.curve(q)
	case elicit.First:
		n, err := d.pick("which", d.names(q.Issues))
		if n < 0 {
			return skipped, err
		}
		return elicit.Answer{Issue: q.Issues[n]}, err
	case elicit.Importance:
		return d.importance()
	case elicit.Levels:
		return d.levels(q)
	case elicit.Fallback:
		var ways []string
		for _, w := range elicit.Ways() {
			ways = append(ways, elicit.WayWords(w))
		}
		n, err := d.pick("which", ways)
		if n < 0 {
			return skipped, err
		}
		return d.because(elicit.Answer{Way: elicit.Ways()[n]})
	case elicit.Like:
		return d.like(q)
	case elicit.Worth:
		text, err := d.line("a number, or two with “to” between")
		if err != nil || text == "" {
			return skipped, err
		}
		low, high, _ := strings.Cut(text, "to")
		return elicit.Answer{Low: strings.TrimSpace(low), High: strings.TrimSpace(high)}, nil
	case elicit.Rather:
		for _, issue := range d.s.Case.Issues {
			d.say("  %s: %s", issue.Label(), d.s.Case.Say(issue.ID, q.Packages[0][issue.ID]))
		}
		n, err := d.pick("which", []string{"this package", "no agreement"})
		if n < 0 {
			return skipped, err
		}
		take := n == 0
		return elicit.Answer{Packages: shown(q), Take: &take}, err
	default:
		return d.compare(q)
	}
}

// prompt is a line of an answer.
type prompt struct {
	says string
	to   *string
}

// lines asks for several lines; all of them empty skip the question.
func (d *dialogue) lines(a *elicit.Answer, of func(a *elicit.Answer) []prompt) (elicit.Answer, error) {
	empty := true
	for _, p := range of(a) {
		text, err := d.line(p.says)
		if err != nil {
			return *a, err
		}
		*p.to = text
		empty = empty && text == ""
	}
	if empty {
		return skipped, nil
	}
	return *a, nil
}

// because adds a reason and who may see it.
func (d *dialogue) because(a elicit.Answer) (elicit.Answer, error) {
	var err error
	if a.Because, err = d.line("because"); err != nil {
		return a, err
	}
	return d.graded(a, nil)
}

func (d *dialogue) graded(a elicit.Answer, err error) (elicit.Answer, error) {
	if err == nil && !a.Skip {
		a.Grade, err = d.grade()
	}
	return a, err
}

// grade asks who may see something; nothing typed is the mediator.
func (d *dialogue) grade() (parley.Grade, error) {
	d.say("  Who may see it? (an empty line: the mediator, and no other party)")
	var says []string
	for _, g := range parley.Grades() {
		says = append(says, elicit.GradeWords(g))
	}
	n, err := d.pick("who", says)
	if n < 0 {
		return "", err
	}
	return parley.Grades()[n], err
}

func (d *dialogue) interests() (elicit.Answer, error) {
	var a elicit.Answer
	for {
		text, err := d.line(fmt.Sprintf("%d", len(a.Texts)+1))
		if err != nil {
			return a, err
		}
		if text == "" {
			break
		}
		a.Texts = append(a.Texts, text)
	}
	if len(a.Texts) == 0 {
		return skipped, nil
	}
	return d.graded(a, nil)
}

func (d *dialogue) stances(q elicit.Question) (elicit.Answer, error) {
	a := elicit.Answer{Stances: map[string]elicit.Stance{}}
	words := map[string]elicit.Stance{"a": elicit.Acceptable, "o": elicit.OnlyIf, "n": elicit.Never, "": elicit.Unsaid}
	d.say("  a acceptable, o only if, n never, an empty line: no answer")
	said := false
	for _, o := range q.Options {
		text, err := d.line(d.s.Case.Say(q.Issue, parley.Choice{Option: o}))
		if err != nil {
			return a, err
		}
		stance, known := words[strings.ToLower(text[:min(1, len(text))])]
		if !known {
			return a, fmt.Errorf("%q is none of a, o and n", text)
		}
		a.Stances[o] = stance
		said = said || stance != elicit.Unsaid
	}
	if !said {
		return skipped, nil
	}
	return a, nil
}

// choices lists issues with what can be said of each.
func (d *dialogue) choices(issues []string) {
	for _, id := range issues {
		issue, _ := d.s.Case.Issue(id)
		if issue.Numeric() {
			d.say("  %s: %s, from %s to %s; as in %s>=%s", id, issue.Label(), issue.Range.Min, issue.Range.Max, id, issue.Range.Max)
			continue
		}
		d.say("  %s: %s", id, issue.Label())
		for _, o := range issue.Options {
			d.say("    %s=%s  %s", id, o.ID, o.Text)
		}
	}
	d.say("  Write them with “and” between; several options of one issue with commas, as in water=half,meter and toll<=20")
}

// partText matches a part of a sentence.
var partText = regexp.MustCompile(`^\s*([^\s=<>]+)\s*(=|>=|<=)\s*(.+?)\s*$`)

// sentence asks for picks.
func (d *dialogue) sentence(prompt string) ([]elicit.Pick, error) {
	text, err := d.line(prompt)
	if err != nil || text == "" {
		return nil, err
	}
	var picks []elicit.Pick
	for _, part := range strings.Split(text, " and ") {
		m := partText.FindStringSubmatch(part)
		if m == nil {
			return nil, fmt.Errorf("%q is not of the form issue=option, issue>=number or issue<=number", strings.TrimSpace(part))
		}
		p := elicit.Pick{Issue: m[1]}
		issue, _ := d.s.Case.Issue(p.Issue)
		switch {
		case m[2] == ">=":
			p.Min = m[3]
		case m[2] == "<=":
			p.Max = m[3]
		case issue.Numeric():
			p.Min, p.Max = m[3], m[3]
		default:
			for _, o := range strings.Split(m[3], ",") {
				p.Options = append(p.Options, strings.TrimSpace(o))
			}
		}
		picks = append(picks, p)
	}
	return picks, nil
}

func (d *dialogue) offer(q elicit.Question) (elicit.Answer, error) {
	d.choices(q.Issues)
	accept, err := d.sentence("we would accept")
	if err != nil || len(accept) == 0 {
		return skipped, err
	}
	condition, err := d.sentence("only if")
	if err != nil {
		return skipped, err
	}
	return d.because(elicit.Answer{Accept: accept, If: condition})
}

func (d *dialogue) names(issues []string) []string {
	var names []string
	for _, id := range issues {
		i, _ := d.s.Case.Issue(id)
		names = append(names, i.Label())
	}
	return names
}

// places reads an order such as 2 > 1 = 3 or 2 1 3: numbers from 1 to n.
func places(text string, n int) ([][]int, error) {
	var tiers [][]int
	tied := false
	for _, word := range strings.Fields(strings.NewReplacer("=", " = ", ">", " ", ",", " ").Replace(text)) {
		if word == "=" {
			tied = true
			continue
		}
		at, err := strconv.Atoi(word)
		if err != nil || at < 1 || at > n {
			return nil, fmt.Errorf("%q is none of the numbers from 1 to %d", word, n)
		}
		if tied && len(tiers) > 0 {
			tiers[len(tiers)-1] = append(tiers[len(tiers)-1], at-1)
		} else {
			tiers = append(tiers, []int{at - 1})
		}
		tied = false
	}
	return tiers, nil
}

func (d *dialogue) order(q elicit.Question) (elicit.Answer, error) {
	for n, o := range q.Options {
		d.say("  %d  %s", n+1, d.s.Case.Say(q.Issue, parley.Choice{Option: o}))
	}
	text, err := d.line("the numbers, the best first; = between those that are equally good, as in 2 1=3")
	if err != nil || text == "" {
		return skipped, err
	}
	tiers, err := places(text, len(q.Options))
	if err != nil {
		return skipped, err
	}
	a := elicit.Answer{}
	for _, tier := range tiers {
		var ids []string
		for _, n := range tier {
			ids = append(ids, q.Options[n])
		}
		a.Tiers = append(a.Tiers, ids)
	}
	return a, nil
}

func (d *dialogue) curve(q elicit.Question) (elicit.Answer, error) {
	var example []string
	for n, p := range q.Points {
		example = append(example, fmt.Sprintf("%s=%s", p, elicit.LevelsList()[n*4/(len(q.Points)-1)]))
	}
	d.say("  m the more the better, l the less the better; or how good some numbers are, each best, good, middling, poor or worst:\n  %s", strings.Join(example, " "))
	text, err := d.line("which")
	switch {
	case err != nil || text == "":
		return skipped, err
	case text == "m" || text == "more":
		return elicit.Answer{Better: elicit.More}, nil
	case text == "l" || text == "less":
		return elicit.Answer{Better: elicit.Less}, nil
	}
	a := elicit.Answer{}
	for _, part := range strings.Fields(strings.ReplaceAll(text, ",", " ")) {
		at, level, ok := strings.Cut(part, "=")
		if !ok {
			return a, fmt.Errorf("%q is not of the form number=word", part)
		}
		a.Rated = append(a.Rated, elicit.Rated{At: at, Level: elicit.Level(level)})
	}
	return a, nil
}

func (d *dialogue) importance() (elicit.Answer, error) {
	var words, says []string
	for _, w := range parley.Words() {
		words = append(words, string(w))
	}
	words = append(words, elicit.NoMatter)
	for _, w := range words {
		says = append(says, elicit.ImportanceWords(w))
	}
	n, err := d.pick("how", says)
	if n < 0 {
		return skipped, err
	}
	return elicit.Answer{Word: words[n]}, err
}

func (d *dialogue) levels(q elicit.Question) (elicit.Answer, error) {
	a := elicit.Answer{Levels: map[string]elicit.Level{}}
	var says []string
	for _, l := range elicit.LevelsList() {
		says = append(says, elicit.LevelWords(l, true))
	}
	for _, o := range q.Options {
		d.say("  %s", d.s.Case.Say(q.Issue, parley.Choice{Option: o}))
		n, err := d.pick("how good", says)
		if n < 0 {
			return skipped, err
		}
		a.Levels[o] = elicit.LevelsList()[n]
	}
	return a, nil
}

func (d *dialogue) like(q elicit.Question) (elicit.Answer, error) {
	issue, _ := d.s.Case.Issue(q.Issue)
	if issue.Numeric() {
		text, err := d.line(fmt.Sprintf("a number from %s to %s", issue.Range.Min, issue.Range.Max))
		if err != nil || text == "" {
			return skipped, err
		}
		return elicit.Answer{Choice: text}, nil
	}
	var says []string
	for _, o := range issue.Options {
		says = append(says, d.s.Case.Say(issue.ID, parley.Choice{Option: o.ID}))
	}
	n, err := d.pick("which", says)
	if n < 0 {
		return skipped, err
	}
	return elicit.Answer{Choice: issue.Options[n].ID}, err
}

func shown(q elicit.Question) []map[string]string {
	var all []map[string]string
	for _, p := range q.Packages {
		all = append(all, elicit.Shown(p))
	}
	return all
}

func (d *dialogue) compare(q elicit.Question) (elicit.Answer, error) {
	for n, p := range q.Packages {
		d.say("  %d  %s", n+1, d.s.Differing(p, d.s.DifferingIssues(q.Packages)))
	}
	text, err := d.line("y if it is, or the numbers in your order")
	if err != nil || text == "" {
		return skipped, err
	}
	a := elicit.Answer{Packages: shown(q)}
	if yes(text) {
		text = "1 2 3"[:2*len(q.Packages)-1]
	}
	a.Prefer, err = places(text, len(q.Packages))
	return a, err
}
