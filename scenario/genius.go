package scenario

import (
	"strconv"
	"strings"

	"parley"
)

// readGenius reads the XML of GENIUS: a negotiation_template, and for each
// party a utility_space that repeats its issues. Issues are matched by index
// and values by their text.
func readGenius(s *Scenario, domain *document, profiles []*document, lenient bool) error {
	from := domain
	if from == nil {
		from = profiles[0]
		from.warn(from.xml.at, "give the domain's file too", "there is no domain; the issues are taken from this profile")
	}
	s.Name = from.base()
	g := &geniusReader{document: from}
	space := from.xml
	if inner := space.first("utility_space"); inner != nil {
		space = inner
	}
	g.collect(space)
	if err := g.issues(s); err != nil {
		return err
	}
	var first error
	for _, p := range profiles {
		profile, err := geniusProfile(s, p)
		if err != nil {
			if !lenient {
				return err
			}
			if first == nil {
				first = err
			}
			d := err.(*Error).Diagnostic
			d.Severity, d.Message = parley.Warning, d.Message+"; the profile is left out"
			p.warnings = append(p.warnings, d)
			continue
		}
		s.Profiles = append(s.Profiles, *profile)
	}
	if len(s.Profiles) < 2 {
		return first // nobody to negotiate with is left
	}
	return nil
}

// geniusReader goes through a utility space.
type geniusReader struct {
	*document
	elements []*element // the issues, in file order, out of the tree of objectives
	weights  []*element
	tops     []*element // the outermost objectives
	ignored  map[string]bool
}

// silent are elements that say nothing about what an outcome is worth, and
// that every GENIUS reader passes over.
var silent = []string{"agent", "similarity_function", "rationality_factor", "range", "evaluator", "item", "value", "criteria_function"}

// oldDialect are elements of the GeniusBI dialect, which concern opting out
// and the time and not what an agreement is worth.
var oldDialect = []string{"stateissue", "optout", "timeeffect", "weightmultiplyer", "opponent", "utilityspace"}

// collect gathers issues and weights. Weights of inner objectives count for
// nothing in GENIUS, so only those that name an issue are looked up later.
func (g *geniusReader) collect(e *element) {
	for _, c := range e.children {
		switch name := strings.ToLower(c.name); name {
		case "objective":
			if !strings.EqualFold(e.name, "objective") {
				g.tops = append(g.tops, c)
			}
			g.collect(c)
		case "issue":
			g.elements = append(g.elements, c)
		case "weight":
			g.weights = append(g.weights, c)
		case "reservation", "discount_factor", "utility", "rules", "comparisons", "errors", "experimental", "fixed_seed", "seed", "elicitation_cost":
		default:
			g.ignore(c, name)
		}
	}
}

// ignore says once for each name that an element is passed over.
func (g *geniusReader) ignore(e *element, name string) {
	if g.ignored[name] {
		return
	}
	if g.ignored == nil {
		g.ignored = map[string]bool{}
	}
	g.ignored[name] = true
	switch {
	case contains(silent, name):
	case contains(oldDialect, name):
		g.warn(e.at, "", "<%s> of the old dialect does not say what an agreement is worth; it is left out", e.name)
	default:
		g.warn(e.at, "", "the element <%s> is not known; it is left out", e.name)
	}
}

func contains(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}

// whole reads an attribute that is a whole number.
func (s *source) whole(e *element, name string) (int, bool) {
	a, ok := e.attr(name)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(a.value))
	return n, err == nil
}

// attrNumber reads an attribute as a number.
func (s *source) attrNumber(e *element, name string) (parley.Number, error) {
	a, ok := e.attr(name)
	if !ok {
		return parley.Number{}, s.fail(e.at, "", "<%s> has no attribute %s", e.name, name)
	}
	n, err := parseNumber(a.value)
	if err != nil {
		return n, s.fail(a.at, "", "%s of <%s>: %v", name, e.name, err)
	}
	return n, nil
}

// issues makes the scenario's issues of the domain's elements.
func (g *geniusReader) issues(s *Scenario) error {
	if len(g.elements) == 0 {
		return g.fail(g.xml.at, "", "the domain has no issue")
	}
	if len(g.elements) > maxIssues {
		return g.fail(g.xml.at, "", "there are more than %d issues", maxIssues)
	}
	byIndex := map[int]*element{}
	for n, e := range g.elements {
		index, ok := g.whole(e, "index")
		if !ok {
			index = n + 1
			g.warn(e.at, "", "the issue has no index; %d is taken, from its place", index)
		}
		if other := byIndex[index]; other != nil {
			line, _ := g.text.place(other.at)
			return g.fail(e.at, "give each issue an index of its own", "two issues have the index %d, here and in line %d", index, line)
		}
		byIndex[index] = e
		issue, err := g.issue(e, index)
		if err != nil {
			return err
		}
		s.Issues = append(s.Issues, issue)
	}
	for _, t := range g.xml.all("utility_space") {
		if n, ok := g.whole(t, "number_of_issues"); ok && n != len(s.Issues) && n != 0 {
			a, _ := t.attr("number_of_issues")
			g.warn(a.at, "", "number_of_issues says %d, and there are %d issues; they count", n, len(s.Issues))
		}
	}
	return nil
}

func (g *geniusReader) issue(e *element, index int) (Issue, error) {
	i := Issue{Index: index, Name: e.get("name"), About: e.get("description")}
	if i.Name == "" {
		i.Name = "Issue " + strconv.Itoa(index)
		g.warn(e.at, "", "the issue has no name; it is called %s", i.Name)
	}
	kind := g.kind(e)
	switch kind {
	case "integer":
		i.Kind, i.Step = Stepped, parley.Int(1)
	case "real":
		i.Kind = Real
	default:
		return i, g.values(e, &i)
	}
	var err error
	i.Low, i.High, err = g.bounds(e, kind)
	switch {
	case err != nil:
	case kind == "integer" && (!i.Low.Rat().IsInt() || !i.High.Rat().IsInt()):
		err = g.fail(e.at, "", "the bounds of an integer issue, %s and %s, are not whole numbers", i.Low, i.High)
	case i.Low.Cmp(i.High) > 0:
		err = g.fail(e.at, "", "the lower bound %s is above the upper bound %s", i.Low, i.High)
	}
	return i, err
}

// kind returns discrete, integer or real.
func (g *geniusReader) kind(e *element) string {
	a, says := e.attr("type")
	kind := strings.ToLower(strings.TrimSpace(a.value))
	if v, ok := e.attr("vtype"); ok && says && !strings.EqualFold(strings.TrimSpace(v.value), kind) {
		g.warn(v.at, "", "vtype %s differs from type %s, which counts", quoted(v.value), quoted(a.value))
	}
	switch kind {
	case "integer", "real", "discrete":
		return kind
	}
	if says {
		g.warn(a.at, "", "the type %s is not known; the issue is taken as discrete", quoted(a.value))
	}
	if len(e.all("item")) > 0 {
		return "discrete"
	}
	// GENIUS would take it for a discrete issue without values.
	for _, name := range []string{"vtype", "etype"} {
		if k := strings.ToLower(e.get(name)); k == "integer" || k == "real" {
			g.warn(e.at, "", "the issue has no values; it is taken as %s, as its %s says", k, name)
			return k
		}
	}
	return "discrete"
}

// bounds reads the range of a numeric issue, from its attributes or from
// <range>.
func (g *geniusReader) bounds(e *element, kind string) (low, high parley.Number, err error) {
	at := e
	_, own := e.attr("lowerbound")
	if r := e.first("range"); r != nil && (kind == "real" || !own) {
		at = r
		if kind == "integer" {
			g.warn(r.at, "", "GENIUS does not read <range> of an integer issue; here it counts")
		}
	} else if !own {
		return low, high, g.fail(e.at, `write lowerbound="…" upperbound="…"`, "the %s issue %s has no bounds", kind, quoted(e.get("name")))
	} else if kind == "real" {
		g.warn(e.at, "", "the bounds stand in the issue and not in <range>; they count")
	}
	if low, err = g.attrNumber(at, "lowerbound"); err == nil {
		high, err = g.attrNumber(at, "upperbound")
	}
	return low, high, err
}

func (g *geniusReader) values(e *element, i *Issue) error {
	seen := map[string]bool{}
	for _, item := range e.all("item") {
		a, ok := item.attr("value")
		switch {
		case !ok:
			g.warn(item.at, "", "the item has no value; it is left out")
		case seen[a.value]:
			g.warn(item.at, "", "the value %s is listed twice; it counts once here, and GENIUS counts the outcomes with it twice", quoted(a.value))
		default:
			seen[a.value] = true
			i.Values = append(i.Values, a.value)
		}
	}
	if len(i.Values) == 0 {
		return g.fail(e.at, "", "the discrete issue %s has no values", quoted(i.Name))
	}
	return nil
}
