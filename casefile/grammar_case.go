package casefile

import "parley"

// caseShape is the grammar of a case file.
func caseShape() *shape {
	return &shape{noun: "a case", doc: "A Parley case: a negotiation written down.", keys: []key{
		{name: "parley", doc: "The version of the format: 1.", required: true,
			shape: &shape{noun: "the format version", scalar: versionScalar}},
		{name: "title", doc: "What the negotiation is called.", shape: text()},
		{name: "about", doc: "Who, what, since when: plain text.", shape: text()},
		{name: "parties", doc: "Who is at the table: id to party, in the order in which answers list them.",
			shape: &shape{noun: "a mapping of parties", entries: partyShape()}},
		{name: "issues", doc: "What is to be settled: id to issue, in the order in which answers list them.",
			shape: &shape{noun: "a mapping of issues", entries: issueShape()}},
		{name: "norms", doc: "What no package may match, whoever wants it.",
			shape: listOf("a list of norms", normShape())},
		{name: "documents", doc: "The texts of the negotiation: id to document.",
			shape: &shape{noun: "a mapping of documents", entries: documentShape()}},
		{name: "positions", doc: "The confidential statements: party id to position. Each may stand in positions/PARTY.yaml instead.",
			shape: &shape{noun: "a mapping of positions", entries: positionShape()}},
		{name: "sources", doc: "Who said what, when, where: id to source.",
			shape: &shape{noun: "a mapping of sources", entries: sourceShape()}},
		{name: "time", doc: "When packages are taken to be agreed, for parties whose utilities time takes something from: from 0, the beginning of the talks, to 1, their end; 0 where nothing is said.",
			shape: number()},
		{name: "share", doc: "The questions whose answers every party's view may contain.",
			shape: listOf("a list of questions", word("the name of a question", parley.Shareable()))},
	}}
}

func partyShape() *shape {
	return &shape{name: "party", noun: "a party", doc: "Someone at the table.", empty: true, keys: []key{
		{name: "name", doc: "How people call it; the id where it has none.", shape: text()},
		{name: "head", doc: "Who leads its delegation.", shape: text()},
		{name: "about", doc: "Plain text.", shape: text()},
		{name: "roles", doc: "What it does at the table; [party] where nothing is said.",
			shape: listOf("a list of roles", word("a role", parley.Roles()))},
	}}
}

func issueShape() *shape {
	return &shape{name: "issue", noun: "an issue", doc: "One thing to be settled.", exactly: "options,range", keys: keys([]key{
		{name: "name", doc: "How people call it; the id where it has none.", shape: text()},
		{name: "about", doc: "Plain text.", shape: text()},
		{name: "options", doc: "The ways to settle it: option id to what it says, in file order.",
			shape: &shape{noun: "a mapping of options (id: what it says)", entries: optionShape()}},
		{name: "range", doc: "The least and the greatest number that it can take.",
			shape: &shape{noun: "a list [min, max]", list: number(), pair: true}},
		{name: "step", doc: "From one number to the next; without it every number of the range can be taken.",
			shape: number(), with: "range"},
		{name: "unit", doc: "What the numbers count, such as k€.", shape: text(), with: "range"},
		{name: "by", doc: "The party that alone can give it.", shape: id()},
		{name: "nothing", doc: "The option, or the number, that commits that party to nothing.",
			shape: &shape{noun: "an option or a number", scalar: choiceScalar}},
	}, cited())}
}

func optionShape() *shape {
	return &shape{name: "option", noun: "what the option says", scalar: textScalar, empty: true,
		doc: "What an option says, or the same with its sources.", keys: keys([]key{
			{name: "text", doc: "What it says.", shape: text()},
			{name: "assumed", doc: "Why this option is an assumption and nobody's words.", shape: text()},
		}, cited())}
}

func normShape() *shape {
	return &shape{name: "norm", noun: "a norm", doc: "A pattern that no package may match.", keys: keys([]key{
		{name: "pattern", doc: "What no package may match.", shape: pattern(), required: true},
		{name: "because", doc: "The reason.", shape: text()},
		{name: "basis", doc: "The law or right that it rests on.", shape: text()},
	}, cited(), []key{graded()})}
}

// standing returns the keys that say how far a text has come.
func standing() []key {
	return keys([]key{
		{name: "status", doc: "How far it has come.", shape: word("a status", parley.Statuses())},
		{name: "among", doc: "The parties among whom it has that status.", shape: listOf("a list of party ids", id())},
		{name: "reported_by", doc: "The party that reports the status.", shape: id()},
	}, cited(), []key{graded()})
}

func documentShape() *shape {
	return &shape{name: "document", noun: "a document", doc: "One text of the negotiation.", empty: true, keys: keys([]key{
		{name: "title", doc: "What the document is called; the id where it has none.", shape: text()},
		{name: "about", doc: "Plain text.", shape: text()},
	}, standing(), []key{
		{name: "points", doc: "Its provisions, in order.", shape: listOf("a list of points", pointShape())},
	})}
}

func pointShape() *shape {
	return &shape{name: "point", noun: "a point", doc: "One provision of a document.", keys: keys([]key{
		{name: "id", doc: "Its number in the document, as text: 1, 5 bis.", shape: id(), required: true},
		{name: "title", doc: "Its heading.", shape: text()},
		{name: "issue", doc: "The issue whose options are the alternatives of the point.", shape: id()},
		{name: "text", doc: "Its text, or option id to how it reads if that option is taken.",
			shape: &shape{noun: "a text, or a mapping from options to texts", scalar: textScalar, entries: text()}},
	}, standing())}
}

func sourceShape() *shape {
	return &shape{name: "source", noun: "a source", doc: "Who said what, when, where.", empty: true, keys: []key{
		{name: "who", doc: "Who said it.", shape: text()},
		{name: "when", doc: "The date, or as much of one as is known.", shape: text()},
		{name: "where", doc: "The occasion or the publication.", shape: text()},
		{name: "url", doc: "Where it can be read.", shape: text()},
		{name: "says", doc: "A short paraphrase.", shape: text()},
		graded(),
	}}
}
