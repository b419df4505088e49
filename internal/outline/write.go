package outline

import (
	"bytes"
	"fmt"

	"parley"
	"parley/casefile"
)

// YAML writes the case that was outlined as a file, and reads it again before it is
// given: whoever gets it can open talks from it. Faults say what is wrong with the
// outline; there is then no file.
func (s Outline) YAML() ([]byte, *parley.Case, []Fault) {
	c, faults := s.Case()
	if len(faults) > 0 {
		return nil, nil, faults
	}
	var b bytes.Buffer
	if err := casefile.Write(&b, c); err != nil {
		return nil, nil, []Fault{{Field: "title", Code: Unfit, What: err.Error()}}
	}
	again, found := casefile.Read("case.yaml", b.Bytes())
	if found.Errors() > 0 {
		return nil, nil, []Fault{{Field: "title", Code: Unfit, What: fmt.Sprint(found)}}
	}
	return b.Bytes(), again, nil
}
