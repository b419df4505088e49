package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Invitation is a link that was given out, without its secret.
type Invitation struct {
	ID        string
	Talk      string
	Person    string
	Created   time.Time
	Expires   time.Time
	Used      time.Time // zero: not yet
	Withdrawn time.Time // zero: it was not
}

// repeat is how long the browser that used a link may press the button again:
// the answer may have been lost on the way. Once the session that it got has
// ended, it may not: who signed out, or was signed out, has to stay out.
const repeat = 10 * time.Minute

// Invite makes a link for a person, which takes the place of those that this
// person was given before and has not used. The link is returned and nowhere
// kept: whoever has it comes in.
func (d *Door) Invite(ctx context.Context, talk, person string) (string, error) {
	if !d.seated(ctx, talk, person) {
		return "", fmt.Errorf("make a link: %w", ErrNoSeat)
	}
	token, now := secret(), d.now()
	err := d.db.Within(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "update auth_invitations set withdrawn = $1 where talk = $2 and person = $3 and used = 0 and withdrawn = 0",
			stamp(now), talk, person); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "insert into auth_invitations (id, digest, talk, person, created, expires, used, browser, withdrawn) values ($1, $2, $3, $4, $5, $6, 0, $7, 0)",
			name(), digest(token), talk, person, stamp(now), stamp(now.Add(d.o.Invitation)), []byte{})
		return err
	})
	if err != nil {
		return "", fmt.Errorf("make a link: %w", err)
	}
	return d.o.Base.JoinPath("in", token).String(), nil
}

// one turns a change of no row into ErrNone.
func one(done sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return ErrNone
}

const invitationColumns = "id, talk, person, created, expires, used, withdrawn, browser"

func scanInvitation(row interface{ Scan(...any) error }) (Invitation, []byte, error) {
	var i Invitation
	var created, expires, used, withdrawn int64
	var browser []byte
	err := row.Scan(&i.ID, &i.Talk, &i.Person, &created, &expires, &used, &withdrawn, &browser)
	i.Created, i.Expires, i.Used, i.Withdrawn = moment(created), moment(expires), moment(used), moment(withdrawn)
	return i, browser, err
}

// Look says for whom a link is, and why it cannot be used, if it cannot. It
// changes nothing. The browser is what the one that asks can show, see Redeem.
func (d *Door) Look(ctx context.Context, token, browser string) (Invitation, error) {
	return d.look(ctx, d.db.Read, token, browser)
}

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (d *Door) look(ctx context.Context, q querier, token, browser string) (Invitation, error) {
	if !plausible(token) {
		return Invitation{}, ErrUnknown
	}
	i, by, err := scanInvitation(q.QueryRowContext(ctx, "select "+invitationColumns+" from auth_invitations where digest = $1", digest(token)))
	if errors.Is(err, sql.ErrNoRows) {
		return Invitation{}, ErrUnknown
	}
	if err != nil {
		return Invitation{}, err
	}
	now := d.now()
	again := plausible(browser) && string(by) == string(digest(browser)) && now.Before(i.Used.Add(repeat))
	if again {
		if again, err = stands(ctx, q, i.ID); err != nil {
			return i, err
		}
	}
	switch {
	case !i.Withdrawn.IsZero():
		return i, ErrWithdrawn
	case !i.Used.IsZero() && !again:
		return i, ErrUsed
	case i.Used.IsZero() && !now.Before(i.Expires):
		return i, ErrExpired
	case !d.seated(ctx, i.Talk, i.Person):
		return i, ErrNoSeat
	}
	return i, nil
}

// stands reports whether a session that a link began has not been ended.
func stands(ctx context.Context, q querier, invitation string) (bool, error) {
	n := 0
	err := q.QueryRowContext(ctx, "select count(*) from auth_sessions where invitation = $1 and ended = 0", invitation).Scan(&n)
	return n > 0, err
}

// Redeem uses a link up and signs its person in, in the browser that can show
// those 32 random bytes; the cookie's secret is returned beside the session. The
// same browser may ask again for ten minutes, unless it was signed out, and the
// session it got before is then ended. Of two that ask at once, one comes in. Device is what browsers say
// of themselves.
func (d *Door) Redeem(ctx context.Context, token, browser, device string) (Session, string, error) {
	var s Session
	var cookie string
	err := d.db.Within(ctx, func(tx *sql.Tx) error {
		i, err := d.look(ctx, tx, token, browser)
		if err != nil {
			return err
		}
		now := d.now()
		if i.Used.IsZero() {
			if !plausible(browser) {
				return ErrUnknown
			}
			err := one(tx.ExecContext(ctx, "update auth_invitations set used = $1, browser = $2 where id = $3 and used = 0 and withdrawn = 0", stamp(now), digest(browser), i.ID))
			if errors.Is(err, ErrNone) { // by another, since
				return ErrUsed
			}
			if err != nil {
				return err
			}
		} else if _, err := tx.ExecContext(ctx, "update auth_sessions set ended = $1 where invitation = $2 and ended = 0", stamp(now), i.ID); err != nil {
			return err
		}
		s, cookie, err = d.begin(ctx, tx, i.Talk, i.Person, device, i.ID)
		return err
	})
	if err != nil {
		return Session{}, "", err
	}
	return s, cookie, nil
}
