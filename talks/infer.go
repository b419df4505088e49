package talks

import "fmt"

// BlindTells says in plain words what the result of a blind acceptance tells
// of the others.
func BlindTells(parties, packages int) string {
	says := fmt.Sprintf("The result names one package that every party ticked, the first of the order that was sealed before, or says that no package of the %d was ticked by all. "+
		"The order is then shown. Of each package that stands before the one named, and of all if none is named, everybody learns that somebody did not tick it. ", packages)
	if parties == 2 {
		says += "With two parties, whoever ticked such a package learns that the other did not; and whoever is named a package learns that the other ticked it. "
	} else {
		says += "Whoever ticked such a package learns that one of the others at least did not; and of the package named, that all of them did. "
	}
	return says + "Nobody, the mediator included, sees the ticks themselves. A tick is no consent."
}

// ReleaseTells says in plain words what an answer of the engine tells of the
// others' positions, where so many parties' consent counts.
func ReleaseTells(ask string, parties int) string {
	says := map[string]string{
		"zone":              "how many packages are acceptable to every party. ",
		"frontier":          "packages that are acceptable to every party and that no other is better than for all. ",
		"nash":              "a package, by Nash's rule, that is acceptable to every party. ",
		"kalai_smorodinsky": "a package, by the rule of Kalai and Smorodinsky, that is acceptable to every party. ",
		"egalitarian":       "a package, by the egalitarian rule, that is acceptable to every party. ",
		"utilitarian":       "a package, by the utilitarian rule, that is acceptable to every party. ",
		"shortlist":         "several packages that are acceptable to every party and far from each other. ",
		"contention":        "on which issues what one party gains costs another most. ",
		"conflicts":         "which demands cannot hold together, by how many and not by whose words. ",
		"concessions":       "what would open a way if it were given up. ",
	}[ask]
	if says == "" {
		says = "the answer to " + ask + ". "
	}
	says = "The answer tells " + says + "It is worked out from every party's sealed position. "
	if parties == 2 {
		says += "With two parties, each can find by subtraction what of it is due to the other. "
	} else {
		says += "Each party can find by subtraction what of it is due to the others together. "
	}
	return says + "It is given once, to all at the same time, for positions that are locked."
}
