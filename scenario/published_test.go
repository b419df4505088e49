package scenario_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/scenario"
)

// GeniusWeb's competition folders hold, for their own frontier and solutions,
// the outcomes and what they are worth.
func TestPublishedGeniusWebOutcomes(t *testing.T) {
	folders, _ := filepath.Glob(filepath.Join(published(t), "geniusweb", "*"))
	type answer struct {
		Bid     map[string]string
		Utility []float64
	}
	for _, dir := range folders {
		var special struct {
			Size        int64
			Nash, Kalai answer
			ParetoFront []answer `json:"pareto_front"`
		}
		unmarshal(t, filepath.Join(dir, "specials.json"), &special)
		s, err := scenario.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if s.Size().Int64() != special.Size {
			t.Errorf("%s: %s outcomes, want %d", dir, s.Size(), special.Size)
		}
		for _, a := range append(special.ParetoFront, special.Nash, special.Kalai) {
			wantUtilities(t, dir, s, a.Bid, a.Utility)
		}
	}
}

// NegoLog's folders hold the same of two solutions.
func TestPublishedNegoLogOutcomes(t *testing.T) {
	folders, _ := filepath.Glob(filepath.Join(published(t), "negolog", "*"))
	for _, dir := range folders {
		var specs struct {
			NumberOfBids       int64
			NashA              float64 `json:"Nash_A"`
			NashB              float64 `json:"Nash_B"`
			KalaiA             float64 `json:"Kalai_A"`
			KalaiB             float64 `json:"Kalai_B"`
			NashBid, KalaiBid  any     // a mapping, or the text of one
			ReservationProfile float64 `json:"ReservationValueProfileA"`
		}
		unmarshal(t, filepath.Join(dir, "specs.json"), &specs)
		s, err := scenario.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if s.Size().Int64() != specs.NumberOfBids {
			t.Errorf("%s: %s outcomes, want %d", dir, s.Size(), specs.NumberOfBids)
		}
		wantUtilities(t, dir, s, bidOf(t, specs.NashBid), []float64{specs.NashA, specs.NashB})
		wantUtilities(t, dir, s, bidOf(t, specs.KalaiBid), []float64{specs.KalaiA, specs.KalaiB})
		if r, _ := s.Reservation(0).Float64(); r != specs.ReservationProfile {
			t.Errorf("%s: reservation value %v, want %v", dir, r, specs.ReservationProfile)
		}
	}
}

func bidOf(t *testing.T, v any) map[string]string {
	t.Helper()
	bid := map[string]string{}
	switch v := v.(type) {
	case map[string]any:
		for issue, value := range v {
			bid[issue] = value.(string)
		}
	case string:
		for _, pair := range strings.Split(strings.Trim(v, "{} "), ",") {
			issue, value, _ := strings.Cut(pair, ":")
			bid[strings.Trim(issue, ` '"`)] = strings.Trim(value, ` '"`)
		}
	}
	return bid
}

func unmarshal(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func wantUtilities(t *testing.T, dir string, s *scenario.Scenario, bid map[string]string, want []float64) {
	t.Helper()
	o := make(scenario.Outcome, len(s.Issues))
	for i := range s.Issues {
		o[i] = scenario.Choice{Value: s.Issues[i].ValueOf(bid[s.Issues[i].Name])}
	}
	for p, w := range want {
		if got, _ := s.Utility(p, o).Float64(); math.Abs(got-w) > near {
			t.Errorf("%s: %v is worth %v to %s, want %v", dir, bid, got, s.Profiles[p].Name, w)
		}
	}
}

// Every published folder is read, and what had to be repaired is said.
func TestPublishedFoldersAreRead(t *testing.T) {
	for _, pattern := range []string{"genius/ANAC2016/*", "genius/anac/*/*", "genius/AMPOvsCity", "genius/2nd_hand_car", "genius/Jobs", "genius/Railway", "geniusweb/*", "negolog/*"} {
		folders, _ := filepath.Glob(filepath.Join(published(t), filepath.FromSlash(pattern)))
		for _, dir := range folders {
			s, err := scenario.Open(dir)
			if err != nil {
				t.Errorf("%s: %v", dir, err)
				continue
			}
			if len(s.Profiles) < 2 {
				t.Errorf("%s: %d profiles", dir, len(s.Profiles))
			}
			t.Logf("%s: %s outcomes, %d profiles\n%s", dir, s.Size(), len(s.Profiles), s.Warnings)
		}
	}
}
