package secretariat

import (
	"context"
	crypto "crypto/rand"
	"math/rand/v2"
	"slices"

	"parley/phrase"
	"parley/talks"
)

// fill completes a command by what only the secretariat knows, and returns the
// content to be sealed with its last event. What is not there to be completed
// it leaves as it is, for the talks to refuse.
func (s *Secretariat) fill(ctx context.Context, k *known, c *talks.Command, m *motion) (*Content, error) {
	switch c.Do {
	case talks.DoSubmit:
		return s.fillPosition(ctx, k, c, m)
	case talks.DoNote, talks.DoMessage:
		if m.content == nil {
			return nil, &Unfit{What: phrase.New("content.words.absent", "there are no words in it")}
		}
		if err := words(m.content.Says); err != nil {
			return nil, err
		}
		return k.committed(c, m)
	case talks.DoTick:
		return k.fillTicks(c, m)
	case talks.DoDeliver:
		return s.fillDelivery(ctx, k, c)
	case talks.DoConfirm:
		return s.fillConfirmed(ctx, k, c)
	case talks.DoBlind:
		return k.fillOrder(c, m)
	case talks.DoReveal:
		return nil, s.fillReveal(ctx, k, c)
	case talks.DoRelease:
		return k.fillAnswer(c, m)
	case talks.DoReadBack:
		if c.Hash == "" {
			c.Hash = messageOf(k.state, &talks.Event{Act: c.Act}).Hash
		}
	case talks.DoSeen, talks.DoInitial, talks.DoSign:
		if t, ok := k.state.Table(); ok && c.Draft == "" {
			c.Draft = t.Hash
		}
	}
	return nil, nil
}

// committed commits to the content as it is.
func (k *known) committed(c *talks.Command, m *motion) (*Content, error) {
	if m.content.Salt == "" {
		m.content.Salt = salt()
	}
	var err error
	c.Hash, err = commit(k.tip.Talk, m.content)
	return m.content, err
}

// voice is the person in whose name something is asked for.
func voice(c *talks.Command) string {
	if c.For != "" {
		return c.For
	}
	return c.Author
}

// fillPosition commits to a position, and to its red lines and fallback where
// they are not what they were.
func (s *Secretariat) fillPosition(ctx context.Context, k *known, c *talks.Command, m *motion) (*Content, error) {
	party := partyOf(k.state, voice(c))
	if m.content == nil || party == "" {
		if party != "" {
			return nil, &Unfit{What: phrase.New("content.position.none", "there is no position in it")}
		}
		c.Hash = emptyHash // for the talks to refuse by who asks
		return nil, nil
	}
	if err := k.position(m.content, party); err != nil {
		return nil, err
	}
	content, err := k.committed(c, m)
	if err != nil {
		return nil, err
	}
	now, err := limits(k.base, content.Position)
	if err != nil {
		return nil, err
	}
	before := ""
	if seq := latest(k.state, party); seq > 0 {
		// One that cannot be opened any more counts as another.
		if before, err = s.limitsOf(ctx, k, party, seq); err != nil {
			before = "destroyed"
		}
	}
	if c.Limits == "" && now != before {
		c.Limits = commitLimits(k.tip.Talk, content.Salt, now)
	}
	return content, nil
}

// emptyHash stands for a commitment where there is nothing to commit to.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// latest is the event of the party's newest position, or 0.
func latest(s *talks.State, party string) int {
	for _, x := range slices.Backward(s.Positions) {
		if x.Party == party {
			return x.Seq
		}
	}
	return 0
}

func (s *Secretariat) limitsOf(ctx context.Context, k *known, party string, seq int) (string, error) {
	p, err := s.submitted(ctx, k, party, seq)
	if err != nil {
		return "", err
	}
	return limits(k.base, p)
}

// fillTicks commits to ticks.
func (k *known) fillTicks(c *talks.Command, m *motion) (*Content, error) {
	i := slices.IndexFunc(k.state.Blinds, func(b talks.Blind) bool { return b.ID == c.Blind })
	if i < 0 {
		return nil, nil // there is no such blind acceptance, say the talks
	}
	if m.content == nil {
		m.content = &Content{} // none of them is an answer, too
	}
	slices.Sort(m.content.Ticks)
	for j, n := range m.content.Ticks {
		if n < 1 || n > len(k.state.Blinds[i].Packages) || j > 0 && m.content.Ticks[j-1] == n {
			return nil, &Unfit{What: phrase.New("content.ticks", "ticks are numbers of packages from 1 to %d, each once", len(k.state.Blinds[i].Packages))}
		}
	}
	if m.content.Salt == "" {
		m.content.Salt = salt()
	}
	c.Hash = talks.CommitTicks(c.Blind, partyOf(k.state, c.Author), m.content.Salt, m.content.Ticks)
	return m.content, nil
}

// fillOrder draws the order in which the packages of a blind acceptance will be
// looked at, and commits to it.
func (k *known) fillOrder(c *talks.Command, m *motion) (*Content, error) {
	if c.Hash != "" {
		return nil, &Unfit{What: phrase.New("content.order", "the order is drawn here: leave its commitment out")}
	}
	if len(c.Packages) > talks.MaxBlind {
		return nil, nil
	}
	if m.content == nil {
		var seed [32]byte
		_, _ = crypto.Read(seed[:])
		order := rand.New(rand.NewChaCha8(seed)).Perm(len(c.Packages))
		for i := range order {
			order[i]++
		}
		m.content = &Content{Salt: salt(), Order: order}
	}
	c.Hash = talks.CommitOrder(m.content.Salt, m.content.Order)
	return m.content, nil
}

// fillReveal opens the order and the ticks. They stay in memory, and go into no
// event and no entry.
func (s *Secretariat) fillReveal(ctx context.Context, k *known, c *talks.Command) error {
	i := slices.IndexFunc(k.state.Blinds, func(b talks.Blind) bool { return b.ID == c.Blind })
	if who, _ := k.state.Person(c.Author); i < 0 || k.state.Blinds[i].Done || !who.Seat.Chair() {
		return nil
	}
	b := k.state.Blinds[i]
	order, err := s.content(ctx, k, []string{machine}, k.blinds[c.Blind])
	if err != nil {
		return err
	}
	c.Order, c.Salt, c.Opened = order.Order, order.Salt, nil
	if missing := slices.ContainsFunc(k.state.Required(), func(party string) bool {
		return !slices.ContainsFunc(b.Sheets, func(m talks.Sheet) bool { return m.Party == party })
	}); missing { // there is nothing to find yet, or any more
		return nil
	}
	for _, sheet := range b.Sheets {
		ticks, err := s.content(ctx, k, []string{machine}, sheet.Seq)
		if err != nil {
			return err
		}
		c.Opened = append(c.Opened, talks.Ticks{Party: sheet.Party, Salt: ticks.Salt, Ticks: ticks.Ticks})
	}
	return nil
}

// fillDelivery seals the words of a message to whom it is carried.
func (s *Secretariat) fillDelivery(ctx context.Context, k *known, c *talks.Command) (*Content, error) {
	who, _ := k.state.Person(c.Author)
	seq := k.messages[c.Message]
	if _, ok := k.state.Party(c.Party); !ok || seq == 0 || !who.Seat.Chair() {
		return nil, nil
	}
	content, err := s.content(ctx, k, []string{mediators}, seq)
	return &content, err
}

// fillConfirmed seals to its own readers what a mediator entered.
func (s *Secretariat) fillConfirmed(ctx context.Context, k *known, c *talks.Command) (*Content, error) {
	i := slices.IndexFunc(k.state.Entries, func(e talks.Entry) bool {
		return e.Seq == c.Entry && e.Act.Author == c.Author && e.Act.Do == talks.DoSubmit
	})
	if i < 0 {
		return nil, nil
	}
	content, err := s.content(ctx, k, own(partyOf(k.state, c.Author)), c.Entry)
	return &content, err
}
