package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html/template"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"parley/chart"
	"parley/internal/web/catalogue"
	"parley/talks"
)

// looks are the templates of the pages by name, in one language.
type looks map[string]*template.Template

// parseLooks reads the templates in every language: layout.html and parts*.html
// are in each page, and the rest are pages.
func parseLooks(files fs.FS) (map[string]looks, error) {
	shared, err := fs.Glob(files, "templates/parts*.html")
	if err != nil {
		return nil, err
	}
	shared = append(shared, "templates/layout.html")
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	versions, err := versionsOf(files)
	if err != nil {
		return nil, err
	}
	all := map[string]looks{}
	for _, c := range catalogue.All() {
		all[c.Language] = looks{}
		funcs := template.FuncMap{
			"t": func(key string, args ...any) template.HTML { return c.HTML(key, args...) },
			"static": func(name string) (string, error) {
				if versions[name] == "" {
					return "", errors.New("there is no static file " + name)
				}
				return "/static/" + name + "?v=" + versions[name], nil
			},
			"pairs": pairs,
			"inc":   func(n int) int { return n + 1 },
			"dec":   func(n int) int { return n - 1 },
		}
		base, err := template.New("layout.html").Funcs(funcs).ParseFS(files, shared...)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if slices.Contains(shared, name) {
				continue
			}
			t, err := template.Must(base.Clone()).ParseFS(files, name)
			if err != nil {
				return nil, err
			}
			all[c.Language][strings.TrimSuffix(path.Base(name), ".html")] = t
		}
	}
	return all, nil
}

// pairs makes a map of names and values, for a part that needs several.
func pairs(list ...any) (map[string]any, error) {
	m := map[string]any{}
	for i := 0; i+1 < len(list); i += 2 {
		name, ok := list[i].(string)
		if !ok {
			return nil, errors.New("pairs are a name and a value")
		}
		m[name] = list[i+1]
	}
	return m, nil
}

// chartSheet is the style sheet of the charts, which comes with them.
const chartSheet = "chart.css"

// versionsOf returns a version for each static file: a part of its hash.
func versionsOf(files fs.FS) (map[string]string, error) {
	versions := map[string]string{}
	entries, err := fs.ReadDir(files, "static")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		data, err := fs.ReadFile(files, "static/"+e.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		versions[e.Name()] = hex.EncodeToString(sum[:6])
	}
	sum := sha256.Sum256([]byte(chart.Style))
	versions[chartSheet] = hex.EncodeToString(sum[:6])
	return versions, nil
}

// frame is what a template is given: the visit, and what the page shows.
type frame struct {
	*visit
	Name  string // of the page
	Title template.HTML
	Page  any

	// Loose is why something was refused whose form is not on the page any more: what
	// happened meanwhile took it away.
	Loose *refused
}

// Typed returns what somebody wrote into the form that was refused, field by
// field in the order of their names: words, and nothing that is picked.
func (f frame) Typed() []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(f.typed)) {
		field, _, _ := strings.Cut(strings.TrimPrefix(name, "op."), ".")
		if slices.Contains([]string{"because", "says", "words", "heading", "agenda", "place", "name"}, field) && words(f.typed, name) != "" {
			all = append(all, words(f.typed, name))
		}
	}
	return all
}

// render writes the page. It is made as a whole before anything is sent.
func (s *Site) render(w http.ResponseWriter, v *visit, status int) {
	content, err := v.page.show(v)
	if err != nil {
		s.fail(w, v, err)
		return
	}
	f := frame{visit: v, Name: v.page.name, Title: v.T(v.page.name + ".title"), Page: content}
	page, err := s.execute(f)
	if err == nil && v.Refused != nil && !bytes.Contains(page, []byte(`<div class="refused`)) {
		f.Loose = v.Refused
		page, err = s.execute(f)
	}
	if err != nil {
		s.fail(w, v, err)
		return
	}
	s.send(w, v, status, page)
}

func (s *Site) execute(f frame) ([]byte, error) {
	var b bytes.Buffer
	err := s.looks[f.words.Language][f.Name].Execute(&b, f)
	return b.Bytes(), err
}

func (s *Site) send(w http.ResponseWriter, v *visit, status int, body []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", v.words.Language)
	w.Header().Set("Vary", "Cookie, Accept-Language")
	w.WriteHeader(status)
	_, _ = w.Write(body) // who went away does not need it
}

// say answers with a few words instead of a page.
func (s *Site) say(w http.ResponseWriter, v *visit, status int, key string) {
	v.Me, v.View, v.Done = talks.Person{}, &talks.View{}, 0
	page, err := s.execute(frame{visit: v, Name: "fail", Title: v.T(key + ".title"), Page: v.T(key)})
	if err != nil {
		s.Failed(v.r, err)
		http.Error(w, http.StatusText(status), status)
		return
	}
	s.send(w, v, status, page)
}

// Part is a part of the navigation.
type Part struct {
	Name  string
	Links []Link
}

// Link leads to a page.
type Link struct {
	Name, Path string
	Here       bool
}

// Nav returns the pages that concern the visitor, by part.
func (v *visit) Nav() []Part {
	if v.Me.ID == "" {
		return nil
	}
	var parts []Part
	for _, g := range groups {
		part := Part{Name: g}
		for _, p := range pages {
			if p.group == g && (p.whom == nil || p.whom(v)) {
				part.Links = append(part.Links, Link{p.name, v.Path(p.name), p.name == v.page.name})
			}
		}
		if len(part.Links) > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}

// Live returns the address of the talk's events, or nothing.
func (v *visit) Live() string {
	if v.site.Live == nil || v.Me.ID == "" {
		return ""
	}
	return v.site.Live(v.Talk)
}

// Desk returns the path under which the script keeps what the visitor types, or
// nothing.
func (v *visit) Desk() string {
	if v.site.Desk == nil || v.Me.ID == "" {
		return ""
	}
	return v.site.Desk(v.Talk)
}

// Demo reports whether the talks are a demonstration.
func (v *visit) Demo() bool { return v.site.Demo }

// Legend returns the address of the colours of this process.
func (v *visit) Legend() string {
	if v.View.Rules == nil || len(v.View.Rules.Legend) == 0 {
		return ""
	}
	return "/talks/" + v.Talk + "/legend.css?v=" + itoa(v.View.Version)
}
