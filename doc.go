// Package parley is the vocabulary of a mediated negotiation: parties, issues
// and their options, packages, patterns, positions, documents. It says what
// these things are and which of them make sense together (Check), and what
// each reader may know of them (Case.View, Case.Common, Case.Mediator).
//
// It computes nothing about agreement; that is package bargain. It reads no
// files; that is package casefile. It imports the standard library alone and
// every other package here imports it.
//
// Build a Case in code, or read one with casefile.Open, then hold it to the
// rules:
//
//	for _, p := range c.Check() {
//		fmt.Println(p) // an error or a warning, with its place in the case
//	}
package parley
