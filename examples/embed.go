// Package examples is the example cases, embedded so that the program can
// write one out wherever it runs.
package examples

import "embed"

// Files are the examples, a folder each.
//
//go:embed */*.yaml */*.md */positions/*.yaml */text/*.jsonl
var Files embed.FS

// Names lists the examples, which are the folders of Files, in alphabetical
// order.
func Names() []string {
	entries, err := Files.ReadDir(".")
	if err != nil {
		panic(err) // embedded: it cannot be missing
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}
