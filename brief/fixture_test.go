package brief_test

import (
	"bytes"
	"context"
	"math/big"
	"testing"

	"parley"
	"parley/bargain"
	"parley/brief"
)

// pattern is a pattern of one term, an option of a discrete issue.
func pattern(issue string, options ...string) parley.Patterns {
	return parley.Patterns{{{Issue: issue, Options: options}}}
}

func num(n int64) *parley.Number { x := parley.Int(n); return &x }

func frac(a, b int64) *parley.Number { x := parley.Fraction(a, b); return &x }

func count(n int64) bargain.Count { return bargain.Count{Int: big.NewInt(n)} }

func weigh(pairs ...any) []parley.Importance {
	var out []parley.Importance
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, parley.Importance{Issue: pairs[i].(string), Weight: parley.Just(parley.Int(int64(pairs[i+1].(int))))})
	}
	return out
}

func worth(issue string, pairs ...any) parley.Value {
	v := parley.Value{Issue: issue}
	for i := 0; i < len(pairs); i += 2 {
		v.Options = append(v.Options, parley.OptionValue{Option: pairs[i].(string), Worth: parley.Just(parley.Int(int64(pairs[i+1].(int))))})
	}
	return v
}

func fallback(n int64) *parley.Fallback {
	i := parley.Just(parley.Int(n))
	return &parley.Fallback{Value: &i}
}

// mill is a small negotiation of two with values, documents and sources.
func mill() *parley.Case {
	return &parley.Case{
		Title: "The mill and the weir",
		About: "A mill and a fishery share a river.",
		Parties: []parley.Party{
			{ID: "mill", Name: "The mill"}, {ID: "fishery", Name: "Fishers"},
			{ID: "county", Name: "County", Roles: []parley.Role{parley.RoleMediator}},
		},
		Issues: []parley.Issue{
			{ID: "height", Name: "Height of the weir", Options: []parley.Option{{ID: "low", Text: "Half a metre"}, {ID: "mid", Text: "One metre"}, {ID: "high", Text: "Two metres", Assumed: "nobody has named two metres yet"}}},
			{ID: "fee", Name: "Yearly fee", Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(40), Step: num(10), Unit: "k€"}},
		},
		Norms: []parley.Norm{{Pattern: parley.Patterns{{{Issue: "height", Options: []string{"high"}}, {Issue: "fee", Numbers: []parley.Number{parley.Int(0)}}}}, Because: "A high weir pays.", Basis: "Water act, s. 3"}},
		Documents: []parley.Document{{
			ID: "pact", Title: "Pact of the weir",
			Points: []parley.Point{
				{ID: "1", Text: "The river serves both.", Standing: parley.Standing{Status: parley.StatusAgreed, Among: []string{"mill", "fishery"}, ReportedBy: "county", Sources: []string{"minutes"}}},
				{ID: "2", Issue: "height", Standing: parley.Standing{Status: parley.StatusBracketed}},
			},
		}},
		Positions: []parley.Position{
			{
				Party:      "mill",
				Importance: weigh("height", 60, "fee", 40),
				Values:     []parley.Value{{Issue: "height", Order: []string{"high", "mid", "low"}}, {Issue: "fee", Curve: []parley.CurvePoint{{At: parley.Int(0), Worth: parley.Just(parley.Int(100))}, {At: parley.Int(40)}}}},
				Insists:    []parley.Demand{{Kind: parley.Insistence, Pattern: parley.Patterns{{{Issue: "fee", Max: num(30)}}}, Stated: true, Note: parley.Note{Because: "Said at the fair.", Sources: []string{"fair"}}}},
				Fallback:   fallback(40),
			},
			{
				Party: "fishery",
				Importance: []parley.Importance{
					{Issue: "height", Word: parley.Vital}, {Issue: "fee", Word: parley.Very},
				},
				Values:   []parley.Value{worth("height", "low", 100, "mid", 60, "high", 0), {Issue: "fee", Curve: []parley.CurvePoint{{At: parley.Int(0)}, {At: parley.Int(40), Worth: parley.Just(parley.Int(100))}}}},
				Never:    []parley.Demand{{Kind: parley.RedLine, Pattern: pattern("height", "high"), Basis: "Charter, art. 4", Owner: "assembly"}},
				Fallback: &parley.Fallback{Like: parley.Package{"height": {Option: "mid"}, "fee": {Number: parley.Int(10)}}},
			},
		},
		Sources: []parley.Source{
			{ID: "fair", Who: "The miller", When: "2025-09-14", Where: "autumn fair", Says: "No more than thirty.", URL: "https://example.org/fair"},
			{ID: "minutes", Who: "County", When: "2025-10-01"},
		},
	}
}

func outcome(height string, fee, u, gu, v, gv int64, shareU, shareV *parley.Number) bargain.Outcome {
	return bargain.Outcome{
		Package:  parley.Package{"height": {Option: height}, "fee": {Number: parley.Int(fee)}},
		Ties:     count(1),
		Utility:  map[string]parley.Number{"mill": parley.Int(u), "fishery": parley.Int(v)},
		Gain:     map[string]parley.Number{"mill": parley.Int(gu), "fishery": parley.Int(gv)},
		Share:    map[string]parley.Number{"mill": *shareU, "fishery": *shareV},
		Fraction: map[string]parley.Number{"mill": *shareU, "fishery": *shareV},
	}
}

// millAnswer is made up by hand, so that golden files change with the report
// and not with the engine. Its numbers fit together only roughly.
func millAnswer() *bargain.Answer {
	a := outcome("mid", 10, 60, 20, 48, 4, frac(1, 1), frac(1, 4))
	b := outcome("mid", 20, 50, 10, 57, 13, frac(1, 2), frac(3, 4))
	end := outcome("low", 0, 40, 0, 60, 16, num(0), frac(1, 1))
	proven := func(method string) bargain.Certificate { return bargain.Certificate{Proven: true, Method: method} }
	ref := parley.Ref{Party: "mill", Kind: parley.Insistence}
	return &bargain.Answer{
		Zone: &bargain.Zone{
			Total: count(15), Count: count(3), Confirmed: count(3), Possible: count(3),
			Accepts: []bargain.Acceptance{{Party: "mill", Yes: count(8), No: count(7), Unknown: count(0)}, {Party: "fishery", Yes: count(6), No: count(9), Unknown: count(0)}},
			Pairs:   []bargain.Pair{{A: "mill", B: "fishery", Both: count(3), Possible: count(3)}},
			Example: a.Package,
		},
		Frontier:         &bargain.Frontier{Parties: []string{"mill", "fishery"}, Outcomes: bargain.Listed(a, b, end), Complete: true},
		Nash:             &bargain.Solution{Outcomes: []bargain.Outcome{b}},
		KalaiSmorodinsky: &bargain.Solution{Outcomes: []bargain.Outcome{b}},
		Egalitarian:      &bargain.Solution{Outcomes: []bargain.Outcome{b}},
		Utilitarian:      &bargain.Solution{Outcomes: []bargain.Outcome{a}},
		Contention: []bargain.Contention{
			{Issue: "height", Score: frac(3, 10), Mildest: []parley.Choice{{Option: "mid"}}, Stakes: []bargain.Stake{
				{Party: "mill", Importance: frac(6, 10), Loss: frac(3, 10), Best: []parley.Choice{{Option: "high"}}},
				{Party: "fishery", Importance: frac(2, 3), Loss: frac(1, 4), Best: []parley.Choice{{Option: "low"}}, Bars: []parley.Choice{{Option: "high"}}, Refs: []parley.Ref{{Party: "fishery", Kind: parley.RedLine}}},
			}},
			{Issue: "fee", Score: frac(1, 5), Mildest: []parley.Choice{{Number: parley.Int(20)}}, Stakes: []bargain.Stake{
				{Party: "mill", Importance: frac(4, 10), Loss: frac(1, 5), Best: []parley.Choice{{}}, Bars: []parley.Choice{{Number: parley.Int(40)}}, Refs: []parley.Ref{ref}},
				{Party: "fishery", Importance: frac(1, 3), Loss: frac(1, 6), Best: []parley.Choice{{Number: parley.Int(40)}}},
			}},
		},
		Agenda: &bargain.Agenda{HardestFirst: []string{"height", "fee"}, EasiestFirst: []string{"fee", "height"}, Together: []bargain.Bundle{{Issues: []string{"height", "fee"}, Demands: []parley.Ref{{Kind: parley.NormKind}}}}},
		Prices: []bargain.Price{{Ref: ref, Rise: parley.Fraction(1, 10), From: parley.Fraction(1, 2), To: parley.Fraction(6, 10), Opens: count(1)}, {Ref: parley.Ref{Party: "fishery", Kind: parley.RedLine}, Opens: count(0)}},
		Robustness: &bargain.Robustness{
			Uncertain: true, All: &bargain.Count{Int: big.NewInt(2)}, Some: &bargain.Count{Int: big.NewInt(4)}, Draws: 1000, Seed: 7,
			Zone: &bargain.Share{Hits: 990, Draws: 1000, Rate: 0.99, Low: 0.982, High: 0.994},
			Packages: []bargain.PackageRobustness{
				{Package: b.Package, Solutions: []bargain.Question{bargain.AskNash}, ForAll: true, Accepted: bargain.Share{Hits: 1000, Draws: 1000, Rate: 1, Low: 0.996, High: 1}},
				{Package: a.Package, Solutions: []bargain.Question{bargain.AskUtilitarian}, Accepted: bargain.Share{Hits: 500, Draws: 1000, Rate: 0.5, Low: 0.469, High: 0.531}},
			},
		},
		Inquiries: []bargain.Inquiry{{Kind: bargain.InquireFirmness, Party: "mill", Ref: &ref, At: parley.Path{"positions", "mill", "insists", "[0]"}, Now: count(3), Least: count(3), Most: count(5)}},
		Trades:    []bargain.Trade{{A: "mill", B: "fishery", IssueA: "fee", IssueB: "height", RateA: parley.Fraction(2, 3), RateB: parley.Fraction(1, 2)}},
		Progress:  bargain.Progress{Points: 2, Settled: 1, Weighted: num(0), Documents: []bargain.DocumentProgress{{Document: "pact", Points: 2, Settled: 1}}},
		Certificates: map[bargain.Question]bargain.Certificate{
			bargain.AskZone: proven("every package"), bargain.AskFrontier: proven("every package"),
			bargain.AskNash: proven("compared on the frontier"), bargain.AskKalaiSmorodinsky: proven("compared on the frontier"),
			bargain.AskEgalitarian: proven("compared on the frontier"), bargain.AskUtilitarian: proven("compared on the frontier"),
			bargain.AskContention: proven("issue by issue"), bargain.AskConflicts: {Why: "The possible zone is not empty."},
			bargain.AskConcessions: {Why: "The possible zone is not empty."}, bargain.AskPrices: proven("again without each demand"),
			bargain.AskRobustness: {Lower: frac(1, 3), Upper: frac(2, 3), Method: "draws", Level: 1}, bargain.AskInquiries: proven("at each end"),
			bargain.AskTrades: proven("pair by pair"), bargain.AskReshapings: {Why: "The possible zone is not empty."},
		},
	}
}

// pass is a case without any number and without common ground.
func pass() *parley.Case {
	return &parley.Case{
		Title: "The pass",
		Parties: []parley.Party{
			{ID: "east", Name: "East"}, {ID: "west", Name: "West"}, {ID: "league", Name: "League", Roles: []parley.Role{parley.RoleGuarantor}},
		},
		Issues: []parley.Issue{
			{ID: "border", Name: "Line of the border", Options: []parley.Option{{ID: "ridge", Text: "Along the ridge"}, {ID: "river", Text: "Along the river"}}},
			{ID: "guard", Name: "Guards", Options: []parley.Option{{ID: "none", Text: "None"}, {ID: "joint", Text: "Joint patrols"}}, By: "league", Nothing: &parley.Choice{Option: "none"}},
			{ID: "toll", Name: "Toll", Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(10), Step: num(1)}},
		},
		Documents: []parley.Document{{ID: "d", Title: "Declaration", Standing: parley.Standing{Status: parley.StatusAgreed, ReportedBy: "west"}}},
		Positions: []parley.Position{
			{Party: "east", Insists: []parley.Demand{{Kind: parley.Insistence, Pattern: pattern("border", "river"), Stated: true, Note: parley.Note{Because: "Watered since always."}}}},
			{Party: "west", Never: []parley.Demand{{Kind: parley.RedLine, Pattern: pattern("border", "river"), Basis: "Constitution, art. 2"}},
				OnlyIf: []parley.Demand{{Kind: parley.Condition, Pattern: parley.Patterns{{{Issue: "toll", Min: num(5)}}}, If: pattern("guard", "joint")}}},
		},
	}
}

func passAnswer() *bargain.Answer {
	east := parley.Ref{Party: "east", Kind: parley.Insistence}
	west := parley.Ref{Party: "west", Kind: parley.RedLine}
	exact := bargain.Certificate{Proven: true, Method: "every package"}
	pkg := parley.Package{"border": {Option: "river"}, "guard": {Option: "none"}, "toll": {}}
	return &bargain.Answer{
		Zone: &bargain.Zone{Total: count(44), Count: count(0), Confirmed: count(0), Possible: count(0), Unvalued: []string{"east", "west"}, Unconfirmed: []string{"league"},
			Accepts: []bargain.Acceptance{{Party: "east", Yes: count(0), No: count(22), Unknown: count(22)}, {Party: "west", Yes: count(0), No: count(27), Unknown: count(17)}},
			Pairs:   []bargain.Pair{{A: "east", B: "west", Both: count(0), Possible: count(0)}}},
		Contention: []bargain.Contention{{Issue: "border", HardClash: true, Stakes: []bargain.Stake{
			{Party: "east", Bars: []parley.Choice{{Option: "ridge"}}, Refs: []parley.Ref{east}},
			{Party: "west", Bars: []parley.Choice{{Option: "river"}}, Refs: []parley.Ref{west}},
		}}, {Issue: "guard"}, {Issue: "toll"}},
		Agenda:    &bargain.Agenda{HardestFirst: []string{"border", "guard", "toll"}, EasiestFirst: []string{"guard", "toll", "border"}},
		Conflicts: &bargain.Conflicts{Sets: []bargain.Conflict{{Items: []parley.Ref{east, west}}}, Complete: true},
		Concessions: &bargain.Concessions{Complete: true, Ways: []bargain.WayOut{
			{GiveUp: []bargain.Concession{{Ref: east}}, Movers: []string{"east"}, Opens: count(17), Example: pkg},
			{GiveUp: []bargain.Concession{{Ref: west}}, Movers: []string{"west"}, Opens: count(17), Example: pkg},
		}},
		Reshapings: []bargain.Reshaping{{Conflict: 0, Issue: "border", Drafts: []bargain.Draft{
			{Technique: bargain.Split, Option: "split", Parties: []string{"east", "west"}, Admit: []parley.Ref{east}},
			{Technique: bargain.Sequence, Option: "in_stages", Parties: []string{"east", "west"}, Admit: []parley.Ref{east}},
			{Technique: bargain.Defer, Option: "deferred", Parties: []string{"east", "west"}, Admit: []parley.Ref{east}},
			{Technique: bargain.Contingent, Option: "contingent", Parties: []string{"east", "west"}, Admit: []parley.Ref{east}},
			{Technique: bargain.Guarantee, Option: "guaranteed", Parties: []string{"east", "west"}, With: "league", Admit: []parley.Ref{east}},
			{Technique: bargain.Compensate, Option: "compensated", Parties: []string{"east", "west"}, With: "toll", Admit: []parley.Ref{east}},
		}}, {Conflict: 0, Issue: "toll", Drafts: []bargain.Draft{{Technique: bargain.Defer, Parties: []string{"east"}}}}},
		Inquiries: []bargain.Inquiry{
			{Kind: bargain.InquireFirmness, Party: "east", Ref: &east, At: parley.Path{"positions", "east", "insists", "[0]"}, Now: count(0), Least: count(0), Most: count(17), Decides: true, Breaks: []int{0}},
			{Kind: bargain.InquireValues, Party: "west", At: parley.Path{"positions", "west", "value"}, Now: count(0), Least: count(0), Most: count(0)},
		},
		Progress: bargain.Progress{Points: 1, Reported: 1, Documents: []bargain.DocumentProgress{{Document: "d", Points: 1, Reported: 1}}},
		Certificates: map[bargain.Question]bargain.Certificate{
			bargain.AskZone: exact, bargain.AskContention: exact, bargain.AskConflicts: exact, bargain.AskConcessions: exact,
			bargain.AskReshapings: exact, bargain.AskInquiries: exact,
			bargain.AskNash: {Why: "East and West give no values."}, bargain.AskFrontier: {Why: "East and West give no values."},
		},
	}
}

// analyzed asks the engine, for what hand-made answers would not show.
func analyzed(t *testing.T, c *parley.Case) *bargain.Answer {
	t.Helper()
	p, err := bargain.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	a, err := p.Analyze(context.Background(), bargain.Options{Draws: 50})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// everyForm renders a report in every form, by name.
func everyForm(t *testing.T, c *parley.Case, a *bargain.Answer, o brief.Options) map[string]string {
	t.Helper()
	r := brief.Compose(c, a, o)
	out := map[string]string{}
	for _, f := range []struct {
		name  string
		write func(*bytes.Buffer) error
	}{
		{"text", func(b *bytes.Buffer) error { return r.Text(b, 80, false) }},
		{"colour", func(b *bytes.Buffer) error { return r.Text(b, 80, true) }},
		{"markdown", func(b *bytes.Buffer) error { return r.Markdown(b) }},
		{"html", func(b *bytes.Buffer) error { return r.HTML(b) }},
		{"json", func(b *bytes.Buffer) error { return brief.JSON(b, c, a, o) }},
	} {
		var b bytes.Buffer
		if err := f.write(&b); err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		out[f.name] = b.String()
	}
	return out
}
