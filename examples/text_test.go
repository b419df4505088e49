package examples_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"parley/casefile"
	"parley/text"
)

// Fails if the text of an example does not come of its case, or if anything
// looks wrong in it: an option that the case does not have, a term that is
// nowhere defined, a bracket with a reason that is not there.
func TestTextsOfExamples(t *testing.T) {
	logs, err := filepath.Glob("*/text/ops.jsonl")
	if err != nil || len(logs) == 0 {
		t.Fatal("no example has a text", err)
	}
	for _, name := range logs {
		t.Run(name, func(t *testing.T) {
			c, err := casefile.Open(filepath.Dir(filepath.Dir(name)))
			if err != nil {
				t.Fatal(err)
			}
			file, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			log, notices, err := text.ReadLog(file)
			if err != nil || len(notices) > 0 {
				t.Fatal(err, notices)
			}
			start := text.FromCase(c.Case)
			if len(log) < len(start) || !reflect.DeepEqual(log[:len(start)], start) {
				t.Error("the text does not begin with the documents of the case")
			}
			x, err := text.Fold(log)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range append(x.Warnings(), x.Check(c.Case)...) {
				t.Error(w)
			}
			held := map[string]bool{}
			x.Each(func(_ *text.Document, p *text.Point) {
				for _, words := range p.Words {
					for _, b := range words.Brackets() {
						held[b.ID] = true
					}
				}
			})
			for _, p := range x.Pending() {
				for _, words := range p.Words() {
					for _, b := range words.Brackets() {
						held[b.ID] = true
					}
				}
			}
			for _, pos := range c.Case.Positions {
				for _, b := range pos.Brackets {
					if !held[b.Bracket] {
						t.Errorf("%s gives a reason for %s, which is no bracket of the text", pos.Party, b.Bracket)
					}
				}
			}
		})
	}
}
