package cli

import (
	"bytes"

	"parley/casefile"
)

type schemaCommand struct{}

// Help is shown under the command's help.
func (schemaCommand) Help() string {
	return "Editors that know the schema complete keys and mark mistakes while a case is being written."
}

// Run prints the schema.
func (schemaCommand) Run(p *program) error {
	_, err := p.out.Write(append(bytes.TrimRight(casefile.Schema(), "\n"), '\n'))
	return err
}
