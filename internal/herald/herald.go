package herald

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"parley/internal/bulletin"
	"parley/internal/database"
	"parley/internal/web/catalogue"
	"parley/talks"
)

// House has the talks. *secretariat.Secretariat is one.
type House interface {
	// Lengths says how long the journal of each talk is. It is asked often.
	Lengths(ctx context.Context) (map[string]int64, error)

	// Public returns what anybody may see of a talk, and whether the parties
	// agreed that anybody may see anything.
	Public(ctx context.Context, talk string) (*talks.View, bool, error)
}

// Config says what is carried, and to whom.
type Config struct {
	Database *database.DB
	House    House
	Carriers []Carrier

	// Talks are the talks that are told of; none: all.
	Talks []string

	// Link returns the address of the public page of a talk.
	Link func(talk string) string

	Language string           // as the catalogues are named; else English
	Every    time.Duration    // how often is looked for news; 0: every two seconds
	Now      func() time.Time // nil: time.Now
	Log      *slog.Logger     // nil: none

	// Count is told what came of each attempt, by kind of the receiver: taken,
	// refused, dropped (it is not public any more, or never taken). Nil: nobody is.
	Count func(kind, outcome string)
}

// Herald carries notices. Run makes it do so.
type Herald struct {
	c     Config
	words *catalogue.Catalogue
	me    string // this process, among those that carry to the same receivers
}

// Open brings the tables of the herald into the database.
func Open(ctx context.Context, c Config) (*Herald, error) {
	if c.Database == nil || c.House == nil || c.Link == nil {
		return nil, errors.New("herald: Config needs Database, House and Link")
	}
	if c.Every <= 0 {
		c.Every = 2 * time.Second
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Count == nil {
		c.Count = func(string, string) {}
	}
	h := &Herald{c: c, words: catalogue.Match(c.Language, ""), me: rand.Text()}
	return h, c.Database.Tables(ctx, "herald", tables())
}

// Run carries until ctx is done. A notice that is on its way by then is waited
// for, ten seconds at most.
func (h *Herald) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, carrier := range h.c.Carriers {
		all.Go(func() { h.serve(ctx, newQueue(h, carrier)) })
	}
	all.Wait()
}

// serve carries to one receiver, so that one that is slow delays nobody else.
func (h *Herald) serve(ctx context.Context, q *queue) {
	tick := time.NewTicker(h.c.Every)
	defer tick.Stop()
	failed := ""
	for {
		err := h.round(ctx, q)
		switch {
		case ctx.Err() != nil:
		case err == nil:
			failed = ""
		case failed != err.Error(): // not the same every two seconds
			failed = err.Error()
			h.c.Log.Warn("what is public could not be looked for", "receiver", q.carrier.Kind(), "error", err)
		}
		select {
		case <-ctx.Done():
			end, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
			defer cancel()
			if err := q.letGo(end); err != nil {
				h.c.Log.Warn("a receiver was not handed over", "receiver", q.carrier.Kind(), "error", err)
			}
			return
		case <-tick.C:
		}
	}
}

// round looks for news, and carries what is due.
func (h *Herald) round(ctx context.Context, q *queue) error {
	if mine, err := q.hold(ctx); err != nil || !mine {
		return err
	}
	if err := h.look(ctx, q); err != nil {
		return err
	}
	for ctx.Err() == nil {
		on, err := h.carry(ctx, q)
		if err != nil || !on {
			return err
		}
	}
	return nil
}

// look puts on the queue what has become public, or reads otherwise, since the
// talks were last looked at.
func (h *Herald) look(ctx context.Context, q *queue) error {
	lengths, err := h.c.House.Lengths(ctx)
	if err != nil {
		return err
	}
	var names, broken []string
	for talk := range lengths {
		if len(h.c.Talks) == 0 || slices.Contains(h.c.Talks, talk) {
			names = append(names, talk)
		}
	}
	slices.Sort(names)
	for _, talk := range names {
		if seen, err := q.looked(ctx, talk); err != nil {
			return err
		} else if seen == lengths[talk] {
			continue
		}
		view, open, err := h.c.House.Public(ctx, talk)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil { // of this talk; the others go on
			broken = append(broken, talk)
			continue
		}
		var entries []bulletin.Entry
		if open {
			entries = bulletin.Of(view)
		}
		if err := q.put(ctx, talk, lengths[talk], entries); err != nil {
			return err
		}
	}
	if len(broken) > 0 {
		return errors.New("the journal of a talk cannot be read")
	}
	return nil
}

// carry carries the first notice that is due, and reports whether to go on with
// the next.
func (h *Herald) carry(ctx context.Context, q *queue) (bool, error) {
	d, ok, err := q.first(ctx)
	if err != nil || !ok {
		return false, err
	}
	// What is public is asked for anew: the parties may have thought otherwise
	// while the receiver was down.
	view, open, err := h.c.House.Public(ctx, d.talk)
	if err != nil {
		return false, errors.Join(err, q.last(ctx, d)) // and others are not kept waiting by it
	}
	entry, found := bulletin.Find(bulletin.Of(view), d.key)
	if !open || !found || entry.Digest() != d.digest || len(h.c.Talks) > 0 && !slices.Contains(h.c.Talks, d.talk) {
		h.c.Count(q.carrier.Kind(), "dropped")
		return true, q.drop(ctx, d)
	}
	if mine, err := q.hold(ctx); err != nil || !mine {
		return false, err
	}
	n := Notice{ID: nameOf(q.receiver, d.talk, d.key, d.edition), Made: d.made, Talk: d.talk, Title: view.Title, Parties: map[string]string{},
		Link: h.c.Link(d.talk), Language: h.words.Language, Entry: entry, Words: entry.In(h.words, view)}
	for _, p := range view.Parties {
		n.Parties[p.ID] = p.Name
	}
	// What is on its way is not called back: the receiver might have it, and
	// nobody would know.
	way, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*patience)
	defer cancel()
	var refused *Refused
	switch err := q.carrier.Carry(way, n); {
	case err == nil:
		h.c.Count(q.carrier.Kind(), "taken")
		if q.tries > 0 {
			h.c.Log.Info("what is public is taken again", "receiver", q.carrier.Kind())
		}
		return true, q.taken(way, d)
	case !errors.As(err, &refused):
		refused = &Refused{Why: "it could not be written"}
	}
	h.c.Count(q.carrier.Kind(), "refused")
	switch again, err := q.refused(way, d, refused); {
	case err != nil:
		return false, err
	case refused.gone():
		h.c.Log.Warn("what is public is not wanted any more, and is not sent to that address again", "receiver", q.carrier.Kind())
	case again == 0:
		h.c.Log.Warn("a notice is never taken, and was dropped", "receiver", q.carrier.Kind(), "why", refused.Error())
		h.c.Count(q.carrier.Kind(), "dropped")
		return true, nil
	default:
		h.c.Log.Warn("what is public was not taken", "receiver", q.carrier.Kind(), "why", refused.Error(), "again", again.String())
	}
	return false, nil
}
