package scenario

import "parley"

// readNegoLog reads the JSON of NegoLog. There is no domain: the first profile
// implies it.
func readNegoLog(s *Scenario, _ *document, profiles []*document, lenient bool) error {
	for n, d := range profiles {
		issues := d.root.get("issues")
		if err := d.mapping(issues, "issues"); err != nil {
			return err
		}
		if n == 0 {
			s.Name = folderOf(d)
			if len(issues.keys) > maxIssues {
				return d.failNode(issues, "", "there are more than %d issues", maxIssues)
			}
			for k, key := range issues.keys {
				i := Issue{Index: k + 1, Name: key.text}
				if err := d.mapping(issues.items[k], "the issue "+quoted(i.Name)); err != nil {
					return err
				}
				for _, v := range issues.items[k].keys {
					i.Values = append(i.Values, v.text)
				}
				if len(i.Values) == 0 {
					return d.failNode(key, "", "the issue %s has no values", quoted(i.Name))
				}
				s.Issues = append(s.Issues, i)
			}
			if len(s.Issues) == 0 {
				return d.failNode(issues, "", "there are no issues")
			}
		}
		p, err := negoLogProfile(s, d, issues)
		if err != nil {
			return err
		}
		s.Profiles = append(s.Profiles, *p)
	}
	return nil
}

func negoLogProfile(s *Scenario, d *document, issues *node) (*Profile, error) {
	p := &Profile{Name: d.base(), File: d.text.name}
	if r := d.root.get("reservationValue"); !r.null() {
		v, err := d.number(r, "reservationValue")
		if err != nil {
			return nil, err
		}
		p.Reservation = &v
	}
	weights := d.root.get("issueWeights")
	if err := d.mapping(weights, "issueWeights"); err != nil {
		return nil, err
	}
	u := &Additive{}
	for n := range s.Issues {
		i := &s.Issues[n]
		wn, values := weights.get(i.Name), issues.get(i.Name)
		if wn == nil || values == nil {
			return nil, d.failNode(d.root, "", "the profile lacks the weight or the values of the issue %s", quoted(i.Name))
		}
		w, err := d.number(wn, "the weight of "+quoted(i.Name))
		if err != nil {
			return nil, err
		}
		table, err := d.table(i, values, false)
		if err != nil {
			return nil, err
		}
		u.Terms = append(u.Terms, Term{Weight: &w, Eval: table})
	}
	place := s.issuePlaces()
	for _, key := range issues.keys {
		if _, known := place[key.text]; !known {
			d.warnNode(key, "", "the first profile has no issue %s; it is left out", quoted(key.text))
		}
	}
	if total := sumOf(u); !total.Equal(parley.Int(1)) {
		d.warnNode(weights, "", "the weights sum to %s and not to 1; they count as they are", total.Decimal(20))
	}
	p.Utility = u
	return p, nil
}

func sumOf(u *Additive) parley.Number {
	total := parley.Int(0)
	for _, t := range u.Terms {
		if t.Weight != nil {
			total = total.Add(*t.Weight)
		}
	}
	return total
}
