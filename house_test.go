package parley_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport says which of our packages each package may import: downwards
// only, as the arrows of the drawing in CONTRIBUTING.md go. A package that is
// not in here has to be added, with thought. Tests are bound less: they may
// import whatever does not import them.
var mayImport = map[string][]string{
	"parley": {},
	"parley/bargain": {"parley", "parley/bargain/internal/amount", "parley/bargain/internal/clash", "parley/bargain/internal/cover",
		"parley/bargain/internal/dual", "parley/bargain/internal/network", "parley/bargain/internal/pareto", "parley/bargain/internal/simplex",
		"parley/bargain/internal/tally", "parley/bargain/oracle", "parley/internal/rectangles"},
	"parley/bargain/audit":                        {"parley", "parley/bargain", "parley/bargain/oracle"},
	"parley/bargain/internal/amount":              {},
	"parley/bargain/internal/clash":               {},
	"parley/bargain/internal/cover":               {"parley/bargain/internal/amount", "parley/bargain/internal/dual", "parley/bargain/internal/network"},
	"parley/bargain/internal/dual":                {"parley/bargain/internal/amount", "parley/bargain/internal/network"},
	"parley/bargain/internal/network":             {"parley/bargain/internal/amount"},
	"parley/bargain/internal/network/networktest": {"parley/bargain/internal/amount", "parley/bargain/internal/network"},
	"parley/bargain/internal/pareto":              {"parley/bargain/internal/amount", "parley/bargain/internal/network"},
	"parley/bargain/internal/tally":               {"parley/bargain/internal/amount", "parley/bargain/internal/dual", "parley/bargain/internal/network"},
	"parley/synthetic":                            {"parley"},
	"parley/bargain/internal/simplex":             {},
	"parley/bargain/oracle":                       {"parley"},
	"parley/brief":                                {"parley", "parley/bargain", "parley/chart"},
	"parley/casefile":                             {"parley", "parley/internal/intake"},
	"parley/chart":                                {},
	"parley/cmd/parley":                           {"parley/internal/cli"},
	"parley/internal/intake":                      {},
	"parley/internal/rectangles":                  {},
	"parley/survey":                               {"parley", "parley/internal/rectangles", "parley/scenario"},
	"parley/elicit":                               {"parley"},
	"parley/elicit/form":                          {"parley", "parley/elicit"},
	"parley/examples":                             {},
	"parley/ledger":                               {"parley/phrase"},
	"parley/phrase":                               {},
	"parley/verify":                               {},
	"parley/scenario":                             {"parley", "parley/internal/intake"},
	"parley/talks":                                {"parley", "parley/phrase", "parley/text"},
	"parley/text":                                 {"parley", "parley/phrase"},
	"parley/text/word":                            {"parley", "parley/phrase", "parley/text"},
	"parley/text/pdf":                             {"parley/internal/typeset", "parley/text"},
	"parley/internal/auth":                        {"parley/internal/database"},
	"parley/internal/counsel":                     {"parley", "parley/bargain", "parley/bargain/oracle", "parley/brief", "parley/casefile"},
	"parley/internal/database":                    {},
	"parley/internal/desk":                        {"parley/internal/database", "parley/internal/seal"},
	"parley/internal/database/databasetest":       {},
	"parley/internal/demo":                        {"parley", "parley/casefile", "parley/examples", "parley/internal/secretariat", "parley/talks", "parley/text"},
	"parley/internal/bulletin":                    {"parley/internal/web/catalogue", "parley/talks"},
	"parley/internal/herald":                      {"parley/internal/bulletin", "parley/internal/database", "parley/internal/web/catalogue", "parley/talks"},
	"parley/internal/live":                        {},
	"parley/internal/outline":                     {"parley", "parley/casefile", "parley/text"},
	"parley/internal/server": {"parley", "parley/casefile", "parley/examples", "parley/internal/auth", "parley/internal/database", "parley/internal/demo", "parley/internal/desk",
		"parley/internal/herald", "parley/internal/live", "parley/internal/outline", "parley/internal/seal", "parley/internal/secretariat", "parley/internal/web", "parley/internal/web/catalogue", "parley/talks", "parley/text"},
	"parley/internal/seal":  {},
	"parley/internal/store": {"parley/internal/database", "parley/ledger"},
	"parley/internal/secretariat": {"parley", "parley/bargain", "parley/brief", "parley/casefile", "parley/internal/seal", "parley/internal/store",
		"parley/ledger", "parley/phrase", "parley/talks", "parley/text", "parley/verify"},
	"parley/internal/board":   {"parley", "parley/talks", "parley/text"},
	"parley/internal/typeset": {},
	"parley/internal/web": {"parley", "parley/bargain", "parley/bargain/oracle", "parley/brief", "parley/chart", "parley/elicit", "parley/elicit/form", "parley/internal/auth", "parley/internal/bulletin", "parley/internal/counsel",
		"parley/internal/secretariat", "parley/internal/web/catalogue", "parley/ledger", "parley/phrase",
		"parley/talks", "parley/text", "parley/text/pdf", "parley/text/word", "parley/verify"},
	"parley/internal/web/catalogue":       {"parley/phrase"},
	"parley/internal/typeset/typesettest": {},
	"parley/internal/cli":                 {"parley", "parley/bargain", "parley/bargain/audit", "parley/brief", "parley/casefile", "parley/elicit", "parley/elicit/form", "parley/examples", "parley/internal/auth", "parley/internal/board", "parley/internal/intake", "parley/internal/outline", "parley/internal/secretariat", "parley/internal/server", "parley/internal/store", "parley/ledger", "parley/phrase", "parley/scenario", "parley/survey", "parley/synthetic", "parley/talks", "parley/text", "parley/text/word", "parley/text/pdf", "parley/verify"},
}

// standardOnly are the packages that import nothing from other modules.
var standardOnly = []string{"parley", "parley/bargain", "parley/bargain/audit", "parley/bargain/internal/amount", "parley/bargain/internal/clash",
	"parley/bargain/internal/cover", "parley/bargain/internal/dual", "parley/bargain/internal/network", "parley/bargain/internal/network/networktest",
	"parley/bargain/internal/pareto", "parley/bargain/internal/simplex", "parley/bargain/internal/tally", "parley/bargain/oracle", "parley/synthetic",
	"parley/brief", "parley/chart", "parley/elicit", "parley/elicit/form", "parley/examples", "parley/cmd/parley", "parley/internal/intake", "parley/internal/rectangles", "parley/talks", "parley/text", "parley/text/word", "parley/ledger", "parley/phrase", "parley/verify"}

// nothing says what these names would say.
var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "type", "types", "manager", "managers",
	"model", "models", "misc", "base", "shared", "lib", "core"}

// maxLines is how long a file may be before it holds more than one thing.
const maxLines = 600

// source is a Go file of this module.
type source struct {
	path string // slashes
	pkg  string // import path
	text []byte
	file *ast.File
}

func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

func (s source) generated() bool { return ast.IsGenerated(s.file) }

var sources, fileSet = func() ([]source, *token.FileSet) {
	var all []source
	set := token.NewFileSet()
	for _, name := range files(".go") {
		text, err := os.ReadFile(name)
		if err != nil {
			panic(err)
		}
		f, err := parser.ParseFile(set, name, text, parser.ParseComments)
		if err != nil {
			panic(err)
		}
		all = append(all, source{name, path.Join("parley", path.Dir(name)), text, f})
	}
	return all, set
}()

// files lists the files of the repository with the ending.
func files(ending string) []string {
	var all []string
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(name, ending) {
			all = append(all, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return all
}

func TestImportsPointDown(t *testing.T) {
	for _, s := range sources {
		if s.test() {
			continue
		}
		allowed, known := mayImport[s.pkg]
		if !known {
			t.Errorf("%s: package %s is not in the drawing: add it to mayImport", s.path, s.pkg)
			continue
		}
		for _, i := range s.file.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			switch ours := name == "parley" || strings.HasPrefix(name, "parley/"); {
			case ours && !slices.Contains(allowed, name):
				t.Errorf("%s: %s may not import %s", s.path, s.pkg, name)
			case !ours && strings.Contains(strings.Split(name, "/")[0], ".") && slices.Contains(standardOnly, s.pkg):
				t.Errorf("%s: %s stands on the standard library alone, and this imports %s", s.path, s.pkg, name)
			}
		}
	}
}

func TestPackagesHaveComments(t *testing.T) {
	commented := map[string]int{}
	for _, s := range sources {
		if s.test() {
			continue
		}
		if _, there := commented[s.pkg]; !there {
			commented[s.pkg] = 0
		}
		if s.file.Doc == nil {
			continue
		}
		commented[s.pkg]++
		start := "Package " + s.file.Name.Name + " "
		if s.file.Name.Name == "main" {
			start = "Command "
		}
		if !strings.HasPrefix(s.file.Doc.Text(), start) {
			t.Errorf("%s: the package comment does not start with %q", s.path, start)
		}
	}
	for pkg, n := range commented {
		if n != 1 {
			t.Errorf("package %s has %d package comments, and should have one", pkg, n)
		}
	}
}

func TestExportedNamesHaveComments(t *testing.T) {
	for _, s := range sources {
		if s.test() || s.generated() || s.file.Name.Name == "main" {
			continue
		}
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
					t.Errorf("%s: %s has no comment", fileSet.Position(d.Pos()), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if name, bare := uncommented(d, spec); bare {
						t.Errorf("%s: %s has no comment", fileSet.Position(spec.Pos()), name)
					}
				}
			}
		}
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	of := d.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	if of, ok := of.(*ast.IndexExpr); ok {
		return ast.IsExported(of.X.(*ast.Ident).Name)
	}
	name, ok := of.(*ast.Ident)
	return ok && name.IsExported()
}

// uncommented reports whether a type, constant or variable is exported and
// has no comment: above it, behind it or above its group.
func uncommented(d *ast.GenDecl, spec ast.Spec) (string, bool) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		return spec.Name.Name, spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil
	case *ast.ValueSpec:
		for _, n := range spec.Names {
			if n.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
				return n.Name, true
			}
		}
	}
	return "", false
}

func TestFilesAreShort(t *testing.T) {
	for _, s := range sources {
		if n := bytes.Count(s.text, []byte("\n")); n > maxLines && !s.generated() {
			t.Errorf("%s has %d lines; over %d, a file holds more than one thing", s.path, n, maxLines)
		}
	}
}

func TestNamesSaySomething(t *testing.T) {
	for _, s := range sources {
		if slices.Contains(emptyNames, strings.TrimSuffix(s.file.Name.Name, "_test")) {
			t.Errorf("%s: the package name %s says nothing", s.path, s.file.Name.Name)
		}
		base := strings.TrimSuffix(strings.TrimSuffix(path.Base(s.path), ".go"), "_test")
		if slices.Contains(emptyNames, base) {
			t.Errorf("%s: the file name says nothing", s.path)
		}
	}
}

// unfinished matches notes to oneself, in capitals as they are written.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)

func TestNothingIsLeftUnfinished(t *testing.T) {
	for _, ending := range []string{".go", ".md", ".yaml", ".css", ".tmpl", "Makefile", ".mod"} {
		for _, name := range files(ending) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if found := unfinished.Find(text); found != nil {
				t.Errorf("%s: %s: open an issue instead", name, found)
			}
		}
	}
}

// here matches folders of somebody's machine.
var here = regexp.MustCompile("/(wo" + "rk|ro" + "ot|home)/")

func TestNothingNamesSomebodysMachine(t *testing.T) {
	for _, ending := range []string{".go", ".md", ".yaml", "Makefile"} {
		for _, name := range files(ending) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if found := here.Find(text); found != nil {
				t.Errorf("%s: it names %s", name, found)
			}
		}
	}
}

// link matches [words](target) in Markdown, and the images.
var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// Links in the documents lead to files that exist, and, where they name a
// heading, to one that is there.
func TestLinksLeadSomewhere(t *testing.T) {
	for _, name := range files(".md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllSubmatch(withoutCode(text), -1) {
			target, anchor, _ := strings.Cut(string(m[1]), "#")
			if strings.Contains(target, ":") { // an address elsewhere
				continue
			}
			file := name
			if target != "" {
				file = path.Join(path.Dir(name), target)
			}
			info, err := os.Stat(file)
			if err != nil {
				t.Errorf("%s: %s leads nowhere", name, m[1])
				continue
			}
			if anchor != "" && !info.IsDir() && !slices.Contains(anchors(t, file), anchor) {
				t.Errorf("%s: there is no heading #%s in %s", name, anchor, file)
			}
		}
	}
}

// code matches fenced blocks and code spans, in which nothing is a link.
var code = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")

func withoutCode(markdown []byte) []byte { return code.ReplaceAll(markdown, nil) }

// anchors lists the anchors of a document's headings, as the usual renderers
// make them.
func anchors(t *testing.T, name string) []string {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, line := range strings.Split(string(text), "\n") {
		if heading := strings.TrimLeft(line, "#"); heading != line && strings.HasPrefix(heading, " ") {
			list = append(list, strings.Map(func(r rune) rune {
				switch {
				case r == ' ':
					return '-'
				case r == '-' || r == '_' || r > 127 || '0' <= r && r <= '9' || 'a' <= r && r <= 'z':
					return r
				}
				return -1
			}, strings.ToLower(strings.TrimSpace(heading))))
		}
	}
	return list
}

// required matches a line of go.mod that requires a module directly.
var required = regexp.MustCompile(`(?m)^(?:require )?\t?([a-z0-9.-]+\.[a-z]+/\S+) v\S+$`)

// Every module that we chose to depend on is in the list of them, with its
// reason, and no other is.
func TestDependenciesHaveReasons(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	tools, err := os.ReadFile("tools.mod")
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range required.FindAllSubmatch(mod, -1) {
		names = append(names, string(m[1]))
	}
	if len(names) == 0 {
		t.Fatal("no module is required: the pattern is wrong")
	}
	for _, name := range names {
		if !bytes.Contains(list, []byte("`"+name+"`")) {
			t.Errorf("docs/dependencies.md does not give the reason for %s", name)
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllSubmatch(list, -1) {
		if !slices.Contains(names, string(m[1])) && !bytes.Contains(tools, m[1]) {
			t.Errorf("docs/dependencies.md lists %s, which go.mod does not require", m[1])
		}
	}
}

// TestPromisesAreTested holds docs/confidentiality.md to the tests that it names.
func TestPromisesAreTested(t *testing.T) {
	text, err := os.ReadFile("docs/confidentiality.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(text), "## The tests that hold these promises")
	if !ok {
		t.Fatal("the table of tests is not there")
	}
	named := regexp.MustCompile("`(Test\\w+)`")
	found := 0
	for line := range strings.Lines(table) {
		// The packages of a line follow the tests that are in them.
		rest := line
		for _, in := range regexp.MustCompile("in `([a-z/]+)`").FindAllStringSubmatchIndex(line, -1) {
			folder, tests := line[in[2]:in[3]], rest[:len(rest)-len(line)+in[0]]
			for _, test := range named.FindAllStringSubmatch(tests, -1) {
				found++
				if !slices.ContainsFunc(sources, func(s source) bool {
					return s.pkg == path.Join("parley", folder) && s.test() && bytes.Contains(s.text, []byte("func "+test[1]+"("))
				}) {
					t.Errorf("docs/confidentiality.md names %s in %s, and there is none", test[1], folder)
				}
			}
			rest = line[in[1]:]
		}
	}
	if found < 20 {
		t.Errorf("%d tests were found in the table: it is not read as it is written", found)
	}
}
