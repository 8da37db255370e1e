package e2e

import (
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"casework/collectors/adapters"
)

// TestProduct runs real products, each set up by its own installer in a
// private MariaDB or PostgreSQL, through two months of cases made through its own
// interfaces, and holds all that the exporter shows against what the product
// itself shows. The exporter reads as the user that deploy/sql creates.
//
// It needs the products; make test-products installs them.
func TestProduct(t *testing.T) {
	if os.Getenv("PRODUCTS") == "" {
		t.Skip("needs products installed: make test-products runs it")
	}
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	// The products, and the servers' own zone, are those of a Norwegian server.
	t.Setenv("TZ", oslo.String())
	for _, tt := range []struct {
		name     string
		database func(*testing.T) *productDatabase
		set      func(*testing.T, *productDatabase) product
	}{
		{"Request Tracker", mariadbOf, requestTracker("default")},
		{"Request Tracker on PostgreSQL", postgresOf, requestTracker("default")},
		{"Request Tracker with a lifecycle of its own", mariadbOf, requestTracker("vedtak")},
		{"Request Tracker with a lifecycle of its own on PostgreSQL", postgresOf, requestTracker("vedtak")},
		{"Redmine", mariadbOf, redmine("", oslo)},
		{"Redmine on PostgreSQL", postgresOf, redmine("", oslo)},
		{"Redmine with the columns of an old installation", mariadbOf, redmine("DATETIME NULL", oslo)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			database := tt.database(t)
			p := tt.set(t, database)
			for _, difference := range database.differs(p.adapter) {
				t.Errorf("the tables are not as the adapter takes them to be: %s", difference)
			}
			s := newStory(t, database, p, oslo)
			s.live()
			s.check(exitOK, "\n0 problems, ")
			if !s.brief {
				s.cost()
			}
		})
	}
}

// edited returns the files of an adapter after replacements in a statement, each
// of which must change something.
func edited(t *testing.T, adapter, statement string, replace ...string) fs.FS {
	t.Helper()
	files, err := adapters.Open(adapter)
	if err != nil {
		t.Fatal(err)
	}
	copied := fstest.MapFS{}
	names, err := fs.Glob(files, "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		for i := 0; name == statement && i < len(replace); i += 2 {
			if !strings.Contains(text, replace[i]) {
				t.Fatalf("%s of adapter %s has no %q to be edited", statement, adapter, replace[i])
			}
			text = strings.ReplaceAll(text, replace[i], replace[i+1])
		}
		copied[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return copied
}

// check runs the exporter's own check on the product's database, and wants
// its exit status and a text in what it says.
func (s *story) check(status int, says string) {
	s.t.Helper()
	path, err := binary()
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.CommandContext(s.t.Context(), path, "check")
	cmd.Env = append(os.Environ(), "CASEWORK_SOURCES=real", "REAL_TIMEZONE="+s.zone.String())
	for name, value := range s.database.settings(s.adapter, s.user, s.password) {
		cmd.Env = append(cmd.Env, "REAL_"+name+"="+value)
	}
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != status || !strings.Contains(stdout.String(), says) {
		s.t.Errorf("check ends with %v, want status %d and %q:\n%s%s", err, status, says, stdout.String(), stderr.String())
	}
	for line := range strings.Lines(stdout.String()) {
		// The story is some time ago: for check, what is paused at its end has been since.
		if status == exitOK && strings.HasPrefix(line, "  warning") && !strings.Contains(line, " newest pauses last still, ") {
			s.t.Errorf("check warns: %s", line)
		}
	}
}
