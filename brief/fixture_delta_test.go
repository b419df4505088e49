package brief_test

import (
	"maps"
	"math/big"
	"strconv"

	"parley"
	"parley/bargain"
	"parley/brief"
)

// stations is how many issues of the delta are alike: as many as make tables
// of packages long.
const stations = 24

// delta is a negotiation with many issues, fine numbers, and two guarantors
// who state their numbers in one unit.
func delta() *parley.Case {
	c := &parley.Case{
		Title: "The waters of the delta",
		Parties: []parley.Party{
			{ID: "hills", Name: "Hill states"}, {ID: "plain", Name: "The Plain"}, {ID: "ports", Name: "Ports"},
			{ID: "bank", Name: "Delta bank", Roles: []parley.Role{parley.RoleGuarantor}},
			{ID: "union", Name: "Union of cities", Roles: []parley.Role{parley.RoleGuarantor}},
		},
		Issues: []parley.Issue{
			{ID: "flow", Name: "Flow at the gauge", Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(10000), Step: num(1), Unit: "m³/s"}},
			{ID: "season", Name: "Season of the release", Options: []parley.Option{{ID: "spring", Text: "Spring"}, {ID: "summer", Text: "Summer"}, {ID: "even", Text: "All year"}}},
			{ID: "loan", Name: "Loan for the canals", By: "bank", Nothing: &parley.Choice{}, Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(60), Step: num(10), Unit: "EUR million"}},
			{ID: "dredging", Name: "Dredging of the mouth", By: "union", Nothing: &parley.Choice{Option: "none"}, Options: []parley.Option{{ID: "none", Text: "Nothing"}, {ID: "once", Text: "Once"}, {ID: "yearly", Text: "Every year"}}},
		},
	}
	for i := range stations {
		c.Issues = append(c.Issues, parley.Issue{ID: "s" + strconv.Itoa(i+1), Name: "Gauge station " + strconv.Itoa(i+1), Options: []parley.Option{{ID: "joint", Text: "Read jointly"}, {ID: "owner", Text: "Read by its owner"}}})
	}
	for _, p := range []string{"hills", "plain", "ports"} {
		pos := parley.Position{Party: p, Fallback: fallback(30)}
		for _, i := range c.Issues {
			pos.Importance = append(pos.Importance, weigh(i.ID, 4)...)
			if i.Numeric() {
				pos.Values = append(pos.Values, parley.Value{Issue: i.ID, Curve: []parley.CurvePoint{{At: i.Range.Min}, {At: i.Range.Max, Worth: parley.Just(parley.Int(100))}}})
				continue
			}
			v := parley.Value{Issue: i.ID}
			for n, o := range i.Options {
				v.Options = append(v.Options, parley.OptionValue{Option: o.ID, Worth: parley.Just(parley.Int(int64(50 * n)))})
			}
			pos.Values = append(pos.Values, v)
		}
		c.Positions = append(c.Positions, pos)
	}
	for _, p := range []string{"bank", "union"} {
		c.Positions = append(c.Positions, parley.Position{Party: p, Unit: "EUR million", Fallback: fallback(-80)})
	}
	return c
}

// deltaPackage takes the first of everything, but for what is said.
func deltaPackage(other map[string]parley.Choice) parley.Package {
	p := parley.Package{}
	for _, i := range delta().Issues {
		if i.Numeric() {
			p[i.ID] = parley.Choice{Number: i.Range.Min}
		} else {
			p[i.ID] = parley.Choice{Option: i.Options[0].ID}
		}
	}
	maps.Copy(p, other)
	return p
}

func deltaOutcome(hills, plain, ports int64, other map[string]parley.Choice) bargain.Outcome {
	o := bargain.Outcome{Package: deltaPackage(other), Ties: count(1),
		Utility: map[string]parley.Number{}, Gain: map[string]parley.Number{}, Share: map[string]parley.Number{}, Fraction: map[string]parley.Number{}}
	for p, u := range map[string]int64{"hills": hills, "plain": plain, "ports": ports} {
		o.Utility[p], o.Gain[p] = parley.Int(u), parley.Int(u-30)
		o.Share[p], o.Fraction[p] = parley.Fraction(u-30, 50), parley.Fraction(u-30, 60)
	}
	return o
}

func option(id string) parley.Choice { return parley.Choice{Option: id} }

func level(n int64) parley.Choice { return parley.Choice{Number: parley.Int(n)} }

// ten is 10^n times a.
func ten(a, n int64) *big.Int {
	x := new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil)
	return x.Mul(x, big.NewInt(a))
}

// bounded is a count of which only bounds are known, with an estimate.
func bounded() bargain.Count {
	return bargain.Count{Least: ten(429, 39), Most: ten(7009, 42), Estimate: &bargain.Estimate{Value: ten(3284, 41), HalfWidth: 0.02, Confidence: 0.999, Draws: 200_000}}
}

// deltaAnswer is made up by hand: what an answer about a space too large to be
// gone through holds. Its numbers fit together only roughly.
func deltaAnswer() *bargain.Answer {
	a := deltaOutcome(60, 50, 40, map[string]parley.Choice{"flow": level(4200), "season": option("summer"), "s3": option("owner")})
	b := deltaOutcome(45, 60, 45, map[string]parley.Choice{"flow": level(3900), "loan": level(20)})
	d := deltaOutcome(40, 45, 62, map[string]parley.Choice{"flow": level(5100), "season": option("even"), "dredging": option("yearly"), "s7": option("owner"), "s9": option("owner")})
	a.Ties = bargain.Count{Least: big.NewInt(2), Most: ten(31, 17)}
	for _, s := range []string{"s11", "s12", "s13"} {
		p := maps.Clone(a.Package)
		p[s] = option("owner")
		a.Tied = append(a.Tied, p)
	}
	b.Ties = bargain.Count{Least: big.NewInt(1), Most: big.NewInt(900)}
	proven := func(method, because string, seconds float64) bargain.Certificate {
		return bargain.Certificate{Proven: true, Method: method, Because: because, Seconds: seconds}
	}
	within := parley.Fraction(987, 100000)
	total := func(n int64) *parley.Number { return num(n) }
	spans := func(cs ...parley.Choice) []bargain.Span {
		var out []bargain.Span
		for i := 0; i+1 < len(cs); i += 2 {
			out = append(out, bargain.Span{From: cs[i], To: cs[i+1]})
		}
		return out
	}
	joint, owner := option("joint"), option("owner")
	open := []bargain.OpenIssue{
		{Issue: "flow", Open: spans(level(3800), level(5200), level(6000), level(6000)), Closed: spans(level(0), level(3799), level(5201), level(5999), level(6001), level(9000)), Undecided: spans(level(9001), level(10000))},
		{Issue: "season", Open: spans(option("summer"), option("summer"), option("even"), option("even")), Closed: spans(option("spring"), option("spring"))},
		{Issue: "loan", Open: spans(level(0), level(60))},
		{Issue: "dredging", Open: spans(option("none"), option("none")), Closed: spans(option("once"), option("once"), option("yearly"), option("yearly"))},
	}
	for i := range stations {
		open = append(open, bargain.OpenIssue{Issue: "s" + strconv.Itoa(i+1), Open: spans(joint, joint, owner, owner)})
	}
	return &bargain.Answer{
		Zone: &bargain.Zone{
			Total: bargain.Count{Int: ten(35231, 44)}, Count: bounded(), Confirmed: bargain.Count{Least: new(big.Int), Most: ten(71, 40)}, Possible: bounded(),
			Accepts: []bargain.Acceptance{
				{Party: "hills", Yes: bargain.Count{Int: ten(123456, 30)}, No: bargain.Count{Int: ten(98765, 39)}, Unknown: count(0)},
				{Party: "plain", Yes: bounded(), No: bargain.Count{Least: ten(1, 20), Most: ten(99999, 43)}, Unknown: count(0)},
				{Party: "ports", Yes: bounded(), No: bargain.Count{Least: ten(1, 20), Most: ten(99999, 43)}, Unknown: count(0)},
			},
			Reach: []bargain.Reach{
				{Party: "hills", Least: parley.Int(30), Most: parley.Fraction(1621, 20), AtLeast: parley.Int(30), AtMost: parley.Fraction(1621, 20), LeastAt: b.Package, MostAt: a.Package, Proven: true},
				{Party: "plain", Least: parley.Int(30), Most: parley.Int(80), AtLeast: parley.Int(30), AtMost: parley.Int(80), LeastAt: a.Package, MostAt: b.Package, Proven: true},
				{Party: "ports", Least: parley.Int(31), Most: parley.Int(79), AtLeast: parley.Fraction(61, 2), AtMost: parley.Fraction(63163, 799), LeastAt: a.Package, MostAt: d.Package},
			},
			Open:    open,
			Example: a.Package,
		},
		Frontier:     &bargain.Frontier{Parties: []string{"hills", "plain", "ports"}, Outcomes: bargain.Listed(a, b, d), Size: 3, Within: &within},
		Nash:         &bargain.Solution{Outcomes: []bargain.Outcome{a}, Size: 1},
		WeightedNash: &bargain.Solution{Outcomes: []bargain.Outcome{b}, Size: 1},
		Shortlist:    &bargain.Shortlist{Best: []bargain.Outcome{a, b}, Diverse: []bargain.Outcome{a, d}, Apart: 4},
		Incentives: &bargain.Incentives{Needed: true, Complete: true, Unit: "EUR million", Sets: []bargain.Incentive{
			{Gives: parley.Package{"loan": level(0), "dredging": option("yearly")}, Loss: map[string]parley.Number{"bank": parley.Int(0), "union": parley.Int(12)}, Opens: bounded(), Example: d.Package, Total: total(12)},
			{Gives: parley.Package{"loan": level(20), "dredging": option("none")}, Loss: map[string]parley.Number{"bank": parley.Int(5), "union": parley.Int(0)}, Opens: bargain.Count{Int: ten(12345, 20)}, Example: b.Package, Total: total(5), Cheapest: true},
		}},
		Robustness: &bargain.Robustness{Uncertain: true, Draws: 1000, Seed: 1,
			Regret: &bargain.Regret{Package: a.Package, Least: parley.Fraction(21, 100), Most: parley.Fraction(1, 4), Rival: d.Package}},
		Certificates: map[bargain.Question]bargain.Certificate{
			bargain.AskZone: {Lower: total(1), Upper: func() *parley.Number { n := parley.Exactly(new(big.Rat).SetInt(ten(7009, 42))); return &n }(),
				Method: "bounded by the tilted sum, and draws", Because: "The gauge has 10,001 numbers, and sums of three parties are too many to be counted one by one.", Seconds: 1.8312},
			bargain.AskFrontier:     {Lower: nil, Upper: nil, Method: "merging, issue by issue, on a grid of each party’s range", Because: "With three parties the frontier does not fit.", Why: "The whole frontier is too large.", Seconds: 2.04},
			bargain.AskNash:         proven("branch and bound over prices", "No statement ties issues.", 0.1204),
			bargain.AskWeightedNash: {Lower: frac(1, 3), Upper: frac(2, 5), Method: "branch and bound over prices", Because: "No statement ties issues.", Why: "Interrupted: what is listed is certain, and there may be more.", Seconds: 10},
			bargain.AskShortlist:    proven("branch and bound over prices, going on", "", 0.01),
			bargain.AskIncentives:   proven("one question for each contribution", "There are 21 contributions.", 0.0002),
			bargain.AskRobustness:   {Method: "alternating with what a rival gains", Why: "Interrupted: the bounds are certain.", Seconds: 12.34},
		},
	}
}

// deltaWeights are those of the weighted Nash of the delta.
func deltaWeights() []bargain.Weight {
	return []bargain.Weight{{Party: "plain", Weight: parley.Int(2)}, {Party: "hills", Weight: parley.Fraction(1, 2)}}
}

// dryDelta is the delta with nothing that reaches all fallbacks.
func dryDelta() *bargain.Answer {
	gives := parley.Package{"loan": level(60), "dredging": option("yearly")}
	f := deltaAnswer().Frontier
	proven := bargain.Certificate{Proven: true, Method: "one price for each party, and the greatest sum on every issue"}
	return &bargain.Answer{
		Zone: &bargain.Zone{
			Total: bargain.Count{Int: ten(35231, 44)}, Count: count(0), Confirmed: count(0), Possible: count(0),
			Proof: &bargain.Proof{
				Weights: []bargain.Weight{{Party: "hills", Weight: parley.Fraction(3, 7)}, {Party: "plain", Weight: parley.Fraction(123456789, 1234567891011)}, {Party: "ports", Weight: parley.Int(1)}},
				Needed:  parley.Fraction(1234567890123, 1000000000007), Most: parley.Fraction(1234567890000, 1000000000007),
			},
		},
		FrontierPossible: f,
		Incentives: &bargain.Incentives{Needed: true, Want: parley.Package{"flow": level(4000), "season": option("summer")}, Sets: []bargain.Incentive{
			{Gives: gives, Loss: map[string]parley.Number{"bank": parley.Int(40)}, Unknown: []string{"union"}, Opens: count(1), Example: deltaPackage(gives)},
		}},
		Certificates: map[bargain.Question]bargain.Certificate{
			bargain.AskZone: proven, bargain.AskFrontier: {Method: "merging, issue by issue", Why: "The whole frontier is too large."},
			bargain.AskIncentives: {Method: "one question for each contribution", Why: "Interrupted: what is listed is certain, and there may be more."},
		},
	}
}

// deltaOptions ask for everything that can be asked for.
func deltaOptions() brief.Options { return brief.Options{Explain: true, Weights: deltaWeights()} }
