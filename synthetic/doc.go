// Package synthetic draws cases for measuring: as many parties, issues and
// options as asked for, as opposed and as linked as asked for, the same on
// every machine for the same seed. Nobody's words are in them. It is not where
// cases for reading come from; those are in examples.
//
// # The formula
//
// Everything is drawn in whole numbers from PCG generators of math/rand/v2,
// one for each purpose and each party, issue or bag: NewPCG(seed, k·2³² + i),
// with the purposes k in the order of stream.go and i counted from 0. A number below n is
// ⌊x·n/2⁶⁴⌋ of the next 64 bits x, and a number on [0, 1] a multiple of 2⁻⁴⁰.
// So asking for more of one thing leaves the draws of the others as they are.
//
// Weights. Each party's are the gaps that m-1 uniform points leave on [0, 1],
// m being the number of issues. That is the law Dirichlet(1, …, 1), as of m
// exponentials divided by their sum, and needs no logarithm, which machines
// round differently. They are rounded by largest remainders to the grid, so
// that they sum to exactly the whole; on a coarse grid some are 0.
//
// Values, family Line. With c the conflict, option o of an issue is worth
//
//	c·(1 - |x - t|) + (1 - c)·r
//
// to a party, where x is the option's place on the line and r the
// party's own draw, both uniform on [0, 1], and t the party's place: the
// parties stand evenly from 0 to 1 in an order drawn for the issue. So two
// parties stand at the two ends, wholly opposed where c is 1; with more,
// nobody has the same neighbours on every issue, and no fixed blocs form. Then
// (v - worst)/(best - worst), rounded to the grid, so that the worst option of
// an issue is 0 and the best 1.
//
// Values, other families. ZeroSum: two parties with the same weights; an
// option at x is worth x to the one and 1 - x to the other. Goods: each issue
// is a good, an option says who gets it, and that is worth 1 to who gets it
// and 0 to everybody else. SameGoods: the same, and all have the same weights,
// which makes it number partitioning.
//
// Numeric issues, if any, are spread evenly among the others. As many corners
// as there are options stand evenly over the range and have the places of
// their numbers on the line; their worth is that of options.
//
// Fallback. A percentage of the sum of the party's weights, the same for all.
//
// Linkages. With W > 0 the issues become a random W-tree: of issues in an
// order drawn, the first W+1 are a bag, and each further issue makes a bag
// with all but one of an earlier bag's, both drawn. Each party links each bag
// with chance 1/2, in one linkage that names all issues of the bag with chance
// 1/2 and otherwise two to all of them; of each issue it names one option, or
// (with chance 1/3, of three or more) two, and of a numeric issue all numbers
// up to or from one drawn. It is worth one step of the grid of weights up to
// the lesser of 5 % and 2/m of the whole, uniformly, more or less by the toss
// of a coin. The first party links all of the first bag. Thus the treewidth of
// the issues that are tied is W, no less and no more. With a density, each row
// of each bag's table is a linkage of each party with that chance instead.
//
// Red lines. Each names one to b issues, uniformly (of one bag where there are
// linkages, else of any issues, which then are tied without bound), and of
// each what a linkage names. No red line hits the package that was drawn to be
// spared: one for all parties together, or with Clash one for each alone.
// Barred is the chance of each row of each bag's table to be ruled out by the
// red line that one party, drawn, has on the bag. Where a red line refuses
// options outright, anchors keep the scale where it was drawn.
package synthetic
