package bargain

import "math"

// skyline notes on a grid of the first party's utility how much the second can
// have at that or more, to leave out chains that are clearly below.
type skyline struct {
	least, most float64
	step        float64
	level       []float64
	slack       [2]float64 // above any rounding error
}

func newSkyline(steps int, slack [2]float64) *skyline {
	s := &skyline{least: math.Inf(1), most: math.Inf(-1), slack: slack, level: make([]float64, steps+3)}
	for i := range s.level {
		s.level[i] = math.Inf(-1)
	}
	return s
}

// steps is how many the grid has.
func (s *skyline) steps() int { return len(s.level) - 3 }

// widen makes room for a chain. All have to be told before the first is raised.
func (s *skyline) widen(c [][2]float64) {
	s.least, s.most = math.Min(s.least, c[0][0]), math.Max(s.most, c[len(c)-1][0])
	s.step = (s.most - s.least) / float64(s.steps())
}

func (s *skyline) at(i int) float64 { return s.least + float64(i)*s.step }

func (s *skyline) index(x float64) int { return int(math.Floor((x - s.least) / s.step)) }

// height is that of the chain at x, and to the left of it.
func height(c [][2]float64, x float64) float64 {
	if x <= c[0][0] {
		return c[0][1]
	}
	for n := 1; n < len(c); n++ {
		if x <= c[n][0] {
			a, b := c[n-1], c[n]
			return a[1] + (b[1]-a[1])*(x-a[0])/(b[0]-a[0])
		}
	}
	return c[len(c)-1][1]
}

// hidden reports whether even the point that has the greatest of both is below
// what another chain reaches.
func (s *skyline) hidden(c [][2]float64) bool {
	if s.step == 0 {
		return false
	}
	i := s.index(c[len(c)-1][0]+s.slack[0]) + 1
	return i <= s.steps()+2 && c[0][1] < s.level[max(0, i)]-2*s.slack[1]
}

// raise notes a chain.
func (s *skyline) raise(c [][2]float64) {
	if s.step == 0 || s.hidden(c) {
		return
	}
	for i := min(s.index(c[len(c)-1][0]-s.slack[0]), s.steps()+1); i >= 0; i-- {
		h := height(c, s.at(i)+s.slack[0])
		if h == c[0][1] && s.level[i] >= h {
			break // flat from here on, and level never rises to the right
		}
		s.level[i] = math.Max(s.level[i], h)
	}
}

// shows reports whether some of the chain may be no lower than all that was
// noted.
func (s *skyline) shows(c [][2]float64) bool {
	if s.step == 0 {
		return true
	}
	if s.hidden(c) {
		return false
	}
	from, to := s.index(c[0][0]-s.slack[0]), s.index(c[len(c)-1][0]+s.slack[0])
	for i := max(0, from); i <= to; i++ { // its part from at(i) to at(i+1)
		if height(c, s.at(i)-s.slack[0]) >= s.level[min(i+1, s.steps()+2)]-2*s.slack[1] {
			return true
		}
	}
	return false
}
