package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/casefile"
	"parley/elicit"
)

// What a party is asked, and what comes of it, are the same bytes whatever
// another party keeps confidential.
func TestTwinsOfAQuestionnaire(t *testing.T) {
	var want []string
	for n, text := range twins() {
		path := writeCase(t, text)
		answers := filepath.Join(t.TempDir(), "south.jsonl")
		log := `{"parley_answers":1,"party":"south"}
{"question":"order.water","tiers":[["season"],["meter"],["half"]]}
{"question":"curve.toll","better":"more"}
{"question":"order.repair","tiers":[["all"],["none"]]}
{"question":"importance.water","word":"vital"}
{"question":"importance.toll","word":"vital"}
{"question":"importance.repair","word":"useful"}
{"question":"fallback","way":"rather"}
`
		if err := os.WriteFile(answers, []byte(log), 0o600); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, args := range [][]string{{"--form"}, {"--form", "--format", "html"}, {"-o", "-"}} {
			out, stderr, status := run(t, "", append([]string{"position", path, "south", "--answers", answers}, args...)...)
			if status != 0 {
				t.Fatalf("status %d: %s", status, stderr)
			}
			got = append(got, out+"\x00"+strings.ReplaceAll(stderr, answers, ""))
			if strings.Contains(out+stderr, "CANARY") {
				t.Errorf("twin %d: %v shows a secret", n, args)
			}
		}
		if n == 0 {
			want = got
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("twin %d: the answer depends on another's secrets:\n%s\nwant\n%s", n, got[i], want[i])
			}
		}
	}
}

// Whoever types for the party is marked with each answer, and an answer is on
// the disk before the next question is asked: the input ends in the middle.
func TestAnswersAreKeptOneByOne(t *testing.T) {
	c, problems := casefile.Read("case.yaml", []byte(secretCase))
	_ = problems // the placeholders of its numbers are none
	c.Positions, c.Norms, c.Documents, c.Sources = nil, nil, nil, nil
	i := &interview{c: c, log: &elicit.Log{Party: "south"}, name: filepath.Join(t.TempDir(), "new", "south.jsonl"), by: "chair"}
	p := &program{in: strings.NewReader("Peace\nBread\n\n5\na\nx"), err: discard{}}
	stopped, err := i.converse(newQuestions(p))
	if err != nil || !stopped {
		t.Fatalf("stopped %v, %v", stopped, err)
	}
	data, err := os.ReadFile(i.name)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"parley_answers":1,"party":"south"}
{"question":"interests","by":"chair","texts":["Peace","Bread"],"grade":"joint"}
`
	if string(data) != want {
		t.Errorf("kept is\n%s\nwant\n%s", data, want)
	}
}

func TestPlaces(t *testing.T) {
	for text, want := range map[string]string{"2 > 1 = 3": "[[1] [0 2]]", "1,2,3": "[[0] [1] [2]]", "1=2=3": "[[0 1 2]]"} {
		got, err := places(text, 3)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q is read as %v (%v), want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"4", "0", "x", "1 2 -3"} {
		if got, err := places(text, 3); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}
