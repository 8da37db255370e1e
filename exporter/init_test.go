package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"casework/exporter/config/configtest"
)

// TestInit: the command says how it is used, refuses wrong arguments, and asks
// nobody where there is no terminal; what it sets up is served if that is wanted.
func TestInit(t *testing.T) {
	for _, tt := range []struct {
		args           []string
		status         int
		stdout, stderr string
	}{
		{[]string{"init", "--help"}, exitOK, "COLUMN_RECEIVED_AT", ""},
		{[]string{"init", "--fodler=x"}, exitUsage, "", "flags are --folder=DIR, --answers=FILE and --help"},
		{[]string{"init", "--folder=" + filepath.Join(t.TempDir(), "new")}, exitFailure, "", "init asks on a terminal, and standard input is none"},
	} {
		p, stdout, stderr := testProgram(nil)
		if status := p.run(t.Context(), tt.args); status != tt.status || !strings.Contains(stdout.String(), tt.stdout) || !strings.Contains(stderr.String(), tt.stderr) {
			t.Errorf("%v: status %d\n%s%s", tt.args, status, stdout, stderr)
		}
	}

	configtest.SetEnv(t, nil)
	dir := t.TempDir()
	cases := "Saksnummer;Enhet;Mottatt;Avsluttet\n"
	for i := range 9 {
		cases += strconv.Itoa(i) + ";Nord;2026-11-01;\n"
	}
	old := time.Now().Add(-time.Hour)
	for name, content := range map[string]string{"cases.csv": cases, "answers": "DRIVER=files\nFOLDER=" + dir + "\nSOURCE=kommune\nLISTEN=127.0.0.1:0\nSTART=yes\n"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	served := false
	p, stdout, stderr := testProgram(&fakeService{run: func(context.Context) error { served = true; return nil }})
	if status := p.run(t.Context(), []string{"init", "--folder=" + filepath.Join(dir, "new"), "--answers=" + filepath.Join(dir, "answers")}); status != exitOK || !served {
		t.Errorf("status %d, served %v\n%s%s", status, served, stdout, stderr)
	}
}
