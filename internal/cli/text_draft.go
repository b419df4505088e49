package cli

import (
	"fmt"

	"parley/text"
)

type textDraftCommand struct {
	Case   string `arg:"" help:"A case: a folder with case.yaml."`
	Kind   string `enum:"rev,add,corr" default:"rev" placeholder:"KIND" help:"rev, the text anew; add, an addendum; corr, a corrigendum; rev if not given."`
	Author string `default:"secretariat" placeholder:"ID" help:"Who issues it (secretariat)."`
	At     string `placeholder:"TIME" help:"When, as 2026-01-31T10:00:00Z; nothing is noted if it is not given."`
}

// Help is shown under the command's help.
func (textDraftCommand) Help() string {
	return "A draft is the text as it is, for ever. Its name and the SHA-256 of its canonical form are printed, so that anybody can check later that it is still the same."
}

// Run issues the draft.
func (c *textDraftCommand) Run(p *program) error {
	m, err := p.manuscript(c.Case, false)
	if err != nil {
		return err
	}
	kind := map[string]text.DraftKind{"rev": text.Rev, "add": text.Add, "corr": text.Corr}[c.Kind]
	o, err := m.now.Cut(kind, c.Author)
	if err != nil {
		return wrong("%s", err)
	}
	if d := m.now.Drafts; len(d) > 0 && d[len(d)-1].Seq+1 == m.now.Seq {
		return wrong("nothing has changed since %s", d[len(d)-1].Name)
	}
	o.At = c.At
	if _, err := m.append(o); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s %s\n", o.Draft, o.Hash)
	return nil
}
