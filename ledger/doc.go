// Package ledger is the journal of a talk: entries in a chain, each naming the
// digest of the one before; heads, which say how far it went and are signed;
// receipts, short enough for paper; and the file that a person can keep.
//
// It knows nothing of what an entry means, of keys to sealed parts, or of
// databases. docs/journal-format.md defines every byte. Whoever doubts this
// package checks its files with package verify, which shares no code with it.
//
// A writer starts at a [Tip] and appends:
//
//	tip := ledger.Start("spring-2026")
//	record, tip, err := tip.Append(ledger.Draft{Time: now, Kind: "talk.opened", Actor: "anna", Open: event})
//	receipt := record.Entry.Receipt()
//
// Functions that read check all they can; functions that write refuse what they
// could not read back.
package ledger
