package cli

import (
	"os"
	"os/exec"
	"testing"
)

// needs returns the path of a program that a test needs and a machine may lack. PARLEY_REQUIRE=all, which
// .ci/run sets after installing them, turns the skip into a failure.
func needs(t *testing.T, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("PARLEY_REQUIRE") == "all" {
		t.Fatalf("%s is not here, and PARLEY_REQUIRE=all asks for it", names[0])
	}
	t.Skipf("SKIPPED: %s is not here, so this is not tested", names[0])
	return ""
}
