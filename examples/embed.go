// Package examples is the example cases, embedded so that the program can
// write one out wherever it runs. It holds no code of its own.
package examples

import "embed"

// Files are the examples, a folder each.
//
//go:embed */*.yaml */*.md */positions/*.yaml */text/*.jsonl
var Files embed.FS
