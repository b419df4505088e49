package text

import "maps"

// Edition is a text as a file holds it: what it reads, without its past. Texts
// are written out as editions, and what comes back in a file is one, to be
// compared with the text that went out (see Text.Changes).
type Edition struct {
	Basis     string // the draft or operation that it was made from; empty: not known
	Title     string
	Languages []string // never empty
	Documents []EditionDocument
}

// EditionDocument is a document of an edition.
type EditionDocument struct {
	ID     string
	Title  map[string]string
	Of     string
	Points []EditionPoint
	Standing
}

// EditionPoint is a point of an edition. In what people wrote its id can be
// empty: it is new.
type EditionPoint struct {
	ID      string
	Kind    Kind
	Number  string
	Heading map[string]string
	Words   map[string]Passage
	Issue   string
	Points  []EditionPoint
	Standing
}

// Edition returns what the text reads now. The basis is for the caller to
// name: the last operation, or a draft.
func (t *Text) Edition(basis string) *Edition {
	e := &Edition{Basis: basis, Title: t.Title, Languages: t.Languages}
	for _, d := range t.Documents {
		e.Documents = append(e.Documents, EditionDocument{ID: d.ID, Title: maps.Clone(d.Title), Of: d.Of, Points: editionPoints(d.Points), Standing: d.Standing.told()})
	}
	return e
}

func editionPoints(list []*Point) []EditionPoint {
	var all []EditionPoint
	for _, p := range list {
		if p.Removed == "" {
			all = append(all, EditionPoint{ID: p.ID, Kind: p.Kind, Number: p.Number, Heading: maps.Clone(p.Heading), Words: maps.Clone(p.Words),
				Issue: p.Issue, Points: editionPoints(p.Points), Standing: p.Standing.told()})
		}
	}
	return all
}

// told is a standing without the operation behind it.
func (s Standing) told() Standing {
	s.Op = ""
	return s
}
