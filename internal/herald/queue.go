package herald

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"time"

	"parley/internal/bulletin"
)

//go:embed migrations/*.sql
var migrations embed.FS

func tables() fs.FS {
	own, err := fs.Sub(migrations, "migrations")
	if err != nil { // the folder is in the program
		panic(err)
	}
	return own
}

// lease is for how long a process carries to a receiver without saying so again;
// far longer than one attempt. If it is killed, another one goes on after that.
const lease = 4 * patience

// Times after which a receiver is tried again: twice as long each time.
const (
	soonest = 5 * time.Second
	latest  = time.Hour
)

// neverTaken is how often a notice is offered of which the receiver says that it
// takes no such thing.
const neverTaken = 3

// queue is what is due to one receiver. It holds at most one notice about each
// thing, the newest: its length is bounded by that of what is public.
type queue struct {
	h        *Herald
	carrier  Carrier
	receiver string // a digest: an address may hold a secret

	held  time.Time // until when this process carries, as far as it knows
	tries int64     // how often the receiver was not reached in a row
	seen  map[string]int64
}

func newQueue(h *Herald, c Carrier) *queue {
	sum := sha256.Sum256([]byte("parley receiver\n" + c.Receiver()))
	return &queue{h: h, carrier: c, receiver: hex.EncodeToString(sum[:16]), seen: map[string]int64{}}
}

// due is a notice that is to be carried.
type due struct {
	talk, key string
	edition   int64
	digest    string
	made      time.Time
	tries     int64
}

func (q *queue) now() time.Time { return q.h.c.Now().UTC() }

// hold makes this process the one that carries to the receiver, unless another
// one does. It writes only when half of the time is over.
func (q *queue) hold(ctx context.Context) (bool, error) {
	now := q.now()
	if q.held.Sub(now) > lease/2 {
		return true, nil
	}
	// Asked first: who waits for another process to end writes nothing.
	var holder string
	var held int64
	err := q.h.c.Database.Read.QueryRowContext(ctx, "select holder, held from herald_receivers where receiver = $1", q.receiver).Scan(&holder, &held)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	if err == nil && holder != q.h.me && held > now.UnixMilli() {
		clear(q.seen)
		return false, nil
	}
	if holder != q.h.me { // another one may have looked meanwhile
		clear(q.seen)
	}
	err = q.h.c.Database.Within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "insert into herald_receivers (receiver, holder, held, due, tries, gone) values ($1, $2, $3, 0, 0, 0)"+
			" on conflict (receiver) do update set holder = excluded.holder, held = excluded.held where herald_receivers.holder = excluded.holder or herald_receivers.held <= $4",
			q.receiver, q.h.me, now.Add(lease).UnixMilli(), now.UnixMilli())
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, "select holder from herald_receivers where receiver = $1", q.receiver).Scan(&holder)
	})
	if err != nil || holder != q.h.me {
		return false, err
	}
	q.held = now.Add(lease)
	return true, nil
}

// letGo lets another process carry at once.
func (q *queue) letGo(ctx context.Context) error {
	q.held = time.Time{}
	return q.h.c.Database.Within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "update herald_receivers set held = 0 where receiver = $1 and holder = $2", q.receiver, q.h.me)
		return err
	})
}

// errHeld says that another process carries to the receiver by now.
var errHeld = errors.New("another process carries to this receiver")

// within changes the queue, if this process still holds it.
func (q *queue) within(ctx context.Context, do func(tx *sql.Tx) error) error {
	return q.h.c.Database.Within(ctx, func(tx *sql.Tx) error {
		// The row is locked by that, so that nobody takes the queue over meanwhile.
		r, err := tx.ExecContext(ctx, "update herald_receivers set holder = holder where receiver = $1 and holder = $2", q.receiver, q.h.me)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n != 1 {
			q.held = time.Time{}
			return errors.Join(err, errHeld)
		}
		return do(tx)
	})
}

// looked says how long a journal was when it was last looked at; 0: it never was.
func (q *queue) looked(ctx context.Context, talk string) (int64, error) {
	if n, ok := q.seen[talk]; ok {
		return n, nil
	}
	n := int64(0)
	err := q.h.c.Database.Read.QueryRowContext(ctx, "select number from herald_looked where receiver = $1 and talk = $2", q.receiver, talk).Scan(&n)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	q.seen[talk] = n
	return n, nil
}

// told is an entry as the receiver was last told of it, or is about to be.
type told struct {
	edition int64
	digest  string
}

// put compares what is public with what the receiver was told, and makes due what
// is new or reads otherwise. What is not public any more is due no longer.
func (q *queue) put(ctx context.Context, talk string, number int64, entries []bulletin.Entry) error {
	made := q.now().Truncate(time.Second)
	err := q.within(ctx, func(tx *sql.Tx) error {
		before, err := q.before(ctx, tx, talk)
		if err != nil {
			return err
		}
		place, gone := int64(0), int64(0)
		if err := tx.QueryRowContext(ctx, "select coalesce(max(place), 0) from herald_due where receiver = $1", q.receiver).Scan(&place); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, "select gone from herald_receivers where receiver = $1", q.receiver).Scan(&gone); err != nil {
			return err
		}
		for _, e := range entries {
			key, digest := e.Key(), e.Digest()
			was := before[key]
			delete(before, key)
			if was.digest == digest {
				continue
			}
			place++
			if _, err := tx.ExecContext(ctx, "insert into herald_told (receiver, talk, entry, edition, digest) values ($1, $2, $3, $4, $5)"+
				" on conflict (receiver, talk, entry) do update set edition = excluded.edition, digest = excluded.digest",
				q.receiver, talk, key, was.edition+1, digest); err != nil {
				return err
			}
			if gone != 0 {
				continue
			}
			if _, err := tx.ExecContext(ctx, "insert into herald_due (receiver, talk, entry, edition, digest, place, made, tries) values ($1, $2, $3, $4, $5, $6, $7, 0)"+
				" on conflict (receiver, talk, entry) do update set edition = excluded.edition, digest = excluded.digest, place = excluded.place, made = excluded.made, tries = 0",
				q.receiver, talk, key, was.edition+1, digest, place, made.UnixMilli()); err != nil {
				return err
			}
		}
		for key := range before {
			if _, err := tx.ExecContext(ctx, "update herald_told set digest = '' where receiver = $1 and talk = $2 and entry = $3", q.receiver, talk, key); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "delete from herald_due where receiver = $1 and talk = $2 and entry = $3", q.receiver, talk, key); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, "insert into herald_looked (receiver, talk, number) values ($1, $2, $3) on conflict (receiver, talk) do update set number = excluded.number", q.receiver, talk, number)
		return err
	})
	if err == nil {
		q.seen[talk] = number
	}
	return err
}

// before reads what the receiver was told of a talk, by key.
func (q *queue) before(ctx context.Context, tx *sql.Tx, talk string) (map[string]told, error) {
	rows, err := tx.QueryContext(ctx, "select entry, edition, digest from herald_told where receiver = $1 and talk = $2", q.receiver, talk)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]told{}
	for rows.Next() {
		var key string
		var t told
		if err := rows.Scan(&key, &t.edition, &t.digest); err != nil {
			return nil, err
		}
		all[key] = t
	}
	return all, rows.Err()
}

// first is the notice that is next, if the receiver may be tried now.
func (q *queue) first(ctx context.Context) (due, bool, error) {
	var d due
	var made int64
	err := q.h.c.Database.Read.QueryRowContext(ctx, "select d.talk, d.entry, d.edition, d.digest, d.made, d.tries, r.tries from herald_due d join herald_receivers r on r.receiver = d.receiver"+
		" where d.receiver = $1 and r.gone = 0 and r.due <= $2 order by d.place limit 1", q.receiver, q.now().UnixMilli()).Scan(&d.talk, &d.key, &d.edition, &d.digest, &made, &d.tries, &q.tries)
	if errors.Is(err, sql.ErrNoRows) {
		return d, false, nil
	}
	d.made = time.UnixMilli(made).UTC()
	return d, err == nil, err
}

// last puts a notice behind all others.
func (q *queue) last(ctx context.Context, d due) error {
	return q.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "update herald_due set place = (select max(place) + 1 from herald_due where receiver = $1) where receiver = $1 and talk = $2 and entry = $3", q.receiver, d.talk, d.key)
		return err
	})
}

// drop takes a notice from the queue, unless a newer one about the same is in its
// place.
func (q *queue) drop(ctx context.Context, d due) error {
	return q.within(ctx, func(tx *sql.Tx) error { return q.delete(ctx, tx, d) })
}

func (q *queue) delete(ctx context.Context, tx *sql.Tx, d due) error {
	_, err := tx.ExecContext(ctx, "delete from herald_due where receiver = $1 and talk = $2 and entry = $3 and edition = $4", q.receiver, d.talk, d.key, d.edition)
	return err
}

// taken notes that the receiver has it.
func (q *queue) taken(ctx context.Context, d due) error {
	return q.within(ctx, func(tx *sql.Tx) error {
		if err := q.delete(ctx, tx, d); err != nil || q.tries == 0 {
			return err
		}
		_, err := tx.ExecContext(ctx, "update herald_receivers set tries = 0, due = 0 where receiver = $1", q.receiver)
		return err
	})
}

// refused notes that the receiver has not taken a notice, and returns after which
// time it is tried again; 0: it is not, with this notice.
func (q *queue) refused(ctx context.Context, d due, why *Refused) (time.Duration, error) {
	again := latest
	if q.tries < 10 {
		again = min(latest, soonest<<q.tries)
	}
	again = max(again, why.After)
	never := why.never() && d.tries+1 >= neverTaken
	if never {
		again = 0
	}
	return again, q.within(ctx, func(tx *sql.Tx) error {
		switch {
		case why.gone():
			if _, err := tx.ExecContext(ctx, "delete from herald_due where receiver = $1", q.receiver); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, "update herald_receivers set gone = 1 where receiver = $1", q.receiver)
			return err
		case never:
			return q.delete(ctx, tx, d)
		}
		if _, err := tx.ExecContext(ctx, "update herald_due set tries = tries + 1 where receiver = $1 and talk = $2 and entry = $3 and edition = $4", q.receiver, d.talk, d.key, d.edition); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "update herald_receivers set tries = tries + 1, due = $2 where receiver = $1", q.receiver, q.now().Add(again).UnixMilli())
		return err
	})
}
