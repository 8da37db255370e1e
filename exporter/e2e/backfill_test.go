package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casework/collectors/testutil/pages"
)

// TestBackfill runs the command in a folder where the program may be and with
// a PATH, as a process of its own, since it ends with the other program.
func TestBackfill(t *testing.T) {
	exporter, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	// A program that says which one it is, what it was given, and who it is.
	script := func(t *testing.T, dir, name string, mode os.FileMode) {
		t.Helper()
		content := "#!/bin/sh\necho \"" + name + ": $# $* $KOMMUNE_USER $$\"\necho wrong >&2\nexit 7\n"
		if err := os.WriteFile(filepath.Join(dir, "casework-backfill"), []byte(content), mode); err != nil {
			t.Fatal(err)
		}
	}
	words := strings.Fields(pages.Script(t, "../..", "exporter/backfill/README.md", "casework-exporter backfill"))
	args := slices.Concat(words[1:], []string{"--from", "2024-01-01", "--help", "a b"})
	for _, tt := range []struct {
		name   string
		beside os.FileMode // of the program beside the exporter; 0 for none
		inPath bool
		ran    string // "" for none
	}{
		{"beside the exporter", 0o755, false, "beside"},
		{"beside the exporter first", 0o755, true, "beside"},
		{"in PATH", 0, true, "path"},
		{"beside the exporter, but not to be run", 0o644, true, "path"},
		{"nowhere", 0, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			own, path := t.TempDir(), t.TempDir()
			copied := filepath.Join(own, "casework-exporter")
			if out, err := exec.Command("cp", exporter, copied).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if tt.beside != 0 {
				script(t, own, "beside", tt.beside)
			}
			if tt.inPath {
				script(t, path, "path", 0o755)
			}
			cmd := exec.Command(copied, args...)
			// No setting is right: they are for the other program to judge.
			cmd.Env = []string{"PATH=" + path, "KOMMUNE_USER=reader", "CASEWORK_SOURCES=?"}
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			err := cmd.Run()
			if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
				t.Fatalf("ended with %v", err)
			}
			status, wantStatus := cmd.ProcessState.ExitCode(), 7
			want := fmt.Sprintf("%s: 4 --from 2024-01-01 --help a b reader %d\n", tt.ran, cmd.Process.Pid)
			if tt.ran == "" {
				want, wantStatus = "", exitFailure
				for _, part := range []string{
					filepath.Join(own, "casework-backfill") + ": no such file", "PATH=" + path + ": executable file not found", "make build-backfill",
				} {
					if !strings.Contains(stderr.String(), part) {
						t.Errorf("the error does not say %q:\n%s", part, stderr.String())
					}
				}
			} else if stderr.String() != "wrong\n" {
				t.Errorf("standard error %q", stderr.String())
			}
			if diff := cmp.Diff(want, stdout.String()); diff != "" || status != wantStatus {
				t.Errorf("status %d, want %d; printed (-want +got):\n%s", status, wantStatus, diff)
			}
		})
	}
}
