package cli

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v4"

	"parley"
	"parley/internal/server"
)

// settings is where the settings of a server come from: the command line, then
// the environment, then a file, then what is usual. As a resolver it gives kong
// those of the file.
type settings struct {
	context *kong.Context
	file    string
	values  map[string]string // by setting
	places  map[string]string // by setting: file, line and column
	faults  []fault           // of the file
}

// fault is something that is wrong in the file, at its place.
type fault struct {
	place string
	server.Problem
}

// maxSettings is how many bytes a file of settings may have.
const maxSettings = 1 << 20

// notInFile are flags that say what to do, and not how.
var notInFile = []string{"help", "config", "check", "print-config"}

// read reads a file. What is wrong in it is kept for the report; the error is
// for a file that cannot be read at all.
func (s *settings) read(name string) error {
	s.file, s.values, s.places = name, map[string]string{}, map[string]string{}
	f, err := os.Open(name)
	if err != nil {
		return errors.New(plainly(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSettings+1))
	if err != nil {
		return errors.New(plainly(err))
	}
	var root yaml.Node
	switch err := yaml.Unmarshal(data, &root); {
	case len(data) > maxSettings:
		return fmt.Errorf("%s: a file of settings has at most %d bytes", name, maxSettings)
	case err != nil:
		return fmt.Errorf("%s: %s", name, strings.TrimPrefix(err.Error(), "yaml: "))
	case len(root.Content) == 0: // empty: no setting is given
		return nil
	}
	top := root.Content[0]
	if top.Kind != yaml.MappingNode {
		return fmt.Errorf("%s: a file of settings has lines such as listen: 127.0.0.1:7007", name)
	}
	for i := 0; i+1 < len(top.Content); i += 2 {
		s.take(top.Content[i], top.Content[i+1])
	}
	return nil
}

// take takes one setting of the file.
func (s *settings) take(key, value *yaml.Node) {
	place := fmt.Sprintf("%s:%d:%d", s.file, key.Line, key.Column)
	wrong := func(says, hint string) {
		s.faults = append(s.faults, fault{place + ": " + key.Value, server.Problem{Setting: key.Value, Says: says, Hint: hint}})
	}
	flag := s.flag(key.Value)
	_, twice := s.values[key.Value]
	switch {
	case flag == nil:
		hint := "parley serve --print-config lists them"
		if near := parley.Nearest(key.Value, s.names()); near != "" {
			hint = "did you mean " + near + "?"
		}
		wrong("there is no such setting", hint)
		return
	case twice:
		wrong("it stands twice", "")
		return
	}
	text, ok := scalars(value)
	if !ok || len(value.Content) > 0 && flag.Target.Kind() != reflect.Slice {
		wrong("it has to be one value", "")
		return
	}
	if why := unfit(flag, text); why != "" {
		wrong(why, "")
		return
	}
	s.values[key.Value], s.places[key.Value] = text, place
}

// scalars writes a value, or a list of them, as the command line has it.
func scalars(n *yaml.Node) (string, bool) {
	switch n.Kind {
	case yaml.ScalarNode:
		return n.Value, n.Tag != "!!null"
	case yaml.SequenceNode:
		var list []string
		for _, c := range n.Content {
			if c.Kind != yaml.ScalarNode {
				return "", false
			}
			list = append(list, c.Value)
		}
		return strings.Join(list, ","), true
	}
	return "", false
}

// unfit says why a value is none of the flag's kind; empty if it is.
func unfit(flag *kong.Flag, text string) string {
	switch flag.Target.Interface().(type) {
	case bool:
		if _, err := strconv.ParseBool(text); err != nil {
			return fmt.Sprintf("%q is neither true nor false", text)
		}
	case time.Duration:
		if _, err := time.ParseDuration(text); err != nil {
			return fmt.Sprintf("%q is no length of time such as 90m or 12h", text)
		}
	}
	if enum := flag.EnumSlice(); flag.Enum != "" && !slices.Contains(enum, text) {
		return fmt.Sprintf("%q is none of %s", text, parley.List(enum, "and"))
	}
	return ""
}

func (s *settings) flags() []*kong.Flag {
	return slices.DeleteFunc(slices.Clone(s.context.Selected().Flags), func(f *kong.Flag) bool { return slices.Contains(notInFile, f.Name) })
}

func (s *settings) flag(name string) *kong.Flag {
	for _, f := range s.flags() {
		if f.Name == name {
			return f
		}
	}
	return nil
}

func (s *settings) names() []string {
	var all []string
	for _, f := range s.flags() {
		all = append(all, f.Name)
	}
	return all
}

// inEnvironment is the variable that gives the setting, if one does.
func inEnvironment(f *kong.Flag) string {
	for _, name := range f.Envs {
		if _, ok := os.LookupEnv(name); ok {
			return name
		}
	}
	return ""
}

// Validate is part of kong.Resolver: everything was looked at when it was read.
func (s *settings) Validate(*kong.Application) error { return nil }

// Resolve gives kong what the file says and the environment does not.
func (s *settings) Resolve(_ *kong.Context, _ *kong.Path, f *kong.Flag) (any, error) {
	value, ok := s.values[f.Name]
	if !ok || inEnvironment(f) != "" {
		return nil, nil
	}
	return value, nil
}

// source says where a setting comes from: a place in the file, a variable, or
// the flag.
func (s *settings) source(name string) string {
	given := slices.ContainsFunc(s.context.Path, func(p *kong.Path) bool { return p.Flag != nil && p.Flag.Name == name && !p.Resolved })
	f := s.flag(name)
	switch {
	case given:
	case f != nil && inEnvironment(f) != "":
		return inEnvironment(f)
	case s.places[name] != "":
		return s.places[name] + ": " + name
	}
	return "--" + name
}

// print writes the settings as a file, those that are as usual behind a #. A
// password in the address of a database is not shown.
func (s *settings) print(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# Settings of parley serve. What stands behind # is as usual.\n")
	for _, f := range s.flags() {
		value := s.context.FlagValue(f)
		text := fmt.Sprint(value)
		switch v := value.(type) {
		case time.Duration:
			text = plainTime(v)
		case []string:
			var list []string
			for _, one := range v {
				list = append(list, strconv.Quote(one))
			}
			text = "[" + strings.Join(list, ", ") + "]"
		case string:
			text = strconv.Quote(hidden(v))
			if v == "" {
				text = `""`
			}
		}
		from, mark := s.source(f.Name), ""
		if from == "--"+f.Name && !slices.ContainsFunc(s.context.Path, func(p *kong.Path) bool { return p.Flag != nil && p.Flag.Name == f.Name }) {
			from, mark = "", "# "
		}
		fmt.Fprintf(&b, "\n# %s\n# %s", f.Help, strings.Join(f.Envs, ", "))
		if from != "" {
			fmt.Fprintf(&b, "; now from %s", strings.TrimSuffix(from, ": "+f.Name))
		}
		fmt.Fprintf(&b, "\n%s%s: %s\n", mark, f.Name, text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// hidden is a text without the password, where it is an address with one.
func hidden(text string) string {
	scheme, _, isAddress := strings.Cut(text, "://")
	u, err := url.Parse(text)
	switch {
	case err != nil && isAddress: // such as one whose password is not written as it has to be
		return scheme + "://xxxxx"
	case err != nil:
		return text
	}
	if q := u.Query(); q.Has("password") {
		q.Set("password", "xxxxx")
		u.RawQuery = q.Encode()
	} else if u.User == nil {
		return text
	}
	return u.Redacted()
}
