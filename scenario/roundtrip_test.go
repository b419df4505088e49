package scenario_test

import (
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/scenario"
)

// own are the folders of testdata.
var own = []string{"genius/flat", "genius/curves", "genius/boxes", "genius/ranks", "genius/tree", "geniusweb/new", "geniusweb/old", "negmas/yaml", "negmas/json", "negolog/two"}

// again writes a scenario and reads it back.
func again(t *testing.T, s *scenario.Scenario, to scenario.Format) (*scenario.Scenario, []scenario.Loss) {
	t.Helper()
	files, losses, err := s.Write(to)
	if err != nil {
		t.Fatalf("%s to %s: %v", s.Name, to, err)
	}
	back, err := scenario.Read(files...)
	if err != nil {
		for _, f := range files {
			t.Logf("%s\n%s", f.Name, f.Data)
		}
		t.Fatalf("%s to %s: %v", s.Name, to, err)
	}
	return back, losses
}

// tiny is how much a utility may change where numbers were rounded.
var tiny = big.NewRat(1, 1_000_000_000_000_000)

// wantSame checks that outcomes in the same place are worth the same.
func wantSame(t *testing.T, what string, a, b *scenario.Scenario, exact bool) {
	t.Helper()
	if len(a.Profiles) != len(b.Profiles) || len(a.Issues) != len(b.Issues) {
		t.Fatalf("%s: %d profiles and %d issues became %d and %d", what, len(a.Profiles), len(a.Issues), len(b.Profiles), len(b.Issues))
	}
	var theirs []scenario.Outcome
	for o := range b.Outcomes() {
		if theirs = append(theirs, append(scenario.Outcome(nil), o...)); len(theirs) == 1000 {
			break
		}
	}
	n := 0
	for o := range a.Outcomes() {
		if n == len(theirs) {
			break
		}
		for p := range a.Profiles {
			was, is := a.Utility(p, o), b.Utility(p, theirs[n])
			if d := new(big.Rat).Sub(was, is); d.Sign() != 0 && (exact || d.Abs(d).Cmp(tiny) > 0) {
				t.Fatalf("%s: outcome %d was worth %s to %s, and is worth %s", what, n, was.FloatString(20), a.Profiles[p].Name, is.FloatString(20))
			}
		}
		n++
	}
}

// lossless reports whether nothing is lost, and whether not even digits are.
func lossless(losses []scenario.Loss) (all, exact bool) {
	return scenario.Refuse("it", losses) == nil, len(losses) == 0
}

// Whatever is written without loss reads back to the same utilities.
func TestRoundTrips(t *testing.T) {
	kept := map[string]int{}
	for _, dir := range own {
		s := open(t, dir)
		for _, to := range scenario.Formats() {
			if _, _, err := s.Write(to); err != nil {
				continue // TestWhatCannotBeWritten
			}
			back, losses := again(t, s, to)
			if all, exact := lossless(losses); all {
				kept[dir]++
				wantSame(t, dir+" to "+string(to), s, back, exact)
			}
		}
		back, losses := again(t, s, s.Format)
		if all, exact := lossless(losses); !all || !exact {
			t.Errorf("%s: its own format loses %v", dir, losses)
		} else {
			wantSame(t, dir, s, back, true)
			for p := range s.Profiles {
				was, is := s.Reservation(p), back.Reservation(p)
				if (was == nil) != (is == nil) || was != nil && was.Cmp(is) != 0 {
					t.Errorf("%s: no agreement was worth %v to %s, and is worth %v", dir, was, s.Profiles[p].Name, is)
				}
				if s.Discount(p).Cmp(back.Discount(p)) != 0 {
					t.Errorf("%s: the discount of %s changed", dir, s.Profiles[p].Name)
				}
			}
		}
	}
	t.Logf("kept whole: %v", kept)
}

// Writing what was read back gives the same bytes: a second conversion
// changes nothing more.
func TestWritingIsStable(t *testing.T) {
	for _, dir := range own {
		s := open(t, dir)
		first, _, err := s.Write(s.Format)
		if err != nil {
			t.Fatal(err)
		}
		back, err := scenario.Read(first...)
		if err != nil {
			t.Fatal(err)
		}
		second, _, err := back.Write(s.Format)
		if err != nil {
			t.Fatal(err)
		}
		if len(first) != len(second) {
			t.Fatalf("%s: %d files became %d", dir, len(first), len(second))
		}
		if s.Format == scenario.NegoLog {
			continue // it has no name of its own
		}
		for i := range first {
			if i > 0 && string(first[i].Data) != string(second[i].Data) {
				t.Errorf("%s: %s\n%s\nbecame\n%s", dir, first[i].Name, first[i].Data, second[i].Data)
			}
		}
	}
}

func TestWhatWouldBeLost(t *testing.T) {
	for _, x := range []struct {
		dir, semantics string
		to             scenario.Format
		want           string
	}{
		{"genius/flat", "genius", scenario.NegMAS, "tenant: GENIUS cuts its utilities off at 1, which negmas does not"},
		{"genius/flat", "genius", scenario.GeniusWeb, "tenant: its discount factor 0.9 has no place in the format"},
		{"genius/flat", "genius", scenario.GeniusWeb, "landlord: no outcome is worth its reservation value 0.35; the next one, worth 0.3666666667, stands for it"},
		{"genius/curves", "genius", scenario.GeniusWeb, "Price: it takes every number from 100 to 200, and the format lists values; 21 of them are written"},
		{"genius/boxes", "negmas", scenario.Genius, "capped: GENIUS cuts utilities above 1 off, and negmas does not"},
		{"negmas/yaml", "negmas", scenario.Genius, "buyer: its utilities reach 43 and the format's end at 1; they are divided by that"},
		{"negmas/yaml", "negmas", scenario.NegoLog, "seller: its discount factor 0.9 has no place in the format"},
		{"genius/tree", "genius", scenario.GeniusWeb, "second: its utilities go down to -0.5 and the format's begin at 0; they are shifted"},
	} {
		_, losses, err := open(t, x.dir).Under(scenario.Semantics(x.semantics)).Write(x.to)
		if err != nil {
			t.Errorf("%s: %v", x.dir, err)
			continue
		}
		err = scenario.Refuse(string(x.to), losses)
		if err == nil || !strings.Contains(err.Error(), "\n  "+x.want) {
			t.Errorf("%s to %s: %v\nwant %s", x.dir, x.to, err, x.want)
		}
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	for _, dir := range []string{"genius/boxes", "genius/ranks"} {
		for _, to := range []scenario.Format{scenario.GeniusWeb, scenario.NegMAS, scenario.NegoLog} {
			if _, _, err := open(t, dir).Write(to); err == nil || !strings.Contains(err.Error(), "is no sum over the issues") {
				t.Errorf("%s to %s: %v", dir, to, err)
			}
		}
	}
	if _, _, err := open(t, "genius/flat").Write("numpy"); err == nil {
		t.Error("there is a format numpy")
	}
}

// The published scenarios make the same round trips.
func TestPublishedRoundTrips(t *testing.T) {
	kept, all := 0, 0
	for _, pattern := range []string{"genius/ANAC2016/*", "genius/anac/*/*", "genius/AMPOvsCity", "genius/2nd_hand_car", "genius/Jobs", "genius/Railway", "geniusweb/*", "negolog/*"} {
		folders, _ := filepath.Glob(filepath.Join(published(t), filepath.FromSlash(pattern)))
		for _, dir := range folders {
			s, err := scenario.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, to := range scenario.Formats() {
				if _, _, err := s.Write(to); err != nil {
					continue
				}
				back, losses := again(t, s, to)
				if whole, exact := lossless(losses); whole {
					kept++
					wantSame(t, dir+" to "+string(to), s, back, exact)
				} else if to == s.Format {
					t.Errorf("%s: its own format loses %v", dir, losses)
				}
				all++
			}
		}
	}
	t.Logf("%d of %d conversions lose nothing", kept, all)
}

// Files may be written to a folder and opened there.
func TestWrittenFolderOpens(t *testing.T) {
	for _, to := range scenario.Formats() {
		files, _, err := open(t, "negolog/two").Write(to)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		for _, f := range files {
			if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s, err := scenario.Open(dir)
		if err != nil {
			t.Fatalf("%s: %v", to, err)
		}
		if s.Format != to || len(s.Profiles) != 2 {
			t.Errorf("%s was read as %s with %d profiles", to, s.Format, len(s.Profiles))
		}
	}
}
