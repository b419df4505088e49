package secretariat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"parley"
	"parley/casefile"
	"parley/ledger"
	"parley/phrase"
	"parley/talks"
	"parley/text"
)

// seated finds somebody with a seat.
func (k *known) seated(person string) (talks.Person, error) {
	p, ok := k.state.Person(person)
	if !ok || p.Removed {
		return p, &talks.Refusal{Rule: talks.SeatActive, Found: phrase.New("content.unseated", "%s has none", phrase.Quote(person))}
	}
	return p, nil
}

// View returns what the person may see of a talk.
func (s *Secretariat) View(ctx context.Context, talk, person string) (*talks.View, error) {
	k, err := s.newest(ctx, talk)
	if err != nil {
		return nil, err
	}
	return k.state.View(person), nil
}

// Summary says of a talk what helps to find it.
type Summary struct {
	Talk   string       `json:"talk"`
	Title  string       `json:"title,omitempty"`
	Seq    int          `json:"seq"`              // how many events there are
	At     time.Time    `json:"at"`               // of the last one
	Round  int          `json:"round,omitempty"`  // how many there have been
	Status talks.Status `json:"status,omitempty"` // of the whole
	Fault  string       `json:"fault,omitempty"`  // why its journal cannot be read, and then nothing of the above but Talk
}

// Talks lists all talks by name. It knows no reader: who shows it says to whom.
func (s *Secretariat) Talks(ctx context.Context) ([]Summary, error) {
	tips, err := s.store.Talks(ctx)
	if err != nil {
		return nil, err
	}
	var all []Summary
	for _, tip := range tips {
		state, err := s.State(ctx, tip.Talk)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			all = append(all, Summary{Talk: tip.Talk, Fault: err.Error()})
		default:
			all = append(all, Summary{Talk: tip.Talk, Title: state.Title, Seq: state.Seq, At: state.At, Round: len(state.Rounds), Status: state.WholeStatus()})
		}
	}
	return all, nil
}

// Past is an event with its entry in the journal.
type Past struct {
	Event   talks.Event
	Written time.Time // when the entry was
	Receipt ledger.Receipt
}

// History lists the events behind event after that the person may see, in their
// order. Numbers are left out where they may not.
func (s *Secretariat) History(ctx context.Context, talk, person string, after int) ([]Past, error) {
	k, err := s.newest(ctx, talk)
	if err != nil {
		return nil, err
	}
	p, err := k.seated(person)
	if err != nil {
		return nil, err
	}
	keys := keysOf(p)
	if len(keys) == 0 {
		return nil, &talks.Refusal{Rule: talks.SeatEntitled, Found: phrase.New("content.unread", "%s is %s, and reads no content", person, p.Seat)}
	}
	if after < 0 || after >= len(k.written) {
		return nil, nil
	}
	from := int64(0) // an event that is long begins some entries before its own
	if after > 0 {
		from = k.written[after-1]
	}
	var all []Past
	err = s.store.Read(ctx, talk, from, func(record ledger.Record) error {
		switch e := record.Entry; {
		case e.Number > k.tip.Number: // written since
			return nil
		case isOwn(e.Kind):
			return nil
		case e.Kind == kindMore:
			k.begun = append(k.begun, e.Open...)
			return nil
		case e.Kind == kindSealed && !reachedBy(e, keys):
			return nil
		}
		e, err := k.event(ctx, record)
		if err != nil {
			return err
		}
		if awaits := e.Do == talks.DoEnter && e.For != person && !p.Seat.Chair(); !awaits {
			all = append(all, Past{*e, record.Entry.Time, record.Entry.Receipt()})
		}
		return nil
	})
	return all, err
}

// reachedBy reports whether one of the keys opens the event of a sealed entry. It
// may stand in several parts (see seal); and whoever reads what goes with an
// event may see that it happened.
func reachedBy(e ledger.Entry, keys []string) bool {
	return slices.ContainsFunc(e.Sealed, func(x ledger.Sealed) bool {
		return slices.ContainsFunc(x.Readers, func(r string) bool { return slices.Contains(keys, keyOf(r)) })
	})
}

// Read returns what was sealed with an event, if the person's view lists it: in
// Sealed, as a message (see Message), or as what waits for that person's
// confirmation. Nobody reads ticks, and an auditor reads nothing.
func (s *Secretariat) Read(ctx context.Context, talk, person string, seq int) (Content, error) {
	k, err := s.newest(ctx, talk)
	if err != nil {
		return Content{}, err
	}
	p, err := k.seated(person)
	if err != nil {
		return Content{}, err
	}
	keys, v := keysOf(p), k.state.View(person)
	listed := slices.ContainsFunc(v.Sealed, func(x talks.Sealed) bool { return x.Seq == seq && x.Do != talks.DoTick }) ||
		slices.ContainsFunc(v.ToConfirm, func(x talks.Entry) bool { return x.Seq == seq && x.Act.Author == person })
	if listed && len(keys) > 0 {
		return s.opened(ctx, &k, keys, seq)
	}
	for _, m := range v.Messages {
		if k.messages[m.ID] == seq {
			return s.message(ctx, &k, p, m.ID)
		}
	}
	return Content{}, &talks.Refusal{Rule: talks.SeatEntitled, Found: phrase.New("content.shut", "event %d holds nothing that %s may open", seq, person)}
}

// Message returns the words of a message, to its source, the mediators and
// those to whom it was carried.
func (s *Secretariat) Message(ctx context.Context, talk, person, id string) (Content, error) {
	k, err := s.newest(ctx, talk)
	if err != nil {
		return Content{}, err
	}
	p, err := k.seated(person)
	if err != nil {
		return Content{}, err
	}
	if !slices.ContainsFunc(k.state.View(person).Messages, func(m talks.Message) bool { return m.ID == id }) {
		return Content{}, &talks.Refusal{Rule: talks.FormExists, Found: phrase.New("content.message", "there is no message %s", phrase.Quote(id))}
	}
	return s.message(ctx, &k, p, id)
}

// message opens a message for somebody who may know of it: the one that was
// taken down, or the copy that was carried to them.
func (s *Secretariat) message(ctx context.Context, k *known, p talks.Person, id string) (Content, error) {
	c, err := s.opened(ctx, k, keysOf(p), k.messages[id])
	if !errors.Is(err, errNotThere) {
		return c, err
	}
	m := messageOf(k.state, &talks.Event{Act: talks.Act{Message: id}})
	for _, d := range m.Delivered {
		if d.Party == p.Party {
			return s.opened(ctx, k, keysOf(p), d.Seq)
		}
	}
	return c, err
}

// opened is content with its position read.
func (s *Secretariat) opened(ctx context.Context, k *known, keys []string, seq int) (Content, error) {
	c, err := s.content(ctx, k, keys, seq)
	if err != nil || c.File == "" {
		return c, err
	}
	for _, key := range keys {
		if _, ok := k.state.Party(key); ok {
			c.Position, err = k.positionOf(key, c.File)
			break
		}
	}
	return c, err
}

// positionOf reads a position that was sealed.
func (k *known) positionOf(party, file string) (*parley.Position, error) {
	p, found := casefile.ReadPosition("position", []byte(file), k.forPositions(party), party)
	if n := found.Errors(); n > 0 { // which, only the party may know, and others come here too
		return nil, fmt.Errorf("a position of %s cannot be read, although it could when it was sealed: %d errors are found in it, by another version perhaps", party, n)
	}
	return p, nil
}

// submitted opens a position that a party has submitted.
func (s *Secretariat) submitted(ctx context.Context, k *known, party string, seq int) (*parley.Position, error) {
	c, err := s.content(ctx, k, own(party), seq)
	if err != nil {
		return nil, err
	}
	return k.positionOf(party, c.File)
}

// Case returns the case that the engine may compute with for a person, rebuilt
// from what the talks were opened from, the newest position of each party and
// what the text on the table has taken, which is a norm then. Mediators get
// what the grades let them compute with (parley.Case.Mediator); a delegation
// its own position and what others hold openly (parley.Case.View); everybody
// else what is joint. Positions whose keys were destroyed are not in it.
func (s *Secretariat) Case(ctx context.Context, talk, person string) (*parley.Case, error) {
	k, err := s.newest(ctx, talk)
	if err != nil {
		return nil, err
	}
	p, err := k.seated(person)
	if err != nil {
		return nil, err
	}
	if p.Seat == talks.Auditor {
		return nil, &talks.Refusal{Rule: talks.SeatEntitled, Found: phrase.New("content.auditor", "%s is auditor, and reads no content", person)}
	}
	c, err := s.whole(ctx, &k)
	switch {
	case err != nil:
		return nil, err
	case p.Seat.Chair():
		return c.Mediator(), nil
	case p.Party != "":
		return c.View(p.Party), nil
	}
	return c.Common(), nil
}

// whole is the case with every position. It is for nobody as it is.
func (s *Secretariat) whole(ctx context.Context, k *known) (*parley.Case, error) {
	if k.base == nil {
		return nil, errors.New("the case of these talks is not in the journal")
	}
	c := *k.base
	c.Norms = slices.Clone(c.Norms)
	for _, party := range c.Parties {
		seq := latest(k.state, party.ID)
		if seq == 0 {
			continue
		}
		p, err := s.submitted(ctx, k, party.ID, seq)
		if isGone(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		c.Positions = append(c.Positions, *p)
	}
	t, err := text.Fold(k.state.Text)
	if err != nil {
		return nil, err
	}
	taken, _ := t.Package(&c)
	for _, issue := range c.Issues {
		if choice, ok := taken[issue.ID]; ok {
			c.Norms = append(c.Norms, settles(issue, choice)...)
		}
	}
	return &c, nil
}

// settles bars every other choice of an issue that the text has taken one on. A
// continuous issue stays open: there is no pattern for all numbers but one.
func settles(issue parley.Issue, choice parley.Choice) []parley.Norm {
	norm := func(t parley.Term) parley.Norm {
		t.Issue = issue.ID
		return parley.Norm{Pattern: parley.Patterns{{t}}, Because: "The text on the table has taken " + strings.TrimSpace(choice.String()) + "."}
	}
	var all []parley.Norm
	var others []string
	for _, o := range issue.Options {
		if o.ID != choice.Option {
			others = append(others, o.ID)
		}
	}
	if len(others) > 0 && choice.Option != "" {
		all = append(all, norm(parley.Term{Options: others}))
	}
	if r := issue.Range; r != nil && r.Step != nil && choice.Option == "" {
		if below := choice.Number.Sub(*r.Step); below.Cmp(r.Min) >= 0 {
			all = append(all, norm(parley.Term{Max: &below}))
		}
		if above := choice.Number.Add(*r.Step); above.Cmp(r.Max) <= 0 {
			all = append(all, norm(parley.Term{Min: &above}))
		}
	}
	return all
}

// Lengths says how long the journal of each talk is, without reading any.
func (s *Secretariat) Lengths(ctx context.Context) (map[string]int64, error) {
	tips, err := s.store.Talks(ctx)
	if err != nil {
		return nil, err
	}
	all := map[string]int64{}
	for _, tip := range tips {
		all[tip.Talk] = int64(tip.Number)
	}
	return all, nil
}

// Public returns what anybody may see of a talk, and whether the parties agreed
// that anybody may see anything.
func (s *Secretariat) Public(ctx context.Context, talk string) (*talks.View, bool, error) {
	state, err := s.State(ctx, talk)
	if err != nil {
		return nil, false, err
	}
	view, ok := state.Published()
	return view, ok, nil
}
