package secretariat

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/bargain"
	"parley/brief"
	"parley/internal/seal"
	"parley/phrase"
	"parley/talks"
)

// answer is what the engine says to a question of the rules.
type answer struct {
	over    []int  // the events of the positions that it rests on
	says    string // what goes to everybody: packages and counts, nobody's numbers
	content *Content
}

// needsAnswer says that the engine has to be asked before a release is decided.
type needsAnswer struct {
	known    known
	question talks.Question
}

func (*needsAnswer) Error() string { return "the engine has to be asked first" }

// fillAnswer puts the engine's answer into a release. The engine is asked while
// nobody waits for it; if a position changes meanwhile, it is asked again.
func (k *known) fillAnswer(c *talks.Command, m *motion) (*Content, error) {
	if c.Says != "" || c.Hash != "" {
		return nil, &Unfit{What: phrase.New("content.answer", "the answer is the engine's: leave it out")}
	}
	c.Says, c.Hash = "An answer.", emptyHash // while it is tried whether it may be released at all
	if _, err := talks.Decide(k.state, *c); err != nil {
		return nil, nil // the talks say why not
	}
	i := slices.IndexFunc(k.state.Rules.Questions, func(q talks.Question) bool { return q.ID == c.Question })
	if m.answer == nil || !slices.Equal(m.answer.over, k.rests()) {
		return nil, &needsAnswer{*k, k.state.Rules.Questions[i]}
	}
	m.content = m.answer.content
	c.Says = m.answer.says
	return k.committed(c, m)
}

// rests lists the events of the newest positions, in the order of the parties.
func (k *known) rests() []int {
	var all []int
	for _, p := range k.state.Parties {
		all = append(all, latest(k.state, p.ID))
	}
	return all
}

// answer asks the engine over every position, what only it may use included. It
// is shown of the answer what a case may declare, and no more.
func (s *Secretariat) answer(ctx context.Context, k known, q talks.Question) (*answer, error) {
	c, err := s.whole(ctx, &k)
	if err != nil {
		return nil, err
	}
	for _, party := range k.state.Required() {
		if c.Position(party) == nil {
			return nil, fmt.Errorf("the position of %s cannot be opened any more: its keys were destroyed", party)
		}
	}
	c.Share = []string{q.Ask}
	engine := c.Mediator()
	only := bargain.Options{Only: []bargain.Question{bargain.Question(q.Ask)}}
	full, err := analyse(ctx, engine, only)
	if err != nil {
		return nil, err
	}
	common := c.Common()
	open, err := analyse(ctx, common, only)
	if err != nil {
		return nil, err
	}
	says, err := declared(common, open, full)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := brief.JSON(&b, engine, full, brief.Options{}); err != nil {
		return nil, err
	}
	long := b.String()
	if len(long) > seal.MaxPlain/2 { // in JSON it may be longer
		long = fmt.Sprintf("SHA-256 %x", sha256.Sum256(b.Bytes()))
	}
	return &answer{k.rests(), says, &Content{Salt: salt(), Answer: long}}, nil
}

func analyse(ctx context.Context, c *parley.Case, o bargain.Options) (*bargain.Answer, error) {
	problem, err := bargain.Compile(c)
	if err != nil {
		return nil, err
	}
	a, err := problem.Analyze(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("the engine has no answer: %w", err)
	}
	return a, nil
}

// declared writes what a case may declare of an answer: all of it, or, where it
// is too long, the beginning of each list and how much there is.
func declared(common *parley.Case, open, full *bargain.Answer) (string, error) {
	for _, all := range []bool{true, false} {
		report := brief.Compose(common, open, brief.Options{Audience: brief.ForAll, Shared: full, All: all})
		i := slices.IndexFunc(report.Sections, func(x brief.Section) bool { return x.ID == "declared" })
		if i < 0 {
			break
		}
		only := brief.Report{All: all, Sections: []brief.Section{{}}}
		for _, block := range report.Sections[i].Blocks {
			if list, ok := block.(brief.List); ok { // not what is said of declarations
				only.Sections[0].Blocks = append(only.Sections[0].Blocks, list)
			}
		}
		var b bytes.Buffer
		if err := only.Text(&b, 80, false); err != nil {
			return "", err
		}
		// Behind the line of a heading that says nothing stands the one answer.
		if _, says, ok := strings.Cut(b.String(), "\n- "); ok && len(says) <= talks.MaxSays {
			return strings.TrimSpace(says), nil
		}
	}
	return "There is nothing to be answered: no package is acceptable to every party, or not enough is known.", nil
}
