package catalogue

import (
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/phrase"
	"parley/talks"
	"parley/text"
)

var update = flag.Bool("update", false, "write en/phrases.txt anew, from what the packages say")

// verb matches where a format of package fmt puts something in.
var verb = regexp.MustCompile(`%(\.\d+)?[a-z%]`)

// pattern writes a format as a message: {1} for the first argument, in marks
// where the format quotes it.
func pattern(format string) string {
	n := 0
	return verb.ReplaceAllStringFunc(format, func(v string) string {
		if v == "%%" {
			return "%"
		}
		n++
		place := "{" + strconv.Itoa(n) + "}"
		if strings.HasSuffix(v, "q") {
			place = "“" + place + "”"
		}
		return place
	})
}

// phrases collects what the packages of this module can say, by code: in the
// source, so that nothing has to be brought about. A code that is put together
// at run time would escape it, and is an error.
func phrases(t *testing.T) map[string]string {
	all := map[string]string{}
	add := func(code, says string) {
		if other, there := all[code]; there && other != says {
			t.Errorf("%s says two things: %q and %q", code, other, says)
		}
		all[code] = says
	}
	for code, says := range talks.Findings() {
		add(code, says)
	}
	set := token.NewFileSet()
	err := filepath.WalkDir("../../..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			code, says, made := said(f.Name.Name, call)
			switch {
			case !made:
			case code == "" && !slices.Contains([]string{"decide.go", "verify.go", "journal.go", "phrase.go"}, filepath.Base(name)):
				t.Errorf("%s: the code and the words of a phrase are not written out", set.Position(call.Pos()))
			case code != "":
				add(code, says)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// said returns what a call makes a phrase of, if it makes one: phrase.New, and
// the two of package verify, which imports nothing of ours.
func said(pkg string, call *ast.CallExpr) (code, says string, made bool) {
	at, prefix := 0, ""
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		of, ok := f.X.(*ast.Ident)
		switch {
		case ok && of.Name == "phrase" && f.Sel.Name == "New":
		case pkg == "verify" && f.Sel.Name == "fault":
			at, prefix = 1, "verify."
		default:
			return "", "", false
		}
	case *ast.Ident:
		if pkg != "verify" || f.Name != "say" {
			return "", "", false
		}
		prefix = "verify."
	default:
		return "", "", false
	}
	if len(call.Args) < at+2 {
		return "", "", true
	}
	var words [2]string
	for i := range words {
		lit, ok := call.Args[at+i].(*ast.BasicLit)
		if !ok {
			return "", "", true
		}
		s, err := strconv.Unquote(lit.Value)
		if err != nil {
			return "", "", true
		}
		words[i] = s
	}
	return prefix + words[0], words[1], true
}

// Everything that a package can say to people stands in each catalogue: in
// English in the very words of the source, and with as many places in any other
// language (TestCataloguesAgree). Nothing else stands there.
func TestEveryPhraseIsInEveryCatalogue(t *testing.T) {
	all := phrases(t)
	if len(all) < 200 {
		t.Fatalf("%d phrases were found in the source, and there are more: the search is broken", len(all))
	}
	if *update {
		var b strings.Builder
		b.WriteString("# What packages say of what they refuse: written by go test ./internal/web/catalogue -update, from their source.\n\n")
		for _, code := range slices.Sorted(maps.Keys(all)) {
			fmt.Fprintf(&b, "phrase.%s = %s\n", code, pattern(all[code]))
		}
		if err := os.WriteFile("en/phrases.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Skip("written: run it again")
	}
	for code, says := range all {
		for _, c := range All() {
			m, ok := c.messages["phrase."+code]
			switch {
			case !ok:
				t.Errorf("%s does not have phrase.%s: %s", c.Language, code, pattern(says))
			case c.Language == "en" && m.text != pattern(says):
				t.Errorf("phrase.%s says %q, and the source %q: run this test with -update", code, m.text, pattern(says))
			}
		}
	}
	for _, c := range All() {
		for key := range c.messages {
			if code, ok := strings.CutPrefix(key, "phrase."); ok && all[code] == "" {
				t.Errorf("%s has %s, which no package says", c.Language, key)
			}
		}
	}
	for _, kind := range text.ChangeKinds() {
		for _, c := range All() {
			if !c.Has("hidden." + kind) {
				t.Errorf("%s does not say what %s is (hidden.%s)", c.Language, kind, kind)
			}
		}
	}
}

// What a rule says stands in each catalogue, too.
func TestEveryRuleIsInEveryCatalogue(t *testing.T) {
	for _, r := range talks.AllRules() {
		for _, c := range All() {
			if !c.Has("rule." + string(r.ID)) {
				t.Errorf("%s does not have rule.%s", c.Language, r.ID)
			}
		}
	}
}

func TestPhrase(t *testing.T) {
	fr, _ := Find("fr")
	for _, x := range []struct {
		err  error
		want string
	}{
		{phrase.New("text.point.removed", "the point %s has been removed", "<7>"), "le point <bdi>&lt;7&gt;</bdi> a été retiré"},
		{fmt.Errorf("somewhere: %w", phrase.New("talks.reason", "say why")), "il faut dire pourquoi"},
		{phrase.Of(phrase.New("talks.reason", "say why")), "il faut dire pourquoi"},
		{phrase.New("text.words.in", "words in %s: %w", "de", phrase.New("text.words.hold", "the words hold %s", text.Change{What: "1 tab"})),
			"mots dans la langue « <bdi>de</bdi> » : les mots contiennent : <bdi>1 tab</bdi>"},
		{phrase.New("talks.party.none", "there is no party %s", phrase.Quote("<x>")), "il n’y a pas de partie « <bdi>&lt;x&gt;</bdi> »"},
		{phrase.New("talks.party.counts", "%s is not among %s", phrase.Quote("x"), []string{"a", "b"}),
			"« <bdi>x</bdi> » ne figure pas parmi les parties dont le consentement compte : <bdi>a</bdi>, <bdi>b</bdi>"},
		{phrase.New("talks.time", "%s is not after %s", phrase.Time(time.Unix(0, 0)), phrase.Time(time.Unix(60, 0))),
			"<bdi>1970-01-01 00:00 UTC</bdi> ne vient pas après <bdi>1970-01-01 00:01 UTC</bdi>"},
		{phrase.New("text.log.long", "the log has more than %d operations", 1000000), "l’historique du texte compte plus de 1 000 000 opérations"},
		{errors.New("a & b"), `<span lang="en" dir="ltr">a &amp; b</span>`},
		{phrase.Of(errors.New("no code")), `<span lang="en" dir="ltr">no code</span>`},
		{phrase.New("no.such.code", "it is %d", 7), `<span lang="en" dir="ltr">it is 7</span>`},
	} {
		got := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(string(fr.Phrase(x.err, nil)))
		if got != x.want {
			t.Errorf("%v is said as\n%s, and should be\n%s", x.err, got, x.want)
		}
	}
}
