// Package cover finds a few packages that stand for the whole frontier, and
// proves how well they do. A cover with ε is a list of real packages such that
// for every package that breaks no rule and reaches the floors there is a listed
// one that falls short of it, in any party column, by at most ε of that party's
// range (an additive ε-Pareto set, Papadimitriou and Yannakakis 2000).
//
// What no listed package reaches is a union of zones (region.go). The zone in
// which most may be gained is searched for the package whose least gain over
// the zone's corner is greatest. Either one is found, which joins the list and
// splits the zones that hold it, or it is proven that nothing there gains more
// than ε, and the zone is closed. The greatest bound of all zones is the ε that
// is proven at that moment; it only falls, so that the search may end at any
// time.
//
// A bound comes from weights ν on the columns: no package exceeds
// D(ν) = max ν·u, which splits over the issues, or over the tree of what ties
// them. Weights once computed bound every zone (support.go); the best ones for
// a zone come from column generation (ray.go); what is left between bound and
// packages is closed by branching and by going through the packages that lie
// within the gap (branch.go, within.go).
//
// A package that is found is first lifted, which costs little of the gain that
// it was found for and gives the other parties as much as it can, and then
// pushed to the frontier (round.go, push.go): most points are proven efficient,
// and say so, and the others are not known to be beaten.
package cover

import "math"

var inf = math.Inf(1)
