package web

import (
	"html/template"

	"parley"
	"parley/talks"
)

// What a result will tell was said when it was put to the parties, and stands
// on record in those words. Where they are the usual ones of the talks, a page
// says the same in the visitor's language; any others it shows as they stand.

// foretold is what is told: in the visitor's language, or else as it stands.
type foretold struct {
	Says  template.HTML
	AsSet string
}

// blindTells says what the result of a blind acceptance will tell.
func (v *visit) blindTells(b talks.Blind) foretold {
	for parties, who := range map[int]string{2: "blind.infer.who.two", 3: "blind.infer.who"} {
		if b.Infer == talks.BlindTells(parties, len(b.Packages)) {
			return foretold{Says: v.T("blind.infer", "n", len(b.Packages)) + " " + v.T(who) + " " + v.T("blind.infer.nobody")}
		}
	}
	return foretold{AsSet: b.Infer}
}

// releaseTells says what an answer of the engine tells.
func (v *visit) releaseTells(infer string) foretold {
	for _, ask := range parley.Shareable() {
		for parties, all := range map[int]string{2: "rounds.infer.two", 3: "rounds.infer"} {
			if infer == talks.ReleaseTells(ask, parties) {
				return foretold{Says: v.T("rounds.tells."+ask) + " " + v.T(all)}
			}
		}
	}
	return foretold{AsSet: infer}
}
