// Package scenario reads and writes the files of the automated-negotiation
// field as they are really published: GENIUS XML, GeniusWeb JSON, NegMAS
// directories and NegoLog JSON. It keeps every number as the file says it, and
// says exactly what an outcome is worth under each tool's own definition. It
// is no engine, which is package bargain, and no reader of case files, which
// is package casefile; Case and FromCase lead from the one to the other.
//
//	s, err := scenario.Open("energy_domain.xml", "consumer.xml", "distributor.xml")
//	if err != nil {
//		return err // with file, line and column
//	}
//	fmt.Print(s.Warnings) // every repair that a malformed file needed
//	for o := range s.Outcomes() {
//		fmt.Println(s.Utility(0, o), s.Utility(1, o))
//	}
//
// # Semantics
//
// The tools do not agree on what a file means: GENIUS divides each evaluation
// by the greatest of its issue and cuts utilities off at 1, NegMAS takes the
// numbers as they stand. A scenario has the Semantics of the tool that its
// files belong to; Under gives the same files another tool's reading.
//
// # Hostile input
//
// Whatever the bytes, reading ends with a scenario or with an error at its
// place. Sizes, depth and counts are bounded; XML entities that a file declares
// are refused and YAML aliases expand to a bounded size; nothing is fetched; a
// class named in a file is a word to compare, and is never looked up.
package scenario
