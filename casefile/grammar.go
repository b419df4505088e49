package casefile

import "parley"

// shape says what may stand at one place of a case file: some of a scalar, a
// list and a mapping, at most one form of each, so that a node's own form
// decides how it is read and every refusal can say what was expected.
type shape struct {
	name  string // of the definition in the schema; empty: written where it is used
	noun  string // what stands here, with its article, for messages
	doc   string // one sentence for editors
	empty bool   // nothing at all may stand here and means an item without details

	scalar scalar
	words  []string // the values of an enumerated scalar

	list  *shape // of the entries; nil: no list may stand here
	pair  bool   // the list has exactly two entries
	atMin int    // the least number of entries

	keys      []key  // of a mapping with fixed keys
	exactly   string // exactly one of these keys must be there, comma-separated
	some      string // one of these keys or more must be there, comma-separated
	entries   *shape // of the values of a mapping by id; nil: no such mapping
	numbers   bool   // the keys of entries may be numbers
	annotated *shape // of a mapping that has the key "is"
}

// key is one fixed key of a mapping.
type key struct {
	name     string
	doc      string
	shape    *shape
	required bool
	not      string // another key that must not be there as well
	with     string // another key that must be there too
}

// scalar is what kind of scalar may stand somewhere.
type scalar int

const (
	noScalar       scalar = iota
	textScalar            // any text
	idScalar              // an id, as its source text
	numberScalar          // an exact number
	intervalScalar        // an exact number or an interval such as 60±10
	weightScalar          // an interval or a word of importance
	choiceScalar          // an option's id or a number
	boolScalar            // true or false
	wordScalar            // one of the words of the shape
	versionScalar         // the format version, 1
)

// Version is the version of the format that this package reads and writes.
const Version = 1

// isKey marks the annotated form of a value: {is: 60, because: …}.
const isKey = "is"

func (s *shape) key(name string) *key {
	for i := range s.keys {
		if s.keys[i].name == name {
			return &s.keys[i]
		}
	}
	return nil
}

func (s *shape) keyNames() []string {
	names := make([]string, len(s.keys))
	for i, k := range s.keys {
		names[i] = k.name
	}
	return names
}

func (s *shape) mapping() bool { return s.keys != nil || s.entries != nil || s.annotated != nil }

// Small shapes that stand in many places.

func text() *shape  { return &shape{noun: "a text", scalar: textScalar} }
func id() *shape    { return &shape{noun: "an id", scalar: idScalar} }
func truth() *shape { return &shape{noun: "true or false", scalar: boolScalar} }

func ids() *shape {
	return &shape{name: "cited", noun: "the id of a source, or a list of them", scalar: idScalar, list: id(),
		doc: "The id of a source, or a list of them."}
}

func number() *shape {
	return &shape{name: "number", noun: "a number", scalar: numberScalar,
		doc: "An exact number: 60, 12.5 or 1/3."}
}

func interval() *shape {
	return &shape{name: "interval", noun: "a number", scalar: intervalScalar, list: number(), pair: true,
		doc: "A number, exact or uncertain: 60, 1/3, 60±10 or [50, 70]."}
}

func word[W ~string](noun string, words []W) *shape {
	s := &shape{noun: noun, scalar: wordScalar}
	for _, w := range words {
		s.words = append(s.words, string(w))
	}
	return s
}

func listOf(noun string, entry *shape) *shape { return &shape{noun: noun, list: entry} }

func grade() *shape {
	s := word("a grade", parley.Grades())
	s.name, s.doc = "grade", "Who may know this item, from the most to the least confidential."
	return s
}

// cited returns the two keys under which sources may stand.
func cited() []key {
	return []key{
		{name: "source", doc: "The id of the source that reports this, or a list of them.", shape: ids(), not: "sources"},
		{name: "sources", doc: "The ids of the sources that report this.", shape: ids()},
	}
}

// graded returns the key that every item of a case may carry.
func graded() key {
	return key{name: "grade", doc: "Who may know this item.", shape: grade()}
}

func keys(groups ...[]key) []key {
	var all []key
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

// pattern is a mapping from issues to what is allowed, or a list of such
// mappings.
func pattern() *shape {
	one := patternTerms()
	return &shape{name: "pattern", noun: "a pattern (issue: option)",
		doc:     "Which packages are meant: issue to option, list of options, number or {min, max}. A list of such mappings is an or.",
		entries: one.entries, list: one, atMin: 1}
}

func patternTerms() *shape {
	allowed := &shape{name: "allowed", noun: "an option, a number, a list of them, or {min, max}", scalar: choiceScalar,
		doc:  "What a pattern allows on an issue.",
		list: &shape{noun: "an option or a number", scalar: choiceScalar}, atMin: 1,
		some: "min,max",
		keys: []key{
			{name: "min", doc: "The least number allowed, itself included.", shape: number()},
			{name: "max", doc: "The greatest number allowed, itself included.", shape: number()},
		}}
	return &shape{name: "terms", noun: "a pattern (issue: option)", entries: allowed,
		doc: "Issue to what is allowed on it; all must hold."}
}

// choices is a package or a part of one: issue to option or number.
func choices() *shape {
	return &shape{noun: "a package (issue: option)",
		entries: &shape{noun: "an option or a number", scalar: choiceScalar}}
}
