// Package counsel asks the engine for people who look at pages: within a budget
// of time, a few at once, and never the same thing twice.
//
// A case that it is given must already be reduced to what the reader may have
// computed (parley.Case.Mediator, View, Common). What it hands back has gone
// through brief.Disclose, the one place that says what of an answer a reader
// may see. A what-if is computed from nothing but what the asker may read, and
// changes nothing that anybody keeps.
package counsel
