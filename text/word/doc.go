// Package word writes the negotiating text as a Word document and reads what
// people made of it.
//
// What goes out by Write is a working file: the text as it stands, what parties
// put forward as tracked changes in their names, brackets with those who hold
// them, remarks as comments. Every paragraph carries a hidden bookmark that
// names its point, and the properties of the file say from which text it was
// made. Written again from the same text it is the same bytes.
//
// What comes back is read by Read, which trusts nothing in it, and compared by
// File.Edition with the same layout that Write would make of the text that went
// out. So a bracket, a reference or a term is known by the words that show it,
// where they still stand, and nothing has to survive in the file but its words:
// an editor that drops or moves bookmarks costs a warning and no words. What
// was changed, tracked or not, becomes a text.Edition and by Text.Changes
// proposals of the party whose file it is. Tracked changes that were in the file
// when it went out stay whose they are.
//
// Read refuses what could harm or mislead: files that are damaged, encrypted or
// much larger than they look, macros, documents within the document. It takes
// out, and says where, what words can be shown without: links to elsewhere,
// embedded objects, characters that turn the direction of writing round.
//
// docs/text-format.md says what stands in such a file and by which rules it
// comes back.
package word
