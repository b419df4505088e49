package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"parley"
	"parley/internal/outline"
)

// questions asks for what a case is about, a line at a time.
type questions struct {
	in    *bufio.Reader
	out   io.Writer
	end   string // of a line with a question: a terminal shows the answer behind it
	ended bool   // nobody answers any more: everything is as in brackets
	err   error  // the reader's, other than its end
}

func newQuestions(p *program) *questions {
	q := &questions{in: bufio.NewReader(p.in), out: p.err, end: "\n"}
	if isTerminal(p.in) {
		q.end = ": "
	}
	return q
}

// maxAnswer is how long an answer may be, in bytes.
const maxAnswer = 10_000

// ask returns the answer, or what stands in brackets if there is none.
func (q *questions) ask(question, otherwise string) string {
	if q.ended {
		return otherwise
	}
	fmt.Fprint(q.out, question)
	if otherwise != "" {
		fmt.Fprintf(q.out, " [%s]", otherwise)
	}
	fmt.Fprint(q.out, q.end)
	answer, err := q.in.ReadString('\n')
	if err != nil {
		q.ended = true
		if !errors.Is(err, io.EOF) {
			q.err = err
		}
	}
	if len(answer) > maxAnswer {
		answer = strings.ToValidUTF8(answer[:maxAnswer], "")
	}
	if answer = strings.TrimSpace(printable(answer)); answer != "" {
		return answer
	}
	return otherwise
}

func (q *questions) say(format string, args ...any) {
	if !q.ended {
		fmt.Fprintf(q.out, format+"\n", args...)
	}
}

// printable leaves out what is no text: bytes that are not UTF-8 and controls.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\uFFFD' || r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || r == '\u2028' || r == '\u2029' || r == '\ufeff' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// sketch asks everything.
func (q *questions) sketch() *sketch {
	s := &sketch{}
	s.title = q.ask("What is being negotiated?", "Two sides and a plan")
	s.about = q.ask("In a sentence, who, what, since when? (may be left empty)", "")
	q.parties(s)
	q.issues(s)
	return s
}

func (q *questions) parties(s *sketch) {
	q.say("\nWho has to agree? One party a line; an empty line ends the list.")
	for n := 1; ; n++ {
		otherwise := ""
		if n <= 2 {
			otherwise = []string{"First party", "Second party"}[n-1]
		}
		name := q.ask("Party "+strconv.Itoa(n), otherwise)
		if name == "" {
			return
		}
		s.parties = append(s.parties, named{outline.ID(name, "party", ids(s.parties)), name})
	}
}

func (q *questions) issues(s *sketch) {
	q.say("\nWhat has to be settled? One issue at a time; an empty line ends the list.")
	for n := 1; ; n++ {
		otherwise := ""
		if n == 1 {
			otherwise = "First issue"
		}
		name := q.ask("Issue "+strconv.Itoa(n), otherwise)
		if name == "" {
			return
		}
		i := sketchIssue{named: named{outline.ID(name, "issue", s.issueIDs()), name}}
		for {
			answer := q.ask("  its options, with commas between, or a range such as 0..100 step 10 k€", "Yes, No")
			err := i.settle(answer)
			if err == nil {
				break
			}
			q.say("  %s", err)
		}
		s.issues = append(s.issues, i)
	}
}

// rangeText matches 0..100 step 10 k€, with the step and the unit optional.
var rangeText = regexp.MustCompile(`^(-?\d+(?:\.\d+)?)\s*(?:\.\.|…|–|to|-)\s*(-?\d+(?:\.\d+)?)(?:\s+(?:step|by)\s+(\d+(?:\.\d+)?))?\s*(.*)$`)

// settle reads what an issue can be.
func (i *sketchIssue) settle(answer string) error {
	if m := rangeText.FindStringSubmatch(answer); m != nil && !strings.Contains(answer, ",") {
		i.min, i.max, i.step, i.unit = m[1], m[2], m[3], m[4]
		return i.rangeProblem()
	}
	i.options = nil
	for _, text := range strings.Split(answer, ",") {
		if text = strings.TrimSpace(text); text != "" {
			i.options = append(i.options, named{outline.ID(text, "option", ids(i.options)), text})
		}
	}
	if len(i.options) < 2 {
		return errors.New("there have to be at least two options to choose from")
	}
	return nil
}

// rangeProblem holds a range to the same rules as every case.
func (i *sketchIssue) rangeProblem() error {
	r := &parley.Range{Min: number(i.min), Max: number(i.max)}
	if i.step != "" {
		step := number(i.step)
		r.Step = &step
	}
	c := parley.Case{Parties: []parley.Party{{ID: "a"}}, Issues: []parley.Issue{{ID: i.id, Range: r}}}
	for _, p := range c.Check() {
		if p.Severity == parley.Error {
			return errors.New(p.Message)
		}
	}
	return nil
}
