// Package verify checks journals: that no byte was changed and no entry dropped,
// moved or put in, and, for who holds receipts, heads or keys of their own, that
// nothing was written anew or cut off. It says where.
//
// It was written from docs/journal-format.md alone and shares no code with
// package ledger, which writes journals, so that a mistake there is not repeated
// here. It needs no key to sealed parts, no database and no network. It reads
// any length of file in the memory that the largest section takes.
package verify
