package casefile

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
)

// checkScalar holds a scalar's source text to what the shape lets stand.
func (st *structure) checkScalar(s *shape, n *yaml.Node, p *place) {
	switch s.scalar {
	case idScalar, choiceScalar:
		if n.Value == "" {
			st.refuse(n, p, "", "%s was expected here, and this text is empty", s.noun)
		}
	case numberScalar:
		if _, err := parley.ParseNumber(n.Value); err != nil {
			hint := numberHint(n.Value)
			if reads(n.Value) {
				hint = "this number must be exact"
			}
			st.refuse(n, p, hint, "%s was expected here: %s", s.noun, clip(err.Error(), 100))
		}
	case intervalScalar:
		if _, err := parseInterval(n.Value); err != nil {
			st.refuse(n, p, numberHint(n.Value), "%s was expected here: %s", s.noun, clip(err.Error(), 100))
		}
	case weightScalar:
		st.checkWeight(s, n, p)
	case boolScalar:
		if _, ok := truthOf(n); !ok {
			hint := ""
			switch strings.ToLower(n.Value) {
			case "yes", "y", "on", "true", "1":
				hint = "write true"
			case "no", "n", "off", "false", "0":
				hint = "write false"
			}
			st.refuse(n, p, hint, "true or false was expected here, this is %s", quoted(n.Value))
		}
	case wordScalar:
		st.checkWord(s, n, p)
	case versionScalar:
		st.checkVersion(n, p)
	}
}

func truthOf(n *yaml.Node) (value, ok bool) {
	return n.Value == "true", n.Style == 0 && (n.Value == "true" || n.Value == "false")
}

func (st *structure) checkWeight(s *shape, n *yaml.Node, p *place) {
	for _, w := range s.words {
		if n.Value == w {
			return
		}
	}
	if reads(n.Value) {
		return
	}
	hint := numberHint(n.Value)
	if near := nearest(n.Value, s.words); near != "" {
		hint = "did you mean " + near + "?"
	} else if hint == "" {
		hint = "the words are " + parley.List(s.words, "and")
	}
	st.refuse(n, p, hint, "%s is neither a number nor a word of importance", quoted(n.Value))
}

func (st *structure) checkWord(s *shape, n *yaml.Node, p *place) {
	for _, w := range s.words {
		if n.Value == w {
			return
		}
	}
	hint := "write " + parley.List(s.words, "or")
	if near := nearest(n.Value, s.words); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	st.refuse(n, p, hint, "%s is not %s", quoted(n.Value), s.noun)
}

func (st *structure) checkVersion(n *yaml.Node, p *place) {
	v, err := parley.ParseNumber(n.Value)
	switch {
	case err == nil && v.Equal(parley.Int(Version)):
	case err == nil && v.Cmp(parley.Int(Version)) > 0:
		st.refuse(n, p, "use a newer program", "this file wants format %s, this program reads %d", v, Version)
	default:
		st.refuse(n, p, "write parley: "+strconv.Itoa(Version), "%s is not a version of the format", quoted(n.Value))
	}
}
