// Package auth is the door: who comes in, by which link, in which browser, and
// until when. What somebody may do inside is decided by package talks alone.
//
// An invitation is a link with 32 random bytes, of which only a digest is kept.
// Opening it shows who it is for and uses nothing up, so that a mail scanner that
// looks into every link locks nobody out; the button on that page uses it, once,
// and the browser that pressed it is signed in. Who is signed in is a session:
// one person in one talk in one browser, in a cookie of its own that no script
// can read. Sessions stand in a list, end when they were not used for some time
// and after a fixed time in any case, and can be ended by whoever may see them.
//
// Neither addresses nor what browsers say of themselves are kept, but a word or
// two of it ("Firefox on Android"), by which people know their devices.
package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/base64"
	"errors"
	"io/fs"
	"net/url"
	"time"

	"parley/internal/database"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Door keeps invitations and sessions. It may be used by several goroutines, and
// its database by several processes.
type Door struct {
	db   *database.DB
	o    Options
	gate *gate
}

// Options say how a door works.
type Options struct {
	// Base is the address at which browsers reach the server. Where it is https,
	// cookies go over TLS alone and to no other name.
	Base *url.URL
	// Idle is how long a session lasts unused, Life how long it lasts at most.
	Idle, Life time.Duration
	// Invitation is how long a link can be used.
	Invitation time.Duration
	// Now is the clock; time.Now where nil.
	Now func() time.Time
	// Seated reports whether a person still has a seat; without it, everybody
	// does. Who has none is not signed in, whatever session there is. An error
	// counts as no.
	Seated func(ctx context.Context, talk, person string) (bool, error)
}

// The usual times. Who looked in when a silence procedure of some days began is
// still signed in when it ends: there may be nobody near who could make a link.
const (
	DefaultIdle       = 5 * 24 * time.Hour
	DefaultLife       = 14 * 24 * time.Hour
	DefaultInvitation = 72 * time.Hour
)

// Grace is how long after its end by time, though not after sign-out, a session
// may still hand in what is being typed (see [Lapsed]).
const Grace = 24 * time.Hour

// House stands in the place of a talk for who set the server up: they open
// talks. It is no name that a talk can have.
const House = ""

// Open brings the tables of the door into the database.
func Open(ctx context.Context, db *database.DB, o Options) (*Door, error) {
	if o.Base == nil {
		return nil, errors.New("a door needs the address at which browsers reach it")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	for _, t := range []struct {
		of    *time.Duration
		usual time.Duration
	}{{&o.Idle, DefaultIdle}, {&o.Life, DefaultLife}, {&o.Invitation, DefaultInvitation}} {
		if *t.of <= 0 {
			*t.of = t.usual
		}
	}
	own, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return &Door{db: db, o: o, gate: newGate()}, db.Tables(ctx, "auth", own)
}

// Why somebody does not come in.
var (
	// ErrUnknown says that there is no such link. It may be mistyped, or cut off.
	ErrUnknown = errors.New("there is no such invitation")
	// ErrUsed says that the link was used, in another browser.
	ErrUsed = errors.New("the invitation was used")
	// ErrExpired says that its time is over.
	ErrExpired = errors.New("the invitation has expired")
	// ErrWithdrawn says that a newer one took its place, or it was taken back.
	ErrWithdrawn = errors.New("the invitation was withdrawn")
	// ErrNoSeat says that the person has no seat any more.
	ErrNoSeat = errors.New("the person has no seat in the talks")
	// ErrNone says that there is no such session or invitation to end.
	ErrNone = errors.New("there is nothing of that name")
)

// secret draws 32 random bytes, as text for links and cookies.
func secret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: it ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// digest is what is kept of a secret. It needs no salt and no slow hash: there
// is nothing to guess in 32 random bytes.
func digest(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// plausible reports whether a text has the form of a secret. What has not is
// not looked up.
func plausible(s string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(b) == 32
}

// name draws a name for a session or an invitation, by which lists have it.
func name() string { return secret()[:12] }

func stamp(t time.Time) int64 { return t.UnixMilli() }

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// now is the time in the precision that is kept.
func (d *Door) now() time.Time { return d.o.Now().UTC().Truncate(time.Millisecond) }

func (d *Door) seated(ctx context.Context, talk, person string) bool {
	if d.o.Seated == nil || talk == House {
		return true
	}
	ok, err := d.o.Seated(ctx, talk, person)
	return ok && err == nil
}

// Sweep deletes what ended more than a month ago. A server calls it now and then.
func (d *Door) Sweep(ctx context.Context) error {
	before := stamp(d.now().Add(-30 * 24 * time.Hour))
	return d.db.Within(ctx, func(tx *sql.Tx) error {
		for _, query := range []string{
			"delete from auth_sessions where expires < $1 or (ended > 0 and ended < $1)",
			"delete from auth_invitations where expires < $1",
		} {
			if _, err := tx.ExecContext(ctx, query, before); err != nil {
				return err
			}
		}
		return nil
	})
}
