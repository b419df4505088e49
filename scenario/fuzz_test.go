package scenario_test

import (
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"parley/scenario"
)

// check holds what was read of hostile files to what has to be true of it.
func check(t *testing.T, files ...scenario.Source) {
	s, err := scenario.Read(files...)
	if err != nil {
		var e *scenario.Error
		if errors.As(err, &e) && (e.File == "" || e.Message == "" || !utf8.ValidString(e.Error()) || e.Line < 1 || e.Column < 1) {
			t.Errorf("bad error %q", err)
		}
		return
	}
	for _, w := range s.Warnings {
		if w.File == "" || w.Message == "" || !utf8.ValidString(w.String()) {
			t.Errorf("bad warning %q", w)
		}
	}
	if len(s.Issues) == 0 || len(s.Profiles) == 0 {
		t.Fatal("a scenario without issues or profiles")
	}
	sample := func(s *scenario.Scenario) []*big.Rat {
		var us []*big.Rat
		n := 0
		for o := range s.Outcomes() {
			for p := range s.Profiles {
				us = append(us, s.Utility(p, o))
			}
			if n++; n == 20 {
				break
			}
		}
		return us
	}
	was := sample(s)
	if c, _ := s.Case(); len(c.Issues) != len(s.Issues) {
		t.Errorf("the case has %d issues of %d", len(c.Issues), len(s.Issues))
	}
	for _, to := range scenario.Formats() {
		written, losses, err := s.Write(to)
		if err != nil || len(losses) > 0 {
			continue
		}
		back, err := scenario.Read(written...)
		if err != nil {
			t.Fatalf("what was written for %s cannot be read: %v\n%s", to, err, written[len(written)-1].Data)
		}
		for i, u := range sample(back) {
			if u.Cmp(was[i]) != 0 {
				t.Fatalf("%s: utility %d was %s and is %s\n%s", to, i, was[i], u, written[len(written)-1].Data)
			}
		}
	}
}

// seeds adds the files of a folder as pairs of domain and profile.
func seeds(f *testing.F, domain string, profiles ...string) {
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)))
		if err != nil {
			f.Fatal(err)
		}
		return data
	}
	for _, p := range profiles {
		f.Add(read(domain), read(p))
	}
}

func FuzzGenius(f *testing.F) {
	seeds(f, "genius/flat/flat.xml", "genius/flat/landlord.xml", "genius/flat/tenant.xml")
	seeds(f, "genius/curves/curves.xml", "genius/curves/buyer.xml")
	seeds(f, "genius/boxes/boxes.xml", "genius/boxes/nested.xml", "genius/boxes/outside.xml")
	seeds(f, "genius/ranks/ranks.xml", "genius/ranks/a.xml", "genius/ranks/b.xml")
	seeds(f, "genius/tree/tree.xml", "genius/tree/first.xml", "genius/tree/second.xml")
	f.Fuzz(func(t *testing.T, domain, profile []byte) {
		check(t, scenario.Source{Name: "d.xml", Data: domain}, scenario.Source{Name: "p.xml", Data: profile})
	})
}

func FuzzGeniusWeb(f *testing.F) {
	seeds(f, "geniusweb/new/domain.json", "geniusweb/new/elm.json")
	seeds(f, "geniusweb/new/domain.json", "geniusweb/old/oak.json")
	f.Fuzz(func(t *testing.T, domain, profile []byte) {
		check(t, scenario.Source{Name: "d.json", Data: domain}, scenario.Source{Name: "p.json", Data: profile})
	})
}

func FuzzNegMAS(f *testing.F) {
	seeds(f, "negmas/yaml/trade.yml", "negmas/yaml/buyer.yml", "negmas/yaml/seller.yml")
	seeds(f, "negmas/json/space.json", "negmas/json/one.json", "negmas/json/two.json")
	f.Fuzz(func(t *testing.T, domain, profile []byte) {
		check(t, scenario.Source{Name: "d.yml", Data: domain}, scenario.Source{Name: "p.yml", Data: profile})
	})
}

func FuzzNegoLog(f *testing.F) {
	seeds(f, "negolog/two/profileA.json", "negolog/two/profileB.json")
	f.Fuzz(func(t *testing.T, a, b []byte) {
		check(t, scenario.Source{Name: "profileA.json", Data: a}, scenario.Source{Name: "profileB.json", Data: b})
	})
}
