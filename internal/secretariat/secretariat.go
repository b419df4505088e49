package secretariat

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"parley/internal/seal"
	"parley/internal/store"
	"parley/phrase"
)

// Config says where talks are kept and with which keys.
type Config struct {
	// Folder holds the database, the shelf of keys and the key that signs
	// heads. It is made, for its owner alone, where it does not exist.
	Folder string
	// Database is a SQLite file or a postgres:// address; empty: talks.db in
	// the folder.
	Database string
	// Master wraps the keys on the shelf. See FindMaster.
	Master seal.Master
	// Now is the clock; nil: that of the machine.
	Now func() time.Time
	// Backdated lets whoever asks say when it happened (Act.At), up to now. It
	// is for the person at the machine, who could set its clock as well. An
	// entry has the time at which it was written in any case.
	Backdated bool
	// Poll is how often the database is looked at for what other processes
	// wrote; 0: five times a second with SQLite, where that costs next to nothing.
	// PostgreSQL tells at once; where it cannot be heard, 0 is every second.
	Poll time.Duration
}

// Secretariat keeps talks. It may be used by several goroutines, and several
// processes may keep the same talks.
type Secretariat struct {
	config Config
	store  *store.Store
	shelf  *seal.Folder
	server ed25519.PrivateKey
	bell   bell
	stop   context.CancelFunc
	done   sync.WaitGroup

	mu    sync.Mutex
	rooms map[string]*room
	house *seal.Ring // nil until it is needed
}

// Open opens the talks that are kept in a folder, or begins to keep some.
func Open(ctx context.Context, c Config) (*Secretariat, error) {
	if c.Folder == "" || c.Master == nil {
		return nil, errors.New("talks need a folder and a master key")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if err := os.MkdirAll(c.Folder, 0o700); err != nil {
		return nil, err
	}
	if c.Database == "" {
		c.Database = filepath.Join(c.Folder, "talks.db")
	}
	s := &Secretariat{config: c, rooms: map[string]*room{}}
	var err error
	if s.shelf, err = seal.NewFolder(shelfOf(c.Folder)); err != nil {
		return nil, err
	}
	if s.server, err = serverKey(c.Folder); err != nil {
		return nil, err
	}
	if s.store, err = store.Open(ctx, c.Database); err != nil {
		return nil, err
	}
	watching, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.done.Go(func() { s.watch(watching) })
	return s, nil
}

// Close ends what follows talks, and closes the database.
func (s *Secretariat) Close() error {
	s.stop()
	s.done.Wait()
	return s.store.Close()
}

// Ping asks whether the database of the journals answers, by a journal that need
// not be there.
func (s *Secretariat) Ping(ctx context.Context) error {
	_, err := s.store.Tip(ctx, "any")
	return err
}

// now is the time in UTC, without what only this process knows of it.
func (s *Secretariat) now() time.Time { return s.config.Now().UTC().Round(0) }

// patience is how far the clocks of machines that keep the same talks may be
// apart: so long is waited for one that is behind.
const patience = 3 * time.Second

// ErrClock says that the clock of the machine is behind what is on record.
type ErrClock struct {
	Now  time.Time // what the clock says
	Last time.Time // when the last thing happened, by the journal
}

// Error says what happened, and what to do.
func (e *ErrClock) Error() string { return e.Unwrap().Error() }

// Unwrap returns the same as a *phrase.Phrase.
func (e *ErrClock) Unwrap() error {
	return phrase.New("content.clock", "the clock of this machine says %s, and the last thing in these talks happened at %s: time does not run backwards; nothing was recorded; set the clock, or wait until then",
		phrase.Time(e.Now), phrase.Time(e.Last))
}

// notBefore returns the time, once it is not before that of what happened last.
// A clock a little behind is waited for; no time is made up.
func (s *Secretariat) notBefore(ctx context.Context, last time.Time) (time.Time, error) {
	now := s.now()
	for waited := time.Duration(0); now.Before(last); now = s.now() {
		behind := last.Sub(now)
		if behind+waited > patience {
			return now, &ErrClock{now, last}
		}
		waited += behind
		select {
		case <-ctx.Done():
			return now, ctx.Err()
		case <-time.After(behind):
		}
	}
	return now, nil
}

// stated is the time of what is asked for: now, or when it is said to have
// happened where that may be said.
func (s *Secretariat) stated(ctx context.Context, at, last time.Time) (time.Time, error) {
	if at.IsZero() {
		return s.notBefore(ctx, last)
	}
	if !s.config.Backdated {
		return at, errors.New("the time of what is asked for is not said by who asks")
	}
	if now := s.now(); at.After(now) {
		return at, fmt.Errorf("%s has not come yet: the clock of this machine says %s", at.UTC().Format(time.RFC3339), now.Format(time.RFC3339))
	}
	return at, nil // that it runs backwards, the talks refuse
}

// room returns the room of a talk, whether or not there is such a talk.
func (s *Secretariat) room(talk string) *room {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[talk]
	if r == nil {
		r = newRoom(talk)
		s.rooms[talk] = r
	}
	return r
}

// forget drops the room of a talk that is not there, so that asking for many
// such names fills no memory.
func (s *Secretariat) forget(r *room) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rooms[r.talk] == r {
		delete(s.rooms, r.talk)
	}
}
