package cli

import (
	"fmt"

	"parley/text"
)

type textCompileCommand struct {
	Case   string   `arg:"" help:"A case: a folder with case.yaml."`
	Into   string   `arg:"" help:"The id of the new document."`
	From   []string `required:"" placeholder:"DOCUMENT=PARTY" help:"A document, and in whose name it speaks; two or more."`
	Title  string   `placeholder:"TITLE" help:"The title of the new document."`
	Author string   `default:"secretariat" placeholder:"ID" help:"Who makes it (secretariat)."`
	At     string   `placeholder:"TIME" help:"When, as 2026-01-31T10:00:00Z; nothing is noted if it is not given."`
}

// Help is shown under the command's help.
func (textCompileCommand) Help() string {
	return "Lays documents side by side, point by point, and makes a new one: what they share as it is, what they do not in brackets, " +
		"each in the name of its side. Nothing of the documents is changed."
}

// Run makes the compilation text.
func (c *textCompileCommand) Run(p *program) error {
	m, err := p.manuscript(c.Case, false)
	if err != nil {
		return err
	}
	from, err := assignments("from", "ours=north", c.From)
	if err != nil {
		return err
	}
	var texts []text.BaseText
	for _, x := range from {
		if err := m.check(nil, []string{x[0]}); err != nil {
			return err
		}
		if _, err := readerOf(m.file.Case, x[1], false); err != nil {
			return err
		}
		texts = append(texts, text.BaseText{Document: x[0], By: []string{x[1]}})
	}
	var title text.Wordings
	if c.Title != "" {
		title = text.Wordings{"": c.Title}
	}
	ops, err := m.now.Compile(c.Into, title, texts, c.Author)
	if err != nil {
		return wrong("%s", err)
	}
	for i := range ops {
		ops[i].At = c.At
	}
	added, err := m.append(ops...)
	if err != nil {
		return err
	}
	now, err := text.Fold(append(m.log[:len(m.log):len(m.log)], added...))
	if err != nil {
		return err
	}
	made, _ := now.Document(c.Into)
	_, err = fmt.Fprintf(p.out, "%s: %s\n", c.Into, now.CountOf(made).Words(nil))
	return err
}
