package postgres

import (
	"os"
	"strings"
	"testing"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
	"casework/collectors/source/sourcetest"
)

// TestGrantsFile: the role of deploy/sql reads the views that are made for it,
// by an index, and nothing else; the file may be run again.
func TestGrantsFile(t *testing.T) {
	d := newDatabase(t, shared.Server(t))
	d.exec(`CREATE SCHEMA product`, `CREATE TABLE product.application (id int PRIMARY KEY, department text, title text, category text,
			received timestamptz, first_handled timestamptz, decided timestamptz, due date, reopenings int, modified timestamptz)`,
		`CREATE INDEX ON product.application (modified, id)`, `CREATE INDEX ON product.application (received, id)`,
		`CREATE TABLE product.incident (id int PRIMARY KEY, department text, reported timestamptz, category text, told_by text, modified timestamptz)`,
		`INSERT INTO product.application SELECT n, 'Nord', 'Ola Nordmann', 'bygg', now() - n * interval '1 hour', NULL, NULL, NULL, 0, now() - n * interval '1 hour'
			FROM generate_series(1, 20000) AS g(n)`, "ANALYZE")
	script, err := os.ReadFile("../../../deploy/sql/grants-views.postgres.sql")
	if err != nil {
		t.Fatal(err)
	}
	defer d.exec("DROP OWNED BY casework_owner, casework_exporter", "DROP ROLE casework_owner, casework_exporter")
	for range 2 {
		d.exec(strings.ReplaceAll(string(script), "change-me", "secret"))
	}
	views, err := adapters.Open("views")
	if err != nil {
		t.Fatal(err)
	}
	s := d.open(nil, func(o *Options) { o.User, o.Schemas, o.Adapter = "casework_exporter", []string{"casework"}, views })
	if got := sourcetest.Changes(t, s, ledger.Cases, 0); len(got.Cases) != 20_000 {
		t.Errorf("%d cases were read, want 20000", len(got.Cases))
	}
	lines := inspected(t, s)
	for _, line := range lines {
		if !strings.HasPrefix(line, "OK: ") {
			t.Errorf("%s", line)
		}
	}
	wants(t, lines, "OK: grants: the user may read what the adapter names, and nothing else", "OK: cases.sql: a poll finds its rows by an index")
	_, db := d.pool(func(o *Options) { o.User, o.Schemas = "casework_exporter", []string{"casework"} })
	if _, err := db.Exec("SELECT title FROM product.application"); err == nil {
		t.Error("the role may read behind the views")
	}
}
