package chart_test

import (
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"parley/chart"
)

var update = flag.Bool("update", false, "write the golden files anew")

func level(f float64) *float64 { return &f }

func scenes() map[string]chart.Scene {
	return map[string]chart.Scene{
		"scatter": chart.Scatter{
			ID: "s", Title: "North and South", Desc: "Four outcomes.", XLabel: "North", YLabel: "South",
			Points: []chart.XY{{40, 80}, {55, 60}, {70, 30}, {70, 30}}, Lines: [][2]int{{0, 1}},
			FloorX: level(45), FloorY: level(35), FloorName: "no agreement",
			Marks: []chart.Mark{
				{XY: chart.XY{X: 55, Y: 60}, Label: "A", Name: "Package A"},
				{XY: chart.XY{X: 55, Y: 60}, Label: "B", Name: "Package B", Shape: 1},
				{XY: chart.XY{X: 56, Y: 59}, Label: "C", Name: "Package C", Shape: 2},
				{XY: chart.XY{X: 70, Y: 30}, Label: "D", Name: "Package D", Shape: 3},
			},
		}.Scene(),
		"bars": chart.Bars{
			ID: "b", Title: "North", Desc: "Three packages.", Low: -10, High: 90, Floor: level(45), FloorName: "no agreement",
			Rows: []chart.Bar{{Label: "A", Name: "Package A", Value: 88.63, Shape: 0}, {Label: "B", Value: -5, Shape: 4}, {Label: "C", Value: 200, Shape: 5, Note: "200"}},
		}.Scene(),
		"heat": chart.Heat{
			ID: "h", Title: "Contention", Desc: "Two issues by three parties.", Columns: []string{"North village", "South", "A party with a name that does not end soon"},
			Rows: []chart.HeatRow{
				{Label: "Share of the spring", Sign: "✕", Cells: []chart.HeatCell{{Level: 0.6, Text: "60 %", Sign: "refuses 1/3"}, {Level: 0.25, Text: "25 %"}, {Level: -1, Text: "–"}}},
				{Label: "A very long name of an issue that goes on and on", Cells: []chart.HeatCell{{Level: 0, Text: "0 %"}, {Level: 0.45, Text: "45 %"}, {Level: 1, Text: "100 %"}}},
			},
		}.Scene(),
	}
}

// A change of any picture shows here, to be looked at.
func TestGolden(t *testing.T) {
	for name, s := range scenes() {
		path := filepath.Join("testdata", name+".svg")
		got := s.SVG() + "\n"
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs; look at it, then run go test ./chart -update", path)
		}
	}
}

// One angle bracket that gets through breaks the page that embeds the
// picture, or worse.
func TestHostileWordsStayWords(t *testing.T) {
	bad := "</text></svg><script>alert(1)</script>\" onload='x' & \u202e\x1b\x00"
	s := chart.Scatter{
		ID: bad, Title: bad, Desc: bad, XLabel: bad, YLabel: bad, FloorX: level(0), FloorName: bad,
		Points: []chart.XY{{X: 1, Y: 1}}, Marks: []chart.Mark{{Label: bad, Name: bad}},
	}.Scene()
	s.Items = append(s.Items, chart.Group{Class: bad, Title: bad, Items: []chart.Item{chart.Text{Body: bad, Class: bad}}})
	d := xml.NewDecoder(strings.NewReader(s.SVG()))
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			if e.Name.Local == "script" {
				t.Error("a script element")
			}
			for _, a := range e.Attr {
				if strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("an event attribute %s", a.Name.Local)
				}
			}
		}
		if text, ok := token.(xml.CharData); ok && strings.ContainsAny(string(text), "\u202e\x1b\x00") {
			t.Errorf("a control character in %q", text)
		}
	}
}

// Every picture says what it is to those who do not see it.
func TestScenesAreDescribed(t *testing.T) {
	for name, s := range scenes() {
		svg := s.SVG()
		for _, want := range []string{`role="img"`, `aria-labelledby="` + s.ID + `-title ` + s.ID + `-desc"`, `<title id="` + s.ID + `-title">`, `<desc id="` + s.ID + `-desc">`} {
			if !strings.Contains(svg, want) {
				t.Errorf("%s has no %s", name, want)
			}
		}
	}
}

// Axes with odd numbers are not read.
func TestTicks(t *testing.T) {
	for _, x := range []struct {
		low, high float64
		n         int
		want      []float64
	}{
		{0, 100, 5, []float64{0, 25, 50, 75, 100}},
		{0, 1, 6, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}},
		{-3, 12, 5, []float64{-5, 0, 5, 10, 15}},
		{38.3, 61, 5, []float64{30, 40, 50, 60, 70}},
		{5, 5, 3, []float64{2.5, 5, 7.5}},
		{0, 0, 3, []float64{-1, 0, 1}},
		{2, 1, 2, []float64{1, 2}},
	} {
		got := chart.Ticks(x.low, x.high, x.n)
		if len(got) == 0 || got[0] > min(x.low, x.high) || got[len(got)-1] < max(x.low, x.high) {
			t.Errorf("Ticks(%v, %v, %d) = %v does not span the range", x.low, x.high, x.n, got)
		}
		same := len(got) == len(x.want)
		for i := range min(len(got), len(x.want)) {
			same = same && got[i] > x.want[i]-1e-9 && got[i] < x.want[i]+1e-9
		}
		if !same {
			t.Errorf("Ticks(%v, %v, %d) = %v, want %v", x.low, x.high, x.n, got, x.want)
		}
	}
}

// Numbers on axes and bars are short, and never say -0.
func TestLabel(t *testing.T) {
	for f, want := range map[float64]string{0: "0", 0.5: "0.5", 88.634: "88.63", 12345.6: "12346", -3: "-3", 0.0123: "0.012", 1e-9: "1e-09", 70: "70", 100: "100"} {
		if got := chart.Label(f); got != want {
			t.Errorf("Label(%v) = %q, want %q", f, got, want)
		}
	}
}

// The markers must be told apart without colour.
func TestShapesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for n := range 6 {
		seen[chart.ShapeName(n)] = true
	}
	if len(seen) != 6 {
		t.Errorf("%d different shapes of 6", len(seen))
	}
	if chart.ShapeName(6) != chart.ShapeName(0) || chart.ShapeName(-1) != chart.ShapeName(5) {
		t.Error("shapes do not repeat")
	}
}

// An empty chart is a frame, not a crash.
func TestEmptyCharts(t *testing.T) {
	for _, s := range []chart.Scene{chart.Scatter{}.Scene(), chart.Bars{}.Scene(), chart.Heat{}.Scene()} {
		if err := xml.Unmarshal([]byte(s.SVG()), new(struct{ XMLName xml.Name })); err != nil {
			t.Error(err)
		}
	}
}

// The same data give the same bytes.
func TestDeterministic(t *testing.T) {
	if !reflect.DeepEqual(scenes(), scenes()) {
		t.Error("two scenes of the same data differ")
	}
}
