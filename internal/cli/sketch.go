package cli

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"regexp"
	"strings"
	"text/template"

	"parley"
)

// sketch is what somebody answered about a new case.
type sketch struct {
	title, about string
	parties      []named
	issues       []sketchIssue
}

// named is an id with what people call it.
type named struct{ id, name string }

// sketchIssue is an issue with options or a range.
type sketchIssue struct {
	named
	options              []named
	min, max, step, unit string
}

func ids(items []named) []string {
	var list []string
	for _, i := range items {
		list = append(list, i.id)
	}
	return list
}

func (s *sketch) issueIDs() []string {
	var list []string
	for _, i := range s.issues {
		list = append(list, i.id)
	}
	return list
}

// number reads digits that a regular expression has let through.
func number(digits string) parley.Number {
	n, err := parley.ParseNumber(digits)
	if err != nil {
		panic(err)
	}
	return n
}

//go:embed sketch.yaml.tmpl
var sketchText string

var sketchTemplate = template.Must(template.New("sketch").Parse(sketchText))

// files writes the case, with its comments for whoever edits it next.
func (s *sketch) files(apart bool) []newFile {
	data := s.view()
	data["Apart"] = apart
	files := []newFile{{"case.yaml", s.render("case", data)}}
	if apart {
		for _, p := range data["Parties"].([]map[string]any) {
			data["Party"] = p
			files = append(files, newFile{"positions/" + p["ID"].(string) + ".yaml", s.render("file", data)})
		}
	}
	return files
}

func (s *sketch) render(name string, data map[string]any) []byte {
	var b bytes.Buffer
	if err := sketchTemplate.ExecuteTemplate(&b, name, data); err != nil {
		panic(err) // the template and its data are both ours
	}
	return b.Bytes()
}

// view is the sketch as the template takes it: everything quoted for YAML.
func (s *sketch) view() map[string]any {
	var parties, issues []map[string]any
	for _, p := range s.parties {
		parties = append(parties, map[string]any{"ID": p.id, "Name": quoted(p.name)})
	}
	for _, i := range s.issues {
		m := map[string]any{"ID": i.id, "Name": quoted(i.name)}
		if len(i.options) > 0 {
			var options []map[string]any
			for _, o := range i.options {
				options = append(options, map[string]any{"ID": o.id, "Text": quoted(o.name)})
			}
			m["Options"] = options
			m["Order"] = "[" + strings.Join(ids(i.options), ", ") + "]"
			m["First"] = i.options[0].id
			m["Term"] = i.options[0].id
		} else {
			m["Min"], m["Max"], m["Step"] = i.min, i.max, i.step
			if i.unit != "" {
				m["Unit"] = quoted(i.unit)
			}
			m["Order"] = "{" + i.min + ": 0, " + i.max + ": 100}"
			m["First"] = i.min
			m["Term"] = "{max: " + i.min + "}"
		}
		issues = append(issues, m)
	}
	return map[string]any{"Title": quoted(s.title), "About": quoted(s.about), "HasAbout": s.about != "",
		"Parties": parties, "Issues": issues, "Issue": issues[0]}
}

// plainText matches text that YAML takes as it stands.
var plainText = regexp.MustCompile(`^\p{L}[\p{L}\p{N} ()/'’-]*$`)

// quoted writes text for YAML. A JSON string is one.
func quoted(s string) string {
	if plainText.MatchString(s) && !yamlWords[strings.ToLower(s)] && !strings.HasSuffix(s, " ") {
		return s
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err) // a string always encodes
	}
	return strings.TrimSpace(b.String())
}

// yamlWords are words that some readers of YAML take for something else.
var yamlWords = map[string]bool{"yes": true, "no": true, "y": true, "n": true, "true": true, "false": true, "on": true, "off": true, "null": true}
