package adapters_test

import (
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	gomysql "github.com/go-sql-driver/mysql"

	"casework/collectors/source"
)

const sqlFiles = "../../deploy/sql/"

// granted runs the grants of deploy/sql in a product's database and opens a
// source as the user that they create.
func (p *product) granted(t *testing.T, s *store) *source.Source {
	t.Helper()
	name := "casework_" + p.adapter // of the database and the user
	s.script(sqlFiles+"grants-"+p.adapter+".sql", []string{"'10.0.0.7'", "'%'", "change this", "secret"})
	t.Cleanup(func() {
		s.exec("DROP USER " + name + "@'%'")
		s.exec("DROP DATABASE " + name)
	})
	return p.open(t, name, name, "secret")
}

// TestGrants: the user of the grants can read the views made for it and
// nothing else, no column of them is superfluous, and none holds anything
// that a person wrote, which the writers of this test mark as private.
func TestGrants(t *testing.T) {
	each(t, func(t *testing.T, p *product) {
		store, w := p.store(t, "_grants")
		for _, st := range scenario {
			w.do(st.deed, st.number, instant(t, st.at), time.Time{})
		}
		if p.schema == "" && !p.holdsPrivate(t, store) {
			t.Error("nothing private in the product's tables: this test finds nothing")
		}
		database := p.granted(t, store)
		findings, err := database.Inspect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Subject == "grants" && f.Level != source.OK {
				t.Errorf("check says: %s: %s", f.Level, f.Detail)
			}
		}

		user := p.connect(t)
		query := p.query(t)
		for schema, columns := range readable(t, user) {
			if !strings.HasPrefix(schema, "casework_"+p.adapter+".") {
				t.Errorf("the user can read %s, which is none of the views", schema)
				continue
			}
			for _, column := range columns {
				if !regexp.MustCompile(`\.` + column + `\b`).MatchString(query) {
					t.Errorf("the user can read %s.%s, which the adapter does not ask for", schema, column)
				}
				var n int
				stmt := fmt.Sprintf("SELECT COUNT(*) FROM %s WHERE CAST(`%s` AS CHAR) LIKE '%%private%%'", schema, column)
				if err := user.QueryRow(stmt).Scan(&n); err != nil {
					t.Fatal(err)
				}
				if n > 0 {
					t.Errorf("the user can read %d texts of people in %s.%s", n, schema, column)
				}
			}
		}
		for _, table := range store.tables() {
			if _, err := user.Exec("SELECT 1 FROM `" + store.name + "`.`" + table + "`"); err == nil || !strings.Contains(err.Error(), "denied") {
				t.Errorf("SELECT from the product's table %s: %v, want it denied", table, err)
			}
		}
	})
}

// connect opens a pool as the user of the grants.
func (p *product) connect(t *testing.T) *sql.DB {
	t.Helper()
	cfg := gomysql.NewConfig()
	cfg.User, cfg.Passwd, cfg.Net, cfg.Addr = "casework_"+p.adapter, "secret", "unix", p.server(t).Socket
	connector, err := gomysql.NewConnector(cfg)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() { db.Close() })
	return db
}

// query is the text of the product's queries without their comments.
func (p *product) query(t *testing.T) string {
	t.Helper()
	paths, err := fs.Glob(p.files(t), "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, path := range paths {
		content, err := fs.ReadFile(p.files(t), path)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(regexp.MustCompile(`--.*`).ReplaceAll(content, nil))
	}
	return all.String()
}

// readable lists the columns that a user can read, by database and table.
func readable(t *testing.T, user *sql.DB) map[string][]string {
	t.Helper()
	rows, err := user.Query("SELECT table_schema, table_name, column_name FROM information_schema.columns WHERE table_schema <> 'information_schema'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns := map[string][]string{}
	for rows.Next() {
		var schema, table, column string
		if err := rows.Scan(&schema, &table, &column); err != nil {
			t.Fatal(err)
		}
		name := schema + ".`" + table + "`"
		columns[name] = append(columns[name], column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return columns
}

// tables lists the tables of a store.
func (s *store) tables() (names []string) {
	s.Helper()
	rows, err := s.conn.QueryContext(s.Context(), "SHOW TABLES")
	if err != nil {
		s.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			s.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		s.Fatal(err)
	}
	return names
}

// holdsPrivate reports whether a product's tables hold a text of people.
func (p *product) holdsPrivate(t *testing.T, s *store) bool {
	t.Helper()
	script, err := os.ReadFile("testdata/" + p.adapter + ".sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range s.tables() {
		for _, column := range []string{"subject", "title", "summary", "body", "content"} {
			if regexp.MustCompile(`(?is)CREATE TABLE `+"`?"+table+"`?"+` \([^;]*\b`+column+` `).Match(script) &&
				s.number("SELECT COUNT(*) FROM `"+table+"` WHERE "+column+" = 'private'") > 0 {
				return true
			}
		}
	}
	return false
}
