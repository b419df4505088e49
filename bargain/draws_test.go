package bargain_test

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"

	"parley"
	"parley/bargain"
)

// The same draws must have a zone whether their packages are gone through or
// searched by bounds. It fails if a drawn number, a linkage, a guarantor's
// condition or a fallback goes astray on the way to whole numbers.
func TestDrawnZonesAgree(t *testing.T) {
	compared, mixed := 0, 0
	for seed := range seeds(500) {
		c := randomCase(rand.New(rand.NewPCG(seed, 8)))
		for n := range c.Positions { // so that it depends on the draw
			if f := c.Positions[n].Fallback; f != nil && f.Value != nil {
				wide := parley.Interval{Low: f.Value.Low.Sub(parley.Int(1)), High: f.Value.High.Add(parley.Int(6))}
				c.Positions[n].Fallback = &parley.Fallback{Value: &wide}
			}
		}
		if parley.HasErrors(c.Check()) {
			continue
		}
		p, err := bargain.Compile(c)
		if err != nil {
			t.Fatal(err)
		}
		o := bargain.Options{Only: []bargain.Question{bargain.AskRobustness}, Seed: seed, Draws: 40}
		walked, err := p.Analyze(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		bounded, err := p.Analyze(context.Background(), bargain.ByBounds(o))
		if err != nil {
			t.Fatal(err)
		}
		x, y := walked.Robustness.Zone, bounded.Robustness.Zone
		if !reflect.DeepEqual(x, y) {
			t.Fatalf("seed %d: %+v when gone through, %+v by bounds", seed, x, y)
		}
		if x == nil {
			continue
		}
		compared++
		if x.Hits > 0 && x.Hits < x.Draws {
			mixed++
		}
	}
	if compared < int(seeds(100)) || mixed < int(seeds(10)) {
		t.Errorf("%d cases compared, %d of them with some draws that have a zone and some that have none: the test tests little", compared, mixed)
	}
}
