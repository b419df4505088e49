package secretariat

import (
	"context"

	"parley/ledger"
	"parley/talks"
)

// Progress counts the points at the end of each round, and as they are now where
// that differs. It says nothing that the points
// themselves do not, so it is for whoever may see their statuses. It replays
// the whole journal.
func (s *Secretariat) Progress(ctx context.Context, talk string) ([]talks.Tally, error) {
	k, err := s.newest(ctx, talk)
	if err != nil {
		return nil, err
	}
	var events []talks.Event
	again := known{tip: ledger.Start(talk), ring: k.ring}
	err = s.store.Read(ctx, talk, 0, func(record ledger.Record) error {
		if record.Entry.Number > k.tip.Number || isOwn(record.Entry.Kind) {
			return nil
		}
		if record.Entry.Kind == kindMore {
			again.begun = append(again.begun, record.Entry.Open...)
			return nil
		}
		e, err := again.event(ctx, record)
		if err == nil {
			events = append(events, *e)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var all []talks.Tally
	last, err := talks.Watch(events, func(state *talks.State, e *talks.Event) {
		if e.Do == talks.DoAdjourn {
			all = append(all, state.Tally())
		}
	})
	if err != nil {
		return nil, err
	}
	if now := last.Tally(); len(all) == 0 || now != all[len(all)-1] {
		now.Current = true
		all = append(all, now)
	}
	return all, nil
}
