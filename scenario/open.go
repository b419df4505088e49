package scenario

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parley/internal/intake"
)

// Source is a file by its name and content. The name is for messages, and its
// last part without the ending names a profile.
type Source struct {
	Name string
	Data []byte
}

// ErrNoScenario is the error of files that are all something else.
var ErrNoScenario = errors.New("there is neither a domain nor a profile among the files")

// Open reads a scenario from its files, the domain and the profiles, in any
// order; or from a folder that holds one scenario, of which files that are
// something else are left out with a warning. Which format it is, and which
// file is what, is told by the content.
//
// The error is an *Error where a file is at fault.
func Open(paths ...string) (*Scenario, error) {
	var files []Source
	lenient := false
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, intake.Plainly(err)
		}
		if !info.IsDir() {
			f, err := readSource(path)
			if err != nil {
				return nil, err
			}
			files = append(files, f)
			continue
		}
		if len(paths) > 1 {
			return nil, fmt.Errorf("%s: this is a folder; give one folder, or files", path)
		}
		lenient = true
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, intake.Plainly(err)
		}
		for _, e := range entries { // sorted by name
			if !looked(e) {
				continue
			}
			name := filepath.Join(path, e.Name())
			f, err := readSource(name)
			if err != nil {
				return nil, err
			}
			files = append(files, f)
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("%s: there is no XML, JSON or YAML file in this folder: %w", path, ErrNoScenario)
		}
	}
	return read(files, lenient)
}

// resultFiles are the names under which answers are published along with a
// scenario. Whether they can be read does not matter.
var resultFiles = []string{"specs.json", "specials.json"}

// Read reads a scenario from the contents of its files, as Open does from
// files.
func Read(files ...Source) (*Scenario, error) { return read(files, false) }

// endings are those of the files of a folder that are looked at.
var endings = []string{".xml", ".json", ".yaml", ".yml"}

func ending(name string) string { return strings.ToLower(filepath.Ext(name)) }

func readSource(name string) (Source, error) {
	data, err := intake.File(name, MaxBytes)
	return Source{name, data}, err
}

// role is what a file is for.
type role int

const (
	otherRole   role = iota
	resultsRole      // answers that were published along with a scenario
	domainRole
	profileRole
)

// document is a file that has been taken apart.
type document struct {
	*source
	format Format
	role   role
	xml    *element
	root   *node
}

func (d *document) base() string {
	b := filepath.Base(d.text.name)
	return strings.TrimSuffix(b, filepath.Ext(b))
}

func read(files []Source, lenient bool) (*Scenario, error) {
	var docs []*document
	var warnings Diagnostics
	failed := func(err error) (*Scenario, error) {
		var e *Error
		if errors.As(err, &e) {
			for _, d := range docs {
				e.Warnings = append(e.Warnings, d.all()...)
			}
		}
		return nil, err
	}
	for _, f := range files {
		d, err := takeApart(f)
		if d != nil {
			docs = append(docs, d)
		}
		if err != nil && d != nil && lenient && slices.Contains(resultFiles, strings.ToLower(filepath.Base(f.Name))) {
			d.warnings = append(d.warnings, Diagnostic{File: f.Name, Message: "these published answers cannot be read; they are left out"})
			d.role = resultsRole
			err = nil
		}
		if err != nil {
			return failed(err)
		}
		if d.role == otherRole {
			if !lenient {
				return failed(d.fail(0, "give the domain and the profiles of one scenario, or its folder", "this is neither a domain nor a profile of GENIUS, GeniusWeb, NegMAS or NegoLog"))
			}
			d.warnings = append(d.warnings, Diagnostic{File: f.Name, Message: "this is neither a domain nor a profile; it is left out"})
		}
	}
	format, domain, profiles, err := sortOut(docs)
	if err != nil {
		return failed(err)
	}
	s := &Scenario{Format: format, Semantics: Semantics(format)}
	readers := map[Format]func(*Scenario, *document, []*document, bool) error{
		Genius: readGenius, GeniusWeb: readGeniusWeb, NegMAS: readNegMAS, NegoLog: readNegoLog,
	}
	if err := readers[format](s, domain, profiles, lenient); err != nil {
		return failed(err)
	}
	if len(s.Profiles) < 2 {
		for _, d := range docs {
			if d.role == otherRole && d.root == nil {
				return failed(d.fail(0, "", "this is neither a domain nor a profile, and without it there is one profile only"))
			}
		}
	}
	if domain != nil {
		s.Files = append(s.Files, domain.text.name)
	}
	for _, p := range s.Profiles {
		s.Files = append(s.Files, p.File)
	}
	for _, d := range docs {
		warnings = append(warnings, d.all()...)
	}
	s.Warnings = warnings
	return s, nil
}

// sortOut finds the domain and the profiles among the files of one format.
// There is no domain where the profiles imply it.
func sortOut(docs []*document) (format Format, domain *document, profiles []*document, err error) {
	for _, d := range docs {
		if d.role == otherRole || d.role == resultsRole {
			continue
		}
		if format != "" && d.format != format {
			return "", nil, nil, d.fail(0, "give the files of one scenario", "this file is in the format of %s, and those before it are in that of %s", d.format, format)
		}
		format = d.format
		if d.role == profileRole {
			profiles = append(profiles, d)
			continue
		}
		if domain != nil {
			return "", nil, nil, d.fail(0, "give the files of one scenario by name", "this is a second domain, after %s", domain.text.name)
		}
		domain = d
	}
	switch {
	case format == "":
		return "", nil, nil, ErrNoScenario
	case len(profiles) == 0:
		return "", nil, nil, domain.fail(0, "give the profiles too", "there is a domain here and no profile with it")
	}
	return format, domain, profiles, nil
}

// takeApart parses a file and finds out what it is.
func takeApart(f Source) (*document, error) {
	if len(f.Data) > MaxBytes {
		s := &source{text: newText(f.Name, "")}
		return nil, s.fail(0, "", "the file is larger than %d MB", MaxBytes>>20)
	}
	content, windows := decodeText(f.Data)
	d := &document{source: &source{text: newText(f.Name, content)}}
	if windows >= 0 {
		d.warn(windows, "save the file as UTF-8", "the file is not UTF-8; it is read as Windows-1252")
	}
	start := strings.TrimSpace(content)
	var err error
	switch {
	case strings.HasPrefix(start, "<") || ending(f.Name) == ".xml" && strings.Contains(start, "<utility_space"):
		if d.xml, err = parseXML(d.source); err != nil {
			return d, err
		}
		d.recogniseXML()
	case strings.HasPrefix(start, "{"):
		if d.root, err = parseJSON(d.source); err != nil {
			if ending(f.Name) == ".json" {
				return d, err
			}
			if d.root, err = parseYAML(d.source); err != nil { // YAML's flow style looks the same
				return d, err
			}
		}
		d.recogniseNode()
	case ending(f.Name) == ".yaml" || ending(f.Name) == ".yml":
		if d.root, err = parseYAML(d.source); err != nil {
			return d, err
		}
		d.recogniseNode()
	}
	return d, nil
}

func (d *document) recogniseXML() {
	d.format = Genius
	switch strings.ToLower(d.xml.name) {
	case "negotiation_template":
		d.role = domainRole
	case "utility_space":
		d.role = profileRole
		if bare(d.xml) {
			d.role = domainRole
		}
	}
}

// bare reports whether nothing below the element says what anything is worth,
// so that a utility space is a domain whose outer element is missing.
func bare(e *element) bool {
	for _, c := range e.children {
		switch strings.ToLower(c.name) {
		case "weight", "evaluator", "utility", "rules", "reservation", "discount_factor":
			return false
		case "item":
			if _, says := c.attr("evaluation"); says {
				return false
			}
		}
		if !bare(c) {
			return false
		}
	}
	return true
}

func (d *document) recogniseNode() {
	if d.root.form != mapNode {
		return
	}
	kind := d.root.get("type").word()
	short := kind[strings.LastIndexByte(kind, '.')+1:]
	switch {
	case d.root.get("NumberOfBids") != nil, d.root.get("size") != nil && d.root.get("pareto_front") != nil:
		d.role = resultsRole
	case d.root.get("issuesValues") != nil:
		d.format, d.role = GeniusWeb, domainRole
	case len(d.root.keys) == 1 && strings.HasSuffix(d.root.keys[0].text, "Space") && d.root.items[0].form == mapNode,
		d.root.get("LinearAdditiveUtilitySpace") != nil:
		d.format, d.role = GeniusWeb, profileRole
	case d.root.get("issueWeights") != nil && d.root.get("issues") != nil:
		d.format, d.role = NegoLog, profileRole
	case strings.Contains(short, "OutcomeSpace"), kind == "" && d.root.get("issues") != nil && d.root.get("issues").form == listNode:
		d.format, d.role = NegMAS, domainRole
	case strings.Contains(strings.ToLower(short), "fun"):
		d.format, d.role = NegMAS, profileRole
	}
}
