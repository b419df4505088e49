package text

// State is what has become of a proposal.
type State string

// The states.
const (
	Pending   State = "pending"
	Accepted  State = "taken"
	Declined  State = "declined"
	Withdrawn State = "withdrawn"
)

// Proposal is a change that somebody put forward. It stands beside the text
// until it is closed, and in the log for ever.
type Proposal struct {
	ID     string // of the operation
	Author string // in whose name
	Op     Op     // the change; its words are normalised
	Seq    int    // how many operations the log then had
	Basis  int    // how many its author had seen
	State  State
	Closed string // the operation that closed it

	document *Document // that it would change, when it was put forward
	depth    int       // of a new point
}

// Words returns the words that the proposal puts forward, by language.
func (p *Proposal) Words() map[string]Passage {
	words := make(map[string]Passage, len(p.Op.Words))
	for lang, s := range p.Op.Words {
		words[lang], _ = Parse(s) // parsed before it was recorded
	}
	return words
}

// Merge returns what the point would read in the language if the proposal were
// taken now: its words merged with what has become of the point since its
// basis.
func (t *Text) Merge(p *Proposal, language string) Merged {
	proposed := p.Words()[language]
	point, ok := t.Point(p.Op.Point)
	if !ok || p.Op.Do == DoInsert {
		return Merged{Words: proposed}
	}
	current := point.Words[language]
	basis := point.At(language, p.Basis)
	if basis.Equal(current) {
		return Merged{Words: proposed}
	}
	theirs := Side{proposed, []Holder{{p.Author, For}}}
	return Merge(basis, Side{current, point.authors(language, p.Basis)}, theirs, p.ID+".m")
}

// authors returns who changed the words in the language since, as holders who
// want them.
func (p *Point) authors(language string, since int) []Holder {
	var all []Holder
	seen := map[string]bool{}
	for _, r := range p.Revisions {
		if r.Seq > since && r.Language == language && !seen[r.Author] {
			seen[r.Author] = true
			all = append(all, Holder{r.Author, For})
		}
	}
	return all
}

// Pending returns the proposals that are not closed, in the order of the log.
func (t *Text) Pending() []*Proposal {
	var all []*Proposal
	for _, p := range t.Proposals {
		if p.State == Pending {
			all = append(all, p)
		}
	}
	return all
}

// Proposal returns the proposal with the id.
func (t *Text) Proposal(id string) (*Proposal, bool) {
	for _, p := range t.Proposals {
		if p.ID == id {
			return p, true
		}
	}
	return nil, false
}
