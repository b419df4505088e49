package casefile

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("parley.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("parley.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plain makes of YAML what an editor's checker makes of it.
func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		l := []any{}
		for _, e := range n.Content {
			l = append(l, plain(e))
		}
		return l
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return f
		}
	}
	return n.Value
}

// What the reader takes, the schema takes. Fails where the two drift apart.
func TestSchemaTakesWhatIsValid(t *testing.T) {
	s := compiled(t)
	for _, path := range append(goodCases(t), "testdata/golden/orchard.yaml", "testdata/golden/orchard.json") {
		if info, err := os.Stat(path); err != nil || info.IsDir() {
			continue
		}
		t.Run(path, func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			src, fault := parse(path, data)
			if fault != nil {
				t.Fatal(fault.message)
			}
			if err := s.Validate(plain(src.root)); err != nil {
				t.Error(err)
			}
		})
	}
}

// What is wrong in structure, the schema refuses, one slip at a time: each
// line of the test data that expects an error and has a whole key is a case of
// its own here.
func TestSchemaRefusesWhatIsInvalid(t *testing.T) {
	s := compiled(t)
	for _, body := range []string{
		"{}",
		"{parley: 2}",
		"{parley: 1, titel: x}",
		"{parley: 1, title: [x]}",
		"{parley: 1, parties: [a]}",
		"{parley: 1, parties: {a: {roles: [king]}}}",
		"{parley: 1, issues: {x: {}}}",
		"{parley: 1, issues: {x: {options: {a: A}, range: [0, 1]}}}",
		"{parley: 1, issues: {x: {options: {a: A}, step: 1}}}",
		"{parley: 1, issues: {x: {range: [0]}}}",
		"{parley: 1, issues: {x: {range: [0, ten]}}}",
		"{parley: 1, issues: {x: {options: {a: {source: s, sources: [s]}}}}}",
		"{parley: 1, norms: [{because: x}]}",
		"{parley: 1, norms: [{pattern: {x: {mim: 1}}}]}",
		"{parley: 1, norms: [{pattern: {x: {}}}]}",
		"{parley: 1, norms: [{pattern: []}]}",
		"{parley: 1, norms: [{pattern: {x: []}}]}",
		"{parley: 1, documents: {d: {status: done}}}",
		"{parley: 1, documents: {d: {points: [{text: x}]}}}",
		"{parley: 1, positions: {a: {grade: secret}}}",
		"{parley: 1, positions: {a: {importance: {x: huge}}}}",
		"{parley: 1, positions: {a: {importance: {x: {because: y}}}}}",
		"{parley: 1, positions: {a: {value: {x: 5}}}}",
		"{parley: 1, positions: {a: {value: {x: {is: 5}}}}}",
		"{parley: 1, positions: {a: {value: {x: {p: high}}}}}",
		"{parley: 1, positions: {a: {never: {pattern: {x: p}}}}}",
		"{parley: 1, positions: {a: {never: [{pattern: {x: p}, stated: perhaps}]}}}",
		"{parley: 1, positions: {a: {only_if: [{accept: {x: p}}]}}}",
		"{parley: 1, positions: {a: {fallback: {}}}}",
		"{parley: 1, positions: {a: {fallback: {value: 3, like: {x: p}}}}}",
		"{parley: 1, share: [nasch]}",
	} {
		src, fault := parse("f", []byte(body))
		if fault != nil {
			t.Fatalf("%s: %s", body, fault.message)
		}
		if s.Validate(plain(src.root)) == nil {
			t.Errorf("the schema takes %s", body)
		}
		r := newReader()
		if r.take(part{"f", []byte(body)}, caseShape(), &place{}); r.report.found.Errors() == 0 {
			t.Errorf("the reader takes %s", body)
		}
	}
}

// Every key of the format is in the reference for users. Fails where one was
// added to the grammar alone.
func TestReferenceNamesEveryKey(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "docs", "case-format.md"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[*shape]bool{}
	var walk func(s *shape)
	walk = func(s *shape) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		for _, k := range s.keys {
			if !strings.Contains(string(doc), "`"+k.name+"`") {
				t.Errorf("docs/case-format.md does not name the key `%s` of %s", k.name, s.noun)
			}
			if k.doc == "" {
				t.Errorf("the key %s of %s has no description", k.name, s.noun)
			}
			walk(k.shape)
		}
		for _, w := range s.words {
			if !strings.Contains(string(doc), "`"+w+"`") {
				t.Errorf("docs/case-format.md does not name the word `%s`", w)
			}
		}
		walk(s.list)
		walk(s.entries)
		walk(s.annotated)
	}
	walk(caseShape())
}

// The schema is the same at every call.
func TestSchemaIsDeterministic(t *testing.T) {
	if !bytes.Equal(Schema(), Schema()) {
		t.Error("two calls differ")
	}
}

// The first example of the reference is valid, and the diagnostic that it
// shows is what the slip in it gives.
func TestReferenceExamples(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "docs", "case-format.md"))
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	_, rest, _ := strings.Cut(doc, "```yaml\n")
	example, _, _ := strings.Cut(rest, "```")
	if _, ds := Read("orchard.yaml", []byte(example)); len(ds) > 0 {
		t.Error(ds)
	}
	_, ds := Read("orchard.yaml", []byte(strings.Replace(example, "like: {harvest: oak", "like: {harvest: oka", 1)))
	if !strings.Contains(doc, "```\n"+ds.String()+"```") {
		t.Errorf("the reference does not show:\n%s", ds)
	}
}
