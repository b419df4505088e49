package parley

// Norm is a pattern that no package may match whoever wants it: law, third
// parties' rights. It belongs to no party and is never offered as a
// concession.
type Norm struct {
	Pattern Patterns
	Because string
	Basis   string
	Sources []string
	Grade   Grade // empty is GradeJoint
}

// Document is one text of the negotiation, made of points.
type Document struct {
	ID    string
	Title string
	About string
	Standing
	Points []Point
	Grade  Grade // empty is GradeJoint
}

// Label returns the document's title, or its id where it has none.
func (d Document) Label() string { return either(d.Title, d.ID) }

// Point is one provision of a document. A point that carries an issue has
// alternatives: the bracketed text, one for each option.
type Point struct {
	ID           string
	Title        string
	Text         string        // plain text of a point without alternatives
	Issue        string        // the issue whose options are the alternatives
	Alternatives []Alternative // in file order
	Standing
	Grade Grade // empty is the document's
}

// Alternative is how a point reads if the option is taken.
type Alternative struct {
	Option string
	Text   string
}

// Status is how far a document or a point has come.
type Status string

// The statuses, from open to final. Everything from StatusAgreed on counts as
// settled among those it names, and only provisionally: nothing is agreed
// until everything is agreed.
const (
	StatusOpen         Status = "open"
	StatusProposed     Status = "proposed"
	StatusBracketed    Status = "bracketed"
	StatusReopened     Status = "reopened"
	StatusAdReferendum Status = "ad_referendum"
	StatusAgreed       Status = "agreed"
	StatusInitialled   Status = "initialled"
	StatusAdopted      Status = "adopted"
	StatusSigned       Status = "signed"
)

// Statuses lists all statuses, from open to final.
func Statuses() []Status {
	return []Status{StatusOpen, StatusProposed, StatusBracketed, StatusReopened, StatusAdReferendum,
		StatusAgreed, StatusInitialled, StatusAdopted, StatusSigned}
}

// Settled reports whether the status is agreed or beyond.
func (s Status) Settled() bool {
	switch s {
	case StatusAgreed, StatusInitialled, StatusAdopted, StatusSigned:
		return true
	}
	return false
}

// Standing is a status with what a status is worth nothing without: among
// whom, and as reported by whom.
type Standing struct {
	Status     Status
	Among      []string // party ids; none: the report does not say among whom
	ReportedBy string   // party id; empty: not said
	Sources    []string // ids of sources
}

// Source is an entry of the statement log: who said what, when, where.
type Source struct {
	ID    string
	Who   string
	When  string // a date, or as much of one as is known
	Where string
	URL   string
	Says  string // a short paraphrase, never a long quotation
	Grade Grade  // empty: it goes wherever an item goes that cites it
}
