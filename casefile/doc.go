// Package casefile reads and writes case files: a parley.Case as YAML or JSON,
// in one file or in a folder that keeps each position apart, with every
// problem placed at its line and column, and the JSON Schema of the format. It
// is not where the rules of a case live (that is parley.Case.Check, which it
// calls), nor a reader of other people's formats.
//
// Read a file or a folder and say what is wrong with it:
//
//	f, err := casefile.Open("spring.yaml")
//	if err != nil {
//		return err // nothing could be read at all
//	}
//	fmt.Print(f.Diagnostics) // each with file, line, column and the source line
//	if f.Diagnostics.Errors() > 0 {
//		return errors.New("the case is not valid")
//	}
//	use(f.Case)
//
// # The format in code
//
// The grammar is one table (grammar.go, grammar_case.go, grammar_position.go).
// The reader walks a file against it, the schema is printed from it, and a
// test holds the reference in docs/case-format.md to it.
//
// # Hostile input
//
// Whatever the bytes, reading ends with a case and diagnostics, never with a
// panic: a file has at most 10 MB, 2 million entries and 100 levels; YAML
// aliases, merge keys and tags are refused.
package casefile
