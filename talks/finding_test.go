package talks

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Every code that a refusal is given is a finding, with as many values as its
// words have room for, and every finding is somebody's. A code that is none would
// refuse with nothing said.
func TestFindings(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set, used := token.NewFileSet(), map[string]bool{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || name == "finding.go" {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					used[s] = true
				}
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); !ok || sel.Sel.Name != "must" || len(call.Args) < 3 {
				return true
			}
			lit, ok := call.Args[2].(*ast.BasicLit)
			if !ok {
				return true // one of two, or what its caller says
			}
			code, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			says, known := findings[code]
			if !known && code != "" {
				t.Errorf("%s: there is no finding %q", set.Position(call.Pos()), code)
			}
			if got, want := len(call.Args)-3, strings.Count(says, "%"); got != want {
				t.Errorf("%s: %q has room for %d values, and is given %d", set.Position(call.Pos()), says, want, got)
			}
			return true
		})
	}
	for code := range findings {
		if !used[code] {
			t.Errorf("nothing finds %s", code)
		}
	}
}
