package elicit

import (
	"fmt"
	"slices"
	"time"

	"parley"
)

// State says how far a question has come.
type State string

// The states.
const (
	Open     State = "open"     // not answered yet, or the answer does not fit the question any more
	Answered State = "answered" //
	Skipped  State = "skipped"  // the party does not say
)

// Asked is a question with what was answered to it.
type Asked struct {
	Question
	State     State
	Answer    Answer // the last one, also where it does not fit any more; the zero value: none
	Confirmed bool   // the party typed it, or confirmed what somebody else typed for it
}

// Sheet is a questionnaire as far as it has been answered.
type Sheet struct {
	Case     *parley.Case     // as the party may see it, without any position
	Party    parley.Party     //
	Asked    []Asked          // every question that there is by now, in the order in which they are asked
	Position *parley.Position // what the answers say; never nil
	Withheld []Withheld       // what was answered and does not stand in the position
	Warnings []Warning        // what looks wrong; nothing is corrected

	last    map[string]entry // the last answer to each question
	entries int              // of the log
	weigh   *scale           // what choices are worth to the party; nil: not known
}

// entry is an answer with its place in the log, from 0.
type entry struct {
	Answer
	at int
}

// Withheld is something that was answered and does not stand in the position,
// because the position would say more than was said.
type Withheld struct {
	What      WithheldKind
	Questions []string // those to answer, so that it can stand there
}

// WithheldKind says what is withheld.
type WithheldKind string

// What can be withheld.
const (
	WithheldValues    WithheldKind = "values"    // what choices are worth: some issue has no importance, and is not said not to matter
	WithheldFallback  WithheldKind = "fallback"  // what no agreement is worth: a part of it is missing, or it contradicts itself
	WithheldCondition WithheldKind = "condition" // only if, and it was not said if what
	WithheldLevels    WithheldKind = "levels"    // how good options are: they contradict the order
)

// Fold works out the questionnaire of the log's party: all questions that
// there are by now, which are answered, and the position that the answers
// make. The error says that the case has no such party or has errors of its
// own, or that the party is not one that states a position.
//
// The cost grows with issues times options; the packages to compare are looked
// for among at most 81.
func Fold(c *parley.Case, log *Log) (*Sheet, error) {
	party, ok := c.Party(log.Party)
	if !ok {
		return nil, fmt.Errorf("the case has no party %q", log.Party)
	}
	if !States(party) {
		return nil, fmt.Errorf("%s neither agrees to anything nor gives anything, so it states no position", party.Label())
	}
	view := *c.View(log.Party)
	view.Positions, view.Documents, view.Share = nil, nil, nil
	if parley.HasErrors(view.Check()) {
		return nil, fmt.Errorf("the case has errors: see parley check")
	}
	s := &Sheet{Case: &view, Party: party, Position: &parley.Position{Party: log.Party}, last: map[string]entry{}, entries: len(log.Answers)}
	for at, a := range log.Answers {
		if a.Question != ConfirmID {
			s.last[a.Question] = entry{a, at}
		}
	}
	s.ask()
	s.confirm(log)
	s.warn()
	return s, nil
}

// States reports whether a party states a position: one whose consent counts,
// or a guarantor.
func States(p parley.Party) bool { return p.Consents() || p.Is(parley.RoleGuarantor) }

// put adds a question and returns its answer, if there is one that fits.
func (s *Sheet) put(q Question) (Answer, bool) {
	asked := Asked{Question: q, State: Open, Confirmed: true}
	if e, there := s.last[q.ID]; there {
		asked.Answer = e.Answer
		if s.examine(q, e.Answer) == nil {
			asked.State = Answered
			if e.Skip {
				asked.State = Skipped
			}
		}
	}
	s.Asked = append(s.Asked, asked)
	return asked.Answer, asked.State == Answered
}

// Question returns the question with the id.
func (s *Sheet) Question(id string) (Asked, bool) {
	if i := slices.IndexFunc(s.Asked, func(a Asked) bool { return a.ID == id }); i >= 0 {
		return s.Asked[i], true
	}
	return Asked{}, false
}

// Next returns the first question that is open, and whether there is one.
func (s *Sheet) Next() (Question, bool) {
	for _, a := range s.Asked {
		if a.State == Open {
			return a.Question, true
		}
	}
	return Question{}, false
}

// Accept says whether the answer can be taken: nil, or a *Fault. It can answer
// any question that there is by now, open or not, or confirm answers. The
// caller appends it to the log.
func (s *Sheet) Accept(a Answer) error {
	if s.entries >= MaxAnswers {
		return fault(FaultLong, "question", "there are %d answers, and no more can be kept", s.entries)
	}
	if a.Question == ConfirmID {
		if a.By != "" {
			return fault(FaultUnknown, "by", "only the party itself can confirm")
		}
		for _, id := range a.Confirms {
			if _, ok := s.Question(id); !ok {
				return fault(FaultQuestion, "confirms", "there is no question %q", id)
			}
		}
		if a.Seen < 0 || a.Seen > s.entries {
			return fault(FaultRange, "seen", "there are %d answers", s.entries)
		}
		return nil
	}
	q, ok := s.Question(a.Question)
	if !ok {
		return fault(FaultQuestion, "question", "there is no question %q", a.Question)
	}
	if f := s.examine(q.Question, a); f != nil {
		return f
	}
	if line, err := a.Line(); err != nil || len(line) > MaxLine {
		return fault(FaultLong, "question", "the answer has more than %d bytes", MaxLine)
	}
	return nil
}

// confirm marks what somebody else typed and the party has not confirmed since.
func (s *Sheet) confirm(log *Log) {
	upto := map[string]int{}
	for at, a := range log.Answers {
		if a.Question != ConfirmID || a.By != "" {
			continue
		}
		for _, id := range a.Confirms {
			upto[id] = max(upto[id], min(a.Seen, at))
		}
	}
	for i := range s.Asked {
		a := &s.Asked[i]
		if e, there := s.last[a.ID]; there {
			a.Confirmed = e.By == "" || e.at < upto[a.ID]
		}
	}
}

// Unconfirmed lists the questions whose answers somebody else typed and the
// party has not confirmed.
func (s *Sheet) Unconfirmed() []string {
	var ids []string
	for _, a := range s.Asked {
		if !a.Confirmed {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// Confirmation returns the answer by which the party confirms everything that
// somebody else typed for it so far.
func (s *Sheet) Confirmation() Answer {
	return Answer{Question: ConfirmID, Confirms: s.Unconfirmed(), Seen: s.entries}
}

// Progress says how far a questionnaire has come.
type Progress struct {
	Done    int           // questions answered or skipped
	Skipped int           // those of them that were skipped
	All     int           // questions that there are by now; answers may bring more
	Left    time.Duration // about how long the open ones take, in whole minutes; 0 only where none is open
}

// Progress counts questions. The time is an estimate from their kind and size,
// by the rule of thumb of seconds, and not a measurement.
func (s *Sheet) Progress() Progress {
	p := Progress{All: len(s.Asked)}
	left := time.Duration(0)
	for _, a := range s.Asked {
		switch a.State {
		case Open:
			left += seconds(a.Question)
		case Skipped:
			p.Skipped++
			p.Done++
		default:
			p.Done++
		}
	}
	p.Left = (left + time.Minute - 1).Truncate(time.Minute)
	return p
}

// seconds is about how long a question takes a person who knows the matter.
func seconds(q Question) time.Duration {
	n := 0
	switch q.Kind {
	case Stances, Order:
		n = 5 + 4*len(q.Options)
	case Levels:
		n = 5 + 5*len(q.Options)
	case Importance, Like:
		n = 6
	case Privacy, Fallback:
		n = 10
	case Limits, Curve, First, Worth:
		n = 20
	case Reason, Condition, Rather:
		n = 30
	default: // Interests, Offer, Compare
		n = 45
	}
	return time.Duration(n) * time.Second
}
