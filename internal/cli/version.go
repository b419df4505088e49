package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

type versionCommand struct{}

// Run prints the version, the toolchain and the platform on one line.
func (versionCommand) Run(p *program) error {
	info, _ := debug.ReadBuildInfo()
	_, err := fmt.Fprintf(p.out, "parley %s, %s %s/%s\n", buildVersion(info), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// buildVersion says what was built: the module's version where there is one,
// and otherwise the revision that it was built from, as far as known.
func buildVersion(info *debug.BuildInfo) string {
	if info == nil {
		return "of unknown version"
	}
	setting := map[string]string{}
	for _, s := range info.Settings {
		setting[s.Key] = s.Value
	}
	parts := []string{"(development)"}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		parts = []string{v}
	}
	// A pseudo-version has the revision in it already.
	if r := setting["vcs.revision"]; r != "" && !strings.Contains(parts[0], r[:min(12, len(r))]) {
		r = r[:min(12, len(r))]
		if t := setting["vcs.time"]; t != "" {
			r += " of " + t
		}
		if setting["vcs.modified"] == "true" {
			r += ", changed since"
		}
		parts = append(parts, "("+r+")")
	}
	return strings.Join(parts, " ")
}
