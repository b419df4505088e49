package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"parley"
	"parley/elicit"
	"parley/elicit/form"
	"parley/internal/secretariat"
	"parley/talks"
)

var positionPage = page{name: "position", group: "private", whom: func(v *visit) bool { return v.Chair() || v.stating(v.Me) }, show: (*visit).position, post: (*visit).answerPosition, preview: (*visit).previewPosition,
	files: map[string]func(v *visit, w http.ResponseWriter) error{"GET /talks/{talk}/position/paper": (*visit).positionOnPaper}}

// Answers keeps what parties have answered about their positions and not
// submitted yet. By is whose key seals them: the person's party, or empty for a
// mediator who types in for one. *desk.Desk is one.
type Answers interface {
	// KeepAnswers puts them in the place of what was found, and returns false,
	// having changed nothing, where others were kept since. When it returns
	// true, they are on the disk.
	KeepAnswers(ctx context.Context, talk, person, by, party, found string, answers []byte) (bool, error)

	// Answers returns what was kept, nil where nothing was, and by what name it
	// was found.
	Answers(ctx context.Context, talk, person, by, party string) (answers []byte, found string, err error)
}

// position is one question at a time, or what has become of the answers.
type position struct {
	People []positionPerson // in whose name a mediator can type in; nothing else is shown
	Nobody bool             // there is nobody yet in whose name one could
	None   bool             // who asks speaks for no party that states a position
	Kept   bool             // whether there is anything that keeps answers

	Confirm []positionEntry // what a mediator submitted for the visitor

	Done, Skipped, All int // questions; those skipped are among those done
	Minutes            int // that the open ones take, about
	Ask, Help          template.HTML
	Form               *Form // of the question, or nil at the end
	Fields             []positionField
	Single             bool   // one tap answers it
	Back               string // the question before
	Contents           []positionLink
	Warnings           []positionWarning
	Lacks              []positionWarning
	Review             *positionReview
}

type positionPerson struct {
	Name string
	Says template.HTML
	Path string
}

// Answered is how many questions were answered: those that were skipped were not.
func (x *position) Answered() int { return x.Done - x.Skipped }

// positionLink leads to a question.
type positionLink struct {
	Says  string
	Path  string
	State string
	Here  bool
}

// positionWarning is something to look at again.
type positionWarning struct {
	Says  template.HTML
	Links []positionLink
}

// stating reports whether the person speaks for a party that states a position.
func (v *visit) stating(p talks.Person) bool {
	if p.Party == "" || p.Seat == talks.Observer || p.Seat == talks.Auditor {
		return false
	}
	c, err := v.advice()
	if err != nil {
		return false
	}
	party, ok := c.Party(p.Party)
	return ok && elicit.States(party)
}

func (v *visit) position() (any, error) {
	var err error
	x := &position{Kept: v.site.Answers != nil}
	who := v.acting()
	if v.Chair() && v.For.ID == "" {
		for _, p := range v.state.People {
			if !p.Removed && (p.Seat == talks.Head || p.Seat == talks.Mandator || p.Seat == talks.Guarantor) && v.stating(p) {
				x.People = append(x.People, positionPerson{p.Name, v.Seat(p), v.Path("position", "for", p.ID)})
			}
		}
		x.Nobody = len(x.People) == 0
		return x, nil
	}
	if x.None = !v.stating(who); x.None || !x.Kept {
		return x, nil
	}
	if x.Confirm, err = v.enteredPositions(); err != nil {
		return nil, err
	}
	log, s, _, err := v.sheet(who)
	if err != nil {
		return nil, err
	}
	p := s.Progress()
	x.Done, x.Skipped, x.All, x.Minutes = p.Done, p.Skipped, p.All, int(p.Left.Minutes())
	x.contents(v, s)
	q, more := v.asked(s)
	if !more {
		x.Review, err = v.review(s)
		if err == nil && x.Review.Submit != nil {
			x.Review.Submit.Hidden = append(x.Review.Submit.Hidden, field{"was", nameOf(log.Answers...)})
		}
		return x, err
	}
	asked, _ := s.Question(q.ID)
	a := asked.Answer
	x.Form = v.plain("answer")
	x.Form.Hidden = append(x.Form.Hidden, field{"question", q.ID}, field{"was", nameOf(to(log.Answers, q.ID)...)})
	if f := x.Form; f.typed != nil && f.typed.Get("question") == q.ID {
		a = answerOf(q, f.typed)
	}
	x.Ask, x.Help = v.questionWords(s, q)
	x.Fields = v.positionFields(s, q, a)
	x.Single = slices.ContainsFunc(x.Fields, func(f positionField) bool { return f.Kind == "buttons" })
	if at := slices.IndexFunc(s.Asked, func(o elicit.Asked) bool { return o.ID == q.ID }); at > 0 {
		x.Back = v.Path("position", "q", s.Asked[at-1].ID)
	}
	return x, nil
}

// asked returns the question that the address names, or the next one; false
// where it asks for all that was answered, or nothing is open.
func (v *visit) asked(s *elicit.Sheet) (elicit.Question, bool) {
	id := v.r.URL.Query().Get("q")
	if f := v.typed.Get("question"); f != "" { // what was typed comes back with its question
		id = f
	}
	if id == "all" {
		return elicit.Question{}, false
	}
	if q, ok := s.Question(id); ok {
		return q.Question, true
	}
	return s.Next()
}

// sheet reads what the party has answered so far, and by what name it was found.
func (v *visit) sheet(who talks.Person) (log *elicit.Log, s *elicit.Sheet, found string, err error) {
	c, err := v.advice()
	if err != nil {
		return nil, nil, "", err
	}
	data, found, err := v.site.Answers.Answers(v.ctx(), v.Talk, v.Me.ID, v.Me.Party, who.Party)
	if err != nil {
		return nil, nil, "", err
	}
	log = &elicit.Log{Party: who.Party}
	if len(data) > 0 {
		if log, _, err = elicit.ReadLog(bytes.NewReader(data)); err != nil {
			return nil, nil, "", err
		}
	}
	s, err = elicit.Fold(c, log)
	return log, s, found, err
}

// to returns the answers to a question.
func to(answers []elicit.Answer, question string) []elicit.Answer {
	return slices.DeleteFunc(slices.Clone(answers), func(a elicit.Answer) bool { return a.Question != question })
}

// nameOf names answers by what they say, so that a form can tell which its
// sender saw: short, and only ever compared with what the same party answered.
func nameOf(answers ...elicit.Answer) string {
	if len(answers) == 0 {
		return "none"
	}
	text, err := json.Marshal(answers)
	if err != nil {
		panic(err) // plain fields: it cannot fail
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// errMeanwhile refuses what was sent by somebody who saw other answers than
// there are by now.
var errMeanwhile = &mistake{"position.fault.meanwhile", nil}

// answerPosition carries out what the forms of the page ask for.
func (v *visit) answerPosition() (string, error) {
	who := v.acting()
	if do := talks.Do(v.r.PostForm.Get("do")); do == talks.DoConfirm || do == talks.DoDisown {
		return v.act()
	}
	if v.site.Answers == nil || !v.stating(who) {
		return "", errNotHere
	}
	// Two of a delegation may answer at once, here or at another server: neither
	// takes the other's answer away.
	for range 50 {
		to, done, err := v.answerOnce(who)
		if done || err != nil {
			return to, err
		}
	}
	return "", errMeanwhile
}

// answerOnce takes in what was sent; not done where others kept answers between
// its reading and its keeping.
func (v *visit) answerOnce(who talks.Person) (goOn string, done bool, err error) {
	log, s, found, err := v.sheet(who)
	if err != nil {
		return "", false, err
	}
	f := v.r.PostForm
	if f.Get("form") == "submit" {
		if f.Has("was") && f.Get("was") != nameOf(log.Answers...) {
			return "", false, errMeanwhile
		}
		goOn, err = v.submitPosition(s)
		return goOn, err == nil, err
	}
	q, ok := s.Question(f.Get("question"))
	if !ok {
		return "", false, &mistake{"position.fault.question", nil}
	}
	if f.Has("was") && f.Get("was") != nameOf(to(log.Answers, q.ID)...) {
		return "", false, errMeanwhile
	}
	a := answerOf(q.Question, f)
	a.Question = q.ID
	if v.For.ID != "" {
		a.By = v.Me.ID
	}
	if f.Get("skip") != "" {
		a = elicit.Answer{Question: q.ID, By: a.By, Skip: true}
	}
	if err := s.Accept(a); err != nil {
		if fault, ok := err.(*elicit.Fault); ok {
			return "", false, &mistake{"position.fault." + string(fault.Code), nil}
		}
		return "", false, err
	}
	log.Answers = append(compacted(log.Answers, a.Question), a)
	var b bytes.Buffer
	if err := elicit.WriteLog(&b, log); err != nil {
		return "", false, err
	}
	done, err = v.site.Answers.KeepAnswers(v.ctx(), v.Talk, v.Me.ID, v.Me.Party, who.Party, found, b.Bytes())
	if v.r.URL.Query().Get("q") != "" && v.r.URL.Query().Get("then") == "all" {
		return v.Path("position", "q", "all"), done, err
	}
	return v.Path("position"), done, err
}

// positionOnPaper gives the questions to print, with what was answered so far.
func (v *visit) positionOnPaper(w http.ResponseWriter) error {
	who := v.acting()
	if v.site.Answers == nil || !v.stating(who) {
		return errNotHere
	}
	_, s, _, err := v.sheet(who)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := form.In(s, onPaper{v}).HTML(&b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="position.html"`)
	_, _ = w.Write(b.Bytes()) // who went away does not need it
	return nil
}

// maxHistory is how many answers to one question are kept.
const maxHistory = 5

// compacted leaves out the oldest answers to a question, so that a party that
// changes its mind often does not run out of room.
func compacted(answers []elicit.Answer, question string) []elicit.Answer {
	n := 0
	for _, a := range answers {
		if a.Question == question {
			n++
		}
	}
	return slices.DeleteFunc(slices.Clone(answers), func(a elicit.Answer) bool {
		drop := a.Question == question && n >= maxHistory
		if drop {
			n--
		}
		return drop
	})
}

// submitPosition seals what has become of the answers.
func (v *visit) submitPosition(s *elicit.Sheet) (string, error) {
	ask, err := v.ask()
	if err != nil {
		return "", err
	}
	ask.Do = talks.DoSubmit
	ask.Content = &secretariat.Content{Position: v.stated(s)}
	return v.do(ask)
}

// stated returns the position that the answers make, with what is not asked
// here: why brackets are held, and what the position says about the party.
func (v *visit) stated(s *elicit.Sheet) *parley.Position {
	p := *s.Position
	if old := v.submittedPosition(); old != nil {
		p.Brackets, p.About = old.Brackets, old.About
	}
	return &p
}

// contents lists the questions, and what looks wrong.
func (x *position) contents(v *visit, s *elicit.Sheet) {
	link := func(id string) positionLink {
		q, _ := s.Question(id)
		ask, _ := v.questionWords(s, q.Question)
		return positionLink{Says: plainText(ask), Path: v.Path("position", "q", id, "then", "all"), State: string(q.State), Here: v.r.URL.Query().Get("q") == id}
	}
	for _, q := range s.Asked {
		x.Contents = append(x.Contents, link(q.ID))
	}
	links := func(ids []string) []positionLink {
		var all []positionLink
		for _, id := range ids {
			if _, there := s.Question(id); there {
				all = append(all, link(id))
			}
		}
		return all
	}
	for _, w := range s.Warnings {
		x.Warnings = append(x.Warnings, positionWarning{v.warningWords(s, w), links(w.Questions)})
	}
	for _, w := range s.Withheld {
		x.Lacks = append(x.Lacks, positionWarning{v.T("position.lacks." + string(w.What)), links(w.Questions)})
	}
}

// plainText takes the marks off again that keep names apart.
func plainText(h template.HTML) string {
	return unescapeText.Replace(string(h))
}

var unescapeText = strings.NewReplacer("<bdi>", "", "</bdi>", "", "&lt;", "<", "&gt;", ">", "&#34;", `"`, "&#39;", "'", "&amp;", "&")
