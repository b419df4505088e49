// Package brief writes reports: it turns a case and the engine's answers into
// one document tree and renders that as text, Markdown or HTML, and writes the
// answers as JSON for programs. There is no analysis in it.
//
//	report := brief.Compose(c, answer, brief.Options{})
//	err := report.Text(os.Stdout, 80, false)
//
// A report is for somebody: the mediator, one party, or everybody (Audience).
// The case that Compose is given must already be reduced to what that reader
// may know (parley.Case.Mediator, View, Common), and the answer must have been
// computed from it. What the engine reasoned with and the mediator may not
// read is taken out here, in one place (disclose), before anything is written
// in any form.
//
// The same case, answer and options give the same bytes: reports carry no
// date, and running times only if they are asked for (Options.Explain). JSON
// has certificates.*.seconds.
package brief
