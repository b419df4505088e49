package elicit_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"parley"
	"parley/bargain/oracle"
	"parley/casefile"
	"parley/elicit"
)

// with returns the case with the position, if it says anything.
func with(c *parley.Case, p *parley.Position) *parley.Case {
	d := *c
	d.Positions = []parley.Position{*p}
	return &d
}

// every compares positions by what they say.
var every = cmp.Options{
	cmp.Comparer(parley.Number.Equal),
	cmpopts.EquateEmpty(),
	cmp.AllowUnexported(parley.Number{}),
}

// Whatever is answered, the position breaks no rule of a case, and a case file
// that holds it reads back as the same. Fails where the questionnaire takes an
// answer that no position can say.
func TestPositionsAreValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		_, s := play(t, c, 200)
		if e := s.Errors(); e != "" {
			t.Fatalf("the position is not valid: %s", e)
		}
		held := with(c, s.Position)
		var file bytes.Buffer
		if err := casefile.Write(&file, held); err != nil {
			t.Fatal(err)
		}
		back, problems := casefile.Read("case.yaml", file.Bytes())
		if problems.Errors() > 0 {
			t.Fatalf("it does not read back: %s\n%s", problems, file.String())
		}
		got := back.Position("p")
		if got == nil {
			got = &parley.Position{Party: "p"}
		}
		if diff := cmp.Diff(s.Position, got, every); diff != "" {
			t.Fatalf("it reads back as another position:\n%s\n%s", diff, file.String())
		}
	})
}

// Every questionnaire ends, whatever is answered: the number of questions is
// bounded by the case. Fails where an answer opens its own question again, or
// questions bring forth questions without end.
func TestQuestionnairesEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		bound := 10 + elicit.MaxOffers
		for _, i := range c.Issues {
			bound += 2*len(i.Options) + 12
		}
		log, s := play(t, c, bound+1)
		if q, more := s.Next(); more {
			t.Fatalf("after %d answers %s is still asked", len(log.Answers), q.ID)
		}
		if p := s.Progress(); p.Done != p.All || p.Left != 0 {
			t.Fatalf("at the end the progress is %+v", p)
		}
	})
}

// Who skips everything has said nothing.
func TestSkippingSaysNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		log := &elicit.Log{Party: "p"}
		for {
			s := fold(t, c, log)
			q, more := s.Next()
			if !more {
				if diff := cmp.Diff(&parley.Position{Party: "p"}, s.Position, every); diff != "" || len(s.Warnings)+len(s.Withheld) > 0 {
					t.Fatalf("%s\n%v %v", diff, s.Warnings, s.Withheld)
				}
				if p := s.Progress(); p.Skipped != p.All || p.Done != p.All {
					t.Fatalf("with everything skipped the progress is %+v", p)
				}
				return
			}
			log.Answers = append(log.Answers, elicit.Answer{Question: q.ID, Skip: true})
		}
	})
}

// The position does not depend on the order in which questions were answered,
// nor on answers that were given before others to the same question. Fails
// where the fold looks at anything but the last answer to each question.
func TestOrderOfAnsweringDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		log, s := play(t, c, 200)
		other := &elicit.Log{Party: "p"}
		for _, n := range rapid.Permutation(indices(len(log.Answers))).Draw(t, "order") {
			q, _ := s.Question(log.Answers[n].Question)
			if rapid.IntRange(0, 3).Draw(t, "before") == 0 && len(q.Packages) == 0 {
				other.Answers = append(other.Answers, drawAnswer(t, c, q.Question)) // to be answered again
			}
			other.Answers = append(other.Answers, log.Answers[n])
		}
		again := fold(t, c, other)
		if diff := cmp.Diff(s.Position, again.Position, every); diff != "" {
			t.Fatalf("in another order it is another position:\n%s", diff)
		}
		if diff := cmp.Diff(s.Warnings, again.Warnings, every); diff != "" {
			t.Fatalf("in another order there are other warnings:\n%s", diff)
		}
	})
}

func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// Stopping anywhere, writing the log down and reading it again changes
// nothing: the next question is the same.
func TestResuming(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		log, s := play(t, c, rapid.IntRange(0, 40).Draw(t, "stop"))
		var file bytes.Buffer
		if err := elicit.WriteLog(&file, log); err != nil {
			t.Fatal(err)
		}
		written := file.String()
		back, notices, err := elicit.ReadLog(&file)
		if err != nil || len(notices) > 0 {
			t.Fatalf("%v %v\n%s", err, notices, written)
		}
		again := fold(t, c, back)
		q, more := s.Next()
		r, still := again.Next()
		if diff := cmp.Diff(q, r, every); diff != "" || more != still {
			t.Fatalf("another question comes next:\n%s", diff)
		}
		if diff := cmp.Diff(s.Position, again.Position, every); diff != "" {
			t.Fatalf("another position:\n%s", diff)
		}
	})
}

// What is not known is not zero: a utility can be computed from the position
// only where every issue on which the party leaves itself a choice was put in
// order and given an importance, or is said not to matter. Fails where an
// issue that was skipped counts as if it did not matter.
func TestNotKnownIsNotZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		_, s := play(t, c, 300)
		known, weighed := true, false
		for _, a := range s.Asked {
			if a.Kind != elicit.Importance {
				continue
			}
			switch {
			case a.State != elicit.Answered:
				known = false
			case a.Answer.Word != elicit.NoMatter:
				weighed = true
				for _, of := range []string{"order.", "curve."} {
					if v, there := s.Question(of + a.Issue); there && v.State != elicit.Answered {
						known = false
					}
				}
			}
		}
		pkg := parley.Package{}
		for _, i := range c.Issues {
			if i.Numeric() {
				pkg[i.ID] = parley.Choice{Number: i.Range.Min}
			} else {
				pkg[i.ID] = parley.Choice{Option: i.Options[0].ID}
			}
		}
		if _, computed := oracle.New(with(c, s.Position)).Utility("p", pkg); computed != (known && weighed) {
			t.Fatalf("a utility is computed: %v; everything was said: %v\n%+v", computed, known && weighed, s.Position)
		}
	})
}

// Nothing is silently corrected: an answer that was taken and fits is in the
// log as it was given, and what does not stand in the position is listed.
func TestWhatIsNotUsedIsListed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		_, s := play(t, c, 300)
		listed := map[string]bool{}
		for _, w := range s.Withheld {
			for _, q := range w.Questions {
				listed[q] = true
			}
		}
		for _, a := range s.Asked {
			if a.Kind == elicit.Condition && a.State != elicit.Answered && !listed[a.ID] {
				t.Fatalf("%s is not answered and not listed", a.ID)
			}
			if a.Kind == elicit.Order && a.State == elicit.Answered {
				_, stands := s.Position.ValueOf(a.Issue)
				word, _ := s.Question("importance." + a.Issue)
				if !stands && word.Answer.Word != elicit.NoMatter && !slices.ContainsFunc(s.Withheld, func(w elicit.Withheld) bool { return w.What == elicit.WithheldValues }) {
					t.Fatalf("%s was answered and does not stand in the position, and nothing is said of it", a.ID)
				}
			}
		}
	})
}

// What somebody else typed is marked until the party confirms it, and again
// when it is typed anew.
func TestTypedForAParty(t *testing.T) {
	c := drawn(t)
	log := &elicit.Log{Party: "p", Answers: []elicit.Answer{
		{Question: "interests", Texts: []string{"Peace"}, By: "mediator"},
		{Question: "stance.a", Stances: map[string]elicit.Stance{"x": elicit.Never, "y": elicit.Acceptable}},
	}}
	s := fold(t, c, log)
	if got := s.Unconfirmed(); !slices.Equal(got, []string{"interests"}) {
		t.Fatalf("unconfirmed: %v", got)
	}
	confirmation := s.Confirmation()
	late := elicit.Answer{Question: "interests", Texts: []string{"War"}, By: "mediator"}
	log.Answers = append(log.Answers, late, confirmation) // typed while the party read
	if got := fold(t, c, log).Unconfirmed(); !slices.Equal(got, []string{"interests"}) {
		t.Fatalf("what the party had not seen is confirmed: %v", got)
	}
	log.Answers = append(log.Answers, fold(t, c, log).Confirmation())
	if got := fold(t, c, log).Unconfirmed(); len(got) > 0 {
		t.Fatalf("unconfirmed after all: %v", got)
	}
	bad := elicit.Answer{Question: elicit.ConfirmID, By: "mediator", Confirms: []string{"interests"}}
	if s.Accept(bad) == nil {
		t.Fatal("the mediator confirms for the party")
	}
}

// drawn is a small case by hand.
func drawn(testing.TB) *parley.Case {
	issue := func(id string, options ...string) parley.Issue {
		i := parley.Issue{ID: id}
		for _, o := range options {
			i.Options = append(i.Options, parley.Option{ID: o})
		}
		return i
	}
	return &parley.Case{Title: "By hand", Parties: []parley.Party{{ID: "p"}, {ID: "q"}, {ID: "m", Roles: []parley.Role{parley.RoleMediator}}},
		Issues: []parley.Issue{issue("a", "x", "y"), issue("b", "x", "y", "z"), issue("c", "x", "y", "z")}}
}

// No question depends on what others keep confidential, and none on positions
// at all: the sheet of a party is the same whatever they say.
func TestNothingOfOthersIsUsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		log, s := play(t, c, 200)
		d := *c
		_, theirs := play(t, c, 200)
		theirs.Position.Party = "other"
		d.Positions = []parley.Position{*theirs.Position}
		d.Norms = []parley.Norm{}
		for _, dem := range theirs.Position.Never {
			d.Norms = append(d.Norms, parley.Norm{Pattern: dem.Pattern, Grade: parley.GradeMediator})
		}
		again := fold(t, &d, log)
		for _, pair := range [][2]any{{s.Asked, again.Asked}, {s.Warnings, again.Warnings}, {s.Position, again.Position}, {s.Withheld, again.Withheld}} {
			if diff := cmp.Diff(pair[0], pair[1], every, cmpopts.IgnoreUnexported(elicit.Answer{})); diff != "" {
				t.Fatalf("with another's secrets it differs:\n%s", diff)
			}
		}
	})
}

// The fold of the same log is the same, to the last word.
func TestDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		log, s := play(t, c, rapid.IntRange(1, 60).Draw(t, "stop"))
		if diff := cmp.Diff(s.Asked, fold(t, c, log).Asked, every, cmpopts.IgnoreUnexported(elicit.Answer{})); diff != "" {
			t.Fatal(diff)
		}
	})
}
