package mysql

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	gomysql "github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source"
)

// TestGrantsOfRealUsers gives a user rights of every kind, and looks for what
// an inspection says of them.
func TestGrantsOfRealUsers(t *testing.T) {
	d := newDatabase(t)
	d.exec("CREATE TABLE person (id INT PRIMARY KEY, unit VARCHAR(20), at DATETIME, closed DATETIME, name VARCHAR(50), notes TEXT)",
		"CREATE TABLE other (secret INT)",
		"CREATE VIEW v AS SELECT id, unit, at, closed FROM person")
	t.Cleanup(func() {
		d.root("DROP USER IF EXISTS limited@'%'", "DROP ROLE IF EXISTS inner_role", "DROP ROLE IF EXISTS outer_role")
	})
	const narrow = "(id, unit, at, closed)"
	for _, tt := range []struct {
		name, from string
		grants     []string
		want       []string // details of problems
	}{
		{"the view alone", "v", []string{"SELECT ON $.v"}, nil},
		{"the columns alone", "person", []string{"SELECT " + narrow + " ON $.person"}, nil},
		{"the whole table", "person", []string{"SELECT ON $.person"}, []string{
			"the user can see 2 columns that the adapter does not name: person.name, person.notes",
		}},
		{"the table behind the view", "v", []string{"SELECT ON $.v", "SELECT " + narrow + " ON $.person"}, []string{
			"the user can see 1 table that the adapter does not name: $.person",
		}},
		{"a column that can be written", "person", []string{"SELECT " + narrow + ", UPDATE (unit) ON $.person"}, []string{
			"the user may more than read: UPDATE on `$`.`person`",
		}},
		{"the database", "person", []string{"SELECT ON $.*"}, []string{
			"the user can see 2 columns that the adapter does not name: person.name, person.notes",
			"the user can see 2 tables that the adapter does not name: $.other, $.v",
		}},
		{"a global privilege", "v", []string{"SELECT ON $.v", "FILE ON *.*"}, []string{"the user may more than read: FILE on *.*"}},
		{"proxy", "v", []string{"SELECT ON $.v", "PROXY ON root@localhost"}, []string{"the user may act as `root`@`localhost`"}},
		{"another's accounts", "v", []string{"SELECT ON $.v", "SELECT ON mysql.db"}, []string{
			"the user can see 1 table that the adapter does not name: mysql.db",
		}},
		{"a role within a role", "v", []string{"SELECT ON $.v", "outer_role"}, []string{
			"the user in the role `outer_role` can see 1 table that the adapter does not name: $.other",
			"the user in the role `outer_role` may more than read: INSERT on `$`.`other`",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			name := func(s string) string {
				if isMySQL() {
					s = strings.ReplaceAll(s, "in the role `outer_role`", "in the role `outer_role`@`%`")
				}
				return strings.ReplaceAll(s, "$", d.name)
			}
			d.root("DROP USER IF EXISTS limited@'%'", "CREATE USER limited@'%' IDENTIFIED BY 'secret'",
				"DROP ROLE IF EXISTS inner_role, outer_role", "CREATE ROLE inner_role, outer_role",
				name("GRANT SELECT, INSERT ON $.other TO inner_role"), "GRANT inner_role TO outer_role")
			for _, grant := range tt.grants {
				d.root("GRANT " + name(grant) + " TO limited@'%'")
			}
			s := d.open(sqlFiles(map[string]string{
				"cases.sql": "SELECT id AS case_id, `unit`, '' AS case_type, p.at AS received_at, closed AS closed_at -- name, notes\nFROM " + tt.from + " p",
			}), func(o *Options) { o.User = "limited" })
			var got []string
			for _, f := range inspect(t, s) {
				if f.Subject == "grants" && f.Level != source.OK {
					got = append(got, f.Detail)
					if f.Level != source.Problem || f.Hint == "" {
						t.Errorf("%s with hint %q: %s", f.Level, f.Hint, f.Detail)
					}
				}
			}
			for i, want := range tt.want {
				tt.want[i] = name(want)
			}
			sortStrings := cmp.Transformer("sorted", func(s []string) map[string]bool {
				set := map[string]bool{}
				for _, x := range s {
					set[x] = true
				}
				return set
			})
			if diff := cmp.Diff(tt.want, got, sortStrings); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// TestGrantsOfTheFirstRole: a role within the role that is set at first is looked into with
// that, as nobody can take it on alone.
func TestGrantsOfTheFirstRole(t *testing.T) {
	d := newDatabase(t)
	d.exec("CREATE TABLE c (id INT, unit VARCHAR(20), at INT, done INT)")
	t.Cleanup(func() { d.root("DROP USER IF EXISTS first@'%'", "DROP ROLE IF EXISTS outer_first, inner_first") })
	d.root("DROP USER IF EXISTS first@'%'", "CREATE USER first@'%' IDENTIFIED BY 'secret'",
		"CREATE ROLE inner_first, outer_first", "GRANT SELECT, INSERT ON "+d.name+".c TO inner_first",
		"GRANT inner_first TO outer_first", "GRANT outer_first TO first@'%'",
		map[bool]string{false: "SET DEFAULT ROLE outer_first FOR first@'%'", true: "SET DEFAULT ROLE outer_first TO first@'%'"}[isMySQL()])
	s := d.open(sqlFiles(map[string]string{
		"cases.sql": "SELECT id AS case_id, unit, at AS received_at, done AS closed_at FROM c",
	}), func(o *Options) { o.User = "first" })
	wrote := false
	for _, f := range inspect(t, s) {
		if f.Subject == "grants" && f.Level == source.Warning {
			t.Errorf("%s: %s", f.Level, f.Detail)
		}
		wrote = wrote || strings.Contains(f.Detail, "may more than read: INSERT")
	}
	if !wrote {
		t.Error("what the inner role may do is not said")
	}
}

// TestGrantsOfViews runs the script that operators are given, and looks from
// the exporter's side at what it allows.
func TestGrantsOfViews(t *testing.T) {
	script, err := os.ReadFile("../../../deploy/sql/grants-views.sql")
	if err != nil {
		t.Fatal(err)
	}
	d := newDatabase(t)
	d.root("CREATE DATABASE product", `CREATE TABLE product.application (id BIGINT PRIMARY KEY, department VARCHAR(50), category VARCHAR(50),
		received DATETIME, first_handled DATETIME, decided DATETIME, due DATETIME, reopenings INT, modified DATETIME(6),
		applicant VARCHAR(100), KEY (modified, id), KEY (received, id))`,
		"CREATE TABLE product.incident (id BIGINT PRIMARY KEY, department VARCHAR(50), reported DATETIME, category VARCHAR(50), modified DATETIME(6), description TEXT)",
		"USE product", `INSERT INTO product.application SELECT seq, 'Nord', 'bygg', NOW() - INTERVAL 9 DAY, NOW() - INTERVAL 5 DAY, NULL, NULL, 0, NOW(6), 'Ola Nordmann'
		FROM seq_1_to_300`)
	t.Cleanup(func() {
		d.root("DROP DATABASE product", "DROP DATABASE casework", "DROP USER casework_owner@localhost", "DROP USER casework_exporter@'%'")
	})
	for range 2 { // it may be run again
		for stmt := range strings.SplitSeq(string(script), ";\n") {
			if strings.TrimSpace(stmt) != "" {
				d.root(stmt)
			}
		}
	}
	adapter, err := adapters.Open("views")
	if err != nil {
		t.Fatal(err)
	}
	exporter := func(o *Options) {
		o.Database, o.User, o.Password = "casework", "casework_exporter", func() (string, error) { return "change-me", nil }
	}
	s := d.open(adapter, exporter)
	findings := inspect(t, s)
	for _, f := range findings {
		if f.Level == source.Problem || f.Subject == "grants" && f.Level != source.OK {
			t.Errorf("%s: %s: %s", f.Level, f.Subject, f.Detail)
		}
	}
	find(t, findings, "grants", "nothing else")
	if got := changes(t, s, ledger.Cases, 0); len(got.Cases) != 300 {
		t.Errorf("%d cases are read through the view, want 300", len(got.Cases))
	}
	for _, table := range []string{"application", "incident"} {
		_, err := d.pool(exporter).Exec("SELECT id FROM product." + table)
		var refused *gomysql.MySQLError
		if !errors.As(err, &refused) || refused.Number != 1142 {
			t.Errorf("the exporter's user may read product.%s: %v", table, err)
		}
	}
}

// TestDenied: to a user whose rights are by table, the server says of a table
// that is not there that it may not be read.
func TestDenied(t *testing.T) {
	d := newDatabase(t)
	d.exec("CREATE TABLE casework_cases (case_id BIGINT PRIMARY KEY, unit VARCHAR(50), received_at DATETIME, closed_at DATETIME)")
	d.root("CREATE USER narrow@'%' IDENTIFIED BY 'secret'", "GRANT SELECT ON "+d.name+".casework_cases TO narrow@'%'")
	t.Cleanup(func() { d.root("DROP USER narrow@'%'") })
	adapter, err := adapters.Open("views")
	if err != nil {
		t.Fatal(err)
	}
	s := d.open(adapter, func(o *Options) { o.CaseTypes, o.User = false, "narrow" })
	if units, err := s.Units(t.Context()); err != nil || units != nil {
		t.Errorf("units %v: %v", units, err)
	}
	if has, err := s.Has(t.Context(), source.Errors); err != nil || has {
		t.Errorf("errors are on: %v", err)
	}
	find(t, inspect(t, s), "errors.sql", "there is no such table, or no right to read it: no error metrics")
}

// TestDeniedColumns: to a user whose rights are by column, the server says of an
// optional column that is not there that it may not be read. It is off, until the
// user may read it, and a failure after that.
func TestDeniedColumns(t *testing.T) {
	d := newDatabase(t)
	d.exec("CREATE TABLE casework_cases (case_id BIGINT PRIMARY KEY, unit VARCHAR(50), received_at DATETIME, closed_at DATETIME)",
		"INSERT INTO casework_cases VALUES (1, 'Nord', '2024-01-10', NULL)")
	d.root("CREATE USER narrow@'%' IDENTIFIED BY 'secret'", "GRANT SELECT (case_id, unit, received_at, closed_at) ON "+d.name+".casework_cases TO narrow@'%'")
	t.Cleanup(func() { d.root("DROP USER narrow@'%'") })
	adapter, err := adapters.Open("views")
	if err != nil {
		t.Fatal(err)
	}
	for _, adapter := range []fs.FS{adapter, sqlFiles(map[string]string{
		"cases.sql": "SELECT c.case_id, `c`.`unit`, c.received_at, c.started AS started_at, c.closed_at, `c`.`deadline_at` FROM casework_cases AS c",
	})} {
		s := d.open(adapter, func(o *Options) { o.CaseTypes, o.User = false, "narrow" })
		if got := changes(t, s, ledger.Cases, 0).Cases; len(got) != 1 || s.Columns().Started || s.Columns().Deadline {
			t.Errorf("cases %v, columns %+v", got, s.Columns())
		}
		find(t, inspect(t, s), "cases.sql", "no deadline_at: no deadline metrics")
	}
	d.exec("ALTER TABLE casework_cases ADD deadline_at DATETIME")
	d.root("GRANT SELECT (deadline_at) ON " + d.name + ".casework_cases TO narrow@'%'")
	s := d.open(adapter, func(o *Options) { o.CaseTypes, o.User = false, "narrow" })
	if changes(t, s, ledger.Cases, 0); !s.Columns().Deadline {
		t.Error("deadlines are off")
	}
	d.root("REVOKE SELECT (deadline_at) ON " + d.name + ".casework_cases FROM narrow@'%'")
	for range 2 {
		err := s.Changes(t.Context(), ledger.Cases, 1, func(*ledger.Page) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "deadline_at") {
			t.Errorf("nobody may read the deadline any more: %v", err)
		}
	}
	d.root("REVOKE SELECT (unit) ON " + d.name + ".casework_cases FROM narrow@'%'")
	err = d.open(adapter, func(o *Options) { o.CaseTypes, o.User = false, "narrow" }).Changes(t.Context(), ledger.Cases, 0, func(*ledger.Page) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "for column 'unit'") {
		t.Errorf("nobody may read the unit: %v", err)
	}
}
