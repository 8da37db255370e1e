package subject

import (
	"os"
	"os/exec"
	"testing"
)

// NeedSlow skips a test that takes long or needs root, unless DEPLOY_TESTS
// is "all", as make test-deploy sets it.
func NeedSlow(t testing.TB) {
	t.Helper()
	if os.Getenv("DEPLOY_TESTS") != "all" {
		t.Skip("takes long: make test-deploy runs it (DEPLOY_TESTS=all)")
	}
}

// NeedRoot skips a test that changes root or users, unless root runs it.
func NeedRoot(t testing.TB) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root")
	}
}

// Run runs a command and returns what it prints; it fails t if the command
// fails.
func Run(t testing.TB, c *exec.Cmd) string {
	t.Helper()
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", c.Args, err, out)
	}
	return string(out)
}
