package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"casework/collectors/ledger"
	"casework/collectors/statefile"
	"casework/exporter/config/configtest"
)

// TestRunOnFiles: a folder of files has a past as a database has, from its first
// case on, and the state with which an exporter of it goes on.
func TestRunOnFiles(t *testing.T) {
	folder, states, dir := t.TempDir(), t.TempDir(), t.TempDir()
	now := time.Now().UTC().Truncate(time.Hour)
	begin := now.Add(-70 * 24 * time.Hour)
	var cases strings.Builder
	cases.WriteString("case_id,unit,received_at,started_at,closed_at\n")
	const layout = "2006-01-02 15:04:05"
	for i := range 300 {
		at := begin.Add(time.Duration(i) * 5 * time.Hour)
		fmt.Fprintf(&cases, "%d,unit %d,%s,%s,%s\n", i, i%3, at.Format(layout), at.Add(30*time.Hour).Format(layout), at.Add(90*time.Hour).Format(layout))
	}
	path := filepath.Join(folder, "cases.csv")
	if err := os.WriteFile(path, []byte(cases.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, now, now); err != nil {
		t.Fatal(err)
	}
	configtest.SetEnv(t, map[string]string{"KOMMUNE_DRIVER": "files", "KOMMUNE_FOLDER": folder, "KOMMUNE_HOST": "", "KOMMUNE_USER": "", "KOMMUNE_DATABASE": "", "CASEWORK_STATE_DIR": states})
	var stdout, stderr bytes.Buffer
	args := []string{"--output", dir, "--format", "openmetrics", "--histograms", "none", "--state", "--to", now.Format(time.RFC3339)}
	if code := run(t.Context(), args, &stdout, &stderr); code != 0 {
		t.Fatalf("exit %d: %s", code, &stderr)
	}
	kept, _, _, err := statefile.Open(filepath.Join(states, "kommune.state"), ledger.Options{}, now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = kept.Close() }()
	written, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(written) < 4 {
		t.Errorf("70 days are in %v: %v\n%s", written, err, &stdout)
	}
	if !strings.Contains(stdout.String(), begin.Truncate(6*time.Hour).Format("2006-01-02")) {
		t.Errorf("it does not begin with the first case, on %s:\n%s", begin.Format(time.DateOnly), &stdout)
	}
}
