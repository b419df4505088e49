package text

import (
	"strings"
	"testing"
)

// logged reads a log from lines.
func logged(t testing.TB, lines string) Log {
	t.Helper()
	log, notices, err := ReadLog(strings.NewReader(lines))
	if err != nil {
		t.Fatal(err)
	}
	if len(notices) > 0 {
		t.Fatal(notices)
	}
	return log
}

func folded(t testing.TB, log Log) *Text {
	t.Helper()
	x, err := Fold(log)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

const spring = `
{"id":"1","author":"chair","do":"text","title":"Two villages","languages":["en","fr"]}
{"id":"2","author":"chair","do":"document","document":"pact","title":"Pact on the spring"}
{"id":"3","author":"chair","do":"insert","document":"pact","point":"a","words":{"en":"The spring belongs to both villages.","fr":"La source appartient aux deux villages."}}
{"id":"4","author":"chair","do":"insert","document":"pact","point":"b","words":"North [shall]{#b1 +north -south} clean the channel each year."}
{"id":"5","author":"chair","do":"insert","document":"pact","point":"c","after":"a","words":"[Each takes one half.]{=water:half}[By season.]{=water:season}"}
`

func TestFoldSpring(t *testing.T) {
	x := folded(t, logged(t, spring))
	var got []string
	x.Each(func(_ *Document, p *Point) { got = append(got, p.Number+"="+p.ID) })
	if s := strings.Join(got, " "); s != "1=a 1 bis=c 2=b" {
		t.Errorf("points are %s", s)
	}
}

func TestOldDraftMerges(t *testing.T) {
	log := logged(t, spring)
	var err error
	log, err = log.Append(
		Op{Author: "north", Do: DoPropose, Point: "b", Basis: "5", Words: Wordings{"": "North [shall]{#b1 +north -south} clean the channel twice a year."}},
		Op{Author: "chair", Do: DoTake, Proposal: "6"},
		Op{Author: "south", Do: DoPropose, Point: "b", Basis: "5", Words: Wordings{"": "North [shall]{#b1 +north -south} clean the whole channel every month."}},
	)
	if err != nil {
		t.Fatal(err)
	}
	x := folded(t, log)
	m := x.Merge(x.Pending()[0], "en")
	if m.Conflicts != 1 || m.Words.String() != "North [shall]{#b1 +north -south} clean the whole channel [twice a year]{#8.m.1 +north} [every month]{#8.m.2 +south}." {
		t.Errorf("%s", m.Words)
	}
}
