// Package audit checks an answer of package bargain against the definitions.
// It is a second reading of docs/method.md that shares nothing with the engine
// but the vocabulary and the form of its answers: what a package is worth and
// what it breaks, package bargain/oracle says. It is small, so that whoever
// does not trust the engine has little to read.
//
//	findings, err := audit.Check(ctx, c, options, answer)
//
// One idea carries all of it. Nearly every claim is about all packages: none
// of the zone is better, each breaks something of this conflict, so many are
// acceptable. The audit holds such a claim to its witnesses. Of a case of up
// to MaxListed packages the witnesses are all packages, and the check is exact
// and complete. Of a larger one they are every package that the answer names
// anywhere and their neighbours, which differ on one issue, and where an issue
// is continuous packages scattered over the case; one that
// contradicts a claim refutes it, and none that does proves nothing. What then
// stays open is a finding of its own kind, Unchecked.
//
// At any size are checked exactly
//   - every package: that it is one, breaks nothing but what it may, and has
//     the utilities that are stated; gains, shares and fractions;
//   - that counts go together, outcomes are in order and none dominates
//     another, levels are those of the outcomes and bounds enclose them;
//   - the weighing that shows an empty zone, by variable elimination, unless
//     too many issues are tied;
//   - that a conflict is one, where it holds at most one fallback; with ways
//     out and conflicts both complete, that these are all ways out;
//   - what contributions cost, and which is cheapest.
//
// From all packages alone: that counts are right, frontiers and solutions
// whole and best, and lists of conflicts, ways out, open choices and
// contributions complete.
//
// Not checked: contention, the agenda, trades, reshapings and progress, which
// are read off the positions; draws; and what holds for all or some of the
// values that a statement with room permits, beyond that the middle lies
// between the two.
package audit
