package desk

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"parley/internal/seal"
)

// MaxAnswers is how many bytes the answers of a party have at most.
const MaxAnswers = 1 << 20

// answersForm is the row of a party's answers, among those of the person that
// [answersOf] names.
const answersForm = "position"

// answersOf names the row: by the party that the answers are of, and by whose
// key they are sealed, for what a mediator types in for a party is apart from
// what the party has typed itself. No person has such an id.
func answersOf(party, by string) string { return "answers " + party + " " + by }

// KeepAnswers puts what a party has answered about its position in the place of
// what was kept of it before. It is sealed for those who read with the person's
// key: by is their party, or empty for the mediators, who type in for one. When
// it returns without an error, it is on the disk. Unlike drafts it is kept until
// it is deleted, and not for [Keeps].
func (d *Desk) KeepAnswers(ctx context.Context, talk, person, by, party string, answers []byte) error {
	if len(answers) > MaxAnswers {
		return fmt.Errorf("the answers have %d bytes, and %d are kept: submit the position", len(answers), MaxAnswers)
	}
	row := answersOf(party, by)
	text, err := json.Marshal(string(answers))
	if err != nil {
		return err
	}
	plain, err := json.Marshal(enclosed{talk, row, answersForm, text})
	if err != nil {
		return err
	}
	sealed, err := d.keys.SealFor(ctx, talk, person, plain)
	if err != nil {
		return err
	}
	return d.db.Within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "insert into desk_drafts (talk, person, form, readers, bytes, saved) values ($1, $2, $3, $4, $5, $6)"+
			" on conflict (talk, person, form) do update set readers = excluded.readers, bytes = excluded.bytes, saved = excluded.saved",
			talk, row, answersForm, strings.Join(sealed.Readers, "\n"), sealed.Bytes, forever)
		return err
	})
}

// forever is a time that no sweep comes to.
const forever = 1 << 62

// Answers returns what KeepAnswers kept; nil where nothing is.
func (d *Desk) Answers(ctx context.Context, talk, person, by, party string) ([]byte, error) {
	row := answersOf(party, by)
	var readers string
	var s seal.Sealed
	err := d.db.Read.QueryRowContext(ctx, "select readers, bytes from desk_drafts where talk = $1 and person = $2 and form = $3", talk, row, answersForm).Scan(&readers, &s.Bytes)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s.Readers = strings.Split(readers, "\n")
	plain, err := d.keys.UnsealFor(ctx, talk, person, s)
	if err != nil {
		return nil, err
	}
	var in enclosed
	var answers string
	if err := json.Unmarshal(plain, &in); err != nil || in.Talk != talk || in.Person != row || json.Unmarshal(in.Fields, &answers) != nil {
		return nil, errors.New("what is kept of the answers is of others: the database was changed")
	}
	return []byte(answers), nil
}
