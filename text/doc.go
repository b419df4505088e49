// Package text holds the one text that is negotiated: documents made of
// points, with the brackets and alternatives that are not agreed yet, who
// holds them, and every change since the first word.
//
// The text is never stored. What is stored is a Log: operations, each with an
// author, appended and never altered. Fold turns a log into a Text, always
// the same one:
//
//	log, notes, err := text.ReadLog(file)
//	t, err := text.Fold(log)
//
// A delegation changes words by proposing them. The proposal stands beside
// the text, with its author's name, until it is taken, declined or withdrawn;
// one that was made on an old draft finds its point by id and is merged word
// by word, and where two sides changed the same words both stay, in brackets.
//
// A Text is looked at through a Sheet: clean, bracketed, as a party would have
// it, changed since a party last saw it, as a package would read, or as the
// engine sees it. Sheets are written as plain text and HTML; texts as
// Markdown, which reads back without loss, as canonical JSON, over which
// drafts are hashed, and as Akoma Ntoso.
//
// Why a party holds a bracket is confidential and is not in here: it stands in
// the party's position (parley.Position.Brackets), and a sheet shows it only
// if it was handed it. The package decides nothing either: who may take, agree
// or settle what is for the rules of the talks.
//
// The written form of words, the operations and the canonical form are
// described in docs/text-format.md; docs/text.md is the guide.
package text
