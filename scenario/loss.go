package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Loss is something that a conversion cannot carry over.
type Loss struct {
	Where    string // the profile, issue or part of a case; empty: the scenario
	What     string // what would be lost, or what is done instead
	Rounding bool   // numbers changed in their twentieth place and no more: doubles keep fewer
}

// String writes where: what.
func (l Loss) String() string {
	if l.Where == "" {
		return l.What
	}
	return l.Where + ": " + l.What
}

// LossError says that a conversion would lose something.
type LossError struct {
	To     string // the format
	Losses []Loss
}

// Error lists what would be lost, one a line.
func (e *LossError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s cannot express all of it:", e.To)
	for _, l := range e.Losses {
		b.WriteString("\n  " + l.String())
	}
	return b.String()
}

// Refuse returns a *LossError where a conversion to a format lost more than
// digits that no program keeps, and nil otherwise.
func Refuse(to string, losses []Loss) error {
	var real []Loss
	for _, l := range losses {
		if !l.Rounding {
			real = append(real, l)
		}
	}
	if len(real) == 0 {
		return nil
	}
	return &LossError{to, real}
}

// lossList gathers losses, each once.
type lossList struct {
	all  []Loss
	seen map[Loss]bool
}

// copy returns a list of its own of what is listed so far.
func (l *lossList) copy() lossList {
	return lossList{slices.Clone(l.all), maps.Clone(l.seen)}
}

func (l *lossList) add(where, format string, args ...any) {
	l.put(Loss{Where: where, What: fmt.Sprintf(format, args...)})
}

func (l *lossList) rounded(where string) {
	l.put(Loss{Where: where, What: fmt.Sprintf("some numbers are rounded to %d places", digits), Rounding: true})
}

func (l *lossList) put(x Loss) {
	if l.seen[x] {
		return
	}
	if l.seen == nil {
		l.seen = map[Loss]bool{}
	}
	l.seen[x] = true
	l.all = append(l.all, x)
}
