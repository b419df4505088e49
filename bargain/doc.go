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
// Ties are never broken silently: all packages that tie are counted, packages
// with the same utilities form one Outcome that shows the first of them in
// file order (issues as listed, the first issue counting most), and outcomes
// are listed by their utilities, the first party's highest first.
//
// The same case, options and seed give the same answer, to the last digit;
// only Certificate.Seconds varies.
package bargain
