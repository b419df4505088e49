package cli

import (
	"context"
	"errors"
	"fmt"

	"parley/internal/secretariat"
)

type talksDestroyCommand struct {
	of
	Party string `placeholder:"PARTY" help:"Mediators: whose keys; @mediator for your own notes. (Else those of your party.)"`
	Yes   bool   `help:"Do not ask again: you know that nobody can undo it."`
}

// Help is shown under the command's help.
func (talksDestroyCommand) Help() string {
	return "At the wish of a party's head or mandator, or of a mediator when the rules of the talks let them (parley talks rules --keep DAYS): what was sealed to the party alone, its positions and its own notes, nobody opens any more. " +
		"The certificate is printed, and stands in the journal, which verifies as before. Backups made before keep what they have, and copies of the folder keys."
}

// Run destroys the keys of a party.
func (c *talksDestroyCommand) Run(ctx context.Context, p *program, t *talksCommand) (err error) {
	s, err := t.at(ctx, p, c.Talk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	who, err := s.person()
	if err != nil {
		return err
	}
	party, what := c.Party, ""
	if party == "" {
		party = s.party()
	}
	if x, ok := s.state.Party(party); ok {
		what = fmt.Sprintf("Nobody will ever read again what is sealed to %s alone in %s: its positions and its own notes.", x.Name, c.Talk)
	} else if party == secretariat.Mediators {
		what = fmt.Sprintf("Nobody will ever read again the mediators' own notes in %s.", c.Talk)
	}
	if what != "" && !c.Yes {
		if !isTerminal(p.in) {
			return wrong("nobody can undo it: --yes says that you know").hint("%s", what)
		}
		if !yes(newQuestions(p).ask(what+" Destroy the keys?", "no")) {
			return wrong("nothing was destroyed")
		}
	}
	certificate, done, err := s.Destroy(ctx, c.Talk, who, party)
	if err != nil {
		return s.failed(ctx, err)
	}
	_, err = fmt.Fprintf(p.out, "%s\nReceipt %s\n", certificate, done.Receipt)
	return err
}

type talksRewrapCommand struct {
	File string `arg:"" optional:"" help:"The file of the new master key, which is made if it is not there. Without it, a new one takes the place of the one in the folder of the talks."`
}

// Help is shown under the command's help.
func (talksRewrapCommand) Help() string {
	return "Wraps the keys of all parties, in all talks, by another master key; what is sealed stays as it is. Do it when somebody may have the one before, or to move it out of the folder. " +
		"End the servers that keep these talks first. Whoever has the one before and a copy of the folder keys still opens what they have."
}

// Run wraps all keys by another master key.
func (c *talksRewrapCommand) Run(ctx context.Context, p *program, t *talksCommand) error {
	dir := t.folder(p)
	if !exists(dir) {
		return wrong("%s: no talks are kept there", dir).hint("--data names the folder")
	}
	n, name, err := secretariat.NewMaster(ctx, dir, p.getenv, c.File)
	if err != nil {
		return wrong("%s", plainly(err))
	}
	fmt.Fprintf(p.out, "%s wrapped anew. The master key is in %s.\n", count(n, "key is", "keys are"), name)
	if c.File != "" {
		fmt.Fprint(p.out, "From now on PARLEY_MASTER_KEY_FILE has to name it; start servers anew with it.\n")
	}
	return nil
}
