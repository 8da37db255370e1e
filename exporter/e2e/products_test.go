package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/source/mysql/mariadbtest"
)

// TestProduct runs real products, each set up by its own installer in a
// private MariaDB, through two months of cases made through its own
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
	shapes := mariadbtest.ReadShapes(t, filepath.Join("..", "..", "collectors", "adapters", "testdata", "shapes.txt"))
	// The products, and MariaDB's own zone, are those of a Norwegian server.
	t.Setenv("TZ", oslo.String())
	for _, tt := range []struct {
		name string
		set  func(*testing.T, *mariadbtest.Server) product
	}{
		{"Request Tracker", requestTracker("default")},
		{"Request Tracker with a lifecycle of its own", requestTracker("vedtak")},
		{"Redmine", redmine("", oslo)},
		{"Redmine with the columns of an old installation", redmine("DATETIME NULL", oslo)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := mariadbtest.Start(t, "--innodb-flush-log-at-trx-commit=0", "--default-time-zone=SYSTEM", "--innodb-buffer-pool-size=256M")
			p := tt.set(t, server)
			for _, difference := range shapes[p.adapter].Differs(t, server.DB(), server.Database, false) {
				t.Errorf("the tables are not as the adapter takes them to be: %s", difference)
			}
			s := newStory(t, server, p, oslo)
			s.live()
			s.check(exitOK, "0 problems, 0 warnings")
			if !s.brief {
				s.cost()
			}
		})
	}
}

// reader creates the user that deploy/sql has for an adapter, with a password
// for the test, and says how the exporter is to reach the product as that user.
func reader(t *testing.T, server *mariadbtest.Server, adapter string) (database, user, password string) {
	t.Helper()
	runFile(t, server, "grants-"+adapter+".sql", "'10.0.0.7'", "'%'", "'change this'", "'reader'")
	return "casework_" + adapter, "casework_" + adapter, "reader"
}

// runFile runs a file of deploy/sql as root, after replacements.
func runFile(t *testing.T, server *mariadbtest.Server, name string, replace ...string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "deploy", "sql", name))
	if err != nil {
		t.Fatal(err)
	}
	for statement := range strings.SplitSeq(strings.NewReplacer(replace...).Replace(string(content)), ";\n") {
		if strings.TrimSpace(statement) != "" {
			if err := server.Exec(statement); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
}

// edited returns the files of an adapter after replacements, each of which
// must change something.
func edited(t *testing.T, adapter string, replace ...string) fs.FS {
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
		for i := 0; name == "cases.sql" && i < len(replace); i += 2 {
			if !strings.Contains(text, replace[i]) {
				t.Fatalf("%s of adapter %s has no %q to be edited", name, adapter, replace[i])
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
	cmd.Env = append(os.Environ(), "CASEWORK_SOURCES=real")
	for name, value := range map[string]string{
		"HOST": s.server.Host, "PORT": fmt.Sprint(s.server.Port), "USER": s.user, "PASSWORD": s.password,
		"DATABASE": s.database, "TIMEZONE": s.zone.String(), "ADAPTER": s.adapter,
	} {
		cmd.Env = append(cmd.Env, "REAL_"+name+"="+value)
	}
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != status || !strings.Contains(stdout.String(), says) {
		s.t.Errorf("check ends with %v, want status %d and %q:\n%s%s", err, status, says, stdout.String(), stderr.String())
	}
}
