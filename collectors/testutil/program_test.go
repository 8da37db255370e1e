package testutil

import "testing"

// TestNeedProgram: what is missing skips a test, but in continuous integration,
// where it fails.
func TestNeedProgram(t *testing.T) {
	for _, tt := range []struct {
		name, ci, program string
		skipped, failed   bool
	}{
		{"there", "true", "go", false, false},
		{"missing", "", "no-such-program", true, false},
		{"missing in continuous integration", "true", "no-such-program", false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("CI", tt.ci)
			r := &recorder{TB: t}
			NeedProgram(r, tt.program, "no-such-package")
			if r.skipped != tt.skipped || r.failed != tt.failed {
				t.Errorf("skipped %t, failed %t; want %t, %t", r.skipped, r.failed, tt.skipped, tt.failed)
			}
		})
	}
}

// A recorder notes what becomes of a test, and lets it go on.
type recorder struct {
	testing.TB
	skipped, failed bool
}

func (r *recorder) Helper() {}

func (r *recorder) Skipf(string, ...any)  { r.skipped = true }
func (r *recorder) Fatalf(string, ...any) { r.failed = true }
