package testutil

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Golden compares text with the file at path. Where they differ, it writes
// the text to a file of the system's temporary directory, which the failure
// names, so that it can be copied if it is right; it never writes the file at
// path.
func Golden(t testing.TB, path, got string) {
	t.Helper()
	want, err := os.ReadFile(path)
	if err != nil {
		t.Error(err) // a new file is written below too
	}
	diff := cmp.Diff(string(want), got)
	if diff == "" && err == nil {
		return
	}
	dir, err := os.MkdirTemp("", "golden")
	if err != nil {
		t.Fatal(err)
	}
	written := filepath.Join(dir, filepath.Base(path))
	if err := os.WriteFile(written, []byte(got), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Errorf("%s differs; if %s is right, copy it there (-want +got):\n%s", path, written, diff)
}
