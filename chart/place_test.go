package chart

import "testing"

// Labels that lie on each other cannot be read.
func TestLabelsDoNotOverlap(t *testing.T) {
	frame := box{0, 0, 300, 300}
	var taken []box
	for range 12 { // twelve labels for one point
		b, _ := place(Point{150, 150}, 12, 14, frame, taken)
		for _, x := range taken {
			if b.overlaps(x) {
				t.Fatalf("label %v on %v", b, x)
			}
		}
		if b.x < 0 || b.y < 0 || b.x+b.w > 300 || b.y+b.h > 300 {
			t.Fatalf("label %v outside the frame", b)
		}
		taken = append(taken, b)
	}
}

// A name that is cut must fit, and say that it was cut.
func TestFitAndWrap(t *testing.T) {
	for _, s := range []string{"", "short", "a name that is much too long for its place", "水の分け前について話し合う", "nobreakinthiswordthatislong"} {
		if got := fit(s, 12, 80); textWidth(got, 12) > 80 {
			t.Errorf("fit(%q) = %q is too wide", s, got)
		}
		lines := wrap(s, 12, 80, 2)
		if len(lines) > 2 {
			t.Errorf("wrap(%q) has %d lines", s, len(lines))
		}
		for _, l := range lines {
			if textWidth(l, 12) > 80 {
				t.Errorf("wrap(%q): %q is too wide", s, l)
			}
		}
	}
}
