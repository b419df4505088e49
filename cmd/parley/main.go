// Command parley analyses negotiations from the command line.
package main

import (
	"os"

	"parley/internal/cli"
)

func main() { os.Exit(cli.Main()) }
