package testutil

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Golden compares text with the file at path, which it never writes. Where they
// differ, it writes the text to a folder of the system's temporary directory,
// which the failure names, so that it can be copied if it is right.
//
// If GOLDEN_OUT names a folder, Golden writes the text there under the name of
// the file instead, and compares nothing: make generate copies it from there.
func Golden(t testing.TB, path, got string) {
	t.Helper()
	if out := os.Getenv("GOLDEN_OUT"); out != "" {
		writeGolden(t, out, path, got)
		return
	}
	want, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	diff := cmp.Diff(string(want), got)
	if diff == "" && err == nil {
		return
	}
	out, err := os.MkdirTemp("", "golden")
	if err != nil {
		t.Fatal(err)
	}
	t.Errorf("%s differs; if %s is right, copy it there (-want +got):\n%s", path, writeGolden(t, out, path, got), diff)
}

// writeGolden writes text to a folder, as the file at path is called.
func writeGolden(t testing.TB, folder, path, text string) (written string) {
	t.Helper()
	written = filepath.Join(folder, filepath.Base(path))
	if err := os.WriteFile(written, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return written
}
