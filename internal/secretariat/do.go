package secretariat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parley"
	"parley/casefile"
	"parley/internal/seal"
	"parley/internal/store"
	"parley/ledger"
	"parley/phrase"
	"parley/talks"
	"parley/text"
)

// Ask is what somebody asks for. At is empty, see Config.Backdated; Saw below 0
// stands for whatever is newest by then. What follows from content is left out
// of the command and filled in: the commitments of submit, note, message and
// tick, the order of blind, and for reveal and release all that the machine
// alone knows. So are the draft of seen, initial and sign and the words of
// readback, where Saw says what was looked at.
type Ask struct {
	talks.Command
	Content *Content
}

// Done is what happened, once it is on the disk.
type Done struct {
	Events  []talks.Event
	Receipt ledger.Receipt // of the last entry
	Seq     int            // how many events there are now
}

// Convene opens talks from a case, with who opens them as their mediator: its
// parties, issues and documents, and none of its positions. The log of a
// negotiating text may be given, to begin with in place of the documents.
func (s *Secretariat) Convene(ctx context.Context, talk string, c *parley.Case, mediator talks.Person, log ...text.Op) (Done, error) {
	return s.ConveneAt(ctx, time.Time{}, talk, c, mediator, log...)
}

// ConveneAt is Convene for talks that are said to have been opened at that time:
// see Config.Backdated.
func (s *Secretariat) ConveneAt(ctx context.Context, at time.Time, talk string, c *parley.Case, mediator talks.Person, log ...text.Op) (Done, error) {
	if !text.ValidID(talk) {
		return Done{}, &Unfit{What: phrase.New("content.talk", "%q cannot be the name of talks: letters, digits, - _ and ., at most 128", talk)}
	}
	bare := *c
	bare.Positions, bare.Share = nil, nil // answers of the engine are released, and not declared
	whole, err := caseText(&bare)
	if err != nil {
		return Done{}, err
	}
	m := &motion{case_: whole, cites: cites(c)}
	m.command = talks.Command{Saw: -1, Act: talks.Act{At: at, Do: talks.DoOpen, Author: mediator.ID, Person: mediator.ID, Name: mediator.Name, Opening: talks.FromCase(&bare)}}
	if len(log) > 0 {
		m.command.Opening.Text = log
	}
	return s.carry(ctx, talk, m)
}

// caseText writes the case as it is sealed for the mediators.
func caseText(c *parley.Case) (string, error) {
	var b limited
	if err := casefile.Write(&b, c); err != nil {
		return "", &Unfit{What: phrase.New("content.case.unwritten", "the case cannot be kept: %w", err)}
	}
	if _, found := casefile.Read("case", b.text); found.Errors() > 0 {
		return "", &Unfit{What: phrase.New("content.case.errors", "the case has errors"), Problems: found}
	}
	return string(b.text), nil
}

// limited takes in what can be sealed at once, and no more.
type limited struct{ text []byte }

func (l *limited) Write(b []byte) (int, error) {
	if len(l.text)+len(b) > seal.MaxPlain/2 { // in JSON it may be longer
		return 0, fmt.Errorf("it has more than %d MB", seal.MaxPlain/2>>20)
	}
	l.text = append(l.text, b...)
	return len(b), nil
}

// Do carries out what somebody asks for. Nothing of it is acknowledged before it
// is on the disk. What is refused changes nothing: a *talks.Refusal names the
// rule, an *Unfit says what is wrong with the content, an *ErrClock that time
// would run backwards.
func (s *Secretariat) Do(ctx context.Context, talk string, a Ask) (Done, error) {
	if a.Do == talks.DoOpen { // they are opened from a case: see Convene
		return Done{}, &talks.Refusal{Rule: talks.OrderOpen, Found: phrase.New("content.open", "talks are opened once, from a case")}
	}
	if err := checked(a.Do, a.Content); err != nil {
		return Done{}, err
	}
	if _, err := s.State(ctx, talk); err != nil {
		return Done{}, err
	}
	m := &motion{command: a.Command, rotated: map[string]string{}}
	if a.Content != nil {
		c := *a.Content
		m.content = &c
	}
	return s.carry(ctx, talk, m)
}

// motion is what is asked for, on its way. What it drew by chance stays the same
// when it has to be decided anew.
type motion struct {
	command talks.Command
	content *Content
	case_   string              // open: the case to be sealed
	cites   map[string][]string // open: who cites which sources
	rotated map[string]string   // keys renewed for it: of whom, and their names
	answer  *answer             // release: what the engine says
}

// attempts is how often something is decided anew because others were first.
const attempts = 1000

// carry carries out a motion.
func (s *Secretariat) carry(ctx context.Context, talk string, m *motion) (Done, error) {
	r := s.room(talk)
	for range attempts {
		done, err := s.try(ctx, r, m)
		var stale *store.ErrStale
		var engine *needsAnswer
		switch {
		case errors.As(err, &engine): // while nobody waits for it
			if m.answer, err = s.answer(ctx, engine.known, engine.question); err != nil {
				return Done{}, err
			}
			continue
		case errors.As(err, &stale):
			continue
		}
		return done, err
	}
	return Done{}, fmt.Errorf("%s: others wrote each time before this could be: try again", talk)
}

// try decides and appends, once.
func (s *Secretariat) try(ctx context.Context, r *room, m *motion) (Done, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := s.catchUp(ctx, r); err != nil {
		return Done{}, err
	}
	k := &r.known
	c := m.command
	if c.Saw < 0 {
		c.Saw = k.state.Seq
	}
	now, err := s.stated(ctx, c.At, k.state.At)
	if err != nil {
		return Done{}, err
	}
	c.At = now
	if m.case_ != "" && r.tip.Number == 0 {
		if k.ring, err = s.firstKeys(ctx, r.talk, c.Opening.Parties); err != nil {
			return Done{}, err
		}
	}
	content, err := s.fill(ctx, k, &c, m)
	if err != nil {
		return Done{}, err
	}
	events, err := talks.Decide(k.state, c)
	if err != nil {
		return Done{}, err
	}
	next, err := follow(k.state, events)
	if err != nil {
		return Done{}, err
	}
	drafts, written, err := s.drafts(ctx, k, m, events, content)
	if err != nil {
		return Done{}, err
	}
	records, tip, err := s.append(ctx, k.tip, drafts)
	if err != nil {
		return Done{}, err
	}
	return s.took(ctx, r, next, events, written, records, tip)
}

// firstKeys makes the keys of new talks: of each party, and of those that are
// none. Keys that are left of talks which were not opened in the end are used.
func (s *Secretariat) firstKeys(ctx context.Context, talk string, parties []talks.Party) (*seal.Ring, error) {
	ring, err := seal.Open(ctx, s.config.Master, s.shelf, talk)
	if err != nil {
		return nil, err
	}
	there, err := s.shelf.Keys(ctx, talk)
	if err != nil {
		return nil, err
	}
	owners := []string{mediators, machine, table}
	for _, p := range parties {
		if !text.ValidID(p.ID) || len(owners) > talks.MaxParties+3 {
			return ring, nil // the talks refuse it
		}
		owners = append(owners, p.ID)
	}
	for _, owner := range owners {
		if slices.ContainsFunc(there, func(w seal.Wrapped) bool { return w.Party == owner }) {
			continue
		}
		if _, err := ring.Rotate(ctx, owner, s.now()); err != nil {
			return nil, err
		}
	}
	return ring, nil
}

// drafts makes the entries of the events, with what the secretariat itself puts
// on record beside them. Written says for each draft which event ends in it.
func (s *Secretariat) drafts(ctx context.Context, k *known, m *motion, events []talks.Event, content *Content) (all []ledger.Draft, written []int, err error) {
	now, before := s.now(), k.state
	for i := range events {
		e := &events[i]
		var with *Content
		if i == len(events)-1 { // behind a confirmation, what was confirmed
			with = content
		}
		drafts, err := k.entries(now, before, e, with)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, drafts...)
		written = append(written, len(all)-1)
		record, err := s.renewed(ctx, k, m, before, e)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, record...)
		if before, err = talks.Apply(before, *e); err != nil {
			return nil, nil, err
		}
	}
	if m.case_ != "" {
		parts, err := k.seal([]string{mediators, machine}, inside{Case: m.case_, Cites: m.cites})
		if err != nil {
			return nil, nil, err
		}
		all = append(all, ledger.Draft{Time: now, Kind: kindCase, Actor: itself, Parts: parts})
	}
	return all, written, nil
}

// append appends durably. Where it is not known whether a database that went
// away has kept the entries, it asks again: the same ones are not kept twice.
func (s *Secretariat) append(ctx context.Context, tip ledger.Tip, drafts []ledger.Draft) ([]ledger.Record, ledger.Tip, error) {
	for pause := 50 * time.Millisecond; ; pause *= 2 {
		records, end, err := s.store.Append(ctx, tip, drafts...)
		if !errors.Is(err, store.ErrUnsure) || pause > 2*time.Second {
			return records, end, err
		}
		select {
		case <-ctx.Done():
			return nil, tip, err
		case <-time.After(pause):
		}
	}
}

// took takes what was appended into the room.
func (s *Secretariat) took(ctx context.Context, r *room, next *talks.State, events []talks.Event, written []int, records []ledger.Record, tip ledger.Tip) (Done, error) {
	k := r.known
	k.written = k.written[:len(k.written):len(k.written)]
	for i, at := range written {
		k.written = append(k.written, records[at].Entry.Number)
		k.remember(&events[i])
	}
	for _, record := range records {
		if isOwn(record.Entry.Kind) {
			if err := k.note(ctx, record); err != nil {
				return Done{}, fmt.Errorf("it was recorded (receipt %s), and then: %w", tip.Receipt(), err)
			}
		}
	}
	k.state, k.tip = next, tip
	r.known = k
	s.bell.ring(r.talk)
	return Done{Events: events, Receipt: tip.Receipt(), Seq: next.Seq}, nil
}
