// Package survey measures negotiation scenarios by the definitions of the
// field: its frontier, solutions, opposition and the rest, each by the name of
// the tool that defines it so. It goes through folders of thousands of
// scenarios, files that cannot be read among them, and keeps what it has found
// when it is stopped. It is no engine for cases, which is package bargain: it
// knows no demands, no conditions and no one's secrets, and compares the
// numbers of different parties wherever a published definition does so.
//
// # Numbers and tolerance
//
// Utilities are computed from the files' decimals in whole numbers over a
// common denominator, so that nothing depends on the order of additions. Where
// the denominator is too large for an int64 (weights of 16 digits, divided by
// several greatest evaluations), each part is rounded to about the seventeenth
// place, and the Space says so.
//
// Files carry rounding noise of their own: weights printed from doubles that
// miss their sum by 0.0000000000000001. So that such noise does not inflate a
// frontier, utility vectors are rounded to Places decimals before they are
// called different or dominated; how many there are without that is counted
// too. Scores of solutions within Tie of the best one tie, and all ties are
// listed.
package survey
