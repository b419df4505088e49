package brief

import (
	"math"
	"strings"

	"parley/chart"
)

// fewScatters is how many pairs of parties the text form plots.
const fewScatters = 3

// figure draws charts in characters. A heat map is not drawn: the table beside
// it says the same.
func (t *textWriter) figure(f Figure, indent int) {
	if len(f.Bars)+len(f.Scatters) == 0 {
		return
	}
	if len(f.Caption) > 0 {
		t.prose(dim(f.Caption), indent, "", "")
		t.line("")
	}
	for _, b := range f.Bars {
		for _, l := range barLines(b, min(t.width-indent, maxProseWidth)) {
			t.line(strings.Repeat(" ", indent) + l)
		}
		t.line("")
	}
	n := len(f.Scatters)
	if !t.all {
		n = min(n, fewScatters)
	}
	for _, s := range f.Scatters[:n] {
		for _, l := range scatterLines(s, min(t.width-indent, maxProseWidth)) {
			t.line(strings.Repeat(" ", indent) + l)
		}
		t.line("")
	}
	if more := len(f.Scatters) - n; more > 0 {
		t.prose(Prose{{Text: "and " + plural(more, "more pair", "more pairs") + " of parties in the HTML report", Style: Small}}, indent, "", "")
		t.line("")
	}
}

// barLines draws bars in block characters of an eighth of a column, with the
// floor as a line through them.
func barLines(b chart.Bars, width int) []string {
	label, value := 0, 0
	for _, r := range b.Rows {
		label = max(label, displayWidth(clean(r.Label)))
		value = max(value, displayWidth(barValue(r)))
	}
	room := width - label - value - 7
	at := func(v float64) float64 {
		if b.High <= b.Low {
			return 0
		}
		return math.Min(math.Max((v-b.Low)/(b.High-b.Low), 0), 1) * float64(room)
	}
	head := clean(b.Title)
	floor := -1
	if b.Floor != nil {
		floor = min(int(at(*b.Floor)), room-1)
		head += " (┃ " + b.FloorName + ": " + chart.Label(*b.Floor) + ")"
	}
	lines := []string{cut(head, width)}
	for _, r := range b.Rows {
		cells := make([]string, room)
		from, to := at(math.Max(b.Low, math.Min(0, r.Value))), at(r.Value)
		if r.Value < 0 {
			to = at(math.Min(0, b.High))
		}
		for i := range cells {
			covered := math.Min(to, float64(i+1)) - math.Max(from, float64(i))
			switch {
			case i == floor:
				cells[i] = "┃"
			case covered <= 0.06:
				cells[i] = "·"
			case covered >= 0.94 || float64(i) < from:
				cells[i] = "█"
			default:
				cells[i] = eighths(covered)
			}
		}
		lines = append(lines, "  "+pad(clean(r.Label), label)+"  "+strings.Join(cells, "")+"  "+barValue(r))
	}
	return lines
}

// eighths is a block that covers a part of a column from the left.
func eighths(part float64) string {
	n := min(max(int(math.Round(part*8)), 1), 7)
	return string([]rune("▏▎▍▌▋▊▉")[n-1])
}

func barValue(r chart.Bar) string {
	if r.Note != "" {
		return clean(r.Note)
	}
	return chart.Label(r.Value)
}

// scatterLines plots outcomes in characters: ∘ for the frontier, the letters
// of packages, dashed lines for the floors.
func scatterLines(s chart.Scatter, width int) []string {
	const rows = 14
	dx, dy := s.Domain()
	tx, ty := chart.Ticks(dx[0], dx[1], 5), chart.Ticks(dy[0], dy[1], 4)
	margin := 0
	for _, v := range ty {
		margin = max(margin, displayWidth(chart.Label(v)))
	}
	columns := min(width-margin-3, 60)
	grid := make([][]string, rows)
	for i := range grid {
		grid[i] = strings.Split(strings.Repeat(" ", columns), "")
	}
	col := func(v float64) int {
		return int(math.Round((v - tx[0]) / (tx[len(tx)-1] - tx[0]) * float64(columns-1)))
	}
	row := func(v float64) int {
		return rows - 1 - int(math.Round((v-ty[0])/(ty[len(ty)-1]-ty[0])*float64(rows-1)))
	}
	if s.FloorX != nil {
		for i := range grid {
			grid[i][col(*s.FloorX)] = "┊"
		}
	}
	if s.FloorY != nil {
		for i := range columns {
			grid[row(*s.FloorY)][i] = "┄"
		}
	}
	for _, p := range s.Points {
		grid[row(p.Y)][col(p.X)] = "∘"
	}
	for n := len(s.Marks) - 1; n >= 0; n-- {
		m := s.Marks[n]
		r, c := row(m.Y), col(m.X)
		if isLetter(grid[r][c]) { // two packages on one spot
			grid[r][c] = "*"
			continue
		}
		grid[r][c] = clean(m.Label)
	}
	lines := []string{cut("↑ "+clean(s.YLabel), width)}
	ticks := map[int]string{}
	for _, v := range ty {
		ticks[row(v)] = chart.Label(v)
	}
	for i, cells := range grid {
		lines = append(lines, strings.Repeat(" ", margin-displayWidth(ticks[i]))+ticks[i]+" │"+strings.Join(cells, ""))
	}
	lines = append(lines, strings.Repeat(" ", margin+1)+"└"+strings.Repeat("─", columns))
	axis := []rune(strings.Repeat(" ", columns+12))
	for _, v := range tx {
		label := []rune(chart.Label(v))
		at := col(v) - len(label)/2
		if at < 0 {
			at = 0
		}
		copy(axis[at:], label)
	}
	lines = append(lines, strings.Repeat(" ", margin+2)+strings.TrimRight(string(axis), " "))
	key := "∘ outcome  ┊ ┄ no agreement"
	if len(s.Marks) > 0 {
		key = "∘ outcome  A, B … package  * several packages  ┊ ┄ no agreement"
	}
	return append(lines, strings.Repeat(" ", margin+2)+cut("→ "+clean(s.XLabel), width-margin-2), cut(key, width))
}

func isLetter(s string) bool { return s != "" && s[0] >= 'A' && s[0] <= 'Z' || s == "*" }
