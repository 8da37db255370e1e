//go:build unix

package adapters

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestStatementsAreRegularFiles: a named pipe or a file without end in an
// adapter's directory is refused at once.
func TestStatementsAreRegularFiles(t *testing.T) {
	dir := t.TempDir()
	if err := errors.Join(
		os.WriteFile(filepath.Join(dir, "cases.sql"), []byte("SELECT 1"), 0o600),
		syscall.Mkfifo(filepath.Join(dir, "errors.sql"), 0o600), os.Symlink("/dev/zero", filepath.Join(dir, "sessions.sql")),
		os.WriteFile(filepath.Join(dir, "units.sql"), nil, 0o600), os.Truncate(filepath.Join(dir, "units.sql"), 1<<40),
		syscall.Mkfifo(filepath.Join(dir, "timezone"), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	files, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	statements, err := Read(files, []string{"cases", "errors", "sessions", "units"}, "mysql")
	if statements["cases"] != "SELECT 1" || err == nil {
		t.Fatalf("%v, %v", statements, err)
	}
	for _, want := range []string{
		"open errors.sql: is a named pipe", "open sessions.sql: is a device", "read units.sql: larger than 1 MiB",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q: %v", want, err)
		}
	}
	if _, err := Zone(files); err == nil || !strings.Contains(err.Error(), "timezone: is a named pipe") {
		t.Errorf("a pipe in place of the time zone: %v", err)
	}
}
