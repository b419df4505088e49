package talks

// Tally counts the points on the table by how far they have come.
type Tally struct {
	Round     int  `json:"round"`             // at whose end it was so, from 1; 0: before the first
	Current   bool `json:"current,omitempty"` // it is so now, and not at a round's end
	Agreed    int  `json:"agreed"`            // provisionally at least
	UnderWay  int  `json:"under_way"`         // agreed in the working group, or ad referendum
	Disputed  int  `json:"disputed"`          // a party rejects them, or has a reservation
	Bracketed int  `json:"bracketed"`         // something in them is in brackets
	Left      int  `json:"open"`              // the others
}

// Tally counts the points of the draft on the table. Its cost grows with the
// number of points and of responses.
func (s *State) Tally() Tally {
	t := Tally{Round: len(s.Rounds)}
	for _, p := range s.Points {
		if p.Struck {
			continue
		}
		switch status := s.PointStatus(p.Point); {
		case status == Provisional, status == Adopted, status == Initialled, status == Signed:
			t.Agreed++
		case status == Group, status == Referendum:
			t.UnderWay++
		case status == Rejected, status == Reserved:
			t.Disputed++
		case p.Open:
			t.Bracketed++
		default:
			t.Left++
		}
	}
	return t
}
