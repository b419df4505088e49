package survey_test

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley/scenario"
	"parley/survey"
)

// published is the folder of the field's scenarios, which have no licence and
// are no part of the project.
func published(t *testing.T) string {
	dir := os.Getenv("PARLEY_SCENARIOS")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "scenarios")
	}
	if _, err := os.Stat(filepath.Join(dir, "reference.tsv")); err != nil {
		t.Skip("the published scenarios are not here; PARLEY_SCENARIOS says where they are")
	}
	return dir
}

func rows(t *testing.T, name string) []map[string]string {
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	head := strings.Split(lines[0], "\t")
	var all []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range strings.Split(line, "\t") {
			row[head[i]] = strings.Trim(cell, `"`)
		}
		all = append(all, row)
	}
	return all
}

func measured(t *testing.T, dir string, profiles []string) *survey.Space {
	t.Helper()
	s, err := scenario.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if profiles != nil {
		s.Profiles = slices.DeleteFunc(s.Profiles, func(p scenario.Profile) bool { return !slices.Contains(profiles, filepath.Base(p.File)) })
		slices.SortFunc(s.Profiles, func(a, b scenario.Profile) int {
			return cmp.Compare(slices.Index(profiles, filepath.Base(a.File)), slices.Index(profiles, filepath.Base(b.File)))
		})
	}
	sp, err := survey.Measure(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	if !sp.Proven {
		t.Fatal("the frontier is not proven")
	}
	return sp
}

func result(t *testing.T, sp *survey.Space, name string) survey.Result {
	t.Helper()
	d, err := survey.Define(name)
	if err != nil {
		t.Fatal(err)
	}
	return d.Of(sp)
}

const near = 1e-9

func same(a, b []float64) bool {
	for i := range a {
		if math.Abs(a[i]-b[i]) > near {
			return false
		}
	}
	return len(a) == len(b)
}

// noisy are scenarios whose published frontier was added up in doubles, where
// equal utilities differ in the last bit and so cover each other no more.
var noisy = map[string]int{"genius/Jobs": 21, "genius/anac/y2011/Energy": 204}

// Every published row is measured: exhaustive ones by our definitions, those
// of GENIUS itself by its own.
func TestPublishedMeasures(t *testing.T) {
	dir := published(t)
	for _, row := range rows(t, filepath.Join(dir, "reference.tsv")) {
		t.Run(strings.Fields(row["source"])[0]+"/"+row["scenario"], func(t *testing.T) {
			sp := measured(t, filepath.Join(dir, filepath.FromSlash(row["scenario"])), strings.Split(row["profiles"], "|"))
			if sp.Outcomes.String() != row["outcomes"] {
				t.Errorf("%s outcomes, want %s", sp.Outcomes, row["outcomes"])
			}
			want, err := strconv.Atoi(row["frontier_size"])
			if err != nil {
				t.Fatal(err)
			}
			if n, known := noisy[row["scenario"]]; known {
				want = n
			}
			if len(sp.Frontier) != want {
				t.Errorf("the frontier has %d vectors, want %d", len(sp.Frontier), want)
			}
			opposition, _ := strconv.ParseFloat(row["opposition"], 64)
			if got := result(t, sp, "opposition:genius").Number; math.Abs(got-opposition) > near {
				t.Errorf("opposition is %v, want %v", got, opposition)
			}
			names := map[string]string{"nash": "nash:parley", "kalai_egalitarian": "kalai:parley", "ks": "ks:parley", "max_welfare": "welfare:parley", "max_rel_welfare": ""}
			genius := row["source"] == "GENIUS 10.4"
			if genius {
				names = map[string]string{"nash": "nash:genius", "ks": "ks:genius", "max_welfare": "welfare:genius"}
			}
			for column, name := range names {
				if row[column] == "" || name == "" {
					continue
				}
				var points [][]float64
				if err := json.Unmarshal([]byte(row[column]), &points); err != nil {
					t.Fatal(err)
				}
				got := result(t, sp, name).Points
				within := func(v []float64) bool { return slices.ContainsFunc(got, func(p []float64) bool { return same(v, p) }) }
				if slices.ContainsFunc(points, func(v []float64) bool { return !within(v) }) || !genius && len(got) != len(points) {
					t.Errorf("%s is %v, want %v", name, got, points)
				}
			}
		})
	}
}

// The organisers' own answers, by their own definitions.
func TestPublishedAnswers(t *testing.T) {
	dir := published(t)
	folders, _ := filepath.Glob(filepath.Join(dir, "geniusweb", "*"))
	for _, folder := range folders {
		var special struct {
			Opposition  float64
			Nash, Kalai struct{ Utility []float64 }
			ParetoFront []any `json:"pareto_front"`
		}
		unmarshal(t, filepath.Join(folder, "specials.json"), &special)
		sp := measured(t, folder, nil)
		one(t, folder, sp, "nash:anl", special.Nash.Utility)
		one(t, folder, sp, "kalai:anl", special.Kalai.Utility)
		nearly(t, folder, sp, "opposition:anl", special.Opposition)
	}
	folders, _ = filepath.Glob(filepath.Join(dir, "negolog", "*"))
	for _, folder := range folders {
		var specs struct {
			Opposition, BalanceScore float64
			NashA                    float64 `json:"Nash_A"`
			NashB                    float64 `json:"Nash_B"`
			KalaiA                   float64 `json:"Kalai_A"`
			KalaiB                   float64 `json:"Kalai_B"`
		}
		unmarshal(t, filepath.Join(folder, "specs.json"), &specs)
		sp := measured(t, folder, nil)
		one(t, folder, sp, "nash:negolog", []float64{specs.NashA, specs.NashB})
		one(t, folder, sp, "kalai:negolog", []float64{specs.KalaiA, specs.KalaiB})
		nearly(t, folder, sp, "balance:negolog", specs.BalanceScore)
		// The greatest sum has ties, and NegoLog measures from its own pick.
		if got := result(t, sp, "kalai:negolog"); len(got.Points) == 1 {
			nearly(t, folder, sp, "opposition:negolog", specs.Opposition)
		}
	}
}

func unmarshal(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

func one(t *testing.T, folder string, sp *survey.Space, name string, want []float64) {
	t.Helper()
	if got := result(t, sp, name).Points; !slices.ContainsFunc(got, func(p []float64) bool { return same(p, want) }) {
		t.Errorf("%s: %s is %v, want %v", folder, name, got, want)
	}
}

func nearly(t *testing.T, folder string, sp *survey.Space, name string, want float64) {
	t.Helper()
	if got := result(t, sp, name); !got.Found || math.Abs(got.Number-want) > near {
		t.Errorf("%s: %s is %v, want %v", folder, name, got, want)
	}
}

// The nonlinear domains have 10^10 and 10^30 outcomes.
func TestPublishedNonlinearFrontiers(t *testing.T) {
	dir := published(t)
	for _, row := range rows(t, filepath.Join(dir, "reference_nonlinear.tsv")) {
		sp := measured(t, filepath.Join(dir, filepath.FromSlash(row["scenario"])), nil)
		if want := row["exact_frontier"]; strconv.Itoa(len(sp.Frontier)) != want {
			t.Errorf("%s: the frontier has %d vectors, want %s", row["scenario"], len(sp.Frontier), want)
		}
		var utils []float64
		if err := json.Unmarshal([]byte(row["maxwelfare_utils"]), &utils); err != nil {
			t.Fatal(err)
		}
		one(t, row["scenario"], sp, "welfare:genius", utils)
		if err := json.Unmarshal([]byte(row["nash_utils"]), &utils); err != nil {
			t.Fatal(err)
		}
		one(t, row["scenario"], sp, "nash:anl", utils)
	}
}
