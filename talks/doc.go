// Package talks holds the process of a negotiation: who may do what, what was
// done, and what has been agreed by it. It is a pair of pure functions:
//
//	events, err := talks.Decide(state, command) // or a *Refusal that names the rule
//	state, err = talks.Apply(state, event)
//
// There are no files, no clock and no chance in here. Time enters with each
// command, and the same events always make the same State; what may be seen of
// it by one person is a View.
//
// Nothing is stored as agreed. What is stored is who consented, for which
// party, to exactly which words; whether a point, a proposal or the whole is
// agreed is worked out from that each time (see State.PointStatus), so a
// status can never say more than the consents do.
//
// What parties keep confidential is not in here either: positions, notes,
// messages and ticks are known by a commitment to them alone, a hash over
// content and salt. Their content is sealed elsewhere.
//
// docs/talks.md tells how talks go and lists the rules.
package talks
