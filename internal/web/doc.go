// Package web holds the pages where people hold talks: what is on the table,
// the text, what each is asked to do, and the record.
//
// No rule of the process lives in a page. A page shows a talks.View of one
// person, and asks talks.Decide whether that person could do a thing now: if
// so there is a form for it, and otherwise the rule is said. What is sent goes
// to the House, and what it refuses comes back on the same page, beside the
// form, with what was typed; or at the top, where what happened meanwhile has
// taken the form away.
//
// Pages are plain HTML that works without a script; the one script makes them
// follow what happens, keeps what is being typed, and counts down. Nothing is
// asked of any other server, and nothing runs or is styled inline. All words
// stand in package catalogue.
package web
