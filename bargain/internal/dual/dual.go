// Package dual answers questions about a space of packages by Lagrangian
// bounds and branch and bound: whether a package reaches all floors, with a
// proof that anybody can recheck; the packages that maximise a sum, a product
// or a least of utilities; leximin; the best packages in order.
//
// One bound carries all of it (Everett 1963; Geoffrion 1974). For any weights
// on the columns the greatest weighted sum over all packages is found place by
// place, or over the tree where places are tied, and bounds every concave goal
// from above. What a cell loses against that greatest sum, its deficit, says
// which cells no better package can hold. The Oracle knows the weighted sums;
// a search asks it for bounds, and closes what is left by going through it.
//
// Floats occur in bounds alone, each with a margin that covers their rounding
// (Oracle.Margin has the argument). What lies within the margin is compared in
// whole numbers. Packages are lists of local cells, one for each place of the
// space, hidden places included.
package dual
