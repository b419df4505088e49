// Package desk keeps what people are typing and have not sent yet, so that a
// reload, the end of a session or of the server loses none of it.
//
// Each form that somebody fills in lies on their own desk, in one talk. It is
// sealed with the key of their party, like what they send: whoever reads the
// database reads nothing of it, and when the party's keys are destroyed it is gone.
// It is no part of the record, and is deleted when the form was sent, or when it
// was not touched for [Keeps].
package desk

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parley/internal/database"
	"parley/internal/seal"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Bounds of what a desk holds.
const (
	MaxDraft = 256 << 10 // bytes of one form
	MaxForms = 200       // of one person in one talk
	maxName  = 200       // bytes of the name of a form
)

// Keeps is how long a draft is kept that nobody touches.
const Keeps = 30 * 24 * time.Hour

// Why something is not kept or found.
var (
	// ErrNone says that nothing of that name lies on the desk.
	ErrNone = errors.New("there is no such draft")
	// ErrLarge says that the form is larger than MaxDraft.
	ErrLarge = fmt.Errorf("a form that is being filled in has at most %d bytes", MaxDraft)
	// ErrMany says that there are MaxForms drafts already.
	ErrMany = fmt.Errorf("there are drafts of %d forms, and no more can be kept: send or clear some", MaxForms)
	// ErrName says that a form cannot be called that.
	ErrName = fmt.Errorf("the name of a form has 1 to %d bytes and nothing invisible", maxName)
	// ErrDestroyed says that the keys were destroyed that it would be sealed with.
	ErrDestroyed = errors.New("the keys of your side were destroyed: nothing that you type can be kept")
	// ErrForm says that what was handed in is no JSON object.
	ErrForm = errors.New("what is kept of a form is one JSON object")
)

// Sealer has the keys of the talks.
type Sealer interface {
	// SealFor seals so that only the person's party reads it, or the chair for
	// those who belong to it; UnsealFor opens that. Both fail for somebody without
	// a seat.
	SealFor(ctx context.Context, talk, person string, plain []byte) (seal.Sealed, error)
	UnsealFor(ctx context.Context, talk, person string, s seal.Sealed) ([]byte, error)
}

// Desk keeps drafts. It may be used by several goroutines, and its database by
// several processes.
type Desk struct {
	db   *database.DB
	keys Sealer
	now  func() time.Time
}

// Open brings the tables of the desk into the database. Now may be nil: the
// clock of the machine.
func Open(ctx context.Context, db *database.DB, keys Sealer, now func() time.Time) (*Desk, error) {
	if now == nil {
		now = time.Now
	}
	own, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return &Desk{db, keys, now}, db.Tables(ctx, "desk", own)
}

// Draft is a form that is being filled in.
type Draft struct {
	Form   string          `json:"form"`
	Saved  time.Time       `json:"saved"`
	Fields json.RawMessage `json:"fields,omitempty"` // one JSON object; nil in lists
}

// enclosed is what is sealed: it says where it belongs, so that one put in
// another's place in the database is noticed.
type enclosed struct {
	Talk, Person, Form string
	Fields             json.RawMessage
}

func named(form string) bool {
	return form != "" && len(form) <= maxName && utf8.ValidString(form) && strings.IndexFunc(form, func(r rune) bool { return !unicode.IsGraphic(r) }) < 0
}

// Keep puts what a form holds, a JSON object, in the place of what was kept of
// it before, and returns when that was. When it returns without an error, it is
// on the disk. Of two at once, one stays.
func (d *Desk) Keep(ctx context.Context, talk, person, form string, fields []byte) (time.Time, error) {
	switch {
	case !named(form):
		return time.Time{}, ErrName
	case len(fields) > MaxDraft:
		return time.Time{}, ErrLarge
	case !object(fields):
		return time.Time{}, ErrForm
	}
	plain, err := json.Marshal(enclosed{talk, person, form, fields})
	if err != nil {
		return time.Time{}, ErrForm
	}
	sealed, err := d.seal(ctx, talk, person, plain)
	if err != nil {
		return time.Time{}, err
	}
	saved := d.now().UTC().Truncate(time.Millisecond)
	return saved, d.db.Within(ctx, func(tx *sql.Tx) error {
		n := 0
		if err := tx.QueryRowContext(ctx, "select count(*) from desk_drafts where talk = $1 and person = $2 and form <> $3", talk, person, form).Scan(&n); err != nil {
			return err
		}
		if n >= MaxForms {
			return ErrMany
		}
		_, err := tx.ExecContext(ctx, "insert into desk_drafts (talk, person, form, readers, bytes, saved) values ($1, $2, $3, $4, $5, $6)"+
			" on conflict (talk, person, form) do update set readers = excluded.readers, bytes = excluded.bytes, saved = excluded.saved",
			talk, person, form, strings.Join(sealed.Readers, "\n"), sealed.Bytes, saved.UnixMilli())
		return err
	})
}

// seal seals for who reads with the person's key; ErrDestroyed where it is no more.
func (d *Desk) seal(ctx context.Context, talk, person string, plain []byte) (seal.Sealed, error) {
	sealed, err := d.keys.SealFor(ctx, talk, person, plain)
	if errors.Is(err, seal.ErrDestroyed) {
		err = ErrDestroyed
	}
	return sealed, err
}

// object reports whether the text is one JSON object.
func object(text []byte) bool {
	var o map[string]json.RawMessage
	return json.Unmarshal(text, &o) == nil && o != nil
}

// Find returns what was kept of a form; ErrNone if nothing is, or the keys that
// opened it were destroyed.
func (d *Desk) Find(ctx context.Context, talk, person, form string) (Draft, error) {
	var readers string
	var s seal.Sealed
	var saved int64
	err := d.db.Read.QueryRowContext(ctx, "select readers, bytes, saved from desk_drafts where talk = $1 and person = $2 and form = $3", talk, person, form).Scan(&readers, &s.Bytes, &saved)
	if errors.Is(err, sql.ErrNoRows) {
		return Draft{}, ErrNone
	}
	if err != nil {
		return Draft{}, err
	}
	s.Readers = strings.Split(readers, "\n")
	plain, err := d.keys.UnsealFor(ctx, talk, person, s)
	if errors.Is(err, seal.ErrDestroyed) {
		return Draft{}, ErrNone
	}
	if err != nil {
		return Draft{}, err
	}
	var in enclosed
	if err := json.Unmarshal(plain, &in); err != nil || in.Talk != talk || in.Person != person || in.Form != form {
		return Draft{}, errors.New("what is kept of the form is of another one: the database was changed")
	}
	return Draft{Form: form, Saved: time.UnixMilli(saved).UTC(), Fields: in.Fields}, nil
}

// List returns which forms of a person are kept, by name, without what is in
// them.
func (d *Desk) List(ctx context.Context, talk, person string) ([]Draft, error) {
	rows, err := d.db.Read.QueryContext(ctx, "select form, saved from desk_drafts where talk = $1 and person = $2 order by form", talk, person)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Draft
	for rows.Next() {
		var f Draft
		var saved int64
		if err := rows.Scan(&f.Form, &saved); err != nil {
			return nil, err
		}
		f.Saved = time.UnixMilli(saved).UTC()
		all = append(all, f)
	}
	return all, rows.Err()
}

// Clear deletes what was kept of a form, if anything was: it was sent, or given
// up.
func (d *Desk) Clear(ctx context.Context, talk, person, form string) error {
	return d.delete(ctx, "talk = $1 and person = $2 and form = $3", talk, person, form)
}

// Sweep deletes what nobody touched for so long. A server calls it now and then.
func (d *Desk) Sweep(ctx context.Context) error {
	return d.delete(ctx, "saved < $1", d.now().Add(-Keeps).UnixMilli())
}

func (d *Desk) delete(ctx context.Context, where string, args ...any) error {
	return d.db.Within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "delete from desk_drafts where "+where, args...)
		return err
	})
}
