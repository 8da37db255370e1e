package adapters

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"
)

func TestOpen(t *testing.T) {
	// That none is missing is a matter of TestEveryAdapterIsComplete.
	if names := Names(); !slices.IsSorted(names) || !slices.Contains(names, "views") || slices.Contains(names, templateFolder) {
		t.Errorf("the adapters are %v", names)
	}
	list := strings.Join(Names(), ", ")
	if _, err := Open("views"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "cases.sql"), []byte("SELECT 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(files, "cases.sql"); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{
		"vews":             `unknown adapter "vews"; allowed are ` + list + ", or the path of a directory",
		"":                 "allowed are " + list,
		"./none":           "no such file",
		dir + "/cases.sql": "is not a directory",
	} {
		if _, err := Open(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("adapter %q: the error is %v, want %s", name, err, want)
		}
	}
}

func TestZone(t *testing.T) {
	for _, tt := range []struct{ content, want, fails string }{
		{content: "", want: fmt.Sprint((*time.Location)(nil))}, // no such file: the source's own
		{content: "UTC\n", want: "UTC"},
		{content: " America/New_York ", want: "America/New_York"},
		{content: "\n", fails: `timezone: unknown zone ""; allowed is the name of an IANA time zone`},
		{content: "Local", fails: `unknown zone "Local"`},
		{content: "Europe/Olso", fails: `unknown zone "Europe/Olso"`},
	} {
		files := fstest.MapFS{"cases.sql": &fstest.MapFile{Data: []byte("SELECT 1")}}
		if tt.content != "" {
			files["timezone"] = &fstest.MapFile{Data: []byte(tt.content)}
		}
		zone, err := Zone(files)
		if tt.fails != "" {
			if err == nil || !strings.Contains(err.Error(), tt.fails) {
				t.Errorf("with %q the error is %v, want %s", tt.content, err, tt.fails)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(zone); got != tt.want {
			t.Errorf("with %q DATETIMEs are read in %s, want %s", tt.content, got, tt.want)
		}
	}
}

// TestReadTakesTheDriversFile: a query has a file for every kind of database,
// or one beside it for one kind, and a folder may be for one kind alone.
func TestReadTakesTheDriversFile(t *testing.T) {
	queries := []string{"cases", "errors"}
	for _, tt := range []struct {
		name            string
		files           []string
		driver          string // what the file says; "" without
		mysql, postgres string // the statements, or what the error says
	}{
		{"one for all", []string{"cases.sql"}, "", "cases.sql", "cases.sql"},
		{"one beside it", []string{"cases.sql", "cases.postgres.sql"}, "", "cases.sql", "cases.postgres.sql"},
		{"both by name", []string{"cases.mysql.sql", "cases.postgres.sql", "errors.sql"}, "", "cases.mysql.sql errors.sql", "cases.postgres.sql errors.sql"},
		{"of one kind alone", []string{"cases.sql"}, "mysql\n", "cases.sql", "the adapter's queries are for DRIVER=mysql alone, not for postgres"},
		{"none for one", []string{"cases.postgres.sql"}, "", "cases.sql is missing", "cases.postgres.sql"},
		{"unknown", []string{"cases.sql", "cases.oracle.sql"}, "", "cases.oracle.sql: unknown file; allowed are cases.sql, errors.sql", "cases.oracle.sql: unknown file"},
		{"of no kind", []string{"cases.sql"}, "oracle", `driver: "oracle" is no kind of database; allowed are mysql, postgres`, `driver: "oracle"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for _, name := range tt.files {
				files[name] = &fstest.MapFile{Data: []byte("SELECT " + name)}
			}
			if tt.driver != "" {
				files["driver"] = &fstest.MapFile{Data: []byte(tt.driver)}
			}
			for driver, want := range map[string]string{"mysql": tt.mysql, "postgres": tt.postgres} {
				statements, err := Read(files, queries, driver)
				got := strings.TrimSuffix(strings.TrimPrefix(statements["cases"], "SELECT ")+" "+strings.TrimPrefix(statements["errors"], "SELECT "), " ")
				if err != nil {
					got = err.Error()
				}
				if got != want && (err == nil || !strings.HasPrefix(got, want)) {
					t.Errorf("with DRIVER=%s it is %q, want %q", driver, got, want)
				}
			}
		})
	}
}
