//go:build unix

package dropfolder

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"casework/collectors/name"
)

// TestIrregularFilesAreRefused: they keep nothing else from being read, and
// errors of files whose names do not print quote those.
func TestIrregularFilesAreRefused(t *testing.T) {
	d := newDrop(t)
	at := func(name string) string { return filepath.Join(d.dir, name) }
	d.put("audits.csv", header+"A,2026-09,10,1\n", 2*QuietTime)
	d.put("\x1b[31m.csv", "", 2*QuietTime)
	if err := errors.Join(
		syscall.Mkfifo(at("surveys.csv"), 0o600), os.Symlink("/dev/zero", at("goals.csv")), os.Mkdir(at("costs.csv"), 0o700),
		os.Symlink(at("audits.csv"), at("audits-2.csv")), os.Mkdir(at("old"), 0o700),
	); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		d.see("A", "\x1b[31m.csv:refused audits-2.csv:read audits.csv:read costs.csv:refused goals.csv:refused surveys.csv:refused")
	}
	for _, s := range d.Statuses() {
		if s.State == Refused && !strings.Contains(s.Err.Error(), name.Shown(s.File)) {
			t.Errorf("the error of %q does not name it: %v", s.File, s.Err)
		}
	}
	for _, want := range []string{"surveys.csv: is a named pipe", "goals.csv: is a device", "costs.csv: is a directory"} {
		if n := strings.Count(d.log.String(), want); n != 1 {
			t.Errorf("%q is logged %d times, want 1:\n%s", want, n, d.log.String())
		}
	}
	d.put("audits.csv", header+"B,2026-09,100,1\n", 3*QuietTime)
	d.see("B", "\x1b[31m.csv:refused audits-2.csv:read audits.csv:read costs.csv:refused goals.csv:refused surveys.csv:refused")
	if err := os.RemoveAll(d.dir); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(d.dir, 0o600); err != nil {
		t.Fatal(err)
	}
	if d.Changed(t.Context()) || len(d.Statuses()) == 0 || d.Statuses()[0].Table != "folder" {
		t.Error("a pipe in place of the folder is not reported")
	}
}
