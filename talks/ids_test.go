package talks

import "testing"

// Ids are what people and tests rely on: none stands twice, and each rule has
// a sentence and a source.
func TestRulesAreWhole(t *testing.T) {
	ids := map[RuleID]bool{}
	for _, r := range AllRules() {
		if ids[r.ID] || r.Says == "" || r.Source == "" {
			t.Errorf("%s stands twice or lacks something", r.ID)
		}
		ids[r.ID] = true
	}
}
