package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"parley": func() { os.Exit(Main()) }})
}

// TestScripts runs the program as its users do: one script a feature. Where
// time is short, those in which the program does several things at once: the
// race detector makes each of several hundred starts ten times as dear.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatal("there are no scripts", err)
	}
	if testing.Short() {
		scripts = []string{"testdata/script/analyze.txtar", "testdata/script/budget.txtar", "testdata/script/serve.txtar", "testdata/script/survey.txtar"}
	}
	testscript.Run(t, testscript.Params{
		Files: scripts,
		Setup: func(e *testscript.Env) error {
			repository, err := os.Getwd()
			if err != nil {
				return err
			}
			e.Setenv("EXAMPLES", strings.TrimSuffix(repository, "/internal/cli")+"/examples")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status,
			"valid":  valid,
			"mode":   mode,

			"receipt": receipt, "damage": damage,
		},
	})
}

// status N COMMAND… runs the program and expects it to exit with status N.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND...")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("got status %s, want %s", got, args[0])
	}
}

// run runs the program in this process.
func run(t testing.TB, stdin string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, err bytes.Buffer
	p := &program{in: strings.NewReader(stdin), out: &out, err: &err, getenv: func(string) string { return "" }}
	status = p.main(context.Background(), args)
	return out.String(), err.String(), status
}
