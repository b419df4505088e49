package desk

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
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
// what Answers found of it, and of nothing else: where somebody, in this process
// or another, kept other answers since, it changes nothing and returns false.
// What it keeps is sealed for those who read with the person's key: by is their
// party, or empty for the mediators, who type in for one. When it returns true,
// it is on the disk. Unlike drafts it is kept until it is deleted, and not for
// [Keeps].
func (d *Desk) KeepAnswers(ctx context.Context, talk, person, by, party, found string, answers []byte) (kept bool, err error) {
	if len(answers) > MaxAnswers {
		return false, fmt.Errorf("the answers have %d bytes, and %d are kept: submit the position", len(answers), MaxAnswers)
	}
	row := answersOf(party, by)
	text, err := json.Marshal(string(answers))
	if err != nil {
		return false, err
	}
	plain, err := json.Marshal(enclosed{talk, row, answersForm, text})
	if err != nil {
		return false, err
	}
	sealed, err := d.seal(ctx, talk, person, plain)
	if err != nil {
		return false, err
	}
	err = d.db.Within(ctx, func(tx *sql.Tx) error {
		readers := strings.Join(sealed.Readers, "\n")
		if found == "" {
			kept, err = changed(tx.ExecContext(ctx, "insert into desk_drafts (talk, person, form, readers, bytes, saved) values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
				talk, row, answersForm, readers, sealed.Bytes, forever))
			return err
		}
		// What is there is read and replaced by one statement each: between them
		// another process may come, and the second then finds other bytes.
		var there []byte
		err := tx.QueryRowContext(ctx, "select bytes from desk_drafts where talk = $1 and person = $2 and form = $3", talk, row, answersForm).Scan(&there)
		if errors.Is(err, sql.ErrNoRows) || err == nil && nameOf(there) != found {
			return nil
		}
		if err != nil {
			return err
		}
		kept, err = changed(tx.ExecContext(ctx, "update desk_drafts set readers = $1, bytes = $2, saved = $3 where talk = $4 and person = $5 and form = $6 and bytes = $7",
			readers, sealed.Bytes, forever, talk, row, answersForm, there))
		return err
	})
	return kept && err == nil, err
}

// changed reports whether a statement changed a row.
func changed(done sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// nameOf names what is kept as it was sealed: sealing draws by chance, so that
// nothing is ever kept twice under one name.
func nameOf(sealed []byte) string {
	sum := sha256.Sum256(sealed)
	return hex.EncodeToString(sum[:])
}

// forever is a time that no sweep comes to.
const forever = 1 << 62

// Answers returns what KeepAnswers kept, nil where nothing is or the keys that
// opened it were destroyed, and by what name it was found: empty where nothing was.
func (d *Desk) Answers(ctx context.Context, talk, person, by, party string) (answers []byte, found string, err error) {
	row := answersOf(party, by)
	var readers string
	var s seal.Sealed
	err = d.db.Read.QueryRowContext(ctx, "select readers, bytes from desk_drafts where talk = $1 and person = $2 and form = $3", talk, row, answersForm).Scan(&readers, &s.Bytes)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	s.Readers = strings.Split(readers, "\n")
	plain, err := d.keys.UnsealFor(ctx, talk, person, s)
	if errors.Is(err, seal.ErrDestroyed) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	var in enclosed
	var text string
	if err := json.Unmarshal(plain, &in); err != nil || in.Talk != talk || in.Person != row || json.Unmarshal(in.Fields, &text) != nil {
		return nil, "", errors.New("what is kept of the answers is of others: the database was changed")
	}
	return []byte(text), nameOf(s.Bytes), nil
}
