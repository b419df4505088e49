package text

import (
	"bytes"
	"testing"
)

func TestTry(t *testing.T) {
	log := written(t, spring)
	log, err := log.Append(
		Op{Author: "south", Do: DoPropose, Point: "b", Basis: "5", Words: Wordings{"": "North [shall]{#b1 +north -south} clean the whole channel every month."}},
		Op{Author: "chair", Do: DoStatus, Point: "a", Status: "agreed", Among: []string{"north", "south"}},
	)
	if err != nil {
		t.Fatal(err)
	}
	x := folded(t, log)
	for _, v := range Views() {
		var b bytes.Buffer
		_ = x.Look(Look{View: v, Party: "south", Since: folded(t, log[:4])}).Text(&b, 80)
		t.Log(b.String())
	}
}
