package auth

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Session is a person who is signed in to a talk in a browser.
type Session struct {
	ID      string // by which lists have it; it is not secret
	Talk    string // House for who set the server up
	Person  string
	Device  Device
	Created time.Time // UTC, as all times here
	Seen    time.Time // last used, within a minute
	Expires time.Time // at the latest
	Ended   time.Time // zero: it was not signed out
}

// Until is when the session ends if it is not used any more.
func (d *Door) Until(s Session) time.Time {
	if idle := s.Seen.Add(d.o.Idle); idle.Before(s.Expires) {
		return idle
	}
	return s.Expires
}

// live reports whether the session lets its person in.
func (d *Door) live(s Session, now time.Time) bool {
	return s.Ended.IsZero() && now.Before(d.Until(s))
}

// SignIn signs a person in without a link, and returns the cookie's secret: for
// demonstrations, and for who opens talks and chairs them from then on.
func (d *Door) SignIn(ctx context.Context, talk, person, device string) (Session, string, error) {
	var s Session
	var cookie string
	if !d.seated(ctx, talk, person) {
		return s, "", ErrNoSeat
	}
	err := d.db.Within(ctx, func(tx *sql.Tx) (err error) {
		s, cookie, err = d.begin(ctx, tx, talk, person, device, "")
		return err
	})
	return s, cookie, err
}

func (d *Door) begin(ctx context.Context, tx *sql.Tx, talk, person, device, invitation string) (Session, string, error) {
	now, cookie := d.now(), secret()
	s := Session{ID: name(), Talk: talk, Person: person, Device: DeviceOf(device), Created: now, Seen: now, Expires: now.Add(d.o.Life)}
	_, err := tx.ExecContext(ctx, "insert into auth_sessions (id, digest, talk, person, device, created, seen, expires, ended, invitation) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)",
		s.ID, digest(cookie), talk, person, s.Device.kept(), stamp(now), stamp(now), stamp(s.Expires), invitation)
	return s, cookie, err
}

const sessionColumns = "id, talk, person, device, created, seen, expires, ended"

func scanSession(row interface{ Scan(...any) error }) (Session, error) {
	var s Session
	var device string
	var created, seen, expires, ended int64
	err := row.Scan(&s.ID, &s.Talk, &s.Person, &device, &created, &seen, &expires, &ended)
	s.Device = deviceKept(device)
	s.Created, s.Seen, s.Expires, s.Ended = moment(created), moment(seen), moment(expires), moment(ended)
	return s, err
}

// find returns the session of a cookie, live or not; ErrNone where there is none.
func (d *Door) find(ctx context.Context, cookie string) (Session, error) {
	if !plausible(cookie) {
		return Session{}, ErrNone
	}
	s, err := scanSession(d.db.Read.QueryRowContext(ctx, "select "+sessionColumns+" from auth_sessions where digest = $1", digest(cookie)))
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNone
	}
	return s, err
}

// Sessions lists the live sessions of a person in a talk, or of everybody where
// the person is empty, those used last first.
func (d *Door) Sessions(ctx context.Context, talk, person string) ([]Session, error) {
	rows, err := d.db.Read.QueryContext(ctx, "select "+sessionColumns+" from auth_sessions where talk = $1 and ended = 0 and ($2 = '' or person = $2) order by seen desc, id", talk, person)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Session
	now := d.now()
	for rows.Next() {
		s, err := scanSession(rows)
		if err != nil {
			return nil, err
		}
		if d.live(s, now) {
			all = append(all, s)
		}
	}
	return all, rows.Err()
}

// Revoke ends a session of a talk, at once: the next request of that browser is
// not signed in. ErrNone where there is none that has not ended. Who may do this
// is for the caller to say.
func (d *Door) Revoke(ctx context.Context, talk, id string) error {
	return d.db.Within(ctx, func(tx *sql.Tx) error {
		return one(tx.ExecContext(ctx, "update auth_sessions set ended = $1 where talk = $2 and id = $3 and ended = 0", stamp(d.now()), talk, id))
	})
}

// RevokeAll ends every session of a person in a talk and withdraws the links that
// they have not used.
func (d *Door) RevokeAll(ctx context.Context, talk, person string) error {
	now := stamp(d.now())
	return d.db.Within(ctx, func(tx *sql.Tx) error {
		for _, query := range []string{
			"update auth_sessions set ended = $1 where talk = $2 and person = $3 and ended = 0",
			"update auth_invitations set withdrawn = $1 where talk = $2 and person = $3 and used = 0 and withdrawn = 0",
		} {
			if _, err := tx.ExecContext(ctx, query, now, talk, person); err != nil {
				return err
			}
		}
		return nil
	})
}

// Live reports whether a session still lets its person in, by what is kept now.
func (d *Door) Live(ctx context.Context, s Session) bool {
	now, err := scanSession(d.db.Read.QueryRowContext(ctx, "select "+sessionColumns+" from auth_sessions where id = $1", s.ID))
	return err == nil && d.live(now, d.now()) && d.seated(ctx, s.Talk, s.Person)
}

// touch notes that a session is used, at most once a minute.
func (d *Door) touch(ctx context.Context, s *Session, now time.Time) error {
	if now.Sub(s.Seen) < time.Minute {
		return nil
	}
	s.Seen = now
	return d.db.Within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "update auth_sessions set seen = $1 where id = $2 and seen < $1 and ended = 0", stamp(now), s.ID)
		return err
	})
}
