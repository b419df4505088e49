package casefile

import (
	"strconv"
	"strings"
)

// Schema returns the JSON Schema (draft 2020-12) of a case file, made from
// the grammar that the reader uses. A file of positions/ follows its
// definition "position". What depends on the ids of a case, Check alone
// knows.
func Schema() []byte {
	s := &schema{defs: mapping(), done: map[string]bool{}}
	body := s.of(caseShape())
	root := mapping()
	root.say("$schema", "https://json-schema.org/draft/2020-12/schema")
	root.say("title", "Parley case file, format "+strconv.Itoa(Version))
	root.pairs = append(root.pairs, body.pairs...)
	root.add("$defs", s.defs)
	return []byte(jsonText(root))
}

// schema is one writing of a schema; named shapes are written once.
type schema struct {
	defs *item
	done map[string]bool
}

// use writes a reference to a named shape and any other shape in place.
func (s *schema) use(sh *shape, doc string) *item {
	if sh.name == "" {
		m := s.of(sh)
		return described(m, doc)
	}
	if !s.done[sh.name] {
		s.done[sh.name] = true
		at := len(s.defs.pairs)
		s.defs.add(sh.name, nil) // its place, before what it refers to
		s.defs.pairs[at].value = s.of(sh)
	}
	m := mapping()
	m.say("$ref", "#/$defs/"+sh.name)
	return described(m, doc)
}

func described(m *item, doc string) *item {
	if doc == "" {
		return m
	}
	d := mapping()
	d.say("description", doc)
	for _, p := range m.pairs {
		if p.key != "description" {
			d.pairs = append(d.pairs, p)
		}
	}
	return d
}

// of writes a shape: the one form it has, or any of several.
func (s *schema) of(sh *shape) *item {
	var forms []*item
	forms = append(forms, scalarForms(sh)...)
	if sh.empty {
		forms = append(forms, ofType("null"))
	}
	if sh.list != nil {
		m := ofType("array")
		m.add("items", s.use(sh.list, ""))
		if sh.pair {
			m.add("minItems", bare("2"))
			m.add("maxItems", bare("2"))
		} else if sh.atMin > 0 {
			m.add("minItems", bare(strconv.Itoa(sh.atMin)))
		}
		forms = append(forms, m)
	}
	if sh.annotated != nil {
		forms = append(forms, s.of(sh.annotated))
	}
	if sh.entries != nil {
		m := ofType("object")
		if sh.annotated != nil {
			m.add("not", requiring(isKey))
		}
		m.add("additionalProperties", s.use(sh.entries, ""))
		forms = append(forms, m)
	}
	if sh.keys != nil {
		forms = append(forms, s.fixed(sh))
	}
	if len(forms) == 1 {
		return described(forms[0], sh.doc)
	}
	m := mapping()
	m.say("description", sh.doc)
	m.add("anyOf", list(forms...))
	return m
}

// fixed writes a mapping with fixed keys and what they demand of each other.
func (s *schema) fixed(sh *shape) *item {
	m := ofType("object")
	properties, required, together, apart := mapping(), list(), mapping(), list()
	for _, k := range sh.keys {
		properties.add(k.name, s.use(k.shape, k.doc))
		if k.required {
			required.list = append(required.list, textItem(k.name))
		}
		if k.with != "" {
			together.add(k.name, texts([]string{k.with}))
		}
		if k.not != "" {
			not := mapping()
			not.add("not", requiring(k.name, k.not))
			apart.list = append(apart.list, not)
		}
	}
	m.add("properties", properties)
	m.addIf("required", required)
	m.addIf("dependentRequired", together)
	m.addIf("allOf", apart)
	for word, names := range map[string]string{"oneOf": sh.exactly, "anyOf": sh.some} { // at most one of them is set
		if names == "" {
			continue
		}
		ways := list()
		for _, n := range strings.Split(names, ",") {
			ways.list = append(ways.list, requiring(n))
		}
		m.add(word, ways)
	}
	m.add("additionalProperties", bare("false"))
	return m
}

const (
	numberPattern   = `[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?|[+-]?[0-9]+/[0-9]+`
	intervalPattern = `(` + numberPattern + `)( *(±|\+-|\+/-) *(` + numberPattern + `))?`
)

func scalarForms(sh *shape) []*item {
	switch sh.scalar {
	case textScalar:
		return []*item{ofType("string", "number", "boolean")}
	case idScalar, choiceScalar:
		return []*item{ofType("string", "number", "boolean", "null")}
	case numberScalar:
		return []*item{ofType("number"), matching(numberPattern)}
	case intervalScalar:
		return []*item{ofType("number"), matching(intervalPattern)}
	case weightScalar:
		return []*item{enumerated(sh.words), ofType("number"), matching(intervalPattern)}
	case boolScalar:
		return []*item{ofType("boolean")}
	case wordScalar:
		return []*item{enumerated(sh.words)}
	case versionScalar:
		m := mapping()
		m.add("enum", list(bare(strconv.Itoa(Version)), textItem(strconv.Itoa(Version))))
		return []*item{m}
	}
	return nil
}

func ofType(names ...string) *item {
	m := mapping()
	if len(names) == 1 {
		m.say("type", names[0])
	} else {
		m.add("type", texts(names))
	}
	return m
}

func matching(pattern string) *item {
	m := ofType("string")
	m.say("pattern", "^("+pattern+")$")
	return m
}

func enumerated(words []string) *item {
	m := mapping()
	m.add("enum", texts(words))
	return m
}

func requiring(names ...string) *item {
	m := mapping()
	m.add("required", texts(names))
	return m
}
