package testutil

import (
	"os"
	"os/exec"
	"testing"
)

// NeedProgram skips a test where a program is missing, and names the package of
// Debian's that has it. In continuous integration, where CI is set, it fails the
// test: there nobody would read that it was skipped.
func NeedProgram(t testing.TB, program, pkg string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	skip := t.Skipf
	if os.Getenv("CI") != "" {
		skip = t.Fatalf
	}
	skip("%s is not installed: Debian has it in the package %s", program, pkg)
}
