package mysql

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOneSelect(t *testing.T) {
	for _, tt := range []struct{ name, content, want, fails string }{
		{name: "plain", content: "SELECT a FROM b", want: "SELECT a FROM b"},
		{name: "semicolon", content: "\n select a\nFROM b ;\n", want: "select a\nFROM b"},
		{name: "comments", content: "-- Cases; of the product?\n/* x ; y */ SELECT a # why?\nFROM b; -- done", want: "-- Cases; of the product?\n/* x ; y */ SELECT a # why?\nFROM b"},
		{name: "quotes", content: `SELECT 'a;?''b', "c\"?;" AS "d?", x AS ` + "`e;`", want: `SELECT 'a;?''b', "c\"?;" AS "d?", x AS ` + "`e;`"},
		{name: "with", content: "WITH a AS (SELECT 1) SELECT * FROM a", want: "WITH a AS (SELECT 1) SELECT * FROM a"},
		{name: "byte order mark", content: "\uFEFFSELECT 1", want: "SELECT 1"},
		{name: "minus minus", content: "SELECT 1--1", want: "SELECT 1--1"},
		{name: "empty", content: "-- nothing\n", fails: "must be one SELECT, but is empty"},
		{name: "two statements", content: "SELECT 1; SELECT 2", fails: "must be one statement"},
		{name: "parameter", content: "SELECT a FROM b WHERE c = ?", fails: "must have no parameters"},
		{name: "not a query", content: "DELETE FROM b", fails: `must be one SELECT, but begins with "DELETE"`},
		{name: "begins with a number", content: "1", fails: "must be one SELECT"},
		{name: "begins with a text", content: "'SELECT'", fails: "must be one SELECT"},
		{name: "open quote", content: "SELECT 'a", want: "SELECT 'a"}, // for the server to refuse
		{name: "open comment", content: "SELECT 1 /* a", want: "SELECT 1 /* a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := oneSelect(tt.content)
			if tt.fails != "" {
				if err == nil || !strings.Contains(err.Error(), tt.fails) {
					t.Errorf("the error is %v, want %s", err, tt.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestOpenListsEveryFault(t *testing.T) {
	_, err := Open(Options{
		Name: "barnevern", Port: 70000, PageSize: -1, Timeout: 1, Overlap: -1, Rescan: -1,
		TLS: TLS{Mode: "on", Cert: "c.pem"},
		Adapter: sqlFiles(map[string]string{
			"schema.sql": "CREATE TABLE x (y INT)", "case.sql": "SELECT 1", "errors.sql": "DROP TABLE x",
		}),
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`source "barnevern"`, "no user", "no database", "port 70000: allowed are 1 to 65535", "page size -1",
		"timeout 1ns: at least 1s", "overlap -1ns is negative", "rescan -1ns is negative",
		`tls mode "on": allowed are off, preferred, required, verify-ca, verify-identity`, "a certificate needs its key",
		"case.sql: unknown file; allowed are cases.sql, errors.sql, sessions.sql, programmes.sql, units.sql",
		`errors.sql: must be one SELECT, but begins with "DROP"`, "cases.sql is missing",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "schema.sql") {
		t.Errorf("schema.sql is a fault:\n%v", err)
	}
	if _, err := Open(Options{User: "u", Database: "d"}); err == nil || !strings.Contains(err.Error(), "no adapter") {
		t.Errorf("without an adapter the error is %v", err)
	}
}

func TestAdapter(t *testing.T) {
	if diff := cmp.Diff([]string{"civicrm", "export", "glpi", "itop", "mantisbt", "osticket", "redmine", "rt", "views", "znuny"}, Adapters()); diff != "" {
		t.Errorf("adapters (-want +got):\n%s", diff)
	}
	files, err := Adapter("views")
	if err != nil {
		t.Fatal(err)
	}
	statements, err := readAdapter(files)
	if err != nil || len(statements) != len(contracts)-1 { // two share one
		t.Errorf("the adapter views has %d queries, want %d: %v", len(statements), len(contracts)-1, err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "cases.sql"), []byte("SELECT 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	if files, err = Adapter(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(files, "cases.sql"); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{
		"vews":             `unknown adapter "vews"; allowed are civicrm, export, glpi, itop, mantisbt, osticket, redmine, rt, views, znuny, or the path of a directory`,
		"":                 "allowed are civicrm, export, glpi, itop, mantisbt, osticket, redmine, rt, views, znuny",
		"./none":           "no such file",
		dir + "/cases.sql": "is not a directory",
	} {
		if _, err := Adapter(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("adapter %q: the error is %v, want %s", name, err, want)
		}
	}
}

func TestAdapterZone(t *testing.T) {
	for _, tt := range []struct{ content, want, fails string }{
		{content: "", want: "Europe/Oslo"}, // no such file: the source's own
		{content: "UTC\n", want: "UTC"},
		{content: " America/New_York ", want: "America/New_York"},
		{content: "\n", fails: `timezone: unknown zone ""; allowed is the name of an IANA time zone`},
		{content: "Local", fails: `unknown zone "Local"`},
		{content: "Europe/Olso", fails: `unknown zone "Europe/Olso"`},
	} {
		files := map[string]string{"cases.sql": "SELECT 1"}
		if tt.content != "" {
			files["timezone"] = tt.content
		}
		opts := Options{User: "u", Database: "d", Adapter: sqlFiles(files), Location: location(t, "Europe/Oslo")}
		s, err := Open(opts)
		if tt.fails != "" {
			if err == nil || !strings.Contains(err.Error(), tt.fails) {
				t.Errorf("with %q the error is %v, want %s", tt.content, err, tt.fails)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := s.opts.DateTimes.String(); got != tt.want {
			t.Errorf("with %q DATETIMEs are read in %s, want %s", tt.content, got, tt.want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		opts.DateTimes = location(t, "Asia/Tokyo") // what the operator says wins
		if s, err = Open(opts); err != nil || s.opts.DateTimes.String() != "Asia/Tokyo" {
			t.Errorf("with %q and a zone set, DATETIMEs are read in %v: %v", tt.content, s.opts.DateTimes, err)
		}
	}
}

func FuzzOneSelect(f *testing.F) {
	f.Add("SELECT a FROM b; -- c")
	f.Add("/*")
	f.Add("--")
	f.Add("SELECT '\\")
	f.Fuzz(func(t *testing.T, content string) {
		statement, err := oneSelect(content)
		if err != nil {
			return
		}
		again, err := oneSelect(statement)
		if err != nil || again != statement {
			t.Errorf("%q became %q, then %q: %v", content, statement, again, err)
		}
	})
}
