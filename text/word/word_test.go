package word

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// A file that nobody changed comes back without a change, whatever the text,
// whoever sends it back, and whatever of it went out; and it is the same bytes
// when it is written again. Fails if anything that is shown is read as
// something else.
func TestNothingComesBackOfWhatNobodyChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := someLog(t, rapid.IntRange(5, 40).Draw(t, "changes"))
		x := fold(t, log)
		o := Options{Basis: log[len(log)-1].ID, Log: log, Case: villages()}
		back := Back{Sent: x, Now: x, Log: log, Case: villages(), Party: anyParty.Draw(t, "party")}
		if rapid.Bool().Draw(t, "one language") {
			o.Languages = []string{rapid.SampledFrom([]string{"en", "fr"}).Draw(t, "language")}
		}
		if rapid.Bool().Draw(t, "one document") {
			o.Documents = []string{"pact"}
		}
		if rapid.Bool().Draw(t, "since") {
			n := rapid.IntRange(4, len(log)).Draw(t, "n")
			o.Since, o.SinceName = fold(t, log[:n]), log[n-1].ID
			back.Since = o.Since
		}
		file := goesOut(t, x, o)
		if !bytes.Equal(file, goesOut(t, x, o)) {
			t.Fatal("written again it is not the same")
		}
		ops, r, notices := comesBack(t, file, back)
		if len(ops) > 0 || len(r.Remarks) > 0 || len(r.Withdrawn) > 0 {
			for _, op := range ops {
				p, _ := x.Point(op.Point)
				t.Logf("%s %s %q %q instead of %+v", op.Do, op.Point, op.Words, op.Heading, p)
			}
			t.Fatalf("it came back with %d changes, %+v, %v", len(ops), r.Remarks, r.Withdrawn)
		}
		if len(notices) > 0 {
			t.Fatalf("it came back with notices: %v", notices)
		}
	})
}
