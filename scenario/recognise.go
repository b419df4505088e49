package scenario

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// caseKey is the first key of a case file, in YAML and in JSON.
var caseKey = regexp.MustCompile(`(?m)^[\s{]*"?parley"?\s*:`)

// Recognise reports whether a path leads to a scenario rather than to a case:
// a file that is a domain, a profile or any XML, or a folder without a
// case.yaml that holds XML, JSON or YAML files. It looks at the content and
// repairs nothing; whether the files can be read is for Open to find out.
func Recognise(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	if info.IsDir() {
		return recogniseFolder(path)
	}
	f, err := readSource(path)
	if err != nil || caseKey.Match(f.Data) {
		return false
	}
	d, err := takeApart(f)
	return d != nil && (d.xml != nil || d.role != otherRole || err != nil && ending(path) == ".xml")
}

func recogniseFolder(path string) bool {
	entries, err := os.ReadDir(path)
	if err != nil {
		return false
	}
	found := false
	for _, e := range entries {
		if strings.TrimSuffix(e.Name(), filepath.Ext(e.Name())) == "case" {
			return false
		}
		found = found || looked(e)
	}
	return found
}

// looked reports whether an entry of a folder is a file that may belong to a
// scenario.
func looked(e os.DirEntry) bool {
	return e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(e.Name(), "_") && slices.Contains(endings, ending(e.Name()))
}
