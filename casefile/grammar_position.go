package casefile

import "parley"

// positionShape is the grammar of a position: an entry of positions in a case
// file, or the whole of positions/PARTY.yaml.
func positionShape() *shape {
	return &shape{name: "position", noun: "a position", doc: "A party's confidential statement.", keys: []key{
		{name: "about", doc: "Plain text.", shape: text()},
		{name: "interests", doc: "What the party wants to be safe from or to gain, in its words.",
			shape: listOf("a list of interests", interestShape())},
		{name: "importance", doc: "Issue to what going from its worst to its best choice is worth: numbers, or words.",
			shape: &shape{noun: "a mapping of weights (issue: weight)", entries: weightShape()}},
		{name: "value", doc: "Issue to what its choices are worth, on any scale.",
			shape: &shape{noun: "a mapping of values (issue: values)", entries: valueShape()}},
		{name: "anchors", doc: "Issue to [worst, best]: the two ends of its scale, pinned.",
			shape: &shape{noun: "a mapping of anchors (issue: [worst, best])",
				entries: &shape{noun: "a list [worst, best]", list: number(), pair: true}}},
		{name: "unit", doc: "What one point of the party's utility is, such as EUR million: lets what several guarantors give be added up.", shape: text()},
		{name: "never", doc: "Red lines: what no package may match.",
			shape: listOf("a list of red lines", demandShape("red line", "pattern"))},
		{name: "insists", doc: "Insistences: what every package must match.",
			shape: listOf("a list of insistences", demandShape("insistence", "on"))},
		{name: "only_if", doc: "Conditions: what is accepted only if something else holds.",
			shape: listOf("a list of conditions", demandShape("condition", "accept", "if"))},
		{name: "linkage", doc: "Values that depend on several issues at once.",
			shape: listOf("a list of linkages", linkageShape())},
		{name: "cap", doc: "The most that the party's utility can be.", shape: annotated(number(), "cap", "a number, or a cap with its reasons")},
		{name: "discount", doc: "What is left of a utility of 1 at the end of the talks: above 0 and at most 1.",
			shape: annotated(number(), "discount", "a number, or a discount with its reasons")},
		{name: "fallback", doc: "What no agreement is worth to the party.", shape: fallbackShape()},
		{name: "brackets", doc: "Bracket of the negotiating text to why the party holds it. Its grade is party where it states none.",
			shape: &shape{noun: "a mapping of reasons (bracket: reason)", entries: reasonShape()}},
		{name: "assumed", doc: "Why every number here that has no source of its own is an assumption.", shape: text()},
		{name: "grade", doc: "The grade of everything in the position that states none.", shape: grade()},
	}}
}

func interestShape() *shape {
	return &shape{name: "interest", noun: "an interest", scalar: textScalar,
		doc: "An interest in the party's words, or the same with its sources.", keys: keys([]key{
			{name: "text", doc: "The interest.", shape: text(), required: true},
		}, cited(), []key{graded()})}
}

// noted returns the keys that say where an item of a position comes from.
func noted() []key {
	return keys([]key{{name: "because", doc: "The reason.", shape: text()}}, cited(), []key{
		{name: "assumed", doc: "Why this is an assumption that nobody stated.", shape: text()},
		graded(),
	})
}

func weightShape() *shape {
	weight := &shape{name: "weight", noun: "a number or a word of importance", scalar: weightScalar, words: wordsOf(parley.Words()),
		list: number(), pair: true,
		doc: "What going from the issue's worst to its best choice is worth: a number, an interval or a word."}
	noted := &shape{noun: "a weight with its reasons", keys: keys([]key{
		{name: isKey, doc: "The weight itself.", shape: weight, required: true}}, noted())}
	with := *weight
	with.name, with.annotated = "importance", noted
	return &with
}

func valueShape() *shape {
	values := &shape{name: "values", noun: "values by option, an order of options, or a curve",
		list: &shape{noun: "an option", scalar: idScalar}, atMin: 1,
		entries: interval(), numbers: true,
		doc: "Option to number; or a list of options, best first; or, for a numeric issue, number to number: the corners of a curve."}
	noted := &shape{noun: "values with their reasons", keys: keys([]key{
		{name: isKey, doc: "The values themselves.", shape: values, required: true}}, noted())}
	with := *values
	with.name, with.annotated = "value", noted
	return &with
}

// demandShape is the grammar of a demand, whose patterns stand under the keys
// given.
func demandShape(noun string, patterns ...string) *shape {
	docs := map[string]string{
		"pattern": "What no package may match.",
		"on":      "What every package must match.",
		"accept":  "What is accepted on a condition.",
		"if":      "The condition: what must match too.",
	}
	var own []key
	for _, p := range patterns {
		own = append(own, key{name: p, doc: docs[p], shape: pattern(), required: true})
	}
	article := "a "
	if noun == "insistence" {
		article = "an "
	}
	because, rest := noted()[:1], noted()[1:]
	return &shape{noun: article + noun, keys: keys(own, because, []key{
		{name: "basis", doc: "The law or mandate it rests on.", shape: text()},
		{name: "owner", doc: "Who can give it up.", shape: text()},
		{name: "stated", doc: "It was only said in public and may or may not be firm.", shape: truth()},
	}, rest)}
}

func linkageShape() *shape {
	return &shape{name: "linkage", noun: "a linkage", doc: "A value that depends on several issues at once.", exactly: "when,unless,of",
		keys: keys(linkageKeys(interval(), partShape()), noted())}
}

// partShape is the grammar of a part of a linkage, which may have parts in
// turn.
func partShape() *shape {
	part := &shape{name: "part", noun: "a part of a linkage", doc: "A part of a linkage, worth 0 where it does not apply.", exactly: "when,unless,of"}
	part.keys = linkageKeys(number(), part)
	return part
}

func linkageKeys(worth, part *shape) []key {
	return []key{
		{name: "when", doc: "Where it applies.", shape: pattern(), with: "worth"},
		{name: "unless", doc: "Where it does not apply: it does everywhere else.", shape: pattern(), with: "worth"},
		{name: "worth", doc: "What it is then worth to the party, more or less, on the scale of its utility.", shape: worth, not: "of"},
		{name: "combine", doc: "How what the parts are worth is put together: the sum, the least or the greatest.",
			shape: word("sum, min or max", parley.Combinations()), with: "of"},
		{name: "of", doc: "The parts.", shape: &shape{noun: "a list of parts", list: part, atMin: 1}, with: "combine"},
	}
}

// annotated is a shape that may also stand as {is: …} with reasons.
func annotated(plain *shape, name, noun string) *shape {
	with := *plain
	with.name, with.noun, with.doc = name, noun, plain.doc
	with.annotated = &shape{noun: noun, keys: keys([]key{
		{name: isKey, doc: "The number itself.", shape: plain, required: true}}, noted())}
	return &with
}

func fallbackShape() *shape {
	return &shape{name: "fallback", noun: "a fallback", exactly: "like,value",
		doc: "What no agreement is worth: like a package, or a number on the scale of the party's utility.", keys: keys([]key{
			{name: "like", doc: "No deal is about as good as this package.", shape: choices()},
			{name: "value", doc: "The same as a number on the scale of the party's utility.", shape: interval()},
			{name: "lasting", doc: "Time takes nothing from the value, whatever the party's discount.", shape: truth(), with: "value"},
		}, noted())}
}

func reasonShape() *shape {
	reason := word("a reason", parley.Reasons())
	return &shape{name: "bracket", noun: "a reason", scalar: wordScalar, words: reason.words,
		doc: "Why the party holds the bracket: a word, or the same with more.", keys: keys([]key{
			{name: "reason", doc: "Why the party holds the bracket.", shape: reason, required: true},
			{name: "since", doc: "Since when: a date, or as much of one as is known.", shape: text()},
		}, noted())}
}

func wordsOf[W ~string](words []W) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}
