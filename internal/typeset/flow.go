package typeset

// The margins of a page, in points.
const (
	marginSide   = 62.0
	marginTop    = 74.0
	marginBottom = 66.0
	noteSpace    = 12.0 // between the words and the footnotes
	noteRule     = 120.0
)

// row is a line of each cell of a block.
type row struct {
	block  *Block
	lines  []line // by cell; those without words have no pieces
	height float64
	base   float64 // how far below its top the words stand
	before float64
	keep   bool // with the next row
	first  bool // of its block
	last   bool
	notes  []string
	again  bool // a banner: it has been read out before
}

// placed is a row on a page, y points below the top.
type placed struct {
	row *row
	y   float64
}

// page is what stands on a page.
type page struct {
	rows []placed
	rule float64 // where the line above the footnotes is; 0: there are none
	head []placed
}

// flow puts rows on pages.
type flow struct {
	d      *Document
	pages  []*page
	now    *page
	y      float64
	notes  []*row // footnotes of this page
	height float64
	rest   []*row          // of footnotes that go on on the next page
	done   map[string]bool // footnotes that have been placed or are to be
	known  map[string][]*row
	banner *Block
}

// rows breaks a block into rows. One line alone is left neither at the foot of a
// page nor at the head of one.
func (d *Document) rows(b *Block) []*row {
	cells := make([][]line, len(b.Cells))
	n := 0
	marks := map[string]bool{}
	for i, c := range b.Cells {
		cells[i] = d.set.lines(d.set.set(c.Spans, c.Language), c.Width)
		n = max(n, len(cells[i]))
	}
	var all []*row
	for i := range n {
		r := &row{block: b, lines: make([]line, len(cells)), first: i == 0, last: i == n-1}
		for c, lines := range cells {
			if i >= len(lines) {
				continue
			}
			r.lines[c] = lines[i]
			r.height = max(r.height, lines[i].height)
			r.base = max(r.base, lines[i].height/2+lines[i].size*.33)
			for _, p := range lines[i].pieces {
				if p.note != "" && !marks[p.note] {
					marks[p.note] = true
					r.notes = append(r.notes, p.note)
				}
			}
		}
		if i == 0 {
			r.before = b.Before
		}
		r.keep = i == 0 && n > 1 || i == n-2 || i == n-1 && b.Keep || n == 3 && i < 2
		all = append(all, r)
	}
	return all
}

func (f *flow) bottom() float64 {
	_, h := f.d.paper()
	return h - marginBottom
}

// place puts all blocks on pages.
func (f *flow) place() {
	f.done, f.known = map[string]bool{}, map[string][]*row{}
	f.begin()
	var rows []*row
	for i := range f.d.blocks {
		if b, ok := f.d.banner[i]; ok {
			f.chunks(rows)
			rows = nil
			f.banner = b
		}
		b := &f.d.blocks[i]
		if b.NewPage && (len(f.now.rows) > 0 || len(rows) > 0) {
			f.chunks(rows)
			rows = nil
			f.turn()
		}
		rows = append(rows, f.d.rows(b)...)
	}
	f.chunks(rows)
	for len(f.rest) > 0 {
		f.turn()
	}
	f.finish()
}

// begin begins a page: with the banner, and with what is left of footnotes.
func (f *flow) begin() {
	f.now = &page{}
	f.pages = append(f.pages, f.now)
	f.y, f.height, f.notes = marginTop, 0, nil
	if f.banner != nil {
		for _, r := range f.d.rows(f.banner) {
			r.again = true
			f.now.rows = append(f.now.rows, placed{r, f.y})
			f.y += r.height
		}
		f.y += 4
	}
	rest := f.rest
	f.rest = nil
	f.foot(rest, (f.bottom()-f.y)*.6)
}

// foot puts rows of footnotes at the foot of the page as long as there is room,
// in points, and leaves the rest for the next.
func (f *flow) foot(rows []*row, room float64) {
	for i, r := range rows {
		h := r.height
		if len(f.notes) == 0 {
			h += noteSpace
		} else {
			h += r.before
		}
		if h > room+.01 {
			f.rest = append(f.rest, rows[i:]...)
			return
		}
		room -= h
		f.height += h
		f.notes = append(f.notes, r)
	}
}

// finish sets the footnotes of the page.
func (f *flow) finish() {
	if len(f.notes) == 0 {
		return
	}
	y := f.bottom() - f.height
	f.now.rule = y + noteSpace/2
	y += noteSpace
	for i, r := range f.notes {
		if i > 0 {
			y += r.before
		}
		f.now.rows = append(f.now.rows, placed{r, y})
		y += r.height
	}
}

func (f *flow) turn() {
	f.finish()
	f.begin()
}

// chunks puts rows on pages, those together that are to stay together.
func (f *flow) chunks(rows []*row) {
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n-1].keep {
			n++
		}
		if !f.fits(rows[:n]) {
			if f.fresh() {
				n = f.some(rows[:n])
			} else {
				f.turn()
				continue
			}
		}
		for _, r := range rows[:n] {
			f.put(r)
		}
		for _, r := range rows[:n] { // behind all rows, which need the room before them
			f.notesOf(r)
		}
		rows = rows[n:]
	}
}

// fresh reports whether nothing but a banner stands on the page yet.
func (f *flow) fresh() bool {
	for _, p := range f.now.rows {
		if !p.row.again {
			return false
		}
	}
	return true
}

// fits reports whether the rows go on this page, with their footnotes or at
// least the beginning of each.
func (f *flow) fits(rows []*row) bool {
	y := f.y
	for i, r := range rows {
		if i > 0 || !f.fresh() {
			y += r.before
		}
		y += r.height
	}
	room := f.bottom() - f.height - y
	return room >= -.01 && room >= f.begins(rows)
}

// begins is how much room the footnotes that begin in the rows need: all of them
// but the last whole, and the first two lines of that.
func (f *flow) begins(rows []*row) float64 {
	if len(f.rest) > 0 { // there is no room for any, and they go on on the next page
		return 0
	}
	need := 0.0
	empty := len(f.notes) == 0
	seen := map[string]bool{}
	var last []*row
	for _, r := range rows {
		for _, id := range r.notes {
			if f.done[id] || seen[id] || len(f.d.notes[id]) == 0 {
				continue
			}
			seen[id] = true
			for _, q := range last {
				need += q.height + q.before
			}
			last = f.noteRows(id)
		}
	}
	for i, q := range last {
		if i < 2 {
			need += q.height + q.before
		}
	}
	if need > 0 && empty {
		need += noteSpace
	}
	return need
}

func (f *flow) noteRows(id string) []*row {
	if all, ok := f.known[id]; ok {
		return all
	}
	var all []*row
	for i := range f.d.notes[id] {
		all = append(all, f.d.rows(&f.d.notes[id][i])...)
	}
	f.known[id] = all
	return all
}

// some returns how many of the rows, which are too many for a page, go on this
// one: at least one.
func (f *flow) some(rows []*row) int {
	for n := len(rows) - 1; n > 1; n-- {
		if f.fits(rows[:n]) {
			return n
		}
	}
	return 1
}

// put sets a row.
func (f *flow) put(r *row) {
	if !f.fresh() {
		f.y += r.before
	}
	f.now.rows = append(f.now.rows, placed{r, f.y})
	f.y += r.height
}

// notesOf sets the footnotes of a row that has been set, as far as there is room.
func (f *flow) notesOf(r *row) {
	for _, id := range r.notes {
		if f.done[id] || len(f.d.notes[id]) == 0 {
			continue
		}
		f.done[id] = true
		if len(f.rest) > 0 { // in their order
			f.rest = append(f.rest, f.noteRows(id)...)
			continue
		}
		f.foot(f.noteRows(id), f.bottom()-f.y-f.height)
	}
}
