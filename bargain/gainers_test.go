package bargain_test

import (
	"fmt"
	"testing"

	"parley"
	"parley/bargain"
)

// TestGainersOfMany has sixteen parties of whom on each of eight issues one of two
// can gain, or neither. It fails if Nash, in a case far too large to look at all
// sets of parties, picks anything but the packages at which eight gain, or does not
// find all of them; with a continuous issue beside them too.
func TestGainersOfMany(t *testing.T) {
	for _, continuous := range []bool{false, true} {
		pairs := 8
		if continuous {
			pairs = 5
		}
		c := &parley.Case{Title: "pairs"}
		zero := parley.Interval{}
		for n := range 2 * pairs {
			p := fmt.Sprintf("p%02d", n)
			c.Parties = append(c.Parties, parley.Party{ID: p})
			c.Positions = append(c.Positions, parley.Position{Party: p, Fallback: &parley.Fallback{Value: &zero}})
		}
		for n := range pairs {
			i := parley.Issue{ID: fmt.Sprintf("i%d", n)}
			for _, o := range []string{"neither", "one", "other"} {
				i.Options = append(i.Options, parley.Option{ID: o})
			}
			c.Issues = append(c.Issues, i)
			for side, option := range []string{"one", "other"} {
				v := parley.Value{Issue: i.ID}
				for _, o := range i.Options {
					worth := parley.Int(0)
					if o.ID == option {
						worth = parley.Int(int64(1 + n + side))
					}
					v.Options = append(v.Options, parley.OptionValue{Option: o.ID, Worth: parley.Interval{Low: worth, High: worth}})
				}
				c.Positions[2*n+side].Values = []parley.Value{v}
			}
		}
		if continuous { // what the first gains anyhow, a little
			c.Issues = append(c.Issues, parley.Issue{ID: "price", Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(1)}})
			p := &c.Positions[0]
			p.Values = append(p.Values, parley.Value{Issue: "price", Curve: []parley.CurvePoint{
				{At: parley.Int(0), Worth: zero}, {At: parley.Int(1), Worth: parley.Interval{Low: parley.Int(1), High: parley.Int(1)}}}})
		}
		got := analyze(t, c, bargain.ByBounds(bargain.Options{Only: []bargain.Question{bargain.AskNash}}))
		want, ties := pairs, 1<<pairs
		if continuous { // the first gains beside the second
			want, ties = pairs+1, 1<<(pairs-1)
		}
		if got.Nash.Size != ties || !got.Certificates[bargain.AskNash].Proven {
			t.Errorf("%d outcomes tie, want %d: %+v", got.Nash.Size, ties, got.Certificates)
		}
		for _, o := range got.Nash.Outcomes {
			gain := 0
			for _, g := range o.Gain {
				gain += g.Sign()
			}
			if gain != want {
				t.Errorf("%d gain at %v, want %d", gain, o.Package, want)
			}
		}
	}
}
