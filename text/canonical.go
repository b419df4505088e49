package text

import (
	"parley"
)

// The canonical form is one line of JSON: objects with their keys in
// alphabetical order, no white space, nothing escaped that need not be, and
// without whatever is empty. docs/text-format.md defines it, so that anybody
// can recompute a draft's hash. The fields below stand in alphabetical order
// of their keys, and a test holds them to it.

type canonicalText struct {
	After     string              `json:"after,omitempty"` // the hash of the draft before
	Bases     []canonicalBasis    `json:"bases,omitempty"`
	Documents []canonicalDocument `json:"documents,omitempty"`
	Draft     string              `json:"draft,omitempty"`
	Languages []string            `json:"languages"`
	Legend    []canonicalStatus   `json:"legend"`
	Format    string              `json:"parley_text"`
	Proposals []canonicalProposal `json:"proposals,omitempty"`
	Standing  *canonicalStanding  `json:"standing,omitempty"`
	Taken     map[string]string   `json:"taken,omitempty"`
	Terms     []string            `json:"terms,omitempty"`
	Title     string              `json:"title,omitempty"`
}

type canonicalBasis struct {
	Author   string `json:"author"`
	Base     string `json:"base"`
	Because  string `json:"because,omitempty"`
	Document string `json:"document"`
}

type canonicalDocument struct {
	ID       string             `json:"id"`
	Of       string             `json:"of,omitempty"`
	Points   []canonicalPoint   `json:"points,omitempty"`
	Standing *canonicalStanding `json:"standing,omitempty"`
	Title    map[string]string  `json:"title,omitempty"`
}

type canonicalPoint struct {
	Heading  map[string]string  `json:"heading,omitempty"`
	ID       string             `json:"id"`
	Issue    string             `json:"issue,omitempty"`
	Kind     Kind               `json:"kind,omitempty"`
	Number   string             `json:"number,omitempty"`
	Points   []canonicalPoint   `json:"points,omitempty"`
	Stale    []string           `json:"stale,omitempty"`
	Standing *canonicalStanding `json:"standing,omitempty"`
	Words    map[string]string  `json:"words,omitempty"`
}

type canonicalStanding struct {
	Among      []string `json:"among,omitempty"`
	ReportedBy string   `json:"reported_by,omitempty"`
	Status     string   `json:"status"`
}

type canonicalStatus struct {
	Colour string        `json:"colour,omitempty"`
	Means  parley.Status `json:"means,omitempty"`
	Name   string        `json:"name,omitempty"`
	Word   string        `json:"word"`
}

type canonicalProposal struct {
	After    string            `json:"after,omitempty"`
	Author   string            `json:"author"`
	Before   string            `json:"before,omitempty"`
	Because  string            `json:"because,omitempty"`
	Do       Do                `json:"do"`
	Document string            `json:"document,omitempty"`
	Heading  map[string]string `json:"heading,omitempty"`
	ID       string            `json:"id"`
	Issue    string            `json:"issue,omitempty"`
	Kind     Kind              `json:"kind,omitempty"`
	Number   string            `json:"number,omitempty"`
	Point    string            `json:"point,omitempty"`
	Under    string            `json:"under,omitempty"`
	Words    map[string]string `json:"words,omitempty"`
}

// Canonical returns the canonical form of the text as the draft with that
// name, or, without a name, of the text as it is now.
func (t *Text) Canonical(draft string) []byte {
	c := canonicalText{
		Draft:     draft,
		Languages: t.Languages,
		Format:    "1",
		Standing:  t.Standing.canonical(),
		Terms:     t.Terms,
		Title:     t.Title,
	}
	for _, d := range t.Drafts {
		if d.Name == draft || draft == "" {
			break
		}
		c.After = d.Hash
	}
	for _, b := range t.Bases {
		c.Bases = append(c.Bases, canonicalBasis{b.Author, b.Base, b.Because, b.Document})
	}
	for _, d := range t.Documents {
		c.Documents = append(c.Documents, canonicalDocument{ID: d.ID, Of: d.Of, Points: t.canonicalPoints(d.Points), Standing: d.Standing.canonical(), Title: d.Title})
	}
	for _, s := range t.Legend {
		c.Legend = append(c.Legend, canonicalStatus{s.Colour, s.Means, s.Name, s.Word})
	}
	for _, p := range t.Pending() {
		o := p.Op
		c.Proposals = append(c.Proposals, canonicalProposal{After: o.After, Author: p.Author, Before: o.Before, Because: o.Because, Do: o.Do,
			Document: o.Document, Heading: o.Heading, ID: p.ID, Issue: o.Issue, Kind: o.Kind, Number: o.Number, Point: o.Point, Under: o.Under, Words: o.Words})
	}
	for _, x := range t.Taken {
		if c.Taken == nil {
			c.Taken = map[string]string{}
		}
		c.Taken[x.Issue] = x.Choice
	}
	data, err := marshal(c)
	if err != nil {
		panic(err) // texts, lists and maps of texts
	}
	return data
}

func (s Standing) canonical() *canonicalStanding {
	if s.Status == "" {
		return nil
	}
	return &canonicalStanding{s.Among, s.ReportedBy, s.Status}
}

// canonicalPoints leaves out what has been removed.
func (t *Text) canonicalPoints(list []*Point) []canonicalPoint {
	var all []canonicalPoint
	for _, p := range list {
		if p.Removed != "" {
			continue
		}
		c := canonicalPoint{Heading: p.Heading, ID: p.ID, Issue: p.Issue, Kind: p.Kind, Number: p.Number,
			Points: t.canonicalPoints(p.Points), Standing: p.Standing.canonical()}
		for _, lang := range t.Languages {
			if p.Stale(lang) {
				c.Stale = append(c.Stale, lang)
			}
		}
		for lang, words := range p.Words {
			if c.Words == nil {
				c.Words = map[string]string{}
			}
			c.Words[lang] = words.String()
		}
		all = append(all, c)
	}
	return all
}
