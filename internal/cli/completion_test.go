package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// completed lists what a shell offers for a command line.
func completed(t *testing.T, shell, line string) []string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "_parley")
	script, _, status := run(t, "", "completion", shell)
	if status != 0 {
		t.Fatalf("status %d", status)
	}
	for name, text := range map[string]string{file: script, filepath.Join(dir, "talks.yaml"): ""} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var cmd *exec.Cmd
	switch shell {
	case "bash":
		cmd = exec.Command(needs(t, "bash"), "-c", `source ./_parley
			read -ra COMP_WORDS <<<"$1"
			[[ $1 == *" " ]] && COMP_WORDS+=("")
			COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
			_parley
			printf '%s\n' "${COMPREPLY[@]}"`, "bash", line)
	case "fish":
		cmd = exec.Command(needs(t, "fish"), "-N", "-c", "source ./_parley; complete -C $argv[1]", line)
		cmd.Env = append(os.Environ(), "HOME="+dir)
	}
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", shell, err, out)
	}
	var words []string
	for l := range strings.Lines(string(out)) {
		word, _, _ := strings.Cut(strings.TrimSpace(l), "\t") // fish puts the help behind a tab
		words = append(words, word)
	}
	return words
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "fish"} {
		t.Run(shell, func(t *testing.T) {
			needs(t, shell)
			for _, test := range []struct {
				line   string
				offers []string
				not    string
			}{
				{"parley an", []string{"analyze"}, "check"},
				{"parley analyze --fo", []string{"--format"}, "--folder"},
				{"parley analyze --format ma", []string{"markdown"}, "text"},
				{"parley analyze --format ", []string{"text", "markdown", "html", "json"}, "talks.yaml"},
				{"parley analyze --only zone,kal", []string{"zone,kalai_smorodinsky"}, "zone"},
				{"parley analyze ta", []string{"talks.yaml"}, "analyze"},
				{"parley check ta", []string{"talks.yaml"}, "analyze"},
				{"parley new --example wat", []string{"water-treaty"}, "spring"},
				{"parley generate --grid ", []string{"percent", "1e4", "1e6", "real"}, "talks.yaml"},
				{"parley generate --red-line-", []string{"--red-line-issues"}, "--red-lines"},
				{"parley help sch", []string{"schema"}, "analyze"},
				{"parley completion f", []string{"fish"}, "bash"},
			} {
				got := completed(t, shell, test.line)
				for _, want := range test.offers {
					if !slices.Contains(got, want) {
						t.Errorf("%s: got %q, want %q in it", test.line, got, want)
					}
				}
				if slices.Contains(got, test.not) {
					t.Errorf("%s: got %q, want no %q in it", test.line, got, test.not)
				}
			}
		})
	}
}

// zsh completes only in a terminal; here it at least has to read the script.
func TestCompletionZsh(t *testing.T) {
	zsh := needs(t, "zsh")
	script, _, _ := run(t, "", "completion", "zsh")
	cmd := exec.Command(zsh, "-f", "-c", "autoload -Uz compinit && compinit -u -D && source /dev/stdin && whence _parley && print $_comps[parley]")
	cmd.Stdin = strings.NewReader(script)
	cmd.Env = append(os.Environ(), "ZDOTDIR="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "_parley\n_parley\n" {
		t.Errorf("%v: %s", err, out)
	}
}
