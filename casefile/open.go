package casefile

import (
	"fmt"
	"os"
	"slices"

	"go.yaml.in/yaml/v4"

	"parley"
	"parley/internal/intake"
)

// File is a case as it stands in a file or a folder.
type File struct {
	Path        string       // as given to Open
	Case        *parley.Case // what could be read, never nil; not to be analysed where Diagnostics has errors
	Diagnostics Diagnostics  // in the order of file, line and column
	Files       []string     // the files that were read: the case, then the positions by party id
}

// Open reads the case at the path: one file, or a folder with case.yaml and
// positions/PARTY.yaml, of which nothing else is read. (Each may end in .yml
// or .json instead.) Given the file case.yaml of such a folder, it reads that
// file alone.
//
// What is wrong with the case is in the diagnostics. The error is for what
// could not be read at all: a path that does not exist or is no regular file,
// a folder without a case.
func Open(path string) (*File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, intake.Plainly(err)
	}
	f := &File{Path: path}
	var main part
	var positions []position
	if info.IsDir() {
		main, positions, err = readFolder(path)
	} else {
		main, err = readFile(path)
	}
	if err != nil {
		return nil, err
	}
	f.Files = append(f.Files, main.name)
	for _, p := range positions {
		f.Files = append(f.Files, p.name)
	}
	f.Case, f.Diagnostics = read(main, positions)
	return f, nil
}

// Read reads a case from the bytes of one file. The name is for the
// diagnostics alone. The case is never nil; it is not to be analysed where
// the diagnostics have errors.
func Read(name string, data []byte) (*parley.Case, Diagnostics) {
	return read(part{name, data}, nil)
}

// ReadPosition reads one position, in the form of positions/PARTY.yaml, and
// holds it to the case that it belongs to: the diagnostics are those of the
// position alone. The case is not changed, and a position that it already has
// of that party is left out of account.
func ReadPosition(name string, data []byte, c *parley.Case, party string) (*parley.Position, Diagnostics) {
	r := newReader()
	src := r.take(part{name, data}, positionShape(), positionPlace(nil, party))
	d := &decoder{structure: r.structure, issues: map[string]*parley.Issue{}}
	for i := range c.Issues {
		d.issues[c.Issues[i].ID] = &c.Issues[i]
	}
	pos := &parley.Position{Party: party}
	if src.root != nil && !r.bad[src.root] && !r.report.hopeless() {
		*pos = d.position(party, src.root, positionPlace(src, party))
	}
	whole := *c
	whole.Positions = slices.DeleteFunc(slices.Clone(c.Positions), func(p parley.Position) bool { return p.Party == party })
	whole.Positions = append(whole.Positions, *pos)
	at := &locator{positions: map[string]*source{party: src}}
	r.semantics(&whole, at, func(p parley.Problem) bool {
		return len(p.Path) > 1 && p.Path[0] == "positions" && p.Path[1] == party
	})
	return pos, r.done()
}

// part is one file of a case.
type part struct {
	name string
	data []byte
}

// position is a position that has a file of its own.
type position struct {
	party string
	part
}

// reader is one reading of a case.
type reader struct{ *structure }

func newReader() *reader {
	return &reader{&structure{report: newReport(), bad: map[*yaml.Node]bool{}}}
}

func positionPlace(src *source, party string) *place {
	return (&place{src: src}).under("positions", nil).under(party, nil)
}

// take takes one file apart and checks its structure.
func (r *reader) take(p part, s *shape, at *place) *source {
	src, fault := parse(p.name, p.data)
	here := *at
	here.src = src
	if fault != nil {
		src.root = nil
		r.report.fault(src, fault)
		r.report.damage(here.path())
		return src
	}
	r.check(s, src.root, &here)
	return src
}

func read(main part, positions []position) (*parley.Case, Diagnostics) {
	r := newReader()
	root := &place{}
	src := r.take(main, caseShape(), root)
	root.src = src
	if r.report.hopeless() || src.root == nil || r.bad[src.root] || src.root.Kind != yaml.MappingNode {
		r.report.damage(nil)
		for _, p := range positions { // what is wrong with them is said as well
			r.take(p.part, positionShape(), positionPlace(nil, p.party))
		}
		return &parley.Case{}, r.done()
	}
	d := &decoder{structure: r.structure}
	c := d.decode(src.root, root)

	at := &locator{main: src, positions: map[string]*source{}}
	stated := d.get(src.root, "positions")
	inMain := map[string]*yaml.Node{}
	for party, v := range d.entries(stated) {
		inMain[party.Value] = party
		c.Positions = append(c.Positions, d.position(party.Value, v, root.under("positions", nil).under(party.Value, party)))
	}
	for _, p := range positions {
		here := positionPlace(nil, p.party)
		own := r.take(p.part, positionShape(), here)
		here.src = own
		switch {
		case inMain[p.party] != nil:
			r.report.addAt(own, 1, 1, Diagnostic{Severity: parley.Error, Path: here.path().String(),
				Message: fmt.Sprintf("the position of %s also stands in %s, at line %d", p.party, main.name, inMain[p.party].Line),
				Hint:    "keep one of them"})
			r.report.damage(here.path())
		case own.root != nil && !r.bad[own.root] && !r.report.hopeless():
			at.positions[p.party] = own
			c.Positions = append(c.Positions, d.position(p.party, own.root, here))
		}
	}
	inOrder(c)
	r.semantics(c, at, func(parley.Problem) bool { return true })
	return c, r.done()
}

// semantics holds the case to the rules of the vocabulary.
func (r *reader) semantics(c *parley.Case, at *locator, wanted func(parley.Problem) bool) {
	if r.report.hopeless() {
		return
	}
	for _, p := range c.Check() {
		if !wanted(p) || r.report.follows(c, p) {
			continue
		}
		src, n := at.find(p)
		r.report.addAt(src, n.Line, n.Column, Diagnostic{Severity: p.Severity, Path: clip(p.Path.String(), maxMessage), Message: p.Message, Hint: p.Hint})
	}
}

func (r *reader) done() Diagnostics {
	ds := r.report.found
	ds.sort()
	note := Diagnostic{Severity: parley.Error}
	switch more := r.report.more; {
	case r.report.cut:
		note.Message = "the rest was not checked, after so many problems"
	case more[parley.Error] > 0:
		note.Message = fmt.Sprintf("%d more errors and %d more warnings are not listed", more[parley.Error], more[parley.Warning])
	case more[parley.Warning] > 0:
		note.Severity = parley.Warning
		note.Message = fmt.Sprintf("%d more warnings are not listed", more[parley.Warning])
	default:
		return ds
	}
	last := ds[len(ds)-1]
	note.File, note.Line, note.Column = last.File, last.Line, last.Column
	return append(ds, note)
}
