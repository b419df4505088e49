package parley

import "slices"

// Limits on a linkage that is made of parts, far beyond what a person writes.
const (
	maxParts     = 10_000 // in all
	maxPartDepth = 20
)

// linkage checks a linkage, whose note is checked apart.
func (k *checker) linkage(at Path, l Linkage) {
	if !l.Combined() && len(l.Parts) == 0 {
		k.interval(at.At("worth"), l.Worth)
		if l.Worth.Low.Sign() == 0 && l.Worth.High.Sign() == 0 {
			k.warnf(at.At("worth"), "", "the linkage is worth 0, so it changes nothing")
		}
		k.where(at, l)
		return
	}
	if n := l.count(); n > maxParts {
		k.errorf(at.At("of"), "split it into several linkages, which are added up", "the linkage has %d parts, and at most %d are read", n, maxParts)
		return
	}
	k.combined(at, l, 0)
}

// where checks the patterns of a linkage that is not made of parts.
func (k *checker) where(at Path, l Linkage) {
	switch {
	case len(l.When) > 0 && len(l.Unless) > 0:
		k.errorf(at, "keep one of them", "the linkage says both when it applies and unless what")
	case len(l.Unless) > 0:
		k.patterns(at.At("unless"), l.Unless)
	default:
		k.patterns(at.At("when"), l.When)
	}
}

// combined checks a linkage of parts, and each of them.
func (k *checker) combined(at Path, l Linkage, depth int) {
	if len(l.When)+len(l.Unless) > 0 || l.Worth.Low.Sign() != 0 || l.Worth.High.Sign() != 0 {
		k.errorf(at, "say it in the parts", "a linkage of several parts has no pattern and no worth of its own")
	}
	if oneOfTyped(k, at.At("combine"), "combination", l.Combine, Combinations()); !slices.Contains(Combinations(), l.Combine) {
		return
	}
	switch {
	case len(l.Parts) == 0:
		k.errorf(at.At("of"), "list its parts: {when: …, worth: …}", "the linkage has no parts")
	case depth == maxPartDepth:
		k.errorf(at, "", "parts are nested more than %d levels deep", maxPartDepth)
		return
	case len(l.Parts) == 1 && l.Combine != CombineSum:
		k.warnf(at.At("of"), "", "%s of one part is that part", l.Combine.Word())
	}
	for n, part := range l.Parts {
		here := at.At("of").Index(n)
		if part.Because != "" || part.Assumed != "" || part.Grade != "" || len(part.Sources) > 0 {
			k.errorf(here, "say it of the linkage as a whole", "a part of a linkage has reasons or a grade of its own")
		}
		if part.Combined() || len(part.Parts) > 0 {
			k.combined(here, part, depth+1)
			continue
		}
		if !part.Worth.Exact() {
			k.errorf(here.At("worth"), "write the number in the middle, or add the linkages up", "what a part is worth is an interval, which %s of several does not follow", l.Combine.Word())
		}
		k.where(here, part)
	}
}

// count returns of how many parts the linkage is made, at all levels.
func (l Linkage) count() int {
	n := len(l.Parts)
	for _, part := range l.Parts {
		n += part.count()
	}
	return n
}

// scale checks what bounds and discounts a party's utility.
func (k *checker) scale(at Path, p *statement) {
	if c := p.Cap; c != nil {
		k.note(at.At("cap"), c.Note)
		if len(p.Values) == 0 {
			k.warnf(at.At("cap"), "say under value what the choices are worth", "%s states a cap and no values, so there is nothing to cut off", p.Party)
		}
	}
	if d := p.Discount; d != nil {
		here := at.At("discount")
		k.note(here, d.Note)
		switch {
		case d.Factor.Sign() <= 0 || d.Factor.Cmp(Int(1)) > 0:
			k.errorf(here, "write what is left at the end of a utility of 1, such as 0.8", "the discount is %s; it is above 0 and at most 1", d.Factor)
		case d.Factor.Equal(Int(1)):
			k.warnf(here, "", "all of a utility is left at the end, so the discount changes nothing")
		case len(p.Values) == 0:
			k.warnf(here, "say under value what the choices are worth", "%s states a discount and no values, so there is nothing that time could cost", p.Party)
		}
	}
}
