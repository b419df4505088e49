package cli

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"parley"
	"parley/brief"
	"parley/scenario"
	"parley/survey"
)

// measures reads --measure. What the field reports of a scenario rests on
// everybody's numbers, so that it is for the mediator alone; with --only it has
// to be asked for.
func (c *analyzeCommand) measures(s *scenario.Scenario, r reader) ([]*survey.Definition, error) {
	names := c.Measure
	switch {
	case len(names) > 0 && s == nil:
		return nil, wrong("--measure is for scenarios of other tools")
	case len(names) > 0 && r.audience != brief.ForMediator:
		return nil, wrong("--measure is for the mediator: the field's measures rest on everybody's numbers")
	case s == nil || r.audience != brief.ForMediator || len(c.Only) > 0 && len(names) == 0:
		return nil, nil
	case len(names) == 0:
		names = survey.Standard()
	}
	var all []*survey.Definition
	for _, name := range names {
		d, err := survey.Define(name)
		if err != nil {
			return nil, wrong("%s", err).hint("parley survey --measure help . lists them")
		}
		all = append(all, d)
	}
	return all, nil
}

// mostPoints is how many vectors of a frontier a report holds.
const mostPoints = 10_000

// measured computes the field's measures. An error is that of a context that
// ended; what was found by then is there.
func measured(ctx context.Context, s *scenario.Scenario, c *parley.Case, all []*survey.Definition, want parley.Package) (*brief.Field, error) {
	sp, err := survey.Measure(ctx, s)
	if sp == nil {
		return nil, nil
	}
	f := &brief.Field{Semantics: string(s.Semantics), Method: sp.Method, Proven: sp.Proven}
	if f.Method == "" {
		f.Method = "no method: " + survey.ErrTooLarge.Error()
	}
	for _, d := range all {
		result := d.Of(sp)
		f.Measures = append(f.Measures, brief.Measure{Name: d.Name, Text: inPlaces(result), Value: json.RawMessage(result.JSON()), Says: d.Says, Source: d.Source})
	}
	f.Measures = append(f.Measures, distances(sp, c, want)...)
	for _, p := range sp.Frontier[:min(len(sp.Frontier), mostPoints)] {
		x := brief.FieldPoint{Utility: p.Utility, Package: parley.Package{}}
		for n, choice := range p.Outcome {
			i := &c.Issues[n]
			if i.Numeric() {
				x.Package[i.ID] = parley.Choice{Number: choice.Number}
			} else {
				x.Package[i.ID] = parley.Choice{Option: i.Options[choice.Value].ID}
			}
		}
		f.Frontier = append(f.Frontier, x)
	}
	if errors.Is(err, survey.ErrTooLarge) {
		err = nil
	}
	return f, err
}

// distances says how far a whole package is from the solutions that the field
// measures it against.
func distances(sp *survey.Space, c *parley.Case, want parley.Package) []brief.Measure {
	o := make(scenario.Outcome, len(c.Issues))
	for n := range c.Issues {
		choice, said := want[c.Issues[n].ID]
		if !said {
			return nil
		}
		o[n].Number = choice.Number
		for k, option := range c.Issues[n].Options {
			if option.ID == choice.Option {
				o[n].Value = k
			}
		}
	}
	var utility []float64
	for q := range sp.Scenario.Profiles {
		u, _ := sp.Scenario.Utility(q, o).Float64()
		utility = append(utility, u)
	}
	var all []brief.Measure
	for _, d := range survey.Definitions() {
		name, by, _ := strings.Cut(d.Name, ":")
		if name != "nash" && name != "kalai" {
			continue
		}
		if v, ok := sp.Distance(utility, &d); ok {
			all = append(all, brief.Measure{Name: "distance_" + name + ":" + by, Text: strconv.FormatFloat(v, 'f', 4, 64), Value: v,
				Says: "the Euclidean distance of the wanted package from the nearest vector of " + d.Name, Source: d.Source})
		}
	}
	return all
}

// inPlaces writes a result with four decimals.
func inPlaces(r survey.Result) string { return shorter(r.Kind, r.String()) }
