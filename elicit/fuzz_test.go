package elicit_test

import (
	"bytes"
	"testing"

	"parley/casefile"
	"parley/elicit"
)

// Whatever stands in a file of answers, reading it ends with a log or an
// error, folding it with a position that breaks no rule, and what was read is
// written back as it stood.
func FuzzReadLog(f *testing.F) {
	head := `{"parley_answers":1,"party":"p"}` + "\n"
	for _, s := range []string{
		"", head, head + `{"question":"interests","texts":["Peace"]}`, head + `{"question":"stance.a","stances":{"x":"never","y":"only_if"},"by":"mediator"}` + "\n",
		head + `{"question":"order.b","tiers":[["x","y"],["z"]]}` + "\n" + `{"question":"importance.a","word":"vital"}` + "\n" + `{"question":"confirm","confirms":["order.b"],"seen":9}`,
		head + `{"question":"later","and":{"more":[1,2]}}` + "\n", head + `{"question":"compare","packages":[{"a":"x"}],"prefer":[[0]]}` + "\n",
		head + `{"question":"fallback","way":"rather"}` + "\n" + `{"question":"rather.1","packages":[{"a":"x","b":"x","c":"x"}],"take":true}` + "\n",
		head + `{"question":"offer.1","accept":[{"issue":"a","options":["x"]}],"if":[{"issue":"b","min":"1"}]}` + "\n", head + `{"question":`, "\xff",
	} {
		f.Add([]byte(s))
	}
	c := drawn(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		log, _, err := elicit.ReadLog(bytes.NewReader(data))
		if err != nil {
			return
		}
		var once, twice bytes.Buffer
		if err := elicit.WriteLog(&once, log); err != nil {
			t.Fatal(err)
		}
		again, notices, err := elicit.ReadLog(bytes.NewReader(once.Bytes()))
		if err != nil || len(notices) > 0 {
			t.Fatalf("what was written does not read back: %v %v", err, notices)
		}
		if err := elicit.WriteLog(&twice, again); err != nil || !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Fatalf("written again it is another file (%v)", err)
		}
		log.Party = "p"
		s, err := elicit.Fold(c, log)
		if err != nil {
			t.Fatal(err)
		}
		if e := s.Errors(); e != "" {
			t.Fatalf("the position is not valid: %s", e)
		}
		if len(s.Position.Interests) > 0 || len(s.Position.Never) > 0 {
			var file bytes.Buffer
			if err := casefile.Write(&file, with(c, s.Position)); err != nil {
				t.Fatal(err)
			}
		}
	})
}
