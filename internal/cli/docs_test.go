package cli

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"parley/bargain"
)

// The description of the command line and the grammar name the same things.
func TestCommandLineIsDescribed(t *testing.T) {
	data, err := os.ReadFile("../../docs/command-line.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	var g grammar
	parser, err := newParser(&g, &program{out: discard{}, err: discard{}}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	flags := []string{"help", "version"}
	for _, c := range parser.Model.Children {
		for _, c := range append([]*kong.Node{c}, c.Children...) {
			if !strings.Contains(text, "    "+c.FullPath()) {
				t.Errorf("the command %s is not described", c.FullPath())
			}
			for _, f := range c.Flags {
				flags = append(flags, f.Name)
				if f.Tag.Negatable != "" {
					flags = append(flags, "no-"+f.Name)
				}
				if !strings.Contains(text, "`--"+f.Name) {
					t.Errorf("the flag --%s of %s is not described", f.Name, c.FullPath())
				}
				if f.Short != 0 && !strings.Contains(text, "`-"+string(f.Short)) {
					t.Errorf("the flag -%c of %s is not described", f.Short, c.FullPath())
				}
			}
		}
	}
	for _, m := range regexp.MustCompile("--([a-z]+(?:-[a-z]+)*)").FindAllStringSubmatch(text, -1) {
		if !slices.Contains(flags, m[1]) {
			t.Errorf("--%s is described, and there is no such flag", m[1])
		}
	}
	for _, q := range bargain.Questions() {
		if !strings.Contains(text, "`"+string(q)+"`") {
			t.Errorf("the question %s is not named", q)
		}
	}
	for _, s := range []int{statusAnswered, statusInvalid, statusUsage, statusInterrupted, statusFault} {
		if !strings.Contains(text, fmt.Sprintf("\n| %d | ", s)) {
			t.Errorf("the exit status %d is not described", s)
		}
	}
}
