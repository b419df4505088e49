package bargain_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"parley"
	"parley/bargain"
)

// mixed draws a case with continuous issues, each valued by every party along
// a curve with some corners, and one discrete issue.
func mixed(parties, continuous, corners, options int, seed uint64) *parley.Case {
	rng := rand.New(rand.NewPCG(seed, 1))
	issues := []parley.Issue{oneOf("options")}
	for n := range options {
		issues[0].Options = append(issues[0].Options, parley.Option{ID: fmt.Sprintf("o%d", n)})
	}
	for n := range continuous {
		issues = append(issues, span(fmt.Sprintf("x%d", n), 0, 12))
	}
	var positions []parley.Position
	for party := range parties {
		worth := make([]int64, options)
		for n := range worth {
			worth[n] = rng.Int64N(400)
		}
		values := []parley.Value{worths(issues[0], worth...)}
		for n := range continuous {
			up := (n+party)%2 == 0
			at := []int64{}
			y := int64(0)
			for k := range corners + 2 {
				at = append(at, 12*int64(k)/int64(corners+1), y)
				y += rng.Int64N(200)
			}
			if !up {
				for k := 1; k < len(at); k += 2 {
					at[k] = y - at[k]
				}
			}
			values = append(values, curve(issues[n+1].ID, at...))
		}
		positions = append(positions, position(fmt.Sprintf("p%d", party), 500, values...))
	}
	return between(issues, positions...)
}

func BenchmarkCells(b *testing.B) {
	for _, size := range []struct{ parties, continuous, corners, options int }{
		{2, 6, 0, 1}, {2, 6, 0, 500}, {2, 6, 1, 500}, {2, 6, 2, 500}, {3, 6, 0, 500}, {3, 6, 1, 500}, {3, 6, 2, 500}, {5, 6, 0, 500},
	} {
		b.Run(fmt.Sprintf("%d_parties_%d_issues_%d_corners_%d_options", size.parties, size.continuous, size.corners, size.options), func(b *testing.B) {
			c := mixed(size.parties, size.continuous, size.corners, size.options, 3)
			for b.Loop() {
				p, err := bargain.Compile(c)
				if err != nil {
					b.Fatal(err)
				}
				a, err := p.Analyze(context.Background(), bargain.Options{})
				if err != nil {
					b.Fatal(err)
				}
				for _, q := range bargain.Questions() {
					if x := a.Certificates[q]; x.Seconds > 0.1 {
						b.ReportMetric(x.Seconds, string(q)+"-s")
					}
				}
			}
		})
	}
}
