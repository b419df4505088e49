package brief

import (
	"parley"
	"parley/bargain"
)

// Disclosed is a case and an answer without what their reader may not know. It
// is for whoever shows them otherwise than as a Report.
type Disclosed struct {
	// Case keeps a place for each demand and norm, so that references count
	// right: what is undisclosed has no words there. See Hides.
	Case *parley.Case
	// Answer has every number taken out from which an undisclosed one could be
	// worked out.
	Answer *bargain.Answer

	s *subject
}

// Disclose takes out of the case and the answer what the reader that the
// options name may not know, by the same rules as Compose.
func Disclose(c *parley.Case, a *bargain.Answer, o Options) *Disclosed {
	s := disclose(c, a, o)
	return &Disclosed{s.c, s.a, s}
}

// Hides reports whether the statement may be named only as undisclosed.
func (d *Disclosed) Hides(r parley.Ref) bool { return d.s.isHidden(r) }

// Withholds lists the parties that keep something undisclosed on which the
// answer rests, in the order of the case.
func (d *Disclosed) Withholds() []string { return d.s.withholding() }

func (s *subject) withholding() []string {
	var all []string
	for _, p := range s.c.Parties {
		if s.veiled[p.ID].any() {
			all = append(all, p.ID)
		}
	}
	return all
}

// Blind reports whether numbers are left out, because a party whose consent
// counts keeps its own undisclosed.
func (d *Disclosed) Blind() bool { return d.s.blind }
