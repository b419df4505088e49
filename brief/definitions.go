package brief

// definitions explains the words that the report uses, with their sources:
// only those whose questions were asked.
func (s *subject) definitions(picks []pick) Section {
	var d Definitions
	add := func(use bool, term, text string) {
		if use {
			d.Entries = append(d.Entries, Definition{Term: term, Text: write("%s", text)})
		}
	}
	zone := s.a.Zone != nil
	shown := len(picks) > 0
	add(zone || shown, "Package", "One choice for every issue.")
	add(zone, "Red line, insistence, condition", "What a position holds hard: a pattern that must not come about; one that must; one that may only if another does. Together: demands.")
	add(zone || shown, "Fallback", "What no agreement is worth to a party, on its own scale. A package below it is not acceptable to that party.")
	add(zone, "Zone of possible agreement", "The packages acceptable to every party whose consent counts, breaking no norm. The possible zone: those that nobody’s statement excludes. Not known is not counted as yes.")
	add(s.a.Frontier != nil || s.a.FrontierPossible != nil, "Frontier", "The outcomes than which no other is worth more to one party and less to none (Pareto).")
	add(shown, "Gain, share, fraction", "Gain: what a package is worth above the fallback. Share: the gain as a part of the most that the party could gain in the zone. Fraction: the gain as a part of the party’s whole range. Shares and fractions are pure numbers; the scales themselves are private and never compared.")
	add(s.a.Nash != nil, "Nash", "The packages with the greatest product of gains (Nash 1950). Where every product is zero: the most parties with a gain, then the greatest product of their shares, then the shares compared from the least up.")
	add(s.a.KalaiSmorodinsky != nil, "Kalai-Smorodinsky", "The least share is as great as can be, then the next, and so on (Kalai and Smorodinsky 1975; for several parties, the lexicographic extension of Imai 1983).")
	add(s.a.Egalitarian != nil, "Egalitarian", "The same with fractions in place of shares (after Kalai 1977).")
	add(s.a.Utilitarian != nil, "Utilitarian", "The greatest sum of fractions.")
	add(s.a.WeightedNash != nil, "Weighted Nash", "The packages with the greatest product of gains, each raised to the weight of its party (Kalai 1977). The weights were asked for; nothing in the case says them.")
	add(s.a.Shortlist != nil, "Shortlist", "Packages of the zone with great products of gains: those with the greatest, and some that differ from each other on many issues.")
	add(s.a.Incentives != nil, "Incentives", "Choices on issues that guarantors alone decide, with which there is an agreement, and than which no others cost each guarantor at most as much and one less. Cost: what the choice is worth to the guarantor less than giving nothing.")
	add(shown, "Ties", "All packages that tie are found. Those worth the same to everybody are one outcome, shown by one of them: the first in the order of the file where all packages were looked at.")
	add(len(s.a.Contention) > 0, "Contention", "The least, over an issue’s choices, of the largest loss that any party bears there. Loss: the issue’s share of the party’s weight, times how far the choice falls short of what the party most wants. Hard clash: every choice is refused outright by somebody, or by a norm.")
	add(s.a.Conflicts != nil && len(s.a.Conflicts.Sets) > 0, "Conflict", "A set of demands, fallbacks and norms that cannot hold together, and none of which can be left out for that (a minimal unsatisfiable set: Reiter 1987; Liffiton and Sakallah 2008).")
	add(s.a.Concessions != nil && len(s.a.Concessions.Ways) > 0, "Way out", "A set of demands and fallbacks whose giving up leaves some package that nothing excludes, and none of which could be kept for that (a minimal correction set, in the same sources). A norm is never given up.")
	add(len(s.a.Prices) > 0, "Price of a demand", "The rise of the least fraction, at the egalitarian package, when that demand alone is lifted and everything else stays.")
	add(s.a.Robustness != nil && s.a.Robustness.Uncertain, "Draws", "Numbers drawn at random, all that the statements permit being equally likely, with the interval of Wilson 1927.")
	add(s.a.Robustness != nil && s.a.Robustness.Regret != nil, "What could be missed", "The regret of a package: the most by which the sum of fractions could be higher at another package, over everything that the statements permit. Shown is the package whose regret is least (minimax regret: Savage 1951; Boutilier and others 2006).")
	if len(d.Entries) == 0 {
		return Section{}
	}
	return Section{ID: "words", Title: "Words used here", Blocks: []Block{d}}
}
