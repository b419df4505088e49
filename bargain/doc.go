// Package bargain is the exact engine: which packages all can accept, which of
// them are efficient and fair, and, where there is none, why, and what would
// open one. It reasons about a parley.Case that passed Check; it knows nothing
// of files, people or pages.
//
// Compile turns a case into a Problem, and Analyze asks it questions:
//
//	problem, err := bargain.Compile(c)
//	answer, err := problem.Analyze(ctx, bargain.Options{})
//
// Every answer carries a Certificate: proven, or what is certain so far. All
// of it is exact for the positions as stated; positions may be strategic.
// Utility scales are private to a party: two parties' numbers are never
// compared or added, only their fractions and shares, which are pure numbers.
//
// Ties are never broken silently: packages with the same utilities form one
// Outcome that says how many they are, or between which bounds, and shows one of
// them, always the same: the first in file order (issues as listed, the first
// issue counting most) wherever packages are gone through one by one or
// Options.Ties asks for the first few. Outcomes are listed by their utilities,
// the first party's highest first.
//
// How an answer is found depends on how the case is built (dispatch.go). Where
// there are few packages, every one is looked at (walk.go, census.go). Larger
// cases are stated as a network (compact.go) and answered without going through
// packages: frontiers are put together issue by issue (package pareto under
// internal), or come near to with proof (cover); solutions, the zone and how far
// it reaches are found by bounds (dual); packages are counted and drawn (tally);
// conflicts and ways out are found by asking which statements hold together
// (clash). bynetwork.go and exploration.go put these to use. Cases with continuous
// issues are cut into boxes with a linear programme each (cellsearch.go and the
// files named after it; simplex). docs/method.md explains each of them.
//
// The same case, options and seed give the same answer, to the last digit;
// only Certificate.Seconds varies.
package bargain
